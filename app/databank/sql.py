"""Sql: text for both engines. Words in capitals that are not SQL (TABEL, WAAR, GETAL …) are filled in; values never
are: they go beside the text."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TypeAlias

Waarde: TypeAlias = str | int | bytes | None
Tupel: TypeAlias = tuple[Waarde, ...]


def vul(text: str, woorden: Mapping[str, str]) -> str:
    for woord, waarde in woorden.items():
        text = text.replace(woord, waarde)
    return text


def een_van(kolom: str, waarden: Sequence[Waarde]) -> str:
    """The condition that a column has one of the values; of no values it is never true."""
    return f"{kolom} IN ({', '.join(['%s'] * len(waarden))})" if waarden else "1 = 0"


def getal(waarde: Waarde) -> int:
    assert isinstance(waarde, int)
    return waarde
