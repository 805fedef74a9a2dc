"""Open Product: Producten API and Producttypen API 1.7 (Open Product 1.8) as a Productenregister.

snake_case everywhere; unknown parameters are ignored and everything is returned (MEASURED §1.1), so every product is
held against its eigenaren by the decision, and against the question here. Producttypen are few: fetched whole and kept.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Mapping, Sequence
from datetime import UTC, date, datetime
from decimal import Decimal
from re import Pattern
from typing import Annotated, Any

from msgspec import Meta, Struct, field

from app.registries.cache import Gedeeld
from app.registries.client import Afwezig, RegisterClient, Verborgen
from app.registries.samen import Deelbaar
from app.registries.verwijzing import uuid_bij
from resolvers.grammar.antwoorden import alle
from resolvers.grammar.bron import Herkomst
from resolvers.grammar.node import id_van
from resolvers.grammar.ref import Ref
from resolvers.grammar.sleutel import Bsn, Klantnummer, KvkNummer, Sleutel, Vestigingsnummer
from resolvers.product import Doelgroep, Product, Producttype

_GROOTTE = "page_size"
_ZOEK: Mapping[type[Sleutel], str] = {
    Bsn: "eigenaren__bsn",
    KvkNummer: "eigenaren__kvk_nummer",
    Vestigingsnummer: "eigenaren__vestigingsnummer",
    Klantnummer: "eigenaren__klantnummer",
}


#: A decimal as text, as its specification says; what is none must not pass for an amount.
Bedrag = Annotated[str, Meta(pattern=r"^(-?[0-9]{1,12}([.][0-9]{1,4})?)?\Z")]


class Verwijzing(Struct, kw_only=True):
    urn: str | None = None
    url: str | None = None

    def teksten(self) -> tuple[str, ...]:
        return tuple(text for text in (self.url, self.urn) if text)


class Eigenaar(Struct, kw_only=True):
    bsn: str | None = ""
    kvk_nummer: str | None = ""
    vestigingsnummer: str | None = ""
    klantnummer: str | None = ""

    def sleutels(self) -> frozenset[Sleutel]:
        candidates: tuple[tuple[type[Sleutel], str | None], ...] = (
            (Bsn, self.bsn),
            (KvkNummer, self.kvk_nummer),
            (Vestigingsnummer, self.vestigingsnummer),
            (Klantnummer, self.klantnummer),
        )
        return frozenset(kind(value) for kind, value in candidates if value and kind.vorm.fullmatch(value))


class WireThema(Struct, kw_only=True):
    naam: str = ""


class WireLink(Struct, kw_only=True):
    naam: str = ""
    url: str = ""


class GenestProducttype(Struct, kw_only=True):
    uuid: str
    naam: str = ""


class WireProduct(Struct, kw_only=True):
    uuid: str
    url: str = ""
    naam: str | None = ""
    start_datum: date | None = None
    eind_datum: date | None = None
    update_datum: datetime | None = None
    producttype: GenestProducttype | None = None
    gepubliceerd: bool = False
    eigenaren: list[Eigenaar] = field(default_factory=list)
    documenten: list[Verwijzing] = field(default_factory=list)
    zaken: list[Verwijzing] = field(default_factory=list)
    status: str = ""
    prijs: Bedrag | None = None
    frequentie: str = ""
    dataobject: Any = None
    aanvraag_zaak_urn: str | None = None
    aanvraag_zaak_url: str | None = None


class WireProducttype(Struct, kw_only=True):
    uuid: str
    naam: str = ""
    samenvatting: str = ""
    code: str = ""
    doelgroep: str | None = None
    uniforme_product_naam: str | None = None
    gepubliceerd: bool = False
    themas: list[WireThema] = field(default_factory=list)
    links: list[WireLink] = field(default_factory=list)
    zaaktypen: list[Verwijzing] = field(default_factory=list)


class Prijsoptie(Struct, kw_only=True):
    bedrag: Bedrag = "0"


class Prijs(Struct, kw_only=True):
    prijsopties: list[Prijsoptie] = field(default_factory=list)


class ActuelePrijs(Struct, kw_only=True):
    uuid: str
    actuele_prijs: Prijs | None = None


class WireProducttypen(Struct, kw_only=True):
    typen: list[WireProducttype]
    prijzen: list[ActuelePrijs]


class OpenProduct:
    def __init__(
        self,
        *,
        herkomst: Herkomst,
        producten: RegisterClient,
        producttypen: RegisterClient,
        cache: Gedeeld,
        verwijzingen: Sequence[Pattern[str]],
    ) -> None:
        self.herkomst = herkomst
        self._producten = producten
        self._producttypen = producttypen
        self._cache = cache
        self._typen = Deelbaar(
            van=producttypen.basis, vorm=WireProducttypen, haal=self._fetch_typen, maak=self._maak_typen
        )
        self._verwijzingen = verwijzingen

    async def producten_van(self, sleutels: frozenset[Sleutel]) -> Sequence[Product]:
        """One question per key: lists of numbers give nothing, repeated ones the last (MEASURED §2.3)."""
        wanted = [sleutel for sleutel in sleutels if type(sleutel) in _ZOEK]
        found: dict[str, Product] = {}
        for answer in await alle(self._zoek(_ZOEK[type(sleutel)], sleutel.waarde) for sleutel in wanted):
            if isinstance(answer, Exception):
                raise answer
            found.update((product.ref.id, product) for product in answer if product.eigenaar_sleutels & sleutels)
        return tuple(found.values())

    async def _zoek(self, key: str, value: str) -> list[Product]:
        found = await self._producten.pages(
            "/producten", WireProduct, params=((key, value),), groottenaam=_GROOTTE, grootte=500
        )
        return [self._product(product) for product in found]

    async def producten(self, ids: Sequence[str]) -> Sequence[Product | Exception | None]:
        return await alle(self._een(id_) for id_ in ids)

    async def _een(self, id_: str) -> Product | None:
        try:
            return self._product(await self._producten.get("/producten/{uuid}", WireProduct, pad={"uuid": id_}))
        except (Afwezig, Verborgen):
            return None

    async def producten_bij_zaken(self, verwijzingen: Sequence[str]) -> Sequence[Sequence[Product] | Exception]:
        return await alle(self._bij_zaak(verwijzing) for verwijzing in verwijzingen)

    async def _bij_zaak(self, verwijzing: str) -> list[Product]:
        """By the zaak that asked for it and by the zaken it belongs to; both, because a filter that is not known gives
        everything."""
        found: dict[str, Product] = {}
        for answer in await alle(self._zoek(key, verwijzing) for key in ("aanvraag_zaak_url", "zaken__url")):
            if isinstance(answer, Exception):
                raise answer
            found.update((p.ref.id, p) for p in answer if verwijzing in p.zaak_verwijzingen)
        return list(found.values())

    def _product(self, product: WireProduct) -> Product:
        ref = Ref(self.herkomst.register, "Product", product.uuid)
        aanvraag = [text for text in (product.aanvraag_zaak_url, product.aanvraag_zaak_urn) if text]
        zaken = [text for link in product.zaken for text in link.teksten()]
        return Product(
            id=id_van(ref),
            ref=ref,
            eigenaar_sleutels=frozenset().union(*(eigenaar.sleutels() for eigenaar in product.eigenaren)),
            producttype_id=product.producttype.uuid if product.producttype else None,
            gepubliceerd=product.gepubliceerd,
            zaak_verwijzingen=tuple(dict.fromkeys([*aanvraag, *zaken])),
            document_verwijzingen=tuple(text for link in product.documenten for text in link.teksten()),
            naam=product.naam or (product.producttype.naam if product.producttype else None) or None,
            status=product.status or None,
            start_datum=product.start_datum,
            eind_datum=product.eind_datum,
            prijs=Decimal(product.prijs) if product.prijs else None,
            frequentie=product.frequentie or None,
            gegevens=product.dataobject,
            bijgewerkt_op=product.update_datum,
            bron=self.herkomst.bron(datetime.now(UTC)),
        )

    # ------------------------------------------------------------------ producttypen

    async def producttypen(self, ids: Sequence[str]) -> Sequence[Producttype | Exception | None]:
        known = {producttype.ref.id: producttype for producttype in await self._alle_typen()}
        return [known.get(id_) for id_ in ids]

    async def alle_producttypen(self) -> AsyncIterator[Sequence[Producttype]]:
        yield await self._alle_typen()

    async def _alle_typen(self) -> Sequence[Producttype]:
        sleutel = (self.herkomst.register, "producttypen", "")
        found: Sequence[Producttype] = await self._cache.get(sleutel, self._typen)
        return found

    async def _fetch_typen(self) -> WireProducttypen:
        typen, prijzen = await asyncio.gather(
            self._producttypen.pages("/producttypen", WireProducttype, groottenaam=_GROOTTE, grootte=500),
            self._producttypen.get("/producttypen/actuele-prijzen", list[ActuelePrijs]),
        )
        return WireProducttypen(typen=typen, prijzen=prijzen)

    def _maak_typen(self, wire: WireProducttypen) -> Sequence[Producttype]:
        bedragen = {prijs.uuid: _laagste(prijs.actuele_prijs) for prijs in wire.prijzen}
        return tuple(self._producttype(found, bedragen.get(found.uuid)) for found in wire.typen)

    def _producttype(self, producttype: WireProducttype, prijs: Decimal | None) -> Producttype:
        ref = Ref(self.herkomst.register, "Producttype", producttype.uuid)
        return Producttype(
            id=id_van(ref),
            ref=ref,
            zaaktype_verwijzingen=tuple(text for link in producttype.zaaktypen for text in link.teksten()),
            gepubliceerd=producttype.gepubliceerd,
            naam=producttype.naam,
            samenvatting=producttype.samenvatting or None,
            code=producttype.code or None,
            doelgroep=Doelgroep.__members__.get((producttype.doelgroep or "").upper()),
            uniforme_product_naam=producttype.uniforme_product_naam or None,
            themas=[thema.naam for thema in producttype.themas],
            prijs=prijs,
            aanvraag_url=next((link.url for link in producttype.links if link.url), None),
        )

    def product_bij_verwijzing(self, verwijzing: str) -> str | None:
        return uuid_bij(self._verwijzingen, verwijzing)


def _laagste(prijs: Prijs | None) -> Decimal | None:
    """ "Vanaf" price: the cheapest option that is valid now."""
    return min((Decimal(optie.bedrag) for optie in prijs.prijsopties if optie.bedrag), default=None) if prijs else None
