"""Journaal: writes down what an operation tells, before it is told.

    operations ──► gathered ──► queue ──► one thread: all that waits, in one transaction ──► each hears: it is durable

One sync to disk serves all that wait for it. A transaction costs as much CPU as a small question, for its thread and
the event loop take turns all the time; so a record waits a few turns of the loop for those of others. Who hears nothing
within `geduld_s` gets LogUnavailable and tells nobody anything; his record may still come to stand in the log (written
but not told). The other way round, told but not written, cannot happen. When the storage is away the journaal keeps
trying by itself.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from queue import Empty, SimpleQueue
from threading import Thread
from typing import TypeVar

import structlog

from app.verwerkingenlog.opslag import Opslag, OpslagFout, RegelGeweigerd
from app.verwerkingenlog.regel import Opschoning, Regel, Schrijfsel
from resolvers.grammar.errors import LogUnavailable

_log = structlog.get_logger("mijnzaken.verwerkingenlog")
_T = TypeVar("_T")

_PROEF_S = 1.0
"""How long after a failure it is tried again, also when nobody asks for it."""
_BEURTEN = 4
"""Turns of the event loop that a record waits for others. When there is nothing to do they are some microseconds; when
there is much to do, most of the questions that are under way have theirs by then."""


class _Wachtende:
    __slots__ = ("klaar", "loop", "schrijfsel")

    def __init__(self, schrijfsel: Schrijfsel) -> None:
        self.schrijfsel = schrijfsel
        self.loop = asyncio.get_running_loop()
        self.klaar: asyncio.Future[None] = self.loop.create_future()


class _Verzameling:
    """Of one event loop: what will go into the queue together."""

    def __init__(self, loop: asyncio.AbstractEventLoop, queue: SimpleQueue[_Wachtende | None]) -> None:
        self.loop = loop
        self._queue = queue
        self._samen: list[_Wachtende] = []

    def __len__(self) -> int:
        return len(self._samen)

    def neem_op(self, wachtende: _Wachtende) -> None:
        self._samen.append(wachtende)
        if len(self._samen) == 1:
            self.loop.call_soon(self._beurt, _BEURTEN)

    def geef_door(self) -> None:
        for wachtende in self._samen:
            self._queue.put(wachtende)
        self._samen.clear()

    def _beurt(self, nog: int) -> None:
        if nog > 1:
            self.loop.call_soon(self._beurt, nog - 1)
        else:
            self.geef_door()


class Journaal:
    """Owns its storage from now on. `geduld_s`: how long a caller waits at most; `meeste_wachtend`: how many may
    wait, beyond which a caller hears no at once; `meeste_samen`: how many go into one transaction."""

    def __init__(
        self, opslag: Opslag, *, geduld_s: float = 2.0, meeste_wachtend: int = 2000, meeste_samen: int = 500
    ) -> None:
        self._opslag = opslag
        self._geduld_s = geduld_s
        self._meeste_wachtend = meeste_wachtend
        self._meeste_samen = meeste_samen
        #: None: there will be no more.
        self._wachtenden: SimpleQueue[_Wachtende | None] = SimpleQueue()
        self._verzameling: _Verzameling | None = None
        self._gesloten = False
        self._einde = False
        self._beschikbaar = False
        self._reden = ""
        self._lezers = ThreadPoolExecutor(max_workers=4, thread_name_prefix="verwerkingenlog-lezen")
        self._schrijver = Thread(target=self._schrijf_steeds, name="verwerkingenlog-schrijven", daemon=True)
        self._schrijver.start()

    @property
    def beschikbaar(self) -> bool:
        """Whether the last write (or, when there was none, the last try) succeeded. For readiness."""
        return self._beschikbaar

    async def schrijf(self, schrijfsel: Schrijfsel) -> None:
        """Returns when it is durable. Raises LogUnavailable when that failed, or took too long."""
        if self._gesloten:
            raise LogUnavailable(detail="het journaal is gesloten")
        verzameling = self._van_loop(asyncio.get_running_loop())
        if len(verzameling) + self._wachtenden.qsize() >= self._meeste_wachtend:
            raise LogUnavailable(detail="te veel operaties wachten op het verwerkingenlog")
        wachtende = _Wachtende(schrijfsel)
        verzameling.neem_op(wachtende)
        # Answered by then: when the writer has not come to it yet, it leaves it out.
        te_laat = "het verwerkingenlog antwoordde niet op tijd"
        geduld = wachtende.loop.call_later(self._geduld_s, _zet, (wachtende.klaar,), te_laat)
        try:
            await wachtende.klaar
        finally:
            geduld.cancel()

    async def lees(self, fn: Callable[[Opslag], _T]) -> _T:
        """What `fn` reads, in a thread of its own. Raises LogUnavailable."""
        if self._gesloten:
            raise LogUnavailable("Het verwerkingenlog kan nu niet worden gelezen.", detail="het journaal is gesloten")
        try:
            return await asyncio.get_running_loop().run_in_executor(self._lezers, fn, self._opslag)
        except OpslagFout as error:
            raise LogUnavailable("Het verwerkingenlog kan nu niet worden gelezen.", detail=str(error)) from None

    async def eerder(self, trace_id: str) -> Sequence[Regel]:
        """What is durable of this trace. Raises LogUnavailable."""
        return [found.regel for found in await self.lees(lambda opslag: opslag.van_trace(trace_id))]

    async def aclose(self) -> None:
        """Writes what still waits, and closes the storage. Nothing is accepted any more."""
        self._gesloten = True
        self._van_loop(asyncio.get_running_loop()).geef_door()
        self._wachtenden.put(None)
        # A database that hangs may keep the writer; by then nobody waits for it any more.
        await asyncio.to_thread(self._schrijver.join, self._geduld_s + _PROEF_S)
        self._lezers.shutdown(wait=False, cancel_futures=True)
        self._opslag.close()

    def _van_loop(self, loop: asyncio.AbstractEventLoop) -> _Verzameling:
        """Each is used by the thread of its own loop alone; mostly there is one."""
        found = self._verzameling
        if found is None or found.loop is not loop:
            found = self._verzameling = _Verzameling(loop, self._wachtenden)
        return found

    # The writer's thread

    def _schrijf_steeds(self) -> None:
        samen: list[_Wachtende] | None = []
        while samen is not None:
            try:
                if samen:
                    self._verwerk(samen)
                else:
                    self._probeer()
            except Exception:
                # Even saying what went wrong failed. Who waits gives up by himself; the next must still be written.
                self._beschikbaar = False
            samen = self._volgende()

    def _volgende(self) -> list[_Wachtende] | None:
        """Everything that waits and still wants to; empty: time to try again; None: closed."""
        if self._einde:
            return None
        samen: list[_Wachtende] = []
        with suppress(Empty):
            volgende = self._wachtenden.get(timeout=None if self._beschikbaar else _PROEF_S)
            while volgende is not None:
                samen.append(volgende)
                if len(samen) == self._meeste_samen:
                    break
                volgende = self._wachtenden.get_nowait()
            else:
                self._einde = True
                if not samen:
                    return None
        return [wachtende for wachtende in samen if not wachtende.klaar.done()]

    def _probeer(self) -> None:
        try:
            self._opslag.proef()
        except Exception as error:
            self._meld(error)
        else:
            self._meld(None)

    def _verwerk(self, samen: Sequence[_Wachtende]) -> None:
        """One transaction; when one record in it is refused, in halves, until only that one is left out."""
        try:
            self._opslag.schrijf([wachtende.schrijfsel for wachtende in samen])
        except OpslagFout as error:
            if isinstance(error, RegelGeweigerd):
                self._zonder_de_slechte(samen, error)
            else:
                self._meld(error)
                _antwoord(samen, str(error))
        except Exception as error:  # what could not even be put into words is as bad as what was refused
            self._zonder_de_slechte(samen, error)
        else:
            self._meld(None)
            _antwoord(samen, None)

    def _zonder_de_slechte(self, samen: Sequence[_Wachtende], error: Exception) -> None:
        if len(samen) > 1:
            middle = len(samen) // 2
            self._verwerk(samen[:middle])
            self._verwerk(samen[middle:])
            return
        _log.error("record geweigerd", soort=type(error).__name__, trace_id=_trace(samen[0]))
        _antwoord(samen, f"het verwerkingenlog weigert dit record ({type(error).__name__})")

    def _meld(self, error: Exception | None) -> None:
        """Whether it works now; said in the log of the application when that changes, not at every write."""
        # Only our own sentences are free of what a driver may quote.
        reden = "" if error is None else str(error) if isinstance(error, OpslagFout) else type(error).__name__
        if error is None and not self._beschikbaar:
            _log.info("verwerkingenlog beschikbaar")
        elif error is not None and reden != self._reden:
            _log.error("verwerkingenlog niet beschikbaar", reden=reden)
        self._beschikbaar, self._reden = error is None, reden


def _antwoord(samen: Sequence[_Wachtende], detail: str | None) -> None:
    """That it is durable, or (`detail`) why not. Wakes each event loop once, for all of its operations."""
    per_loop: dict[asyncio.AbstractEventLoop, list[asyncio.Future[None]]] = {}
    for wachtende in samen:
        per_loop.setdefault(wachtende.loop, []).append(wachtende.klaar)
    for loop, futures in per_loop.items():
        with suppress(RuntimeError):  # the loop is closed: nobody is waiting there any more
            loop.call_soon_threadsafe(_zet, futures, detail)


def _zet(futures: Sequence[asyncio.Future[None]], detail: str | None) -> None:
    for future in futures:
        if future.done():
            continue
        if detail is None:
            future.set_result(None)
        else:
            # One of its own for each: an exception that is raised collects the traceback of who raised it.
            future.set_exception(LogUnavailable(detail=detail))


def _trace(wachtende: _Wachtende) -> str:
    regel = wachtende.schrijfsel.regels[0]
    return "" if isinstance(regel, Opschoning) else regel.trace_id
