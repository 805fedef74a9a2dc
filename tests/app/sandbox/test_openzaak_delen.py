"""Open Zaak of the sandbox: the parts of a zaak and its changes; Catalogi, Documenten, Besluiten, Autorisaties API."""

from __future__ import annotations

import hashlib

import pytest
from starlette.applications import Starlette

from tests.app.sandbox.openzaak_wereld import (
    ANDER_BSN,
    BASIS,
    BSN,
    CRS,
    ZOEK_CRS,
    beperkt,
    client_van,
    maak_openzaak,
    url_van,
    uuid_van,
)

ZAKEN = "/zaken/api/v1"
EIGEN = f"{ZAKEN}/zaken/{uuid_van('eigen')}"
DOCUMENTEN = "/documenten/api/v1/enkelvoudiginformatieobjecten"
CATALOGI = "/catalogi/api/v1"


async def etag_en_mutatie(app: Starlette) -> tuple[str, str]:
    antwoord = await client_van(app).get(EIGEN, headers=CRS)
    return antwoord.headers["etag"], antwoord.json()["laatstGemuteerd"]


def nieuwe_status(nummer: int, moment: str) -> dict[str, str]:
    statustype = url_van("statustypen", f"parkeren-{nummer}")
    return {"zaak": url_van("zaken", "eigen"), "statustype": statustype, "datumStatusGezet": moment}


def nieuwe_rol() -> dict[str, object]:
    return {
        "zaak": url_van("zaken", "eigen"),
        "betrokkeneType": "natuurlijk_persoon",
        "roltype": url_van("roltypen", "belanghebbende"),
        "roltoelichting": "gemachtigd",
        "betrokkeneIdentificatie": {"inpBsn": ANDER_BSN},
    }


async def test_statussen_of_one_zaak_come_newest_first() -> None:
    antwoord = await client_van(maak_openzaak()).get(f"{ZAKEN}/statussen", params={"zaak": url_van("zaken", "eigen")})
    assert [rij["uuid"] for rij in antwoord.json()["results"]] == [uuid_van("eigen-2"), uuid_van("eigen-1")]


async def test_the_latest_status_can_be_asked_for() -> None:
    params = {"zaak": url_van("zaken", "eigen"), "indicatieLaatstGezetteStatus": "true"}
    antwoord = await client_van(maak_openzaak()).get(f"{ZAKEN}/statussen", params=params)
    assert [rij["uuid"] for rij in antwoord.json()["results"]] == [uuid_van("eigen-2")]


async def test_a_filter_on_an_unknown_zaak_is_empty_and_on_no_url_400() -> None:
    client = client_van(maak_openzaak())
    onbekend = await client.get(f"{ZAKEN}/statussen", params={"zaak": url_van("zaken", "bestaat niet")})
    assert (onbekend.status_code, onbekend.json()["count"]) == (200, 0)
    fout = await client.get(f"{ZAKEN}/statussen", params={"zaak": "geen-url"})
    assert (fout.status_code, fout.json()["invalidParams"][0]["reason"]) == (400, "Voer een geldige URL in.")


@pytest.mark.parametrize("soort", ["statussen", "rollen", "resultaten"])
async def test_there_is_no_batch_by_zaak(soort: str) -> None:
    antwoord = await client_van(maak_openzaak()).get(f"{ZAKEN}/{soort}", params={"zaak__in": url_van("zaken", "eigen")})
    assert antwoord.json()["invalidParams"][0]["code"] == "unknown-parameters"


async def test_of_two_zaken_the_last_one_wins() -> None:
    eigen, klaar = url_van("zaken", "eigen"), url_van("zaken", "klaar")
    antwoord = await client_van(maak_openzaak()).get(f"{ZAKEN}/rollen?zaak={eigen}&zaak={klaar}")
    assert {rij["zaak"] for rij in antwoord.json()["results"]} == {klaar}


