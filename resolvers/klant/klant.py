"""Klant: the natuurlijk and niet-natuurlijk persoon of the graph. A klant is his key; all else is asked when it is
wanted."""

from __future__ import annotations

from operator import attrgetter
from typing import Annotated

import strawberry

from resolvers.grammar.argument import argument
from resolvers.grammar.bedrijfsobject import bedrijfsobject, relatie, veld
from resolvers.grammar.inzage import GegevensCategorie
from resolvers.grammar.node import Node
from resolvers.grammar.scalars import BSN
from resolvers.grammar.sleutel import Bsn, KvkNummer, Rsin, Sleutel, Vestigingsnummer
from resolvers.lijsten import (
    CONTACTMOMENTEN,
    PRODUCTEN,
    VERZOEKEN,
    MachtigingRichting,
    MijnZakenFilter,
    MijnZakenVolgorde,
    ZaakFilter,
    ZaakVolgorde,
    eenvoudige_vraag,
    mijn_zaken_vraag,
    zaken_vraag,
)

First = Annotated[int, argument("Hoeveel, van 1 tot en met 100.")]
After = Annotated[str | None, argument("De cursor waarna verder wordt gegaan.")]


@bedrijfsobject("Een klant: iemand voor wie de organisatie iets doet.", interface=True)
class Klant(Node):
    id: strawberry.ID = veld(
        "Het id in deze dienst: een pseudoniem, dat niet zegt wie het is. Van wie u niet mag weten wie het is, ziet u "
        "geen klant.",
        openbaar=True,
    )
    sleutel: strawberry.Private[Sleutel]
    #: Every key under which the registers may know this klant; `sleutel` is one of them.
    sleutels: strawberry.Private[frozenset[Sleutel]]

    @relatie("str", "De naam. Bron: BRP, KvK of Open Klant.", lader="naam_van_klant")
    def naam(self) -> Sleutel:
        return self.sleutel

    @relatie(
        "str", "Het klantnummer. Bron: Open Klant `partij.nummer`.", lader="partij", kies=attrgetter("klantnummer")
    )
    def klantnummer(self) -> frozenset[Sleutel]:
        return self.sleutels

    @relatie(
        "Klantvoorkeur",
        "Hoe de klant benaderd wil worden. Bron: Open Klant `partij`.",
        lader="partij",
        kies=attrgetter("voorkeur"),
        gegevens=GegevensCategorie.VOORKEUREN,
    )
    def voorkeur(self) -> frozenset[Sleutel]:
        return self.sleutels

    @relatie(
        "Connection[MijnZakenInformatie]",
        "Wat er voor deze klant loopt en liep, één regel per kwestie.",
        lader="mijnzaken_van_klant",
        pagina=True,
        gegevens=GegevensCategorie.ZAAKVOORTGANG,
    )
    def mijn_zaken(
        self,
        filter: Annotated[MijnZakenFilter | None, argument("Welke kwesties.")] = None,
        volgorde: Annotated[MijnZakenVolgorde, argument("In welke volgorde.")] = MijnZakenVolgorde.LAATST_BIJGEWERKT,
        first: First = 20,
        after: After = None,
    ) -> object:
        return mijn_zaken_vraag(self.sleutels, filter, volgorde, first, after)

    @relatie(
        "Connection[Zaak]",
        "De zaken van deze klant. Bron: Zaken API `/zaken/_zoek`.",
        lader="zaken_van_klant",
        pagina=True,
        gegevens=GegevensCategorie.ZAAKVOORTGANG,
    )
    def zaken(
        self,
        filter: Annotated[ZaakFilter | None, argument("Welke zaken.")] = None,
        volgorde: Annotated[ZaakVolgorde, argument("In welke volgorde.")] = ZaakVolgorde.STARTDATUM_AFLOPEND,
        first: First = 20,
        after: After = None,
    ) -> object:
        return zaken_vraag(self.sleutels, filter, volgorde, first, after)

    @relatie(
        "Connection[Verzoek]",
        "De verzoeken van deze klant. Bron: Open VTB `/verzoeken`.",
        lader="verzoeken_van_klant",
        pagina=True,
        gegevens=GegevensCategorie.VERZOEKINHOUD,
    )
    def verzoeken(self, first: First = 20, after: After = None) -> object:
        return eenvoudige_vraag(self.sleutels, VERZOEKEN, first, after)

    @relatie(
        "Connection[Product]",
        "De producten van deze klant. Bron: Open Product `/producten`.",
        lader="producten_van_klant",
        pagina=True,
        gegevens=GegevensCategorie.PRODUCTEN,
    )
    def producten(self, first: First = 20, after: After = None) -> object:
        return eenvoudige_vraag(self.sleutels, PRODUCTEN, first, after)

    @relatie(
        "Connection[Contactmoment]",
        "De contacten met deze klant. Bron: Open Klant `/klantcontacten`.",
        lader="contactmomenten_van_klant",
        pagina=True,
        gegevens=GegevensCategorie.CONTACTHISTORIE,
    )
    def contactmomenten(self, first: First = 20, after: After = None) -> object:
        return eenvoudige_vraag(self.sleutels, CONTACTMOMENTEN, first, after)

    @relatie(
        "list[Afspraak]",
        "De afspraken van deze klant. Bron: MijnAgenda of Qmatic, gevonden met het geverifieerde e-mailadres.",
        lader="afspraken_van_klant",
        gegevens=GegevensCategorie.AFSPRAKEN,
    )
    def afspraken(self) -> frozenset[Sleutel]:
        return self.sleutels

    @relatie(
        "list[Machtiging]",
        "De machtigingen van deze klant. Bron: Open Object.",
        lader="machtigingen_van_klant",
        gegevens=GegevensCategorie.VERTEGENWOORDIGING,
    )
    def machtigingen(
        self, richting: Annotated[MachtigingRichting, argument("Van welke kant.")] = MachtigingRichting.GEGEVEN
    ) -> tuple[frozenset[Sleutel], MachtigingRichting]:
        return self.sleutels, richting

    @relatie(
        "list[Toestemming]",
        "De toestemmingen van deze klant. Bron: Open Object.",
        lader="toestemmingen_van_klant",
        gegevens=GegevensCategorie.TOESTEMMINGEN,
    )
    def toestemmingen(self) -> frozenset[Sleutel]:
        return self.sleutels

    @relatie(
        "list[Taak]",
        "Wat deze klant nog moet doen. Bron: Open VTB `/externetaken`.",
        lader="taken_van_klant",
        gegevens=GegevensCategorie.TAKEN,
    )
    def taken(self) -> frozenset[Sleutel]:
        return self.sleutels

    def partijen(self) -> tuple[frozenset[Sleutel], ...]:
        return (self.sleutels,)

    def over_wie(self) -> frozenset[Sleutel]:
        return self.sleutels


