"""Taal: in which language a client wants to be told what is wrong (Accept-Language): Dutch, unless it likes English
better."""

from __future__ import annotations

import re
from typing import Literal

Taal = Literal["nl", "en"]

_LANGSTE = 256
_DEEL = re.compile(r"\s*(nl|en)(?:-[a-z0-9-]+)?\s*(?:;\s*q=(0(?:\.[0-9]{0,3})?|1(?:\.0{0,3})?)\s*)?", re.IGNORECASE)


def taal_uit(aanvaard: str) -> Taal:
    """From the header. Of two that are liked as much, the one that is named first; what cannot be read does not
    count."""
    gewicht = {"nl": 0.0, "en": 0.0}
    eerste = ""
    for deel in aanvaard[:_LANGSTE].split(","):
        if (found := _DEEL.fullmatch(deel)) is not None:
            taal, q = found[1].lower(), float(found[2]) if found[2] else 1.0
            gewicht[taal] = max(gewicht[taal], q)
            eerste = eerste or (taal if q else "")
    if gewicht["nl"] == gewicht["en"]:
        return "en" if eerste == "en" else "nl"
    return "en" if gewicht["en"] > gewicht["nl"] else "nl"
