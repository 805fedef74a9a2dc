"""Open Zaak of the sandbox, Zaken API: one test for every trap that was measured in the product."""

from __future__ import annotations

import httpx
import pytest

from tests.app.sandbox.openzaak_wereld import (
    ANDER_BSN,
    BSN,
    CRS,
    KVK,
    MIDDEN,
    ZOEK_CRS,
    beperkt,
    client_van,
    maak_openzaak,
    namen,
    url_van,
    uuid_van,
)

LIJST = "/zaken/api/v1/zaken"
ZOEK = LIJST + "/_zoek"
VAN_BSN = "rol__betrokkeneIdentificatie__natuurlijkPersoon__inpBsn"
VAN_KVK = "rol__betrokkeneIdentificatie__nietNatuurlijkPersoon__kvkNummer"
VAN_VESTIGING_KVK = "rol__betrokkeneIdentificatie__vestiging__kvkNummer"


def detail(naam: str) -> str:
    return f"{LIJST}/{uuid_van(naam)}"


async def lijst(**params: str) -> httpx.Response:
    return await client_van(maak_openzaak()).get(LIJST, params=params, headers=CRS)


async def zoek(body: object, pad: str = ZOEK) -> httpx.Response:
    return await client_van(maak_openzaak()).post(pad, json=body, headers=ZOEK_CRS)


def afkeuring(antwoord: httpx.Response) -> tuple[str, str]:
    """Name and code of the one invalid parameter of a 400."""
    assert antwoord.status_code == 400
    (fout,) = antwoord.json()["invalidParams"]
    return fout["name"], fout["code"]


@pytest.mark.parametrize("pad", [LIJST, detail("eigen")])
async def test_a_missing_accept_crs_is_412_and_another_one_406(pad: str) -> None:
    client = client_van(maak_openzaak())
    zonder = await client.get(pad)
    ander = await client.get(pad, headers={"Accept-Crs": "EPSG:28992"})
    assert (zonder.status_code, zonder.json()["detail"]) == (412, "'Accept-Crs' header ontbreekt")
    assert (ander.status_code, ander.json()["detail"]) == (406, "CRS 'EPSG:28992' is niet ondersteund")


async def test_zoek_also_needs_content_crs() -> None:
    antwoord = await client_van(maak_openzaak()).post(ZOEK, json={"uuid__in": []}, headers=CRS)
    assert (antwoord.status_code, antwoord.json()["detail"]) == (412, "'Content-Crs' header ontbreekt")


@pytest.mark.parametrize("soort", ["statussen", "rollen", "resultaten", "zaakinformatieobjecten", "zaakobjecten"])
async def test_the_parts_of_a_zaak_need_no_crs(soort: str) -> None:
    assert (await client_van(maak_openzaak()).get(f"/zaken/api/v1/{soort}")).status_code == 200


async def test_answers_carry_the_headers_of_the_product() -> None:
    antwoord = await lijst()
    assert antwoord.headers["content-type"] == "application/json"
    assert antwoord.headers["api-version"] == "1.5.1"
    assert antwoord.headers["content-crs"] == "EPSG:4326"
    assert antwoord.headers["allow"] == "GET, POST, HEAD, OPTIONS"


async def test_zaken_come_newest_first_with_an_empty_expand() -> None:
    antwoord = await lijst()
    assert namen(antwoord) == ["bedrijf", "geheim", "klaar", "namens", "eigen"]
    assert all(zaak["_expand"] == {} and "_intern" not in zaak for zaak in antwoord.json()["results"])


@pytest.mark.parametrize("naam", ["bestaatniet", "page_size", "uuid__in", "zaaktype__in", "identificatie__in"])
async def test_get_refuses_parameters_it_does_not_know(naam: str) -> None:
    antwoord = await lijst(**{naam: "1"})
    assert afkeuring(antwoord) == ("nonFieldErrors", "unknown-parameters")
    assert antwoord.json()["title"] == "Ongeldige invoer."
    assert antwoord.json()["invalidParams"][0]["reason"] == f"Onbekende query parameters: {naam}"


