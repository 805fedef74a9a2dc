"""Uitloop: how a service leaves without anybody noticing. It says first that it is not ready, goes on for a while for
who does not know that yet, asks each client on the way to come back by another connection, and only then stops.

A server of uvicorn stops taking connections at the very SIGTERM: what a balancer sends in the next moment is lost.
"""

from __future__ import annotations

import asyncio
import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from types import FrameType
from typing import Any

import structlog

_log = structlog.get_logger("mijnzaken.http")


@dataclass(slots=True)
class Uitloop:
    """`seconden`: how long it goes on after SIGTERM; a second SIGTERM does not wait. `bezig`: it is under way."""

    seconden: float = 0.0
    bezig: bool = False

    @contextmanager
    def bij_sigterm(self) -> Iterator[None]:
        """Stands before what the server itself does at SIGTERM. In the main thread of a process that serves."""
        if not self.seconden:
            yield
            return
        loop, eerder = asyncio.get_running_loop(), signal.getsignal(signal.SIGTERM)

        def begin(nummer: int, frame: FrameType | None) -> None:
            loop.call_soon_threadsafe(self._begin, loop, eerder)

        signal.signal(signal.SIGTERM, begin)
        try:
            yield
        finally:
            signal.signal(signal.SIGTERM, eerder)

    def _begin(self, loop: asyncio.AbstractEventLoop, eerder: Any) -> None:
        stop: Callable[[], object] = lambda: eerder(signal.SIGTERM, None)  # noqa: E731
        if self.bezig:
            stop()
            return
        self.bezig = True
        _log.info("loopt uit", seconden=self.seconden)
        loop.call_later(self.seconden, stop)
