"""What runs beside the graph: alive, ready, the schema, and whom to tell of a weakness."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest
from starlette.applications import Starlette

from app.beleid import sdl
from app.main import bouw
from app.sandbox.kern import Storing
from app.sandbox.server import sandbox_settings
from tests.app.http.deur import Deur, bediend, dienst
from tests.app.registries.ruwe_server import vrije_poort
from tests.gateway import gateway, sandbox


def test_alive_is_200_whatever_the_registers_do(deur: Deur) -> None:
    answer = deur.get("/_healthz/livez/")

    assert (answer.status, answer.json()) == (200, {"status": "ok"})


def test_ready_is_200_when_the_catalogues_are_there(deur: Deur) -> None:
    answer = deur.get("/_healthz/readyz/")

    assert (answer.status, answer.json()) == (200, {"status": "ok"})


def test_ready_is_503_while_the_register_is_down_and_alive_is_not() -> None:
    def ligt_eruit(sandbox: Starlette) -> Starlette:
        sandbox.state.producten["openzaak"].state.storing = Storing.DOWN
        return sandbox

    with dienst(ervoor=ligt_eruit) as deur:
        answer = deur.get("/_healthz/readyz/")
        assert (answer.status, answer.json()) == (503, {"status": "nog niet"})
        assert deur.get("/_healthz/livez/").status == 200


def test_ready_is_503_when_nothing_listens_where_the_registers_should_be(tmp_path: Path) -> None:
    port = vrije_poort()
    settings = sandbox_settings(f"http://127.0.0.1:{vrije_poort()}", log=f"sqlite:{tmp_path}/log.sqlite")
    with bediend(bouw(settings), port):
        deur = Deur(port, Starlette())

        assert deur.get("/_healthz/readyz/").status == 503
        assert deur.get("/_healthz/livez/").status == 200


def test_the_schema_is_what_a_client_may_download(deur: Deur) -> None:
    answer = deur.get("/schema.graphql")

    assert answer.status == 200
    assert answer.kop("content-type") == "application/graphql; charset=utf-8"
    assert answer.body.decode() == sdl()


def test_security_txt_says_whom_to_tell_and_has_not_expired(deur: Deur) -> None:
    answer = deur.get("/.well-known/security.txt")
    fields = dict(line.split(": ", 1) for line in answer.body.decode().splitlines())

    assert answer.status == 200
    assert answer.kop("content-type") == "text/plain; charset=utf-8"
    assert fields["Contact"] == "mailto:security@example.org"
    assert datetime.now(UTC) < datetime.fromisoformat(fields["Expires"])
    assert fields["Preferred-Languages"] == "nl, en"


def test_who_did_not_say_whom_to_tell_publishes_nobody() -> None:
    with dienst(security_contact=None) as served:
        assert served.get("/.well-known/security.txt").status == 404


@pytest.mark.parametrize("pad", ["/_healthz/livez/", "/schema.graphql", "/.well-known/security.txt"])
def test_what_is_only_read_takes_no_post(deur: Deur, pad: str) -> None:
    answer = deur.vraag("POST", pad)

    assert answer.status == 405
    assert "GET" in answer.kop("allow")


async def test_metrics_count_how_operations_were_run_and_name_why_no_plan_did() -> None:
    with sandbox() as registers:
        async with gateway(registers.basis, metrics=True) as huis:
            await huis.ask("{ ik { soort } }")
            await huis.ask("{ __schema { queryType { name } } }")
            answer = await huis.client.get("/metrics")

    assert answer.headers["content-type"].startswith("text/plain")
    assert 'mijnzaken_operaties_total{reden="",weg="plan"} 1.0' in answer.text
    assert 'mijnzaken_operaties_total{reden="introspectie",weg="graphql-core"} 1.0' in answer.text


async def test_metrics_are_off_unless_they_are_turned_on() -> None:
    with sandbox() as registers:
        async with gateway(registers.basis) as huis:
            assert (await huis.client.get("/metrics")).status_code == 404
