"""Messages: joined while they wait, taken by one at a time, and kept until they came to their end."""

from __future__ import annotations

from collections import Counter

import pytest

from app.push.postvak import Bericht, Postvak, Staat
from tests.app.push.opslag.stukken import bericht, een_melding, gebeurtenis, leg_neer, nieuwe_melding, tegelijk


def _ids(berichten: list[Bericht]) -> list[str]:
    return [item.id for item in berichten]


def test_a_message_goes_when_it_may_and_the_longest_waiting_first(postvak: Postvak) -> None:
    leg_neer(postvak, bericht("laat", onderwerp="z1", niet_voor_ms=300), bericht("vroeg", onderwerp="z2"))

    assert postvak.neem_berichten("x", 99, 200, 10) == []
    assert _ids(postvak.neem_berichten("x", 400, 500, 10)) == ["vroeg", "laat"]


def test_a_message_comes_back_as_it_was_and_counts_its_tries(postvak: Postvak, ander: Postvak) -> None:
    leg_neer(postvak, bericht("b1"))

    (found,) = postvak.neem_berichten("x", 100, 200, 10)

    assert found == Bericht(
        id="b1",
        kanaal="EMAIL",
        ontvanger="k1.a",
        onderwerp="zaak-1",
        soort="STATUS",
        deel="deel-STATUS",
        tijdstip_ms=5,
        niet_voor_ms=100,
        staat=Staat.WACHTEND,
        pogingen=1,
    )
    assert ander.neem_berichten("y", 199, 300, 10) == []
    (weer,) = ander.neem_berichten("y", 200, 300, 10)
    assert weer.pogingen == 2


def test_what_changes_more_in_the_same_matter_goes_with_it(postvak: Postvak) -> None:
    leg_neer(postvak, bericht("b1"))
    leg_neer(postvak, bericht("b2", soort="RESULTAAT", tijdstip_ms=9, niet_voor_ms=999), nu_ms=99)
    leg_neer(postvak, bericht("b3", ontvanger="k1.b"), bericht("b4", onderwerp="zaak-2"), nu_ms=99)

    found = {item.id: item for item in postvak.neem_berichten("x", 100, 200, 10)}

    assert set(found) == {"b1", "b3", "b4"}
    assert (found["b1"].soort, found["b1"].deel, found["b1"].tijdstip_ms) == ("RESULTAAT", "deel-RESULTAAT", 9)
    assert found["b1"].niet_voor_ms == 100


def test_what_joined_is_not_sent_by_itself_when_it_comes_once_more(postvak: Postvak) -> None:
    leg_neer(postvak, bericht("b1"))
    leg_neer(postvak, bericht("b2"), nu_ms=20)
    postvak.neem_berichten("x", 100, 200, 10)
    postvak.sluit_af("b1", Staat.BEZORGD, "", 110)

    postvak.verwerkt(een_melding(postvak, "nogmaals"), [], [bericht("b1"), bericht("b2")], 120)

    assert postvak.berichten(Staat.WACHTEND) == []


@pytest.mark.parametrize("nu_ms", [100, 101])
def test_what_may_go_already_is_not_joined(postvak: Postvak, nu_ms: int) -> None:
    leg_neer(postvak, bericht("b1"))
    leg_neer(postvak, bericht("b2"), nu_ms=nu_ms)

    assert _ids(postvak.berichten(Staat.WACHTEND)) == ["b1", "b2"]


def test_what_was_tried_before_is_not_joined(postvak: Postvak) -> None:
    leg_neer(postvak, bericht("b1"))
    postvak.neem_berichten("x", 100, 200, 10)
    postvak.probeer_later("b1", 5000, "de mailserver is weg")
    leg_neer(postvak, bericht("b2", niet_voor_ms=6000), nu_ms=300)

    eerste, tweede = postvak.berichten(Staat.WACHTEND)

    assert (eerste.id, eerste.niet_voor_ms, eerste.reden, eerste.pogingen) == ("b1", 5000, "de mailserver is weg", 1)
    assert (tweede.id, tweede.pogingen) == ("b2", 0)


