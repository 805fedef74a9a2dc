"""Connection: a page out of the lists of several registers, in one stable order, of what this afnemer may see.

Each register gives a Stroom: its objects in batches (its own pages), already in the order asked. The streams are
merged by (value, id), what comes before the cursor is passed over, what may not be seen is left out before anything is
counted, and reading stops when the page is full. A cursor is a place in the order (a value and an id), not a number:
an insert between two pages moves nothing.
"""

from __future__ import annotations

import asyncio
import binascii
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import AsyncIterator, Awaitable, Callable, Hashable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import count
from json import dumps, loads
from operator import itemgetter
from typing import Any, Generic, Protocol, TypeVar

from resolvers.grammar.bedrijfsobject import Bedrijfsobject, bedrijfsobject, veld
from resolvers.grammar.bron import BronAntwoord
from resolvers.grammar.context import Context, ResolveInfo
from resolvers.grammar.errors import BadUserInput, MijnZakenError, RegisterError, RegisterUnavailable, laat_los
from resolvers.grammar.inzage import BetrokkeneBron, Inzage, Zicht
from resolvers.grammar.reeks import Reeks
from resolvers.grammar.zicht import noteer_zichten, zicht_op

T = TypeVar("T")

GROOTSTE_PAGINA = 100
_LONGEST_CURSOR = 1024

Plaats = tuple[str, str]
"""Where an object stands in an order: the value by which is sorted (ISO text; "" when empty) and its global id."""


@bedrijfsobject("Waar deze pagina in de lijst staat.", bron=BetrokkeneBron.GEEN)
class PageInfo(Bedrijfsobject):
    has_next_page: bool = veld("Of er na deze pagina nog meer is.")
    has_previous_page: bool = veld("Of er vóór deze pagina nog meer is.")
    start_cursor: str | None = veld("De plaats van het eerste object. Leeg bij een lege pagina.")
    end_cursor: str | None = veld("De plaats van het laatste object: geef hem mee als `after` voor de volgende pagina.")


@bedrijfsobject("Een object in een lijst, met zijn plaats.", bron=BetrokkeneBron.GEEN)
class Edge(Bedrijfsobject, Generic[T]):
    node: T = veld("Het object.")
    cursor: str = veld("De plaats van het object in deze volgorde.")


@bedrijfsobject("Een pagina uit een lijst.", bron=BetrokkeneBron.GEEN)
class Connection(Bedrijfsobject, Generic[T]):
    edges: list[Edge[T]] = veld("De objecten van deze pagina, elk met zijn plaats.")
    nodes: list[T] = veld("De objecten van deze pagina, zonder omhaal.")
    page_info: PageInfo = veld("Waar deze pagina in de lijst staat.")
    totaal: int | None = veld("Hoeveel objecten u mag zien. Leeg als een register niet (volledig) antwoordde.")
    bronnen: list[BronAntwoord] = veld(
        "Per register of het heeft geantwoord: een lijst kan onvolledig zijn zonder te mislukken."
    )


@dataclass(frozen=True, slots=True)
class Volgorde(Generic[T]):
    """An order: its name (part of every cursor), the value by which it sorts, and its direction."""

    naam: str
    waarde: Callable[[T], str]
    aflopend: bool = True


@dataclass(frozen=True, slots=True)
class Pagina:
    """What the client asks: how many, after which place."""

    first: int
    na: Plaats | None

    @classmethod
    def vraag(cls, first: int, after: str | None, volgorde: Volgorde[Any]) -> Pagina:
        if not 1 <= first <= GROOTSTE_PAGINA:
            raise BadUserInput(f"`first` moet tussen 1 en {GROOTSTE_PAGINA} liggen.")
        return cls(first, None if after is None else lees_cursor(after, volgorde.naam))


@dataclass(frozen=True, slots=True, kw_only=True)
class Bladvraag(Generic[T]):
    """The key of a relatie that gives a page: what the loader is asked, and what is done with its streams."""

    vraag: Hashable
    pagina: Pagina
    volgorde: Volgorde[T]
    houdt: Callable[[T], bool] | None = None


def schrijf_cursor(volgorde: str, plaats: Plaats) -> str:
    return urlsafe_b64encode(dumps([volgorde, *plaats], separators=(",", ":")).encode()).decode().rstrip("=")


def lees_cursor(text: str, volgorde: str) -> Plaats:
    """The place that a cursor of this order names. Anything else is BAD_USER_INPUT, without the text."""
    error = BadUserInput("Deze cursor hoort niet bij deze lijst en volgorde.")
    if len(text) > _LONGEST_CURSOR:
        raise error
    try:
        parts = loads(urlsafe_b64decode(text.encode("ascii") + b"=" * (-len(text) % 4)))
    except (binascii.Error, UnicodeError, ValueError, RecursionError):
        raise error from None
    if not (isinstance(parts, list) and len(parts) == 3 and all(isinstance(part, str) for part in parts)):
        raise error
    if parts[0] != volgorde:
        raise error
    return parts[1], parts[2]


