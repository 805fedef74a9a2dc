"""Prijzen: per field of the schema, what it gives and what it asks of others; worked out once per field."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from graphql import (
    FieldNode,
    GraphQLField,
    GraphQLInterfaceType,
    GraphQLNamedType,
    GraphQLObjectType,
    GraphQLSchema,
    IntValueNode,
    ListValueNode,
    SchemaMetaFieldDef,
    TypeMetaFieldDef,
    VariableNode,
    get_named_type,
    get_nullable_type,
    is_composite_type,
    is_list_type,
    is_non_null_type,
)

from app.execution.grenzen.kosten import LANGSTE_LIJST, Lengte
from resolvers.grammar.bedrijfsobject import VeldDefinitie

_BACKREF = "strawberry-definition"
_HOEVEEL = "first"
_OP_EEN_BLAD = frozenset({"edges", "nodes"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Prijs:
    """`onder`: what it gives when that has fields. `lengte`: of the list, when the question does not say; 1 for what is
    no list. `hoeveel`: the argument that says it, as a number or as a list of what is asked for. `blad`: it gives a
    page, of which `hoeveel` is the length; `op_blad`: it is what stands on one. `oproep`: a register must answer."""

    onder: GraphQLNamedType | None = None
    lengte: int = 1
    hoeveel: str = ""
    blad: bool = False
    op_blad: bool = False
    oproep: bool = False

    def lengte_in(self, node: FieldNode) -> int | Lengte:
        """As this field is asked here."""
        for argument in node.arguments or () if self.hoeveel else ():
            if argument.name.value == self.hoeveel:
                match argument.value:
                    case IntValueNode(value=cijfers):  # more of them than it takes is refused elsewhere
                        return min(max(int(cijfers), 0), LANGSTE_LIJST) if len(cijfers) < 9 else LANGSTE_LIJST
                    case ListValueNode(values=rij):
                        return min(len(rij), LANGSTE_LIJST)
                    case VariableNode(name=naam):
                        return Lengte(naam.value, self.lengte)
        return self.lengte


_ONBEKEND = Prijs()


class Prijzen:
    """Of one schema. `lijst`: how long a list is of which nothing is said."""

    def __init__(self, schema: GraphQLSchema, *, lijst: int) -> None:
        self._schema = schema
        self._lijst = lijst
        self._bekend: dict[tuple[str, str], Prijs] = {}

    def van(self, ouder: GraphQLNamedType | None, naam: str) -> Prijs:
        """A field that is not there costs what a field costs; that it is not there is told by who validates."""
        if ouder is None:
            return _ONBEKEND
        key = ouder.name, naam
        if (prijs := self._bekend.get(key)) is None:
            if (veld := self._veld(ouder, naam)) is None:
                return _ONBEKEND
            prijs = self._bekend[key] = self._prijs(ouder, naam, veld)
        return prijs

    def _veld(self, ouder: GraphQLNamedType, naam: str) -> GraphQLField | None:
        if naam == "__schema":
            return SchemaMetaFieldDef
        if naam == "__type":
            return TypeMetaFieldDef
        return ouder.fields.get(naam) if isinstance(ouder, GraphQLObjectType | GraphQLInterfaceType) else None

    def _prijs(self, ouder: GraphQLNamedType, naam: str, veld: GraphQLField) -> Prijs:
        named = get_named_type(veld.type)
        onder = named if is_composite_type(named) else None
        definitie = veld.extensions.get(_BACKREF)
        oproep = isinstance(definitie, VeldDefinitie) and (definitie.ingang or definitie.bediening is not None)
        if onder is not None and is_list_type(get_nullable_type(veld.type)):
            gevraagd = next((arg for arg, found in veld.args.items() if _is_rij(found.type)), "")
            op_blad = naam in _OP_EEN_BLAD and _is_blad(ouder)
            return Prijs(
                onder=onder,
                lengte=self._lengte(ouder, naam),
                hoeveel=gevraagd,
                op_blad=op_blad,
                oproep=oproep and not op_blad,
            )
        if onder is not None and _is_blad(onder) and (first := veld.args.get(_HOEVEEL)) is not None:
            lengte = _standaard(first) or self._lijst
            return Prijs(onder=onder, lengte=lengte, hoeveel=_HOEVEEL, blad=True, oproep=oproep)
        return Prijs(onder=onder, oproep=oproep)

    def _lengte(self, ouder: GraphQLNamedType, naam: str) -> int:
        """Of the language's own lists it is known how long they are."""
        if ouder.name == "__Schema" and naam == "types":
            return len(self._schema.type_map)
        return self._lijst


def _is_blad(soort: GraphQLNamedType) -> bool:
    """A page of Relay's kind."""
    return isinstance(soort, GraphQLObjectType) and "pageInfo" in soort.fields


def _is_rij(soort: Any) -> bool:
    """A list that must be given: of what is asked for, not a filter."""
    return is_non_null_type(soort) and is_list_type(get_nullable_type(soort))


def _standaard(argument: Any) -> int:
    value = getattr(argument.default, "value", None) if argument.default is not None else argument.default_value
    return value if isinstance(value, int) else 0
