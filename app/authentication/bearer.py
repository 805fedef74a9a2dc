"""Bearer: is this token one that an issuer we trust gave, for us, to who sends it, and still good?

RFC 8725: the algorithm is ours to choose (an allow-list per issuer, no symmetric ones, never "none"), the key is the
issuer's own (never one that the token brings or points to), issuer, audience and lifetime are checked, and nothing
unusual is read kindly. RFC 8705: a token that is bound to a client certificate is good only beside that certificate.

A token is an answer to "who", asked again with every message: that the same `jti` comes twice is how it is meant. Its
signature is verified once per set of keys; its lifetime and its binding are checked with every message.
"""

from __future__ import annotations

import asyncio
import json
from base64 import urlsafe_b64decode
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from time import time
from typing import NoReturn

from joserfc.errors import JoseError
from joserfc.jwa import JWSAlgModel
from joserfc.jwk import Key, KeySet
from joserfc.jws import CompactSignature, JWSRegistry, extract_compact, validate_compact

from app.authentication.bewezen import Bekend, Bewezen
from app.authentication.jwks import Jwks
from app.authentication.lezing import Claims, Leeswijzer, moment
from app.authentication.profielen import lees
from app.config.profielen import Profiel
from resolvers.grammar.afnemer import Authenticatie
from resolvers.grammar.errors import Unauthenticated

