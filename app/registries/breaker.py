"""Breaker: stop asking a register that does not answer, and try it again carefully; and a budget for asking twice.

After five failures in a row the circuit opens: questions fail at once instead of each waiting for its timeout. After a
pause one question is let through (Finagle's single probe); if it succeeds the circuit closes, if not the next pause is
longer. Retries may be at most a fifth of the calls, so that a struggling register is not pushed over (Envoy, Finagle).
"""

from __future__ import annotations

from collections.abc import Callable
from enum import Enum, auto
from time import monotonic

OPENT_NA = 5
PAUZE_S = 5.0
LANGSTE_PAUZE_S = 20.0
AANDEEL_HERHALINGEN = 0.2
MINSTE_HERHALINGEN = 3.0
#: So that a quiet register may also be asked twice: one in ten seconds, up to the floor.
HERHALINGEN_PER_S = 0.1


class Gang(Enum):
    """How a question went out."""

    GEWOON = auto()
    PROEF = auto()


class Uitkomst(Enum):
    """What a question tells about the health of the register. ONBESLIST: nothing (we gave up, or this one question was
    the trouble)."""

    GELUKT = auto()
    MISLUKT = auto()
    ONBESLIST = auto()


#: Looked up once, see lijn.py.
_GEWOON, _PROEF = Gang.GEWOON, Gang.PROEF
_GELUKT, _MISLUKT = Uitkomst.GELUKT, Uitkomst.MISLUKT


class Breaker:
    def __init__(
        self, *, opent_na: int = OPENT_NA, pauze_s: float = PAUZE_S, klok: Callable[[], float] = monotonic
    ) -> None:
        self._opent_na = opent_na
        self._eerste_pauze_s = pauze_s
        self._pauze_s = pauze_s
        self._klok = klok
        self._fouten = 0
        self._open_tot: float | None = None
        self._proef_loopt = False

    @property
    def open(self) -> bool:
        return self._open_tot is not None

    @property
    def dicht(self) -> bool:
        """Whether a question would be refused now."""
        return self._open_tot is not None and (self._proef_loopt or self._klok() < self._open_tot)

    def vraag(self) -> Gang | None:
        """None: not now. Of those that wait behind an open circuit, one is the probe. Each one let through must be
        reported by `meld`."""
        if self._open_tot is None:
            return _GEWOON
        if self.dicht:
            return None
        self._proef_loopt = True
        return _PROEF

    def meld(self, gang: Gang, uitkomst: Uitkomst, na_s: float = 0.0) -> None:
        """`na_s`: in how many seconds the register asked us to come back. A pause is not shorter, up to the longest."""
        if gang is _PROEF:
            self._proef_loopt = False
            if uitkomst is _GELUKT:
                self._open_tot, self._fouten, self._pauze_s = None, 0, self._eerste_pauze_s
            elif uitkomst is _MISLUKT:
                self._pauze_s = min(self._pauze_s * 2, max(LANGSTE_PAUZE_S, self._eerste_pauze_s))
                self._open(na_s)
        elif self._open_tot is not None:
            return  # one of before the circuit opened: old news
        elif uitkomst is _GELUKT:
            self._fouten = 0
        elif uitkomst is _MISLUKT:
            self._fouten += 1
            if self._fouten >= self._opent_na:
                self._open(na_s)

    def _open(self, na_s: float) -> None:
        self._open_tot = self._klok() + max(self._pauze_s, min(na_s, LANGSTE_PAUZE_S))


class Herhaalbudget:
    """Each call earns a fifth of a retry; a retry costs one."""

    def __init__(self, *, klok: Callable[[], float] = monotonic) -> None:
        self._klok = klok
        self._saldo = MINSTE_HERHALINGEN
        self._gezien = klok()

    def verdien(self) -> None:
        now = self._klok()
        if self._saldo < MINSTE_HERHALINGEN:
            self._saldo = min(self._saldo + (now - self._gezien) * HERHALINGEN_PER_S, MINSTE_HERHALINGEN)
        self._gezien = now
        self._saldo = min(self._saldo + AANDEEL_HERHALINGEN, 10 * MINSTE_HERHALINGEN)

    @property
    def over(self) -> bool:
        return self._saldo >= 1

    def besteed(self) -> bool:
        if not self.over:
            return False
        self._saldo -= 1
        return True