async def test_rollen_can_be_found_by_person_without_the_rol_prefix() -> None:
    params = {"betrokkeneIdentificatie__natuurlijkPersoon__inpBsn": BSN, "machtiging": "gemachtigde"}
    antwoord = await client_van(maak_openzaak()).get(f"{ZAKEN}/rollen", params=params)
    assert [rij["uuid"] for rij in antwoord.json()["results"]] == [uuid_van("r3")]


@pytest.mark.parametrize(
    "pad", ["zaakinformatieobjecten", "zaakcontactmomenten", "zaakverzoeken", f"zaken/{uuid_van('eigen')}/besluiten"]
)
async def test_some_lists_are_bare_arrays_and_know_no_pages(pad: str) -> None:
    client = client_van(maak_openzaak())
    assert isinstance((await client.get(f"{ZAKEN}/{pad}")).json(), list)
    assert (await client.get(f"{ZAKEN}/{pad}", params={"pageSize": "5"})).status_code == 400


async def test_the_besluiten_and_eigenschappen_of_a_zaak_are_below_it() -> None:
    client = client_van(maak_openzaak())
    (besluit,) = (await client.get(f"{EIGEN}/besluiten")).json()
    assert set(besluit) == {"url", "uuid", "besluit"}
    (eigenschap,) = (await client.get(f"{EIGEN}/zaakeigenschappen")).json()
    assert (eigenschap["naam"], eigenschap["waarde"]) == ("Kenteken", "X-01-YY")
    assert (await client.get(f"{EIGEN}/zaakeigenschappen/{eigenschap['uuid']}")).headers["etag"]
    ander = f"{ZAKEN}/zaken/{uuid_van('geheim')}/zaakeigenschappen/{eigenschap['uuid']}"
    assert (await client.get(ander)).status_code == 404


async def test_a_zaak_names_a_document_that_the_documenten_api_then_refuses() -> None:
    client = beperkt(maak_openzaak())
    params = {"zaak": url_van("zaken", "eigen")}
    genoemd = (await client.get(f"{ZAKEN}/zaakinformatieobjecten", params=params)).json()
    assert len(genoemd) == 2
    statussen = [(await client.get(rij["informatieobject"])).status_code for rij in genoemd]
    assert sorted(statussen) == [200, 403]


@pytest.mark.parametrize("pad", [f"rollen/{uuid_van('r1')}", f"statussen/{uuid_van('eigen-1')}"])
async def test_each_detail_has_an_etag_of_its_own(pad: str) -> None:
    client = client_van(maak_openzaak())
    eerste = await client.get(f"{ZAKEN}/{pad}")
    tweede = await client.get(f"{ZAKEN}/{pad}", headers={"If-None-Match": eerste.headers["etag"]})
    assert (eerste.status_code, tweede.status_code) == (200, 304)


async def test_a_removed_rol_does_not_show_in_the_etag_of_its_zaak() -> None:
    app = maak_openzaak()
    voor = await etag_en_mutatie(app)
    assert (await client_van(app).delete(f"{ZAKEN}/rollen/{uuid_van('r1')}")).status_code == 204
    assert await etag_en_mutatie(app) == voor
    over = await client_van(app).get(f"{ZAKEN}/rollen", params={"zaak": url_van("zaken", "eigen")})
    assert [rij["uuid"] for rij in over.json()["results"]] == [uuid_van("r2")]


async def test_a_removed_rol_stays_out_of_the_etag_that_nobody_asked_before() -> None:
    app, ander = maak_openzaak(), maak_openzaak()
    await client_van(app).delete(f"{ZAKEN}/rollen/{uuid_van('r1')}")
    assert await etag_en_mutatie(app) == await etag_en_mutatie(ander)


async def test_a_new_rol_changes_the_etag_but_not_laatst_gemuteerd() -> None:
    app = maak_openzaak()
    voor = await etag_en_mutatie(app)
    antwoord = await client_van(app).post(f"{ZAKEN}/rollen", json=nieuwe_rol())
    assert antwoord.status_code == 201
    na = await etag_en_mutatie(app)
    assert (na[0] != voor[0], na[1] == voor[1]) == (True, True)
    params = {"rol__betrokkeneIdentificatie__natuurlijkPersoon__inpBsn": ANDER_BSN}
    gevonden = (await client_van(app).get(f"{ZAKEN}/zaken", params=params, headers=CRS)).json()
    assert {rij["uuid"] for rij in gevonden["results"]} == {uuid_van("eigen"), uuid_van("namens")}


