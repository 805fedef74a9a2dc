"""Errors in Dutch, and in English for who asks for that: every code has a sentence in both, by every door."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.execution.engels import ZINNEN_ENGELS, in_taal
from app.http.taal import taal_uit
from resolvers.grammar.errors import ZINNEN, ErrorCode
from tests.app.http.deur import Deur

ROOT = Path(__file__).parents[3]
KLANT = "query($b: BSN!) { klant(sleutel: {bsn: $b}) { naam } }"
IK = {"query": "{ ik { soort } }"}


@pytest.mark.parametrize(
    ("header", "taal"),
    [
        ("", "nl"),
        ("*", "nl"),
        ("nl", "nl"),
        ("en", "en"),
        ("EN-gb", "en"),
        ("en-US,en;q=0.9,nl;q=0.8", "en"),
        ("nl-NL,nl;q=0.9,en-US;q=0.8,en;q=0.7", "nl"),
        ("nl;q=0.5, en", "en"),
        ("en;q=0.5, nl", "nl"),
        ("en, nl", "en"),
        ("nl, en", "nl"),
        ("de, en;q=0.5", "en"),
        ("en;q=0", "nl"),
        ("en;q=2", "nl"),
        ("english", "nl"),
        ("\u00e9n", "nl"),
        (",;=,,", "nl"),
        ("x," * 200 + "en", "nl"),
    ],
)
def test_the_language_is_the_one_that_is_liked_best(header: str, taal: str) -> None:
    assert taal_uit(header) == taal


def test_every_code_has_a_sentence_in_both_languages() -> None:
    assert set(ZINNEN) == set(ErrorCode)
    assert all(zin.nl and zin.en and zin.nl != zin.en for zin in ZINNEN.values())


def _eigen_zinnen() -> Iterator[str]:
    """What is said of an error in words of its own, as far as no number stands in it."""
    for pad in [*(ROOT / "resolvers").rglob("*.py"), *(ROOT / "app" / "execution").rglob("*.py")]:
        for node in ast.walk(ast.parse(pad.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") in {"BadUserInput", "NotFound", "Forbidden"}:
                yield from (str(found.value) for found in node.args if isinstance(found, ast.Constant))


def test_every_sentence_of_our_own_has_its_english() -> None:
    found = set(_eigen_zinnen())

    assert len(found) > 15
    assert found - ZINNEN_ENGELS.keys() == set()


def test_what_has_no_english_of_its_own_gets_that_of_its_code() -> None:
    fout = {"message": "Vraag naar hooguit 7 zaken tegelijk.", "extensions": {"code": "BAD_USER_INPUT"}}
    taal = {"message": "Cannot query field 'x'.", "extensions": {"code": "GRAPHQL_VALIDATION_FAILED"}}

    assert in_taal([fout, taal], "en") == [{**fout, "message": "The input is not right."}, taal]
    assert in_taal([fout, taal], "nl") == [fout, taal]


@pytest.mark.parametrize(
    ("body", "nl", "en"),
    [
        ({"query": 7}, "Het bericht is geen GraphQL-vraag", "The message is no GraphQL question"),
        ({"documentId": "x"}, "Dit document is hier niet geregistreerd.", "This document is not registered here."),
        ({"query": '{ node(id: "x") { id } }'}, "Dit id is geen id van deze", "This id is not an id of this service."),
        (
            {"query": "query A { a: __typename } query B { b: __typename }"},
            "Welke operatie",
            "The document does not hold",
        ),
        ({"query": "subscription { mijnZakenGewijzigd { soort } }"}, "Een abonnement kan", "A subscription is no"),
        (
            {"query": "query($b: BSN!) { klant(sleutel: {bsn: $b}) { naam } }", "variables": {"b": "1"}},
            "Dit is",
            "This is no valid",
        ),
    ],
)
def test_an_error_is_told_in_the_language_that_was_asked(deur: Deur, body: object, nl: str, en: str) -> None:
    for header, begin in (("", nl), ("nl", nl), ("en-GB,en;q=0.9", en)):
        (error,) = deur.post(body, Accept_Language=header).json()["errors"]
        assert error["message"].startswith(begin)
        assert set(error["extensions"]) >= {"code", "traceId"}


def test_who_is_not_logged_in_is_told_so_in_english_too(deur: Deur) -> None:
    answer = deur.post(IK, persona=None, Accept_Language="en")

    assert answer.json()["errors"][0]["message"] == "Log in to see this data."


def test_an_error_outside_the_graph_is_told_in_english_too(deur: Deur) -> None:
    answer = deur.post(IK, Content_Type="text/plain", Accept_Language="en")
    body = answer.json()

    assert (answer.status, body["detail"]) == (415, "Send the question as application/json.")
    assert deur.get("/onbekend", Accept_Language="en").json()["title"] == "Not found"
    assert deur.get("/onbekend").json()["title"] == "Niet gevonden"
    assert (
        deur.post(b"x", Accept_Language="en", Accept="application/json")
        .json()["errors"][0]["message"]
        .startswith("The message")
    )
