"""graphql-transport-ws over a real socket, as its PROTOCOL.md has it."""

from __future__ import annotations

import asyncio

import msgspec
import pytest
from websockets.exceptions import InvalidStatus

from app.http.abonnement import transportws
from app.sandbox import uitgever
from tests.app.http.abonnement.opstelling import (
    PROTOCOL,
    VOLG,
    Huis,
    bericht,
    gesloten,
    ingelogd,
    inlog,
    lees,
    vraag,
)
from tests.app.http.deur import PORTAAL

IK = "{ ik { soort } }"

pytestmark = pytest.mark.usefixtures("stil")


async def test_a_query_gives_one_result_and_is_complete(deuren: Huis) -> None:
    async with deuren.verbind() as socket:
        await ingelogd(socket)
        await socket.send(vraag("q1", IK))

        assert await lees(socket) == {"id": "q1", "type": "next", "payload": {"data": {"ik": {"soort": "BURGER"}}}}
        assert await lees(socket) == {"id": "q1", "type": "complete"}


async def test_a_question_has_its_variables_and_operation_and_language(deuren: Huis) -> None:
    async with deuren.verbind(koppen={"Accept-Language": "en"}) as socket:
        await ingelogd(socket)
        query = "query A($met: Boolean!) { ik { soort @include(if: $met) rol: __typename } } query B { __typename }"
        await socket.send(vraag("q", query, operationName="A", variables={"met": False}))

        assert (await lees(socket))["payload"] == {"data": {"ik": {"rol": "Afnemer"}}}


@pytest.mark.parametrize(
    ("query", "code"),
    [
        ("{", "GRAPHQL_PARSE_FAILED"),
        ("{ onbekend }", "GRAPHQL_VALIDATION_FAILED"),
        ("query A { __typename } query B { __typename }", "OPERATION_RESOLUTION_FAILURE"),
        ("subscription { onbekend }", "GRAPHQL_VALIDATION_FAILED"),
        ("query ($a: Int!) { __typename @include(if: true) a: __typename }", "GRAPHQL_VALIDATION_FAILED"),
    ],
)
async def test_what_is_no_good_question_is_an_error_and_ends_the_operation_only(
    deuren: Huis, query: str, code: str
) -> None:
    async with deuren.verbind() as socket:
        await ingelogd(socket)
        await socket.send(vraag("fout", query))
        refused = await lees(socket)
        await socket.send(vraag("fout", IK))
        after = await lees(socket)

    assert (refused["id"], refused["type"]) == ("fout", "error")
    assert [error["extensions"]["code"] for error in refused["payload"]] == [code]
    assert after["type"] == "next"


async def test_a_change_comes_as_the_bytes_that_it_is(deuren: Huis) -> None:
    async with deuren.verbind() as socket:
        await ingelogd(socket)
        await socket.send(vraag('é"1', VOLG))
        await asyncio.to_thread(deuren.omroep.tot_geluisterd)
        bodies = [deuren.omroep.vertel(soort) for soort in ("STATUS", "ÉÉN €  'x'", "BESLUIT")]
        frames = [await socket.recv() for _ in bodies]

    assert frames == [f'{{"id":"é\\"1","type":"next","payload":{body.decode()}}}' for body in bodies]


async def test_a_subscription_ends_when_the_client_has_enough_and_its_id_is_free_again(deuren: Huis) -> None:
    async with deuren.verbind() as socket:
        await ingelogd(socket)
        await socket.send(vraag("s", VOLG))
        await asyncio.to_thread(deuren.omroep.tot_geluisterd)
        await socket.send(bericht("complete", "s"))
        await asyncio.to_thread(deuren.omroep.tot_geluisterd, 0)
        deuren.omroep.vertel("STATUS")
        await socket.send(vraag("s", IK))

        assert (await lees(socket))["payload"] == {"data": {"ik": {"soort": "BURGER"}}}
        assert await lees(socket) == {"id": "s", "type": "complete"}


async def test_a_subscription_ends_when_the_client_leaves(deuren: Huis) -> None:
    async with deuren.verbind() as socket:
        await ingelogd(socket)
        await socket.send(vraag("a", VOLG))
        await socket.send(vraag("b", VOLG))
        await asyncio.to_thread(deuren.omroep.tot_geluisterd, 2)
        socket.transport.abort()
    await asyncio.to_thread(deuren.omroep.tot_geluisterd, 0)


async def test_a_subscription_that_is_over_is_complete(deuren: Huis) -> None:
    async with deuren.verbind() as socket:
        await ingelogd(socket)
        await socket.send(vraag("s", VOLG))
        await asyncio.to_thread(deuren.omroep.tot_geluisterd)
        deuren.omroep.over = True

        assert await lees(socket) == {"id": "s", "type": "complete"}


async def test_a_client_that_comes_back_goes_on_where_it_was(deuren: Huis) -> None:
    for soort in ("EEN", "TWEE", "DRIE"):
        deuren.omroep.vertel(soort)
    async with deuren.verbind() as socket:
        await ingelogd(socket)
        await socket.send(vraag("s", VOLG, extensions={"na": "1"}))

        heard = [(await lees(socket))["payload"]["data"]["mijnZakenGewijzigd"]["soort"] for _ in range(2)]
    assert heard == ["TWEE", "DRIE"]


async def test_who_may_not_listen_is_told_so(deuren: Huis) -> None:
    async with deuren.verbind() as socket:
        await ingelogd(socket, persona="kcc")
        await socket.send(vraag("s", VOLG))
        refused = await lees(socket)

    assert (refused["type"], refused["payload"][0]["extensions"]["code"]) == ("error", "FORBIDDEN")


