"""How fast the log is, on this machine: `python -m tests.app.verwerkingenlog.meet`.

Per engine: one caller after another, and fifty at once. An operation is a Handeling, a Verwerking and an Audit.
`processor`: what one operation costs of a core, in this process; `fsync`: what one write of 4 KB, durable, takes here.
"""

from __future__ import annotations

import asyncio
import os
import tempfile
import time
from pathlib import Path

from app.verwerkingenlog.journaal import Journaal
from app.verwerkingenlog.openen import open_opslag
from app.verwerkingenlog.opslag import Opslag
from tests.app.verwerkingenlog.controle import controle, is_heel
from tests.app.verwerkingenlog.postgres import Server
from tests.app.verwerkingenlog.schrijfsels import SLEUTEL, schrijfsel

OPERATIES = 5000


async def _meet(journaal: Journaal, bellers: int, operaties: int) -> str:
    schrijfsels = [schrijfsel() for _ in range(operaties)]
    ms: list[float] = []

    async def beller() -> None:
        while schrijfsels:
            item, begin = schrijfsels.pop(), time.perf_counter()
            await journaal.schrijf(item)
            ms.append((time.perf_counter() - begin) * 1000)

    begin, processor = time.perf_counter(), time.process_time()
    await asyncio.gather(*(beller() for _ in range(bellers)))
    duur, processor = time.perf_counter() - begin, time.process_time() - processor
    ms.sort()
    return (
        f"{operaties / duur:6.0f}/s   p50 {ms[operaties // 2]:6.2f} ms   p99 {ms[operaties * 99 // 100]:6.2f} ms   "
        f"processor {processor / operaties * 1e6:4.0f} µs"
    )


async def _engine(naam: str, opslag: Opslag) -> None:
    journaal = Journaal(opslag, geduld_s=10)
    await _meet(journaal, 5, 100)
    print(f"{naam:10}  1 beller   {await _meet(journaal, 1, OPERATIES // 5)}")
    print(f"{naam:10} 50 bellers  {await _meet(journaal, 50, OPERATIES)}")
    begin = time.perf_counter()
    assert await journaal.lees(is_heel)
    aantal = await journaal.lees(lambda own: controle(own).goed + controle(own, "audit").goed)
    print(f"{naam:10} controle   {aantal / (time.perf_counter() - begin) * 2:6.0f} records/s")
    await journaal.aclose()


def _fsync(pad: Path) -> None:
    with pad.open("wb") as file:
        begin = time.perf_counter()
        for _ in range(200):
            file.write(bytes(4096))
            file.flush()
            os.fsync(file.fileno())
        print(f"fsync {(time.perf_counter() - begin) / 200 * 1000:.2f} ms")


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        _fsync(Path(folder) / "fsync")
        asyncio.run(_engine("sqlite", open_opslag(f"sqlite:{folder}/log.sqlite", SLEUTEL)))
    server = Server()
    try:
        asyncio.run(_engine("postgresql", open_opslag(server.nieuwe_database(), SLEUTEL)))
    finally:
        server.weg()


if __name__ == "__main__":
    main()
