"""One Chromium for all tests of the pages, and per file a gateway of the demo before registers of its own."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.app.push.huis import Pushhuis, pushhuis
from tests.gateway import sandbox
from tests.portaal.browser import Browser, browser


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    with browser() as found:
        yield found


@pytest.fixture(scope="module")
def huis(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Pushhuis]:
    map_: Path = tmp_path_factory.mktemp("portaal")
    with sandbox() as registers, pushhuis(registers, map_, demo=True) as found:
        yield found


@pytest.fixture
def pagina(chromium: Browser, huis: Pushhuis) -> Iterator[Browser]:
    chromium.open(f"{huis.url}/")
    yield chromium
    assert chromium.problemen() == []
