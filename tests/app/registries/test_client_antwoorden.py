"""What the client takes for an answer, and how it says that something is none."""

from __future__ import annotations

import asyncio
import gzip
import traceback
import tracemalloc
import zlib
from collections.abc import AsyncIterator

import httpx
import msgspec
import pytest

from app.registries.client import Afwezig, Grenzen, RegisterClient, Verborgen, oproepen, spoor
from app.registries.client.antwoord import KLEIN, MAX_GEKEURD, read
from resolvers.grammar.errors import MijnZakenError, RegisterInvalidResponse, RegisterUnavailable
from tests.app.registries.ruwe_server import Gesprek, altijd, bedien, client_van, json, om_de_beurt

BSN = "999990019"


class Zaak(msgspec.Struct, rename="camel"):
    identificatie: str
    volgnummer: int = 0


async def mislukt(answer: bytes, *, grenzen: Grenzen | None = None, sjabloon: str = "/zaken") -> MijnZakenError:
    """The error of one question that meets this answer."""
    async with bedien(altijd(answer)) as server, client_van(server, grenzen=grenzen) as client:
        with pytest.raises(MijnZakenError) as caught:
            await client.get(sjabloon, Zaak, pad={"uuid": "1"} if "{" in sjabloon else None)
    return caught.value


async def test_an_answer_is_decoded_into_the_type_that_was_asked() -> None:
    async with bedien(altijd(json('{"identificatie": "Z1", "volgnummer": 3, "x": 1}'))) as server:
        async with client_van(server) as client:
            assert await client.get("/zaken/{uuid}", Zaak, pad={"uuid": "1"}) == Zaak("Z1", 3)
        assert server.vragen[0].regel == "GET /api/v1/zaken/1 HTTP/1.1"


async def test_a_chunked_and_compressed_answer_is_read() -> None:
    packed = gzip.compress(b'{"identificatie": "Z1"}')
    head = b"HTTP/1.1 200 OK\r\nContent-Type: application/json; charset=utf-8\r\nContent-Encoding: gzip\r\n"
    parts = b"".join(b"%x\r\n%b\r\n" % (1, packed[i : i + 1]) for i in range(len(packed)))
    answer = head + b"Transfer-Encoding: chunked\r\n\r\n" + parts + b"0\r\n\r\n"
    async with bedien(altijd(answer)) as server, client_van(server) as client:
        assert await client.get("/zaken", Zaak) == Zaak("Z1")
        assert await client.get("/zaken", Zaak) == Zaak("Z1")
        assert server.verbindingen == 1


async def test_an_answer_without_a_length_ends_with_the_connection() -> None:
    async def gedrag(gesprek: Gesprek) -> None:
        await gesprek.stuur(b'HTTP/1.0 200 OK\r\nContent-Type: application/json\r\n\r\n{"identificatie": "Z1"}')
        gesprek.sluit()

    async with bedien(gedrag) as server, client_van(server) as client:
        assert await client.get("/zaken", Zaak) == Zaak("Z1")
        assert await client.get("/zaken", Zaak) == Zaak("Z1")


async def test_an_interim_answer_is_passed_over() -> None:
    early = b"HTTP/1.1 103 Early Hints\r\nLink: </x>\r\n\r\n"
    async with bedien(altijd(early + json('{"identificatie": "Z1"}'))) as server, client_van(server) as client:
        assert await client.get("/zaken", Zaak) == Zaak("Z1")


@pytest.mark.parametrize("status", ["301 Moved", "302 Found", "303 See Other", "307 Temporary", "308 Permanent"])
async def test_a_redirect_is_not_followed(status: str) -> None:
    async with bedien(altijd(json('{"identificatie": "vreemd"}'))) as elsewhere:
        error = await mislukt(json("{}", status=status, kop=f"Location: {elsewhere.basis}/zaken\r\n"))
        assert isinstance(error, RegisterInvalidResponse)
        assert elsewhere.vragen == []


