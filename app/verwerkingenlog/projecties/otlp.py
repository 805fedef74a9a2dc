"""Otlp: logregels and beslissingen in the envelope of OpenTelemetry: OTLP/HTTP 1.x with JSON.

Its JSON is protobuf's, with trace and span ids in hexadecimal, and 64-bit numbers as text. A logregel is a span; a
beslissing is a log record with an event name, of which OpenTelemetry has no field for the parent span and the status:
those are attributes there.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from itertools import groupby

from app.verwerkingenlog.projecties.adl import Beslissing, Json
from app.verwerkingenlog.projecties.ldv import ACTIVITEIT, Logregel

_STATUS = {"Unset": 0, "Ok": 1, "Error": 2}
_KIND_INTERNAL, _KIND_SERVER = 1, 2
_INFO = 9
_SCOPE: dict[str, Json] = {"name": "mijnzaken.verwerkingenlog"}


def traces(logregels: Sequence[Logregel]) -> dict[str, Json]:
    """ExportTraceServiceRequest."""
    resources: list[Json] = [
        {
            "resource": {"attributes": _attributes(dict(attributes))},
            "scopeSpans": [{"scope": _SCOPE, "spans": [_span(regel) for regel in found]}],
        }
        for attributes, found in groupby(logregels, key=lambda regel: tuple(regel.resource.attributes.items()))
    ]
    return {"resourceSpans": resources}


def logs(beslissingen: Sequence[Beslissing]) -> dict[str, Json]:
    """ExportLogsServiceRequest."""
    resources: list[Json] = [
        {
            "resource": {"attributes": _attributes(dict(attributes))},
            "scopeLogs": [{"scope": _SCOPE, "logRecords": [_record(found) for found in group]}],
        }
        for attributes, group in groupby(beslissingen, key=lambda found: tuple(found.resource.items()))
    ]
    return {"resourceLogs": resources}


def _span(regel: Logregel) -> Json:
    span: dict[str, Json] = {
        "traceId": regel.trace_id,
        "spanId": regel.span_id,
        "name": regel.name,
        "kind": _KIND_INTERNAL if ACTIVITEIT in regel.attributes else _KIND_SERVER,
        "startTimeUnixNano": _nano(regel.start_time),
        "endTimeUnixNano": _nano(regel.end_time),
        "attributes": _attributes(regel.attributes),
        "status": {"code": _STATUS[regel.status]},
    }
    if regel.parent_span_id:
        span["parentSpanId"] = regel.parent_span_id
    return span


def _record(found: Beslissing) -> Json:
    extra: dict[str, Json] = {"status": found.status}
    if found.parent_span_id:
        extra["parent_span_id"] = found.parent_span_id
    return {
        "timeUnixNano": _nano(found.timestamp),
        "observedTimeUnixNano": _nano(found.timestamp),
        "severityNumber": _INFO,
        "eventName": found.event_name,
        "traceId": found.trace_id,
        "spanId": found.span_id,
        "attributes": _attributes({**extra, **found.attributes}),
        "body": _waarde(found.body),
    }


def _attributes(values: Mapping[str, Json] | Mapping[str, str]) -> list[Json]:
    return [{"key": key, "value": _waarde(value)} for key, value in values.items()]


def _waarde(value: Json) -> Json:
    """AnyValue. A bool is an int to Python, so it comes first."""
    match value:
        case bool():
            return {"boolValue": value}
        case str():
            return {"stringValue": value}
        case int():
            return {"intValue": str(value)}
        case list():
            return {"arrayValue": {"values": [_waarde(item) for item in value]}}
        case _:
            return {"kvlistValue": {"values": _attributes(value)}}


def _nano(ms: int) -> str:
    return str(ms * 1_000_000)


def geweigerd(antwoord: Mapping[str, object]) -> int:
    """How many spans or records the receiver says it did not keep (partial success)."""
    partial = antwoord.get("partialSuccess")
    if not isinstance(partial, Mapping):
        return 0
    rejected: Iterable[object] = (partial.get("rejectedSpans"), partial.get("rejectedLogRecords"))
    return sum(int(str(number)) for number in rejected if str(number).isdecimal())
