"""A writer that is killed at any moment: what it acknowledged stands in the log, once, in a whole chain.

Some rounds by default; a thousand per engine with

    MIJNZAKEN_LANG=1 python -m pytest tests/app/verwerkingenlog/test_kill.py -n 2
"""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.verwerkingenlog.openen import open_opslag
from app.verwerkingenlog.opslag import Opslag
from app.verwerkingenlog.regel import Handeling
from tests.app.verwerkingenlog.controle import is_heel
from tests.app.verwerkingenlog.schrijfsels import SLEUTEL

LANG = os.environ.get("MIJNZAKEN_LANG") == "1"
RONDES = 1000 if LANG else 25
PER_LOG = 25
ROOT = Path(__file__).parents[3]


@pytest.fixture
def nest() -> Iterator[subprocess.Popen[str]]:
    """Starts writers."""
    args = [sys.executable, "-u", "-m", "tests.app.verwerkingenlog.schrijver"]
    with subprocess.Popen(args, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as proces:
        yield proces
        assert proces.stdin is not None
        proces.stdin.close()
        proces.wait(10)


def _ronde(nest: subprocess.Popen[str], adres: str, toeval: random.Random) -> list[str]:
    """One writer, killed at some moment after so many acknowledgements; all that it acknowledged. Now and then before
    it wrote anything. By their number and not by the clock alone, for a machine that is busy acknowledges less."""
    assert nest.stdin is not None
    assert nest.stdout is not None
    nest.stdin.write(f"{adres}\n")
    nest.stdin.flush()
    bevestigd: list[str] = []
    pid, genoeg = 0, toeval.randint(0, 50)
    for line in nest.stdout:
        match line.split():
            case ["pid", text]:
                pid = int(text)
            case ["weg"]:
                return bevestigd
            case [span_id]:
                bevestigd.append(span_id)
        if pid and len(bevestigd) >= genoeg:
            time.sleep(toeval.uniform(0, 0.03))
            os.kill(pid, signal.SIGKILL)
            pid = 0
    raise AssertionError("the nest stopped")


def _geschreven(opslag: Opslag) -> Counter[str]:
    found: Counter[str] = Counter()
    nr = 0
    while page := opslag.sinds(nr):
        found.update(item.regel.span_id for item in page if isinstance(item.regel, Handeling))
        nr = page[-1].plek.nr
    return found


@pytest.mark.parametrize("engine", ["sqlite", "postgresql"])
def test_what_was_acknowledged_survives_a_kill(
    request: pytest.FixtureRequest, tmp_path: Path, nest: subprocess.Popen[str], engine: str
) -> None:
    toeval = random.Random(engine)
    totaal = 0
    for log in range(RONDES // PER_LOG):
        adres = f"sqlite:{tmp_path / f'{log}.sqlite'}"
        if engine == "postgresql":
            adres = request.getfixturevalue("postgres").nieuwe_database()
        bevestigd = [span_id for _ in range(PER_LOG) for span_id in _ronde(nest, adres, toeval)]
        opslag = open_opslag(adres, SLEUTEL)
        opslag.proef()

        geschreven = _geschreven(opslag)

        assert is_heel(opslag)
        assert set(bevestigd) <= set(geschreven)
        assert set(geschreven.values()) == {1}
        assert len(bevestigd) == len(set(bevestigd))
        totaal += len(bevestigd)
        opslag.close()
    assert totaal > 10 * RONDES
    print(f"{engine}: {RONDES} rounds, {totaal} acknowledged, all there")
