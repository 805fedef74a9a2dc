"""Termijn: the calendar and the Algemene termijnenwet. Expected dates were read from a paper calendar, not computed."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from resolvers.termijn import (
    GELIJKGESTELD,
    feestdagen,
    is_werkdag,
    lees_duur,
    tel_op,
    valt_onder_termijnenwet,
    werkdag_of_later,
    wettelijke_einddatum,
)

DAGEN = st.dates(date(1990, 1, 1), date(2200, 12, 31))
DUREN = st.builds("P{}Y{}M{}D".format, st.integers(0, 20), st.integers(0, 40), st.integers(0, 900)) | st.integers(
    0, 200
).map("P{}W".format)


@pytest.mark.parametrize(
    ("begin", "duur", "eind"),
    [
        (date(2026, 3, 17), "P8W", date(2026, 5, 12)),
        (date(2026, 3, 17), "P56D", date(2026, 5, 12)),
        (date(2026, 1, 15), "P1M", date(2026, 2, 15)),
        (date(2026, 1, 31), "P1M", date(2026, 2, 28)),
        (date(2028, 1, 31), "P1M", date(2028, 2, 29)),
        (date(2026, 2, 28), "P1M", date(2026, 3, 28)),
        (date(2024, 2, 29), "P1Y", date(2025, 2, 28)),
        (date(2026, 11, 30), "P3M", date(2027, 2, 28)),
        (date(2026, 1, 1), "P1Y2M10D", date(2027, 3, 11)),
        (date(2026, 12, 31), "P12M", date(2027, 12, 31)),
        (date(2026, 1, 1), "P0D", date(2026, 1, 1)),
        (date(2026, 1, 1), "P1M1W", date(2026, 2, 8)),
        (date(2026, 1, 1), "PT24H", date(2026, 1, 2)),
        (date(2026, 1, 1), "P1DT1H", date(2026, 1, 3)),
        (date(2026, 1, 1), "P2DT0S", date(2026, 1, 3)),
    ],
)
def test_a_term_is_counted_on_the_calendar(begin: date, duur: str, eind: date) -> None:
    assert tel_op(begin, duur) == eind


@pytest.mark.parametrize(
    "duur",
    [
        "",
        "P",
        "PT",
        "8W",
        "P8",
        "P8X",
        "-P8W",
        "P-8W",
        "P1.5D",
        "P1D2M",
        "P1DT",
        "p8w",
        " P8W",
        "P8W\n",
        "P٨W",
        "acht weken",
    ],
)
def test_what_is_no_duration_is_refused_without_being_repeated(duur: str) -> None:
    with pytest.raises(ValueError) as refused:
        tel_op(date(2026, 1, 1), duur)
    assert str(refused.value) == "not an ISO 8601 duration"


@pytest.mark.parametrize("duur", ["P9999Y", "P99999M", "P99999W", "P999999D", "P7973Y12M300D"])
def test_a_term_that_ends_beyond_the_calendar_is_refused(duur: str) -> None:
    begin = date(9990, 6, 1)
    with pytest.raises(ValueError, match="beyond the calendar"):
        tel_op(begin, duur)


@given(DAGEN, DAGEN, DUREN)
def test_who_begins_later_never_ends_earlier(a: date, b: date, duur: str) -> None:
    first, second = sorted((a, b))
    assert tel_op(first, duur) <= tel_op(second, duur)


@given(DAGEN, st.integers(0, 40), st.integers(0, 40))
def test_a_longer_term_never_ends_earlier(begin: date, a: int, b: int) -> None:
    shorter, longer = sorted((a, b))
    for letter in "DWMY":
        assert tel_op(begin, f"P{shorter}{letter}") <= tel_op(begin, f"P{longer}{letter}")


@given(DAGEN, st.integers(0, 400))
def test_a_term_of_months_keeps_its_day_number_or_ends_with_the_month(begin: date, maanden: int) -> None:
    eind = tel_op(begin, f"P{maanden}M")
    assert (eind.year - begin.year) * 12 + eind.month - begin.month == maanden
    assert eind.day == begin.day or (eind.day < begin.day and (eind + timedelta(days=1)).day == 1)


def test_the_public_holidays_of_2026_are_those_of_the_law() -> None:
    assert feestdagen(2026) == {
        date(2026, 1, 1),
        date(2026, 4, 3),
        date(2026, 4, 6),
        date(2026, 4, 27),
        date(2026, 5, 5),
        date(2026, 5, 14),
        date(2026, 5, 25),
        date(2026, 12, 25),
        date(2026, 12, 26),
    }


@pytest.mark.parametrize(
    "tweede_paasdag",
    [date(2000, 4, 24), date(2008, 3, 24), date(2024, 4, 1), date(2025, 4, 21), date(2027, 3, 29), date(2038, 4, 26)],
)
def test_easter_falls_where_the_almanac_has_it(tweede_paasdag: date) -> None:
    year = feestdagen(tweede_paasdag.year)
    assert tweede_paasdag in year
    assert tweede_paasdag - timedelta(days=3) in year


@given(st.integers(1900, 4000))
def test_easter_monday_is_a_monday_from_23_march_to_26_april(jaar: int) -> None:
    candidates = [date(jaar, 3, 23) + timedelta(days=n) for n in range(35)]
    good_fridays = [day - timedelta(days=3) for day in candidates if day in feestdagen(jaar) and day.weekday() == 0]
    assert any(friday in feestdagen(jaar) for friday in good_fridays)


@pytest.mark.parametrize(
    ("koningsdag", "gewoon"),
    [
        (date(2026, 4, 27), date(2026, 4, 26)),
        (date(2025, 4, 26), date(2025, 4, 27)),
        (date(2014, 4, 26), date(2014, 4, 27)),
        (date(2013, 4, 30), date(2013, 4, 27)),
        (date(2006, 4, 29), date(2006, 4, 30)),
    ],
)
def test_kings_day_is_the_day_before_when_it_would_be_a_sunday(koningsdag: date, gewoon: date) -> None:
    assert koningsdag in feestdagen(koningsdag.year)
    assert gewoon not in feestdagen(gewoon.year)


@pytest.mark.parametrize(
    ("dag", "werkdag"),
    [
        (date(2026, 5, 12), date(2026, 5, 12)),
        (date(2026, 11, 21), date(2026, 11, 23)),
        (date(2026, 11, 22), date(2026, 11, 23)),
        (date(2026, 4, 3), date(2026, 4, 7)),
        (date(2026, 4, 27), date(2026, 4, 28)),
        (date(2026, 5, 5), date(2026, 5, 6)),
        (date(2026, 12, 25), date(2026, 12, 28)),
        (date(2027, 12, 25), date(2027, 12, 27)),
        (date(2022, 12, 24), date(2022, 12, 27)),
        (date(2026, 5, 14), date(2026, 5, 18)),
        (date(2027, 12, 31), date(2027, 12, 31)),
        (date(2022, 1, 1), date(2022, 1, 3)),
        (date.max, date.max),
    ],
)
def test_a_day_off_moves_to_the_next_working_day(dag: date, werkdag: date) -> None:
    assert werkdag_of_later(dag) == werkdag


@given(DAGEN)
def test_a_working_day_is_never_a_weekend_or_holiday_and_nothing_is_skipped(dag: date) -> None:
    werkdag = werkdag_of_later(dag)
    assert werkdag.weekday() < 5
    assert werkdag not in feestdagen(werkdag.year) | GELIJKGESTELD
    assert dag <= werkdag <= dag + timedelta(days=6)
    assert not any(is_werkdag(dag + timedelta(days=n)) for n in range((werkdag - dag).days))
    assert werkdag_of_later(werkdag) == werkdag


def test_the_days_that_a_decree_adds_are_working_days_otherwise() -> None:
    for dag in GELIJKGESTELD:
        assert dag.weekday() < 5
        assert dag not in feestdagen(dag.year)
        assert not is_werkdag(dag)


@pytest.mark.parametrize(
    ("duur", "valt_eronder"),
    [
        ("P90D", True),
        ("P91D", False),
        ("P12W", True),
        ("P13W", False),
        ("P3M", True),
        ("P4M", False),
        ("P3M1D", False),
        ("P1Y", False),
        ("P12M", False),
        ("PT48H", False),
        ("P2DT1H", False),
        ("P8W", True),
    ],
)
def test_long_terms_and_terms_in_hours_are_outside_the_law(duur: str, valt_eronder: bool) -> None:
    assert valt_onder_termijnenwet(duur) is valt_eronder


def test_a_statutory_term_that_ends_on_a_saturday_ends_on_monday() -> None:
    assert wettelijke_einddatum(date(2026, 3, 7), "P8W") == date(2026, 5, 4)


def test_a_term_outside_the_law_ends_on_a_sunday_all_the_same() -> None:
    assert wettelijke_einddatum(date(2026, 3, 1), "P13W") == date(2026, 5, 31)


def test_a_term_of_three_days_holds_two_working_days() -> None:
    # From Thursday 2 April 2026: Good Friday, weekend and Easter Monday leave only Tuesday.
    assert wettelijke_einddatum(date(2026, 4, 2), "P3D") == date(2026, 4, 8)
    # A term of two days is moved, but need not hold two.
    assert wettelijke_einddatum(date(2026, 4, 2), "P2D") == date(2026, 4, 7)
    # From a Thursday in November: Friday and Monday.
    assert wettelijke_einddatum(date(2026, 11, 19), "P3D") == date(2026, 11, 23)


@given(DAGEN, DUREN)
def test_no_term_under_the_law_ends_on_a_day_off(begin: date, duur: str) -> None:
    eind = wettelijke_einddatum(begin, duur)
    if valt_onder_termijnenwet(duur):
        assert is_werkdag(eind)
        assert tel_op(begin, duur) <= eind
    else:
        assert eind == tel_op(begin, duur)


@given(DAGEN, DAGEN, DUREN)
def test_moving_keeps_the_order_of_terms(a: date, b: date, duur: str) -> None:
    first, second = sorted((a, b))
    assert wettelijke_einddatum(first, duur) <= wettelijke_einddatum(second, duur)


def test_a_duration_is_read_into_what_the_calendar_needs() -> None:
    assert lees_duur("P1Y2M1W3DT4H") == (1, 2, 11, True)