@pytest.mark.parametrize(
    "soort", ["text/html", "application/jsonp", "text/json", "", "application/xml", "text/plain; x=application/json"]
)
async def test_an_answer_of_another_kind_is_refused(soort: str) -> None:
    assert isinstance(await mislukt(json('{"identificatie": "Z1"}', soort=soort)), RegisterInvalidResponse)


@pytest.mark.parametrize(
    "soort", ["application/problem+json", "application/hal+json", "Application/JSON; charset=utf-8"]
)
async def test_every_kind_of_json_is_read(soort: str) -> None:
    async with bedien(altijd(json('{"identificatie": "Z1"}', soort=soort))) as server, client_van(server) as client:
        assert await client.get("/zaken", Zaak) == Zaak("Z1")


@pytest.mark.parametrize(
    "body",
    [
        b'{"identificatie": "Z1", "volgnummer": NaN}',
        b'{"identificatie": "Z1", "overig": NaN}',
        b'{"identificatie": "Z1", "volgnummer": Infinity}',
        b'{"identificatie": "Z1", "volgnummer": 1e999}',
        b'{"identificatie": "\xff"}',
        b'{"identificatie": "Z1", "overig": "\xff"}',
        b'{"identificatie": "Z1"',
        b'{"identificatie": "Z1"} {"identificatie": "Z2"}',
        b'\xef\xbb\xbf{"identificatie": "Z1"}',
        b"",
        b"null",
        b"[]",
        b'{"identificatie": "Z1", "overig": ' + b"[" * 100_000 + b"]" * 100_000 + b"}",
        b'{"identificatie": "Z1", "identificatie": "Z1"}',
        b'{"identificatie": "Z1", "overig": [{"a": 1, "b": {"c": 1, "c": 2}}]}',
        b'{"identificatie": "Z1", "a": 1, "\\u0061": "een \\u003a"}',
    ],
)
async def test_json_that_is_not_strictly_json_or_not_of_the_type_is_refused(body: bytes) -> None:
    assert isinstance(await mislukt(json(body)), RegisterInvalidResponse)


