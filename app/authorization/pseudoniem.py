"""Pseudoniem: a person's number as something that may leave: in an id, and later in a log.

AES-SIV (RFC 5297): the same number gives the same pseudonym, so ids stay what they are, and only the holder of the key
can turn it back. The name of the key stands in front, so that keys can rotate: new pseudonyms use the first key, old
ones are still read.
"""

from __future__ import annotations

from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Sequence
from dataclasses import dataclass, field

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESSIV

from resolvers.grammar.errors import BadUserInput
from resolvers.grammar.sleutel import Bsn, Klantnummer, KvkNummer, Rsin, Sleutel, Vestigingsnummer

_KINDS: dict[bytes, type[Sleutel]] = {b"b": Bsn, b"k": KvkNummer, b"v": Vestigingsnummer, b"r": Rsin, b"n": Klantnummer}
_LETTER = {kind: letter for letter, kind in _KINDS.items()}
_CONTEXT = b"mijnzaken/klant/1"


@dataclass(frozen=True, slots=True)
class Sleutelpaar:
    """A key of 32, 48 or 64 bytes with its name (letters and digits)."""

    naam: str
    geheim: bytes = field(repr=False)


class Pseudoniemen:
    def __init__(self, sleutels: Sequence[Sleutelpaar]) -> None:
        """The first key writes; all read."""
        if not sleutels:
            raise ValueError("at least one key")
        self._schrijft = sleutels[0].naam
        self._ciphers = {sleutel.naam: AESSIV(sleutel.geheim) for sleutel in sleutels}

    def versluier(self, sleutel: Sleutel) -> str:
        sealed = self._ciphers[self._schrijft].encrypt(_LETTER[type(sleutel)] + sleutel.waarde.encode(), [_CONTEXT])
        return f"{self._schrijft}.{urlsafe_b64encode(sealed).decode().rstrip('=')}"

    def onthul(self, pseudoniem: str) -> Sleutel | None:
        """The number behind it; None when it is none of ours, whatever is wrong with it."""
        naam, dot, text = pseudoniem.partition(".")
        cipher = self._ciphers.get(naam)
        if not dot or cipher is None:
            return None
        try:
            plain = cipher.decrypt(urlsafe_b64decode(text + "=" * (-len(text) % 4)), [_CONTEXT])
            kind = _KINDS.get(plain[:1])
            return kind.lees(plain[1:].decode()) if kind else None
        except (InvalidTag, ValueError, BadUserInput):
            return None
