"""The whole story of the page, in a real Chromium before the real gateway and the registers of the demo: each persona,
a status that arrives live, toestemming given and withdrawn, the log; with axe on every view, on a screen and on a
phone, in both languages. Nothing is logged, nothing comes from elsewhere, nothing is refused by the page's policy."""

from __future__ import annotations

import asyncio
import re
from time import monotonic, sleep
from urllib.parse import urlencode

import pytest

from app.sandbox import uitgever
from app.sandbox.kern.register import Storing
from app.sandbox.voortgang import zet_voort
from tests.app.http.deur import dienst
from tests.app.push.huis import Pushhuis
from tests.portaal.browser import Browser

pytestmark = pytest.mark.xdist_group("portaal")

ZAAK = "ZAAK-2026-0001"
#: The demo has no partners: what two of them would say is put into the first line of an answer.
KETEN = """const vraag = fetch;
window.fetch = async (...wat) => {
  const antwoord = await vraag(...wat);
  if (wat[0] !== "/graphql") return antwoord;
  const body = await antwoord.json();
  const advies = {titel: "Advies", status: {groep: "IN_BEHANDELING", naam: "In onderzoek"}};
  for (const kwestie of (body.data?.mijnZaken?.nodes ?? []).slice(0, 1)) kwestie.keten = [
    {partner: {naam: "Provincie Voorbeeldland"}, beschikbaar: true, informatie: [advies]},
    {partner: {naam: "Waterschap Voorbeeldwater"}, beschikbaar: false},
  ];
  return new Response(JSON.stringify(body), antwoord);
};
0"""


def _word(pagina: Browser, persona: str, weergave: str) -> None:
    pagina.doe("waarde", script=f"document.querySelector('[data-persona={persona}]').click()")
    pagina.wacht(weergave)
    pagina.doe("rust")


def _zoek_op(pagina: Browser, zaaknummer: str) -> None:
    pagina.doe("vul", naam="Zaaknummer", waarde=zaaknummer)
    pagina.knop("Zoek op")


def test_what_is_wrong_with_a_page_is_seen(chromium: Browser, huis: Pushhuis) -> None:
    """Else all that follows would prove nothing."""
    chromium.open(f"{huis.url}/")
    assert (chromium.keur(), chromium.problemen()) == ([], [])
    chromium.doe("waarde", script="document.querySelector('h1').after(document.createElement('button'))")
    chromium.doe("waarde", script="document.body.setAttribute('style', 'width: 90rem')")
    chromium.doe("waarde", script="fetch('https://elders.example/').catch(() => 0)")

    assert "button-name" in "".join(chromium.keur())
    problemen = "".join(chromium.problemen())
    assert "style-src 'self'" in problemen
    assert "connect-src 'self'" in problemen


def test_a_visitor_picks_who_he_is(pagina: Browser) -> None:
    assert pagina.titel == "Wie bent u vandaag?"
    assert len(pagina.doe("tekst", kiezer="[data-persona]")) == len(uitgever.PERSONAS)
    assert pagina.keur_in_beide_talen() == []


def test_a_burger_sees_each_matter_with_the_kind_of_date_it_is(pagina: Browser) -> None:
    _word(pagina, "burger", "Loopt nu")

    lijst = pagina.tekst(".kwesties")
    assert pagina.titel == "Mijn zaken"
    assert "Stap 4 van 6" in lijst
    for soort in ("Daar streven wij naar", "De wet zegt", "Het ligt nu stil", "Klaar sinds", "had moeten zijn"):
        assert soort in lijst
    assert pagina.keur_in_beide_talen() == []


def test_a_matter_is_a_timeline_with_all_that_belongs_to_it_and_the_question_behind_it(pagina: Browser) -> None:
    _word(pagina, "burger", "Loopt nu")
    pagina.koppeling("Omgevingsvergunning")
    pagina.wacht("Van begin tot eind")

    assert pagina.titel == "Omgevingsvergunning"
    assert pagina.doe("focus") == "Omgevingsvergunning"
    assert pagina.doe("tekst", kiezer=".stap h3") == [
        "Ontvangen",
        "In behandeling",
        "Wacht op aanvulling",
        "Advies gevraagd",
        "Besluit genomen",
        "Afgehandeld",
    ]
    assert pagina.tekst(".stap[aria-current=step] h3") == "Advies gevraagd"
    for deel in ("Betaal de leges", "Bouwtekening", "Hoe lang duurt het nog?", "Piet Behandelaar"):
        assert deel in pagina.tekst("main")
    pagina.doe("waarde", script="document.querySelector('summary').click()")
    achter = pagina.tekst(".achter")
    assert "query EenKwestie($id: ID!)" in achter
    assert "POST /zaken/_zoek" in achter
    assert pagina.keur_in_beide_talen() == []


