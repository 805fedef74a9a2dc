"""When something is away there is no answer, rather than one that looks whole."""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from app.sandbox.kern import Storing
from resolvers.loaders import Loaders
from tests.app.http.deur import Antwoord
from tests.app.http.mijnzakenapi.opstelling import ZAKEN, Api
from tests.app.http.mijnzakenapi.opstelling import api as opgesteld
from tests.app.http.mijnzakenapi.test_zaken import ONBEKEND


@pytest.fixture
def api() -> Iterator[Api]:
    """One for each test: a register that failed is left alone for a while."""
    with opgesteld() as made:
        assert made.vraag().status == 200
        yield made


@contextmanager
def _gestoord(api: Api, product: str, storing: Storing = Storing.DOWN) -> Iterator[None]:
    state = api.deur.registers.state.producten[product].state
    state.storing = storing
    try:
        yield
    finally:
        state.storing = Storing.GEEN


def _is_later(answer: Antwoord, status: int = 503) -> None:
    assert answer.status == status
    assert answer.kop("retry-after") == "30"
    assert set(answer.json()) == {"title", "status", "traceId"}


@pytest.mark.parametrize("storing", [Storing.DOWN, Storing.ONZIN])
def test_a_zaakregister_that_is_away_is_no_empty_list_and_no_zaak_that_is_not_there(api: Api, storing: Storing) -> None:
    uuid = api.uuid("ZAAK-2026-0001")
    with _gestoord(api, "openzaak", storing):
        answers = [api.vraag(), api.vraag(f"{ZAKEN}?page=2&pageSize=2"), api.een(uuid), api.een(ONBEKEND)]

    for answer in answers:
        _is_later(answer)


@pytest.mark.parametrize("product", ["openvtb", "openproduct", "openklant", "brp", "kvk", "mijnagenda"])
def test_the_list_needs_no_other_register(api: Api, product: str) -> None:
    whole = api.lijst()
    with _gestoord(api, product):
        assert api.lijst() == whole


def test_a_zaak_of_which_the_contacts_cannot_be_told_is_not_told_without_them(api: Api) -> None:
    uuid = api.uuid("ZAAK-2026-0001")
    with _gestoord(api, "openklant"):
        _is_later(api.een(uuid))
    with _gestoord(api, "openvtb"):
        assert api.een(uuid).status == 200


def test_a_machtiging_that_cannot_be_asked_is_no_no(api: Api) -> None:
    with _gestoord(api, "openobject"):
        _is_later(api.een(api.uuid("ZAAK-2026-0101"), "gemachtigde"))


@pytest.mark.parametrize("plaats", [0, 1])
def test_with_a_second_zaakregister_that_is_away_only_what_the_first_has_can_be_told(plaats: int) -> None:
    with opgesteld(dood=plaats) as api:
        uuid = api.uuid("ZAAK-2026-0001")

        assert api.een(uuid).json()["uuid"] == uuid
        _is_later(api.een(ONBEKEND))
        _is_later(api.een(api.uuid("ZAAK-2026-0102")))
        _is_later(api.vraag())


def test_what_takes_too_long_is_504(monkeypatch: pytest.MonkeyPatch) -> None:
    async def hangs(self: Loaders, *parts: object) -> object:
        await asyncio.sleep(10)
        return None

    with opgesteld(deadline_s=0.5) as api:
        uuid = api.uuid("ZAAK-2026-0001")
        monkeypatch.setattr("resolvers.zoeken.zicht_op", lambda *parts: 1 / 0)
        assert api.een(uuid).status == 500
        monkeypatch.undo()
        monkeypatch.setattr("app.authorization.toegang.Toegang.in_partijen", hangs)
        for answer in (api.vraag(), api.een(uuid)):
            _is_later(answer, 504)


def test_what_cannot_be_written_down_is_not_told(api: Api) -> None:
    uuid = api.uuid("ZAAK-2026-0001")
    holder = sqlite3.connect(api.deur.log, isolation_level=None)
    holder.execute("BEGIN IMMEDIATE")
    try:
        answers = [api.vraag(), api.een(uuid)]
    finally:
        holder.execute("ROLLBACK")
        holder.close()

    for answer in answers:
        _is_later(answer)
