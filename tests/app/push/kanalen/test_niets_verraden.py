"""Nothing of an address, of what a message says, or of what a receiver answered stands in a log line or an error."""

from __future__ import annotations

import logging
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from traceback import format_exception

import pytest
from structlog.testing import capture_logs

from app.push.kanalen import email as mail
from app.push.zending import Kanaal, NietBezorgd, Zending
from tests.app.push.kanalen.ontvangers import (
    Mailserver,
    Wankel,
    Webserver,
    mailserver,
    wankele_mailserver,
    webserver,
)
from tests.app.push.kanalen.stukken import ADRES, POSTADRES, TELEFOON, zending
from tests.app.push.kanalen.test_email import email
from tests.app.push.kanalen.test_notifynl import GEHEIM as NOTIFY_GEHEIM
from tests.app.push.kanalen.test_notifynl import notify
from tests.app.push.kanalen.test_webhook import GEHEIM, webhook

_GEHEIM = ["fatima", "0612345601", "lindelaan", "kapvergunning", "praatziek", GEHEIM.lower(), NOTIFY_GEHEIM]
_PRAATZIEK = f"praatziek {ADRES} {TELEFOON}"


def _web(stack: AsyncExitStack, maak: Callable[[str], Kanaal], status: int) -> Kanaal:
    koppen = {"Content-Type": "application/json", "X-Praatziek": "praatziek"}
    antwoord = Webserver(status=status, koppen=koppen, lichaam=f'{{"code": "{_PRAATZIEK}"}}'.encode())
    return maak(stack.enter_context(webserver(antwoord)))


@asynccontextmanager
async def _kanaal(soort: str) -> AsyncIterator[Kanaal]:
    """One that fails in the way that `soort` says."""
    async with AsyncExitStack() as stack:
        wie, _, hoe = soort.partition(" ")
        kanaal: Kanaal
        if wie == "mail" and hoe == "zwijgt":
            wankel = await stack.enter_async_context(wankele_mailserver(Wankel("RCPT", zwijgt=True)))
            kanaal = email(wankel.poort)
        elif wie == "mail":
            weigert = Mailserver()
            setattr(weigert, hoe, f"550 {_PRAATZIEK}")
            kanaal = email(stack.enter_context(mailserver(weigert)))
        elif wie == "webhook":
            kanaal = _web(stack, webhook, int(hoe))
        else:
            kanaal = _web(stack, lambda adres: notify(adres, wie), int(hoe))
        yield kanaal
        await kanaal.aclose()


@pytest.mark.parametrize(
    ("soort", "bericht"),
    [
        ("mail rcpt", zending()),
        ("mail mail", zending()),
        ("mail data", zending()),
        ("mail zwijgt", zending()),
        ("mail data", zending("fatima@b.example\r\nRCPT TO:<kapvergunning@d.example>")),
        ("webhook 400", zending()),
        ("webhook 302", zending()),
        ("sms 400", zending(TELEFOON)),
        ("email 403", zending(ADRES)),
        ("letter 500", zending(POSTADRES)),
        ("letter 500", zending("Lindelaan 14")),
    ],
)
async def test_what_is_said_of_a_failure_is_ours(
    soort: str, bericht: Zending, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(mail, "_DEADLINE_S", 0.3)
    caplog.set_level(logging.DEBUG)
    caplog.set_level(logging.CRITICAL, "mail.log")  # the mail server of the test has a log of its own
    with capture_logs() as gelogd:
        async with _kanaal(soort) as kanaal:
            with pytest.raises(NietBezorgd) as fout:
                await kanaal.bezorg(bericht)

    told: list[object] = [*format_exception(fout.value), repr(fout.value.__context__), caplog.text, gelogd]
    assert not [woord for woord in _GEHEIM if woord in str(told).lower()]


def test_a_message_does_not_show_to_whom_it_goes() -> None:
    assert "fatima" not in repr(zending())
