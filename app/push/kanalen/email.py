"""Email: over SMTP, to the mail server of the organisation. One deadline for all of a message; its Message-ID follows
from the id of the message, so that a mailbox that gets it twice can know it.

What the mail server says may hold the address, so nothing of it is passed on but its code: why it did not work is made
where that was caught, and raised elsewhere.
"""

from __future__ import annotations

import asyncio
import re
import ssl
from contextlib import suppress
from datetime import UTC, datetime
from email.header import Header
from email.headerregistry import Address, BaseHeader, HeaderRegistry, UnstructuredHeader
from email.message import EmailMessage
from email.policy import SMTP, Policy
from email.utils import format_datetime
from typing import cast

import aiosmtplib

from app.config.push import EmailSettings
from app.push.sjablonen import op_een_regel, schrijf
from app.push.zending import NietBezorgd, Zending

_DEADLINE_S = 20.0
#: To say goodbye in, when the message is there already.
_AFSCHEID_S = 1.0
#: One address and nothing else: nothing that could end it, or begin a second one, in a header or a command.
_ADRES = re.compile(r"([^\s@()<>\[\]:;,\\\"]{1,64})@([^\s@]{1,253})")
_DOMEIN = re.compile(r"[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)*")


class _Onderwerp(UnstructuredHeader, BaseHeader):
    """Python's own folding loses a space where two words with letters like ë meet on different lines."""

    def fold(self, *, policy: Policy) -> str:
        encoded = Header(str(self), "utf-8", header_name=self.name).encode(linesep=policy.linesep)
        return f"{self.name}: {encoded}{policy.linesep}"


_KOPPEN = HeaderRegistry()
_KOPPEN.map_to_type("subject", _Onderwerp)
_VORM = SMTP.clone(header_factory=_KOPPEN)


class Email:
    def __init__(self, settings: EmailSettings, afzender: str) -> None:
        self._settings = settings
        self._afzender = op_een_regel(settings.naam or afzender)
        naam, _, self._domein = settings.van.rpartition("@")
        self._van = Address(self._afzender, naam, self._domein)
        veilig = settings.beveiliging != "geen"
        self._tls = ssl.create_default_context(cafile=settings.ca) if veilig else None

    async def bezorg(self, zending: Zending) -> None:
        aan = als_adres(zending.adres)
        if aan is None:
            raise NietBezorgd("dit kan geen e-mailadres zijn", blijvend=True)
        if (fout := await self._stuur(self._bericht(zending, aan), aan.addr_spec)) is not None:
            raise fout

    async def _stuur(self, bericht: EmailMessage, adres: str) -> NietBezorgd | None:
        """Why the mail server did not take it. What goes wrong after it did, is no reason to send it again."""
        client = self._client()
        try:
            async with asyncio.timeout(_DEADLINE_S):
                await client.connect()
                await self._log_in(client)
                await client.send_message(bericht, sender=self._settings.van, recipients=[adres])
        except aiosmtplib.SMTPRecipientsRefused as error:
            blijvend = all(refused.code >= 500 for refused in error.recipients)
            return NietBezorgd("de mailserver weigert dit adres", blijvend=blijvend)
        except aiosmtplib.SMTPResponseException as error:
            return NietBezorgd(f"de mailserver weigert met code {error.code}")
        except aiosmtplib.SMTPNotSupported:
            return NietBezorgd("de mailserver kan niet wat nodig is")
        except TimeoutError:
            return NietBezorgd("de mailserver antwoordt niet op tijd")
        except (aiosmtplib.SMTPException, OSError):
            return NietBezorgd("de mailserver is niet bereikbaar")
        else:
            with suppress(aiosmtplib.SMTPException, OSError):
                await client.quit(timeout=_AFSCHEID_S)
            return None
        finally:
            _sluit(client)

    def _client(self) -> aiosmtplib.SMTP:
        """Its own name is given: to look that up is a question to the DNS, in which everything waits."""
        settings = self._settings
        return aiosmtplib.SMTP(
            hostname=settings.host,
            port=settings.port,
            local_hostname=self._domein,
            use_tls=settings.beveiliging == "tls",
            start_tls=settings.beveiliging == "starttls",
            tls_context=self._tls,
            timeout=_DEADLINE_S,
        )

    async def _log_in(self, client: aiosmtplib.SMTP) -> None:
        settings = self._settings
        if settings.gebruiker is not None and settings.wachtwoord is not None:
            await client.login(settings.gebruiker, settings.wachtwoord.get_secret_value())

    def _bericht(self, zending: Zending, aan: Address) -> EmailMessage:
        tekst = schrijf(zending.inhoud, zending.taal, self._afzender)
        bericht = EmailMessage(policy=_VORM)
        bericht["From"] = self._van
        bericht["To"] = aan
        bericht["Subject"] = tekst.onderwerp
        bericht["Date"] = format_datetime(datetime.now(UTC))
        bericht["Message-ID"] = f"<{zending.id}@{self._domein}>"
        bericht["Auto-Submitted"] = "auto-generated"
        bericht.set_content(tekst.tekst)
        bericht.add_alternative(tekst.html, subtype="html")
        bericht["Content-Language"] = zending.taal  # of the whole; what comes before the content goes into a part
        return bericht

    async def aclose(self) -> None:
        """Nothing is kept open."""


def als_adres(tekst: str) -> Address | None:
    """None when it cannot be the address of one mailbox. A domain in other letters is written as the DNS knows it."""
    found = _ADRES.fullmatch(tekst)
    if found is None or not tekst.isprintable():
        return None
    try:
        domein = found[2].encode("idna").decode("ascii")
    except UnicodeError:
        return None
    return Address(username=found[1], domain=domein) if _DOMEIN.fullmatch(domein) else None


def _sluit(client: aiosmtplib.SMTP) -> None:
    """At once: a mail server that hangs would also hang at the goodbyes of TLS."""
    if client.transport is not None:
        cast("asyncio.WriteTransport", client.transport).abort()
    client.close()