async def test_a_new_status_moves_the_zaak_on() -> None:
    app = maak_openzaak()
    voor = await etag_en_mutatie(app)
    client = client_van(app)
    antwoord = await client.post(f"{ZAKEN}/statussen", json=nieuwe_status(1, "2026-02-01T09:00:00+01:00"))
    assert antwoord.json()["datumStatusGezet"] == "2026-02-01T08:00:00Z"
    assert antwoord.json()["indicatieLaatstGezetteStatus"] is True
    zaak = (await client.get(EIGEN, headers=CRS)).json()
    assert (zaak["status"], zaak["einddatum"]) == (antwoord.json()["url"], None)
    na = await etag_en_mutatie(app)
    assert (na[0] != voor[0], na[1] > voor[1]) == (True, True)
    laatste = {"zaak": zaak["url"], "indicatieLaatstGezetteStatus": "true"}
    assert (await client.get(f"{ZAKEN}/statussen", params=laatste)).json()["count"] == 1


async def test_the_end_status_closes_on_the_local_date_and_a_later_one_reopens() -> None:
    client = client_van(maak_openzaak())
    await client.post(f"{ZAKEN}/statussen", json=nieuwe_status(3, "2026-07-01T22:30:00Z"))
    zaak = (await client.get(EIGEN, headers=CRS)).json()
    assert zaak["einddatum"] == "2026-07-02"
    await client.post(f"{ZAKEN}/statussen", json=nieuwe_status(2, "2026-07-03T10:00:00Z"))
    zaak = (await client.get(EIGEN, headers=CRS)).json()
    assert zaak["einddatum"] is None
    assert zaak["laatstGeopend"]


async def test_a_status_of_the_past_is_history_only() -> None:
    client = client_van(maak_openzaak())
    antwoord = await client.post(f"{ZAKEN}/statussen", json=nieuwe_status(3, "2026-01-01T10:00:00Z"))
    assert antwoord.json()["indicatieLaatstGezetteStatus"] is False
    zaak = (await client.get(EIGEN, headers=CRS)).json()
    assert (zaak["status"], zaak["einddatum"]) == (url_van("statussen", "eigen-2"), None)


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ({}, "required"),
        ({**nieuwe_status(1, "2026-02-01T09:00:00Z"), "zaak": url_van("zaken", "x")}, "does_not_exist"),
        (nieuwe_status(1, "2026-01-12T10:00:00Z"), "unique"),
        (nieuwe_status(1, "gisteren"), "invalid"),
        (
            {
                **nieuwe_status(1, "2026-02-01T09:00:00Z"),
                "statustype": url_van("statustypen", "bijstand-1"),
            },
            "zaaktype-mismatch",
        ),
    ],
)
async def test_a_status_that_cannot_be_is_400(body: dict[str, str], code: str) -> None:
    antwoord = await client_van(maak_openzaak()).post(f"{ZAKEN}/statussen", json=body)
    assert (antwoord.status_code, antwoord.json()["invalidParams"][0]["code"]) == (400, code)


async def test_a_patched_zaak_has_another_etag_and_needs_both_crs_headers() -> None:
    app = maak_openzaak()
    voor = await etag_en_mutatie(app)
    client = client_van(app)
    body = {"omschrijving": "Anders", "uuid": "x"}
    assert (await client.patch(EIGEN, json=body, headers=CRS)).status_code == 412
    antwoord = await client.patch(EIGEN, json=body, headers=ZOEK_CRS)
    assert (antwoord.json()["omschrijving"], antwoord.json()["uuid"]) == ("Anders", uuid_van("eigen"))
    na = await etag_en_mutatie(app)
    assert (na[0] != voor[0], na[1] > voor[1]) == (True, True)


