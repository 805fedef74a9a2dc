"""Open Klant: Klantinteracties API 0.9 (Open Klant 2.18) as a Klantregister and a Contactmomentenregister.

One token reads and writes everything, nothing is filtered by person and no batch exists (FACTS §6, §18.3): what comes
back is held against who was asked about.
"""

from __future__ import annotations

from app.registries.openklant.contacten import Contacten
from app.registries.openklant.partijen import PORTAALVOORKEUR

__all__ = ["PORTAALVOORKEUR", "OpenKlant"]


class OpenKlant(Contacten):
    """One Open Klant: what `Partijen` and `Contacten` answer."""
