"""A CRM in Python: it asks who calls, and takes the webhooks of a running gateway, each once and only when signed."""

from __future__ import annotations

import json
from base64 import b64encode
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from time import time
from typing import Any

import httpx
import pytest

from app.push.handtekening import onderteken
from app.sandbox import uitgever
from tests.app.push.huis import Pushhuis, tot
from tests.clients.conftest import GEHEIM, Postvak
from tests.clients.crm.klantvraag import Klantvraag, MijnZakenFout
from tests.clients.crm.ontvanger import Ontvanger

#: What is started is started once.
pytestmark = pytest.mark.xdist_group("kits")

SLEUTEL = bytes(range(32))


@pytest.fixture
def ontvanger(tmp_path: Path) -> Iterator[tuple[Ontvanger, list[dict[str, Any]]]]:
    gehoord: list[dict[str, Any]] = []
    made = Ontvanger(GEHEIM, tmp_path / "gezien.sqlite", gehoord.append)
    yield made, gehoord
    made.close()


@contextmanager
def _klantvraag(demo: Pushhuis, token: str) -> Iterator[Klantvraag]:
    with httpx.Client(base_url=demo.url, headers={"Authorization": f"Bearer {token}"}, timeout=30) as client:
        yield Klantvraag(client)


def test_a_desk_sees_who_calls_about_a_zaak_and_what_stays_closed(demo: Pushhuis) -> None:
    with _klantvraag(demo, uitgever.token("kcc")) as desk:
        found = desk.bij_zaaknummer("ZAAK-2026-0101")

    assert found.klant is not None
    assert found.klant["naam"] == "Jan Bakker"
    assert "ZAAK-2026-0101" in {node["zaak"]["identificatie"] for node in found.klant["mijnZaken"]["nodes"]}
    assert found.klant["voorkeur"] is None
    assert found.gesloten == {"klant.voorkeur"}


def test_a_zaaknummer_that_is_none_gives_nobody(demo: Pushhuis) -> None:
    with _klantvraag(demo, uitgever.token("kcc")) as desk:
        assert desk.bij_zaaknummer("ZAAK-1999-0001").klant is None


def test_who_is_not_logged_in_is_told_so(demo: Pushhuis) -> None:
    with _klantvraag(demo, "geen") as desk, pytest.raises(MijnZakenFout, match="UNAUTHENTICATED"):
        desk.bij_zaaknummer("ZAAK-2026-0101")


async def test_a_crm_is_told_of_a_status_that_is_set(demo: Pushhuis, postvak: Postvak) -> None:
    """The zaak has a status to come whatever the kits set before."""
    wordt = (await demo.zet_voort("ZAAK-2026-0301")).removeprefix("ZAAK-2026-0301: ").partition(" (")[0]

    def gezet() -> list[Any]:
        told = [event["data"]["antwoord"]["data"]["mijnZakenGewijzigd"] for event in postvak.events]
        return [one for one in told if one["informatie"] and (one["informatie"]["status"] or {}).get("naam") == wordt]

    await tot(lambda: bool(gezet()))
    ids = [event["id"] for event in postvak.events]
    assert len(set(ids)) == len(ids)
    assert {event["specversion"] for event in postvak.events} == {"1.0"}


def test_an_event_that_comes_again_is_handled_once(ontvanger: tuple[Ontvanger, list[dict[str, Any]]]) -> None:
    neemt, gehoord = ontvanger
    body = json.dumps({"id": "een"}).encode()
    koppen = onderteken(SLEUTEL, "een", int(time()), body)

    assert [neemt.neem(koppen, body), neemt.neem(koppen, body)] == [204, 204]
    assert gehoord == [{"id": "een"}]


@pytest.mark.parametrize("anders", ["body", "sleutel", "tijd", "geen"])
def test_what_is_not_signed_with_the_secret_is_refused(
    ontvanger: tuple[Ontvanger, list[dict[str, Any]]], anders: str
) -> None:
    neemt, gehoord = ontvanger
    body, nu = b'{"id": "een"}', int(time())
    koppen = onderteken(bytes(32) if anders == "sleutel" else SLEUTEL, "een", nu - 3600 * (anders == "tijd"), body)

    assert neemt.neem({} if anders == "geen" else koppen, body + b" " * (anders == "body")) == 401
    assert gehoord == []


def test_an_event_that_could_not_be_handled_is_taken_when_it_comes_again(tmp_path: Path) -> None:
    gehoord: list[dict[str, Any]] = []

    def verwerk(event: dict[str, Any]) -> None:
        gehoord.append(event)
        if len(gehoord) == 1:
            raise RuntimeError("the database of the CRM is away")

    neemt = Ontvanger(b64encode(SLEUTEL).decode(), tmp_path / "gezien.sqlite", verwerk)
    koppen = onderteken(SLEUTEL, "een", int(time()), b"{}")
    with pytest.raises(RuntimeError):
        neemt.neem(koppen, b"{}")

    assert [neemt.neem(koppen, b"{}"), neemt.neem(koppen, b"{}")] == [204, 204]
    assert len(gehoord) == 2
    neemt.close()
