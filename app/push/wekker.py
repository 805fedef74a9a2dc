"""Wekker: work that is done again and again: at once when there may be something, and now and then to be sure."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable

import structlog

from app.push.loket import Loket

_log = structlog.get_logger("mijnzaken.push")

#: How often is looked without being woken: what was put off comes due by itself.
_RUST_S = 1.0
_LANGSTE_WACHT_S = 30.0


class Wekker:
    """One for each piece of work; all are woken by the same postvak."""

    def __init__(self, loket: Loket) -> None:
        self._loket = loket

    async def steeds(self, ronde: Callable[[], Awaitable[bool]], *, naam: str) -> None:
        """Does `ronde` until it is cancelled; again at once as long as it says that there was something. What fails is
        told once and tried again, ever longer apart."""
        loop, gewekt = asyncio.get_running_loop(), asyncio.Event()

        def wek() -> None:
            if not loop.is_closed():
                loop.call_soon_threadsafe(gewekt.set)

        stop = self._loket.postvak.luister(wek)
        mislukt = 0
        try:
            while True:
                gewekt.clear()
                try:
                    bezig = await ronde()
                except Exception as error:  # the loop must outlive whatever a round meets
                    if not mislukt:
                        _log.error("push hapert", onderdeel=naam, soort=type(error).__name__)
                    mislukt += 1
                    await asyncio.sleep(min(_LANGSTE_WACHT_S, 0.1 * 2 ** min(mislukt, 20)))
                    continue
                if mislukt:
                    _log.info("push werkt weer", onderdeel=naam)
                    mislukt = 0
                if not bezig:
                    try:
                        async with asyncio.timeout(_RUST_S):
                            await gewekt.wait()
                    except TimeoutError:
                        continue
        finally:
            stop()
