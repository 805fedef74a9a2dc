"""Ronde: when the questions of one request leave, and when none leaves any more.

A question that leaves too soon is asked twice: the next field wants the same of the same register, a few turns of the
event loop later, because it hangs under another. So questions wait until nobody in the request asked or got anything
for `STILTE` turns, and leave together, whatever loaders they are of. Who asks when is then a matter of which answers
were there, and not of how many steps the road between an answer and the next question has. What is at hand
(`@lader_bij_de_hand`) is no question, and does not wait.

When the operation for which it all is ends before its answers are there (it took too long, was too large, was called
off), what is under way is called off, and nothing leaves after that: what is written down of it must be all there is.
"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from typing import Protocol

#: Turns of the loop without a question or an answer, after which all that will be asked on what is known was asked.
#: In 2 000 random questions two were enough for graphql-core to ask all that it would; a turn of uvloop takes about a
#: microsecond.
STILTE = 4


class Vertrekker(Protocol):
    def vertrek(self) -> None:
        """Ask what is waiting."""

    def staak(self) -> Sequence[asyncio.Task[None]]:
        """Forget what is waiting, and call off what is under way: what must still end."""


class Ronde:
    """`over`: nobody asks any more; not so before the first `begin`, for who asks without an operation."""

    def __init__(self) -> None:
        self.over = False
        #: Those that have something waiting or under way. Held no longer than that: each holds its round.
        self.bezig: set[Vertrekker] = set()
        self._wachtend: list[Vertrekker] = []
        self._loopt = False
        self._stil = 0
        self._operaties = 0

    def begin(self) -> None:
        """An operation will ask. The parts of one answer are several."""
        self._operaties += 1
        self.over = False

    async def einde(self) -> None:
        """It will not any more. Returns when nothing is under way, unless it is for another."""
        self._operaties -= 1
        if self._operaties:
            return
        self.over = True
        self._wachtend.clear()
        if self.bezig:
            # All at once, and without waiting: another part of the answer may begin at any moment.
            taken = [taak for vertrekker in self.bezig for taak in vertrekker.staak()]
            self.bezig.clear()
            await asyncio.gather(*taken, return_exceptions=True)

    def roer(self) -> None:
        """Something was asked or answered: more questions may follow."""
        self._stil = 0

    def wacht(self, vertrekker: Vertrekker) -> None:
        """Let it leave with this round."""
        self._wachtend.append(vertrekker)
        if not self._loopt:
            self._loopt = True
            loop = asyncio.get_running_loop()
            loop.call_soon(self._beurt, loop)

    def _beurt(self, loop: asyncio.AbstractEventLoop) -> None:
        self._stil += 1
        if self._stil <= STILTE:
            loop.call_soon(self._beurt, loop)
            return
        self._loopt = False
        wachtend, self._wachtend = self._wachtend, []
        for vertrekker in wachtend:
            vertrekker.vertrek()
