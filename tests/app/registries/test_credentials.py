"""How we say who we are: what a register receives, how long it holds, and that a secret shows nowhere."""

from __future__ import annotations

import asyncio
import base64
import hashlib
import hmac
import json
import ssl
from collections.abc import Mapping
from pathlib import Path

import msgspec
import pytest
from starlette.requests import Request

from app.registries.credentials import Credentials, Geen, HaalToken, Mtls, Oidc, Vast, Zgw, token
from app.sandbox.kern.toegang import JwtToegang
from resolvers.grammar.errors import RegisterUnavailable
from tests.app.registries.certificaten import maak
from tests.app.registries.ruwe_server import Gesprek, bedien, client_van
from tests.app.registries.ruwe_server import json as antwoord

GEHEIM = "kort"


class Klok:
    def __init__(self) -> None:
        self.nu = 1_700_000_000.0

    def __call__(self) -> float:
        return self.nu


async def niemand(url: str, form: Mapping[str, str]) -> bytes:
    raise AssertionError(url)


def claims(kopteksten: Mapping[str, str]) -> dict[str, object]:
    _, _, jwt = kopteksten["Authorization"].partition("Bearer ")
    body = jwt.split(".")[1]
    found: dict[str, object] = json.loads(base64.urlsafe_b64decode(body + "=" * (-len(body) % 4)))
    return found


async def test_a_zgw_token_is_signed_with_a_secret_of_any_length_and_says_no_person() -> None:
    klok = Klok()
    headers = await Zgw(client_id="mijnzaken", secret=GEHEIM, klok=klok).kopteksten(niemand)
    signed, _, signature = headers["Authorization"].removeprefix("Bearer ").rpartition(".")
    right = base64.urlsafe_b64encode(hmac.new(GEHEIM.encode(), signed.encode(), hashlib.sha256).digest())
    assert signature == right.rstrip(b"=").decode()
    assert claims(headers) == {
        "iss": "mijnzaken",
        "iat": 1_700_000_000,
        "client_id": "mijnzaken",
        "user_id": "mijnzaken",
        "user_representation": "MijnZaken",
    }


async def test_a_zgw_token_is_kept_for_less_than_five_minutes_and_survives_a_clock_that_is_set_back() -> None:
    klok = Klok()
    made = Zgw(client_id="mijnzaken", secret=GEHEIM, klok=klok)
    first = await made.kopteksten(niemand)
    klok.nu += 200
    assert await made.kopteksten(niemand) == first
    klok.nu += 99
    assert claims(await made.kopteksten(niemand))["iat"] == klok.nu
    klok.nu -= 3600
    assert claims(await made.kopteksten(niemand))["iat"] == klok.nu


async def test_a_zgw_token_is_accepted_by_the_sandbox_of_open_zaak() -> None:

    headers = await Zgw(client_id="mijnzaken", secret="sandbox-geheim-van-mijnzaken-gateway").kopteksten(niemand)
    scope = {"type": "http", "headers": [(b"authorization", headers["Authorization"].encode())]}
    assert JwtToegang()(Request(scope)) == "mijnzaken"


async def test_fixed_headers_are_what_they_are() -> None:
    assert await token("abc").kopteksten(niemand) == {"Authorization": "Token abc"}
    assert await Vast(koptekst="apikey", waarde="abc").kopteksten(niemand) == {"apikey": "abc"}
    assert await Geen().kopteksten(niemand) == {}
    assert not token("abc").verlopen({})
    assert not Geen().verlopen({})


async def test_no_secret_shows_in_a_repr() -> None:
    async def haal(url: str, form: Mapping[str, str]) -> bytes:
        return b'{"access_token": "gekregen-token", "expires_in": 300}'

    made: list[Credentials] = [
        Zgw(client_id="c", secret="geheim-1"),
        Oidc(token_url="https://idp/token", client_id="c", secret="geheim-2"),
        Vast(koptekst="apikey", waarde="geheim-3"),
        token("geheim-4"),
    ]
    for credentials in made:
        headers = await credentials.kopteksten(haal)
        text = repr(credentials) + str(credentials)
        assert "geheim" not in text
        assert "gekregen" not in text
        assert not any(value in text for value in headers.values())


class Uitgever:
    """A token endpoint that counts."""

    def __init__(self, answer: str = '{"access_token": "t%d", "expires_in": 300}') -> None:
        self.answer = answer
        self.forms: list[dict[str, str]] = []

    async def __call__(self, url: str, form: Mapping[str, str]) -> bytes:
        self.forms.append(dict(form))
        await asyncio.sleep(0)
        return (self.answer % len(self.forms) if "%d" in self.answer else self.answer).encode()


async def header(credentials: Oidc, haal: HaalToken) -> str:
    return (await credentials.kopteksten(haal))["Authorization"]


async def test_a_fetched_token_is_shared_kept_and_replaced_half_a_minute_before_its_end() -> None:
    klok, uitgever = Klok(), Uitgever()
    made = Oidc(token_url="https://idp/token", client_id="c", secret=GEHEIM, scope="afspraken:lezen", klok=klok)
    assert set(await asyncio.gather(*(header(made, uitgever) for _ in range(10)))) == {"Bearer t1"}
    klok.nu += 269
    assert await header(made, uitgever) == "Bearer t1"
    klok.nu += 2
    assert await header(made, uitgever) == "Bearer t2"
    assert uitgever.forms[0] == {
        "grant_type": "client_credentials",
        "client_id": "c",
        "client_secret": GEHEIM,
        "scope": "afspraken:lezen",
    }


