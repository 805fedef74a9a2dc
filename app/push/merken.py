"""Merken: the place of an event as something that a client may hold. It says nothing: not how many events there are,
and not how many lie between two."""

from __future__ import annotations

from base64 import urlsafe_b64decode, urlsafe_b64encode

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESSIV

_DOEL = [b"mijnzaken/gebeurtenis/1"]
_BYTES = 8


class Merken:
    """`sleutel`: 32, 48 or 64 bytes, the same in all instances."""

    def __init__(self, sleutel: bytes) -> None:
        self._cipher = AESSIV(sleutel)

    def maak(self, nr: int) -> str:
        return urlsafe_b64encode(self._cipher.encrypt(nr.to_bytes(_BYTES, "big"), _DOEL)).decode().rstrip("=")

    def lees(self, merk: str) -> int | None:
        """None: not one of ours."""
        try:
            raw = urlsafe_b64decode(merk + "=" * (-len(merk) % 4)) if len(merk) <= 64 else b""
            return int.from_bytes(self._cipher.decrypt(raw, _DOEL), "big")
        except (InvalidTag, ValueError):
            return None
