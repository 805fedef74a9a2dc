"""Ldv: logregels of Logboek Dataverwerkingen 1.0 (Logius), with its fields and its attributes and no others.

A Handeling is the root and each of its Verwerkingen a child with at most one betrokkene. The Logboek holds what was
processed: an operation that was only refused is not in it (the Authorization Decision Log has it). Who received what
on which grondslag has no attribute there yet, so it stays here.

Source: the standard, "Interface" and "Gedrag"; the extension "lezen" for the names in its API.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from uuid import UUID

import msgspec
from msgspec import Struct

from app.verwerkingenlog.projecties.afzender import Afzender
from app.verwerkingenlog.projecties.operaties import Operatie, operaties
from app.verwerkingenlog.regel import Handeling, Regel, Status, Verwerking

ACTIVITEIT = "dpl.core.processing_activity_id"
BETROKKENE = "dpl.core.data_subject_id"
BETROKKENE_SOORT = "dpl.core.data_subject_id_type"
VERWERKER = "dpl.core.foreign_operation.processor"


_NAMEN = {
    "trace_id": "traceId",
    "span_id": "spanId",
    "parent_span_id": "parentSpanId",
    "start_time": "startTime",
    "end_time": "endTime",
}


class Resource(Struct, frozen=True):
    attributes: dict[str, str]


class Logregel(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Times in milliseconds since 1970. The names are those of the standard; `gelezen` gives those of the API."""

    trace_id: str
    span_id: str
    parent_span_id: str = ""
    status: Status
    name: str
    start_time: int
    end_time: int
    resource: Resource
    attributes: dict[str, str]


def logregels(regels: Iterable[Regel], afzender: Afzender) -> Iterator[Logregel]:
    """Of the records of whole operations, in their order."""
    for operatie in operaties(regels):
        yield from van_operatie(operatie, afzender)


def van_operatie(operatie: Operatie, afzender: Afzender) -> Iterator[Logregel]:
    if operatie.is_geweigerd:
        return
    if operatie.handeling is not None:
        yield logregel(operatie.handeling, afzender)
    for verwerking in operatie.verwerkingen:
        yield logregel(verwerking, afzender)


def logregel(regel: Handeling | Verwerking, afzender: Afzender) -> Logregel:
    return Logregel(
        trace_id=regel.trace_id,
        span_id=regel.span_id,
        parent_span_id=regel.parent_span_id,
        status=regel.status,
        name=regel.naam,
        start_time=regel.begin_ms,
        end_time=regel.einde_ms,
        resource=Resource(afzender.resource()),
        attributes=_attributes(regel, afzender),
    )


def _attributes(regel: Handeling | Verwerking, afzender: Afzender) -> dict[str, str]:
    found: dict[str, str] = {}
    if isinstance(regel, Verwerking):
        found[ACTIVITEIT] = afzender.uri(regel.activiteit)
        if regel.betrokkene:
            found |= {BETROKKENE: regel.betrokkene, BETROKKENE_SOORT: regel.betrokkene_soort}
    if regel.afkomst:
        found[VERWERKER] = uri_van(regel.afkomst)
    return found


def gelezen(regel: Handeling | Verwerking, afzender: Afzender) -> dict[str, object]:
    """A Logregel as the API of the extension "lezen" answers it: it writes a trace as a UUID."""
    made: dict[str, object] = msgspec.to_builtins(logregel(regel, afzender))
    made["trace_id"] = str(UUID(hex=regel.trace_id))
    return {_NAMEN.get(naam, naam): waarde for naam, waarde in made.items()}


def uri_van(afkomst: str) -> str:
    """The application that asked, as the URI that the standard wants: we may know its organisation's OIN only."""
    return f"urn:nld:oin:{afkomst}" if afkomst.isdecimal() else afkomst
