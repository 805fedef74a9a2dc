"""Sleutel: five kinds of number that never mix, and never show."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from resolvers.grammar.errors import BadUserInput
from resolvers.grammar.sleutel import Bsn, KvkNummer, Rsin, Sleutel, Vestigingsnummer, passes_eleven_check

GOED: list[tuple[type[Sleutel], str]] = [
    (Bsn, "999990019"),
    (Rsin, "999991772"),
    (KvkNummer, "90001354"),
    (Vestigingsnummer, "000037178598"),
]


@pytest.mark.parametrize(("soort", "tekst"), GOED)
def test_a_number_of_its_kind_is_read_and_does_not_show(soort: type[Sleutel], tekst: str) -> None:
    found = soort.lees(tekst)

    assert found.waarde == tekst
    assert tekst not in f"{found} {found!r} {[found]}"


@pytest.mark.parametrize(("soort", "tekst"), GOED)
@pytest.mark.parametrize("maak_fout", [lambda t: t[:-1], lambda t: t + "0", lambda t: f" {t}", lambda t: "²" + t[1:]])
def test_another_shape_is_refused_without_being_repeated(soort: type[Sleutel], tekst: str, maak_fout: object) -> None:
    wrong = maak_fout(tekst)  # type: ignore[operator]
    with pytest.raises(BadUserInput) as refused:
        soort.lees(wrong)

    assert wrong not in str(refused.value)


def test_one_wrong_digit_is_always_found() -> None:
    good = "999990019"
    for place in range(9):
        for digit in "0123456789".replace(good[place], ""):
            assert not passes_eleven_check(good[:place] + digit + good[place + 1 :])


@given(st.text("0123456789", min_size=9, max_size=9))
def test_about_one_in_eleven_passes_and_never_only_zeros(digits: str) -> None:
    weighted = sum((9 - place) * int(digit) for place, digit in enumerate(digits[:8])) - int(digits[8])

    assert passes_eleven_check(digits) is (weighted % 11 == 0 and digits != "000000000")


def test_the_same_digits_of_two_kinds_are_two_people() -> None:
    people: set[Sleutel] = {Bsn("999990019"), Rsin("999990019"), Bsn("999990019")}

    assert len(people) == 2
