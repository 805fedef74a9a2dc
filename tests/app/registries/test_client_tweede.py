"""A question that is not answered soon goes a second time, where a register may be asked so: who answers first answers,
nothing is written twice, and no more goes out than the budget for asking again allows."""

from __future__ import annotations

import asyncio
from time import perf_counter

import msgspec
import pytest

from app.registries.client import Grenzen, RegisterClient
from resolvers.grammar.errors import RegisterError, RegisterTimeout
from tests.app.registries.ruwe_server import Gedrag, Gesprek, bedien, client_van, json


class Zaak(msgspec.Struct):
    n: int


NA_S = 0.1
SNEL = Grenzen(timeout_s=2.0, herhalingen=0, tweede_na_s=NA_S)


def antwoord(n: int, *, na_s: float = 0.0, status: str = "200 OK") -> Gedrag:
    async def gedrag(gesprek: Gesprek) -> None:
        await asyncio.sleep(na_s)
        await gesprek.stuur(json(f'{{"n": {n}}}', status=status))

    return gedrag


def om_beurten(*gedrag: Gedrag) -> Gedrag:
    async def een_van(gesprek: Gesprek) -> None:
        await gedrag[gesprek.nummer - 1](gesprek)

    return een_van


@pytest.mark.parametrize(
    ("eerste", "tweede", "n", "vragen"),
    [
        (antwoord(1), antwoord(2), 1, 1),
        (antwoord(1, na_s=5), antwoord(2), 2, 2),
        (antwoord(1, na_s=0.2), antwoord(2, na_s=5), 1, 2),
        (antwoord(1, na_s=0.2, status="503 Nu niet"), antwoord(2, na_s=0.3), 2, 2),
        (antwoord(1, na_s=0.3), antwoord(2, na_s=0.05, status="503 Nu niet"), 1, 2),
    ],
    ids=["at once", "the first hangs", "the second hangs", "the first fails", "the second fails"],
)
async def test_who_answers_first_answers(eerste: Gedrag, tweede: Gedrag, n: int, vragen: int) -> None:
    async with bedien(om_beurten(eerste, tweede)) as server, client_van(server, grenzen=SNEL) as client:
        begin = perf_counter()
        found = await client.get("/zaken", Zaak)

        assert found.n == n
        assert perf_counter() - begin < 1
        assert len(server.vragen) == vragen


async def test_when_both_fail_that_is_told_once_and_in_time() -> None:
    kort = Grenzen(timeout_s=0.4, herhalingen=0, tweede_na_s=NA_S)
    async with bedien(antwoord(1, na_s=60)) as server, client_van(server, grenzen=kort) as client:
        begin = perf_counter()
        with pytest.raises(RegisterTimeout):
            await client.get("/zaken", Zaak)

        assert perf_counter() - begin < 0.8
        assert len(server.vragen) == 2


async def test_a_write_goes_once() -> None:
    async with bedien(antwoord(1, na_s=0.3)) as server, client_van(server, grenzen=SNEL) as client:
        await client.post("/zaken", Zaak, json={})

        assert len(server.vragen) == 1


async def _alle(client: RegisterClient, aantal: int) -> int:
    found = await asyncio.gather(*(client.get("/zaken", Zaak) for _ in range(aantal)), return_exceptions=True)
    assert all(isinstance(item, Zaak | RegisterError) for item in found)
    return sum(isinstance(item, Zaak) for item in found)


async def test_when_all_is_slow_no_more_goes_out_than_the_budget_allows() -> None:
    async with bedien(antwoord(1, na_s=0.25)) as server:
        grenzen = Grenzen(timeout_s=5.0, herhalingen=0, gelijktijdig=256, tweede_na_s=0.01)
        async with client_van(server, grenzen=grenzen) as client:
            assert await _alle(client, 200) == 200
            assert 200 < len(server.vragen) <= 200 * 1.2 + 10


async def test_where_questions_wait_for_a_place_no_second_goes() -> None:
    async with bedien(antwoord(1, na_s=0.25)) as server:
        grenzen = Grenzen(timeout_s=5.0, herhalingen=0, gelijktijdig=4, tweede_na_s=0.01)
        async with client_van(server, grenzen=grenzen) as client:
            assert await _alle(client, 8) == 8
            assert len(server.vragen) == 8


async def test_nothing_goes_twice_unless_it_is_asked_for() -> None:
    async with bedien(antwoord(1, na_s=0.5)) as server, client_van(server) as client:
        await client.get("/zaken", Zaak)

        assert len(server.vragen) == 1
