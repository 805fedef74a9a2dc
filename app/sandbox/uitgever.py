"""Uitgever: the demo's own login. It gives a token for each persona, and the key with which such a token is checked.

Its key follows from a sentence that everybody can read here: whoever trusts this issuer trusts everybody. Only the
demo's configuration does.
"""

from __future__ import annotations

from collections.abc import Mapping
from hashlib import sha256
from time import time
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from joserfc import jwt
from joserfc.jwk import OKPKey

from app.sandbox.wereld import VEELZAKENMAN

ISSUER = "https://sandbox.mijnzaken.example"
AUDIENCE = "mijnzaken"
#: Provincie Voorbeeldland; the RSIN in it stands as adviseur in a zaak of the stories.
OIN_KETENPARTNER = "00000001003300006000"
_ZIN = b"wie deze uitgever vertrouwt, vertrouwt iedereen"
_SUBSTANTIEEL = "urn:oasis:names:tc:SAML:2.0:ac:classes:Smartcard"
_LOA3 = "urn:etoegang:core:assurance-class:loa3"

#: persona → claims. The people are those of the stories (verhalen/); `veelzaken` owns what `--zaken N` adds.
PERSONAS: Mapping[str, Mapping[str, object]] = {
    "burger": {"login": "digid", "bsn": "999990019", "acr": _SUBSTANTIEEL},
    "burger2": {"login": "digid", "bsn": "999990123", "acr": _SUBSTANTIEEL},
    "gemachtigde": {"login": "digid", "bsn": "999990226", "acr": _SUBSTANTIEEL},
    "ondernemer": {"login": "eherkenning", "urn:etoegang:core:LegalSubjectID": "90001354", "acr": _LOA3},
    "veelzaken": {"login": "digid", "bsn": VEELZAKENMAN, "acr": _SUBSTANTIEEL},
    "kcc": {"login": "medewerker", "sub": "kcc-2001", "roles": ["KCC"], "acr": _SUBSTANTIEEL},
    "behandelaar": {"login": "medewerker", "sub": "mw-1001", "roles": ["BEHANDELAAR"], "acr": _SUBSTANTIEEL},
    "ketenpartner": {"login": "machine", "oin": OIN_KETENPARTNER, "client_id": "provincie"},
    "privacyfunctionaris": {
        "login": "medewerker",
        "sub": "pf-3001",
        "roles": ["PRIVACYFUNCTIONARIS"],
        "acr": _SUBSTANTIEEL,
    },
}


def _key() -> OKPKey:
    private = Ed25519PrivateKey.from_private_bytes(sha256(_ZIN).digest())
    pem = private.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    return OKPKey.import_key(pem, {"kid": "sandbox-1", "use": "sig"})


def jwks() -> dict[str, Any]:
    return {"keys": [_key().as_dict(private=False)]}


def token(persona: str, geldig_s: int = 3600) -> str:
    """A token for a persona. KeyError for one that does not exist."""
    now = int(time())
    claims = {"sub": f"sandbox-{persona}", **PERSONAS[persona]}
    claims |= {"iss": ISSUER, "aud": AUDIENCE, "iat": now, "nbf": now, "exp": now + geldig_s}
    return jwt.encode({"alg": "Ed25519", "kid": "sandbox-1", "typ": "JWT"}, claims, _key(), algorithms=["Ed25519"])
