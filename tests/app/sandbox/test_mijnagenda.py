"""MijnAgenda in the sandbox: token, search by e-mail, detail (FACTS §11)."""

from __future__ import annotations

from collections.abc import AsyncIterator

import httpx
import pytest

from app.sandbox.kern import OAUTH_CLIENT_ID, OAUTH_SECRET
from app.sandbox.mijnagenda import maak_app
from tests.app.sandbox.kleine_wereld import roep, wereld

APP = maak_app(
    wereld(
        "mijnagenda",
        afspraken=[
            {
                "afspraakIdentificatie": f"afspr-{nummer}",
                "afspraakSoort": "fysiek",
                "onderwerp": "Paspoort",
                "geplandAanvangsmoment": moment,
                "geplandEindmoment": moment,
                "afspraakLocatie": {"naam": "Stadhuis"},
                "_email": adres,
                "_geannuleerd": geannuleerd,
            }
            for nummer, moment, adres, geannuleerd in [
                (1, "2026-12-01T08:00:00Z", "Anna@Example.com", False),
                (2, "2027-03-01T08:00:00Z", "anna@example.com", False),
                (3, "2026-12-05T08:00:00Z", "anna@example.com", True),
                (4, "2026-12-09T08:00:00Z", "bram@example.com", False),
            ]
        ],
    )
)
AANVRAAG = {"grant_type": "client_credentials", "scope": "afspraken:lezen"}


@pytest.fixture
async def client() -> AsyncIterator[httpx.AsyncClient]:
    async with roep(APP) as open_client:
        antwoord = await open_client.post(
            "/token", data={**AANVRAAG, "client_id": OAUTH_CLIENT_ID, "client_secret": OAUTH_SECRET}
        )
        assert antwoord.json()["token_type"] == "Bearer"
        open_client.headers["Authorization"] = f"Bearer {antwoord.json()['access_token']}"
        yield open_client


def vraag(*adressen: str, **velden: str) -> dict[str, object]:
    return {"identificaties": [{"type": "email", "waarde": adres} for adres in adressen], **velden}


async def test_credentials_may_come_in_the_header_and_wrong_ones_are_401() -> None:
    async with roep(APP) as open_client:
        goed = await open_client.post("/token", data=AANVRAAG, auth=(OAUTH_CLIENT_ID, OAUTH_SECRET))
        fout = await open_client.post("/token", data=AANVRAAG, auth=(OAUTH_CLIENT_ID, "mis"))
        soort = await open_client.post("/token", data={"grant_type": "password"}, auth=(OAUTH_CLIENT_ID, OAUTH_SECRET))
    assert goed.status_code == 200
    assert (fout.status_code, fout.json()["error"]) == (401, "invalid_client")
    assert (soort.status_code, soort.json()["error"]) == (400, "unsupported_grant_type")


async def test_without_a_token_nothing_is_told() -> None:
    async with roep(APP) as open_client:
        lijst = await open_client.post("/afspraken/opvragen", json=vraag("anna@example.com"))
        een = await open_client.get("/afspraken/afspr-1")
        vals = await open_client.get("/afspraken/afspr-1", headers={"Authorization": "Bearer mis"})
    assert {lijst.status_code, een.status_code, vals.status_code} == {401}
    assert lijst.headers["content-type"] == "application/problem+json"


async def test_a_search_gives_summaries_of_what_is_not_cancelled(client: httpx.AsyncClient) -> None:
    antwoord = await client.post("/afspraken/opvragen", json=vraag("anna@example.com"))
    afspraken = antwoord.json()["afspraken"]
    assert [a["afspraakIdentificatie"] for a in afspraken] == ["afspr-1", "afspr-2"]
    assert set(afspraken[0]) == {"afspraakIdentificatie", "onderwerp", "geplandAanvangsmoment", "geplandEindmoment"}


async def test_nobody_is_200_with_an_empty_list(client: httpx.AsyncClient) -> None:
    antwoord = await client.post("/afspraken/opvragen", json=vraag("onbekend@example.com"))
    assert (antwoord.status_code, antwoord.json()) == (200, {"afspraken": []})


async def test_the_period_looks_at_the_start_and_includes_its_end(client: httpx.AsyncClient) -> None:
    grenzen = {"van": "2026-12-01T09:00:00+01:00", "tot": "2026-12-01T08:00:00Z"}
    antwoord = await client.post("/afspraken/opvragen", json=vraag("anna@example.com", "bram@example.com", **grenzen))
    assert [a["afspraakIdentificatie"] for a in antwoord.json()["afspraken"]] == ["afspr-1"]


@pytest.mark.parametrize(
    "inhoud",
    [
        {},
        {"identificaties": []},
        {"identificaties": [{"type": "bsn", "waarde": "999990019"}]},
        {"identificaties": [{"type": "email", "waarde": "geen-adres"}]},
        vraag("a@example.com", van="2026-12-02T00:00:00Z", tot="2026-12-01T00:00:00Z"),
        vraag("a@example.com", van="2026-12-02T00:00:00"),
    ],
)
async def test_a_wrong_question_is_400(client: httpx.AsyncClient, inhoud: dict[str, object]) -> None:
    antwoord = await client.post("/afspraken/opvragen", json=inhoud)
    assert (antwoord.status_code, antwoord.json()["code"]) == (400, "ONGELDIGE_AANVRAAG")
    assert "999990019" not in antwoord.text


async def test_a_detail_is_whole_but_for_what_only_the_sandbox_knows(client: httpx.AsyncClient) -> None:
    een = await client.get("/afspraken/afspr-1")
    assert een.json()["afspraakLocatie"] == {"naam": "Stadhuis"}
    assert "_email" not in een.json()
    assert (await client.get("/afspraken/afspr-99")).json()["code"] == "AFSPRAAK_NIET_GEVONDEN"
    assert (await client.get("/afspraken/a%20b")).json()["code"] == "ONGELDIGE_IDENTIFICATIE"
