"""The issuer's keys, from a real server: a new key is fetched, an outage is survived, a flood is not passed on."""

from __future__ import annotations

import asyncio
import json

import pytest

from app.authentication.bearer import Bearer, Uitgever
from app.authentication.jwks import VERS_S, WACHT_S, Jwks
from resolvers.grammar.errors import Unauthenticated
from tests.app.authentication.inlogpunt import (
    ALGORITMEN,
    AUDIENCE,
    ISSUER,
    Klok,
    Sleutelkast,
    bearer,
    jwks,
    jwks_van,
    rsa,
    token,
)
from tests.app.registries.ruwe_server import bedien
from tests.app.registries.ruwe_server import json as antwoord


async def _aanvaard(deur: Bearer, text: str) -> bool:
    try:
        await deur.lees([f"Bearer {text}"])
    except Unauthenticated:
        return False
    return True


async def test_keys_are_fetched_once_for_many_tokens_at_once() -> None:
    async with bedien(Sleutelkast([rsa("een")])) as server:
        deur = bearer(sleutels=jwks_van(server.basis, Klok()))

        assert all(await asyncio.gather(*(_aanvaard(deur, token()) for _ in range(50))))
        assert len(server.vragen) == 1
        assert server.vragen[0].regel == "GET /api/v1/jwks HTTP/1.1"


async def test_a_new_key_of_the_issuer_is_found_and_the_old_one_ends() -> None:
    kast, klok = Sleutelkast([rsa("een")]), Klok()
    async with bedien(kast) as server:
        deur = bearer(sleutels=jwks_van(server.basis, klok))
        assert await _aanvaard(deur, token())
        kast.keys = [rsa("drie")]
        klok.nu += WACHT_S + 1

        assert await _aanvaard(deur, token(key=rsa("drie")))
        assert not await _aanvaard(deur, token())
        assert len(server.vragen) == 2


async def test_keys_are_fetched_anew_when_they_are_an_hour_old() -> None:
    kast, klok = Sleutelkast([rsa("een")]), Klok()
    async with bedien(kast) as server:
        deur = bearer(sleutels=jwks_van(server.basis, klok))
        assert await _aanvaard(deur, token())
        kast.keys = [rsa("drie")]
        klok.nu += VERS_S - 1
        assert await _aanvaard(deur, token())
        klok.nu += 2

        assert not await _aanvaard(deur, token()), "the issuer has withdrawn this key"


@pytest.mark.parametrize(
    "stuk",
    [
        antwoord("", status="503 Service Unavailable"),
        antwoord("<html>", soort="text/html"),
        antwoord("geen json"),
        antwoord("[]"),
        antwoord("{}"),
        antwoord('{"keys": []}'),
        antwoord('{"keys": null}'),
        antwoord('{"keys": [7]}'),
        antwoord('{"keys": [{"kty": "RSA", "kid": "een"}]}'),
        antwoord('{"keys": [{"kty": "RSA", "kid": "een", "n": "!", "e": "AQAB"}]}'),
        antwoord('{"keys": [{"kty": "raar", "kid": "een"}]}'),
        antwoord("[" * 50_000),
        antwoord("", status="302 Found", kop="Location: https://kwaad.voorbeeld.nl/jwks\r\n"),
        b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 2000000\r\n\r\n",
        b"rommel\r\n\r\n",
    ],
)
async def test_an_issuer_that_answers_rubbish_does_not_take_the_last_good_keys_away(stuk: bytes) -> None:
    kast, klok = Sleutelkast([rsa("een")]), Klok()
    async with bedien(kast) as server:
        deur = bearer(sleutels=jwks_van(server.basis, klok))
        assert await _aanvaard(deur, token())
        kast.stuk = stuk
        klok.nu += VERS_S + 1

        assert await _aanvaard(deur, token())
        assert len(server.vragen) >= 2


async def test_an_issuer_that_is_gone_does_not_take_the_last_good_keys_away() -> None:
    klok = Klok()
    async with bedien(Sleutelkast([rsa("een")])) as server:
        deur = bearer(sleutels=jwks_van(server.basis, klok))
        assert await _aanvaard(deur, token())
    klok.nu += 10 * VERS_S

    assert await _aanvaard(deur, token())


