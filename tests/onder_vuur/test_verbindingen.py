"""Connections that are held, and sockets that misbehave: each is let go, with a close that says why; and nobody else
notices."""

from __future__ import annotations

import asyncio
from contextlib import AsyncExitStack
from time import monotonic

import pytest
from websockets.asyncio.client import ClientConnection, connect
from websockets.typing import Subprotocol

from app.http.abonnement.transportws import INIT_S, MEESTE_OPERATIES
from app.http.verbinding import Verbinding
from tests.app.http.abonnement.opstelling import gesloten, inlog, lees, vraag
from tests.app.http.abonnement.test_wangedrag import WANGEDRAG
from tests.onder_vuur.documenten import BSN, aanvallen
from tests.onder_vuur.opstelling import LANGST_S, MEESTE_MB, Dienst

pytestmark = pytest.mark.xdist_group("vuur")

KOP = b"POST /graphql HTTP/1.1\r\nHost: hier\r\nContent-Type: application/json\r\n"
#: Of each kind so many at once; and how they begin.
AANTAL = 100
VASTHOUDEND = {
    "niets": b"",
    "een halve kop": KOP,
    "een half bericht": KOP + b'Content-Length: 1000\r\n\r\n{"query": "',
    "een half stuk": KOP + b"Transfer-Encoding: chunked\r\n\r\n3e8\r\n{",
    "klaar en stil": b"GET /_healthz/livez/ HTTP/1.1\r\nHost: hier\r\n\r\n",
}
#: The longest of them may take as long as a head may.
SPELING_S = 4.0


async def _houd_vast(poort: int, begin: bytes) -> float:
    """Says this, and then nothing. How long it took until the connection was closed."""
    reader, writer = await asyncio.open_connection("127.0.0.1", poort)
    opened = monotonic()
    writer.write(begin)
    try:
        async with asyncio.timeout(Verbinding.kop_s + SPELING_S):
            while await reader.read(10_000):
                pass
    except ConnectionError:
        pass
    finally:
        writer.close()
    return monotonic() - opened


def _verbind(vuur: Dienst) -> connect:
    protocol = Subprotocol("graphql-transport-ws")
    return connect(f"ws://127.0.0.1:{vuur.poort}/graphql", subprotocols=[protocol], compression=None, proxy=None)


async def _zwijg(vuur: Dienst) -> int:
    """Connects, and never says who it is."""
    async with _verbind(vuur) as socket:
        return (await gesloten(socket, INIT_S + SPELING_S))[0]


async def test_who_holds_a_connection_is_let_go_and_others_are_served_meanwhile(vuur: Dienst) -> None:
    begin = vuur.geheugen()
    async with vuur.omstander() as langst:
        gehouden, gezwegen = await asyncio.gather(
            asyncio.gather(*(_houd_vast(vuur.poort, kind) for kind in VASTHOUDEND.values() for _ in range(AANTAL))),
            asyncio.gather(*(_zwijg(vuur) for _ in range(AANTAL))),
        )

    assert len(gehouden) == AANTAL * len(VASTHOUDEND)
    assert max(gehouden) < Verbinding.kop_s + SPELING_S
    assert set(gezwegen) == {4408}
    assert langst() < LANGST_S
    assert vuur.geheugen() - begin < MEESTE_MB
    print(f"{len(gehouden) + len(gezwegen)} verbindingen losgelaten; langst gewacht {langst():.3f} s")


async def _misdraag(vuur: Dienst, naam: str) -> int:
    async with _verbind(vuur) as socket:
        await _log_in(socket)
        for frame in WANGEDRAG[naam][0]:
            await socket.send(frame)
        return (await gesloten(socket))[0]


async def _log_in(socket: ClientConnection) -> None:
    await socket.send(inlog())
    assert (await lees(socket))["type"] == "connection_ack"


async def test_a_socket_that_misbehaves_is_closed_with_its_own_code(vuur: Dienst) -> None:
    begin = vuur.geheugen()
    async with vuur.omstander() as langst:
        codes = {naam: await _misdraag(vuur, naam) for naam in WANGEDRAG}

    assert codes == {naam: einde[0] for naam, (_, einde) in WANGEDRAG.items()}
    assert langst() < LANGST_S
    assert vuur.geheugen() - begin < MEESTE_MB
    assert vuur.zwijgt_over("geheim-van-een-client") == []
    print(f"{len(codes)} van {len(WANGEDRAG)} gesloten met hun eigen code; langst gewacht {langst():.3f} s")


async def test_a_socket_gets_the_same_refusals_and_stays(vuur: Dienst) -> None:
    """What is too large for a message ends the connection; all else only its own operation."""
    vragen = {naam: query for naam, query in aanvallen().items() if len(query) < 200_000}
    async with vuur.omstander() as langst, _verbind(vuur) as socket:
        await _log_in(socket)
        for nummer, query in enumerate(vragen.values()):
            await socket.send(vraag(str(nummer), query))
            answer = await lees(socket)
            assert (answer["id"], answer["type"]) in {(str(nummer), "error"), (str(nummer), "next")}
            assert BSN not in str(answer)
            if answer["type"] == "next":
                assert "data" not in answer["payload"]
                assert (await lees(socket))["type"] == "complete"

    assert len(vragen) > 50
    assert langst() < LANGST_S


async def test_there_are_no_more_operations_and_messages_than_may_be(vuur: Dienst) -> None:
    volg = "subscription { mijnZakenGewijzigd { soort } }"
    async with vuur.omstander() as langst, AsyncExitStack() as stapel:
        socket = await stapel.enter_async_context(_verbind(vuur))
        await _log_in(socket)
        for nummer in range(MEESTE_OPERATIES + 1):
            await socket.send(vraag(str(nummer), volg))
        answer = await lees(socket)
        assert answer["id"] == str(MEESTE_OPERATIES)
        assert answer["payload"][0]["extensions"]["code"] == "RATE_LIMITED"
        for _ in range(1000):
            await socket.send('{"type":"ping"}')
        assert (await gesloten(socket))[0] == 4429

    assert langst() < LANGST_S
    assert vuur.zwijgt_over() == []
