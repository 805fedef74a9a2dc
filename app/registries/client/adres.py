"""Adres: where a question goes: a path template filled in, and its parameters."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import lru_cache
from urllib.parse import quote

from app.registries.client.grenzen import Afwezig

Params = Sequence[tuple[str, str]]

_VEILIG = re.compile(r"[A-Za-z0-9_.~-]*")
_URL = re.compile(r"[A-Za-z0-9_.~:/-]*")
_ONVEILIG = re.compile(r"[^A-Za-z0-9_.~-]")


def url_van(basis: str, sjabloon: str, pad: Mapping[str, str], params: Params) -> str:
    """A value stays one segment of the path: `..` would climb out of it, and an empty one asks for the whole list.
    Raises Afwezig for those."""
    if pad and any(value in {"", ".", ".."} for value in pad.values()):
        raise Afwezig(detail=f"{sjabloon}: no such id")
    path = sjabloon.format_map({key: _gequoot(value) for key, value in pad.items()}) if pad else sjabloon
    query = "&".join([f"{_naam(naam)}={_gequoot(value)}" for naam, value in params])
    return f"{basis}{path}?{query}" if query else f"{basis}{path}"


def _gequoot(tekst: str) -> str:
    """As `quote`, which looks at each character also when there is nothing to do."""
    if _VEILIG.fullmatch(tekst):
        return tekst
    if _URL.fullmatch(tekst):  # by which most registers name an object
        return tekst.replace(":", "%3A").replace("/", "%2F")
    return _ONVEILIG.sub(_code, tekst) if tekst.isascii() else quote(tekst, safe="")


def _code(found: re.Match[str]) -> str:
    return f"%{ord(found[0]):02X}"


#: Of an adapter's own words, of which there are few.
_naam = lru_cache(maxsize=1024)(_gequoot)
