"""Kern of the sandbox: pages, errors, tokens, ETags, addresses, failures and counts, on a product of one collection."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import time
from collections.abc import Callable
from dataclasses import dataclass, field

import httpx
import pytest
from starlette.applications import Starlette
from starlette.routing import Mount

from app.sandbox.kern import (
    TOKEN,
    ZGW_SECRET,
    Antwoord,
    Dialect,
    JwtToegang,
    Pad,
    Register,
    SleutelToegang,
    Storing,
    Toegang,
    TokenToegang,
    Vraag,
    maak_jwt,
)

BASIS = "http://wereld/product"
KOP = {"Authorization": f"Token {TOKEN}"}


@dataclass(frozen=True)
class Adressen:
    product: str = BASIS


@dataclass(frozen=True)
class Wereldje:
    collecties: dict[str, dict[str, list[dict[str, object]]]]
    adressen: Adressen = field(default_factory=Adressen)


def maak(
    aantal: int = 5, *, dialect: Dialect | None = None, toegang: Toegang | None = None, latentie_ms: float = 0.0
) -> Starlette:
    dingen: list[dict[str, object]] = [
        {"uuid": f"u{nummer}", "url": f"{BASIS}/dingen/u{nummer}", "soort": "even" if nummer % 2 == 0 else "oneven"}
        for nummer in range(aantal)
    ]
    if dingen:
        dingen[0] |= {"_geheim": "x", "diep": [{"_ook": 1, "wel": 2}], "_expand": {"a": 1}}
    wereld = Wereldje({"product": {"dingen": dingen}})
    register = Register(wereld, "product", dialect=dialect or Dialect(), toegang=toegang or TokenToegang())
    collectie = register.store["dingen"]

    def lijst(vraag: Vraag) -> Antwoord:
        gezocht = vraag.params.get("url") or (vraag.voorwerp()["url"] if vraag.lichaam else None)
        soort = vraag.params.get("soort")
        rijen = [rij for rij in collectie if soort in (None, rij["soort"]) and gezocht in (None, rij["url"])]
        return Antwoord(vraag.pagina(rijen))

    def een(vraag: Vraag) -> Antwoord:
        return Antwoord(collectie.een(vraag.pad["uuid"]), etag=True)

    def weg(vraag: Vraag) -> Antwoord:
        collectie.verwijder(vraag.pad["uuid"])
        return Antwoord(status=204)

    paden = [
        Pad("/dingen", {"GET": lijst, "POST": lijst}, params=frozenset({"soort", "url"}), gepagineerd=True),
        Pad("/dingen/{uuid}", {"GET": een, "DELETE": weg}, params=frozenset(), kop={"API-version": "1.0.0"}),
    ]
    return register.app(paden, latentie_ms=latentie_ms)


def client_van(app: Starlette, basis: str = BASIS, kop: dict[str, str] | None = None) -> httpx.AsyncClient:
    buiten = Starlette(routes=[Mount(httpx.URL(basis).path, app=app)])
    return httpx.AsyncClient(
        transport=httpx.ASGITransport(app=buiten), base_url=basis, headers=KOP if kop is None else kop
    )


async def test_a_page_has_count_next_previous_and_results() -> None:
    body = (await client_van(maak()).get("/dingen", params={"pageSize": "2", "page": "2"})).json()
    assert [rij["uuid"] for rij in body["results"]] == ["u2", "u3"]
    assert body["count"] == 5
    assert body["next"] == f"{BASIS}/dingen?page=3&pageSize=2"
    assert body["previous"] == f"{BASIS}/dingen?pageSize=2"


async def test_a_page_past_the_end_is_404() -> None:
    antwoord = await client_van(maak()).get("/dingen", params={"page": "2"})
    assert antwoord.status_code == 404
    assert antwoord.json()["detail"] == "Ongeldige pagina."


async def test_an_empty_collection_has_one_empty_page() -> None:
    assert (await client_van(maak(0)).get("/dingen")).json() == {
        "count": 0,
        "next": None,
        "previous": None,
        "results": [],
    }


@pytest.mark.parametrize(("gevraagd", "gekregen"), [("0", 100), ("501", 500), ("1000", 500), ("7", 7), ("x", 100)])
async def test_the_page_size_is_clamped_without_a_word(gevraagd: str, gekregen: int) -> None:
    antwoord = await client_van(maak(600)).get("/dingen", params={"pageSize": gevraagd})
    assert len(antwoord.json()["results"]) == gekregen


async def test_the_clamped_page_size_stays_in_the_next_link() -> None:
    antwoord = await client_van(maak(600)).get("/dingen", params={"pageSize": "1000"})
    assert antwoord.json()["next"] == f"{BASIS}/dingen?page=2&pageSize=1000"


async def test_the_snake_dialect_does_not_know_the_camel_page_size() -> None:
    app = maak(9, dialect=Dialect(grootte="page_size"))
    assert len((await client_van(app).get("/dingen", params={"pageSize": "2"})).json()["results"]) == 9
    assert len((await client_van(app).get("/dingen", params={"page_size": "2"})).json()["results"]) == 2


async def test_an_unknown_parameter_is_ignored_or_refused_by_dialect() -> None:
    ruim = await client_van(maak()).get("/dingen", params={"bestaatniet": "1"})
    streng = await client_van(maak(dialect=Dialect(weigert_onbekend=True))).get("/dingen", params={"bestaatniet": "1"})
    assert (ruim.status_code, ruim.json()["count"]) == (200, 5)
    assert streng.status_code == 400
    assert streng.json()["invalidParams"] == [
        {
            "name": "nonFieldErrors",
            "code": "unknown-parameters",
            "reason": "Onbekende query parameters: bestaatniet",
        }
    ]


async def test_of_a_repeated_parameter_the_last_one_wins() -> None:
    antwoord = await client_van(maak()).get("/dingen?soort=even&soort=oneven")
    assert {rij["soort"] for rij in antwoord.json()["results"]} == {"oneven"}


async def test_errors_are_worded_in_the_dialect_and_sent_as_json() -> None:
    app = maak(dialect=Dialect(engels=True))
    antwoord = await client_van(app).get("/dingen/bestaatniet")
    body = antwoord.json()
    assert antwoord.headers["content-type"] == "application/json"
    assert body["type"] == f"{BASIS}/ref/fouten/NotFound/"
    assert (body["code"], body["title"], body["status"]) == ("not_found", "Not found.", 404)
    assert body["instance"].startswith("urn:uuid:")
    nederlands = await client_van(maak()).get("/dingen/bestaatniet")
    assert nederlands.json()["title"] == "Niet gevonden."


@pytest.mark.parametrize(
    ("kop", "code"),
    [
        ({}, "not_authenticated"),
        ({"Authorization": f"Bearer {TOKEN}"}, "not_authenticated"),
        ({"Authorization": "Token fout"}, "authentication_failed"),
        ({"Authorization": "Token"}, "authentication_failed"),
    ],
)
async def test_a_missing_or_wrong_token_is_401_that_says_which_scheme(kop: dict[str, str], code: str) -> None:
    antwoord = await client_van(maak(), kop=kop).get("/dingen")
    assert (antwoord.status_code, antwoord.json()["code"]) == (401, code)
    assert antwoord.headers["www-authenticate"] == "Token"


async def test_an_api_key_travels_in_its_own_header() -> None:
    app = maak(toegang=SleutelToegang("apikey"))
    assert (await client_van(app, kop={}).get("/dingen")).status_code == 401
    assert (await client_van(app, kop={"apikey": "sandbox-apikey"}).get("/dingen")).status_code == 200


def nu_s() -> int:
    return int(time.time())


@pytest.mark.parametrize(
    ("authorization", "status", "code"),
    [
        (lambda: f"Bearer {maak_jwt()}", 200, None),
        (lambda: f"Bearer {maak_jwt(iat=nu_s() - 59 * 60)}", 200, None),
        (lambda: f"Bearer {maak_jwt(iat=nu_s() + 60)}", 200, None),
        (lambda: f"Bearer {maak_jwt(exp=nu_s() + 60)}", 200, None),
        (lambda: f"Bearer {maak_jwt(iat=nu_s() - 2 * 3600)}", 403, "jwt-expired"),
        (lambda: f"Bearer {maak_jwt(iat=None)}", 403, "jwt-missing-iat-claim"),
        (lambda: f"Bearer {maak_jwt(exp=nu_s() - 1)}", 403, "jwt-expiredsignatureerror"),
        (lambda: f"Bearer {maak_jwt(secret='ander')}", 403, "invalid-jwt-signature"),
        (lambda: f"Bearer {maak_jwt('onbekend')}", 403, "invalid-client-identifier"),
        (lambda: "Bearer onzin", 403, "jwt-decode-error"),
        (lambda: "Bearer a.b.c", 403, "jwt-decode-error"),
        (lambda: "Basic abc", 403, "permission_denied"),
        (lambda: "", 403, "permission_denied"),
    ],
)
async def test_a_zgw_token_is_judged_as_the_product_does_and_never_401(
    authorization: Callable[[], str], status: int, code: str | None
) -> None:
    app = maak(toegang=JwtToegang())
    antwoord = await client_van(app, kop={"Authorization": authorization()}).get("/dingen")
    assert antwoord.status_code == status
    assert antwoord.json().get("code") == code
    assert "www-authenticate" not in antwoord.headers


@pytest.mark.parametrize("alg", ["none", "HS512"])
async def test_a_token_that_names_another_algorithm_is_refused_even_if_the_signature_fits(alg: str) -> None:
    kop = base64.urlsafe_b64encode(json.dumps({"typ": "JWT", "alg": alg}).encode()).rstrip(b"=").decode()
    getekend = f"{kop}.{maak_jwt().split('.')[1]}"
    ruw = hmac.new(ZGW_SECRET.encode(), getekend.encode(), hashlib.sha256).digest()
    token = f"{getekend}.{base64.urlsafe_b64encode(ruw).rstrip(b'=').decode()}"
    antwoord = await client_van(maak(toegang=JwtToegang()), kop={"Authorization": f"Bearer {token}"}).get("/dingen")
    assert (antwoord.status_code, antwoord.json()["code"]) == (403, "invalid-jwt-signature")


@pytest.mark.parametrize("vorm", ["{}", "W/{}", '"ander", {}', "*"])
async def test_a_known_etag_is_304_without_a_body(vorm: str) -> None:
    client = client_van(maak())
    eerste = await client.get("/dingen/u1")
    tweede = await client.get("/dingen/u1", headers={"If-None-Match": vorm.format(eerste.headers["etag"])})
    assert eerste.headers["etag"].startswith('"')
    assert eerste.headers["api-version"] == "1.0.0"
    assert (tweede.status_code, tweede.content) == (304, b"")
    assert tweede.headers["etag"] == eerste.headers["etag"]
    assert "api-version" not in tweede.headers
    assert (await client.get("/dingen/u1", headers={"If-None-Match": '"ander"'})).status_code == 200


async def test_a_list_has_no_etag() -> None:
    assert "etag" not in (await client_van(maak()).get("/dingen")).headers


async def test_internal_keys_never_leave_at_any_depth() -> None:
    body = (await client_van(maak()).get("/dingen/u0")).json()
    assert "_geheim" not in body
    assert body["diep"] == [{"wel": 2}]
    assert body["_expand"] == {"a": 1}


async def test_urls_follow_the_address_by_which_the_request_came() -> None:
    client = client_van(maak(), "http://127.0.0.1:8100/elders")
    body = (await client.get("/dingen", params={"pageSize": "1"})).json()
    assert body["results"][0]["url"] == "http://127.0.0.1:8100/elders/dingen/u0"
    assert body["next"] == "http://127.0.0.1:8100/elders/dingen?page=2&pageSize=1"
    gevraagd = "http://127.0.0.1:8100/elders/dingen/u3"
    for antwoord in (
        await client.get("/dingen", params={"url": gevraagd}),
        await client.post("/dingen", json={"url": gevraagd}),
    ):
        assert [rij["uuid"] for rij in antwoord.json()["results"]] == ["u3"]


async def test_a_url_in_a_next_link_follows_too() -> None:
    client = client_van(maak(), "http://127.0.0.1:8100/elders")
    antwoord = await client.get("/dingen?pageSize=1&soort=even&x=http%3A%2F%2F127.0.0.1%3A8100%2Felders%2Fdingen%2Fu0")
    assert "x=http%3A%2F%2F127.0.0.1%3A8100%2Felders%2Fdingen%2Fu0" in antwoord.json()["next"]


async def test_head_is_counted_and_405() -> None:
    app = maak()
    antwoord = await client_van(app).head("/dingen/u1")
    assert (antwoord.status_code, app.state.head) == (405, 1)


async def test_a_method_that_is_not_there_is_405() -> None:
    antwoord = await client_van(maak()).delete("/dingen")
    assert (antwoord.status_code, antwoord.json()["code"]) == (405, "method_not_allowed")
    assert antwoord.headers["allow"] == "GET, POST, HEAD, OPTIONS"


async def test_requests_are_logged_without_values() -> None:
    app = maak()
    client = client_van(app)
    await client.get("/dingen/u1")
    await client.get("/dingen", params={"soort": "even"})
    await client.get("/bestaatniet/u1")
    assert list(app.state.oproepen) == [("GET", "/dingen/{uuid}"), ("GET", "/dingen"), ("GET", "(onbekend pad)")]


async def test_a_path_with_a_slash_at_the_end_is_html_404() -> None:
    antwoord = await client_van(maak()).get("/dingen/u1/")
    assert antwoord.status_code == 404
    assert antwoord.headers["content-type"].startswith("text/html")


async def test_a_register_that_is_down_answers_503_and_recovers() -> None:
    app = maak()
    app.state.storing = Storing.DOWN
    assert (await client_van(app).get("/dingen")).status_code == 503
    app.state.storing = Storing.GEEN
    assert (await client_van(app).get("/dingen")).status_code == 200


async def test_a_register_can_talk_nonsense_on_one_path_only() -> None:
    app = maak()
    app.state.storing = lambda method, sjabloon: Storing.ONZIN if sjabloon == "/dingen" else Storing.GEEN
    onzin = await client_van(app).get("/dingen")
    assert onzin.status_code == 200
    with pytest.raises(ValueError):
        onzin.json()
    assert (await client_van(app).get("/dingen/u1")).json()["uuid"] == "u1"


async def test_a_slow_register_makes_the_asker_wait() -> None:
    app = maak(latentie_ms=30.0)
    app.state.storing, app.state.traag_s = Storing.TRAAG, 0.05
    begin = time.perf_counter()
    await client_van(app).get("/dingen")
    assert time.perf_counter() - begin >= 0.079


async def test_a_write_stays_inside_one_app() -> None:
    een, ander = maak(), maak()
    assert (await client_van(een).delete("/dingen/u1")).status_code == 204
    assert (await client_van(een).get("/dingen/u1")).status_code == 404
    assert (await client_van(ander).get("/dingen/u1")).status_code == 200


async def test_the_store_is_a_deep_copy_of_the_world() -> None:
    wereld = Wereldje({"product": {"dingen": [{"uuid": "a", "diep": {"waarde": 1}}]}})
    register = Register(wereld, "product", dialect=Dialect(), toegang=TokenToegang())
    dingen = register.store["dingen"]
    dingen.wijzig(dingen.een("a"), {"diep": {"waarde": 2}, "soort": "nieuw"})
    assert wereld.collecties["product"]["dingen"] == [{"uuid": "a", "diep": {"waarde": 1}}]
    assert dingen.bij("diep.waarde", 2) == [{"uuid": "a", "diep": {"waarde": 2}, "soort": "nieuw"}]


async def test_a_look_up_table_knows_later_changes() -> None:
    register = Register(
        Wereldje({"product": {"dingen": [{"uuid": "a", "soort": "x"}]}}),
        "product",
        dialect=Dialect(),
        toegang=TokenToegang(),
    )
    dingen = register.store["dingen"]
    assert len(dingen.bij("soort", "x")) == 1
    dingen.voeg_toe({"uuid": "b", "soort": "x"})
    dingen.wijzig(dingen.een("a"), {"soort": "y"})
    assert [rij["uuid"] for rij in dingen.bij("soort", "x")] == ["b"]
    dingen.verwijder("b")
    assert dingen.bij("soort", "x") == []


async def test_a_body_that_is_no_json_is_400() -> None:
    antwoord = await client_van(maak()).post("/dingen", content=b"{", headers={"Content-Type": "application/json"})
    assert (antwoord.status_code, antwoord.json()["code"]) == (400, "parse_error")


async def test_an_accept_header_that_leaves_no_json_is_406() -> None:
    for accept in ("application/xml", "application/hal+json"):
        antwoord = await client_van(maak()).get("/dingen", headers={"Accept": accept})
        assert (antwoord.status_code, antwoord.json()["code"]) == (406, "not_acceptable")
    assert (await client_van(maak()).get("/dingen", headers={"Accept": "text/html, */*;q=0.1"})).status_code == 200
