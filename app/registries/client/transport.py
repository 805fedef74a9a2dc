"""Transport: connections to registers, kept and reused, behind httpx's interface for transports.

How many there are is bounded by who asks (the bulkhead of RegisterClient). A kept connection that the register had
closed just before our request gives no answer at all; when the request may be repeated it is sent again over a new one,
which costs nobody a retry.
"""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass
from time import monotonic

import httpx

from app.registries.client.verbinding import BUFFER, Header, Verbinding

#: Shorter than what servers and proxies on the way keep.
IDLE_S = 30.0

Origin = tuple[str, str, int]
#: The headers of an answer that are read here, as they are mostly written.
_GELEZEN = {
    schrijfwijze.encode(): naam
    for naam in ("content-type", "content-encoding", "content-length", "api-version", "etag", "retry-after")
    for schrijfwijze in (naam, naam.title())
}


class TweeKeerNiets(httpx.ReadError):
    """Over a kept connection, and over a new one. It was asked twice already."""


class _Body(httpx.AsyncByteStream):
    def __init__(self, transport: Transport, origin: Origin, verbinding: Verbinding) -> None:
        self._transport = transport
        self._origin = origin
        self._verbinding: Verbinding | None = verbinding
        self.gevraagd = verbinding.gevraagd

    async def __aiter__(self) -> AsyncIterator[bytes]:
        while self._verbinding is not None and (chunk := await self._verbinding.read()):
            yield chunk

    async def aclose(self) -> None:
        self.klaar()

    async def ineens(self, max_bytes: int) -> bytes | None:
        """The body when all of it is there, if it is of a known length, not large, and nothing of it was read."""
        return await self._verbinding.ineens(max_bytes) if self._verbinding is not None else None

    def geheel(self, max_bytes: int) -> bytes | None:
        """The body, when all of it is there, is no larger than this, and nothing of it was read."""
        return self._verbinding.geheel(max_bytes) if self._verbinding is not None else None

    def klaar(self) -> None:
        """It is no longer needed."""
        if self._verbinding is not None:
            verbinding, self._verbinding = self._verbinding, None
            self._transport.give_back(self._origin, verbinding)


@dataclass(slots=True)
class Ontvangen:
    """The head of an answer, and its body as it comes: of an httpx.Response what is read here, without what it costs to
    make one. A header that came twice is one with a comma."""

    status_code: int
    headers: Mapping[str, str]
    stream: _Body

    @classmethod
    def van(cls, status: int, headers: Sequence[Header], body: _Body) -> Ontvangen:
        found: dict[str, str] = {}
        for raw_name, raw_value in headers:
            if (name := _GELEZEN.get(raw_name) or _GELEZEN.get(raw_name.lower())) is not None:
                value = raw_value.decode("latin-1")
                found[name] = f"{found[name]}, {value}" if name in found else value
        return cls(status, found, body)


