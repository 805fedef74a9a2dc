"""Which tokens are accepted. Every forged, odd or stale one is refused, and refusing never ends in another error."""

from __future__ import annotations

import hashlib
import hmac
import json
from base64 import urlsafe_b64encode
from collections.abc import Callable
from time import time
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from joserfc.errors import JoseError

from app.authentication.jwks import Jwks
from resolvers.grammar.errors import Unauthenticated
from resolvers.grammar.sleutel import Bsn
from tests.app.authentication.inlogpunt import (
    AUDIENCE,
    BSN,
    ISSUER,
    WEG,
    bearer,
    claims,
    ec,
    jwks,
    met_de_hand,
    okp,
    rsa,
    token,
)


async def _geweigerd(*koppen: str) -> None:
    with pytest.raises(Unauthenticated) as refused:
        await bearer().lees(koppen)
    assert refused.value.message == "Log in om deze gegevens te zien."
    assert BSN not in refused.value.detail


@pytest.mark.parametrize("alg", ["RS256", "PS256"])
async def test_a_token_of_our_issuer_for_us_is_accepted(alg: str) -> None:
    afnemer = await bearer().lees([f"Bearer {token(alg=alg)}"])

    assert afnemer.sleutel == Bsn(BSN)


def _met(text: str, **anders: object) -> bytes:
    """Good claims, with something written beside them that no dict can hold."""
    return json.dumps(claims(**anders))[:-1].encode() + b", " + text.encode() + b"}"


@pytest.mark.parametrize(
    "maak",
    [
        lambda: token(_met('"extra": [[1e308]]')),
        lambda: token(claims(exp=int(time()) + 86_000)),
        lambda: token(key=ec("twee"), alg="ES256"),
        lambda: token(claims(aud=["een ander", AUDIENCE])),
        lambda: token(claims(nbf=time() - 1.5, iat=time() - 2.5)),
        lambda: token(claims(exp=int(time()) - 30)),
        lambda: token(claims(iat=int(time()) + 30, nbf=int(time()) + 30)),
        lambda: token(typ="at+jwt"),
        lambda: token(typ=WEG),
    ],
    ids=[
        "a claim beside",
        "nearly a day",
        "es256",
        "one of several audiences",
        "fractions",
        "just ended",
        "clock behind",
        "at+jwt",
        "no typ",
    ],
)
async def test_what_is_within_the_rules_is_accepted(maak: Callable[[], str]) -> None:
    """Made when it is asked: some of them are good for half a minute."""
    assert (await bearer().lees([f"bearer {maak()}"])).sleutel == Bsn(BSN)


def _hs256(secret: bytes, **header: object) -> str:
    """HS256 "signed" with what is public: the oldest confusion of all."""
    head = {"alg": "HS256", "typ": "JWT", "kid": "een", **header}
    unsigned = met_de_hand(head, claims()).rpartition(".")[0]
    mac = hmac.new(secret, unsigned.encode(), hashlib.sha256).digest()
    return f"{unsigned}.{urlsafe_b64encode(mac).rstrip(b'=').decode()}"


def _anders(text: str) -> str:
    """The same token, its claims changed after signing."""
    head, _, signature = text.split(".")
    return f"{head}.{met_de_hand({}, claims(bsn='999990123')).split('.')[1]}.{signature}"


_PEM = rsa("een").as_pem(private=False)
_JWK = rsa("een").as_dict(private=False)
_VREEMD = rsa("vreemd").as_dict(private=False)
_NU = int(time())