@dataclass(slots=True, kw_only=True)
class Stroom(Generic[T]):
    """The objects of one register, in order, in its own pages. Read as far as needed; what was read is kept for the
    next reader."""

    register: str
    batches: AsyncIterator[Sequence[T]]
    gelezen: list[Sequence[T]] = field(default_factory=list)
    fout: MijnZakenError | None = None
    uitgelezen: bool = False
    opgehaald_op: datetime | None = None
    _slot: asyncio.Lock = field(default_factory=asyncio.Lock)

    async def batch(self, nummer: int) -> Sequence[T] | None:
        """The batch with this number; None past the end, and after a fault (which `fout` then tells)."""
        if nummer < len(self.gelezen):
            return self.gelezen[nummer]
        async with self._slot:
            while len(self.gelezen) <= nummer and not self.uitgelezen:
                try:
                    self.gelezen.append(await anext(self.batches))
                    self.opgehaald_op = datetime.now(UTC)
                except StopAsyncIteration:
                    self.uitgelezen = True
                    self.opgehaald_op = self.opgehaald_op or datetime.now(UTC)
                except MijnZakenError as error:
                    laat_los(error)
                    self.fout, self.uitgelezen = error, True
                except BaseException:  # called off, or a fault of ours: there is no going on from here
                    self.fout, self.uitgelezen = RegisterUnavailable(self.register), True
                    raise
        return self.gelezen[nummer] if nummer < len(self.gelezen) else None

    def antwoord(self) -> BronAntwoord:
        return BronAntwoord(
            register=self.register,
            volledig=self.fout is None,
            fout=self.fout.code if self.fout else None,
            opgehaald_op=self.opgehaald_op,
        )


class Bladerbaar(Protocol[T]):
    """What a loader gives for a page: the streams, and how their registers answered (known once the streams are
    read)."""

    async def onder(self, inzage: Inzage) -> Sequence[Stroom[T]]: ...

    def bronnen(self) -> list[BronAntwoord]: ...

    def fouten(self) -> list[MijnZakenError]: ...

    def niets_gelukt(self) -> bool: ...


@dataclass(frozen=True, slots=True)
class Stromen(Generic[T]):
    """One stream per register."""

    stromen: Sequence[Stroom[T]]

    async def onder(self, inzage: Inzage) -> Sequence[Stroom[T]]:
        return self.stromen

    def bronnen(self) -> list[BronAntwoord]:
        return [stroom.antwoord() for stroom in self.stromen]

    def fouten(self) -> list[MijnZakenError]:
        return [stroom.fout for stroom in self.stromen if stroom.fout is not None]

    def niets_gelukt(self) -> bool:
        return bool(self.stromen) and len(self.fouten()) == len(self.stromen)


def een_batch(
    vraag: Callable[[], Awaitable[Sequence[T]]] | Sequence[T], volgorde: Volgorde[T]
) -> AsyncIterator[Sequence[T]]:
    """The stream of a register that gives its whole list at once, in no order that we can rely on. It is asked when the
    stream is read, which who is called off before that never does. What asks it is let go of then: it may hold the
    loaders that hold this stream."""
    te_geven: list[Callable[[], Awaitable[Sequence[T]]] | Sequence[T]] = [vraag]
    del vraag

    async def volgende() -> Sequence[T] | None:
        if not te_geven:
            return None
        wat = te_geven.pop()
        items = await wat() if callable(wat) else wat
        return sorted(items, key=lambda item: plaats_van(item, volgorde), reverse=volgorde.aflopend)

    return Reeks(volgende)


def mislukte_stroom(fout: MijnZakenError) -> Stroom[Any]:
    """Of a register that was asked before the page was made, and did not answer."""

    async def niets() -> None:
        return None

    register = fout.register if isinstance(fout, RegisterError) else "mijnzaken"
    return Stroom(register=register, batches=Reeks(niets), fout=fout, uitgelezen=True)


def op_plaats(batches: AsyncIterator[Sequence[T]], volgorde: Volgorde[T]) -> AsyncIterator[Sequence[T]]:
    """The stream of a register that sorts by our value, but not by our id within one value: those are held until the
    value is past.

    An object that shifted to the next page while we read is given once.
    """
    held: list[tuple[Plaats, T]] = []
    given: set[str] = set()
    op = False

    def gesorteerd(paren: list[tuple[Plaats, T]]) -> Sequence[T]:
        paren.sort(key=itemgetter(0), reverse=volgorde.aflopend)
        return [item for _, item in paren]

    async def volgende() -> Sequence[T] | None:
        nonlocal held, op
        waarde = volgorde.waarde
        async for batch in batches:
            held += [((waarde(item), id_), item) for item in batch if (id_ := item.id) not in given]  # type: ignore[attr-defined]
            given.update([plaats[1] for plaats, _ in held])
            if not held:
                continue
            last, eind = held[-1][0][0], len(held)
            while eind and held[eind - 1][0][0] == last:
                eind -= 1
            ready, held = held[:eind], held[eind:]
            if ready:
                return gesorteerd(ready)
        if op:
            return None
        op = True
        return gesorteerd(held)

    return Reeks(volgende)


