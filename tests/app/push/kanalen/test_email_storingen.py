"""A mail server that hangs, hangs up or is not there: it is tried later, in time, and never when the mail is there."""

from __future__ import annotations

import asyncio
from time import perf_counter

import pytest

from app.push.kanalen import email as kanaal
from app.push.zending import NietBezorgd
from tests.app.push.kanalen.ontvangers import Wankel, wankele_mailserver
from tests.app.push.kanalen.stukken import zending
from tests.app.push.kanalen.test_email import email
from tests.app.registries.ruwe_server import vrije_poort

VOOR_HET_ER_IS = ["", "EHLO", "MAIL", "RCPT", "DATA", "."]


@pytest.fixture(autouse=True)
def _kort(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(kanaal, "_DEADLINE_S", 0.4)
    monkeypatch.setattr(kanaal, "_AFSCHEID_S", 0.2)


@pytest.mark.parametrize("bij", VOOR_HET_ER_IS)
async def test_silence_ends_at_the_deadline(bij: str) -> None:
    async with wankele_mailserver(Wankel(bij, zwijgt=True)) as server:
        begin = perf_counter()
        with pytest.raises(NietBezorgd, match="niet op tijd") as fout:
            await email(server.poort).bezorg(zending())

        assert perf_counter() - begin < 1.0
    assert not fout.value.blijvend


@pytest.mark.parametrize("bij", VOOR_HET_ER_IS)
async def test_a_connection_that_is_dropped_is_tried_later(bij: str) -> None:
    async with wankele_mailserver(Wankel(bij)) as server:
        with pytest.raises(NietBezorgd) as fout:
            await email(server.poort).bezorg(zending())

    assert not fout.value.blijvend


@pytest.mark.parametrize(
    "zegt", [b"421 Too many connections\r\n", b"554 Not you\r\n", b"\xff\xfe\r\n", b"HTTP/1.1 200 OK\r\n\r\n"]
)
async def test_a_server_that_begins_otherwise_is_tried_later(zegt: bytes) -> None:
    async with wankele_mailserver(Wankel("", zegt=zegt)) as server:
        with pytest.raises(NietBezorgd) as fout:
            await email(server.poort).bezorg(zending())

    assert not fout.value.blijvend


@pytest.mark.parametrize("hoe", [Wankel("QUIT", zwijgt=True), Wankel("QUIT"), Wankel("QUIT", zegt=b"500 wat?\r\n")])
async def test_what_goes_wrong_at_the_goodbyes_is_no_reason_to_send_it_again(hoe: Wankel) -> None:
    async with wankele_mailserver(hoe) as server:
        begin = perf_counter()
        await email(server.poort).bezorg(zending())

        assert perf_counter() - begin < 1.0
    assert server.gekregen == 1


async def test_a_server_that_is_not_there_is_tried_later() -> None:
    with pytest.raises(NietBezorgd, match="niet bereikbaar") as fout:
        await email(vrije_poort()).bezorg(zending())

    assert not fout.value.blijvend


async def test_who_calls_it_off_is_not_held_up() -> None:
    async with wankele_mailserver(Wankel("RCPT", zwijgt=True)) as server:
        bezig = asyncio.create_task(email(server.poort).bezorg(zending()))
        await asyncio.sleep(0.1)
        begin = perf_counter()
        bezig.cancel()
        with pytest.raises(asyncio.CancelledError):
            await bezig

        assert perf_counter() - begin < 0.1
