"""Inzage: what this afnemer may see of this betrokkene, on which ground, and how far.

A field says what it is (a GegevensCategorie); a grondslag says what it opens; the matrix (app/authorization) says
where they meet. An Inzage is opened where the graph is entered and flows along relaties. It is never stored on an
object: loaders share closed objects, and a `Zicht` pairs one object with the inzage under which it was reached.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from enum import Enum, IntEnum
from typing import Generic, Protocol, TypeVar

from resolvers.grammar.lijst import gesloten_lijst
from resolvers.grammar.sleutel import Sleutel
from resolvers.grammar.vertrouwelijkheid import Vertrouwelijkheidaanduiding


@gesloten_lijst(
    "Waarom een afnemer een gegeven mag zien.",
    EIGEN_GEGEVENS="De afnemer is zelf degene over wie het gaat.",
    MACHTIGING="De afnemer vertegenwoordigt degene over wie het gaat, met een geldige machtiging.",
    WETTELIJKE_TAAK="De medewerker heeft het gegeven nodig voor een wettelijke taak van de organisatie.",
    KETENPARTNER="De organisatie werkt mee aan deze zaak, volgens een vastgelegde afspraak.",
    TOESTEMMING="Degene over wie het gaat heeft toestemming gegeven; alleen als er geen andere grondslag is.",
)
class Grondslag(Enum):
    """In the order in which a ground is recorded when several hold: TOESTEMMING last."""

    EIGEN_GEGEVENS = "EIGEN_GEGEVENS"
    MACHTIGING = "MACHTIGING"
    WETTELIJKE_TAAK = "WETTELIJKE_TAAK"
    KETENPARTNER = "KETENPARTNER"
    TOESTEMMING = "TOESTEMMING"


@gesloten_lijst(
    "Hoe zeker het is dat de afnemer is wie hij zegt te zijn (oplopend).",
    BASIS="Gebruikersnaam en wachtwoord, zoals DigiD Basis.",
    MIDDEN="Met een tweede factor, zoals DigiD Midden of eHerkenning 2+.",
    SUBSTANTIEEL="Met controle van een identiteitsbewijs, zoals DigiD Substantieel of eHerkenning 3.",
    HOOG="Met een chip op een identiteitsbewijs, zoals DigiD Hoog of eHerkenning 4.",
)
class Betrouwbaarheidsniveau(IntEnum):
    BASIS = 1
    MIDDEN = 2
    SUBSTANTIEEL = 3
    HOOG = 4


@gesloten_lijst(
    "Wat voor gegeven iets is. De matrix zegt per grondslag welke categorieën open zijn.",
    IDENTITEIT="Wie iemand is: naam, geboortedatum, nummers.",
    CONTACTGEGEVENS="Hoe iemand te bereiken is: adres, e-mailadres, telefoonnummer.",
    VOORKEUREN="Hoe iemand benaderd wil worden: taal en kanaal.",
    ZAAKVOORTGANG="Dat een zaak loopt en hoe ver die is: status, stappen, termijnen, resultaat.",
    ZAAKINHOUD="Waar een zaak inhoudelijk over gaat.",
    VERZOEKINHOUD="Wat iemand heeft gevraagd of ingevuld.",
    PRODUCTEN="Producten en diensten die iemand heeft of krijgt.",
    DOCUMENTEN="Documenten in een dossier.",
    BESLUITEN="Besluiten die zijn genomen.",
    CONTACTHISTORIE="Eerdere contacten met de organisatie.",
    AFSPRAKEN="Afspraken aan de balie, thuis of online.",
    VERTEGENWOORDIGING="Wie voor wie mag handelen.",
    TOESTEMMINGEN="Welke toestemmingen zijn gegeven of ingetrokken.",
    BEHANDELING="Wie de zaak behandelt.",
    TAKEN="Wat de klant nog moet doen.",
    VERWERKINGEN="Wie welke gegevens heeft gezien.",
)
class GegevensCategorie(Enum):
    IDENTITEIT = "IDENTITEIT"
    CONTACTGEGEVENS = "CONTACTGEGEVENS"
    VOORKEUREN = "VOORKEUREN"
    ZAAKVOORTGANG = "ZAAKVOORTGANG"
    ZAAKINHOUD = "ZAAKINHOUD"
    VERZOEKINHOUD = "VERZOEKINHOUD"
    PRODUCTEN = "PRODUCTEN"
    DOCUMENTEN = "DOCUMENTEN"
    BESLUITEN = "BESLUITEN"
    CONTACTHISTORIE = "CONTACTHISTORIE"
    AFSPRAKEN = "AFSPRAKEN"
    VERTEGENWOORDIGING = "VERTEGENWOORDIGING"
    TOESTEMMINGEN = "TOESTEMMINGEN"
    BEHANDELING = "BEHANDELING"
    TAKEN = "TAKEN"
    VERWERKINGEN = "VERWERKINGEN"


@gesloten_lijst(
    "Waaraan te zien is over wie een object gaat.",
    OBJECT="Aan het object zelf.",
    OUDER="Aan het object waaruit het bereikt is.",
    GEEN="Het gaat over niemand: een omhulsel, zoals een lijst.",
)
class BetrokkeneBron(Enum):
    OBJECT = "OBJECT"
    OUDER = "OUDER"
    GEEN = "GEEN"


#: What stays open when a relatie crosses into an object about another person.
NA_VERSMALLING = frozenset({GegevensCategorie.ZAAKVOORTGANG})


class Betrokken(Protocol):
    """What an Inzage asks of an object before it opens it."""

    def over_wie(self) -> frozenset[Sleutel]: ...
    def hoe_vertrouwelijk(self) -> Vertrouwelijkheidaanduiding: ...
    def is_intern(self) -> bool: ...
    def binnen_zaaktypen(self) -> frozenset[str]: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Grond:
    """One ground with its evidence: a row of the matrix that holds for this afnemer, and about whom.

    `betrokkenen` None means: whoever the object is about (a medewerker on a zaaktype). `zaaktypen` None means: not
    limited by zaaktype. `activiteit` is the URI of the verwerkingsactiviteit; `bewijs` says what proves the ground (a
    machtiging's id, "sessie").
    """

    grondslag: Grondslag
    rij: str
    activiteit: str
    opent: frozenset[GegevensCategorie]
    plafond: Vertrouwelijkheidaanduiding
    betrokkenen: frozenset[Sleutel] | None
    zaaktypen: frozenset[str] | None = None
    ziet_intern: bool = False
    bewijs: str = ""

    def geldt_voor(self, object_: Betrokken, *, zegt_zelf_over_wie: bool = True) -> bool:
        """Whether this ground reaches the object. Asked of every object that comes back, by whatever path it came.

        `zegt_zelf_over_wie` False: the object is about whoever its parent is about, and the ground reached the parent.
        Its own vertrouwelijkheid and whether it is internal count all the same.
        """
        if object_.hoe_vertrouwelijk() > self.plafond or (object_.is_intern() and not self.ziet_intern):
            return False
        if not zegt_zelf_over_wie:
            return True
        if self.betrokkenen is not None and self.betrokkenen.isdisjoint(object_.over_wie()):
            return False
        return self.zaaktypen is None or not self.zaaktypen.isdisjoint(object_.binnen_zaaktypen())


@dataclass(frozen=True, slots=True)
class Inzage:
    """The grounds that hold, first recorded first, and the categories that any of them opens."""

    gronden: tuple[Grond, ...]
    niveau: Betrouwbaarheidsniveau
    opent: frozenset[GegevensCategorie] = field(init=False)

    def __post_init__(self) -> None:
        ordered = tuple(sorted(self.gronden, key=lambda grond: list(Grondslag).index(grond.grondslag)))
        object.__setattr__(self, "gronden", ordered)
        object.__setattr__(self, "opent", frozenset().union(*(grond.opent for grond in ordered)))

    def grond_voor(self, gegevens: GegevensCategorie) -> Grond | None:
        """The ground to record for this category: the first that opens it."""
        return next((grond for grond in self.gronden if gegevens in grond.opent), None)

    def voor(self, object_: Betrokken, *, zegt_zelf_over_wie: bool = True) -> Inzage | None:
        """What is left of this inzage on this object; None when the object must not be seen at all."""
        holding = tuple(
            grond for grond in self.gronden if grond.geldt_voor(object_, zegt_zelf_over_wie=zegt_zelf_over_wie)
        )
        if len(holding) == len(self.gronden):
            return self
        return Inzage(holding, self.niveau) if holding else None

    def versmald(self) -> Inzage:
        """This inzage on an object about another person."""
        return Inzage(tuple(replace(grond, opent=grond.opent & NA_VERSMALLING) for grond in self.gronden), self.niveau)

    def gaat_over(self, sleutels: Iterable[Sleutel]) -> bool:
        """Whether one of these is the person for whom the inzage was opened."""
        wanted = frozenset(sleutels)
        return any(grond.betrokkenen is not None and not grond.betrokkenen.isdisjoint(wanted) for grond in self.gronden)


#: Nothing is open. What the Query type itself is reached under.
GEEN_INZAGE = Inzage((), Betrouwbaarheidsniveau.BASIS)

T_co = TypeVar("T_co", covariant=True)


@dataclass(frozen=True, slots=True)
class Zicht(Generic[T_co]):
    """One object as one afnemer sees it."""

    object: T_co
    inzage: Inzage
    openbaar: bool = False
    """What an openbaar object is made of, such as the steps of a zaaktype: about nobody here, though its type is about
    a person when a zaak is made of it."""
