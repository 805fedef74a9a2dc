"""Zender: messages to a log elsewhere, one after another over a kept connection, with one deadline for each.

What goes wrong ends in NietAfgeleverd, of which the text is ours: never a URL, a header or a body.
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping

import httpx

from app.registries.client.antwoord import MAX_REFUSAL, Onbruikbaar, Weigering, check, read
from app.registries.client.transport import Transport


class NietAfgeleverd(Exception):
    """The receiver did not say that it has it. `na_s`: when it asks to come back; None when it does not say."""

    def __init__(self, reden: str, na_s: float | None = None) -> None:
        super().__init__(reden)
        self.reden = reden
        self.na_s = na_s


class Zender:
    """`herhaalbaar`: the receiver knows a message that it already has, so one that got lost on a connection that was
    just closed may go again at once. `timeout_s`: for all of one message, from connecting to the last byte."""

    def __init__(
        self, basis: str, kopteksten: Mapping[str, str], *, herhaalbaar: bool, timeout_s: float = 10.0
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
        self._transport = Transport(idle=1)

    async def stuur(self, pad: str, body: bytes) -> bytes:
        """What the receiver answered when it accepted the message. Raises NietAfgeleverd."""
        na_s = None
        try:
            async with asyncio.timeout(self._timeout_s):
                request = httpx.Request(
                    "POST",
                    self._basis + pad,
                    headers=self._kopteksten,
                    content=body,
                    extensions={"repeatable": self._herhaalbaar},
                )
                response = await self._transport.handle_async_request(request)
                try:
                    await check(response, alleen_json=False)
                    return await read(response, max_bytes=MAX_REFUSAL, max_ratio=100)
                finally:
                    if isinstance(response.stream, httpx.AsyncByteStream):
                        await response.stream.aclose()
        except TimeoutError:
            reden = "antwoordt niet op tijd"
        except Weigering as refused:
            reden, na_s = f"weigert met status {refused.status}", refused.na_s
        except Onbruikbaar:
            reden = "geeft een antwoord dat niet te gebruiken is"
        except (httpx.TransportError, httpx.InvalidURL):
            reden = "is niet bereikbaar"
        raise NietAfgeleverd(reden, na_s)

    async def aclose(self) -> None:
        await self._transport.aclose()
