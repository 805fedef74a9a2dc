"""What a message says: every kind of change and every statusgroep, in both languages, short enough and safe to open."""

from __future__ import annotations

import re
from dataclasses import fields
from html.parser import HTMLParser
from itertools import product
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.push.sjablonen import op_een_regel, schrijf, sms
from app.push.sjablonen.gsm import in_gsm, lengte
from app.push.sjablonen.opmaak import SMS_TEKENS
from app.push.sjablonen.woorden import WOORDEN, Woorden
from app.push.zending import Inhoud
from resolvers.mijnzaken import WijzigingSoort
from resolvers.proces import Statusgroep

_AFZENDER = "Gemeente Voorbeeldstad"
_LINK = "https://mijn.voorbeeldstad.example/z?a=1&b=2"
_ALLE = list(product(WOORDEN, WijzigingSoort, [None, *Statusgroep]))


def inhoud(**anders: Any) -> Inhoud:
    gewoon: dict[str, Any] = {"soort": "ZAAK_GESTART", "id": "abc", "tijdstip": "2026-11-27T12:00:00+00:00"}
    return Inhoud(**{**gewoon, **anders})


class _Pagina(HTMLParser):
    """What somebody sees of a page, and of what it is made."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tekst = ""
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.open: list[str] = []
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        if tag not in {"meta", "br", "hr"}:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.tekst += data


@pytest.mark.parametrize(("taal", "soort", "groep"), _ALLE)
def test_every_change_in_every_state_has_its_words(taal: str, soort: WijzigingSoort, groep: Statusgroep | None) -> None:
    stuk = inhoud(soort=soort.value, titel="Kap & snoei <b>{x}", statusgroep=groep.value if groep else None, link=_LINK)
    tekst = schrijf(stuk, taal, _AFZENDER)
    pagina = _Pagina(tekst.html)

    assert not re.search(r"[{}]", (tekst.onderwerp + tekst.tekst + tekst.html).replace("{x}", ""))
    for deel in (tekst.onderwerp, tekst.tekst, pagina.tekst):
        assert "Kap & snoei <b>{x}" in deel
    stand = WOORDEN[taal].stand[groep] if groep else ""
    for deel in (tekst.tekst, pagina.tekst):
        assert WOORDEN[taal].gebeurd[soort].format(zaak="Kap & snoei <b>{x}") in deel
        assert stand in deel
        assert WOORDEN[taal].inloggen in deel
        assert WOORDEN[taal].waarom in deel
        assert _AFZENDER in deel


@pytest.mark.parametrize("taal", WOORDEN)
def test_a_page_can_be_read_aloud_and_fetches_nothing(taal: str) -> None:
    pagina = _Pagina(schrijf(inhoud(titel="Kap", link=_LINK), taal, _AFZENDER).html)

    tags = [tag for tag, _ in pagina.tags]
    assert pagina.open == []
    assert ("html", {"lang": taal}) in pagina.tags
    assert tags.count("title") == tags.count("h1") == 1
    assert not {"img", "script", "link", "iframe", "style", "form", "object"} & set(tags)
    assert [attrs for _, attrs in pagina.tags if {"href", "src", "background"} & set(attrs)] == [{"href": _LINK}]


@pytest.mark.parametrize("taal", WOORDEN)
def test_without_a_link_or_a_name_it_still_is_a_message(taal: str) -> None:
    for titel in (None, "", " \n"):
        tekst = schrijf(inhoud(titel=titel), taal, _AFZENDER)

        assert WOORDEN[taal].zaak_zonder_naam in tekst.onderwerp
        assert _AFZENDER in tekst.tekst
        assert WOORDEN[taal].zonder_link in tekst.tekst
        assert "href" not in tekst.html


def test_both_languages_have_the_same_sentences_and_none_is_empty() -> None:
    for woorden in WOORDEN.values():
        assert set(woorden.gebeurd) == set(WijzigingSoort)
        assert set(woorden.stand) == set(Statusgroep)
        assert all(getattr(woorden, found.name) for found in fields(Woorden))
        assert [groep for groep, zin in woorden.stand.items() if not zin] == [Statusgroep.ONBEKEND]


def test_what_others_wrote_stays_on_its_line_and_cannot_turn_the_text_around() -> None:
    gek = "Kap\r\nSubject: x\0\x1b[31m\u202egnafdne\u2028einde"
    tekst = schrijf(inhoud(titel=gek, aanbieder=gek), "nl", _AFZENDER)

    assert op_een_regel(gek) == "Kap Subject: x [31m gnafdne einde"
    assert tekst.onderwerp == f"Er is nieuws over {op_een_regel(gek)}"
    assert op_een_regel(gek) in tekst.tekst.splitlines()
    assert tekst.tekst.replace("\n", "").isprintable()


def test_a_name_without_end_is_cut() -> None:
    assert len(schrijf(inhoud(titel="zaak " * 1000), "nl", _AFZENDER).onderwerp) < 150


# ---------------------------------------------------------------------- text messages


@pytest.mark.parametrize(("taal", "soort", "groep"), _ALLE)
def test_a_text_message_is_one(taal: str, soort: WijzigingSoort, groep: Statusgroep | None) -> None:
    tekst = sms(inhoud(soort=soort.value, statusgroep=groep.value if groep else None, link=_LINK), taal, _AFZENDER)

    assert tekst.startswith(_AFZENDER)
    assert tekst.endswith(_LINK)
    assert lengte(tekst) == len(tekst) <= SMS_TEKENS


@given(
    wie=st.text(max_size=400),
    pad=st.text(st.characters(exclude_categories=["Cs"]), max_size=200),
    taal=st.sampled_from(list(WOORDEN)),
)
def test_a_text_message_is_one_whoever_sends_it_and_wherever_it_points(wie: str, pad: str, taal: str) -> None:
    tekst = sms(inhoud(aanbieder=wie, link=f"https://voorbeeld.example/{pad}"), taal, _AFZENDER)

    ruimte = lengte(tekst)
    assert ruimte is not None
    assert ruimte <= SMS_TEKENS
    assert "https" not in tekst.removeprefix(wie[:60]) or tekst.endswith(pad)


@pytest.mark.parametrize(
    "link", ["https://voorbeeld.example/" + "x" * 150, "https://voorbeeld.example/" + "~" * 60, "https://één.example/ê"]
)
def test_a_link_that_does_not_fit_is_left_out_of_a_text_message(link: str) -> None:
    assert "https" not in sms(inhoud(link=link), "nl", _AFZENDER)


def test_letters_that_a_text_message_has_no_room_for_become_the_nearest() -> None:
    assert in_gsm("Gemeente Súdwest-Fryslân – ’t Bûter … ĳ € à ☃") == "Gemeente Sudwest-Fryslan - 't Buter ... ij € à ?"
    assert lengte("€[]") == 6
    assert lengte("ê") is None