async def test_zoek_ignores_keys_it_does_not_know_and_answers_every_zaak() -> None:
    antwoord = await zoek({"bestaatniet": 1, "rol__bestaatniet": BSN})
    assert (antwoord.status_code, antwoord.json()["count"]) == (200, 5)


async def test_zoek_with_an_empty_body_is_400() -> None:
    assert afkeuring(await zoek({})) == ("nonFieldErrors", "empty_search_body")


async def test_zoek_pages_by_the_query_and_not_by_the_body() -> None:
    in_body = await zoek({"bestaatniet": 1, "page": 2, "pageSize": 2})
    assert len(in_body.json()["results"]) == 5
    in_query = await zoek({"bestaatniet": 1}, ZOEK + "?page=2&pageSize=2")
    assert namen(in_query) == ["klaar", "namens"]
    assert in_query.json()["next"].endswith("/zaken/_zoek?page=3&pageSize=2")
    assert in_query.json()["previous"].endswith("/zaken/_zoek?pageSize=2")


async def test_zoek_by_uuids_drops_unknown_ones_without_notice() -> None:
    antwoord = await zoek({"uuid__in": [uuid_van("eigen"), uuid_van("klaar"), uuid_van("bestaat niet")]})
    assert namen(antwoord) == ["klaar", "eigen"]


async def test_zoek_refuses_what_is_no_uuid() -> None:
    assert afkeuring(await zoek({"uuid__in": ["x"]})) == ("uuid__in.", "invalid")


async def test_zoek_by_zaaktypen() -> None:
    body = {"zaaktype__in": [url_van("zaaktypen", "bijstand")]}
    assert namen(await zoek(body)) == ["bedrijf"]
    assert "bedrijf" not in namen(await zoek({"zaaktype__not_in": body["zaaktype__in"]}))


async def test_zoek_takes_expand_as_an_array_and_breaks_on_a_string() -> None:
    body = {"uuid__in": [uuid_van("eigen")]}
    goed = await zoek({**body, "expand": ["status", "zaaktype"]})
    assert list(goed.json()["results"][0]["_expand"]) == ["zaaktype", "status"]
    fout = await zoek({**body, "expand": "status,zaaktype"})
    assert (fout.status_code, fout.json()["code"]) == (500, "error")
    in_query = await zoek(body, ZOEK + "?expand=status")
    assert list(in_query.json()["results"][0]["_expand"]) == ["status"]


async def test_zoek_keeps_a_bsn_out_of_the_url() -> None:
    assert namen(await zoek({VAN_BSN: BSN})) == namen(await lijst(**{VAN_BSN: BSN}))
    assert namen(await zoek({VAN_BSN: ANDER_BSN})) == ["namens"]


async def test_a_bsn_filter_also_finds_zaken_for_somebody_else() -> None:
    assert namen(await lijst(**{VAN_BSN: BSN})) == ["geheim", "klaar", "namens", "eigen"]


@pytest.mark.parametrize(
    ("bsn", "machtiging", "verwacht"),
    [
        (BSN, "eigen", ["geheim", "klaar", "eigen"]),
        (BSN, "gemachtigde", ["namens"]),
        (BSN, "machtiginggever", []),
        (ANDER_BSN, "machtiginggever", ["namens"]),
    ],
)
async def test_machtiging_separates_own_zaken_from_the_others(bsn: str, machtiging: str, verwacht: list[str]) -> None:
    assert namen(await lijst(**{VAN_BSN: bsn, "rol__machtiging": machtiging})) == verwacht


async def test_rol_filters_hold_for_the_same_rol() -> None:
    assert namen(await lijst(**{VAN_BSN: BSN, "rol__omschrijvingGeneriek": "initiator"}))
    assert namen(await lijst(rol__omschrijvingGeneriek="behandelaar")) == ["eigen"]
    assert namen(await lijst(**{VAN_BSN: BSN, "rol__omschrijvingGeneriek": "behandelaar"})) == []


