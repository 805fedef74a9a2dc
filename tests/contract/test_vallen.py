"""The traps that the specifications hide (FACTS.md §18). Each test first shows that the trap is there, then that we do
not step in it."""

from __future__ import annotations

import asyncio
import json
from datetime import timedelta
from decimal import Decimal
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import httpx
import pytest

from app.registries import openvtb as vtbadapter
from app.registries.openzaak import zoeken as zaakadapter
from app.sandbox import kern, openvtb, qmatic
from app.sandbox.wereld import Adressen, bouw_wereld
from resolvers.grammar.sleutel import Bsn, KvkNummer, Rsin, Sleutel
from tests.contract.huis import ANNA, BASIS, GROOT, JAN, LIJSTEN, NOOR, VAN_ANNA, Huis, zaken_uit_register

# ------------------------------------------------------------------ facts §18.1: Accept-Crs and Content-Crs


@pytest.mark.parametrize("koptekst", ["accept-crs", "content-crs"])
async def test_a_search_of_zaken_without_its_crs_is_refused_and_we_always_send_it(koptekst: str) -> None:
    huis = Huis()
    await huis.nummers()
    zoeken = [r for r, _ in huis.tussen.gezien if r.url.path.endswith("/zaken/_zoek")]
    assert zoeken
    assert all(koptekst in request.headers for request in zoeken)

    def zonder(request: httpx.Request) -> httpx.Request:
        request.headers.pop(koptekst, None)
        return request

    bare = Huis(vooraf=zonder)
    answer = await bare.vraag("{ mijnZaken { totaal nodes { titel } bronnen { register volledig } } }")
    assert 412 in {status for _, status in bare.tussen.gezien}
    assert "REGISTER" in json.dumps(answer)  # said to be missing, not shown as empty


# ------------------------------------------------------------------ facts §18.2: unknown parameters are a 400


async def test_no_register_refuses_a_parameter_of_ours_though_they_refuse_unknown_ones() -> None:
    huis = Huis()
    await huis.verbindingen.overzicht()
    await huis.verbindingen.tel_ervaring()
    for wie in (ANNA, JAN, KvkNummer("90001354")):
        await huis.vraag(GROOT, wie)
    assert [(r.url.path, status) for r, status in huis.tussen.gezien if status >= 400] == []
    token = kern.maak_jwt(kern.ZGW_CLIENT_ID, kern.ZGW_SECRET)
    async with httpx.AsyncClient(transport=httpx.ASGITransport(huis.app), base_url=BASIS) as register:
        headers = {"Authorization": f"Bearer {token}", "Accept-Crs": "EPSG:4326"}
        refused = await register.get("/openzaak/zaken/api/v1/zaken?uuid__in=x", headers=headers)
    assert refused.status_code == 400
    assert "unknown-parameters" in refused.text


# ------------------------------------------------------------------ facts §18.3: filters that do not correlate


async def test_a_partij_that_matches_the_filters_with_different_identificators_is_not_ours() -> None:
    """Its RSIN has the digits of Anna's BSN, and it has a BSN of its own: both filters hold, of different rows."""
    huis = Huis()
    store = huis.register("openklant").store
    like = dict(next(row for row in store["partijen"] if ANNA.waarde in str(row["partijIdentificatoren"])))

    def identificator(soort: str, waarde: str) -> dict[str, object]:
        made: dict[str, Any] = json.loads(json.dumps(like["partijIdentificatoren"]))[0]
        made["partijIdentificator"] |= {"codeSoortObjectId": soort, "objectId": waarde}
        return made

    uuid = "00000000-0000-4000-8000-0000000000aa"
    store["partijen"].voeg_toe(
        {
            **like,
            "uuid": uuid,
            "url": str(like["url"]).replace(str(like["uuid"]), uuid),
            "nummer": "0000099999",
            "partijIdentificatie": {"volledigeNaam": "Iemand Anders"},
            "partijIdentificatoren": [identificator("rsin", ANNA.waarde), identificator("bsn", JAN.waarde)],
        }
    )
    client = next(a for a in huis.verbindingen.aansluitingen if a.settings.soort == "openklant").clients
    params = (("partijIdentificator__codeSoortObjectId", "bsn"), ("partijIdentificator__objectId", ANNA.waarde))
    found = await client["klantinteracties"].pages("/partijen", dict, params=params)
    assert len(found) == 2  # the register gives the stranger too
    partij = (await huis.registers.klanten[0].partijen([frozenset({ANNA})]))[0]
    assert partij is not None
    assert not isinstance(partij, Exception)
    assert partij.uuid == like["uuid"]
    answer = await huis.vraag(LIJSTEN)
    assert "Iemand Anders" not in json.dumps(answer)


