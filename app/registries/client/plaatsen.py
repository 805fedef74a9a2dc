"""Plaatsen: how many questions a register gets at the same time. Who waits longest is the next.

As many as were agreed in any case, and more for as long as the register does not get slower by it: only the register
shows what it can bear. Eight threads that get twenty-four questions take three times as long for each; more would only
wait there. A register that answers two hundred as quickly as one would make who asks two hundred wait for nothing.

Not asyncio's Semaphore: that makes each question wait, in two coroutines, for a place that as a rule is there.
"""

from __future__ import annotations

import asyncio
from collections import deque

#: With no more than this many at work a register is quiet: what it takes then is what a question takes.
RUSTIG = 4
#: Times that: a register that takes longer has more than it can bear at the same time.
TRAAG = 2.0
#: What the newest counts for in what a question takes.
_NIEUWSTE = 1 / 8


class Plaatsen:
    """`aantal`: in any case; `hoogstens`: to which it may grow. One place comes with each answer in time while all are
    taken, so it can double in the time of one question; one goes with each that is late, and all that came when a
    question fails."""

    def __init__(self, aantal: int, hoogstens: int | None = None) -> None:
        self._minst = self._aantal = aantal
        self._meest = max(aantal, hoogstens or aantal)
        self._bezig = 0
        self._wachtend: deque[asyncio.Future[None]] = deque()
        self._gewoon: dict[str, float] = {}

    @property
    def aantal(self) -> int:
        """As it is now."""
        return self._aantal

    @property
    def vol(self) -> bool:
        return self._bezig >= self._aantal

    @property
    def rustig(self) -> bool:
        return self._bezig <= RUSTIG

    def neem(self) -> bool:
        """A place, if there is one now. Who has one gives it back with `geef_terug`."""
        if self._bezig >= self._aantal:
            return False
        self._bezig += 1
        return True

    async def wacht(self) -> None:
        """For a place."""
        if self.neem():
            return
        beurt: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._wachtend.append(beurt)
        try:
            await beurt
        except asyncio.CancelledError:
            if not beurt.cancelled():  # it came just then
                self.geef_terug()
            raise

    def geef_terug(self) -> None:
        self._bezig -= 1
        while self._wachtend and self._bezig < self._aantal:
            beurt = self._wachtend.popleft()
            if not beurt.done():  # else who waited has gone
                self._bezig += 1
                beurt.set_result(None)

    def duurde(self, soort: str, duur_s: float, *, rustig: bool) -> None:
        """What an answer took, by who still has his place. `soort`: questions that take equally long; `rustig`: it was
        so when the question went."""
        gewoon = self._gewoon.get(soort)
        if rustig:
            gewoon = duur_s if gewoon is None else gewoon + (duur_s - gewoon) * _NIEUWSTE
            self._gewoon[soort] = gewoon
        if gewoon is None:
            return
        if duur_s > gewoon * TRAAG:
            self._aantal = max(self._aantal - 1, self._minst)
        elif self._bezig >= self._aantal:
            self._aantal = min(self._aantal + 1, self._meest)

    def mislukte(self) -> None:
        """A register in trouble gets no more than was agreed."""
        self._aantal = self._minst
