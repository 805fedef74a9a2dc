"""Scalars: the values that travel as text, each with the standard that says how.

A value that does not parse is refused without being repeated: it could be somebody's BSN.
"""

from __future__ import annotations

from datetime import date
from functools import lru_cache
from typing import NewType

import strawberry
from strawberry.scalars import JSON
from strawberry.types.scalar import ScalarDefinition

from resolvers.grammar.bedrijfsobject import benoem
from resolvers.grammar.errors import BadUserInput
from resolvers.grammar.sleutel import Bsn

BSN = NewType("BSN", str)
Duration = NewType("Duration", str)


def _parse_bsn(value: object) -> BSN:
    if not isinstance(value, str):
        raise BadUserInput("Een BSN is een tekst van negen cijfers.")
    return BSN(Bsn.lees(value).waarde)


def _parse_duration(value: object) -> Duration:
    if not isinstance(value, str) or not value.startswith("P"):
        raise BadUserInput("Een duur is een tekst zoals P8W.")
    return Duration(value)


SCALARS: dict[object, ScalarDefinition] = {
    BSN: strawberry.scalar(
        name="BSN",
        description="Burgerservicenummer: negen cijfers die aan de elfproef voldoen.",
        specified_by_url="https://www.rvig.nl/bsn",
        serialize=str,
        parse_value=_parse_bsn,
    ),
    Duration: strawberry.scalar(
        name="Duration",
        description="Een duur volgens ISO 8601, zoals P8W of P56D. Reken ermee op de kalender, niet in seconden.",
        specified_by_url="https://www.iso.org/iso-8601-date-and-time-format.html",
        serialize=str,
        parse_value=_parse_duration,
    ),
}

#: A day as text. The same days stand in many answers; a day by itself is nobody's.
dag_als_tekst = lru_cache(maxsize=8192)(date.isoformat)

benoem(BSN=BSN, Date=date, Duration=Duration, JSON=JSON)
