"""A log elsewhere: a real HTTP server on loopback that can be away, refuse, be slow, or lose its answer."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

from tests.app.registries.ruwe_server import Gesprek
from tests.app.registries.ruwe_server import json as antwoord


@dataclass
class Ontvanger:
    """`kwalen`: what goes wrong with the next messages, one each: "500", "traag", "breekt" (it has the message and its
    answer is lost), "gedeeltelijk"; after those all is well."""

    poort: int
    kwalen: list[str] = field(default_factory=list)
    berichten: list[Any] = field(default_factory=list)
    koppen: list[bytes] = field(default_factory=list)
    paden: list[str] = field(default_factory=list)
    bereikt: int = 0

    @property
    def basis(self) -> str:
        return f"http://127.0.0.1:{self.poort}"

    def spans(self) -> list[str]:
        """Of everything that was acknowledged or kept, in the order of coming in; twice what came twice."""
        return [
            span["spanId"]
            for bericht in self.berichten
            for resource in bericht["resourceSpans"]
            for scope in resource["scopeSpans"]
            for span in scope["spans"]
        ]

    async def bedien(self, gesprek: Gesprek) -> None:
        kwaal = self.kwalen.pop(0) if self.kwalen else ""
        self.bereikt += 1
        head, _, body = gesprek.vraag.partition(b"\r\n\r\n")
        if kwaal == "500":
            await gesprek.stuur(antwoord("{}", status="500 Internal Server Error"))
            return
        if kwaal == "traag":
            await asyncio.sleep(30)
        if kwaal == "gedeeltelijk":
            await gesprek.stuur(antwoord('{"partialSuccess": {"rejectedSpans": "1", "errorMessage": "nee"}}'))
            return
        self.berichten.append(json.loads(body))
        self.koppen.append(head)
        self.paden.append(gesprek.regel.split()[1])
        if kwaal == "breekt":
            gesprek.sluit(hard=True)
            return
        await gesprek.stuur(antwoord("{}"))


@asynccontextmanager
async def luistert(ontvanger: Ontvanger) -> AsyncIterator[None]:
    """While it lasts, it is there. Afterwards its port is closed and its connections are broken."""
    bezig: set[asyncio.Task[None]] = set()

    async def gesprekken(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        bezig.add(task)
        try:
            while not writer.is_closing():
                head = await reader.readuntil(b"\r\n\r\n")
                length = next(int(line[15:]) for line in head.lower().split(b"\r\n") if line[:15] == b"content-length:")
                body = await reader.readexactly(length)
                await ontvanger.bedien(Gesprek(head + body, 0, writer))
        except (asyncio.IncompleteReadError, ConnectionError, asyncio.CancelledError):
            pass  # the other side left, or the test is over
        finally:
            bezig.discard(task)
            writer.transport.abort()

    server = await asyncio.start_server(gesprekken, "127.0.0.1", ontvanger.poort)
    try:
        yield
    finally:
        server.close()
        for task in tuple(bezig):
            task.cancel()
        await asyncio.gather(*bezig, return_exceptions=True)
        await server.wait_closed()
