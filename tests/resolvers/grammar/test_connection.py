"""Connection: paging over several registers gives every object once, in one order, whatever the size of the page, and
whatever came in between."""

from __future__ import annotations

import asyncio
import gc
import warnings
from collections.abc import AsyncIterator, Sequence
from datetime import UTC, datetime
from types import SimpleNamespace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from resolvers.grammar.bedrijfsobject import Bedrijfsobject, bedrijfsobject, veld
from resolvers.grammar.connection import (
    Bladvraag,
    Connection,
    Pagina,
    Stromen,
    Stroom,
    Volgorde,
    _merged,
    een_batch,
    lees_cursor,
    op_plaats,
    plaats_van,
    schrijf_cursor,
)
from resolvers.grammar.connection import pagineer as pagineer_
from resolvers.grammar.context import Context, Vooruitblik
from resolvers.grammar.errors import BadUserInput, MijnZakenError, RegisterUnavailable
from resolvers.grammar.inzage import GEEN_INZAGE, BetrokkeneBron, Zicht


def _datum(item: Any) -> str:
    return str(item.datum)


ORDERS: list[Volgorde[Any]] = [Volgorde("aflopend", _datum), Volgorde("oplopend", _datum, aflopend=False)]


@bedrijfsobject("Een regel.", bron=BetrokkeneBron.GEEN)
class ProefRegel(Bedrijfsobject):
    id: str = veld("Het id.")
    datum: str = veld("De datum.")


ITEM = st.builds(
    ProefRegel,
    id=st.text("abcdef", min_size=1, max_size=3),
    datum=st.sampled_from(["", "2025-01-01", "2025-01-02", "2026-03-01"]),
)
REGISTERS = st.lists(st.lists(ITEM, max_size=8), max_size=6)


def _per_register(registers: list[list[ProefRegel]]) -> list[list[ProefRegel]]:
    """Each id once, and of one register: an id names its register."""
    return [
        list({item.id: ProefRegel(id=f"{number}:{item.id}", datum=item.datum) for item in items}.values())
        for number, items in enumerate(registers)
    ]


def _stroom(register: str, items: Sequence[ProefRegel], volgorde: Volgorde[Any], maat: int) -> Stroom[ProefRegel]:
    """As a register gives them: sorted by the value, in pages, and within one value in an order of its own."""
    by_value = sorted(items, key=volgorde.waarde, reverse=volgorde.aflopend)

    async def batches() -> AsyncIterator[Sequence[ProefRegel]]:
        for start in range(0, len(by_value), maat):
            yield by_value[start : start + maat]

    return Stroom(register=register, batches=op_plaats(batches(), volgorde))


async def pagineer(
    registers: list[list[ProefRegel]], volgorde: Volgorde[Any], first: int, after: str | None = None
) -> Connection[ProefRegel]:
    streams = [_stroom(f"r{number}", items, volgorde, 3) for number, items in enumerate(registers)]
    context = Context(
        afnemer=None,
        loaders=None,
        toegang=None,
        nu=datetime(2026, 11, 2, tzinfo=UTC),
        vooruitblik=Vooruitblik(frozenset({"ProefConnection.totaal", "ProefConnection.pageInfo"})),
    )
    info: Any = SimpleNamespace(context=context, return_type="ProefConnection!", path=SimpleNamespace(as_list=list))
    asked: Bladvraag[Any] = Bladvraag(vraag=None, pagina=Pagina.vraag(first, after, volgorde), volgorde=volgorde)
    return (await pagineer_(Stromen(streams), asked, Zicht(None, GEEN_INZAGE), info)).object


def _ids(page: Connection[ProefRegel]) -> list[str]:
    return [node.object.id for node in page.nodes]  # type: ignore[attr-defined]


@pytest.mark.parametrize("volgorde", ORDERS, ids=lambda volgorde: volgorde.naam)
@given(registers=REGISTERS, first=st.integers(1, 6))
async def test_page_after_page_gives_everything_once_and_in_order(
    volgorde: Volgorde[Any], registers: list[list[ProefRegel]], first: int
) -> None:
    own = _per_register(registers)
    everything = sorted(
        (item for items in own for item in items),
        key=lambda item: plaats_van(item, volgorde),
        reverse=volgorde.aflopend,
    )
    seen: list[str] = []
    after = None
    while True:
        page = await pagineer(own, volgorde, first, after)
        seen += _ids(page)
        assert page.totaal == len(everything)
        assert page.page_info.has_next_page is (len(seen) < len(everything))
        if not page.page_info.has_next_page:
            break
        after = page.page_info.end_cursor

    assert seen == [item.id for item in everything]


@pytest.mark.parametrize("volgorde", ORDERS, ids=lambda volgorde: volgorde.naam)
@given(registers=REGISTERS, nieuw=ITEM, first=st.integers(1, 6))
async def test_an_insert_between_two_pages_neither_repeats_nor_skips_what_was_there(
    volgorde: Volgorde[Any], registers: list[list[ProefRegel]], nieuw: ProefRegel, first: int
) -> None:
    own = _per_register(registers)
    before = await pagineer(own, volgorde, first)
    grown = [*own, [ProefRegel(id=f"nieuw:{nieuw.id}", datum=nieuw.datum)]]
    rest = await pagineer(grown, volgorde, 100, before.page_info.end_cursor) if before.nodes else None
    told = _ids(before) + [id_ for id_ in (_ids(rest) if rest else []) if not id_.startswith("nieuw:")]

    assert sorted(told) == sorted(item.id for items in own for item in items)


