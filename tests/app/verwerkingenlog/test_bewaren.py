"""What is over its term goes, nothing else does, and verification accepts exactly that."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest

from app.config.verwerkingenlog import ActiviteitSettings
from app.verwerkingenlog.bewaren import schoon_op
from app.verwerkingenlog.opslag import Opslag, Periode
from app.verwerkingenlog.regel import Opschoning
from tests.app.verwerkingenlog.controle import controle, is_heel
from tests.app.verwerkingenlog.schrijfsels import schrijfsel

ALTIJD = Periode(0, 2**53)
BEGIN = datetime(2025, 1, 31, 12, tzinfo=UTC)


def _activiteit(termijn: str) -> ActiviteitSettings:
    return ActiviteitSettings(
        uri="https://mijnzaken.example/a", naam="a", doel="b", rechtsgrond="c", bewaartermijn=termijn
    )


ACTIVITEITEN = {"kort": _activiteit("P1M"), "lang": _activiteit("P1Y")}


def _ms(moment: datetime) -> int:
    return round(moment.timestamp() * 1000)


def _over(opslag: Opslag) -> list[int]:
    """The numbers of what still has contents."""
    return [item.plek.nr for item in opslag.sinds(0) if not isinstance(item.regel, Opschoning)]


def test_each_goes_in_its_own_time_and_the_handeling_with_the_last(opslag: Opslag) -> None:
    opslag.schrijf(
        [schrijfsel(activiteiten=("kort", "lang"), ms=_ms(BEGIN)), schrijfsel(activiteiten=("kort",), ms=_ms(BEGIN))]
    )
    assert _over(opslag) == [1, 2, 3, 4, 5]

    assert schoon_op(opslag, ACTIVITEITEN, BEGIN + timedelta(days=27)) == 0
    assert schoon_op(opslag, ACTIVITEITEN, BEGIN + timedelta(days=32)) == 3
    assert _over(opslag) == [1, 3]
    assert schoon_op(opslag, ACTIVITEITEN, BEGIN + timedelta(days=32)) == 0
    assert is_heel(opslag)

    # And the two Audits, which go with the longest term.
    assert schoon_op(opslag, ACTIVITEITEN, BEGIN + timedelta(days=366)) == 4
    assert _over(opslag) == []
    assert opslag.audit_in(ALTIJD) == []
    assert is_heel(opslag)
    assert controle(opslag).goed == 5 + 2


def test_nothing_that_says_anything_of_anybody_stays(opslag: Opslag) -> None:
    opslag.schrijf([schrijfsel(activiteiten=("kort",), ms=_ms(BEGIN))])
    schoon_op(opslag, ACTIVITEITEN, BEGIN + timedelta(days=400))

    with opslag.momentopname("regels") as moment:
        handeling, verwerking, *rest = moment.rijen()
    assert handeling.is_leeg
    assert verwerking.is_leeg
    assert (verwerking.activiteit, verwerking.tijdstip_ms) == ("kort", _ms(BEGIN))
    assert {rij.soort for rij in rest} == {"opschoning"}
    assert opslag.van_betrokkene(["k1.anna"], ALTIJD) == []


def test_a_removed_record_still_cannot_be_changed(opslag: Opslag, verander: Callable[[str], None]) -> None:
    opslag.schrijf([schrijfsel(activiteiten=("kort",), ms=_ms(BEGIN))])
    schoon_op(opslag, ACTIVITEITEN, BEGIN + timedelta(days=40))
    verander("UPDATE regels SET activiteit = 'lang' WHERE nr = 2")

    assert controle(opslag).nr == 2


def test_contents_that_came_back_are_found(opslag: Opslag, verander: Callable[[str], None]) -> None:
    opslag.schrijf([schrijfsel(activiteiten=("kort",), ms=_ms(BEGIN))])
    verander("CREATE TABLE oud AS SELECT * FROM regels")
    schoon_op(opslag, ACTIVITEITEN, BEGIN + timedelta(days=40))
    verander("DELETE FROM regels WHERE nr = 2")
    verander("INSERT INTO regels SELECT * FROM oud WHERE nr = 2")

    found = controle(opslag)

    assert found.nr == 2
    assert "staat er weer" in found.fout


def test_what_has_no_activiteit_of_ours_stays_longest(opslag: Opslag) -> None:
    opslag.schrijf([schrijfsel(activiteiten=("onbekend",), ms=_ms(BEGIN)), schrijfsel(betrokkenen=(), ms=_ms(BEGIN))])

    assert schoon_op(opslag, ACTIVITEITEN, BEGIN + timedelta(days=364)) == 0
    assert schoon_op(opslag, ACTIVITEITEN, BEGIN + timedelta(days=366)) == 3 + 2
    assert schoon_op(opslag, {}, BEGIN + timedelta(days=4000)) == 0


def test_many_go_in_several_transactions(opslag: Opslag) -> None:
    for _ in range(5):
        opslag.schrijf([schrijfsel(activiteiten=("kort",), ms=_ms(BEGIN), audit=False) for _ in range(1000)])

    assert schoon_op(opslag, ACTIVITEITEN, BEGIN + timedelta(days=400)) == 10_000
    assert 1 < len(opslag.sinds(0)) < 20
    assert is_heel(opslag)


@pytest.mark.parametrize(
    ("termijn", "weg", "nog_niet"),
    [
        ("P1M", datetime(2025, 3, 1, 12, 1, tzinfo=UTC), datetime(2025, 2, 28, 12, tzinfo=UTC)),
        ("P13M", datetime(2026, 3, 1, 12, 1, tzinfo=UTC), datetime(2026, 2, 27, 12, tzinfo=UTC)),
        ("P90D", datetime(2025, 5, 1, 12, 1, tzinfo=UTC), datetime(2025, 5, 1, 11, 59, tzinfo=UTC)),
        ("P1Y1M1D", datetime(2026, 3, 2, 12, 1, tzinfo=UTC), datetime(2026, 2, 28, 12, tzinfo=UTC)),
        ("P999Y999M99999D", None, datetime(2500, 1, 1, tzinfo=UTC)),
    ],
)
def test_a_term_is_counted_on_the_calendar(
    opslag: Opslag, termijn: str, weg: datetime | None, nog_niet: datetime
) -> None:
    opslag.schrijf([schrijfsel(activiteiten=("a",), ms=_ms(BEGIN), audit=False)])

    assert schoon_op(opslag, {"a": _activiteit(termijn)}, nog_niet) == 0
    if weg is not None:
        assert schoon_op(opslag, {"a": _activiteit(termijn)}, weg) == 2
