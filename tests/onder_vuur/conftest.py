"""One gateway for all that is sent at it: starting it costs seconds, and it must bear them all."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.onder_vuur.opstelling import Dienst, dienst


@pytest.fixture(scope="session")
def vuur() -> Iterator[Dienst]:
    with dienst() as made:
        yield made
