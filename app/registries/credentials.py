"""Credentials: how we say who we are to a register. A secret is never part of a repr, an error or a log line.

ZGW: a JWT (HS256) that we sign ourselves; `iat` counts, one hour long (FACTS §1). Open Klant, Product, VTB and Object: a Token. KvK: an API key.
MijnAgenda and gateways: OAuth 2 client credentials.
"""

from __future__ import annotations

import asyncio
import base64
import hashlib
import hmac
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from time import time
from typing import Protocol

import msgspec

#: Sends a form to a token endpoint and gives the answer; the client lends its own, so that nothing else speaks HTTP.
HaalToken = Callable[[str, Mapping[str, str]], Awaitable[bytes]]


class Credentials(Protocol):
    async def kopteksten(self, haal: HaalToken) -> Mapping[str, str]:
        """The headers for one call."""
        ...

    def verlopen(self) -> None:
        """The register refused them: whatever was kept is no longer good."""
        ...


@dataclass(frozen=True, slots=True)
class Geen:
    async def kopteksten(self, haal: HaalToken) -> Mapping[str, str]:
        return {}

    def verlopen(self) -> None:
        """Nothing is kept."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Vast:
    """The same header on every call: `Authorization: Token …`, `apikey: …`, `X-Api-Key: …`."""

    koptekst: str
    waarde: str = field(repr=False)

    async def kopteksten(self, haal: HaalToken) -> Mapping[str, str]:
        return {self.koptekst: self.waarde}

    def verlopen(self) -> None:
        """A fixed secret cannot be renewed by us."""


def _b64(raw: bytes) -> bytes:
    return base64.urlsafe_b64encode(raw).rstrip(b"=")


@dataclass(slots=True, kw_only=True)
class Zgw:
    """`user_id` ends up in the audit trail of the register: it names this service, never a person."""

    client_id: str
    secret: str = field(repr=False)
    _token: str = field(default="", repr=False)
    _tot: float = 0.0

    async def kopteksten(self, haal: HaalToken) -> Mapping[str, str]:
        now = time()
        if now >= self._tot:
            self._token, self._tot = self._sign(int(now)), now + 300
        return {"Authorization": f"Bearer {self._token}"}

    def _sign(self, now: int) -> str:
        header = _b64(msgspec.json.encode({"typ": "JWT", "alg": "HS256"}))
        claims = {
            "iss": self.client_id,
            "iat": now,
            "client_id": self.client_id,
            "user_id": "mijnzaken",
            "user_representation": "MijnZaken",
        }
        signed = header + b"." + _b64(msgspec.json.encode(claims))
        # By hand: municipal secrets are often shorter than JWT libraries allow for signing, and this side only signs.
        signature = hmac.new(self.secret.encode(), signed, hashlib.sha256).digest()
        return (signed + b"." + _b64(signature)).decode()

    def verlopen(self) -> None:
        self._tot = 0.0


class _Tokenantwoord(msgspec.Struct):
    access_token: str
    expires_in: int = 300


@dataclass(slots=True, kw_only=True)
class Oidc:
    """OAuth 2 client credentials; the token is kept until half a minute before it ends, and fetched once by all who wait."""

    token_url: str
    client_id: str
    secret: str = field(repr=False)
    scope: str = ""
    _token: str = field(default="", repr=False)
    _tot: float = 0.0
    _slot: asyncio.Lock = field(default_factory=asyncio.Lock, repr=False)

    async def kopteksten(self, haal: HaalToken) -> Mapping[str, str]:
        async with self._slot:
            if time() >= self._tot:
                form = {"grant_type": "client_credentials", "client_id": self.client_id, "client_secret": self.secret}
                answer = await haal(self.token_url, {**form, "scope": self.scope} if self.scope else form)
                found = msgspec.json.decode(answer, type=_Tokenantwoord)
                self._token, self._tot = found.access_token, time() + max(found.expires_in - 30, 1)
        return {"Authorization": f"Bearer {self._token}"}

    def verlopen(self) -> None:
        self._tot = 0.0