VERVALST: dict[str, str | Callable[[], str]] = {
    "alg none": met_de_hand({"alg": "none", "typ": "JWT"}, claims()),
    "alg None": met_de_hand({"alg": "None", "typ": "JWT"}, claims()),
    "alg none with a signature": met_de_hand({"alg": "none", "kid": "een"}, claims(), b"x" * 256),
    "alg missing": met_de_hand({"typ": "JWT"}, claims(), b"x"),
    "alg empty": met_de_hand({"alg": ""}, claims(), b"x"),
    "alg a list": met_de_hand({"alg": ["RS256"]}, claims(), b"x"),
    "alg a number": met_de_hand({"alg": 256}, claims(), b"x"),
    "alg an object": met_de_hand({"alg": {"a": 1}}, claims(), b"x"),
    "hs256 with the public key": _hs256(_PEM),
    "hs256 with the public key without its last line end": _hs256(_PEM.strip()),
    "hs256 with the jwk": _hs256(json.dumps(_JWK).encode()),
    "hs256 with nothing": _hs256(b""),
    "rs512, not on the list": token(alg="RS512"),
    "rs256 said of an ec key": met_de_hand({"alg": "RS256", "kid": "twee"}, claims(), b"x" * 64),
    "es256 said of an rsa key": met_de_hand({"alg": "ES256", "kid": "een"}, claims(), b"x" * 64),
    "no signature": token().rpartition(".")[0] + ".",
    "another signature": token().rpartition(".")[0] + "." + token(claims(sub="ander")).rpartition(".")[2],
    "claims changed after signing": _anders(token()),
    "aud of another": token(claims(aud="een ander")),
    "aud missing": token(claims(aud=WEG)),
    "aud null": token(claims(aud=None)),
    "aud a longer name": token(claims(aud=f"{AUDIENCE}-test")),
    "aud in another case": token(claims(aud=AUDIENCE.upper())),
    "aud an empty list": token(claims(aud=[])),
    "aud an object": token(claims(aud={AUDIENCE: 1})),
    "aud nested": token(claims(aud=[[AUDIENCE]])),
    "iss of nobody": token(claims(iss="https://niemand.voorbeeld.nl")),
    "iss missing": token(claims(iss=WEG)),
    "iss with a slash more": token(claims(iss=f"{ISSUER}/")),
    "iss a list": token(claims(iss=[ISSUER])),
    "our issuer's name, signed by another issuer that we trust": token(key=rsa("ander")),
    "another issuer's name, signed by ours": token(claims(iss="https://ander.voorbeeld.nl")),
    "our issuer's name, signed by a stranger": token(key=rsa("vreemd")),
    "our issuer's name and kid, signed by a stranger": token(key=rsa("vreemd"), kid="een"),
    "ended": token(claims(exp=_NU - 120)),
    "ended long ago": token(claims(exp=0)),
    "exp missing": token(claims(exp=WEG)),
    "exp null": token(claims(exp=None)),
    "exp a text": token(claims(exp=str(_NU + 300))),
    "exp true": token(claims(exp=True)),
    "exp beyond all calendars": token(claims(exp=10**18)),
    "exp beyond all floats": token(claims(exp=10**400)),
    "exp negative": token(claims(exp=-1)),
    "exp infinite": lambda: token(claims(exp=float("inf"))),
    "exp not a number": lambda: token(claims(exp=float("nan"))),
    "nbf in the future": token(claims(nbf=_NU + 600)),
    "nbf a text": token(claims(nbf="nu")),
    "nbf null": token(claims(nbf=None)),
    "iat in the future": token(claims(iat=_NU + 600)),
    "iat missing": token(claims(iat=WEG)),
    "iat a text": token(claims(iat="nu")),
    "sub missing": token(claims(sub=WEG)),
    "sub empty": token(claims(sub="")),
    "sub a number": token(claims(sub=7)),
    "sub null": token(claims(sub=None)),
    "jku": token(jku="https://kwaad.voorbeeld.nl/jwks"),
    "jwk, its own": token(key=rsa("vreemd"), jwk=_VREEMD),
    "jwk, ours": token(jwk=_JWK),
    "x5u": token(x5u="https://kwaad.voorbeeld.nl/cert"),
    "x5c": token(x5c=["MIIB"]),
    "crit": met_de_hand({"alg": "RS256", "kid": "een", "crit": ["exp"], "exp": 1}, claims(), b"x"),
    "crit empty": met_de_hand({"alg": "RS256", "kid": "een", "crit": []}, claims(), b"x"),
    "b64 false": met_de_hand({"alg": "RS256", "kid": "een", "b64": False, "crit": ["b64"]}, claims(), b"x"),
    "zip": met_de_hand({"alg": "RS256", "kid": "een", "zip": "DEF"}, claims(), b"x"),
    "kid that walks the file system": token(kid="../../../../../../dev/null"),
    "kid that asks a database": token(kid="' UNION SELECT 'geheim"),
    "kid a number": token(kid=1),
    "kid a list": token(kid=["een"]),
    "kid null": token(kid=None),
    "kid unknown": token(kid="drie"),
    "typ of another kind": token(typ="logout+jwt"),
    "typ a number": token(typ=7),
    "typ a list": token(typ=["JWT"]),
    "header a list": met_de_hand(["RS256"], claims(), b"x"),
    "header a text": met_de_hand("RS256", claims(), b"x"),
    "header null": met_de_hand(None, claims(), b"x"),
    "header no json": met_de_hand(b"{", claims(), b"x"),
    "header no utf-8": met_de_hand(b'{"alg": "\xff"}', claims(), b"x"),
    "header nested": met_de_hand(b'{"a":' * 500, claims(), b"x"),
    "claims a list": met_de_hand({"alg": "RS256", "kid": "een"}, [claims()], b"x"),
    "claims nested": met_de_hand({"alg": "RS256", "kid": "een"}, b"[" * 5000, b"x"),
    "claims no json": met_de_hand({"alg": "RS256", "kid": "een"}, b"bsn=1", b"x"),
    "claims with two issuers": met_de_hand(
        {"alg": "RS256", "kid": "een"}, b'{"iss": "https://kwaad", "iss": "' + ISSUER.encode() + b'"}', b"x"
    ),
    "two issuers, ours last": token(_met(f'"iss": "{ISSUER}"', iss="https://kwaad.voorbeeld.nl")),
    "two persons": token(_met('"bsn": "999990123"')),
    "the same person twice": token(_met(f'"bsn": "{BSN}"')),
    "two ends": token(_met(f'"exp": {_NU + 300}', exp=0)),
    "two names inside a claim": token(_met('"eid": {"a": 1, "a": 2}')),
    "two names that are one, escaped": token(_met('"\\u0062sn": "999990123"')),
    "two algorithms": met_de_hand(b'{"alg": "none", "alg": "RS256", "kid": "een"}', claims(), b"x"),
    "a claim that is no number": token(_met('"extra": NaN')),
    "a claim without end": token(_met('"extra": -Infinity')),
    "a number of 5000 digits": token(_met(f'"extra": {"9" * 5000}')),
    "claims nested deeper than we read": token(_met(f'"extra": {"[" * 2500}{"]" * 2500}')),
    "claims nested deeper than anybody writes": token(_met(f'"extra": {"[" * 200}{"]" * 200}')),
    "claims with a byte order mark": token(b"\xef\xbb\xbf" + json.dumps(claims()).encode()),
    "claims in utf-16": token(json.dumps(claims()).encode("utf-16")),
    "claims with rubbish behind them": token(json.dumps(claims()).encode() + b"{}"),
    "claims null": token(b"null"),
    "claims signed as nothing": token(b""),
    "good for longer than a day": token(claims(exp=_NU + 90_000)),
    "good for a day, and made long ago": token(claims(iat=_NU - 86_000, exp=_NU + 500)),
    "made in the year 1970": token(claims(iat=0)),
    "kid of another key": token(kid="twee"),
    "kid missing among several keys": token(kid=WEG),
    "kid empty": token(kid=""),
    "eddsa, not on the list": token(key=okp("vijf"), alg="EdDSA"),
    "bound to a key, dpop": token(claims(cnf={"jkt": "x" * 43})),
    "bound to a certificate that is not there": token(claims(cnf={"x5t#S256": "x" * 43})),
    "bound to nothing": token(claims(cnf={})),
    "bound to null": token(claims(cnf=None)),
    "encrypted": met_de_hand({"alg": "RSA-OAEP", "enc": "A256GCM"}, claims(), b"x") + ".x.y",
    "two dots": "..",
    "no dots": "abc",
    "a dot more": f"{token()}.x",
    "four dots": "a.b.c.d.e",
    "padding": token().replace(".", "=.", 1),
    "a line end inside": token().replace(".", ".\n", 1),
    "a space inside": token().replace(".", ". ", 1),
    "nothing but spaces": "   ",
    "letters from elsewhere": "ёё.ёё.ёё",
    "a NUL": "a\x00.b.c",
    "8 KB and a bit": token(claims(vulling="x" * 8192)),
    "250 KB": token(claims(vulling="x" * 250_000)),
    "two tokens": f"{token()} {token()}",
    "two tokens with a comma": f"{token()},{token()}",
    "a signature with rubbish behind it": f"{token()}!",
    "bsn missing": token(claims(bsn=WEG)),
    "bsn that fails the 11-check": token(claims(bsn="999990018")),
    "bsn a number": token(claims(bsn=int(BSN))),
    "bsn with a space": token(claims(bsn=f" {BSN}")),
}


