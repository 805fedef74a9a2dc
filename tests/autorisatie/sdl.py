"""Sdl: what the contract says of every type and field, read from the text of schema.graphql. Nothing here knows how the
code under test keeps or reads its own declarations."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path

from graphql import (
    ConstDirectiveNode,
    FieldDefinitionNode,
    GraphQLObjectType,
    GraphQLSchema,
    InterfaceTypeDefinitionNode,
    ObjectTypeDefinitionNode,
    build_ast_schema,
    get_named_type,
    parse,
)

SDL = Path(__file__).resolve().parents[2] / "schema.graphql"


@dataclass(frozen=True, slots=True)
class Veld:
    """`categorie`: its own, else that of its type; None where nothing is governed. `eigen`: it has one of its own."""

    naam: str
    categorie: str | None
    eigen: bool


@dataclass(frozen=True, slots=True)
class Type:
    """`bron` is OBJECT, OUDER or GEEN; `categorie` None for what is openbaar or about nobody."""

    naam: str
    categorie: str | None
    openbaar: bool
    bron: str
    interfaces: frozenset[str]
    velden: dict[str, Veld]


def _argument(directive: ConstDirectiveNode | None, name: str) -> str | None:
    found = [given.value for given in directive.arguments or () if given.name.value == name] if directive else []
    return str(getattr(found[0], "value", "")) if found else None


def _directives(node: ObjectTypeDefinitionNode | FieldDefinitionNode) -> dict[str, ConstDirectiveNode]:
    return {directive.name.value: directive for directive in node.directives or ()}


def _lees(node: ObjectTypeDefinitionNode) -> Type:
    said = _directives(node)
    openbaar = "openbaar" in said
    bron = "OBJECT" if openbaar else _argument(said.get("betrokkene"), "bron") or "OBJECT"
    own = None if openbaar or bron == "GEEN" else _argument(said.get("inzage"), "gegevens")
    velden: dict[str, Veld] = {}
    for field in node.fields or ():
        of_field = _directives(field)
        stated = _argument(of_field.get("inzage"), "gegevens")
        governed = None if "openbaar" in of_field or openbaar or bron == "GEEN" else stated or own
        velden[field.name.value] = Veld(field.name.value, governed, stated is not None)
    interfaces = frozenset(found.name.value for found in node.interfaces or ())
    return Type(node.name.value, own, openbaar, bron, interfaces, velden)


@cache
def contract() -> dict[str, Type]:
    """Every object type by name."""
    found = [node for node in parse(SDL.read_text()).definitions if isinstance(node, ObjectTypeDefinitionNode)]
    return {node.name.value: _lees(node) for node in found}


@cache
def interfaces() -> dict[str, frozenset[str]]:
    """Interface → the object types that implement it."""
    names = [
        node.name.value for node in parse(SDL.read_text()).definitions if isinstance(node, InterfaceTypeDefinitionNode)
    ]
    return {name: frozenset(t.naam for t in contract().values() if name in t.interfaces) for name in names}


@cache
def schema() -> GraphQLSchema:
    """The contract as types: from its text, without resolvers."""
    return build_ast_schema(parse(SDL.read_text()))


def onthuld(type_: str, veld: str) -> set[str]:
    """The coordinates that some argument of this field gives away: said on the argument, on a field of its input type
    or on a value of its enum."""
    found: set[str] = set()
    owner = schema().type_map[type_]
    assert isinstance(owner, GraphQLObjectType)
    for argument in owner.fields[veld].args.values():
        named = get_named_type(argument.type)
        parts = {**getattr(named, "fields", {}), **getattr(named, "values", {})} if named.ast_node else {}
        for node in (argument.ast_node, *(part.ast_node for part in parts.values())):
            for directive in (node.directives or ()) if node else ():
                given = [arg.value for arg in directive.arguments if directive.name.value == "onthult"]
                found.update(value.value for values in given for value in values.values)
    return found
