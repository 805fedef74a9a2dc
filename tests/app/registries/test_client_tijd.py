"""Time and damage: every question ends on time, is asked twice at most, and a register that is away is left alone."""

from __future__ import annotations

import asyncio
from time import perf_counter

import httpx
import msgspec
import pytest

from app.registries.breaker import Breaker
from app.registries.client import Grenzen, RegisterClient, deadline, haal_publiek, oproepen
from app.registries.credentials import Oidc
from resolvers.grammar.errors import (
    DeadlineExceeded,
    MijnZakenError,
    RegisterInvalidResponse,
    RegisterTimeout,
    RegisterUnavailable,
)
from tests.app.registries.ruwe_server import Gesprek, altijd, bedien, client_van, json, om_de_beurt, pagina, vrije_poort


class Zaak(msgspec.Struct):
    n: int


GOED = json('{"n": 1}')
KORT = Grenzen(timeout_s=0.3)
EENS = Grenzen(timeout_s=0.3, herhalingen=0)


def fout(status: int, kop: str = "") -> bytes:
    return json("{}", status=f"{status} Fout", kop=kop)


async def zwijg(gesprek: Gesprek) -> None:
    await asyncio.sleep(10)


async def druppel(gesprek: Gesprek) -> None:
    """The body a byte at a time: each one in time, the whole never."""
    await gesprek.stuur(GOED[:-8])
    for index in range(len(GOED) - 8, len(GOED)):
        await asyncio.sleep(0.1)
        await gesprek.stuur(GOED[index : index + 1])


async def trage_kop(gesprek: Gesprek) -> None:
    for index in range(len(GOED)):
        await gesprek.stuur(GOED[index : index + 1])
        await asyncio.sleep(0.05)


async def eindeloze_tussenantwoorden(gesprek: Gesprek) -> None:
    while True:
        await gesprek.stuur(b"HTTP/1.1 102 Processing\r\n\r\n")
        await asyncio.sleep(0.01)


class _TrageUitgever(httpx.AsyncBaseTransport):
    """Its token takes longer than the first part of a question's time, and not longer than all of it."""

    tokens = 0

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        if request.url.path == "/token":
            self.tokens += 1
            await asyncio.sleep(0.35)
            return httpx.Response(200, json={"access_token": "x", "expires_in": 300})
        return httpx.Response(200, json={"n": 1})


async def test_a_token_that_comes_late_is_not_lost() -> None:
    transport = _TrageUitgever()
    credentials = Oidc(token_url="http://uitgever/token", client_id="c", secret="s")
    async with RegisterClient(
        naam="r", basis="http://r/api", credentials=credentials, grenzen=Grenzen(timeout_s=0.5), transport=transport
    ) as client:
        assert [(await client.get("/zaken", Zaak)).n for _ in range(3)] == [1, 1, 1]
    assert transport.tokens == 1


@pytest.mark.parametrize("gedrag", [zwijg, druppel, trage_kop, eindeloze_tussenantwoorden])
async def test_whatever_comes_slowly_ends_at_the_deadline_of_the_call(gedrag: object) -> None:
    async with bedien(gedrag) as server, client_van(server, grenzen=KORT) as client:  # type: ignore[arg-type]
        begin = perf_counter()
        with pytest.raises(RegisterTimeout):
            await client.get("/zaken", Zaak)
        assert 0.29 < perf_counter() - begin < 0.4


async def test_the_deadline_of_the_request_cuts_a_call_short() -> None:
    async with bedien(zwijg) as server, client_van(server) as client:
        token = deadline.set(asyncio.get_running_loop().time() + 0.1)
        try:
            begin = perf_counter()
            with pytest.raises(RegisterTimeout):
                await client.get("/zaken", Zaak)
            assert 0.09 < perf_counter() - begin < 0.2
            await asyncio.sleep(0.02)
            with pytest.raises(DeadlineExceeded):
                await client.get("/zaken", Zaak)
        finally:
            deadline.reset(token)


async def test_a_request_that_had_hardly_time_left_does_not_blame_the_register() -> None:
    for until, blamed in ((0.05, False), (0.4, True)):
        async with bedien(zwijg) as server:
            client = RegisterClient(naam="proef", basis=server.basis, grenzen=EENS, breaker=Breaker(opent_na=1))
            token = deadline.set(asyncio.get_running_loop().time() + until)
            with pytest.raises(RegisterTimeout):
                await client.get("/zaken", Zaak)
            deadline.reset(token)
            assert client.breaker.open is blamed
            await client.aclose()


