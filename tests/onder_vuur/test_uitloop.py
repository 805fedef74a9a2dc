"""A rolling restart of three instances behind a balancer that asks each whether it is ready: nobody who asks notices.
And a service that is told twice to stop, stops."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import httpx
import pytest

from app.sandbox.server import sandbox_config
from tests.app.push.machines import Machines, machines
from tests.gateway import Sandbox
from tests.onder_vuur.test_drie_machines import Gezien, is_klaar, opslag, tot_klaar, verdeler

UITLOOP_S = 1.5
__all__ = ["opslag"]


@pytest.fixture
async def huis(eigen_registers: Sandbox, tmp_path: Path, opslag: str) -> AsyncIterator[Machines]:
    settings = sandbox_config(eigen_registers.basis, log=opslag)
    settings["server"] = {**settings.get("server", {}), "uitloop_s": UITLOOP_S}
    async with machines(settings, tmp_path, 3) as found:
        await tot_klaar(*found.poorten)
        yield found


@asynccontextmanager
async def _die_klaar_zijn(poorten: tuple[int, ...]) -> AsyncIterator[list[int]]:
    """Those that say so, asked ten times a second as a balancer does."""
    klaar = list(poorten)

    async def kijk(poort: int) -> None:
        async with httpx.AsyncClient(timeout=5) as client:
            while True:
                nu = await is_klaar(client, poort)
                if nu != (poort in klaar):
                    (klaar.append if nu else klaar.remove)(poort)
                await asyncio.sleep(0.1)

    taken = [asyncio.create_task(kijk(poort)) for poort in poorten]
    try:
        yield klaar
    finally:
        for taak in taken:
            taak.cancel()
        await asyncio.gather(*taken, return_exceptions=True)


async def test_nobody_notices_that_all_are_restarted_one_by_one(huis: Machines) -> None:
    gezien, genoeg, duur = Gezien(), asyncio.Event(), []
    async with _die_klaar_zijn(huis.poorten) as klaar, verdeler(klaar) as poort:
        vragers = [asyncio.create_task(gezien.vraag_door(poort, "burger", genoeg)) for _ in range(6)]
        for van in huis.poorten:
            duur.append(await huis.stop(van))
            await huis.start(van)
            await tot_klaar(van)
            await asyncio.sleep(0.3)
        genoeg.set()
        await asyncio.gather(*vragers)

    assert gezien.opnieuw == 0
    assert len(gezien.sporen) > 20
    assert all(UITLOOP_S <= seconden < UITLOOP_S + 5 for seconden in duur)


async def test_who_is_told_to_stop_says_so_and_who_is_told_twice_does_not_wait(huis: Machines) -> None:
    eerste, tweede, _ = huis.poorten
    async with httpx.AsyncClient(timeout=5) as client:
        stopt = asyncio.create_task(huis.stop(eerste))
        await asyncio.sleep(0.3)
        antwoord = await client.get(f"http://127.0.0.1:{eerste}/_healthz/readyz/")
        levend = await client.get(f"http://127.0.0.1:{eerste}/_healthz/livez/")
    assert (antwoord.status_code, antwoord.headers["connection"], levend.status_code) == (503, "close", 200)
    assert await stopt >= UITLOOP_S
    assert await huis.stop(tweede, keer=2) < UITLOOP_S
