"""Instructies: what is counted is the same whole answer in every variant, and without a counter it says what to do."""

from __future__ import annotations

import asyncio
import json
import subprocess
import sys

from tests.benchmarks.besluit_en_log import VARIANTEN
from tests.benchmarks.instructies import GRENS, Teller, beantwoord
from tests.benchmarks.vergelijk.opstelling import registers


def test_every_variant_gives_the_same_answer() -> None:
    with registers(1) as adres:
        data = [
            json.loads(asyncio.run(beantwoord("zaak", variant, adres, 1, Teller(None))))["data"]
            for variant in (GRENS, *VARIANTEN)
        ]

    assert data[0]["zaak"]["identificatie"] == "ZAAK-2026-0006"
    assert all(found == data[0] for found in data)


def test_without_the_counter_it_says_what_to_install() -> None:
    command = [sys.executable, "-m", "tests.benchmarks.instructies", "zaak"]
    run = subprocess.run(command, env={"PATH": ""}, capture_output=True, text=True, timeout=60, check=False)

    assert run.returncode == 1
    assert "valgrind" in run.stderr
    assert run.stdout == ""