async def test_a_level_of_assurance_drops_every_rol_without_one() -> None:
    basis = MIDDEN.replace("MobileTwoFactorContract", "PasswordProtectedTransport")
    hoog = MIDDEN.replace("MobileTwoFactorContract", "SmartcardPKI")
    assert namen(await lijst(**{VAN_BSN: BSN, "rol__machtiging__loa": basis})) == []
    assert namen(await lijst(**{VAN_BSN: BSN, "rol__machtiging__loa": MIDDEN})) == ["namens", "eigen"]
    assert namen(await lijst(**{VAN_BSN: BSN, "rol__machtiging__loa": hoog})) == ["namens", "eigen"]
    assert namen(await lijst(**{VAN_BSN: ANDER_BSN, "rol__machtiging__loa": hoog})) == []


async def test_a_company_hides_behind_two_kinds_of_betrokkene_that_are_anded() -> None:
    assert namen(await lijst(**{VAN_KVK: KVK})) == ["bedrijf"]
    assert namen(await lijst(**{VAN_VESTIGING_KVK: KVK})) == ["klaar"]
    assert namen(await lijst(**{VAN_KVK: KVK, VAN_VESTIGING_KVK: KVK})) == []


async def test_of_two_bsns_the_last_one_wins_and_a_comma_is_too_long() -> None:
    client = client_van(maak_openzaak())
    herhaald = await client.get(f"{LIJST}?{VAN_BSN}={BSN}&{VAN_BSN}={ANDER_BSN}", headers=CRS)
    assert namen(herhaald) == ["namens"]
    assert afkeuring(await lijst(**{VAN_BSN: f"{BSN},{ANDER_BSN}"})) == (VAN_BSN, "max_length")


async def test_a_bsn_that_cannot_be_one_is_an_empty_answer() -> None:
    antwoord = await lijst(**{VAN_BSN: "123456789"})
    assert (antwoord.status_code, antwoord.json()["count"]) == (200, 0)


@pytest.mark.parametrize(
    ("params", "verwacht"),
    [
        ({"einddatum__isnull": "true"}, ["bedrijf", "geheim", "namens", "eigen"]),
        ({"einddatum__isnull": "false"}, ["klaar"]),
        ({"startdatum__gte": "2026-02-10"}, ["bedrijf", "geheim", "namens"]),
        ({"startdatum__gt": "2026-02-10"}, ["bedrijf", "geheim"]),
        ({"startdatum__lt": "2026-01-10"}, ["klaar"]),
        ({"startdatum__lte": "2026-01-10"}, ["klaar", "eigen"]),
        ({"startdatum": "2026-01-10"}, ["eigen"]),
        ({"einddatum__gt": "2025-12-01"}, ["klaar"]),
        ({"identificatie": "EIGEN"}, ["eigen"]),
        ({"identificatie__icontains": "eig"}, ["eigen"]),
        ({"omschrijving": "ZAAK NAMENS"}, ["namens"]),
        ({"bronorganisatie": "123456782"}, []),
        ({"zaaktype": url_van("zaaktypen", "bijstand")}, ["bedrijf"]),
        ({"zaaktype__omschrijving": "bijst"}, ["bedrijf"]),
        ({"maximaleVertrouwelijkheidaanduiding": "openbaar"}, ["bedrijf", "klaar", "eigen"]),
        ({"maximaleVertrouwelijkheidaanduiding": "vertrouwelijk"}, ["bedrijf", "klaar", "namens", "eigen"]),
        ({"status__statustype": url_van("statustypen", "parkeren-2")}, ["eigen"]),
        ({"status__statustype": url_van("statustypen", "parkeren-1")}, []),
        ({"resultaat__resultaattype": url_van("resultaattypen", "verleend")}, ["klaar"]),
        ({"ordering": "startdatum"}, ["klaar", "eigen", "namens", "geheim", "bedrijf"]),
        ({"ordering": "-startdatum"}, ["bedrijf", "geheim", "namens", "eigen", "klaar"]),
        ({"ordering": "-einddatum,identificatie"}, ["bedrijf", "eigen", "geheim", "namens", "klaar"]),
        ({"identificatie": ""}, ["bedrijf", "geheim", "klaar", "namens", "eigen"]),
    ],
)
async def test_each_filter_selects_in_the_query_and_in_the_body(params: dict[str, str], verwacht: list[str]) -> None:
    assert namen(await lijst(**params)) == verwacht
    body = {naam: waarde.split(",") if naam == "ordering" else waarde for naam, waarde in params.items()}
    assert namen(await zoek(body)) == verwacht


