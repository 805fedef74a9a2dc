"""Loader: one question for many keys. The only way in which a relatie is served.

aiodataloader keeps one future per key (`load`); `veel` is the road of a whole level, which waits once for all its keys,
and `een` that of who waits for one there and then. All stand in the same queue, and share their answers. The queues of
a request leave together (ronde.py), but for what is at hand (`@lader_bij_de_hand`), which is there at once, and what
only passes questions on to other loaders (`@lader_van_laders`): theirs wait. A loader lives for one request (its cache
holds personal data) and holds closed objects only. A group of loaders is a class whose batch functions are marked
`@lader`.
"""

from __future__ import annotations

import asyncio
from collections.abc import (
    Awaitable,
    Callable,
    Collection,
    Coroutine,
    Generator,
    Hashable,
    Mapping,
    Sequence,
)
from typing import Any, Generic, Self, TypeVar, overload
from weakref import ref

from aiodataloader import DataLoader

from resolvers.grammar.antwoorden import alle
from resolvers.grammar.eerste_stap import Rest, begin
from resolvers.grammar.errors import MijnZakenError, laat_los
from resolvers.grammar.ronde import Ronde

K = TypeVar("K", bound=Hashable)
V = TypeVar("V")

#: Where a group of loaders keeps its round.
_RONDE = "_ronde"

Batch = Callable[[Sequence[K]], Coroutine[Any, Any, Sequence["V | Exception"]]]


class _Beurt(Generic[K, V]):
    """A batch: the keys that leave together, and their answers when they are there."""

    __slots__ = ("antwoorden", "bij_klaar", "rest", "sleutels", "taak")

    def __init__(self, sleutels: list[K], rest: Rest[list[V | Exception]] | None = None) -> None:
        """`rest`: it was begun."""
        self.sleutels = sleutels
        self.rest = rest
        #: None: not yet; empty: called off, and nobody waits any longer.
        self.antwoorden: dict[K, V | Exception] | None = None
        self.bij_klaar: list[Callable[[], None]] = []
        #: Held here, because the loop itself keeps no hold of a task.
        self.taak: asyncio.Task[None] | None = None

    def wacht(self) -> asyncio.Future[None]:
        """Until it is there. A future of its own for each who waits: who gives up must not end the question of the
        others."""
        future: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self.bij_klaar.append(lambda: None if future.done() else future.set_result(None))
        return future

    def klaar(self, antwoorden: dict[K, V | Exception]) -> None:
        self.antwoorden = antwoorden
        for doe in self.bij_klaar:
            doe()
        self.bij_klaar.clear()


