"""Which zaken stand on which page, and what cannot be asked."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import parse_qs, quote, urlsplit

import pytest

from app.http.mijnzakenapi.bladen import Blad
from tests.app.http.mijnzakenapi.opstelling import PERSONAS, ZAKEN, Api, pad_van
from tests.app.http.mijnzakenapi.opstelling import api as opgesteld


@pytest.fixture(scope="module")
def api() -> Iterator[Api]:
    with opgesteld(zaken=230) as made:
        yield made


def _loop(api: Api, query: str, persona: str, kant: str = "next") -> list[str]:
    """The zaken of all pages on this side, in the order in which they come."""
    found, pad, counts = [], f"{ZAKEN}?{query}", set()
    while pad:
        answer = api.vraag(pad, persona).json()
        page = [zaak["uuid"] for zaak in answer["results"]]
        found += page if kant == "next" else page[::-1]
        counts.add(answer["count"])
        pad = pad_van(answer[kant]) if answer[kant] else ""
    assert len(counts) == 1
    return found


@pytest.mark.parametrize("persona", PERSONAS)
@pytest.mark.parametrize("size", [1, 2, 3, 100])
def test_the_pages_one_after_another_are_the_list(api: Api, persona: str, size: int) -> None:
    whole = [zaak["uuid"] for zaak in api.lijst(persona)]
    last = -(-len(whole) // size)

    assert _loop(api, f"pageSize={size}", persona) == whole
    assert _loop(api, f"pageSize={size}&page={last}", persona, "previous") == whole[::-1]


def test_a_long_list_can_be_walked_and_entered_anywhere(api: Api) -> None:
    whole = _loop(api, "pageSize=100", "veelzaken")

    assert len(set(whole)) == len(whole) >= 230
    for page, size in ((2, 100), (3, 100), (12, 20), (23, 10), (201, 1)):
        answer = api.vraag(f"{ZAKEN}?page={page}&pageSize={size}", "veelzaken").json()
        assert [zaak["uuid"] for zaak in answer["results"]] == whole[(page - 1) * size : page * size]
        assert answer["count"] == len(whole)


@pytest.mark.parametrize("persona", [*PERSONAS, "veelzaken"])
def test_the_newest_stands_first(api: Api, persona: str) -> None:
    days = [zaak["datumAanvraag"] for zaak in api.lijst(persona)]

    assert days == sorted(days, reverse=True)


@pytest.mark.parametrize("persona", PERSONAS)
def test_open_and_gesloten_are_together_all_of_them(api: Api, persona: str) -> None:
    lists = {status: api.lijst(persona, f"status={status}&pageSize=100") for status in ("open", "gesloten")}
    numbers = [zaak["zaaknummer"] for found in lists.values() for zaak in found]

    assert all(zaak["status"] == status for status, found in lists.items() for zaak in found)
    assert sorted(numbers) == sorted(zaak["zaaknummer"] for zaak in api.lijst(persona))


def test_the_burger_has_four_that_run_and_two_that_are_done(api: Api) -> None:
    assert {zaak["zaaknummer"] for zaak in api.lijst(query="status=gesloten")} == {"ZAAK-2026-0006", "ZAAK-2025-0105"}
    assert api.vraag(f"{ZAKEN}?status=open").json()["count"] == 4


def test_the_pages_beside_it_keep_what_was_asked_and_say_nothing_of_anybody(api: Api) -> None:
    answer = api.vraag(f"{ZAKEN}?status=open&page=2&pageSize=1").json()

    for name, page in (("next", "3"), ("previous", "1")):
        assert parse_qs(urlsplit(answer[name]).query) == {"status": ["open"], "page": [page], "pageSize": ["1"]}
        assert pad_van(answer[name]).startswith(f"{ZAKEN}?")


@pytest.mark.parametrize("page", ["7", "999999999"])
def test_past_the_end_there_is_nothing_and_a_way_back(api: Api, page: str) -> None:
    answer = api.vraag(f"{ZAKEN}?page={page}&pageSize=1").json()

    assert (answer["count"], answer["next"], answer["results"]) == (6, None, [])
    assert parse_qs(urlsplit(answer["previous"]).query)["page"] == ["6"]


def test_nothing_at_all_is_one_empty_page() -> None:
    leeg = Blad()

    assert (leeg.volgende(0), leeg.vorige(0)) == (None, None)


ONZIN = "999990019"


@pytest.mark.parametrize(
    "query",
    [
        "page=0",
        "page=-1",
        "page=",
        "page=1.0",
        "page=١",
        f"page={ONZIN * 2}",
        "pageSize=0",
        "pageSize=101",
        "pageSize=",
        f"pageSize={ONZIN}",
        "status=Open",
        "status=",
        f"status={ONZIN}",
        f"bsn={ONZIN}",
        f"klantId={ONZIN}",
        f"{ONZIN}=1",
        "page=1&page=2",
        "Page=1",
        "%FF=1",
    ],
)
def test_what_cannot_be_asked_is_refused_without_saying_it_again(api: Api, query: str) -> None:
    answer = api.vraag(f"{ZAKEN}?{quote(query, safe='=&%')}")

    assert answer.status == 400
    assert answer.json()["detail"]
    assert ONZIN.encode() not in answer.body


def test_a_zaak_takes_no_parameters(api: Api) -> None:
    answer = api.vraag(f"{ZAKEN}/{api.uuid('ZAAK-2026-0001')}?bsn={ONZIN}")

    assert answer.status == 400
    assert ONZIN.encode() not in answer.body
