"""Budget: each has his own, it fills again, and nobody's number is in the key under which it is kept."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from app.config.grenzen import BudgetSettings, VraaggrenzenSettings
from app.execution.grenzen.budget import Budget, EigenTegoeden
from resolvers.grammar.afnemer import (
    AfnemerRol,
    AfnemerSoort,
    Authenticatie,
    MachtigingBron,
    MachtigingSoort,
    Vertegenwoordiging,
)
from resolvers.grammar.inzage import Betrouwbaarheidsniveau
from resolvers.grammar.sleutel import Bsn, KvkNummer

KLEIN = BudgetSettings(tegoed=20_000, per_s=1_000)
BSN, ANDERE = Bsn("999990019"), Bsn("999990020")
BURGER = Authenticatie(
    soort=AfnemerSoort.BURGER,
    rollen=(AfnemerRol.INWONER,),
    niveau=Betrouwbaarheidsniveau.HOOG,
    verloopt=datetime(2026, 12, 1, tzinfo=UTC),
    sleutel=BSN,
)
PROVINCIE = replace(
    BURGER, soort=AfnemerSoort.OVERHEIDSORGANISATIE, sleutel=None, organisatie_oin="00000001003300006000", client_id="a"
)


class _Klok:
    nu = 0.0

    def __call__(self) -> float:
        return self.nu


class _Sleutels(EigenTegoeden):
    def __init__(self, klok: _Klok) -> None:
        super().__init__(klok=klok)
        self.gezien: list[str] = []

    async def neem(self, sleutel: str, kosten: int, budget: BudgetSettings) -> float:
        self.gezien.append(sleutel)
        return await super().neem(sleutel, kosten, budget)


def _budget(
    afnemer: BudgetSettings | None = KLEIN, organisatie: BudgetSettings | None = KLEIN
) -> tuple[Budget, _Sleutels, _Klok]:
    klok = _Klok()
    tegoeden = _Sleutels(klok)
    grenzen = VraaggrenzenSettings(per_afnemer=afnemer, per_organisatie=organisatie)
    return Budget(grenzen, tegoeden, geheim=b"geheim"), tegoeden, klok


async def test_it_is_used_up_and_fills_again() -> None:
    budget, _, klok = _budget()

    assert [await budget.neem(BURGER, 10_000) for _ in range(3)] == [0, 0, 10]
    klok.nu = 4.5
    assert await budget.neem(BURGER, 10_000) == 6, "what was refused took nothing, and a part of a second is one"
    assert await budget.neem(BURGER, 4_000) == 0
    klok.nu = 3600
    assert [await budget.neem(BURGER, 10_000) for _ in range(3)] == [0, 0, 10], "it holds no more than it holds"


async def test_who_waits_as_long_as_he_is_told_may_ask() -> None:
    budget, _, klok = _budget()
    assert await budget.neem(BURGER, 19_999) == 0
    wacht = await budget.neem(BURGER, 12_345)
    klok.nu = wacht

    assert wacht == 13
    assert await budget.neem(BURGER, 12_345) == 0


async def test_each_has_his_own() -> None:
    budget, tegoeden, _ = _budget()
    namens = Vertegenwoordiging(sleutel=ANDERE, soort=MachtigingSoort.VRIJWILLIG, bron=MachtigingBron.REGISTER)
    wie = [
        BURGER,
        replace(BURGER, sleutel=ANDERE),
        replace(BURGER, sleutel=KvkNummer("69599084"), soort=AfnemerSoort.PRIVATE_PARTIJ),
        replace(BURGER, soort=AfnemerSoort.MEDEWERKER, sleutel=None, medewerker_id="m1"),
        replace(BURGER, soort=AfnemerSoort.MEDEWERKER, sleutel=None, medewerker_id="m2"),
        PROVINCIE,
        replace(PROVINCIE, client_id="b"),
    ]

    assert [await budget.neem(one, 20_000) for one in wie] == [0] * len(wie)
    assert len(set(tegoeden.gezien)) == len(wie)
    assert await budget.neem(replace(BURGER, vertegenwoordigt=namens), 1_000) == 1, "he acts himself, for whomever"


async def test_there_is_nobodys_number_in_a_key() -> None:
    budget, tegoeden, _ = _budget()
    await budget.neem(BURGER, 1)
    await budget.neem(PROVINCIE, 1)
    ander = Budget(VraaggrenzenSettings(), tegoeden, geheim=b"een ander geheim")
    await ander.neem(BURGER, 1)

    assert not any(nummer in sleutel for sleutel in tegoeden.gezien for nummer in ("999990019", "0033"))
    assert len(set(tegoeden.gezien)) == 3, "who has another key of the installation cannot know whose it is"


async def test_a_person_and_an_organisation_have_different_ones_and_none_is_no_limit() -> None:
    budget, _, _ = _budget(afnemer=None, organisatie=KLEIN)

    assert [await budget.neem(BURGER, 20_000) for _ in range(50)] == [0] * 50
    assert [await budget.neem(PROVINCIE, 20_000) for _ in range(2)] == [0, 20]


async def test_a_text_that_is_not_known_is_paid_for_before_it_is_read() -> None:
    budget, _, _ = _budget()

    assert await budget.lees(BURGER, "a" * 20_000) == 0
    assert await budget.lees(BURGER, "a" * 1_000_000) == 7, "what is longer than may be is not read further than that"


async def test_no_more_are_remembered_than_there_is_room_for() -> None:
    tegoeden = EigenTegoeden(meeste=10, klok=_Klok())
    for nummer in range(100):
        assert await tegoeden.neem(str(nummer), 20_000, KLEIN) == 0

    assert await tegoeden.neem("99", 1_000, KLEIN) == 1
    assert await tegoeden.neem("0", 20_000, KLEIN) == 0


def test_a_budget_lets_through_what_may_be_asked_at_all() -> None:
    with pytest.raises(ValueError, match="minstens kosten"):
        VraaggrenzenSettings(kosten=20_000, per_afnemer=BudgetSettings(tegoed=19_999, per_s=1))
