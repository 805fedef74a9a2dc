"""Transportws: graphql-transport-ws on a WebSocket (enisdenjo/graphql-ws, PROTOCOL.md).

Queries and mutations run as they do over POST; subscriptions go on until they end, the client has enough, or its token
ends. The token comes in the payload of connection_init, because a browser can set no header; it is looked at again
with every operation, and by the Wacht in between.
"""

from __future__ import annotations

import asyncio
import os
from collections.abc import AsyncGenerator, Sequence
from contextlib import aclosing, suppress
from dataclasses import dataclass, field
from time import monotonic
from urllib.parse import urlsplit

from starlette.requests import HTTPConnection
from starlette.types import Receive, Scope, Send

from app.execution.executor import Executor
from app.http.abonnement.berichten import (
    PONG,
    PROTOCOL,
    Complete,
    Gesloten,
    Init,
    Ping,
    Sluitcode,
    Subscribe,
    ack,
    complete,
    error,
    lees,
    next_,
)
from app.http.abonnement.operatie import Resultaat, fouten, resultaten
from app.http.abonnement.wacht import Einde, Lijn, Wacht, Weg
from app.http.certificaat import Certificaatlezer
from app.http.graphql import vraag_uit
from app.http.middleware import meld_onverwacht
from app.http.problems import problem
from app.http.taal import taal_uit
from app.push.uitzending import Uitzender
from resolvers.grammar.errors import ErrorCode, MijnZakenError, Unauthenticated

#: As long as a client may take to say who it is: it has nothing to wait for.
INIT_S = 10.0
#: A page that listens to everything has some tens of operations open.
MEESTE_OPERATIES = 100
#: Messages: a page opens all that it shows at once, and then clicks; nothing that a person does comes near this.
MEESTE_INEENS, MEESTE_PER_S = 250, 25.0


@dataclass(frozen=True, slots=True, kw_only=True)
class WebsocketDeur:
    """`sites`: whose pages may connect, beside our own."""

    executor: Executor
    uitzender: Uitzender
    wacht: Wacht
    sites: Sequence[str] = ()
    certificaat: Certificaatlezer = field(default_factory=Certificaatlezer)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        verzoek = HTTPConnection(scope)
        if (await receive())["type"] != "websocket.connect":
            return
        if not self._mag(verzoek):
            await problem(verzoek, 403)(scope, receive, send)
            return
        lijn = Lijn(scope, send)
        try:
            if PROTOCOL not in scope["subprotocols"]:
                await _weiger(lijn, None, Gesloten(Sluitcode.SUBPROTOCOL, "Subprotocol not acceptable"))
            elif self.wacht.vol:
                await _weiger(lijn, PROTOCOL, Gesloten(Sluitcode.TRY_LATER, "Too many connections"))
            else:
                with self.wacht.let_op(lijn):
                    await Gesprek(self, verzoek, receive, lijn).voer()
        except Weg:
            return

    def _mag(self, verzoek: HTTPConnection) -> bool:
        """A browser says whose page it is that connects, and leaves it to us to refuse one."""
        origins = verzoek.headers.getlist("origin")
        if not origins:
            return True
        if len(origins) > 1:
            return False
        plaats = _plaats(origins[0])
        return origins[0] in self.sites or (plaats != "" and plaats == verzoek.headers.get("host", "").lower())


