"""Zender: messages to somewhere else, one after another over a kept connection, with one deadline for each.

What goes wrong ends in NietAfgeleverd, of which the text is ours: never a URL, a header or a body.
"""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import Awaitable, Callable, Mapping
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

import httpx

from app.registries.client.antwoord import MAX_REFUSAL, Onbruikbaar, Weigering, check, read
from app.registries.client.transport import Transport

_Lezer = Callable[[httpx.Response], Awaitable[bytes]]
#: Who asks for a longer pause gets this one.
_LANGSTE_PAUZE_S = 86_400.0


class NietAfgeleverd(Exception):
    """The receiver did not say that it has it. `na_s`: when it asks to come back; None when it does not say. `status`:
    what it answered; None when it did not."""

    def __init__(self, reden: str, na_s: float | None = None, status: int | None = None) -> None:
        super().__init__(reden)
        self.reden = reden
        self.na_s = na_s
        self.status = status


class Zender:
    """`herhaalbaar`: the receiver knows a message that it already has, so one that got lost on a connection that was
    just closed may go again at once. `timeout_s`: for all of one message, from connecting to the last byte."""

    def __init__(
        self,
        basis: str,
        kopteksten: Mapping[str, str],
        *,
        herhaalbaar: bool,
        timeout_s: float = 10.0,
        tls: ssl.SSLContext | None = None,
    ) -> None:
        self._basis = basis.rstrip("/")
        self._kopteksten = {
            "Accept": "application/json",
            "Accept-Encoding": "gzip",
            "Content-Type": "application/json",
            "User-Agent": "MijnZaken",
            **kopteksten,
        }
        self._herhaalbaar = herhaalbaar
        self._timeout_s = timeout_s
        self._transport = Transport(tls=tls, idle=1)

    async def stuur(self, pad: str, body: bytes, kopteksten: Mapping[str, str] | None = None) -> bytes:
        """What the receiver answered when it accepted the message. `kopteksten`: of this message, beside those of all.
        Raises NietAfgeleverd."""
        return await self._wissel(pad, body, kopteksten or {}, _geheel)

    async def lever(self, pad: str, body: bytes, kopteksten: Mapping[str, str] | None = None) -> None:
        """As `stuur`, but who accepted the message has it: what else it answers is not waited for, and not read."""
        await self._wissel(pad, body, kopteksten or {}, _aanvaard)

    async def _wissel(self, pad: str, body: bytes, kopteksten: Mapping[str, str], lees: _Lezer) -> bytes:
        na_s, status = None, None
        try:
            async with asyncio.timeout(self._timeout_s):
                request = httpx.Request(
                    "POST",
                    self._basis + pad,
                    headers={**self._kopteksten, **kopteksten},
                    content=body,
                    extensions={"repeatable": self._herhaalbaar},
                )
                response = await self._transport.handle_async_request(request)
                try:
                    return await lees(response)
                finally:
                    if isinstance(response.stream, httpx.AsyncByteStream):
                        await response.stream.aclose()
        except TimeoutError:
            reden = "antwoordt niet op tijd"
        except Weigering as refused:
            reden, na_s, status = f"weigert met status {refused.status}", refused.na_s, refused.status
        except Onbruikbaar:
            reden = "geeft een antwoord dat niet te gebruiken is"
        except (httpx.TransportError, httpx.InvalidURL):
            reden = "is niet bereikbaar"
        raise NietAfgeleverd(reden, na_s, status)

    async def aclose(self) -> None:
        await self._transport.aclose()


async def _geheel(response: httpx.Response) -> bytes:
    await check(response, alleen_json=False)
    return await read(response, max_bytes=MAX_REFUSAL, max_ratio=100)


async def _aanvaard(response: httpx.Response) -> bytes:
    if not response.is_success:
        raise Weigering(response.status_code, "", _pauze_s(response.headers.get("retry-after", "").strip()))
    return b""


def _pauze_s(retry_after: str) -> float | None:
    """From seconds, or from a date; None when it is neither."""
    if retry_after.isdecimal() and retry_after.isascii():
        return min(float(retry_after[:9]), _LANGSTE_PAUZE_S)
    try:
        moment = parsedate_to_datetime(retry_after)
    except ValueError:
        return None
    until = moment if moment.tzinfo is not None else moment.replace(tzinfo=UTC)
    return min(max((until - datetime.now(UTC)).total_seconds(), 0.0), _LANGSTE_PAUZE_S)
