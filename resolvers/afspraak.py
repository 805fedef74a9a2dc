"""Afspraak: when a klant and the organisation meet, at a counter, at home or online.

GEMMA bedrijfsobject "afspraak". Served by app/registries/mijnagenda (VNG MijnAgenda 0.2) and qmatic (Orchestra).
Neither knows a BSN: they are asked by the klant's verified e-mail address, so an afspraak is about whoever it was
reached from.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

import strawberry

from resolvers.grammar.bedrijfsobject import bedrijfsobject, relatie, veld
from resolvers.grammar.bron import Bron, Herkomst
from resolvers.grammar.inzage import BetrokkeneBron, GegevensCategorie
from resolvers.grammar.node import Node
from resolvers.grammar.ref import Ref


@bedrijfsobject("Een afspraak met de organisatie.", gegevens=GegevensCategorie.AFSPRAKEN, bron=BetrokkeneBron.OUDER)
class Afspraak(Node):
    ref: strawberry.Private[Ref]
    zaak_verwijzing: strawberry.Private[str | None]
    product_verwijzing: strawberry.Private[str | None]

    onderwerp: str | None = veld("Waar de afspraak over gaat. Bron: MijnAgenda `onderwerp`, Qmatic `title`.")
    begin: datetime | None = veld(
        "Wanneer de afspraak begint. Bron: MijnAgenda `geplandAanvangsmoment`, Qmatic `start`."
    )
    eind: datetime | None = veld("Wanneer de afspraak eindigt. Bron: MijnAgenda `geplandEindmoment`, Qmatic `end`.")
    soort: str | None = veld("Fysiek of online. Bron: MijnAgenda `afspraakSoort`.")
    locatie: str | None = veld("Waar. Bron: MijnAgenda `afspraakLocatie`, Qmatic `branch`.")
    toelichting: str | None = veld("Wat er mee te nemen of te weten is. Bron: Qmatic `notes`.")
    bron: Bron = veld("Waar deze afspraak vandaan komt en hoe vers zij is.")

    @relatie(
        "Zaak",
        "De zaak waar de afspraak bij hoort, als het register die noemt.",
        lader="zaak_bij_verwijzing",
        gegevens=GegevensCategorie.ZAAKVOORTGANG,
    )
    def zaak(self) -> str | None:
        return self.zaak_verwijzing

    @relatie(
        "Product",
        "Het product waar de afspraak bij hoort, als het register dat noemt.",
        lader="product_bij_verwijzing",
        gegevens=GegevensCategorie.PRODUCTEN,
    )
    def product(self) -> str | None:
        return self.product_verwijzing


class Afsprakenregister(Protocol):
    """What this file asks of a register of afspraken."""

    @property
    def herkomst(self) -> Herkomst: ...

    async def afspraken_bij_email(self, adressen: Sequence[str]) -> Sequence[Afspraak]:
        """The coming and recent afspraken of whoever made them with one of these verified addresses, first one
        first."""
        ...
