"""What ends a connection that stays: its token, its issuer's keys, a client that does not read, a server that stops."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import Callable
from contextlib import suppress
from time import monotonic, perf_counter

import msgspec
import pytest
from starlette.types import Message

from app.authentication.jwks import VERS_S, Jwks
from app.http.abonnement import wacht
from app.http.abonnement.wacht import Einde, Lijn, Wacht
from app.sandbox import uitgever
from tests.app.authentication.inlogpunt import bearer, claims, jwks, rsa, token
from tests.app.http.abonnement.opstelling import VOLG, Huis, gesloten, ingelogd, lees, tot, vraag
from tests.app.http.abonnement.test_sse import stroom

pytestmark = pytest.mark.usefixtures("stil")


async def test_a_token_that_ends_ends_the_socket_within_five_seconds(deuren: Huis) -> None:
    async with deuren.verbind() as socket, deuren.verbind() as other:
        await ingelogd(other)
        await ingelogd(socket, geldig_s=2)
        began = monotonic()
        await socket.send(vraag("s", VOLG))
        await socket.send(vraag("t", VOLG))
        await asyncio.to_thread(deuren.omroep.tot_geluisterd, 2)

        assert await gesloten(socket) == (4403, "Forbidden")
        assert 1 < monotonic() - began < 7.5
        await asyncio.to_thread(deuren.omroep.tot_geluisterd, 0)
        await other.send(vraag("q", "{ __typename }"))
        assert (await lees(other))["type"] == "next"


async def test_a_subscription_that_ends_with_its_token_is_not_complete(deuren: Huis) -> None:
    async with deuren.verbind() as socket:
        await ingelogd(socket, geldig_s=1)
        await socket.send(vraag("s", VOLG))
        await asyncio.to_thread(deuren.omroep.tot_geluisterd)
        await asyncio.sleep(1.1)
        deuren.omroep.over = True

        assert await gesloten(socket, 2) == (4403, "Forbidden")


async def test_a_question_with_a_token_that_ended_is_not_asked(deuren: Huis) -> None:
    async with deuren.verbind() as socket:
        await ingelogd(socket, geldig_s=1)
        await asyncio.sleep(1.1)
        await socket.send(vraag("q", "{ __typename }"))

        assert await gesloten(socket, 2) == (4403, "Forbidden")


class _Aan:
    """A line that is held open here, with what was sent over it."""

    def __init__(self, verbreek: Callable[[], None] | None = None) -> None:
        self.sent: list[Message] = []
        self.leest = asyncio.Event()
        self.leest.set()
        self.lijn = Lijn({"type": "http", "state": {"verbreek": verbreek}}, self._send, teken={"type": "teken"})

    async def _send(self, message: Message) -> None:
        await self.leest.wait()
        self.sent.append(message)

    async def blijf(self, bij: Wacht) -> Einde | None:
        with bij.let_op(self.lijn):
            async with self.lijn.tot_het_einde():
                await asyncio.Event().wait()
        return self.lijn.einde


async def test_a_key_that_was_withdrawn_ends_what_was_let_in_with_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(wacht, "RONDE_S", 0.05)
    now, published = 0.0, jwks(rsa("een"), rsa("drie"))

    async def haal(_url: str) -> bytes:
        return msgspec.json.encode(published)

    bij = Wacht(bearer(sleutels=Jwks(url="https://x", vast=None, haal=haal, klok=lambda: now)), meeste=10)
    lines = {}
    for kid in ("een", "drie"):
        lines[kid] = _Aan()
        lines[kid].lijn.pas = pas = bij.pas([f"Bearer {token(key=rsa(kid))}"], None)
        await pas.lees()
    tasks = {kid: asyncio.create_task(line.blijf(bij)) for kid, line in lines.items()}
    await asyncio.sleep(0.2)
    assert not any(task.done() for task in tasks.values())

    now, published = VERS_S + 60, jwks(rsa("drie"))
    assert await asyncio.wait_for(tasks["een"], 2) is Einde.GEEN_TOEGANG
    await asyncio.sleep(0.2)
    assert not tasks["drie"].done()

    tasks["drie"].cancel()
    with suppress(asyncio.CancelledError):
        await tasks["drie"]
    assert len(bij) == 0


async def test_an_issuer_that_is_slow_holds_up_nothing_that_the_clock_says(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(wacht, "RONDE_S", 0.05)
    now, answers = 0.0, asyncio.Event()
    answers.set()

    async def haal(_url: str) -> bytes:
        await answers.wait()
        return msgspec.json.encode(jwks(rsa("een")))

    bij = Wacht(bearer(sleutels=Jwks(url="https://x", vast=None, haal=haal, klok=lambda: now)), meeste=10)
    line = _Aan()
    line.lijn.pas = bij.pas([f"Bearer {token()}"], None)
    await line.lijn.pas.lees()
    answers.clear()
    now = VERS_S + 60
    task = asyncio.create_task(line.blijf(bij))
    await asyncio.sleep(0.2)
    line.lijn.pas.verloopt = 1.0

    assert await asyncio.wait_for(task, 2) is Einde.GEEN_TOEGANG


async def test_looking_after_ten_thousand_costs_little_and_holds_up_nobody() -> None:
    bij = Wacht(bearer(), meeste=20_000)
    koppen = [f"Bearer {token(claims(sub=f'iemand-{number}'))}" for number in range(100)]
    lines = []
    for number in range(10_000):
        line = _Aan()
        line.lijn.pas = bij.pas([koppen[number % len(koppen)]], None)
        await line.lijn.pas.lees()
        bij._lijnen.add(line.lijn)
        lines.append(line)
    longest = 0.0

    async def bystander() -> None:
        nonlocal longest
        while True:
            began = perf_counter()
            await asyncio.sleep(0)
            longest = max(longest, perf_counter() - began)

    beside = asyncio.create_task(bystander())
    began = perf_counter()
    await bij._kijk_rond()
    await bij._vraag_rond()
    took = perf_counter() - began
    beside.cancel()

    print(f"10 000 lines: {took * 1000:.0f} ms a round, the longest turn {longest * 1000:.1f} ms")
    assert len(lines) == len(bij)
    assert took < 1, "of every four seconds"
    assert longest < 0.1


def test_who_does_not_read_is_let_go_and_stops_nobody_else(deuren: Huis, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(wacht, "RONDE_S", 0.2)
    monkeypatch.setattr(wacht, "ONGELEZEN_S", 1.0)
    before = len(deuren.wacht)
    with socket.socket() as slow, stroom(deuren, VOLG) as good:
        slow.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        slow.connect(("127.0.0.1", deuren.poort))
        body = msgspec.json.encode({"query": VOLG})
        slow.sendall(
            f"POST /graphql/stream HTTP/1.1\r\nHost: hier\r\nContent-Type: application/json\r\n"
            f"Authorization: Bearer {uitgever.token('burger')}\r\nContent-Length: {len(body)}\r\n\r\n".encode()
            + body
        )
        deuren.omroep.tot_geluisterd(2)
        for _ in range(100):
            deuren.omroep.vertel("x" * 100_000)
        for _ in range(100):
            assert good.volgende() is not None
        tot(lambda: len(deuren.wacht) == before + 1, "the slow client was not let go")
        deuren.omroep.tot_geluisterd(1)
    deuren.omroep.tot_geluisterd(0)


async def test_a_socket_that_does_not_read_is_let_go(deuren: Huis, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(wacht, "RONDE_S", 0.2)
    monkeypatch.setattr(wacht, "ONGELEZEN_S", 1.0)
    async with deuren.verbind(max_queue=1) as slow:
        await ingelogd(slow)
        await slow.send(vraag("s", VOLG))
        await asyncio.to_thread(deuren.omroep.tot_geluisterd)
        for _ in range(300):
            deuren.omroep.vertel("x" * 100_000)
        await asyncio.to_thread(deuren.omroep.tot_geluisterd, 0)
        slow.transport.abort()


def test_a_server_that_stops_tells_who_listens_and_does_not_wait(eigen_deuren: Huis) -> None:
    """The fixture stops it; the stream ends without being complete, so that its client comes back."""
    with stroom(eigen_deuren, VOLG) as found:
        eigen_deuren.omroep.tot_geluisterd()
        began = monotonic()
        eigen_deuren.stop()

        assert found.alles() == []
        assert monotonic() - began < 3


async def test_a_server_that_stops_closes_its_sockets_so_that_they_come_back(eigen_deuren: Huis) -> None:
    async with eigen_deuren.verbind() as socket:
        await ingelogd(socket)
        await socket.send(vraag("s", VOLG))
        await asyncio.to_thread(eigen_deuren.omroep.tot_geluisterd)
        stopping = asyncio.create_task(asyncio.to_thread(eigen_deuren.stop))

        assert (await gesloten(socket))[0] == 1012
        await stopping
