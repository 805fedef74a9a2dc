"""Who is logged in and how long, and whether changes come in by themselves, in a real Chromium: the page says what is
so, and tries again only what can be otherwise later."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from time import monotonic, sleep
from typing import Any

import pytest

from app.config.push import PushSettings
from app.main import bouw
from app.sandbox import uitgever
from app.sandbox.server import sandbox_settings
from tests.app.http.deur import bediend, dienst
from tests.app.push.huis import Pushhuis
from tests.app.registries.ruwe_server import vrije_poort
from tests.gateway import sandbox
from tests.portaal.browser import Browser

pytestmark = pytest.mark.xdist_group("portaal")

NIET_LIVE = "wij proberen het opnieuw"
LIVE = "U ziet wijzigingen meteen"
VERLOPEN = "U bent niet meer ingelogd: uw inlog is verlopen."
ONGELDIG = "U bent niet ingelogd: deze inlog is niet (meer) geldig."
STILLE_LIJN = "Uw inlog is verlopen: u ziet geen wijzigingen meer."
#: So long a token is still good after it ended: clocks differ.
SPELING_S = 60
#: Remembers what the page says on the way, and how often it asks to be told of changes.
KIJK_MEE = """window.gezegd = new Set();
window.gevolgd = [];
new MutationObserver(() => window.gezegd.add(document.querySelector(".live")?.innerText ?? "")).observe(
  document.body, {subtree: true, childList: true, attributes: true, characterData: true});
