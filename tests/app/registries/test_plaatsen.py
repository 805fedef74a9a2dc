"""Plaatsen: who waits longest is the next, a place is never lost, and there are more where the register bears more."""

from __future__ import annotations

import asyncio
from heapq import heappop, heappush
from itertools import count
from random import Random

import msgspec
import pytest

from app.registries.client import Grenzen, Plaatsen
from app.registries.client.plaatsen import BEKEND_S, VOORZICHTIG_S
from resolvers.grammar.errors import RegisterError
from tests.app.registries.ruwe_server import Gesprek, bedien, client_van, json


class Thema(msgspec.Struct):
    pass


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


DUUR_S = 0.028


def _lijst(
    plaatsen: Plaatsen, vragen: int, draden: int, *, random: Random | None = None, grillig: float = 0.0
) -> tuple[float, int]:
    """So many questions at once for a register with so many threads: how long until all are answered, and how many it
    had at the most. Its time is reckoned, so nothing here depends on this machine. `random`: who is next there is a
    matter of chance; `grillig`: and how long a question takes is too."""
    nu, bezig, meeste, wachtend, volgorde = 0.0, 0, 0, vragen, count()
    rij: list[tuple[float, int]] = []
    onderweg: list[tuple[float, int, float, int]] = []
    while wachtend or rij or onderweg:
        while wachtend and plaatsen.neem():
            wachtend -= 1
            bezig += 1
            rij.append((nu, plaatsen.bezig))
        meeste = max(meeste, bezig)
        while rij and len(onderweg) < draden:
            begonnen, samen = rij.pop(random.randrange(len(rij)) if random is not None else 0)
            duur_s = DUUR_S * (random.lognormvariate(0, grillig) if random is not None else 1)
            heappush(onderweg, (nu + duur_s, next(volgorde), begonnen, samen))
        nu, _, begonnen, samen = heappop(onderweg)
        plaatsen.duurde("/statussen", nu - begonnen, samen=samen)
        plaatsen.geef_terug()
        bezig -= 1
    return nu, meeste


def test_a_register_that_bears_more_gets_more() -> None:
    """The first list takes four rounds instead of nine, and in the end all goes at once."""
    plaatsen = Plaatsen(24, 256)
    duren = [_lijst(plaatsen, 200, draden=1000)[0] / DUUR_S for _ in range(10)]
    assert duren[:2] == pytest.approx([4, 2])
    assert duren[-1] == pytest.approx(1)


def test_it_gets_no_more_than_the_most() -> None:
    plaatsen = Plaatsen(24, 100)
    for _ in range(10):
        _lijst(plaatsen, 400, draden=1000)
    assert plaatsen.aantal == 100


def test_what_is_not_asked_for_does_not_grow() -> None:
    plaatsen = Plaatsen(24, 256)
    for _ in range(50):
        _lijst(plaatsen, 20, draden=1000)
    assert plaatsen.aantal == 24


@pytest.mark.parametrize("draden", [1, 2, 4, 8])
def test_a_register_that_would_let_more_wait_does_not_get_them(draden: int) -> None:
    """At 24 it takes three times as long or longer already; the first answers of a crowd still come in time."""
    plaatsen = Plaatsen(24, 256)
    for _ in range(20):
        duur_s, meeste = _lijst(plaatsen, 400, draden)
        assert meeste <= 40
        assert duur_s == pytest.approx(400 / draden * DUUR_S), "nor is it left without work"
        assert plaatsen.aantal == 24


@pytest.mark.parametrize("draden", [16, 32, 64])
def test_a_register_gets_what_it_bears(draden: int) -> None:
    plaatsen = Plaatsen(24, 256)
    for _ in range(20):
        duur_s, meeste = _lijst(plaatsen, 1000, draden)
    assert draden <= meeste <= 4 * draden
    assert duur_s == pytest.approx(1000 / draden * DUUR_S, rel=0.25)


def test_a_register_in_trouble_gets_what_was_agreed_and_for_a_while_half_of_what_was_too_much() -> None:
    nu = 0.0
    plaatsen = Plaatsen(24, 256, klok=lambda: nu)
    for _ in range(8):
        _lijst(plaatsen, 200, draden=1000)
    assert plaatsen.aantal > 180

    onderweg = [plaatsen.neem() for _ in range(160)]
    plaatsen.mislukte(samen=160)
    assert plaatsen.aantal == 24
    for _ in onderweg:  # what was on its way comes in time, and says nothing of how many there may be
        plaatsen.duurde("/statussen", DUUR_S, samen=24)
        plaatsen.geef_terug()
    assert plaatsen.aantal <= 25
    for _ in range(8):
        _lijst(plaatsen, 200, draden=1000)
    assert plaatsen.aantal == 80

    nu = VOORZICHTIG_S + 1
    for _ in range(8):
        _lijst(plaatsen, 200, draden=1000)
    assert plaatsen.aantal > 180


def test_a_failure_of_a_few_does_not_keep_a_register_small() -> None:
    plaatsen = Plaatsen(24, 256)
    assert plaatsen.neem()
    plaatsen.mislukte(samen=1)
    plaatsen.geef_terug()
    for _ in range(8):
        _lijst(plaatsen, 200, draden=1000)
    assert plaatsen.aantal > 180


