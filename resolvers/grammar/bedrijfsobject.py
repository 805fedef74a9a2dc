"""Bedrijfsobject: how a business object is written down. Three words: `bedrijfsobject`, `veld`, `relatie`.

`veld` came with the record (free). `relatie` costs one batch: its method gives the *key*, and the loader named answers
it, so that a whole level can be served at once. Both say what the field is (`gegevens`), or inherit it from their
type. What says nothing does not build (see guard.py).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar, dataclass_transform

import strawberry
from strawberry.annotation import StrawberryAnnotation
from strawberry.types.base import StrawberryObjectDefinition
from strawberry.types.field import UNRESOLVED, StrawberryField
from strawberry.types.fields.resolver import StrawberryResolver

from resolvers.grammar.directives import (
    BetrokkeneDirective,
    InzageDirective,
    OpenbaarDirective,
    SemanticNonNullDirective,
    VertrouwelijkheidDirective,
)
from resolvers.grammar.inzage import BetrokkeneBron, Betrouwbaarheidsniveau, GegevensCategorie
from resolvers.grammar.sleutel import Sleutel, partijen_in
from resolvers.grammar.vertrouwelijkheid import Vertrouwelijkheidaanduiding

T = TypeVar("T", bound=type)


@dataclass(frozen=True, slots=True, kw_only=True)
class Regel:
    """What a field or a type says about itself. `gegevens` None and not `openbaar`: as the type says."""

    gegevens: GegevensCategorie | None = None
    niveau: Betrouwbaarheidsniveau | None = None
    openbaar: bool = False

    def directives(self) -> list[object]:
        if self.openbaar:
            return [OpenbaarDirective()]
        if self.gegevens is None:
            return []
        return [InzageDirective(gegevens=self.gegevens, niveau=self.niveau or strawberry.UNSET)]


@dataclass(frozen=True, slots=True, kw_only=True)
class Declaratie:
    """What a type says: its own rule, and whether and how it is about somebody.

    `persoon`: the type is about one person of its own; reached from a matter of somebody else it is narrowed instead
    of hidden.
    """

    regel: Regel
    bron: BetrokkeneBron
    persoon: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Bediening:
    """How a relatie is served: by which loader, what is picked from its answer, whether it is a page made under the
    inzage, whether it is the first of a list that may be seen, and whether the loader is told which categories are
    open."""

    lader: str
    kies: Callable[[Any], object] | None = None
    pagina: bool = False
    eerste: bool = False
    opent: bool = False


class VeldDefinitie(StrawberryField):
    """A Strawberry field that knows its rule, and, for a relatie, how it is served.

    `geeft` is the type of a relatie or ingang in Python's words. It is looked up in TYPEN when the schema is built,
    wherever the field stands, so that objects need not import each other; Strawberry's own lookup would use the module
    of the class.
    """

    regel: Regel
    bediening: Bediening | None = None
    ingang: bool = False
    geeft: str | None = None

    def __copy__(self) -> VeldDefinitie:
        copied = super().__copy__()
        copied.regel, copied.bediening = self.regel, self.bediening
        copied.ingang, copied.geeft = self.ingang, self.geeft
        return copied

    def resolve_type(self, *, type_definition: StrawberryObjectDefinition | None = None) -> Any:
        if self.geeft is None:
            return super().resolve_type(type_definition=type_definition)
        try:
            found = eval(self.geeft, TYPEN)  # noqa: S307 - text from our own source, at start
        except NameError:
            return UNRESOLVED  # not imported yet; the schema does not build while it stays so
        return StrawberryAnnotation(found).resolve(type_definition=type_definition)


class Bedrijfsobject:
    """Base of all objects of the graph. The questions of the decision, answered for an object that nothing is known
    of: about nobody, for everybody, of no kind of its own."""

    def partijen(self) -> tuple[frozenset[Sleutel], ...]:
        """The persons this object is about, each with every key by which it knows him. Empty for a part of another
        object: then that object's."""
        return partijen_in(self.over_wie())

    def over_wie(self) -> frozenset[Sleutel]:
        """Who this object is about. Read from the record itself, never from what was asked."""
        return frozenset()

    def hoe_vertrouwelijk(self) -> Vertrouwelijkheidaanduiding:
        return Vertrouwelijkheidaanduiding.OPENBAAR

    def is_intern(self) -> bool:
        """Internal to the organisation: never for the klant or for who stands in for him."""
        return False

    def reikwijdte(self) -> frozenset[str] | None:
        """Of which kinds it is, for grounds that are limited: "zaaktype:" with its identificatie (a version's URL
        changes, its identificatie does not), "producttype:" with its id, "zaak:" with its global id. None: of none of
        its own; it is within when what it hangs under is."""
        return None

    def wie_werkt_mee(self) -> frozenset[Sleutel] | None:
        """The organisations that work on it; None: those of what it hangs under."""
        return None


#: Every type of the graph by its name: relaties name what they give, so that objects need not import each other.
TYPEN: dict[str, object] = {"list": list}


def benoem(**typen: object) -> None:
    """Make types (enums, scalars) known by name to relaties."""
    TYPEN.update(typen)


