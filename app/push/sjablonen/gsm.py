"""Gsm: the alphabet of text messages (3GPP TS 23.038). One letter outside it makes all of a message cost more than
twice the room, so what is written is put into it."""

from __future__ import annotations

import string
from unicodedata import normalize

_GEWOON = frozenset(
    string.ascii_letters + string.digits + "@£$¥èéùìòÇ\nØøÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./:;<=>?¡ÄÖÑÜ§¿äöñüà"
)
#: These take the room of two.
_DUBBEL = frozenset("^{}\\[]~|€")
_ALPHABET = _GEWOON | _DUBBEL
_ANDERS = {"‘": "'", "’": "'", "“": '"', "”": '"', "–": "-", "—": "-"}


def in_gsm(tekst: str) -> str:
    """The same, with what is outside the alphabet replaced by what is nearest: ë by e."""
    return "".join(teken if teken in _ALPHABET else _dichtstbij(teken) for teken in tekst)


def lengte(tekst: str) -> int | None:
    """How much of the 160 places it takes; None when something in it is outside the alphabet."""
    if not _ALPHABET.issuperset(tekst):
        return None
    return len(tekst) + sum(teken in _DUBBEL for teken in tekst)


def _dichtstbij(teken: str) -> str:
    if teken in _ANDERS:
        return _ANDERS[teken]
    return "".join(deel for deel in normalize("NFKD", teken) if deel in _ALPHABET) or "?"
