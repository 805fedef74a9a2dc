"""Levertijd: which date is told, and what is said of it."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from resolvers.levertijd import (
    Levertijd,
    LevertijdAard,
    LevertijdErvaring,
    Termijnfeiten,
    bereken_levertijd,
    ervaring_uit,
)
from resolvers.termijn import is_werkdag, tel_op, valt_onder_termijnenwet

#: A Tuesday; with P8W its term ends on Tuesday 12 May, with P4W on 14 April.
START = date(2026, 3, 17)
VANDAAG = date(2026, 4, 1)
ERVARING = LevertijdErvaring(p50_dagen=10, p80_dagen=40, p95_dagen=90, aantal_zaken=25, periode="2025")


def bereken(vandaag: date = VANDAAG, **feiten: object) -> Levertijd:
    gegeven: dict[str, object] = {"startdatum": START} | feiten
    return bereken_levertijd(feiten=Termijnfeiten(**gegeven), vandaag=vandaag)  # type: ignore[arg-type]


def test_what_is_ready_is_a_fact_and_has_no_days_left() -> None:
    levertijd = bereken(einddatum=date(2026, 3, 30), doorlooptijd="P1W", opgeschort=True, ervaring=ERVARING)
    assert (levertijd.aard, levertijd.verwacht_op) == (LevertijdAard.FEITELIJK, date(2026, 3, 30))
    assert levertijd.uiterlijk_op == date(2026, 3, 24)
    assert levertijd.resterende_dagen is None
    assert (levertijd.overschreden, levertijd.opgeschort, levertijd.indicatief) == (False, False, False)
    assert levertijd.toelichting == "Het was op deze dag klaar."


def test_a_planned_date_goes_before_the_law_and_the_law_is_told_beside_it() -> None:
    levertijd = bereken(einddatum_gepland=date(2026, 4, 10), doorlooptijd="P8W", servicenorm="P4W")
    assert (levertijd.aard, levertijd.verwacht_op) == (LevertijdAard.GEPLAND, date(2026, 4, 10))
    assert levertijd.uiterlijk_op == date(2026, 5, 12)
    assert levertijd.resterende_dagen == 9
    assert (levertijd.indicatief, levertijd.overschreden, levertijd.opgeschort) == (False, False, False)


def test_a_planned_date_that_the_register_filled_in_from_the_norm_is_the_norm() -> None:
    levertijd = bereken(einddatum_gepland=date(2026, 4, 14), doorlooptijd="P8W", servicenorm="P4W")
    assert (levertijd.aard, levertijd.verwacht_op) == (LevertijdAard.SERVICENORM, date(2026, 4, 14))
    assert levertijd.indicatief is True


def test_a_planned_date_in_the_past_is_no_plan_any_more() -> None:
    levertijd = bereken(einddatum_gepland=date(2026, 3, 31), uiterlijke_einddatum=date(2026, 5, 20))
    assert (levertijd.aard, levertijd.verwacht_op) == (LevertijdAard.WETTELIJK, date(2026, 5, 20))
    assert bereken(einddatum_gepland=date(2026, 3, 31)).aard is LevertijdAard.ONBEKEND
    assert bereken(einddatum_gepland=VANDAAG).aard is LevertijdAard.GEPLAND


def test_a_date_that_somebody_decided_stands_as_registered_even_on_a_sunday() -> None:
    levertijd = bereken(uiterlijke_einddatum=date(2026, 5, 17), doorlooptijd="P8W", verlengd_met="P6W")
    assert (levertijd.aard, levertijd.uiterlijk_op) == (LevertijdAard.WETTELIJK, date(2026, 5, 17))


def test_a_last_date_that_is_only_the_registers_sum_moves_to_a_working_day() -> None:
    zaterdag = date(2026, 3, 7)
    som = date(2026, 5, 2)
    levertijd = bereken(startdatum=zaterdag, uiterlijke_einddatum=som, doorlooptijd="P56D", vandaag=date(2026, 5, 3))
    assert levertijd.uiterlijk_op == date(2026, 5, 4)
    assert levertijd.overschreden is False
    zonder_zaaktype = bereken(startdatum=zaterdag, uiterlijke_einddatum=som)
    assert zonder_zaaktype.uiterlijk_op == som


def test_a_last_date_that_was_not_recomputed_gets_the_extension() -> None:
    levertijd = bereken(uiterlijke_einddatum=date(2026, 5, 12), doorlooptijd="P8W", verlengd_met="P6W")
    assert levertijd.uiterlijk_op == date(2026, 6, 23)


def test_without_a_registered_date_the_term_of_the_zaaktype_counts() -> None:
    assert bereken(doorlooptijd="P8W").uiterlijk_op == date(2026, 5, 12)
    assert bereken(doorlooptijd="P8W", verlengd_met="P6W").uiterlijk_op == date(2026, 6, 23)
    assert bereken(startdatum=date(2026, 3, 7), doorlooptijd="P8W").uiterlijk_op == date(2026, 5, 4)
    assert bereken(startdatum=None, doorlooptijd="P8W").aard is LevertijdAard.ONBEKEND


def test_the_norm_and_then_experience_are_told_when_nothing_firmer_is_known() -> None:
    norm = bereken(servicenorm="P4W", ervaring=ERVARING)
    assert (norm.aard, norm.verwacht_op, norm.indicatief) == (LevertijdAard.SERVICENORM, date(2026, 4, 14), True)
    ervaren = bereken(ervaring=ERVARING)
    assert (ervaren.aard, ervaren.verwacht_op) == (LevertijdAard.ERVARING, START + timedelta(days=40))
    assert (ervaren.indicatief, ervaren.uiterlijk_op, ervaren.overschreden) == (True, None, None)
    assert ervaren.ervaring is ERVARING


def test_nothing_known_is_said_so() -> None:
    levertijd = bereken(startdatum=None)
    assert (levertijd.aard, levertijd.verwacht_op, levertijd.uiterlijk_op) == (LevertijdAard.ONBEKEND, None, None)
    assert (levertijd.resterende_dagen, levertijd.overschreden, levertijd.ervaring) == (None, None, None)
    assert levertijd.toelichting == "Er is nog geen datum bekend."


def test_the_last_day_itself_is_not_too_late_and_the_day_after_is() -> None:
    op_tijd = bereken(doorlooptijd="P8W", vandaag=date(2026, 5, 12))
    assert (op_tijd.overschreden, op_tijd.resterende_dagen) == (False, 0)
    assert op_tijd.toelichting == "Volgens de wet moet het uiterlijk op deze dag klaar zijn."
    te_laat = bereken(doorlooptijd="P8W", vandaag=date(2026, 5, 13))
    assert (te_laat.overschreden, te_laat.resterende_dagen) == (True, 0)
    assert te_laat.verwacht_op == te_laat.uiterlijk_op == date(2026, 5, 12)
    assert te_laat.toelichting == "Volgens de wet had het uiterlijk op deze dag klaar moeten zijn."


def test_a_plan_after_the_laws_last_day_says_both() -> None:
    levertijd = bereken(doorlooptijd="P1W", einddatum_gepland=date(2026, 4, 20))
    assert (levertijd.aard, levertijd.overschreden) == (LevertijdAard.GEPLAND, True)
    assert levertijd.toelichting == (
        "De wettelijke termijn is voorbij; de behandelaar verwacht dat het op deze dag klaar is."
    )


def test_what_lies_still_is_an_indication_and_never_said_to_be_late() -> None:
    levertijd = bereken(doorlooptijd="P1W", opgeschort=True)
    assert (levertijd.indicatief, levertijd.opgeschort, levertijd.overschreden) == (True, True, None)
    assert levertijd.toelichting == "Dit ligt nu stil; de uiterste dag volgens de wet kan daardoor later worden."
    assert bereken(doorlooptijd="P8W", opgeschort=True).overschreden is False


def test_why_it_lies_still_is_not_told_because_it_is_content_of_the_zaak() -> None:
    feiten = Termijnfeiten(startdatum=START, opgeschort=True, opschorting_reden="medisch advies")
    assert "medisch" not in repr(feiten)
    assert "medisch" not in str(vars(bereken_levertijd(feiten, VANDAAG)))


@pytest.mark.parametrize("duur", ["", "acht weken", "P", "-P5D", "P9999Y"])
def test_a_term_that_cannot_be_read_costs_only_itself(duur: str) -> None:
    levertijd = bereken(doorlooptijd=duur, servicenorm=duur, ervaring=ERVARING)
    assert levertijd.aard is LevertijdAard.ERVARING
    assert bereken(doorlooptijd="P8W", verlengd_met=duur).uiterlijk_op == date(2026, 5, 12)


DAGEN = st.none() | st.dates(date(2025, 1, 1), date(2028, 12, 31))
DUREN = st.sampled_from([None, "", "P8W", "P56D", "P1M", "P6W", "P13W", "P1Y2M10D", "kapot"])
FEITEN = st.builds(
    Termijnfeiten,
    startdatum=DAGEN,
    einddatum=DAGEN,
    einddatum_gepland=DAGEN,
    uiterlijke_einddatum=DAGEN,
    doorlooptijd=DUREN,
    servicenorm=DUREN,
    opgeschort=st.booleans(),
    verlengd_met=DUREN,
    ervaring=st.sampled_from([None, ERVARING]),
)


@given(FEITEN, st.dates(date(2025, 1, 1), date(2028, 12, 31)))
def test_whatever_a_register_holds_the_answer_agrees_with_itself(feiten: Termijnfeiten, vandaag: date) -> None:
    levertijd = bereken_levertijd(feiten, vandaag)
    klaar = feiten.einddatum is not None
    assert (levertijd.aard is LevertijdAard.FEITELIJK) is klaar
    assert (levertijd.aard is LevertijdAard.ONBEKEND) is (levertijd.verwacht_op is None)
    assert (levertijd.resterende_dagen is None) is (klaar or levertijd.verwacht_op is None)
    assert levertijd.resterende_dagen is None or levertijd.resterende_dagen >= 0
    assert levertijd.overschreden is not True or (
        levertijd.uiterlijk_op is not None and levertijd.uiterlijk_op < vandaag
    )
    assert levertijd.aard is not LevertijdAard.WETTELIJK or levertijd.verwacht_op == levertijd.uiterlijk_op
    assert levertijd.aard is not LevertijdAard.GEPLAND or levertijd.verwacht_op == feiten.einddatum_gepland
    assert not levertijd.opgeschort or levertijd.indicatief
    zin = levertijd.toelichting
    assert zin is not None
    assert zin.endswith(".")
    assert zin.count(".") == 1


@given(FEITEN)
def test_a_last_day_that_nobody_decided_is_a_working_day(feiten: Termijnfeiten) -> None:
    eind = bereken_levertijd(feiten, VANDAAG).uiterlijk_op
    if eind is None or eind == feiten.uiterlijke_einddatum or feiten.doorlooptijd is None:
        return
    termijnen = [duur for duur in (feiten.doorlooptijd, feiten.verlengd_met) if duur and duur != "kapot"]
    assert is_werkdag(eind) or not all(valt_onder_termijnenwet(duur) for duur in termijnen)
    assert feiten.startdatum is not None
    assert eind >= tel_op(feiten.startdatum, feiten.doorlooptijd)


@given(FEITEN, st.dates(date(2025, 1, 1), date(2028, 12, 30)))
def test_what_is_late_today_is_late_tomorrow(feiten: Termijnfeiten, vandaag: date) -> None:
    nu = bereken_levertijd(feiten, vandaag).overschreden
    assert nu is not True or bereken_levertijd(feiten, vandaag + timedelta(days=1)).overschreden is True


def test_experience_needs_ten_zaken() -> None:
    assert ervaring_uit([5] * 9, periode="2025") is None
    assert ervaring_uit([5] * 9 + [-3], periode="2025") is None
    assert ervaring_uit([5] * 10, periode="2025") is not None


def test_percentiles_are_nearest_rank() -> None:
    ervaring = ervaring_uit(list(range(20, 0, -1)), periode="2025")
    assert ervaring is not None
    assert (ervaring.p50_dagen, ervaring.p80_dagen, ervaring.p95_dagen) == (10, 16, 19)
    assert (ervaring.aantal_zaken, ervaring.periode) == (20, "2025")


@given(st.lists(st.integers(0, 900), min_size=10, max_size=300))
def test_a_percentile_is_a_zaak_that_was_and_enough_zaken_were_ready_by_then(dagen: list[int]) -> None:
    ervaring = ervaring_uit(dagen, periode="alles")
    assert ervaring is not None
    for procent, binnen in ((50, ervaring.p50_dagen), (80, ervaring.p80_dagen), (95, ervaring.p95_dagen)):
        assert binnen in dagen
        assert sum(dag <= binnen for dag in dagen) * 100 >= procent * len(dagen)
        assert sum(dag < binnen for dag in dagen) * 100 < procent * len(dagen)
