"""Open Object in the sandbox: one test per thing that the real product was seen to do (MEASURED §2.5)."""

from __future__ import annotations

import pytest
from starlette.applications import Starlette

from app.sandbox.openobject import maak_app
from tests.app.sandbox.kleine_wereld import ANDER_BSN, BASIS, BSN, Rij, met_token, roep, uuid_van, wereld

OBJECTS, TYPES = "/api/v2/objects", "/api/v2/objecttypes"
CRS = {"Content-Crs": "EPSG:4326"}
TOESTEMMING, TAAK = f"{BASIS}{TYPES}/{uuid_van('toestemming')}", f"{BASIS}{TYPES}/{uuid_van('taak')}"


def obj(naam: str, soort: str, data: Rij, *eerder: Rij, **record: object) -> Rij:
    vast: Rij = {
        "index": 1 + len(eerder),
        "data": data,
        "startAt": "2026-06-01",
        "endAt": None,
        "registrationAt": "2026-06-01",
    }
    rij: Rij = {
        "url": f"{BASIS}{OBJECTS}/{uuid_van(naam)}",
        "uuid": uuid_van(naam),
        "type": soort,
        "record": {**vast, **record},
    }
    return {**rij, "_records": list(eerder)} if eerder else rij


def objecttype(naam: str) -> Rij:
    url = f"{BASIS}{TYPES}/{uuid_van(naam)}"
    return {
        "url": url,
        "uuid": uuid_van(naam),
        "name": naam,
        "dataClassification": "confidential",
        "versions": [f"{url}/versions/1"],
        "_versies": [
            {"url": f"{url}/versions/1", "version": 1, "status": "published", "jsonSchema": {"type": "object"}}
        ],
    }


@pytest.fixture
def app() -> Starlette:
    return maak_app(
        wereld(
            "openobject",
            objecttypes=[objecttype("toestemming"), objecttype("taak")],
            objects=[
                obj("o1", TOESTEMMING, {"bsn": BSN, "status": "actief", "maat": {"hoogte": 100}, "tags": ["a"]}),
                obj(
                    "o2",
                    TOESTEMMING,
                    {"bsn": ANDER_BSN, "status": "actief", "tot": "2026-12-31", "maat": {"hoogte": 20}},
                ),
                obj("o3", TAAK, {"bsn": BSN, "titel": "Betaal, alstublieft"}),
                obj("toekomst", TOESTEMMING, {"bsn": "999990408"}, startAt="2027-01-01"),
                obj("voorbij", TOESTEMMING, {"bsn": "999990421"}, endAt="2026-11-23"),
            ],
        )
    )


async def haal(app: Starlette, pad: str, status: int = 200, *params: tuple[str, str]) -> Rij:
    async with met_token(app) as client:
        antwoord = await client.get(pad, params=list(params))
    assert antwoord.status_code == status, antwoord.text
    inhoud: Rij = antwoord.json()
    return inhoud


async def uuids(app: Starlette, *params: tuple[str, str]) -> list[object]:
    return _uuids(await haal(app, OBJECTS, 200, *params))


def _uuids(antwoord: Rij) -> list[object]:
    rijen = antwoord["results"]
    assert isinstance(rijen, list)
    return [rij["uuid"] for rij in rijen]


O1, O2, O3 = uuid_van("o1"), uuid_van("o2"), uuid_van("o3")


async def test_a_missing_token_is_401_in_english(app: Starlette) -> None:
    async with roep(app) as client:
        antwoord = await client.get(OBJECTS)
    assert antwoord.status_code == 401
    assert antwoord.headers["www-authenticate"] == "Token"
    assert antwoord.headers["content-crs"] == "EPSG:4326"
    assert antwoord.json()["detail"] == "Authentication credentials were not provided."


async def test_without_a_type_all_types_come_back_newest_first(app: Starlette) -> None:
    assert await uuids(app) == [O3, O2, O1]
    assert await uuids(app, ("bestaatniet", "1")) == [O3, O2, O1]


