"""The gateway and its registers as real servers on real sockets, and a client that sends just the bytes it is told."""

from __future__ import annotations

import asyncio
import http.client
import socket
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from time import monotonic, sleep
from typing import Any

import msgspec
import uvicorn
from pydantic import SecretStr
from starlette.applications import Starlette
from starlette.types import ASGIApp

from app.config.documenten import DocumentenSettings
from app.config.grenzen import VraaggrenzenSettings
from app.http.abonnement.verbinding import WEBSOCKET
from app.http.verbinding import Verbinding
from app.main import bouw
from app.sandbox import uitgever
from app.sandbox.server import bouw_sandbox, sandbox_settings
from tests.app.registries.ruwe_server import vrije_poort

PORTAAL = "https://portaal.voorbeeld.nl"
RESPONSE_JSON = "application/graphql-response+json"


@dataclass(frozen=True)
class Antwoord:
    status: int
    koppen: http.client.HTTPMessage
    body: bytes

    def json(self) -> Any:
        return msgspec.json.decode(self.body)

    def kop(self, naam: str) -> str:
        return self.koppen.get(naam, "")


@dataclass(frozen=True)
class Deur:
    """`registers` is the sandbox's application; its products can be disturbed. `log`: the file of the
    verwerkingenlog."""

    poort: int
    registers: Starlette
    log: Path = Path()

    def ruw(self, data: bytes, *, dan: bytes = b"", timeout: float = 10.0) -> Antwoord:
        """Sends these bytes and nothing else, and reads one answer."""
        with socket.create_connection(("127.0.0.1", self.poort), timeout=timeout) as line:
            line.sendall(data)
            if dan:
                line.sendall(dan)
            answer = http.client.HTTPResponse(line, method=data[:4].decode("latin-1").strip())
            answer.begin()
            return Antwoord(answer.status, answer.msg, answer.read())

    def vraag(self, methode: str, pad: str, *, body: bytes = b"", koppen: Mapping[str, str] | None = None) -> Antwoord:
        head = {"Host": f"127.0.0.1:{self.poort}", "Connection": "close", **(koppen or {})}
        if body:
            head.setdefault("Content-Length", str(len(body)))
        lines = "".join(f"{name}: {value}\r\n" for name, value in head.items())
        return self.ruw(f"{methode} {pad} HTTP/1.1\r\n{lines}\r\n".encode() + body)

    def post(self, body: bytes | object, *, persona: str | None = "burger", **koppen: str) -> Antwoord:
        """POST /graphql. Names of headers with _ for -; an empty one is left out."""
        head = {"Content-Type": "application/json", "Accept": RESPONSE_JSON}
        if persona is not None:
            head["Authorization"] = f"Bearer {uitgever.token(persona)}"
        head |= {name.replace("_", "-"): value for name, value in koppen.items()}
        data = body if isinstance(body, bytes) else msgspec.json.encode(body)
        return self.vraag("POST", "/graphql", body=data, koppen={name: value for name, value in head.items() if value})

    def get(self, pad: str, *, persona: str | None = None, **koppen: str) -> Antwoord:
        head = {name.replace("_", "-"): value for name, value in koppen.items()}
        if persona is not None:
            head["Authorization"] = f"Bearer {uitgever.token(persona)}"
        return self.vraag("GET", pad, koppen=head)


@contextmanager
def bediend(
    app: ASGIApp, poort: int, http: type[Verbinding] = Verbinding, *, wacht_s: int | None = None
) -> Iterator[Callable[[], None]]:
    """A real uvicorn, in a thread of its own, set as `serve` sets it. Gives what stops it sooner.
    `wacht_s`: how long it waits for its clients then."""
    config = uvicorn.Config(
        app,
        host="127.0.0.1",
        port=poort,
        http=http,
        log_config=None,
        access_log=False,
        server_header=False,
        proxy_headers=False,
        timeout_graceful_shutdown=wacht_s,
        **WEBSOCKET,
    )
    server = uvicorn.Server(config)
    thread = threading.Thread(target=lambda: asyncio.run(server.serve()), daemon=True)
    thread.start()
    until = monotonic() + 20
    while not server.started:
        assert thread.is_alive(), "the server did not start"
        assert monotonic() < until, "the server did not start in time"
        sleep(0.01)

    def stop() -> None:
        server.should_exit = True
        thread.join(10)

    try:
        yield stop
    finally:
        stop()


@contextmanager
def dienst(
    *,
    ervoor: Callable[[Starlette], ASGIApp] | None = None,
    demo: bool = False,
    documenten: DocumentenSettings | None = None,
    grenzen: VraaggrenzenSettings | None = None,
    valkey: str | None = None,
    **server: Any,
) -> Iterator[Deur]:
    """`ervoor`: what stands between the gateway and the registers, and may break off; `documenten`, `grenzen`, `valkey`
    and `server`: settings."""
    achter, voor = vrije_poort(), vrije_poort()
    basis = f"http://127.0.0.1:{achter}"
    sandbox = bouw_sandbox(basis)
    with TemporaryDirectory() as map_:
        log = Path(map_, "verwerkingenlog.sqlite")
        settings = sandbox_settings(basis, log=f"sqlite:{log}", cors=[PORTAAL], **server)
        anders = {
            "documenten": documenten,
            "grenzen": grenzen,
            "valkey": SecretStr(valkey) if valkey is not None else None,
        }
        settings = settings.model_copy(update={naam: deel for naam, deel in anders.items() if deel is not None})
        gateway = bouw(settings, demo=demo)
        with bediend(ervoor(sandbox) if ervoor else sandbox, achter), bediend(gateway, voor):
            yield Deur(voor, sandbox, log)
