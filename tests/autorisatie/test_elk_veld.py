"""Every field of the schema, for every persona on every ground: told when the directives and the matrix together open
it, and not told otherwise. A field that is new must be reached here, or the reason stated why it cannot be."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from typing import Any

import msgspec
import pytest

from tests.autorisatie.afnemers import AFNEMERS
from tests.autorisatie.proef import vraag_aan
from tests.autorisatie.registers import Huis
from tests.autorisatie.sdl import contract
from tests.autorisatie.tabel import ONBEREIKBAAR, PERSONAS, Weg, documenten, ingangen, verwacht, wegen, wereld_van
from tests.autorisatie.vragen import Vraag


def _doelen(value: Any) -> Iterator[dict[str, Any]]:
    if isinstance(value, list):
        for item in value:
            yield from _doelen(item)
    elif isinstance(value, dict):
        if "soort_" in value:
            yield value
        for item in value.values():
            yield from _doelen(item)


@cache
def verteld(naam: str) -> frozenset[str]:
    """Every coordinate of which this persona was given a value, by any road."""
    persona = PERSONAS[naam]
    roads: dict[str, set[Weg]] = {}
    from_each = [wegen(persona, vanaf=start) for start in sorted(ingangen(persona))] if persona.begrensd else []
    for found in (wegen(persona), wegen(persona, alles=True), *from_each):
        for type_, weg in found.items():
            roads.setdefault(type_, set()).add(weg)
    told: set[str] = set()
    for type_, ways in roads.items():
        for document in {document for weg in ways for document in documenten(type_, weg, persona)}:
            huis = Huis(wereld_van(persona))
            body = msgspec.json.decode(vraag_aan(huis, AFNEMERS[persona.afnemer], Vraag(document, {})).body)
            assert "errors" not in body, (document, body["errors"])
            for doel in _doelen(body["data"]):
                given = {veld for veld, value in doel.items() if veld != "soort_" and value not in (None, [])}
                told |= {f"{doel['soort_']}.{veld}" for veld in given}
    return frozenset(told)


def _alle() -> set[str]:
    return {f"{type_.naam}.{veld}" for type_ in contract().values() for veld in type_.velden if type_.naam != "Query"}


@pytest.mark.parametrize("naam", PERSONAS)
def test_a_persona_is_told_exactly_what_the_matrix_opens(naam: str) -> None:
    expected = verwacht(PERSONAS[naam]) & _alle()
    told = verteld(naam)

    assert sorted(told - expected) == []
    assert sorted(expected - told) == []


def test_every_field_is_told_to_somebody() -> None:
    """100% of the coordinates, but those that are said to be out of reach; and those are."""
    told = frozenset[str]().union(*(verteld(naam) for naam in PERSONAS))

    assert _alle() - told == ONBEREIKBAAR.keys()