async def test_only_the_uuid_of_a_type_counts_and_an_unknown_one_is_400(app: Starlette) -> None:
    assert await uuids(app, ("type", TOESTEMMING.replace(BASIS, "https://elders.example"))) == [O2, O1]
    fout = await haal(app, OBJECTS, 400, ("type", f"{BASIS}{TYPES}/{uuid_van('weg')}"))
    assert fout["invalid_params"][0]["code"] == "invalid_choice"  # type: ignore[index]


async def test_repeated_data_attr_is_and(app: Starlette) -> None:
    assert await uuids(app, ("data_attr", f"bsn__exact__{BSN}")) == [O3, O1]
    assert await uuids(app, ("data_attr", f"bsn__exact__{BSN}"), ("data_attr", "status__exact__actief")) == [O1]
    assert await uuids(app, ("data_attrs", f"bsn__exact__{BSN},status__exact__actief")) == [O1]
    assert await uuids(app, ("data_attr", "titel__exact__Betaal, alstublieft")) == [O3]


async def test_in_is_a_true_batch(app: Starlette) -> None:
    assert await uuids(app, ("data_attr", f"bsn__in__{BSN}|{ANDER_BSN}"), ("type", TOESTEMMING)) == [O2, O1]


@pytest.mark.parametrize(
    ("attribuut", "gevonden"),
    [
        ("maat__hoogte__exact__100", [O1]),
        ("maat__hoogte__gt__20", [O1]),
        ("maat__hoogte__gte__20", [O2, O1]),
        ("maat__hoogte__lt__100", [O2]),
        ("tot__lte__2026-12-31", [O2]),
        ("tot__lt__2026-12-31", []),
        ("titel__icontains__betaal", [O3]),
        ("tags__exact__a", []),
        ("maat__hoogte__in__100|20", []),
    ],
)
async def test_operators_look_into_objects_and_not_into_lists(
    app: Starlette, attribuut: str, gevonden: list[str]
) -> None:
    assert await uuids(app, ("data_attr", attribuut)) == gevonden


async def test_an_unknown_operator_is_400(app: Starlette) -> None:
    fout = await haal(app, OBJECTS, 400, ("data_attr", "bsn__zoiets__1"))
    assert fout["title"] == "Invalid input."
    assert fout["invalid_params"] == [
        {"name": "", "code": "invalid-data-attr-query", "reason": "Comparison operator `zoiets` is unknown"}
    ]


async def test_fields_cuts_and_ordering_sorts(app: Starlette) -> None:
    antwoord = await haal(app, OBJECTS, 200, ("fields", "url,record__data__bsn"), ("ordering", "record__data__bsn"))
    rijen = antwoord["results"]
    assert isinstance(rijen, list)
    assert rijen[-1] == {"record": {"data": {"bsn": ANDER_BSN}}, "url": f"{BASIS}{OBJECTS}/{O2}"}


async def test_a_record_counts_from_its_start_until_the_day_before_its_end(app: Starlette) -> None:
    assert uuid_van("toekomst") in await uuids(app, ("date", "2027-01-01"))
    assert uuid_van("voorbij") in await uuids(app, ("date", "2026-11-22"))
    assert uuid_van("voorbij") not in await uuids(app, ("date", "2026-11-23"))
    assert await uuids(app, ("date", "2026-05-01")) == []


async def test_search_takes_data_attrs_and_breaks_on_data_attr(app: Starlette) -> None:
    async with met_token(app) as client:
        goed = await client.post(f"{OBJECTS}/search?pageSize=1", json={"data_attrs": f"bsn__exact__{BSN}"}, headers=CRS)
        kapot = await client.post(f"{OBJECTS}/search", json={"data_attr": f"bsn__exact__{BSN}"}, headers=CRS)
        zonder = await client.post(f"{OBJECTS}/search", json={})
    assert goed.json()["count"] == 2
    assert goed.json()["next"] == f"{BASIS}{OBJECTS}/search?page=2&pageSize=1"
    assert kapot.status_code == 500
    assert kapot.json()["title"] == "A server error occurred."
    assert zonder.status_code == 412


