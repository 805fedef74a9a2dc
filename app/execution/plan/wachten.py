"""Wachten: what an execution waits for, and what it does when that is there.

One coroutine waits for everything and serves what comes, in the order in which it comes. A task is made only for what
has steps of its own to take meanwhile: a method that enters the graph, or a page that is read, and of those only when
it has to wait and is not the only one. What a loader answers needs none.
"""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Callable, Coroutine
from typing import Any

from resolvers.grammar.loader import Gevraagd
from resolvers.grammar.vervolg import Vervolg, begin

Doe = Callable[[Any], None]


class Wachtrij:
    def __init__(self) -> None:
        #: What is there and was not served yet.
        self._gekomen: deque[Callable[[], None]] = deque()
        #: What was begun and has to wait, with what is done with what it gives.
        self._begonnen: list[tuple[Vervolg[Any], Doe]] = []
        self._taken: set[asyncio.Task[Any]] = set()
        #: How many are still to come, beside those in `_begonnen`.
        self._verwacht = 0
        self._wek: asyncio.Future[None] | None = None

    def begin(self, coroutine: Coroutine[Any, Any, Any], doe: Doe) -> None:
        """`doe` gets what it gives, or the Exception that it raises: at once, when it need not wait."""
        try:
            found = begin(coroutine)
        except Exception as error:
            found = error
        if isinstance(found, Vervolg):
            self._begonnen.append((found, doe))
        else:
            doe(found)

    def wacht_op(self, gevraagd: Gevraagd[Any, Any], doe: Doe) -> None:
        """`doe` gets the answers: at once, when they are there."""
        antwoorden = gevraagd.meteen()
        if antwoorden is not None:
            doe(antwoorden)
            return
        self._verwacht += 1
        gevraagd.bij_klaar(lambda: self._komt(lambda: doe(gevraagd.antwoorden())))

    async def leeg(self) -> None:
        """Serve all that comes, until nothing is to come. Raises what one of those that are served raises."""
        while self._begonnen or self._verwacht:
            if len(self._begonnen) == 1 and not self._verwacht:
                ((vervolg, doe),) = self._begonnen
                self._begonnen.clear()
                doe(await _uitkomst(vervolg))
                continue
            for vervolg, doe in self._begonnen:
                self._verwacht += 1
                self._maak_taak(vervolg, doe)
            self._begonnen.clear()
            if not self._gekomen:
                self._wek = asyncio.get_running_loop().create_future()
                await self._wek
            while self._gekomen:
                self._verwacht -= 1
                self._gekomen.popleft()()

    def staak(self) -> None:
        """Wait for nothing any more."""
        for vervolg, _ in self._begonnen:
            vervolg.close()
        self._begonnen.clear()
        for taak in self._taken:
            taak.cancel()
        self._taken.clear()

    def _maak_taak(self, vervolg: Vervolg[Any], doe: Doe) -> None:
        taak = asyncio.get_running_loop().create_task(_uitkomst(vervolg))
        self._taken.add(taak)

        def klaar(taak: asyncio.Task[Any]) -> None:
            self._taken.discard(taak)
            self._komt(lambda: doe(taak.result()))

        taak.add_done_callback(klaar)

    def _komt(self, dien_op: Callable[[], None]) -> None:
        self._gekomen.append(dien_op)
        if self._wek is not None and not self._wek.done():
            self._wek.set_result(None)


async def _uitkomst(vervolg: Vervolg[Any]) -> Any:
    """What it gives, or the Exception that it raises. A cancellation is raised."""
    try:
        return await vervolg
    except Exception as error:
        return error