@pytest.mark.parametrize("naam", ["Authorization", "authorization"])
async def test_the_token_may_stand_in_either_spelling(deuren: Huis, naam: str) -> None:
    async with deuren.verbind() as socket:
        await ingelogd(socket, naam=naam)


async def test_the_token_may_stand_in_the_header(deuren: Huis) -> None:
    async with deuren.verbind(koppen={"Authorization": f"Bearer {uitgever.token('kcc')}"}) as socket:
        await socket.send(bericht("connection_init"))
        assert await lees(socket) == {"type": "connection_ack"}
        await socket.send(vraag("q", IK))

        assert (await lees(socket))["payload"]["data"] == {"ik": {"soort": "MEDEWERKER"}}


@pytest.mark.parametrize(
    "init",
    [
        bericht("connection_init"),
        bericht("connection_init", payload={}),
        bericht("connection_init", payload={"Authorization": "Bearer x.y.z"}),
        bericht("connection_init", payload={"Authorization": uitgever.token("burger")}),
        bericht(
            "connection_init",
            payload={name: f"Bearer {uitgever.token('burger')}" for name in ("authorization", "Authorization")},
        ),
        inlog(geldig_s=-30),
    ],
    ids=["nothing", "empty", "no token", "no scheme", "twice", "ended"],
)
async def test_who_is_nobody_is_not_let_in(deuren: Huis, init: str) -> None:
    async with deuren.verbind() as socket:
        await socket.send(init)

        assert await gesloten(socket) == (4403, "Forbidden")


async def test_who_says_nothing_is_let_go(deuren: Huis, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(transportws, "INIT_S", 0.3)
    async with deuren.verbind() as socket:
        await socket.send(bericht("ping"))
        assert await lees(socket) == {"type": "pong"}

        assert await gesloten(socket) == (4408, "Connection initialisation timeout")


async def test_who_said_who_it_is_may_stay(deuren: Huis, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(transportws, "INIT_S", 0.3)
    async with deuren.verbind() as socket:
        await ingelogd(socket)
        await asyncio.sleep(0.6)
        await socket.send(bericht("ping", payload={"a": 1}))

        assert await lees(socket) == {"type": "pong"}


@pytest.mark.parametrize(
    ("protocols", "chosen"), [(["graphql-ws"], None), (["iets"], None), (["graphql-ws", PROTOCOL], PROTOCOL)]
)
async def test_only_the_present_protocol_is_spoken(deuren: Huis, protocols: list[str], chosen: str | None) -> None:
    async with deuren.verbind(*protocols) as socket:
        assert socket.subprotocol == chosen
        if chosen is None:
            assert await gesloten(socket) == (4406, "Subprotocol not acceptable")
        else:
            await ingelogd(socket)


@pytest.mark.parametrize("origin", ["https://elders.voorbeeld.nl", "null", f"{PORTAAL}.elders.nl", "http://[", ""])
async def test_a_page_of_somebody_else_may_not_connect(deuren: Huis, origin: str) -> None:
    with pytest.raises(InvalidStatus) as refused:
        async with deuren.verbind(koppen={"Origin": origin}):
            pass
    answer = refused.value.response
    assert answer.status_code == 403
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert b"elders" not in (answer.body or b"")


async def test_a_page_of_the_list_or_of_ourselves_may_connect(deuren: Huis) -> None:
    for origin in (PORTAAL, f"http://127.0.0.1:{deuren.poort}"):
        async with deuren.verbind(koppen={"Origin": origin}) as socket:
            await ingelogd(socket)


async def test_a_connection_has_a_trace(deuren: Huis) -> None:
    async with deuren.verbind() as socket:
        assert socket.response is not None
        assert len(socket.response.headers["X-Trace-Id"]) == 32
        assert "Server" not in socket.response.headers


async def test_there_are_no_more_connections_than_may_be(eigen_deuren: Huis) -> None:
    async with eigen_deuren.verbind() as een, eigen_deuren.verbind(), eigen_deuren.verbind():
        async with eigen_deuren.verbind() as vier:
            assert await gesloten(vier) == (1013, "Too many connections")
        await een.close()
        async with eigen_deuren.verbind() as vijf:
            await ingelogd(vijf)


async def test_there_are_no_more_operations_than_may_be(deuren: Huis, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(transportws, "MEESTE_OPERATIES", 2)
    async with deuren.verbind() as socket:
        await ingelogd(socket)
        for id_ in ("a", "b", "c"):
            await socket.send(vraag(id_, VOLG))
        refused = await lees(socket)

    assert (refused["id"], refused["type"]) == ("c", "error")
    assert refused["payload"][0]["extensions"]["code"] == "RATE_LIMITED"


async def test_a_flood_of_messages_ends_the_connection(deuren: Huis) -> None:
    async with deuren.verbind() as socket:
        await ingelogd(socket)
        for _ in range(400):
            await socket.send(bericht("pong"))

        assert await gesloten(socket) == (4429, "Too many messages")


async def test_what_is_asked_is_answered_on_its_own_connection(deuren: Huis) -> None:
    """Ten clients of two personas, all at once."""

    async def een(persona: str) -> list[object]:
        async with deuren.verbind() as socket:
            await ingelogd(socket, persona=persona)
            for number in range(20):
                await socket.send(vraag(str(number), IK))
            found = [await lees(socket) for _ in range(40)]
            return [msgspec.json.encode(m["payload"]) for m in found if m["type"] == "next"]

    answers = await asyncio.gather(*(een(persona) for persona in ["burger", "kcc"] * 5))

    assert answers[::2] == [[b'{"data":{"ik":{"soort":"BURGER"}}}'] * 20] * 5
    assert answers[1::2] == [[b'{"data":{"ik":{"soort":"MEDEWERKER"}}}'] * 20] * 5
