"""Adres: where a question goes: a path template filled in, and its parameters."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from urllib.parse import quote

from app.registries.client.grenzen import Afwezig

Params = Sequence[tuple[str, str]]

_VEILIG = re.compile(r"[A-Za-z0-9_.~-]*")


def url_van(basis: str, sjabloon: str, pad: Mapping[str, str], params: Params) -> str:
    """A value stays one segment of the path: `..` would climb out of it, and an empty one asks for the whole list.
    Raises Afwezig for those."""
    if any(value in {"", ".", ".."} for value in pad.values()):
        raise Afwezig(detail=f"{sjabloon}: no such id")
    path = sjabloon.format_map({key: _gequoot(value) for key, value in pad.items()}) if pad else sjabloon
    query = "&".join([f"{_gequoot(naam)}={_gequoot(value)}" for naam, value in params])
    return f"{basis}{path}?{query}" if query else f"{basis}{path}"


def _gequoot(tekst: str) -> str:
    """As `quote`, which looks at each character also when there is nothing to do."""
    return tekst if _VEILIG.fullmatch(tekst) else quote(tekst, safe="")
