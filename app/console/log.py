"""Log: what the commands `mijnzaken log …` do. Raises LogFout with one line that says what is wrong."""

from __future__ import annotations

import asyncio
import getpass
import logging
import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from typing import Literal, TypeAlias

import msgspec
from msgspec import Struct

from app.authorization.feiten import Registerfeiten
from app.authorization.toegang import Toegang
from app.beleid import beleid_van, matrix_van
from app.boek import Boek, afzender_van, logsleutel, open_boek, open_log
from app.config import Settings
from app.console.fout import Meldbaar
from app.console.inzagepagina import inzagepagina
from app.telemetry.logging import richt_in
from app.verwerkingenlog.bewaren import schoon_op
from app.verwerkingenlog.ketting import Anker, Ketting, Rij, Uitkomst, controleer
from app.verwerkingenlog.opslag import Opslag, OpslagFout, Tabel, Vermelding
from app.verwerkingenlog.projecties import adl, ldv, vng
from app.verwerkingenlog.regel import Verwerking as Regel
from app.verwerkingenlog.uitgaand import volgend_blad_na
from app.verwerkingenlog.vastlegging import Vastlegging, Verloop
from resolvers.grammar.afnemer import AfnemerRol, AfnemerSoort, Authenticatie
from resolvers.grammar.context import AMSTERDAM, Context, Vooruitblik
from resolvers.grammar.errors import MijnZakenError
from resolvers.grammar.inzage import Betrouwbaarheidsniveau, GegevensCategorie, Inzage, Zicht
from resolvers.grammar.sleutel import Bsn
from resolvers.loaders import Loaders
from resolvers.loaders.registers import Registers
from resolvers.verwerking import Tijdvak, Verwerking

Vorm: TypeAlias = Literal["regels", "ldv", "vng", "adl"]
Meld: TypeAlias = Callable[[str], None]

_BLAD = 1000
_STAP = 100_000
"""After how many records a verification says how far it is."""


class LogFout(Meldbaar):
    """What is wrong, in one line of Dutch, without anybody's data."""


# ---------------------------------------------------------------------- verify


def verify(settings: Settings, ankers: Mapping[Tabel, Anker | None], meld: Meld) -> tuple[str, bool]:
    """What was found of both tables, and whether all of it is as it was written. `meld` hears how far it is."""
    opslag = open_log(settings, aanmaken=False)
    try:
        found: dict[Tabel, Uitkomst] = {
            tabel: _controleer(opslag, tabel, logsleutel(settings), ankers.get(tabel), meld)
            for tabel in ("regels", "audit")
        }
    except OpslagFout as error:
        raise LogFout(str(error)) from None
    finally:
        opslag.close()
    lines = [line for tabel, uitkomst in found.items() for line in _gevonden(tabel, uitkomst)]
    return "\n".join(lines), not any(uitkomst.fout for uitkomst in found.values())


def _controleer(opslag: Opslag, tabel: Tabel, sleutel: bytes, anker: Anker | None, meld: Meld) -> Uitkomst:
    with opslag.momentopname(tabel) as moment:
        rijen = _met_voortgang(moment.rijen(), tabel, meld)
        return controleer(Ketting(sleutel, tabel), moment.kop(), moment.opschoningen(), rijen, anker)


def _met_voortgang(rijen: Iterator[Rij], tabel: Tabel, meld: Meld) -> Iterator[Rij]:
    for aantal, rij in enumerate(rijen, 1):
        if aantal % _STAP == 0:
            meld(f"{tabel}: {aantal} records gelezen …")
        yield rij


def _gevonden(tabel: Tabel, uitkomst: Uitkomst) -> list[str]:
    lines = [f"{tabel:<7} {uitkomst.goed} records zijn zoals zij zijn vastgelegd", f"        anker {uitkomst.anker}"]
    if uitkomst.fout:
        lines.append(f"        FOUT: {uitkomst.fout}")
        if uitkomst.goed == 0:
            lines.append("        Is er van het begin af niets goed? Dan is de sleutel in de configuratie een andere.")
    return lines


# ---------------------------------------------------------------------- export


def export(settings: Settings, vorm: Vorm, sinds: int) -> Iterator[bytes]:
    """Lines of JSON, one record or message each; from after record `sinds`."""
    opslag = open_log(settings, aanmaken=False)
    try:
        while blad := volgend_blad_na(opslag, sinds, _BLAD):
            for bericht in _berichten(settings, blad, vorm):
                yield msgspec.json.encode(bericht)
            sinds = blad[-1].plek.nr
    except OpslagFout as error:
        raise LogFout(str(error)) from None
    finally:
        opslag.close()


class _Record(Struct, frozen=True):
    nr: int
    regel: object


def _berichten(settings: Settings, blad: Sequence[Vermelding], vorm: Vorm) -> Iterator[object]:
    afzender = afzender_van(settings)
    regels = [item.regel for item in blad]
    match vorm:
        case "regels":
            return (_Record(item.plek.nr, item.regel) for item in blad)
        case "ldv":
            return ldv.logregels(regels, afzender)
        case "adl":
            return adl.beslissingen(regels, afzender)
        case "vng":
            acties = (vng.verwerkingsactie(regel, afzender) for regel in regels if isinstance(regel, Regel))
            return (actie for actie in acties if actie is not None)


