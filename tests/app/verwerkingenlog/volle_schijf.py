"""For a process of its own: a log whose file may not grow, and one whose file may not be written.

A limit on the size of files (RLIMIT_FSIZE) and the rights of a file bind only who is not root, so under root it goes on
as nobody. Prints what happened, as JSON.
"""

from __future__ import annotations

import asyncio
import json
import os
import pwd
import resource
import sys
from pathlib import Path

from app.verwerkingenlog.journaal import Journaal
from app.verwerkingenlog.openen import open_opslag
from app.verwerkingenlog.sqlite import SqliteOpslag
from resolvers.grammar.errors import LogUnavailable
from tests.app.verwerkingenlog.controle import is_heel
from tests.app.verwerkingenlog.schrijfsels import SLEUTEL, schrijfsel
from tests.app.verwerkingenlog.wachten import tot


async def _geschreven(journaal: Journaal, keer: int) -> int:
    """How many were written before it was refused."""
    for number in range(keer):
        try:
            await journaal.schrijf(schrijfsel())
        except LogUnavailable:
            return number
    return keer


async def vol(pad: Path) -> dict[str, object]:
    journaal = Journaal(SqliteOpslag(str(pad), SLEUTEL))
    await journaal.schrijf(schrijfsel())
    hard = resource.getrlimit(resource.RLIMIT_FSIZE)[1]
    resource.setrlimit(resource.RLIMIT_FSIZE, (pad.with_name(pad.name + "-wal").stat().st_size + 100_000, hard))
    voor = await _geschreven(journaal, 1000)
    tijdens = journaal.beschikbaar
    resource.setrlimit(resource.RLIMIT_FSIZE, (hard, hard))
    await tot(lambda: journaal.beschikbaar)
    na = await _geschreven(journaal, 5)
    await journaal.aclose()
    return {"voor": voor, "tijdens": tijdens, "na": na, **_eind(pad)}


async def alleen_lezen(pad: Path) -> dict[str, object]:
    journaal = Journaal(SqliteOpslag(str(pad), SLEUTEL))
    await journaal.schrijf(schrijfsel())
    await journaal.aclose()
    os.chmod(pad, 0o400)
    journaal = Journaal(SqliteOpslag(str(pad), SLEUTEL))
    voor = await _geschreven(journaal, 5)
    tijdens = journaal.beschikbaar
    os.chmod(pad, 0o600)
    await tot(lambda: journaal.beschikbaar)
    na = await _geschreven(journaal, 5)
    await journaal.aclose()
    return {"voor": voor, "tijdens": tijdens, "na": na, **_eind(pad)}


def _eind(pad: Path) -> dict[str, object]:
    opslag = open_opslag(f"sqlite:{pad}", SLEUTEL)
    return {"heel": is_heel(opslag), "operaties": len(opslag.sinds(0, 10_000)) // 2}


if __name__ == "__main__":
    if os.geteuid() == 0:
        os.setuid(pwd.getpwnam("nobody").pw_uid)
    gevallen = {"vol": vol, "alleen_lezen": alleen_lezen}
    print(json.dumps(asyncio.run(gevallen[sys.argv[1]](Path(sys.argv[2])))))
