"""Three organisations with three registers of a kind, on real sockets: one for all tests that only look, one of its own
for a test that disturbs."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator

import pytest

from tests.gateway import Gateway, Sandbox, gateway, sandbox


@pytest.fixture(scope="session")
def streekregisters() -> Iterator[Sandbox]:
    with sandbox(streek=True) as found:
        yield found


@pytest.fixture
async def streek(streekregisters: Sandbox) -> AsyncIterator[Gateway]:
    async with gateway(streekregisters.basis, streek=True) as found:
        yield found


@pytest.fixture
def eigen_streekregisters() -> Iterator[Sandbox]:
    with sandbox(streek=True) as found:
        yield found


@pytest.fixture
async def eigen_streek(eigen_streekregisters: Sandbox) -> AsyncIterator[Gateway]:
    async with gateway(eigen_streekregisters.basis, streek=True) as found:
        yield found
