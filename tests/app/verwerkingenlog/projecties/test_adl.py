"""Adl: every decision once, what was told one to one with its logregel, what was refused per reason."""

from __future__ import annotations

import re
from typing import Any

import msgspec

from app.verwerkingenlog.projecties import adl, ldv, otlp
from tests.app.verwerkingenlog.projecties.voorbeelden import AFZENDER, ANNA, BSN, HANDELING, OIN, json_van, verwerking
from tests.app.verwerkingenlog.standaarden import fouten_logs

MANDATORY = {"trace_id", "span_id", "event_name", "timestamp", "status"}


def _van(*regels: Any) -> list[dict[str, Any]]:
    return [json_van(found) for found in adl.beslissingen(regels, AFZENDER)]


def test_one_per_logregel_with_the_same_span_and_one_per_reason_of_refusal() -> None:
    tweede = verwerking(span_id="b" * 16, activiteit="kcc-inhoud")
    found = _van(HANDELING, verwerking(), tweede)
    lines = list(ldv.logregels([HANDELING, verwerking(), tweede], AFZENDER))

    assert [one["span_id"] for one in found[:2]] == [line.span_id for line in lines[1:]]
    assert {one["trace_id"] for one in found} == {HANDELING.trace_id}
    assert [one["body"]["adl.core.response"]["evaluations"][0]["context"] for one in found[2:]] == [
        {"reason": "ASSURANCE_LEVEL_TOO_LOW"},
        {"reason": "FORBIDDEN"},
    ]
    assert len({one["span_id"] for one in found}) == 4
    assert all(one["parent_span_id"] == HANDELING.span_id for one in found)


def test_a_record_has_what_is_mandatory_and_each_part_in_one_place() -> None:
    for one in _van(HANDELING, verwerking(), verwerking(betrokkene="", betrokkene_soort="", beleid="")):
        assert one.keys() >= MANDATORY
        assert one["event_name"] == "adl.access_evaluations"
        assert one["status"] == "Unset", "a refusal is no fault"
        assert not (one["attributes"].keys() & one["body"].keys())
        assert re.fullmatch("[0-9a-f]{16}", one["span_id"])
        request, response = one["body"]["adl.core.request"], one["body"]["adl.core.response"]
        assert len(request["evaluations"]) == len(response["evaluations"]) > 0
        assert all(item["resource"]["type"] and item["resource"]["id"] for item in request["evaluations"])
        assert request["subject"].keys() == {"type", "id", "properties"}
        assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z", request["context"]["time"])


def test_what_was_told_says_on_which_grounds_with_which_evidence_and_policy() -> None:
    (one,) = _van(verwerking())

    assert one["attributes"] == {
        "adl.core.policies": {"schema-en-matrix": "0123456789abcdef"},
        "dpl.core.data_subject_id": ANNA,
        "dpl.core.data_subject_id_type": "BSN",
        "adl.core.information": {
            "ketenpartner": ["afspraak Provincie Voorbeeldland"],
            "toestemming": ["Toestemming:openobject:9"],
        },
    }
    request = one["body"]["adl.core.request"]
    assert request["subject"] == {
        "type": "overheidsorganisatie",
        "id": OIN,
        "properties": {"rollen": ["KETENPARTNER"]},
    }
    assert request["action"] == {
        "name": "inzien",
        "properties": {"processing_activity_id": "https://mijnzaken.example/verwerkingsactiviteiten/ketenstatus"},
    }
    assert request["evaluations"][0]["resource"]["properties"] == {
        "categorieen": ["ZAAKVOORTGANG"],
        "velden": ["Zaak", "Zaak.status"],
        "objecten": ["Zaak:openzaak:1"],
    }
    assert one["body"]["adl.core.response"]["evaluations"] == [
        {"decision": True, "context": {"grondslag": "KETENPARTNER", "rij": "ketenpartner"}},
        {"decision": True, "context": {"grondslag": "TOESTEMMING", "rij": "toestemming"}},
    ]


def test_what_was_refused_names_field_and_reason_and_nobody() -> None:
    _, geweigerd = _van(HANDELING)
    request = geweigerd["body"]["adl.core.request"]

    assert "dpl.core.data_subject_id" not in geweigerd["attributes"]
    assert [item["resource"] for item in request["evaluations"]] == [
        {"type": "Zaak", "id": "Zaak.toelichting", "properties": {"aantal": 3}},
        {"type": "Klant", "id": "Klant.contactgegevens", "properties": {"aantal": 1}},
    ]
    assert all(not item["decision"] for item in geweigerd["body"]["adl.core.response"]["evaluations"])
    assert request["context"]["aanleiding"] == ["Zaak:openzaak:1", "Contactmoment:openklant:2"]


def test_projected_again_it_is_the_same_record() -> None:
    assert _van(HANDELING, verwerking()) == _van(HANDELING, verwerking())


def test_as_otlp_it_is_what_a_collector_reads() -> None:
    bericht = json_van(otlp.logs(list(adl.beslissingen([HANDELING, verwerking()], AFZENDER))))
    records = bericht["resourceLogs"][0]["scopeLogs"][0]["logRecords"]

    assert fouten_logs(bericht) == []
    assert {record["eventName"] for record in records} == {"adl.access_evaluations"}
    assert {"key": "status", "value": {"stringValue": "Unset"}} in records[0]["attributes"]
    assert BSN not in msgspec.json.encode(bericht).decode()
