"""Registers: are they there, do they know us, and can they do what we need? And the log, without which nothing is
told."""

from __future__ import annotations

import asyncio

from app.boek import logsleutel
from app.config import ConfigFout, Settings
from app.console.tabel import tabel
from app.registries.keuring import Bevinding, keur
from app.verwerkingenlog.openen import keur as keur_log

_KOPPEN = ("register", "soort", "bereikbaar", "aanvaard", "versie", "kan", "te doen")


async def check(settings: Settings) -> tuple[str, bool]:
    """A table of all registers and the log, and whether all is well. Raises ConfigFout."""
    if not settings.registers:
        raise ConfigFout("Er staat geen register in de configuratie: er is niets te vertellen.")
    bevindingen = [*await keur(settings), await asyncio.to_thread(_log, settings)]
    rows = [(b.naam, b.soort, b.bereikbaar, b.aanvaard, b.versie, b.kan, b.remedie) for b in bevindingen]
    return tabel(_KOPPEN, rows), not any(b.remedie for b in bevindingen)


def _log(settings: Settings) -> Bevinding:
    opslag = settings.verwerkingenlog.opslag
    remedie = keur_log(opslag, logsleutel(settings))
    return Bevinding(
        naam="verwerkingenlog",
        soort=opslag.partition(":")[0],
        bereikbaar="nee" if remedie else "ja",
        aanvaard="",
        versie="",
        kan="",
        remedie=remedie,
    )