@pytest.mark.parametrize("volgorde", ORDERS, ids=lambda volgorde: volgorde.naam)
@given(
    registers=st.lists(st.lists(ITEM, max_size=8), min_size=3, max_size=6),
    valt_uit=st.sets(st.integers(0, 5)),
    na=st.integers(0, 3),
)
async def test_streams_that_break_off_leave_the_others_whole_and_in_order(
    volgorde: Volgorde[Any], registers: list[list[ProefRegel]], valt_uit: set[int], na: int
) -> None:
    """`na`: after so many pages."""
    own = _per_register(registers)
    broken = {number for number in valt_uit if number < len(own)}
    streams = [_stroom(f"r{number}", items, volgorde, 2) for number, items in enumerate(own)]
    for number in broken:
        streams[number].batches = _valt_uit(streams[number].batches, na)
    seen = [item async for batch in _merged(streams, volgorde) for item in batch]
    places = [plaats_van(item, volgorde) for item in seen]
    heel = [item for number, items in enumerate(own) if number not in broken for item in items]

    assert places == sorted(places, reverse=volgorde.aflopend)
    assert len({item.id for item in seen}) == len(seen)
    assert {item.id for item in heel} <= {item.id for item in seen}
    assert {stroom.register for stroom in streams if stroom.fout} == {f"r{number}" for number in broken}


async def _valt_uit(batches: AsyncIterator[Sequence[ProefRegel]], na: int) -> AsyncIterator[Sequence[ProefRegel]]:
    for _ in range(na):
        if (batch := await anext(batches, None)) is None:
            break
        yield batch
    raise RegisterUnavailable(register="weg")


@given(volgorde=st.text(max_size=10), waarde=st.text(max_size=30), id_=st.text(max_size=30))
def test_a_cursor_says_the_place_that_was_written(volgorde: str, waarde: str, id_: str) -> None:
    assert lees_cursor(schrijf_cursor(volgorde, (waarde, id_)), volgorde) == (waarde, id_)


@given(text=st.text(max_size=200))
def test_what_is_no_cursor_is_refused_without_being_repeated(text: str) -> None:
    with pytest.raises(BadUserInput) as refused:
        lees_cursor(text, "aflopend")

    assert refused.value.message == "Deze cursor hoort niet bij deze lijst en volgorde."


def test_a_cursor_of_another_order_is_refused() -> None:
    with pytest.raises(BadUserInput):
        lees_cursor(schrijf_cursor("aflopend", ("2026-01-01", "x")), "oplopend")


@pytest.mark.parametrize("first", [-1, 0, 101, 10**9])
def test_a_page_is_of_1_to_100(first: int) -> None:
    with pytest.raises(BadUserInput):
        Pagina.vraag(first, None, ORDERS[0])


async def test_a_stream_that_fails_tells_what_it_had_and_that_it_failed() -> None:
    async def batches() -> AsyncIterator[Sequence[ProefRegel]]:
        yield [ProefRegel(id="a", datum="2026-01-01")]
        raise RegisterUnavailable(register="r0")

    stroom = Stroom(register="r0", batches=batches())

    batch = await stroom.batch(0)

    assert batch is not None
    assert [item.id for item in batch] == ["a"]
    assert await stroom.batch(1) is None
    assert isinstance(stroom.fout, MijnZakenError)
    assert stroom.antwoord().volledig is False


async def test_a_list_that_comes_at_once_is_asked_when_it_is_read_and_once() -> None:
    gevraagd: list[str] = []

    async def lijst() -> Sequence[ProefRegel]:
        gevraagd.append("r0")
        return [ProefRegel(id="a", datum="2026-01-01"), ProefRegel(id="b", datum="2026-01-02")]

    with warnings.catch_warnings(record=True) as gezegd:
        warnings.simplefilter("always")
        een_batch(lijst, ORDERS[0])  # who is called off before he reads it leaves nothing behind
        gc.collect()
    assert (gevraagd, [str(one.message) for one in gezegd]) == ([], [])

    gelezen = [[item.id for item in batch] async for batch in een_batch(lijst, ORDERS[0])]

    assert (gevraagd, gelezen) == (["r0"], [["b", "a"]])


@pytest.mark.parametrize("fout", [KeyError("fout van ons"), asyncio.CancelledError()])
async def test_a_stream_that_broke_off_half_way_does_not_pass_for_whole(fout: BaseException) -> None:
    async def lijst() -> Sequence[ProefRegel]:
        raise fout

    stroom = Stroom(register="r0", batches=een_batch(lijst, ORDERS[0]))

    with pytest.raises(type(fout)):
        await stroom.batch(0)

    assert await stroom.batch(0) is None
    assert stroom.antwoord().volledig is False
