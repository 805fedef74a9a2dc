"""What a page looks like, in a real Chromium: it fits on a phone, words stay whole, nothing of ours stays Dutch in
English, no reason is filled in, and a message leads to the matter that it is about."""

from __future__ import annotations

import asyncio
import json

import pytest

from app.sandbox.voortgang import zet_voort
from tests.app.push.huis import Pushhuis, tot
from tests.portaal.browser import Browser

pytestmark = pytest.mark.xdist_group("portaal")

ZAAK = "ZAAK-2026-0001"
#: Each word of the tables that stands on more than one line.
GEBROKEN = """(() => {
  const found = [];
  for (const tabel of document.querySelectorAll(".tabel")) {
    const gang = document.createTreeWalker(tabel, NodeFilter.SHOW_TEXT);
    while (gang.nextNode()) {
      const tekst = gang.currentNode;
      if (tekst.parentElement.closest(".breekt, thead, caption")) continue;
      for (const woord of tekst.data.matchAll(/[^\\s()-]+/g)) {
        const bereik = document.createRange();
        bereik.setStart(tekst, woord.index);
        bereik.setEnd(tekst, woord.index + woord[0].length);
        if (new Set([...bereik.getClientRects()].map(({ top }) => Math.round(top))).size > 1) found.push(woord[0]);
      }
    }
  }
  return found;
})()"""
#: An answer in which somebody with a long id looked; the demo has no such.
LANG = "Organisatie " + "0123456789abcdef" * 6
MET_LANG_ID = f"""const vraag = fetch;
window.fetch = async (...wat) => {{
  const antwoord = await vraag(...wat);
  if (wat[0] !== "/graphql") return antwoord;
  const body = await antwoord.json();
  const regels = body.data?.mijnVerwerkingen?.nodes ?? [];
  if (regels.length) regels[0].ontvanger = {json.dumps(LANG)};
  return new Response(JSON.stringify(body), antwoord);
}};
0"""


@pytest.fixture
def bericht(huis: Pushhuis) -> str:
    """The address in the mail that somebody gets about his matter."""
    if not huis.mails:
        asyncio.run(huis.ingeschreven())
        zet_voort(huis.sandbox.basis, ZAAK, "")
        asyncio.run(tot(lambda: len(huis.mails) > 0))
    (adres,) = (line for line in huis.mails[0].tekst.splitlines() if line.startswith("http"))
    return str(adres)


@pytest.mark.parametrize("pad", ["/behandeling", "/postbus"])
def test_the_pages_of_the_sandbox_fit_on_a_phone(chromium: Browser, huis: Pushhuis, bericht: str, pad: str) -> None:
    chromium.open(f"{huis.sandbox.basis}{pad}")

    assert "Omgevingsvergunning" in chromium.tekst() or ZAAK in chromium.tekst()
    assert chromium.keur() == []


def test_the_reference_fits_on_a_phone(chromium: Browser, huis: Pushhuis) -> None:
    chromium.open(f"{huis.url}/schema")

    assert chromium.doe("venster", breedte=320) == 320
    chromium.doe("venster", breedte=1280)


def _kijk_wie_er_keek(pagina: Browser) -> None:
    """With a desk among those who looked: its name has the longest word."""
    pagina.word("kcc")
    pagina.doe("vul", naam="Zaaknummer", waarde=ZAAK)
    pagina.knop("Zoek op")
    pagina.wacht("Wie erbij betrokken zijn")
    pagina.knop("Wissel van persoon")
    pagina.word("burger")
    pagina.koppeling("Wie heeft gekeken")
    pagina.wacht("klantcontactcentrum")


@pytest.mark.parametrize("taal", ["nl", "en"])
def test_words_in_a_table_stay_whole_and_an_id_breaks(pagina: Browser, taal: str) -> None:
    pagina.doe("waarde", script=MET_LANG_ID)
    _kijk_wie_er_keek(pagina)
    if taal == "en":
        pagina.knop("English")
    assert LANG.split()[1] in pagina.doe("tekst", kiezer=".breekt")
    for breedte in (1280, 1000, 820, 801, 800, 641, 320):
        assert pagina.doe("venster", breedte=breedte) == breedte
        assert pagina.doe("waarde", script=GEBROKEN) == [], breedte
    pagina.doe("venster", breedte=900)
    anders = "document.styleSheets[0].insertRule('.tabel { overflow-wrap: anywhere !important; }')"
    pagina.doe("waarde", script=anders)
    assert pagina.doe("waarde", script=GEBROKEN)  # else the above would prove nothing
    pagina.doe("venster", breedte=1280)