def test_two_instances_that_add_to_the_same_matter_make_one_message(postvak: Postvak, ander: Postvak) -> None:
    postvak.ontvang([nieuwe_melding(f"m{nr}") for nr in range(120)])

    def verwerk(van: Postvak, houder: str) -> None:
        while found := van.neem_meldingen(houder, 10, 100_000, 1):
            sleutel = found[0].sleutel
            wat = [bericht(f"{sleutel}.{ontvanger}", ontvanger=ontvanger) for ontvanger in ("k1.a", "k1.b")]
            van.verwerkt(found[0], [gebeurtenis(sleutel)], wat, 20)

    tegelijk(*(lambda van=van, nr=nr: verwerk(van, f"h{nr}") for nr in range(2) for van in (postvak, ander)))

    assert sorted(item.ontvanger for item in postvak.berichten(Staat.WACHTEND)) == ["k1.a", "k1.b"]
    assert len(postvak.gebeurtenissen_na(0)) == 120


def test_a_change_while_a_message_is_being_taken_is_never_lost(postvak: Postvak, ander: Postvak) -> None:
    """Either it goes with that message, and then the taker has it, or it is a message by itself."""
    verzonden: list[tuple[str, int]] = []
    aantal = 60

    def voeg_toe() -> None:
        for nr in range(aantal):
            melding = een_melding(postvak, f"m{nr}", nu_ms=1)
            postvak.verwerkt(melding, [], [bericht(f"b{nr}", tijdstip_ms=nr, niet_voor_ms=2)], 1)

    def verstuur() -> None:
        while not verzonden or verzonden[-1][1] < aantal - 1:
            for item in ander.neem_berichten("y", 2, 10**6, 5):
                verzonden.append((item.id, item.tijdstip_ms))
                ander.sluit_af(item.id, Staat.BEZORGD, "", 3)

    tegelijk(voeg_toe, verstuur)

    assert len({id for id, _ in verzonden}) == len(verzonden)
    assert [tijd for _, tijd in verzonden] == sorted(tijd for _, tijd in verzonden)


def test_takers_at_the_same_time_never_get_the_same(postvak: Postvak, ander: Postvak) -> None:
    leg_neer(postvak, *(bericht(f"b{nr}", onderwerp=f"z{nr}") for nr in range(200)))
    genomen: list[str] = []

    def neem(van: Postvak, houder: str) -> None:
        while found := van.neem_berichten(houder, 100, 1000, 7):
            genomen.extend(_ids(found))

    tegelijk(*(lambda van=van, nr=nr: neem(van, f"h{nr}") for nr in range(3) for van in (postvak, ander)))

    assert Counter(genomen) == Counter(f"b{nr}" for nr in range(200))


def test_a_message_comes_to_one_end(postvak: Postvak) -> None:
    leg_neer(postvak, *(bericht(f"b{nr}", onderwerp=f"z{nr}") for nr in range(3)))
    postvak.sluit_af("b0", Staat.BEZORGD, "", 50)
    postvak.sluit_af("b1", Staat.DOOD, "geweigerd", 40)
    postvak.sluit_af("b2", Staat.DOOD, "geweigerd", 30)

    postvak.sluit_af("b0", Staat.DOOD, "te laat", 60)
    postvak.probeer_later("b0", 70, "te laat")

    assert _ids(postvak.berichten(Staat.BEZORGD)) == ["b0"]
    assert _ids(postvak.berichten(Staat.DOOD)) == ["b2", "b1"]
    assert _ids(postvak.berichten(Staat.DOOD, 1)) == ["b2"]
    assert postvak.neem_berichten("x", 1000, 2000, 10) == []


