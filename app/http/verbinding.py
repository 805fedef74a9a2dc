"""Verbinding: uvicorn's HTTP/1.1 connection, with an end to how long and how large the head of a message may be.

uvicorn (0.54, httptools) reads a head for ever: who sends one byte a minute, or headers without end, holds a connection
and its memory without having logged in. The body has its own limits, where it is read. uvicorn also drops, unread, what
is asked in the very moment in which it stops; here that is answered. An application may break the connection off
(`scope["state"]["verbreek"]`): nothing else ends one whose client does not read. With which certificate the client
proved himself, it finds in `scope["state"]["certificaat"]`, and whether the server stops, which an answer that goes on
and on must know when it begins, it asks with `scope["state"]["stopt"]()`.
"""

from __future__ import annotations

import asyncio

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

_TE_GROOT = b"HTTP/1.1 431 Request Header Fields Too Large\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"


class Verbinding(HttpToolsProtocol):
    kop_bytes = 65_536
    """A token is at most 8 KB; a read of the socket may exceed this once."""
    kop_s = 10.0
    nog_s = 0.25
    """How long a connection on which nothing is asked is kept by a server that stops: a question may be on its way."""

    _gelezen: int | None = None
    """How much of a head has come in; None while there is none under way."""
    _pas_begonnen = False
    _certificaat: bytes | None = None
    """The client's, in DER, when the connection is TLS and he showed one that holds."""
    _wekker: asyncio.TimerHandle | None = None
    _stopt = False

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override] # as uvicorn has it
        super().connection_made(transport)
        tls = transport.get_extra_info("ssl_object")
        self._certificaat = tls.getpeercert(binary_form=True) if tls is not None else None
        self._begin()

    def data_received(self, data: bytes) -> None:
        self._pas_begonnen = False
        super().data_received(data)
        # the head that began in the midst of these bytes is counted from the next ones
        if self._gelezen is None or self._pas_begonnen or self.transport.is_closing():
            return
        self._gelezen += len(data)
        if self._gelezen > self.kop_bytes:
            self.transport.write(_TE_GROOT)
            self.transport.close()

    def on_message_begin(self) -> None:
        super().on_message_begin()
        self.scope["state"]["verbreek"] = self.transport.abort
        self.scope["state"]["certificaat"] = self._certificaat
        self.scope["state"]["stopt"] = self.stopt
        if self._gelezen is None:  # a next message on the same connection
            self._begin()

    def on_headers_complete(self) -> None:
        self._eindig()
        super().on_headers_complete()
        if self._stopt and self.cycle is not None:
            self.cycle.keep_alive = False

    def connection_lost(self, exc: Exception | None) -> None:
        self._eindig()
        super().connection_lost(exc)

    def shutdown(self) -> None:
        """An answer that goes on and on says in `state["bij_einde"]` how it is ended: the server waits for it."""
        self._stopt = True
        if self._in_rust:
            self.loop.call_later(self.nog_s, self._sluit_in_rust)
        else:
            super().shutdown()
        if self.scope is not None and (einde := self.scope["state"].get("bij_einde")) is not None:
            einde()

    def stopt(self) -> bool:
        return self._stopt

    @property
    def _in_rust(self) -> bool:
        return self.cycle is None or self.cycle.response_complete

    def _sluit_in_rust(self) -> None:
        if self._in_rust:
            self.transport.close()

    def _begin(self) -> None:
        self._gelezen, self._pas_begonnen = 0, True
        self._wekker = self.loop.call_later(self.kop_s, self.transport.close)

    def _eindig(self) -> None:
        self._gelezen = None
        if self._wekker is not None:
            self._wekker.cancel()
            self._wekker = None