@pytest.mark.parametrize("naam", VERVALST)
async def test_a_forged_odd_or_stale_token_is_refused(naam: str) -> None:
    made = VERVALST[naam]
    await _geweigerd(f"Bearer {made if isinstance(made, str) else made()}")


@pytest.mark.parametrize(
    "koppen",
    [
        (),
        ("",),
        ("Bearer",),
        ("Bearer ",),
        (token(),),
        (f"Basic {token()}",),
        (f"Token {token()}",),
        (f"Bearer  {token()}",),
        (f"Bearer\t{token()}",),
        (f"Bearer {token()}", f"Bearer {token()}"),
        (f"Bearer {token()}", ""),
        (f"Bearer {token()}", f"Bearer {token(claims(bsn='999990123'))}"),
    ],
)
async def test_anything_but_one_bearer_header_is_refused(koppen: tuple[str, ...]) -> None:
    await _geweigerd(*koppen)


async def test_a_token_of_nearly_8_kilobyte_is_accepted() -> None:
    text = token(claims(vulling="x" * 5000))

    assert 7000 < len(text) <= 8192
    assert (await bearer().lees([f"Bearer {text}"])).sleutel == Bsn(BSN)


@pytest.mark.parametrize("alg", ["Ed25519", "EdDSA"])
@pytest.mark.parametrize("says", [None, "Ed25519", "EdDSA"])
async def test_eddsa_is_the_older_name_of_ed25519(alg: str, says: str | None) -> None:
    """RFC 9864. What the key says of itself may have the old name too."""
    published = {**okp("vijf").as_dict(private=False), **({"alg": says} if says else {})}
    door = bearer(sleutels=Jwks(url=None, vast={"keys": [published]}, haal=None), algoritmen=("Ed25519",))

    assert (await door.lees([f"Bearer {token(key=okp('vijf'), alg=alg)}"])).sleutel == Bsn(BSN)