@bedrijfsobject("Een mens.", gegevens=GegevensCategorie.IDENTITEIT, persoon=True, via=["bsn"])
class NatuurlijkPersoon(Klant):
    bsn: BSN | None = veld(
        "Het burgerservicenummer. Bron: BRP `burgerservicenummer`.", gegevens=GegevensCategorie.IDENTITEIT
    )

    @relatie("str", "De voornamen. Bron: BRP `naam.voornamen`.", lader="persoonsgegevens", kies=attrgetter("voornamen"))
    def voornamen(self) -> Sleutel:
        return self.sleutel

    @relatie(
        "str",
        "Het voorvoegsel. Bron: BRP `naam.voorvoegsel`.",
        lader="persoonsgegevens",
        kies=attrgetter("voorvoegsel"),
    )
    def voorvoegsel(self) -> Sleutel:
        return self.sleutel

    @relatie(
        "str",
        "De achternaam. Bron: BRP `naam.geslachtsnaam`.",
        lader="persoonsgegevens",
        kies=attrgetter("geslachtsnaam"),
    )
    def geslachtsnaam(self) -> Sleutel:
        return self.sleutel

    @relatie(
        "Date",
        "De geboortedatum, als die volledig bekend is. Bron: BRP `geboorte.datum`.",
        lader="persoonsgegevens",
        kies=attrgetter("geboortedatum"),
    )
    def geboortedatum(self) -> Sleutel:
        return self.sleutel

    @relatie(
        "int", "De leeftijd in jaren. Bron: BRP `leeftijd`.", lader="persoonsgegevens", kies=attrgetter("leeftijd")
    )
    def leeftijd(self) -> Sleutel:
        return self.sleutel

    @relatie(
        "Adres",
        "Waar iemand woont. Bron: BRP `verblijfplaats`.",
        lader="persoonsgegevens",
        kies=attrgetter("verblijfplaats"),
        gegevens=GegevensCategorie.CONTACTGEGEVENS,
    )
    def verblijfplaats(self) -> Sleutel:
        return self.sleutel