const vraag = fetch;
window.fetch = (...wat) => {
  if (wat[0] === "/graphql/stream") window.gevolgd.push(wat[1].headers["Last-Event-ID"] ?? "");
  return vraag(...wat);
};
0"""
#: What the streams are answered, one after another; after the last one stays open.
STROMEN = """window.gevolgd = [];
const vraag = fetch;
const stromen = %s;
window.fetch = async (...wat) => {
  if (wat[0] !== "/graphql/stream") return vraag(...wat);
  window.gevolgd.push(wat[1].headers["Last-Event-ID"] ?? "");
  const stroom = stromen.shift();
  if (stroom) return new Response(stroom.body ?? "", {status: stroom.status ?? 200});
  const begin = new TextEncoder().encode("id: merk\\n\\n");
  return new Response(new ReadableStream({start: (regelaar) => regelaar.enqueue(begin)}));
};
0"""
#: From now on the login is over; a list has always more.
OVER = """const vraag = fetch;
window.over = false;
window.fetch = async (...wat) => {
  const pad = new URL(wat[0], location).pathname;
  if (window.over && pad !== "/portaal/personas.json") return new Response("", {status: 401});
  const antwoord = await vraag(...wat);
  if (wat[0] !== "/graphql") return antwoord;
  const body = await antwoord.json();
  for (const lijst of [body.data?.mijnZaken, body.data?.mijnVerwerkingen]) {
    if (lijst?.pageInfo) lijst.pageInfo = {hasNextPage: true, endCursor: "x"};
  }
  return new Response(JSON.stringify(body), antwoord);
};
0"""
COMPLETE = "event: complete\ndata: \n\n"


@pytest.fixture
def zonder_push(tmp_path: Path) -> Iterator[str]:
    """As in production, where nobody tells of changes."""
    poort = vrije_poort()
    with sandbox() as registers:
        settings = sandbox_settings(registers.basis, log=f"sqlite:{tmp_path}/log.sqlite", portaal=True)
        with bediend(bouw(settings.model_copy(update={"push": PushSettings()})), poort):
            yield f"http://127.0.0.1:{poort}/"


def _weigering(code: str, begin: str = "") -> dict[str, str]:
    errors = [{"message": "x", "extensions": {"code": code}}]
    return {"body": f"{begin}event: next\ndata: {json.dumps({'errors': errors})}\n\n{COMPLETE}"}


def _naar(chromium: Browser, fragment: str) -> None:
    """To another address of the page that is open; it is not loaded again."""
    chromium.doe("waarde", script=f"location.hash = {json.dumps(fragment)}")


def _gevolgd(chromium: Browser) -> list[str]:
    found: list[str] = chromium.doe("waarde", script="window.gevolgd")
    return found


def test_where_no_changes_are_told_nothing_is_said_of_them_and_nothing_tried(
    chromium: Browser, zonder_push: str
) -> None:
    chromium.open(zonder_push)
    chromium.doe("waarde", script=KIJK_MEE)
    _naar(chromium, f"token={uitgever.token('burger')}")
    chromium.wacht("Loopt nu")
    chromium.doe("tot", script="window.gevolgd.length === 1")
    chromium.koppeling("Toestemming")
    chromium.koppeling("Mijn zaken")
    sleep(1.5)  # longer than it waits before it tries again

    assert len(_gevolgd(chromium)) == 1
    assert chromium.doe("waarde", script="[...window.gezegd].filter(Boolean)") == []
    assert "ijzigingen" not in chromium.tekst()
    assert chromium.keur_in_beide_talen() == []
    assert chromium.problemen() == []


def test_where_changes_came_in_a_login_that_ends_is_said_to_be_over(chromium: Browser, huis: Pushhuis) -> None:
    chromium.open(f"{huis.url}/#token={uitgever.token('burger', 4)}")
    chromium.wacht(LIVE)
    chromium.wacht(STILLE_LIJN)

    assert NIET_LIVE not in chromium.tekst()
    assert chromium.keur_in_beide_talen() == []
    chromium.knop("English")
    assert "Your login is over: you see no more changes." in chromium.tekst(".live")
    assert chromium.problemen() == []


@pytest.mark.parametrize("demo", [False, True])
def test_the_first_click_after_a_login_ended_says_so(chromium: Browser, demo: bool) -> None:
    with dienst(portaal=True, demo=demo) as served:
        tot = monotonic() + 8
        chromium.open(f"http://127.0.0.1:{served.poort}/#token={uitgever.token('burger', 8 - SPELING_S)}")
        chromium.wacht("Loopt nu")
        sleep(max(0, tot + 1.5 - monotonic()))
        chromium.koppeling("Omgevingsvergunning")

        assert chromium.titel == ("Wie bent u vandaag?" if demo else "Inloggen")
        assert VERLOPEN in chromium.tekst("[role=status] .fout")
        assert chromium.keur_in_beide_talen() == []
        chromium.knop("English")
        assert "your login is over" in chromium.tekst("[role=status] .fout")


@pytest.mark.parametrize(
    ("stromen", "gezegd", "gevolgd"),
    [
        ([{"status": 401}], STILLE_LIJN, [""]),
        ([_weigering("UNAUTHENTICATED")], STILLE_LIJN, [""]),
        ([_weigering("FORBIDDEN", "id: merk\n\n")], "", [""]),
        ([_weigering("LOG_UNAVAILABLE"), {"status": 503}, {"body": COMPLETE}], LIVE, [""] * 4),
        ([{"body": "id: merk\n\n"}, _weigering("BAD_USER_INPUT")], LIVE, ["", "merk", ""]),
    ],
)
def test_only_what_can_be_otherwise_later_is_tried_again(
    pagina: Browser, stromen: list[Any], gezegd: str, gevolgd: list[str]
) -> None:
    pagina.doe("waarde", script=STROMEN % json.dumps(stromen))
    pagina.word("burger")
    if len(gevolgd) > 1:
        pagina.wacht(NIET_LIVE)
    pagina.doe("tot", script=f"window.gevolgd.length === {len(gevolgd)}")
    pagina.doe("tot", script=f"(document.querySelector('.live').innerText ?? '').includes({json.dumps(gezegd)})")
    sleep(1)

    assert pagina.tekst(".live").startswith(gezegd)
    assert bool(gezegd) == bool(pagina.tekst(".live"))
    assert _gevolgd(pagina) == gevolgd


@pytest.mark.parametrize("demo", [False, True])
def test_a_login_that_is_not_valid_is_said_to_be_so(chromium: Browser, demo: bool) -> None:
    with dienst(portaal=True, demo=demo) as served:
        url = f"http://127.0.0.1:{served.poort}/"
        chromium.open(f"{url}#token=onzin")
        chromium.wacht(ONGELDIG)
        assert chromium.titel == ("Wie bent u vandaag?" if demo else "Inloggen")
        assert chromium.doe("waarde", script="location.hash") == ""
        assert chromium.keur_in_beide_talen() == []
        assert ONGELDIG in chromium.tekst("[role=status] .fout")
        chromium.knop("English")
        assert "this login is not valid (any more)" in chromium.tekst("[role=status] .fout")
        chromium.knop("Nederlands")

        chromium.open(url)
        assert chromium.tekst("[role=status]").strip() == ""
        _naar(chromium, "token=onzin")
        chromium.wacht(ONGELDIG)
        assert chromium.doe("waarde", script="location.hash") == ""

        _naar(chromium, f"token={uitgever.token('burger')}")
        chromium.wacht("Loopt nu")
        assert chromium.tekst("[role=status]").strip() == ""
        _naar(chromium, f"token={uitgever.token('ondernemer')}")
        chromium.wacht("Exploitatievergunning horeca")
        assert "Omgevingsvergunning" not in chromium.tekst()


@pytest.mark.parametrize(
    ("weergave", "klik"),
    [
        ("Mijn zaken", "Toon meer"),
        ("Wie heeft gekeken", "Toon meer"),
        ("Omgevingsvergunning", "Haal op: Bouwtekening"),
        ("Toestemming", "Geef toestemming"),
        ("Mijn zaken", ""),
    ],
)
def test_whatever_is_clicked_first_after_a_login_ended_it_is_said(pagina: Browser, weergave: str, klik: str) -> None:
    pagina.doe("waarde", script=OVER)
    pagina.word("burger")
    pagina.koppeling(weergave)
    if klik == "Geef toestemming":
        pagina.doe("klik", rol="checkbox", naam="Documenten")
    pagina.doe("waarde", script="window.over = true")
    if klik:
        pagina.knop(klik)
    else:
        pagina.koppeling("Toestemming")

    pagina.wacht(VERLOPEN)
