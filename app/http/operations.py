"""Operations: what runs beside the graph: is it alive, is it ready, which schema, whom to tell of a weakness."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta

from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response

from app.telemetry.metrieken import MEDIA_TYPE, Metrieken


async def livez(request: Request) -> Response:
    return JSONResponse({"status": "ok"})


def readyz(klaar: Callable[[], Awaitable[bool]]) -> Callable[[Request], Awaitable[Response]]:
    """Ready: there is something to answer with."""

    async def answer(request: Request) -> Response:
        ready = await klaar()
        return JSONResponse({"status": "ok" if ready else "nog niet"}, status_code=200 if ready else 503)

    return answer


def schema(sdl: str) -> Callable[[Request], Awaitable[Response]]:
    async def answer(request: Request) -> Response:
        return PlainTextResponse(sdl, media_type="application/graphql; charset=utf-8")

    return answer


def metrics(metrieken: Metrieken) -> Callable[[Request], Awaitable[Response]]:
    """For Prometheus: of the process that answers; each of several workers counts for itself."""

    async def answer(request: Request) -> Response:
        return Response(metrieken.tekst(), media_type=MEDIA_TYPE)

    return answer


def security_txt(contact: str) -> Callable[[Request], Awaitable[Response]]:
    """RFC 9116; mandatory for municipalities."""

    async def answer(request: Request) -> Response:
        expires = (datetime.now(UTC) + timedelta(days=180)).isoformat(timespec="seconds")
        return PlainTextResponse(f"Contact: {contact}\nExpires: {expires}\nPreferred-Languages: nl, en\n")

    return answer
