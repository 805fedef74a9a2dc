"""For a process of its own that is killed: writes with ten at once, and says of each operation that it was acknowledged
only after it was.

    python -m tests.app.verwerkingenlog.schrijver

On its standard input stand addresses, one a line; for each it forks a writer and says its pid. So a thousand writers
cost one start of Python.
"""

from __future__ import annotations

import asyncio
import os
import secrets
import sys

from app.verwerkingenlog import postgresql, sqlite  # so that no fork has to read them again
from app.verwerkingenlog.journaal import Journaal
from app.verwerkingenlog.openen import open_opslag
from tests.app.verwerkingenlog.schrijfsels import SLEUTEL, schrijfsel

assert postgresql.__name__ != sqlite.__name__


async def _schrijf_steeds(journaal: Journaal) -> None:
    while True:
        span_id = secrets.token_hex(8)
        await journaal.schrijf(schrijfsel(span_id=span_id))
        os.write(1, f"{span_id}\n".encode())  # one system call: whole, or not at all


async def _tien(adres: str) -> None:
    journaal = Journaal(open_opslag(adres, SLEUTEL), geduld_s=60)
    await asyncio.gather(*(_schrijf_steeds(journaal) for _ in range(10)))


def main() -> None:
    for line in sys.stdin:
        pid = os.fork()
        if pid == 0:
            asyncio.run(_tien(line.strip()))
        os.write(1, f"pid {pid}\n".encode())
        os.waitpid(pid, 0)
        os.write(1, b"weg\n")


if __name__ == "__main__":
    main()
