"""Waiting until something is so."""

from __future__ import annotations

import asyncio
from collections.abc import Callable


async def tot(waar: Callable[[], bool]) -> None:
    for _ in range(300):
        if waar():
            return
        await asyncio.sleep(0.05)
    raise AssertionError("not within 15 seconds")