def test_a_register_that_is_never_quiet_gets_no_more_than_was_agreed() -> None:
    """What was known of it, such as how its first answers came when it had just woken up, need not be so any longer."""
    nu = 0.0
    plaatsen = Plaatsen(24, 256, klok=lambda: nu)
    for _ in range(4):
        assert plaatsen.neem()
        plaatsen.duurde("/statussen", 20 * DUUR_S, samen=1)
        plaatsen.geef_terug()

    def druk() -> int:
        for _ in range(1000):  # each takes three times as long as one by itself would
            while plaatsen.neem():
                pass
            plaatsen.duurde("/statussen", 3 * DUUR_S, samen=24)
            plaatsen.geef_terug()
        return plaatsen.aantal

    assert druk() == 256, "this is what was known of it"
    nu = BEKEND_S
    assert druk() == 24


def test_a_register_that_has_become_slower_is_measured_by_what_it_is_now() -> None:
    plaatsen = Plaatsen(2, 8)

    def vraag(duur_s: float) -> int:
        for _ in range(2):
            assert plaatsen.neem()
        plaatsen.duurde("/statussen", duur_s, samen=1)
        for _ in range(2):
            plaatsen.geef_terug()
        return plaatsen.aantal

    assert [vraag(duur_s) for duur_s in (0.01, 0.05, 0.05)] == [3, 2, 2]
    laatste = [vraag(0.05) for _ in range(100)]
    assert (laatste[0], laatste[-1]) == (2, 3)


@pytest.mark.parametrize("draden", [4, 8])
@pytest.mark.parametrize("grillig", [0.1, 0.5, 1.0])
def test_nor_does_one_of_which_nobody_can_say_how_long_it_takes(draden: int, grillig: float) -> None:
    """Also where who is next is a matter of chance, so that who comes first may have to wait."""
    random, plaatsen = Random(1), Plaatsen(24, 256)
    meeste = [_lijst(plaatsen, 400, draden, random=random, grillig=grillig)[1] for _ in range(100)]
    assert sorted(meeste)[50] < 64
    assert max(meeste) <= 128


def test_who_waits_gets_the_place_that_came() -> None:
    """One that is given back, and one that is new: two of those who wait may go."""
    plaatsen = Plaatsen(1, 2)
    assert plaatsen.neem()
    plaatsen.duurde("/statussen", 1.0, samen=1)
    assert plaatsen.aantal == 2
    assert plaatsen.neem()
    assert not plaatsen.neem()


def test_questions_that_take_longer_are_told_from_a_register_that_does() -> None:
    plaatsen = Plaatsen(1, 8)
    for duur_s, soort in ((1.0, "/zaken/_zoek"), (0.01, "/statussen"), (1.0, "/zaken/_zoek"), (0.01, "/statussen")):
        assert plaatsen.neem()
        plaatsen.duurde(soort, duur_s, samen=1)
    assert plaatsen.aantal == 5


@pytest.mark.parametrize("kapot", [json("{}", status="503 Fout"), json("{}")[:-1]], ids=["weg", "afgebroken"])
async def test_a_register_that_bears_more_gets_more_until_it_fails(kapot: bytes) -> None:
    bezig, meeste, weg = 0, [0], False

    async def gedrag(gesprek: Gesprek) -> None:
        nonlocal bezig
        bezig += 1
        meeste[-1] = max(meeste[-1], bezig)
        await asyncio.sleep(0.05)
        bezig -= 1
        await gesprek.stuur(kapot if weg else json("{}"))
        if weg:
            gesprek.sluit()

    grenzen = Grenzen(gelijktijdig=3, gelijktijdig_hoogst=40, herhalingen=0)
    async with bedien(gedrag) as server, client_van(server, grenzen=grenzen) as client:

        async def samen(aantal: int) -> None:
            meeste.append(0)
            await asyncio.gather(*(client.get("/themas", Thema) for _ in range(aantal)))

        for _ in range(6):
            await samen(24)
        assert meeste[1] < 20 < meeste[-1]
        weg = True
        with pytest.raises(RegisterError):
            await client.get("/themas", Thema)
        weg = False
        await samen(24)
        assert meeste[-1] < 20


async def test_a_register_that_counts_its_clients_is_not_made_to_refuse_them_again_and_again() -> None:
    """As a product of which the database has no connection left: it says 500."""
    bezig, meeste, refused = 0, [0], [0]

    async def gedrag(gesprek: Gesprek) -> None:
        nonlocal bezig
        bezig += 1
        meeste[-1] = max(meeste[-1], bezig)
        te_veel = bezig > 12
        refused[-1] += te_veel
        await asyncio.sleep(0.05)
        bezig -= 1
        await gesprek.stuur(json("{}", status="500 Fout") if te_veel else json("{}"))

    grenzen = Grenzen(gelijktijdig=3, gelijktijdig_hoogst=40, herhalingen=0)
    async with bedien(gedrag) as server, client_van(server, grenzen=grenzen) as client:
        for _ in range(8):
            meeste.append(0)
            refused.append(0)
            await asyncio.gather(*(client.get("/themas", Thema) for _ in range(36)), return_exceptions=True)
    assert sum(refused) > 0
    assert refused[-3:] == [0, 0, 0]
    assert max(meeste[-3:]) <= 12
