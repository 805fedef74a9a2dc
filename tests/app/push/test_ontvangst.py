"""A burst of notifications goes first; a stream shares."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path
from time import monotonic

import pytest

from app.push import ontvangst as module
from app.push.loket import Loket
from app.push.notificatie import Notificatie
from app.push.ontvangst import Ontvangst
from app.push.opslag.openen import open_postvak


@pytest.fixture
async def ontvangst(tmp_path: Path) -> AsyncIterator[Ontvangst]:
    loket = Loket(open_postvak(f"sqlite:{tmp_path}/log.sqlite"))
    found = Ontvangst(loket)
    yield found
    await found.aclose()
    await loket.aclose()


def notificatie(nummer: int) -> Notificatie:
    return Notificatie(
        register="openzaak",
        soort="Zaak",
        id=str(nummer),
        resource="status",
        actie="create",
        tijdstip=datetime.now(UTC),
    )


async def wacht_s(ontvangst: Ontvangst) -> float:
    begin = monotonic()
    await ontvangst.luwte()
    return monotonic() - begin


async def test_one_notification_holds_nothing_up(ontvangst: Ontvangst) -> None:
    assert await wacht_s(ontvangst) < 0.01
    await ontvangst.neem_aan([notificatie(1)])
    assert await wacht_s(ontvangst) < 0.01


async def test_what_can_wait_waits_until_a_burst_is_over(ontvangst: Ontvangst) -> None:
    burst = asyncio.gather(*(ontvangst.neem_aan([notificatie(nummer)]) for nummer in range(100)))
    await asyncio.sleep(0)
    waited = await wacht_s(ontvangst)
    await burst
    assert 0.03 < waited < 1


async def test_a_stream_does_not_hold_up_for_longer_than_it_may(
    ontvangst: Ontvangst, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "_VOORRANG_S", 0.2)

    async def stroom() -> None:
        for nummer in range(100_000):
            await ontvangst.neem_aan([notificatie(nummer)])

    running = asyncio.create_task(stroom())
    await asyncio.sleep(0.02)
    waited = await wacht_s(ontvangst)
    assert not running.done()
    assert waited < 1
    running.cancel()
    await asyncio.wait([running])
