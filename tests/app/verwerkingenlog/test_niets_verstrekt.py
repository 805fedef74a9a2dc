"""What cannot be written down is not told: by no door, in no part; and when the log is back, so is the answer."""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path

import pytest

from app.sandbox import uitgever
from tests.app.verwerkingenlog.postgres import Server
from tests.gateway import Gateway, Sandbox, gateway

QUERY = "{ ik { klant { naam } } mijnZaken { totaal nodes { titel } } }"


@contextmanager
def _bezet(path: Path) -> Iterator[None]:
    """Another process holds the file, and does not let go."""
    holder = sqlite3.connect(path, isolation_level=None)
    holder.execute("BEGIN IMMEDIATE")
    try:
        yield
    finally:
        holder.execute("ROLLBACK")
        holder.close()


@asynccontextmanager
async def _gestopt(server: Server) -> AsyncIterator[None]:
    await asyncio.to_thread(server.stop, hard=True)
    try:
        yield
    finally:
        await asyncio.to_thread(server.start)


async def _is_dicht(huis: Gateway, document: str) -> None:
    """Nothing of anybody, not even what was closed, and in no other way either."""
    answer = await huis.ask(QUERY)
    token = {"Authorization": f"Bearer {uitgever.token('burger')}"}
    download = await huis.client.get(document, headers=token)
    logboek = await huis.client.post(
        "/logboek/processing-activities",
        json={"traceId": "0" * 31 + "1"},
        headers={"Authorization": f"Bearer {uitgever.token('privacyfunctionaris')}"},
    )

    assert answer.status == 200
    assert answer.data is None
    assert [error["extensions"]["code"] for error in answer.body["errors"]] == ["LOG_UNAVAILABLE"]
    assert set(answer.body["extensions"]) <= {"oproepen"}
    assert (download.status_code, logboek.status_code) == (503, 503)
    assert "Fatima" not in str(answer.body) + download.text + logboek.text


async def _is_open(huis: Gateway) -> None:
    answer = await huis.ask(QUERY)
    assert answer.data["ik"]["klant"]["naam"] == "Fatima de Wit"


async def _document(huis: Gateway) -> str:
    found = await huis.ask('{ zaak(identificatie: "ZAAK-2026-0006") { documenten { downloadUrl } } }')
    return str(found.data["zaak"]["documenten"][0]["downloadUrl"])


async def _tot_open(huis: Gateway) -> None:
    """By itself: nobody starts the gateway again."""

    async def klaar() -> bool:
        return (await huis.client.get("/_healthz/readyz/")).status_code == 200

    for _ in range(100):
        if await klaar():
            return
        await asyncio.sleep(0.1)
    raise AssertionError("it did not come back")


async def test_while_the_file_is_held_by_another_nothing_is_told(registers: Sandbox, tmp_path: Path) -> None:
    path = tmp_path / "log.sqlite"
    async with gateway(registers.basis, log=f"sqlite:{path}") as huis:
        document = await _document(huis)
        with _bezet(path):
            await _is_dicht(huis, document)
        await _tot_open(huis)
        await _is_open(huis)


async def test_while_the_database_is_gone_nothing_is_told(registers: Sandbox, eigen_postgres: Server) -> None:
    async with gateway(registers.basis, log=eigen_postgres.nieuwe_database()) as huis:
        document = await _document(huis)
        async with _gestopt(eigen_postgres):
            await _is_dicht(huis, document)
            assert (await huis.client.get("/_healthz/readyz/")).status_code == 503
            assert (await huis.ask("{ producttypen { totaal } }")).codes == {}, "what is for everybody needs no log"
        await _tot_open(huis)
        await _is_open(huis)


async def test_many_who_ask_while_the_log_is_away_all_hear_it_and_nobody_anything_else(
    registers: Sandbox, tmp_path: Path
) -> None:
    path = tmp_path / "log.sqlite"
    async with gateway(registers.basis, log=f"sqlite:{path}") as huis:
        await _is_open(huis)
        with _bezet(path):
            answers = await asyncio.gather(*(huis.ask(QUERY) for _ in range(20)))
        await _tot_open(huis)

    assert {answer.body["errors"][0]["extensions"]["code"] for answer in answers} == {"LOG_UNAVAILABLE"}
    assert {answer.body["data"] for answer in answers} == {None}


@pytest.mark.parametrize("persona", ["burger", "kcc", "ketenpartner"])
async def test_who_asks_strictly_gets_all_or_nothing(huis: Gateway, persona: str) -> None:
    query = '{ zaak(identificatie: "ZAAK-2026-0001") { status { naam } betrokkenen { naam } } }'
    headers = {"Authorization": f"Bearer {uitgever.token(persona)}", "Prefer": "handling=strict"}
    refused = (await huis.client.post("/graphql", json={"query": query}, headers=headers)).json()
    whole = (await huis.client.post("/graphql", json={"query": "{ ik { soort } }"}, headers=headers)).json()

    assert refused["data"] is None
    assert [error["extensions"]["code"] for error in refused["errors"]] == ["FORBIDDEN"]
    assert "extensions" not in refused
    assert whole["data"]["ik"]["soort"]
