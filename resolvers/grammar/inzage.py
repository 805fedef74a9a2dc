"""Inzage: what this afnemer may see of this betrokkene, on which ground, and how far.

A field says what it is (a GegevensCategorie); a grondslag says what it opens; the matrix (app/authorization) says
where they meet. An Inzage is opened where the graph is entered and flows along relaties. It is never stored on an
object: loaders share closed objects, and a `Zicht` pairs one object with the inzage under which it was reached.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from enum import Enum, IntEnum
from operator import is_
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

    __hash__ = object.__hash__  # Enum's own reads its name, in Python, at each look-up

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
    #: Members are in sets everywhere, and there is one of each: Enum's own hash is a function of Python, of the name.
    __hash__ = object.__hash__

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

#: Of the labels of a zaak, which is never a part of something else: whatever leads to it, it must be named itself.
_VAN_EEN_ZAAK = frozenset({"zaaktype", "zaak"})

_VOLGORDE = {grondslag: place for place, grondslag in enumerate(Grondslag)}


class Betrokken(Protocol):
    """What an Inzage asks of an object before it opens it (see Bedrijfsobject)."""

    def over_wie(self) -> frozenset[Sleutel]: ...
    def hoe_vertrouwelijk(self) -> Vertrouwelijkheidaanduiding: ...
    def is_intern(self) -> bool: ...
    def reikwijdte(self) -> frozenset[str] | None: ...
    def wie_werkt_mee(self) -> frozenset[Sleutel] | None: ...


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Grond:
    """One ground with its evidence: a row of the matrix that holds for this afnemer, and about whom.

    `activiteit` is the key of the verwerkingsactiviteit; `bewijs` says what proves the ground ("sessie", a
    machtiging's id). `betrokkenen` None: objects about nobody (a zaak without betrokkenen). `reikwijdte` limits it to
    kinds of objects ("zaaktype:B123", "producttype:…", "zaak:…"), `meewerkend` to what these organisations work on;
    None: not limited. `aangekomen`: both limits were met on the way here, so what hangs under is within.
    `langs_persoon`: since then the way led over who somebody is: his name and address are within, all else that he has
    must show it again.

    Equal only to itself: one decision makes it, and everything told on it is counted under it.
    """

    grondslag: Grondslag
    rij: str
    activiteit: str
    opent: frozenset[GegevensCategorie]
    plafond: Vertrouwelijkheidaanduiding
    betrokkenen: frozenset[Sleutel] | None
    reikwijdte: frozenset[str] | None = None
    meewerkend: frozenset[Sleutel] | None = None
    aangekomen: bool = False
    langs_persoon: bool = False
    ziet_intern: bool = False
    bewijs: str = ""

    @property
    def heeft_grenzen(self) -> bool:
        return self.reikwijdte is not None or self.meewerkend is not None

    @property
    def begrensd(self) -> bool:
        """Whether it must still be shown that the object is within the limits."""
        return not self.aangekomen and self.heeft_grenzen

    def bij(self, object_: Betrokken, *, zegt_zelf_over_wie: bool = True, deel: bool = False) -> Grond | None:
        """This ground on an object; None when it does not reach it. Asked of every object that comes back, by
        whatever path it came.

        `zegt_zelf_over_wie` False: the object is about whoever its parent is about, and the ground reached the parent.
        Its own vertrouwelijkheid, whether it is internal and whether it is within the limits count all the same.
        `deel`: it is a part of its parent, such as an address, and cannot be found by itself.
        """
        if object_.hoe_vertrouwelijk() > self.plafond or (object_.is_intern() and not self.ziet_intern):
            return None
        if zegt_zelf_over_wie:
            over = object_.over_wie()
            if over if self.betrokkenen is None else self.betrokkenen.isdisjoint(over):
                return None
        if not self.heeft_grenzen:
            return self
        onder = self.aangekomen and (deel or not self.langs_persoon)
        if not (self._binnen(object_.reikwijdte(), onder) and self._werkt_mee(object_.wie_werkt_mee(), onder)):
            return None
        return self if onder else replace(self, aangekomen=True, langs_persoon=False)

    def _binnen(self, wat: frozenset[str] | None, onder: bool) -> bool:
        """Within when one of its labels is named; and, under something that is within, when it is no zaak and has no
        label of a kind that is limited: a product of a zaak, but no other zaak, nor a zaak of a product."""
        if self.reikwijdte is None:
            return True
        if wat is None:
            return onder
        if not self.reikwijdte.isdisjoint(wat):
            return True
        return onder and (_soorten(self.reikwijdte) | _VAN_EEN_ZAAK).isdisjoint(_soorten(wat))

    def _werkt_mee(self, wie: frozenset[Sleutel] | None, onder: bool) -> bool:
        if self.meewerkend is None:
            return True
        return onder if wie is None else not self.meewerkend.isdisjoint(wie)

    def op_persoon(self, wie: frozenset[Sleutel]) -> Grond:
        """This ground on a person: whole when it is about him, else narrowed.

        A ground with limits tells who somebody is only once it is within them; whom one represents, one knows.
        """
        if self.betrokkenen is None or self.betrokkenen.isdisjoint(wie):
            return replace(self, opent=self.opent & NA_VERSMALLING)
        if self.begrensd and self.grondslag is not Grondslag.MACHTIGING:
            return replace(self, opent=self.opent - {GegevensCategorie.IDENTITEIT})
        return replace(self, langs_persoon=True) if self.aangekomen and not self.langs_persoon else self


def _soorten(labels: frozenset[str]) -> frozenset[str]:
    return frozenset(label.partition(":")[0] for label in labels)


#: Of an object: how confidential, whether it is internal, over whom (None: over whoever its parent is about).
_Kenmerken = tuple[Vertrouwelijkheidaanduiding, bool, "frozenset[Sleutel] | None"]


@dataclass(frozen=True, slots=True, eq=False)
class Inzage:
    """The grounds that hold, first recorded first, and the categories that any of them opens. `hoger`: what would
    open with a higher betrouwbaarheidsniveau. `vorm`: all of it that counts for whether a field is open."""

    gronden: tuple[Grond, ...]
    niveau: Betrouwbaarheidsniveau
    hoger: frozenset[GegevensCategorie] = frozenset()
    opent: frozenset[GegevensCategorie] = field(init=False)
    vorm: tuple[Hashable, ...] = field(init=False, repr=False)
    _begrensd: bool = field(init=False)
    #: Objects of a list that say the same of themselves are seen alike: by all on which `Grond.bij` then decides. Not
    #: here when this is what is left: it would hold itself, until the garbage collector comes.
    _gezien: dict[_Kenmerken, Inzage | None] = field(init=False, default_factory=dict, repr=False)
    _heel_gezien: set[_Kenmerken] = field(init=False, default_factory=set, repr=False)

    def __post_init__(self) -> None:
        ordered = tuple(sorted(self.gronden, key=lambda grond: _VOLGORDE[grond.grondslag]))
        object.__setattr__(self, "gronden", ordered)
        object.__setattr__(self, "opent", frozenset().union(*(grond.opent for grond in ordered)))
        object.__setattr__(self, "vorm", (self.niveau, self.hoger, *[grond.opent for grond in ordered]))
        object.__setattr__(self, "_begrensd", any(grond.heeft_grenzen for grond in ordered))

    def grond_voor(self, gegevens: GegevensCategorie) -> Grond | None:
        """The ground to record for this category: the first that opens it."""
        for grond in self.gronden:
            if gegevens in grond.opent:
                return grond
        return None

    def voor(self, object_: Betrokken, *, zegt_zelf_over_wie: bool = True, deel: bool = False) -> Inzage | None:
        """What is left of this inzage on this object; None when the object must not be seen at all."""
        if not self.gronden:  # GEEN_INZAGE is of all requests: it must keep nothing of any
            return None
        if self._begrensd:  # then what the object is counts too, and what it hangs under
            return self._voor(object_, zegt_zelf_over_wie, deel)
        over = object_.over_wie() if zegt_zelf_over_wie else None
        key = object_.hoe_vertrouwelijk(), object_.is_intern(), over
        if key in self._heel_gezien:
            return self
        try:
            return self._gezien[key]
        except KeyError:
            found = self._voor(object_, zegt_zelf_over_wie, deel)
        if found is self:
            self._heel_gezien.add(key)
        else:
            self._gezien[key] = found
        return found

    def _voor(self, object_: Betrokken, zegt_zelf_over_wie: bool, deel: bool) -> Inzage | None:
        found = [grond.bij(object_, zegt_zelf_over_wie=zegt_zelf_over_wie, deel=deel) for grond in self.gronden]
        return self._met([grond for grond in found if grond is not None])

    def op_persoon(self, wie: frozenset[Sleutel]) -> Inzage:
        """This inzage on a person: each ground narrowed unless it is about him. He stays visible."""
        return self._met([grond.op_persoon(wie) for grond in self.gronden]) or self

    def _met(self, gronden: Sequence[Grond]) -> Inzage | None:
        if not gronden:
            return None
        if len(gronden) == len(self.gronden) and all(map(is_, gronden, self.gronden)):
            return self
        return Inzage(tuple(gronden), self.niveau, self.hoger)

    def gaat_over(self, sleutels: Iterable[Sleutel]) -> bool:
        """Whether one of these is a person for whom the inzage was opened."""
        wanted = frozenset(sleutels)
        return any(grond.betrokkenen is not None and not grond.betrokkenen.isdisjoint(wanted) for grond in self.gronden)

    def en(self, *andere: Inzage) -> Inzage:
        """This inzage with the grounds of others."""
        gronden = tuple(grond for inzage in (self, *andere) for grond in inzage.gronden)
        return Inzage(gronden, self.niveau, self.hoger.union(*(inzage.hoger for inzage in andere)))


#: Nothing is open. What the Query type itself is reached under.
GEEN_INZAGE = Inzage((), Betrouwbaarheidsniveau.BASIS)

T_co = TypeVar("T_co", covariant=True)


@dataclass(slots=True)
class Zicht(Generic[T_co]):
    """One object as one afnemer sees it. Never changed once made; not frozen, because making one would cost more than
    all that it is asked.

    `partijen`: the persons it is about, each with all keys by which the object knows him; its own, or those of the
    object it is a part of. `kenmerk`: the global id of the object, or of the one it is a part of.
    """

    object: T_co
    inzage: Inzage
    openbaar: bool = False
    """What an openbaar object is made of, such as the steps of a zaaktype: about nobody here, though its type is about
    a person when a zaak is made of it."""
    partijen: tuple[frozenset[Sleutel], ...] = ()
    kenmerk: str = ""
