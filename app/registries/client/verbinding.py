"""Verbinding: one HTTP/1.1 connection to a register. Source: RFC 9112; parsed by llhttp (httptools), which is strict
unless told otherwise.

Two things made this ours instead of a library's. The 40 ms tax: a register that writes its headers and its body in two
segments waits, with Nagle on, for our acknowledgement, and Linux delays that on a reused connection (MEASURED §1.4).
TCP_QUICKACK is not a setting but a moment: it must be given again after each write and each partial read, which httpx
offers no place for. And the cost: a call through httpx's own transport takes several times the processor time of this
one, on every call of every question.
"""

from __future__ import annotations

import asyncio
import select
import socket
from collections.abc import Callable
from time import perf_counter
from typing import Protocol, cast

import httptools
import httpx

#: A head that is larger is an attack or a mistake.
MAX_HEAD = 65_536
#: With this much unread the register is asked to wait (TCP does it).
MAX_UNREAD = 262_144
#: A body of a known length up to this is read where it will stand.
MAX_INEENS = 524_288
#: What is read at once of all else.
BUFFER = 65_536

_QUICKACK: int | None = getattr(socket, "TCP_QUICKACK", None)

Header = tuple[bytes, bytes]

#: By which an answer says where it ends.
_LENGTE = frozenset({b"content-length", b"transfer-encoding"})


class _Socket(Protocol):
    """What both event loops give for a socket."""

    def fileno(self) -> int: ...
    def setsockopt(self, level: int, optname: int, value: int, /) -> None: ...


