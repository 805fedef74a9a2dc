"""Webhooks: a receiver to look at. It takes what is posted to /webhooks/{naam}, checks nothing of it, and shows the
last ones at /webhooks.json with their headers: so that one sees how they are signed.
"""

from __future__ import annotations

from collections import deque

import msgspec
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from app.sandbox.bladzijde import VEILIG

BEWAARD = 100
GROOTST = 256 * 1024


class Ontvangen(msgspec.Struct, frozen=True, kw_only=True):
    """`body`: as JSON when it is that, else as text."""

    naam: str
    koppen: dict[str, str]
    body: object


class Webhooks:
    """What came in, the newest last."""

    def __init__(self) -> None:
        self._ontvangen: deque[Ontvangen] = deque(maxlen=BEWAARD)

    @property
    def ontvangen(self) -> list[Ontvangen]:
        return list(self._ontvangen)

    def routes(self) -> list[Route]:
        async def neem(request: Request) -> Response:
            body = bytearray()
            async for deel in request.stream():
                body += deel
                if len(body) > GROOTST:
                    return Response(status_code=413)
            found = Ontvangen(
                naam=request.path_params["naam"], koppen=dict(request.headers), body=_gelezen(bytes(body))
            )
            self._ontvangen.append(found)
            return Response(status_code=204)

        async def toon(request: Request) -> Response:
            return JSONResponse([msgspec.to_builtins(found) for found in self.ontvangen], headers=VEILIG)

        return [Route("/webhooks/{naam}", neem, methods=["POST"]), Route("/webhooks.json", toon)]


def _gelezen(body: bytes) -> object:
    try:
        gelezen: object = msgspec.json.decode(body)
    except (msgspec.DecodeError, UnicodeDecodeError):
        return body.decode("utf-8", "replace")
    return gelezen
