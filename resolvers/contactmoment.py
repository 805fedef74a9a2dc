"""Contactmoment: an earlier contact of a klant with the organisation.

GEMMA bedrijfsobject "contactmoment". Served by app/registries/openklant (Klantinteracties API 0.9, klantcontact).
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Protocol

import strawberry

from resolvers.grammar.bedrijfsobject import bedrijfsobject, relatie, veld
from resolvers.grammar.bron import Bron, Herkomst
from resolvers.grammar.inzage import GegevensCategorie
from resolvers.grammar.node import Node
from resolvers.grammar.ref import Ref
from resolvers.grammar.sleutel import Sleutel
from resolvers.organisatie import Medewerker

if TYPE_CHECKING:
    from resolvers.zaak import Zaak


@bedrijfsobject(
    "Een contact tussen een klant en de organisatie.", gegevens=GegevensCategorie.CONTACTHISTORIE, via=["klant"]
)
class Contactmoment(Node):
    ref: strawberry.Private[Ref]
    klant_sleutels: strawberry.Private[frozenset[Sleutel]]
    vertrouwelijk: strawberry.Private[bool]
    #: uuids (and URNs) of the zaken it was about (`onderwerpobject`).
    zaak_verwijzingen: strawberry.Private[Sequence[str]]

    kanaal: str | None = veld("Hoe het contact was, zoals telefoon of balie. Bron: `klantcontact.kanaal`.")
    onderwerp: str | None = veld("Waar het over ging. Bron: `klantcontact.onderwerp`.")
    inhoud: str | None = veld("Wat er is besproken. Bron: `klantcontact.inhoud`.")
    plaatsgevonden_op: datetime | None = veld("Wanneer. Bron: `klantcontact.plaatsgevondenOp`.")
    gelukt: bool | None = veld("Of er echt contact was. Bron: `klantcontact.indicatieContactGelukt`.")
    taal: str | None = veld("In welke taal (ISO 639-2/B). Bron: `klantcontact.taal`.")
    medewerker: Medewerker | None = veld(
        "Wie van de organisatie erbij was. Bron: `klantcontact.hadBetrokkenActoren`.",
        gegevens=GegevensCategorie.BEHANDELING,
    )
    bron: Bron = veld("Waar dit contact vandaan komt en hoe vers het is.")

    @relatie(
        "list[Zaak]",
        "De zaken waar het over ging. Bron: `klantcontact.gingOverOnderwerpobjecten`.",
        lader="zaken_van_contactmoment",
        gegevens=GegevensCategorie.ZAAKVOORTGANG,
    )
    def zaken(self) -> Contactmoment:
        return self

    def over_wie(self) -> frozenset[Sleutel]:
        return self.klant_sleutels

    def is_intern(self) -> bool:
        return self.vertrouwelijk


class Contactmomentenregister(Protocol):
    """What this file asks of a register of contacten. Batches answer in the order asked."""

    @property
    def herkomst(self) -> Herkomst: ...

    async def contactmomenten_van(self, sleutels: frozenset[Sleutel], partij: str | None) -> Sequence[Contactmoment]:
        """All contacten of this person, newest first; each verified by its own betrokkenen. `partij`: his uuid there,
        when it is known."""
        ...

    async def contactmomenten_bij_zaken(
        self, zaken: Sequence[Zaak]
    ) -> Sequence[Sequence[Contactmoment] | Exception]: ...

    async def contactmomenten(self, ids: Sequence[str]) -> Sequence[Contactmoment | Exception | None]: ...