# ---------------------------------------------------------------------- inzage


def tijdvak(van: date | None, tot: date | None) -> Tijdvak:
    """Both days included; without them the year until now. Raises LogFout."""
    vandaag = datetime.now(AMSTERDAM).date()
    laatste = tot or vandaag
    eerste = van or laatste - timedelta(days=365)
    if eerste > laatste:
        raise LogFout("De periode is leeg: --van ligt na --tot.")
    return Tijdvak(*(datetime.combine(dag, time(), AMSTERDAM) for dag in (eerste, laatste + timedelta(days=1))))


def inzage(settings: Settings, bsn: str, periode: Tijdvak, vorm: Literal["json", "html"]) -> str:
    """What this person may know of the log (AVG art. 15). That it was looked up is in the log before this returns."""
    richt_in(niveau=logging.CRITICAL)  # what goes wrong is this command's one line
    try:
        return asyncio.run(_inzage(settings, Bsn.lees(bsn), periode, vorm))
    except (OpslagFout, MijnZakenError) as error:
        raise LogFout(str(error) if isinstance(error, OpslagFout) else error.message) from None


async def _inzage(settings: Settings, sleutel: Bsn, periode: Tijdvak, vorm: Literal["json", "html"]) -> str:
    boek = open_boek(settings, aanmaken=False)
    try:
        stromen = boek.inzage.verwerkingen_van(frozenset({sleutel}), periode)
        verwerkingen = [regel async for blad in stromen for regel in blad]
        await _leg_vast(settings, boek, sleutel)
    finally:
        await boek.journaal.aclose()
    if vorm == "html":
        return inzagepagina(verwerkingen, periode, settings.organisatie.naam, datetime.now(UTC))
    return _als_json(verwerkingen, periode)


async def _leg_vast(settings: Settings, boek: Boek, sleutel: Bsn) -> None:
    """Whoever runs this command is the privacyfunctionaris here: he can read the keys of the service. Which account
    it was, is in the audit."""
    nu = datetime.now(UTC)
    matrix = matrix_van(settings)
    afnemer = Authenticatie(
        soort=AfnemerSoort.MEDEWERKER,
        rollen=(AfnemerRol.PRIVACYFUNCTIONARIS,),
        niveau=Betrouwbaarheidsniveau.HOOG,
        verloopt=nu,
        medewerker_id=_account(),
        client_id="mijnzaken log inzage",
    )
    loaders = Loaders(Registers(), boek.pseudoniemen, nu=nu, vooruitblik=Vooruitblik())
    toegang = Toegang(afnemer, Registerfeiten(loaders), matrix=matrix, beleid=settings.toegang)
    if (open_ := toegang.logboek()) is None:
        raise LogFout("De matrix opent het verwerkingenlog voor geen privacyfunctionaris.")
    grond = replace(open_.grond, activiteit="inzage-verwerkingenlog")
    context = Context(afnemer=afnemer, loaders=loaders, toegang=toegang, nu=nu)
    seen = Zicht("Verwerking", Inzage((grond,), afnemer.niveau), partijen=(frozenset({sleutel}),))
    context.verstrekkingen.noteer(grond, seen, "Verwerking", GegevensCategorie.VERWERKINGEN)
    verloop = Verloop(trace_id=os.urandom(16).hex(), naam="opzoeken inzageverzoek")
    await Vastlegging(boek.journaal, boek.pseudoniemen, beleid=beleid_van(matrix)).leg_vast(context, verloop)


def _account() -> str:
    try:
        return getpass.getuser()
    except (OSError, KeyError):  # a container may run under a number without a name
        return f"uid {os.getuid()}"


def _als_json(verwerkingen: Sequence[Verwerking], periode: Tijdvak) -> str:
    made = {
        "van": periode.van.isoformat(),
        "tot": periode.tot.isoformat(),
        "verwerkingen": [
            {
                "tijdstip": regel.tijdstip.isoformat(),
                "actie": regel.actie,
                "activiteit": regel.activiteit,
                "doel": regel.doel,
                "rechtsgrond": regel.rechtsgrond,
                "grondslag": regel.grondslag.value,
                "categorieen": [categorie.value for categorie in regel.categorieen],
                "ontvanger": regel.ontvanger,
                "namens": regel.namens,
                "bronnen": regel.bronnen,
            }
            for regel in verwerkingen
        ],
    }
    return msgspec.json.format(msgspec.json.encode(made), indent=2).decode()


# ---------------------------------------------------------------------- opschonen


def opschonen(settings: Settings) -> int:
    """Removes the contents of which the bewaartermijn is over; of how many records."""
    opslag = open_log(settings, aanmaken=False)
    try:
        return schoon_op(opslag, settings.verwerkingenlog.activiteiten, datetime.now(UTC))
    except OpslagFout as error:
        raise LogFout(str(error)) from None
    finally:
        opslag.close()
