"""Klant: the natuurlijk or niet-natuurlijk persoon for whom the organisation works, and how he wants to be approached.

GEMMA bedrijfsobjecten "klant" and "klantvoorkeur". A klant is his key: nothing is asked until something is wanted of him. Who he is comes from
BRP and KvK, how to reach him from Open Klant (Klantinteracties API 0.9), all that he has from the other registers.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import Enum
from operator import attrgetter
from typing import Annotated, Protocol

import strawberry

from resolvers.grammar.argument import argument
from resolvers.grammar.bedrijfsobject import Bedrijfsobject, bedrijfsobject, benoem, relatie, veld
from resolvers.grammar.bron import Herkomst
from resolvers.grammar.inzage import BetrokkeneBron, GegevensCategorie
from resolvers.grammar.lijst import gesloten_lijst
from resolvers.grammar.node import Node
from resolvers.grammar.scalars import BSN
from resolvers.grammar.sleutel import KvkNummer, Rsin, Sleutel, Vestigingsnummer
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


@gesloten_lijst(
    "Hoe een klant bereikt wil worden.",
    PORTAAL="In de omgeving van de organisatie.",
    EMAIL="Per e-mail.",
    SMS="Per sms.",
    TELEFOON="Per telefoon.",
    POST="Per brief.",
    WEBHOOK="Met een bericht aan een systeem.",
)
class Kanaal(Enum):
    PORTAAL = "PORTAAL"
    EMAIL = "EMAIL"
    SMS = "SMS"
    TELEFOON = "TELEFOON"
    POST = "POST"
    WEBHOOK = "WEBHOOK"


benoem(Kanaal=Kanaal)


@bedrijfsobject(
    "Een e-mailadres of telefoonnummer van een klant.",
    gegevens=GegevensCategorie.CONTACTGEGEVENS,
    bron=BetrokkeneBron.OUDER,
)
class DigitaalAdres(Bedrijfsobject):
    id: strawberry.ID = veld("Het id in deze dienst.")
    adres: str | None = veld("Het adres of nummer. Bron: `digitaalAdres.adres`.")
    soort: Kanaal | None = veld("Wat voor adres het is. Bron: `digitaalAdres.soortDigitaalAdres`.")
    omschrijving: str | None = veld("Waar het voor is. Bron: `digitaalAdres.omschrijving`.")
    standaard: bool | None = veld(
        "Of dit het adres is dat standaard gebruikt wordt. Bron: `digitaalAdres.isStandaardAdres`."
    )
    geverifieerd_op: date | None = veld(
        "Wanneer gecontroleerd is dat het van de klant is. Bron: `digitaalAdres.verificatieDatum`."
    )


@bedrijfsobject("Hoe een klant benaderd wil worden.", gegevens=GegevensCategorie.VOORKEUREN, bron=BetrokkeneBron.OUDER)
class Klantvoorkeur(Bedrijfsobject):
    taal: str | None = veld("De taal (ISO 639-2/B, zoals nld). Bron: `partij.voorkeurstaal`.")
    kanaal: Kanaal | None = veld("Het kanaal. Afgeleid van `partij.voorkeursDigitaalAdres`.")
    digitaal_adres: DigitaalAdres | None = veld(
        "Het adres dat de voorkeur heeft. Bron: `partij.voorkeursDigitaalAdres`.",
        gegevens=GegevensCategorie.CONTACTGEGEVENS,
    )
    digitale_adressen: list[DigitaalAdres] | None = veld(
        "Alle adressen. Bron: `partij.digitaleAdressen`.", gegevens=GegevensCategorie.CONTACTGEGEVENS
    )
    ontvangt_mijn_zaken: bool | None = veld(
        "Of de klant berichten wil over zijn zaken. Bron: een adres met referentie `portaalvoorkeur`."
    )


@bedrijfsobject("Een adres.", gegevens=GegevensCategorie.CONTACTGEGEVENS, bron=BetrokkeneBron.OUDER)
class Adres(Bedrijfsobject):
    straat: str | None = veld("De straat. Bron: BRP `verblijfadres`, KvK `adressen`.")
    huisnummer: str | None = veld("Het huisnummer met letter en toevoeging.")
    postcode: str | None = veld("De postcode.")
    plaats: str | None = veld("De woonplaats.")
    land: str | None = veld("Het land, als dat niet Nederland is.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Persoonsgegevens:
    """What BRP tells of a natuurlijk persoon (Haal Centraal BRP bevragen 2)."""

    naam: str | None
    voornamen: str | None
    voorvoegsel: str | None
    geslachtsnaam: str | None
    geboortedatum: date | None
    leeftijd: int | None
    verblijfplaats: Adres | None
    geheimhouding: bool


@bedrijfsobject("Een vestiging van een onderneming.", openbaar=True)
class Vestiging(Bedrijfsobject):
    vestigingsnummer: str | None = veld("Het vestigingsnummer. Bron: KvK `vestigingsnummer`.")
    naam: str | None = veld("De naam. Bron: KvK `eersteHandelsnaam`.")
    hoofdvestiging: bool | None = veld("Of dit de hoofdvestiging is. Bron: KvK `indHoofdvestiging`.")
    adres: str | None = veld("Het bezoekadres in één regel. Bron: KvK `volledigAdres`.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Ondernemingsgegevens:
    """What KvK tells of an onderneming (Basisprofiel API v1)."""

    naam: str | None
    handelsnamen: tuple[str, ...]
    rsin: str | None
    rechtsvorm: str | None
    bezoekadres: Adres | None
    vestigingen: tuple[Vestiging, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Partij:
    """What the klantregister tells of a klant: his preferences, his addresses, his names there."""

    uuid: str
    register: str
    naam: str | None
    klantnummer: str | None
    voorkeur: Klantvoorkeur
    adressen: tuple[DigitaalAdres, ...]
    sleutels: frozenset[Sleutel]

    @property
    def geverifieerde_emailadressen(self) -> tuple[str, ...]:
        """Only what is verified may be used to find something of this klant elsewhere."""
        return tuple(
            adres.adres
            for adres in self.adressen
            if adres.soort is Kanaal.EMAIL and adres.geverifieerd_op and adres.adres
        )


@bedrijfsobject("Een klant: iemand voor wie de organisatie iets doet.", interface=True, openbaar=True)
class Klant(Node):
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
        filter: Annotated[MijnZakenFilter | None, argument("Welke kwesties.")] = None,  # noqa: A002 - the name of the contract
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
        filter: Annotated[ZaakFilter | None, argument("Welke zaken.")] = None,  # noqa: A002 - the name of the contract
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

    def over_wie(self) -> frozenset[Sleutel]:
        return self.sleutels


@bedrijfsobject("Een mens.", gegevens=GegevensCategorie.IDENTITEIT, persoon=True, via=["bsn"])
class NatuurlijkPersoon(Klant):
    bsn: BSN | None = veld("Het burgerservicenummer.", gegevens=GegevensCategorie.IDENTITEIT)

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
    kvk_nummer: str | None = veld("Het KvK-nummer.")
    vestigingsnummer: str | None = veld("Het vestigingsnummer, als het om één vestiging gaat.")

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
    return NatuurlijkPersoon(id=strawberry.ID(id_), sleutel=sleutel, sleutels=known, bsn=BSN(sleutel.waarde))


@dataclass(frozen=True, slots=True, kw_only=True)
class KlantZoekvraag:
    """A search by a medewerker: name with birth date, or name with address, or a verified contact detail."""

    naam: str | None
    geboortedatum: date | None
    postcode: str | None
    huisnummer: int | None
    email: str | None
    telefoonnummer: str | None


class Klantregister(Protocol):
    """What this file asks of a register of klanten (Open Klant)."""

    @property
    def herkomst(self) -> Herkomst: ...

    async def partijen(self, sleutels: Sequence[frozenset[Sleutel]]) -> Sequence[Partij | None | Exception]:
        """The partij of each klant, verified by its own identificatoren; None when the register does not know him."""
        ...

    async def sleutels_bij_contact(self, adres: str) -> Sequence[Sleutel]:
        """The klanten with this verified e-mail address or telephone number."""
        ...

    async def sleutel_bij_klantnummer(self, klantnummer: str) -> Sleutel | None: ...


class Personenregister(Protocol):
    """What this file asks of BRP. At most 20 persons are one question."""

    @property
    def herkomst(self) -> Herkomst: ...

    async def personen(self, bsns: Sequence[Sleutel]) -> Sequence[Persoonsgegevens | None | Exception]: ...

    async def zoek(self, vraag: KlantZoekvraag) -> Sequence[Sleutel]: ...

    async def gezag_over(self, bsn: Sleutel) -> Sequence[Sleutel]:
        """The minors over whom this person has ouderlijk gezag now (BRP `gezag`)."""
        ...


class Handelsregister(Protocol):
    """What this file asks of KvK."""

    @property
    def herkomst(self) -> Herkomst: ...

    async def ondernemingen(self, sleutels: Sequence[Sleutel]) -> Sequence[Ondernemingsgegevens | None | Exception]: ...
