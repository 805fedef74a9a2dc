"""Breaker: stop asking a register that does not answer, and try it again carefully; and a budget for asking twice.

After five failures in a row the circuit opens: questions fail at once instead of each waiting for its timeout. After a pause one question is let
through (Finagle's single probe); if it succeeds the circuit closes. Retries may be at most a fifth of the calls, so that a struggling register
is not pushed over (Envoy, Finagle).
"""

from __future__ import annotations

from collections.abc import Callable
from time import monotonic

OPENT_NA = 5
PAUZE_S = 5.0
AANDEEL_HERHALINGEN = 0.2
MINSTE_HERHALINGEN = 3.0


class Breaker:
    def __init__(
        self, *, opent_na: int = OPENT_NA, pauze_s: float = PAUZE_S, klok: Callable[[], float] = monotonic
    ) -> None:
        self._opent_na = opent_na
        self._pauze_s = pauze_s
        self._klok = klok
        self._fouten = 0
        self._open_tot: float | None = None
        self._proef_loopt = False

    def mag(self) -> bool:
        """Whether a question may go out now. Of those that wait behind an open circuit, one is the probe."""
        if self._open_tot is None:
            return True
        if self._proef_loopt or self._klok() < self._open_tot:
            return False
        self._proef_loopt = True
        return True

    def gelukt(self) -> None:
        self._fouten, self._open_tot, self._proef_loopt = 0, None, False

    def mislukt(self) -> None:
        self._fouten += 1
        if self._proef_loopt or self._fouten >= self._opent_na:
            self._open_tot = self._klok() + self._pauze_s
        self._proef_loopt = False

    def afgebroken(self) -> None:
        """The question was given up by us: it says nothing about the register."""
        self._proef_loopt = False

    @property
    def open(self) -> bool:
        return self._open_tot is not None


class Herhaalbudget:
    """Each call earns a fifth of a retry; a retry costs one."""

    def __init__(self) -> None:
        self._saldo = MINSTE_HERHALINGEN

    def verdien(self) -> None:
        self._saldo = min(self._saldo + AANDEEL_HERHALINGEN, 10 * MINSTE_HERHALINGEN)

    def besteed(self) -> bool:
        if self._saldo < 1:
            return False
        self._saldo -= 1
        return True
