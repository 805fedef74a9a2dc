"""What a question costs in instructions of the processor: a count, not a time, so that a busy machine gives the same.

    python -m tests.benchmarks.instructies [VRAAG ...] [--keer N] [--zaken N]

Each variant answers the question N times in a process of its own under valgrind (`callgrind`, Debian package
`valgrind`), called as uvicorn calls it, without the server; the registers run elsewhere and are not counted. `grens` is
the bare limit of tests.benchmarks.vergelijk; the other variants are those of tests.benchmarks.besluit_en_log. System
calls count for nothing, so this says what our own code costs and not how long it takes.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import re
import subprocess
import sys
from collections.abc import Mapping
from contextlib import AsyncExitStack, ExitStack
from pathlib import Path
from shutil import which
from tempfile import TemporaryDirectory
from typing import Any

import uvloop

from app.console import richt_geheugen_in
from app.main import bouw
from app.sandbox import uitgever
from app.sandbox.server import sandbox_settings
from tests.benchmarks.besluit_en_log import VARIANTEN
from tests.benchmarks.vergelijk.grens import Grens
from tests.benchmarks.vergelijk.opstelling import registers
from tests.benchmarks.vergelijk.vragen import VRAGEN, Vraag

GRENS = "grens"
_ZAKEN = 200
#: Before counting: what is made once (a plan, a connection, a catalogue) is there then.
_AANLOOP = 10
_GETELD = re.compile(r"Collected : (\d+)")


class Teller:
    """callgrind counts between `begin` and `einde`; or nothing does, when `pid` is None."""

    def __init__(self, pid: int | None) -> None:
        self._pid = pid

    async def begin(self) -> None:
        if self._pid is not None:
            richt_geheugen_in()  # as a server does when it has started
            await self._zet("on")

    async def einde(self) -> None:
        if self._pid is not None:
            await self._zet("off")

    async def _zet(self, stand: str) -> None:
        command = ["callgrind_control", "-i", stand, str(self._pid)]
        await asyncio.to_thread(subprocess.run, command, check=True, capture_output=True)


def _bericht(vraag: Vraag) -> tuple[Mapping[str, Any], bytes]:
    """The question as uvicorn gives it: its scope and its body."""
    body = json.dumps({"query": vraag.tekst}).encode()
    headers = [
        (b"host", b"localhost"),
        (b"content-type", b"application/json"),
        (b"content-length", str(len(body)).encode()),
        (b"accept", b"application/graphql-response+json"),
        (b"authorization", f"Bearer {uitgever.token(vraag.persona, 86400)}".encode()),
    ]
    scope = {
        "type": "http",
        "asgi": {"version": "3.0"},
        "http_version": "1.1",
        "method": "POST",
        "scheme": "http",
        "path": "/graphql",
        "raw_path": b"/graphql",
        "query_string": b"",
        "root_path": "",
        "headers": headers,
        "client": ("127.0.0.1", 1),
        "server": ("127.0.0.1", 80),
        "state": {},
    }
    return scope, body


async def _antwoord(app: Any, scope: Mapping[str, Any], body: bytes) -> bytes:
    """The body of one answer. Raises RuntimeError when it is not a whole one."""
    found: list[Mapping[str, Any]] = []

    async def receive() -> Mapping[str, Any]:
        return {"type": "http.request", "body": body, "more_body": False}

    async def send(message: Mapping[str, Any]) -> None:
        found.append(message)

    await app({**scope}, receive, send)
    answer = b"".join(message.get("body", b"") for message in found[1:])
    if found[0]["status"] != 200 or b'"errors"' in answer:
        raise RuntimeError(f"no whole answer: status {found[0]['status']}")
    return answer


async def beantwoord(naam: str, variant: str, adres: str, keer: int, teller: Teller) -> bytes:
    """One variant, in this process; its last answer."""
    vraag = VRAGEN[naam]
    scope, body = _bericht(vraag)
    with ExitStack() as stack:
        async with AsyncExitStack() as einde:
            if variant == GRENS:
                app: Any = Grens(adres, vraag.bsn)
                einde.push_async_callback(app.aclose)
            else:
                VARIANTEN[variant](stack)
                log = stack.enter_context(TemporaryDirectory())
                app = bouw(sandbox_settings(adres, log=f"sqlite:{Path(log) / 'log.sqlite'}"))
                await einde.enter_async_context(app.router.lifespan_context(app))
            for _ in range(_AANLOOP):
                answer = await _antwoord(app, scope, body)
            await teller.begin()
            for _ in range(keer):
                answer = await _antwoord(app, scope, body)
            await teller.einde()
    return answer


def tel(naam: str, variant: str, adres: str, keer: int) -> float:
    """Instructions per answer. Raises RuntimeError when it could not be counted."""
    with TemporaryDirectory() as map_:
        command = ["valgrind", "--tool=callgrind", "--instr-atstart=no", f"--callgrind-out-file={map_}/uit"]
        command += [sys.executable, "-m", __spec__.name, naam, "--binnen", variant, adres, "--keer", str(keer)]
        env = {**os.environ, "PYTHONHASHSEED": "0"}
        done = subprocess.run(command, env=env, capture_output=True, text=True, check=False)
    found = _GETELD.search(done.stderr)
    if done.returncode or found is None:
        raise RuntimeError(f"{naam}, {variant}: not counted\n{done.stderr[-2000:]}")
    return int(found.group(1)) / keer


def main() -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    vragen = [naam for naam, vraag in VRAGEN.items() if vraag.graaf == "mijnzaken"]
    parser.add_argument("vragen", nargs="*", metavar="VRAAG", help=f"uit: {', '.join(vragen)} (anders alle)")
    parser.add_argument("--keer", type=int, default=20, help="hoe vaak een vraag wordt geteld")
    parser.add_argument("--zaken", type=int, default=_ZAKEN, help="hoeveel zaken er voor de lijsten zijn")
    parser.add_argument("--binnen", nargs=2, metavar=("VARIANT", "ADRES"), help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if onbekend := set(arguments.vragen) - set(vragen):
        parser.error(f"geen vraag: {', '.join(sorted(onbekend))}")
    if arguments.binnen:
        variant, adres = arguments.binnen
        uvloop.run(beantwoord(arguments.vragen[0], variant, adres, arguments.keer, Teller(os.getpid())))
        return 0
    if which("valgrind") is None:
        print("valgrind ontbreekt; installeer het Debianpakket valgrind", file=sys.stderr)
        return 1
    varianten = [GRENS, *VARIANTEN]
    print("miljoen instructies per antwoord")
    print(f"{'':10}" + "".join(f"{variant:>24}" for variant in varianten))
    with registers(arguments.zaken) as adres:
        for naam in arguments.vragen or vragen:
            print(f"{naam:10}", end="", flush=True)
            for variant in varianten:
                print(f"{tel(naam, variant, adres, arguments.keer) / 1e6:24.2f}", end="", flush=True)
            print(flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
