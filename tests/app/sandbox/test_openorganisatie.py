"""Open Organisatie in the sandbox: what its description says and what it does not offer (FACTS §10)."""

from __future__ import annotations

import pytest
from starlette.applications import Starlette

from app.sandbox.openorganisatie import maak_app
from tests.app.sandbox.kleine_wereld import Rij, met_token, roep, uuid_van, wereld

WORTEL = "/organisatie/api/v0"


@pytest.fixture
def app() -> Starlette:
    team: Rij = {"uuid": uuid_van("team"), "naam": "Vergunningen"}
    ander: Rij = {"uuid": uuid_van("ander"), "naam": "Balie"}
    return maak_app(
        wereld(
            "openorganisatie",
            medewerkers=[
                {"uuid": uuid_van("mw1"), "medewerkerId": "mw-001", "teams": [team], "functies": []},
                {"uuid": uuid_van("mw2"), "medewerkerId": "mw-002", "teams": [ander], "functies": []},
                {"uuid": uuid_van("mw3"), "medewerkerId": "mw-003", "teams": [], "functies": []},
            ],
            teams=[team, ander],
            organisatorische_eenheden=[
                {
                    "uuid": uuid_van("hoofd"),
                    "identificatie": "D1",
                    "naam": "Dienst",
                    "hoofdOrganisatorischeEenheid": None,
                },
                {
                    "uuid": uuid_van("deel"),
                    "identificatie": "A1",
                    "naam": "A",
                    "hoofdOrganisatorischeEenheid": uuid_van("hoofd"),
                },
            ],
        )
    )


async def uuids(app: Starlette, pad: str) -> list[object]:
    async with met_token(app) as client:
        antwoord = await client.get(WORTEL + pad)
    assert antwoord.status_code == 200, antwoord.text
    return [rij["uuid"] for rij in antwoord.json()["results"]]


async def test_a_missing_token_is_401(app: Starlette) -> None:
    async with roep(app) as client:
        assert (await client.get(f"{WORTEL}/medewerkers")).status_code == 401


async def test_a_medewerker_is_not_found_by_its_own_number(app: Starlette) -> None:
    assert len(await uuids(app, "/medewerkers?medewerkerId=mw-001")) == 3


async def test_medewerkers_are_found_by_team_and_by_several(app: Starlette) -> None:
    param = "teamsUuid"
    assert await uuids(app, f"/medewerkers?{param}={uuid_van('team')}") == [uuid_van("mw1")]
    beide = f"/medewerkers?{param}={uuid_van('team')}&{param}={uuid_van('ander')}"
    assert await uuids(app, beide) == [uuid_van("mw1"), uuid_van("mw2")]


async def test_paths_mix_singular_and_plural(app: Starlette) -> None:
    assert await uuids(app, f"/organisatorische-eenheid?hoofdOrganisatorischeEenheid={uuid_van('hoofd')}") == [
        uuid_van("deel")
    ]
    assert await uuids(app, "/teams?naam__icontains=bal") == [uuid_van("ander")]
    assert await uuids(app, "/vestiging") == []
    async with met_token(app) as client:
        assert (await client.get(f"{WORTEL}/medewerker")).status_code == 404
        assert (await client.get(f"{WORTEL}/medewerkers/{uuid_van('mw2')}")).json()["medewerkerId"] == "mw-002"