async def test_a_result_belongs_to_a_zaak_once() -> None:
    client = client_van(maak_openzaak())
    body = {"zaak": url_van("zaken", "eigen"), "resultaattype": url_van("resultaattypen", "verleend")}
    antwoord = await client.post(f"{ZAKEN}/resultaten", json=body)
    assert (await client.get(EIGEN, headers=CRS)).json()["resultaat"] == antwoord.json()["url"]
    assert (await client.post(f"{ZAKEN}/resultaten", json=body)).status_code == 400


async def test_an_application_that_may_only_read_cannot_write() -> None:
    client = beperkt(maak_openzaak())
    antwoorden = [
        await client.patch(EIGEN, json={"omschrijving": "x"}, headers=ZOEK_CRS),
        await client.delete(f"{ZAKEN}/rollen/{uuid_van('r1')}"),
        await client.post(f"{ZAKEN}/rollen", json=nieuwe_rol()),
        await client.post(f"{ZAKEN}/statussen", json=nieuwe_status(1, "2026-02-01T09:00:00Z")),
    ]
    assert [antwoord.status_code for antwoord in antwoorden] == [403] * 4


async def test_zaaktypen_are_the_published_ones_unless_asked_otherwise() -> None:
    client = client_van(maak_openzaak())

    async def met(**params: str) -> list[str]:
        antwoord = await client.get(f"{CATALOGI}/zaaktypen", params=params)
        return [rij["identificatie"] for rij in antwoord.json()["results"]]

    assert await met() == ["BIJSTAND", "PARKEREN"]
    assert await met(status="concept") == ["NIEUW"]
    assert len(await met(status="alles")) == 3
    assert await met(identificatie="PARKEREN") == ["PARKEREN"]


async def test_statustypen_come_as_a_whole_catalogue_or_per_zaaktype() -> None:
    client = client_van(maak_openzaak())
    assert (await client.get(f"{CATALOGI}/statustypen")).json()["count"] == 6
    params = {"zaaktype": url_van("zaaktypen", "parkeren")}
    antwoord = await client.get(f"{CATALOGI}/statustypen", params=params)
    assert [rij["volgnummer"] for rij in antwoord.json()["results"]] == [3, 2, 1]


async def test_types_have_an_etag_and_no_expand() -> None:
    client = client_van(maak_openzaak())
    pad = f"{CATALOGI}/zaaktypen/{uuid_van('parkeren')}"
    eerste = await client.get(pad)
    assert eerste.headers["api-version"] == "1.3.1"
    assert (await client.get(pad, headers={"If-None-Match": eerste.headers["etag"]})).status_code == 304
    for elk in (pad, f"{CATALOGI}/zaaktypen"):
        antwoord = await client.get(elk, params={"expand": "statustypen"})
        assert antwoord.json()["invalidParams"][0]["code"] == "unknown-parameters"


async def test_a_client_without_the_catalogi_scope_is_refused_the_catalogue() -> None:
    assert (await beperkt(maak_openzaak()).get(f"{CATALOGI}/zaaktypen")).status_code == 403


async def test_documents_of_a_zaak_come_in_one_call_oldest_first() -> None:
    client = client_van(maak_openzaak())
    params = {"objectinformatieobjecten__object": url_van("zaken", "eigen")}
    antwoord = await client.get(DOCUMENTEN, params=params)
    assert [rij["titel"] for rij in antwoord.json()["results"]] == ["brief", "nota"]
    geen = await client.get(DOCUMENTEN, params={**params, "objectinformatieobjecten__objectType": "besluit"})
    assert geen.json()["count"] == 0