async def test_an_issuer_that_hangs_holds_up_one_question_and_not_all() -> None:
    klok, vrij, asked = Klok(), asyncio.Event(), asyncio.Event()
    vrij.set()

    async def haal(url: str) -> bytes:
        asked.set()
        await vrij.wait()
        return json.dumps(jwks(rsa("een"))).encode()

    deur = bearer(sleutels=Jwks(url="https://inloggen.voorbeeld.nl/jwks", vast=None, haal=haal, klok=klok))
    assert await _aanvaard(deur, token())
    klok.nu += VERS_S + 1
    asked.clear()
    vrij.clear()
    first = asyncio.create_task(_aanvaard(deur, token()))
    await asked.wait()

    async with asyncio.timeout(5):
        assert all(await asyncio.gather(*(_aanvaard(deur, token()) for _ in range(20))))
    assert not first.done()
    vrij.set()
    assert await first


async def test_without_keys_nobody_comes_in_until_the_issuer_is_back() -> None:
    kast, klok = Sleutelkast([rsa("een")], stuk=antwoord("", status="500 Oeps")), Klok()
    async with bedien(kast) as server:
        deur = bearer(sleutels=jwks_van(server.basis, klok))
        assert not await _aanvaard(deur, token())
        kast.stuk = None
        klok.nu += WACHT_S - 1
        assert not await _aanvaard(deur, token()), "not asked again so soon"
        klok.nu += 2

        assert await _aanvaard(deur, token())


async def test_where_nobody_can_come_in_it_is_not_ready_and_what_it_fetched_for_that_is_there() -> None:
    kast, klok = Sleutelkast([rsa("een")], stuk=antwoord("", status="500 Oeps")), Klok()
    async with bedien(kast) as server:
        keys = jwks_van(server.basis, klok)
        alleen = Bearer([Uitgever(issuer=ISSUER, audience=AUDIENCE, profiel="digid", algoritmen=ALGORITMEN, jwks=keys)])
        assert not await alleen.klaar()
        assert await bearer(sleutels=keys).klaar(), "another issuer has keys"
        kast.stuk = None
        klok.nu += WACHT_S + 1
        assert await alleen.klaar()
        asked = len(server.vragen)

        assert await _aanvaard(alleen, token())
        assert len(server.vragen) == asked
    klok.nu += VERS_S + 1
    assert await alleen.klaar(), "the last good keys stay"


async def test_an_issuer_that_hangs_does_not_hold_up_whether_it_is_ready() -> None:
    async def hangt(url: str) -> bytes:
        await asyncio.sleep(60)
        raise AssertionError

    deur = bearer(sleutels=Jwks(url="https://issuer.example/jwks", vast=None, haal=hangt))
    assert await asyncio.wait_for(deur.klaar(), 0.5), "the other issuer has keys"


async def test_a_flood_of_invented_keys_causes_at_most_one_question() -> None:
    klok = Klok()
    async with bedien(Sleutelkast([rsa("een")])) as server:
        deur = bearer(sleutels=jwks_van(server.basis, klok))
        assert await _aanvaard(deur, token())
        klok.nu += WACHT_S + 1
        before = len(server.vragen)

        answers = await asyncio.gather(*(_aanvaard(deur, token(kid=f"verzonnen-{n}")) for n in range(200)))
        assert not any(answers)
        for n in range(20):
            klok.nu += 1
            assert not await _aanvaard(deur, token(kid=f"later-{n}"))
        assert len(server.vragen) == before + 1
        assert await _aanvaard(deur, token()), "and who has a good token comes in"


async def test_a_key_of_a_kind_that_we_do_not_know_does_not_hide_the_others() -> None:
    kast = Sleutelkast([rsa("een")])
    known = rsa("een").as_dict(private=False)
    async with bedien(kast) as server:
        kast.stuk = antwoord(json.dumps({"keys": [{"kty": "AKP", "alg": "ML-DSA-44", "kid": "pq"}, known]}))
        deur = bearer(sleutels=jwks_van(server.basis, Klok()))

        assert await _aanvaard(deur, token())


async def test_a_secret_key_that_an_issuer_publishes_signs_nothing_for_us() -> None:
    """Symmetric keys in a JWKS are a mistake that must not become a way in."""
    kast = Sleutelkast([rsa("een")])
    async with bedien(kast) as server:
        kast.stuk = antwoord('{"keys": [{"kty": "oct", "kid": "een", "k": "Z2VoZWlt"}]}')
        deur = bearer(sleutels=jwks_van(server.basis, Klok()))

        assert not await _aanvaard(deur, token())
