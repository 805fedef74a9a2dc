"""Connections: kept and reused, left when there is any doubt about them, and never forty milliseconds late."""

from __future__ import annotations

import asyncio
import gc
import socket
import ssl
import threading
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path
from time import perf_counter

import httpx
import msgspec
import pytest

from app.registries.client import Grenzen, RegisterClient, Transport, transport
from app.registries.client.verbinding import MAX_INEENS
from app.registries.credentials import Mtls
from resolvers.grammar.errors import RegisterInvalidResponse, RegisterUnavailable
from tests.app.registries.certificaten import Kaart, maak
from tests.app.registries.ruwe_server import Gesprek, altijd, bedien, client_van, json


class Zaak(msgspec.Struct):
    n: int


GOED = json('{"n": 1}')


async def test_a_connection_is_kept_and_reused() -> None:
    async with bedien(altijd(GOED)) as server, client_van(server) as client:
        for _ in range(5):
            assert await client.get("/zaken", Zaak) == Zaak(1)
        assert (server.verbindingen, len(server.vragen)) == (1, 5)


async def test_a_connection_that_must_close_is_not_reused() -> None:
    async with bedien(altijd(json('{"n": 1}', kop="Connection: close\r\n"))) as server, client_van(server) as client:
        for _ in range(3):
            assert await client.get("/zaken", Zaak) == Zaak(1)
        assert server.verbindingen == 3


async def test_a_kept_connection_that_died_costs_no_error_and_no_retry() -> None:
    async def gedrag(gesprek: Gesprek) -> None:
        if gesprek.nummer in {2, 5}:  # the server closed it just as our next request came in
            gesprek.sluit(hard=True)
            return
        await gesprek.stuur(GOED)

    async with bedien(gedrag) as server, client_van(server, grenzen=Grenzen(herhalingen=0)) as client:
        assert await client.get("/zaken", Zaak) == Zaak(1)
        assert await client.post("/zaken/_zoek", Zaak, json={}, idempotent=True) == Zaak(1)
        assert await client.get("/zaken", Zaak) == Zaak(1)
        with pytest.raises(RegisterUnavailable):  # a write may have been done
            await client.post("/zaken", Zaak, json={})
        assert len(server.vragen) == 5


async def test_kept_connections_that_all_died_are_one_repeat_and_not_as_many() -> None:
    dood = False

    async def gedrag(gesprek: Gesprek) -> None:
        if dood:
            gesprek.sluit(hard=True)
            return
        await asyncio.sleep(0.05)
        await gesprek.stuur(GOED)

    async with bedien(gedrag) as server, client_van(server) as client:
        await asyncio.gather(*(client.get("/zaken", Zaak) for _ in range(6)))
        assert server.verbindingen == 6
        dood = True
        with pytest.raises(RegisterUnavailable):
            await client.get("/zaken", Zaak)
        assert len(server.vragen) == 6 + 2


async def test_a_second_answer_to_one_request_is_not_taken_for_the_next() -> None:
    """What a HEAD does to a pooled connection (MEASURED §1.2), or a response that was smuggled in."""
    vreemd = json('{"n": 666}')

    async def samen(gesprek: Gesprek) -> None:
        await gesprek.stuur(GOED + vreemd)

    async def later(gesprek: Gesprek) -> None:
        await gesprek.stuur(GOED)
        await asyncio.sleep(0.01)
        await gesprek.stuur(vreemd)

    async def half(gesprek: Gesprek) -> None:
        await gesprek.stuur(GOED + b"HTTP/1.1 200 O")

    for gedrag in (samen, later, half):
        async with bedien(gedrag) as server, client_van(server) as client:
            for _ in range(3):
                assert await client.get("/zaken", Zaak) == Zaak(1)
                await asyncio.sleep(0.03)
            assert server.verbindingen == 3