async def test_a_file_that_drips_ends_too() -> None:
    async def gedrag(gesprek: Gesprek) -> None:
        await gesprek.stuur(b"HTTP/1.1 200 OK\r\nContent-Type: application/pdf\r\nContent-Length: 1000\r\n\r\nx")
        for _ in range(100):
            await asyncio.sleep(0.05)
            await gesprek.stuur(b"x")

    async with bedien(gedrag) as server, client_van(server, grenzen=KORT) as client:
        begin = perf_counter()
        with pytest.raises(RegisterTimeout):
            async with client.stream("/x/{id}", pad={"id": "1"}, duur_s=0.2) as parts:
                [part async for part in parts]
        assert perf_counter() - begin < 0.35


# ---------------------------------------------------------------------- once more


@pytest.mark.parametrize("status", [502, 503, 504])
async def test_a_question_that_may_be_repeated_is_repeated_once(status: int) -> None:
    async with bedien(om_de_beurt(fout(status), GOED)) as server, client_van(server) as client:
        calls = oproepen.set([])
        assert await client.get("/zaken", Zaak) == Zaak(1)
        assert [call.status for call in oproepen.get() or []] == [status, 200]
        oproepen.reset(calls)
    async with bedien(altijd(fout(status))) as server, client_van(server) as client:
        with pytest.raises(RegisterUnavailable):
            await client.post("/zaken/_zoek", Zaak, json={}, idempotent=True)
        assert len(server.vragen) == 2


@pytest.mark.parametrize("status", [400, 404, 405, 409, 412, 429, 500, 501])
async def test_other_failures_are_not_repeated(status: int) -> None:
    async with bedien(altijd(fout(status))) as server, client_van(server) as client:
        with pytest.raises(MijnZakenError):
            await client.get("/zaken", Zaak)
        assert len(server.vragen) == 1


async def test_a_write_is_never_repeated() -> None:
    async def weg(gesprek: Gesprek) -> None:
        gesprek.sluit(hard=True)

    for gedrag in (altijd(fout(503)), weg):
        async with bedien(gedrag) as server, client_van(server, grenzen=KORT) as client:
            for ask in (
                client.post("/zaken", Zaak, json={}),
                client.patch("/zaken", Zaak, json={}),
                client.delete("/zaken"),
            ):
                with pytest.raises(RegisterUnavailable):
                    await ask
            assert len(server.vragen) == 3


async def test_a_register_that_says_nothing_is_asked_again_within_the_same_time() -> None:
    async def gedrag(gesprek: Gesprek) -> None:
        if gesprek.nummer == 1:
            await asyncio.sleep(10)
        await gesprek.stuur(GOED)

    async with bedien(gedrag) as server, client_van(server, grenzen=KORT) as client:
        begin = perf_counter()
        assert await client.get("/zaken", Zaak) == Zaak(1)
        assert perf_counter() - begin < 0.3


async def test_a_short_retry_after_is_kept_and_a_long_one_is_no_retry() -> None:
    async with bedien(om_de_beurt(fout(503, "Retry-After: 0\r\n"), GOED)) as server, client_van(server) as client:
        assert await client.get("/zaken", Zaak) == Zaak(1)
    async with bedien(om_de_beurt(fout(429, "Retry-After: 0\r\n"), GOED)) as server, client_van(server) as client:
        assert await client.get("/zaken", Zaak) == Zaak(1)
    for wait in ("30", "Wed, 21 Oct 2026 07:28:00 GMT", "1e3", "-1"):
        async with bedien(om_de_beurt(fout(503, f"Retry-After: {wait}\r\n"), GOED)) as server, client_van(server) as c:
            with pytest.raises(RegisterUnavailable):
                await c.get("/zaken", Zaak)
            assert len(server.vragen) == 1