class Gesprek:
    """One connection, from connection_init to its end."""

    def __init__(self, deur: WebsocketDeur, verzoek: HTTPConnection, receive: Receive, lijn: Lijn) -> None:
        self._deur = deur
        self._verzoek = verzoek
        self._taal = taal_uit(verzoek.headers.get("accept-language", ""))
        self._receive = receive
        self._lijn = lijn
        self._open: dict[str, asyncio.Task[None]] = {}
        self._taken: set[asyncio.Task[None]] = set()
        self._tegoed, self._geteld = float(MEESTE_INEENS), monotonic()

    async def voer(self) -> None:
        sluit: Gesloten | None = None
        try:
            await self._lijn.schrijf({"type": "websocket.accept", "subprotocol": PROTOCOL})
            async with self._lijn.tot_het_einde(INIT_S):
                await self._luister()
        except Gesloten as gesloten:
            sluit = gesloten
        except Weg:
            return
        except Exception as onverwacht:
            meld_onverwacht(onverwacht, self._verzoek.state.trace_id)
            sluit = Gesloten(Sluitcode.INTERNAL, "Internal server error")
        finally:
            await self._ruim_op(sluit or _bij(self._lijn.einde))

    async def _ruim_op(self, sluit: Gesloten | None) -> None:
        for taak in self._taken:
            taak.cancel()
        try:
            if sluit is not None:
                await self._sluit(sluit)
        finally:
            await asyncio.gather(*self._taken, return_exceptions=True)

    async def _sluit(self, sluit: Gesloten) -> None:
        message = {"type": "websocket.close", "code": int(sluit.code), "reason": sluit.reden}
        await self._lijn.schrijf(message, laatste=True)

    async def _luister(self) -> None:
        """Until the client leaves. Raises Gesloten when it must."""
        while (message := await self._receive())["type"] == "websocket.receive":
            self._tel()
            match lees(message.get("text")):
                case Init() as init:
                    await self._begin(init)
                case Ping():
                    await self._zeg(PONG)
                case Subscribe() as subscribe:
                    await self._start(subscribe)
                case Complete(id=id_):
                    if (taak := self._open.pop(id_, None)) is not None:
                        taak.cancel()

    def _tel(self) -> None:
        nu = monotonic()
        self._tegoed = min(MEESTE_INEENS, self._tegoed + (nu - self._geteld) * MEESTE_PER_S) - 1
        self._geteld = nu
        if self._tegoed < 0:
            raise Gesloten(Sluitcode.TOO_MANY, "Too many messages")

    async def _begin(self, init: Init) -> None:
        if self._lijn.pas is not None:
            raise Gesloten(Sluitcode.TOO_MANY, "Too many initialisation requests")
        koppen = init.koppen or self._verzoek.headers.getlist("authorization")
        pas = self._deur.wacht.pas(koppen, self._deur.certificaat(self._verzoek))
        try:
            await pas.lees()
        except Unauthenticated:
            raise Gesloten(Sluitcode.FORBIDDEN, "Forbidden") from None
        self._lijn.pas = pas
        self._lijn.blijf()
        await self._zeg(ack(await self._deur.uitzender.merk()))

    async def _start(self, bericht: Subscribe) -> None:
        pas = self._lijn.pas
        if pas is None:
            raise Gesloten(Sluitcode.UNAUTHORIZED, "Unauthorized")
        if bericht.id in self._open:
            raise Gesloten(Sluitcode.ID_EXISTS, "Subscriber already exists")
        if len(self._taken) >= MEESTE_OPERATIES:
            te_veel = fouten(
                ErrorCode.RATE_LIMITED, "Er staan te veel vragen tegelijk open.", os.urandom(16).hex(), self._taal
            )
            await self._zeg(error(bericht.id, te_veel) or complete(bericht.id))
            return
        try:
            afnemer = await pas.lees()
        except Unauthenticated:
            raise Gesloten(Sluitcode.FORBIDDEN, "Forbidden") from None
        vraag = vraag_uit(
            bericht.payload,
            self._verzoek.headers,
            afnemer,
            trace_id=os.urandom(16).hex(),
            naslag=self._deur.executor.naslag,
        )
        stroom = resultaten(self._deur.executor, self._deur.uitzender, vraag, afnemer, bericht.payload.na)
        taak = asyncio.create_task(self._vertel(bericht.id, vraag.trace_id, stroom))
        self._open[bericht.id] = taak
        self._taken.add(taak)
        taak.add_done_callback(self._taken.discard)

    async def _vertel(self, id_: str, trace_id: str, stroom: AsyncGenerator[Resultaat]) -> None:
        """One operation, to its end."""
        slot: str | None = None
        try:
            async with aclosing(stroom):
                async for resultaat in stroom:
                    if resultaat.geweigerd and (slot := error(id_, resultaat.body)) is not None:
                        break
                    await self._zeg(next_(id_, resultaat.body))
        except Weg:
            return
        except Exception as onverwacht:
            meld_onverwacht(onverwacht, trace_id)
            slot = error(id_, fouten(ErrorCode.INTERNAL_SERVER_ERROR, MijnZakenError.message, trace_id, self._taal))
        if not await self._lijn.is_toegelaten():  # a subscription ends with its token, which is not that it is complete
            self._lijn.eindig(Einde.GEEN_TOEGANG)
        elif self._open.get(id_) is asyncio.current_task():
            del self._open[id_]
            with suppress(Weg):
                await self._zeg(slot or complete(id_))

    async def _zeg(self, text: str) -> None:
        await self._lijn.schrijf({"type": "websocket.send", "text": text})


async def _weiger(lijn: Lijn, protocol: str | None, sluit: Gesloten) -> None:
    """Only who was let in can be told why not."""
    await lijn.schrijf(
        {"type": "websocket.accept", "subprotocol": protocol},
        {"type": "websocket.close", "code": int(sluit.code), "reason": sluit.reden},
        laatste=True,
    )


def _bij(einde: Einde | None) -> Gesloten | None:
    """None: the client ended it."""
    if einde is Einde.GEEN_TOEGANG:
        return Gesloten(Sluitcode.FORBIDDEN, "Forbidden")
    return Gesloten(Sluitcode.INIT_TIMEOUT, "Connection initialisation timeout") if einde is Einde.TE_LAAT else None


def _plaats(origin: str) -> str:
    try:
        return urlsplit(origin).netloc.lower()
    except ValueError:
        return ""