async def test_bytes_that_already_wait_unread_are_noticed_before_the_next_request() -> None:
    """The event loop has had no chance to see them: the socket itself is asked."""
    listening = socket.create_server(("127.0.0.1", 0))
    seen: list[socket.socket] = []

    def serve() -> None:
        for _ in range(2):
            connection, _ = listening.accept()
            seen.append(connection)
            connection.recv(65536)
            connection.sendall(GOED)

    thread = threading.Thread(target=serve, daemon=True)
    thread.start()
    async with RegisterClient(naam="proef", basis=f"http://127.0.0.1:{listening.getsockname()[1]}") as client:
        assert await client.get("/zaken", Zaak) == Zaak(1)
        seen[0].sendall(json('{"n": 666}'))
        assert await client.get("/zaken", Zaak) == Zaak(1)
    thread.join(1)
    assert len(seen) == 2
    for connection in (*seen, listening):
        connection.close()


async def test_an_answer_that_is_cut_off_is_no_answer() -> None:
    for cut in range(1, len(GOED), 7):

        async def gedrag(gesprek: Gesprek, cut: int = cut) -> None:
            await gesprek.stuur(GOED[:cut])
            gesprek.sluit()

        async with bedien(gedrag) as server, client_van(server, grenzen=Grenzen(herhalingen=0)) as client:
            with pytest.raises(RegisterInvalidResponse):
                await client.get("/zaken", Zaak)


async def test_an_answer_in_any_pieces_is_the_same_answer() -> None:
    body = b"%x\r\n%b\r\n%x\r\n%b\r\n0\r\nX-Trailer: a\r\n\r\n" % (3, b'{"n', 5, b'": 1}')
    whole = b"HTTP/1.1 200 OK\r\nX-Leeg:\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n" + body
    for size in (1, 2, 3, 7, 31):

        async def gedrag(gesprek: Gesprek, size: int = size) -> None:
            for start in range(0, len(whole), size):
                await gesprek.stuur(whole[start : start + size])
                await asyncio.sleep(0)

        async with bedien(gedrag) as server, client_van(server) as client:
            assert await client.get("/zaken", Zaak) == Zaak(1)
            assert await client.get("/zaken", Zaak) == Zaak(1)
            assert server.verbindingen == 1


async def test_a_slow_reader_makes_the_register_wait_instead_of_filling_our_memory() -> None:
    sent = 0

    async def gedrag(gesprek: Gesprek) -> None:
        nonlocal sent
        await gesprek.stuur(b"HTTP/1.1 200 OK\r\nContent-Type: x/y\r\nContent-Length: 60000000\r\n\r\n")
        for _ in range(600):
            await gesprek.stuur(b"x" * 100_000)
            sent += 100_000

    async with bedien(gedrag) as server, client_van(server) as client, client.stream("/download") as parts:
        await anext(parts)
        await asyncio.sleep(0.2)
        held = sent
        assert held < 30_000_000
        size = 0
        async for part in parts:
            size += len(part)
            assert len(part) < 2_000_000
        assert sent == 60_000_000
        assert size > 58_000_000


async def test_the_answers_of_many_at_once_do_not_mix() -> None:
    async def gedrag(gesprek: Gesprek) -> None:
        nummer = int(gesprek.regel.split("/")[-2].split(" ")[0])
        await asyncio.sleep((nummer * 7 % 5) / 1000)
        await gesprek.stuur(json(f'{{"n": {nummer}}}'))

    async with bedien(gedrag) as server, client_van(server) as client:
        found = await asyncio.gather(*(client.get("/zaken/{id}", Zaak, pad={"id": str(n)}) for n in range(200)))
        assert [zaak.n for zaak in found] == list(range(200))
        assert server.verbindingen <= Grenzen().gelijktijdig


