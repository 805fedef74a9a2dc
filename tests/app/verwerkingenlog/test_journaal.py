"""What is acknowledged is written; what is not written is not acknowledged; and one sync serves all who wait."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import AbstractContextManager
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from structlog.testing import capture_logs

from app.verwerkingenlog import journaal as module
from app.verwerkingenlog.journaal import Journaal
from app.verwerkingenlog.openen import open_opslag
from app.verwerkingenlog.opslag import Opslag
from app.verwerkingenlog.regel import Schrijfsel
from resolvers.grammar.errors import LogUnavailable
from tests.app.verwerkingenlog.controle import is_heel
from tests.app.verwerkingenlog.schrijfsels import SLEUTEL, schrijfsel
from tests.app.verwerkingenlog.wachten import tot

Bezet = Callable[[], AbstractContextManager[None]]


@pytest.fixture
async def journaal(adres: str) -> AsyncIterator[Journaal]:
    found = Journaal(open_opslag(adres, SLEUTEL), geduld_s=5)
    await found.schrijf(schrijfsel())
    yield found
    await found.aclose()


async def _sluit_aan(journaal: Journaal, schrijfsels: Sequence[Schrijfsel]) -> list[asyncio.Task[None]]:
    """They all wait now."""
    tasks = [asyncio.create_task(journaal.schrijf(item)) for item in schrijfsels]
    await asyncio.sleep(0.2)
    return tasks


def _operaties(opslag: Opslag) -> int:
    return len(opslag.sinds(0, 10_000)) // 2


async def test_a_hundred_at_once_share_a_few_transactions(adres: str) -> None:
    opslag = open_opslag(adres, SLEUTEL)
    opslag.proef()
    schrijf, per_transactie = opslag.schrijf, list[int]()

    def geteld(schrijfsels: Sequence[Schrijfsel]) -> None:
        per_transactie.append(len(schrijfsels))
        schrijf(schrijfsels)

    opslag.schrijf = geteld  # type: ignore[method-assign]
    journaal = Journaal(opslag)
    await asyncio.gather(*(journaal.schrijf(schrijfsel()) for _ in range(100)))

    assert sum(per_transactie) == 100
    assert len(per_transactie) <= 5
    assert await journaal.lees(_operaties) == 100
    await journaal.aclose()


async def test_records_of_a_few_turns_of_the_loop_share_a_transaction(
    journaal: Journaal, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each transaction costs, and of many questions at the same time some are always about to have their record."""
    verwerk, per_transactie = Journaal._verwerk, list[int]()

    def geteld(self: Journaal, samen: Sequence[Any]) -> None:
        per_transactie.append(len(samen))
        verwerk(self, samen)

    async def na(beurten: int) -> None:
        for _ in range(beurten):
            await asyncio.sleep(0)
        await journaal.schrijf(schrijfsel())

    monkeypatch.setattr(Journaal, "_verwerk", geteld)
    await asyncio.gather(*(na(beurten) for beurten in (0, 1, 2, 3)))
    assert per_transactie == [4]

    await asyncio.gather(journaal.schrijf(schrijfsel()), _gesloten_na_een_beurt(journaal))
    assert per_transactie == [4, 1]


async def _gesloten_na_een_beurt(journaal: Journaal) -> None:
    """What is still being gathered then is written too."""
    await asyncio.sleep(0)
    await journaal.aclose()


async def test_who_waits_too_long_hears_no_and_the_next_is_served(adres: str, bezet: Bezet) -> None:
    journaal = Journaal(open_opslag(adres, SLEUTEL), geduld_s=0.2)
    await journaal.schrijf(schrijfsel())
    with bezet():
        begin = time.monotonic()
        writes = [journaal.schrijf(schrijfsel()) for _ in range(5)]
        outcomes = await asyncio.gather(*writes, return_exceptions=True)
        assert time.monotonic() - begin < 1
    assert [type(outcome) for outcome in outcomes] == [LogUnavailable] * 5

    await tot(lambda: journaal.beschikbaar)
    await journaal.schrijf(schrijfsel())
    # What the writer had in hand may stand there; what still waited was withdrawn.
    assert 2 <= await journaal.lees(_operaties) <= 7
    assert await journaal.lees(is_heel)
    await journaal.aclose()


async def test_a_full_queue_says_no_at_once(adres: str, bezet: Bezet) -> None:
    journaal = Journaal(open_opslag(adres, SLEUTEL), geduld_s=10, meeste_wachtend=3)
    await journaal.schrijf(schrijfsel())
    with bezet():
        in_hand = await _sluit_aan(journaal, [schrijfsel()])
        waiting = await _sluit_aan(journaal, [schrijfsel() for _ in range(3)])
        begin = time.monotonic()
        with pytest.raises(LogUnavailable):
            await journaal.schrijf(schrijfsel())
        assert time.monotonic() - begin < 1

    await asyncio.gather(*in_hand, *waiting)
    assert await journaal.lees(_operaties) == 5
    await journaal.aclose()


