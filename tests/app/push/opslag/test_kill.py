"""A process that is killed at any moment: what it acknowledged is there, once, and what it had not finished is taken up
by another."""

from __future__ import annotations

import random
import subprocess
import sys
import time
from collections import Counter
from contextlib import closing
from pathlib import Path

from app.push.opslag.openen import open_postvak
from app.push.postvak import Postvak, Staat

ROOT = Path(__file__).parents[4]
RONDES = 8
#: After the lease of whoever was killed.
LATER_MS = 10**9 + 1


def _ronde(adres: str, naam: str, toeval: random.Random) -> list[list[str]]:
    """What a writer said before it was killed."""
    args = [sys.executable, "-m", "tests.app.push.opslag.schrijver", adres, naam]
    with subprocess.Popen(args, cwd=ROOT, stdout=subprocess.PIPE, text=True) as proces:
        assert proces.stdout is not None
        eerste = proces.stdout.readline()
        time.sleep(toeval.uniform(0, 0.3))
        proces.kill()
        return [line.split() for line in (eerste, *proces.stdout.readlines())]


def _alle_gebeurtenissen(postvak: Postvak) -> list[str]:
    found: list[str] = []
    nr = 0
    while blad := postvak.gebeurtenissen_na(nr):
        assert [item.nr for item in blad] == sorted(item.nr for item in blad)
        found += [item.id for item in blad]
        nr = blad[-1].nr
    return found


def test_what_was_acknowledged_survives_a_kill(adres: str) -> None:
    toeval = random.Random(5)
    gezegd = [line for ronde in range(RONDES) for line in _ronde(adres, f"r{ronde}", toeval)]
    ontvangen = {naam for soort, naam in gezegd if soort == "ontvangen"}
    verwerkt = {naam for soort, naam in gezegd if soort == "verwerkt"}

    with closing(open_postvak(adres)) as postvak:
        open_ = {item.sleutel for item in postvak.neem_meldingen("later", LATER_MS, LATER_MS + 1, 1_000_000)}
        gebeurtenissen = _alle_gebeurtenissen(postvak)
        berichten = postvak.berichten(Staat.WACHTEND, 1_000_000)

    klaar = {id.rpartition(".")[0] for id in gebeurtenissen}
    assert len(ontvangen) > 20 * RONDES
    assert verwerkt
    assert ontvangen <= open_ | klaar
    assert verwerkt <= klaar
    assert not open_ & klaar
    assert Counter(gebeurtenissen) == Counter(f"{naam}.{letter}" for naam in klaar for letter in "xy")
    assert sorted(item.id for item in berichten) == sorted(gebeurtenissen)
