"""Peiling: what happened in the zaken since a moment, for who is not told of it.

Open Zaak can neither filter nor order zaken by `laatstGemuteerd` (FACTS §2.1). What it does list with the latest
first, each with its moment, are the statussen: every zaak begins with one and ends with one, and they are what a klant
is told of. What changes in a zaak between two of them (a date, a document, a rol) cannot be asked for, short of reading
all zaken each time.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from re import Pattern
from typing import NamedTuple

from app.registries.client import RegisterClient
from app.registries.openzaak import wire
from app.registries.verwijzing import uuid_bij

#: How many on a page, and how far back one question goes: a large municipality sets some thousands in a day.
_GROOTTE, _PAGINAS = 500, 20


class Gezet(NamedTuple):
    """A status that was set, and in which zaak (both by uuid)."""

    zaak: str
    status: str
    moment: datetime


class Peilbaar:
    """`verwijzingen`: how the register names a zaak."""

    def __init__(self, *, client: RegisterClient, verwijzingen: Sequence[Pattern[str]]) -> None:
        self._client = client
        self._verwijzingen = verwijzingen

    async def sinds(self, moment: datetime) -> tuple[list[Gezet], bool]:
        """What was set at or after it, the latest first, and whether that is all: there may be more than is read at
        once. Raises RegisterError."""
        found: list[Gezet] = []
        gelezen = 0
        async for statussen in self._client.bladeren("/statussen", wire.LosseStatus, grootte=_GROOTTE):
            recent = [status for status in statussen if status.datum_status_gezet >= moment]
            found.extend(gezet for status in recent if (gezet := self._gezet(status)) is not None)
            gelezen += 1
            if len(recent) < len(statussen):  # the rest is older
                break
            if gelezen == _PAGINAS:
                return found, False
        return found, True

    def _gezet(self, status: wire.LosseStatus) -> Gezet | None:
        zaak = uuid_bij(self._verwijzingen, status.zaak)
        return Gezet(zaak, status.uuid, status.datum_status_gezet) if zaak is not None else None
