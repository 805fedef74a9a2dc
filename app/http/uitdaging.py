"""Uitdaging: what a 401 says of how to come in (RFC 6750 §3): with a token; or, who showed one, with another."""

from __future__ import annotations

from starlette.requests import HTTPConnection


def uitdaging(request: HTTPConnection) -> dict[str, str]:
    wat = 'Bearer error="invalid_token"' if "authorization" in request.headers else "Bearer"
    return {"WWW-Authenticate": wat}
