"""Ontvangst: notifications on their way in. Who hands one over hears nothing until it is durable; many at the same time
share one write. A burst of them goes before the telling of what it says: a service that has to wait for its answer
gives up and comes again, who listens only hears it a moment later."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress
from time import monotonic, time

import msgspec

from app.push.loket import Loket
from app.push.notificatie import Notificatie
from app.push.postvak import NieuweMelding, PostvakFout

#: How many go into one write.
_SAMEN = 1000
#: A burst: two that came this shortly after each other. It is over when none came for so long; and a burst that goes on
#: for longer than it may go first is a stream, which shares.
_KORT_NA_S, _STIL_S, _VOORRANG_S = 0.01, 0.05, 3.0

#: See Ontvangst.luwte.
Luwte = Callable[[], Awaitable[None]]


class Ontvangst:
    """`meeste`: how many may wait; who comes after that hears no at once, and will come again."""

    def __init__(self, loket: Loket, *, meeste: int = 20_000) -> None:
        self._loket = loket
        self._meeste = meeste
        self._wachtenden: deque[tuple[NieuweMelding, asyncio.Future[None]]] = deque()
        self._schrijver: asyncio.Task[None] | None = None
        self._kwam_s = self._vlaag_begon_s = self._vlaag_tot_s = 0.0

    async def neem_aan(self, notificaties: Sequence[Notificatie]) -> None:
        """Returns when all are durable. Raises PostvakFout: then none of them is taken."""
        if not notificaties:
            return
        if len(self._wachtenden) + len(notificaties) > self._meeste:
            raise PostvakFout("Er wachten te veel meldingen.")
        self._merk_vlaag(monotonic())
        loop, nu_ms = asyncio.get_running_loop(), int(time() * 1000)
        klaar = [loop.create_future() for _ in notificaties]
        for notificatie, future in zip(notificaties, klaar, strict=True):
            inhoud = msgspec.json.encode(notificatie)
            melding = NieuweMelding(sleutel=notificatie.sleutel, inhoud=inhoud, ontvangen_ms=nu_ms)
            self._wachtenden.append((melding, future))
        if self._schrijver is None or self._schrijver.done():
            self._schrijver = asyncio.create_task(self._schrijf())
        await asyncio.gather(*klaar)

    def _merk_vlaag(self, nu_s: float) -> None:
        if nu_s - self._kwam_s < _KORT_NA_S:
            if nu_s > self._vlaag_tot_s:
                self._vlaag_begon_s = nu_s
            self._vlaag_tot_s = nu_s + _STIL_S
        self._kwam_s = nu_s

    async def luwte(self) -> None:
        """Returns when work that can wait may go on."""
        while (nu_s := monotonic()) < min(self._vlaag_tot_s, self._vlaag_begon_s + _VOORRANG_S):  # noqa: ASYNC110
            await asyncio.sleep(self._vlaag_tot_s - nu_s)

    async def _schrijf(self) -> None:
        """Until nobody waits."""
        while self._wachtenden:
            samen = [self._wachtenden.popleft() for _ in range(min(_SAMEN, len(self._wachtenden)))]
            fout: PostvakFout | None = None
            try:
                await self._loket.doe(self._loket.postvak.ontvang, [melding for melding, _ in samen])
            except Exception as error:  # whatever it is, who waits must hear that it is not durable
                fout = error if isinstance(error, PostvakFout) else PostvakFout("De melding is niet bewaard.")
            for _, klaar in samen:
                if klaar.done():  # who waited has gone
                    continue
                if fout is None:
                    klaar.set_result(None)
                else:
                    klaar.set_exception(PostvakFout(str(fout)))

    async def aclose(self) -> None:
        """Writes what still waits."""
        if self._schrijver is not None:
            with suppress(asyncio.CancelledError):
                await self._schrijver
