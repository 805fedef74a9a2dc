"""Ronde: when an operation ends, what is under way for it ends too, and nothing is asked after that."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

import pytest

from resolvers.grammar.loader import lader, lader_bij_de_hand, lader_van_laders, per_stuk, ronde_van
from resolvers.grammar.ronde import STILTE
from tests.resolvers.grammar.test_loader import Laders


class Trage(Laders):
    """`tot`: what its questions wait for."""

    def __init__(self) -> None:
        super().__init__()
        self.tot = asyncio.Event()
        self.afgeblazen: list[int] = []

    @lader
    async def traag(self, getallen: Sequence[int]) -> Sequence[int]:
        self.gevraagd.append(list(getallen))
        try:
            await self.tot.wait()
        except asyncio.CancelledError:
            self.afgeblazen += getallen
            raise
        return getallen

    @lader
    async def geeft_terug(self, getallen: Sequence[int]) -> Sequence[int]:
        """Takes a moment to end when it is called off."""
        try:
            await self.tot.wait()
        finally:
            await asyncio.sleep(0.01)
        return getallen

    @lader_bij_de_hand
    async def begonnen(self, getallen: Sequence[int]) -> Sequence[int]:
        return await self._traag(getallen)

    @lader_van_laders
    @per_stuk
    async def over(self, getal: int) -> int:
        return await self.traag.een(getal)

    async def _traag(self, getallen: Sequence[int]) -> Sequence[int]:
        return [int(getal) for getal in await self.traag.veel(getallen) if not isinstance(getal, Exception)]


async def _stil() -> None:
    for _ in range(3 * STILTE):
        await asyncio.sleep(0)


async def test_what_is_under_way_at_the_end_of_an_operation_is_called_off_and_has_ended() -> None:
    laders = Trage()
    ronde_van(laders).begin()
    vragers = [
        asyncio.ensure_future(found) for found in (laders.traag.een(1), laders.traag.load(2), laders.over.een(3))
    ]
    await _stil()
    assert laders.gevraagd == [[2, 1, 3]]  # `load` asks there and then
    await ronde_van(laders).einde()

    assert laders.afgeblazen == [2, 1, 3]
    answers = await asyncio.gather(*vragers, return_exceptions=True)
    assert [type(answer) for answer in answers] == [asyncio.CancelledError] * 3


@pytest.mark.parametrize("beurten", range(2 * STILTE))
async def test_what_did_not_leave_yet_at_the_end_of_an_operation_does_not_leave(beurten: int) -> None:
    """Whatever step it is at: in the queue, begun, or with a task that is still to take it up."""
    laders = Trage()
    ronde_van(laders).begin()
    gevraagd = [laders.dubbel.veel([2]), laders.begonnen.veel([5]), laders.over.veel([7])]
    for _ in range(beurten):
        await asyncio.sleep(0)
    await ronde_van(laders).einde()
    eerder = list(laders.gevraagd)
    await _stil()

    assert laders.gevraagd == eerder
    assert laders.afgeblazen == [key for keys in eerder for key in keys if key != 2]
    for found in gevraagd[1:]:
        with pytest.raises(asyncio.CancelledError):
            await found


async def test_after_the_end_of_an_operation_nothing_is_asked_but_what_is_known_is_told() -> None:
    laders = Trage()
    ronde_van(laders).begin()
    assert await laders.dubbel.een(2) == 4
    await ronde_van(laders).einde()

    assert await laders.dubbel.een(2) == 4
    for asks in (laders.dubbel.een, laders.bij_de_hand.een, laders.vierdubbel.een, laders.dubbel.load):
        gevraagd = asks(6)  # who asks several at the same time must not break off here
        with pytest.raises(asyncio.CancelledError):
            await gevraagd
    assert laders.gevraagd == [[2]]


async def test_one_part_of_an_answer_that_ends_leaves_what_another_asked() -> None:
    laders = Trage()
    ronde_van(laders).begin()
    ronde_van(laders).begin()
    vrager = asyncio.create_task(laders.traag.een(1))
    await _stil()
    await ronde_van(laders).einde()
    laders.tot.set()
    assert await vrager == 1
    await ronde_van(laders).einde()
    assert laders.afgeblazen == []


@pytest.mark.parametrize("los", [True, False])
async def test_a_next_part_of_an_answer_asks_again_what_was_called_off(los: bool) -> None:
    laders = Trage()
    vraag = laders.traag.load if los else laders.traag.een
    for tot_hier in (0, STILTE + 2):
        ronde_van(laders).begin()
        vrager = asyncio.ensure_future(vraag(1))
        for _ in range(tot_hier):
            await asyncio.sleep(0)
        await ronde_van(laders).einde()
        await asyncio.gather(vrager, return_exceptions=True)
    ronde_van(laders).begin()
    laders.tot.set()
    assert await vraag(1) == 1
    await ronde_van(laders).einde()


@pytest.mark.parametrize("key", [1, 2])
async def test_a_part_that_begins_while_another_ends_is_answered(key: int) -> None:
    laders = Trage()
    ronde_van(laders).begin()
    eerste = asyncio.create_task(laders.geeft_terug.een(1))
    await _stil()
    einde = asyncio.create_task(ronde_van(laders).einde())
    await asyncio.sleep(0)
    ronde_van(laders).begin()
    tweede = asyncio.create_task(laders.geeft_terug.een(key))
    await einde
    assert eerste.cancelled()
    laders.tot.set()
    async with asyncio.timeout(5):
        assert await tweede == key
    await ronde_van(laders).einde()


async def test_an_end_that_is_called_off_itself_has_called_off_what_was_under_way() -> None:
    laders = Trage()
    ronde_van(laders).begin()
    vrager = asyncio.create_task(laders.traag.een(1))
    await _stil()
    einde = asyncio.create_task(ronde_van(laders).einde())
    await asyncio.sleep(0)
    einde.cancel()
    await asyncio.gather(einde, vrager, return_exceptions=True)
    await _stil()
    assert laders.afgeblazen == [1]