@pytest.mark.parametrize(
    ("params", "verwacht"),
    [
        ({"ordering": "-bestaatniet"}, ("ordering", "invalid_choice")),
        ({"expand": "bestaatniet"}, ("expand", "invalid_choice")),
        ({"expand": "zaaktype,zaaktype.statustypen"}, ("expand", "invalid_choice")),
        ({"expand": "zaakinformatieobjecten.informatieobject"}, ("expand", "invalid_choice")),
        ({"expand": "relevanteAndereZaken"}, ("expand", "invalid_choice")),
        ({"expand": "besluiten"}, ("expand", "invalid_choice")),
        ({"rol__machtiging": "anders"}, ("rol__machtiging", "invalid_choice")),
        ({"zaaktype": "geen-url"}, ("zaaktype", "invalid")),
        ({"startdatum__gt": "gisteren"}, ("startdatum__gt", "invalid")),
    ],
)
async def test_a_value_that_cannot_be_is_400(params: dict[str, str], verwacht: tuple[str, str]) -> None:
    assert afkeuring(await lijst(**params)) == verwacht


async def test_expand_nests_and_leaves_out_what_is_null_or_empty() -> None:
    paden = "status,status.statustype,zaaktype,resultaat,resultaat.resultaattype,rollen,rollen.roltype,zaakobjecten"
    antwoord = await lijst(identificatie="EIGEN", expand=paden)
    (zaak,) = antwoord.json()["results"]
    assert list(zaak["_expand"]) == ["zaaktype", "rollen", "status"]
    assert zaak["_expand"]["status"]["_expand"]["statustype"]["omschrijving"] == "In behandeling"
    assert "_expand" not in zaak["_expand"]["zaaktype"]
    eerste, tweede = zaak["_expand"]["rollen"]
    assert eerste["betrokkeneIdentificatie"]["inpBsn"] == BSN
    assert eerste["_expand"]["roltype"]["omschrijvingGeneriek"] == "initiator"
    assert tweede["betrokkeneIdentificatie"] == {"identificatie": "mw-001"}
    assert "authenticatieContext" not in tweede


async def test_expand_shows_the_bsn_of_the_other_party() -> None:
    (zaak,) = (await lijst(identificatie="NAMENS", expand="rollen")).json()["results"]
    assert {rol["betrokkeneIdentificatie"]["inpBsn"] for rol in zaak["_expand"]["rollen"]} == {BSN, ANDER_BSN}
    assert all("_expand" not in rol for rol in zaak["_expand"]["rollen"])


async def test_expand_of_the_hoofdzaak_goes_on_inside_it() -> None:
    (zaak,) = (await lijst(identificatie="KLAAR", expand="hoofdzaak,hoofdzaak.status,resultaat")).json()["results"]
    assert zaak["_expand"]["hoofdzaak"]["identificatie"] == "EIGEN"
    assert zaak["_expand"]["hoofdzaak"]["_expand"]["status"]["uuid"] == uuid_van("eigen-2")
    assert zaak["_expand"]["resultaat"]["zaak"] == zaak["url"]


async def test_of_a_repeated_expand_the_last_one_wins() -> None:
    antwoord = await client_van(maak_openzaak()).get(LIJST + "?expand=status&expand=zaaktype", headers=CRS)
    assert {tuple(zaak["_expand"]) for zaak in antwoord.json()["results"]} == {("zaaktype",)}


async def test_a_zaak_is_404_when_absent_and_500_when_the_uuid_is_none() -> None:
    client = client_van(maak_openzaak())
    assert (await client.get(detail("bestaat niet"), headers=CRS)).status_code == 404
    kapot = await client.get(f"{LIJST}/geen-uuid", headers=CRS)
    assert (kapot.status_code, kapot.json()["detail"]) == (500, "Internal Server Error")


