"""Lichaam: the body of a message, read up to its limit and in its time before anything looks at it."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping

from starlette.requests import Request
from starlette.responses import Response

from app.http.problems import problem


async def lees(
    request: Request, most: int, deadline_s: float, koppen: Mapping[str, str] | None = None
) -> bytes | Response:
    """The refusal as soon as it is too large (`most` bytes) or too late, or when the client left; with these headers.
    What is left of the message is not waited for, so the connection ends with it."""
    headers = {"Connection": "close", **(koppen or {})}
    try:
        async with asyncio.timeout(deadline_s):
            body = await _lees(request, most)
    except TimeoutError:
        return problem(request, 408, headers=headers)
    return problem(request, 413, headers=headers) if body is None else body


async def _lees(request: Request, most: int) -> bytes | None:
    announced = request.headers.get("content-length", "")
    if announced.isdecimal() and int(announced[:20]) > most:
        return None
    parts: list[bytes] = []
    size, more = 0, True
    while more:
        message = await request.receive()
        if message["type"] != "http.request":
            return None  # the client left
        chunk: bytes = message.get("body", b"")
        size += len(chunk)
        if size > most:
            return None
        parts.append(chunk)
        more = message.get("more_body", False)
    return parts[0] if len(parts) == 1 else b"".join(parts)
