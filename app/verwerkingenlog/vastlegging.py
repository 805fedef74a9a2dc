"""Vastlegging: what one operation told and refused, written down before its answer leaves.

The one step from what the graph collected (`Context.verstrekkingen`, `Context.afgeschermd`) to records. Raises
LogUnavailable: then nothing may be told.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from time import time
from typing import Protocol

from msgspec.structs import replace

from app.telemetry.spans import stap
from app.verwerkingenlog.regel import (
    Audit,
    Handeling,
    Ontvanger,
    Regel,
    Schrijfsel,
    Status,
    Verstrekking,
    Verwerking,
    Weigering,
)
from resolvers.grammar.afnemer import AfnemerSoort, Authenticatie
from resolvers.grammar.context import Context, Verstrekt
from resolvers.grammar.inzage import GegevensCategorie, Grond, Grondslag
from resolvers.grammar.ref import Ref
from resolvers.grammar.sleutel import (
    Bsn,
    Klantnummer,
    KvkNummer,
    Rsin,
    Sleutel,
    Vestigingsnummer,
    hoofdsleutel,
)

SOORTEN: dict[type[Sleutel], str] = {
    Bsn: "BSN",
    KvkNummer: "KVK",
    Vestigingsnummer: "VESTIGING",
    Rsin: "RSIN",
    Klantnummer: "KLANTNUMMER",
}
#: Grounds whose betrokkenen are one person under all his keys.
_EEN_PERSOON = frozenset({Grondslag.EIGEN_GEGEVENS, Grondslag.MACHTIGING})
_VOLGORDE = list(Grondslag)
_NAMENS_ANDEREN = frozenset({AfnemerSoort.MEDEWERKER, AfnemerSoort.OVERHEIDSORGANISATIE})


class Pseudoniem(Protocol):
    """A person's number as it may stand in the log."""

    def versluier(self, sleutel: Sleutel) -> str: ...


class Schrijver(Protocol):
    async def schrijf(self, schrijfsel: Schrijfsel) -> None:
        """Returns when it is durable. Raises LogUnavailable."""
        ...

    async def eerder(self, trace_id: str) -> Sequence[Regel]:
        """What was written of this trace before. Raises LogUnavailable."""
        ...


def nu_ms() -> int:
    return int(time() * 1000)


@dataclass(slots=True, kw_only=True)
class Verloop:
    """One operation on its way. `parent_span_id` and `afkomst` only from an authenticated organisation."""

    trace_id: str
    naam: str
    parent_span_id: str = ""
    afkomst: str = ""
    span_id: str = field(default_factory=lambda: os.urandom(8).hex())
    begin_ms: int = field(default_factory=nu_ms)
    status: Status = "Unset"
    bronnen: Iterable[str] = ()