class Loader(DataLoader[K, V], Generic[K, V]):
    """`batch` gives one answer per key, in the order of the keys; an Exception in a place fails that key alone.
    `ronde`: with which questions of other loaders its own leave. `bij_de_hand`: what `veel` asks leaves by itself, at
    once: the answers are in memory, but now and then. `van_laders`: whatever is asked leaves by itself, at once."""

    def __init__(
        self, batch: Batch[K, V], ronde: Ronde | None = None, *, bij_de_hand: bool = False, van_laders: bool = False
    ) -> None:
        self._batch = batch
        self._bij_de_hand = bij_de_hand
        self._van_laders = van_laders
        self._ronde = ronde or Ronde()
        self._bekend: dict[K, V | Exception] = {}
        self._onderweg: dict[K, _Beurt[K, V]] = {}
        self._beurt: _Beurt[K, V] | None = None
        self._los = False

    async def batch_load_fn(self, keys: list[K]) -> list[V | Exception]:  # type: ignore[override] # it accepts an Exception per key
        """A batch that fails as a whole is the answer to each of its keys. It is kept like any answer: what one request
        asks twice gets the same, and a register that is in trouble is not asked again."""
        try:
            answers = list(await self._batch(keys))
            if len(answers) != len(keys):
                raise RuntimeError(f"{self._batch}: {len(keys)} keys, {len(answers)} answers")
        except Exception as error:
            if isinstance(error, MijnZakenError):  # of any other it will be asked where it was
                laat_los(error)
            answers = [error] * len(keys)
        return answers

    def veel(self, keys: Sequence[K]) -> Gevraagd[K, V]:
        """Asks at once; gives, when it is waited for, the answers to these keys in their order, an Exception in the
        place of a key that failed. What others ask in the same round goes in the same batch; what is known or under way
        is not asked again."""
        bekend = self._bekend
        nieuw = [key for key in dict.fromkeys(keys) if key not in bekend] if bekend else dict.fromkeys(keys)
        if not nieuw:
            self._ronde.roer()
            beurten: Collection[_Beurt[K, V]] = ()
        elif self._ronde.over:  # asked by who was left behind: nobody waits for his answer
            beurten = (_AFGEBLAZEN,)
        elif self._van_laders or (self._bij_de_hand and not self._onderweg):
            beurten = self._pak(list(nieuw))
        else:
            beurten = self._vraag(nieuw)
        return Gevraagd(keys, bekend, beurten)

    def _pak(self, keys: list[K]) -> Collection[_Beurt[K, V]]:
        """Ask at once for what is not under way. What to wait for when it is not there then."""
        self._ronde.roer()
        beurten: list[_Beurt[K, V]] = []
        if self._onderweg:
            beurten, keys = self._verdeeld(keys)
            if not keys:
                return beurten
        found = begin(self.batch_load_fn(keys))
        if not isinstance(found, Rest):
            self._bekend.update(zip(keys, found, strict=True))
            return beurten
        beurt: _Beurt[K, V] = _Beurt(keys, found)
        self._onderweg.update(dict.fromkeys(keys, beurt))
        self._ronde.bezig.add(self)
        beurt.taak = asyncio.get_running_loop().create_task(self._rit(beurt))
        beurten.append(beurt)
        return beurten

    def _verdeeld(self, keys: Collection[K]) -> tuple[list[_Beurt[K, V]], list[K]]:
        """The batches, each once, in which some of these are under way; and those that are not."""
        onderweg = self._onderweg
        beurten = {id(found): found for key in keys if (found := onderweg.get(key)) is not None}
        return list(beurten.values()), [key for key in keys if key not in onderweg]

    def _vraag(self, keys: Collection[K]) -> Collection[_Beurt[K, V]]:
        """What to wait for to have the answers to these, each once: what is under way, and what leaves with this
        round."""
        onderweg = self._onderweg
        self._ronde.roer()
        beurten: list[_Beurt[K, V]] = []
        apart = keys
        if onderweg:
            beurten, apart = self._verdeeld(keys)
        if apart:
            if (beurt := self._beurt) is None:
                beurt = self._beurt = _Beurt([])
                self._ronde.bezig.add(self)
                self._ronde.wacht(self)
            beurt.sleutels += apart
            onderweg.update(dict.fromkeys(apart, beurt))
            if beurt not in beurten:
                beurten.append(beurt)
        return beurten

    def vertrek(self) -> None:
        """Of the round: ask what is waiting."""
        beurt, self._beurt = self._beurt, None
        assert beurt is not None
        beurt.taak = asyncio.get_running_loop().create_task(self._rit(beurt))

    def staak(self) -> list[asyncio.Task[None]]:
        """Of the round: its operation is over, and nobody waits for an answer any more."""
        gestaakt, self._onderweg, self._beurt = set(self._onderweg.values()), {}, None
        taken = [beurt.taak for beurt in gestaakt if beurt.taak is not None]
        for taak in taken:
            taak.cancel()
        for beurt in gestaakt:
            beurt.taak = None
            if beurt.rest is not None:  # its task did not come to take it up
                beurt.rest.close()
            beurt.klaar({})
        return taken

    async def _rit(self, beurt: _Beurt[K, V]) -> None:
        keys, rest, beurt.rest = beurt.sleutels, beurt.rest, None
        found: dict[K, V | Exception] = {}
        try:
            answers = await (self.batch_load_fn(keys) if rest is None else rest)
            found = dict(zip(keys, answers, strict=True))
            self._bekend.update(found)
        finally:
            if beurt.antwoorden is None:  # it was not called off
                if len(self._onderweg) == len(keys):  # no other is
                    self._onderweg.clear()
                    self._ronde.bezig.discard(self)
                else:
                    for key in keys:
                        del self._onderweg[key]
                self._ronde.roer()
                beurt.klaar(found)

    async def een(self, key: K) -> V:
        """One answer; raises what the key failed with. For who waits for it there and then."""
        (answer,) = await self.veel([key])
        if not isinstance(answer, Exception):
            return answer
        try:
            raise answer
        finally:
            del answer  # an exception holds the frames that it went through: it would hold itself

    def load(self, key: K) -> asyncio.Future[V]:
        """One answer; raises what the key failed with. Who gives up waiting ends it for himself only."""
        if self._ronde.over:
            return _afgeblazen()
        if not self._los:  # most loaders are only asked for a whole level; to make ready for this is dear
            super().__init__()
            self._los = True
        self._ronde.roer()
        return asyncio.shield(super().load(key))

    def do_resolve_reject(self, key: K, future: asyncio.Future[V]) -> None:
        """Of aiodataloader: the first time that this key is asked by itself."""
        if key in self._bekend:
            _zet(future, self._bekend[key])
            return
        beurten = self._pak([key]) if self._van_laders else self._vraag((key,))
        if not beurten:
            _zet(future, self._bekend[key])
            return
        (beurt,) = beurten

        def klaar() -> None:
            if not beurt.antwoorden:
                future.cancel()
                self.clear(key)  # another part of the answer may ask it again
            else:
                _zet(future, beurt.antwoorden[key])

        beurt.bij_klaar.append(klaar)

    def prime(self, key: K, value: V) -> Self:
        self._bekend.setdefault(key, value)
        return self

    def clear(self, key: K) -> Self:
        self._bekend.pop(key, None)
        return super().clear(key) if self._los else self

    def clear_all(self) -> Self:
        self._bekend.clear()
        return super().clear_all() if self._los else self


