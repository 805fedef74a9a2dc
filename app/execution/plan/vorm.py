"""Vorm: how a value of Python becomes a value of the answer, per leaf type of the schema.

Two roads to the same result. `uitdrukking` is the source of an expression for the values that are as they should be;
what is not makes it raise. Then `voltooi` does it step by step, as the specification has it (GraphQL §6.4.3), and says
where it went wrong. Which values are legal is graphql-core's own decision on both.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from enum import Enum
from typing import Any

import msgspec
from graphql import (
    GraphQLBoolean,
    GraphQLEnumType,
    GraphQLFloat,
    GraphQLID,
    GraphQLInt,
    GraphQLLeafType,
    GraphQLList,
    GraphQLNonNull,
    GraphQLOutputType,
    GraphQLString,
    Undefined,
    is_leaf_type,
    is_list_type,
    is_non_null_type,
)

from resolvers.grammar.scalars import dag_als_tekst

_BACKREF = "strawberry-definition"
#: What a list may be for the short road; anything else is looked at by the long one.
LIJSTEN = frozenset({list, tuple})
#: Told where a value inside a list is not legal: its place in the lists, and why.
Meld = Callable[[tuple[int, ...], Exception], None]


class Leeg(TypeError):
    """A value that may not be empty is."""


@dataclass(slots=True)
class Namen:
    """The names that generated source uses for what it cannot write out, and what they stand for."""

    bij_naam: dict[str, object] = field(default_factory=lambda: {"LIJSTEN": LIJSTEN})

    def noem(self, naam: str, waarde: object) -> str:
        """A name for this value: the one asked, with a number behind it when that is something else."""
        chosen, nummer = naam, 1
        while self.bij_naam.setdefault(chosen, waarde) != waarde:
            nummer += 1
            chosen = f"{naam}_{nummer}"
        return chosen


def uitdrukking(graphql_type: GraphQLOutputType, bron: str, namen: Namen, diepte: int = 0) -> str:
    """Source that makes the answer's value of the value of `bron`. It raises for a value that is not legal, and for
    nothing where there must be something. `diepte`: in how many lists it stands."""
    v = f"v{diepte or ''}"
    verplicht = is_non_null_type(graphql_type)
    kern = graphql_type.of_type if isinstance(graphql_type, GraphQLNonNull) else graphql_type
    lees = f"({v} := {bron})"
    if (soort := _ONGEWIJZIGD.get(id(kern))) is not None:
        klasse, grens = soort
        schrijf = namen.noem(f"schrijf_{kern}", Schrijf(kern))
        test = f"{v}.__class__ is {klasse}{grens.format(v=v)}"
        test = test.replace(v, lees, 1) if verplicht else f"{lees} is None or {test}"
        return f"{v} if {test} else {schrijf}({v})"
    if isinstance(kern, GraphQLList):
        item = uitdrukking(kern.of_type, f"i{diepte}", namen, diepte + 1)
        lijst = namen.noem("lijst", Lijst(graphql_type))
        found = f"[{item} for i{diepte} in {v}] if {{}}.__class__ in LIJSTEN else {lijst}({v})"
        return found.format(lees) if verplicht else f"None if {lees} is None else {found.format(v)}"
    geschreven = _geschreven(kern, namen)
    return geschreven.format(bron) if verplicht else f"None if {lees} is None else {geschreven.format(v)}"


#: Types whose values are written as they are: their class in Python, and what else must hold.
_ONGEWIJZIGD = {
    id(GraphQLString): ("str", ""),
    id(GraphQLID): ("str", ""),
    id(GraphQLBoolean): ("bool", ""),
    id(GraphQLInt): ("int", " and -2147483648 <= {v} <= 2147483647"),
    id(GraphQLFloat): ("float", " and -1.7976931348623157e308 <= {v} <= 1.7976931348623157e308"),
}


def _geschreven(graphql_type: GraphQLOutputType, namen: Namen) -> str:
    """Source, with one place for a value that is there, that writes it."""
    klasse = _klasse(graphql_type)
    if klasse is date:
        return namen.noem("dag_als_tekst", dag_als_tekst) + "({})"
    if klasse is datetime:
        return namen.noem("tijd_als_tekst", tijd_als_tekst) + "({})"
    if isinstance(graphql_type, GraphQLEnumType) and isinstance(klasse, type) and issubclass(klasse, Enum):
        return namen.noem(f"namen_{graphql_type.name}", _namen_van(graphql_type)) + "[{}._value_]"
    return namen.noem(f"schrijf_{graphql_type}", Schrijf(graphql_type)) + "({})"


def tijd_als_tekst(tijd: datetime) -> str:
    """As `isoformat`, which takes more than twice as long for the times that registers write."""
    if tijd.tzinfo is not UTC:
        return tijd.isoformat()
    return msgspec.json.encode(tijd)[1:-2].decode() + "+00:00"  # it writes "...Z"


def _klasse(graphql_type: GraphQLOutputType) -> object:
    """The Python class behind a scalar or an enum of Strawberry."""
    definition = getattr(graphql_type, "extensions", {}).get(_BACKREF)
    return getattr(definition, "origin", None) or getattr(definition, "wrapped_cls", None)


def _namen_van(graphql_type: GraphQLEnumType) -> Mapping[Any, str]:
    """Value → name in the schema."""
    return {value.value: name for name, value in graphql_type.values.items()}


@dataclass(frozen=True, slots=True)
class Schrijf:
    """A value of a leaf type, as graphql-core writes it. Raises for what is not legal."""

    graphql_type: Any

    def __call__(self, waarde: object) -> Any:
        return blad(self.graphql_type, waarde)


@dataclass(frozen=True, slots=True)
class Lijst:
    """A list that is no list or tuple of Python. Raises where the long road must say what is wrong."""

    graphql_type: Any

    def __call__(self, waarde: object) -> Any:
        def meld(plaats: tuple[int, ...], fout: Exception) -> None:
            raise fout

        return voltooi(self.graphql_type, waarde, meld)


def blad(graphql_type: GraphQLLeafType, waarde: object) -> Any:
    if waarde is None:
        raise Leeg("a value that may not be empty is")
    found = graphql_type.coerce_output_value(waarde)
    if found is None or found is Undefined:
        raise TypeError(f"{graphql_type} was written as nothing")
    return found


def voltooi(graphql_type: GraphQLOutputType, waarde: Any, meld: Meld, plaats: tuple[int, ...] = ()) -> Any:
    """The value of the answer. Raises when it is not legal; what is not legal inside a list, and may be empty there, is
    told to `meld` and empty."""
    if isinstance(waarde, Exception):
        raise waarde
    if is_non_null_type(graphql_type):
        found = voltooi(graphql_type.of_type, waarde, meld, plaats)
        if found is None:
            raise Leeg("a value that may not be empty is")
        return found
    if waarde is None or waarde is Undefined:
        return None
    if is_list_type(graphql_type):
        if isinstance(waarde, (str, bytes, Mapping)):
            raise TypeError(f"expected a list for {graphql_type}")
        return [_item(graphql_type, item, meld, (*plaats, nummer)) for nummer, item in enumerate(waarde)]
    assert is_leaf_type(graphql_type)
    return blad(graphql_type, waarde)


def _item(lijst: GraphQLList[Any], waarde: Any, meld: Meld, plaats: tuple[int, ...]) -> Any:
    try:
        return voltooi(lijst.of_type, waarde, meld, plaats)
    except NietOpPlaats:
        raise
    except Exception as error:
        if isinstance(lijst.of_type, GraphQLNonNull):
            raise NietOpPlaats(plaats, error) from None
        meld(plaats, error)
        return None


@dataclass(eq=False)
class NietOpPlaats(Exception):
    """A value inside a list is not legal and may not be empty, so that the list is not either."""

    plaats: tuple[int, ...]
    fout: Exception
