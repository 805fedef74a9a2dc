"""Eerste stap: a coroutine that is begun there and then, and goes on in a task only when it has to wait.

One that needs nobody's answer is done by its first step, and a task for it would cost more than what it does. (Python
3.12 has tasks that begin so by themselves.) Its first step is taken in the task, and in the context, of who begins it.
So it may not do there what is tied to either, such as `asyncio.timeout` or setting a ContextVar for a while; who does
that, and might be called by one, asks for `geen_eerste_stap` before.
"""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine, Generator
from threading import local
from typing import Any, Generic, TypeVar

V = TypeVar("V")

#: Of a future that is waited for: asyncio's own sign that a task must still take it up.
_TEKEN = "_asyncio_future_blocking"


class _Stap(local):
    eerste = False


_stap = _Stap()


class Rest(Generic[V]):
    """What is left after the first step. To be awaited, once. `wacht_op`: what that step gave to wait for."""

    def __init__(self, coroutine: Coroutine[Any, Any, V], wacht_op: Any) -> None:
        self._coroutine = coroutine
        self._wacht_op = wacht_op

    def close(self) -> None:
        """Nobody waits for it any more: what it waited for is called off, as when its task is."""
        if self._wacht_op is not None:
            self._wacht_op.cancel()
        self._coroutine.close()

    def __await__(self) -> Generator[Any, Any, V]:
        coroutine, wacht_op = self._coroutine, self._wacht_op
        if wacht_op is not None:
            setattr(wacht_op, _TEKEN, True)
        fout: BaseException | None = None
        try:
            while True:
                try:
                    gekregen = yield wacht_op
                except BaseException as error:  # a cancellation too is for the coroutine to hear
                    fout = error
                try:
                    wacht_op = coroutine.send(gekregen) if fout is None else coroutine.throw(fout)
                except StopIteration as klaar:
                    answer: V = klaar.value
                    return answer
                fout = None
        finally:
            fout = None  # it holds this frame


def begin(coroutine: Coroutine[Any, Any, V]) -> V | Rest[V]:
    """Takes the first step: gives what it returned, or what is left of it. Raises what it raised."""
    eerder, _stap.eerste = _stap.eerste, True
    try:
        wacht_op = coroutine.send(None)
    except StopIteration as klaar:
        answer: V = klaar.value
        return answer
    finally:
        _stap.eerste = eerder
    if wacht_op is not None:  # no task takes it up yet, and until then others may wait for it too
        setattr(wacht_op, _TEKEN, False)
    return Rest(coroutine, wacht_op)


async def geen_eerste_stap() -> None:
    """Ends the first step of who is in one: what comes after this is done where it is waited for."""
    if _stap.eerste:
        await asyncio.sleep(0)
