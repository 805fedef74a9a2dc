"""Ldv: the fields of the standard and no others, one line per betrokkene, and nothing of what was refused."""

from __future__ import annotations

import re

import msgspec
import pytest

from app.verwerkingenlog.projecties import ldv, otlp
from app.verwerkingenlog.projecties.operaties import operaties
from app.verwerkingenlog.regel import Opschoning, Regel
from tests.app.verwerkingenlog.projecties.voorbeelden import (
    AFZENDER,
    ANNA,
    BAKKER,
    BEGIN_MS,
    BSN,
    HANDELING,
    OIN,
    json_van,
    verwerking,
)
from tests.app.verwerkingenlog.standaarden import fouten_ldv, fouten_traces

VERPLICHT = {"trace_id", "span_id", "status", "name", "start_time", "end_time", "attributes"}
BEKEND = VERPLICHT | {"parent_span_id", "resource"}


def _regels(*regels: Regel) -> list[ldv.Logregel]:
    return list(ldv.logregels(regels, AFZENDER))


def test_an_operation_is_a_root_with_a_child_per_betrokkene() -> None:
    bakker = verwerking(span_id="b" * 16, betrokkene=BAKKER, betrokkene_soort="KVK", afkomst="")
    wortel, anna, bedrijf = _regels(HANDELING, verwerking(), bakker)

    assert json_van(wortel) == {
        "trace_id": "5b8aa5a2d2c872e8321cf37308d69df2",
        "span_id": "051581bf3cb55c13",
        "parent_span_id": "5fb397be34d26b51",
        "status": "Unset",
        "name": "raadplegen klant",
        "start_time": BEGIN_MS,
        "end_time": BEGIN_MS + 65,
        "resource": {"attributes": {"service.name": "mijnzaken", "service.version": "1.2.3"}},
        "attributes": {"dpl.core.foreign_operation.processor": f"urn:nld:oin:{OIN}"},
    }
    assert anna.parent_span_id == bedrijf.parent_span_id == wortel.span_id
    assert json_van(anna)["attributes"] == {
        "dpl.core.processing_activity_id": "https://mijnzaken.example/verwerkingsactiviteiten/ketenstatus",
        "dpl.core.data_subject_id": ANNA,
        "dpl.core.data_subject_id_type": "BSN",
        "dpl.core.foreign_operation.processor": f"urn:nld:oin:{OIN}",
    }
    assert bedrijf.attributes["dpl.core.data_subject_id_type"] == "KVK"
    assert "dpl.core.foreign_operation.processor" not in bedrijf.attributes


@pytest.mark.parametrize("zonder", [{}, {"betrokkene": "", "betrokkene_soort": ""}, {"activiteit": "van-vroeger"}])
def test_a_line_has_the_fields_and_attributes_of_the_standard_only(zonder: dict[str, str]) -> None:
    for regel in _regels(HANDELING, verwerking(**zonder)):
        made = json_van(regel)
        assert made.keys() >= VERPLICHT
        assert made.keys() <= BEKEND
        assert made["name"]
        assert fouten_ldv(made["attributes"]) == []


def test_what_was_only_refused_is_not_in_it_but_a_search_that_found_nothing_and_a_fault_are() -> None:
    niets_gevonden = msgspec.structs.replace(HANDELING, weigeringen=())
    fout = msgspec.structs.replace(HANDELING, status="Error")

    assert _regels(HANDELING) == []
    assert [regel.status for regel in _regels(niets_gevonden)] == ["Unset"]
    assert [regel.status for regel in _regels(fout)] == ["Error"]


def test_records_are_put_together_as_they_were_written() -> None:
    ander = msgspec.structs.replace(HANDELING, span_id="c" * 16)
    kind = verwerking(parent_span_id=ander.span_id)
    los = verwerking(parent_span_id="d" * 16)
    opschoning = Opschoning(tijdstip_ms=BEGIN_MS, nummers=(1,))
    found = list(operaties([HANDELING, opschoning, verwerking(), ander, kind, kind, los]))

    assert [(one.handeling, len(one.verwerkingen)) for one in found] == [(HANDELING, 1), (ander, 2), (None, 1)]


def test_as_otlp_it_is_what_a_collector_reads() -> None:
    bericht = json_van(otlp.traces(_regels(HANDELING, verwerking())))
    (resource,) = bericht["resourceSpans"]
    wortel, kind = resource["scopeSpans"][0]["spans"]

    assert fouten_traces(bericht) == []
    assert resource["resource"]["attributes"][0] == {"key": "service.name", "value": {"stringValue": "mijnzaken"}}
    assert kind["startTimeUnixNano"] == f"{BEGIN_MS}000000"
    assert kind["parentSpanId"] == wortel["spanId"]
    assert (wortel["kind"], kind["kind"]) == (2, 1)
    assert {item["key"] for item in kind["attributes"]} <= {
        "dpl.core.processing_activity_id",
        "dpl.core.data_subject_id",
        "dpl.core.data_subject_id_type",
        "dpl.core.foreign_operation.processor",
    }


def test_the_api_names_the_same_fields_in_its_own_way() -> None:
    made = json_van(ldv.gelezen(verwerking(), AFZENDER))

    assert made.keys() == {
        "traceId", "spanId", "parentSpanId", "status", "name", "startTime", "endTime", "resource", "attributes"
    }  # fmt: skip
    assert re.fullmatch("[0-9a-f]{16}", made["spanId"])


def test_no_number_of_a_person_is_in_it() -> None:
    made = msgspec.json.encode(otlp.traces(_regels(HANDELING, verwerking()))).decode()

    assert BSN not in made
    assert "Zaak:openzaak:1" not in made, "objects are no part of the standard"


@pytest.mark.parametrize(
    ("antwoord", "aantal"),
    [
        ({}, 0),
        ({"partialSuccess": {}}, 0),
        ({"partialSuccess": {"rejectedSpans": "3"}}, 3),
        ({"partialSuccess": {"rejectedLogRecords": 2, "errorMessage": "x"}}, 2),
        ({"partialSuccess": {"rejectedSpans": None}}, 0),
        ({"partialSuccess": "ja"}, 0),
    ],
    ids=["empty", "none", "spans", "records", "null", "text"],
)
def test_what_a_collector_did_not_keep_is_counted(antwoord: dict[str, object], aantal: int) -> None:
    assert otlp.geweigerd(antwoord) == aantal
