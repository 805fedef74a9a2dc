"""Spans: a real gateway sends them to a real collector; they form one tree per question, under the trace that registers
and verwerkingenlog know, and tell nothing of anybody."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from base64 import b64decode
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from time import monotonic
from typing import Any

import pytest
from google.protobuf.json_format import MessageToDict
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest
from starlette.types import ASGIApp, Receive, Scope, Send

from app.config import Settings
from app.console import export
from app.main import bouw
from app.sandbox import uitgever
from app.sandbox.server import bouw_sandbox, sandbox_config
from tests.app.http.deur import Deur, bediend
from tests.app.opdrachtregel import ROOT
from tests.app.registries.ruwe_server import vrije_poort

Los = dict[str, Any]
#: What somebody could write in a question, and must not come out elsewhere.
VRAGEN: list[Los] = [
    {"query": "query Fatima999990019 { mijnZaken { totaal nodes { titel zaak { identificatie status { naam } } } } }"},
    {"query": 'query Geheim { zaak(identificatie: "ZAAK-2026-0001") { omschrijving } }', "operationName": "Geheim"},
    {
        "query": "query Q($bsn: BSN!) { klant(sleutel: {bsn: $bsn}) { naam } }",
        "variables": {"bsn": "999990019"},
    },
    {"query": "{ onzin999990019 }"},
]
REGISTERS = {register["naam"] for register in sandbox_config("http://hier")["registers"]}
KENMERKEN = {"mijnzaken.register", "http.request.method", "url.template", "http.response.status_code"}


@dataclass
class Collector:
    """Takes OTLP over HTTP, and keeps it."""

    url: str = ""
    berichten: list[Los] = field(default_factory=list)
    koppen: list[str] = field(default_factory=list)

    @property
    def spans(self) -> list[Los]:
        return [
            span
            for bericht in self.berichten
            for resource in bericht["resourceSpans"]
            for scope in resource["scopeSpans"]
            for span in scope["spans"]
        ]


@contextmanager
def collector() -> Iterator[Collector]:
    found = Collector()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            assert self.path == "/v1/traces"
            body = self.rfile.read(int(self.headers["Content-Length"]))
            message = ExportTraceServiceRequest.FromString(body)
            found.berichten.append(MessageToDict(message))
            found.koppen.append(self.headers.get("X-Proef", ""))
            self.send_response(200)
            self.send_header("Content-Type", "application/x-protobuf")
            self.end_headers()

        def log_message(self, *args: object) -> None:
            """It has nothing to say."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        found.url = f"http://127.0.0.1:{server.server_address[1]}"
        thread = Thread(target=server.serve_forever)
        thread.start()
        yield found
        server.shutdown()
        thread.join()


class _Hoort:
    """Stands before the registers and keeps the traceparents that they hear."""

    def __init__(self, app: ASGIApp, gehoord: list[str]) -> None:
        self._app = app
        self._gehoord = gehoord

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http":
            self._gehoord += [value.decode() for name, value in scope["headers"] if name == b"traceparent"]
        await self._app(scope, receive, send)


@dataclass(frozen=True)
class Gemeten:
    spans: list[Los]
    resources: list[Los]
    tekst: str
    tokens: list[str]
    traces: list[str]
    gehoord: list[str]
    log: list[Los]


def _settings(basis: str, map_: Path, **telemetrie: object) -> Settings:
    raw = sandbox_config(basis, log=f"sqlite:{map_}/verwerkingenlog.sqlite")
    return Settings.model_validate(raw | {"telemetrie": telemetrie})


