"""Schemathesis, a tool of others, makes questions from the published schema alone: of every field of Query and
Mutation, with values of its own. Each is answered, or refused under one of our codes.

`MIJNZAKEN_LANG=1` asks twenty times as many.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from datetime import UTC
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
import schemathesis
from graphql import DirectiveDefinitionNode, DocumentNode, parse, print_ast
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.config.grenzen import VraaggrenzenSettings
from resolvers.grammar.errors import ErrorCode
from tests.app.http.deur import Deur, dienst

SDL = Path(__file__).parents[2] / "schema.graphql"
KEER = 20 if os.environ.get("MIJNZAKEN_LANG") == "1" else 1
PERSONAS = ("burger", "ondernemer", "gemachtigde", "kcc", "behandelaar")
#: What a client may be told; that we made a mistake is of no question.
CODES = {code.value for code in ErrorCode} - {ErrorCode.INTERNAL_SERVER_ERROR.value}
_TEKST: dict[str, st.SearchStrategy[str]] = {
    "BSN": st.sampled_from(("999990019", "999990123", "123456789", "")),
    "Date": st.dates().map(str),
    "DateTime": st.datetimes(timezones=st.just(UTC)).map(lambda moment: moment.isoformat()),
    "Decimal": st.decimals(allow_nan=False, allow_infinity=False).map(str),
    "Duration": st.sampled_from(("P1D", "P8W", "P1Y2M", "PT1H", "P")),
    "JSON": st.text(),
}
for _naam, _waarden in _TEKST.items():
    schemathesis.graphql.scalar(_naam, _waarden.map(schemathesis.graphql.nodes.String))


def _velden() -> dict[str, Any]:
    """By name, as `Query.zaak`. The tool does not read a schema with @defer."""
    document = parse(SDL.read_text(encoding="utf-8"))
    kept = [
        found
        for found in document.definitions
        if not (isinstance(found, DirectiveDefinitionNode) and found.name.value == "defer")
    ]
    text = print_ast(DocumentNode(definitions=tuple(kept)))
    found = [operatie.ok() for operatie in schemathesis.graphql.from_file(StringIO(text)).get_all_operations()]  # type: ignore[union-attr] # none is an error
    return {operatie.label: operatie for operatie in found}


VELDEN = _velden()


@pytest.fixture(scope="module")
def huis() -> Iterator[Deur]:
    with dienst(grenzen=VraaggrenzenSettings(per_afnemer=None, per_organisatie=None)) as served:
        yield served


def test_every_field_of_the_root_is_asked() -> None:
    roots = {label.partition(".")[0] for label in VELDEN}

    assert roots == {"Query", "Mutation"}
    assert len(VELDEN) > 15


@pytest.mark.parametrize("veld", VELDEN)
def test_any_question_of_the_schema_is_answered_or_refused_under_our_codes(huis: Deur, veld: str) -> None:
    beantwoord: list[int] = []

    @settings(max_examples=8 * KEER, deadline=None, derandomize=KEER == 1, suppress_health_check=list(HealthCheck))
    @given(case=VELDEN[veld].as_strategy(), persona=st.sampled_from(PERSONAS))
    def vraag(case: Any, persona: str) -> None:
        answer = huis.post({"query": case.body}, persona=persona)
        body = answer.json()
        codes = {error["extensions"]["code"] for error in body.get("errors", ())}
        assert answer.status in {200, 400, 422}, body
        assert codes <= CODES, body
        assert ("data" in body) == (answer.status == 200)
        beantwoord.append(answer.status)

    vraag()
    assert len(beantwoord) > 1