def test_a_document_is_fetched_with_the_token(pagina: Browser) -> None:
    _word(pagina, "burger", "Loopt nu")
    pagina.koppeling("Omgevingsvergunning")
    pagina.doe("waarde", script="URL.createObjectURL = (blob) => ((window.opgehaald = blob.size), 'blob:x')")
    pagina.knop("Haal op: Bouwtekening")

    pagina.doe("tot", script=f"window.opgehaald === {len('De tekening van de dakkapel.')}")


def test_a_status_arrives_live_in_the_list_and_in_the_matter(pagina: Browser, huis: Pushhuis) -> None:
    _word(pagina, "burger2", "Loopt nu")
    pagina.wacht("U ziet wijzigingen meteen")
    asyncio.run(huis.ingeschreven())
    zet_voort(huis.sandbox.basis, "ZAAK-2026-0101", "")
    pagina.wacht("Zojuist gewijzigd")

    assert "Bezwaar tegen de WOZ-waarde: de status is nu" in pagina.tekst("[role=status]")
    assert "Bezwaar tegen de WOZ-waarde" in pagina.tekst(".kwestie-nieuw")
    assert pagina.keur_in_beide_talen() == []

    pagina.koppeling("Melding openbare ruimte")
    pagina.wacht("Van begin tot eind")
    toen = pagina.tekst(".stap[aria-current=step] h3")
    zet_voort(huis.sandbox.basis, "ZAAK-2026-0102", "")
    pagina.wacht("Melding openbare ruimte: de status is nu")
    pagina.doe("rust")
    assert pagina.tekst(".stap[aria-current=step] h3") != toen


def test_a_gemachtigde_looks_for_another_and_stops(pagina: Browser) -> None:
    _word(pagina, "gemachtigde", "Mijn zaken")
    pagina.koppeling("Namens een ander")
    pagina.wacht("Geldt niet")
    assert pagina.tekst("main").count("Bekijk de zaken van Jan Bakker") == 1
    assert pagina.keur_in_beide_talen() == []

    pagina.knop("Bekijk de zaken van Jan Bakker")
    pagina.wacht("U kijkt namens Jan Bakker")
    assert pagina.titel == "De zaken van Jan Bakker"
    assert pagina.keur_in_beide_talen() == []
    pagina.koppeling("Bezwaar tegen de WOZ-waarde")
    pagina.wacht("Van begin tot eind")
    assert "U kijkt namens Jan Bakker" in pagina.tekst("main")

    pagina.knop("Stop met kijken namens Jan Bakker")
    pagina.wacht("Mijn zaken")
    assert pagina.titel == "Mijn zaken"


def test_with_toestemming_the_desk_sees_more_and_without_it_again_less(pagina: Browser) -> None:
    _word(pagina, "kcc", "Zaak opzoeken")
    _zoek_op(pagina, ZAAK)
    pagina.wacht("4 onderdelen zijn voor u afgeschermd")
    assert "Fatima de Wit" in pagina.tekst("main")
    assert "Bouwtekening" not in pagina.tekst("main")
    assert "toestemming van de inwoner nodig" in pagina.tekst(".dicht")
    assert pagina.keur_in_beide_talen() == []

    pagina.knop("Wissel van persoon")
    _word(pagina, "burger", "Loopt nu")
    pagina.koppeling("Toestemming")
    pagina.wacht("Met een toestemming mag iemand anders")
    assert pagina.keur_in_beide_talen() == []
    for soort in ("Documenten", "Besluiten", "Eerdere contacten", "Wat u nog moet doen"):
        pagina.doe("klik", rol="checkbox", naam=soort)
    pagina.doe("kies", naam="In welke zaak?", waarde=ZAAK)
    pagina.knop("Geef toestemming")
    pagina.wacht("Uw toestemming is vastgelegd")
    assert ZAAK in pagina.tekst('[data-geldig="true"]')
    pagina.doe("waarde", script="document.querySelector('summary').click()")
    assert "mutation Geven" in pagina.tekst(".achter")

    pagina.knop("Wissel van persoon")
    _word(pagina, "kcc", "Zaak opzoeken")
    _zoek_op(pagina, ZAAK)
    pagina.wacht("Alles wat u vroeg, is open")
    assert "Bouwtekening" in pagina.tekst("main")
    assert pagina.keur_in_beide_talen() == []

    pagina.knop("Wissel van persoon")
    _word(pagina, "burger", "Loopt nu")
    pagina.koppeling("Toestemming")
    pagina.knop("Trek in: Documenten, Besluiten, Eerdere contacten, Wat u nog moet doen")
    pagina.wacht("De toestemming is ingetrokken")

    pagina.knop("Wissel van persoon")
    _word(pagina, "kcc", "Zaak opzoeken")
    _zoek_op(pagina, ZAAK)
    pagina.wacht("4 onderdelen zijn voor u afgeschermd")

    pagina.knop("Wissel van persoon")
    _word(pagina, "burger", "Loopt nu")
    pagina.koppeling("Wie heeft gekeken")
    pagina.wacht("klantcontactcentrum")
    log = pagina.tekst(".tabel")
    assert "Wettelijke taak" in log
    assert "Met uw toestemming" in log or pagina.doe("klik", rol="button", naam="Toon meer") is None
    pagina.wacht("Met uw toestemming")
    assert pagina.keur_in_beide_talen() == []


