"""Ontvangers: a mail server and a web server on loopback, as they are and as they should not be."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session

from tests.app.registries.ruwe_server import vrije_poort


@dataclass(slots=True)
class Mailserver:
    """`mail`, `rcpt`, `data`: what it says to that command, when that is not yes."""

    mail: str | None = None
    rcpt: str | None = None
    data: str | None = None
    post: list[EmailMessage] = field(default_factory=list)
    aan: list[list[str]] = field(default_factory=list)
    rauw: list[bytes] = field(default_factory=list)

    async def handle_MAIL(
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        if self.mail is not None:
            return self.mail
        envelope.mail_from = address
        envelope.mail_options.extend(options)
        return "250 OK"

    async def handle_RCPT(
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        if self.rcpt is not None:
            return self.rcpt
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        if self.data is not None:
            return self.data
        content = envelope.content
        assert isinstance(content, bytes)
        message = message_from_bytes(content, policy=default)
        assert isinstance(message, EmailMessage)
        self.rauw.append(content)
        self.post.append(message)
        self.aan.append(list(envelope.rcpt_tos))
        return "250 OK"


@contextmanager
def mailserver(server: Mailserver, **kwargs: Any) -> Iterator[int]:
    """Its port."""
    port = vrije_poort()
    controller = _Controller(server, hostname="127.0.0.1", port=port, **kwargs)
    controller.start()
    try:
        yield port
    finally:
        asyncio.run_coroutine_threadsafe(controller.hang_op(), controller.loop).result(5)
        controller.stop()


class _Controller(Controller):
    """One that leaves no connection open behind it."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._gesprekken: list[SMTP] = []

    def factory(self) -> SMTP:
        gesprek: SMTP = super().factory()  # type: ignore[no-untyped-call] # aiosmtpd says nothing of its type
        self._gesprekken.append(gesprek)
        return gesprek

    async def hang_op(self) -> None:
        for gesprek in self._gesprekken:
            if isinstance(gesprek.transport, asyncio.WriteTransport):
                gesprek.transport.abort()
        await asyncio.sleep(0.02)


def alleen(gebruiker: str, wachtwoord: str) -> Callable[..., AuthResult]:
    def authenticeer(server: SMTP, session: Session, envelope: Envelope, mechanism: str, data: Any) -> AuthResult:
        goed = isinstance(data, LoginPassword) and (data.login, data.password) == (
            gebruiker.encode(),
            wachtwoord.encode(),
        )
        return AuthResult(success=goed, handled=False)

    return authenticeer


@dataclass(slots=True)
class Wankel:
    """A mail server that goes wrong at one command; "" is when somebody connects, "." the end of the mail. What it
    does then: `zwijgt`, or else it hangs up, after saying `zegt`."""

    bij: str
    zwijgt: bool = False
    zegt: bytes = b""
    poort: int = 0
    gekregen: int = 0

    async def gesprek(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        if await self._gaat_mis("", writer):
            return
        writer.write(b"220 mail.example\r\n")
        while line := await reader.readline():
            command = line[:4].decode("latin-1").strip().upper()
            if await self._gaat_mis(command, writer):
                return
            if command != "DATA":
                writer.write(b"221 dag\r\n" if command == "QUIT" else b"250 goed\r\n")
                continue
            writer.write(b"354 ga door\r\n")
            await reader.readuntil(b"\r\n.\r\n")
            if await self._gaat_mis(".", writer):
                return
            self.gekregen += 1
            writer.write(b"250 goed\r\n")

    async def _gaat_mis(self, command: str, writer: asyncio.StreamWriter) -> bool:
        if command != self.bij:
            return False
        if self.zwijgt:
            await asyncio.Event().wait()
        writer.write(self.zegt)
        return True


@asynccontextmanager
async def wankele_mailserver(server: Wankel) -> AsyncIterator[Wankel]:
    """Until the block ends; what still hangs is cut off."""
    bezig: set[asyncio.Task[None]] = set()

    async def run(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        bezig.add(task)
        try:
            await server.gesprek(reader, writer)
            writer.close()
        except (asyncio.IncompleteReadError, ConnectionError, asyncio.CancelledError):
            writer.transport.abort()  # the other side left, or the test is over
        finally:
            bezig.discard(task)

    listening = await asyncio.start_server(run, "127.0.0.1", 0)
    server.poort = listening.sockets[0].getsockname()[1]
    try:
        yield server
    finally:
        listening.close()
        for task in tuple(bezig):
            task.cancel()
        await asyncio.gather(*bezig, return_exceptions=True)


@dataclass(slots=True)
class Webserver:
    """Answers every POST alike, and keeps what came: path, headers, body."""

    status: int = 204
    koppen: dict[str, str] = field(default_factory=dict)
    lichaam: bytes = b""
    gekregen: list[tuple[str, dict[str, str], bytes]] = field(default_factory=list)


@contextmanager
def webserver(server: Webserver) -> Iterator[str]:
    """Its address."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers.get("content-length", "0")))
            server.gekregen.append((self.path, {k.lower(): v for k, v in self.headers.items()}, body))
            self.send_response(server.status)
            for naam, waarde in server.koppen.items():
                self.send_header(naam, waarde)
            self.send_header("Content-Length", str(len(server.lichaam)))
            self.end_headers()
            self.wfile.write(server.lichaam)

        def log_message(self, format: str, *args: object) -> None:
            """Nothing: it would name addresses."""

    httpd = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=httpd.serve_forever, args=(0.01,), daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{httpd.server_address[1]}"
    finally:
        httpd.shutdown()
        httpd.server_close()
        thread.join(timeout=5)
