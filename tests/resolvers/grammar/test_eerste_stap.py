"""Eerste stap: what need not wait is done there and then; what must, goes on in a task as if it had begun there."""

from __future__ import annotations

import asyncio
from typing import TypeVar

import pytest

from resolvers.grammar.eerste_stap import Rest, begin, geen_eerste_stap

V = TypeVar("V")


async def _meteen(waarde: int) -> int:
    return waarde


async def _na(future: asyncio.Future[int]) -> int:
    return await future + await asyncio.sleep(0, 1)


async def _ruimt_op(opgeruimd: list[bool]) -> None:
    try:
        await asyncio.sleep(60)
    finally:
        opgeruimd.append(True)


def test_what_waits_for_nobody_is_done_without_a_loop() -> None:
    assert begin(_meteen(3)) == 3


def test_what_it_raises_is_raised() -> None:
    async def stuk() -> int:
        raise ValueError("stuk")

    with pytest.raises(ValueError, match="stuk"):
        begin(stuk())


async def test_the_rest_gives_what_the_whole_would_have_given() -> None:
    future: asyncio.Future[int] = asyncio.get_running_loop().create_future()
    rest = begin(_na(future))
    assert isinstance(rest, Rest)
    taak = asyncio.ensure_future(_wacht(rest))
    await asyncio.sleep(0)
    future.set_result(41)

    assert await taak == 42


async def test_a_fault_of_what_it_waits_for_is_its_own_to_handle() -> None:
    future: asyncio.Future[int] = asyncio.get_running_loop().create_future()

    async def vangt() -> str:
        try:
            await future
        except ValueError:
            await asyncio.sleep(0)
            return "gevangen"
        return ""

    rest = begin(vangt())
    future.set_exception(ValueError())

    assert isinstance(rest, Rest)
    assert await rest == "gevangen"


async def test_it_hears_that_it_is_called_off() -> None:
    opgeruimd: list[bool] = []
    rest = begin(_ruimt_op(opgeruimd))
    assert isinstance(rest, Rest)
    taak = asyncio.ensure_future(_wacht(rest))
    await asyncio.sleep(0)
    taak.cancel()

    with pytest.raises(asyncio.CancelledError):
        await taak
    assert opgeruimd == [True]


async def test_what_nobody_waits_for_any_more_is_closed() -> None:
    opgeruimd: list[bool] = []
    rest = begin(_ruimt_op(opgeruimd))
    assert isinstance(rest, Rest)
    rest.close()

    assert opgeruimd == [True]


async def test_what_it_waited_for_is_called_off_with_it() -> None:
    future: asyncio.Future[int] = asyncio.get_running_loop().create_future()
    rest = begin(_na(future))
    assert isinstance(rest, Rest)
    rest.close()

    assert future.cancelled()


async def test_others_may_wait_for_the_same() -> None:
    future: asyncio.Future[int] = asyncio.get_running_loop().create_future()

    async def gewoon() -> int:
        return await future

    resten = [begin(_na(future)), begin(_na(future))]
    taak = asyncio.ensure_future(gewoon())
    await asyncio.sleep(0)
    future.set_result(1)

    assert await taak == 1
    assert [await rest for rest in resten if isinstance(rest, Rest)] == [2, 2]


async def test_a_limit_of_time_ends_what_it_is_about_and_not_who_began_it() -> None:
    async def begrensd() -> str:
        await geen_eerste_stap()
        try:
            async with asyncio.timeout(0.01):
                await asyncio.sleep(60)
        except TimeoutError:
            return "te laat"
        return ""

    rest = begin(begrensd())
    assert isinstance(rest, Rest)
    taak = asyncio.ensure_future(_wacht(rest))
    await asyncio.sleep(0.05)  # would be ended, if the limit were ours

    assert await taak == "te laat"


async def test_who_is_in_no_first_step_has_a_task_of_his_own_already() -> None:
    async def binnen() -> int:
        await geen_eerste_stap()
        return 1

    rest = begin(binnen())
    assert isinstance(rest, Rest)
    assert await rest == 1
    assert begin(_meteen(2)) == 2
    with pytest.raises(StopIteration):
        geen_eerste_stap().send(None)


async def _wacht(rest: Rest[V]) -> V:
    return await rest