class Gevraagd(Generic[K, V]):
    """Of `Loader.veel`. Not a coroutine: who asked for more than one thing, and fails on the first, need not wait for
    the others."""

    __slots__ = ("bekend", "beurten", "keys")

    def __init__(self, keys: Sequence[K], bekend: Mapping[K, V | Exception], beurten: Collection[_Beurt[K, V]]) -> None:
        self.keys = keys
        self.bekend = bekend
        self.beurten = beurten

    def meteen(self) -> list[V | Exception] | None:
        """The answers, when there is nothing to wait for."""
        return None if self._open() else self.antwoorden()

    def _open(self) -> list[_Beurt[K, V]]:
        return [beurt for beurt in self.beurten if beurt.antwoorden is None]

    def bij_klaar(self, doe: Callable[[], None]) -> None:
        """`doe` is called once, when there is nothing to wait for any longer; now there is."""
        open_ = self._open()
        over = len(open_)

        def een() -> None:
            nonlocal over
            over -= 1
            if not over:
                doe()

        for beurt in open_:
            beurt.bij_klaar.append(een if over > 1 else doe)

    def antwoorden(self) -> list[V | Exception]:
        """Now that they are there. Raises CancelledError when they were called off."""
        gehaald: dict[K, V | Exception] = {}
        for beurt in self.beurten:
            if not beurt.antwoorden:
                raise asyncio.CancelledError
            if len(self.beurten) == 1 and beurt.sleutels == self.keys:  # as a rule
                return list(beurt.antwoorden.values())
            gehaald.update(beurt.antwoorden)
        try:
            return list(map((gehaald or self.bekend).__getitem__, self.keys))
        except KeyError:  # some were known before
            return [gehaald[key] if key in gehaald else self.bekend[key] for key in self.keys]

    def __await__(self) -> Generator[Any, None, list[V | Exception]]:
        for beurt in self.beurten:
            if beurt.antwoorden is None:
                yield from beurt.wacht()
        return self.antwoorden()


#: What is asked when all is over.
_AFGEBLAZEN: _Beurt[Any, Any] = _Beurt([])
_AFGEBLAZEN.antwoorden = {}


def _afgeblazen() -> asyncio.Future[Any]:
    future: asyncio.Future[Any] = asyncio.get_running_loop().create_future()
    future.cancel()
    return future


def _zet(future: asyncio.Future[V], antwoord: V | Exception) -> None:
    if isinstance(antwoord, Exception):
        future.set_exception(antwoord)
        future.exception()  # told to who still waits; that nobody does, because he was called off, is no fault
    else:
        future.set_result(antwoord)


def ronde_van(groep: object) -> Ronde:
    """With which all loaders of a group leave."""
    found: Ronde | None = groep.__dict__.get(_RONDE)
    if found is None:
        found = groep.__dict__[_RONDE] = Ronde()
    return found


class lader(Generic[K, V]):
    """Marks a batch method: the attribute is its Loader, made when it is first asked for."""

    _bij_de_hand = False
    _van_laders = False

    def __init__(self, batch: Callable[[Any, Sequence[K]], Coroutine[Any, Any, Sequence[V | Exception]]]) -> None:
        self._batch = batch
        self.__doc__ = batch.__doc__

    def __set_name__(self, owner: type, name: str) -> None:
        self._name = name

    @overload
    def __get__(self, instance: None, owner: type) -> lader[K, V]: ...

    @overload
    def __get__(self, instance: object, owner: type) -> Loader[K, V]: ...

    def __get__(self, instance: object | None, owner: type) -> lader[K, V] | Loader[K, V]:
        if instance is None:
            return self
        # A Loader that held its group would make a ring of the two, with all that a request read in it, and only the
        # garbage collector would free that.
        group = ref(instance)

        def batch(keys: Sequence[K]) -> Coroutine[Any, Any, Sequence[V | Exception]]:
            found = group()
            if found is None:
                raise RuntimeError(f"{self._name}: the request is over")
            return self._batch(found, keys)

        made: Loader[K, V] = Loader(
            batch, ronde_van(instance), bij_de_hand=self._bij_de_hand, van_laders=self._van_laders
        )
        instance.__dict__[self._name] = made
        return made


class lader_bij_de_hand(lader[K, V]):
    """`@lader` of a batch that asks no register, as a rule: it makes something of its keys, or finds it in memory. What
    a whole level asks of it is not held back for the round."""

    _bij_de_hand = True


class lader_van_laders(lader[K, V]):
    """`@lader` of a batch that asks other loaders, or a register something of each key by itself: to wait for more keys
    saves nothing. Held back for a round of its own, what it asks would leave a round later than the same question of
    who needs no such step, and be asked twice."""

    _van_laders = True


def per_stuk(
    ask: Callable[[Any, K], Awaitable[V]],
) -> Callable[[Any, Sequence[K]], Coroutine[Any, Any, Sequence[V | Exception]]]:
    """For a question that no register answers for many keys at once: asked side by side, each failing alone."""

    async def batch(self: Any, keys: Sequence[K]) -> Sequence[V | Exception]:
        return await alle(ask(self, key) for key in keys)

    batch.__doc__ = ask.__doc__
    return batch
