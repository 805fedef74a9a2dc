"""Stukken: a message to send, and the words in it that may stand nowhere else."""

from __future__ import annotations

from typing import Any

from app.push.zending import Inhoud, Zending

ADRES = "fatima@voorbeeld.example"
TELEFOON = "0612345601"
POSTADRES = "F. de Wit\nLindelaan 14\n1234AB Voorbeeldstad"
ID = "1f" * 32
LINK = "https://mijn.voorbeeldstad.example/zaken/abc"
AFZENDER = "Gemeente Voorbeeldstad"


def zending(adres: str = ADRES, *, taal: str = "nl", **anders: Any) -> Zending:
    inhoud: dict[str, Any] = {
        "soort": "STATUS_GEWIJZIGD",
        "id": "abc",
        "tijdstip": "2026-11-27T12:00:00+00:00",
        "titel": "Kapvergunning",
        "aanbieder": AFZENDER,
        "statusgroep": "IN_BEHANDELING",
        "link": LINK,
    }
    return Zending(id=ID, adres=adres, taal=taal, inhoud=Inhoud(**{**inhoud, **anders}))
