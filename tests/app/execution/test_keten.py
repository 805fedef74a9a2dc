"""What of a document is asked of a partner: by the names of the schema, merged, and without what is left out."""

from __future__ import annotations

from typing import Any

import pytest
from graphql import parse

from app.execution.keten import ketenselectie
from resolvers.grammar.context import Selectie
from resolvers.schema import schema


def gevraagd(document: str, **variables: Any) -> Any:
    return _als_boom(ketenselectie(schema._schema, parse(document), None, variables))


def _als_boom(selectie: Selectie) -> dict[str, Any]:
    return {veld: _als_boom(onder) for veld, onder in selectie.velden.items()}


def test_aliases_and_fragments_are_gone_and_places_are_one() -> None:
    document = """query ($id: ID!) {
      a: mijnZaken { nodes { k: keten { i: informatie { t: titel ...Stand } } } }
      node(id: $id) { ... on MijnZakenInformatie { keten { informatie { ... { zaak { identificatie } } } } } }
    }
    fragment Stand on MijnZakenInformatie { status { naam } zaak { ... on Zaak { startdatum } } }"""
    assert gevraagd(document) == {
        "titel": {},
        "status": {"naam": {}},
        "zaak": {"startdatum": {}, "identificatie": {}},
    }


@pytest.mark.parametrize(("met", "verwacht"), [(True, {"titel": {}, "status": {"groep": {}}}), (False, {"titel": {}})])
def test_what_is_left_out_is_not_asked(met: bool, verwacht: Any) -> None:
    document = """query ($met: Boolean! = true) { mijnZaken { nodes { keten { informatie {
      titel status @include(if: $met) { groep } levertijd @skip(if: true) { aard } } } } } }"""
    assert gevraagd(document, met=met) == verwacht
    if met:
        assert gevraagd(document) == verwacht


def test_what_is_asked_of_the_partners_of_a_partner_is_asked_of_him() -> None:
    document = """{ mijnZaken { nodes { keten { partner { naam } informatie {
      titel keten { partner { naam } informatie { titel } } } } } } }"""
    assert gevraagd(document) == {"titel": {}, "keten": {"partner": {"naam": {}}, "informatie": {"titel": {}}}}


def test_what_is_asked_elsewhere_is_not_asked_of_him() -> None:
    document = """{ mijnZaken { nodes { titel zaak { documenten { titel } } keten { beschikbaar } } } }"""
    assert gevraagd(document) == {}


def test_only_the_operation_that_runs_counts() -> None:
    document = """query A { mijnZaken { nodes { keten { informatie { titel } } } } }
      query B { mijnZaken { nodes { keten { informatie { id } } } } }"""
    found = ketenselectie(schema._schema, parse(document), "B", {})
    assert _als_boom(found) == {"id": {}}
