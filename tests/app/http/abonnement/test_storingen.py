"""A mistake of ours ends one operation, is logged without anybody's words, and nothing else notices."""

from __future__ import annotations

import asyncio

import pytest

from tests.app.http.abonnement.opstelling import VOLG, Huis, ingelogd, lees, vraag
from tests.app.http.abonnement.test_sse import COMPLETE, _data, stroom

GEHEIM = "999990019 in een melding"


async def test_a_mistake_ends_one_operation_of_a_socket(deuren: Huis, capfd: pytest.CaptureFixture[str]) -> None:
    async with deuren.verbind() as socket:
        await ingelogd(socket)
        await socket.send(vraag("s", VOLG))
        await asyncio.to_thread(deuren.omroep.tot_geluisterd)
        deuren.omroep.verteld.append(OSError(GEHEIM))
        error = await lees(socket)
        await socket.send(vraag("s", "{ __typename }"))
        assert (await lees(socket))["type"] == "next"

    assert (error["id"], error["type"]) == ("s", "error")
    assert error["payload"][0]["extensions"]["code"] == "INTERNAL_SERVER_ERROR"
    said = capfd.readouterr().out
    assert "onverwachte fout" in said
    assert error["payload"][0]["extensions"]["traceId"] in said
    assert GEHEIM not in said


def test_a_mistake_ends_a_stream(deuren: Huis, capfd: pytest.CaptureFixture[str]) -> None:
    with stroom(deuren, VOLG) as found:
        deuren.omroep.tot_geluisterd()
        deuren.omroep.verteld.append(ValueError(GEHEIM))
        error, last = found.alles()

    assert _data(error)["errors"][0]["extensions"]["code"] == "INTERNAL_SERVER_ERROR"
    assert last == COMPLETE
    assert GEHEIM not in capfd.readouterr().out