async def test_a_register_that_says_when_is_left_alone_until_then() -> None:
    async with bedien(altijd(fout(429, "Retry-After: 10\r\n"))) as server:
        client = RegisterClient(naam="proef", basis=server.basis, breaker=Breaker(opent_na=2, pauze_s=0.05))
        for _ in range(2):
            with pytest.raises(RegisterUnavailable):
                await client.get("/zaken", Zaak)
        await asyncio.sleep(0.1)
        with pytest.raises(RegisterUnavailable):
            await client.get("/zaken", Zaak)
        assert len(server.vragen) == 2
        await client.aclose()


async def test_repeats_are_a_fifth_of_the_calls_and_a_few() -> None:
    async with bedien(altijd(fout(503))) as server:
        client = RegisterClient(naam="proef", basis=server.basis, breaker=Breaker(opent_na=10_000))
        for _ in range(30):
            with pytest.raises(RegisterUnavailable):
                await client.get("/zaken", Zaak)
        assert 30 + 3 <= len(server.vragen) <= 30 + 30 * 0.2 + 3
        await client.aclose()


async def test_one_that_cannot_be_reached_is_unavailable_at_once() -> None:
    async with RegisterClient(naam="proef", basis=f"http://127.0.0.1:{vrije_poort()}", grenzen=KORT) as client:
        begin = perf_counter()
        with pytest.raises(RegisterUnavailable):
            await client.get("/zaken", Zaak)
        assert perf_counter() - begin < 0.2


# ---------------------------------------------------------------------- bulkhead and breaker


async def test_no_more_questions_than_places_at_the_same_time() -> None:
    bezig = meeste = 0

    async def gedrag(gesprek: Gesprek) -> None:
        nonlocal bezig, meeste
        bezig += 1
        meeste = max(meeste, bezig)
        await asyncio.sleep(0.01)
        bezig -= 1
        await gesprek.stuur(GOED)

    async with bedien(gedrag) as server, client_van(server, grenzen=Grenzen(gelijktijdig=3)) as client:
        await asyncio.gather(*(client.get("/zaken", Zaak) for _ in range(12)))
        assert (meeste, server.verbindingen, len(server.vragen)) == (3, 3, 12)


async def test_who_waits_too_long_for_a_place_is_told_so_and_blames_nobody() -> None:
    async with bedien(zwijg) as server, client_van(server, grenzen=Grenzen(timeout_s=0.3, gelijktijdig=1)) as client:
        first = asyncio.create_task(client.get("/zaken", Zaak))
        await asyncio.sleep(0.05)
        token = deadline.set(asyncio.get_running_loop().time() + 0.05)
        with pytest.raises(RegisterTimeout) as caught:
            await client.get("/zaken", Zaak)
        deadline.reset(token)
        assert caught.value.detail.endswith("in the queue")
        first.cancel()
        assert len(server.vragen) == 1


async def test_downloads_do_not_take_the_places_of_questions() -> None:
    async def gedrag(gesprek: Gesprek) -> None:
        if "download" in gesprek.regel:
            await gesprek.stuur(b"HTTP/1.1 200 OK\r\nContent-Type: x/y\r\nContent-Length: 1000\r\n\r\nx")
            await asyncio.sleep(10)
        await gesprek.stuur(GOED)

    limits = Grenzen(timeout_s=0.3, gelijktijdig=1)
    async with (
        bedien(gedrag) as server,
        client_van(server, grenzen=limits) as client,
        client.stream("/download") as parts,
    ):
        assert await anext(parts) == b"x"
        assert await client.get("/zaken", Zaak) == Zaak(1)


async def test_a_register_that_is_away_is_left_alone_and_found_back_by_one_question() -> None:
    stuk = True

    async def gedrag(gesprek: Gesprek) -> None:
        await asyncio.sleep(0.01)
        await gesprek.stuur(fout(503) if stuk else GOED)

    async with bedien(gedrag) as server:
        client = RegisterClient(
            naam="proef", basis=server.basis, grenzen=Grenzen(herhalingen=0), breaker=Breaker(pauze_s=0.1)
        )
        async with client:
            for _ in range(5):
                with pytest.raises(RegisterUnavailable):
                    await client.get("/zaken", Zaak)
            asked = len(server.vragen)
            begin = perf_counter()
            for _ in range(100):
                with pytest.raises(RegisterUnavailable):
                    await client.get("/zaken", Zaak)
            assert (perf_counter() - begin) / 100 < 0.001
            assert len(server.vragen) == asked
            await asyncio.sleep(0.11)
            await asyncio.gather(*(client.get("/zaken", Zaak) for _ in range(20)), return_exceptions=True)
            assert len(server.vragen) == asked + 1  # one probe, and it failed
            stuk = False
            await asyncio.sleep(0.21)
            await asyncio.gather(*(client.get("/zaken", Zaak) for _ in range(20)), return_exceptions=True)
            assert len(server.vragen) == asked + 2  # one probe, and it succeeded
            assert await client.get("/zaken", Zaak) == Zaak(1)


