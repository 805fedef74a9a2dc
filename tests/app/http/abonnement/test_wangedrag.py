"""What no client should send, over a real socket: each gets its own close and nobody's words back; at our side nothing
goes wrong, and the next client is served."""

from __future__ import annotations

import asyncio
import socket
import struct

import pytest
from websockets.asyncio.client import ClientConnection

from app.http.abonnement.verbinding import Websocketverbinding
from tests.app.http.abonnement.opstelling import (
    VOLG,
    Huis,
    bericht,
    gesloten,
    ingelogd,
    lees,
    tot,
    vraag,
)

GEHEIM = "geheim-van-een-client"
IK = "{ ik { soort } }"
ONGELDIG = (4400, "Invalid message")

pytestmark = pytest.mark.usefixtures("stil")

#: What is sent after logging in, and how it ends.
WANGEDRAG: dict[str, tuple[list[str | bytes], tuple[int, str]]] = {
    "binary": ([b'{"type":"ping"}'], (4400, "Only text messages are accepted")),
    "binary rubbish": ([bytes(range(256))], (4400, "Only text messages are accepted")),
    "nothing": ([""], ONGELDIG),
    "no JSON": ([GEHEIM], ONGELDIG),
    "half of JSON": ([f'{{"type":"ping","payload":{{"a":"{GEHEIM}'], ONGELDIG),
    "two messages": (['{"type":"ping"}{"type":"ping"}'], ONGELDIG),
    "a list": (['[{"type":"ping"}]'], ONGELDIG),
    "null": (["null"], ONGELDIG),
    "a number": (["1e400"], ONGELDIG),
    "NaN": (['{"type":"ping","payload":{"a":NaN}}'], ONGELDIG),
    "Infinity in what is not read": (['{"type":"ping","x":Infinity}'], ONGELDIG),
    "a BOM": (['\ufeff{"type":"ping"}'], ONGELDIG),
    "deep": (['{"type":"ping","payload":' + '{"a":' * 40_000 + "1" + "}" * 40_000 + "}"], ONGELDIG),
    "deep lists in what is not read": (['{"type":"ping","x":' + "[" * 100_000 + "]" * 100_000 + "}"], ONGELDIG),
    "deep variables": ([vraag("a", IK)[:-2] + ',"variables":{"a":' + "[" * 90_000 + "]" * 90_000 + "}}}"], ONGELDIG),
    "no type": (["{}"], ONGELDIG),
    "type null": (['{"type":null}'], ONGELDIG),
    "type a list": (['{"type":["ping"]}'], ONGELDIG),
    "unknown type": ([bericht(GEHEIM)], ONGELDIG),
    "a type of the old protocol": ([bericht("start", "1", {"query": IK})], ONGELDIG),
    "a message of the server": ([bericht("next", "1", {"data": {}})], ONGELDIG),
    "ack of the server": ([bericht("connection_ack")], ONGELDIG),
    "ping with a text": ([bericht("ping", payload=GEHEIM)], ONGELDIG),
    "pong with a list": ([bericht("pong", payload=[GEHEIM])], ONGELDIG),
    "subscribe without id": ([bericht("subscribe", payload={"query": IK})], ONGELDIG),
    "subscribe without payload": ([bericht("subscribe", "1")], ONGELDIG),
    "empty id": ([vraag("", IK)], ONGELDIG),
    "endless id": ([vraag(GEHEIM * 100, IK)], ONGELDIG),
    "id a number": (['{"type":"subscribe","id":1,"payload":{"query":"{ ik { soort } }"}}'], ONGELDIG),
    "id half a character": (['{"type":"subscribe","id":"\\ud800","payload":{"query":"{ ik { soort } }"}}'], ONGELDIG),
    "complete with half a character": (['{"type":"complete","id":"\\udfff"}'], ONGELDIG),
    "query a number": ([bericht("subscribe", "1", {"query": 1})], ONGELDIG),
    "no query": ([bericht("subscribe", "1", {})], ONGELDIG),
    "payload a text": ([bericht("subscribe", "1", IK)], ONGELDIG),
    "variables a list": ([vraag("1", IK, variables=[GEHEIM])], ONGELDIG),
    "variables with NaN": (
        ['{"type":"subscribe","id":"1","payload":{"query":"{ ik { soort } }","variables":{"a":NaN}}}'],
        ONGELDIG,
    ),
    "operationName a list": ([vraag("1", IK, operationName=[GEHEIM])], ONGELDIG),
    "extensions a text": ([vraag("1", IK, extensions=GEHEIM)], ONGELDIG),
    "merk a number": ([vraag("1", VOLG, extensions={"na": 7})], ONGELDIG),
    "complete without id": ([bericht("complete")], ONGELDIG),
    "a second init": ([bericht("connection_init")], (4429, "Too many initialisation requests")),
    "a second init, wrong": ([bericht("connection_init", payload=[GEHEIM])], ONGELDIG),
    "an id twice": ([vraag(GEHEIM, VOLG)] * 2, (4409, "Subscriber already exists")),
    "huge": (["x" * 300_000], (1009, "")),
    "enormous": (["x" * 20_000_000], (1009, "")),
}


