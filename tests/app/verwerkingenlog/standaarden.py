"""Standaarden: what VNG, Logius and OpenTelemetry say of a message, as something to hold one against.

The documents are those of the shared set of registers where it is; without it, what matters of them written down here.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import cache
from typing import Any

import yaml
from jsonschema import Draft202012Validator

from tests.contract.oas import gedeelde_map
from tests.contract.oas_schema import FORMATS, Node, Schemas, node

_TEKST: Node = {"type": "string", "maxLength": 242}
_KORT: Node = {"type": "string", "maxLength": 40}
_EIGEN_VNG: Node = {
    "openapi": "3.0.0",
    "components": {
        "schemas": {
            "VerwerkingsactieUitgebreidBasis": {
                "type": "object",
                "required": ["vertrouwelijkheid", "tijdstip", "verwerkteObjecten"],
                "properties": {
                    **dict.fromkeys(
                        ("actieNaam", "handelingNaam", "verwerkingNaam", "systeem", "gegevensbron"), _TEKST
                    ),
                    "verwerkingId": {"type": "string", "format": "uuid"},
                    "verwerkingsactiviteitUrl": {"type": "string", "format": "uri", "maxLength": 2042},
                    "vertrouwelijkheid": {"type": "string", "enum": ["normaal", "vertrouwelijk", "opgeheven"]},
                    "bewaartermijn": {"type": "string", "format": "duration"},
                    "uitvoerder": {"type": "string", "pattern": "[0-9]{20}"},
                    "soortAfnemerId": _TEKST,
                    "afnemerId": _KORT,
                    "tijdstip": {"type": "string", "format": "date-time"},
                    "verwerkteObjecten": {
                        "type": "array",
                        "items": {
                            "type": "object",
                            "required": ["objecttype", "soortObjectId", "objectId"],
                            "properties": {
                                "objecttype": {"type": "string", "enum": ["persoon"]},
                                "soortObjectId": _TEKST,
                                "objectId": _KORT,
                                "betrokkenheid": _TEKST,
                                "verwerkteSoortenGegevens": {
                                    "type": "array",
                                    "items": {
                                        "type": "object",
                                        "required": ["soortGegeven"],
                                        "properties": {"soortGegeven": _TEKST},
                                    },
                                },
                            },
                        },
                    },
                },
            }
        }
    },
}
_EIGEN_LDV: Node = {
    "type": "object",
    "properties": {
        "dpl.core.processing_activity_id": {"type": "string", "format": "uri"},
        "dpl.core.data_subject_id": {"type": "string"},
        "dpl.core.data_subject_id_type": {"type": "string"},
        "dpl.core.foreign_operation.processor": {"type": "string", "format": "uri"},
    },
}


@cache
def _vng() -> Schemas:
    return Schemas(_vng_document(), "request")


@cache
def _vng_document() -> Node:
    shared = gedeelde_map()
    if shared is None:
        return _EIGEN_VNG
    return node(yaml.safe_load((shared / "oas" / "verwerkingenlogging.yaml").read_text(encoding="utf-8")))


def fouten_vng(bericht: object) -> list[str]:
    """Against the body of POST /verwerkingsacties. An unknown property is a fault too."""
    schema = node(node(node(_vng_document()["components"])["schemas"])["VerwerkingsactieUitgebreidBasis"])
    return [error.message for error in _vng().keurder(schema).iter_errors(bericht)]


def fouten_ldv(attributes: Mapping[str, Any]) -> list[str]:
    """Against the attributes of Logboek Dataverwerkingen; a name that is not theirs is a fault."""
    shared = gedeelde_map()
    schema = _EIGEN_LDV if shared is None else json.loads((shared / "oas" / "ldv-attributes.schema.json").read_text())
    closed = {**schema, "additionalProperties": False}
    return [error.message for error in Draft202012Validator(closed, format_checker=FORMATS).iter_errors(attributes)]


_ATTRIBUTES: Node = {"type": "array", "items": {"$ref": "#/$defs/attribute"}}
_NANO: Node = {"type": "string", "pattern": "^[0-9]{1,20}$"}
_ID_8: Node = {"type": "string", "pattern": "^[0-9a-f]{16}$"}
_ID_16: Node = {"type": "string", "pattern": "^[0-9a-f]{32}$"}


def _dicht(required: tuple[str, ...], **properties: Node) -> Node:
    return {"type": "object", "required": list(required), "properties": properties, "additionalProperties": False}


def _een(**properties: Node) -> Node:
    """Exactly one of these: protobuf's oneof."""
    return {**_dicht((), **properties), "minProperties": 1, "maxProperties": 1}


_DEFS: Node = {
    "attribute": _dicht(("key", "value"), key={"type": "string", "minLength": 1}, value={"$ref": "#/$defs/any"}),
    "any": _een(
        stringValue={"type": "string"},
        boolValue={"type": "boolean"},
        intValue={"type": "string", "pattern": "^-?[0-9]+$"},
        arrayValue=_dicht(("values",), values={"type": "array", "items": {"$ref": "#/$defs/any"}}),
        kvlistValue=_dicht(("values",), values=_ATTRIBUTES),
    ),
    "scope": _dicht(("name",), name={"type": "string"}),
    "resource": _dicht(("attributes",), attributes=_ATTRIBUTES),
}


def _lijst(item: Node) -> Node:
    return {"type": "array", "items": item, "minItems": 1}


_SPAN = _dicht(
    ("traceId", "spanId", "name", "kind", "startTimeUnixNano", "endTimeUnixNano", "attributes", "status"),
    traceId=_ID_16,
    spanId=_ID_8,
    parentSpanId=_ID_8,
    name={"type": "string", "minLength": 1},
    kind={"type": "integer", "minimum": 0, "maximum": 5},
    startTimeUnixNano=_NANO,
    endTimeUnixNano=_NANO,
    attributes=_ATTRIBUTES,
    status=_dicht(("code",), code={"enum": [0, 1, 2]}),
)
_RECORD = _dicht(
    ("timeUnixNano", "traceId", "spanId", "eventName", "attributes", "body"),
    timeUnixNano=_NANO,
    observedTimeUnixNano=_NANO,
    severityNumber={"type": "integer", "minimum": 1, "maximum": 24},
    eventName={"type": "string", "minLength": 1},
    traceId=_ID_16,
    spanId=_ID_8,
    attributes=_ATTRIBUTES,
    body={"$ref": "#/$defs/any"},
)


def _export(resources: str, scopes: str, items: str, item: Node) -> Draft202012Validator:
    in_scope: dict[str, Node] = {"scope": {"$ref": "#/$defs/scope"}, items: _lijst(item)}
    scope = _dicht(("scope", items), **in_scope)
    in_resource: dict[str, Node] = {"resource": {"$ref": "#/$defs/resource"}, scopes: _lijst(scope)}
    resource = _dicht(("resource", scopes), **in_resource)
    return Draft202012Validator({**_dicht((resources,), **{resources: _lijst(resource)}), "$defs": _DEFS})


#: OTLP/HTTP 1.x with JSON, after opentelemetry-proto: trace/v1/trace.proto, logs/v1/logs.proto, common/v1.
_TRACES = _export("resourceSpans", "scopeSpans", "spans", _SPAN)
_LOGS = _export("resourceLogs", "scopeLogs", "logRecords", _RECORD)


def fouten_traces(bericht: object) -> list[str]:
    return [error.message for error in _TRACES.iter_errors(bericht)]


def fouten_logs(bericht: object) -> list[str]:
    return [error.message for error in _LOGS.iter_errors(bericht)]
