"""Vraag: one operation as it came in, and the answer as it leaves, with what kind of answer it is."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum
from typing import Any

import msgspec

from app.execution.documents import Geweigerd
from app.execution.engels import in_taal
from app.telemetry.gebruik import ONBEKENDE_CLIENT, Client


class Uitkomst(Enum):
    """What kind of answer it is; the door chooses the status code."""

    UITGEVOERD = "uitgevoerd"
    NIET_TE_LEZEN = "niet te lezen"
    NIET_TOEGESTAAN = "niet toegestaan"
    ONBEKEND = "onbekend"
    NIET_GELDIG = "niet geldig"
    WAARDEN_PASSEN_NIET = "waarden passen niet"
    TE_GROOT = "te groot"
    TE_VEEL = "te veel"
    TE_DRUK = "te druk"


@dataclass(frozen=True, slots=True, kw_only=True)
class Vraag:
    """One operation as it came in. `streng`: refuse it whole when any of it is closed (`Prefer: handling=strict`).
    `weigering`: why there is no text, when a client named a document that it may not ask or that nobody knows.
    `parent_span_id`, `afkomst`, `ketenpad` (by which organisations it came, see oproep.py) and `resterend_s` (how long
    the answer is still of use) only from an organisation that proved who it is."""

    query: str
    weigering: Geweigerd | None = None
    operation_name: str | None = None
    variables: Mapping[str, Any] | None = None
    taal: str = "nl"
    trace_id: str
    parent_span_id: str = ""
    afkomst: str = ""
    ketenpad: tuple[str, ...] = ()
    resterend_s: float | None = None
    streng: bool = False
    met_oproepen: bool = False
    client: Client = ONBEKENDE_CLIENT


@dataclass(frozen=True, slots=True)
class Antwoord:
    """`wacht_s`: after how many seconds it may be asked again, when that was too much."""

    uitkomst: Uitkomst
    body: bytes
    wacht_s: int = 0


def antwoord(uitkomst: Uitkomst, payload: dict[str, Any], vraag: Vraag) -> Antwoord:
    if (errors := payload.get("errors")) is not None:
        payload = {**payload, "errors": in_taal(errors, vraag.taal)}
    return Antwoord(uitkomst, msgspec.json.encode(payload))
