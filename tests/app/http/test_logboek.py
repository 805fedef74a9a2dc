"""The log as another system reads it: all of it for who oversees it, his own exchange for a ketenpartner, nothing for
anybody else; and the reading is in the log before the answer is out."""

from __future__ import annotations

import sqlite3
from typing import Any

import msgspec
import pytest

from app.sandbox import uitgever
from tests.app.http.deur import Antwoord, Deur, dienst
from tests.app.verwerkingenlog.standaarden import fouten_ldv

PAD = "/logboek/processing-activities"
BURGER = str(uitgever.PERSONAS["burger"]["bsn"])
ACTIVITEIT, BETROKKENE, SOORT = (
    "dpl.core.processing_activity_id",
    "dpl.core.data_subject_id",
    "dpl.core.data_subject_id_type",
)
_URI = "https://mijnzaken.example/verwerkingsactiviteiten/"
MIJN_ZAKEN = {"query": "{ mijnZaken { nodes { titel } } }"}


def lees(deur: Deur, vraag: object, persona: str | None = "privacyfunctionaris", **koppen: str) -> Antwoord:
    head = {"Content-Type": "application/json"}
    if persona is not None:
        head["Authorization"] = f"Bearer {uitgever.token(persona)}"
    body = vraag if isinstance(vraag, bytes) else msgspec.json.encode(vraag)
    return deur.vraag("POST", PAD, body=body, koppen={**head, **koppen})


def regels(antwoord: Antwoord) -> list[dict[str, Any]]:
    assert antwoord.status == 200, antwoord.body
    found: list[dict[str, Any]] = antwoord.json()["processingActivities"]
    return found


def _keken(deur: Deur, persona: str = "burger") -> str:
    """Somebody looks at his own; the trace of it."""
    answer = deur.post(MIJN_ZAKEN, persona=persona)
    assert "errors" not in answer.json()
    return answer.kop("x-trace-id")


def test_a_trace_is_a_root_with_its_lines_in_the_words_of_the_standard(deur: Deur) -> None:
    trace = _keken(deur)
    answer = lees(deur, {"traceId": trace})
    wortel, *kinderen = regels(answer)

    assert answer.kop("api-version") == "1.1.0"
    assert kinderen
    assert {regel["traceId"].replace("-", "") for regel in (wortel, *kinderen)} == {trace}
    assert all(kind["parentSpanId"] == wortel["spanId"] for kind in kinderen)
    assert {kind["attributes"][ACTIVITEIT] for kind in kinderen} == {_URI + "mijnzaken-inzage"}
    assert all(fouten_ldv(regel["attributes"]) == [] for regel in (wortel, *kinderen))
    assert regels(lees(deur, {"traceId": wortel["traceId"]})) == [wortel, *kinderen], "as a UUID it is the same trace"


def test_a_betrokkene_is_found_by_number_and_by_pseudonym_and_only_the_pseudonym_is_told(deur: Deur) -> None:
    trace = _keken(deur)
    answer = lees(deur, {BETROKKENE: BURGER, ACTIVITEIT: _URI + "mijnzaken-inzage"})
    found = regels(answer)
    (pseudoniem,) = {regel["attributes"][BETROKKENE] for regel in found}

    assert trace in {regel["traceId"].replace("-", "") for regel in found}
    assert BURGER.encode() not in answer.body
    assert regels(lees(deur, {BETROKKENE: pseudoniem, ACTIVITEIT: _URI + "mijnzaken-inzage"})) == found
    assert regels(lees(deur, {BETROKKENE: BURGER, SOORT: "RSIN"})) == [], "the same digits, another kind of number"
    assert regels(lees(deur, {BETROKKENE: "k0.AAAA"})) == []


def test_the_time_limits_what_is_found(deur: Deur) -> None:
    vraag = {"traceId": _keken(deur)}
    wortel = regels(lees(deur, vraag))[0]

    assert regels(lees(deur, {**vraag, "startTime": wortel["startTime"], "endTime": wortel["endTime"]}))
    assert regels(lees(deur, {**vraag, "startTime": wortel["startTime"] + 1})) == []
    assert regels(lees(deur, {**vraag, "endTime": wortel["endTime"] - 1})) == []


def test_reading_is_itself_in_the_log_of_whom_it_is_about(deur: Deur) -> None:
    read = lees(deur, {"traceId": _keken(deur, "burger2")}).kop("x-trace-id")
    wortel, *kinderen = regels(lees(deur, {"traceId": read}))

    assert wortel["name"] == "raadplegen verwerkingenlog"
    assert {kind["attributes"][ACTIVITEIT] for kind in kinderen} == {_URI + "toezicht-verwerkingen"}
    periode = '(periode: {van: "2026-01-01", tot: "2999-01-01"})'
    own = deur.post({"query": f"{{ mijnVerwerkingen{periode} {{ nodes {{ actie ontvanger }} }} }}"}, persona="burger2")
    assert {"actie": "tonen verwerkingen", "ontvanger": "Gemeente Voorbeeldstad (privacyfunctionaris)"} in own.json()[
        "data"
    ]["mijnVerwerkingen"]["nodes"]


