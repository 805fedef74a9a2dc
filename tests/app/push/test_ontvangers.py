"""Who gets a message, by which way, and when."""

from __future__ import annotations

from datetime import UTC, date, datetime, time
from typing import Any

import pytest

from app.config.push import StilleUrenSettings
from app.push.ontvangers import Bestemming, bestemming_van, na_stille_uren
from resolvers.grammar.context import AMSTERDAM
from resolvers.grammar.node import id_van
from resolvers.grammar.ref import Ref
from resolvers.klant import DigitaalAdres, Kanaal, Klantvoorkeur, Partij

_ALLE = frozenset({"EMAIL", "SMS", "PORTAAL"})
_MAIL, _MOBIEL = "wie@voorbeeld.example", "06-1234 5601"


def partij(adres: str = _MAIL, soort: Kanaal = Kanaal.EMAIL, *, wil: bool = True, geverifieerd: bool = True) -> Partij:
    gekozen = DigitaalAdres(
        id=id_van(Ref("openklant", "DigitaalAdres", "1")),
        adres=adres,
        soort=soort,
        omschrijving=None,
        standaard=True,
        geverifieerd_op=date(2026, 1, 1) if geverifieerd else None,
    )
    voorkeur = Klantvoorkeur(
        taal="nld", kanaal=soort, digitaal_adres=gekozen, digitale_adressen=[gekozen], ontvangt_mijn_zaken=wil
    )
    return Partij(
        uuid="1",
        register="openklant",
        naam=None,
        klantnummer=None,
        voorkeur=voorkeur,
        adressen=(gekozen,),
        sleutels=frozenset(),
    )


@pytest.mark.parametrize(
    ("wie", "kanalen", "verwacht"),
    [
        (None, _ALLE, None),
        (partij(wil=False), _ALLE, None),
        (partij(), _ALLE, Bestemming("EMAIL", _MAIL)),
        (partij(), frozenset({"SMS", "PORTAAL"}), Bestemming("PORTAAL", "")),
        (partij(), frozenset({"SMS"}), None),
        (partij(geverifieerd=False), _ALLE, Bestemming("PORTAAL", "")),
        (partij(geverifieerd=False), frozenset({"EMAIL"}), None),
        (partij(_MOBIEL, Kanaal.TELEFOON), _ALLE, Bestemming("SMS", _MOBIEL)),
        (partij("+31612345601", Kanaal.TELEFOON), _ALLE, Bestemming("SMS", "+31612345601")),
        (partij("0201234567", Kanaal.TELEFOON), _ALLE, Bestemming("PORTAAL", "")),
    ],
)
def test_by_the_way_that_the_klant_prefers_when_it_is_there_and_surely_his(
    wie: Partij | None, kanalen: frozenset[str], verwacht: Bestemming | None
) -> None:
    assert bestemming_van(wie, kanalen) == verwacht


def _om(uur: int, minuut: int = 0, dag: int = 27) -> datetime:
    return datetime(2026, 11, dag, uur, minuut, tzinfo=AMSTERDAM)


@pytest.mark.parametrize(
    ("moment", "uren", "verwacht"),
    [
        (_om(12), {}, _om(12)),
        (_om(20, 59), {}, _om(20, 59)),
        (_om(21), {}, _om(8, dag=28)),
        (_om(23, 59), {}, _om(8, dag=28)),
        (_om(0), {}, _om(8)),
        (_om(7, 59), {}, _om(8)),
        (_om(8), {}, _om(8)),
        (_om(13), {"van": time(12), "tot": time(14)}, _om(14)),
        (_om(14), {"van": time(12), "tot": time(14)}, _om(14)),
        # the night in which the clock goes back: eight o'clock there, whatever the distance
        (datetime(2026, 10, 24, 23, 0, tzinfo=AMSTERDAM), {}, datetime(2026, 10, 25, 8, 0, tzinfo=AMSTERDAM)),
        (_om(22).astimezone(UTC), {}, _om(8, dag=28)),
    ],
)
def test_in_the_quiet_hours_a_message_waits_for_the_morning_in_the_netherlands(
    moment: datetime, uren: dict[str, Any], verwacht: datetime
) -> None:
    assert na_stille_uren(moment, StilleUrenSettings(**uren)) == verwacht