@pytest.mark.parametrize("alg", ["EdDSA", "Ed448"])
async def test_eddsa_is_no_name_of_another_curve(alg: str) -> None:
    door = bearer(sleutels=Jwks(url=None, vast=jwks(okp("zes", "Ed448")), haal=None), algoritmen=("Ed25519",))

    with pytest.raises(Unauthenticated):
        await door.lees([f"Bearer {token(key=okp('zes', 'Ed448'), alg=alg)}"])


@pytest.mark.parametrize("anders", [{"use": "enc"}, {"alg": "PS256"}, {"alg": 7}])
async def test_a_key_that_says_it_is_for_something_else_is_not_used(anders: dict[str, object]) -> None:
    vast = {"keys": [{**rsa("een").as_dict(private=False), **anders}]}
    try:
        door = bearer(sleutels=Jwks(url=None, vast=vast, haal=None))
    except (JoseError, ValueError):
        return
    with pytest.raises(Unauthenticated):
        await door.lees([f"Bearer {token()}"])


async def test_without_a_kid_the_only_key_is_meant() -> None:
    door = bearer(sleutels=Jwks(url=None, vast=jwks(rsa("een")), haal=None))

    assert (await door.lees([f"Bearer {token(kid=WEG)}"])).sleutel == Bsn(BSN)


async def test_how_long_a_token_may_be_good_is_up_to_the_settings() -> None:
    hour = bearer(langste_geldigheid_s=3600)

    assert (await hour.lees([f"Bearer {token(claims(exp=int(time()) + 3600, iat=int(time())))}"])).sleutel == Bsn(BSN)
    with pytest.raises(Unauthenticated):
        await hour.lees([f"Bearer {token(claims(exp=int(time()) + 3660, iat=int(time())))}"])


async def test_an_algorithm_is_accepted_only_from_the_issuer_that_may_use_it() -> None:
    with pytest.raises(Unauthenticated):
        await bearer(algoritmen=("PS256",)).lees([f"Bearer {token()}"])


@given(st.text(max_size=200))
async def test_no_text_at_all_ends_in_another_error(text: str) -> None:
    await _geweigerd(f"Bearer {text}")


_JSON: st.SearchStrategy[Any] = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=8,
)


@given(
    st.dictionaries(st.sampled_from(["alg", "kid", "typ", "crit", "b64", "zip", "jwk"]), _JSON | st.just("RS256")),
    st.dictionaries(st.sampled_from(["iss", "aud", "exp", "iat", "nbf", "sub", "bsn"]), _JSON | st.just(ISSUER)),
    st.binary(max_size=64),
)
async def test_no_header_or_claims_end_in_another_error(head: object, body: object, signature: bytes) -> None:
    await _geweigerd(f"Bearer {met_de_hand(head, body, signature)}")


@given(st.fixed_dictionaries({}, optional=dict.fromkeys(["exp", "iat", "nbf", "sub", "bsn", "acr", "aud"], _JSON)))
async def test_claims_that_our_issuer_signed_are_read_or_refused_and_nothing_else(anders: dict[str, object]) -> None:
    try:
        afnemer = await bearer().lees([f"Bearer {token(claims(**anders))}"])
    except Unauthenticated:
        return
    assert afnemer.sleutel == Bsn(BSN)
