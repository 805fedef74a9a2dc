"""Open VTB in the sandbox: one test per thing that the real product was seen to do (MEASURED §2.4)."""

from __future__ import annotations

import pytest
import yaml
from starlette.applications import Starlette

from app.sandbox.openvtb import maak_app
from tests.app.sandbox.kleine_wereld import ANDER_BSN, BASIS, BSN, KleineWereld, Rij, met_token, roep, uuid_van, wereld

URN, ANDER_URN = f"urn:nld:brp:bsn:{BSN}", f"urn:nld:brp:bsn:{ANDER_BSN}"
ZAAK = "urn:nld:gemeente-voorbeeldstad:zaak:uuid:1"
VERZOEKEN, TAKEN = "/verzoeken/api/v1/verzoeken", "/taken/api/v1"
BERICHTEN = "/berichten/api/v1/berichten"


def verzoek(naam: str, wie: str, *zaken: str) -> Rij:
    return {
        "url": f"{BASIS}{VERZOEKEN}/{uuid_van(naam)}",
        "uuid": uuid_van(naam),
        "verzoekType": f"{BASIS}/verzoeken/api/v1/verzoektypen/{uuid_van('type')}",
        "initiator": wie,
        "medeInitiator": "",
        "isGerelateerdAan": [{"urn": zaak} for zaak in zaken],
        "verwerkStatus": "geregistreerd",
        "versie": 1,
    }


def taak(naam: str, soort: str, wie: str, **velden: object) -> Rij:
    vast: Rij = {
        "url": f"{BASIS}{TAKEN}/externetaken/{uuid_van(naam)}",
        "uuid": uuid_van(naam),
        "titel": naam,
        "status": "open",
        "isToegewezenAan": wie,
        "isGerelateerdAan": [],
        "einddatumHandelingsTermijn": "2026-12-31",
        "taakSoort": soort,
        "details": {},
    }
    return {**vast, **velden}


def bericht(naam: str, publicatiedatum: str, geopend: str | None = None) -> Rij:
    return {
        "uuid": uuid_van(naam),
        "onderwerp": naam,
        "ontvanger": URN,
        "publicatiedatum": publicatiedatum,
        "geopendOp": geopend,
        "isGerelateerdAan": [{"urn": ZAAK}],
    }


def bouw() -> KleineWereld:
    versie: Rij = {"url": "", "versie": 1, "status": "published"}
    return wereld(
        "openvtb",
        verzoeken=[verzoek("v1", URN, ZAAK), verzoek("v2", ANDER_URN), verzoek("v3", URN)],
        verzoektypen=[{"uuid": uuid_van("type"), "naam": "Parkeren", "omschrijving": "", "versies": [versie]}],
        externetaken=[
            taak("t1", "betaaltaak", URN, isGerelateerdAan=[{"urn": ZAAK}]),
            taak("t2", "urltaak", URN, status="uitgevoerd", einddatumHandelingsTermijn="2026-10-01"),
            taak("t3", "formuliertaak", ANDER_URN),
        ],
        berichten=[
            bericht("b1", "2026-06-02T09:00:00Z", "2026-06-03T09:00:00Z"),
            bericht("b2", "2027-06-02T09:00:00Z"),
        ],
    )


@pytest.fixture
def app() -> Starlette:
    return maak_app(bouw())


@pytest.fixture
def oud() -> Starlette:
    return maak_app(bouw(), versie="0.1.0")


async def haal(app: Starlette, pad: str, verwacht: int = 200, **params: str) -> Rij:
    async with met_token(app) as client:
        antwoord = await client.get(pad, params=params)
    assert antwoord.status_code == verwacht, antwoord.text
    assert "etag" not in antwoord.headers
    inhoud: Rij = antwoord.json()
    return inhoud


async def uuids(app: Starlette, pad: str, **params: str) -> list[object]:
    rijen = (await haal(app, pad, 200, **params))["results"]
    assert isinstance(rijen, list)
    return [rij["uuid"] for rij in rijen]


async def test_a_missing_token_is_401(app: Starlette) -> None:
    async with roep(app) as client:
        antwoord = await client.get(VERZOEKEN)
    assert antwoord.status_code == 401
    assert antwoord.headers["www-authenticate"] == 'Bearer realm="api"'


async def test_the_release_has_no_filters_and_returns_everybody(oud: Starlette) -> None:
    assert len(await uuids(oud, VERZOEKEN, initiator=URN)) == 3
    assert len(await uuids(oud, f"{TAKEN}/externetaken", isToegewezenAan=URN, status="bestaatniet")) == 3
    assert len(await uuids(oud, BERICHTEN, ontvanger=ANDER_URN)) == 2


