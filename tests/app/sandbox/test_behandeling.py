"""The desk of the sandbox, as a browser without script uses it."""

from __future__ import annotations

import httpx

from tests.gateway import sandbox

ZAAK = "ZAAK-2026-0905"


def test_a_button_sets_the_next_status_until_there_is_none() -> None:
    with sandbox() as registers, httpx.Client(base_url=registers.basis, follow_redirects=True) as browser:
        begin = browser.get("/behandeling").text
        assert f'action="/behandeling/{ZAAK}"' in begin
        pages = [browser.post(f"/behandeling/{ZAAK}") for _ in range(2)]
        assert [page.status_code for page in pages] == [200, 200]
        assert all(f'role="status">{ZAAK} is nu: ' in page.text for page in pages)
        while (last := browser.post(f"/behandeling/{ZAAK}")).status_code == 200:
            pages.append(last)
        assert last.status_code == 409
        assert "al aan het einde" in last.text
        assert f'action="/behandeling/{ZAAK}"' not in last.text
        assert len({page.text for page in (*pages, last)}) == len(pages) + 1


def test_another_site_cannot_press_it_and_an_unknown_zaak_is_told() -> None:
    with sandbox() as registers, httpx.Client(base_url=registers.basis) as browser:
        elders = browser.post(f"/behandeling/{ZAAK}", headers={"Sec-Fetch-Site": "cross-site"})
        onbekend = browser.post("/behandeling/%3Cb%3E")
        assert (elders.status_code, onbekend.status_code) == (403, 409)
        assert "<b>" not in onbekend.text
        assert browser.get("/behandeling", params={"gezet": "<b>"}).text == browser.get("/behandeling").text
