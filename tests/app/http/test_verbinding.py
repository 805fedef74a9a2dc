"""The head of a message over real sockets: whoever never ends it is let go, and nobody else notices."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from time import monotonic, sleep

import pytest
from starlette.types import Receive, Scope, Send

from app.http.verbinding import Verbinding
from tests.app.http.deur import bediend
from tests.app.registries.ruwe_server import vrije_poort

KOP = b"POST / HTTP/1.1\r\nHost: hier\r\n"


class _Snel(Verbinding):
    kop_s = 0.5


async def _tel(scope: Scope, receive: Receive, send: Send) -> None:
    """Answers with how large the message was."""
    if scope["type"] == "lifespan":
        raise NotImplementedError  # as an application says that it has none
    size, more = 0, True
    while more:
        message = await receive()
        size, more = size + len(message.get("body", b"")), message.get("more_body", False)
    body = b"%d" % size
    await send({"type": "http.response.start", "status": 200, "headers": [(b"content-length", b"%d" % len(body))]})
    await send({"type": "http.response.body", "body": body})


@pytest.fixture(scope="module")
def poort() -> Iterator[int]:
    port = vrije_poort()
    with bediend(_tel, port, _Snel):
        yield port


def _lijn(poort: int) -> socket.socket:
    return socket.create_connection(("127.0.0.1", poort), timeout=5)


def _tot(line: socket.socket, einde: bytes, keer: int = 1) -> bytes:
    """Reads until this has come so often."""
    answer = b""
    while answer.count(einde) < keer:
        more = line.recv(10_000)
        assert more, f"the connection ended after {answer!r}"
        answer += more
    return answer


@pytest.mark.parametrize(
    ("begin", "stuk"),
    [
        (KOP, b"X-A: " + b"y" * 1000 + b"\r\n"),
        (KOP + b"X-A: ", b"y" * 1000),
        (KOP, b"y" * 1000),
        (b"GET /", b"y" * 1000),
    ],
)
def test_a_head_without_end_is_refused_when_it_is_too_large(poort: int, begin: bytes, stuk: bytes) -> None:
    with _lijn(poort) as line:
        line.sendall(begin)
        sent = 0
        with pytest.raises(OSError):  # noqa: PT012 - which of the sends finds it closed is the system's affair
            while sent < 20_000_000:
                line.sendall(stuk)
                sent += len(stuk)

    assert sent < 5_000_000, "what the system's own buffers hold, and no more"


def test_a_head_that_is_too_large_is_answered_so(poort: int) -> None:
    with _lijn(poort) as line:
        line.sendall(KOP + b"X-A: " + b"y" * 65_536)

        assert line.recv(1000).startswith(b"HTTP/1.1 431 ")
        assert line.recv(1000) == b""


@pytest.mark.parametrize("begin", [b"", b"POST", KOP, KOP + b"X-A: b"])
def test_a_head_that_does_not_come_is_let_go(poort: int, begin: bytes) -> None:
    with _lijn(poort) as line:
        began = monotonic()
        line.sendall(begin)

        assert line.recv(1000) == b""
        assert 0.4 < monotonic() - began < 4


def test_a_head_that_drips_is_let_go_too(poort: int) -> None:
    with _lijn(poort) as line:
        began = monotonic()
        line.sendall(KOP)
        with pytest.raises(OSError):  # noqa: PT012 - which of the sends finds it closed is the system's affair
            while monotonic() - began < 4:
                line.sendall(b"X-A: b\r\n")
                sleep(0.05)

        assert monotonic() - began < 3


def test_a_second_message_on_the_same_connection_is_held_to_it_too(poort: int) -> None:
    with _lijn(poort) as line:
        for _ in range(3):
            line.sendall(KOP + b"Content-Length: 2\r\n\r\nab")
            _tot(line, b"\r\n\r\n2")
        began = monotonic()
        line.sendall(KOP)

        assert line.recv(1000) == b""
        assert monotonic() - began < 4


def test_a_body_that_takes_longer_than_a_head_may_is_read(poort: int) -> None:
    with _lijn(poort) as line:
        line.sendall(KOP + b"Content-Length: 200000\r\n\r\n")
        for _ in range(4):
            sleep(0.25)
            line.sendall(b"x" * 50_000)

        _tot(line, b"\r\n\r\n200000")


def test_messages_sent_at_once_are_all_answered(poort: int) -> None:
    one = KOP + b"X-A: " + b"y" * 10_000 + b"\r\nContent-Length: 2\r\n\r\nab"
    with _lijn(poort) as line:
        line.sendall(one * 20)
        _tot(line, b"\r\n\r\n2", 20)


class _Geduldig(Verbinding):
    nog_s = 1.5


@pytest.mark.parametrize("al_gevraagd", [False, True])
def test_what_is_asked_in_the_moment_in_which_a_server_stops_is_answered(*, al_gevraagd: bool) -> None:
    port = vrije_poort()
    vraag = KOP + b"Content-Length: 2\r\n\r\nab"
    with bediend(_tel, port, _Geduldig) as stop, _lijn(port) as line, _lijn(port) as stil:
        if al_gevraagd:
            line.sendall(vraag)
            assert b"connection: close" not in _tot(line, b"\r\n\r\n2").lower()
        sleep(0.1)
        stopper = threading.Thread(target=stop)
        stopper.start()
        sleep(0.5)
        line.sendall(vraag)
        answer = _tot(line, b"\r\n\r\n2")
        assert line.recv(1) == b"", "it is asked by another connection next"
        assert stil.recv(1) == b"", "who asks nothing is not waited for"
        stopper.join(5)
        assert not stopper.is_alive()

    assert answer.startswith(b"HTTP/1.1 200")
    assert b"connection: close" in answer.lower()
