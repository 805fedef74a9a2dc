"""Taak: what the klant still has to do.

Served by app/registries/openvtb (Taken API 0.1.0, externetaken).
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Protocol

import strawberry

from resolvers.grammar.bedrijfsobject import bedrijfsobject, relatie, veld
from resolvers.grammar.bron import Bron, Herkomst
from resolvers.grammar.inzage import GegevensCategorie
from resolvers.grammar.node import Node
from resolvers.grammar.ref import Ref
from resolvers.grammar.sleutel import Sleutel


@bedrijfsobject(
    "Iets dat een klant moet doen, zoals betalen of aanvullen.", gegevens=GegevensCategorie.TAKEN, via=["toegewezenAan"]
)
class Taak(Node):
    ref: strawberry.Private[Ref]
    toegewezen_aan: strawberry.Private[frozenset[Sleutel]]
    open: strawberry.Private[bool]
    #: URNs of the zaken, verzoeken and producten it belongs to (`isGerelateerdAan`).
    verwijzingen: strawberry.Private[Sequence[str]]

    titel: str | None = veld("Wat er te doen is. Bron: `externetaak.titel`.")
    soort: str | None = veld("Betalen, een formulier invullen of iets bezoeken. Bron: `externetaak.taakSoort`.")
    status: str | None = veld("Open, uitgevoerd, verwerkt of afgebroken. Bron: `externetaak.status`.")
    toelichting: str | None = veld("Uitleg erbij. Bron: `externetaak.toelichting`.")
    startdatum: date | None = veld("Vanaf wanneer. Bron: `externetaak.startdatum`.")
    uiterlijk_op: datetime | None = veld(
        "Tot wanneer, einde van de dag in Nederland. Bron: `externetaak.einddatumHandelingsTermijn`."
    )
    handel_url: str | None = veld("Waar het gedaan kan worden. Bron: `externetaak.details`.")
    bron: Bron = veld("Waar deze taak vandaan komt en hoe vers zij is.")

    @relatie(
        "Zaak",
        "De zaak waar de taak bij hoort. Bron: `externetaak.isGerelateerdAan`.",
        lader="zaken_bij_verwijzingen",
        eerste=True,
        gegevens=GegevensCategorie.ZAAKVOORTGANG,
    )
    def zaak(self) -> tuple[str, ...]:
        return tuple(self.verwijzingen)

    @relatie(
        "Verzoek",
        "Het verzoek waar de taak bij hoort. Bron: `externetaak.isGerelateerdAan`.",
        lader="verzoeken_bij_verwijzingen",
        eerste=True,
        gegevens=GegevensCategorie.ZAAKVOORTGANG,
    )
    def verzoek(self) -> tuple[str, ...]:
        return tuple(self.verwijzingen)

    def over_wie(self) -> frozenset[Sleutel]:
        return self.toegewezen_aan


class Takenregister(Protocol):
    """What this file asks of a register of taken."""

    @property
    def herkomst(self) -> Herkomst: ...

    async def taken_van(self, sleutels: frozenset[Sleutel]) -> Sequence[Taak]:
        """All taken of this person, the one that is due first, first; each verified by its own isToegewezenAan."""
        ...

    async def taken_bij_zaken(self, verwijzingen: Sequence[str]) -> Sequence[Sequence[Taak] | Exception]:
        """The taken that name a zaak, asked by the zaak's URN."""
        ...

    async def taken(self, ids: Sequence[str]) -> Sequence[Taak | Exception | None]: ...
