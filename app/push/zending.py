"""Zending: a message on its way: what it holds, and the port of the kanaal that takes it.

`Inhoud` is all that a message ever holds: what the matrix row of the kanaal opened, as the receiver's own question gave
it.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Protocol


@dataclass(frozen=True, slots=True, kw_only=True)
class Inhoud:
    """`soort`: a WijzigingSoort; `id`: the global id of the matter; `titel`, `aanbieder` and `statusgroep` are None
    when they may not be told or are not known; `tijdstip`: when it changed (ISO 8601 with zone); `link`: where the
    receiver can look, after logging in; "" when there is no such place. `gegevens`: for a webhook, the answer to its
    own document as JSON bytes: `data`, and as in any answer `errors` for what could not be said and `extensions` for
    what is closed."""

    soort: str
    id: str
    tijdstip: str
    titel: str | None = None
    aanbieder: str | None = None
    statusgroep: str | None = None
    link: str = ""
    gegevens: bytes = b"{}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Zending:
    """One message on its way. `id`: the same at every try; the receiver can know it again. `adres`: an e-mail address,
    telephone number or (POST) the lines of a postal address; never shown in a log. `taal`: "nl" or "en"."""

    id: str
    adres: str = field(repr=False)
    taal: str = "nl"
    inhoud: Inhoud


class NietBezorgd(Exception):
    """The receiver did not take it. `reden`: our own words, without an address or an answer of the receiver.
    `blijvend`: trying again is of no use. `na_s`: when it asks to come back."""

    def __init__(self, reden: str, *, blijvend: bool = False, na_s: float | None = None) -> None:
        super().__init__(reden)
        self.reden, self.blijvend, self.na_s = reden, blijvend, na_s


class Kanaal(Protocol):
    async def bezorg(self, zending: Zending) -> None:
        """Returns when the receiver took it. Raises NietBezorgd, and nothing else for what a receiver does."""
        ...

    async def aclose(self) -> None: ...
