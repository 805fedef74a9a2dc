"""Ontvanger: a real HTTP server that is told what to answer, and remembers what it got."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from time import monotonic, sleep
from typing import Any

AUTH = "Token alleen-voor-ons"


@dataclass
class Ontvangen:
    pad: str
    auth: str | None
    media: str | None
    body: Any


def streng(vraag: Ontvangen) -> int:
    """As a good receiver: 401 for a stranger, 204 for who is known."""
    return 204 if vraag.auth == AUTH else 401


@dataclass
class Ontvanger:
    """`antwoord`: the status for what came in; `proeven` are the messages of a registration."""

    poort: int = 0
    antwoord: Callable[[Ontvangen], int] = streng
    alles: list[Ontvangen] = field(default_factory=list)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.poort}/notificaties"

    @property
    def proeven(self) -> list[Ontvangen]:
        return [een for een in self.alles if een.body.get("kanaal") == "test"]

    @property
    def berichten(self) -> list[Ontvangen]:
        return [een for een in self.alles if een.body.get("kanaal") != "test"]

    def wacht_op(self, aantal: int, *, geduld_s: float = 10.0) -> list[Ontvangen]:
        """The messages, when there are at least so many."""
        tot(lambda: len(self.berichten) >= aantal, geduld_s=geduld_s)
        return self.berichten


def tot(waar: Callable[[], bool], *, geduld_s: float = 10.0) -> None:
    until = monotonic() + geduld_s
    while not waar():
        assert monotonic() < until, "it did not come in time"
        sleep(0.01)


@contextmanager
def ontvanger(poort: int = 0) -> Iterator[Ontvanger]:
    found = Ontvanger()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            vraag = Ontvangen(self.path, self.headers["Authorization"], self.headers["Content-Type"], body)
            status = found.antwoord(vraag)
            found.alles.append(vraag)
            self.send_response(status)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, format: str, *args: object) -> None:
            """Silent."""

    with ThreadingHTTPServer(("127.0.0.1", poort), Handler) as server:
        found.poort = server.server_address[1]
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
        thread.start()
        try:
            yield found
        finally:
            server.shutdown()
            thread.join(5)
