"""One sandbox for all tests that only look; one of its own for a test that disturbs."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator

import pytest

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
