"""Wacht: looks after every connection that stays open. A token that ended, or whose key was withdrawn, ends its
connection; a client that does not read is let go; one that hears nothing gets a sign of life.

One task looks at all of them every few seconds: ten thousand connections need not each have a timer.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Sequence
from contextlib import asynccontextmanager, contextmanager, suppress
from contextvars import Context
from enum import Enum
from time import monotonic, time

import structlog
from starlette.types import Message, Scope, Send

from app.authentication.bearer import Bearer
from app.authentication.pas import Pas
from resolvers.grammar.errors import Unauthenticated

#: A token that ended tells nothing more within five seconds; half of one is for the round itself.
RONDE_S = 4.0
#: As long as a client may leave what was sent unread: a telephone in a tunnel.
ONGELEZEN_S = 60.0
#: Proxies close what is silent for half a minute or more.
STIL_S = 12.0
#: So many are looked at before others get a turn: about a millisecond.
_PER_BEURT = 100

_log = structlog.get_logger("mijnzaken.http")


class Einde(Enum):
    """Why a connection ends from our side."""

    KLAAR = "klaar"
    TE_LAAT = "te laat"
    GEEN_TOEGANG = "geen toegang"
    STOPT = "stopt"


class Weg(Exception):
    """The client left."""


class Lijn:
    """A connection that stays. Writes one thing at a time, and knows since when its client has not read. `teken`: what
    is sent when nothing was for a while; without it, nothing. `pas`: the token it lives on, once there is one."""

    def __init__(self, scope: Scope, send: Send, *, teken: Message | None = None) -> None:
        self.pas: Pas | None = None
        self.einde: Einde | None = None
        self._send = send
        self._teken = teken
        self._verbreek: Callable[[], None] | None = scope["state"].get("verbreek")
        self._pen = asyncio.Lock()
        self._dicht = False
        self._schrijft_sinds: float | None = None
        self._laatst = monotonic()
        self._tot: asyncio.Timeout | None = None
        self._levend: asyncio.Task[None] | None = None

    async def schrijf(self, *messages: Message, laatste: bool = False) -> None:
        """Returns when there is room for more; what comes after the last is dropped. Raises Weg."""
        async with self._pen:
            if self._dicht:
                return
            self._dicht = laatste
            self._schrijft_sinds = monotonic()
            try:
                for message in messages:
                    await self._send(message)
            except OSError:
                raise Weg from None
            finally:
                self._schrijft_sinds = None
            self._laatst = monotonic()

    @asynccontextmanager
    async def tot_het_einde(self, seconden: float | None = None) -> AsyncIterator[None]:
        """Breaks off what stands in it at `eindig`, or TE_LAAT when it did not `blijf` within so many seconds."""
        try:
            async with asyncio.timeout(seconden) as self._tot:
                yield
        except TimeoutError:
            if self._tot is None or not self._tot.expired():
                raise
            self.einde = self.einde or Einde.TE_LAAT
        finally:
            self._tot = None

    def blijf(self) -> None:
        if self._tot is not None and self.einde is None:
            self._tot.reschedule(None)

    def eindig(self, einde: Einde) -> None:
        """A client that is not reading need not be told: what stands in its way is of a token that ended."""
        if self.einde is not None or self._tot is None or self._tot.expired():
            return
        self.einde = einde
        self._tot.reschedule(asyncio.get_running_loop().time())
        if self._schrijft_sinds is not None and einde is not Einde.KLAAR:
            self.verbreek()

    def verbreek(self) -> None:
        if self._verbreek is not None:
            self._verbreek()

    async def is_toegelaten(self) -> bool:
        """Whether its token is good now."""
        try:
            return self.pas is not None and bool(await self.pas.lees())
        except Unauthenticated:
            return False

    def kijk(self, nu: float, tijdstip: float) -> None:
        """`nu`: monotonic; `tijdstip`: seconds since 1970."""
        if self._schrijft_sinds is not None:
            if nu - self._schrijft_sinds > ONGELEZEN_S:
                self.verbreek()
        elif self._teken is not None and nu - self._laatst >= STIL_S - RONDE_S / 2:
            self._levend = asyncio.create_task(self._geef_teken(self._teken))
        if self.pas is not None and tijdstip >= self.pas.verloopt:
            self.eindig(Einde.GEEN_TOEGANG)

    async def _geef_teken(self, teken: Message) -> None:
        with suppress(Weg):  # who listens for it hears so too
            await self.schrijf(teken)


class Wacht:
    """For all doors together. `meeste`: how many connections stay open at once."""

    def __init__(self, bearer: Bearer, *, meeste: int) -> None:
        self._bearer = bearer
        self._meeste = meeste
        self._lijnen: set[Lijn] = set()
        self._rondes: list[asyncio.Task[None]] = []

    def __len__(self) -> int:
        return len(self._lijnen)

    @property
    def vol(self) -> bool:
        return len(self._lijnen) >= self._meeste

    def pas(self, koppen: Sequence[str], certificaat: str | None) -> Pas:
        return Pas(self._bearer, koppen, certificaat)

    @contextmanager
    def let_op(self, lijn: Lijn) -> Iterator[None]:
        """The rounds begin with the first line and end with the last."""
        self._lijnen.add(lijn)
        if not self._rondes:
            rondes = (self._kijk_rond, self._vraag_rond)
            self._rondes = [asyncio.create_task(_steeds(ronde), context=Context()) for ronde in rondes]
        try:
            yield
        finally:
            self._lijnen.discard(lijn)
            if not self._lijnen:
                for ronde in self._rondes:
                    ronde.cancel()
                self._rondes = []

    async def _kijk_rond(self) -> None:
        """What the clock says."""

        async def kijk(lijn: Lijn) -> None:
            lijn.kijk(monotonic(), time())

        await self._langs_alle(kijk)

    async def _vraag_rond(self) -> None:
        """What the issuers say. A round of its own: an issuer that is slow holds up nothing that the clock says."""

        async def vraag(lijn: Lijn) -> None:
            if lijn.pas is not None and not await lijn.is_toegelaten():
                lijn.eindig(Einde.GEEN_TOEGANG)

        await self._langs_alle(vraag)

    async def _langs_alle(self, doe: Callable[[Lijn], Awaitable[None]]) -> None:
        for number, lijn in enumerate(list(self._lijnen), start=1):
            await doe(lijn)
            if number % _PER_BEURT == 0:
                await asyncio.sleep(0)


async def _steeds(ronde: Callable[[], Awaitable[None]]) -> None:
    while True:
        await asyncio.sleep(RONDE_S)
        try:
            await ronde()
        except Exception as error:  # the next round comes: without one, nobody would be looked after
            _log.error("ronde mislukt", soort=type(error).__name__)
