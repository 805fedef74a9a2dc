"""A token that was verified before: what is still asked of it, every time."""

from __future__ import annotations

from time import time

import pytest
from joserfc.jws import validate_compact

from app.authentication import bearer as module
from app.authentication import bewezen
from app.authentication.bearer import Bearer
from app.authentication.jwks import Jwks
from resolvers.grammar.errors import Unauthenticated
from tests.app.authentication.inlogpunt import bearer, claims, jwks, rsa, token


class Wisselend(Jwks):
    """Keys that are replaced while we watch, as when an issuer withdraws one."""

    def __init__(self) -> None:
        super().__init__(url=None, vast=jwks(rsa("een")), haal=None)

    def vervang(self, kid: str) -> None:
        self._keys = Jwks(url=None, vast=jwks(rsa(kid)), haal=None)._keys


async def _lees(door: Bearer, given: str, certificaat: str | None = None) -> object:
    return await door.lees([f"Bearer {given}"], certificaat)


async def test_the_signature_is_verified_once(monkeypatch: pytest.MonkeyPatch) -> None:
    times = 0
    verify = validate_compact

    def counted(*arguments: object, **named: object) -> bool:
        nonlocal times
        times += 1
        return verify(*arguments, **named)  # type: ignore[arg-type]

    monkeypatch.setattr(module, "validate_compact", counted)
    door, given = bearer(), token()
    assert [await _lees(door, given) for _ in range(3)] == [await _lees(door, given)] * 3
    assert times == 1


async def test_one_changed_letter_is_another_token() -> None:
    door, given = bearer(), token()
    await _lees(door, given)
    head, body, signature = given.split(".")
    for other in (f"{head}.{body}.{signature[:-8]}AAAAAAAA", f"{head}.{body[:-1]}.{signature}", f"{head}.{body}."):
        with pytest.raises(Unauthenticated):
            await _lees(door, other)


async def test_it_ends_when_it_ends(monkeypatch: pytest.MonkeyPatch) -> None:
    nu = time()
    door, given = bearer(), token(claims(exp=int(nu) + 5))
    monkeypatch.setattr(door, "_klok", lambda: nu)
    await _lees(door, given)
    monkeypatch.setattr(door, "_klok", lambda: nu + 5 + module.SPELING_S + 1)
    with pytest.raises(Unauthenticated):
        await _lees(door, given)


async def test_it_ends_with_the_key_that_signed_it() -> None:
    kast, given = Wisselend(), token()
    door = bearer(sleutels=kast)
    await _lees(door, given)
    kast.vervang("nieuw")
    with pytest.raises(Unauthenticated):
        await _lees(door, given)


async def test_its_certificate_is_asked_each_time() -> None:
    door, given = bearer(), token(claims(cnf={"x5t#S256": "het-eigen"}))
    await _lees(door, given, "het-eigen")
    for other in (None, "een-ander"):
        with pytest.raises(Unauthenticated):
            await _lees(door, given, other)


async def test_no_more_are_remembered_than_fit(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bewezen, "MEESTE", 3)
    door = bearer()
    for number in range(6):
        await _lees(door, token(claims(sub=f"iemand {number}")))
    assert len(door._bekend) == 3
