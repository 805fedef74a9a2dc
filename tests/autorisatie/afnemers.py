"""Afnemers: everybody who may ask, and what the organisation decided about them."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from app.config.toegang import ToegangSettings
from resolvers.grammar.afnemer import (
    AfnemerRol,
    AfnemerSoort,
    Authenticatie,
    MachtigingBron,
    MachtigingSoort,
    Vertegenwoordiging,
)
from resolvers.grammar.inzage import Betrouwbaarheidsniveau
from resolvers.grammar.sleutel import Sleutel
from tests.autorisatie.wereld import ANNA, BAKKER, BAKKER_HIER, BRAM, NU

PARTNER_OIN = "00000001999990056000"
EIGEN_OIN = "00000001999990081000"
DIENST, ANDERE_DIENST, PRODUCTDIENST = "dienst-1", "dienst-2", "dienst-3"

BELEID = ToegangSettings.model_validate(
    {
        "autorisaties": [
            {"rol": "behandelaar", "groep": "team-1", "zaaktypen": ["T1"]},
            {
                "rol": "behandelaar",
                "groep": "team-2",
                "zaaktypen": ["T1", "T2"],
                "max_vertrouwelijkheidaanduiding": "zaakvertrouwelijk",
            },
            {"rol": "behandelaar", "groep": "allen"},
        ],
        "diensten": {
            DIENST: {"zaaktypen": ["T1"], "producttypen": ["P1"]},
            ANDERE_DIENST: {"zaaktypen": ["T2"]},
            PRODUCTDIENST: {"producttypen": ["P1"]},
        },
        "afspraken": [
            {
                "naam": "partner",
                "oin": PARTNER_OIN,
                "categorieen": ["ZAAKVOORTGANG", "ZAAKINHOUD", "DOCUMENTEN", "PRODUCTEN"],
                "zaaktypen": ["T1", "T2"],
            }
        ],
    }
)


def _sessie(soort: AfnemerSoort, rol: AfnemerRol, sleutel: Sleutel | None = None, **more: Any) -> Authenticatie:
    return Authenticatie(
        **{
            "soort": soort,
            "rollen": (rol,),
            "niveau": Betrouwbaarheidsniveau.SUBSTANTIEEL,
            "verloopt": NU.replace(year=2099),
            "sleutel": sleutel,
            **more,
        }
    )


def _medewerker(rol: AfnemerRol, *groepen: str, **more: Any) -> Authenticatie:
    facts = {"groepen": frozenset(groepen), "medewerker_id": "m-1", "organisatie_oin": EIGEN_OIN, **more}
    return _sessie(AfnemerSoort.MEDEWERKER, rol, **facts)


_BURGER = _sessie(AfnemerSoort.BURGER, AfnemerRol.INWONER, ANNA)
_BEDRIJF = _sessie(AfnemerSoort.PRIVATE_PARTIJ, AfnemerRol.ONDERNEMER, BAKKER)


def _namens_bram(*diensten: str) -> Authenticatie:
    vertegenwoordigt = Vertegenwoordiging(
        sleutel=BRAM, soort=MachtigingSoort.VRIJWILLIG, bron=MachtigingBron.DIGID_MACHTIGEN, diensten=diensten
    )
    return replace(_BURGER, vertegenwoordigt=vertegenwoordigt)


AFNEMERS: dict[str, Authenticatie] = {
    "burger": _BURGER,
    "burger-zwak": replace(_BURGER, niveau=Betrouwbaarheidsniveau.BASIS),
    "gemachtigde": _namens_bram(DIENST, "dienst-onbekend"),
    "gemachtigde-voor-een-product": _namens_bram(PRODUCTDIENST),
    "gemachtigde-van-bedrijf": replace(
        _BURGER,
        vertegenwoordigt=Vertegenwoordiging(
            sleutel=BAKKER,
            soort=MachtigingSoort.KETEN,
            bron=MachtigingBron.EHERKENNING,
            diensten=(DIENST, ANDERE_DIENST),
        ),
    ),
    "onderneming": _BEDRIJF,
    "vestiging": replace(_BEDRIJF, vestiging=BAKKER_HIER),
    "kcc": _medewerker(AfnemerRol.KCC),
    "behandelaar": _medewerker(AfnemerRol.BEHANDELAAR, "team-1"),
    "behandelaar-laag": _medewerker(AfnemerRol.BEHANDELAAR, "team-2"),
    "behandelaar-alles": _medewerker(AfnemerRol.BEHANDELAAR, "allen"),
    "behandelaar-zonder": _medewerker(AfnemerRol.BEHANDELAAR, "elders"),
    "privacyfunctionaris": _medewerker(AfnemerRol.PRIVACYFUNCTIONARIS),
    "ketenpartner": _sessie(
        AfnemerSoort.OVERHEIDSORGANISATIE,
        AfnemerRol.KETENPARTNER,
        organisatie_oin=PARTNER_OIN,
        niveau=Betrouwbaarheidsniveau.HOOG,
    ),
    "ketenpartner-zwak": _sessie(
        AfnemerSoort.OVERHEIDSORGANISATIE, AfnemerRol.KETENPARTNER, organisatie_oin=PARTNER_OIN
    ),
    "vreemde-organisatie": _sessie(
        AfnemerSoort.OVERHEIDSORGANISATIE,
        AfnemerRol.KETENPARTNER,
        organisatie_oin="00000001999990068000",
        niveau=Betrouwbaarheidsniveau.HOOG,
    ),
}
