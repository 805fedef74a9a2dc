"""Groei: any number of zaken for one person, to see how answers grow. Made alike, fast, the same every time."""

from __future__ import annotations

from datetime import date

from app.sandbox.wereld.bouwer import Bouwer
from app.sandbox.wereld.klanten import bouw_klant
from app.sandbox.wereld.overig import bouw_rest
from app.sandbox.wereld.zaken import bouw_zaken

#: BSN of the one who owns all zaken of `--zaken N`.
VEELZAKENMAN = "999990408"

#: How many of the newest zaken have a product, a taak and a contactmoment; the very newest began with a verzoek.
_MET_MEER = 5
_TYPEN = ("omgevingsvergunning", "parkeervergunning", "melding-openbare-ruimte", "kapvergunning")


def laat_groeien(bouwer: Bouwer, zaken: int) -> None:
    """Half of them closed; each with a history, and the newest few with what hangs on a zaak."""
    if not zaken:
        return
    verhaal = {
        "persoon": {
            "bsn": VEELZAKENMAN,
            "voornamen": "Veronica",
            "geslachtsnaam": "Veelzaken",
            "geboren": date(1970, 1, 1),
            "klantnummer": "40001",
            "email": "veronica@voorbeeld.example",
            "adres": {"straat": "Lange Laan", "huisnummer": 1, "postcode": "1234LL", "plaats": "Voorbeeldstad"},
        },
        "zaken": {},
    }
    for nummer in range(zaken):
        zaaktype = _TYPEN[nummer % len(_TYPEN)]
        stappen = bouwer.ids["zaaktypen", zaaktype]
        resultaat = next(
            name for kind, name in bouwer.ids if kind == "resultaattypen" and name.startswith(f"{zaaktype}/")
        )
        begin = -10 - nummer % 900
        klaar = nummer % 2 == 0
        laatste = next(
            name.partition("/")[2]
            for kind, name in bouwer.ids
            if kind == "statustypen" and bouwer.ids[kind, name]["url"] == stappen["statustypen"][-1]
        )
        zaak = {
            "nummer": f"ZAAK-GROEI-{nummer:06d}",
            "type": zaaktype,
            "begin": begin,
            "omschrijving": f"Zaak {nummer}",
            "statussen": [[None, begin], *([[laatste, begin + 9]] if klaar else [])],
        }
        if klaar:
            zaak |= {"einde": begin + 9, "resultaat": resultaat.partition("/")[2]}
        verhaal["zaken"][str(nummer)] = zaak
        if nummer == 0:
            zaak["verzoek"] = {"type": "vraag", "kenmerk": "OF-GROEI", "gegevens": {}, "gekoppeld": "beide"}
        if nummer < _MET_MEER:
            zaak["taken"] = [{"titel": f"Taak {nummer}", "soort": "urltaak", "status": "open", "tot": 10 + nummer}]
            zaak["producten"] = [{"type": "afvalpas", "status": "actief", "begin": -900 - nummer}]
            zaak["contacten"] = [
                {
                    "onderwerp": f"Vraag {nummer}",
                    "kanaal": "telefoon",
                    "dag": -1 - nummer,
                    "inhoud": "Beantwoord.",
                    "medewerker": "kcc-2001",
                }
            ]
    bouw_klant(bouwer, verhaal)
    bouw_zaken(bouwer, verhaal)
    bouw_rest(bouwer, verhaal)
