"""Raadplegen: a search in the log as the extension "lezen" of Logboek Dataverwerkingen asks it: by trace,
verwerkingsactiviteit or betrokkene, within a time, from new to old.

Source: LDV lezen API 1.1, ProcessingActivityRequest. A member that it does not know is refused: a filter that is passed
over would give more than was asked.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import partial
from heapq import merge
from typing import Protocol, TypeAlias

import msgspec
from msgspec import Struct

from app.authorization.pseudoniem import Pseudoniemen
from app.verwerkingenlog.opslag import Opslag, Periode, Plek, Vermelding
from app.verwerkingenlog.projecties import ldv
from app.verwerkingenlog.projecties.afzender import Afzender
from app.verwerkingenlog.projecties.operaties import operaties
from app.verwerkingenlog.regel import Handeling, Verwerking
from app.verwerkingenlog.vastlegging import SOORTEN
from resolvers.grammar.errors import BadUserInput
from resolvers.grammar.sleutel import Bsn, KvkNummer, Sleutel, Vestigingsnummer

MEESTE = 1000
"""Lines in one answer."""
_BLAD = 500
_MEESTE_BLADEN = 100
"""How far is looked for lines that the other conditions let through; beyond that the answer says that it is not all."""
_ALTIJD = 2**53

Getoond: TypeAlias = Handeling | Verwerking

_TRACE = re.compile(r"[0-9a-f]{32}", re.ASCII)
_NAAR_SOORT = {naam: soort for soort, naam in SOORTEN.items()}
_NAAR_LENGTE: dict[int, type[Sleutel]] = {9: Bsn, 8: KvkNummer, 12: Vestigingsnummer}


class Zoekvraag(Struct, frozen=True, kw_only=True):
    """At least one of the first three. `betrokkenen`: one pseudonym for each key that was ever used; `activiteiten`:
    keys. Times in ms since 1970, both included."""

    trace_id: str = ""
    activiteiten: tuple[str, ...] | None = None
    betrokkenen: tuple[str, ...] = ()
    betrokkene_soort: str = ""
    verwerker: str = ""
    van_ms: int = 0
    tot_ms: int = _ALTIJD


class Gevonden(Struct, frozen=True):
    regels: list[Getoond]
    afgekapt: bool


class _Bericht(Struct, frozen=True, forbid_unknown_fields=True):
    trace_id: str | None = msgspec.field(default=None, name="traceId")
    activiteit: str | None = msgspec.field(default=None, name=ldv.ACTIVITEIT)
    betrokkene: str | None = msgspec.field(default=None, name=ldv.BETROKKENE)
    betrokkene_soort: str | None = msgspec.field(default=None, name=ldv.BETROKKENE_SOORT)
    verwerker: str | None = msgspec.field(default=None, name=ldv.VERWERKER)
    start: int | None = msgspec.field(default=None, name="startTime")
    einde: int | None = msgspec.field(default=None, name="endTime")


def lees_zoekvraag(body: bytes, pseudoniemen: Pseudoniemen, afzender: Afzender) -> Zoekvraag:
    """Raises BadUserInput, with a sentence that repeats nothing of the question."""
    try:
        body.decode()
        bericht = msgspec.json.decode(body, type=_Bericht)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        raise BadUserInput("De vraag is geen JSON-object met de velden die deze dienst kent.") from None
    if bericht.trace_id is None and bericht.activiteit is None and bericht.betrokkene is None:
        raise BadUserInput(f"Geef minstens traceId, {ldv.ACTIVITEIT} of {ldv.BETROKKENE}.")
    van, tot = bericht.start or 0, _ALTIJD if bericht.einde is None else bericht.einde
    if not 0 <= van <= tot <= _ALTIJD:
        raise BadUserInput("startTime en endTime zijn milliseconden sinds 1970, en startTime ligt niet na endTime.")
    return Zoekvraag(
        trace_id=_trace(bericht.trace_id) if bericht.trace_id is not None else "",
        activiteiten=afzender.sleutels(bericht.activiteit) if bericht.activiteit is not None else None,
        betrokkenen=_betrokkenen(bericht, pseudoniemen),
        betrokkene_soort=bericht.betrokkene_soort or "",
        verwerker=bericht.verwerker or "",
        van_ms=van,
        tot_ms=tot,
    )


def _trace(text: str) -> str:
    """As 32 hexadecimal digits, or as the UUID that the API makes of them."""
    found = text.lower().replace("-", "")
    if not _TRACE.fullmatch(found):
        raise BadUserInput("traceId is een UUID, of 32 hexadecimale tekens.")
    return found


def _betrokkenen(bericht: _Bericht, pseudoniemen: Pseudoniemen) -> tuple[str, ...]:
    """A pseudonym of ours, or the number itself."""
    text = bericht.betrokkene
    if text is None:
        return ()
    if (sleutel := pseudoniemen.onthul(text)) is None:
        if "." in text:  # one that we did not give: there is nothing under it
            return (text,)
        soort = _NAAR_SOORT.get(bericht.betrokkene_soort or "") or _NAAR_LENGTE.get(len(text), Bsn)
        sleutel = soort.lees(text)
    return tuple(pseudoniemen.alle(sleutel))


def zoek(opslag: Opslag, vraag: Zoekvraag, *, alleen_van: str | None = None) -> Gevonden:
    """`alleen_van`: only what was told to this organisation (OIN), or asked by it. Raises OpslagFout."""
    regels: list[Getoond] = []
    try:
        for regel in _kandidaten(opslag, vraag):
            if _past(regel, vraag) and (alleen_van is None or _is_van(regel, alleen_van)):
                if len(regels) == MEESTE:
                    return Gevonden(regels, afgekapt=True)
                regels.append(regel)
    except _TeVer:
        return Gevonden(regels, afgekapt=True)
    return Gevonden(regels, afgekapt=False)


class _TeVer(Exception):
    """So much was read for so little that the rest is left."""


def _kandidaten(opslag: Opslag, vraag: Zoekvraag) -> Iterator[Getoond]:
    """By the condition that leaves the fewest."""
    if vraag.trace_id:
        regels = (item.regel for item in opslag.van_trace(vraag.trace_id))
        for operatie in operaties(regels):
            if operatie.handeling is not None and not operatie.is_geweigerd:
                yield operatie.handeling
            yield from operatie.verwerkingen
        return
    periode = Periode(vraag.van_ms, vraag.tot_ms + 1)
    if vraag.betrokkenen:
        stromen = [_bladen(partial(opslag.van_betrokkene, vraag.betrokkenen, periode))]
    else:
        stromen = [_bladen(partial(opslag.van_activiteit, key, periode)) for key in vraag.activiteiten or ()]
    for item in merge(*stromen, key=lambda item: item.plek, reverse=True):
        if isinstance(item.regel, Verwerking):
            yield item.regel


class _Lezer(Protocol):
    def __call__(self, *, na: Plek | None, limiet: int) -> list[Vermelding]: ...


def _bladen(lees: _Lezer) -> Iterator[Vermelding]:
    na: Plek | None = None
    for _ in range(_MEESTE_BLADEN):
        blad = lees(na=na, limiet=_BLAD)
        yield from blad
        if len(blad) < _BLAD:
            return
        na = blad[-1].plek
    raise _TeVer


def _past(regel: Getoond, vraag: Zoekvraag) -> bool:
    if regel.begin_ms < vraag.van_ms or regel.einde_ms > vraag.tot_ms:
        return False
    if vraag.verwerker and (not regel.afkomst or ldv.uri_van(regel.afkomst) != vraag.verwerker):
        return False
    if isinstance(regel, Handeling):
        return vraag.activiteiten is None and not vraag.betrokkenen and not vraag.betrokkene_soort
    if vraag.activiteiten is not None and regel.activiteit not in vraag.activiteiten:
        return False
    if vraag.betrokkenen and regel.betrokkene not in vraag.betrokkenen:
        return False
    return not vraag.betrokkene_soort or regel.betrokkene_soort == vraag.betrokkene_soort


def _is_van(regel: Getoond, oin: str) -> bool:
    """Of the line itself, not of its trace: whoever knows a trace can bring it along, and would then see the rest."""
    return regel.afkomst == oin or (regel.ontvanger.soort == "OVERHEIDSORGANISATIE" and regel.ontvanger.id == oin)
