"""Registers: are they there, do they know us, and can they do what we need? And the issuers, without whose keys nobody
comes in, and the log, without which nothing is told."""

from __future__ import annotations

import asyncio
from pathlib import Path
from tempfile import TemporaryDirectory

from app.authentication.keuring import keur as keur_uitgevers
from app.boek import logsleutel
from app.config import ConfigFout, Settings
from app.config.uitgevers import UitgeverSettings
from app.console.tabel import tabel
from app.registries.client import haal_publiek
from app.registries.keuring import Bevinding, keur
from app.verwerkingenlog.openen import keur as keur_log
from app.verwerkingenlog.openen import open_opslag
from app.verwerkingenlog.opslag import OpslagFout

_KOPPEN = ("register", "soort", "bereikbaar", "aanvaard", "versie", "kan", "te doen")
_SQLITE = "sqlite"


async def check(settings: Settings) -> tuple[str, bool]:
    """A table of all registers, the issuers and the log, and whether all is well. Raises ConfigFout."""
    if not settings.registers:
        raise ConfigFout("Er staat geen register in de configuratie: er is niets te vertellen.")
    registers, uitgevers, log = await asyncio.gather(
        keur(settings), _uitgevers(settings.uitgevers), asyncio.to_thread(_log, settings)
    )
    bevindingen = [*registers, *uitgevers, log]
    rows = [(b.naam, b.soort, b.bereikbaar, b.aanvaard, b.versie, b.kan, b.remedie) for b in bevindingen]
    return tabel(_KOPPEN, rows), not any(b.remedie for b in bevindingen)


async def _uitgevers(uitgevers: list[UitgeverSettings]) -> list[Bevinding]:
    """One that is away is no reason not to serve, for the others can still log in; but it is what a check is for. None
    at all is: who has only registers to begin with must not think that he is done."""
    if not uitgevers:
        return [_bevinding("uitgevers", "uitgever", remedie="Niemand kan inloggen: er zijn geen uitgevers.")]
    return [
        _bevinding(found.issuer, "uitgever", found.bereikbaar, found.sleutels, found.remedie)
        for found in await keur_uitgevers(uitgevers, haal_publiek)
    ]


def _log(settings: Settings) -> Bevinding:
    opslag = settings.verwerkingenlog.opslag
    soort, _, pad = opslag.partition(":")
    remedie = keur_log(opslag, logsleutel(settings))
    if not remedie and soort == _SQLITE and not Path(pad).exists():
        remedie = _proef_ernaast(Path(pad).resolve(), logsleutel(settings))
    return _bevinding("verwerkingenlog", soort, "nee" if remedie else "ja", remedie=remedie)


def _proef_ernaast(pad: Path, sleutel: bytes) -> str:
    """Why no log can be made there, in a line; empty when one can. Tried in a folder beside it that is gone afterwards:
    the log itself is for who serves to make, and one that he makes meanwhile is not ours to take away."""
    try:
        with TemporaryDirectory(prefix=".mijnzaken-", dir=pad.parent) as map_:
            opslag = open_opslag(f"{_SQLITE}:{Path(map_) / pad.name}", sleutel)
            try:
                opslag.proef()
            finally:
                opslag.close()
    except OSError as error:
        return f"In de map {pad.parent} is geen log te maken ({error.strerror})."
    except OpslagFout as error:
        return str(error)
    return ""


def _bevinding(naam: str, soort: str, bereikbaar: str = "", kan: str = "", remedie: str = "") -> Bevinding:
    return Bevinding(naam=naam, soort=soort, bereikbaar=bereikbaar, aanvaard="", versie="", kan=kan, remedie=remedie)
