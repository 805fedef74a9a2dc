"""Grenzen: what one register may cost us, and the ways in which it says that there is nothing for us."""

from __future__ import annotations

from dataclasses import dataclass

from resolvers.grammar.errors import BadUserInput, NotFound

#: Large answers of one API that are read at the same time, and of all of a process: the largest, times the places of a
#: register, would be more memory than it has.
GROTE_TEGELIJK, GROTE_SAMEN = 3, 8


class Afwezig(NotFound):
    """404: there is no such thing."""


class Verborgen(NotFound):
    """403 on one object that is not about our credentials: we may not see it, so for us it is not there."""


class TeVeelGevonden(BadUserInput):
    """400 because the question fits too many (BRP `tooManyResults`): who asked must say more."""

    message = "Er zijn te veel personen gevonden; geef meer gegevens op."


@dataclass(frozen=True, slots=True, kw_only=True)
class Grenzen:
    """Seconds per call (all of it), bytes after decompression, how far a compressed answer may swell, calls at the same
    time in any case, to how many that grows while the register does not get slower by it (None: it does not), pages of
    one list, how often a question that may be repeated is repeated, and after how many seconds without an answer it
    goes a second time beside the first."""

    timeout_s: float = 5.0
    max_bytes: int = 5_000_000
    max_ratio: int = 100
    #: The history of a page of twenty zaken is twenty questions (FACTS §16): they go out in one round.
    gelijktijdig: int = 24
    gelijktijdig_hoogst: int | None = None
    paginas: int = 40
    herhalingen: int = 1
    tweede_na_s: float | None = None

    @property
    def meeste(self) -> int:
        """Calls at the same time, when the register bears the most."""
        return max(self.gelijktijdig, self.gelijktijdig_hoogst or self.gelijktijdig)
