"""graphql-sse over a real socket: distinct connections, as its PROTOCOL.md has it."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from time import monotonic, sleep
from typing import Any

import msgspec
import pytest

from app.http.abonnement import wacht
from app.sandbox import uitgever
from tests.app.http.abonnement.opstelling import VOLG, Huis, tot
from tests.app.http.deur import Antwoord

IK = "{ ik { soort } }"
COMPLETE = "event: complete\ndata: "

pytestmark = pytest.mark.usefixtures("stil")


class Stroom:
    """What comes in, event by event."""

    def __init__(self, line: socket.socket) -> None:
        self._file = line.makefile("rb")
        self.status = int(self._file.readline().split()[1])
        self.koppen: dict[str, str] = {}
        while (head := self._file.readline().strip()) != b"":
            name, _, value = head.decode().partition(": ")
            self.koppen[name.lower()] = value
        self._rest = b""

    def _stuk(self) -> bytes:
        length = int(self._file.readline(), 16)
        data = self._file.read(length)
        self._file.readline()
        return data

    def volgende(self, *, met_teken: bool = False) -> str | None:
        """The next event; None when there are no more."""
        while True:
            while b"\n\n" not in self._rest:
                more = self._stuk()
                if not more:
                    assert self._rest == b""
                    return None
                self._rest += more
            event, _, self._rest = self._rest.partition(b"\n\n")
            if met_teken or event != b":":
                return event.decode()

    def sluit(self) -> None:
        self._file.close()

    def alles(self) -> list[str]:
        return list(iter(self.volgende, None))


@contextmanager
def stroom(
    huis: Huis, query: str, *, token: str | None = None, koppen: dict[str, str] | None = None, **rest: object
) -> Iterator[Stroom]:
    body = msgspec.json.encode({"query": query, **rest})
    head = {
        "Host": "hier",
        "Accept": "text/event-stream",
        "Content-Type": "application/json; charset=utf-8",
        "Content-Length": str(len(body)),
        "Authorization": f"Bearer {token or uitgever.token('burger')}",
        **(koppen or {}),
    }
    lines = "".join(f"{name}: {value}\r\n" for name, value in head.items())
    with socket.create_connection(("127.0.0.1", huis.poort), timeout=20) as line:
        line.sendall(f"POST /graphql/stream HTTP/1.1\r\n{lines}\r\n".encode() + body)
        found = Stroom(line)
        try:
            yield found
        finally:
            found.sluit()


def vraag(huis: Huis, methode: str = "POST", body: bytes = b'{"query":"{ ik { soort } }"}', **koppen: str) -> Antwoord:
    head = {
        "Accept": "text/event-stream",
        "Content-Type": "application/json",
        "Authorization": f"Bearer {uitgever.token('burger')}",
        **{name.replace("_", "-"): value for name, value in koppen.items()},
    }
    return huis.vraag(methode, "/graphql/stream", body=body, koppen={k: v for k, v in head.items() if v})


def _data(event: str | None) -> Any:
    assert event is not None
    return msgspec.json.decode(event.partition("data: ")[2])


def test_a_query_gives_one_result_and_is_complete(deuren: Huis) -> None:
    with stroom(deuren, IK) as found:
        assert found.status == 200
        assert found.alles() == ['event: next\ndata: {"data":{"ik":{"soort":"BURGER"}}}', COMPLETE]

    assert found.koppen["content-type"] == "text/event-stream"
    assert found.koppen["cache-control"] == "no-store"
    assert found.koppen["x-accel-buffering"] == "no"
    assert len(found.koppen["x-trace-id"]) == 32


def test_changes_come_as_they_are_with_the_place_to_go_on_from(deuren: Huis) -> None:
    with stroom(deuren, VOLG) as found:
        deuren.omroep.tot_geluisterd()
        bodies = [deuren.omroep.vertel(soort).decode() for soort in ("STATUS", "É€")]
        heard = [found.volgende() for _ in bodies]

    assert heard == [f"event: next\nid: {number}\ndata: {body}" for number, body in enumerate(bodies, start=1)]
    deuren.omroep.tot_geluisterd(0)


@pytest.mark.parametrize("hoe", ["header", "extensions"])
def test_a_client_that_comes_back_goes_on_where_it_was(deuren: Huis, hoe: str) -> None:
    for soort in ("EEN", "TWEE", "DRIE"):
        deuren.omroep.vertel(soort)
    koppen = {"Last-Event-ID": "2"} if hoe == "header" else {}
    extensions = {"na": "2"} if hoe == "extensions" else None
    with stroom(deuren, VOLG, koppen=koppen, extensions=extensions) as found:
        assert _data(found.volgende())["data"] == {"mijnZakenGewijzigd": {"soort": "DRIE"}}


def test_a_subscription_that_is_over_is_complete(deuren: Huis) -> None:
    with stroom(deuren, VOLG) as found:
        deuren.omroep.tot_geluisterd()
        deuren.omroep.over = True

        assert found.alles() == [COMPLETE]


def test_the_connection_serves_the_next_question_too(deuren: Huis) -> None:
    with stroom(deuren, IK) as found:
        assert found.alles()[-1] == COMPLETE
    assert vraag(deuren).status == 200


@pytest.mark.parametrize(
    ("query", "code"),
    [
        ("{", "GRAPHQL_PARSE_FAILED"),
        ("{ onbekend }", "GRAPHQL_VALIDATION_FAILED"),
        ("subscription { onbekend }", "GRAPHQL_VALIDATION_FAILED"),
    ],
)
def test_what_the_graph_refuses_is_a_result(deuren: Huis, query: str, code: str) -> None:
    with stroom(deuren, query) as found:
        refused, last = found.alles()

    assert [error["extensions"]["code"] for error in _data(refused)["errors"]] == [code]
    assert last == COMPLETE


def test_who_may_not_listen_is_told_so(deuren: Huis) -> None:
    with stroom(deuren, VOLG, token=uitgever.token("kcc")) as found:
        refused, last = found.alles()

    assert _data(refused)["errors"][0]["extensions"]["code"] == "FORBIDDEN"
    assert last == COMPLETE


WEIGERINGEN: dict[str, tuple[dict[str, Any], int]] = {
    "GET": ({"methode": "GET", "body": b""}, 405),
    "PUT": ({"methode": "PUT"}, 405),
    "no event stream": ({"Accept": "application/json"}, 406),
    "no JSON": ({"Content_Type": "text/plain"}, 415),
    "rubbish": ({"body": b"{geheim"}, 400),
    "no query": ({"body": b'{"geheim":1}'}, 400),
    "a list": ({"body": b'[{"query":"{ __typename }"}]'}, 400),
    "a merk that is none": ({"body": b'{"query":"{ __typename }","extensions":{"na":["geheim"]}}'}, 400),
    "no text": ({"body": b'{"query":"{ __typename }","x":"\xff"}'}, 400),
    "too large": ({"body": b" " * 300_000}, 413),
    "nobody": ({"Authorization": ""}, 401),
    "no token": ({"Authorization": "Bearer geheim"}, 401),
    "a token that ended": ({"Authorization": f"Bearer {uitgever.token('burger', -30)}"}, 401),
}


@pytest.mark.parametrize("naam", WEIGERINGEN)
def test_what_is_wrong_with_the_message_is_an_ordinary_answer(deuren: Huis, naam: str) -> None:
    wat, status = WEIGERINGEN[naam]
    answer = vraag(deuren, **wat)

    assert answer.status == status
    assert "json" in answer.kop("content-type")
    assert b"geheim" not in answer.body
    assert (answer.kop("allow") == "POST") is (status == 405)


def test_a_body_that_does_not_come_is_not_waited_for(deuren: Huis) -> None:
    with stroom(deuren, IK, koppen={"Content-Length": "5000"}) as found:
        assert found.status == 408


def test_there_are_no_more_connections_than_may_be(eigen_deuren: Huis) -> None:
    with stroom(eigen_deuren, VOLG), stroom(eigen_deuren, VOLG), stroom(eigen_deuren, VOLG):
        answer = vraag(eigen_deuren)
        assert (answer.status, answer.kop("retry-after")) == (503, "30")
    tot(lambda: len(eigen_deuren.wacht) == 0, "the connections did not go")
    assert vraag(eigen_deuren).status == 200


def test_a_sign_of_life_comes_while_nothing_happens(deuren: Huis, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(wacht, "RONDE_S", 0.1)
    monkeypatch.setattr(wacht, "STIL_S", 0.3)
    with stroom(deuren, VOLG) as found:
        began = monotonic()
        assert [found.volgende(met_teken=True) for _ in range(4)] == [":"] * 4
        assert 0.5 < monotonic() - began < 4


def test_a_token_that_ends_ends_the_stream_and_says_so(deuren: Huis) -> None:
    with stroom(deuren, VOLG, token=uitgever.token("burger", 2)) as found:
        deuren.omroep.tot_geluisterd()
        began = monotonic()
        refused, last = found.alles()

    assert _data(refused)["errors"][0]["extensions"]["code"] == "UNAUTHENTICATED"
    assert last == COMPLETE
    assert 1 < monotonic() - began < 7.5
    deuren.omroep.tot_geluisterd(0)


def test_a_stream_that_is_asked_while_the_server_stops_ends_at_once(eigen_deuren: Huis) -> None:
    body = msgspec.json.encode({"query": VOLG})
    kop = (
        f"POST /graphql/stream HTTP/1.1\r\nHost: x\r\nAccept: text/event-stream\r\nContent-Type: application/json\r\n"
        f"Authorization: Bearer {uitgever.token('burger')}\r\nContent-Length: {len(body)}\r\n\r\n"
    )
    with socket.create_connection(("127.0.0.1", eigen_deuren.poort), timeout=10) as lijn:
        lijn.sendall(b"GET /_healthz/livez/ HTTP/1.1\r\nHost: x\r\n\r\n")
        leeft = b""
        while not leeft.endswith(b'{"status":"ok"}'):
            leeft += lijn.recv(9999)
        stopper = threading.Thread(target=eigen_deuren.stop)
        stopper.start()
        sleep(0.12)  # a connection at rest is kept a quarter of a second
        lijn.sendall(kop.encode() + body)
        found = b""
        while stuk := lijn.recv(9999):
            found += stuk
        stopper.join(5)

    assert not stopper.is_alive()
    assert found.startswith(b"HTTP/1.1 200")
