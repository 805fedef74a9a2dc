"""Sse: GraphQL over server-sent events (enisdenjo/graphql-sse, PROTOCOL.md, distinct connections): POST with
`Accept: text/event-stream`. Not GET: a query in a URL could hold somebody's number.

What is wrong with the message or the token is an ordinary answer with its status. What the graph says, also that it
refuses, comes as `next`, as the protocol asks: a client that gets a status tries the same again.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator
from contextlib import aclosing
from dataclasses import dataclass, field
from functools import partial

from starlette.requests import Request
from starlette.responses import Response
from starlette.types import Message, Receive, Scope, Send

from app.execution.executor import Executor
from app.execution.results import van_mijnzaken
from app.http.abonnement.operatie import Resultaat, fouten, resultaten
from app.http.abonnement.wacht import Einde, Lijn, Wacht, Weg
from app.http.bericht import JSON, geweigerd, lees_bericht
from app.http.certificaat import Certificaatlezer
from app.http.graphql import vraag_uit
from app.http.middleware import meld_onverwacht
from app.http.problems import problem
from app.http.spoor import meegebracht
from app.http.taal import taal_uit
from app.http.uitdaging import uitdaging
from app.http.wensen import wensen_uit
from app.push.uitzending import Uitzender
from resolvers.grammar.errors import ErrorCode, MijnZakenError, Unauthenticated

_KOPPEN = [
    (b"content-type", b"text/event-stream"),
    (b"cache-control", b"no-store"),
    (b"x-accel-buffering", b"no"),  # nginx would keep events until it has a page of them
]
_COMPLETE = b"event: complete\ndata: \n\n"


@dataclass(frozen=True, slots=True, kw_only=True)
class SseDeur:
    """`body_bytes` and `deadline_s`: how large a message may be, and how long it may take to come in."""

    executor: Executor
    uitzender: Uitzender
    wacht: Wacht
    body_bytes: int
    deadline_s: float
    certificaat: Certificaatlezer = field(default_factory=Certificaatlezer)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        request = Request(scope, receive)
        lijn = Lijn(scope, send, teken=_stuk(b":\n\n"))
        found = await self._gevraagd(request, lijn)
        if isinstance(found, Response):
            await found(scope, receive, send)
            return
        with self.wacht.let_op(lijn):
            await Stroom(request, lijn, found, await self._begin(request)).voer()

    async def _begin(self, request: Request) -> bytes:
        """What a stream begins with: nothing to hear, and where a client is that has heard nothing yet."""
        merk = "" if request.headers.get("last-event-id") else await self.uitzender.merk()
        return f"id: {merk}\n\n".encode() if merk else b":\n\n"

    async def _gevraagd(self, request: Request, lijn: Lijn) -> AsyncGenerator[Resultaat] | Response:
        """The results that it asks for, and the line's own token; or why there are none."""
        if request.method != "POST":
            return problem(request, 405, "Stel een vraag met POST.", {"Allow": "POST"})
        if not wensen_uit(request.headers).aanvaardt & {"text/event-stream", "text/*", "*/*"}:
            return problem(request, 406, "Deze dienst antwoordt hier in text/event-stream.")
        if self.wacht.vol:
            return problem(request, 503, "Er staan te veel verbindingen open.", {"Retry-After": "30"})
        bericht = await lees_bericht(request, JSON, self.body_bytes, self.deadline_s)
        if isinstance(bericht, Response):
            return bericht
        pas = self.wacht.pas(request.headers.getlist("authorization"), self.certificaat(request))
        try:
            afnemer = await pas.lees()
        except Unauthenticated as error:
            entry = van_mijnzaken(error, request.state.trace_id, None)
            return geweigerd(request, JSON, 401, entry, uitdaging(request))
        lijn.pas = pas
        komt_van = meegebracht(request, afnemer)
        if komt_van is not None:
            request.state.trace_id = komt_van.trace_id
        vraag = vraag_uit(
            bericht,
            request.headers,
            afnemer,
            trace_id=request.state.trace_id,
            naslag=self.executor.naslag,
            komt_van=komt_van,
        )
        na = request.headers.get("last-event-id") or bericht.na
        return resultaten(self.executor, self.uitzender, vraag, afnemer, na)


class Stroom:
    """One answer that goes on."""

    def __init__(self, request: Request, lijn: Lijn, gevraagd: AsyncGenerator[Resultaat], begin: bytes) -> None:
        self._begin = begin
        self._request = request
        self._trace_id: str = request.state.trace_id
        self._taal = taal_uit(request.headers.get("accept-language", ""))
        self._lijn = lijn
        self._gevraagd = gevraagd

    async def voer(self) -> None:
        state = self._request.scope["state"]
        state["bij_einde"] = partial(self._lijn.eindig, Einde.STOPT)
        verteller: asyncio.Task[None] | None = None
        try:
            async with self._lijn.tot_het_einde():
                await self._lijn.schrijf(
                    {"type": "http.response.start", "status": 200, "headers": _KOPPEN}, _stuk(self._begin)
                )
                if "stopt" in state and state["stopt"]():  # it came when that was told already
                    self._lijn.eindig(Einde.STOPT)
                verteller = asyncio.create_task(self._vertel())
                while (await self._request.receive())["type"] != "http.disconnect":
                    pass
        finally:
            if verteller is not None:
                verteller.cancel()
                await asyncio.gather(verteller, return_exceptions=True)
        if self._lijn.einde is not None:
            await self._lijn.schrijf(_stuk(self._slot(self._lijn.einde), laatste=True), laatste=True)

    async def _vertel(self) -> None:
        try:
            async with aclosing(self._gevraagd) as stroom:
                async for resultaat in stroom:
                    await self._lijn.schrijf(_stuk(_next(resultaat.body, resultaat.merk)))
        except Weg:
            return
        except Exception as onverwacht:
            meld_onverwacht(onverwacht, self._trace_id)
            body = fouten(ErrorCode.INTERNAL_SERVER_ERROR, MijnZakenError.message, self._trace_id, self._taal)
            await self._lijn.schrijf(_stuk(_next(body)))
        # a subscription ends with its token, which is not that it is complete
        self._lijn.eindig(Einde.KLAAR if await self._lijn.is_toegelaten() else Einde.GEEN_TOEGANG)

    def _slot(self, einde: Einde) -> bytes:
        """A server that stops does not complete: then the client comes back."""
        if einde is Einde.STOPT:
            return b""
        if einde is Einde.GEEN_TOEGANG:
            body = fouten(ErrorCode.UNAUTHENTICATED, Unauthenticated.message, self._trace_id, self._taal)
            return _next(body) + _COMPLETE
        return _COMPLETE


def _next(body: bytes, merk: str = "") -> bytes:
    id_ = f"id: {merk}\n".encode() if merk else b""
    return b"event: next\n" + id_ + b"data: " + body + b"\n\n"


def _stuk(body: bytes, *, laatste: bool = False) -> Message:
    return {"type": "http.response.body", "body": body, "more_body": not laatste}
