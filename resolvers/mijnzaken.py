"""MijnZaken-informatie: verzoek, zaak and product told as one line per matter.

Seed business object "mijnzaken-informatie": insight in the process that delivers, the present status in it, and the
lead time that remains. It is no new information: a matter is composed of what the registers have, by every link
between them. What an afnemer may not see is left out before anything is composed, so that no line, order or count can
tell of it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import Enum

import strawberry

from resolvers.grammar.bedrijfsobject import Bedrijfsobject, bedrijfsobject, benoem, relatie, veld
from resolvers.grammar.bron import Bron
from resolvers.grammar.inzage import BetrokkeneBron, GegevensCategorie
from resolvers.grammar.lijst import gesloten_lijst
from resolvers.grammar.node import Node, id_van
from resolvers.grammar.ref import Ref
from resolvers.grammar.sleutel import Sleutel
from resolvers.product import Product
from resolvers.verzoek import Verzoek
from resolvers.zaak import Zaak


@bedrijfsobject(
    "Inzicht in het leverproces, de huidige status daarin en de verwachte resterende levertijd: één regel per kwestie.",
    gegevens=GegevensCategorie.ZAAKVOORTGANG,
    bron=BetrokkeneBron.OUDER,
)
class MijnZakenInformatie(Node):
    zaak: Zaak | None = veld("De zaak. Leeg als er (nog) geen zaak is. Bron: het zaakregister.")
    verzoek: Verzoek | None = veld(
        "Het verzoek. Leeg als de zaak zonder verzoek begon. "
        "Bron: Open Zaak `zaakverzoeken`, Open VTB `isGerelateerdAan`."
    )
    producten: list[Product] | None = veld(
        "De producten of diensten waar het om gaat. "
        "Bron: Open Product `aanvraag_zaak_url`, `aanvraag_zaak_urn`; Open Zaak `productenOfDiensten`.",
        gegevens=GegevensCategorie.PRODUCTEN,
    )
    bijgewerkt_op: datetime | None = veld(
        "Wanneer er voor het laatst iets veranderde. Bron: `zaak.laatstGemuteerd`, `product.update_datum`."
    )
    bron: Bron = veld("Waar de regel vandaan komt en hoe vers hij is.")
    #: For whom it was composed; empty when it was reached by its id.
    van: strawberry.Private[frozenset[Sleutel]]
    #: The value by which the list it stands in is sorted; set by the loader.
    plaats: strawberry.Private[str] = ""

    @relatie(
        "str",
        "Waar het over gaat. Bron: `zaaktype.omschrijving`, `verzoektype.naam` of `product.naam`.",
        lader="titel_van_kwestie",
    )
    def titel(self) -> MijnZakenInformatie:
        return self

    @relatie("Organisatie", "Wie het levert.", lader="organisatie_van_register")
    def aanbieder(self) -> str:
        return self.bron.register

    @relatie(
        "Producttype",
        "Het soort product of dienst. Bron: `product.producttype` of `producttype.zaaktypen`.",
        lader="producttype_van_kwestie",
    )
    def producttype(self) -> MijnZakenInformatie:
        return self

    @relatie(
        "MijnZakenStatus",
        "De huidige status in gewone taal. Afgeleid van status en statustypen.",
        lader="status_van_kwestie",
    )
    def status(self) -> MijnZakenInformatie:
        return self

    @relatie(
        "list[Processtap]",
        "De stappen van de zaak: doorlopen, huidig, verwacht of overgeslagen. Afgeleid van statussen en statustypen.",
        lader="proces_van_zaak",
    )
    def proces(self) -> Zaak | None:
        return self.zaak

    @relatie(
        "Levertijd",
        "Wanneer het klaar is, en wat voor datum dat is. "
        "Afgeleid van de datums en doorlooptijden van de zaak en het zaaktype.",
        lader="levertijd_van_zaak",
    )
    def levertijd(self) -> Zaak | None:
        return self.zaak

    @relatie(
        "Resultaat",
        "Wat eruit kwam. Leeg zolang de zaak loopt. Bron: Open Zaak `resultaat`.",
        lader="resultaat_van_zaak",
    )
    def resultaat(self) -> Zaak | None:
        return self.zaak

    @relatie(
        "list[Taak]",
        "Wat de klant hiervoor nog moet doen. Bron: Open VTB `/externetaken`.",
        lader="taken_van_kwestie",
        gegevens=GegevensCategorie.TAKEN,
    )
    def taken(self) -> MijnZakenInformatie:
        return self

    @relatie(
        "list[Ketenbijdrage]",
        "Wat ketenpartners over dezelfde kwestie verstrekken. Bron: de MijnZaken van wie meewerkt aan de zaak.",
        lader="keten_van_kwestie",
        opent=True,
    )
    def keten(self) -> MijnZakenInformatie:
        return self

    @property
    def hoofd(self) -> Zaak | Verzoek | Product:
        """By what it is known. What limits a ground on that, limits it on the matter."""
        found = self.zaak or self.verzoek or (self.producten[0] if self.producten else None)
        assert found is not None  # a matter is made of at least one of them
        return found

    def partijen(self) -> tuple[frozenset[Sleutel], ...]:
        return self.hoofd.partijen()

    def reikwijdte(self) -> frozenset[str] | None:
        return self.hoofd.reikwijdte()

    def wie_werkt_mee(self) -> frozenset[Sleutel] | None:
        return self.hoofd.wie_werkt_mee()


@gesloten_lijst(
    "Wat er is veranderd.",
    VERZOEK_ONTVANGEN="Een verzoek is ontvangen.",
    ZAAK_GESTART="Een zaak is begonnen.",
    ZAAK_GEWIJZIGD="Er is iets aan een zaak veranderd, zoals een termijn.",
    STATUS_GEWIJZIGD="De status is veranderd.",
    BESLUIT_GENOMEN="Er is een besluit genomen.",
    DOCUMENT_TOEGEVOEGD="Er is een document bijgekomen.",
    RESULTAAT_BEKEND="Het resultaat is bekend.",
    PRODUCT_GEWIJZIGD="Een product is veranderd.",
    TAAK_GEWIJZIGD="Een taak is veranderd.",
    KETENSTATUS_GEWIJZIGD="Bij een ketenpartner is iets veranderd.",
)
class WijzigingSoort(Enum):
    VERZOEK_ONTVANGEN = "VERZOEK_ONTVANGEN"
    ZAAK_GESTART = "ZAAK_GESTART"
    ZAAK_GEWIJZIGD = "ZAAK_GEWIJZIGD"
    STATUS_GEWIJZIGD = "STATUS_GEWIJZIGD"
    BESLUIT_GENOMEN = "BESLUIT_GENOMEN"
    DOCUMENT_TOEGEVOEGD = "DOCUMENT_TOEGEVOEGD"
    RESULTAAT_BEKEND = "RESULTAAT_BEKEND"
    PRODUCT_GEWIJZIGD = "PRODUCT_GEWIJZIGD"
    TAAK_GEWIJZIGD = "TAAK_GEWIJZIGD"
    KETENSTATUS_GEWIJZIGD = "KETENSTATUS_GEWIJZIGD"


benoem(WijzigingSoort=WijzigingSoort)


@bedrijfsobject(
    "Een wijziging in de MijnZaken-informatie.", gegevens=GegevensCategorie.ZAAKVOORTGANG, bron=BetrokkeneBron.OUDER
)
class MijnZakenWijziging(Bedrijfsobject):
    soort: WijzigingSoort = veld("Wat er is veranderd.")
    tijdstip: datetime = veld("Wanneer.")
    informatie: MijnZakenInformatie | None = veld("Hoe het nu staat.")
    uw_kenmerk: str | None = veld(
        "Voor ketenpartners: het zaaknummer waaronder u deze zaak kent. Bron: `zaak.kenmerken`."
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Koppelingen:
    """What the links between registers mean: verwijzing (URL or URN) → the object it names. Links that name nothing
    here are absent."""

    zaken: Mapping[str, Ref]
    verzoeken: Mapping[str, Ref]
    producten: Mapping[str, Ref]


def stel_samen(
    zaken: Sequence[Zaak],
    verzoeken: Sequence[Verzoek],
    producten: Sequence[Product],
    koppelingen: Koppelingen,
    van: frozenset[Sleutel],
) -> list[MijnZakenInformatie]:
    """One line per matter, each matter once.

    Every zaak is a matter. A verzoek or product belongs to the zaken that it names, or that name it; a product without
    a zaak to the verzoek that names it. What is left is a matter of its own.
    """
    bij_ref = {zaak.ref: zaak for zaak in zaken}
    verzoek_bij_ref = {verzoek.ref: verzoek for verzoek in verzoeken}
    product_bij_ref = {product.ref: product for product in producten}
    verzoeken_bij: dict[Ref, list[Verzoek]] = {ref: [] for ref in bij_ref}
    producten_bij: dict[Ref, list[Product]] = {ref: [] for ref in (*bij_ref, *verzoek_bij_ref)}
    for verzoek in verzoeken:
        for ref in _doelen((*verzoek.verwijzingen, verzoek.url), koppelingen.zaken, bij_ref):
            verzoeken_bij[ref].append(verzoek)
    los: list[Verzoek] = [
        verzoek for verzoek in verzoeken if not any(verzoek in linked for linked in verzoeken_bij.values())
    ]
    genoemd = {
        product: verzoek
        for verzoek in verzoeken
        for product in _doelen(verzoek.verwijzingen, koppelingen.producten, product_bij_ref)
    }
    for zaak in zaken:
        for ref in _doelen(zaak.producten_of_diensten, koppelingen.producten, product_bij_ref):
            producten_bij[zaak.ref].append(product_bij_ref[ref])
    alleen: list[Product] = []
    for product in producten:
        hosts: list[Ref] = list(_doelen(product.zaak_verwijzingen, koppelingen.zaken, bij_ref))
        if not hosts and (asked := genoemd.get(product.ref)) is not None:
            hosts = [ref for ref, linked in verzoeken_bij.items() if asked in linked] or [asked.ref]
        for host in hosts:
            if product not in producten_bij[host]:
                producten_bij[host].append(product)
        if not any(product in linked for linked in producten_bij.values()):
            alleen.append(product)
    return [
        *(kwestie(zaak, next(iter(verzoeken_bij[zaak.ref]), None), producten_bij[zaak.ref], van) for zaak in zaken),
        *(kwestie(None, verzoek, producten_bij[verzoek.ref], van) for verzoek in los),
        *(kwestie(None, None, [product], van) for product in alleen),
    ]


def _doelen(verwijzingen: Iterable[str], koppelingen: Mapping[str, Ref], known: Mapping[Ref, object]) -> list[Ref]:
    """What these links name, as far as it may be seen; each once, in the order of the links."""
    found = (koppelingen.get(verwijzing) for verwijzing in verwijzingen)
    return list(dict.fromkeys(ref for ref in found if ref is not None and ref in known))


def kwestie(
    zaak: Zaak | None, verzoek: Verzoek | None, producten: Sequence[Product], van: frozenset[Sleutel] = frozenset()
) -> MijnZakenInformatie:
    """One matter. It is known by its zaak, else by its verzoek, else by its product."""
    hoofd: Zaak | Verzoek | Product = zaak or verzoek or producten[0]
    return MijnZakenInformatie(
        id=id_van(hoofd.ref.met_soort(f"MijnZakenInformatie{'' if zaak else type(hoofd).__name__}")),
        zaak=zaak,
        verzoek=verzoek,
        producten=list(producten),
        van=van,
        bijgewerkt_op=_laatste(zaak, verzoek, producten),
        bron=hoofd.bron,
    )


def _laatste(zaak: Zaak | None, verzoek: Verzoek | None, producten: Sequence[Product]) -> datetime | None:
    moments = [zaak.laatst_gemuteerd if zaak else None, verzoek.ontvangen_op if verzoek else None]
    moments.extend(product.bijgewerkt_op for product in producten)
    return max((moment.astimezone(UTC) for moment in moments if moment is not None), default=None)


def begonnen(informatie: MijnZakenInformatie) -> datetime | None:
    """When the matter began, as a moment: for orders and periods."""
    if informatie.verzoek is not None and informatie.verzoek.ontvangen_op is not None:
        return informatie.verzoek.ontvangen_op.astimezone(UTC)
    day = informatie.zaak.startdatum if informatie.zaak else None
    if day is None and informatie.producten:
        day = informatie.producten[0].start_datum
    return datetime(day.year, day.month, day.day, tzinfo=UTC) if day else None
