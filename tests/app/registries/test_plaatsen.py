"""Plaatsen: who waits longest is the next, and a place is never lost."""

from __future__ import annotations

import asyncio
from random import Random

import pytest

from app.registries.client import Plaatsen


async def test_who_waits_longest_is_the_next() -> None:
    plaatsen, beurt = Plaatsen(1), list[int]()
    assert plaatsen.neem()
    assert plaatsen.vol

    async def wacht(nummer: int) -> None:
        await plaatsen.wacht()
        beurt.append(nummer)
        plaatsen.geef_terug()

    async with asyncio.TaskGroup() as groep:
        for nummer in range(5):
            groep.create_task(wacht(nummer))
        await asyncio.sleep(0)
        assert not plaatsen.neem()
        plaatsen.geef_terug()
        assert not plaatsen.neem(), "a place that somebody waits for is his"
    assert beurt == [0, 1, 2, 3, 4]
    assert plaatsen.neem()


async def test_a_place_that_comes_just_as_who_waited_leaves_goes_to_the_next() -> None:
    plaatsen = Plaatsen(1)
    assert plaatsen.neem()
    eerste, tweede = (asyncio.create_task(plaatsen.wacht()) for _ in range(2))
    await asyncio.sleep(0)
    plaatsen.geef_terug()
    eerste.cancel()
    with pytest.raises(asyncio.CancelledError):
        await eerste
    await asyncio.wait_for(tweede, 1)


@pytest.mark.parametrize("zaad", range(20))
async def test_however_they_come_and_go_there_are_as_many_places(zaad: int) -> None:
    random, plaatsen = Random(zaad), Plaatsen(3)
    binnen = meeste = 0

    async def vraag() -> None:
        nonlocal binnen, meeste
        await plaatsen.wacht()
        binnen += 1
        meeste = max(meeste, binnen)
        try:
            await asyncio.sleep(random.random() / 1000)
        finally:
            binnen -= 1
            plaatsen.geef_terug()

    taken = [asyncio.create_task(vraag()) for _ in range(60)]
    for taak in random.sample(taken, 20):
        await asyncio.sleep(random.random() / 2000)
        taak.cancel()
    await asyncio.gather(*taken, return_exceptions=True)
    assert meeste == 3
    assert [plaatsen.neem() for _ in range(4)] == [True, True, True, False]
