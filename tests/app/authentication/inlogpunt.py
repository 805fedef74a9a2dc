"""An issuer: keys, tokens with whatever a test wants in them, and a real server that publishes the keys."""

from __future__ import annotations

import base64
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from time import time
from typing import Literal, TypeAlias

from joserfc.jwk import ECKey, OKPKey, RSAKey
from joserfc.jws import JWSRegistry

from app.authentication.bearer import Bearer, Uitgever
from app.authentication.jwks import Jwks
from app.authentication.lezing import Leeswijzer
from app.config.profielen import Profiel
from app.registries.client import haal_publiek
from tests.app.registries.ruwe_server import Gesprek
from tests.app.registries.ruwe_server import json as antwoord

ISSUER = "https://inloggen.voorbeeld.nl"
AUDIENCE = "mijnzaken"
ALGORITMEN = ("RS256", "PS256", "ES256")
Sleutel: TypeAlias = RSAKey | ECKey | OKPKey
BSN = "999990019"
#: A claim or header with this value is left out.
WEG = object()


@cache
def rsa(kid: str) -> RSAKey:
    return RSAKey.generate_key(2048, {"kid": kid, "use": "sig"})


@cache
def ec(kid: str) -> ECKey:
    return ECKey.generate_key("P-256", {"kid": kid, "use": "sig"})


@cache
def okp(kid: str, curve: Literal["Ed25519", "Ed448"] = "Ed25519") -> OKPKey:
    return OKPKey.generate_key(curve, {"kid": kid, "use": "sig"})


def jwks(*keys: Sleutel) -> dict[str, object]:
    return {"keys": [key.as_dict(private=False) for key in keys]}


def claims(**anders: object) -> dict[str, object]:
    now = int(time())
    made = {"iss": ISSUER, "aud": AUDIENCE, "sub": "iemand", "iat": now, "exp": now + 300, "bsn": BSN, **anders}
    return {name: value for name, value in made.items() if value is not WEG}


def token(
    body: Mapping[str, object] | bytes | None = None,
    *,
    key: Sleutel | None = None,
    alg: str = "RS256",
    **header: object,
) -> str:
    """Signed as it should be, unless told otherwise. Not by a library: those refuse to make what is to be refused.
    `body` as bytes is what is signed, to the letter."""
    signer = key or rsa("een")
    head = {"alg": alg, "typ": "JWT", "kid": signer.kid, **header}
    unsigned = met_de_hand(
        {name: value for name, value in head.items() if value is not WEG}, claims() if body is None else body
    ).removesuffix(".")
    algorithm = JWSRegistry.algorithms[alg]
    return f"{unsigned}.{_base64(algorithm.sign(unsigned.encode(), signer))}"


def _base64(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def met_de_hand(header: object, payload: object, signature: bytes = b"") -> str:
    """What no library would make."""
    parts = (part if isinstance(part, bytes) else json.dumps(part).encode() for part in (header, payload))
    return ".".join(_base64(part) for part in (*parts, signature))


def bearer(
    *,
    profiel: Profiel = "digid",
    sleutels: Jwks | None = None,
    algoritmen: tuple[str, ...] = ALGORITMEN,
    wijzer: Leeswijzer | None = None,
    cnf_verplicht: bool = False,
    langste_geldigheid_s: float = 86_400,
) -> Bearer:
    """A door that trusts this issuer, and another one beside it."""
    ander = Uitgever(
        issuer="https://ander.voorbeeld.nl",
        audience=AUDIENCE,
        profiel="digid",
        algoritmen=algoritmen,
        jwks=Jwks(url=None, vast=jwks(rsa("ander")), haal=None),
    )
    own = sleutels or Jwks(url=None, vast=jwks(rsa("een"), ec("twee")), haal=None)
    uitgever = Uitgever(
        issuer=ISSUER,
        audience=AUDIENCE,
        profiel=profiel,
        algoritmen=algoritmen,
        jwks=own,
        wijzer=wijzer,
        cnf_verplicht=cnf_verplicht,
        langste_geldigheid_s=langste_geldigheid_s,
    )
    return Bearer([uitgever, ander])


@dataclass
class Sleutelkast:
    """Behaviour for the raw server: publishes keys, or fails as it is told."""

    keys: list[Sleutel] = field(default_factory=list)
    stuk: bytes | None = None

    async def __call__(self, gesprek: Gesprek) -> None:
        published = json.dumps(jwks(*self.keys))
        await gesprek.stuur(self.stuk or antwoord(published, soort="application/jwk-set+json"))


@dataclass
class Klok:
    nu: float = 1000.0

    def __call__(self) -> float:
        return self.nu


def jwks_van(basis: str, klok: Klok) -> Jwks:
    return Jwks(url=f"{basis}/jwks", vast=None, haal=haal_publiek, klok=klok)