async def test_those_who_wait_for_a_place_fail_at_once_when_the_circuit_opens() -> None:
    limits = Grenzen(timeout_s=0.3, gelijktijdig=1, herhalingen=0)
    async with (
        bedien(zwijg) as server,
        RegisterClient(naam="proef", basis=server.basis, grenzen=limits, breaker=Breaker(opent_na=1)) as client,
    ):
        first = asyncio.create_task(client.get("/zaken", Zaak))
        await asyncio.sleep(0.15)
        later = [asyncio.create_task(client.get("/zaken", Zaak)) for _ in range(10)]
        answers = await asyncio.gather(first, *later, return_exceptions=True)
        assert [type(answer) for answer in answers] == [RegisterTimeout] + [RegisterUnavailable] * 10
        assert len(server.vragen) == 1


@pytest.mark.parametrize("answer", [fout(500), fout(404), fout(400), fout(403), json("geen json"), pagina("[]", 0)])
async def test_what_one_question_does_to_itself_does_not_close_the_register_for_all(answer: bytes) -> None:
    async with bedien(altijd(answer)) as server, client_van(server) as client:
        for _ in range(8):
            with pytest.raises(MijnZakenError):
                await client.get("/zaken", Zaak)
        assert not client.breaker.open
        assert len(server.vragen) == 8


async def test_a_500_says_nothing_about_health_either_way() -> None:
    answers = om_de_beurt(*[fout(503)] * 4, fout(500), fout(503))
    async with bedien(answers) as server, client_van(server, grenzen=Grenzen(herhalingen=0)) as client:
        for expected in (False, False, False, False, False, True):
            with pytest.raises(RegisterUnavailable):
                await client.get("/zaken", Zaak)
            assert client.breaker.open is expected


async def test_a_caller_who_leaves_frees_his_place_and_his_connection() -> None:
    async with bedien(zwijg) as server, client_van(server, grenzen=Grenzen(gelijktijdig=1)) as client:
        for nummer in range(1, 8):
            task = asyncio.create_task(client.get("/zaken", Zaak))
            async with asyncio.timeout(10):
                while len(server.vragen) < nummer:  # noqa: ASYNC110 - the server has nothing else to wait by
                    await asyncio.sleep(0.005)
            task.cancel()
            with pytest.raises(asyncio.CancelledError):
                await task
        assert len(server.vragen) == 7
        assert not client.breaker.open


async def test_after_closing_nothing_is_asked_and_running_questions_end() -> None:
    async with bedien(zwijg) as server, client_van(server) as client:
        running = asyncio.create_task(client.get("/zaken", Zaak))
        await asyncio.sleep(0.02)
        await client.aclose()
        with pytest.raises(RegisterUnavailable):
            await running
        with pytest.raises(RegisterUnavailable):
            await client.get("/zaken", Zaak)
        assert len(server.vragen) == 1


async def test_a_public_document_is_read_with_the_same_distrust() -> None:
    async with bedien(om_de_beurt(json('{"keys": []}'), json("x" * 2_000_000), json("{}", status="302 Weg"))) as server:
        assert await haal_publiek(f"{server.basis}/jwks") == b'{"keys": []}'
        for _ in range(2):
            with pytest.raises(RegisterUnavailable):
                await haal_publiek(f"{server.basis}/jwks")
    with pytest.raises(RegisterUnavailable):
        await haal_publiek(f"http://127.0.0.1:{vrije_poort()}/jwks")


async def test_an_invalid_answer_is_not_repeated() -> None:
    async with bedien(om_de_beurt(json("NaN"), GOED)) as server, client_van(server) as client:
        with pytest.raises(RegisterInvalidResponse):
            await client.get("/zaken", Zaak)
        assert len(server.vragen) == 1
