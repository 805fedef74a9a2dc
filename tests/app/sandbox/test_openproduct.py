"""Open Product in the sandbox: one test per thing that the real product was seen to do (MEASURED §2.3)."""

from __future__ import annotations

import pytest
from starlette.applications import Starlette

from app.sandbox.openproduct import maak_app
from tests.app.sandbox.kleine_wereld import ANDER_BSN, BASIS, BSN, KVK, Rij, met_token, roep, uuid_van, wereld

PRODUCTEN, TYPEN = "/producten/api/v1/producten", "/producttypen/api/v1"
ZAAK = "http://zaken.example/zaken/api/v1/zaken/1"


def producttype(code: str, **velden: object) -> Rij:
    vast: Rij = {
        "uuid": uuid_van(code),
        "uniforme_product_naam": "bijzondere bijstand",
        "doelgroep": "burgers",
        "themas": [],
        "prijzen": [
            {
                "uuid": uuid_van("oud"),
                "prijsopties": [{"bedrag": "40.00"}],
                "prijsregels": [],
                "actief_vanaf": "2025-01-01",
            },
            {
                "uuid": uuid_van("nu"),
                "prijsopties": [{"bedrag": "42.50"}],
                "prijsregels": [],
                "actief_vanaf": "2026-01-01",
            },
            {"uuid": uuid_van("straks"), "prijsopties": [], "prijsregels": [], "actief_vanaf": "2027-01-01"},
        ],
        "naam": f"Type {code}",
        "taal": "nl",
        "gepubliceerd": True,
        "code": code,
        "zaaktypen": [{"urn": None, "url": "http://zaken.example/zaaktypen/1"}],
    }
    return {**vast, **velden}


def product(naam: str, code: str, *eigenaren: Rij, **velden: object) -> Rij:
    vast: Rij = {
        "uuid": uuid_van(naam),
        "url": f"{BASIS}{PRODUCTEN}/{uuid_van(naam)}",
        "naam": naam,
        "producttype": {"uuid": uuid_van(code), "code": code, "naam": f"Type {code}", "uniforme_product_naam": ""},
        "gepubliceerd": True,
        "eigenaren": [{"bsn": "", "kvk_nummer": "", "vestigingsnummer": "", "klantnummer": "", **e} for e in eigenaren],
        "documenten": [],
        "zaken": [],
        "taken": [],
        "status": "actief",
        "prijs": "42.50",
        "frequentie": "jaarlijks",
        "verbruiksobject": None,
        "dataobject": None,
        "aanvraag_zaak_urn": None,
        "aanvraag_zaak_url": None,
    }
    return {**vast, **velden}


@pytest.fixture
def app() -> Starlette:
    engels = {"en": {"naam": "Parking permit"}}
    return maak_app(
        wereld(
            "openproduct",
            producttypen=[producttype("PARK", _vertalingen=engels), producttype("BIJZ", prijzen=[])],
            producten=[
                product(
                    "p1", "PARK", {"bsn": BSN}, zaken=[{"urn": None, "url": ZAAK}], verbruiksobject={"zone": "centrum"}
                ),
                product("p2", "BIJZ", {"bsn": BSN}, {"bsn": ANDER_BSN}, gepubliceerd=False, aanvraag_zaak_url=ZAAK),
                product("p3", "BIJZ", {"bsn": ANDER_BSN}, status="verlopen"),
                product("p4", "PARK", {"kvk_nummer": KVK, "vestigingsnummer": "000037178598"}),
            ],
            content=[
                {
                    "uuid": uuid_van("c1"),
                    "taal": "nl",
                    "content": "Wat",
                    "labels": ["kop"],
                    "producttype_uuid": uuid_van("PARK"),
                },
                {
                    "uuid": uuid_van("c2"),
                    "taal": "nl",
                    "content": "Hoe",
                    "labels": [],
                    "producttype_uuid": uuid_van("PARK"),
                },
            ],
        )
    )


async def haal(app: Starlette, pad: str, status: int = 200, taal: str = "nl") -> Rij:
    async with met_token(app) as client:
        antwoord = await client.get(pad, headers={"Accept-Language": taal})
    assert antwoord.status_code == status, antwoord.text
    inhoud: Rij = antwoord.json()
    return inhoud


async def namen(app: Starlette, query: str) -> list[object]:
    rijen = (await haal(app, f"{PRODUCTEN}?{query}"))["results"]
    assert isinstance(rijen, list)
    return [rij["naam"] for rij in rijen]


async def test_a_missing_token_is_401_and_a_bearer_is_told_that_oidc_is_not_there(app: Starlette) -> None:
    async with roep(app) as client:
        zonder = await client.get(PRODUCTEN)
        met = await client.get(PRODUCTEN, headers={"Authorization": "Bearer iets"})
    assert zonder.status_code == met.status_code == 401
    assert zonder.headers["www-authenticate"] == 'Bearer realm="api"'
    assert "not properly configured" in met.json()["detail"]


