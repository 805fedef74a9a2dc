"""Tweede: a question that is not answered soon goes a second time, and who answers first, answers.

An answer of ours is as slow as the slowest of its calls. One of a hundred that stalls (a worker that restarts, a packet
that is lost) is one of four dossiers of 26 calls. It costs the register a question more, so it is off unless a register
is named that may be asked so (`registers.….grenzen.tweede_na_s`), is within the budget for asking again, and is not
done where our own questions already wait for a place: who is busy is not helped by more.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import TypeVar

T = TypeVar("T")


async def met_tweede(
    vraag: Callable[[], Awaitable[T]], na_s: float, *, mag: Callable[[], bool], goed: Callable[[T], bool]
) -> T:
    """What `vraag` gives, asked again after `na_s` when it `mag`. The first good one; else the last."""
    loop = asyncio.get_running_loop()
    tweede: asyncio.Task[T] | None = None
    bezig = True
    grens = asyncio.timeout(None)

    def begin() -> None:
        nonlocal tweede
        if mag():
            tweede = loop.create_task(_van(vraag))
            tweede.add_done_callback(is_klaar)

    def is_klaar(task: asyncio.Task[T]) -> None:
        if not task.cancelled() and task.exception() is None and goed(task.result()) and bezig:
            grens.reschedule(loop.time())  # the first is called off

    timer = loop.call_later(na_s, begin)
    try:
        async with grens:
            found = await vraag()
            bezig = False
        return await tweede if tweede is not None and not goed(found) else found
    except TimeoutError:
        if tweede is None or not grens.expired():
            raise
        return tweede.result()
    finally:
        bezig = False
        timer.cancel()
        if tweede is not None:
            tweede.cancel()


async def _van(vraag: Callable[[], Awaitable[T]]) -> T:
    return await vraag()
