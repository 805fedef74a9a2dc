"""The desk, in a real Chromium: each that works there sees what he can use, and is told what holds for him."""

from __future__ import annotations

import pytest

from tests.portaal.browser import Browser

pytestmark = pytest.mark.xdist_group("portaal")

ZAAK, LIGT_STIL = "ZAAK-2026-0001", "ZAAK-2026-0002"
TOESTEMMING = "toestemming van de inwoner nodig"


def _zoek_op(pagina: Browser, zaaknummer: str) -> str:
    pagina.doe("vul", naam="Zaaknummer", waarde=zaaknummer)
    pagina.knop("Zoek op")
    return pagina.tekst("main")


def test_who_only_oversees_the_log_is_given_nothing_to_look_up(pagina: Browser) -> None:
    pagina.word("privacyfunctionaris")

    assert pagina.titel == "Toezicht"
    assert pagina.tekst("nav") == "Toezicht"
    assert "Een privacyfunctionaris ziet geen zaken." in pagina.tekst("main")
    assert pagina.doe("tekst", kiezer="form, main input, main button") == []
    assert pagina.keur_in_beide_talen() == []


def test_an_organisation_that_takes_part_is_told_what_it_sees_and_why(pagina: Browser) -> None:
    pagina.word("ketenpartner")
    assert "Uw organisatie ziet alleen de zaken waaraan zij meewerkt." in pagina.tekst(".inleiding")
    assert "uw organisatie werkt er niet aan mee" in _zoek_op(pagina, LIGT_STIL)

    gevonden = _zoek_op(pagina, ZAAK)
    assert "Bouwtekening" in gevonden
    assert "alleen zaken waaraan zij meewerkt, en daarvan wat met haar is afgesproken" in pagina.tekst(".dicht")
    assert TOESTEMMING not in gevonden
    assert pagina.keur_in_beide_talen() == []

    pagina.knop("English")
    assert "An organisation sees only the matters that it works on" in pagina.tekst(".dicht")


def test_the_desk_of_the_gemeente_is_told_of_toestemming_and_a_gemachtigde_of_his_machtiging(pagina: Browser) -> None:
    pagina.word("kcc")
    assert TOESTEMMING in _zoek_op(pagina, ZAAK)

    pagina.knop("Wissel van persoon")
    pagina.word("gemachtigde")
    pagina.koppeling("Namens een ander")
    pagina.knop("Bekijk de zaken van Jan Bakker")
    pagina.koppeling("Bezwaar tegen de WOZ-waarde")
    assert "valt niet onder uw machtiging" in pagina.tekst(".dicht")
    assert TOESTEMMING not in pagina.tekst("main")


def test_only_who_has_to_do_something_gets_the_link_to_it(pagina: Browser) -> None:
    pagina.word("burger")
    pagina.koppeling("Kapvergunning")
    assert "Doe dit nu" in pagina.tekst("main")
    (titel, *_) = pagina.doe("tekst", kiezer=".regels strong")

    pagina.knop("Wissel van persoon")
    pagina.word("behandelaar")
    gevonden = _zoek_op(pagina, LIGT_STIL)
    assert titel in gevonden
    assert "Nog te doen" in gevonden
    assert "Doe dit nu" not in gevonden
    assert pagina.doe("tekst", kiezer="main a[href^=http]:not(.achter a)") == []


@pytest.mark.parametrize("persona", ["kcc", "behandelaar"])
def test_a_zaak_that_lies_still_has_its_badge_at_the_desk_too(pagina: Browser, persona: str) -> None:
    pagina.word(persona)
    _zoek_op(pagina, LIGT_STIL)
    assert pagina.tekst(".samenvatting .badge") == "Ligt stil"
    assert pagina.keur_in_beide_talen() == []

    _zoek_op(pagina, ZAAK)
    assert pagina.doe("tekst", kiezer=".samenvatting .badge") == []


def _gevraagd(pagina: Browser) -> int:
    """How often a zaak was looked for, for this view."""
    script = "[...document.querySelectorAll('.achter pre')].map((een) => een.textContent)"
    return sum("AanDeBalie" in tekst for tekst in pagina.doe("waarde", script=script))


def test_a_number_in_small_letters_is_found(pagina: Browser) -> None:
    pagina.word("kcc")

    assert "Fatima de Wit" in _zoek_op(pagina, f" {LIGT_STIL.lower()} ")
    assert _gevraagd(pagina) == 2
    assert "niet gevonden" in _zoek_op(pagina, "zaak-2026-9999")
    assert "niet gevonden" in _zoek_op(pagina, "ZAAK-2026-9999")
    assert _gevraagd(pagina) == 1
    assert "Fatima de Wit" in _zoek_op(pagina, LIGT_STIL)
    assert _gevraagd(pagina) == 1
