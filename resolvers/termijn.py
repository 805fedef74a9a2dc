"""Termijn: calendar arithmetic with Dutch statutory terms.

ISO 8601 durations are added on the calendar, never in seconds: a term of months ends on the same day number, or on the
last day of the month.

Source: Algemene termijnenwet (Stb. 1964, 314). Art. 1 lid 1: a term that ends on a Saturday, a Sunday or a generally
recognised public holiday runs to the next day that is none of these. Art. 2: a term of three days or more holds at
least two such days. Art. 3: which days are holidays. Art. 4: not for terms in hours, in more than ninety days, twelve
weeks or three months, or in years. Terms counted back from an event are not moved (art. 1 lid 2): nothing here does so.
"""

from __future__ import annotations

import re
from calendar import monthrange
from datetime import date, timedelta
from functools import lru_cache
from typing import NamedTuple

_DUUR = re.compile(
    r"P(?=[0-9T])(?:([0-9]{1,4})Y)?(?:([0-9]{1,5})M)?(?:([0-9]{1,5})W)?(?:([0-9]{1,6})D)?"
    r"(T(?=[0-9])(?:([0-9]{1,6})H)?(?:([0-9]{1,8})M)?(?:([0-9]{1,10})S)?)?"
)
_ZATERDAG, _ZONDAG = 5, 6
_DAG = timedelta(days=1)

#: Art. 3 lid 3: days that a royal decree counts as holidays. The two decrees (2023-2025 and 2026-2028) are each named
#: after their days; from 2029 on there is none yet.
GELIJKGESTELD = frozenset(
    {
        date(2023, 4, 28),
        date(2023, 5, 19),
        date(2024, 5, 10),
        date(2024, 12, 27),
        date(2025, 5, 30),
        date(2026, 1, 2),
        date(2026, 5, 15),
        date(2027, 5, 7),
        date(2028, 4, 28),
        date(2028, 5, 26),
    }
)


class Duur(NamedTuple):
    """An ISO 8601 duration as the calendar needs it: weeks are days; a part of a day counts as a day."""

    jaren: int
    maanden: int
    dagen: int
    in_uren: bool


@lru_cache(maxsize=256)
def lees_duur(duur: str) -> Duur:
    """Read a duration such as P8W, P56D, P1M or P1Y2M10D. Anything else: ValueError, without the text."""
    found = _DUUR.fullmatch(duur)
    if found is None:
        raise ValueError("not an ISO 8601 duration")
    tijd = found[5]
    jaren, maanden, weken, dagen, uren, minuten, seconden = (int(found[n] or 0) for n in (1, 2, 3, 4, 6, 7, 8))
    seconden += 3600 * uren + 60 * minuten
    return Duur(jaren, maanden, weken * 7 + dagen - (-seconden // 86_400), in_uren=tijd is not None)


@lru_cache(maxsize=4096)
def tel_op(begin: date, duur: str) -> date:
    """The day on which a term that begins on `begin` ends; that day does not count. Beyond the calendar: ValueError."""
    jaren, maanden, dagen, _ = lees_duur(duur)
    jaar, maand = divmod(begin.year * 12 + begin.month - 1 + jaren * 12 + maanden, 12)
    if jaar > date.max.year:
        raise ValueError("the term ends beyond the calendar")
    try:
        return date(jaar, maand + 1, min(begin.day, monthrange(jaar, maand + 1)[1])) + timedelta(days=dagen)
    except OverflowError:
        raise ValueError("the term ends beyond the calendar") from None


def valt_onder_termijnenwet(duur: str) -> bool:
    """Art. 4 under a: not terms in hours, in more than ninety days, twelve weeks or three months, nor in years."""
    jaren, maanden, dagen, in_uren = lees_duur(duur)
    if in_uren or jaren:
        return False
    # Whole weeks need no rule of their own: twelve are 84 days, thirteen are 91.
    return (maanden, dagen) <= (3, 0) if maanden else dagen <= 90


def _eerste_paasdag(jaar: int) -> date:
    """Easter Sunday of the Gregorian calendar (computus of Meeus, Jones and Butcher)."""
    a, (b, c) = jaar % 19, divmod(jaar, 100)
    (d, e), g = divmod(b, 4), (8 * b + 13) // 25
    h = (19 * a + b - d - g + 15) % 30
    i, k = divmod(c, 4)
    p = (32 + 2 * e + 2 * i - h - k) % 7
    m = (a + 11 * h + 22 * p) // 451
    maand, dag = divmod(h + p - 7 * m + 114, 31)
    return date(jaar, maand, dag + 1)


def _koningsdag(jaar: int) -> date:
    """27 April, until 2013 30 April; the day before when that is a Sunday."""
    dag = date(jaar, 4, 27) if jaar >= 2014 else date(jaar, 4, 30)
    return dag - _DAG if dag.weekday() == _ZONDAG else dag


@lru_cache(maxsize=64)
def feestdagen(jaar: int) -> frozenset[date]:
    """Art. 3 lid 1 and 2: the generally recognised public holidays (5 May every year), and Good Friday."""
    pasen = _eerste_paasdag(jaar)
    goede_vrijdag, tweede_paasdag, hemelvaartsdag, tweede_pinksterdag = (
        pasen + timedelta(days=dagen) for dagen in (-2, 1, 39, 50)
    )
    return frozenset(
        {
            date(jaar, 1, 1),
            goede_vrijdag,
            tweede_paasdag,
            _koningsdag(jaar),
            date(jaar, 5, 5),
            hemelvaartsdag,
            tweede_pinksterdag,
            date(jaar, 12, 25),
            date(jaar, 12, 26),
        }
    )


def is_werkdag(dag: date) -> bool:
    """No Saturday, Sunday, public holiday, or day that counts as one."""
    return dag.weekday() < _ZATERDAG and dag not in feestdagen(dag.year) and dag not in GELIJKGESTELD


def werkdag_of_later(dag: date) -> date:
    """Art. 1 lid 1: `dag` itself, or the first day after it that is no Saturday, Sunday or public holiday."""
    while not is_werkdag(dag):
        dag += _DAG
    return dag


@lru_cache(maxsize=4096)
def wettelijke_einddatum(begin: date, duur: str) -> date:
    """The last day of a statutory term that begins on `begin`, moved as the Algemene termijnenwet says."""
    eind = tel_op(begin, duur)
    if not valt_onder_termijnenwet(duur):
        return eind
    verschoven = werkdag_of_later(eind)
    tussen = (begin + timedelta(days=dagen) for dagen in range(1, (verschoven - begin).days))
    if (eind - begin).days >= 3 and not any(is_werkdag(dag) for dag in tussen):
        return werkdag_of_later(verschoven + _DAG)
    return verschoven
