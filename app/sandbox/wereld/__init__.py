"""Wereld: the stories of verhalen/*.yaml as the records of every register.

A story tells of one person in days relative to today (-40: forty days ago), so that what runs keeps running whenever
the demo starts. The builder writes it into the registers as their own detail GET would show it. Uuids follow from
names: the same story gives the same ids.

Order of reading: `bouwer.py` (ids, days, URLs), `catalogus.py`, `zaken.py` and `dossier.py` (Open Zaak), `klanten.py`
(who people are), `vragen.py` and `producten.py` (Open VTB, Open Klant, Open Product), `overig.py` (Open Object,
afspraken), `groei.py` (any number of zaken for load), `streek.py` (organisations beside the gemeente).
"""

from __future__ import annotations

from copy import deepcopy
from datetime import date, datetime
from functools import cache
from importlib.resources import files
from typing import Any
from zoneinfo import ZoneInfo

import yaml

from app.sandbox.wereld.bouwer import Adressen, Bouwer, Wereld
from app.sandbox.wereld.catalogus import bouw_catalogus
from app.sandbox.wereld.groei import VEELZAKENMAN, laat_groeien
from app.sandbox.wereld.klanten import bouw_klant, bouw_tehuis
from app.sandbox.wereld.overig import bouw_medewerkers, bouw_objecttypes, bouw_rest
from app.sandbox.wereld.producten import bouw_producttypen
from app.sandbox.wereld.streek import Huis, bouw_huis
from app.sandbox.wereld.zaken import bouw_zaken

__all__ = ["VEELZAKENMAN", "Adressen", "Huis", "Wereld", "bouw_streek", "bouw_wereld"]

VERHALEN = ("fatima", "jan", "noor", "mila", "bakkerij")


def _lees(naam: str) -> dict[str, Any]:
    """The story, as its reader may change it."""
    return deepcopy(_gelezen(naam))


@cache
def _gelezen(naam: str) -> dict[str, Any]:
    found: dict[str, Any] = yaml.safe_load(
        (files("app.sandbox") / "verhalen" / f"{naam}.yaml").read_text(encoding="utf-8")
    )
    return found


def bouw_wereld(adressen: Adressen, *, vandaag: date | None = None, zaken: int = 0) -> Wereld:
    """The world of the sandbox. `zaken`: so many more, all of VEELZAKENMAN."""
    bouwer = Bouwer(adressen, vandaag or datetime.now(ZoneInfo("Europe/Amsterdam")).date())
    bouw_catalogus(bouwer, _lees("catalogus"))
    bouw_objecttypes(bouwer)
    bouw_medewerkers(bouwer, _lees("medewerkers"))
    bouw_producttypen(bouwer, _lees("producten"))
    verhalen = [_lees(naam) for naam in VERHALEN] + _omstanders(_lees("omstanders"))
    for verhaal in verhalen:
        bouw_klant(bouwer, verhaal)
    for verhaal in verhalen:
        bouw_zaken(bouwer, verhaal)
        bouw_rest(bouwer, verhaal)
    bouw_tehuis(bouwer)
    laat_groeien(bouwer, zaken)
    return bouwer.wereld


def bouw_streek(basis: str, gemeente: Wereld) -> dict[str, Huis]:
    """The organisations beside the gemeente, by name."""
    gedeeld = {naam: _lees(naam) for naam in ("catalogus", "producten", "medewerkers", *VERHALEN)}
    return {naam: bouw_huis(naam, huis, basis, gemeente, gedeeld) for naam, huis in _lees("streek").items()}


def _omstanders(verhaal: dict[str, Any]) -> list[dict[str, Any]]:
    """Bystanders: each with a zaak, a product and a verzoek, so that an answer that was not filtered shows as a
    leak."""
    made = []
    for number, persoon in enumerate(verhaal["omstanders"]):
        bsn = _OMSTANDER_BSNS[number]
        made.append(
            {
                "persoon": {
                    "bsn": bsn,
                    "geboren": date(1970 + number, 1 + number, 3),
                    "klantnummer": str(30001 + number),
                    "email": f"{persoon['voornamen'].lower()}@voorbeeld.example",
                    "adres": {
                        "straat": "Buitenweg",
                        "huisnummer": number + 1,
                        "postcode": "1234ZZ",
                        "plaats": "Voorbeeldstad",
                    },
                    **{key: value for key, value in persoon.items() if key != "type"},
                },
                "zaken": {
                    "iets": {
                        "nummer": f"ZAAK-2026-09{number:02d}",
                        "type": persoon["type"],
                        "begin": -10 - number,
                        "omschrijving": f"Zaak van {persoon['voornamen']}",
                        "statussen": [[None, -10 - number]],
                    }
                },
                "verzoeken": {
                    "vraag": {"type": "vraag", "kenmerk": f"OF-09{number:02d}", "gegevens": {"vraag": "Van een ander."}}
                },
                "producten": [
                    {"type": "afvalpas", "status": "actief", "begin": -100, "gegevens": {"pasnummer": str(number)}}
                ],
            }
        )
    return made


_OMSTANDER_BSNS = ("999990457", "999990469", "999990470", "999990482", "999990494", "999990500")
