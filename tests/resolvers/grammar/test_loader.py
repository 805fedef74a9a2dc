"""Loader: many keys, one question, in their order; each key fails alone; a register that fails is told, not hidden."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, field

import pytest
from hypothesis import given
from hypothesis import strategies as st

from resolvers.grammar.antwoorden import Deellijst, alle, van_alle, verdeeld
from resolvers.grammar.errors import MijnZakenError, RegisterUnavailable
from resolvers.grammar.loader import lader, lader_bij_de_hand, lader_van_laders, per_stuk
from resolvers.grammar.ronde import STILTE


class Laders:
    def __init__(self) -> None:
        self.gevraagd: list[list[int]] = []

    @lader
    async def dubbel(self, getallen: Sequence[int]) -> Sequence[int | Exception]:
        """Twice the number; what is odd fails."""
        self.gevraagd.append(list(getallen))
        return [getal * 2 if getal % 2 == 0 else ValueError("oneven") for getal in getallen]

    @lader
    async def te_weinig(self, getallen: Sequence[int]) -> Sequence[int]:
        return getallen[1:]

    @lader
    async def weg(self, getallen: Sequence[int]) -> Sequence[int]:
        self.gevraagd.append(list(getallen))
        raise RegisterUnavailable(register="r")

    @lader_bij_de_hand
    async def bij_de_hand(self, getallen: Sequence[int]) -> Sequence[int]:
        """What is above ten must be asked after all."""
        self.gevraagd.append(list(getallen))
        if max(getallen) > 10:
            await asyncio.sleep(0)
        return [getal + 1 for getal in getallen]

    @lader_van_laders
    @per_stuk
    async def vierdubbel(self, getal: int) -> int:
        """By way of another loader."""
        return 2 * await self.dubbel.een(getal)

    @lader
    @per_stuk
    async def een_voor_een(self, getal: int) -> int:
        """One at a time."""
        if getal < 0:
            raise RegisterUnavailable(register="r")
        return getal


async def test_what_one_turn_asks_is_one_question_and_each_key_is_asked_once() -> None:
    laders = Laders()
    answers = await asyncio.gather(*(laders.dubbel.load(key) for key in (4, 2, 4, 8)))
    again = await laders.dubbel.load(2)

    assert (answers, again) == ([8, 4, 8, 16], 4)
    assert laders.gevraagd == [[4, 2, 8]]


async def test_a_key_that_fails_leaves_the_others() -> None:
    laders = Laders()
    good, bad = await asyncio.gather(laders.dubbel.load(2), laders.dubbel.load(3), return_exceptions=True)

    assert good == 4
    assert isinstance(bad, ValueError)


async def test_two_requests_share_nothing() -> None:
    first, second = Laders(), Laders()
    await first.dubbel.load(2)
    await second.dubbel.load(2)

    assert (first.gevraagd, second.gevraagd) == ([[2]], [[2]])
    assert first.dubbel is first.dubbel
    assert first.dubbel is not second.dubbel


async def test_a_batch_that_answers_too_few_is_a_fault_and_not_a_shift() -> None:
    laders = Laders()
    answers = await asyncio.gather(laders.te_weinig.load(1), laders.te_weinig.load(2), return_exceptions=True)

    assert [type(answer) for answer in answers] == [RuntimeError, RuntimeError]


async def test_a_register_that_is_away_is_asked_once_however_often_something_is_wanted_of_it() -> None:
    laders = Laders()
    for wachten in (laders.weg.load(1), laders.weg.load(1), laders.weg.load(2)):
        with pytest.raises(RegisterUnavailable):
            await wachten
    answers = await laders.weg.veel([1, 2, 3])

    assert [type(answer) for answer in answers] == [RegisterUnavailable] * 3
    assert laders.gevraagd == [[1, 2], [3]]
    laders.weg.clear(1)
    assert isinstance((await laders.weg.veel([1]))[0], RegisterUnavailable)
    assert laders.gevraagd == [[1, 2], [3], [1]]


async def test_one_key_and_a_whole_level_are_one_question_also_when_one_of_them_is_some_turns_behind() -> None:
    laders = Laders()

    async def achter(turns: int) -> int:
        for _ in range(turns):
            await asyncio.sleep(0)
        return await laders.dubbel.load(8 + 2 * turns)

    answers = await asyncio.gather(laders.dubbel.veel([2, 4]), *map(achter, range(STILTE + 1)))

    assert answers[0] == [4, 8]
    assert answers[1:] == [16 + 4 * turns for turns in range(STILTE + 1)]
    assert laders.gevraagd == [[2, 4, *range(8, 8 + 2 * (STILTE + 1), 2)]]


async def test_a_loader_waits_as_long_as_others_of_its_request_are_asked() -> None:
    laders = Laders()

    async def traag() -> int:
        for key in (2, 4, 6):
            for _ in range(STILTE - 1):
                await asyncio.sleep(0)
            laders.een_voor_een.load(key)
        return await laders.dubbel.load(2)

    level, one = await asyncio.gather(laders.dubbel.veel([6]), traag())

    assert (level, one) == ([12], 4)
    assert laders.gevraagd == [[6, 2]]


async def test_who_gives_up_waiting_does_not_end_it_for_the_others() -> None:
    laders = Laders()
    of_one, of_level = asyncio.ensure_future(laders.dubbel.load(2)), asyncio.ensure_future(laders.dubbel.veel([2, 4]))
    others = asyncio.gather(laders.dubbel.load(2), laders.dubbel.veel([2, 4]))
    await asyncio.sleep(0)
    of_one.cancel()
    of_level.cancel()

    one, level = await others
    assert (one, level) == (4, [4, 8])
    assert laders.gevraagd == [[2, 4]]


async def test_a_question_that_is_called_off_ends_for_all_who_wait() -> None:
    class Afgebroken:
        @lader
        async def lezen(self, keys: Sequence[int]) -> Sequence[int]:
            raise asyncio.CancelledError

    laders = Afgebroken()
    waits = asyncio.gather(laders.lezen.load(1), laders.lezen.veel([1, 2]), return_exceptions=True)
    answers = await asyncio.wait_for(waits, 5)

    assert [type(answer) for answer in answers] == [asyncio.CancelledError] * 2


async def test_what_is_at_hand_waits_for_no_round_and_is_asked_once() -> None:
    laders = Laders()

    assert laders.bij_de_hand.veel([1, 2, 1]).meteen() == [2, 3, 2]
    assert laders.bij_de_hand.veel([2, 3]).meteen() == [3, 4]
    assert await laders.bij_de_hand.load(1) == 2
    assert laders.gevraagd == [[1, 2], [3]]


async def test_what_is_not_at_hand_after_all_is_waited_for_by_all_who_ask_it() -> None:
    laders = Laders()
    first, second = laders.bij_de_hand.veel([1, 11]), laders.bij_de_hand.veel([11, 12])

    assert first.meteen() is None
    assert second.meteen() is None
    assert [await second, await first] == [[12, 13], [2, 12]]
    assert laders.gevraagd == [[1, 11], [12]]


async def test_a_step_that_asks_other_loaders_only_takes_no_round_of_its_own() -> None:
    laders = Laders()
    langs, nog_eens, los = laders.vierdubbel.veel([2, 4]), laders.vierdubbel.veel([4, 6]), laders.vierdubbel.load(8)

    rechtstreeks = await laders.dubbel.veel([2, 10])

    assert (await langs, await nog_eens, await los, rechtstreeks) == ([8, 16], [16, 24], 32, [4, 20])
    assert [sorted(keys) for keys in laders.gevraagd] == [[2, 4, 6, 8, 10]]


async def test_who_asks_late_whether_the_answers_are_there_hears_that_they_are() -> None:
    laders = Laders()
    first, second = laders.dubbel.veel([2]), laders.dubbel.veel([4, 2])
    geroepen: list[int] = []
    second.bij_klaar(lambda: geroepen.append(1))
    await first

    assert (first.meteen(), second.meteen(), geroepen) == ([4], [8, 4], [1])


async def test_one_at_a_time_runs_side_by_side_and_fails_alone() -> None:
    laders = Laders()
    good, bad = await asyncio.gather(laders.een_voor_een.load(1), laders.een_voor_een.load(-1), return_exceptions=True)

    assert good == 1
    assert isinstance(bad, RegisterUnavailable)


async def test_a_cancellation_is_no_answer() -> None:
    async def cancelled() -> int:
        raise asyncio.CancelledError

    with pytest.raises(asyncio.CancelledError):
        await alle([cancelled()])


@dataclass(eq=False)
class Register:
    naam: str
    stuk: MijnZakenError | Exception | None = None
    gevraagd: list[list[str]] = field(default_factory=list)

    async def lijst(self) -> list[str]:
        if self.stuk:
            raise self.stuk
        return [f"{self.naam}1", f"{self.naam}2"]

    async def elk(self, items: Sequence[str]) -> Sequence[str | Exception]:
        self.gevraagd.append(list(items))
        if self.stuk:
            raise self.stuk
        return [item.upper() for item in items]


async def test_the_lists_of_all_registers_are_one_and_who_failed_is_told() -> None:
    down = RegisterUnavailable(register="b")
    found = await van_alle([Register("a"), Register("b", down), Register("c")], Register.lijst)

    assert found == ["a1", "a2", "c1", "c2"]
    assert isinstance(found, Deellijst)
    assert found.fouten == (down,)


async def test_when_none_answered_there_is_no_empty_list() -> None:
    with pytest.raises(RegisterUnavailable):
        await van_alle([Register("a", RegisterUnavailable(register="a"))], Register.lijst)


async def test_without_registers_the_list_is_empty() -> None:
    assert await van_alle([], Register.lijst) == []


async def test_a_fault_of_ours_is_not_taken_for_a_register_that_is_away() -> None:
    with pytest.raises(ZeroDivisionError):
        await van_alle([Register("a"), Register("b", ZeroDivisionError())], Register.lijst)


@given(items=st.lists(st.sampled_from(["a1", "a2", "b1", "b2", "x1"]), max_size=8), b_stuk=st.booleans())
async def test_each_item_is_asked_of_its_own_register_in_one_batch_and_answered_in_its_place(
    items: list[str], b_stuk: bool
) -> None:
    down = RegisterUnavailable(register="b")
    a, b = Register("a"), Register("b", down if b_stuk else None)
    registers = {"a": a, "b": b}
    found = await verdeeld(items, [a, b], lambda item: registers.get(item[0]), Register.elk, "anders")
    of_b = down if b_stuk else None

    assert found == [
        "anders" if item[0] == "x" else of_b if item[0] == "b" and of_b is not None else item.upper() for item in items
    ]
    assert a.gevraagd == ([own] if (own := [item for item in items if item[0] == "a"]) else [])
    assert len(b.gevraagd) == any(item[0] == "b" for item in items)
