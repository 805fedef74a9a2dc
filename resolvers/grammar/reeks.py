"""Reeks: batches one after the other, of which a reader reads as many as he needs.

Not an async generator: of one that is left half-way the event loop makes a task to close it, for each that stands
behind another, and a page is nearly always left half-way.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Generic, TypeVar

T = TypeVar("T")


class Reeks(Generic[T]):
    """`volgende` gives the next, None past the end; it holds nothing that must be closed."""

    def __init__(self, volgende: Callable[[], Awaitable[T | None]]) -> None:
        self._volgende = volgende

    def __aiter__(self) -> Reeks[T]:
        return self

    async def __anext__(self) -> T:
        found = await self._volgende()
        if found is None:
            raise StopAsyncIteration
        return found
