"""The doors, once for all tests of a file, before registers that nobody disturbs; and what may never be said."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.app.http.abonnement.opstelling import Huis, huis
from tests.gateway import Sandbox


@pytest.fixture(scope="module")
def _huis(registers: Sandbox, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Huis]:
    with huis(registers.basis, f"sqlite:{tmp_path_factory.mktemp('log')}/log.sqlite") as made:
        yield made


@pytest.fixture
def deuren(_huis: Huis) -> Iterator[Huis]:
    """Nobody listens, and nothing was told."""
    _huis.omroep.verteld.clear()
    _huis.omroep.over = False
    yield _huis
    _huis.omroep.over = True


@pytest.fixture
def eigen_deuren(registers: Sandbox, tmp_path: Path) -> Iterator[Huis]:
    """For a test that stops or fills them."""
    with huis(registers.basis, f"sqlite:{tmp_path}/log.sqlite", meeste=3) as made:
        yield made


@pytest.fixture
def stil(caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]) -> Iterator[None]:
    """Nothing goes wrong at our side, whatever a client does."""
    yield
    said = "".join(capfd.readouterr()) + caplog.text
    assert "Traceback" not in said
    assert "onverwachte fout" not in said
    assert [record for record in caplog.records if record.levelname in {"ERROR", "CRITICAL"}] == []
