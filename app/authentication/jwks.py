"""Jwks: the public keys of an issuer, kept, and fetched anew when a token names a key that we do not have.

A flood of tokens with invented key ids must not become a flood of questions: at most one fetch per half minute. When
the issuer is away the last good keys stay in use.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from time import monotonic
from typing import Any

import msgspec
from joserfc.errors import JoseError
from joserfc.jwk import KeySet

from resolvers.grammar.errors import RegisterError

Haal = Callable[[str], Awaitable[bytes]]

VERS_S = 3600.0
WACHT_S = 30.0
#: What is raised for an answer in which there are no keys.
ONLEESBAAR = (msgspec.DecodeError, JoseError, KeyError, TypeError, ValueError, RecursionError)


class Jwks:
    def __init__(
        self, *, url: str | None, vast: dict[str, Any] | None, haal: Haal | None, klok: Callable[[], float] = monotonic
    ) -> None:
        """Either the keys themselves (`vast`), or where they are and how to fetch them."""
        self._url = url
        self._haal = haal
        self._klok = klok
        self._keys = openbare(vast) if vast else None
        self._gehaald = self._geprobeerd = -WACHT_S - VERS_S
        self._slot = asyncio.Lock()

    @property
    def bekend(self) -> bool:
        """Whether there are keys, however old."""
        return self._keys is not None

    async def sleutels(self, kid: str | None) -> KeySet | None:
        """The keys, fresh enough to hold `kid`; None when there are none."""
        if self._url is None:
            return self._keys
        if self._keys is None or self._klok() - self._gehaald > VERS_S or not self._heeft(kid):
            if self._slot.locked() and self._keys is not None and self._heeft(kid):
                return self._keys  # somebody is asking already; one who waits for a slow issuer is enough
            async with self._slot:
                if self._klok() - self._geprobeerd > WACHT_S:
                    await self._vernieuw()
        return self._keys

    def _heeft(self, kid: str | None) -> bool:
        return kid is None or (self._keys is not None and any(key.kid == kid for key in self._keys.keys))

    async def _vernieuw(self) -> None:
        assert self._haal is not None
        assert self._url is not None
        self._geprobeerd = self._klok()
        try:
            self._keys = await haal_sleutels(self._url, self._haal)
            self._gehaald = self._klok()
        except (RegisterError, *ONLEESBAAR):
            return  # the last good keys stay


async def haal_sleutels(url: str, haal: Haal) -> KeySet:
    """Raises RegisterError when they cannot be had, and one of ONLEESBAAR when there are none in the answer."""
    return openbare(msgspec.json.decode(await haal(url)))


def openbare(raw: Any) -> KeySet:
    """The public keys of a set; a symmetric one is a mistake of the issuer, and would be nobody's proof."""
    public = [_bij_de_naam(key) for key in raw["keys"] if key["kty"] != "oct"]
    return KeySet.import_key_set({"keys": public})


def _bij_de_naam(key: dict[str, Any]) -> dict[str, Any]:
    """RFC 9864: a key for EdDSA is a key for its own curve, and for that only."""
    return {**key, "alg": key["crv"]} if key.get("alg") == "EdDSA" else key
