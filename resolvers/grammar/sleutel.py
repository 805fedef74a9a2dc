"""Sleutel: what identifies a klant in the registers. A kind of its own for each, because a BSN and an RSIN look alike.

None of these shows its value in `repr` or `str`: a log line, an exception or a failed assertion must not tell a BSN.
Read `.waarde` where the value is really needed: in a request to a register, and in a field that a client may see.
Sources: BSN and RSIN, 9 digits with the 11-check; KvK-nummer 8 digits; vestigingsnummer 12 digits (Handelsregister).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from operator import mul
from typing import ClassVar, Self

from resolvers.grammar.errors import BadUserInput

_GEWICHTEN = (9, 8, 7, 6, 5, 4, 3, 2, -1)


def passes_eleven_check(digits: str) -> bool:
    """The 11-check of BSN and RSIN: 9 digits, weights 9..2 and -1, the sum a multiple of 11, not all zero."""
    if len(digits) != 9 or not digits.isascii() or not digits.isdigit() or digits == "000000000":
        return False
    total: int = sum(map(mul, _GEWICHTEN, map(int, digits)))
    return total % 11 == 0


@dataclass(frozen=True, slots=True, repr=False)
class Sleutel:
    """Base of the five kinds. Equal only to a key of the same kind with the same value."""

    waarde: str

    naam: ClassVar[str] = "sleutel"
    vorm: ClassVar[re.Pattern[str]] = re.compile(r"(?!)")

    @classmethod
    def lees(cls, tekst: str) -> Self:
        """A key from outside. Wrong shape: BAD_USER_INPUT that names the kind and not the value."""
        if not cls.vorm.fullmatch(tekst) or not cls.klopt(tekst):
            raise BadUserInput(f"Dit is geen geldig {cls.naam}.")
        return cls(tekst)

    @classmethod
    def klopt(cls, tekst: str) -> bool:
        return bool(tekst)

    def __repr__(self) -> str:
        return f"{type(self).__name__}(***)"

    __str__ = __repr__


class Bsn(Sleutel):
    """Burgerservicenummer of a natuurlijk persoon."""

    __slots__ = ()
    naam = "burgerservicenummer"
    vorm = re.compile(r"[0-9]{9}", re.ASCII)

    @classmethod
    def klopt(cls, tekst: str) -> bool:
        return passes_eleven_check(tekst)


class Rsin(Sleutel):
    """RSIN of a niet-natuurlijk persoon. Nine digits like a BSN, and never equal to one."""

    __slots__ = ()
    naam = "RSIN"
    vorm = re.compile(r"[0-9]{9}", re.ASCII)

    @classmethod
    def klopt(cls, tekst: str) -> bool:
        return passes_eleven_check(tekst)


class KvkNummer(Sleutel):
    """KvK-nummer of an onderneming (all its vestigingen)."""

    __slots__ = ()
    naam = "KvK-nummer"
    vorm = re.compile(r"[0-9]{8}", re.ASCII)


class Vestigingsnummer(Sleutel):
    """One vestiging of an onderneming."""

    __slots__ = ()
    naam = "vestigingsnummer"
    vorm = re.compile(r"[0-9]{12}", re.ASCII)


class Klantnummer(Sleutel):
    """The number that a klantregister gave."""

    __slots__ = ()
    naam = "klantnummer"
    vorm = re.compile(r"[A-Za-z0-9-]{1,40}", re.ASCII)


def partijen_in(sleutels: frozenset[Sleutel]) -> tuple[frozenset[Sleutel], ...]:
    """Keys that an object holds together, as the persons they are: each BSN is one; the numbers of an onderneming are
    one unless there are two of a kind; a klantnummer goes with the only one there is. In a fixed order."""
    if len(sleutels) < 2:
        return (sleutels,) if sleutels else ()
    found: list[frozenset[Sleutel]] = [frozenset({sleutel}) for sleutel in sleutels if isinstance(sleutel, Bsn)]
    onderneming: list[Sleutel] = [
        sleutel for sleutel in sleutels if isinstance(sleutel, (KvkNummer, Vestigingsnummer, Rsin))
    ]
    if len({type(sleutel) for sleutel in onderneming}) == len(onderneming):
        found.extend([frozenset(onderneming)] if onderneming else [])
    else:
        found.extend(frozenset({sleutel}) for sleutel in onderneming)
    klantnummers = sleutels - frozenset[Sleutel]().union(*found)
    if len(found) == 1:
        return (found[0] | klantnummers,)
    found.extend(frozenset({sleutel}) for sleutel in klantnummers)
    return tuple(sorted(found, key=lambda partij: sorted((key.naam, key.waarde) for key in partij)))


def hoofdsleutel(sleutels: frozenset[Sleutel]) -> Sleutel:
    """The key by which a klant is known best: a person by BSN, a company by KvK-nummer, before any other."""
    kinds = (Bsn, KvkNummer, Rsin, Vestigingsnummer, Klantnummer)
    return min(sleutels, key=lambda sleutel: (kinds.index(type(sleutel)), sleutel.waarde))
