"""Lichaam: the body of a message, read up to its limit and in its time before anything looks at it."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping

from starlette.requests import ClientDisconnect, Request
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
    parts: list[bytes] = []
    size = 0
    announced = request.headers.get("content-length", "")
    if announced.isdecimal() and int(announced[:20]) > most:
        return None
    try:
        async for chunk in request.stream():
            size += len(chunk)
            if size > most:
                return None
            parts.append(chunk)
    except ClientDisconnect:
        return None
    return b"".join(parts)
