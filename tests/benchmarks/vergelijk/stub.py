"""Stub: registers that answer from memory, so that it is the gateway that is measured.

What is asked for the first time goes to the sandbox and is kept with its answer; so is every answer one that our own
registers gave. Beside them `/posts` and `/users`, for the question of the public GraphQL benchmarks.

    GET /__telling      how many calls there were since the last time this was asked
    GET /__vertraag/N   each answer waits so many milliseconds from now on
    GET /__hapert/K/N   one answer in K waits N milliseconds more
"""

from __future__ import annotations

import argparse
import asyncio
import json
from dataclasses import dataclass, field
from random import Random
from urllib.parse import parse_qs, urlsplit

import uvloop

_GROOTSTE = 1 << 20


@dataclass(slots=True)
class Bron:
    """The sandbox behind it. `eigen` and `bron`: host and port of the two, which stand in links."""

    bron: str
    eigen: str
    antwoorden: dict[tuple[bytes, bytes], bytes] = field(default_factory=dict)
    vertraging_s: float = 0.0
    hapert: tuple[int, float] = (0, 0.0)
    aantal: int = 0
    kans: Random = field(default_factory=lambda: Random(1))

    async def antwoord(self, kop: bytes, body: bytes) -> bytes:
        """The whole answer, head and body."""
        regel = kop.partition(b"\r\n")[0]
        self.aantal += 1
        if (known := self.antwoorden.get((regel, body))) is None:
            known = self._eigen(regel.split(b" ")[1].decode()) or await self._gevraagd(kop, body)
            if not regel.startswith(b"GET /__"):
                self.antwoorden[regel, body] = known
        return known

    def _eigen(self, doel: str) -> bytes | None:
        if doel == "/__telling":
            aantal, self.aantal = self.aantal - 1, 0
            return _json({"aantal": aantal})
        if doel.startswith("/__vertraag/"):
            self.vertraging_s = int(doel.rpartition("/")[2]) / 1000
            return _json({})
        if doel.startswith("/__hapert/"):
            een_op, ms = map(int, doel.split("/")[2:])
            self.hapert = (een_op, ms / 1000)
            return _json({})
        if doel == "/posts":
            text = "Lorem ipsum dolor sit amet, consectetur adipiscing elit. " * 3
            return _json([{"id": n, "userId": 1 + n % 10, "title": f"post {n}", "body": text} for n in range(1, 101)])
        if doel.startswith("/users"):
            ids = [int(id_) for given in parse_qs(urlsplit(doel).query).get("id", ()) for id_ in given.split(",")]
            return _json([_user(id_) for id_ in ids])
        return None

    def wacht_s(self) -> float:
        een_op, s = self.hapert
        return self.vertraging_s + (s if een_op and self.kans.randrange(een_op) == 0 else 0.0)

    async def _gevraagd(self, kop: bytes, body: bytes) -> bytes:
        reader, writer = await asyncio.open_connection(*self.bron.split(":"), limit=_GROOTSTE)
        eigen, bron = self.eigen.encode(), self.bron.encode()
        lines = [line for line in kop.split(b"\r\n") if not line.lower().startswith((b"content-length", b"accept-enc"))]
        sent = body.replace(eigen, bron)
        lines += [b"Content-Length: %d" % len(sent)] if sent else []
        lines.append(b"Connection: close")
        writer.write(
            b"\r\n".join(lines).replace(eigen, bron).replace(_quoted(eigen), _quoted(bron)) + b"\r\n\r\n" + sent
        )
        answer = await reader.read()
        while not reader.at_eof():
            answer += await reader.read()
        writer.close()
        head, _, content = answer.partition(b"\r\n\r\n")
        kept = [
            line
            for line in head.split(b"\r\n")
            if not line.lower().startswith((b"content-length", b"connection", b"transfer-encoding", b"etag"))
        ]
        content = content.replace(bron, eigen)
        return b"\r\n".join([*kept, b"Content-Length: %d" % len(content)]) + b"\r\n\r\n" + content


def _quoted(host: bytes) -> bytes:
    return host.replace(b":", b"%3A")


def _user(id_: int) -> dict[str, object]:
    return {"id": id_, "name": f"user {id_}", "username": f"u{id_}", "email": f"u{id_}@voorbeeld.example"}


def _json(found: object) -> bytes:
    body = json.dumps(found, separators=(",", ":")).encode()
    return b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n" % len(body) + body


class Verbinding(asyncio.Protocol):
    """HTTP/1.1 with keep-alive, one question at a time; what a client library of a benchmark sends, no more."""

    def __init__(self, bron: Bron) -> None:
        self._bron = bron
        self._gelezen = b""
        self._bezig: set[asyncio.Task[None]] = set()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = transport

    def data_received(self, data: bytes) -> None:
        self._gelezen += data
        while (end := self._gelezen.find(b"\r\n\r\n")) >= 0:
            kop = self._gelezen[:end]
            place = kop.lower().find(b"content-length:")
            size = int(kop[place + 15 :].split(b"\r\n")[0]) if place >= 0 else 0
            if len(self._gelezen) < end + 4 + size:
                return
            body = self._gelezen[end + 4 : end + 4 + size]
            self._gelezen = self._gelezen[end + 4 + size :]
            known = self._bron.antwoorden.get((kop.partition(b"\r\n")[0], body))
            wacht_s = self._bron.wacht_s()
            if known is not None and not wacht_s:
                self._bron.aantal += 1
                self._transport.write(known)  # type: ignore[attr-defined] # of a socket
            else:
                task = asyncio.ensure_future(self._antwoord(kop, body, wacht_s))
                self._bezig.add(task)  # the loop itself keeps no hold of a task
                task.add_done_callback(self._bezig.discard)

    async def _antwoord(self, kop: bytes, body: bytes, wacht_s: float) -> None:
        answer = await self._bron.antwoord(kop, body)
        if wacht_s and not kop.startswith(b"GET /__"):
            await asyncio.sleep(wacht_s)
        self._transport.write(answer)  # type: ignore[attr-defined] # of a socket


async def _serve(port: int, bron: str) -> None:
    made = Bron(bron, f"127.0.0.1:{port}")
    server = await asyncio.get_running_loop().create_server(lambda: Verbinding(made), "127.0.0.1", port)
    await server.serve_forever()


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--port", type=int, required=True)
    parser.add_argument("--bron", required=True, help="host:port van de sandbox")
    given = parser.parse_args()
    uvloop.run(_serve(given.port, given.bron))