GROOTSTE_TOKEN = 8192
SPELING_S = 60
#: Opening brackets in a header or in claims, and so also how deep they can be: what is parsed can then be compared too.
MEESTE_HAKEN = 200
#: Header members that would have us take a key from the token or from elsewhere, or that we would have to understand.
_VERBODEN = frozenset({"jku", "jwk", "x5u", "x5c", "crit", "zip", "b64"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Uitgever:
    """`wijzer` None: its claims stand where the profile has them. `langste_geldigheid_s`: from `iat` to `exp`."""

    issuer: str
    audience: str
    profiel: Profiel
    algoritmen: tuple[str, ...]
    jwks: Jwks
    wijzer: Leeswijzer | None = None
    cnf_verplicht: bool = False
    langste_geldigheid_s: float = 86_400


class Bearer:
    def __init__(self, uitgevers: Sequence[Uitgever], *, klok: Callable[[], float] = time) -> None:
        self._uitgevers = {uitgever.issuer: uitgever for uitgever in uitgevers}
        self._klok = klok
        self._bekend = Bekend()

    async def klaar(self) -> bool:
        """Whether anybody can come in: there are keys of one issuer at least. When there are of none they are fetched,
        so that the first who asks need not wait for them; after that no issuer that hangs holds this up."""
        kasten = [uitgever.jwks for uitgever in self._uitgevers.values()]
        if kasten and not any(kast.bekend for kast in kasten):
            await asyncio.gather(*(kast.sleutels(None) for kast in kasten))
        return not kasten or any(kast.bekend for kast in kasten)

    async def lees(self, koppen: Sequence[str], certificaat: str | None = None) -> Authenticatie:
        """Who asks, from the Authorization headers of a request, and the thumbprint of the client certificate on its
        connection (`x5t#S256`: SHA-256 in base64url). Raises Unauthenticated; why, is for our log only."""
        bewezen = await self.bewijs(koppen)
        self.toets(bewezen, certificaat)
        return bewezen.authenticatie

    async def bewijs(self, koppen: Sequence[str]) -> Bewezen:
        """A token whose signature holds; `toets` says whether it is good now and here."""
        if len(koppen) != 1:
            raise Unauthenticated(detail="no Authorization header, or more than one")
        scheme, _, token = koppen[0].partition(" ")
        if scheme.lower() != "bearer" or not token or len(token) > GROOTSTE_TOKEN or not token.isascii():
            raise Unauthenticated(detail="no bearer token of a possible size")
        bewezen = await self._bekend.vind(token)
        if bewezen is None:
            bewezen = await self._bewijs(token)
            self._bekend.onthoud(token, bewezen)
        return bewezen

    def toets(self, bewezen: Bewezen, certificaat: str | None) -> None:
        """Raises Unauthenticated for a token that is not good at this moment, on this connection."""
        self._tijd(*bewezen.geldig)
        _check_binding(bewezen.claims, bewezen.uitgever, certificaat)

    async def _bewijs(self, token: str) -> Bewezen:
        signed, claims = _ontleed(token)
        uitgever = self._uitgever(signed, claims)
        kid, keys = await _verify(signed, uitgever)
        geldig = _geldigheid(claims, uitgever)
        self._tijd(*geldig)  # before its claims are read any further
        authenticatie = lees(uitgever.profiel, claims, uitgever.wijzer)
        return Bewezen(claims=claims, uitgever=uitgever, kid=kid, keys=keys, geldig=geldig, authenticatie=authenticatie)

    def _uitgever(self, signed: CompactSignature, claims: Claims) -> Uitgever:
        """The issuer that the (not yet verified) token names; only to choose which keys it must be verified with."""
        header, issuer = signed.headers(), claims.get("iss")
        if _VERBODEN & set(header) or str(header.get("typ", "JWT")).upper() not in {"JWT", "AT+JWT"}:
            raise Unauthenticated(detail="a header that is not accepted")
        uitgever = self._uitgevers.get(issuer) if isinstance(issuer, str) else None
        if uitgever is None or _algoritme(header.get("alg")) not in uitgever.algoritmen:
            raise Unauthenticated(detail="an issuer or algorithm that is not accepted")
        return uitgever

    def _tijd(self, van: float, tot: float) -> None:
        now = self._klok()
        if now >= tot + SPELING_S or van > now + SPELING_S:
            raise Unauthenticated(detail="the token has ended, or is not yet good")


def _geldigheid(claims: Claims, uitgever: Uitgever) -> tuple[float, float]:
    """From when until when a token for us is good. Raises Unauthenticated for one that is not, whatever time it is."""
    audience, subject = claims.get("aud"), claims.get("sub")
    accepted = audience == uitgever.audience or (isinstance(audience, list) and uitgever.audience in audience)
    if not accepted or not isinstance(subject, str) or not subject:
        raise Unauthenticated(detail="audience or subject")
    exp, iat = moment(claims, "exp"), moment(claims, "iat")
    nbf = moment(claims, "nbf") if "nbf" in claims else iat
    if exp - iat > uitgever.langste_geldigheid_s:
        raise Unauthenticated(detail="the token is good for longer than its issuer may say")
    return max(iat, nbf), exp


async def _verify(signed: CompactSignature, uitgever: Uitgever) -> tuple[str | None, KeySet]:
    """The key id it names, and the keys with which it holds."""
    named = signed.headers().get("kid")
    kid = named if isinstance(named, str) else None
    keys = await uitgever.jwks.sleutels(kid)
    if keys is None:
        raise Unauthenticated(detail="the keys of the issuer are not available")
    registry = _Algoritmen(algorithms=uitgever.algoritmen)
    try:
        holds = validate_compact(signed, _sleutel(keys, signed, registry), registry=registry)
    except (JoseError, ValueError, TypeError, KeyError):
        holds = False
    if not holds:
        raise Unauthenticated(detail="the signature does not hold")
    return kid, keys


def _check_binding(claims: Claims, uitgever: Uitgever, certificaat: str | None) -> None:
    """A binding of another kind (`jkt` of DPoP) is one that we cannot check, and so a token that we cannot accept."""
    if "cnf" not in claims and not uitgever.cnf_verplicht:
        return
    cnf = claims.get("cnf")
    bound = cnf.get("x5t#S256") if isinstance(cnf, dict) and len(cnf) == 1 else None
    if not certificaat or bound != certificaat:
        raise Unauthenticated(detail="the token is not bound to the client certificate of this connection")


def _ontleed(token: str) -> tuple[CompactSignature, Claims]:
    """The token in its parts; nothing in it is proven yet."""
    try:
        signed = extract_compact(token.encode())
        _strikt(urlsafe_b64decode(signed.segments["header"] + b"=="))
        claims = _strikt(signed.payload or b"")
    except (JoseError, ValueError, TypeError, KeyError, AttributeError, RecursionError):
        raise Unauthenticated(detail="not a JWT") from None
    return signed, claims


def _strikt(raw: bytes) -> Claims:
    """A JSON object as RFC 7519 §4 wants it: a name that stands twice is read one way here and another way elsewhere.
    Raises ValueError."""
    if raw.count(b"[") + raw.count(b"{") > MEESTE_HAKEN:
        raise ValueError("too many brackets")
    found = json.loads(raw.decode(), object_pairs_hook=_zonder_dubbele, parse_constant=_geen_getal)
    if not isinstance(found, dict):
        raise ValueError("no object")
    return found


def _zonder_dubbele(pairs: list[tuple[str, object]]) -> dict[str, object]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("a name stands twice")
    return found


def _geen_getal(name: str) -> NoReturn:
    raise ValueError("NaN and Infinity are no JSON")


def _algoritme(name: object) -> object:
    """RFC 9864: EdDSA says not which curve; here it is the older name of Ed25519, and of nothing else."""
    return "Ed25519" if name == "EdDSA" else name


class _Algoritmen(JWSRegistry):
    def get_alg(self, name: str) -> JWSAlgModel:
        return super().get_alg(str(_algoritme(name)))


def _sleutel(keys: KeySet, signed: CompactSignature, registry: JWSRegistry) -> Key:
    """The issuer's key that the token names; without a name, the only one there is. Raises KeyError."""
    header: Mapping[str, object] = signed.headers()
    kind = registry.get_alg(str(header["alg"])).key_type
    named = [key for key in keys.keys if key.kid == header["kid"]] if "kid" in header else keys.keys
    fit = [key for key in named if key.key_type == kind]
    if len(fit) != 1 or ("kid" not in header and len(keys.keys) != 1):
        raise KeyError("no key, or more than one")
    return fit[0]