def test_giving_nothing_is_refused_in_words_where_it_is_wrong(pagina: Browser) -> None:
    _word(pagina, "ondernemer", "Loopt nu")
    pagina.koppeling("Toestemming")
    pagina.wacht("Geef toestemming")
    assert pagina.doe("tekst", kiezer="input:checked") == []
    pagina.knop("Geef toestemming")

    assert pagina.tekst("[role=alert]") == "Kies ten minste één soort gegevens."
    assert pagina.keur_in_beide_talen() == []


@pytest.mark.parametrize(
    ("persona", "weergave", "ziet"),
    [
        ("ondernemer", "Loopt nu", "Exploitatievergunning horeca"),
        ("veelzaken", "Er loopt niets en er liep niets.", ""),
        ("privacyfunctionaris", "Een privacyfunctionaris ziet geen zaken.", ""),
    ],
)
def test_every_other_persona_has_its_page(pagina: Browser, persona: str, weergave: str, ziet: str) -> None:
    _word(pagina, persona, weergave)

    assert ziet in pagina.tekst("main")
    assert pagina.keur_in_beide_talen() == []


@pytest.mark.parametrize(
    ("persona", "ziet"),
    [
        ("behandelaar", "Concept welstandsadvies"),
        ("ketenpartner", "Bouwtekening"),
    ],
)
def test_who_works_on_a_zaak_sees_what_goes_with_that(pagina: Browser, persona: str, ziet: str) -> None:
    _word(pagina, persona, "Zaak opzoeken")
    _zoek_op(pagina, ZAAK)
    pagina.wacht(ziet)

    assert pagina.keur_in_beide_talen() == []


def test_a_list_that_misses_a_register_says_which(pagina: Browser, huis: Pushhuis) -> None:
    openvtb = huis.sandbox.product("openvtb")
    openvtb.state.storing = Storing.DOWN
    try:
        _word(pagina, "burger", "Dit overzicht is niet volledig: openvtb antwoordde niet.")
        assert "Omgevingsvergunning" in pagina.tekst(".kwesties")
        assert pagina.keur_in_beide_talen() == []
        pagina.koppeling("Omgevingsvergunning")
        pagina.wacht("Zaaknummer")
        assert "Dit overzicht is niet volledig: openvtb antwoordde niet." in pagina.tekst()
        assert pagina.keur_in_beide_talen() == []
    finally:
        openvtb.state.storing = Storing.GEEN
        asyncio.run(_tot_alles_antwoordt(huis))


async def _tot_alles_antwoordt(huis: Pushhuis) -> None:
    """A register that was away is left alone for some seconds, and then asked again."""
    until = monotonic() + 35
    while "errors" in await huis.antwoord("{ mijnZaken { nodes { taken { id } verzoek { kenmerk } } } }", "burger"):
        assert monotonic() < until
        await asyncio.sleep(0.25)


def test_what_a_partner_does_stands_under_our_matter_and_so_does_his_silence(pagina: Browser) -> None:
    pagina.doe("waarde", script=KETEN)
    _word(pagina, "burger", "Loopt nu")

    keten = pagina.tekst(".keten")
    assert "Bij Provincie Voorbeeldland: Advies: In onderzoek" in keten
    assert "Waterschap Voorbeeldwater antwoordde nu niet." in keten
    assert pagina.keur_in_beide_talen() == []