@bedrijfsobject(
    "Een bedrijf, stichting, vereniging of vestiging.",
    gegevens=GegevensCategorie.IDENTITEIT,
    persoon=True,
    via=["kvkNummer", "vestigingsnummer", "rsin"],
)
class NietNatuurlijkPersoon(Klant):
    kvk_nummer: str | None = veld("Het KvK-nummer. Bron: KvK `kvkNummer`.")
    vestigingsnummer: str | None = veld(
        "Het vestigingsnummer, als het om één vestiging gaat. Bron: KvK `vestigingsnummer`."
    )

    @relatie("str", "Het RSIN. Bron: KvK `rsin`.", lader="ondernemingsgegevens", kies=attrgetter("rsin"))
    def rsin(self) -> Sleutel:
        return self.sleutel

    @relatie(
        "str", "De rechtsvorm. Bron: KvK `rechtsvorm`.", lader="ondernemingsgegevens", kies=attrgetter("rechtsvorm")
    )
    def rechtsvorm(self) -> Sleutel:
        return self.sleutel

    @relatie(
        "list[str]",
        "De handelsnamen. Bron: KvK `handelsnamen`.",
        lader="ondernemingsgegevens",
        kies=attrgetter("handelsnamen"),
    )
    def handelsnamen(self) -> Sleutel:
        return self.sleutel

    @relatie(
        "Adres",
        "Het bezoekadres. Bron: KvK `adressen`.",
        lader="ondernemingsgegevens",
        kies=attrgetter("bezoekadres"),
        gegevens=GegevensCategorie.CONTACTGEGEVENS,
    )
    def bezoekadres(self) -> Sleutel:
        return self.sleutel

    @relatie(
        "list[Vestiging]",
        "De vestigingen. Bron: KvK `/basisprofielen/{kvkNummer}/vestigingen`.",
        lader="ondernemingsgegevens",
        kies=attrgetter("vestigingen"),
    )
    def vestigingen(self) -> Sleutel:
        return self.sleutel


def klantsoort(sleutel: Sleutel) -> str:
    """Of which type the klant of a key is. Who is known by a klantnummer only, is taken for a person."""
    is_onderneming = isinstance(sleutel, KvkNummer | Rsin | Vestigingsnummer)
    return "NietNatuurlijkPersoon" if is_onderneming else "NatuurlijkPersoon"


def maak_klant(
    sleutel: Sleutel, *, id_: str, sleutels: frozenset[Sleutel] | None = None
) -> NatuurlijkPersoon | NietNatuurlijkPersoon:
    """The klant of a key. `id_` is his global id, which holds a pseudonym and not the key."""
    known = sleutels or frozenset({sleutel})
    if isinstance(sleutel, (KvkNummer, Rsin, Vestigingsnummer)):
        return NietNatuurlijkPersoon(
            id=strawberry.ID(id_),
            sleutel=sleutel,
            sleutels=known,
            kvk_nummer=next((found.waarde for found in known if isinstance(found, KvkNummer)), None),
            vestigingsnummer=sleutel.waarde if isinstance(sleutel, Vestigingsnummer) else None,
        )
    bsn = BSN(sleutel.waarde) if isinstance(sleutel, Bsn) else None
    return NatuurlijkPersoon(id=strawberry.ID(id_), sleutel=sleutel, sleutels=known, bsn=bsn)
