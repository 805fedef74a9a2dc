"""Bladen: which page of which zaken is asked, and where the pages beside it are."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from resolvers.grammar.errors import BadUserInput

MEESTE, STANDAARD = 100, 20
_GETAL = re.compile(r"[1-9][0-9]{0,8}", re.ASCII)
_LOPEND = {"open": True, "gesloten": False}


@dataclass(frozen=True, slots=True)
class Blad:
    """`status` None: open and gesloten."""

    status: str | None = None
    page: int = 1
    page_size: int = STANDAARD

    @property
    def lopend(self) -> bool | None:
        return _LOPEND[self.status] if self.status is not None else None

    @property
    def begin(self) -> int:
        """How many zaken come before it."""
        return (self.page - 1) * self.page_size

    def volgende(self, totaal: int) -> int | None:
        return self.page + 1 if self.begin + self.page_size < totaal else None

    def vorige(self, totaal: int) -> int | None:
        """From past the end: the last that has something."""
        laatste = max(1, -(-totaal // self.page_size))
        return min(self.page - 1, laatste) or None

    def adres(self, page: int | None, basis: str) -> str | None:
        """Where that page is; nothing in it says whose zaken they are."""
        if page is None:
            return None
        delen = {"status": self.status, "page": page, "pageSize": self.page_size}
        return f"{basis}?{urlencode({naam: deel for naam, deel in delen.items() if deel is not None})}"


def lees_blad(parameters: Sequence[tuple[str, str]]) -> Blad:
    """Raises BadUserInput, in words without what was given."""
    zonder_onbekende(parameters, ("status", "page", "pageSize"))
    gegeven = dict(parameters)
    status = gegeven.get("status")
    if status is not None and status not in _LOPEND:
        raise BadUserInput("`status` is open of gesloten.")
    page = _getal(gegeven.get("page", "1"))
    if page is None:
        raise BadUserInput("`page` is het nummer van een bladzijde, vanaf 1.")
    page_size = _getal(gegeven.get("pageSize", str(STANDAARD)))
    if page_size is None or page_size > MEESTE:
        raise BadUserInput(f"`pageSize` moet tussen 1 en {MEESTE} liggen.")
    return Blad(status, page, page_size)


def zonder_onbekende(parameters: Sequence[tuple[str, str]], bekend: Sequence[str] = ()) -> None:
    """A name that is not known would be a wish that is passed over. Raises BadUserInput."""
    aantallen = Counter(naam for naam, _ in parameters)
    if not aantallen.keys() <= set(bekend):
        hier = f"hier kunnen {', '.join(bekend)}" if bekend else "hier kan er geen"
        raise BadUserInput(f"Er is een parameter die deze dienst niet kent; {hier}.")
    if any(aantal > 1 for aantal in aantallen.values()):
        raise BadUserInput("Geef elke parameter hooguit één keer.")


def _getal(tekst: str) -> int | None:
    return int(tekst) if _GETAL.fullmatch(tekst) else None