def test_in_english_who_looked_and_the_explanation_of_toestemming_are_english(pagina: Browser) -> None:
    _kijk_wie_er_keek(pagina)
    pagina.knop("English")
    log = pagina.tekst(".tabel")
    for zin in ("Yourself", "Gemeente Voorbeeldstad (contact centre)", "To answer your question.", "GDPR art. 6(1)(e)"):
        assert zin in log
    for zin in ("U zelf", "klantcontactcentrum", "Taak van algemeen belang", "Inzage in"):
        assert zin not in log

    pagina.koppeling("Consent")
    assert "With a consent somebody else may look" in pagina.tekst(".inleiding")
    assert "Met een toestemming mag" in pagina.tekst("main [lang=nl]")  # the version that holds


def test_a_title_of_a_register_stays_dutch_and_is_said_to_be(pagina: Browser) -> None:
    pagina.knop("English")
    pagina.word("burger")
    pagina.koppeling("Omgevingsvergunning")

    assert pagina.tekst("h1 [lang=nl]") == "Omgevingsvergunning"


def test_nobody_is_given_a_reason_for_looking(pagina: Browser) -> None:
    pagina.word("kcc")
    found = pagina.doe(
        "waarde",
        script="""[...document.querySelectorAll("form input")].map((veld) => [
          veld.labels[0].innerText, veld.value, document.getElementById(veld.getAttribute("aria-describedby")).innerText
        ])""",
    )

    assert [(naam, waarde) for naam, waarde, _ in found] == [("Zaaknummer", ""), ("Waarom kijkt u?", "")]
    assert "bijvoorbeeld: de inwoner belt hierover" in found[1][2]
    pagina.doe("vul", naam="Zaaknummer", waarde=ZAAK)
    pagina.knop("Zoek op")
    pagina.doe("waarde", script="document.querySelector('summary').click()")
    assert '"aanleiding":null' in pagina.tekst(".achter")

    pagina.doe("vul", naam="Zaaknummer", waarde="")
    pagina.knop("Zoek op")
    assert "Vul een zaaknummer in." in pagina.tekst("[role=status] .fout")


def test_a_message_leads_to_the_matter_once_one_is_logged_in(chromium: Browser, huis: Pushhuis, bericht: str) -> None:
    assert bericht.startswith(f"{huis.url}/#zaak=")
    chromium.open(bericht)
    assert chromium.doe("waarde", script="location.hash") == "#zaak"
    assert "Kies wie het bericht kreeg" in chromium.tekst("main")
    assert chromium.keur_in_beide_talen() == []

    chromium.word("burger")
    assert chromium.titel == "Omgevingsvergunning"
    assert ZAAK in chromium.tekst("main")

    chromium.koppeling("Mijn zaken")
    assert chromium.titel == "Mijn zaken"
    chromium.doe("waarde", script=f"location.hash = {json.dumps(bericht.partition('#')[2])}")
    chromium.wacht("Van begin tot eind")
    assert chromium.titel == "Omgevingsvergunning"
    assert chromium.doe("waarde", script="location.hash") == "#zaak"
    assert chromium.problemen() == []


@pytest.mark.parametrize(
    ("persona", "titel", "ziet"), [("ondernemer", "MijnZaken", "niet gevonden"), ("kcc", "Zaak opzoeken", "Zaaknummer")]
)
def test_a_message_of_another_shows_nothing(
    chromium: Browser, bericht: str, persona: str, titel: str, ziet: str
) -> None:
    chromium.open(bericht)
    chromium.word(persona)

    assert chromium.titel == titel
    assert ziet in chromium.tekst("main")
    assert "Lindelaan" not in chromium.tekst("main")