class Vastlegging:
    def __init__(self, schrijver: Schrijver, pseudoniemen: Pseudoniem, *, beleid: str) -> None:
        """`beleid`: a fingerprint of the schema and the matrix that decide."""
        self._schrijver = schrijver
        self._pseudoniemen = pseudoniemen
        self._beleid = beleid

    async def leg_vast(self, context: Context, verloop: Verloop, *, eenmalig: bool = False) -> None:
        """Returns when it is durable. What told nothing, to somebody who may only see his own, is not written, unless
        he wanted to have something changed. `eenmalig`: nor, line by line, what the same message told before, under the
        same trace. It is made anew at each try, and may tell more by then."""
        namens_anderen = context.afnemer.soort in _NAMENS_ANDEREN
        if context.verstrekkingen.regels or context.afgeschermd.velden or namens_anderen or context.voorgenomen:
            with stap("verwerkingenlog schrijven"):
                eerder = await self._schrijver.eerder(verloop.trace_id) if eenmalig else ()
                if (schrijfsel := self._schrijfsel(context, verloop, eerder)) is not None:
                    await self._schrijver.schrijf(schrijfsel)

    def _schrijfsel(self, context: Context, verloop: Verloop, eerder: Sequence[Regel]) -> Schrijfsel | None:
        """None: all of it was told before, and is written."""
        einde_ms, bronnen = nu_ms(), tuple(sorted(verloop.bronnen))
        ontvanger = ontvanger_van(context.afnemer, self._pseudoniemen)
        handeling = Handeling(
            trace_id=verloop.trace_id,
            span_id=verloop.span_id,
            parent_span_id=verloop.parent_span_id,
            naam=verloop.naam,
            begin_ms=verloop.begin_ms,
            einde_ms=einde_ms,
            ontvanger=ontvanger,
            status=verloop.status,
            afkomst=verloop.afkomst,
            aanleiding=" ".join(sorted(context.aanleidingen)),
            bronnen=bronnen,
            weigeringen=tuple(
                Weigering(veld=veld, code=code.value, aantal=aantal)
                for (veld, code), aantal in sorted(
                    context.afgeschermd.velden.items(), key=lambda item: (item[0][0], item[0][1].value)
                )
            ),
            beleid=self._beleid,
        )
        verwerkingen = [
            Verwerking(
                trace_id=verloop.trace_id,
                span_id=os.urandom(8).hex(),
                parent_span_id=verloop.span_id,
                naam=_naam(verstrekt),
                begin_ms=verloop.begin_ms,
                einde_ms=einde_ms,
                ontvanger=ontvanger,
                activiteit=activiteit,
                betrokkene=self._pseudoniemen.versluier(betrokkene) if betrokkene is not None else "",
                betrokkene_soort=SOORTEN[type(betrokkene)] if betrokkene is not None else "",
                verstrekkingen=_verstrekkingen(verstrekt),
                afkomst=verloop.afkomst,
                bronnen=_bronnen(verstrekt) or bronnen,
                beleid=self._beleid,
            )
            for (activiteit, betrokkene), verstrekt in _per_betrokkene(context).items()
        ]
        if eerder:
            verteld = {_wat(regel) for regel in eerder if isinstance(regel, Verwerking)}
            verwerkingen = [regel for regel in verwerkingen if _wat(regel) not in verteld]
            if not verwerkingen and any(_is_zelfde(handeling, een) for een in eerder):
                return None
        told = "VERSTREKT" if context.verstrekkingen.regels else "GEWEIGERD" if context.afgeschermd.velden else "NIETS"
        audit = audit_van(
            context.afnemer,
            trace_id=verloop.trace_id,
            tijdstip_ms=einde_ms,
            uitkomst="MISLUKT" if verloop.status == "Error" else told,
            toelichting=" / ".join(sorted(context.toelichtingen)),
        )
        return Schrijfsel(regels=(handeling, *verwerkingen), audit=audit)


def audit_van(
    afnemer: Authenticatie, *, trace_id: str, tijdstip_ms: int, uitkomst: str, toelichting: str = ""
) -> Audit:
    return Audit(
        trace_id=trace_id,
        tijdstip_ms=tijdstip_ms,
        afnemer=afnemer.soort.value,
        rollen=tuple(rol.value for rol in afnemer.rollen),
        niveau=afnemer.niveau.name,
        uitkomst=uitkomst,
        gebruiker=afnemer.medewerker_id or "",
        client=afnemer.client_id,
        toelichting=toelichting,
    )


def ontvanger_van(afnemer: Authenticatie, pseudoniemen: Pseudoniem) -> Ontvanger:
    zelf = afnemer.vestiging or afnemer.sleutel
    namens = afnemer.vertegenwoordigt.sleutel if afnemer.vertegenwoordigt is not None else None
    return Ontvanger(
        soort=afnemer.soort.value,
        id=pseudoniemen.versluier(zelf) if zelf is not None else afnemer.organisatie_oin or "",
        rollen=tuple(rol.value for rol in afnemer.rollen),
        namens=pseudoniemen.versluier(namens) if namens is not None else "",
    )


