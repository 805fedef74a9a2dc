"""Gesloten lijst: an enum of the schema, with a Dutch sentence for each value."""

from __future__ import annotations

from collections.abc import Callable
from enum import Enum
from typing import TypeVar

import strawberry
from strawberry.types.enum import StrawberryEnumDefinition

E = TypeVar("E", bound=type[Enum])


def gesloten_lijst(beschrijving: str, /, **waarden: str) -> Callable[[E], E]:
    """Publish an Enum in the schema. Every member needs its own sentence; one too many or too few does not import."""

    def publish(cls: E) -> E:
        members = [member.name for member in cls]
        if members != list(waarden):
            raise TypeError(f"{cls.__name__}: describe exactly {', '.join(members)}, in that order")
        published = strawberry.enum(cls, description=beschrijving)
        definition: StrawberryEnumDefinition = published.__strawberry_definition__  # type: ignore[attr-defined]
        for value in definition.values:
            value.description = waarden[value.name]
        return cls

    return publish
