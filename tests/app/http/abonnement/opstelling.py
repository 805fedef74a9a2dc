"""The two doors on a real server, with the real executor and token check behind them; only what happens is up to the
test: it tells the Omroep, and whoever listens hears it."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from time import monotonic, sleep
from typing import Any

import msgspec
import pytest
from starlette.routing import Route, WebSocketRoute
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed
from websockets.typing import Subprotocol

from app.execution.executor import Antwoord, Executor, Vraag
from app.http.abonnement.sse import SseDeur
from app.http.abonnement.transportws import WebsocketDeur
from app.http.abonnement.wacht import Wacht
from app.main import bouw
from app.push.uitzending import Abonnement, Levering
from app.sandbox import uitgever
from app.sandbox.server import sandbox_settings
from resolvers.grammar.afnemer import Authenticatie
from tests.app.http.deur import PORTAAL, Deur, bediend
from tests.app.registries.ruwe_server import vrije_poort

PROTOCOL = Subprotocol("graphql-transport-ws")
VOLG = "subscription { mijnZakenGewijzigd { soort } }"


class _Luisteraar:
    def __init__(self, omroep: Omroep, vanaf: int) -> None:
        self._omroep = omroep
        self._nr = vanaf
        self._gesloten = False

    def __aiter__(self) -> AsyncIterator[Levering]:
        return self

    async def __anext__(self) -> Levering:
        while not self._gesloten and not self._omroep.over:
            if self._nr < len(self._omroep.verteld):
                body = self._omroep.verteld[self._nr]
                self._nr += 1
                if isinstance(body, Exception):
                    raise body
                return Levering(str(self._nr), body)
            await asyncio.sleep(0.005)
        raise StopAsyncIteration

    async def aclose(self) -> None:
        self._gesloten = True
        self._omroep.luisteraars.discard(self)


@dataclass
class Omroep:
    """An Uitzender that keeps what it told, and whose executor decides who may listen."""

    executor: Executor
    verteld: list[bytes | Exception] = field(default_factory=list)
    luisteraars: set[_Luisteraar] = field(default_factory=set)
    over: bool = False
    gevraagd: list[Vraag] = field(default_factory=list)

    async def abonneer(self, vraag: Vraag, afnemer: Authenticatie, *, na: str | None = None) -> Abonnement | Antwoord:
        self.gevraagd.append(vraag)
        volgt = await self.executor.volg(vraag, afnemer)
        if isinstance(volgt, Antwoord):
            return volgt
        made = _Luisteraar(self, int(na) if na else len(self.verteld))
        self.luisteraars.add(made)
        return made

    async def merk(self) -> str:
        return ""

    def vertel(self, soort: str) -> bytes:
        body = msgspec.json.encode({"data": {"mijnZakenGewijzigd": {"soort": soort}}})
        self.verteld.append(body)
        return body

    def tot_geluisterd(self, aantal: int = 1) -> None:
        tot(lambda: len(self.luisteraars) == aantal, "there are not so many listeners")


@dataclass(frozen=True, kw_only=True)
class Huis(Deur):
    """The doors as a client sees them, and what stands behind them."""

    omroep: Omroep
    wacht: Wacht
    stop: Callable[[], None]

    @property
    def url(self) -> str:
        return f"ws://127.0.0.1:{self.poort}/graphql"

    def verbind(self, *protocols: str, koppen: dict[str, str] | None = None, **opties: Any) -> connect:
        chosen = [Subprotocol(name) for name in protocols] or [PROTOCOL]
        return connect(
            self.url,
            subprotocols=chosen,
            additional_headers=koppen,
            compression=None,
            proxy=None,
            close_timeout=5,
            **opties,
        )


def tot(voorwaarde: Any, anders: str, seconden: float = 10.0) -> None:
    until = monotonic() + seconden
    while not voorwaarde():
        assert monotonic() < until, anders
        sleep(0.01)


@contextmanager
def huis(basis: str, log: str, *, meeste: int = 1000, wacht_s: int | None = None) -> Iterator[Huis]:
    """`wacht_s`: how long a server that stops waits for its clients."""
    app = bouw(sandbox_settings(basis, log=log, cors=[PORTAAL]))
    executor, bearer = app.state.executor, app.state.bearer
    omroep, wacht = Omroep(executor), Wacht(bearer, meeste=meeste)
    ws = WebsocketDeur(executor=executor, uitzender=omroep, wacht=wacht, sites=[PORTAAL])
    sse = SseDeur(executor=executor, uitzender=omroep, wacht=wacht, body_bytes=262_144, deadline_s=2)
    app.router.routes[:0] = [WebSocketRoute("/graphql", ws), Route("/graphql/stream", sse)]
    poort = vrije_poort()
    with bediend(app, poort, wacht_s=wacht_s) as stop:
        yield Huis(poort, app, omroep=omroep, wacht=wacht, stop=stop)


def bericht(type_: str, id_: str | None = None, payload: object = None) -> str:
    found: dict[str, object] = {"type": type_}
    if id_ is not None:
        found["id"] = id_
    if payload is not None:
        found["payload"] = payload
    return msgspec.json.encode(found).decode()


def vraag(id_: str, query: str, **rest: object) -> str:
    return bericht("subscribe", id_, {"query": query, **rest})


def inlog(persona: str = "burger", geldig_s: int = 3600, naam: str = "Authorization") -> str:
    return bericht("connection_init", payload={naam: f"Bearer {uitgever.token(persona, geldig_s)}"})


async def ingelogd(socket: ClientConnection, **wie: Any) -> None:
    await socket.send(inlog(**wie))
    assert await lees(socket) == {"type": "connection_ack"}


async def lees(socket: ClientConnection, seconden: float = 10.0) -> dict[str, Any]:
    text = await asyncio.wait_for(socket.recv(), seconden)
    assert isinstance(text, str)
    found: dict[str, Any] = msgspec.json.decode(text)
    return found


async def gesloten(socket: ClientConnection, seconden: float = 15.0) -> tuple[int, str]:
    """With which code and reason the server closed."""
    async with asyncio.timeout(seconden):
        with pytest.raises(ConnectionClosed) as closed:
            await _tot_het_slot(socket)
    close = closed.value.rcvd
    assert close is not None, "the connection was broken off without a close"
    return close.code, close.reason


async def _tot_het_slot(socket: ClientConnection) -> None:
    while True:
        await socket.recv()
