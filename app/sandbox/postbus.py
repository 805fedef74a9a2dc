"""Postbus: the mailbox of the demo. What is sent to anybody by SMTP on this computer ends here and goes nowhere else;
it is kept in memory until newer mail takes its place, and shown at /postbus and /postbus.json.
"""

from __future__ import annotations

from collections import deque
from datetime import UTC, datetime
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from html import escape
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session
from msgspec import Struct
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from app.sandbox.bladzijde import VEILIG, bladzijde

BEWAARD = 100
"""Mails that are kept."""
GROOTST = 256 * 1024
"""Bytes that a mail may have."""


class Mail(Struct, frozen=True, kw_only=True):
    """`aan`: to whom it was delivered, whatever the mail itself says; `ontvangen`: ISO 8601, UTC."""

    aan: list[str]
    onderwerp: str
    tekst: str
    ontvangen: str


class Postbus:
    """The mails, the newest last. `open` starts the SMTP server, in a thread of its own; until then, none come."""

    def __init__(self) -> None:
        self._mails: deque[Mail] = deque(maxlen=BEWAARD)
        self._server: Controller | None = None

    @property
    def mails(self) -> list[Mail]:
        return list(self._mails)

    def open(self, port: int) -> None:
        """Takes mail on this port of the loopback. OSError: it cannot."""
        server = Controller(self, hostname="127.0.0.1", port=port, data_size_limit=GROOTST, ident="MijnZaken sandbox")
        server.start()
        self._server = server

    def close(self) -> None:
        if self._server is not None:
            self._server.stop()
            self._server = None

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        content: Any = envelope.content
        self._mails.append(_lees(list(envelope.rcpt_tos), content if isinstance(content, bytes) else b""))
        return "250 Bewaard"

    def routes(self) -> list[Route]:
        async def html(request: Request) -> Response:
            return bladzijde("Postbus van de sandbox", _html(self.mails))

        async def json(request: Request) -> Response:
            return JSONResponse([_als_json(mail) for mail in self.mails], headers=VEILIG)

        return [Route("/postbus", html), Route("/postbus.json", json)]


def _lees(aan: list[str], content: bytes) -> Mail:
    bericht = message_from_bytes(content, _class=EmailMessage, policy=default)
    deel = bericht.get_body(("plain",))
    try:
        tekst = str(deel.get_content()).replace("\r\n", "\n") if deel is not None else ""
    except (LookupError, UnicodeError):
        tekst = ""  # in a charset that nobody knows
    nu = datetime.now(UTC).isoformat(timespec="seconds")
    return Mail(aan=aan, onderwerp=str(bericht.get("Subject", "")), tekst=tekst, ontvangen=nu)


def _als_json(mail: Mail) -> dict[str, object]:
    return {"aan": mail.aan, "onderwerp": mail.onderwerp, "tekst": mail.tekst, "ontvangen": mail.ontvangen}


def _html(mails: list[Mail]) -> str:
    """The newest first."""
    aantal = {0: "Er is nog geen e-mail.", 1: "Er is één e-mail."}.get(len(mails), f"Er zijn {len(mails)} e-mails.")
    leeg = '<p><a href="/postbus">Kijk opnieuw</a></p>'
    return f"<p>{aantal}</p>\n{leeg}\n" + "\n".join(_artikel(mail) for mail in reversed(mails))


def _artikel(mail: Mail) -> str:
    return f"""<article>
<h2>{escape(mail.onderwerp) or "(zonder onderwerp)"}</h2>
<dl>
<dt>Aan</dt><dd>{escape(", ".join(mail.aan))}</dd>
<dt>Ontvangen</dt><dd><time>{escape(mail.ontvangen)}</time></dd>
</dl>
<pre>{escape(mail.tekst)}</pre>
</article>"""