class Stroom(httpx.AsyncByteStream):
    """Eight parts of a quarter of a large answer; after six it waits for `verder`."""

    def __init__(self, verder: asyncio.Event) -> None:
        self.verder = verder
        self.gegeven = 0

    async def __aiter__(self) -> AsyncIterator[bytes]:
        for self.gegeven in range(1, 9):
            yield bytes(KLEIN // 4)
            if self.gegeven == 6:
                await self.verder.wait()


@pytest.mark.parametrize(("van_een_api", "samen"), [(1, 8), (3, 1)])
async def test_large_answers_are_read_a_few_at_a_time_and_small_ones_beside_them(van_een_api: int, samen: int) -> None:
    groot, verder = (asyncio.Semaphore(van_een_api), asyncio.Semaphore(samen)), asyncio.Event()
    stromen = [Stroom(verder), Stroom(verder)]

    async def lees(stroom: httpx.AsyncByteStream) -> int:
        found = await read(httpx.Response(200, stream=stroom), max_bytes=10**7, max_ratio=1, groot=groot)
        return len(found)

    bezig = [asyncio.create_task(lees(stroom)) for stroom in stromen]
    await asyncio.sleep(0.01)
    assert [stroom.gegeven for stroom in stromen] == [6, 5]
    assert await lees(httpx.ByteStream(bytes(KLEIN))) == KLEIN
    verder.set()
    assert await asyncio.gather(*bezig) == [2 * KLEIN, 2 * KLEIN]
    assert not [plaatsen for plaatsen in groot if plaatsen.locked()]


@pytest.mark.parametrize("overig", ['"een: twee"', '"\\u003a \\" :"', '[{"a:": 1}, {"a:": 2}]', '"\\\\u003a"'])
async def test_colons_elsewhere_are_not_taken_for_keys(overig: str) -> None:
    answer = json(f'{{"identificatie": "Z1", "overig": {overig}}}')
    async with bedien(altijd(answer)) as server, client_van(server) as client:
        assert await client.get("/zaken", Zaak) == Zaak("Z1")


async def test_in_a_long_list_the_last_of_two_keys_counts() -> None:
    body = f'{{"identificatie": "Z0", "overig": "{"x" * MAX_GEKEURD}", "identificatie": "Z1"}}'
    async with bedien(altijd(json(body))) as server, client_van(server) as client:
        assert await client.get("/zaken", Zaak) == Zaak("Z1")


async def test_a_search_that_is_not_there_is_no_absence() -> None:
    async with bedien(altijd(json("{}", status="404 Not Found"))) as server, client_van(server) as client:
        with pytest.raises(RegisterInvalidResponse):
            await client.post("/personen", Zaak, json={}, idempotent=True)
        with pytest.raises(Afwezig):
            await client.post("/zaken/{uuid}/zoek", Zaak, json={}, pad={"uuid": "1"}, idempotent=True)
        with pytest.raises(Afwezig):
            await client.post("/berichten", Zaak, json={})


async def test_an_answer_over_the_limit_is_refused_whether_it_tells_its_length_or_not() -> None:
    body = b'{"identificatie": "' + b"x" * 20_000 + b'"}'
    limits = Grenzen(max_bytes=10_000)
    assert isinstance(await mislukt(json(body), grenzen=limits), RegisterInvalidResponse)
    chunked = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n"
    error = await mislukt(chunked + b"%x\r\n%b\r\n0\r\n\r\n" % (len(body), body), grenzen=limits)
    assert isinstance(error, RegisterInvalidResponse)
    assert "too large" in error.detail


async def test_a_gzip_bomb_is_refused_while_it_is_small() -> None:
    packer = zlib.compressobj(wbits=31)
    bomb = b"".join(packer.compress(b" " * 1_000_000) for _ in range(100)) + packer.flush()
    assert len(bomb) < 200_000
    tracemalloc.start()
    error = await mislukt(
        json(bomb, kop="Content-Encoding: gzip\r\n"), grenzen=Grenzen(max_bytes=50_000_000, max_ratio=10)
    )
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert isinstance(error, RegisterInvalidResponse)
    assert "too large" in error.detail
    assert peak < 10_000_000


@pytest.mark.parametrize("coding", ["br", "deflate", "gzip, gzip", "onbekend"])
async def test_an_unknown_content_encoding_is_refused(coding: str) -> None:
    answer = json('{"identificatie": "Z1"}', kop=f"Content-Encoding: {coding}\r\n")
    assert isinstance(await mislukt(answer), RegisterInvalidResponse)


@pytest.mark.parametrize(
    "packed",
    [gzip.compress(b'{"identificatie": "Z1"}')[:-6], b"no gzip", gzip.compress(b"{}") + b"x"],
    ids=["half", "none", "more"],
)
async def test_broken_compression_is_refused(packed: bytes) -> None:
    assert isinstance(await mislukt(json(packed, kop="Content-Encoding: gzip\r\n")), RegisterInvalidResponse)


@pytest.mark.parametrize(
    "answer",
    [
        b"SSH-2.0-OpenSSH_9.6\r\n\r\n",
        b"HTTP/1.1 abc OK\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\n{}",
        b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: upgrade\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nX: " + b"x" * 100_000,
    ],
)
async def test_what_is_not_http_is_refused(answer: bytes) -> None:
    assert isinstance(await mislukt(answer), RegisterInvalidResponse)


async def test_an_absent_object_a_hidden_one_and_wrong_credentials_differ() -> None:
    def problem(status: str, code: str) -> bytes:
        return json(f'{{"code": "{code}", "detail": "{BSN}"}}', status=status, soort="application/problem+json")

    assert isinstance(await mislukt(problem("404 Not Found", "not_found"), sjabloon="/zaken/{uuid}"), Afwezig)
    hidden = problem("403 Forbidden", "permission_denied")
    assert isinstance(await mislukt(hidden, sjabloon="/zaken/{uuid}"), Verborgen)
    for answer, sjabloon in [
        (hidden, "/zaken"),
        (problem("403 Forbidden", "invalid-jwt-signature"), "/zaken/{uuid}"),
        (json("{}", status="403 Forbidden"), "/zaken/{uuid}"),
        (problem("401 Unauthorized", "authentication_failed"), "/zaken/{uuid}"),
    ]:
        error = await mislukt(answer, sjabloon=sjabloon)
        assert isinstance(error, RegisterUnavailable)
        assert not error.retryable
    error = await mislukt(problem("401 Unauthorized", "authentication_failed"))
    assert error.detail == "/zaken: status 401 (authentication_failed)"


@pytest.mark.parametrize("code", [BSN, "x" * 100, "te lang\\n", f"code_{BSN}"])
async def test_a_code_that_is_not_a_plain_word_is_not_told_on(code: str) -> None:
    error = await mislukt(json(f'{{"code": "{code}"}}', status="401 Unauthorized"))
    assert error.detail == "/zaken: status 401"


async def test_an_error_holds_no_url_no_query_and_no_body() -> None:
    class Gekozen(msgspec.Struct):
        soort: dict[str, int]

    answers = [
        json(f'{{"soort": {{"{BSN}": "{BSN}"}}}}'),
        json(f'{{"soort": "{BSN}"}}'),
        json(f'{{"code": "x", "detail": "{BSN}"}}', status="400 Bad Request"),
        json(f"{BSN}", status="500 Oops"),
        json(f"{BSN}", soort="text/plain"),
        f"HTTP/1.1 {BSN}\r\n\r\n".encode(),
        b"",
    ]
    for answer in answers:

        async def gedrag(gesprek: Gesprek, answer: bytes = answer) -> None:
            await gesprek.stuur(answer)
            gesprek.sluit()

        async with bedien(gedrag) as server, client_van(server) as client:
            with pytest.raises(MijnZakenError) as caught:
                await client.get("/personen/{bsn}", Gekozen, pad={"bsn": BSN}, params=(("bsn", BSN),))
        error: BaseException | None = caught.value
        assert caught.value.__context__ is None
        text = "".join(traceback.format_exception(caught.value, chain=True)) + repr(vars(caught.value))
        assert BSN not in text
        assert str(server.poort) not in text
        assert error is not None


async def test_no_cookie_is_kept_and_the_environment_says_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:1")
    monkeypatch.setenv("ALL_PROXY", "http://127.0.0.1:1")
    answer = json('{"identificatie": "Z1"}', kop="Set-Cookie: sessionid=abc; Path=/\r\n")
    async with bedien(altijd(answer)) as server, client_van(server) as client:
        for _ in range(2):
            await client.get("/zaken", Zaak)
        assert all(vraag.koptekst("cookie") is None for vraag in server.vragen)


async def test_the_calls_are_told_by_template_and_the_trace_goes_along() -> None:
    calls = oproepen.set([])
    trace = spoor.set("00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01")
    try:
        async with bedien(om_de_beurt(json('{"identificatie": "Z1"}'), json("{}", status="404 Not Found"))) as server:
            async with client_van(server) as client:
                await client.get("/zaken/{uuid}", Zaak, pad={"uuid": BSN}, params=(("bsn", BSN),))
                with pytest.raises(Afwezig):
                    await client.get("/zaken/{uuid}", Zaak, pad={"uuid": BSN})
            assert server.vragen[0].koptekst("traceparent") == "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"
        told = oproepen.get() or []
        assert [(c.register, c.method, c.sjabloon, c.status, c.bytes) for c in told] == [
            ("proef", "GET", "/zaken/{uuid}", 200, 23),
            ("proef", "GET", "/zaken/{uuid}", 404, 0),
        ]
        assert BSN not in repr(told)
        assert all(c.ms > 0 for c in told)
    finally:
        oproepen.reset(calls)
        spoor.reset(trace)


@pytest.mark.parametrize("value", ["..", ".", ""])
async def test_an_id_cannot_climb_out_of_its_path(value: str) -> None:
    async with bedien(altijd(json("{}"))) as server, client_van(server) as client:
        with pytest.raises(Afwezig):
            await client.get("/zaken/{uuid}", Zaak, pad={"uuid": value})
        assert server.vragen == []


async def test_an_id_stays_one_segment_and_a_header_one_line() -> None:
    async with bedien(altijd(json('{"identificatie": "Z1"}'))) as server, client_van(server) as client:
        await client.get("/zaken/{uuid}", Zaak, pad={"uuid": "../a?b#c d\r\nX: y"}, params=(("q", "a&b=c\r\nX: y"),))
        assert server.vragen[0].regel == (
            "GET /api/v1/zaken/..%2Fa%3Fb%23c%20d%0D%0AX%3A%20y?q=a%26b%3Dc%0D%0AX%3A%20y HTTP/1.1"
        )
        with pytest.raises(RegisterUnavailable):
            await client.get("/zaken", Zaak, kopteksten={"X-Doel": "a\r\nX-Ander: b"})
        assert len(server.vragen) == 1


async def test_writes_carry_their_body_and_a_delete_needs_no_answer() -> None:
    answers = om_de_beurt(
        json('{"identificatie": "Z1"}', status="201 Created"),
        json('{"identificatie": "Z2"}'),
        b"HTTP/1.1 204 No Content\r\n\r\n",
    )
    async with bedien(answers) as server, client_van(server) as client:
        assert await client.post("/zaken", Zaak, json={"a": 1}) == Zaak("Z1")
        assert await client.patch("/zaken/{uuid}", Zaak, pad={"uuid": "1"}, json={"b": 2}) == Zaak("Z2")
        await client.delete("/zaken/{uuid}", pad={"uuid": "1"})
        assert [v.regel.split()[0] for v in server.vragen] == ["POST", "PATCH", "DELETE"]
        assert server.vragen[0].vraag.endswith(b'\r\n\r\n{"a":1}')
        assert server.vragen[0].koptekst("content-type") == "application/json"
        assert server.verbindingen == 1


async def test_head_is_never_sent() -> None:
    async with bedien(altijd(json("{}"))) as server, client_van(server) as client:
        with pytest.raises(ValueError, match="HEAD"):
            await client.pages("/zaken", Zaak, method="HEAD")  # type: ignore[arg-type]
        assert server.vragen == []
    assert not any("head" in name.lower() for name in vars(RegisterClient))


async def test_a_resource_that_did_not_change_is_none() -> None:
    answers = om_de_beurt(
        json('{"identificatie": "Z1"}', kop='ETag: "a1"\r\n'), b'HTTP/1.1 304 Not Modified\r\nETag: "a1"\r\n\r\n'
    )
    async with bedien(answers) as server, client_van(server) as client:
        assert await client.conditional_get("/zaaktypen/{uuid}", Zaak, etag=None, pad={"uuid": "1"}) == (
            Zaak("Z1"),
            '"a1"',
        )
        assert await client.conditional_get("/zaaktypen/{uuid}", Zaak, etag='"a1"', pad={"uuid": "1"}) is None
        assert server.vragen[1].koptekst("if-none-match") == '"a1"'
        with pytest.raises(RegisterInvalidResponse):
            await client.conditional_get("/zaaktypen/{uuid}", Zaak, etag=None, pad={"uuid": "1"})
        with pytest.raises(RegisterInvalidResponse):
            await client.get("/zaaktypen/{uuid}", Zaak, pad={"uuid": "1"})
