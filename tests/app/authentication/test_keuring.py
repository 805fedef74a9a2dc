"""What a check says of the keys of an issuer: fetched from a real server, or as they stand in the file."""

from __future__ import annotations

import asyncio
import json

import pytest

from app.authentication.keuring import Sleutelbevinding, keur
from app.config.uitgevers import UitgeverSettings
from app.registries.client import haal_publiek
from resolvers.grammar.errors import RegisterUnavailable
from tests.app.authentication.inlogpunt import ISSUER, Sleutel, Sleutelkast, ec, jwks, okp, rsa
from tests.app.registries.ruwe_server import altijd, bedien
from tests.app.registries.ruwe_server import json as antwoord


def _uitgever(**anders: object) -> UitgeverSettings:
    return UitgeverSettings.model_validate({"issuer": ISSUER, "audience": "mijnzaken", "profiel": "digid", **anders})


async def _gekeurd(uitgever: UitgeverSettings) -> Sleutelbevinding:
    (found,) = await keur([uitgever], haal_publiek)
    assert found.issuer == ISSUER
    return found


@pytest.mark.parametrize(("keys", "aantal"), [([rsa("een")], "1 sleutel"), ([rsa("een"), ec("twee")], "2 sleutels")])
async def test_keys_that_are_there_are_counted(keys: list[Sleutel], aantal: str) -> None:
    goed = Sleutelbevinding(issuer=ISSUER, bereikbaar="ja", sleutels=aantal)
    async with bedien(Sleutelkast(keys)) as server:
        assert await _gekeurd(_uitgever(jwks_url=f"{server.basis}/jwks")) == goed
    assert await _gekeurd(_uitgever(jwks=jwks(*keys))) == goed


@pytest.mark.parametrize(
    ("keys", "algoritmen"),
    [([okp("een")], ["RS256", "ES256"]), ([rsa("een"), ec("twee")], ["Ed25519"]), ([okp("een", "Ed448")], ["Ed25519"])],
)
async def test_keys_with_which_no_accepted_signature_is_made_are_told(
    keys: list[Sleutel], algoritmen: list[str]
) -> None:
    found = await _gekeurd(_uitgever(jwks=jwks(*keys), algoritmen=algoritmen))

    assert found.remedie == (
        f"Geen sleutel past bij de algoritmen ({', '.join(algoritmen)}); noem wat de uitgever gebruikt."
    )


@pytest.mark.parametrize(
    ("answer", "reden"),
    [
        (antwoord("{}", status="404 Not Found"), " (status 404)"),
        (antwoord("{}", status="503 Service Unavailable"), " (status 503)"),
        (antwoord("<html>", soort="text/html"), ""),
        (antwoord("{"), ""),
        (antwoord("[]"), ""),
        (antwoord('{"keys": []}'), ""),
        (antwoord('{"issuer": "https://inloggen.voorbeeld.nl", "jwks_uri": "https://elders"}'), ""),
        (antwoord(json.dumps({"keys": [{"kty": "oct", "k": "Z2VoZWlt"}]})), ""),
    ],
)
async def test_an_answer_without_keys_is_told(answer: bytes, reden: str) -> None:
    async with bedien(altijd(answer)) as server:
        found = await _gekeurd(_uitgever(jwks_url=f"{server.basis}/jwks"))

    assert (found.bereikbaar, found.sleutels) == ("ja", "")
    assert found.remedie == f"Op jwks_url staan geen sleutels{reden}; controleer jwks_url."


async def test_one_that_is_slow_is_told_and_the_others_are_not_held_up() -> None:
    async def haal(url: str) -> bytes:
        if "traag" in url:
            await asyncio.sleep(0.1)
            raise RegisterUnavailable("uitgever", detail="not in time")
        return json.dumps(jwks(rsa("een"))).encode()

    traag, goed = (_uitgever(jwks_url=f"https://{naam}.example/jwks") for naam in ("traag", "goed"))
    found = await keur([traag, goed], haal)

    assert [een.bereikbaar for een in found] == ["te traag", "ja"]
    assert found[0].remedie == "De uitgever geeft zijn sleutels niet op tijd; controleer jwks_url."


async def test_what_nobody_thought_of_is_a_row_too() -> None:
    async def haal(_: str) -> bytes:
        raise ZeroDivisionError

    (found,) = await keur([_uitgever(jwks_url="https://a.example/jwks")], haal)

    assert found.remedie == "Onverwachte fout bij het keuren; meld dit."
