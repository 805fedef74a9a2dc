"""Why something is not there, in a real Chromium: each reason in its own words, and never one that is not so."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

import pytest

from tests.portaal.browser import Browser

pytestmark = pytest.mark.xdist_group("portaal")

ZAAK = "ZAAK-2026-0001"
REGISTER = "antwoordde niet. Probeer het later nog eens."
GEEN_ZAAK = "Dit is niet gevonden, of u mag het niet zien."
LOG = "De verstrekking kan nu niet worden vastgelegd; daarom is er niets verstrekt. Probeer het later opnieuw."
DUUR = "Het antwoord duurde te lang. Probeer het later opnieuw."
GROOT = "De vraag is te groot of te diep."
#: An answer in the place of that of the graph, to the question with these words in it.
ANDERS = """const vraag = fetch;
window.fetch = async (...wat) => {
  if (wat[0] !== "/graphql" || !wat[1].body.includes(%s)) return vraag(...wat);
  return new Response(JSON.stringify(%s), {headers: {"Content-Type": "application/json"}});
};
0"""


def _fout(code: str, melding: str, pad: list[str] | None, register: str | None = None) -> dict[str, Any]:
    extensions = {"code": code} | ({"register": register} if register else {})
    found: dict[str, Any] = {"message": melding, "extensions": extensions}
    return found | ({"path": pad} if pad else {})


def _antwoord(pagina: Browser, vraag: str, antwoord: Mapping[str, Any]) -> None:
    """What is answered to this question from now on."""
    pagina.doe("waarde", script=ANDERS % (json.dumps(vraag), json.dumps(antwoord)))


def test_an_address_of_no_matter_is_not_found_and_no_register_is_blamed(pagina: Browser) -> None:
    pagina.word("burger")
    pagina.doe("waarde", script="location.hash = 'zaak=onzin'")
    pagina.wacht(GEEN_ZAAK)

    assert REGISTER not in pagina.tekst("main")
    assert pagina.keur_in_beide_talen() == []
    pagina.knop("English")
    assert "This was not found, or you may not see it." in pagina.tekst("main")


@pytest.mark.parametrize(
    ("fouten", "gezegd"),
    [
        ([_fout("NOT_FOUND", "Niet gevonden.", ["node"])], GEEN_ZAAK),
        ([_fout("REGISTER_TIMEOUT", "x", ["node"], "openzaak")], f"openzaak {REGISTER}"),
        ([_fout("REGISTER_UNAVAILABLE", "x", ["node"])], f"Een register {REGISTER}"),
        ([_fout("NOT_FOUND", "x", ["node"]), _fout("REGISTER_UNAVAILABLE", "x", ["node"], "a")], f"a {REGISTER}"),
        ([_fout("DEADLINE_EXCEEDED", DUUR, None)], DUUR),
        ([_fout("LOG_UNAVAILABLE", LOG, None)], LOG),
        ([_fout("QUERY_TOO_COMPLEX", GROOT, ["node"])], GROOT),
        ([], GEEN_ZAAK),
    ],
)
@pytest.mark.parametrize("heel", [False, True])
def test_a_matter_that_does_not_come_says_why(
    pagina: Browser, fouten: list[dict[str, Any]], gezegd: str, heel: bool
) -> None:
    zonder_pad = any("path" not in fout for fout in fouten)
    pagina.word("burger")
    _antwoord(pagina, "EenKwestie", {"data": None if zonder_pad or heel else {"node": None}, "errors": fouten})
    pagina.koppeling("Omgevingsvergunning")

    assert pagina.doe("tekst", kiezer="main [role=alert]") == [gezegd]


def test_an_answer_that_no_graph_gave_is_no_answer(pagina: Browser) -> None:
    pagina.word("burger")
    _antwoord(pagina, "EenKwestie", {"title": "Service Unavailable", "status": 503})
    pagina.koppeling("Omgevingsvergunning")

    assert "Er kwam geen antwoord." in pagina.tekst("main [role=alert]")


def test_a_part_of_a_zaak_says_why_it_is_missing(pagina: Browser) -> None:
    fouten = [
        _fout("REGISTER_TIMEOUT", "x", ["zaak", "documenten"], "openzaak"),
        _fout("QUERY_TOO_COMPLEX", GROOT, ["zaak", "besluiten"]),
    ]
    gevonden: dict[str, Any] = {
        "id": "x",
        "identificatie": ZAAK,
        "documenten": None,
        "besluiten": None,
        "contactmomenten": [],
    }
    pagina.word("behandelaar")
    _antwoord(pagina, "AanDeBalie", {"data": {"zaak": gevonden}, "errors": fouten})
    pagina.doe("vul", naam="Zaaknummer", waarde=ZAAK)
    pagina.knop("Zoek op")

    assert pagina.doe("tekst", kiezer=".onderdeel .waarschuwing") == [f"openzaak {REGISTER}", GROOT]
    assert "Er zijn er geen." in pagina.tekst(".onderdeel")


@pytest.mark.parametrize(
    ("vraag", "weergave", "onwaar"),
    [
        ("MijnZaken", "Mijn zaken", "Er loopt niets"),
        ("VoorWieMagIk", "Namens een ander", "U vertegenwoordigt niemand."),
        ("MijnToestemmingen", "Toestemming", "Alleen wie het zelf betreft"),
        ("WieHeeftGekeken", "Wie heeft gekeken", "heeft niemand gekeken"),
    ],
)
def test_what_was_not_answered_is_not_said_to_be_empty(pagina: Browser, vraag: str, weergave: str, onwaar: str) -> None:
    pagina.word("burger")
    _antwoord(pagina, f"query {vraag}", {"data": None, "errors": [_fout("LOG_UNAVAILABLE", LOG, None)]})
    if weergave == "Mijn zaken":
        pagina.koppeling("Toestemming")
    pagina.koppeling(weergave)

    assert pagina.doe("tekst", kiezer="main [role=alert]") == [LOG]
    assert onwaar not in pagina.tekst("main")
    assert pagina.keur_in_beide_talen() == []


def test_toestemmingen_that_a_register_did_not_tell_are_not_said_to_be_none(pagina: Browser) -> None:
    aanbod = {"uitleg": "Uitleg.", "informatieVersie": "1", "taal": "nl", "activiteiten": ["kcc-inhoud"]}
    data = {"toestemmingsaanbod": aanbod, "ik": {"klant": {"toestemmingen": None}}, "mijnZaken": {"nodes": []}}
    fout = _fout("REGISTER_UNAVAILABLE", "x", ["ik", "klant", "toestemmingen"], "openklant")
    pagina.word("burger")
    _antwoord(pagina, "MijnToestemmingen", {"data": data, "errors": [fout]})
    pagina.koppeling("Toestemming")

    assert f"openklant {REGISTER}" in pagina.tekst("main")
    assert "U hebt geen toestemming gegeven." not in pagina.tekst("main")