def veld(
    beschrijving: str,
    *,
    gegevens: GegevensCategorie | None = None,
    niveau: Betrouwbaarheidsniveau | None = None,
    openbaar: bool = False,
    naam: str | None = None,
) -> Any:
    """A field that came with the record."""
    regel = Regel(gegevens=gegevens, niveau=niveau, openbaar=openbaar)
    field = VeldDefinitie(description=beschrijving, graphql_name=naam, directives=regel.directives())
    field.regel = regel
    return field


def relatie(
    geeft: str,
    beschrijving: str,
    *,
    lader: str,
    gegevens: GegevensCategorie | None = None,
    niveau: Betrouwbaarheidsniveau | None = None,
    openbaar: bool = False,
    kies: Callable[[Any], object] | None = None,
    pagina: bool = False,
    eerste: bool = False,
    opent: bool = False,
    altijd: bool = False,
) -> Callable[[Callable[..., object]], Any]:
    """A field that costs one batch. `geeft` is its type in Python's words ("list[Besluit]"), nullable unless `altijd`:
    what another register must answer can fail, and then takes the whole object with it.

    The decorated method gives the key (None: nothing to ask, the field is null). `lader` names the attribute of
    Loaders that answers it; `kies` picks from the answer; `pagina`: the answer is a Stroom, paged under the inzage;
    `eerste`: the answer is a list, of which the field is the first that may be seen; `opent`: the loader gets the key
    as an OnderInzage, because what may not be seen must not be asked.
    """
    regel = Regel(gegevens=gegevens, niveau=niveau, openbaar=openbaar)

    def declare(sleutel: Callable[..., object]) -> Any:
        field = VeldDefinitie(
            description=beschrijving,
            directives=regel.directives(),
            type_annotation=StrawberryAnnotation(object),
            base_resolver=StrawberryResolver(sleutel),
        )
        field.regel, field.geeft = regel, geeft if altijd else f"({geeft}) | None"
        field.bediening = Bediening(lader=lader, kies=kies, pagina=pagina, eerste=eerste, opent=opent)
        return field

    return declare


def ingang(
    geeft: str,
    beschrijving: str,
    *,
    abonnement: bool = False,
    openbaar: bool = True,
    nooit_leeg: bool = False,
    naam: str | None = None,
) -> Callable[[Callable[..., object]], Any]:
    """A way into the graph: an async method that opens an inzage and gives a Zicht. The one free resolver.

    `geeft` with its nullability, in Python's words. The field itself says nothing about anybody; what it gives is
    checked. `nooit_leeg`: null only when an error says why.
    """
    regel = Regel(openbaar=openbaar)

    def declare(method: Callable[..., object]) -> Any:
        field = VeldDefinitie(
            description=beschrijving,
            graphql_name=naam,
            type_annotation=StrawberryAnnotation(object),
            base_resolver=StrawberryResolver(method),
            is_subscription=abonnement,
            directives=[SemanticNonNullDirective()] if nooit_leeg else [],
        )
        field.regel, field.geeft = regel, geeft
        field.ingang = True
        return field

    return declare


@dataclass_transform(kw_only_default=True, field_specifiers=(veld,))
def bedrijfsobject(
    beschrijving: str,
    *,
    gegevens: GegevensCategorie | None = None,
    niveau: Betrouwbaarheidsniveau | None = None,
    openbaar: bool = False,
    bron: BetrokkeneBron = BetrokkeneBron.OBJECT,
    via: Sequence[str] = (),
    persoon: bool = False,
    vertrouwelijkheid: str | None = None,
    interface: bool = False,
    naam: str | None = None,
) -> Callable[[T], T]:
    """Publish a class as a type of the graph. `via` names the fields that say who it is about; `vertrouwelijkheid` the
    field with its ceiling."""
    regel = Regel(gegevens=gegevens, niveau=niveau, openbaar=openbaar)
    # An interface carries no rule: what holds is what the concrete type says (guard.py).
    directives = [] if interface else regel.directives()
    if not openbaar and not interface:
        directives.insert(0, BetrokkeneDirective(bron=bron, via=list(via) or strawberry.UNSET))
    if vertrouwelijkheid:
        directives.append(VertrouwelijkheidDirective(veld=vertrouwelijkheid))

    def publish(cls: T) -> T:
        if not interface:
            cls.is_type_of = classmethod(_is_type_of)  # type: ignore[attr-defined]
        publish_as = strawberry.interface if interface else strawberry.type
        published: Any = publish_as(cls, name=naam, description=beschrijving, directives=directives)
        published.__declaratie__ = Declaratie(regel=regel, bron=bron, persoon=persoon)
        # Records are entities: equal only to themselves, so that they can be keys of a loader.
        published.__eq__, published.__hash__ = object.__eq__, object.__hash__
        TYPEN[naam or cls.__name__] = published
        return cls

    return publish


def _is_type_of(cls: type, seen: Any, info: object) -> bool:
    """A Zicht is of the type of its object: exactly that type, so that no sibling passes for it; or one of that type
    that another organisation answered (elders.py)."""
    klasse = type(seen.object)
    return klasse is cls or getattr(klasse, "elders_van", None) is cls
