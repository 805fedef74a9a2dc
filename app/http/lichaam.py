"""Lichaam: the body of a message, read up to its limit before anything looks at it."""

from __future__ import annotations

from starlette.requests import ClientDisconnect, Request


async def lees(request: Request, most: int) -> bytes | None:
    """None as soon as it is too large, or when the client left. `most` in bytes; how long it may take is for the
    caller."""
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
