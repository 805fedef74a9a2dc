"""Product: what a klant has or gets, and the producttype it is an example of.

GEMMA bedrijfsobjecten "product/dienst" and "producttype". Served by app/registries/openproduct (Producten and
Producttypen API 1.7).
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import Enum
from typing import Protocol

import strawberry
from strawberry.scalars import JSON

from resolvers.grammar.bedrijfsobject import bedrijfsobject, benoem, relatie, veld
from resolvers.grammar.bron import Bron, Herkomst
from resolvers.grammar.inzage import GegevensCategorie
from resolvers.grammar.lijst import gesloten_lijst
from resolvers.grammar.node import Node
from resolvers.grammar.ref import Ref
from resolvers.grammar.sleutel import Sleutel


@gesloten_lijst(
    "Voor wie een product of dienst bedoeld is.",
    BURGERS="Voor inwoners.",
    BEDRIJVEN_EN_INSTELLINGEN="Voor bedrijven en instellingen.",
    INTERNE_ORGANISATIE="Voor de organisatie zelf.",
    SAMENWERKINGSPARTNERS="Voor samenwerkingspartners.",
)
class Doelgroep(Enum):
    BURGERS = "BURGERS"
    BEDRIJVEN_EN_INSTELLINGEN = "BEDRIJVEN_EN_INSTELLINGEN"
    INTERNE_ORGANISATIE = "INTERNE_ORGANISATIE"
    SAMENWERKINGSPARTNERS = "SAMENWERKINGSPARTNERS"


benoem(Doelgroep=Doelgroep)


@bedrijfsobject("Een product of dienst die de organisatie levert.", openbaar=True)
class Producttype(Node):
    ref: strawberry.Private[Ref]
    #: URLs and URNs of zaaktypen, as versions; compare on the zaaktype's identificatie.
    zaaktype_verwijzingen: strawberry.Private[Sequence[str]]
    gepubliceerd: strawberry.Private[bool]

    naam: str = veld("De naam. Bron: `producttype.naam`.")
    samenvatting: str | None = veld("Wat het is, in een paar zinnen. Bron: `producttype.samenvatting`.")
    code: str | None = veld("De code. Bron: `producttype.code`.")
    doelgroep: Doelgroep | None = veld("Voor wie het is. Bron: `producttype.doelgroep`.")
    uniforme_product_naam: str | None = veld(
        "De naam in de landelijke lijst (UPL). Bron: `producttype.uniforme_product_naam`."
    )
    themas: list[str] = veld("De thema's waar het onder valt. Bron: `producttype.themas`.")
    prijs: Decimal | None = veld("Wat het nu kost, in euro. Bron: Open Product `/producttypen/actuele-prijzen`.")
    aanvraag_url: str | None = veld("Waar het aan te vragen is. Bron: `producttype.links`.")

    @relatie(
        "list[Zaaktype]",
        "De zaaktypen waarmee het wordt geleverd. Bron: `producttype.zaaktypen`.",
        lader="zaaktypen_van_producttype",
        altijd=True,
    )
    def zaaktypen(self) -> Producttype:
        return self


@bedrijfsobject(
    "Een product of dienst die een klant heeft of krijgt.", gegevens=GegevensCategorie.PRODUCTEN, via=["eigenaren"]
)
class Product(Node):
    ref: strawberry.Private[Ref]
    eigenaar_sleutels: strawberry.Private[frozenset[Sleutel]]
    producttype_id: strawberry.Private[str | None]
    gepubliceerd: strawberry.Private[bool]
    #: URLs and URNs of the zaak that asked for it first, then of the other zaken.
    zaak_verwijzingen: strawberry.Private[Sequence[str]]
    document_verwijzingen: strawberry.Private[Sequence[str]]

    naam: str | None = veld("De naam. Bron: `product.naam`, of die van het producttype.")
    status: str | None = veld("Hoe ver het is, zoals actief of verlopen. Bron: `product.status`.")
    start_datum: date | None = veld("Vanaf wanneer. Bron: `product.start_datum`.")
    eind_datum: date | None = veld("Tot wanneer. Bron: `product.eind_datum`.")
    prijs: Decimal | None = veld("De prijs in euro. Bron: `product.prijs`.")
    frequentie: str | None = veld("Hoe vaak wordt betaald. Bron: `product.frequentie`.")
    gegevens: JSON | None = veld("De gegevens van dit product. Bron: `product.dataobject`.")
    bijgewerkt_op: datetime | None = veld("Wanneer er voor het laatst iets veranderde. Bron: `product.update_datum`.")
    bron: Bron = veld("Waar dit product vandaan komt en hoe vers het is.")

    @relatie("Producttype", "Het soort product. Bron: `product.producttype`.", lader="producttype")
    def producttype(self) -> Ref | None:
        return Ref(self.ref.register, "Producttype", self.producttype_id) if self.producttype_id else None

    @relatie(
        "list[Document]",
        "De documenten erbij. Bron: `product.documenten`.",
        lader="documenten_van_product",
        gegevens=GegevensCategorie.DOCUMENTEN,
    )
    def documenten(self) -> Product:
        return self

    @relatie(
        "list[Zaak]",
        "De zaken erbij. Bron: `product.aanvraag_zaak_url` en `product.zaken`.",
        lader="zaken_van_product",
        gegevens=GegevensCategorie.ZAAKVOORTGANG,
    )
    def zaken(self) -> Product:
        return self

    @relatie(
        "list[Klant]",
        "Van wie het is. Bron: `product.eigenaren`.",
        lader="klanten_bij_sleutels",
        gegevens=GegevensCategorie.IDENTITEIT,
    )
    def eigenaren(self) -> frozenset[Sleutel]:
        return self.eigenaar_sleutels

    def over_wie(self) -> frozenset[Sleutel]:
        return self.eigenaar_sleutels

    def reikwijdte(self) -> frozenset[str] | None:
        return frozenset({f"producttype:{self.producttype_id}"}) if self.producttype_id else None

    def is_intern(self) -> bool:
        return not self.gepubliceerd


@dataclass(frozen=True, slots=True, kw_only=True)
class ProducttypenVraag:
    zoek: str | None
    doelgroep: Doelgroep | None


class Productenregister(Protocol):
    """What this file asks of a register of producten. Batches answer in the order asked."""

    @property
    def herkomst(self) -> Herkomst: ...

    async def producten_van(self, sleutels: frozenset[Sleutel]) -> Sequence[Product]:
        """All producten of this person; each verified by its own eigenaren, whatever the filter gave."""
        ...

    async def producten(self, ids: Sequence[str]) -> Sequence[Product | Exception | None]: ...

    async def producten_bij_zaken(self, verwijzingen: Sequence[str]) -> Sequence[Sequence[Product] | Exception]:
        """The producten that name a zaak, asked by the zaak's URL."""
        ...

    async def producttypen(self, ids: Sequence[str]) -> Sequence[Producttype | Exception | None]: ...

    def alle_producttypen(self) -> AsyncIterator[Sequence[Producttype]]:
        """The published producttypen, by naam."""
        ...

    def product_bij_verwijzing(self, verwijzing: str) -> str | None:
        """The uuid of the product that a URL or URN from another register means; None when it is not of this
        register."""
        ...