# ------------------------------------------------------------------ facts §18.4: expand=rollen tells everything


async def test_of_the_other_people_of_a_zaak_only_the_rol_is_told() -> None:
    huis = Huis()
    answer = await huis.vraag(GROOT)
    wire = [r for r, _ in huis.tussen.gezien if r.url.path.endswith("/zaken/_zoek")]
    assert wire
    zaak = next(
        node["zaak"]
        for node in answer["data"]["mijnZaken"]["nodes"]
        if node["zaak"] and node["zaak"]["identificatie"] == "ZAAK-2026-0001"
    )
    assert {"rolGeneriek": "mede_initiator", "naam": None, "klant": None} in zaak["betrokkenen"]
    text = json.dumps(answer)
    assert JAN.waarde not in text
    assert "Bakker" not in text
    assert "1980-01-01" not in text


# ------------------------------------------------------------------ facts §18.5: two products called 0.1.0


@pytest.mark.parametrize("versie", ["0.1.0", "main"])
async def test_an_open_vtb_without_filters_shows_us_only_what_is_ours(versie: Any) -> None:
    wereld = bouw_wereld(Adressen.onder(BASIS))
    huis = Huis(anders={"openvtb": openvtb.maak_app(wereld, versie=versie)})
    answer = await huis.vraag(LIJSTEN)
    assert "errors" not in answer
    klant = answer["data"]["klant"]
    own = [row for row in wereld.collecties["openvtb"]["verzoeken"] if ANNA.waarde in str(row["initiator"])]
    assert 0 < len(own) < len(wereld.collecties["openvtb"]["verzoeken"])
    kenmerken = {str(bron["kenmerk"]) for row in own if isinstance(bron := row["verzoekBron"], dict)}
    assert {row["kenmerk"] for row in klant["verzoeken"]["nodes"]} == kenmerken
    taken = wereld.collecties["openvtb"]["externetaken"]
    mine = sorted(str(row["titel"]) for row in taken if ANNA.waarde in str(row["isToegewezenAan"]))
    assert sorted(row["titel"] for row in klant["taken"]) == mine
    found = await huis.registers.verzoeken[0].verzoeken_van(frozenset({ANNA}))
    assert isinstance(huis.registers.verzoeken[0], vtbadapter.OpenVtb)
    assert len(found) == len(own)


# ------------------------------------------------------------------ facts §18.6: names of the same thing


async def test_a_link_to_a_zaak_by_another_host_is_still_that_zaak() -> None:
    """Inside a cluster the zaakregister has another name than outside."""
    query = (
        "{ mijnZaken(first: 100) { nodes { titel zaak { identificatie } producten { naam } verzoek { kenmerk } } } }"
    )

    def intern(request: httpx.Request, body: Any) -> Any:
        if not request.url.path.startswith("/openproduct"):
            return body
        text = json.dumps(body)
        return json.loads(text.replace(f"{BASIS}/openzaak", "http://openzaak.intern.example:8000"))

    outside, inside = await Huis().vraag(query), await Huis(achteraf=intern).vraag(query)
    assert any(node["producten"] and node["zaak"] for node in outside["data"]["mijnZaken"]["nodes"])
    assert inside == outside


