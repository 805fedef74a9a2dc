"""Verbinding: uvicorn's WebSocket connection, with an end to every way in which it could stay or grow.

What uvicorn (0.54, websockets-sansio) leaves open: a client that sends and does not read fills our memory with pongs,
or stays after the close because what was sent is never taken; one that sends what cannot be read gets the connection
torn off before it has read why; a log line shows the mistake, and the refusal of a handshake repeats what was sent.
"""

from __future__ import annotations

import asyncio
import logging
from typing import TypedDict

from uvicorn._types import ASGISendEvent
from uvicorn.config import Config
from uvicorn.protocols.websockets.websockets_sansio_impl import WebSocketsSansIOProtocol
from uvicorn.server import ServerState
from websockets.frames import CloseCode, Frame
from websockets.http11 import Request, Response
from websockets.protocol import State
from websockets.server import ServerProtocol
from websockets.typing import StatusLike

#: As large as a message may be: what a body of POST may be, unless that was set otherwise.
MESSAGE_BYTES = 262_144
_STIL_S = 0.2
_GEEN_VRAAG = b"HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"
_ZWIJGT = logging.getLogger("mijnzaken.websocket")
_ZWIJGT.setLevel(logging.CRITICAL)


class _Protocol(ServerProtocol):
    def reject(self, status: StatusLike, text: str) -> Response:
        return super().reject(status, "")


class Websocketverbinding(WebSocketsSansIOProtocol):
    """`meeste_delen`: of one message; parts without content would else be endless."""

    meeste_delen = 1024
    sluit_s = 5.0
    """As long as a client may take to go after the close."""

    _afgebroken = False
    _wekker: asyncio.TimerHandle | None = None

    def __init__(
        self,
        config: Config,
        server_state: ServerState,
        app_state: dict[str, object],
        _loop: asyncio.AbstractEventLoop | None = None,
    ) -> None:
        super().__init__(config, server_state, app_state, _loop)
        self.close_timeout = self.sluit_s
        self.conn = _Protocol(max_size=config.ws_max_size, logger=_ZWIJGT)

    def connection_lost(self, exc: Exception | None) -> None:
        if self._wekker is not None:
            self._wekker.cancel()
            self._wekker = None
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        if self._afgebroken:  # what comes after a mistake is not read; when no more comes, the close was
            self._sluit_over(_STIL_S)
            return
        super().data_received(data)
        if not self.handshake_initiated and self.conn.handshake_exc is not None:
            self.transport.write(_GEEN_VRAAG)
            self.transport.close()

    def handle_connect(self, event: Request) -> None:
        super().handle_connect(event)
        if self.response.status_code == 101:
            self.scope["state"]["verbreek"] = self.transport.abort

    def handle_ping(self) -> None:
        if self.writable.is_set():
            super().handle_ping()
        else:
            self.conn.data_to_send()  # who does not read gets no pongs

    def handle_cont(self, event: Frame) -> None:
        if len(self.frames) < self.meeste_delen:
            super().handle_cont(event)
        elif not self.close_sent:
            self._breek_af(CloseCode.MESSAGE_TOO_BIG)

    def send_receive_event_to_app(self) -> None:
        if self.curr_msg_data_type == "text" and not self.close_sent:
            try:
                b"".join(self.frames).decode()
            except UnicodeDecodeError:
                self._breek_af(CloseCode.INVALID_DATA)
                return
        super().send_receive_event_to_app()

    def keepalive_timeout(self) -> None:
        """GOING_AWAY: uvicorn's own code (1011) tells a client that it must not come back."""
        self.pong_timer = self.pending_ping_payload = None
        if not self.close_sent and not self.transport.is_closing():
            self._breek_af(CloseCode.GOING_AWAY)

    def _breek_af(self, code: CloseCode) -> None:
        self.conn.fail(code)
        self.handle_parser_exception()

    def handle_parser_exception(self) -> None:
        """Sends the close, and leaves the client time to read it: a connection that is closed while bytes still come
        in is torn off, with what was sent."""
        close = self.conn.close_sent
        if close is None:  # a frame before the handshake was answered
            self.transport.close()
            return
        self._afgebroken = self.close_sent = True
        self.queue.put_nowait({"type": "websocket.disconnect", "code": close.code, "reason": close.reason})
        self.transport.write(b"".join(self.conn.data_to_send()))
        self.close_timer = self.loop.call_later(self.close_timeout, self.transport.abort)
        if self.read_paused:
            self.read_paused = False
            self.transport.resume_reading()

    def _sluit_over(self, seconden: float) -> None:
        if self._wekker is not None:
            self._wekker.cancel()
        self._wekker = self.loop.call_later(seconden, self.transport.close)

    def shutdown(self) -> None:
        if self.handshake_complete and not self.close_sent and self.conn.state is not State.OPEN:
            self.transport.close()
        else:
            super().shutdown()

    async def send(self, message: ASGISendEvent) -> None:
        await super().send(message)
        if self.initial_response is not None and self.close_sent:
            self.handshake_complete = True  # refused with an answer: done, and no mistake of the application

    async def run_asgi(self) -> None:
        await super().run_asgi()
        if not self.disconnected and not self._afgebroken:
            self._wekker = self.loop.call_later(self.close_timeout, self.transport.abort)


class _Instelling(TypedDict):
    ws: type[asyncio.Protocol]
    ws_max_size: int
    ws_ping_interval: float
    ws_ping_timeout: float
    ws_per_message_deflate: bool


#: For uvicorn.Config. No compression: it costs 60 KB a connection, and beside a secret its length tells about it. A
#: ping before the half minute after which proxies take a connection for dead.
WEBSOCKET: _Instelling = {
    "ws": Websocketverbinding,
    "ws_max_size": MESSAGE_BYTES,
    "ws_ping_interval": 25.0,
    "ws_ping_timeout": 20.0,
    "ws_per_message_deflate": False,
}
