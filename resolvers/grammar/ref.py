"""Ref: where an object lives, and the opaque global id that says so.

A global id is base64url of `register:soort:identiteit` (Artsy's lesson: an aggregator's id names its source). It is
opaque to clients, readable to operators, and holds no BSN: what identifies a person is a pseudonym (see `klant`).
"""

from __future__ import annotations

import binascii
import re
from base64 import urlsafe_b64decode
from collections.abc import Collection
from typing import NamedTuple, Self

from resolvers.grammar.errors import BadUserInput

_LONGEST_ID = 512
#: Characters of an id in which the name of most registers ends.
_BEGIN = 16
_URLVEILIG = bytes.maketrans(b"+/", b"-_")
_GEWOON = bytes.maketrans(b"-_", b"+/")
_UUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
_SHAPE = re.compile(r"([a-z0-9][a-z0-9_-]{0,62}):([A-Z][A-Za-z]{0,62}):([A-Za-z0-9._~/=+-]{1,256})")


class Ref(NamedTuple):
    """An object's place: the configured name of its register, its GraphQL type, its identity there (mostly a uuid). A
    tuple, because it is the key of most loaders."""

    register: str
    soort: str
    id: str

    def encode(self) -> str:
        # as urlsafe_b64encode, which for the many ids of a list takes twice as long
        plain = binascii.b2a_base64(f"{self.register}:{self.soort}:{self.id}".encode(), newline=False)
        return plain.rstrip(b"=").translate(_URLVEILIG).decode()

    def is_heel(self) -> bool:
        """Whether its global id can be read back: not of every text that somebody else made."""
        plain = f"{self.register}:{self.soort}:{self.id}"
        return _SHAPE.fullmatch(plain) is not None and len(plain) * 4 / 3 <= _LONGEST_ID

    def is_uuid(self) -> bool:
        """Whether its identity is one: then it is nobody's number, whoever made the id."""
        return _UUID.fullmatch(self.id) is not None

    @classmethod
    def decode(cls, text: str) -> Self:
        """The ref that `encode` wrote; anything else is BAD_USER_INPUT, without the text."""
        if len(text) > _LONGEST_ID:
            raise BadUserInput("Dit id is geen id van deze dienst.")
        try:
            plain = urlsafe_b64decode(text.encode("ascii") + b"=" * (-len(text) % 4)).decode("ascii")
        except (binascii.Error, UnicodeError, ValueError):
            raise BadUserInput("Dit id is geen id van deze dienst.") from None
        found = _SHAPE.fullmatch(plain)
        if found is None or cls(*found.groups()).encode() != text:
            raise BadUserInput("Dit id is geen id van deze dienst.")
        return cls(*found.groups())

    @staticmethod
    def register_in(text: str) -> str:
        """The register in an id that we made ourselves; read without being checked."""
        # Whole groups of four are enough: the register stands in front.
        return binascii.a2b_base64(text.encode().translate(_GEWOON)[: len(text) & ~3]).partition(b":")[0].decode()

    @staticmethod
    def registers_in(teksten: Collection[str]) -> set[str]:
        """The registers in ids that we made ourselves. The ids of a list begin alike: each beginning is read once."""
        registers: set[str] = set()
        for begin in {tekst[:_BEGIN] for tekst in teksten}:
            plain = binascii.a2b_base64(begin.encode().translate(_GEWOON)[: len(begin) & ~3])
            register, colon, _ = plain.partition(b":")
            if colon:
                registers.add(register.decode())
            else:
                registers.update(Ref.register_in(tekst) for tekst in teksten if tekst.startswith(begin))
        return registers

    def met_soort(self, soort: str) -> Ref:
        """The same identity seen as another type, such as a zaak as MijnZaken-informatie."""
        return Ref(self.register, soort, self.id)
