"""Pseudoniem: a person's number as something that may leave: in an id, and later in a log.

AES-SIV (RFC 5297): the same number gives the same pseudonym, so ids stay what they are, and only the holder of the key
can turn it back. The name of the key stands in front, so that keys can rotate: new pseudonyms use the first key, old
ones are still read.
"""

from __future__ import annotations

from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Sequence
from dataclasses import dataclass, field
from hashlib import sha256

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESSIV

from resolvers.grammar.errors import BadUserInput
from resolvers.grammar.sleutel import Bsn, Klantnummer, KvkNummer, Rsin, Sleutel, Vestigingsnummer

_KINDS: dict[bytes, type[Sleutel]] = {b"b": Bsn, b"k": KvkNummer, b"v": Vestigingsnummer, b"r": Rsin, b"n": Klantnummer}
_LETTER = {kind: letter for letter, kind in _KINDS.items()}


@dataclass(frozen=True, slots=True)
class Sleutelpaar:
    """A key of 32, 48 or 64 bytes with its name (letters and digits)."""

    naam: str
    geheim: bytes = field(repr=False)

    @classmethod
    def uit(cls, geheim: bytes) -> Sleutelpaar:
        """Named after itself: the same key has the same name in every configuration, whatever came before it."""
        return cls(sha256(b"mijnzaken/sleutelnaam/1" + geheim).hexdigest()[:6], geheim)


class Pseudoniemen:
    def __init__(self, sleutels: Sequence[Sleutelpaar], *, doel: str = "klant") -> None:
        """The first key writes; all read. `doel`: what they are for; a pseudonym for one purpose says nothing about
        that for another."""
        self._doel = [f"mijnzaken/{doel}/1".encode()]
        if not sleutels:
            raise ValueError("at least one key")
        self._schrijft = sleutels[0].naam
        self._ciphers = {sleutel.naam: AESSIV(sleutel.geheim) for sleutel in sleutels}

    def versluier(self, sleutel: Sleutel) -> str:
        sealed = self._ciphers[self._schrijft].encrypt(_LETTER[type(sleutel)] + sleutel.waarde.encode(), self._doel)
        return _tekst(self._schrijft, sealed)

    def alle(self, sleutel: Sleutel) -> list[str]:
        """Every pseudonym that this number may have been given, also with earlier keys."""
        plain = _LETTER[type(sleutel)] + sleutel.waarde.encode()
        return [_tekst(naam, cipher.encrypt(plain, self._doel)) for naam, cipher in self._ciphers.items()]

    def onthul(self, pseudoniem: str) -> Sleutel | None:
        """The number behind it; None when it is none of ours, whatever is wrong with it."""
        naam, dot, text = pseudoniem.partition(".")
        cipher = self._ciphers.get(naam)
        if not dot or cipher is None:
            return None
        try:
            plain = cipher.decrypt(urlsafe_b64decode(text + "=" * (-len(text) % 4)), self._doel)
            kind = _KINDS.get(plain[:1])
            return kind.lees(plain[1:].decode()) if kind else None
        except (InvalidTag, ValueError, BadUserInput):
            return None


def _tekst(naam: str, sealed: bytes) -> str:
    return f"{naam}.{urlsafe_b64encode(sealed).decode().rstrip('=')}"
