"""Besluit: what the organisation decided in a zaak.

GEMMA bedrijfsobject "besluit". Served by app/registries/openzaak (Besluiten API 1.1, Catalogi API 1.3 for the
besluittype).
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING, Protocol

import strawberry

from resolvers.grammar.bedrijfsobject import bedrijfsobject, relatie, veld
from resolvers.grammar.bron import Herkomst
from resolvers.grammar.inzage import BetrokkeneBron, GegevensCategorie
from resolvers.grammar.node import Node
from resolvers.grammar.ref import Ref

if TYPE_CHECKING:
    from resolvers.zaak import Zaak


@bedrijfsobject("Een besluit in een zaak.", gegevens=GegevensCategorie.BESLUITEN, bron=BetrokkeneBron.OUDER)
class Besluit(Node):
    ref: strawberry.Private[Ref]
    url: strawberry.Private[str]
    zaak_ref: strawberry.Private[Ref | None]

    identificatie: str | None = veld("Het kenmerk. Bron: `besluit.identificatie`.")
    soort: str | None = veld("De soort, zoals verlening of afwijzing. Bron: `besluittype.omschrijving`.")
    datum: date | None = veld("Wanneer het besluit is genomen. Bron: `besluit.datum`.")
    ingangsdatum: date | None = veld("Vanaf wanneer het geldt. Bron: `besluit.ingangsdatum`.")
    vervaldatum: date | None = veld("Tot wanneer het geldt. Bron: `besluit.vervaldatum`.")
    verzenddatum: date | None = veld("Wanneer het is verstuurd. Bron: `besluit.verzenddatum`.")
    publicatiedatum: date | None = veld("Wanneer het is gepubliceerd. Bron: `besluit.publicatiedatum`.")
    uiterlijke_reactiedatum: date | None = veld(
        "Tot wanneer bezwaar mogelijk is. Bron: `besluit.uiterlijkeReactiedatum`."
    )
    bestuursorgaan: str | None = veld("Wie het besluit nam. Bron: `besluit.bestuursorgaan`.")
    toelichting: str | None = veld("De toelichting. Bron: `besluit.toelichting`.")

    @relatie(
        "list[Document]",
        "De documenten bij het besluit. Bron: Besluiten API `/besluitinformatieobjecten`.",
        lader="documenten_van_besluit",
        gegevens=GegevensCategorie.DOCUMENTEN,
    )
    def documenten(self) -> Besluit:
        return self

    @relatie(
        "Zaak",
        "De zaak waarin het besluit is genomen. Bron: `besluit.zaak`.",
        lader="zaak",
        gegevens=GegevensCategorie.ZAAKVOORTGANG,
    )
    def zaak(self) -> Ref | None:
        return self.zaak_ref


class Besluitenregister(Protocol):
    """What this file asks of a register of besluiten. Batches answer in the order asked."""

    @property
    def herkomst(self) -> Herkomst: ...

    async def besluiten_van(self, zaken: Sequence[Zaak]) -> Sequence[Sequence[Besluit] | Exception]: ...

    async def besluiten(self, ids: Sequence[str]) -> Sequence[Besluit | Exception | None]: ...
