"""Bearer: is this token one that an issuer we trust gave, for us, and still good?

RFC 8725: the algorithm is ours to choose (an allow-list per issuer, no symmetric ones, never "none"), the key is the
issuer's own (never one that the token brings or points to), issuer, audience and lifetime are checked, and nothing
unusual is read kindly.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from time import time
from typing import Any

import msgspec
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jws import extract_compact

from app.authentication.jwks import Jwks
from app.authentication.profielen import PROFIELEN
from resolvers.grammar.afnemer import Authenticatie
from resolvers.grammar.errors import Unauthenticated

GROOTSTE_TOKEN = 8192
SPELING_S = 60
#: The year 10000, in seconds.
_EINDE = 253_402_300_800
#: Header members that would have us take a key from the token or from elsewhere, or that we would have to understand.
_VERBODEN = frozenset({"jku", "jwk", "x5u", "x5c", "crit", "zip"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Uitgever:
    issuer: str
    audience: str
    profiel: str
    algoritmen: tuple[str, ...]
    jwks: Jwks


class Bearer:
    def __init__(self, uitgevers: Sequence[Uitgever], *, klok: Callable[[], float] = time) -> None:
        self._uitgevers = {uitgever.issuer: uitgever for uitgever in uitgevers}
        self._klok = klok

    async def lees(self, koppen: Sequence[str]) -> Authenticatie:
        """Who asks, from the Authorization headers of a request. Raises Unauthenticated; why, is for our log only."""
        if len(koppen) != 1:
            raise Unauthenticated(detail="no Authorization header, or more than one")
        scheme, _, token = koppen[0].partition(" ")
        if scheme.lower() != "bearer" or not token or len(token) > GROOTSTE_TOKEN or not token.isascii():
            raise Unauthenticated(detail="no bearer token of a possible size")
        uitgever = self._uitgever(token)
        header, claims = await self._verify(token, uitgever)
        self._check(header, claims, uitgever)
        return PROFIELEN[uitgever.profiel](claims)

    def _uitgever(self, token: str) -> Uitgever:
        """The issuer that the (not yet verified) token names; only to choose which keys it must be verified with."""
        try:
            unverified = extract_compact(token.encode())
            header, claims = unverified.headers(), msgspec.json.decode(unverified.payload)
        except (JoseError, msgspec.DecodeError, ValueError, TypeError, RecursionError):
            raise Unauthenticated(detail="not a JWT") from None
        if _VERBODEN & set(header) or not isinstance(claims, dict):
            raise Unauthenticated(detail="a header that is not accepted")
        uitgever = self._uitgevers.get(str(claims.get("iss")))
        if uitgever is None or header.get("alg") not in uitgever.algoritmen:
            raise Unauthenticated(detail="an issuer or algorithm that is not accepted")
        return uitgever

    async def _verify(self, token: str, uitgever: Uitgever) -> tuple[dict[str, Any], dict[str, Any]]:
        kid = extract_compact(token.encode()).headers().get("kid")
        keys = await uitgever.jwks.sleutels(kid if isinstance(kid, str) else None)
        if keys is None:
            raise Unauthenticated(detail="the keys of the issuer are not available")
        try:
            found = jwt.decode(token, keys, algorithms=list(uitgever.algoritmen))
        except (JoseError, ValueError, TypeError, KeyError):
            raise Unauthenticated(detail="the signature does not hold") from None
        return dict(found.header), dict(found.claims)

    def _check(self, header: dict[str, Any], claims: dict[str, Any], uitgever: Uitgever) -> None:
        now, audience = self._klok(), claims.get("aud")
        accepted = audience == uitgever.audience or (isinstance(audience, list) and uitgever.audience in audience)
        subject = claims.get("sub")
        if claims.get("iss") != uitgever.issuer or not accepted or not isinstance(subject, str) or not subject:
            raise Unauthenticated(detail="issuer, audience or subject")
        exp, iat = _moment(claims, "exp"), _moment(claims, "iat")
        nbf = _moment(claims, "nbf") if "nbf" in claims else iat
        if now >= exp + SPELING_S or max(iat, nbf) > now + SPELING_S:
            raise Unauthenticated(detail="the token has ended, or is not yet good")
        if str(header.get("typ", "JWT")).upper() not in {"JWT", "AT+JWT"}:
            raise Unauthenticated(detail="not an access token")


def _moment(claims: dict[str, Any], name: str) -> float:
    """A NumericDate that a calendar has: a number without end must not become an error of ours."""
    value = claims.get(name)
    if not isinstance(value, (int, float)) or isinstance(value, bool) or not 0 <= value < _EINDE:
        raise Unauthenticated(detail=f"{name} is not a moment")
    return float(value)
