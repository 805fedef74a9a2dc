"""Several registers of a kind: per key the first that knows it; a fault only where none did."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

import pytest

from resolvers.grammar.errors import RegisterTimeout, RegisterUnavailable
from resolvers.loaders.basis import van_eerste

Antwoorden = Sequence[str | Exception | None] | Exception

WEG, TRAAG = RegisterUnavailable(register="a"), RegisterTimeout(register="b")


async def _vraag(register: Antwoorden) -> Sequence[str | Exception | None]:
    if isinstance(register, Exception):
        raise register
    return register


@pytest.mark.parametrize(
    ("registers", "found"),
    [
        ([["Anna", None]], ["Anna", None]),
        ([["Anna", None], [None, "Bram"]], ["Anna", "Bram"]),
        ([["Anna", "Bram"], ["Annie", None]], ["Anna", "Bram"]),
        ([WEG, ["Anna", None]], ["Anna", WEG]),
        ([["Anna", None], WEG], ["Anna", WEG]),
        ([[TRAAG, TRAAG], ["Anna", None]], ["Anna", TRAAG]),
        ([WEG, [TRAAG, None]], [WEG, WEG]),
        ([], [None, None]),
    ],
    ids=[
        "one register",
        "each knows one",
        "the first good answer stays",
        "the first is away",
        "the last is away",
        "the first fails per key",
        "the first fault is told",
        "no register",
    ],
)
async def test_per_key_the_first_answer(registers: list[Antwoorden], found: list[str | Exception | None]) -> None:
    assert await van_eerste(registers, _vraag, 2) == found


async def test_they_are_asked_side_by_side() -> None:
    """Each waits until all were asked: one after the other would never end."""
    together = asyncio.Barrier(2)

    async def ask(naam: str) -> list[str]:
        await together.wait()
        return [naam]

    async with asyncio.timeout(5):
        assert await van_eerste(["a", "b"], ask, 1) == ["a"]