@pytest.mark.parametrize(
    "query", ["", "bestaatniet=1", "pageSize=1", "ordering=naam", "expand=producttype", "eigenaren_bsn=1"]
)
async def test_an_unknown_parameter_is_ignored_and_everybody_comes_back(app: Starlette, query: str) -> None:
    assert await namen(app, query) == ["p4", "p3", "p2", "p1"]


async def test_pages_are_snake_case(app: Starlette) -> None:
    antwoord = await haal(app, f"{PRODUCTEN}?page_size=3")
    assert antwoord["count"] == 4
    assert antwoord["next"] == f"{BASIS}{PRODUCTEN}?page=2&page_size=3"
    assert (await haal(app, f"{PRODUCTEN}?page=9", 404))["detail"] == "Ongeldige pagina."


async def test_products_are_found_by_owner_also_when_shared(app: Starlette) -> None:
    assert await namen(app, f"eigenaren__bsn={BSN}") == ["p2", "p1"]
    assert await namen(app, f"eigenaren__kvk_nummer={KVK}") == ["p4"]
    assert await namen(app, "eigenaren__vestigingsnummer=000037178598") == ["p4"]


async def test_two_bsns_with_a_comma_are_nobody_and_of_a_repetition_the_last_wins(app: Starlette) -> None:
    assert await namen(app, f"eigenaren__bsn={BSN},{ANDER_BSN}") == []
    assert await namen(app, f"eigenaren__bsn={BSN}&eigenaren__bsn={ANDER_BSN}") == ["p3", "p2"]
    assert await namen(app, "eigenaren__bsn=1") == []


async def test_what_is_not_published_is_in_the_list_unless_filtered(app: Starlette) -> None:
    assert "p2" in await namen(app, "")
    assert await namen(app, f"eigenaren__bsn={BSN}&gepubliceerd=true") == ["p1"]


async def test_products_are_found_by_zaak(app: Starlette) -> None:
    assert await namen(app, f"zaken__url={ZAAK}") == ["p1"]
    assert await namen(app, "zaken__url__contains=zaken.example") == ["p1"]
    assert await namen(app, f"aanvraag_zaak_url={ZAAK}") == ["p2"]


async def test_products_are_found_by_several_types(app: Starlette) -> None:
    assert await namen(app, "producttype__code__in=PARK,BIJZ") == ["p4", "p3", "p2", "p1"]
    assert await namen(app, f"producttype__uuid__in={uuid_van('PARK')}") == ["p4", "p1"]
    assert await namen(app, "status=verlopen") == ["p3"]


async def test_an_attribute_of_the_object_can_be_asked_for(app: Starlette) -> None:
    assert await namen(app, "verbruiksobject_attr=zone__exact__centrum") == ["p1"]
    assert await namen(app, "verbruiksobject_attr=zone__exact__centrum&verbruiksobject_attr=zone__exact__noord") == []


async def test_a_wrong_value_is_400_with_invalid_params(app: Starlette) -> None:
    fout = await haal(app, f"{PRODUCTEN}?status=bestaatniet", 400)
    assert fout["invalid_params"][0]["code"] == "invalid_choice"  # type: ignore[index]


async def test_current_prices_are_a_bare_array_and_the_price_may_be_null(app: Starlette) -> None:
    prijzen = await haal(app, f"{TYPEN}/producttypen/actuele-prijzen")
    assert isinstance(prijzen, list)
    assert [(rij["code"], (rij["actuele_prijs"] or {}).get("uuid")) for rij in prijzen] == [
        ("BIJZ", None),
        ("PARK", uuid_van("nu")),
    ]
    assert prijzen[0]["upl_uri"].endswith("/bijzondereBijstand")


async def test_the_content_of_a_type_is_a_bare_array(app: Starlette) -> None:
    pad = f"{TYPEN}/producttypen/{uuid_van('PARK')}/content"
    teksten = await haal(app, pad)
    assert isinstance(teksten, list)
    assert [set(rij) for rij in teksten] == [{"uuid", "taal", "content", "labels"}] * 2
    assert len(await haal(app, f"{pad}?labels=kop")) == 1
    assert (await haal(app, f"{TYPEN}/content?producttype__code=PARK"))["count"] == 2


async def test_the_language_is_asked_for_and_falls_back_on_dutch(app: Starlette) -> None:
    engels = await haal(app, f"{TYPEN}/producttypen/{uuid_van('PARK')}", taal="en")
    assert (engels["naam"], engels["taal"]) == ("Parking permit", "en")
    zonder = await haal(app, f"{TYPEN}/producttypen/{uuid_van('BIJZ')}", taal="en")
    assert (zonder["naam"], zonder["taal"]) == ("Type BIJZ", "nl")
    async with met_token(app) as client:
        antwoord = await client.get(f"{TYPEN}/producttypen", headers={"Accept-Language": "en"})
    assert antwoord.headers["content-language"] == "en"
    assert "etag" not in antwoord.headers
    assert "_vertalingen" not in antwoord.text
