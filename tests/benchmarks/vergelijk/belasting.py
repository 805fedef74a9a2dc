"""Belasting: a load of some connections on one server, and what it cost the process behind it.

CPU is the kernel's own account of the process (all its threads and children), not a clock.
"""

from __future__ import annotations

import asyncio
import os
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from statistics import quantiles
from time import perf_counter

_TIK_S = 1 / os.sysconf("SC_CLK_TCK")


@dataclass(frozen=True, slots=True)
class Meting:
    """`cpu_ms` per request; `p50_ms` and `p99_ms` of the time a client waits; `geheugen_mb` resident afterwards."""

    verzoeken: int
    per_s: float
    cpu_ms: float
    p50_ms: float
    p99_ms: float
    geheugen_mb: float


def _stat(pid: int) -> list[int]:
    fields = Path(f"/proc/{pid}/stat").read_text(encoding="ascii").rpartition(")")[2].split()
    return [int(field) for field in fields[1:]]


def familie(pid: int) -> list[int]:
    """A process and all that came of it."""
    found = [pid]
    for child in Path(f"/proc/{pid}/task/{pid}/children").read_text(encoding="ascii").split():
        found += familie(int(child))
    return found


def cpu_s(pid: int) -> float:
    """User and system time so far, of a process and its children."""
    return sum(sum(_stat(one)[10:12]) for one in familie(pid)) * _TIK_S


def geheugen_mb(pid: int) -> float:
    return sum(_stat(one)[20] for one in familie(pid)) * os.sysconf("SC_PAGE_SIZE") / 1e6


class _Klant(asyncio.Protocol):
    """One connection: sends the same request again and again, one at a time."""

    def __init__(self, request: bytes, tot: float, wachttijden: list[float], klaar: asyncio.Future[None]) -> None:
        self._request, self._tot, self._wachttijden, self._klaar = request, tot, wachttijden, klaar
        self._gelezen = bytearray()
        self._begonnen = 0.0
        self._nodig = 0

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = transport
        self._vraag()

    def _vraag(self) -> None:
        self._begonnen = perf_counter()
        self._nodig = 0
        self._transport.write(self._request)  # type: ignore[attr-defined] # of a socket

    def data_received(self, data: bytes) -> None:
        self._gelezen += data
        if not self._nodig and (end := self._gelezen.find(b"\r\n\r\n")) >= 0:
            head = bytes(self._gelezen[:end]).lower()
            if not head.startswith(b"http/1.1 200"):
                self._klaar.set_exception(RuntimeError(bytes(self._gelezen[:500]).decode()))
                self._transport.close()
                return
            self._nodig = end + 4 + int(head.partition(b"content-length:")[2].split(b"\r\n")[0])
        if not self._nodig or len(self._gelezen) < self._nodig:
            return
        if b'"errors":' in self._gelezen:
            self._klaar.set_exception(RuntimeError(self._gelezen[-600:].decode()))
            self._transport.close()
            return
        now = perf_counter()
        self._wachttijden.append(now - self._begonnen)
        self._gelezen.clear()
        if now < self._tot:
            self._vraag()
        else:
            self._transport.close()
            if not self._klaar.done():
                self._klaar.set_result(None)

    def connection_lost(self, exc: Exception | None) -> None:
        if not self._klaar.done():
            self._klaar.set_exception(ConnectionError("the server closed the connection"))


def verzoek(port: int, pad: str, body: bytes, koppen: dict[str, str]) -> bytes:
    """The bytes of one request."""
    lines = [f"POST {pad} HTTP/1.1", f"Host: 127.0.0.1:{port}", "Content-Type: application/json"]
    lines += [f"{name}: {value}" for name, value in koppen.items()]
    lines += [f"Content-Length: {len(body)}", "", ""]
    return "\r\n".join(lines).encode() + body


def _zelf(klant: _Klant) -> _Klant:
    return klant


async def belast(port: int, pid: int, request: bytes, *, verbindingen: int, seconden: float) -> Meting:
    """Raises when an answer is not 200, or has errors."""
    loop = asyncio.get_running_loop()
    wachttijden: list[float] = []
    klaar = [loop.create_future() for _ in range(verbindingen)]
    before, began = cpu_s(pid), perf_counter()
    for done in klaar:
        klant = _Klant(request, began + seconden, wachttijden, done)
        await loop.create_connection(partial(_zelf, klant), "127.0.0.1", port)
    await asyncio.gather(*klaar)
    took, used = perf_counter() - began, cpu_s(pid) - before
    cut = quantiles(wachttijden, n=100) if len(wachttijden) > 1 else wachttijden * 99
    return Meting(
        verzoeken=len(wachttijden),
        per_s=len(wachttijden) / took,
        cpu_ms=used / len(wachttijden) * 1000,
        p50_ms=cut[49] * 1000,
        p99_ms=cut[98] * 1000,
        geheugen_mb=geheugen_mb(pid),
    )