async def test_no_path_of_ours_ends_in_a_slash_and_no_foreign_host_is_asked() -> None:
    def elders(request: httpx.Request, body: Any) -> Any:
        if isinstance(body, dict) and "results" in body and body.get("next"):
            return {**body, "next": "http://elders.example/pagina?page=2"}
        return body

    huis = Huis(achteraf=elders)
    client = huis.verbindingen.aansluitingen[0].clients["catalogi"]
    found = await client.pages("/statustypen", dict, grootte=5)
    assert len(found) == len(huis.rijen("openzaak", "statustypen")) > 10
    await huis.vraag(GROOT)
    assert {request.url.host for request, _ in huis.tussen.gezien} == {urlsplit(BASIS).hostname}
    assert not [path for path in huis.paden() if path.endswith("/")]


# ------------------------------------------------------------------ facts §18.7: a zaaktype URL is a version


async def test_a_new_version_of_a_zaaktype_keeps_its_producttype_and_its_experience() -> None:
    huis = Huis()
    store = huis.register("openzaak").store
    old = dict(next(row for row in store["zaaktypen"] if row["identificatie"] == "PARKEERVERGUNNING"))
    new = str(old["url"])[:-36] + "11111111-1111-4111-8111-111111111111"
    store["zaaktypen"].voeg_toe({**old, "url": new, "versiedatum": "2026-01-01", "beginGeldigheid": "2026-01-01"})
    open_zaak = next(row for row in store["zaken"] if row["identificatie"] == "ZAAK-2026-0001")
    store["zaken"].wijzig(open_zaak, {"zaaktype": new})
    query = (
        "{ mijnZaken(first: 100) { nodes { producttype { naam } zaak { identificatie zaaktype { identificatie } } } } }"
    )
    nodes = (await huis.vraag(query))["data"]["mijnZaken"]["nodes"]
    found = next(node for node in nodes if node["zaak"] and node["zaak"]["identificatie"] == "ZAAK-2026-0001")
    assert found["zaak"]["zaaktype"] == {"identificatie": "PARKEERVERGUNNING"}
    assert found["producttype"] is not None  # Open Product names the old version

    closed = next(row for row in store["zaken"] if row["identificatie"] == "ZAAK-2025-0105")
    await huis.verbindingen.tel_ervaring()
    before = await huis.registers.zaken[0].doorlooptijden("PARKEERVERGUNNING")
    again: dict[str, Any] = {
        **closed,
        "uuid": "22222222-2222-4222-8222-222222222222",
        "identificatie": "ZAAK-2",
        "zaaktype": new,
    }
    again["url"] = str(closed["url"])[:-36] + again["uuid"]
    store["zaken"].voeg_toe(again)
    await huis.verbindingen.tel_ervaring()
    after = await huis.registers.zaken[0].doorlooptijden("PARKEERVERGUNNING")
    assert len(before) >= 1
    assert len(after) == len(before) + 1  # both versions count


# ------------------------------------------------------------------ facts §18.8: dates that do not move


async def test_a_planned_date_in_the_past_does_not_make_a_zaak_late_and_a_suspended_one_is_indicative() -> None:
    huis = Huis()
    query = """{ mijnZaken(first: 100) { nodes { zaak { identificatie einddatumGepland }
      levertijd { verwachtOp uiterlijkOp overschreden opgeschort indicatief } } } }"""
    store = huis.register("openzaak").store
    healthy = next(row for row in store["zaken"] if row["identificatie"] == "ZAAK-2026-0001")
    yesterday = huis.app.state.wereld.vandaag - timedelta(days=1)
    store["zaken"].wijzig(healthy, {"einddatumGepland": yesterday.isoformat()})
    nodes = (await huis.vraag(query))["data"]["mijnZaken"]["nodes"]
    times = {node["zaak"]["identificatie"]: node["levertijd"] for node in nodes if node["zaak"]}
    assert times["ZAAK-2026-0001"]["overschreden"] is False
    assert times["ZAAK-2026-0001"]["verwachtOp"] > yesterday.isoformat()
    assert (times["ZAAK-2026-0002"]["opgeschort"], times["ZAAK-2026-0002"]["indicatief"]) == (True, True)


