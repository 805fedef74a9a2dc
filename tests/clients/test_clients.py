"""graphql-ws and graphql-sse, the clients that portals use, against the doors on a real socket."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from contextlib import AbstractAsyncContextManager

import msgspec
import pytest

from app.sandbox import uitgever
from tests.app.http.abonnement.opstelling import VOLG, Huis, huis
from tests.clients.knooppunt import Client, client
from tests.gateway import Sandbox

SOORTEN = ["ws", "sse"]
IK = {"query": "{ ik { soort } }"}


#: What is started is started once.
pytestmark = pytest.mark.xdist_group("clients")


@pytest.fixture(scope="module")
def deuren_(registers: Sandbox, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Huis]:
    with huis(registers.basis, f"sqlite:{tmp_path_factory.mktemp('log')}/log.sqlite") as made:
        yield made


@pytest.fixture
def deuren(deuren_: Huis) -> Iterator[Huis]:
    deuren_.omroep.verteld.clear()
    deuren_.omroep.over = False
    yield deuren_
    deuren_.omroep.over = True


def _start(
    deuren: Huis, soort: str, *, persona: str = "burger", geldig_s: int = 3600, **rest: object
) -> AbstractAsyncContextManager[Client]:
    url = deuren.url if soort == "ws" else f"http://127.0.0.1:{deuren.poort}/graphql/stream"
    return client(soort, url, uitgever.token(persona, geldig_s), **rest)


def _vertel(deuren: Huis, soort: str) -> None:
    """With its merk, as the uitzending gives it."""
    merk = str(len(deuren.omroep.verteld) + 1)
    body = {"data": {"mijnZakenGewijzigd": {"soort": soort}}, "extensions": {"gebeurtenis": merk}}
    deuren.omroep.verteld.append(msgspec.json.encode(body))


async def _gehoord(luisteraar: Client) -> str:
    found = await luisteraar.hoort_tot("next")
    soort: str = found["result"]["data"]["mijnZakenGewijzigd"]["soort"]
    return soort


@pytest.mark.parametrize("soort", SOORTEN)
async def test_a_client_asks_and_is_answered(deuren: Huis, soort: str) -> None:
    async with _start(deuren, soort) as asker:
        await asker.doe("vraag", id="q", vraag=IK)

        assert (await asker.hoort_tot("next"))["result"] == {"data": {"ik": {"soort": "BURGER"}}}
        assert (await asker.hoort())["wat"] == "complete"


@pytest.mark.parametrize("soort", SOORTEN)
async def test_a_client_that_asks_what_is_not_there_is_told_why(deuren: Huis, soort: str) -> None:
    async with _start(deuren, soort) as asker:
        await asker.doe("vraag", id="q", vraag={"query": "{ onbekend }"})
        if soort == "ws":
            assert (await asker.hoort_tot("error"))["errors"] == ["GRAPHQL_VALIDATION_FAILED"]
        else:
            (error,) = (await asker.hoort_tot("next"))["result"]["errors"]
            assert error["extensions"]["code"] == "GRAPHQL_VALIDATION_FAILED"


@pytest.mark.parametrize("soort", SOORTEN)
async def test_a_client_hears_what_changes_and_has_enough(deuren: Huis, soort: str) -> None:
    async with _start(deuren, soort) as listener:
        await listener.doe("vraag", id="s", vraag={"query": VOLG})
        await asyncio.to_thread(deuren.omroep.tot_geluisterd)
        for wat in ("STATUS", "É €"):
            _vertel(deuren, wat)
        assert [await _gehoord(listener), await _gehoord(listener)] == ["STATUS", "É €"]

        await listener.doe("genoeg", id="s")
        await asyncio.to_thread(deuren.omroep.tot_geluisterd, 0)


@pytest.mark.parametrize("soort", SOORTEN)
async def test_a_client_that_lost_its_connection_comes_back_and_misses_nothing(deuren: Huis, soort: str) -> None:
    async with _start(deuren, soort) as listener:
        await listener.doe("vraag", id="s", vraag={"query": VOLG})
        await asyncio.to_thread(deuren.omroep.tot_geluisterd)
        _vertel(deuren, "EEN")
        assert await _gehoord(listener) == "EEN"

        await listener.doe("verbreek")
        _vertel(deuren, "TWEE")
        _vertel(deuren, "DRIE")
        heard = [await _gehoord(listener) for _ in range(2)]
        await asyncio.to_thread(deuren.omroep.tot_geluisterd)

    assert heard == ["TWEE", "DRIE"]


async def test_a_client_of_the_socket_comes_back_with_a_new_token_when_its_own_ended(deuren: Huis) -> None:
    async with _start(deuren, "ws", geldig_s=3) as listener:
        await listener.doe("vraag", id="s", vraag={"query": VOLG})
        await asyncio.to_thread(deuren.omroep.tot_geluisterd)
        await listener.doe("ververs", token=uitgever.token("burger"))
        closed = await listener.hoort_tot("gesloten")
        assert (closed["code"], closed["reden"]) == (4403, "Forbidden")

        await listener.hoort_tot("verbonden")
        await asyncio.to_thread(deuren.omroep.tot_geluisterd)
        _vertel(deuren, "STATUS")
        assert await _gehoord(listener) == "STATUS"


async def test_a_client_of_the_stream_is_told_that_its_token_ended(deuren: Huis) -> None:
    async with _start(deuren, "sse", geldig_s=3) as listener:
        await listener.doe("vraag", id="s", vraag={"query": VOLG})
        (error,) = (await listener.hoort_tot("next"))["result"]["errors"]

        assert error["extensions"]["code"] == "UNAUTHENTICATED"
        assert (await listener.hoort())["wat"] == "complete"


async def test_a_client_without_a_token_that_is_good_is_not_let_in(deuren: Huis) -> None:
    async with _start(deuren, "ws", geldig_s=-5, pogingen=0) as listener:
        await listener.doe("vraag", id="s", vraag={"query": VOLG})
        assert (await listener.hoort_tot("error"))["code"] == 4403
    async with _start(deuren, "sse", geldig_s=-5, pogingen=0) as listener:
        await listener.doe("vraag", id="s", vraag={"query": VOLG})
        assert (await listener.hoort_tot("error"))["naam"] == "NetworkError"
