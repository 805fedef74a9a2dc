"""Registers: are they there, do they know us, and can they do what we need?"""

from __future__ import annotations

from app.config import Settings
from app.console.tabel import tabel
from app.registries.keuring import Bevinding, keur


async def check(settings: Settings) -> tuple[str, bool]:
    """A table of all registers, and whether all is well."""
    bevindingen = await keur(settings)
    rows = [(b.naam, b.soort, b.bereikbaar, b.aanvaard, b.versie, b.kan, b.remedie) for b in bevindingen]
    koppen = ("register", "soort", "bereikbaar", "aanvaard", "versie", "kan", "te doen")
    return tabel(koppen, rows), all(_goed(b) for b in bevindingen)


def _goed(bevinding: Bevinding) -> bool:
    return not bevinding.remedie