async def test_what_a_moment_of_many_questions_left_open_is_closed(monkeypatch: pytest.MonkeyPatch) -> None:
    klok = [0.0]
    monkeypatch.setattr(transport, "monotonic", lambda: klok[-1])

    async def gedrag(gesprek: Gesprek) -> None:
        await asyncio.sleep(0.01)
        await gesprek.stuur(GOED)

    async with bedien(gedrag) as server, client_van(server) as client:
        await asyncio.gather(*(client.get("/zaken", Zaak) for _ in range(20)))
        for later in (20.0, 40.0):
            klok.append(later)
            await client.get("/zaken", Zaak)
        await asyncio.sleep(0.2)  # the server has to see it
        assert server.verbindingen == 20
        assert sum(not gesprek.writer.is_closing() for gesprek in server.vragen[:20]) == 1
        assert not server.vragen[-1].writer.is_closing()


class Tekst(msgspec.Struct):
    n: str


@pytest.mark.parametrize("size", [1_000, 65_536, 300_000, MAX_INEENS, MAX_INEENS + 1, 1_000_000])
@pytest.mark.parametrize("per", [700, 65_536, 2_000_000])
async def test_a_body_of_any_size_comes_whole_however_it_is_cut(size: int, per: int) -> None:
    answer = json(f'{{"n": "{"a" * (size - 9)}"}}')

    async def gedrag(gesprek: Gesprek) -> None:
        for start in range(0, len(answer), per):
            await gesprek.stuur(answer[start : start + per])
            if start == 0:
                await asyncio.sleep(0.001)

    async with bedien(gedrag) as server, client_van(server) as client:
        for _ in range(3):
            assert (await client.get("/zaken", Tekst)).n == "a" * (size - 9)
        assert server.verbindingen == 1, "and the connection is of use for the next"


async def test_a_connection_that_is_kept_keeps_no_body() -> None:
    async def gedrag(gesprek: Gesprek) -> None:
        await gesprek.stuur(json(f'{{"n": "{"a" * 500_000}"}}'))

    async with bedien(gedrag) as server, client_van(server) as client:
        await asyncio.gather(*(client.get("/zaken", Tekst) for _ in range(20)))
        gc.collect()
        assert server.verbindingen == 20
        assert not [held for held in gc.get_objects() if type(held) is memoryview and len(held) > 400_000]


@pytest.mark.parametrize("meer", [-1, 1])
async def test_a_large_body_of_another_length_than_was_said(meer: int) -> None:
    """One byte less is cut off; one more is no part of it, and that connection is used no more."""
    answer = json(f'{{"n": "{"a" * 200_000}"}}')
    sent = answer[:-1] if meer < 0 else answer + b"x"

    async def gedrag(gesprek: Gesprek) -> None:
        await gesprek.stuur(sent[:1000])
        await asyncio.sleep(0.01)
        await gesprek.stuur(sent[1000:])
        if meer < 0:
            gesprek.sluit()

    async with bedien(gedrag) as server, client_van(server, grenzen=Grenzen(herhalingen=0)) as client:
        for _ in range(2):
            if meer < 0:
                with pytest.raises(RegisterInvalidResponse, match="register"):
                    await client.get("/zaken", Tekst)
            else:
                await client.get("/zaken", Tekst)
            await asyncio.sleep(0.05)
        assert server.verbindingen == 2


async def test_the_transports_of_httpx_serve_as_well() -> None:
    async with (
        bedien(altijd(GOED)) as server,
        RegisterClient(naam="proef", basis=server.basis, transport=httpx.AsyncHTTPTransport(trust_env=False)) as client,
    ):
        assert await client.get("/zaken", Zaak) == Zaak(1)


# ---------------------------------------------------------------------- TLS


