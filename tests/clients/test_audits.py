"""The audits of the npm package graphql-http, on the gateway as the demo runs it: all that a server must do, and all
that it should."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Iterator
from typing import Any

import pytest

from app.sandbox import uitgever
from tests.app.http.deur import Deur, dienst
from tests.clients.knooppunt import geinstalleerd, node

pytestmark = pytest.mark.xdist_group("clients")

#: What a server may do and this one does not: a question in an address (it could hold somebody's number).
WIL_NIET = {"5A70", "D6D5", "6A70"}


@pytest.fixture(scope="module")
def demo() -> Iterator[Deur]:
    with dienst(demo=True, graphiql=True) as served:
        yield served


@pytest.fixture(scope="module")
def audits(demo: Deur) -> list[dict[str, Any]]:
    order = json.dumps({"url": f"http://127.0.0.1:{demo.poort}/graphql", "token": uitgever.token("burger")})
    command = [*node(), str(geinstalleerd() / "audits.mjs"), order]
    result = subprocess.run(command, capture_output=True, text=True, check=True, timeout=120)
    found: list[dict[str, Any]] = json.loads(result.stdout)
    return found


def _niet(audits: list[dict[str, Any]], soort: str) -> dict[str, str]:
    return {
        audit["id"]: f"{audit['name']}: {audit.get('reason')}"
        for audit in audits
        if audit["name"].startswith(soort) and audit["status"] != "ok"
    }


def test_all_that_a_server_must_do_it_does(audits: list[dict[str, Any]]) -> None:
    assert len(audits) > 50
    assert sum(audit["name"].startswith("MUST") for audit in audits) >= 10
    assert _niet(audits, "MUST") == {}


def test_all_that_a_server_should_do_it_does(audits: list[dict[str, Any]]) -> None:
    assert sum(audit["name"].startswith("SHOULD") for audit in audits) >= 20
    assert _niet(audits, "SHOULD") == {}


def test_of_what_a_server_may_do_it_leaves_out_questions_in_an_address_alone(audits: list[dict[str, Any]]) -> None:
    assert set(_niet(audits, "MAY")) == WIL_NIET
