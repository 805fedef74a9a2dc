"""The Berichten API of the sandbox: a bericht that is put there can be found, read and opened; one that does not fit is
refused, as the schema of the product says."""

from __future__ import annotations

from typing import Any

import pytest
from starlette.applications import Starlette

from app.sandbox.openvtb import maak_app
from tests.app.sandbox.kleine_wereld import ANDER_BSN, BSN, met_token, wereld

PAD = "/berichten/api/v1/berichten"
URN, ANDER_URN = f"urn:nld:brp:bsn:{BSN}", f"urn:nld:brp:bsn:{ANDER_BSN}"
ZAAK = "urn:nld:gemeente-voorbeeldstad:zaak:uuid:1"


def nieuw(**anders: object) -> dict[str, object]:
    vast: dict[str, object] = {
        "onderwerp": "Nieuws",
        "berichtTekst": "Er is nieuws.",
        "ontvanger": URN,
        "referentie": "abc",
        "isGerelateerdAan": [{"urn": ZAAK}],
        "mijnOverheidBerichtenbox": False,
    }
    return {**vast, **anders}


@pytest.fixture
def app() -> Starlette:
    return maak_app(wereld("openvtb"))


async def maak(app: Starlette, verwacht: int = 201, **anders: object) -> Any:
    async with met_token(app) as client:
        antwoord = await client.post(PAD, json=nieuw(**anders))
    assert antwoord.status_code == verwacht, antwoord.text
    return antwoord.json()


async def haal(app: Starlette, pad: str = PAD, **params: str) -> Any:
    async with met_token(app) as client:
        antwoord = await client.get(pad, params=params)
    assert antwoord.status_code == 200
    return antwoord.json()


async def test_what_is_put_there_is_found_by_whom_and_what_it_is_for(app: Starlette) -> None:
    gemaakt = await maak(app)
    await maak(app, ontvanger=ANDER_URN, isGerelateerdAan=[])

    assert (await haal(app, ontvanger=URN))["results"] == [gemaakt]
    assert (await haal(app, isGerelateerdAan=ZAAK, publicatiedatum__gte="2020-01-01T00:00:00Z"))["count"] == 1
    assert (await haal(app, publicatiedatum__gte="2999-01-01T00:00:00Z"))["count"] == 0
    assert await haal(app, f"{PAD}/{gemaakt['uuid']}") == gemaakt
    assert gemaakt["publicatiedatum"]
    assert gemaakt["geopendOp"] is None


async def test_the_release_takes_it_too_and_gives_everybody_s(app: Starlette) -> None:
    oud = maak_app(wereld("openvtb"), versie="0.1.0")
    await maak(oud)

    assert (await haal(oud, ontvanger=ANDER_URN))["count"] == 1


@pytest.mark.parametrize(
    ("anders", "code"),
    [
        ({"onderwerp": "x" * 51}, "max_length"),
        ({"berichtTekst": "x" * 4001}, "max_length"),
        ({"referentie": "x" * 26}, "max_length"),
        ({"ontvanger": ""}, "required"),
    ],
)
async def test_what_does_not_fit_is_refused(app: Starlette, anders: dict[str, object], code: str) -> None:
    fout = await maak(app, 400, **anders)

    ((naam),) = anders
    assert [(found["name"], found["code"]) for found in fout["invalidParams"]] == [(naam, code)]
    assert (await haal(app))["count"] == 0
