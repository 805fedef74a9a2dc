"""Compileren: an operation as a plan: what is asked of each type at each place, and how each field is served.

A plan is made once per document, operation and choice of `@skip` and `@include`, and serves every afnemer: what may be
seen picks a variant of the generated source (besluit.py). A type's fields are worked out when the first object of that
type arrives there; so a document that spreads fragments over and over costs what it answers, no more.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from graphql import (
    FieldNode,
    FragmentDefinitionNode,
    GraphQLInterfaceType,
    GraphQLObjectType,
    GraphQLSchema,
    GraphQLUnionType,
    OperationDefinitionNode,
    OperationType,
    SelectionSetNode,
    VariableNode,
    get_named_type,
    get_nullable_type,
    is_list_type,
    is_non_null_type,
)

from app.execution.plan.broncode import Rijen, schrijf_rijen
from app.execution.plan.velden import Verzamelaar
from app.execution.plan.veldplan import GEEN_VARIABELEN, Bediend, Veldplan
from resolvers.grammar.guard import Bewaking, bewaking_van

_BACKREF = "strawberry-definition"


@dataclass(slots=True, kw_only=True, eq=False)
class Typeplan:
    """What is asked of one concrete type at one place."""

    type: GraphQLObjectType
    pad: str
    velden: Sequence[Veldplan]
    alleen_bladen: bool
    #: What was decided of it, in form; besluit.py says by what.
    besluiten: dict[Hashable, Any] = field(default_factory=dict)
    _rijen: dict[tuple[bool, ...], Rijen] = field(default_factory=dict)

    def rijen(self, open_: tuple[bool, ...]) -> Rijen:
        """The generated function that makes the rows of the answer when these fields are open."""
        if (found := self._rijen.get(open_)) is None:
            found = self._rijen[open_] = schrijf_rijen(self.type.name, self.pad, self.velden, open_)
        return found

    def varianten(self) -> list[Rijen]:
        """What has been generated so far."""
        return list(self._rijen.values())


@dataclass(slots=True, eq=False)
class Selectie:
    """A selection set at one place: per concrete type that comes there, a Typeplan."""

    plan: Plan
    soort: GraphQLObjectType | GraphQLInterfaceType | GraphQLUnionType
    sets: Sequence[SelectionSetNode]
    pad: str
    _typen: dict[str, Typeplan] = field(default_factory=dict)

    def voor(self, klasse: type) -> Typeplan:
        """Raises TypeError when objects of this class cannot stand here."""
        graphql_type = self.soort
        if not isinstance(graphql_type, GraphQLObjectType):
            found = self.plan.typen.get(klasse)
            if found is None or not self.plan.verzamelaar.schema.is_sub_type(graphql_type, found):
                raise TypeError(f"{klasse.__name__} is no {graphql_type.name}")
            graphql_type = found
        if (known := self._typen.get(graphql_type.name)) is None:
            known = self._typen[graphql_type.name] = self.plan.werk_uit(graphql_type, self.sets, self.pad)
        return known

    def uitgewerkt(self) -> list[Typeplan]:
        return list(self._typen.values())


class Plan:
    """One operation, worked out."""

    def __init__(
        self,
        schema: GraphQLSchema,
        operatie: OperationDefinitionNode,
        fragmenten: Mapping[str, FragmentDefinitionNode],
        typen: Mapping[type, GraphQLObjectType],
        voorwaarden: Mapping[str, bool],
    ) -> None:
        self.operatie = operatie
        self.fragmenten = dict(fragmenten)
        self.typen = typen
        self.verzamelaar = Verzamelaar(schema, fragmenten, voorwaarden)
        root = schema.get_root_type(operatie.operation)
        assert root is not None  # the document was validated
        self.na_elkaar = operatie.operation is OperationType.MUTATION
        self.wortel = self.werk_uit(root, [operatie.selection_set], "")

    def werk_uit(self, graphql_type: GraphQLObjectType, sets: Sequence[SelectionSetNode], pad: str) -> Typeplan:
        velden = [
            self._veld(graphql_type, sleutel, nodes, f"{pad}.{sleutel}" if pad else sleutel)
            for sleutel, nodes in self.verzamelaar.velden(graphql_type, sets).items()
        ]
        alleen_bladen = all(veld.bediend in {Bediend.NAAM, Bediend.BLAD} for veld in velden)
        return Typeplan(type=graphql_type, pad=pad, velden=velden, alleen_bladen=alleen_bladen)

    def _veld(self, ouder: GraphQLObjectType, sleutel: str, nodes: list[FieldNode], pad: str) -> Veldplan:
        name = nodes[0].name.value
        if name == "__typename":
            return Veldplan(sleutel=sleutel, pad=pad, nodes=nodes, type=ouder, bediend=Bediend.NAAM)
        veld = ouder.fields[name]
        bewaking = bewaking_van(veld)
        inner = get_nullable_type(veld.type)
        named = get_named_type(veld.type)
        sets = [node.selection_set for node in nodes if node.selection_set is not None]
        found = Veldplan(
            sleutel=sleutel,
            pad=pad,
            nodes=nodes,
            type=veld.type,
            bediend=_bediend(bewaking),
            bewaking=bewaking,
            veld=veld,
            ouder=ouder,
            selectie=Selectie(self, named, sets, pad) if sets else None,
            verplicht=is_non_null_type(veld.type),
            lijst=is_list_type(inner),
            item_verplicht=is_list_type(inner) and is_non_null_type(inner.of_type),
        )
        if not _heeft_variabelen(nodes[0]):
            found.vast = found.argumenten(GEEN_VARIABELEN)
            found.onthuld = bewaking.onthult(found.vast)
        return found


def _bediend(bewaking: Bewaking) -> Bediend:
    if bewaking.definitie.ingang:
        return Bediend.INGANG
    if bewaking.definitie.bediening is not None:
        return Bediend.RELATIE
    return Bediend.BLAD if bewaking.bladwaarde else Bediend.DEEL


def _heeft_variabelen(node: FieldNode) -> bool:
    todo: list[Any] = [argument.value for argument in node.arguments or ()]
    while todo:
        value = todo.pop()
        if isinstance(value, VariableNode):
            return True
        todo.extend(getattr(value, "values", ()))
        todo.extend(found.value for found in getattr(value, "fields", ()))
    return False


def concrete_typen(schema: GraphQLSchema) -> dict[type, GraphQLObjectType]:
    """Class of a business object → its type; what an interface or a union resolves by. A generic class stands for many
    types, and never behind one of those."""
    found: dict[type, GraphQLObjectType] = {}
    for graphql_type in schema.type_map.values():
        if isinstance(graphql_type, GraphQLObjectType) and not graphql_type.name.startswith("__"):
            found[graphql_type.extensions[_BACKREF].origin] = graphql_type
    return found


def wat_niet_kan(schema: GraphQLSchema) -> frozenset[str]:
    """Coordinates that no plan serves: lists of lists of objects, and subscriptions."""
    found: set[str] = set()
    for graphql_type in schema.type_map.values():
        if not isinstance(graphql_type, GraphQLObjectType) or graphql_type.name.startswith("__"):
            continue
        for name, veld in graphql_type.fields.items():
            inner: Callable[[Any], Any] = get_nullable_type
            outer = inner(veld.type)
            nested = is_list_type(outer) and is_list_type(inner(outer.of_type))
            objects = not bewaking_van(veld).bladwaarde if graphql_type is not schema.subscription_type else True
            if (nested and objects) or graphql_type is schema.subscription_type:
                found.add(f"{graphql_type.name}.{name}")
    return frozenset(found)