def _wat(regel: Verwerking) -> Verwerking:
    """What it says, whenever it was said."""
    return replace(regel, span_id="", parent_span_id="", begin_ms=0, einde_ms=0)


def _is_zelfde(handeling: Handeling, eerder: Regel) -> bool:
    """Whether that is an earlier try of the same, which was told: not what an organisation asked under this trace."""
    return (
        isinstance(eerder, Handeling)
        and eerder.status != "Error"
        and (eerder.naam, eerder.ontvanger, eerder.afkomst) == (handeling.naam, handeling.ontvanger, handeling.afkomst)
    )


_Verstrekt = list[tuple[Grond, Verstrekt]]


def _per_betrokkene(context: Context) -> dict[tuple[str, Sleutel | None], _Verstrekt]:
    """One line per activiteit and betrokkene (Logboek Dataverwerkingen): everybody whom an object is about."""
    found: dict[tuple[str, Sleutel | None], _Verstrekt] = {}
    for (grond, partijen), verstrekt in context.verstrekkingen.regels.items():
        for partij in partijen or (frozenset[Sleutel](),):
            found.setdefault((grond.activiteit, betrokkene_van(grond, partij)), []).append((grond, verstrekt))
    return found


def betrokkene_van(grond: Grond, partij: frozenset[Sleutel]) -> Sleutel | None:
    """By which key he stands in the log: always the same one, by whatever key an object knows him."""
    if grond.grondslag in _EEN_PERSOON and grond.betrokkenen and not grond.betrokkenen.isdisjoint(partij):
        return hoofdsleutel(grond.betrokkenen)
    return hoofdsleutel(partij) if partij else None


def _verstrekkingen(verstrekt: _Verstrekt) -> tuple[Verstrekking, ...]:
    """One per ground and evidence, in the order of the grounds; a ground that was narrowed on the way is still it."""
    gelijk: dict[tuple[Grondslag, str, str], list[Verstrekt]] = {}
    for grond, told in verstrekt:
        gelijk.setdefault((grond.grondslag, grond.rij, grond.bewijs), []).append(told)
    return tuple(
        Verstrekking(
            grondslag=grondslag.value,
            rij=rij,
            bewijs=bewijs,
            categorieen=_namen(frozenset().union(*(told.categorieen for told in alles))),
            velden=tuple(sorted(set().union(*(told.velden for told in alles)))),
            objecten=tuple(sorted(set().union(*(told.objecten for told in alles)))),
        )
        for (grondslag, rij, bewijs), alles in sorted(
            gelijk.items(), key=lambda item: (_VOLGORDE.index(item[0][0]), *item[0][1:])
        )
    )


@lru_cache(maxsize=1024)
def _namen(categorieen: frozenset[GegevensCategorie]) -> tuple[str, ...]:
    return tuple(sorted(categorie.value for categorie in categorieen))


def _naam(verstrekt: _Verstrekt) -> str:
    """What was done, in words: an infinitive and what (VNG advice A7838)."""
    # One look at all names, of which none holds a space.
    changed = any(" Mutation." in " " + " ".join(regel.velden) for _, regel in verstrekt)
    return wat_er_gebeurt(frozenset().union(*(regel.categorieen for _, regel in verstrekt)), changed=changed)


@lru_cache(maxsize=1024)
def wat_er_gebeurt(categorieen: frozenset[GegevensCategorie], *, changed: bool) -> str:
    wat = ", ".join(sorted(categorie.value.lower() for categorie in categorieen))
    return f"{'vastleggen' if changed else 'tonen'} {wat}"


def _bronnen(verstrekt: _Verstrekt) -> tuple[str, ...]:
    """The registers in which the objects live; a klant lives in none."""
    registers = set[str]().union(*(Ref.registers_in(regel.objecten) for _, regel in verstrekt))
    return tuple(sorted(registers - {"mijnzaken"}))
