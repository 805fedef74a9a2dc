"""Toegang: how a sandbox register recognises who asks: ZGW JWT, token, API key or bearer.

Source: Open Zaak 1.30.0 (commonground-api-common: authorizations/middleware) as measured: every refusal is a 403 with
its own code, `iat` is mandatory and an hour old at most, `exp` is honoured when present. Open Klant and Objects:
`Token`, 401 with WWW-Authenticate.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import json
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from starlette.requests import Request

from app.sandbox.kern.fout import Fout

Toegang = Callable[[Request], str]
"""Says the name of the client that asks, or raises Fout."""

# The credentials of the sandbox: known to everybody, worth nothing outside it.
ZGW_CLIENT_ID = "mijnzaken"
ZGW_SECRET = "sandbox-geheim-van-mijnzaken-gateway"  # noqa: S105
ZGW_BEPERKT_CLIENT_ID = "beperkt"
ZGW_BEPERKT_SECRET = "sandbox-geheim-van-beperkte-client"  # noqa: S105
TOKEN = "sandbox-token"  # noqa: S105
API_KEY = "sandbox-apikey"
OAUTH_CLIENT_ID = "mijnzaken"
OAUTH_SECRET = "sandbox-geheim"  # noqa: S105

JWT_GELDIG_S = 3600


def open_toegang(request: Request) -> str:
    """Lets everybody in."""
    return ""


@dataclass(frozen=True, slots=True)
class TokenToegang:
    """`Authorization: Token <token>`; 401 with WWW-Authenticate otherwise. `kop` is the value of that header."""

    tokens: Mapping[str, str] = field(default_factory=lambda: {TOKEN: ZGW_CLIENT_ID})
    kop: str = "Token"
    engels: bool = False

    def __call__(self, request: Request) -> str:
        kop = {"WWW-Authenticate": self.kop}
        schema, _, token = request.headers.get("authorization", "").partition(" ")
        if schema.lower() != "token":
            raise Fout("NotAuthenticated", kop=kop)
        if not token:
            raise Fout("AuthenticationFailed", detail="Ongeldige token header. Geen logingegevens opgegeven", kop=kop)
        if (client := self.tokens.get(token)) is None:
            raise Fout("AuthenticationFailed", detail="Invalid token." if self.engels else "Ongeldige token.", kop=kop)
        return client


@dataclass(frozen=True, slots=True)
class SleutelToegang:
    """An API key in a header of its own, e.g. SleutelToegang("apikey") for KvK; 401 otherwise."""

    header: str
    sleutels: Mapping[str, str] = field(default_factory=lambda: {API_KEY: ZGW_CLIENT_ID})

    def __call__(self, request: Request) -> str:
        client = self.sleutels.get(request.headers.get(self.header, ""))
        if client is None:
            raise Fout("NotAuthenticated")
        return client


@dataclass(frozen=True, slots=True)
class JwtToegang:
    """A ZGW client token: JWT HS256 signed by the client itself, checked in the order of the product."""

    secrets: Mapping[str, str] = field(
        default_factory=lambda: {ZGW_CLIENT_ID: ZGW_SECRET, ZGW_BEPERKT_CLIENT_ID: ZGW_BEPERKT_SECRET}
    )
    klok: Callable[[], float] = time.time

    def __call__(self, request: Request) -> str:
        schema, _, token = request.headers.get("authorization", "").partition(" ")
        if schema != "Bearer" or not token:
            raise Fout.verboden()
        kop, claims, getekend, handtekening = _ontleed(token)
        client = claims.get("client_id")
        secret = self.secrets.get(client) if isinstance(client, str) else None
        if not isinstance(client, str) or secret is None:
            raise Fout.verboden("invalid-client-identifier", "Client identifier bestaat niet")
        verwacht = hmac.new(secret.encode(), getekend, hashlib.sha256).digest()
        if kop.get("alg") != "HS256" or not hmac.compare_digest(verwacht, handtekening):
            raise Fout.verboden("invalid-jwt-signature", "Client credentials zijn niet geldig")
        nu = self.klok()
        exp = claims.get("exp")
        if isinstance(exp, int | float) and exp <= nu:
            raise Fout.verboden("jwt-expiredsignatureerror", "JWT is niet valide")
        iat = claims.get("iat")
        if not isinstance(iat, int | float):
            raise Fout.verboden("jwt-missing-iat-claim", "Missing required iat claim")
        if nu - iat >= JWT_GELDIG_S:
            raise Fout.verboden("jwt-expired", "De JWT die gebruikt is voor dit verzoek is verlopen")
        return client


def _ontleed(token: str) -> tuple[dict[str, object], dict[str, object], bytes, bytes]:
    try:
        kop, claims, handtekening = token.split(".")
        stukken = json.loads(_bytes(kop)), json.loads(_bytes(claims))
        if not all(isinstance(stuk, dict) for stuk in stukken):
            raise ValueError("header and claims are objects")
        return stukken[0], stukken[1], f"{kop}.{claims}".encode(), _bytes(handtekening)
    except (ValueError, binascii.Error):
        detail = "Het JWT kon niet gedecodeerd worden. Mogelijks heb je een copy-paste fout gemaakt"
        raise Fout.verboden("jwt-decode-error", detail) from None


def _bytes(tekst: str) -> bytes:
    return base64.urlsafe_b64decode(tekst + "=" * (-len(tekst) % 4))


def maak_jwt(client_id: str = ZGW_CLIENT_ID, secret: str = ZGW_SECRET, **claims: object) -> str:
    """A client token for tests and examples; `claims` override iss, iat and client_id, and a claim None is left out."""
    alle: dict[str, object] = {"iss": client_id, "iat": int(time.time()), "client_id": client_id, **claims}
    inhoud = {naam: waarde for naam, waarde in alle.items() if waarde is not None}
    stukken = [
        base64.urlsafe_b64encode(json.dumps(deel).encode()).rstrip(b"=").decode()
        for deel in ({"typ": "JWT", "alg": "HS256"}, inhoud)
    ]
    getekend = ".".join(stukken)
    handtekening = hmac.new(secret.encode(), getekend.encode(), hashlib.sha256).digest()
    return f"{getekend}.{base64.urlsafe_b64encode(handtekening).rstrip(b'=').decode()}"
