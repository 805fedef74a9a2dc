"""Events: in the order of their commits, so that who reads on from the last one misses none."""

from __future__ import annotations

import threading
from collections.abc import Callable

import pytest

from app.push.postvak import Gebeurtenis, Geweigerd, Postvak, PostvakFout
from tests.app.push.opslag.stukken import bericht, een_melding, gebeurtenis, nieuwe_melding, tegelijk


def test_an_event_comes_back_as_it_was(postvak: Postvak) -> None:
    assert postvak.laatste_gebeurtenis() == 0
    postvak.verwerkt(een_melding(postvak, "a"), [gebeurtenis("g1"), gebeurtenis("g2", betrokkenen=())], [], 20)

    eerste, tweede = postvak.gebeurtenissen_na(0)

    assert eerste == Gebeurtenis(
        nr=1,
        id="g1",
        soort="STATUS",
        onderwerp="zaak-1",
        deel="status-1",
        tijdstip_ms=5,
        betrokkenen=("k1.a", "k1.b"),
    )
    assert (tweede.nr, tweede.betrokkenen) == (2, ())
    assert postvak.laatste_gebeurtenis() == 2
    assert postvak.gebeurtenissen_na(1) == [tweede]
    assert postvak.gebeurtenissen_na(0, 1) == [eerste]


def test_the_same_change_is_one_event(postvak: Postvak) -> None:
    postvak.verwerkt(een_melding(postvak, "a"), [gebeurtenis("g1"), gebeurtenis("g1")], [], 20)
    postvak.verwerkt(een_melding(postvak, "b"), [gebeurtenis("g1"), gebeurtenis("g2")], [], 20)

    assert [(item.nr, item.id) for item in postvak.gebeurtenissen_na(0)] == [(1, "g1"), (2, "g2")]
    assert postvak.laatste_gebeurtenis() == 2


def test_an_event_and_a_message_are_there_together_or_not_at_all(
    postvak: Postvak, vraag: Callable[[str], list[tuple[object, ...]]]
) -> None:
    melding = een_melding(postvak, "a")
    vraag("DROP TABLE gebundeld")
    with pytest.raises(PostvakFout):
        postvak.verwerkt(melding, [gebeurtenis("g1")], [bericht("b1")], 20)
    vraag("CREATE TABLE gebundeld (id TEXT PRIMARY KEY, bericht TEXT NOT NULL)")

    assert postvak.gebeurtenissen_na(0) == []
    assert len(postvak.neem_meldingen("x", 10_000, 20_000, 10)) == 1


def test_who_follows_while_others_add_misses_nothing(postvak: Postvak, ander: Postvak) -> None:
    per_schrijver, schrijvers = 60, 4
    gezien: list[Gebeurtenis] = []
    klaar = threading.Event()
    postvak.ontvang([nieuwe_melding(f"m{nr}") for nr in range(per_schrijver * schrijvers)])

    def voeg_toe(van: Postvak, houder: str) -> None:
        while found := van.neem_meldingen(houder, 10, 100_000, 1):
            van.verwerkt(found[0], [gebeurtenis(f"{found[0].sleutel}.{nr}") for nr in range(3)], [], 20)

    def volg() -> None:
        while not klaar.is_set() or len(gezien) < per_schrijver * schrijvers * 3:
            af = klaar.is_set()  # before it looks: what came while it looked is there the next time
            found = ander.gebeurtenissen_na(gezien[-1].nr if gezien else 0, 5)
            if af and not found:
                return
            gezien.extend(found)

    volger = threading.Thread(target=volg)
    volger.start()
    try:
        tegelijk(*(lambda van=van, nr=nr: voeg_toe(van, f"h{nr}") for nr in range(2) for van in (postvak, ander)))
    finally:
        klaar.set()
        volger.join(30)

    assert [item.nr for item in gezien] == list(range(1, per_schrijver * schrijvers * 3 + 1))
    assert len({item.id for item in gezien}) == len(gezien)


def test_one_that_is_refused_does_not_hold_up_those_beside_it(postvak: Postvak) -> None:
    postvak.ontvang([nieuwe_melding(f"m{nr}") for nr in range(12)])
    meldingen = postvak.neem_meldingen("x", 10, 1000, 12)
    fouten: list[Exception] = []

    def verwerk(nr: int) -> None:
        wat = gebeurtenis(f"g{nr}") if nr else gebeurtenis("niet \udc80 te schrijven")
        try:
            postvak.verwerkt(meldingen[nr], [wat], [], 20)
        except Geweigerd as error:
            fouten.append(error)

    tegelijk(*(lambda nr=nr: verwerk(nr) for nr in range(12)))

    assert len(fouten) == 1
    assert {item.id for item in postvak.gebeurtenissen_na(0)} == {f"g{nr}" for nr in range(1, 12)}
    assert postvak.neem_meldingen("x", 1000, 2000, 12)[0].sleutel == meldingen[0].sleutel
    assert postvak.neem_meldingen("x", 1000, 2000, 12) == []


def test_a_damaged_event_is_said_and_quotes_nothing(
    postvak: Postvak, vraag: Callable[[str], list[tuple[object, ...]]]
) -> None:
    postvak.verwerkt(een_melding(postvak, "a"), [gebeurtenis("g1")], [], 20)
    vraag("UPDATE gebeurtenissen SET betrokkenen = 'k1.anna'")

    with pytest.raises(PostvakFout, match="Gebeurtenis 1 ") as raised:
        postvak.gebeurtenissen_na(0)

    assert "anna" not in str(raised.value)
