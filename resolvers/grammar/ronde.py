"""Ronde: when the questions of one request leave.

A question that leaves too soon is asked twice: the next field wants the same of the same register, a few turns of the
event loop later, because it hangs under another. So questions wait until nobody in the request asked or got anything
for `STILTE` turns, and leave together, whatever loaders they are of. Who asks when is then a matter of which answers
were there, and not of how many steps the road between an answer and the next question has. What is at hand
(`@lader_bij_de_hand`) is no question, and does not wait.
"""

from __future__ import annotations

import asyncio
from typing import Protocol

#: Turns of the loop without a question or an answer, after which all that will be asked on what is known was asked.
#: In 2 000 random questions two were enough for graphql-core to ask all that it would; a turn of uvloop takes about a
#: microsecond.
STILTE = 4


class Vertrekker(Protocol):
    def vertrek(self) -> None:
        """Ask what is waiting."""


class Ronde:
    def __init__(self) -> None:
        self._wachtend: list[Vertrekker] = []
        self._stil = 0

    def roer(self) -> None:
        """Something was asked or answered: more questions may follow."""
        self._stil = 0

    def wacht(self, vertrekker: Vertrekker) -> None:
        """Let it leave with this round."""
        self._wachtend.append(vertrekker)
        if len(self._wachtend) == 1:
            loop = asyncio.get_running_loop()
            loop.call_soon(self._beurt, loop)

    def _beurt(self, loop: asyncio.AbstractEventLoop) -> None:
        self._stil += 1
        if self._stil <= STILTE:
            loop.call_soon(self._beurt, loop)
            return
        wachtend, self._wachtend = self._wachtend, []
        for vertrekker in wachtend:
            vertrekker.vertrek()