class Verbinding(asyncio.BufferedProtocol):
    """`ask` writes a request and gives status and headers, `read` the next bytes of the body, empty at its end. One
    request at a time. `buffer`: what it reads into; many of one event loop may share it, for what was read is looked at
    at once."""

    def __init__(
        self,
        *,
        quickack: bool = True,
        on_lost: Callable[[Verbinding], None] | None = None,
        buffer: memoryview | None = None,
    ) -> None:
        self._buffer = memoryview(bytearray(BUFFER)) if buffer is None else buffer
        self._option = _QUICKACK if quickack else None
        self._on_lost = on_lost
        self._loop = asyncio.get_running_loop()
        self._transport: asyncio.Transport | None = None
        self._socket: _Socket | None = None
        self._poll = select.poll()
        self._waiter: asyncio.Future[None] | None = None
        self._busy = False
        self._paused = False
        self.closed = False
        self.idle_since = 0.0
        #: When the last request was written, by `perf_counter`.
        self.gevraagd = 0.0
        self._parser = httptools.HttpResponseParser(self)
        self._ineens: memoryview | None = None
        #: For a body that was read past it.
        self._parser_wacht = False
        self._begin()

    def _begin(self) -> None:
        if self._parser_wacht:
            self._parser, self._parser_wacht = httptools.HttpResponseParser(self), False
        self._headers: list[Header] = []
        self._chunks: list[bytes] = []
        self._unread = 0
        self._head_size = 0
        self._status = 0
        self._head_done = False
        self._complete = False
        self._reusable = False
        self._laat = False
        self._gekeken = False
        self._failure: str | None = None
        self.received = 0

    # ------------------------------------------------------------------ what a transport asks

    async def ask(
        self, request: bytes, *, ineens: bool = False, until: float | None = None
    ) -> tuple[int, list[Header]]:
        """Writes the request; the status and headers of its answer. `ineens`: a part of its body is of no use. Raises
        TimeoutError when the head is not there at `until`, of the event loop. (A timer, because asyncio.timeout takes a
        tenth of the time of a call.)"""
        if self._transport is None or self.closed:
            raise httpx.ReadError("the connection was closed")
        self._begin()
        self._busy, self._gekeken = True, not ineens
        self._transport.write(request)
        self.gevraagd = perf_counter()
        self._acknowledge()
        timer = self._loop.call_at(until, self._te_laat) if until is not None else None
        try:
            while not self._head_done:
                if self._laat:
                    raise TimeoutError
                await self._wait()
        finally:
            if timer is not None:
                timer.cancel()
        return self._status, self._headers

    async def read(self) -> bytes:
        while not self._chunks:
            if self._complete:
                return b""
            await self._wait()
        found = self._chunks[0] if len(self._chunks) == 1 else b"".join(self._chunks)
        self._chunks.clear()
        self._unread = 0
        if self._paused and self._transport is not None:
            self._paused = False
            self._transport.resume_reading()
        return found

    async def ineens(self, max_bytes: int) -> bytes | None:
        """The whole body when it is there, if it is read where it will stand; else it is for `read`."""
        if self._ineens is None or len(self._ineens) > max_bytes:
            return None
        while not self._complete:
            await self._wait()
        return self.geheel(max_bytes)

    def geheel(self, max_bytes: int) -> bytes | None:
        """The whole body, when it is there already and no larger than this; else it is for `read`."""
        if not self._complete or self._paused or self._unread > max_bytes:
            return None
        found = self._chunks[0] if len(self._chunks) == 1 else b"".join(self._chunks)
        self._chunks.clear()
        self._unread = 0
        return found

    def release(self) -> bool:
        """The answer is no longer needed. True when the next request may use this connection."""
        self._busy = False
        self._ineens = None  # a connection that is kept keeps no body
        self._chunks.clear()
        if self._complete and self._reusable and not self.closed:
            return True
        self.abort()
        return False

    def usable(self) -> bool:
        """False when it was closed, or when bytes wait that nobody asked for: they would be taken for the next
        answer."""
        return not (self.closed or self._poll.poll(0))

    def abort(self) -> None:
        self.closed = True
        if self._transport is not None:
            self._transport.abort()

    def _te_laat(self) -> None:
        self._laat = True
        self._wake()

    def _wait(self) -> asyncio.Future[None]:
        """For more to read. Raises when there will be no more."""
        if self._failure is not None:
            raise (httpx.RemoteProtocolError if self.received else httpx.ReadError)(self._failure)
        self._waiter = waiter = self._loop.create_future()
        return waiter

    def _wake(self) -> None:
        if self._waiter is not None and not self._waiter.done():
            self._waiter.set_result(None)
        self._waiter = None

    def _fail(self, reason: str) -> None:
        if self._failure is None and not self._complete:
            self._failure = reason
        self.abort()
        self._wake()

    def _acknowledge(self) -> None:
        """Send the ACK now; the kernel forgets the wish after each exchange, so it is repeated. Where it is unknown
        nothing is lost but time."""
        if self._option is not None and self._socket is not None and not self.closed:
            try:
                self._socket.setsockopt(socket.IPPROTO_TCP, self._option, 1)
            except OSError:  # a Unix socket, or one that is just closing
                self._option = None

    # ------------------------------------------------------------------ what the event loop tells

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast("asyncio.Transport", transport)
        self._socket = cast("_Socket", transport.get_extra_info("socket"))
        self._poll.register(self._socket.fileno(), select.POLLIN)

    def get_buffer(self, sizehint: int) -> memoryview:
        if self._ineens is None or self._complete:
            return self._buffer
        return self._ineens[self._unread :]

    def buffer_updated(self, nbytes: int) -> None:
        if not self._busy or self._complete:
            self.abort()  # bytes that nobody asked for
            return
        self.received += nbytes
        if self._ineens is None:
            self._lees(self._buffer[:nbytes])
        else:
            self._unread += nbytes
            if self._unread == len(self._ineens):
                self._chunks.append(cast("bytes", self._ineens.obj))  # a bytearray, which nobody changes any more
                self._complete = True
                self._wake()
            else:
                self._acknowledge()

    def _lees(self, data: memoryview) -> None:
        if not self._head_done:
            self._head_size += len(data)
        try:
            self._parser.feed_data(data)
        except httptools.HttpParserUpgrade:
            self._fail("another protocol was offered")
            return
        except httptools.HttpParserError:
            self._fail("the answer is not HTTP")
            return
        if not self._head_done and self._head_size > MAX_HEAD:
            self._fail("the headers are too large")
            return
        if not self._complete:
            self._acknowledge()
            if self._head_done and not self._gekeken:
                self._gekeken = True
                self._begin_ineens()
            if self._unread > MAX_UNREAD and not self._paused and self._transport is not None:
                self._paused = True
                self._transport.pause_reading()
        if self._head_done:
            self._wake()

    def _begin_ineens(self) -> None:
        """What is still to come of a body of a known length is read where it will stand: past the parser, which would
        copy it, and past all that would put its parts together."""
        lengte = [(name.lower(), value) for name, value in self._headers if name.lower() in _LENGTE]
        if len(lengte) != 1 or lengte[0][0] != b"content-length" or not lengte[0][1].isdigit():
            return
        size = int(lengte[0][1][:20])
        if not self._unread < size <= MAX_INEENS:
            return
        body = bytearray(size)
        body[: self._unread] = b"".join(self._chunks)
        self._chunks.clear()
        self._ineens, self._parser_wacht = memoryview(body), True
        self._reusable = self._parser.should_keep_alive()

    def connection_lost(self, exc: Exception | None) -> None:
        self.closed = True
        if self._busy and not self._complete:
            until_close = all(name.lower() not in _LENGTE for name, _ in self._headers)
            if self._head_done and until_close and exc is None and self._failure is None:
                self._complete = True
                self._wake()
            else:
                self._fail("the connection was closed before the answer was whole")
        if self._on_lost is not None:
            self._on_lost(self)

    # ------------------------------------------------------------------ what llhttp tells

    def on_message_begin(self) -> None:
        if self._complete:
            self._reusable = False  # a second answer to one request

    def on_header(self, name: bytes, value: bytes) -> None:
        if not self._head_done:
            self._headers.append((name, value))

    def on_headers_complete(self) -> None:
        if self._complete:
            return
        self._status = self._parser.get_status_code()
        if self._status >= 200:
            self._head_done = True

    def on_body(self, body: bytes) -> None:
        if self._head_done and not self._complete:
            self._chunks.append(body)
            self._unread += len(body)

    def on_message_complete(self) -> None:
        if self._complete:
            return
        if not self._head_done:  # 100 Continue, 103 Early Hints: the answer is still to come
            self._headers = []
            return
        self._complete = True
        self._reusable = self._parser.should_keep_alive()