@pytest.fixture(scope="module")
def gemeten(tmp_path_factory: pytest.TempPathFactory) -> Gemeten:
    map_ = tmp_path_factory.mktemp("spans")
    achter, voor = vrije_poort(), vrije_poort()
    gehoord: list[str] = []
    sandbox = bouw_sandbox(f"http://127.0.0.1:{achter}")
    with collector() as found:
        settings = _settings(
            f"http://127.0.0.1:{achter}", map_, otlp_url=found.url, kopteksten={"X-Proef": "geheim van de collector"}
        )
        with bediend(_Hoort(sandbox, gehoord), achter), bediend(bouw(settings), voor):
            gehoord.clear()
            deur = Deur(voor, sandbox)
            traces = [
                deur.post(vraag, persona=persona).kop("x-trace-id") for persona in ("burger", "kcc") for vraag in VRAGEN
            ]
            document = "{ mijnZaken(first: 50) { nodes { zaak { documenten { downloadUrl } } } } }"
            nodes = deur.post({"query": document}).json()["data"]["mijnZaken"]["nodes"]
            url = next(node["zaak"]["documenten"][0]["downloadUrl"] for node in nodes if node["zaak"])
            traces.append(deur.get(url, persona="burger").kop("x-trace-id"))
        log = [json.loads(regel)["regel"] for regel in export(settings, "regels", 0)]
        assert set(found.koppen) == {"geheim van de collector"}
    tokens = [uitgever.token(persona) for persona in ("burger", "kcc")]
    resources = [resource["resource"] for bericht in found.berichten for resource in bericht["resourceSpans"]]
    return Gemeten(found.spans, resources, json.dumps(found.berichten), tokens, traces, gehoord, log)


def _kenmerken(span: Los) -> Los:
    return {item["key"]: next(iter(item["value"].values())) for item in span.get("attributes", ())}


def test_each_question_is_one_tree_under_the_trace_that_its_answer_names(gemeten: Gemeten) -> None:
    per_trace: dict[str, list[Los]] = {}
    for span in gemeten.spans:
        per_trace.setdefault(_hex(span["traceId"]), []).append(span)

    assert len(gemeten.spans) > 20
    for spans in per_trace.values():
        (wortel,) = [span for span in spans if not span.get("parentSpanId")]
        assert wortel["kind"] == "SPAN_KIND_SERVER"
        assert {span["parentSpanId"] for span in spans if span is not wortel} <= {wortel["spanId"]}
        begin, einde = int(wortel["startTimeUnixNano"]), int(wortel["endTimeUnixNano"])
        assert all(begin <= int(span["startTimeUnixNano"]) <= int(span["endTimeUnixNano"]) <= einde for span in spans)
    geldig = [trace for vraag, trace in zip([*VRAGEN, *VRAGEN, {}], gemeten.traces, strict=True) if vraag != VRAGEN[3]]
    assert set(geldig) <= set(per_trace)


def test_registers_and_verwerkingenlog_name_the_same_trace_and_span(gemeten: Gemeten) -> None:
    oproepen = {
        f"00-{_hex(span['traceId'])}-{_hex(span['spanId'])}-01"
        for span in gemeten.spans
        if span["kind"] == "SPAN_KIND_CLIENT"
    }
    wortels = {
        (_hex(span["traceId"]), _hex(span["spanId"])) for span in gemeten.spans if span["kind"] == "SPAN_KIND_SERVER"
    }

    assert set(gemeten.gehoord) >= oproepen
    assert len(oproepen) > 10
    opgeschreven = {(regel["trace_id"], regel["span_id"]) for regel in gemeten.log if not regel.get("parent_span_id")}
    assert opgeschreven
    assert opgeschreven <= wortels


def test_a_span_says_what_was_done_in_the_words_of_schema_and_registers(gemeten: Gemeten) -> None:
    namen = {span["name"] for span in gemeten.spans if span["kind"] != "SPAN_KIND_CLIENT"}
    assert namen == {
        "raadplegen mijnZaken",
        "raadplegen zaak",
        "raadplegen klant",
        "downloaden document",
        "verwerkingenlog schrijven",
    }
    for span in gemeten.spans:
        kenmerken = _kenmerken(span)
        if span["kind"] == "SPAN_KIND_CLIENT":
            assert set(kenmerken) == KENMERKEN
            assert span["name"] == f"{kenmerken['http.request.method']} {kenmerken['url.template']}"
            assert kenmerken["mijnzaken.register"] in REGISTERS
        else:
            assert kenmerken == {}