@pytest.mark.parametrize("naam", WANGEDRAG)
async def test_what_is_wrong_ends_the_connection_with_its_own_code(deuren: Huis, naam: str) -> None:
    frames, (code, reason) = WANGEDRAG[naam]
    async with deuren.verbind() as socket:
        await ingelogd(socket)
        for frame in frames:
            await socket.send(frame)
        found = await gesloten(socket)

    assert found[0] == code
    assert code == 1009 or found[1] == reason
    assert GEHEIM not in found[1]


async def test_nothing_is_answered_before_somebody_said_who_he_is(deuren: Huis) -> None:
    async with deuren.verbind() as socket:
        await socket.send(vraag("1", IK))

        assert await gesloten(socket) == (4401, "Unauthorized")


@pytest.mark.parametrize("frame", [b"{}", "{", "x" * 300_000, bericht("connection_init", payload=["x"])])
async def test_what_is_wrong_is_so_before_logging_in_too(deuren: Huis, frame: str | bytes) -> None:
    async with deuren.verbind() as socket:
        await socket.send(frame)

        assert (await gesloten(socket))[0] in {4400, 1009}


async def test_messages_in_parts_are_one_message(deuren: Huis) -> None:
    async with deuren.verbind() as socket:
        await ingelogd(socket)
        await socket.send(list(vraag("é", IK)))

        assert (await lees(socket))["id"] == "é"


async def test_parts_together_are_not_larger_than_a_message(deuren: Huis) -> None:
    async with deuren.verbind() as socket:
        await ingelogd(socket)
        await socket.send(["x" * 60_000] * 5)

        assert (await gesloten(socket))[0] == 1009


def test_parts_without_content_do_not_go_on_for_ever(deuren: Huis) -> None:
    with _rauw(deuren) as line:
        line.sendall(_frame(0x01, b"", fin=False) + _frame(0x00, b"", fin=False) * 1100)

        assert _sluitcode(line) == 1009


@pytest.mark.parametrize(
    ("frames", "code"),
    [
        pytest.param([(0x81, b"\xff\xfe")], 1007, id="no UTF-8"),
        pytest.param([(0x01, b"\xc3"), (0x80, b"\x28")], 1007, id="no UTF-8 over two parts"),
        pytest.param([(0x83, b"x")], 1002, id="an opcode that is none"),
        pytest.param([(0x80, b"x")], 1002, id="a part of nothing"),
        pytest.param([(0xC1, b"x")], 1002, id="compressed, which was not agreed"),
        pytest.param([(0x89, b"x" * 126)], 1002, id="a ping that is too long"),
        pytest.param([(0x88, b"x")], 1002, id="half a close"),
        pytest.param([(0x88, struct.pack("!H", 1005))], 1002, id="a close that nobody may send"),
    ],
)
def test_what_is_no_websocket_is_closed_as_the_rfc_says(
    deuren: Huis, frames: list[tuple[int, bytes]], code: int
) -> None:
    with _rauw(deuren) as line:
        line.sendall(b"".join(_frame(first, data, fin=None) for first, data in frames))

        assert _sluitcode(line) == code


def test_a_frame_that_is_not_masked_is_refused(deuren: Huis) -> None:
    with _rauw(deuren) as line:
        line.sendall(b"\x81\x02{}")

        assert _sluitcode(line) == 1002


