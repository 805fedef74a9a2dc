"""Wachten: what an execution waits for, and what it does when that is there.

What comes is served there and then, by who brings it: what was just read is still in the processor's cache then, and
after a few turns of the loop, in which others read theirs, it is not. So one coroutine waits, and only to hear that all
was served. A task is made only for what has to wait and has steps of its own to take then: a method that enters the
graph, or a page that is read. What a loader answers needs none.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Coroutine
from contextvars import copy_context
from typing import Any

from resolvers.grammar.eerste_stap import Rest, begin
from resolvers.grammar.loader import Gevraagd

Doe = Callable[[Any], None]


class Wachtrij:
    """Of one operation: what is served, is served in the context in which it was made, whoever brings it."""

    def __init__(self) -> None:
        self._context = copy_context()
        #: What was begun and has to wait, with what is done with what it gives.
        self._begonnen: list[tuple[Rest[Any], Doe]] = []
        self._taken: set[asyncio.Task[None]] = set()
        #: How many are still to come, beside those in `_begonnen`.
        self._verwacht = 0
        #: While `leeg` waits.
        self._wek: asyncio.Future[None] | None = None
        self._fout: BaseException | None = None
        self._gestaakt = False

    def begin(self, coroutine: Coroutine[Any, Any, Any], doe: Doe) -> None:
        """`doe` gets what it gives, or the Exception that it raises: at once, when it need not wait."""
        found = _begonnen(coroutine)
        if isinstance(found, Rest):
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
        gevraagd.bij_klaar(lambda: self._dien_op(lambda: doe(gevraagd.antwoorden())))

    async def leeg(self) -> None:
        """Returns when nothing is to come any more. Raises what serving one of those that came raised."""
        while self._begonnen or self._verwacht:
            if len(self._begonnen) == 1 and not self._verwacht:  # meanwhile there is nothing else to do
                ((rest, doe),) = self._begonnen
                self._begonnen.clear()
                doe(await _uitkomst(rest))
                continue
            self._maak_taken()
            self._wek = asyncio.get_running_loop().create_future()
            try:
                await self._wek
            finally:
                self._wek = None
            if self._fout is not None:
                fout, self._fout = self._fout, None
                try:
                    raise fout
                finally:
                    del fout  # it holds this frame

    async def staak(self) -> None:
        """Nothing that comes is served any more; returns when what was begun has ended."""
        self._gestaakt = True
        for rest, _ in self._begonnen:
            rest.close()
        self._begonnen.clear()
        for taak in self._taken:
            taak.cancel()
        if self._taken:
            await asyncio.gather(*self._taken, return_exceptions=True)

    def _maak_taken(self) -> None:
        for rest, doe in self._begonnen:
            self._verwacht += 1
            taak = asyncio.get_running_loop().create_task(self._breng(rest, doe))
            self._taken.add(taak)
            taak.add_done_callback(self._taken.discard)
        self._begonnen.clear()

    async def _breng(self, rest: Rest[Any], doe: Doe) -> None:
        try:
            waarde = await _uitkomst(rest)
        except asyncio.CancelledError:
            self._dien_op(_afgeblazen)
            raise
        self._dien_op(lambda: doe(waarde))

    def _dien_op(self, dien_op: Callable[[], None]) -> None:
        if not self._gestaakt and self._fout is None:
            self._context.run(self._dien, dien_op)

    def _dien(self, dien_op: Callable[[], None]) -> None:
        assert self._wek is not None  # nothing comes but while `leeg` waits
        self._verwacht -= 1
        try:
            dien_op()
        except (Exception, asyncio.CancelledError) as error:
            self._fout = error
        if self._fout is not None or not (self._verwacht or self._begonnen):
            if not self._wek.done():
                self._wek.set_result(None)
        else:
            self._maak_taken()


def _begonnen(coroutine: Coroutine[Any, Any, Any]) -> Any:
    """What it gives, the Exception that it raises, or a Rest."""
    try:
        return begin(coroutine)
    except Exception as error:
        return error


async def _uitkomst(rest: Awaitable[Any]) -> Any:
    """What it gives, or the Exception that it raises. A cancellation is raised."""
    try:
        return await rest
    except Exception as error:
        return error


def _afgeblazen() -> None:
    """What would have brought it was called off, so all of it is."""
    raise asyncio.CancelledError
