"""Loket: the postvak as an event loop asks it: in threads of its own, all of which are done before it is closed."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

from app.push.postvak import Postvak

T = TypeVar("T")


class Loket:
    def __init__(self, postvak: Postvak) -> None:
        self.postvak = postvak
        self._draden = ThreadPoolExecutor(max_workers=4, thread_name_prefix="postvak")

    async def doe(self, fn: Callable[..., T], *args: object) -> T:
        """What `fn`, a method of the postvak, gives. Raises PostvakFout."""
        return await asyncio.get_running_loop().run_in_executor(self._draden, fn, *args)

    async def aclose(self) -> None:
        """Waits for what is under way, and closes the postvak."""
        await asyncio.to_thread(self._draden.shutdown, cancel_futures=True)
        self.postvak.close()
