"""Afnemer: who asks, in one normal form, whatever login or certificate proved it.

Source: the authentication context of the Dutch login providers (DigiD, DigiD Machtigen/BVD, eHerkenning, eIDAS), OIDC
NL GOV `represents`, and roles of medewerkers. app/authentication makes it from a token; nothing else does.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import Enum

from resolvers.grammar.bedrijfsobject import benoem
from resolvers.grammar.inzage import Betrouwbaarheidsniveau
from resolvers.grammar.lijst import gesloten_lijst
from resolvers.grammar.sleutel import Sleutel, Vestigingsnummer


@gesloten_lijst(
    "Wat voor partij er kijkt.",
    BURGER="Een burger.",
    PRIVATE_PARTIJ="Een bedrijf, stichting of vereniging.",
    MEDEWERKER="Een medewerker van de organisatie.",
    OVERHEIDSORGANISATIE="Een andere overheidsorganisatie.",
)
class AfnemerSoort(Enum):
    BURGER = "BURGER"
    PRIVATE_PARTIJ = "PRIVATE_PARTIJ"
    MEDEWERKER = "MEDEWERKER"
    OVERHEIDSORGANISATIE = "OVERHEIDSORGANISATIE"


@gesloten_lijst(
    "In welke rol er gekeken wordt.",
    INWONER="Als inwoner, voor zichzelf of voor wie hij vertegenwoordigt.",
    ONDERNEMER="Namens een onderneming.",
    KCC="Als medewerker van het klantcontactcentrum.",
    BEHANDELAAR="Als behandelaar van zaken.",
    KETENPARTNER="Als organisatie die meewerkt aan een zaak.",
    PRIVACYFUNCTIONARIS="Als functionaris die toeziet op het gebruik van persoonsgegevens.",
)
class AfnemerRol(Enum):
    INWONER = "INWONER"
    ONDERNEMER = "ONDERNEMER"
    KCC = "KCC"
    BEHANDELAAR = "BEHANDELAAR"
    KETENPARTNER = "KETENPARTNER"
    PRIVACYFUNCTIONARIS = "PRIVACYFUNCTIONARIS"


@gesloten_lijst(
    "Hoe een machtiging tot stand kwam.",
    VRIJWILLIG="De vertegenwoordigde heeft de machtiging zelf gegeven.",
    WETTELIJK="De wet of de rechter heeft de vertegenwoordiger aangewezen.",
    KETEN="De machtiging loopt via een intermediair.",
)
class MachtigingSoort(Enum):
    VRIJWILLIG = "VRIJWILLIG"
    WETTELIJK = "WETTELIJK"
    KETEN = "KETEN"


@gesloten_lijst(
    "De vorm van een wettelijke vertegenwoordiging.",
    OUDERLIJK_GEZAG="Een ouder over een minderjarig kind.",
    CURATELE="Een curator.",
    BEWIND="Een bewindvoerder.",
    MENTORSCHAP="Een mentor.",
    VOOGDIJ="Een voogd.",
)
class WettelijkeVorm(Enum):
    OUDERLIJK_GEZAG = "OUDERLIJK_GEZAG"
    CURATELE = "CURATELE"
    BEWIND = "BEWIND"
    MENTORSCHAP = "MENTORSCHAP"
    VOOGDIJ = "VOOGDIJ"


@gesloten_lijst(
    "Waaruit een machtiging blijkt.",
    DIGID_MACHTIGEN="Uit het inloggen met DigiD Machtigen.",
    BVD="Uit de Bevoegdheidsverklaringsdienst.",
    EHERKENNING="Uit het inloggen met eHerkenning.",
    OIDC_NLGOV="Uit het inloggen, zoals de inlogdienst het volgens OIDC NL GOV verklaart.",
    ZAAKROL="Uit een rol bij de zaak; een spoor van toen, geen bevoegdheid van nu.",
    REGISTER="Uit het machtigingenregister van de organisatie.",
    BRP="Uit de Basisregistratie Personen: wie er gezag heeft.",
)
class MachtigingBron(Enum):
    DIGID_MACHTIGEN = "DIGID_MACHTIGEN"
    BVD = "BVD"
    EHERKENNING = "EHERKENNING"
    OIDC_NLGOV = "OIDC_NLGOV"
    ZAAKROL = "ZAAKROL"
    REGISTER = "REGISTER"
    BRP = "BRP"


benoem(
    AfnemerSoort=AfnemerSoort,
    AfnemerRol=AfnemerRol,
    MachtigingSoort=MachtigingSoort,
    WettelijkeVorm=WettelijkeVorm,
    MachtigingBron=MachtigingBron,
    Betrouwbaarheidsniveau=Betrouwbaarheidsniveau,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Vertegenwoordiging:
    """The party for whom this session acts, as the login proved it. `diensten` are ServiceUUIDs; empty means none is
    covered. `tussenpersonen` stand between who logged in and that party, in that order."""

    sleutel: Sleutel
    soort: MachtigingSoort
    bron: MachtigingBron
    diensten: tuple[str, ...] = ()
    wettelijke_vorm: WettelijkeVorm | None = None
    tussenpersonen: tuple[Sleutel, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Authenticatie:
    """One session, one party. `sleutel` is None for somebody who cannot be looked up: a medewerker, a machine, a
    pseudonym. `groepen` are the roles and groups of a medewerker as the token spells them; what they open is decided
    in app/authorization. `verloopt` is when the token ends. `kanaal`: by which way the answer goes to somebody who did
    not ask (EMAIL, WEBHOOK …); what it may carry is a row of the matrix. Empty: he asks himself."""

    soort: AfnemerSoort
    rollen: tuple[AfnemerRol, ...]
    niveau: Betrouwbaarheidsniveau
    verloopt: datetime
    sleutel: Sleutel | None = None
    vestiging: Vestigingsnummer | None = None
    vertegenwoordigt: Vertegenwoordiging | None = None
    groepen: frozenset[str] = frozenset()
    medewerker_id: str | None = None
    organisatie_oin: str | None = None
    client_id: str = ""
    kanaal: str = ""
