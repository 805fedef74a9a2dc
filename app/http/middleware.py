"""Middleware: what holds for every answer, whatever made it. Pure ASGI.

NL GOV API Design Rules, /core/transport/security-headers: these headers stand on every answer, errors included. A
trace id is given to every request; who sends one from outside is not believed (a chosen id would let people steer log
lines).
"""

from __future__ import annotations

import os
from collections.abc import Sequence

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

BEVEILIGING = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'",
    "Strict-Transport-Security": "max-age=31536000; includeSubDomains",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "API-Version": "0.1.0",
}


class Beveiliging:
    """Security headers, unless the answer set its own; and the trace id, in `scope["state"]["trace_id"]` and on the
    answer."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        trace_id = os.urandom(16).hex()
        scope.setdefault("state", {})["trace_id"] = trace_id

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in BEVEILIGING.items():
                    headers.setdefault(name, value)
                headers["X-Trace-Id"] = trace_id
            await send(message)

        await self._app(scope, receive, send_with_headers)


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

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                headers["Access-Control-Allow-Origin"] = allowed
                headers.add_vary_header("Origin")
                if scope["method"] == "OPTIONS":
                    headers["Access-Control-Allow-Methods"] = "POST"
                    headers["Access-Control-Allow-Headers"] = "authorization, content-type"
            await send(message)

        await self._app(scope, receive, send_with_headers)
