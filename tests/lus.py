"""A loop for tests that ask thousands of questions of registers in memory."""

from __future__ import annotations

import asyncio
import selectors
from functools import cache


class _NietsVanBuiten(selectors.DefaultSelector):
    """Does not look for news from outside while there is work left inside: there is nobody out there, and to look costs
    a quarter of such a question. A loop that has nothing to do waits as ever."""

    def select(self, timeout: float | None = None) -> list[tuple[selectors.SelectorKey, int]]:
        return [] if timeout is not None and timeout <= 0 else super().select(timeout)


@cache
def runner() -> asyncio.Runner:
    return asyncio.Runner(loop_factory=lambda: asyncio.SelectorEventLoop(_NietsVanBuiten()))
