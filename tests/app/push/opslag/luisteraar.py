"""For a process of its own: prints a line when it is woken, after it said that it listens.

python -m tests.app.push.opslag.luisteraar ADDRESS
"""

from __future__ import annotations

import sys

from app.push.opslag.openen import open_postvak


def main(adres: str) -> None:
    postvak = open_postvak(adres)
    postvak.laatste_gebeurtenis()
    postvak.luister(lambda: print("gewekt", flush=True))
    print("luistert", flush=True)
    sys.stdin.read()
    postvak.close()


if __name__ == "__main__":
    main(sys.argv[1])
