"""What is shared by everybody: fetched once, kept a while, old rather than nothing."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable

import pytest

from app.registries.cache import Gedeeld, Lru
from app.registries.oproep import deadline
from resolvers.grammar.errors import RegisterUnavailable

SLEUTEL = ("openzaak", "catalogus", "")


class Klok:
    def __init__(self) -> None:
        self.nu = 1000.0

    def __call__(self) -> float:
        return self.nu


class Bron:
    """Something to fetch: gives 1, 2, 3 …, fails when told, waits when told."""

    def __init__(self) -> None:
        self.gevraagd = 0
        self.stuk = False
        self.door = asyncio.Event()
        self.door.set()

    async def __call__(self) -> int:
        self.gevraagd += 1
        nummer = self.gevraagd
        await self.door.wait()
        if self.stuk:
            raise RegisterUnavailable("openzaak")
        return nummer


async def test_who_asks_at_the_same_time_shares_one_question() -> None:
    cache, bron = Gedeeld(), Bron()
    assert await asyncio.gather(*(cache.get(SLEUTEL, bron) for _ in range(50))) == [1] * 50
    assert await cache.get(SLEUTEL, bron) == 1
    assert bron.gevraagd == 1


async def test_after_its_time_it_is_fetched_anew() -> None:
    klok, bron = Klok(), Bron()
    cache = Gedeeld(vers_s=60, klok=klok)
    assert await cache.get(SLEUTEL, bron) == 1
    klok.nu += 59
    assert await cache.get(SLEUTEL, bron) == 1
    klok.nu += 2
    assert await cache.get(SLEUTEL, bron) == 2


async def test_old_is_served_while_the_register_fails_but_not_for_ever() -> None:
    klok, bron = Klok(), Bron()
    cache = Gedeeld(vers_s=60, oudst_s=3600, klok=klok)
    await cache.get(SLEUTEL, bron)
    bron.stuk = True
    klok.nu += 61
    assert await cache.get(SLEUTEL, bron) == 1
    assert await cache.get(SLEUTEL, bron) == 1
    assert bron.gevraagd == 2  # a failed refresh is not repeated at once
    klok.nu += 3600
    with pytest.raises(RegisterUnavailable):
        await cache.get(SLEUTEL, bron)
    bron.stuk = False
    assert await cache.get(SLEUTEL, bron) == 4


async def test_a_failure_without_anything_old_is_told_to_all_and_not_kept() -> None:
    cache, bron = Gedeeld(), Bron()
    bron.stuk = True
    answers = await asyncio.gather(*(cache.get(SLEUTEL, bron) for _ in range(3)), return_exceptions=True)
    assert [type(answer) for answer in answers] == [RegisterUnavailable] * 3
    bron.stuk = False
    assert await cache.get(SLEUTEL, bron) == 2


async def test_a_slow_refresh_gives_the_old_value_and_goes_on() -> None:
    klok, bron = Klok(), Bron()
    cache = Gedeeld(vers_s=60, geduld_s=0.02, klok=klok)
    await cache.get(SLEUTEL, bron)
    klok.nu += 61
    bron.door.clear()
    assert await cache.get(SLEUTEL, bron) == 1
    assert await cache.get(SLEUTEL, bron) == 1
    bron.door.set()
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    assert await cache.get(SLEUTEL, bron) == 2
    assert bron.gevraagd == 2


async def test_nobody_waits_twice_for_a_register_that_failed() -> None:
    klok, bron = Klok(), Bron()
    cache = Gedeeld(vers_s=60, geduld_s=5, klok=klok)
    await cache.get(SLEUTEL, bron)
    bron.stuk = True
    klok.nu += 61
    await cache.get(SLEUTEL, bron)
    klok.nu += 11
    bron.door.clear()
    async with asyncio.timeout(0.2):
        assert await cache.get(SLEUTEL, bron) == 1
    bron.door.set()


async def test_one_who_leaves_or_runs_out_of_time_does_not_end_it_for_the_others() -> None:
    cache, bron = Gedeeld(), Bron()
    bron.door.clear()
    seen: list[float | None] = []

    async def load() -> int:
        seen.append(deadline.get())
        return await bron()

    deadline.set(0.0)
    first = asyncio.create_task(cache.get(SLEUTEL, load))
    await asyncio.sleep(0)
    second = asyncio.create_task(cache.get(SLEUTEL, load))
    await asyncio.sleep(0)
    first.cancel()
    await asyncio.sleep(0)
    bron.door.set()
    assert await second == 1
    assert first.cancelled()
    assert seen == [None]


async def test_what_is_forgotten_is_fetched_anew_by_prefix() -> None:
    cache, bron, ander = Gedeeld(), Bron(), Bron()
    await cache.get(SLEUTEL, bron)
    await cache.get(("openproduct", "producttypen", ""), ander)
    cache.vergeet(("openzaak",))
    assert await cache.get(SLEUTEL, bron) == 2
    assert await cache.get(("openproduct", "producttypen", ""), ander) == 1
    assert await cache.get(SLEUTEL, bron) == 2


async def test_what_changed_while_it_was_fetched_is_not_fresh() -> None:
    cache, bron = Gedeeld(), Bron()
    bron.door.clear()
    asked = asyncio.create_task(cache.get(SLEUTEL, bron))
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    cache.vergeet(("openzaak", "catalogus"))
    bron.door.set()
    assert await asked == 1
    assert await cache.get(SLEUTEL, bron) == 2
    assert await cache.get(SLEUTEL, bron) == 2


async def test_a_refresh_is_a_new_question() -> None:
    cache, bron = Gedeeld(), Bron()
    await cache.get(SLEUTEL, bron)
    assert await cache.vernieuw(SLEUTEL, bron) == 2
    bron.door.clear()
    running = asyncio.create_task(cache.vernieuw(SLEUTEL, bron))
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    other = asyncio.create_task(cache.vernieuw(SLEUTEL, bron))
    await asyncio.sleep(0)
    bron.door.set()
    assert [await running, await other] == [3, 4]
    assert await cache.get(SLEUTEL, bron) == 4


async def test_it_is_bounded_and_what_is_known_can_be_seen_without_asking() -> None:
    cache = Gedeeld(meeste=3)

    def load(value: int) -> Callable[[], Awaitable[int]]:
        async def given() -> int:
            return value

        return given

    for number in range(10):
        await cache.get(("openzaak", "zaaktype", str(number)), load(number))
    assert len(cache) == 3
    assert cache.bekend(("openzaak", "zaaktype", "9")) == 9
    assert cache.bekend(("openzaak", "zaaktype", "0")) is None


def test_the_least_used_goes_first() -> None:
    known: Lru[str, int] = Lru(2)
    known.zet("a", 1)
    known.zet("b", 2)
    known.get("a")
    known.zet("c", 3)
    assert (known.get("a"), known.get("b"), known.get("c"), len(known)) == (1, None, 3, 2)
