"""What a message says: every kind of change and every statusgroep, in both languages, short enough and safe to open."""

from __future__ import annotations

import re
from itertools import product

import pytest

from app.push.kanalen import Inhoud
from app.push.sjablonen import schrijf, sms
from app.push.sjablonen.opmaak import SMS_TEKENS
from app.push.sjablonen.woorden import WOORDEN
from resolvers.mijnzaken import WijzigingSoort
from resolvers.proces import Statusgroep

_AFZENDER = "Gemeente Voorbeeldstad"


@pytest.mark.parametrize("taal", WOORDEN)
def test_every_change_in_every_state_has_its_words(taal: str) -> None:
    for soort, groep in product(WijzigingSoort, [None, *Statusgroep]):
        inhoud = Inhoud(
            soort=soort.value,
            id="abc",
            tijdstip="2026-11-27T12:00:00+00:00",
            titel="Kap & snoei <b>",
            statusgroep=groep.value if groep else None,
            link="https://mijn.voorbeeldstad.example/z?a=1&b=2",
        )
        tekst = schrijf(inhoud, taal, _AFZENDER)

        assert not re.search(r"[{}]", tekst.onderwerp + tekst.tekst)
        assert "Kap & snoei <b>" in tekst.tekst
        assert "<b>" not in tekst.html
        assert f'lang="{taal}"' in tekst.html
        assert not re.search(r"<(?:img|script|link|iframe)", tekst.html)
        assert len(sms(inhoud, taal, _AFZENDER)) <= SMS_TEKENS


@pytest.mark.parametrize("taal", WOORDEN)
def test_without_a_link_or_a_name_it_still_is_a_message(taal: str) -> None:
    tekst = schrijf(Inhoud(soort="ZAAK_GESTART", id="abc", tijdstip="2026"), taal, _AFZENDER)

    assert WOORDEN[taal].zaak_zonder_naam in tekst.onderwerp
    assert _AFZENDER in tekst.tekst
    assert "href" not in tekst.html


def test_a_link_that_does_not_fit_is_left_out_of_a_text_message() -> None:
    lang = Inhoud(soort="ZAAK_GESTART", id="abc", tijdstip="2026", link="https://voorbeeld.example/" + "x" * 150)

    assert "https" not in sms(lang, "nl", _AFZENDER)