@dataclass(slots=True)
class _Lezer(Generic[T]):
    """Where the reading of one stream is. `kop`: its next object and the place of that; None past the end."""

    stroom: Stroom[T]
    volgorde: Volgorde[T]
    kop: tuple[Plaats, T] | None = None
    _batch: Sequence[T] = ()
    _nummer: int = 0
    _plek: int = 0

    async def verder(self) -> None:
        while self._plek >= len(self._batch):
            batch = await self.stroom.batch(self._nummer)
            if batch is None:
                self.kop = None
                return
            self._batch, self._nummer, self._plek = batch, self._nummer + 1, 0
        item = self._batch[self._plek]
        self._plek += 1
        self.kop = plaats_van(item, self.volgorde), item


def _merged(stromen: Sequence[Stroom[T]], volgorde: Volgorde[T]) -> AsyncIterator[Sequence[T]]:
    """The streams as one, by place, a few objects at a time. All first batches are asked at once."""
    nummers = count()
    lezers: list[_Lezer[T]] = []
    choose = max if volgorde.aflopend else min

    async def van_een() -> Sequence[T] | None:
        return await stromen[0].batch(next(nummers))

    async def van_alle() -> Sequence[T] | None:
        if not lezers:
            await asyncio.gather(*(stroom.batch(0) for stroom in stromen))
            lezers.extend(_Lezer(stroom, volgorde) for stroom in stromen)
            for lezer in lezers:
                await lezer.verder()
        heads = [(lezer.kop, lezer) for lezer in lezers if lezer.kop is not None]
        if not heads:
            return None
        (_, item), lezer = choose(heads, key=lambda head: head[0][0])
        await lezer.verder()
        return (item,)

    return Reeks(van_een if len(stromen) == 1 else van_alle)


def plaats_van(item: Any, volgorde: Volgorde[Any]) -> Plaats:
    return volgorde.waarde(item), item.id


async def pagineer(
    lijst: Bladerbaar[T], vraag: Bladvraag[T], ouder: Zicht[Any], info: ResolveInfo
) -> Zicht[Connection[T]]:
    """The page asked, of what may be seen under `ouder`, whose list it is. No register answered: the first fault is
    raised; some did not: it is told beside the data."""
    context: Context = info.context
    inzage, naam = ouder.inzage, _name_of(info)
    volgorde, na, first = vraag.volgorde, vraag.pagina.na, vraag.pagina.first
    vraagt = context.vooruitblik.vraagt
    telt, plaatst = vraagt(f"{naam}.totaal"), vraagt(f"{naam}.pageInfo")
    page: list[Zicht[T]] = []
    totaal, meer = 0, False
    async for batch in _merged(await lijst.onder(inzage), volgorde):
        for item in batch:
            seen = zicht_op(item, inzage, ouder)
            if seen is None or (vraag.houdt is not None and not vraag.houdt(item)):
                continue
            totaal += 1
            if na is not None:
                plaats = plaats_van(item, volgorde)
                if plaats >= na if volgorde.aflopend else plaats <= na:
                    continue
            if len(page) < first:
                page.append(seen)
                continue
            meer = True
            if not telt:
                break
        if meer and not telt:
            break
    fouten = lijst.fouten()
    if lijst.niets_gelukt():
        raise fouten[0]
    for fout in fouten:
        context.meld(info.path.as_list(), fout)
    noteer_zichten(page, context)
    connection: Connection[Any] = Connection(
        edges=_edges(page, volgorde) if vraagt(f"{naam}.edges") else [],
        nodes=page,
        page_info=PageInfo(
            has_next_page=meer,
            has_previous_page=na is not None,
            start_cursor=_cursor(page[0], volgorde) if page and plaatst else None,
            end_cursor=_cursor(page[-1], volgorde) if page and plaatst else None,
        ),
        totaal=totaal if telt and not fouten else None,
        bronnen=lijst.bronnen(),
    )
    return Zicht(connection, inzage, partijen=ouder.partijen, kenmerk=ouder.kenmerk)


def _edges(page: Sequence[Zicht[Any]], volgorde: Volgorde[Any]) -> list[Edge[Any]]:
    return [Edge(node=seen, cursor=_cursor(seen, volgorde)) for seen in page]


def _cursor(seen: Zicht[Any], volgorde: Volgorde[Any]) -> str:
    return schrijf_cursor(volgorde.naam, plaats_van(seen.object, volgorde))


def _name_of(info: ResolveInfo) -> str:
    return str(info.return_type).rstrip("!")
