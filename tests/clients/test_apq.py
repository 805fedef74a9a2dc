"""Apollo Client and urql, which send the hash of a question first, and the question when we do not know it."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Iterator
from typing import Any

import pytest

from app.config.documenten import DocumentenSettings
from app.sandbox import uitgever
from tests.app.http.deur import Deur, dienst
from tests.clients.knooppunt import geinstalleerd, node

pytestmark = pytest.mark.xdist_group("clients")

LIJST = "query {naam}($first: Int!) {{ mijnZaken(first: $first) {{ totaal }} }}"
ALLEEN_HASH, MET_VRAAG = False, True


@pytest.fixture(scope="module")
def deur() -> Iterator[Deur]:
    with dienst(documenten=DocumentenSettings(apq=True)) as served:
        yield served


@pytest.fixture(scope="module")
def zonder() -> Iterator[Deur]:
    with dienst() as served:
        yield served


def _vraag(deur: Deur, client: str, naam: str, *, get: bool) -> dict[str, Any]:
    order = {
        "url": f"http://127.0.0.1:{deur.poort}/graphql",
        "token": uitgever.token("burger"),
        "client": client,
        "get": get,
        "vraag": LIJST.format(naam=naam),
        "variabelen": {"first": 1},
    }
    command = [*node(), str(geinstalleerd() / "apq.mjs"), json.dumps(order)]
    result = subprocess.run(command, capture_output=True, text=True, check=False, timeout=120)
    assert result.returncode == 0, result.stderr
    found: dict[str, Any] = json.loads(result.stdout)
    return found


@pytest.mark.parametrize("client", ["apollo", "urql"])
def test_a_client_registers_its_question_and_then_sends_its_hash_alone(deur: Deur, client: str) -> None:
    found = _vraag(deur, client, f"Met{client}", get=False)

    assert [answer["mijnZaken"]["totaal"] for answer in found["antwoorden"]] == [8, 8]
    assert found["gestuurd"] == [["POST", ALLEEN_HASH, 404], ["POST", MET_VRAAG, 200], ["POST", ALLEEN_HASH, 200]]


@pytest.mark.parametrize("client", ["apollo", "urql"])
def test_a_client_asks_what_is_known_by_its_address(deur: Deur, client: str) -> None:
    """urql sends what is not known in an address too, which is refused: its option is for registered documents."""
    _vraag(deur, client, f"Adres{client}", get=False)
    found = _vraag(deur, client, f"Adres{client}", get=True)

    assert [answer["mijnZaken"]["totaal"] for answer in found["antwoorden"]] == [8, 8]
    assert found["gestuurd"] == [["GET", ALLEEN_HASH, 200]] * 2


def test_apollo_sends_what_is_not_known_with_post(deur: Deur) -> None:
    found = _vraag(deur, "apollo", "Onbekend", get=True)

    assert found["gestuurd"] == [["GET", ALLEEN_HASH, 404], ["POST", MET_VRAAG, 200], ["GET", ALLEEN_HASH, 200]]


@pytest.mark.parametrize("client", ["apollo", "urql"])
def test_where_nothing_is_registered_on_the_way_a_client_is_answered_all_the_same(zonder: Deur, client: str) -> None:
    found = _vraag(zonder, client, f"Zonder{client}", get=False)

    assert [answer["mijnZaken"]["totaal"] for answer in found["antwoorden"]] == [8, 8]