def test_a_span_holds_no_number_no_token_no_address_and_no_text_of_a_question(gemeten: Gemeten) -> None:
    ids = re.compile(r'"(traceId|spanId|parentSpanId|startTimeUnixNano|endTimeUnixNano)": "[^"]*"')
    tekst = ids.sub("", gemeten.tekst)

    assert re.findall(r"(?<![0-9a-f-])\d{8,}(?![0-9a-f-])", tekst) == []
    for wat in ("99999", "ZAAK-2026", "Fatima", "Geheim", "totaal", "127.0.0.1", "http://", "geheim van", str(ROOT)):
        assert wat not in tekst
    assert not any(token in tekst for token in gemeten.tokens)
    assert {item["key"] for resource in gemeten.resources for item in resource["attributes"]} == {
        "service.name",
        "service.version",
        "service.instance.id",
        "telemetry.sdk.name",
        "telemetry.sdk.language",
        "telemetry.sdk.version",
    }


def test_a_register_that_fails_is_a_span_that_failed(tmp_path: Path) -> None:
    achter, voor = vrije_poort(), vrije_poort()  # nothing listens behind
    with collector() as found:
        settings = _settings(f"http://127.0.0.1:{achter}", tmp_path, otlp_url=found.url)
        with bediend(bouw(settings), voor):
            Deur(voor, bouw_sandbox("http://hier")).post(VRAGEN[0])
    mislukt = {span["kind"] for span in found.spans if span["status"].get("code") == "STATUS_CODE_ERROR"}

    assert "SPAN_KIND_CLIENT" in mislukt
    assert not [span for span in found.spans if "http.response.status_code" in _kenmerken(span)]


def test_a_share_of_the_traces_is_whole_traces(tmp_path: Path) -> None:
    achter, voor = vrije_poort(), vrije_poort()
    sandbox = bouw_sandbox(f"http://127.0.0.1:{achter}")
    with collector() as found:
        settings = _settings(f"http://127.0.0.1:{achter}", tmp_path, otlp_url=found.url, aandeel=0.5)
        with bediend(sandbox, achter), bediend(bouw(settings), voor):
            deur = Deur(voor, sandbox)
            gevraagd = {deur.post(VRAGEN[1]).kop("x-trace-id") for _ in range(30)}
    gezien = {_hex(span["traceId"]) for span in found.spans}

    assert gezien == {trace for trace in gevraagd if int(trace[16:], 16) < 1 << 63}
    assert all(sum(_hex(span["traceId"]) == trace for span in found.spans) > 1 for trace in gezien)


def test_a_collector_that_is_away_keeps_nobody_waiting(tmp_path: Path) -> None:
    achter, voor = vrije_poort(), vrije_poort()
    sandbox = bouw_sandbox(f"http://127.0.0.1:{achter}")
    settings = _settings(f"http://127.0.0.1:{achter}", tmp_path, otlp_url=f"http://127.0.0.1:{vrije_poort()}")
    begonnen = monotonic()
    with bediend(sandbox, achter), bediend(bouw(settings), voor):
        deur = Deur(voor, sandbox)
        assert [deur.post(VRAGEN[0]).status for _ in range(5)] == [200] * 5

    assert monotonic() - begonnen < 10


@pytest.mark.parametrize(
    ("zonder", "telemetrie", "verwacht"),
    [
        (False, "{}", "geen SDK"),
        (True, "{}", "geen SDK"),
        (True, "{'otlp_url': 'http://127.0.0.1:4318'}", "`telemetrie.otlp_url`: installeer ook mijnzaken[otel]"),
    ],
)
def test_the_sdk_is_not_read_when_it_is_not_used_and_asked_for_when_it_is_not_there(
    tmp_path: Path, zonder: bool, telemetrie: str, verwacht: str
) -> None:
    code = f"""
import sys
if {zonder}:
    sys.modules["opentelemetry"] = None
from app.config import ConfigFout, Settings
from app.main import bouw, toets
from app.sandbox.server import sandbox_config
raw = sandbox_config("http://127.0.0.1:9", log="sqlite:{tmp_path}/log.sqlite")
try:
    settings = Settings.model_validate(raw | {{"telemetrie": {telemetrie}}})
    toets(settings)
    bouw(settings)
except ConfigFout as fout:
    gezegd = str(fout)
else:
    gezegd = ("wel" if "opentelemetry.sdk" in sys.modules else "geen") + " SDK"
print(gezegd, file=sys.stderr)  # not among the lines that the log's own thread may be writing
"""
    found = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)

    assert found.stderr.splitlines()[-1].startswith(verwacht)


def _hex(base64: str) -> str:
    return b64decode(base64).hex()
