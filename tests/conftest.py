"""One sandbox for all tests that only look; one of its own for a test that disturbs. And, at the end, on what the
contract tests ran: the shared set of registers, or our own examples."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator

import pytest

from app.console.servers import richt_geheugen_in
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


#: What takes half a minute and more in one piece: begun first, so that no worker is left with it when the rest is done.
LANG = ("test_afhankelijkheden.py", "test_eerste_minuut.py", "test_vergelijk.py", "test_omvallen.py")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    items.sort(key=lambda item: item.path.name not in LANG)


def pytest_collection_finish() -> None:
    """As a service does when it has started: what was imported and collected need not be looked at again and again."""
    richt_geheugen_in()


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
