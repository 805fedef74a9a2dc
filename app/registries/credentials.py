"""Credentials: how we say who we are to a register. A secret is never part of a repr, an error or a log line.

ZGW: a JWT (HS256) that we sign ourselves; `iat` counts, one hour long (FACTS §1). Open Klant, Product, VTB and Object:
a Token. KvK: an API key. MijnAgenda and gateways: OAuth 2 client credentials (RFC 6749 §4.4). Mutual TLS comes on top
of any of these.
"""

from __future__ import annotations

import asyncio
import base64
import hashlib
import hmac
import ssl
from collections.abc import Awaitable, Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from time import time
from typing import Protocol

import msgspec

from app.config.certificaten import context_van
from app.config.deel import MtlsSettings

#: Sends a form to a token endpoint and gives the answer; the client lends its own, so that nothing else speaks HTTP.
HaalToken = Callable[[str, Mapping[str, str]], Awaitable[bytes]]

#: A signed token serves this long; registers accept an hour, so that clocks may differ.
ZGW_GELDIG_S = 270.0
#: A fetched token is replaced this long before it ends.
MARGE_S = 30.0


class OnbruikbaarToken(Exception):
    """The token endpoint answered something else than a token."""


class Credentials(Protocol):
    def bij_de_hand(self) -> Mapping[str, str] | None:
        """The headers for one call, when nobody has to be asked for them."""
        ...

    async def kopteksten(self, haal: HaalToken) -> Mapping[str, str]:
        """The headers for one call."""
        ...

    def verlopen(self, gebruikt: Mapping[str, str]) -> bool:
        """The register refused these headers. True when asking again gives others."""
        ...


@dataclass(frozen=True, slots=True)
class Geen:
    def bij_de_hand(self) -> Mapping[str, str]:
        return {}

    async def kopteksten(self, haal: HaalToken) -> Mapping[str, str]:
        return self.bij_de_hand()

    def verlopen(self, gebruikt: Mapping[str, str]) -> bool:
        return False


@dataclass(frozen=True, slots=True, kw_only=True)
class Vast:
    """The same header on every call: `Authorization: Token …`, `apikey: …`, `X-Api-Key: …`."""

    koptekst: str
    waarde: str = field(repr=False)

    def bij_de_hand(self) -> Mapping[str, str]:
        return {self.koptekst: self.waarde}

    async def kopteksten(self, haal: HaalToken) -> Mapping[str, str]:
        return self.bij_de_hand()

    def verlopen(self, gebruikt: Mapping[str, str]) -> bool:
        return False


def token(waarde: str) -> Vast:
    """`Authorization: Token …`, as Open Klant, Open Product, Open VTB and Open Object want it."""
    return Vast(koptekst="Authorization", waarde=f"Token {waarde}")


def _b64(raw: bytes) -> bytes:
    return base64.urlsafe_b64encode(raw).rstrip(b"=")


@dataclass(slots=True, kw_only=True)
class Zgw:
    """`user_id` ends up in the audit trail of the register: it names this service, never a person."""

    client_id: str
    secret: str = field(repr=False)
    klok: Callable[[], float] = field(default=time, repr=False)
    _kopteksten: Mapping[str, str] = field(default_factory=dict, repr=False)
    _tot: float = field(default=0.0, repr=False)

    async def kopteksten(self, haal: HaalToken) -> Mapping[str, str]:
        return self.bij_de_hand()

    def bij_de_hand(self) -> Mapping[str, str]:
        now = self.klok()
        # A clock that was set back would keep a token of the future for ever.
        if not 0 < self._tot - now <= ZGW_GELDIG_S:
            self._kopteksten = {"Authorization": f"Bearer {self._sign(int(now))}"}
            self._tot = now + ZGW_GELDIG_S
        return self._kopteksten

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

    def verlopen(self, gebruikt: Mapping[str, str]) -> bool:
        """Only a token that had some age can be refused for its age; a fresh one is wrong in another way."""
        if gebruikt.get("Authorization") != self._kopteksten.get("Authorization"):
            return True
        aged = self._tot - self.klok() < ZGW_GELDIG_S - 1
        self._tot = 0.0
        return aged


class _Tokenantwoord(msgspec.Struct):
    access_token: str
    expires_in: float = 300.0


_TOKENANTWOORD = msgspec.json.Decoder(_Tokenantwoord, strict=False)


@dataclass(slots=True, kw_only=True)
class Oidc:
    """OAuth 2 client credentials; the token is kept until half a minute before it ends, and fetched once by all who
    wait. `secret` None: the certificate of our connection says who we are (RFC 8705 §2)."""

    token_url: str
    client_id: str
    secret: str | None = field(default=None, repr=False)
    scope: str = ""
    klok: Callable[[], float] = field(default=time, repr=False)
    _kopteksten: Mapping[str, str] = field(default_factory=dict, repr=False)
    _tot: float = field(default=0.0, repr=False)
    _slot: asyncio.Lock = field(default_factory=asyncio.Lock, repr=False)

    def bij_de_hand(self) -> Mapping[str, str] | None:
        return self._kopteksten if self.klok() < self._tot else None

    async def kopteksten(self, haal: HaalToken) -> Mapping[str, str]:
        async with self._slot:
            if self.bij_de_hand() is None:
                await self._haal(haal)
        return self._kopteksten

    async def _haal(self, haal: HaalToken) -> None:
        form = {"grant_type": "client_credentials", "client_id": self.client_id}
        form |= {"client_secret": self.secret} if self.secret is not None else {}
        form |= {"scope": self.scope} if self.scope else {}
        answer = await haal(self.token_url, form)
        found = None
        with suppress(msgspec.DecodeError, UnicodeDecodeError, RecursionError):
            found = _TOKENANTWOORD.decode(answer)
        if found is None or not found.access_token.isascii() or not found.access_token.isprintable():
            raise OnbruikbaarToken
        self._kopteksten = {"Authorization": f"Bearer {found.access_token}"}
        self._tot = self.klok() + max(found.expires_in - MARGE_S, 1.0)

    def verlopen(self, gebruikt: Mapping[str, str]) -> bool:
        """Forgets the refused token, unless another call already replaced it."""
        if gebruikt.get("Authorization") == self._kopteksten.get("Authorization"):
            self._tot = 0.0
        return True


@dataclass(frozen=True, slots=True, kw_only=True)
class Mtls:
    """A client certificate, and whom we believe: `ca`, or without it the usual authorities."""

    certificaat: Path
    sleutel: Path = field(repr=False)
    ca: Path | None = None

    @classmethod
    def uit(cls, settings: MtlsSettings | None) -> ssl.SSLContext | None:
        """None: no certificate of ours is asked, and the usual authorities will do."""
        if settings is None:
            return None
        return cls(certificaat=settings.certificaat, sleutel=settings.sleutel, ca=settings.ca).context()

    def context(self) -> ssl.SSLContext:
        """Raises OnbruikbaarCertificaat."""
        return context_van(ca=self.ca, certificaat=self.certificaat, sleutel=self.sleutel)
