"""A register as bytes: answers whatever a test tells it to, over a real socket, and remembers what it was asked."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from random import SystemRandom

from app.registries.client import Grenzen, RegisterClient
from app.registries.credentials import Credentials

Gedrag = Callable[["Gesprek"], Awaitable[None]]


@dataclass
class Gesprek:
    """One request on one connection, and the writer to answer it with."""

    vraag: bytes
    nummer: int
    writer: asyncio.StreamWriter

    @property
    def regel(self) -> str:
        return self.vraag.partition(b"\r\n")[0].decode()

    def koptekst(self, naam: str) -> str | None:
        for line in self.vraag.decode("latin-1").split("\r\n")[1:]:
            key, _, value = line.partition(":")
            if key.lower() == naam.lower():
                return value.strip()
        return None

    async def stuur(self, data: bytes) -> None:
        self.writer.write(data)
        await self.writer.drain()

    def sluit(self, *, hard: bool = False) -> None:
        if hard:
            self.writer.transport.abort()
        else:
            self.writer.close()


@dataclass
class Server:
    poort: int
    vragen: list[Gesprek] = field(default_factory=list)
    verbindingen: int = 0

    @property
    def basis(self) -> str:
        return f"http://127.0.0.1:{self.poort}/api/v1"


def json(body: bytes | str, *, status: str = "200 OK", kop: str = "", soort: str = "application/json") -> bytes:
    data = body.encode() if isinstance(body, str) else body
    head = f"HTTP/1.1 {status}\r\nContent-Type: {soort}\r\n{kop}Content-Length: {len(data)}\r\n\r\n"
    return head.encode() + data


def pagina(items: str, count: int, *, volgende: str = "null", extra: str = "") -> bytes:
    return json(f'{{"count": {count}, "next": {volgende}, "previous": null, {extra} "results": {items}}}')


@asynccontextmanager
async def bedien(gedrag: Gedrag) -> AsyncIterator[Server]:
    """Serves until the block ends; what still hangs is cut off."""
    server = Server(0)
    bezig: set[asyncio.Task[None]] = set()

    async def gesprek(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        server.verbindingen += 1
        while not writer.is_closing():
            head = await reader.readuntil(b"\r\n\r\n")
            length = next(
                (int(line[15:]) for line in head.split(b"\r\n") if line.lower().startswith(b"content-length:")), 0
            )
            body = await reader.readexactly(length)
            asked = Gesprek(head + body, len(server.vragen) + 1, writer)
            server.vragen.append(asked)
            await gedrag(asked)

    async def run(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        bezig.add(task)
        try:
            await gesprek(reader, writer)
        except (asyncio.IncompleteReadError, ConnectionError, asyncio.CancelledError):
            pass  # the other side left, or the test is over
        finally:
            bezig.discard(task)
            writer.transport.abort()

    listening = await asyncio.start_server(run, "127.0.0.1", 0)
    server.poort = listening.sockets[0].getsockname()[1]
    try:
        yield server
    finally:
        listening.close()
        for task in tuple(bezig):
            task.cancel()
        await asyncio.gather(*bezig, return_exceptions=True)
        await listening.wait_closed()


def altijd(answer: bytes) -> Gedrag:
    async def gedrag(gesprek: Gesprek) -> None:
        await gesprek.stuur(answer)

    return gedrag


def om_de_beurt(*answers: bytes) -> Gedrag:
    """The first answer to the first request, and so on; the last one stays."""

    async def gedrag(gesprek: Gesprek) -> None:
        await gesprek.stuur(answers[min(gesprek.nummer, len(answers)) - 1])

    return gedrag


@asynccontextmanager
async def client_van(
    server: Server, *, grenzen: Grenzen | None = None, credentials: Credentials | None = None
) -> AsyncIterator[RegisterClient]:
    made = RegisterClient(naam="proef", basis=server.basis, grenzen=grenzen, credentials=credentials)
    try:
        yield made
    finally:
        await made.aclose()


#: Below those that the system gives to who connects: a client of another test would take a port between here and there.
_POORTEN = range(12_000, 32_000)
_kans = SystemRandom()


def vrije_poort(*, ook: Sequence[int] = (0,)) -> int:
    """One that nobody listens at, and neither at those that are so much higher."""
    for _ in range(1000):
        port = _kans.choice(_POORTEN)
        if all(_is_vrij(port + hoger) for hoger in {0, *ook}):
            return port
    raise AssertionError("no free ports")


def _is_vrij(port: int) -> bool:
    with socket.socket() as probe:
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
        return True
