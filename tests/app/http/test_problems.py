"""Problems: what is wrong stands in the title, in the language that was asked."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest

import app.http
from app.http.problems import _FOUT, _TITELS
from tests.app.http.deur import Antwoord, Deur

VRAAG = {"query": "{ __typename }"}
#: The status → how one gets it, and what it is called.
GEVALLEN: dict[int, tuple[Callable[[Deur, str], Antwoord], str, str]] = {
    406: (
        lambda deur, taal: deur.post(VRAAG, Accept="text/html", Accept_Language=taal),
        "In deze vorm is er geen antwoord",
        "There is no answer in this form",
    ),
    415: (
        lambda deur, taal: deur.post(b"{}", Content_Type="text/plain", Accept_Language=taal),
        "Een bericht in deze vorm kan hier niet",
        "A message in this form is not for here",
    ),
}


@pytest.mark.parametrize("status", GEVALLEN)
def test_the_title_says_what_is_wrong_with_the_form_of_a_message(deur: Deur, status: int) -> None:
    vraag, *titels = GEVALLEN[status]
    for taal, titel in zip(("nl", "en"), titels, strict=True):
        answer = vraag(deur, taal)
        body = answer.json()
        assert (answer.status, answer.kop("content-type")) == (status, "application/problem+json")
        assert set(body) == {"title", "status", "traceId", "detail"}
        assert (body["title"], body["status"]) == (titel, status)


def test_every_status_that_is_told_has_a_title_of_its_own() -> None:
    sources = Path(app.http.__file__).parent.rglob("*.py")
    told = {
        int(status)
        for source in sources
        for status in re.findall(r"\bproblem\(\s*\w+(?:\([^)]*\))?, (\d{3})", source.read_text(encoding="utf-8"))
    }

    assert {406, 415} < told
    assert told - set(_TITELS) == set()
    assert _FOUT not in _TITELS.values()
    assert len(set(_TITELS.values())) == len(_TITELS)