@pytest.mark.parametrize("kwaad", ["dubbel", "onschrijfbaar"])
async def test_one_bad_record_does_not_take_the_others_with_it(journaal: Journaal, bezet: Bezet, kwaad: str) -> None:
    goed = [schrijfsel() for _ in range(12)]
    goed[0] = schrijfsel(span_id="a" * 16)
    slecht = schrijfsel(span_id="a" * 16) if kwaad == "dubbel" else schrijfsel(naam="\ud800")
    with bezet():
        in_hand = await _sluit_aan(journaal, [schrijfsel()])
        tasks = await _sluit_aan(journaal, [*goed[:8], slecht, *goed[8:]])

    outcomes = await asyncio.gather(*in_hand, *tasks, return_exceptions=True)

    assert [type(outcome) for outcome in outcomes if outcome is not None] == [LogUnavailable]
    assert isinstance(outcomes[9], LogUnavailable)
    assert await journaal.lees(_operaties) == 14
    assert await journaal.lees(is_heel)
    assert journaal.beschikbaar


async def test_who_went_away_before_it_was_written_is_left_out(journaal: Journaal, bezet: Bezet) -> None:
    with bezet():
        in_hand = await _sluit_aan(journaal, [schrijfsel()])
        gone, stays = await _sluit_aan(journaal, [schrijfsel(), schrijfsel()])
        gone.cancel()

    await asyncio.gather(*in_hand, stays)
    assert await journaal.lees(_operaties) == 3


async def test_closing_writes_what_still_waits(adres: str, bezet: Bezet) -> None:
    journaal = Journaal(open_opslag(adres, SLEUTEL), geduld_s=5)
    await journaal.schrijf(schrijfsel())
    with bezet():
        tasks = await _sluit_aan(journaal, [schrijfsel() for _ in range(20)])
        closing = asyncio.create_task(journaal.aclose())
        await asyncio.sleep(0.05)
    await asyncio.gather(*tasks, closing)

    with pytest.raises(LogUnavailable):
        await journaal.schrijf(schrijfsel())
    with pytest.raises(LogUnavailable):
        await journaal.lees(_operaties)
    opslag = open_opslag(adres, SLEUTEL)
    assert _operaties(opslag) == 21
    opslag.close()


async def test_closing_with_nothing_to_write_asks_the_storage_nothing(tmp_path: Path) -> None:
    opslag, proeven = open_opslag(f"sqlite:{tmp_path / 'log.sqlite'}", SLEUTEL), 0
    real = opslag.proef

    def proef() -> None:
        nonlocal proeven
        proeven += 1
        real()

    opslag.proef = proef  # type: ignore[method-assign]
    journaal = Journaal(opslag, geduld_s=5)
    await journaal.schrijf(schrijfsel())
    eerst = proeven
    await journaal.aclose()
    assert proeven == eerst


async def test_the_writer_goes_on_whatever_happens(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Also when not even the log of the application takes what it has to say."""
    opslag = open_opslag(f"sqlite:{tmp_path / 'log.sqlite'}", SLEUTEL)
    journaal = Journaal(opslag, geduld_s=0.5)
    await journaal.schrijf(schrijfsel(span_id="a" * 16))

    def kapot(*_args: object, **_kwargs: object) -> None:
        raise BrokenPipeError

    with monkeypatch.context() as patched:
        patched.setattr(module, "_log", SimpleNamespace(error=kapot, info=kapot))
        with pytest.raises(LogUnavailable):
            await journaal.schrijf(schrijfsel(span_id="a" * 16))
    await journaal.schrijf(schrijfsel())

    assert await journaal.lees(_operaties) == 2
    await journaal.aclose()


async def test_what_is_said_of_a_refusal_names_nobody(tmp_path: Path) -> None:
    journaal = Journaal(open_opslag(f"sqlite:{tmp_path / 'log.sqlite'}", SLEUTEL))
    await journaal.schrijf(schrijfsel(span_id="a" * 16))
    dubbel = schrijfsel(span_id="a" * 16)
    with capture_logs() as lines, pytest.raises(LogUnavailable) as raised:
        await journaal.schrijf(dubbel)
    await journaal.aclose()

    assert dubbel.audit is not None
    assert lines == [
        {
            "event": "record geweigerd",
            "log_level": "error",
            "soort": "RegelGeweigerd",
            "trace_id": dubbel.audit.trace_id,
        }
    ]
    assert "k1." not in f"{raised.value.message} {raised.value.detail}"
