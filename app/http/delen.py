"""Delen: an answer in parts (`@defer`) as `multipart/mixed` (RFC 2046, §5.1), in the two dialects that clients speak.

`deferSpec=20220824` (Apollo's default, Relay; urql names none): each part says by `path` where it belongs.
`incrementalSpec=v0.2` (Apollo's newer handlers): the first says by `pending` what will come, the rest by `id` what did.
"""

from __future__ import annotations

from collections.abc import AsyncGenerator, Iterable, Mapping
from contextlib import aclosing
from enum import Enum
from typing import Any

import msgspec
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from app.execution.stapsgewijs import Stapsgewijs, Vervolg
from app.execution.uitstel import Deellevering, Plaats

MULTIPART = "multipart/mixed"


class Dialect(Enum):
    PAD = "deferSpec=20220824"
    ID = "incrementalSpec=v0.2"


def dialect(aanvaard: str) -> Dialect | None:
    """In which a client can read an answer in parts, from its Accept header; None when it says nothing of it."""
    for entry in aanvaard.split(","):
        kind, *parameters = (part.strip().lower() for part in entry.split(";"))
        if kind == MULTIPART:
            return Dialect.ID if Dialect.ID.value.lower() in parameters else Dialect.PAD
    return None


class Delen(Response):
    """Begins when the first part is there. What follows each part is sent with it: a client knows the end of a part by
    what stands after it."""

    media_type = MULTIPART

    def __init__(self, wat: Stapsgewijs, welk: Dialect) -> None:
        super().__init__()
        self._wat = wat
        self._welk = welk
        self.headers["content-type"] = f'{MULTIPART}; boundary="graphql"; {welk.value}'
        self.headers["x-accel-buffering"] = "no"  # nginx would keep parts until it has a page of them
        del self.headers["content-length"]

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        await send({"type": "http.response.start", "status": self.status_code, "headers": self.raw_headers})
        try:
            async with aclosing(self._stukken()) as stukken:
                async for stuk in stukken:
                    await send({"type": "http.response.body", "body": stuk, "more_body": True})
            await send({"type": "http.response.body", "body": b""})
        except OSError:
            return  # the client left; what was running for it is stopped

    async def _stukken(self) -> AsyncGenerator[bytes]:
        yield b"\r\n--graphql" + _stuk(eerste(self._wat, self._welk), laatste=False)
        async with aclosing(self._wat.vervolg()) as vervolgen:
            async for vervolg in vervolgen:
                yield _stuk(volgende(vervolg, self._welk), laatste=not vervolg.nog)


def eerste(wat: Stapsgewijs, welk: Dialect) -> dict[str, Any]:
    if welk is Dialect.PAD:
        return {**wat.eerste, "hasNext": True}
    return {**wat.eerste, "pending": [_pending(plaats) for plaats in wat.plaatsen], "hasNext": True}


def volgende(vervolg: Vervolg, welk: Dialect) -> dict[str, Any]:
    maak = _op_pad if welk is Dialect.PAD else _op_id
    found: dict[str, Any] = {**maak(vervolg.leveringen), "hasNext": vervolg.nog}
    if vervolg.extensions:
        # beside the parts Apollo does not read it, and in each of them it would stand as often as there are parts
        plek = found["incremental"][0] if found.get("incremental") else found
        plek["extensions"] = vervolg.extensions
    return found


def _op_pad(leveringen: Iterable[Deellevering]) -> dict[str, Any]:
    """Without `data` where nothing could be told: urql and Apollo would put a null in the place of what is there."""
    return {
        "incremental": [
            {"path": found.plaats.pad} | _label(found.plaats) | _als("data", found.data) | _als("errors", found.errors)
            for found in leveringen
        ]
    }


def _op_id(leveringen: Iterable[Deellevering]) -> dict[str, Any]:
    incremental, completed = [], []
    for found in leveringen:
        id_: dict[str, Any] = {"id": found.plaats.id}
        if found.data is None:
            completed.append(id_ | {"errors": found.errors})
        else:
            incremental.append(id_ | {"data": found.data} | _als("errors", found.errors))
            completed.append(id_)
    return _als("incremental", incremental) | {"completed": completed}


def _pending(plaats: Plaats) -> dict[str, Any]:
    return {"id": plaats.id, "path": plaats.pad} | _label(plaats)


def _label(plaats: Plaats) -> dict[str, Any]:
    return {} if plaats.label is None else {"label": plaats.label}


def _als(naam: str, waarde: Any) -> dict[str, Any]:
    """Only when there is something."""
    return {naam: waarde} if waarde else {}


def _stuk(payload: Mapping[str, Any], *, laatste: bool) -> bytes:
    einde = b"\r\n--graphql--\r\n" if laatste else b"\r\n--graphql"
    return b"\r\nContent-Type: application/json; charset=utf-8\r\n\r\n" + msgspec.json.encode(payload) + einde
