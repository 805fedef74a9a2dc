"""Argument: what a client may send, and what sending it would give away.

A filter, an order or a count on a governed field answers a question about that field ("is there one before 2020?"). So
every argument, input field and enum value states which fields it gives away (`onthult`), or that it gives away none
(`onthult=()`), else the schema does not build.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from enum import Enum
from typing import Any

import strawberry
from graphql import GraphQLEnumType, GraphQLField, GraphQLInputObjectType, GraphQLNamedType, get_named_type
from strawberry.types.arguments import StrawberryArgumentAnnotation

from resolvers.grammar.directives import OnthultDirective

#: Arguments that name what is asked rather than ask something about it.
NEUTRAAL = frozenset({"first", "after", "id", "ids", "namens", "aanleiding", "sleutel", "periode", "input"})

_BACKREF = "strawberry-definition"

#: Per enum class: value → the fields that ordering by it gives away.
_PER_WAARDE: dict[type[Enum], dict[Enum, tuple[str, ...]]] = {}


class OnvolledigeDeclaratie(TypeError):
    """The schema leaves something unsaid; the message names the coordinate and the remedy."""


def argument(
    beschrijving: str, *, onthult: Sequence[str] = (), naam: str | None = None
) -> StrawberryArgumentAnnotation:
    """For `Annotated[T, argument(...)]`."""
    return strawberry.argument(
        description=beschrijving,
        name=naam,
        directives=[OnthultDirective(velden=list(onthult))] if onthult else (),
        metadata={"onthult": tuple(onthult)},
    )


def invoerveld(beschrijving: str, *, onthult: Sequence[str] = (), default: Any = None) -> Any:
    """A field of an input type; optional, unless `default` is dataclasses.MISSING."""
    return strawberry.field(
        description=beschrijving,
        default=default,
        directives=[OnthultDirective(velden=list(onthult))] if onthult else (),
        metadata={"onthult": tuple(onthult)},
    )


def volgorde(lijst: type[Enum], **onthult: tuple[str, ...]) -> None:
    """State for each value of an ordering enum which fields the order gives away."""
    if set(onthult) != set(lijst.__members__):
        raise TypeError(f"{lijst.__name__}: state what every value gives away")
    _PER_WAARDE[lijst] = {lijst[name]: fields for name, fields in onthult.items()}
    definition = lijst.__strawberry_definition__  # type: ignore[attr-defined]
    for value in definition.values:
        if onthult[value.name]:
            value.directives = (OnthultDirective(velden=list(onthult[value.name])),)


def _stated(element: Any) -> tuple[str, ...] | None:
    definition = element.extensions.get(_BACKREF)
    stated = (getattr(definition, "metadata", None) or {}).get("onthult")
    return None if stated is None else tuple(stated)


def _enum_of(graphql_type: GraphQLNamedType) -> type[Enum] | None:
    if not isinstance(graphql_type, GraphQLEnumType):
        return None
    wrapped: type[Enum] = graphql_type.extensions[_BACKREF].wrapped_cls
    return wrapped


def onthulde_velden(coordinate: str, field: GraphQLField) -> Callable[[dict[str, Any]], frozenset[str]]:
    """A function from the arguments given (as graphql-core coerced them) to the coordinates they give away.

    Raises OnvolledigeDeclaratie when an argument, or a field of its input type, leaves it unsaid.
    """
    per_argument: dict[str, tuple[str, ...]] = {}
    per_inputveld: dict[str, dict[str, tuple[str, ...]]] = {}
    for name, arg in field.args.items():
        if name in NEUTRAAL:
            continue
        named, stated = get_named_type(arg.type), _stated(arg)
        per_argument[name] = stated or ()
        if isinstance(named, GraphQLInputObjectType):
            per_inputveld[name] = {}
            for key, sub in named.fields.items():
                if (sub_stated := _stated(sub)) is None:
                    raise OnvolledigeDeclaratie(f"{named.name}.{key}: declare it with invoerveld(onthult=...)")
                per_inputveld[name][key] = sub_stated
        elif _enum_of(named) not in _PER_WAARDE and stated is None:
            raise OnvolledigeDeclaratie(f"{coordinate}({name}:): declare it with argument(onthult=...)")

    def revealed(arguments: dict[str, Any]) -> frozenset[str]:
        found: set[str] = set()
        for name, value in arguments.items():
            if value is None or name not in per_argument:
                continue
            found.update(per_argument[name])
            if isinstance(value, dict):
                found.update(*(per_inputveld[name][key] for key, given in value.items() if given is not None))
            elif isinstance(value, Enum):
                found.update(_PER_WAARDE.get(type(value), {}).get(value, ()))
        return frozenset(found)

    return revealed
