"""Plaatsen: how many questions a register gets at the same time. Who waits longest is the next.

As many as were agreed in any case, and more for as long as the register does not get slower by it: only the register
shows what it can bear. Eight threads that get twenty-four questions take three times as long for each; more would only
wait there. A register that answers two hundred as quickly as one would make who asks two hundred wait for nothing.

Not asyncio's Semaphore: that makes each question wait, in two coroutines, for a place that as a rule is there.
"""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Callable, Hashable
from math import inf
from time import monotonic

#: With no more than this many at work a register is quiet: what it takes then is what a question takes.
RUSTIG = 4
#: Times that: a register that takes longer has more than it can bear at the same time.
TRAAG = 2.0
#: How much one quick and one slow question of a quiet register change what a question takes: the quick ones say more,
#: for a slow one may have waited for others after all.
_SNEL, _LANGZAAM = 1 / 4, 1 / 32
#: What a question takes is known for this long after a register was quiet.
BEKEND_S = 60.0
#: After a question failed among more than were agreed, it gets no more than half of those for this long.
VOORZICHTIG_S = 600.0


class Plaatsen:
    """`aantal`: in any case; `hoogstens`: to which it may grow. One place comes with each answer in time while all are
    taken, so they can double in the time of one question; one goes with each that is late, and all that came when a
    question fails."""

    def __init__(self, aantal: int, hoogstens: int | None = None, *, klok: Callable[[], float] = monotonic) -> None:
        self._klok = klok
        self._minst = self._aantal = aantal
        self._meest = max(aantal, hoogstens or aantal)
        self._voorzichtig = self._meest, 0.0
        self._bezig = 0
        self._wachtend: deque[asyncio.Future[None]] = deque()
        self._gewoon: dict[Hashable, tuple[float, float]] = {}

    @property
    def aantal(self) -> int:
        """As it is now."""
        return self._aantal

    @property
    def vol(self) -> bool:
        return self._bezig >= self._aantal

    @property
    def bezig(self) -> int:
        """How many have a place."""
        return self._bezig

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

    def duurde(self, soort: Hashable, duur_s: float, *, samen: int) -> None:
        """What an answer took, by who still has his place. `soort`: questions that take equally long; `samen`: how many
        were at work when the question went, itself among them."""
        nu = self._klok()
        gewoon, tot = self._gewoon.get(soort) or (duur_s, nu)
        if samen <= RUSTIG:
            gewoon += (duur_s - gewoon) * (_SNEL if duur_s < gewoon else _LANGZAAM)
            self._gewoon[soort] = gewoon, nu + BEKEND_S
        elif nu >= tot:  # nobody knows any longer what a question takes
            duur_s = inf
        if duur_s > gewoon * TRAAG:
            self._aantal = max(self._aantal - 1, self._minst)
        elif self._bezig == self._aantal < self._meest:
            meest, tot = self._voorzichtig
            if self._aantal < meest or nu > tot:
                self._aantal += 1

    def mislukte(self, *, samen: int) -> None:
        """A register in trouble gets no more than was agreed; and when it had more, that may have been too much, as
        where somebody counts connections."""
        self._aantal = self._minst
        if samen > self._minst:
            nu = self._klok()
            meest, tot = self._voorzichtig
            hooguit = max(samen // 2, self._minst)
            self._voorzichtig = min(meest, hooguit) if nu <= tot else hooguit, nu + VOORZICHTIG_S