async def test_a_refused_token_is_replaced_once_for_all_who_held_it() -> None:
    uitgever = Uitgever()
    made = Oidc(token_url="https://idp/token", client_id="c", secret=GEHEIM)
    held = await made.kopteksten(uitgever)
    assert made.verlopen(held)
    assert await header(made, uitgever) == "Bearer t2"
    assert made.verlopen(held)  # a second one who held the first token
    assert await header(made, uitgever) == "Bearer t2"


async def test_a_lifetime_that_is_text_is_read() -> None:
    made = Oidc(token_url="https://idp/token", client_id="c", secret=GEHEIM)
    assert await header(made, Uitgever('{"access_token": "a", "expires_in": "3600"}')) == "Bearer a"


class Zaak(msgspec.Struct):
    n: int


async def test_a_refused_token_is_refreshed_once_within_the_call() -> None:
    tokens = 0

    async def gedrag(gesprek: Gesprek) -> None:
        nonlocal tokens
        if "/token" in gesprek.regel:
            tokens += 1
            await gesprek.stuur(antwoord(f'{{"access_token": "t{tokens}", "expires_in": 300}}'))
        elif gesprek.koptekst("authorization") == "Bearer t2":
            await gesprek.stuur(antwoord('{"n": 1}'))
        else:
            await gesprek.stuur(antwoord('{"code": "token_expired"}', status="401 Unauthorized"))

    async with bedien(gedrag) as server:
        made = Oidc(token_url=f"http://127.0.0.1:{server.poort}/token", client_id="c", secret=GEHEIM)
        async with client_van(server, credentials=made) as client:
            assert await client.post("/zaken", Zaak, json={}) == Zaak(1)
            assert await client.get("/zaken", Zaak) == Zaak(1)
        assert tokens == 2
        assert server.vragen[0].koptekst("content-type") == "application/x-www-form-urlencoded"


async def test_a_token_that_stays_refused_is_asked_for_twice_and_no_more() -> None:
    async def gedrag(gesprek: Gesprek) -> None:
        if "/token" in gesprek.regel:
            await gesprek.stuur(antwoord('{"access_token": "t", "expires_in": 300}'))
        else:
            await gesprek.stuur(antwoord("{}", status="401 Unauthorized"))

    async with bedien(gedrag) as server:
        made = Oidc(token_url=f"http://127.0.0.1:{server.poort}/token", client_id="c", secret=GEHEIM)
        async with client_van(server, credentials=made) as client:
            with pytest.raises(RegisterUnavailable) as caught:
                await client.get("/zaken", Zaak)
        assert not caught.value.retryable
        assert len(server.vragen) == 4


@pytest.mark.parametrize(
    "answer",
    [
        antwoord('{"error": "invalid_client", "hint": "geheim"}', status="401 Unauthorized"),
        antwoord("{}"),
        antwoord('{"access_token": "a\\r\\nX: y"}'),
        antwoord("<html>", soort="text/html"),
        antwoord("{}", status="302 Found", kop="Location: http://127.0.0.1:1/\r\n"),
        antwoord('{"access_token": "' + "a" * 100_000 + '"}'),
        antwoord("{}", status="500 Oops"),
        b"onzin\r\n\r\n",
    ],
)
async def test_a_token_endpoint_that_fails_is_an_unavailable_register_without_its_words(answer: bytes) -> None:
    async def gedrag(gesprek: Gesprek) -> None:
        assert "/token" in gesprek.regel
        await gesprek.stuur(answer)

    async with bedien(gedrag) as server:
        made = Oidc(token_url=f"http://127.0.0.1:{server.poort}/token", client_id="c", secret="geheim")
        async with client_van(server, credentials=made) as client:
            with pytest.raises(RegisterUnavailable) as caught:
                await client.get("/zaken", Zaak)
    assert "geheim" not in caught.value.detail
    assert str(server.poort) not in caught.value.detail


async def test_an_old_zgw_token_is_signed_anew_when_it_is_refused_for_its_age() -> None:
    klok = Klok()
    seen: list[object] = []

    async def gedrag(gesprek: Gesprek) -> None:
        seen.append(claims({"Authorization": gesprek.koptekst("authorization") or ""})["iat"])
        if len(seen) == 2:
            await gesprek.stuur(antwoord('{"code": "jwt-expired"}', status="403 Forbidden"))
        else:
            await gesprek.stuur(antwoord('{"n": 1}'))

    made = Zgw(client_id="c", secret=GEHEIM, klok=klok)
    async with bedien(gedrag) as server, client_van(server, credentials=made) as client:
        await client.get("/zaken", Zaak)
        klok.nu += 100
        assert await client.get("/zaken", Zaak) == Zaak(1)
    assert seen == [1_700_000_000, 1_700_000_000, 1_700_000_100]


def test_mutual_tls_loads_what_is_named_and_believes_only_its_own_authority(tmp_path: Path) -> None:
    kaart = maak(tmp_path)
    context = Mtls(certificaat=kaart.certificaat, sleutel=kaart.sleutel, ca=kaart.ca).context()
    assert context.verify_mode is ssl.CERT_REQUIRED
    assert context.check_hostname
    assert context.minimum_version >= ssl.TLSVersion.TLSv1_2
    assert [found["subject"] for found in context.get_ca_certs()] == [((("commonName", "proef-ca"),),)]