def test_in_production_a_token_comes_in_the_address_or_is_pasted(chromium: Browser) -> None:
    with dienst(portaal=True) as served:
        url = f"http://127.0.0.1:{served.poort}/"
        chromium.open(f"{url}#token={uitgever.token('burger')}")
        chromium.wacht("Loopt nu")
        assert chromium.doe("waarde", script="location.hash") == "#zaken"
        assert "Zet in de demo" not in chromium.tekst()

        chromium.knop("Stop")
        assert chromium.titel == "Inloggen"
        assert chromium.keur_in_beide_talen() == []
        chromium.knop("Begin")
        assert "Plak eerst een token." in chromium.tekst("[role=status]")
        assert chromium.problemen() == []

        chromium.doe("klik", rol="textbox", naam="Toegangstoken")
        chromium.doe("typ", tekst="geen token")
        chromium.knop("Begin")
        chromium.wacht("deze inlog is niet (meer) geldig.")
        assert chromium.doe("tekst", kiezer="[role=status] .goed") == []
        assert "deze inlog is niet (meer) geldig." in chromium.tekst("[role=status] .fout")


def test_by_keyboard_alone_from_persona_to_toestemming(pagina: Browser) -> None:
    assert pagina.doe("tab_tot", naam="Naar de inhoud")
    pagina.doe("toets", toets="Enter")
    pagina.doe("tab_tot", naam="Bakkerij De Zon")
    pagina.doe("toets", toets="Enter")
    pagina.wacht("Loopt nu")
    pagina.doe("rust")
    assert pagina.doe("focus") == "Mijn zaken"
    pagina.doe("tab_tot", naam="Evenementenvergunning")
    pagina.doe("toets", toets="Enter")
    pagina.wacht("Van begin tot eind")
    pagina.doe("rust")
    pagina.doe("tab_tot", naam="De vraag achter deze weergave")
    pagina.doe("toets", toets="Enter")
    assert "query EenKwestie" in pagina.tekst(".achter")
    pagina.doe("tab_tot", naam="Toestemming")
    pagina.doe("toets", toets="Enter")
    pagina.wacht("Wat mag het zien?")
    pagina.doe("rust")
    pagina.doe("tab_tot", naam="Afspraken")
    pagina.doe("toets", toets="Space")
    pagina.doe("toets", toets="Enter")
    pagina.wacht("Uw toestemming is vastgelegd")
    assert "Afspraken" in pagina.tekst('[data-geldig="true"]')


def test_the_question_of_a_view_opens_in_graphiql(pagina: Browser, huis: Pushhuis) -> None:
    _word(pagina, "burger", "Loopt nu")
    pagina.koppeling("Omgevingsvergunning")
    pagina.wacht("Van begin tot eind")
    href = pagina.doe("waarde", script="document.querySelector('.achter a').href")
    pagina.doe("ga", url=href)
    pagina.wacht("query EenKwestie")

    assert pagina.doe("waarde", script="location.hash") == ""
    assert "WatVerandert" in pagina.tekst("[role=tablist]")
    pagina.doe("waarde", script="document.querySelector('.graphiql-execute-button').click()")
    pagina.wacht('"titel": "Omgevingsvergunning"')

    pagina.doe("waarde", script="document.querySelectorAll('.graphiql-tab-button')[3].click()")
    pagina.wacht("For whom may I act?")
    sleep(1)  # GraphiQL looks a moment later at what is asked now
    pagina.doe("waarde", script="document.querySelector('.graphiql-execute-button').click()")
    pagina.wacht("Mila de Wit")


def test_a_subscription_runs_in_graphiql(pagina: Browser, huis: Pushhuis) -> None:
    fragment = urlencode({"token": uitgever.token("burger"), "query": "subscription { mijnZakenGewijzigd { soort } }"})
    pagina.doe("ga", url=f"{huis.url}/graphql#{fragment}")
    pagina.wacht("mijnZakenGewijzigd")
    pagina.doe("waarde", script="document.querySelector('.graphiql-execute-button').click()")
    asyncio.run(huis.ingeschreven())
    zet_voort(huis.sandbox.basis, "ZAAK-2026-0002", "")
    pagina.wacht('"gebeurtenis"')
    # GraphiQL shows the last that came: the zaak is done with this status, so its resultaat is there too.
    assert re.search(r'"soort":\s*"(STATUS_GEWIJZIGD|RESULTAAT_BEKEND)"', pagina.tekst("body"))


def test_nothing_of_a_visit_stays_in_the_browser(pagina: Browser) -> None:
    _word(pagina, "burger", "Loopt nu")
    pagina.koppeling("Omgevingsvergunning")

    kept = "JSON.stringify([localStorage.length, sessionStorage.length, document.cookie, history.state, location.hash])"
    assert pagina.doe("waarde", script=kept) == '[0,0,"",null,"#zaak"]'
    pagina.knop("Wissel van persoon")
    assert pagina.titel == "Wie bent u vandaag?"
    assert "Fatima de Wit bouwt" not in pagina.tekst("main")
