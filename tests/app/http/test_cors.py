"""Which pages may ask from a browser: those of the sites on the list, and no others."""

from __future__ import annotations

import pytest

from tests.app.http.deur import PORTAAL, Antwoord, Deur

VRAAG = {"query": "{ mijnZaken(first: 1) { totaal } }"}


def _preflight(deur: Deur, origin: str, methode: str = "POST") -> Antwoord:
    koppen = {
        "Origin": origin,
        "Access-Control-Request-Method": methode,
        "Access-Control-Request-Headers": "authorization,content-type",
    }
    return deur.vraag("OPTIONS", "/graphql", koppen=koppen)


def test_a_portal_on_the_list_may_ask_from_the_browser(deur: Deur) -> None:
    before, answer = _preflight(deur, PORTAAL), deur.post(VRAAG, Origin=PORTAAL)

    assert before.status == 204, "a browser gives up when the preflight has another status"
    assert before.kop("access-control-allow-origin") == PORTAAL
    assert "POST" in before.kop("access-control-allow-methods")
    allowed = set(before.kop("access-control-allow-headers").split(", "))
    assert {"authorization", "content-type", "last-event-id", "prefer", "x-client-name", "x-client-version"} <= allowed
    assert before.kop("access-control-max-age") == "600", "asked before every question otherwise"
    assert {"X-Trace-Id", "Retry-After"} <= set(answer.kop("access-control-expose-headers").split(", "))
    assert answer.kop("access-control-allow-origin") == PORTAAL
    assert "Origin" in answer.kop("vary")
    assert "access-control-allow-credentials" not in answer.koppen


def test_a_portal_may_read_a_refusal_too(deur: Deur) -> None:
    assert deur.post(VRAAG, persona=None, Origin=PORTAAL).kop("access-control-allow-origin") == PORTAAL


@pytest.mark.parametrize(
    "origin",
    [
        "https://kwaad.voorbeeld.nl",
        "null",
        f"{PORTAAL}.kwaad.nl",
        f"{PORTAAL}/",
        PORTAAL.upper(),
        "http:" + PORTAAL[6:],
    ],
)
def test_another_site_gets_no_permission(deur: Deur, origin: str) -> None:
    before, answer = _preflight(deur, origin), deur.post(VRAAG, Origin=origin)

    assert before.status == 405
    assert not [name for name in [*before.koppen, *answer.koppen] if name.lower().startswith("access-control")]
