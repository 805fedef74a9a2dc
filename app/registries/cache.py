"""Cache: what is the same for everybody, kept for a while.

No personal data by contract: keys are (register, soort, id) of catalogue data, or a hash of a document's text. Nothing
about a person is ever a key or a value here; that lives in the loaders of one request.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Hashable
from contextlib import suppress
from contextvars import copy_context
from dataclasses import dataclass
from time import monotonic
from typing import Any, Generic, TypeVar

from cachetools import LRUCache

from app.registries.oproep import deadline
from app.registries.samen import Deelbaar, Samen, Sleutel
from resolvers.grammar.errors import MijnZakenError

K = TypeVar("K", bound=Hashable)
V = TypeVar("V")

#: Catalogue data is fetched anew after this; a notification makes it sooner.
VERS_S = 900.0
#: Old data is better than none while its register is away, but not for ever.
OUDST_S = 86_400.0
#: After a failed refresh, the old value serves this long before the register is asked again.
WACHT_NA_FOUT_S = 10.0
#: Who asks for something old waits this long for the new; the question goes on for the next one.
GEDULD_S = 1.0

_NOOIT = float("-inf")


class Lru(Generic[K, V]):
    """The last used, a bounded number of them; with `gewicht`, as many as weigh `meeste` together. What alone weighs
    more is not kept."""

    def __init__(self, meeste: int, gewicht: Callable[[V], int] | None = None) -> None:
        self._known: LRUCache[K, V] = LRUCache(meeste, gewicht)

    def get(self, key: K) -> V | None:
        try:
            return self._known[key]  # `get` of cachetools looks twice
        except KeyError:
            return None

    def zet(self, key: K, value: V) -> None:
        with suppress(ValueError):
            self._known[key] = value

    def __len__(self) -> int:
        return len(self._known)

    def alle(self) -> list[V]:
        return list(self._known.values())


@dataclass(slots=True)
class _Waarde:
    value: Any
    gehaald: float
    vers_tot: float
    mislukt: bool = False


class Gedeeld:
    """Single flight: who asks for the same thing at the same time waits for one question. Old while the register fails
    or takes long, never older than `oudst_s`. The question runs on its own: no asker's deadline or departure ends it
    for the others. With `samen`, what can be shared is first looked for among what other processes fetched."""

    def __init__(
        self,
        *,
        samen: Samen | None = None,
        meeste: int = 4096,
        vers_s: float = VERS_S,
        oudst_s: float = OUDST_S,
        geduld_s: float = GEDULD_S,
        klok: Callable[[], float] = monotonic,
    ) -> None:
        self._known: LRUCache[Sleutel, _Waarde] = LRUCache(meeste)
        self._bezig: dict[Sleutel, asyncio.Task[Any]] = {}
        self._vergeten: set[Sleutel] = set()
        #: Of each register the last change that we heard of.
        self._nr: dict[str, int] = {}
        self._samen = samen
        self._vers_s = vers_s
        self._oudst_s = oudst_s
        self._geduld_s = geduld_s
        self._klok = klok

    async def get(self, key: Sleutel, load: Callable[[], Awaitable[V]]) -> V:
        """The value, fetched when there is none or it is no longer fresh. Raises what `load` raises when there is
        nothing old either."""
        known: _Waarde | None
        try:
            known = self._known[key]
        except KeyError:
            known = None
        value: V
        if known is not None and self._klok() < known.vers_tot:
            value = known.value
            return value
        task = self._vraag(key, load)
        if known is not None and self._klok() - known.gehaald <= self._oudst_s:
            # Its register failed just now: nobody waits for it again. Otherwise a short while, for it mostly succeeds.
            await asyncio.wait({task}, timeout=0 if known.mislukt else self._geduld_s)
            if not task.done():
                value = known.value
                return value
        # Shielded: one who gives up must not end the question of the others.
        value = await asyncio.shield(task)
        return value

    async def vernieuw(self, key: Sleutel, load: Callable[[], Awaitable[V]]) -> V:
        """Fetch it now, however fresh it is; in the background of a process, or after a notification. A question that
        already runs may have begun before the change and does not count."""
        if (running := self._bezig.get(key)) is not None:
            self._vergeten.add(key)
            await asyncio.wait({running})
        value: V = await asyncio.shield(self._vraag(key, load))
        return value

    def _vraag(self, key: Sleutel, load: Callable[[], Awaitable[V]]) -> asyncio.Task[V]:
        task: asyncio.Task[V] | None = self._bezig.get(key)
        if task is None:
            context = copy_context()
            context.run(deadline.set, None)
            task = asyncio.get_running_loop().create_task(self._haal(key, load), context=context)
            self._bezig[key] = task
            task.add_done_callback(lambda done: self._klaar(key, done))
        return task

    def _klaar(self, key: Sleutel, task: asyncio.Task[Any]) -> None:
        self._bezig.pop(key, None)
        self._vergeten.discard(key)
        if not task.cancelled():
            task.exception()  # taken note of, also when everybody who asked has gone

    async def _haal(self, key: Sleutel, load: Callable[[], Awaitable[V]]) -> V:
        try:
            self._known[key] = found = await self._nieuw(key, load)
        except MijnZakenError:
            old = await self._oud(key, load)
            if old is None or self._klok() - old.gehaald > self._oudst_s:
                raise
            old.vers_tot, old.mislukt = self._klok() + WACHT_NA_FOUT_S, True
            self._known[key] = found = old
        value: V = found.value
        return value

    async def _nieuw(self, key: Sleutel, load: Callable[[], Awaitable[V]]) -> _Waarde:
        value, leeftijd_s, vers_s = None, 0.0, self._vers_s
        if isinstance(load, Deelbaar) and load.vers_s is not None:
            vers_s = load.vers_s
        if self._samen is not None and isinstance(load, Deelbaar):
            found = await self._samen.haal(
                key,
                load,
                vers_s=vers_s,
                oudst_s=self._oudst_s,
                nr=self._nr.get(key[0], 0),
                veranderd=lambda: key in self._vergeten,
            )
            value, leeftijd_s = found.value, found.leeftijd_s
        else:
            value = await load()
        gehaald = self._klok() - leeftijd_s
        # What changed while we asked is good for who waited, not for the next.
        return _Waarde(value, gehaald, _NOOIT if key in self._vergeten else gehaald + vers_s)

    async def _oud(self, key: Sleutel, load: Callable[[], Awaitable[V]]) -> _Waarde | None:
        known: _Waarde | None = self._known.get(key)
        if known is not None or self._samen is None or not isinstance(load, Deelbaar):
            return known
        found = await self._samen.oud(key, load)
        return _Waarde(found.value, self._klok() - found.leeftijd_s, _NOOIT) if found is not None else None

    def bekend(self, key: Sleutel) -> Any:
        """What is known now, however old; None when nothing is."""
        known: _Waarde | None = self._known.get(key)
        return known.value if known is not None else None

    def vergeet(self, voorvoegsel: tuple[str, ...], nr: int = 0) -> None:
        """Everything whose key begins so must be fetched anew; it stays as the old value in case that fails. `nr`: of
        the change, the same for every process."""
        self._nr[voorvoegsel[0]] = max(nr, self._nr.get(voorvoegsel[0], 0))
        for key, known in self._known.items():
            if key[: len(voorvoegsel)] == voorvoegsel:
                known.vers_tot, known.mislukt = _NOOIT, False
        self._vergeten.update(key for key in self._bezig if key[: len(voorvoegsel)] == voorvoegsel)

    def __len__(self) -> int:
        return len(self._known)
