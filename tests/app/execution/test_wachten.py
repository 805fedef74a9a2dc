"""Wachten: everything that comes is served, once, and what goes wrong is told to who waits."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from contextvars import ContextVar
from typing import Any

import pytest

from app.execution.plan.wachten import Wachtrij
from resolvers.grammar.loader import lader, lader_bij_de_hand


class Laders:
    def __init__(self) -> None:
        self.open_ = asyncio.Event()

    @lader
    async def traag(self, keys: Sequence[int]) -> Sequence[int]:
        await self.open_.wait()
        return [key * 2 for key in keys]

    @lader
    async def afgeblazen(self, keys: Sequence[int]) -> Sequence[int]:
        raise asyncio.CancelledError

    @lader_bij_de_hand
    async def meteen(self, keys: Sequence[int]) -> Sequence[int]:
        return [key * 3 for key in keys]


async def _na(seconden: float, waarde: object) -> object:
    await asyncio.sleep(seconden)
    if isinstance(waarde, BaseException):
        raise waarde
    return waarde


async def test_what_is_at_hand_is_served_at_once() -> None:
    wachtrij, gekregen = Wachtrij(), list[object]()

    async def waarde() -> int:
        return 1

    wachtrij.begin(waarde(), gekregen.append)
    laders = Laders()
    wachtrij.wacht_op(laders.meteen.veel([2, 3]), gekregen.append)

    assert gekregen == [1, [6, 9]]
    await asyncio.wait_for(wachtrij.leeg(), 1)


async def test_what_comes_is_served_in_the_order_in_which_it_comes() -> None:
    wachtrij, gekregen = Wachtrij(), list[object]()
    laders = Laders()
    laders.open_.set()
    wachtrij.begin(_na(0.03, "laat"), gekregen.append)
    wachtrij.begin(_na(0.01, "vroeg"), gekregen.append)
    wachtrij.wacht_op(laders.traag.veel([1]), gekregen.append)
    await asyncio.wait_for(wachtrij.leeg(), 5)

    assert gekregen == [[2], "vroeg", "laat"]


async def test_what_serving_asks_is_waited_for_too() -> None:
    wachtrij, gekregen = Wachtrij(), list[object]()
    laders = Laders()
    laders.open_.set()

    def verder(diepte: int, waarde: Any) -> None:
        gekregen.append(waarde)
        if diepte:
            wachtrij.begin(_na(0, diepte), lambda found: verder(diepte - 1, found))
            wachtrij.wacht_op(laders.traag.veel([10 * diepte]), gekregen.append)

    wachtrij.begin(_na(0, "begin"), lambda found: verder(2, found))
    await asyncio.wait_for(wachtrij.leeg(), 5)

    assert sorted(map(str, gekregen)) == ["1", "2", "[20]", "[40]", "begin"]


@pytest.mark.parametrize("andere", [False, True])
async def test_what_raises_is_served_as_why_it_failed(*, andere: bool) -> None:
    wachtrij, gekregen = Wachtrij(), list[object]()
    fout = ValueError("stuk")
    wachtrij.begin(_na(0, fout), gekregen.append)
    if andere:
        wachtrij.begin(_na(0.01, 1), gekregen.append)
    await asyncio.wait_for(wachtrij.leeg(), 5)

    assert gekregen == ([fout, 1] if andere else [fout])


@pytest.mark.parametrize("andere", [False, True])
async def test_what_serving_raises_is_raised_to_who_waits_and_nothing_is_served_after_it(*, andere: bool) -> None:
    wachtrij, gekregen = Wachtrij(), list[object]()

    def weiger(_: object) -> None:
        raise ValueError("te veel")

    wachtrij.begin(_na(0, 1), weiger)
    if andere:
        wachtrij.begin(_na(0.01, 2), gekregen.append)
    with pytest.raises(ValueError, match="te veel"):
        await asyncio.wait_for(wachtrij.leeg(), 5)
    await wachtrij.staak()
    await asyncio.sleep(0.03)

    assert gekregen == []


async def test_who_stops_waiting_ends_what_was_begun_for_him() -> None:
    wachtrij, gekregen, geeindigd = Wachtrij(), list[object](), list[bool]()

    async def wacht() -> None:
        try:
            await asyncio.sleep(60)
        finally:
            geeindigd.append(True)

    laders = Laders()
    wachtrij.begin(wacht(), gekregen.append)
    wachtrij.begin(wacht(), gekregen.append)
    wachtrij.wacht_op(laders.traag.veel([1]), gekregen.append)
    with pytest.raises(TimeoutError):
        async with asyncio.timeout(0.02):
            await wachtrij.leeg()
    wachtrij.begin(wacht(), gekregen.append)
    await wachtrij.staak()

    assert geeindigd == [True] * 3
    laders.open_.set()
    await asyncio.sleep(0.02)
    assert gekregen == []


async def test_what_is_called_off_is_called_off_for_who_waits() -> None:
    laders = Laders()

    async def leest() -> int:
        return await laders.afgeblazen.een(1)

    for begin in (
        lambda rij: rij.wacht_op(laders.afgeblazen.veel([1]), print),
        lambda rij: [rij.begin(leest(), print) for _ in range(2)],
    ):
        wachtrij = Wachtrij()
        begin(wachtrij)
        with pytest.raises(asyncio.CancelledError):
            await asyncio.wait_for(wachtrij.leeg(), 5)
        await wachtrij.staak()


async def test_what_another_operation_asked_is_served_to_each_as_his_own() -> None:
    wie: ContextVar[str] = ContextVar("wie")
    laders = Laders()

    async def voert_uit(naam: str) -> list[tuple[str, object]]:
        wie.set(naam)
        wachtrij, gekregen = Wachtrij(), list[tuple[str, object]]()

        def verder(waarde: object) -> None:
            gekregen.append((wie.get(), waarde))
            for _ in range(2):
                wachtrij.begin(_na(0, "onder"), lambda found: gekregen.append((wie.get(), found)))

        wachtrij.wacht_op(laders.traag.veel([1]), verder)
        await wachtrij.leeg()
        return gekregen

    taken = [asyncio.create_task(voert_uit(naam)) for naam in ("a", "b")]
    await asyncio.sleep(0.01)
    laders.open_.set()

    for naam, taak in zip(("a", "b"), taken, strict=True):
        assert await asyncio.wait_for(taak, 5) == [(naam, [2]), (naam, "onder"), (naam, "onder")]
