"""What deciding and logging cost: CPU per request with and without them, side by side in one run, as ratios.

    python -m tests.benchmarks.besluit_en_log [--rondes N]

The registers run in a process of their own; counted is the CPU of the gateway's process (all its threads, so that of
the log's writer too). Each variant takes one part away; the parts are run in turn, many rounds, so that a busy moment
of the machine hits all alike; of each the fastest quarter counts. `zonder` is no way to run: it opens everything.
"""

from __future__ import annotations

import argparse
import asyncio
import gc
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from statistics import mean
from time import monotonic, process_time, sleep
from typing import Any
from unittest.mock import patch

from app.execution.plan import kinderen, vragen
from app.sandbox import uitgever
from app.verwerkingenlog.vastlegging import Vastlegging
from resolvers.grammar import connection, guard, zicht
from resolvers.grammar.context import Verstrekkingen
from resolvers.grammar.guard import Bewaking
from resolvers.grammar.inzage import Grond, Inzage, Zicht
from tests.gateway import Gateway, gateway

#: How many zaken, and how often is asked in one round.
ZAKEN = {1: 40, 20: 20, 200: 8}
VELDEN = """nodes { identificatie omschrijving startdatum einddatum zaaktype { omschrijving }
  status { naam gezetOp } resultaat { naam } levertijd { verwachtOp uiterlijkOp aard } }"""
#: A page holds a hundred: two hundred are the newest and the oldest hundred.
QUERY = f"""{{ ik {{ klant {{ a: zaken(first: 100) {{ {VELDEN} }} }} }} }}"""
QUERY_200 = f"""{{ ik {{ klant {{ a: zaken(first: 100) {{ {VELDEN} }}
  b: zaken(first: 100, volgorde: STARTDATUM_OPLOPEND) {{ {VELDEN} }} }} }} }}"""


async def _niets(*_: object, **__: object) -> None: ...


def _noteer_niets(*_: object, **__: object) -> None: ...


def _alles_open(found: Any, inzage: Inzage, ouder: Zicht[Any] | None = None) -> Zicht[Any]:
    return Zicht(found, inzage, False, ouder.partijen if ouder else (), "")


def _open(_: Bewaking, inzage: Inzage, *, openbaar: bool) -> Grond | None:
    return inzage.gronden[0] if inzage.gronden else None


def _zonder_log(stack: ExitStack) -> None:
    stack.enter_context(patch.object(Vastlegging, "leg_vast", _niets))


def _zonder_noteren(stack: ExitStack) -> None:
    _zonder_log(stack)
    stack.enter_context(patch.object(Verstrekkingen, "noteer", _noteer_niets))
    stack.enter_context(patch.object(Verstrekkingen, "noteer_veel", _noteer_niets))
    for module in (zicht, kinderen, vragen):
        stack.enter_context(patch.object(module, "noteer_zicht", _noteer_niets))
    for module in (connection, guard, vragen):
        stack.enter_context(patch.object(module, "noteer_zichten", _noteer_niets))


def zonder_besluit(stack: ExitStack) -> None:
    _zonder_noteren(stack)
    stack.enter_context(patch.object(Bewaking, "oordeel", _open))
    for module in (connection, zicht, kinderen):
        stack.enter_context(patch.object(module, "zicht_op", _alles_open))


VARIANTEN: dict[str, Callable[[ExitStack], None]] = {
    "alles": lambda _: None,
    "zonder log": _zonder_log,
    "zonder noteren en log": _zonder_noteren,
    "zonder": zonder_besluit,
}


@contextmanager
def registers(zaken: int) -> Iterator[str]:
    """The registers, with so many zaken of one person, in a process of their own."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [sys.executable, "-m", "app", "sandbox", "--port", str(port), "--zaken", str(zaken)]
    with subprocess.Popen(command, stdout=subprocess.DEVNULL) as process:
        until = monotonic() + 30
        while monotonic() < until:
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", port)) == 0:
                    break
            sleep(0.05)
        try:
            yield f"http://127.0.0.1:{port}"
        finally:
            process.terminate()


async def _cpu(huis: Gateway, query: str, keer: int) -> float:
    """CPU seconds per request."""
    headers = {"Authorization": f"Bearer {uitgever.token('veelzaken')}"}
    before = process_time()
    for _ in range(keer):
        answer = await huis.client.post("/graphql", json={"query": query}, headers=headers)
        assert answer.status_code == 200
        assert b'"errors"' not in answer.content
    return (process_time() - before) / keer


async def meet(zaken: int, rondes: int) -> dict[str, float]:
    """Variant → CPU seconds per request."""
    query = QUERY_200 if zaken > 100 else QUERY
    found: dict[str, list[float]] = {naam: [] for naam in VARIANTEN}
    with registers(zaken) as basis:
        async with gateway(basis) as huis:
            await _cpu(huis, query, 5)
            for _ in range(rondes):
                for naam, zet_uit in VARIANTEN.items():
                    with ExitStack() as stack:
                        zet_uit(stack)
                        gc.collect()
                        found[naam].append(await _cpu(huis, query, ZAKEN[zaken]))
    return {naam: mean(sorted(times)[: max(1, len(times) // 4)]) for naam, times in found.items()}


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--rondes", type=int, default=24, help="hoe vaak elke variant wordt gedraaid")
    rondes = parser.parse_args().rondes
    print("zaken  CPU ms  log   noteren  besluit  samen   (deel van het geheel)")
    for zaken in ZAKEN:
        found = asyncio.run(meet(zaken, rondes))
        whole = found["alles"]
        log = (whole - found["zonder log"]) / whole
        noteren = (found["zonder log"] - found["zonder noteren en log"]) / whole
        besluit = (found["zonder noteren en log"] - found["zonder"]) / whole
        samen = log + noteren + besluit
        print(f"{zaken:5}  {whole * 1000:6.2f}  {log:4.1%}  {noteren:6.1%}  {besluit:7.1%}  {samen:5.1%}")


if __name__ == "__main__":
    main()
