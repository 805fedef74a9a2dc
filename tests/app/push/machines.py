"""Machines: several gateways on one store, each a process that can be killed at any moment and started again."""

from __future__ import annotations

import asyncio
import json
import os
import signal
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from time import monotonic
from typing import Any

from tests.app.registries.ruwe_server import vrije_poort

ROOT = Path(__file__).parents[3]


@dataclass(slots=True)
class Machines:
    """Places for a gateway; `pids`: those that are taken."""

    vork: asyncio.subprocess.Process
    poorten: tuple[int, ...]
    pids: dict[int, int] = field(default_factory=dict)

    async def start(self, poort: int) -> None:
        assert self.vork.stdin is not None
        assert self.vork.stdout is not None
        self.vork.stdin.write(f"{poort}\n".encode())
        await self.vork.stdin.drain()
        self.pids[poort] = int(await self.vork.stdout.readline())

    async def start_wat_weg_is(self) -> None:
        for poort in self.poorten:
            if poort not in self.pids:
                await self.start(poort)

    async def stop(self, poort: int, *, keer: int = 1) -> float:
        """As an operator does, or one who tells it again. How long it took, in seconds."""
        pid, begin = self.pids.pop(poort), monotonic()
        for _ in range(keer):
            os.kill(pid, signal.SIGTERM)
            await asyncio.sleep(0.1)
        while _leeft(pid):
            assert monotonic() < begin + 30, "it does not stop"
            await asyncio.sleep(0.02)
        return monotonic() - begin

    def dood(self, poort: int) -> None:
        with suppress(ProcessLookupError):
            os.kill(self.pids.pop(poort), signal.SIGKILL)


def _leeft(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


@asynccontextmanager
async def machines(settings: dict[str, Any], map_: Path, aantal: int) -> AsyncIterator[Machines]:
    bestand = map_ / "settings.json"
    bestand.write_text(json.dumps(settings, default=str), encoding="utf-8")
    vork = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "tests.app.push.vorken",
        str(bestand),
        cwd=ROOT,
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.DEVNULL,
    )
    found = Machines(vork, tuple(vrije_poort() for _ in range(aantal)))
    try:
        await found.start_wat_weg_is()
        yield found
    finally:
        for poort in list(found.pids):
            found.dood(poort)
        vork.terminate()
        await vork.wait()
