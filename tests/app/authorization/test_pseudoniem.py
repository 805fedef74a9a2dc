"""Pseudoniem: stable, of one kind, readable by the holder of the key only, and keys can rotate."""

from __future__ import annotations

import pytest

from app.authorization.pseudoniem import Pseudoniemen, Sleutelpaar
from resolvers.grammar.sleutel import Bsn, Klantnummer, KvkNummer, Rsin, Sleutel, Vestigingsnummer

OUD, NIEUW = Sleutelpaar("k1", b"1" * 64), Sleutelpaar("k2", b"2" * 64)
ALLE: list[Sleutel] = [
    Bsn("999990019"),
    Rsin("999990019"),
    KvkNummer("90001354"),
    Vestigingsnummer("000037178598"),
    Klantnummer("1001"),
]


@pytest.mark.parametrize("sleutel", ALLE, ids=lambda sleutel: type(sleutel).__name__)
def test_what_is_veiled_comes_back_as_the_same_kind_and_number(sleutel: Sleutel) -> None:
    found = Pseudoniemen([OUD]).onthul(Pseudoniemen([OUD]).versluier(sleutel))

    assert found == sleutel
    assert type(found) is type(sleutel)


def test_the_number_is_not_in_it_and_two_kinds_of_the_same_digits_differ() -> None:
    made = [Pseudoniemen([OUD]).versluier(sleutel) for sleutel in ALLE]

    assert len(set(made)) == len(ALLE)
    assert all(sleutel.waarde not in text for sleutel, text in zip(ALLE, made, strict=True))


def test_it_is_the_same_each_time_so_that_an_id_stays_what_it_is() -> None:
    assert Pseudoniemen([OUD]).versluier(ALLE[0]) == Pseudoniemen([OUD]).versluier(ALLE[0])


def test_after_a_new_key_old_ids_are_still_read_and_new_ones_use_it() -> None:
    old = Pseudoniemen([OUD]).versluier(ALLE[0])
    both = Pseudoniemen([NIEUW, OUD])

    assert both.onthul(old) == ALLE[0]
    assert both.versluier(ALLE[0]).startswith("k2.")
    assert Pseudoniemen([NIEUW]).onthul(old) is None


@pytest.mark.parametrize("text", ["", "k1", "k1.", "k1.====", "k1.é", "k9.AAAA", "k1." + "A" * 44, "999990019"])
def test_what_is_not_ours_is_nothing_and_no_error(text: str) -> None:
    assert Pseudoniemen([OUD]).onthul(text) is None


def test_any_changed_character_is_nothing() -> None:
    made = Pseudoniemen([OUD]).versluier(ALLE[0])
    for place in range(3, len(made) - 1):
        changed = made[:place] + ("A" if made[place] != "A" else "B") + made[place + 1 :]

        assert Pseudoniemen([OUD]).onthul(changed) is None


def test_the_key_does_not_show() -> None:
    assert "1111" not in repr(OUD)


def test_without_a_key_there_are_no_pseudonyms() -> None:
    with pytest.raises(ValueError, match="at least one"):
        Pseudoniemen([])
