"""Honderd: a hundred people in the registers of the sandbox, of each of whom everything carries a merk of his own. What
of another stands in an answer shows by that.

    python -m tests.onder_vuur.honderd POORT

serves these registers."""

from __future__ import annotations

import re
import sys
from datetime import date
from itertools import islice

import pytest

from app.console import sandbox
from app.sandbox import uitgever, wereld
from app.sandbox.wereld.bouwer import Bouwer
from app.sandbox.wereld.klanten import bouw_klant
from app.sandbox.wereld.overig import bouw_rest
from app.sandbox.wereld.zaken import bouw_zaken
from resolvers.grammar.sleutel import Bsn

AANTAL = 100
VRAGEN = (
    "{ ik { klant { naam klantnummer } } mijnZaken { totaal nodes { titel zaak { identificatie omschrijving } } } }",
    "{ mijnZaken { nodes { verzoek { kenmerk gegevens } producten { naam gegevens } status { naam } } } }",
    "{ ik { klant { naam zaken(first: 2) { nodes { omschrijving } } producten { nodes { gegevens } } } } }",
    """{ a: mijnZaken(first: 1) { nodes { titel zaak { omschrijving } } }
         ik { klant { ... on NatuurlijkPersoon { voornamen verblijfplaats { straat } } } } }""",
    """{ mijnZaken { nodes { zaak { omschrijving betrokkenen { naam klant { naam } } }
                           ... @defer { levertijd { verwachtOp } } } } }""",
)
MERK = re.compile(r"MERK\d{3}")
#: Numbers that begin as those of the sandbox do, and that it does not use.
BSNS = list(
    islice((f"{number:09d}" for number in range(999_995_000, 1_000_000_000) if Bsn.klopt(f"{number:09d}")), 100)
)


def merk(nummer: int) -> str:
    return f"MERK{nummer:03d}"


def komen_erbij(monkeypatch: pytest.MonkeyPatch) -> None:
    """In every sandbox that is made after this, and with every issuer of tokens."""
    monkeypatch.setattr(wereld, "laat_groeien", _laat_komen)
    mensen = {merk(nummer): {**uitgever.PERSONAS["burger"], "bsn": BSNS[nummer]} for nummer in range(AANTAL)}
    monkeypatch.setattr(uitgever, "PERSONAS", {**uitgever.PERSONAS, **mensen})


def _laat_komen(bouwer: Bouwer, zaken: int) -> None:
    verhalen = [_verhaal(nummer) for nummer in range(AANTAL)]
    for verhaal in verhalen:
        bouw_klant(bouwer, verhaal)
    for verhaal in verhalen:
        bouw_zaken(bouwer, verhaal)
        bouw_rest(bouwer, verhaal)


def _verhaal(nummer: int) -> dict[str, object]:
    van = merk(nummer)
    typen = (("omgevingsvergunning", -20), ("melding-openbare-ruimte", -5), ("kapvergunning", -40))
    return {
        "persoon": {
            "bsn": BSNS[nummer],
            "voornamen": van,
            "geslachtsnaam": van,
            "geboren": date(1950 + nummer % 50, 1, 1),
            "klantnummer": f"7{nummer:04d}",
            "email": f"{van.lower()}@voorbeeld.example",
            "adres": {"straat": f"Laan {van}", "huisnummer": 1, "postcode": "1234LL", "plaats": "Voorbeeldstad"},
        },
        "zaken": {
            str(plek): {
                "nummer": f"ZAAK-{van}-{plek}",
                "type": zaaktype,
                "begin": begin,
                "omschrijving": f"Van {van}",
                "statussen": [[None, begin]],
            }
            for plek, (zaaktype, begin) in enumerate(typen[: 1 + nummer % 3])
        },
        "verzoeken": {"vraag": {"type": "vraag", "kenmerk": f"OF-{van}", "gegevens": {"vraag": van}}},
        "producten": [{"type": "afvalpas", "status": "actief", "begin": -100, "gegevens": {"pasnummer": van}}],
    }


if __name__ == "__main__":
    with pytest.MonkeyPatch.context() as patch:
        komen_erbij(patch)
        sandbox(int(sys.argv[1]), 0, 0.0)
