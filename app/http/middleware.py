"""Middleware: what holds for every answer, whatever made it. Pure ASGI.

NL GOV API Design Rules, /core/transport/security-headers: these headers stand on every answer, errors included. A
trace id is given to every request; who sends one from outside is not believed (a chosen id would let people steer log
lines).
"""

from __future__ import annotations

import os
import traceback
from collections.abc import Sequence

import structlog
from starlette.datastructures import MutableHeaders
from starlette.requests import HTTPConnection
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app.http.problems import problem
from app.http.uitloop import Uitloop

_log = structlog.get_logger("mijnzaken.http")

BEVEILIGING = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'",
    "Strict-Transport-Security": "max-age=31536000; includeSubDomains",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "API-Version": "0.1.0",
}

#: How an answer begins; a WebSocket may be refused with one too, and has headers of its own when it is not.
_BEGIN = frozenset({"http.response.start", "websocket.http.response.start", "websocket.accept"})

#: What a page of such a site may send along.
_MAG_MEE = ", ".join(
    [
        "authorization",
        "content-type",
        "last-event-id",
        "prefer",
        "x-client-name",
        "x-client-version",
        "apollographql-client-name",
        "apollographql-client-version",
    ]
)

#: What it may read of an answer, beside its content: also when it was refused, and how a file is called.
_MAG_LEZEN = "API-Version, Content-Disposition, Retry-After, WWW-Authenticate, X-Trace-Id"

_KOPPEN = [(name.lower().encode(), value.encode()) for name, value in BEVEILIGING.items()]


class Beveiliging:
    """Security headers, unless the answer set its own; and the trace id, in `scope["state"]["trace_id"]` and on the
    answer. An exception that nobody expected ends here, where a 500 still gets these headers and before a server would
    log its text; when the answer had begun, it is left unfinished, so that a client sees that it is broken off."""

    def __init__(self, app: ASGIApp, *, uitloop: Uitloop | None = None) -> None:
        self._app = app
        self._uitloop = uitloop if uitloop is not None else Uitloop()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] not in {"http", "websocket"}:
            await self._app(scope, receive, send)
            return
        trace_id = os.urandom(16).hex()
        scope.setdefault("state", {})["trace_id"] = trace_id

        started = False

        async def send_with_headers(message: Message) -> None:
            nonlocal started
            started = True
            if message["type"] in _BEGIN:
                own = list(message.get("headers", ()))
                names = {name.lower() for name, _ in own}
                own += [kop for kop in _KOPPEN if kop[0] not in names]
                message["headers"] = [*own, (b"x-trace-id", scope["state"]["trace_id"].encode())]
                if self._uitloop.bezig and scope["type"] == "http":
                    message["headers"].append((b"connection", b"close"))  # the next question finds another instance
            await send(message)

        try:
            await self._app(scope, receive, send_with_headers)
        except Exception as error:
            meld_onverwacht(error, trace_id)
            if not started:
                await problem(HTTPConnection(scope), 500)(scope, receive, send_with_headers)


def meld_onverwacht(error: BaseException, trace_id: str) -> None:
    _log.error("onverwachte fout", soort=type(error).__name__, waar=_waar(error), trace_id=trace_id)


def _waar(error: BaseException) -> str:
    """The innermost place, as file and line. Not the text: it may hold what a client or a register sent."""
    place = traceback.extract_tb(error.__traceback__)[-1:]
    return f"{place[0].filename.rpartition('/')[2]}:{place[0].lineno} {place[0].name}" if place else ""


class Cors:
    """Only sites on the list may read answers in a browser; a preflight from another gets no permission."""

    def __init__(self, app: ASGIApp, *, sites: Sequence[str]) -> None:
        self._app = app
        self._sites = frozenset(sites)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        origin = next((value.decode("latin-1") for name, value in scope.get("headers", ()) if name == b"origin"), None)
        if scope["type"] != "http" or origin not in self._sites or origin is None:
            await self._app(scope, receive, send)
            return
        allowed = origin
        names = {name for name, _ in scope["headers"]}
        if scope["method"] == "OPTIONS" and b"access-control-request-method" in names:
            permission = {
                "Access-Control-Allow-Origin": allowed,
                "Access-Control-Allow-Methods": "GET, POST",
                "Access-Control-Allow-Headers": _MAG_MEE,
                "Access-Control-Max-Age": "600",
                "Vary": "Origin",
            }
            await Response(status_code=204, headers=permission)(scope, receive, send)
            return

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                headers["Access-Control-Allow-Origin"] = allowed
                headers["Access-Control-Expose-Headers"] = _MAG_LEZEN
                headers.add_vary_header("Origin")
            await send(message)

        await self._app(scope, receive, send_with_headers)
