"""Notifications: received once, taken by one at a time, and taken again when he who took them is not heard of."""

from __future__ import annotations

import time
from collections import Counter

from app.push.postvak import Melding, Postvak
from tests.app.push.opslag.stukken import een_melding, gebeurtenis, namen, nieuwe_melding, tegelijk


def test_what_is_received_is_taken_in_order_and_as_it_came(postvak: Postvak) -> None:
    assert postvak.ontvang([nieuwe_melding("a", ontvangen_ms=7), nieuwe_melding("b")]) == 2

    found = postvak.neem_meldingen("x", 10, 20, 10)

    assert found[0] == Melding(nr=1, sleutel="a", inhoud=b'{"kanaal":"zaken"}', ontvangen_ms=7, pogingen=0)
    assert namen(found) == ["a", "b"]


def test_the_same_notification_counts_once(postvak: Postvak) -> None:
    assert postvak.ontvang([]) == 0
    assert postvak.ontvang([nieuwe_melding("a"), nieuwe_melding("b"), nieuwe_melding("a")]) == 2
    assert postvak.ontvang([nieuwe_melding("b"), nieuwe_melding("c")]) == 1

    assert namen(postvak.neem_meldingen("x", 10, 20, 10)) == ["a", "b", "c"]


def test_one_that_was_handled_long_ago_is_still_known(postvak: Postvak) -> None:
    postvak.verwerkt(een_melding(postvak, "a"), [], [], 20)

    assert postvak.ontvang([nieuwe_melding("a")]) == 0
    assert postvak.neem_meldingen("x", 10_000, 20_000, 10) == []


def test_the_same_batch_at_several_doors_at_once_is_there_once(postvak: Postvak, ander: Postvak) -> None:
    heen = [nieuwe_melding(f"m{nr}") for nr in range(200)]
    nieuw: list[int] = []

    tegelijk(
        *(
            lambda van=van, wat=wat: nieuw.append(van.ontvang(wat))
            for van in (postvak, ander)
            for wat in (heen, heen[::-1])
        )
    )

    assert sum(nieuw) == 200
    assert len(postvak.neem_meldingen("x", 10, 20, 1000)) == 200


def test_a_thousand_at_once_are_one_quick_write(postvak: Postvak) -> None:
    postvak.laatste_gebeurtenis()
    begin = time.monotonic()

    assert postvak.ontvang([nieuwe_melding(f"m{nr}") for nr in range(1000)]) == 1000

    assert time.monotonic() - begin < 1.5  # about 0.02 and 0.07 seconds on a quiet machine


def test_takers_at_the_same_time_never_get_the_same(postvak: Postvak, ander: Postvak) -> None:
    postvak.ontvang([nieuwe_melding(f"m{nr}") for nr in range(300)])
    genomen: list[str] = []

    def neem(van: Postvak, houder: str) -> None:
        while found := van.neem_meldingen(houder, 10, 1000, 7):
            assert len(found) <= 7
            genomen.extend(namen(found))

    tegelijk(*(lambda van=van, nr=nr: neem(van, f"h{nr}") for nr in range(3) for van in (postvak, ander)))

    assert Counter(genomen) == Counter(f"m{nr}" for nr in range(300))


def test_what_somebody_has_is_taken_again_when_his_time_is_over(postvak: Postvak, ander: Postvak) -> None:
    postvak.ontvang([nieuwe_melding("a")])
    (eerst,) = postvak.neem_meldingen("x", 10, 20, 10)

    assert ander.neem_meldingen("y", 19, 30, 10) == []
    (later,) = ander.neem_meldingen("y", 20, 30, 10)

    assert (eerst.pogingen, later.pogingen) == (0, 1)


def test_what_is_put_off_comes_back_in_its_own_place(postvak: Postvak) -> None:
    a = een_melding(postvak, "a")
    postvak.ontvang([nieuwe_melding("b")])
    postvak.stel_uit(a, 500)

    assert namen(postvak.neem_meldingen("x", 499, 500, 10)) == ["b"]
    assert namen(postvak.neem_meldingen("x", 500, 600, 10)) == ["a", "b"]


def test_who_comes_late_does_not_put_off_what_somebody_else_has(postvak: Postvak) -> None:
    postvak.ontvang([nieuwe_melding("a")])
    (oud,) = postvak.neem_meldingen("x", 10, 20, 1)
    (nieuw,) = postvak.neem_meldingen("y", 20, 1000, 1)

    postvak.stel_uit(oud, 30)
    assert postvak.neem_meldingen("z", 40, 50, 1) == []

    postvak.stel_uit(nieuw, 30)
    assert namen(postvak.neem_meldingen("z", 40, 50, 1)) == ["a"]


def test_of_two_that_handled_the_same_one_counts(postvak: Postvak, ander: Postvak) -> None:
    postvak.ontvang([nieuwe_melding("a")])
    (oud,) = postvak.neem_meldingen("x", 10, 20, 1)
    (nieuw,) = ander.neem_meldingen("y", 20, 30, 1)

    tegelijk(
        lambda: postvak.verwerkt(oud, [gebeurtenis("van x")], [], 25),
        lambda: ander.verwerkt(nieuw, [gebeurtenis("van y")], [], 25),
    )

    assert len(postvak.gebeurtenissen_na(0)) == 1
    assert postvak.neem_meldingen("z", 10_000, 20_000, 1) == []


def test_more_than_a_statement_can_name(postvak: Postvak) -> None:
    for _ in range(3):
        postvak.ontvang([nieuwe_melding(f"{_}-{nr}") for nr in range(1000)])

    assert len(postvak.neem_meldingen("x", 10, 20, 5000)) == 3000
    assert postvak.neem_meldingen("x", 19, 20, 5000) == []