def test_what_is_dead_is_sent_again_from_the_beginning(postvak: Postvak) -> None:
    leg_neer(postvak, *(bericht(f"b{nr}", onderwerp=f"z{nr}") for nr in range(700)))
    postvak.neem_berichten("x", 100, 10_000, 1000)
    for nr in range(600):
        postvak.sluit_af(f"b{nr}", Staat.DOOD, "geweigerd", 110)
    postvak.sluit_af("b600", Staat.BEZORGD, "", 110)

    assert postvak.zend_opnieuw([], 500) == 0
    assert postvak.zend_opnieuw([f"b{nr}" for nr in range(610)], 500) == 600
    assert postvak.zend_opnieuw(["b1", "is er niet"], 500) == 0

    assert postvak.berichten(Staat.DOOD) == []
    found = postvak.neem_berichten("x", 500, 600, 1000)
    assert len(found) == 600
    assert {(item.pogingen, item.reden) for item in found} == {(1, "")}


def test_what_came_to_its_end_before_then_is_forgotten(postvak: Postvak) -> None:
    a, b = een_melding(postvak, "a"), een_melding(postvak, "b")
    postvak.ontvang([nieuwe_melding("open")])
    wat = [bericht(naam, onderwerp=naam) for naam in ("bezorgd", "vervallen", "dood", "wacht", "later")]
    postvak.verwerkt(a, [gebeurtenis("g1")], wat, 20)
    postvak.verwerkt(b, [gebeurtenis("g2")], [bericht("erbij", onderwerp="bezorgd")], 60)
    for naam, staat, nu_ms in (("bezorgd", Staat.BEZORGD, 30), ("vervallen", Staat.VERVALLEN, 49)):
        postvak.sluit_af(naam, staat, "", nu_ms)
    postvak.sluit_af("dood", Staat.DOOD, "geweigerd", 30)
    postvak.sluit_af("later", Staat.BEZORGD, "", 50)

    assert postvak.ruim_op(50) == 4  # melding a, its event, and the messages that were delivered or fell away
    assert postvak.ruim_op(50) == 0

    assert [item.id for item in postvak.gebeurtenissen_na(0)] == ["g2"]
    assert _ids(postvak.berichten(Staat.BEZORGD)) == ["later"]
    assert _ids(postvak.berichten(Staat.VERVALLEN)) == []
    assert _ids(postvak.berichten(Staat.DOOD)) == ["dood"]
    assert _ids(postvak.berichten(Staat.WACHTEND)) == ["wacht"]
    assert postvak.ontvang([nieuwe_melding("a"), nieuwe_melding("b"), nieuwe_melding("open")]) == 1
    leg_neer(postvak, bericht("erbij", onderwerp="bezorgd"), nu_ms=2000)
    assert _ids(postvak.berichten(Staat.WACHTEND)) == ["wacht", "erbij"]


def test_a_number_is_not_given_out_again_when_all_was_forgotten(postvak: Postvak) -> None:
    postvak.verwerkt(een_melding(postvak, "a"), [gebeurtenis(f"g{nr}") for nr in range(1200)], [], 20)
    assert postvak.ruim_op(21) == 1201

    assert postvak.laatste_gebeurtenis() == 1200
    postvak.verwerkt(een_melding(postvak, "b"), [gebeurtenis("g0")], [], 30)
    assert [item.nr for item in postvak.gebeurtenissen_na(0)] == [1201]


def test_two_that_forget_at_the_same_time_are_not_in_each_others_way(postvak: Postvak, ander: Postvak) -> None:
    postvak.ontvang([nieuwe_melding(f"m{nr}") for nr in range(40)])
    for melding in postvak.neem_meldingen("x", 10, 1000, 40):
        postvak.verwerkt(melding, [gebeurtenis(f"{melding.sleutel}.{nr}") for nr in range(30)], [], 20)
    weg: list[int] = []

    tegelijk(*(lambda van=van: weg.append(van.ruim_op(21)) for van in (postvak, ander)))

    assert sum(weg) + postvak.ruim_op(21) == 40 + 1200


def test_a_position_is_kept(postvak: Postvak, ander: Postvak) -> None:
    assert postvak.positie("openzaak") == ""
    postvak.zet_positie("openzaak", "2026-01-01T00:00:00Z")
    postvak.zet_positie("openzaak", "2026-01-02T00:00:00Z")
    postvak.zet_positie("openklant", "7")

    assert (ander.positie("openzaak"), ander.positie("openklant")) == ("2026-01-02T00:00:00Z", "7")
