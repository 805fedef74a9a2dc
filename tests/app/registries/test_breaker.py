"""When a register is left alone, when it is tried again, and how often anything may be asked twice."""

from __future__ import annotations

import pytest

from app.registries.breaker import Breaker, Gang, Herhaalbudget, Uitkomst


class Klok:
    def __init__(self) -> None:
        self.nu = 0.0

    def __call__(self) -> float:
        return self.nu


def gang_van(breaker: Breaker) -> Gang:
    gang = breaker.vraag()
    assert gang is not None
    return gang


def test_only_failures_in_a_row_open_the_circuit_and_a_late_answer_of_before_does_not_close_it() -> None:
    klok = Klok()
    breaker = Breaker(klok=klok)
    early = gang_van(breaker)
    for outcome in [Uitkomst.MISLUKT] * 4 + [Uitkomst.GELUKT] + [Uitkomst.MISLUKT] * 4:
        breaker.meld(gang_van(breaker), outcome)
    assert not breaker.open
    breaker.meld(gang_van(breaker), Uitkomst.ONBESLIST)
    assert not breaker.open
    breaker.meld(gang_van(breaker), Uitkomst.MISLUKT)
    assert breaker.open
    breaker.meld(early, Uitkomst.GELUKT)
    assert breaker.vraag() is None


def test_the_pause_doubles_up_to_its_limit_and_a_probe_that_was_given_up_makes_way() -> None:
    klok = Klok()
    breaker = Breaker(opent_na=1, pauze_s=5, klok=klok)
    breaker.meld(gang_van(breaker), Uitkomst.MISLUKT)
    for pause in (5.0, 10.0, 20.0, 20.0):
        klok.nu += pause - 0.1
        assert breaker.vraag() is None
        klok.nu += 0.2
        probe = gang_van(breaker)
        assert probe is Gang.PROEF
        assert breaker.vraag() is None
        breaker.meld(probe, Uitkomst.MISLUKT)
    klok.nu += 21
    breaker.meld(gang_van(breaker), Uitkomst.ONBESLIST)
    breaker.meld(gang_van(breaker), Uitkomst.GELUKT)
    assert not breaker.open
    assert breaker.vraag() is Gang.GEWOON


@pytest.mark.parametrize(
    ("na_s", "pause"), [(0.0, 5.0), (3.0, 5.0), (12.0, 12.0), (3600.0, 20.0), (float("inf"), 20.0)]
)
def test_a_pause_is_as_long_as_the_register_asked_up_to_the_longest(na_s: float, pause: float) -> None:
    klok = Klok()
    breaker = Breaker(opent_na=2, pauze_s=5, klok=klok)
    for asked in (0.0, na_s):
        breaker.meld(gang_van(breaker), Uitkomst.MISLUKT, asked)
    klok.nu += pause - 0.1
    assert breaker.vraag() is None
    klok.nu += 0.2
    breaker.meld(gang_van(breaker), Uitkomst.MISLUKT, na_s)
    klok.nu += max(pause, 10.0) - 0.1
    assert breaker.vraag() is None
    klok.nu += 0.2
    assert gang_van(breaker) is Gang.PROEF


def test_the_budget_comes_back_slowly_for_a_quiet_register_and_never_grows_without_end() -> None:
    klok = Klok()
    budget = Herhaalbudget(klok=klok)
    assert [budget.besteed() for _ in range(4)] == [True, True, True, False]
    klok.nu += 10
    budget.verdien()
    assert budget.besteed()
    assert not budget.besteed()
    for _ in range(10_000):
        budget.verdien()
    assert sum(budget.besteed() for _ in range(100)) == 30