# ------------------------------------------------------------------ facts §18.9: nine digits, and where a company hides


async def test_an_rsin_with_the_digits_of_a_bsn_is_somebody_else(monkeypatch: pytest.MonkeyPatch) -> None:
    huis = Huis()
    store = huis.register("openzaak").store
    kvk_rol = next(row for row in store["rollen"] if "90001354" in str(row["betrokkeneIdentificatie"]))
    zaak = next(row for row in store["zaken"] if row["url"] == kvk_rol["zaak"])
    store["rollen"].wijzig(kvk_rol, {"betrokkeneIdentificatie": {"innNnpId": ANNA.waarde, "kvkNummer": ""}})
    monkeypatch.setitem(zaakadapter.ZOEKSLEUTELS, Bsn, ("rol__hernoemd__inpBsn",))
    found = {made.identificatie: made for made in await zaken_uit_register(huis)}
    assert found[zaak["identificatie"]].over_wie() == {Rsin(ANNA.waarde)}
    keys: set[Sleutel] = {Rsin(ANNA.waarde)}
    assert ANNA not in keys
    assert await huis.nummers() == VAN_ANNA


async def test_a_company_is_found_under_its_kvk_number_rsin_and_vestiging() -> None:
    huis = Huis()
    assert await huis.nummers(KvkNummer("90001354")) == {
        "ZAAK-2026-0401",  # kvkNummer
        "ZAAK-2026-0402",  # innNnpId
        "ZAAK-2023-0403",  # vestiging
        "ZAAK-2022-0404",  # annIdentificatie
    }


# ------------------------------------------------------------------ facts §18.10: time, money, language


async def test_a_naive_local_time_of_qmatic_gets_the_zone_of_the_branch() -> None:
    wereld = bouw_wereld(Adressen.onder(BASIS))
    wire = wereld.collecties["qmatic"]["appointments"][0]
    wire |= {"start": "2026-07-01T14:00:00", "end": "2026-12-01T14:00:00"}
    huis = Huis(anders={"qmatic": qmatic.maak_app(wereld)})
    answer = await huis.vraag('{ klant(sleutel: {bsn: "999990019"}) { afspraken { onderwerp begin eind } } }')
    found = [row for row in answer["data"]["klant"]["afspraken"] if row["onderwerp"] == wire["title"]]
    assert [(row["begin"], row["eind"]) for row in found] == [
        ("2026-07-01T14:00:00+02:00", "2026-12-01T14:00:00+01:00")
    ]


async def test_a_price_is_exact_and_a_date_is_the_day_that_was_written() -> None:
    huis = Huis()
    store = huis.register("openproduct").store
    product = next(row for row in store["producten"] if row["naam"] == "Parkeervergunning bewoners")
    store["producten"].wijzig(product, {"prijs": "0.10"})
    found = {row.naam: row for row in await huis.registers.producten[0].producten_van(frozenset({ANNA}))}
    assert (found["Parkeervergunning bewoners"].prijs or 0) * 3 == Decimal("0.30")
    query = "{ mijnZaken(first: 100) { nodes { producten { prijs } zaak { identificatie startdatum } } } }"
    nodes = (await huis.vraag(query))["data"]["mijnZaken"]["nodes"]
    assert "0.10" in {product["prijs"] for node in nodes for product in node["producten"]}
    wire = {row["identificatie"]: row["startdatum"] for row in huis.rijen("openzaak", "zaken")}
    shown = {node["zaak"]["identificatie"]: node["zaak"]["startdatum"] for node in nodes if node["zaak"]}
    assert shown == {nummer: wire[nummer] for nummer in shown}