@pytest.mark.parametrize(
    "vraag_",
    [
        pytest.param(b"POST /graphql HTTP/1.1\r\n%s\r\n", id="POST"),
        pytest.param(b"GET /graphql HTTP/1.0\r\n%s\r\n", id="HTTP/1.0"),
        pytest.param(b"GET /graphql HTTP/1.1\r\nContent-Length: 4\r\n%s\r\nabcd", id="a body"),
        pytest.param(b"GET /graphql HTTP/1.1\r\nSec-WebSocket-Key: geheim-van-een-client\r\n%s\r\n", id="two keys"),
        pytest.param(b"GET /graphql HTTP/1.1\r\nX-A: " + b"y" * 20_000 + b"\r\n%s\r\n", id="a long header"),
        pytest.param(b"GET /graphql HTTP/1.1\r\n" + b"X-A: b\r\n" * 300 + b"%s\r\n", id="many headers"),
        pytest.param(b"GET /graphql?q=\xff HTTP/1.1\r\n%s\r\n", id="no ASCII in the address"),
        pytest.param(
            b"GET /graphql HTTP/1.1\r\nX-A: geheim-van-een-client\xff\r\nSec-WebSocket-Extensions: %%%%;;\r\n%s\r\n",
            id="no extensions",
        ),
    ],
)
def test_a_handshake_that_is_none_is_refused_without_a_word(deuren: Huis, vraag_: bytes) -> None:
    head = b"Host: hier\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: geheim-van-een-client\r\n"  # noqa: E501
    with socket.create_connection(("127.0.0.1", deuren.poort), timeout=10) as line:
        line.sendall(vraag_ % head)
        answer = b""
        while more := line.recv(65_536):
            answer += more

    assert answer[:12] in {b"HTTP/1.1 400", b"HTTP/1.1 426", b"HTTP/1.1 404", b"HTTP/1.1 431", b"HTTP/1.1 405"}
    assert b"geheim" not in answer


async def test_a_ping_flood_of_who_does_not_read_costs_no_memory(deuren: Huis, monkeypatch: pytest.MonkeyPatch) -> None:
    made: list[Websocketverbinding] = []
    pauses = Websocketverbinding.pause_writing

    def pause(self: Websocketverbinding) -> None:
        made.append(self)
        pauses(self)

    monkeypatch.setattr(Websocketverbinding, "pause_writing", pause)

    def stroom() -> int:
        with _rauw(deuren) as line:
            line.settimeout(10)
            pings = _frame(0x89, b"x" * 125, fin=None) * 5000
            for _ in range(40):
                line.sendall(pings)
            tot(lambda: bool(made), "the client was not found to be slow")
            return max(found.transport.get_write_buffer_size() for found in made)

    assert await asyncio.to_thread(stroom) < 1_000_000


async def test_the_others_are_served_meanwhile(deuren: Huis) -> None:
    async def wangedraag(naam: str) -> None:
        async with deuren.verbind() as socket:
            await ingelogd(socket)
            for frame in WANGEDRAG[naam][0]:
                await socket.send(frame)
            await gesloten(socket)

    async def vraag_steeds(socket: ClientConnection) -> None:
        for number in range(40):
            await socket.send(vraag(str(number), IK))
            assert (await lees(socket, 2))["type"] == "next"
            assert (await lees(socket, 2))["type"] == "complete"

    async with deuren.verbind() as good:
        await ingelogd(good)
        await asyncio.gather(vraag_steeds(good), *(wangedraag(naam) for naam in WANGEDRAG))


def _rauw(deuren: Huis) -> socket.socket:
    """A WebSocket of which the test writes the bytes."""
    line = socket.create_connection(("127.0.0.1", deuren.poort), timeout=10)
    line.sendall(
        b"GET /graphql HTTP/1.1\r\nHost: hier\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
        b"Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n"
        b"Sec-WebSocket-Protocol: graphql-transport-ws\r\n\r\n"
    )
    head = b""
    while b"\r\n\r\n" not in head:
        head += line.recv(1)
    assert head.startswith(b"HTTP/1.1 101 ")
    return line


def _frame(first: int, data: bytes, *, fin: bool | None = True) -> bytes:
    """`fin` None: the first byte says all."""
    if fin is not None:
        first = first & 0x7F | (0x80 if fin else 0)
    length = bytes([0x80 | len(data)]) if len(data) < 126 else bytes([0x80 | 126]) + struct.pack("!H", len(data))
    return bytes([first]) + length + b"\0\0\0\0" + data


def _sluitcode(line: socket.socket) -> int:
    """Of the close that comes, before the connection ends."""
    answer = b""
    while len(answer) < 4 and (more := line.recv(65_536)):
        answer += more
    assert answer[:1] == b"\x88", "no close came"
    line.sendall(_frame(0x88, answer[2:4], fin=None))
    assert line.recv(65_536) == b""
    code: int = struct.unpack("!H", answer[2:4])[0]
    return code