@asynccontextmanager
async def beveiligd(kaart: Kaart, answer: bytes = GOED) -> AsyncIterator[int]:
    """A server that asks for a certificate of the same authority."""
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH, cafile=str(kaart.ca))
    context.verify_mode = ssl.CERT_REQUIRED
    context.load_cert_chain(kaart.certificaat, kaart.sleutel)

    async def run(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while await reader.readuntil(b"\r\n\r\n"):
                writer.write(answer)
        except (asyncio.IncompleteReadError, ConnectionError, ssl.SSLError):
            pass  # the other side left
        finally:
            writer.transport.abort()

    server = await asyncio.start_server(run, "127.0.0.1", 0, ssl=context)
    try:
        yield server.sockets[0].getsockname()[1]
    finally:
        server.close()


async def test_with_a_client_certificate_both_sides_know_each_other(tmp_path: Path) -> None:
    kaart = maak(tmp_path)
    tls = Mtls(certificaat=kaart.certificaat, sleutel=kaart.sleutel, ca=kaart.ca).context()
    async with (
        beveiligd(kaart) as poort,
        RegisterClient(naam="proef", basis=f"https://127.0.0.1:{poort}", tls=tls) as client,
    ):
        for _ in range(3):
            assert await client.get("/zaken", Zaak) == Zaak(1)


async def test_a_large_answer_comes_whole_through_tls(tmp_path: Path) -> None:
    kaart = maak(tmp_path)
    tls = Mtls(certificaat=kaart.certificaat, sleutel=kaart.sleutel, ca=kaart.ca).context()
    async with (
        beveiligd(kaart, json(f'{{"n": "{"a" * 400_000}"}}')) as poort,
        RegisterClient(naam="proef", basis=f"https://127.0.0.1:{poort}", tls=tls) as client,
    ):
        for _ in range(3):
            assert (await client.get("/zaken", Tekst)).n == "a" * 400_000


async def test_a_register_that_cannot_prove_itself_is_not_asked(tmp_path: Path) -> None:
    async with (
        beveiligd(maak(tmp_path)) as poort,
        RegisterClient(naam="proef", basis=f"https://127.0.0.1:{poort}", grenzen=Grenzen(herhalingen=0)) as client,
    ):
        with pytest.raises(RegisterUnavailable):
            await client.get("/zaken", Zaak)
    with pytest.raises(ValueError, match="proof"):
        RegisterClient(naam="proef", basis="https://127.0.0.1", tls=False)


# ---------------------------------------------------------------------- the forty milliseconds


@contextmanager
def nagle() -> Iterator[int]:
    """As uWSGI does it: Nagle on, the headers in one segment and the body in a second."""
    listening = socket.create_server(("127.0.0.1", 0))
    body = b'{"n": 1, "vulling": "' + b"x" * 3000 + b'"}'
    head = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n" % len(body)

    def serve() -> None:
        while True:
            try:
                connection, _ = listening.accept()
            except OSError:
                return
            with connection:
                connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 0)
                while connection.recv(65536):
                    connection.sendall(head)
                    connection.sendall(body)

    threading.Thread(target=serve, daemon=True).start()
    try:
        yield listening.getsockname()[1]
    finally:
        listening.shutdown(socket.SHUT_RDWR)
        listening.close()


async def mediaan(transport: httpx.AsyncBaseTransport, poort: int, keer: int = 9) -> float:
    """Milliseconds per call over one reused connection."""
    times = []
    async with RegisterClient(naam="proef", basis=f"http://127.0.0.1:{poort}", transport=transport) as client:
        for _ in range(keer):
            begin = perf_counter()
            assert await client.get("/zaken", Zaak) == Zaak(1)
            times.append((perf_counter() - begin) * 1000)
    return sorted(times)[keer // 2]


@pytest.mark.skipif(not hasattr(socket, "TCP_QUICKACK"), reason="TCP_QUICKACK is Linux")
async def test_quick_acknowledgement_takes_away_the_forty_milliseconds_of_a_reused_connection() -> None:
    with nagle() as poort:
        without = await mediaan(Transport(quickack=False), poort)
        with_it = await mediaan(Transport(), poort)
    assert with_it < 15
    assert without > 30, "this system does not delay its acknowledgements: nothing was shown"
