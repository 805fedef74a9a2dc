"""Geheugen: what a process needed for a moment goes back to the system."""

from __future__ import annotations

import subprocess
import sys
from textwrap import dedent

#: Blocks as answers of registers are, and small ones that stay in between, so that no heap becomes free as a whole.
PROEF = """
    from time import sleep
    from app.console import servers

    def mb():
        with open("/proc/self/statm") as file:
            return int(file.read().split()[1]) * 4096 // 1_000_000

    servers._TERUG_S = 0.2
    servers.richt_geheugen_in()
    begin = mb()
    groot, klein = [], []
    for _ in range(300):
        groot.append(b"x" * 500_000)
        klein.append(b"x" * 5_000)
    meest = mb()
    del groot
    sleep(1)
    print(begin, meest, mb())
"""


def test_what_was_needed_for_a_moment_goes_back_to_the_system() -> None:
    done = subprocess.run([sys.executable, "-c", dedent(PROEF)], capture_output=True, text=True, check=True)
    begin, meest, einde = map(int, done.stdout.split())
    assert meest > begin + 140
    assert einde < begin + 20
