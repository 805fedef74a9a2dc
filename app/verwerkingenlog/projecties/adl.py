"""Adl: records of the Authorization Decision Log (Logius/FTV, draft 2026): what was decided, with AuthZEN's words.

Two kinds, both `adl.access_evaluations`. One per Verwerking, with the same trace and span as its logregel: the grounds
on which was told. One per reason why something of a Handeling was refused, which has no logregel. The objects and
fields are named and never their values; a refusal is a decision like any other (`Unset`).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime
from hashlib import sha256
from typing import TypeAlias

from msgspec import Struct

from app.verwerkingenlog.projecties.afzender import Afzender
from app.verwerkingenlog.projecties.ldv import BETROKKENE, BETROKKENE_SOORT
from app.verwerkingenlog.projecties.operaties import operaties
from app.verwerkingenlog.regel import Handeling, Ontvanger, Regel, Status, Verstrekking, Verwerking, Weigering

Json: TypeAlias = str | int | bool | list["Json"] | dict[str, "Json"]

SOORT = "adl.access_evaluations"
ACTIE = "inzien"
BELEID = "schema-en-matrix"
"""What the reference to the policy is a fingerprint of."""


class Beslissing(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """`timestamp` in milliseconds since 1970: when the answer was ready, and so every decision in it taken."""

    trace_id: str
    span_id: str
    parent_span_id: str = ""
    event_name: str
    timestamp: int
    status: Status
    attributes: dict[str, Json]
    resource: dict[str, str]
    body: dict[str, Json]


def beslissingen(regels: Iterable[Regel], afzender: Afzender) -> Iterator[Beslissing]:
    """Of the records of whole operations, in their order."""
    for operatie in operaties(regels):
        for verwerking in operatie.verwerkingen:
            yield toegestaan(verwerking, afzender)
        if operatie.handeling is not None:
            yield from geweigerd(operatie.handeling, afzender)


def toegestaan(verwerking: Verwerking, afzender: Afzender) -> Beslissing:
    """The decision behind one logregel: one evaluation per ground."""
    attributes = _beleid(verwerking.beleid)
    if verwerking.betrokkene:
        attributes |= {BETROKKENE: verwerking.betrokkene, BETROKKENE_SOORT: verwerking.betrokkene_soort}
    attributes["adl.core.information"] = _informatie(verwerking.verstrekkingen)
    return Beslissing(
        trace_id=verwerking.trace_id,
        span_id=verwerking.span_id,
        parent_span_id=verwerking.parent_span_id,
        event_name=SOORT,
        timestamp=verwerking.einde_ms,
        status=verwerking.status,
        attributes=attributes,
        resource=afzender.resource(),
        body={
            "adl.core.request": {
                "subject": _subject(verwerking.ontvanger, afzender),
                "action": {
                    "name": ACTIE,
                    "properties": {"processing_activity_id": afzender.uri(verwerking.activiteit)},
                },
                "context": _context(verwerking),
                "evaluations": [_gevraagd(verwerking, verstrekking) for verstrekking in verwerking.verstrekkingen],
            },
            "adl.core.response": {
                "evaluations": [
                    {"decision": True, "context": {"grondslag": found.grondslag, "rij": found.rij}}
                    for found in verwerking.verstrekkingen
                ]
            },
        },
    )


def geweigerd(handeling: Handeling, afzender: Afzender) -> Iterator[Beslissing]:
    """One per reason, with one evaluation per field. About whom is not known: what is closed was not looked at."""
    per_code: dict[str, list[Weigering]] = {}
    for weigering in handeling.weigeringen:
        per_code.setdefault(weigering.code, []).append(weigering)
    for code, weigeringen in sorted(per_code.items()):
        yield Beslissing(
            trace_id=handeling.trace_id,
            span_id=_span(handeling.span_id, code),
            parent_span_id=handeling.span_id,
            event_name=SOORT,
            timestamp=handeling.einde_ms,
            status="Unset",
            attributes=_beleid(handeling.beleid),
            resource=afzender.resource(),
            body={
                "adl.core.request": {
                    "subject": _subject(handeling.ontvanger, afzender),
                    "action": {"name": ACTIE},
                    "context": _context(handeling),
                    "evaluations": [_gesloten(weigering) for weigering in weigeringen],
                },
                "adl.core.response": {
                    "evaluations": [{"decision": False, "context": {"reason": code}} for _ in weigeringen]
                },
            },
        )


def _span(ouder: str, code: str) -> str:
    """The same every time the record is projected, so that what is delivered twice is known again."""
    return sha256(f"{ouder} {code}".encode()).hexdigest()[:16]


def _beleid(beleid: str) -> dict[str, Json]:
    return {"adl.core.policies": {BELEID: beleid}} if beleid else {}


def _informatie(verstrekkingen: Sequence[Verstrekking]) -> dict[str, Json]:
    """What proved the grounds: a machtiging, a toestemming, an afspraak, the session."""
    per_soort: dict[str, Json] = {}
    for grondslag in dict.fromkeys(found.grondslag for found in verstrekkingen):
        bewijzen = {found.bewijs for found in verstrekkingen if found.grondslag == grondslag and found.bewijs}
        per_soort[grondslag.lower()] = list[Json](sorted(bewijzen))
    return per_soort


def _subject(ontvanger: Ontvanger, afzender: Afzender) -> dict[str, Json]:
    """A medewerker is his organisation here; which one he is, only our audit knows."""
    properties: dict[str, Json] = {"rollen": list[Json](ontvanger.rollen)}
    if ontvanger.namens:
        properties["namens"] = ontvanger.namens
    return {
        "type": ontvanger.soort.lower(),
        "id": ontvanger.id or afzender.oin or "eigen-organisatie",
        "properties": properties,
    }


def _context(regel: Handeling | Verwerking) -> dict[str, Json]:
    moment = datetime.fromtimestamp(regel.begin_ms / 1000, UTC)
    context: dict[str, Json] = {
        "time": moment.isoformat(timespec="milliseconds").replace("+00:00", "Z"),
        "traceparent": f"00-{regel.trace_id}-{regel.span_id}-01",
    }
    if isinstance(regel, Handeling) and regel.aanleiding:
        context["aanleiding"] = list[Json](regel.aanleiding.split())
    return context


def _gevraagd(verwerking: Verwerking, verstrekking: Verstrekking) -> dict[str, Json]:
    return {
        "resource": {
            "type": "betrokkene",
            "id": verwerking.betrokkene or "geen",
            "properties": {
                "categorieen": list[Json](verstrekking.categorieen),
                "velden": list[Json](verstrekking.velden),
                "objecten": list[Json](verstrekking.objecten),
            },
        }
    }


def _gesloten(weigering: Weigering) -> dict[str, Json]:
    return {
        "resource": {
            "type": weigering.veld.partition(".")[0],
            "id": weigering.veld,
            "properties": {"aantal": weigering.aantal},
        }
    }
