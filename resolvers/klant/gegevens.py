"""Gegevens: what the registers tell of a klant: who he is (BRP, KvK), how to reach him and in which language (Open
Klant)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import Enum

import strawberry

from resolvers.grammar.bedrijfsobject import Bedrijfsobject, bedrijfsobject, benoem, veld
from resolvers.grammar.inzage import BetrokkeneBron, GegevensCategorie
from resolvers.grammar.lijst import gesloten_lijst
from resolvers.grammar.sleutel import Sleutel

#: The verwerkingsactiviteit of changing a klantvoorkeur itself.
VOORKEUREN_BEHEER = "voorkeuren-beheer"


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
    #: By which other systems know this address (`digitaalAdres.referentie`); it has room for one. Empty: none does.
    referentie: strawberry.Private[str] = ""


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
    huisnummer: str | None = veld("Het huisnummer met letter en toevoeging. Bron: BRP `verblijfadres`, KvK `adressen`.")
    postcode: str | None = veld("De postcode. Bron: BRP `verblijfadres`, KvK `adressen`.")
    plaats: str | None = veld("De woonplaats. Bron: BRP `verblijfadres`, KvK `adressen`.")
    land: str | None = veld("Het land, als dat niet Nederland is. Bron: BRP `verblijfadres`, KvK `adressen`.")


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
    onder_curatele: bool = False
    overleden: bool = False


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
