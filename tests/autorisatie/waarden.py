"""Waarden: a value for every field of every type, made from the coordinate, the record and its zout. So no field is
forgotten when the schema grows, and a value that is told where it should not be says itself where it came from."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from decimal import Decimal
from enum import Enum
from typing import Any, TypeVar
from zlib import crc32

import strawberry
from strawberry.scalars import JSON
from strawberry.types.base import StrawberryList, StrawberryOptional
from strawberry.types.enum import StrawberryEnumDefinition
from strawberry.types.private import is_private
from strawberry.utils.str_converters import to_camel_case

from resolvers.grammar.bron import Bron, Herkomst
from resolvers.grammar.scalars import Duration
from tests.autorisatie.wereld import NU

T = TypeVar("T")

#: The zout with which a field that may be empty is.
LEEG = 4


def maak(cls: type[T], id_: str, zout: Mapping[str, int], **vast: object) -> T:
    """A record of the graph: what is given, and a value for every other field of its own."""
    definition = cls.__strawberry_definition__  # type: ignore[attr-defined]
    filled: dict[str, object] = dict(vast)
    for field in definition.fields:
        if field.base_resolver is None and field.python_name not in vast and not is_private(field.type):
            naam = field.graphql_name or to_camel_case(field.python_name)
            filled[field.python_name] = _waarde(field.type, f"{cls.__name__}.{naam}", id_, zout)
    return cls(**filled)


def _waarde(soort: Any, coordinate: str, id_: str, zout: Mapping[str, int]) -> object:
    salt = zout.get(coordinate, 0)
    if isinstance(soort, StrawberryOptional):
        return None if salt == LEEG else _waarde(soort.of_type, coordinate, id_, zout)
    if isinstance(soort, StrawberryList):
        return [_waarde(soort.of_type, coordinate, f"{id_}.{place}", zout) for place in range(1 + salt % 2)]
    if isinstance(soort, StrawberryEnumDefinition):
        members: list[Enum] = list(soort.wrapped_cls)
        return members[(crc32(f"{coordinate}/{id_}".encode()) + salt) % len(members)]
    if soort is Bron:
        return Herkomst(register="proef", naam="Proefregister").bron(NU)
    if hasattr(soort, "__strawberry_definition__"):
        return maak(soort, id_, zout)
    return _scalar(soort, coordinate, id_, salt)


def _scalar(soort: Any, coordinate: str, id_: str, salt: int) -> object:
    text = f"{coordinate} {id_} {salt}"
    basis = crc32(f"{coordinate}/{id_}".encode()) % 97
    number = basis + 101 * salt
    values: dict[Any, object] = {
        str: text,
        strawberry.ID: text,
        bool: (basis + salt) % 2 == 0,
        int: number,
        float: float(number),
        Decimal: Decimal(number) / 100,
        date: date(2026, 1, 1) + timedelta(days=number),
        datetime: datetime(2026, 1, 1, 9, tzinfo=NU.tzinfo) + timedelta(hours=number),
        JSON: {"veld": text},
        Duration: f"P{number + 1}D",
    }
    if soort not in values:
        raise TypeError(f"{coordinate}: no value for {soort!r}; say one in waarden.py")
    return values[soort]
