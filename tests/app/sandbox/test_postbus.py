"""The mailbox and the receiver of webhooks: what is sent to them over a real socket, as they show it."""

from __future__ import annotations

import smtplib
from collections.abc import Iterator
from email.message import EmailMessage

import httpx
import pytest

from app.sandbox import postbus, webhooks
from tests.app.registries.ruwe_server import vrije_poort
from tests.gateway import Sandbox, sandbox

AAN = "iemand@voorbeeld.example"


@pytest.fixture
def registers() -> Iterator[Sandbox]:
    with sandbox() as found:
        yield found
        found.app.state.close()


@pytest.fixture
def mailpoort(registers: Sandbox) -> int:
    poort = vrije_poort()
    registers.app.state.postbus.open(poort)
    return poort


def mail(onderwerp: str, tekst: str, *, html: str | None = None) -> EmailMessage:
    made = EmailMessage()
    made["From"], made["To"], made["Subject"] = "mijnzaken@voorbeeldstad.example", AAN, onderwerp
    made.set_content(tekst)
    if html is not None:
        made.add_alternative(html, subtype="html")
    return made


def stuur(poort: int, *mails: EmailMessage | bytes) -> None:
    with smtplib.SMTP("127.0.0.1", poort, timeout=10) as line:
        for een in mails:
            if isinstance(een, bytes):
                line.sendmail("van@voorbeeld.example", [AAN], een)
            else:
                line.send_message(een)


def test_a_mail_is_shown_escaped_on_a_page_that_runs_nothing(registers: Sandbox, mailpoort: int) -> None:
    stuur(mailpoort, mail("Uw zaak <is> vérder", "Kijk & <script>alert(1)</script>", html="<b>niet dit</b>"))
    page = httpx.get(f"{registers.basis}/postbus")
    (found,) = httpx.get(f"{registers.basis}/postbus.json").json()

    assert found["aan"] == [AAN]
    assert (found["onderwerp"], found["tekst"]) == ("Uw zaak <is> vérder", "Kijk & <script>alert(1)</script>\n")
    assert "<h2>Uw zaak &lt;is&gt; vérder</h2>" in page.text
    assert "Kijk &amp; &lt;script&gt;" in page.text
    assert AAN in page.text
    assert "<script" not in page.text
    assert "niet dit" not in page.text
    assert page.headers["content-security-policy"].startswith("default-src 'none'; style-src 'sha256-")
    assert page.headers["cache-control"] == "no-store"
    assert '<html lang="nl">' in page.text
    assert page.text.count("<h1>") == 1


def test_the_newest_mail_stands_first_and_old_ones_go(
    registers: Sandbox, mailpoort: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    stuur(mailpoort, *(mail(f"Nummer {nummer}", "tekst") for nummer in range(postbus.BEWAARD + 5)))
    page = httpx.get(f"{registers.basis}/postbus").text
    found = [een["onderwerp"] for een in httpx.get(f"{registers.basis}/postbus.json").json()]

    assert found == [f"Nummer {nummer}" for nummer in range(5, postbus.BEWAARD + 5)]
    assert page.index("Nummer 104") < page.index("Nummer 103")


@pytest.mark.parametrize(
    "raw",
    [
        b"\r\n",
        b"geen kop",
        b"Subject: =?onzin?Q?x?=\r\n\r\ntekst",
        b"Content-Type: text/plain; charset=onzin\r\n\r\n\xff\xfe",
        b"Content-Type: multipart/mixed\r\n\r\nkapot",
    ],
)
def test_whatever_comes_as_mail_is_kept(registers: Sandbox, mailpoort: int, raw: bytes) -> None:
    stuur(mailpoort, raw)

    assert httpx.get(f"{registers.basis}/postbus").status_code == 200
    assert len(httpx.get(f"{registers.basis}/postbus.json").json()) == 1


def test_a_mail_that_is_too_large_is_refused(registers: Sandbox, mailpoort: int) -> None:
    with pytest.raises(smtplib.SMTPException):
        stuur(mailpoort, mail("Groot", "x" * postbus.GROOTST))
    assert httpx.get(f"{registers.basis}/postbus.json").json() == []


def test_an_empty_mailbox_says_so(registers: Sandbox) -> None:
    assert "Er is nog geen e-mail." in httpx.get(f"{registers.basis}/postbus").text


def test_the_mailbox_leaves_its_port_when_it_is_closed(registers: Sandbox, mailpoort: int) -> None:
    registers.app.state.close()
    with pytest.raises(OSError, match="refused"):
        stuur(mailpoort)


def test_a_webhook_is_kept_with_its_headers_and_shown(registers: Sandbox) -> None:
    kop = {"webhook-id": "1", "webhook-signature": "v1,abc"}
    one = httpx.post(f"{registers.basis}/webhooks/kcc-crm", json={"data": {"a": "<b>"}}, headers=kop)
    other = httpx.post(f"{registers.basis}/webhooks/provincie", content=b"\xff geen json")
    answer = httpx.get(f"{registers.basis}/webhooks.json")
    first, second = answer.json()

    assert (one.status_code, other.status_code) == (204, 204)
    assert (first["naam"], first["body"]) == ("kcc-crm", {"data": {"a": "<b>"}})
    assert kop.items() <= first["koppen"].items()
    assert (second["naam"], second["body"]) == ("provincie", "\ufffd geen json")
    assert answer.headers["x-content-type-options"] == "nosniff"


def test_webhooks_are_bounded_in_size_and_number(registers: Sandbox) -> None:
    large = httpx.post(f"{registers.basis}/webhooks/kcc-crm", content=b"x" * (webhooks.GROOTST + 1))
    with httpx.Client() as client:
        for nummer in range(webhooks.BEWAARD + 1):
            client.post(f"{registers.basis}/webhooks/kcc-crm", json=nummer)
    found = [een["body"] for een in httpx.get(f"{registers.basis}/webhooks.json").json()]

    assert large.status_code == 413
    assert found == list(range(1, webhooks.BEWAARD + 1))