async def test_the_release_does_not_know_a_second_initiator(app: Starlette, oud: Starlette) -> None:
    pad = f"{VERZOEKEN}/{uuid_van('v1')}"
    assert "medeInitiator" in await haal(app, pad)
    assert "medeInitiator" not in await haal(oud, pad)


async def test_both_call_themselves_0_1_0_and_only_the_schema_tells_them_apart(app: Starlette, oud: Starlette) -> None:
    gevonden = []
    for server in (app, oud):
        async with roep(server) as client:
            tekst = await client.get("/verzoeken/api/v1/openapi.yaml")
            json = await client.get("/verzoeken/api/v1/openapi.json")
        schema = yaml.safe_load(tekst.text)
        assert schema == json.json()
        assert tekst.headers["api-version"] == schema["info"]["version"] == "0.1.0"
        gevonden.append({p["name"] for p in schema["paths"]["/verzoeken"]["get"]["parameters"]})
    assert {"initiator", "isGerelateerdAan"} <= gevonden[0]
    assert gevonden[1] == {"page", "pageSize"}


async def test_an_unknown_parameter_is_ignored_and_everybody_comes_back(app: Starlette) -> None:
    assert len(await uuids(app, VERZOEKEN, bestaatniet="1")) == 3


async def test_persons_are_urns_compared_as_text(app: Starlette) -> None:
    assert await uuids(app, VERZOEKEN, initiator=URN) == [uuid_van("v1"), uuid_van("v3")]
    assert await uuids(app, VERZOEKEN, initiator=BSN) == []
    assert await uuids(app, VERZOEKEN, initiator=f"{URN},{ANDER_URN}") == []
    assert await uuids(app, VERZOEKEN, isGerelateerdAan=ZAAK) == [uuid_van("v1")]
    await haal(app, VERZOEKEN, 400, uuid=f"{uuid_van('v1')},{uuid_van('v2')}")


async def test_verzoeken_are_found_by_their_type(app: Starlette) -> None:
    assert len(await uuids(app, VERZOEKEN, verzoekType__uuid=uuid_van("type"))) == 3
    assert await uuids(app, VERZOEKEN, verzoekType__uuid=uuid_van("ander")) == []
    assert (await haal(app, f"/verzoeken/api/v1/verzoektypen/{uuid_van('type')}/versies/1"))["status"] == "published"


async def test_external_tasks_list_all_kinds_and_the_others_one(app: Starlette) -> None:
    assert len(await uuids(app, f"{TAKEN}/externetaken")) == 3
    assert await uuids(app, f"{TAKEN}/betaaltaken") == [uuid_van("t1")]
    taken = (await haal(app, f"{TAKEN}/urltaken", isToegewezenAan=URN))["results"]
    assert "/externetaken/" in taken[0]["url"]  # type: ignore[index]
    await haal(app, f"{TAKEN}/betaaltaken/{uuid_van('t2')}", 404)


async def test_tasks_are_filtered_by_person_status_and_term(app: Starlette) -> None:
    taken = f"{TAKEN}/externetaken"
    assert await uuids(app, taken, isToegewezenAan=URN, status="open") == [uuid_van("t1")]
    assert await uuids(app, taken, isToegewezenAan=URN, einddatumHandelingsTermijn__lt="2026-12-01") == [uuid_van("t2")]
    assert await uuids(app, taken, isGerelateerdAan=ZAAK) == [uuid_van("t1")]
    await haal(app, taken, 400, status="bestaatniet")


async def test_a_message_for_next_year_is_there_unless_it_is_filtered(app: Starlette) -> None:
    assert await uuids(app, BERICHTEN, ontvanger=URN) == [uuid_van("b1"), uuid_van("b2")]
    assert await uuids(app, BERICHTEN, ontvanger=URN, publicatiedatum__lte="2026-11-23T00:00:00Z") == [uuid_van("b1")]
    assert await uuids(app, BERICHTEN, geopendOp__isnull="true") == [uuid_van("b2")]


async def test_what_only_the_sandbox_knows_does_not_leave(app: Starlette) -> None:
    assert "_verzoektype" not in await haal(app, f"{VERZOEKEN}/{uuid_van('v1')}")


async def test_a_message_can_be_marked_as_read_and_a_task_as_done(app: Starlette) -> None:
    async with met_token(app) as client:
        gelezen = await client.patch(f"{BERICHTEN}/{uuid_van('b2')}", json={"geopendOp": "2026-11-23T10:00:00Z"})
        gedaan = await client.patch(
            f"{TAKEN}/externetaken/{uuid_van('t1')}", json={"status": "uitgevoerd", "titel": "x"}
        )
    assert gelezen.json()["geopendOp"] == "2026-11-23T10:00:00Z"
    assert (gedaan.json()["status"], gedaan.json()["titel"]) == ("uitgevoerd", "t1")
    assert await uuids(app, BERICHTEN, geopendOp__isnull="true") == []