class Transport(httpx.AsyncBaseTransport):
    """`tls`: how to trust a register and, with a client certificate, how it trusts us.
    `request.extensions["repeatable"]`: it may be sent twice."""

    def __init__(self, *, tls: ssl.SSLContext | None = None, idle: int = 8, quickack: bool = True) -> None:
        self._tls = tls
        self._most_idle = idle
        self._quickack = quickack
        self._idle: dict[Origin, list[Verbinding]] = {}
        self._all: set[Verbinding] = set()
        self._closed = False
        self._buffer = memoryview(bytearray(BUFFER))
        self._origins: dict[str, tuple[str, Origin]] = {}

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        url = request.url
        origin = (url.scheme, url.host, url.port or (443 if url.scheme == "https" else 80))
        repeatable = bool(request.extensions.get("repeatable"))
        status, headers, body = await self._stuur(origin, _serialize(request), repeatable)
        return httpx.Response(status, headers=headers, stream=body)

    async def vraag(
        self,
        method: str,
        url: str,
        headers: Mapping[str, str],
        content: bytes | None,
        *,
        repeatable: bool,
        ineens: bool = False,
        until: float | None = None,
    ) -> Ontvangen:
        """The same without httpx's objects for request and answer, which cost more than the exchange itself. `url` is
        one that urlencode made: ASCII, absolute. `ineens`: a part of its body is of no use. `until`: when the head must
        be there, by the clock of the event loop. Raises httpx's errors, and TimeoutError."""
        authority, _, target = url.partition("://")[2].partition("/")
        if (known := self._origins.get(authority)) is None or known[0] != url[: len(known[0])]:
            parsed = httpx.URL(url)
            origin = (parsed.scheme, parsed.host, parsed.port or (443 if parsed.scheme == "https" else 80))
            known = self._origins[authority] = f"{parsed.scheme}://", origin
        lines = [f"{method} /{target} HTTP/1.1", f"Host: {authority}"]
        lines += [f"{name}: {value}" for name, value in headers.items()]
        if content is not None:
            lines.append(f"Content-Length: {len(content)}")
        text = "\r\n".join(lines)
        ends = len(lines) - 1
        if (
            text.count("\n") != ends
            or text.count("\r") != ends
            or "\0" in text
            or " " in target
            or not target.isascii()
        ):
            raise httpx.LocalProtocolError("a header or the target holds a line end or a space")
        wire = f"{text}\r\n\r\n".encode("latin-1")
        return Ontvangen.van(
            *await self._stuur(known[1], wire + content if content else wire, repeatable, ineens, until)
        )

    async def _stuur(
        self, origin: Origin, wire: bytes, repeatable: bool, ineens: bool = False, until: float | None = None
    ) -> tuple[int, list[Header], _Body]:
        again = False
        while True:
            kept = self._take(origin)
            verbinding = kept or await self._connect(origin, until)
            gone = False
            try:
                status, headers = await verbinding.ask(wire, ineens=ineens, until=until)
            except httpx.ReadError:
                verbinding.abort()
                if not again and (kept is None or not repeatable):
                    raise
                gone = True
            except BaseException:
                verbinding.abort()
                raise
            if not gone:
                return status, headers, _Body(self, origin, verbinding)
            if again:
                raise TweeKeerNiets("the connection was closed")
            # The others were kept as long or longer. One at a time they would be as many repeats, in no budget.
            self._drop(origin)
            again = True

    def _take(self, origin: Origin) -> Verbinding | None:
        idle = self._idle.get(origin)
        while idle:
            verbinding = idle.pop()
            if monotonic() - verbinding.idle_since < IDLE_S and verbinding.usable():
                return verbinding
            verbinding.abort()
        return None

    def _drop(self, origin: Origin) -> None:
        for verbinding in self._idle.pop(origin, ()):
            verbinding.abort()

    async def _connect(self, origin: Origin, until: float | None) -> Verbinding:
        async with asyncio.timeout_at(until):
            return await self._verbind(origin)

    async def _verbind(self, origin: Origin) -> Verbinding:
        if self._closed:
            raise httpx.ConnectError("the client was closed")
        scheme, host, port = origin
        tls = self._context() if scheme == "https" else None
        refused = True
        verbinding = Verbinding(quickack=self._quickack, on_lost=self._all.discard, buffer=self._buffer)
        try:
            await asyncio.get_running_loop().create_connection(
                lambda: verbinding, host, port, ssl=tls, server_hostname=host if tls else None
            )
            refused = False
        except (OSError, ssl.CertificateError):
            verbinding.abort()
        if refused:  # raised here, so that what the operating system said (an address) is no part of it
            raise httpx.ConnectError("no connection")
        self._all.add(verbinding)
        return verbinding

    def _context(self) -> ssl.SSLContext:
        if self._tls is None:
            self._tls = httpx.create_ssl_context(trust_env=False)
        self._tls.set_alpn_protocols(["http/1.1"])
        return self._tls

    def give_back(self, origin: Origin, verbinding: Verbinding) -> None:
        if not verbinding.release():
            return
        idle = self._idle.setdefault(origin, [])
        verbinding.idle_since = now = monotonic()
        while idle and now - idle[0].idle_since >= IDLE_S:  # of a moment when many were needed
            idle.pop(0).abort()
        if self._closed or len(idle) >= self._most_idle:
            verbinding.abort()
        else:
            idle.append(verbinding)

    async def aclose(self) -> None:
        self._closed = True
        self._idle.clear()
        for verbinding in tuple(self._all):
            verbinding.abort()


def _serialize(request: httpx.Request) -> bytes:
    """The request as bytes. A header that would end its own line is refused: it could carry a second request."""
    lines = [f"{request.method} ".encode() + request.url.raw_path + b" HTTP/1.1"]
    for name, value in request.headers.raw:
        if b"\r" in value or b"\n" in value or b"\0" in value:
            raise httpx.LocalProtocolError("a header holds a line end")
        lines.append(name + b": " + value)
    return b"\r\n".join(lines) + b"\r\n\r\n" + request.content
