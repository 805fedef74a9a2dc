"""For a process of its own: prints a line when it is woken, after it said that it listens.

python -m tests.app.push.opslag.luisteraar ADDRESS
"""

from __future__ import annotations

import os
import sys

from app.push.opslag.openen import open_postvak


def main(adres: str) -> None:
    postvak = open_postvak(adres)
    postvak.laatste_gebeurtenis()
    postvak.luister(lambda: _zeg("gewekt"))
    _zeg("luistert")
    sys.stdin.read()
    postvak.close()


def _zeg(regel: str) -> None:
    """At once: two threads speak, and one may not come between a line and its end."""
    os.write(sys.stdout.fileno(), f"{regel}\n".encode())


if __name__ == "__main__":
    main(sys.argv[1])