async def test_a_new_object_is_found_at_once(app: Starlette) -> None:
    nieuw = {"type": TOESTEMMING, "record": {"typeVersion": 1, "startAt": "2026-11-23", "data": {"bsn": "999990445"}}}
    async with met_token(app) as client:
        zonder = await client.post(OBJECTS, json=nieuw)
        leeg = await client.post(OBJECTS, json={"type": TOESTEMMING, "record": {}}, headers=CRS)
        gemaakt = await client.post(OBJECTS, json=nieuw, headers=CRS)
    assert zonder.status_code == 412
    assert {fout["name"] for fout in leeg.json()["invalid_params"]} == {"record.typeVersion", "record.startAt"}
    assert gemaakt.status_code == 201
    assert gemaakt.json()["record"]["index"] == 1
    assert await uuids(app, ("data_attr", "bsn__exact__999990445")) == [gemaakt.json()["uuid"]]


async def test_a_patch_makes_a_new_record_that_ends_the_one_before(app: Starlette) -> None:
    wijziging = {"record": {"startAt": "2026-11-23", "data": {"status": "ingetrokken", "maat": {"breedte": 1}}}}
    async with met_token(app) as client:
        nieuw = await client.patch(f"{OBJECTS}/{O1}", json=wijziging, headers=CRS)
    record = nieuw.json()["record"]
    assert record["index"] == 2
    assert record["data"] == {"bsn": BSN, "status": "ingetrokken", "maat": {"hoogte": 100, "breedte": 1}, "tags": ["a"]}
    historie = (await haal(app, f"{OBJECTS}/{O1}/history"))["results"]
    assert isinstance(historie, list)
    assert [(r["index"], r["endAt"]) for r in historie] == [(1, "2026-11-23"), (2, None)]
    assert "references" not in historie[0]
    assert await uuids(app, ("data_attr", "status__exact__actief")) == [O2]
    assert (await haal(app, f"{OBJECTS}/{O1}/1"))["data"]["status"] == "actief"  # type: ignore[index]


async def test_until_a_change_starts_the_list_shows_the_old_record_and_the_detail_the_new(app: Starlette) -> None:
    """From the product's own code: its documentation says that the detail is that of today."""
    wijziging = {"record": {"startAt": "2027-01-01", "data": {"status": "ingetrokken"}}}
    async with met_token(app) as client:
        await client.patch(f"{OBJECTS}/{O1}", json=wijziging, headers=CRS)
    assert await uuids(app, ("data_attr", "status__exact__actief")) == [O2, O1]
    assert (await haal(app, f"{OBJECTS}/{O1}"))["record"]["data"]["status"] == "ingetrokken"  # type: ignore[index]


async def test_objecttypes_have_versions(app: Starlette) -> None:
    assert (await haal(app, TYPES))["count"] == 2
    versie = await haal(app, f"{TYPES}/{uuid_van('taak')}/versions/1")
    assert versie["jsonSchema"] == {"type": "object"}
    assert "_versies" not in await haal(app, f"{TYPES}/{uuid_van('taak')}")


async def test_what_is_written_is_judged_by_the_schema_of_the_version_that_it_names(app: Starlette) -> None:
    typen = app.state.register.store["objecttypes"]
    soort = typen.een(uuid_van("taak"))
    schema = {"type": "object", "required": ["bsn"], "properties": {"bsn": {"type": "string"}}}
    typen.wijzig(soort, {"_versies": [{**soort["_versies"][0], "jsonSchema": schema}]})

    def record(**anders: object) -> Rij:
        return {"type": TAAK, "record": {"typeVersion": 1, "startAt": "2026-11-23", "data": {"bsn": BSN}, **anders}}

    async with met_token(app) as client:
        answers = [
            await client.post(OBJECTS, json=record(), headers=CRS),
            await client.post(OBJECTS, json=record(data={}), headers=CRS),
            await client.post(OBJECTS, json=record(typeVersion=2), headers=CRS),
            await client.patch(f"{OBJECTS}/{O3}", json={"record": {"data": {"bsn": 1}}}, headers=CRS),
        ]
    assert [answer.status_code for answer in answers] == [201, 400, 400, 400]
    assert answers[1].json()["invalid_params"] == [
        {"name": "nonFieldErrors", "code": "invalid-json-schema", "reason": "'bsn' is a required property"}
    ]
    assert len(await uuids(app, ("type", TAAK))) == 2
    assert (await haal(app, f"{OBJECTS}/{O3}"))["record"]["index"] == 1  # type: ignore[index]
