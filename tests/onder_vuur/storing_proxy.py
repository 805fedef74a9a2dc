"""Storing-proxy: stands before the registers as bytes, passes on what nobody disturbs, and lets a fault answer for the
registers that it is set on. One per gateway ("baan"). And a canary: a host that nobody may ever reach."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from urllib.parse import urlsplit

#: What a register may never make us tell or write: words, addresses, secrets and somebody's number.
MERK = "Zeepaardje-van-boven"
BSN = "999997713"
SPOREN = (MERK, BSN, "10.11.12.13", "welkom01", "psycopg", "regel 417")
STACKTRACE = (
    f'Traceback (most recent call last):\n  File "/srv/{MERK}.py", regel 417\npsycopg.OperationalError: '
    f"postgres://beheer:welkom01@10.11.12.13/zaken burger {BSN}"
)


class Geweigerd(Exception):
    """The other side closed, or sent what is no request."""


@dataclass(frozen=True, slots=True)
class Echt:
    """What the register itself answers."""

    status: int
    koppen: tuple[tuple[str, str], ...]
    body: bytes

    def bytes(self, *, body: bytes | None = None, extra: str = "", status: str | None = None) -> bytes:
        """The same answer, with another body, more headers or another status line."""
        data = self.body if body is None else body
        lines = [f"{naam}: {waarde}" for naam, waarde in self.koppen]
        head = "\r\n".join([f"HTTP/1.1 {status or self.status}", *lines, f"content-length: {len(data)}"])
        return f"{head}\r\n{extra}\r\n".encode("latin-1") + data


@dataclass
class Beurt:
    """One request of the gateway, and the connection to answer it on. `nummer`: which one it is since the fault
    began."""

    methode: str
    doel: str
    rauw: bytes
    nummer: int
    kanarie: str
    writer: asyncio.StreamWriter
    _echt: Callable[[bytes], Awaitable[Echt]]

    async def echt(self) -> Echt:
        return await self._echt(self.rauw)

    async def stuur(self, data: bytes) -> None:
        self.writer.write(data)
        await self.writer.drain()

    def sluit(self) -> None:
        self.writer.close()

    def reset(self) -> None:
        self.writer.transport.abort()


Doe = Callable[[Beurt], Awaitable[None]]


@dataclass(frozen=True)
class Storing:
    """`codes`: what it may end in. `goed`: the answer is as if nothing was wrong. `soms`: it need not touch every
    question, so good data is right too. `traag`: it ends by our patience. `lijn`: it is done to a connection, before
    there is a question, and so to all registers; `dicht`: nobody listens."""

    naam: str
    familie: str
    doe: Doe
    codes: frozenset[str] = frozenset()
    goed: bool = False
    soms: bool = False
    traag: bool = False
    lijn: bool = False
    dicht: bool = False


class Storingen(list[Storing]):
    """Faults by the name of the function that does them."""

    def __call__(
        self,
        familie: str,
        *codes: str,
        naam: str = "",
        goed: bool = False,
        soms: bool = False,
        traag: bool = False,
        lijn: bool = False,
        dicht: bool = False,
    ) -> Callable[[Doe], Doe]:
        def met(doe: Doe) -> Doe:
            self.append(
                Storing(naam or doe.__name__, familie, doe, frozenset(codes), goed, soms, traag, lijn=lijn, dicht=dicht)
            )
            return doe

        return met


class Kanarie:
    """Stands for every host that is not a register."""

    def __init__(self) -> None:
        self.bezoek = 0
        self.adres = ""

    async def _ontvang(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.bezoek += 1
        writer.close()

    async def hoort(self) -> bool:
        """Whether a visit would have been noticed."""
        before = self.bezoek
        reader, writer = await asyncio.open_connection(*self.adres.split(":"))
        await reader.read()
        writer.close()
        return self.bezoek == before + 1

    @asynccontextmanager
    async def open(self) -> AsyncIterator[Kanarie]:
        server = await asyncio.start_server(self._ontvang, "127.0.0.1", 0)
        self.adres = f"127.0.0.1:{server.sockets[0].getsockname()[1]}"
        async with server:
            yield self


@dataclass
class Baan:
    """The registers as one gateway sees them. `op`: which of them are disturbed."""

    achter: str
    kanarie: Kanarie
    poort: int = 0
    storing: Storing | None = None
    op: frozenset[str] = frozenset()
    gevraagd: Counter[str] = field(default_factory=Counter)
    _bezig: set[asyncio.Task[None]] = field(default_factory=set)
    _vrij: list[tuple[asyncio.StreamReader, asyncio.StreamWriter]] = field(default_factory=list)
    _server: asyncio.Server | None = None
    _verstoord: int = 0

    # ------------------------------------------------------------------ what a test does with it

    async def verstoor(self, storing: Storing, op: frozenset[str]) -> None:
        """From now on; what is done to a connection is done to those that are kept too."""
        self.storing, self.op, self._verstoord = storing, op, 0
        if storing.dicht and self._server is not None:
            self._server.close()
        if storing.lijn:
            self.breek_af()

    async def herstel(self) -> None:
        was, self.storing, self.op = self.storing, None, frozenset()
        if was is not None and was.dicht:
            self._server = await asyncio.start_server(self._bedien, "127.0.0.1", self.poort, limit=2**20)

    def breek_af(self) -> None:
        for task in tuple(self._bezig):
            task.cancel()

    @asynccontextmanager
    async def open(self) -> AsyncIterator[Baan]:
        self._server = await asyncio.start_server(self._bedien, "127.0.0.1", 0, limit=2**20)
        self.poort = self._server.sockets[0].getsockname()[1]
        try:
            yield self
        finally:
            self._server.close()
            self.breek_af()
            await asyncio.gather(*self._bezig, return_exceptions=True)
            for _, writer in self._vrij:
                writer.transport.abort()

    # ------------------------------------------------------------------ one connection

    async def _bedien(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        self._bezig.add(task)
        try:
            if self.storing is not None and self.storing.lijn:
                await self.storing.doe(self._beurt("", "", b"", writer))
            while not writer.is_closing():
                await self._een(reader, writer)
        except (Geweigerd, ConnectionError, asyncio.CancelledError):
            pass  # the gateway gave up, or the test is over: what came of it is what the test looks at
        finally:
            self._bezig.discard(task)
            writer.transport.abort()

    def _beurt(self, methode: str, doel: str, rauw: bytes, writer: asyncio.StreamWriter) -> Beurt:
        self._verstoord += 1
        return Beurt(methode, doel, rauw, self._verstoord, self.kanarie.adres, writer, self._vraag_door)

    async def _een(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head, body = await lees(reader)
        methode, doel, _ = head.partition(b"\r\n")[0].decode("latin-1").split(" ", 2)
        register = doel.split("/", 2)[1]
        self.gevraagd[register] += 1
        storing = self.storing
        if storing is not None and not storing.lijn and register in self.op:
            await storing.doe(self._beurt(methode, doel, head + body, writer))
            return
        writer.write((await self._vraag_door(head + body)).bytes())
        await writer.drain()

    async def _vraag_door(self, rauw: bytes) -> Echt:
        """To the register itself, over a connection that is kept."""
        adres = urlsplit(self.achter)
        while True:
            kept = bool(self._vrij)
            reader, writer = (
                self._vrij.pop() if kept else await asyncio.open_connection(adres.hostname, adres.port, limit=2**20)
            )
            try:
                writer.write(rauw)
                head, body = await lees(reader)
            except Geweigerd:
                writer.transport.abort()
                if not kept:
                    raise
                continue
            except BaseException:
                writer.transport.abort()
                raise
            self._vrij.append((reader, writer))
            lines = head.decode("latin-1").split("\r\n")
            koppen = tuple((naam, waarde.strip()) for naam, _, waarde in (line.partition(":") for line in lines[1:-2]))
            status = int(lines[0].split(" ")[1])
            weg = {"content-length", "transfer-encoding", "connection", "date", "server"}
            return Echt(status, tuple(kop for kop in koppen if kop[0].lower() not in weg), body)


async def lees(reader: asyncio.StreamReader) -> tuple[bytes, bytes]:
    """A whole message: its head, and its body without the chunks."""
    try:
        head = await reader.readuntil(b"\r\n\r\n")
        koppen = head.lower()
        if b"\r\ntransfer-encoding: chunked" in koppen:
            parts = []
            while size := int(await reader.readuntil(b"\r\n"), 16):
                parts.append((await reader.readexactly(size + 2))[:-2])
            await reader.readuntil(b"\r\n")
            return head, b"".join(parts)
        _, found, rest = koppen.partition(b"\r\ncontent-length:")
        return head, await reader.readexactly(int(rest.partition(b"\r\n")[0]) if found else 0)
    except (asyncio.IncompleteReadError, asyncio.LimitOverrunError, ConnectionError):
        raise Geweigerd from None