def test_a_ketenpartner_reads_its_own_exchange_and_nothing_of_others(deur: Deur) -> None:
    vraag = {"query": f'{{ klant(sleutel: {{bsn: "{BURGER}"}}) {{ __typename }} }}'}
    own = deur.post(vraag, persona="ketenpartner").kop("x-trace-id")
    other = _keken(deur)

    assert regels(lees(deur, {"traceId": other}))
    assert regels(lees(deur, {"traceId": other}, "ketenpartner")) == []
    found = regels(lees(deur, {BETROKKENE: BURGER}, "ketenpartner"))
    assert {regel["attributes"]["dpl.core.foreign_operation.processor"] for regel in found} <= {
        f"urn:nld:oin:{uitgever.OIN_KETENPARTNER}"
    }
    assert regels(lees(deur, {"traceId": own}, "ketenpartner")) == regels(lees(deur, {"traceId": own}))


def test_a_trace_that_a_ketenpartner_brings_along_opens_nothing_of_another(deur: Deur) -> None:
    other = _keken(deur)
    traceparent = f"00-{other}-{'a' * 16}-01"
    deur.post(MIJN_ZAKEN, persona="ketenpartner", traceparent=traceparent)
    found = regels(lees(deur, {"traceId": other}, "ketenpartner", traceparent=traceparent))

    assert all(regel["attributes"].get("dpl.core.foreign_operation.processor") for regel in found)


@pytest.mark.parametrize("persona", ["burger", "gemachtigde", "ondernemer", "kcc", "behandelaar"])
def test_nobody_else_reads_it_and_the_try_is_written_down(deur: Deur, persona: str) -> None:
    answer = lees(deur, {"traceId": _keken(deur)}, persona)

    assert answer.status == 403
    assert answer.json().keys() == {"title", "status", "traceId"}
    with sqlite3.connect(deur.log) as log:
        (inhoud,) = log.execute("SELECT inhoud FROM regels WHERE trace_id = ?", [answer.json()["traceId"]]).fetchone()
    log.close()
    assert '"weigeringen":[{"veld":"Verwerking","code":"FORBIDDEN"' in inhoud


@pytest.mark.parametrize(
    ("koppen", "uitdaging"),
    [({}, "Bearer"), ({"Authorization": "Bearer x"}, 'Bearer error="invalid_token"')],
    ids=["none", "no-token"],
)
def test_without_a_login_there_is_nothing(deur: Deur, koppen: dict[str, str], uitdaging: str) -> None:
    answer = lees(deur, {"traceId": "0" * 32}, None, **koppen)

    assert answer.status == 401
    assert answer.kop("www-authenticate") == uitdaging
    assert answer.kop("content-type") == "application/problem+json"


@pytest.mark.parametrize(
    "vraag",
    [
        {},
        {"startTime": 1, "endTime": 2},
        {SOORT: "BSN"},
        {"traceId": "geheim-en-geen-trace"},
        {BETROKKENE: "123456789"},
        {BETROKKENE: "geheim"},
        {BETROKKENE: "999990019", SOORT: "KVK"},
        {BETROKKENE: 999990019},
        {"traceId": "0" * 32, "geheim": "x"},
        {"traceId": "0" * 32, "startTime": 2, "endTime": 1},
        {"traceId": "0" * 32, "startTime": -1},
        {"traceId": "0" * 32, "endTime": 10**30},
        b"geheim",
        b"\xff\xfe",
        b"[" * 100_000,
        b'["geheim"]',
    ],
    ids=[
        *("empty", "times", "kind", "trace", "eleven-check", "number", "kind-mismatch", "integer", "unknown-member"),
        *("times-turned", "negative", "huge", "not-json", "not-utf8", "deep", "list"),
    ],
)
def test_a_question_that_cannot_be_is_refused_and_not_repeated(deur: Deur, vraag: object) -> None:
    answer = lees(deur, vraag)

    assert answer.status == 400
    assert answer.kop("content-type") == "application/problem+json"
    assert answer.json()["detail"].endswith(".")
    for word in (b"geheim", b"123456789", b"999990019"):
        assert word not in answer.body


def test_only_json_of_a_bounded_size_is_read(deur: Deur) -> None:
    assert lees(deur, b"{}", **{"Content-Type": "text/plain"}).status == 415
    assert lees(deur, b" " * 300_000).status == 413


def test_when_the_reading_cannot_be_written_down_nothing_is_told() -> None:
    with dienst() as deur:
        trace = _keken(deur)
        ander = sqlite3.connect(deur.log, isolation_level=None)
        ander.execute("BEGIN IMMEDIATE")
        try:
            answer = lees(deur, {"traceId": trace})
        finally:
            ander.close()

        assert answer.status == 503
        assert b"processingActivities" not in answer.body
