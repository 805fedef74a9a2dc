"""What holds for every answer, whatever made it: security headers, a trace id, nothing about the server."""

from __future__ import annotations

import http.client
import io
import json
from collections.abc import AsyncIterator, Callable, Iterator

import pytest
import structlog
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import Response, StreamingResponse
from starlette.routing import Route

from app.http.middleware import BEVEILIGING, Beveiliging
from tests.app.http.deur import Antwoord, Deur, bediend
from tests.app.registries.ruwe_server import vrije_poort

ANTWOORDEN: dict[str, Callable[[Deur], Antwoord]] = {
    "200": lambda deur: deur.post({"query": "{ __typename }"}),
    "400": lambda deur: deur.post(b"{"),
    "401": lambda deur: deur.post({"query": "{ __typename }"}, persona=None),
    "401 of a document": lambda deur: deur.get("/documenten/x"),
    "404": lambda deur: deur.get("/onbekend"),
    "404 of a document": lambda deur: deur.get("/documenten/x", persona="burger"),
    "404 of a path with a slash more": lambda deur: deur.get("/graphql/"),
    "405": lambda deur: deur.get("/graphql"),
    "405 of the framework": lambda deur: deur.vraag("PUT", "/schema.graphql"),
    "406": lambda deur: deur.post({"query": "{ __typename }"}, Accept="text/html"),
    "413": lambda deur: deur.post(b" " * 300_000),
    "415": lambda deur: deur.post(b"{}", Content_Type="text/plain"),
    "422": lambda deur: deur.post({"query": "{ onzin }"}),
    "preflight": lambda deur: deur.vraag(
        "OPTIONS",
        "/graphql",
        koppen={"Origin": "https://portaal.voorbeeld.nl", "Access-Control-Request-Method": "POST"},
    ),
    "livez": lambda deur: deur.get("/_healthz/livez/"),
    "readyz": lambda deur: deur.get("/_healthz/readyz/"),
    "schema": lambda deur: deur.get("/schema.graphql"),
    "security.txt": lambda deur: deur.get("/.well-known/security.txt"),
}


@pytest.mark.parametrize("naam", ANTWOORDEN)
def test_every_answer_has_the_security_headers_and_a_trace_and_does_not_name_the_server(deur: Deur, naam: str) -> None:
    answer = ANTWOORDEN[naam](deur)

    assert {name: answer.kop(name) for name in BEVEILIGING} == dict(BEVEILIGING)
    assert len(answer.kop("x-trace-id")) == 32
    assert "server" not in answer.koppen
    assert "x-powered-by" not in answer.koppen
    assert naam[:3] in {str(answer.status), *(["pre", "liv", "rea", "sch", "sec"] if answer.status < 300 else [])}


def test_the_headers_say_what_the_api_design_rules_ask() -> None:
    assert BEVEILIGING["Cache-Control"] == "no-store"
    assert BEVEILIGING["Content-Security-Policy"] == "default-src 'none'; frame-ancestors 'none'"
    assert BEVEILIGING["X-Content-Type-Options"] == "nosniff"
    assert BEVEILIGING["X-Frame-Options"] == "DENY"
    assert BEVEILIGING["Strict-Transport-Security"].startswith("max-age=31536000")


def test_every_question_has_a_trace_of_its_own_and_not_one_that_a_client_chose(deur: Deur) -> None:
    chosen = "0" * 32
    koppen = {"X_Trace_Id": chosen, "traceparent": f"00-{chosen}-0000000000000001-01"}
    seen = {deur.get("/_healthz/livez/", **koppen).kop("x-trace-id") for _ in range(5)}

    assert len(seen) == 5
    assert chosen not in seen


def test_an_error_carries_the_trace_of_its_answer(deur: Deur) -> None:
    refused, absent = deur.post({"query": "{ onzin }"}), deur.get("/onbekend")

    assert refused.json()["errors"][0]["extensions"]["traceId"] == refused.kop("x-trace-id")
    assert absent.json() == {"title": "Niet gevonden", "status": 404, "traceId": absent.kop("x-trace-id")}


@pytest.mark.parametrize("pad", ["/graphql/", "/documenten/", "/documenten/a/b", "/schema.graphql/", "/..%2f..%2fetc"])
def test_a_path_that_is_not_ours_is_404_and_never_a_redirect_to_the_host_that_a_client_names(
    deur: Deur, pad: str
) -> None:
    answer = deur.vraag("POST" if "graphql" in pad else "GET", pad, koppen={"Host": "kwaad.voorbeeld.nl"})

    assert answer.status == 404
    assert "location" not in answer.koppen


# ---------------------------------------------------------------------- what nobody expected

GEHEIM = "postgres://bsn:999990019@register"


async def _breekt(request: Request) -> Response:
    raise RuntimeError(GEHEIM)


async def _breekt_af(request: Request) -> Response:
    async def delen() -> AsyncIterator[bytes]:
        yield b"het begin"
        raise RuntimeError(GEHEIM)

    return StreamingResponse(delen(), media_type="text/plain")


@pytest.fixture
def kapot() -> Iterator[tuple[Deur, io.StringIO]]:
    """An application whose routes break, and its log."""
    log = io.StringIO()
    structlog.configure(
        processors=[structlog.processors.JSONRenderer()], logger_factory=structlog.PrintLoggerFactory(log)
    )
    app = Starlette(
        routes=[Route("/breekt", _breekt), Route("/breekt-af", _breekt_af)], middleware=[Middleware(Beveiliging)]
    )
    port = vrije_poort()
    with bediend(app, port):
        yield Deur(port, app), log
    structlog.reset_defaults()


def test_an_unexpected_error_is_a_500_with_the_headers_and_without_its_text(
    kapot: tuple[Deur, io.StringIO], caplog: pytest.LogCaptureFixture
) -> None:
    deur, log = kapot
    answer = deur.get("/breekt")

    assert answer.status == 500
    assert answer.json() == {"title": "Er ging iets mis bij ons", "status": 500, "traceId": answer.kop("x-trace-id")}
    assert {name: answer.kop(name) for name in BEVEILIGING} == dict(BEVEILIGING)
    line = json.loads(log.getvalue())
    assert (line["soort"], line["trace_id"]) == ("RuntimeError", answer.kop("x-trace-id"))
    assert line["waar"].startswith("test_middleware.py:")
    assert GEHEIM not in log.getvalue() + caplog.text


def test_an_error_halfway_breaks_the_answer_off_so_that_it_cannot_pass_for_a_whole_one(
    kapot: tuple[Deur, io.StringIO], caplog: pytest.LogCaptureFixture
) -> None:
    deur, log = kapot
    with pytest.raises(http.client.IncompleteRead):
        deur.get("/breekt-af")

    assert json.loads(log.getvalue())["soort"] == "RuntimeError"
    assert GEHEIM not in log.getvalue() + caplog.text