async def test_our_jwt_is_never_from_the_future() -> None:
    """iat is in whole seconds and other registers allow no leeway."""
    from base64 import urlsafe_b64decode
    from time import time

    huis = Huis()
    await huis.nummers()
    token = next(r.headers["authorization"] for r, _ in huis.tussen.gezien if r.url.path.startswith("/openzaak"))
    claims = json.loads(urlsafe_b64decode(token.split(".")[1] + "=="))
    assert isinstance(claims["iat"], int)
    assert claims["iat"] <= time()


async def test_a_bsn_stands_in_no_url_where_the_register_has_another_way() -> None:
    """Open Klant, Open Product and Open VTB only filter in the query; the others are asked in a body."""
    huis = Huis()
    await huis.vraag(GROOT)
    exposed = {r.url.path.split("/")[1] for r, _ in huis.tussen.gezien if ANNA.waarde in str(r.url)}
    assert exposed <= {"openklant", "openproduct", "openvtb"}
    in_body = {r.url.path.split("/")[1] for r, _ in huis.tussen.gezien if ANNA.waarde.encode() in r.content}
    assert {"openzaak", "brp", "openobject"} <= in_body


async def test_one_parameter_is_never_sent_twice_or_with_a_list_of_persons() -> None:
    """Repeated, the last one wins; a list with commas is nobody (MEASURED §2)."""
    huis = Huis()
    for wie in (ANNA, KvkNummer("90001354")):
        await huis.vraag(GROOT, wie)
    for request, _ in huis.tussen.gezien:
        pairs = parse_qsl(request.url.query.decode())
        assert len({key for key, _ in pairs}) == len(pairs), request.url.path
        assert not [key for key, value in pairs if "," in value and key != "expand"], request.url.path


async def test_mijnagenda_details_are_read_by_the_names_of_its_oas() -> None:
    online = {"afspraakSoort": "online", "onlineAdres": "https://overleg.example/1"}
    fysiek = {
        "afspraakSoort": "fysiek",
        "afspraakLocatie": {"bezoekadres": {"adresregel1": "Plein 1", "adresregel2": "1234 AB Voorbeeldstad"}},
        "activiteiten": [{"naamActiviteitsoort": "Paspoort", "aantal": 1, "aanduidingWatMeeTeNemen": "Een pasfoto."}],
    }
    for detail, expected in (
        (online, ["online", "https://overleg.example/1", None]),
        (fysiek, ["fysiek", "Plein 1, 1234 AB Voorbeeldstad", "Een pasfoto."]),
    ):

        def achteraf(request: httpx.Request, body: Any, detail: dict[str, Any] = detail) -> Any:
            is_detail = request.method == "GET" and request.url.path.startswith("/mijnagenda/afspraken/")
            return {"afspraakIdentificatie": body["afspraakIdentificatie"], **detail} if is_detail else body

        huis = Huis(achteraf=achteraf)
        query = '{ klant(sleutel: {bsn: "999990019"}) { afspraken { onderwerp soort locatie toelichting } } }'
        found = (await huis.vraag(query))["data"]["klant"]["afspraken"]
        row = next(row for row in found if row["onderwerp"] == "Gesprek over uw aanvraag")
        assert [row["soort"], row["locatie"], row["toelichting"]] == expected


async def test_many_at_once_do_not_see_each_other() -> None:
    """Two sessions over the same connections and the same caches."""
    huis = Huis()
    anna, jan, noor = await asyncio.gather(huis.nummers(ANNA), huis.nummers(JAN), huis.nummers(NOOR))
    assert anna == VAN_ANNA
    assert "ZAAK-2026-0101" in jan
    assert noor & (anna | jan) == set()
