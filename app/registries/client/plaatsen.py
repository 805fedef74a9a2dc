"""Plaatsen: how many questions a register gets at the same time. Who waits longest is the next.

Not asyncio's Semaphore: that makes each question wait, in two coroutines, for a place that as a rule is there.
"""

from __future__ import annotations

import asyncio
from collections import deque


class Plaatsen:
    def __init__(self, aantal: int) -> None:
        self._vrij = aantal
        self._wachtend: deque[asyncio.Future[None]] = deque()

    @property
    def vol(self) -> bool:
        return self._vrij == 0

    def neem(self) -> bool:
        """A place, if there is one now. Who has one gives it back with `geef_terug`."""
        if self._vrij == 0:
            return False
        self._vrij -= 1
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
        while self._wachtend:
            beurt = self._wachtend.popleft()
            if not beurt.done():  # else who waited has gone
                beurt.set_result(None)
                return
        self._vrij += 1
