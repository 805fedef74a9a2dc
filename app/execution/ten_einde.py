"""Ten einde: what is not broken off, whoever leaves.

A question that only reads may be called off: nothing was told. What changes something may have reached its register by
then. That it would stands in the log (app/verwerkingenlog/vooraf.py); it is carried on so that it is done, and written
down how it ended, whether a client hangs up (also twice: a page that is closed ends its operations first) or the server
stops.
"""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine
from typing import Any, TypeVar

V = TypeVar("V")


class TenEinde:
    def __init__(self) -> None:
        self._taken: set[asyncio.Task[Any]] = set()

    async def breng(self, werk: Coroutine[Any, Any, V], *, nog_antwoorden: bool = False) -> V:
        """What it gives. Who is called off meanwhile is so when it has ended, and tells it to nobody. `nog_antwoorden`:
        he can still send the answer (a server that stops), so he hears it, and is called off when he next waits."""
        taak = asyncio.create_task(werk)
        self._taken.add(taak)
        taak.add_done_callback(self._taken.discard)
        keer = 0
        while not taak.done():
            try:
                await asyncio.wait([taak])
            except asyncio.CancelledError:
                keer += 1
        if keer and not nog_antwoorden:
            raise asyncio.CancelledError
        if keer:
            wie = asyncio.current_task()
            assert wie is not None
            for _ in range(keer):
                wie.uncancel()
            wie.cancel()
        return taak.result()

    async def wacht(self) -> None:
        """Until all of it has ended."""
        while self._taken:
            await asyncio.wait(self._taken)