async def test_lists_are_silently_filtered_by_the_rights_of_the_application() -> None:
    client = beperkt(maak_openzaak())
    verwacht = ["klaar", "namens", "eigen"]
    assert namen(await client.get(LIJST, headers=CRS)) == verwacht
    body = {"uuid__in": [uuid_van(naam) for naam in ("eigen", "namens", "klaar", "geheim", "bedrijf")]}
    assert namen(await client.post(ZOEK, json=body, headers=ZOEK_CRS)) == verwacht
    for soort in ("statussen", "rollen"):
        antwoord = await client.get(f"/zaken/api/v1/{soort}", params={"zaak": url_van("zaken", "geheim")})
        assert (antwoord.status_code, antwoord.json()["count"]) == (200, 0)


async def test_a_hidden_zaak_is_403_and_so_shows_that_it_exists() -> None:
    client = beperkt(maak_openzaak())
    for pad in (detail("geheim"), detail("bedrijf"), detail("geheim") + "/zaakeigenschappen"):
        antwoord = await client.get(pad, headers=CRS)
        assert (antwoord.status_code, antwoord.json()["code"]) == (403, "permission_denied")
    assert (await client.get(detail("bestaat niet"), headers=CRS)).status_code == 404


async def test_expanding_types_needs_the_right_to_read_the_catalogue() -> None:
    client = beperkt(maak_openzaak())
    assert (await client.get(LIJST, params={"expand": "status"}, headers=CRS)).status_code == 200
    assert (await client.get(LIJST, params={"expand": "status.statustype"}, headers=CRS)).status_code == 403


async def test_an_application_without_autorisaties_may_nothing() -> None:
    app = maak_openzaak()
    app.state.register.store["applicaties"].verwijder(uuid_van("mijnzaken"))
    assert (await client_van(app).get(LIJST, headers=CRS)).status_code == 403


async def test_no_token_is_403_and_not_401() -> None:
    antwoord = await client_van(maak_openzaak()).get(LIJST, headers={**CRS, "Authorization": ""})
    assert (antwoord.status_code, antwoord.json()["code"]) == (403, "permission_denied")
    assert "www-authenticate" not in antwoord.headers


async def test_the_etag_of_a_zaak_is_its_own_with_or_without_expand() -> None:
    client = client_van(maak_openzaak())
    kaal = await client.get(detail("eigen"), headers=CRS)
    vol = await client.get(detail("eigen"), params={"expand": "status,rollen"}, headers=CRS)
    assert kaal.headers["etag"] == vol.headers["etag"]
    kop = {**CRS, "If-None-Match": "W/" + kaal.headers["etag"]}
    antwoord = await client.get(detail("eigen"), params={"expand": "status"}, headers=kop)
    assert (antwoord.status_code, antwoord.headers["content-crs"]) == (304, "EPSG:4326")
    assert "api-version" not in antwoord.headers
    assert "etag" not in (await client.get(LIJST, headers=CRS)).headers


async def test_zoek_by_place_finds_points_within_the_polygon() -> None:
    app = maak_openzaak()
    zaken = app.state.register.store["zaken"]
    zaken.wijzig(zaken.een(uuid_van("eigen")), {"zaakgeometrie": {"type": "Point", "coordinates": [4.9, 52.4]}})
    ring = [[4.8, 52.3], [5.0, 52.3], [5.0, 52.5], [4.8, 52.5], [4.8, 52.3]]
    for verschuiving, verwacht in ((0.0, ["eigen"]), (1.0, [])):
        vlak = [[x + verschuiving, y] for x, y in ring]
        body = {"zaakgeometrie": {"within": {"type": "Polygon", "coordinates": [vlak]}}}
        assert namen(await client_van(app).post(ZOEK, json=body, headers=ZOEK_CRS)) == verwacht


async def test_zoek_holds_uuids_and_person_together() -> None:
    body = {"uuid__in": [uuid_van("eigen"), uuid_van("bedrijf")], VAN_BSN: BSN}
    assert namen(await zoek(body)) == ["eigen"]
