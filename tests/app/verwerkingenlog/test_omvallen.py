"""A gateway that is killed at any moment, under load: what a client received stands in the log, once.

    MIJNZAKEN_LANG=1 python -m pytest tests/app/verwerkingenlog/test_omvallen.py

kills it 1 000 times instead of 25.
"""

from __future__ import annotations

import asyncio
import os
import random
import signal
import sys
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import httpx

from app.boek import logsleutel
from app.sandbox import uitgever
from app.sandbox.server import sandbox_settings
from app.verwerkingenlog.openen import open_opslag
from app.verwerkingenlog.opslag import TABELLEN
from app.verwerkingenlog.regel import Handeling, Verwerking
from tests.app.registries.ruwe_server import vrije_poort
from tests.app.verwerkingenlog.controle import controle
from tests.gateway import Sandbox

ROOT = Path(__file__).parents[3]
RONDEN = 1000 if os.environ.get("MIJNZAKEN_LANG") else 25
KLANTEN = 6
VRAGEN = {
    "burger": "{ mijnZaken(first: 3) { nodes { titel status { naam } } } }",
    "burger2": "{ ik { klant { naam } } }",
    "kcc": '{ zaak(identificatie: "ZAAK-2026-0001") { status { naam } } }',
}


class Vork:
    """Starts a gateway, and kills it."""

    def __init__(self, process: asyncio.subprocess.Process) -> None:
        self._process = process

    async def start(self, port: int) -> int:
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(f"{port}\n".encode())
        await self._process.stdin.drain()
        return int(await self._process.stdout.readline())


@asynccontextmanager
async def vork(basis: str, log: str) -> AsyncIterator[Vork]:
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "tests.app.verwerkingenlog.vorken",
        basis,
        log,
        cwd=ROOT,
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.DEVNULL,
    )
    try:
        yield Vork(process)
    finally:
        process.terminate()
        await process.wait()


async def _vraag_steeds(port: int, persona: str, ontvangen: list[str], gedood: asyncio.Event) -> None:
    """Asks until the gateway is dead. What was received whole is remembered by its trace."""
    headers = {"Authorization": f"Bearer {uitgever.token(persona)}"}
    async with httpx.AsyncClient(base_url=f"http://127.0.0.1:{port}", headers=headers, timeout=10) as client:
        while True:
            try:
                answer = await client.post("/graphql", json={"query": VRAGEN[persona]})
            except httpx.TransportError:
                if gedood.is_set():
                    return
                await asyncio.sleep(0.01)  # it has not started yet
                continue
            if answer.json()["data"] is not None and any(answer.json()["data"].values()):
                ontvangen.append(answer.headers["X-Trace-Id"])


async def _ronde(starter: Vork, kans: random.Random, ontvangen: list[str]) -> None:
    port = vrije_poort()
    pid = await starter.start(port)
    personas = [list(VRAGEN)[number % len(VRAGEN)] for number in range(KLANTEN)]
    gedood = asyncio.Event()
    klanten = [asyncio.create_task(_vraag_steeds(port, persona, ontvangen, gedood)) for persona in personas]
    before = len(ontvangen)
    while len(ontvangen) == before:  # noqa: ASYNC110 - a client, not an event, is what must have happened
        await asyncio.sleep(0.005)
    await asyncio.sleep(kans.uniform(0, 0.15))
    os.kill(pid, signal.SIGKILL)
    gedood.set()
    await asyncio.gather(*klanten)


async def test_what_was_received_before_a_crash_stands_in_the_log_once(registers: Sandbox, tmp_path: Path) -> None:
    log = f"sqlite:{tmp_path}/verwerkingenlog.sqlite"
    ontvangen: list[str] = []
    kans = random.Random(20261123)
    async with asyncio.timeout(20 + RONDEN), vork(registers.basis, log) as starter:
        for _ in range(RONDEN):
            await _ronde(starter, kans, ontvangen)

    sleutel = logsleutel(sandbox_settings(registers.basis, log=log))
    opslag = open_opslag(log, sleutel, aanmaken=False)
    geschreven: Counter[str] = Counter()
    kinderen: Counter[str] = Counter()
    nr = 0
    while page := opslag.sinds(nr):
        nr = page[-1].plek.nr
        geschreven.update(found.regel.trace_id for found in page if isinstance(found.regel, Handeling))
        kinderen.update(found.regel.trace_id for found in page if isinstance(found.regel, Verwerking))
    assert len(ontvangen) >= RONDEN
    assert [trace for trace in ontvangen if geschreven[trace] != 1 or kinderen[trace] < 1] == []
    assert set(geschreven.values()) == {1}
    assert [controle(opslag, tabel, sleutel=sleutel).fout for tabel in TABELLEN] == ["", ""]
    opslag.close()
