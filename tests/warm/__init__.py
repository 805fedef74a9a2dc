"""Warm: `python -m …` in a process of its own that need not read the whole program in first.

That takes two seconds of each process, and the tests start hundreds. So one process per worker of the tests reads it
once and forks itself (`dienst`); what a test starts is a short program (`aanloop`) that lends the fork its input,
output, directory, environment and signals, and ends as it ends. Only its pid is not that of the fork. What a start
itself does is tested cold: by the README, the installation and the load tests.
"""

from __future__ import annotations

import atexit
import subprocess
import sys
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

ROOT = Path(__file__).parents[2]
_AANLOOP = Path(__file__).with_name("aanloop.py")


def mijnzaken(*args: str) -> list[str]:
    """The command of `mijnzaken …`."""
    return python("app", *args)


def python(module: str, *args: str) -> list[str]:
    """The command of `python -m module …`."""
    return [sys.executable, "-I", "-S", str(_AANLOOP), _dienst(), module, *args]


@cache
def _dienst() -> str:
    """Where it listens; it ends when this process does."""
    map_ = TemporaryDirectory(prefix="warm-")
    adres = str(Path(map_.name) / "deur")
    process = subprocess.Popen(
        [sys.executable, "-m", "tests.warm.dienst", adres],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    )
    assert process.stdout is not None
    assert process.stdin is not None
    assert process.stdout.readline() == b"klaar\n", "the process that forks did not start"

    def stop() -> None:
        process.communicate()
        map_.cleanup()

    atexit.register(stop)
    return adres