async def test_documents_are_searched_by_uuid_and_hidden_ones_drop_out() -> None:
    app = maak_openzaak()
    body = {"uuid__in": [uuid_van("nota"), uuid_van("brief"), uuid_van("x")], "expand": ["informatieobjecttype"]}
    antwoord = await client_van(app).post(DOCUMENTEN + "/_zoek", json=body)
    assert [rij["titel"] for rij in antwoord.json()["results"]] == ["brief", "nota"]
    assert antwoord.json()["results"][0]["_expand"]["informatieobjecttype"]["omschrijving"] == "Brief"
    zonder = {"uuid__in": body["uuid__in"]}
    assert (await beperkt(app).post(DOCUMENTEN + "/_zoek", json=zonder)).json()["count"] == 1
    nodig = await client_van(app).post(DOCUMENTEN + "/_zoek", json={"identificatie": "x"})
    assert nodig.json()["invalidParams"][0]["code"] == "required"


async def test_a_document_is_downloaded_as_it_was_stored() -> None:
    app = maak_openzaak()
    client = client_van(app)
    pad = f"{DOCUMENTEN}/{uuid_van('brief')}"
    detail = await client.get(pad)
    assert "_inhoud" not in detail.json()
    assert detail.json()["_expand"] == {}
    antwoord = await client.get(pad + "/download", params={"versie": "1"})
    assert antwoord.content == b"Inhoud van brief"
    assert antwoord.headers["content-type"] == "application/octet-stream"
    assert antwoord.headers["content-disposition"].startswith("attachment; filename=")
    assert antwoord.headers["etag"] == f'"{hashlib.md5(antwoord.content).hexdigest()}"'
    assert (await client.get(pad + "/download", params={"versie": "2"})).status_code == 404
    assert (await beperkt(app).get(f"{DOCUMENTEN}/{uuid_van('nota')}/download")).status_code == 403


async def test_the_etag_of_a_document_does_not_know_expand() -> None:
    client = client_van(maak_openzaak())
    pad = f"{DOCUMENTEN}/{uuid_van('brief')}"
    kaal, vol = await client.get(pad), await client.get(pad, params={"expand": "informatieobjecttype"})
    assert kaal.headers["etag"] == vol.headers["etag"]
    assert (await client.get(pad, params={"expand": "auteur"})).status_code == 400


async def test_besluiten_are_asked_per_zaak_and_cannot_be_expanded() -> None:
    client = client_van(maak_openzaak())
    pad = "/besluiten/api/v1/besluiten"
    params = {"zaak": url_van("zaken", "eigen")}
    antwoord = await client.get(pad, params=params)
    assert [rij["identificatie"] for rij in antwoord.json()["results"]] == ["BESLUIT-1"]
    assert antwoord.headers["api-version"] == "1.1.0"
    assert (await client.get(pad, params={**params, "expand": "besluittype"})).status_code == 400
    assert (await client.get(f"{pad}/{uuid_van('besluit')}")).headers["etag"]
    documenten = await client.get(
        "/besluiten/api/v1/besluitinformatieobjecten", params={"besluit": url_van("besluiten", "besluit")}
    )
    assert len(documenten.json()) == 1
    assert (await beperkt(maak_openzaak()).get(pad)).status_code == 403


async def test_an_application_can_ask_what_it_may_do() -> None:
    app = maak_openzaak()
    pad = "/autorisaties/api/v1/applicaties/consumer"
    alles = (await client_van(app).get(pad, params={"clientId": "mijnzaken"})).json()
    weinig = (await beperkt(app).get(pad, params={"clientId": "beperkt"})).json()
    assert (alles["heeftAlleAutorisaties"], weinig["heeftAlleAutorisaties"]) == (True, False)
    assert weinig["autorisaties"][0]["maxVertrouwelijkheidaanduiding"] == "vertrouwelijk"
    assert (await client_van(app).get(pad, params={"clientId": "onbekend"})).status_code == 404


async def test_filters_on_urls_work_from_another_address() -> None:
    client = client_van(maak_openzaak(), basis="http://127.0.0.1:8100/openzaak")
    zaak = url_van("zaken", "eigen").replace(BASIS, "http://127.0.0.1:8100/openzaak")
    rollen = (await client.get(f"{ZAKEN}/rollen", params={"zaak": zaak})).json()
    assert {rol["zaak"] for rol in rollen["results"]} == {zaak}
