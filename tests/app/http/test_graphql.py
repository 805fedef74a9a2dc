"""The door of the graph over real sockets: malformed messages, media types, status codes, and what CORS allows."""

from __future__ import annotations

import gzip
import logging
import re
import socket
from time import monotonic

import msgspec
import pytest

from app.sandbox import uitgever
from tests.app.http.deur import RESPONSE_JSON, Antwoord, Deur, dienst

VRAAG = {"query": "{ mijnZaken(first: 1) { totaal } }"}
JSON = "application/json"


def _zonder_spoor_van_binnen(answer: Antwoord) -> None:
    assert not re.search(rb'Traceback|File "|\.py|(?<!Syntax )Error\b|msgspec|starlette|uvicorn', answer.body)


def _kop(extra: str = "", *, lengte: int | None = None) -> bytes:
    length = f"Content-Length: {lengte}\r\n" if lengte is not None else ""
    token = uitgever.token("burger")
    head = (
        f"POST /graphql HTTP/1.1\r\nHost: hier\r\nContent-Type: application/json\r\nAuthorization: Bearer {token}\r\n"
    )
    return f"{head}Accept: {RESPONSE_JSON}\r\n{length}{extra}\r\n".encode()


KROM: dict[str, bytes] = {
    "nothing": b" ",
    "half an object": b'{"query": "{ mijn',
    "a text": b'"{ mijnZaken { totaal } }"',
    "a number": b"7",
    "null": b"null",
    "true": b"true",
    "an array": b"[]",
    "a batch": b'[{"query": "{ __typename }"}, {"query": "{ __typename }"}]',
    "a batch of 1e5": b"[" + b'{"query":"{__typename}"},' * 10_000 + b"{}]",
    "arrays nested 1e5": b"[" * 100_000,
    "objects nested 1e4": b'{"query":"{__typename}","variables":' + b'{"a":' * 30_000,
    "extensions nested 1e4": b'{"query":"{__typename}","extensions":{"a":' + b"[" * 100_000,
    "an integer of 1e5 digits": b'{"query":"{__typename}","variables":{"a":' + b"1" * 100_000 + b"}}",
    "a float beyond all floats": b'{"query":"{__typename}","variables":{"a":1e999}}',
    "NaN": b'{"query":"{__typename}","variables":{"a":NaN}}',
    "Infinity": b'{"query":"{__typename}","variables":{"a":-Infinity}}',
    "invalid UTF-8": b'{"query":"{ __typename } # \xff"}',
    "invalid UTF-8 in a name": b'{"\xff":1,"query":"{__typename}"}',
    "overlong UTF-8": b'{"query":"{ __typename } # \xc0\xaf"}',
    "a lone surrogate in the query": b'{"query":"{ __typename } # \\ud800"}',
    "a lone surrogate in operationName": b'{"query":"query A { __typename }","operationName":"\\udfff"}',
    "a lone surrogate in a variable": b'{"query":"{__typename}","variables":{"a":"\\ud800"}}',
    "UTF-16": '{"query":"{__typename}"}'.encode("utf-16"),
    "a byte order mark": b'\xef\xbb\xbf{"query":"{__typename}"}',
    "two documents": b'{"query":"{__typename}"}{"query":"{__typename}"}',
    "a comma too many": b'{"query":"{__typename}",}',
    "no query": b"{}",
    "query null": b'{"query":null}',
    "query a number": b'{"query":7}',
    "query an array": b'{"query":["{__typename}"]}',
    "variables a text": b'{"query":"{__typename}","variables":"{}"}',
    "variables an array": b'{"query":"{__typename}","variables":[]}',
    "variables a number": b'{"query":"{__typename}","variables":7}',
    "operationName a number": b'{"query":"{__typename}","operationName":7}',
    "operationName an object": b'{"query":"{__typename}","operationName":{}}',
    "extensions a text": b'{"query":"{__typename}","extensions":"x"}',
    "a form": b"query=%7B__typename%7D",
    "GraphQL itself": b"{ __typename }",
    "compressed": gzip.compress(b'{"query":"{__typename}"}'),
    "binary": bytes(range(256)),
    "zeros": b"\x00" * 1000,
}


@pytest.mark.parametrize("naam", KROM)
@pytest.mark.parametrize("media", [RESPONSE_JSON, JSON])
def test_a_malformed_message_is_a_400_with_a_code_and_nothing_from_inside(
    deur: Deur, naam: str, media: str, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.WARNING):
        answer = deur.post(KROM[naam], Accept=media)

    assert answer.status == 400
    assert answer.kop("content-type") == media
    (error,) = answer.json()["errors"]
    assert error["extensions"] == {"code": "BAD_REQUEST", "traceId": answer.kop("x-trace-id")}
    assert "data" not in answer.json()
    _zonder_spoor_van_binnen(answer)
    assert caplog.records == []


@pytest.mark.parametrize(
    ("query", "code"),
    [
        ("{", "GRAPHQL_PARSE_FAILED"),
        ("", "GRAPHQL_PARSE_FAILED"),
        ("\x00", "GRAPHQL_PARSE_FAILED"),
        ('{ a(b: "999990019) }', "GRAPHQL_PARSE_FAILED"),
        ("{ " + "a " * 2000 + "}", "QUERY_TOO_COMPLEX"),
        ("{ onzin }", "GRAPHQL_VALIDATION_FAILED"),
        ("{" * 900, None),
        ("{a" * 400 + "}" * 400, None),
        ("[" * 900, "GRAPHQL_PARSE_FAILED"),
        ("query A { __typename } query B { __typename }", "OPERATION_RESOLUTION_FAILURE"),
        ("fragment F on Query { __typename }", None),
        ("mutation { a }", "GRAPHQL_VALIDATION_FAILED"),
        ("subscription { a }", "GRAPHQL_VALIDATION_FAILED"),
        ("query A($a: Int!) { __typename }", None),
        ("{ __typename @skip }", "GRAPHQL_VALIDATION_FAILED"),
    ],
)
def test_a_document_that_cannot_run_is_a_4xx_with_a_code(deur: Deur, query: str, code: str | None) -> None:
    answer = deur.post({"query": query})

    assert answer.status in {400, 422}
    assert answer.status == (400 if code in {"GRAPHQL_PARSE_FAILED", "QUERY_TOO_COMPLEX"} else answer.status)
    codes = {error["extensions"]["code"] for error in answer.json()["errors"]}
    assert (
        codes == {code}
        if code
        else codes
        <= {
            "GRAPHQL_PARSE_FAILED",
            "GRAPHQL_VALIDATION_FAILED",
            "OPERATION_RESOLUTION_FAILURE",
            "QUERY_TOO_COMPLEX",
            "BAD_USER_INPUT",
        }
    )
    assert "data" not in answer.json()
    assert b"999990019" not in answer.body
    _zonder_spoor_van_binnen(answer)


@pytest.mark.parametrize(
    ("variables", "status"),
    [({}, 400), ({"first": "veel"}, 400), ({"first": 2**40}, 400), ({"first": None}, 400), ({"first": 1}, 200)],
)
def test_variables_that_do_not_fit_are_a_400(deur: Deur, variables: object, status: int) -> None:
    query = "query A($first: Int!) { mijnZaken(first: $first) { totaal } }"
    answer = deur.post({"query": query, "variables": variables})

    assert answer.status == status


@pytest.mark.parametrize(
    ("query", "variables", "status"),
    [
        ("query A($a: Int!) { __typename }", {}, 400),
        ("query A($a: Int!) { __typename }", {"a": 1}, 422),
        ("query A($a: Onzin!) { __typename }", {}, 422),
        ("query A($a: Afnemer!) { __typename }", {"a": {}}, 422),
        ('query A($a: Int = "x") { __typename }', {}, 400),
        ("query A($a: Int, $a: Int!) { __typename }", {"a": None}, 400),
        ("query A($a: [[Int!]!]!) { onzin }", {"a": [[None]]}, 400),
        ("{ onzin }", {"a": 1}, 422),
        ("fragment F on Onzin { a }", {"a": 1}, 422),
    ],
)
def test_a_document_that_is_not_valid_is_a_422_when_the_values_do_fit_it(
    deur: Deur, query: str, variables: object, status: int
) -> None:
    answer = deur.post({"query": query, "variables": variables})

    assert answer.status == status
    assert {error["extensions"]["code"] for error in answer.json()["errors"]} == {"GRAPHQL_VALIDATION_FAILED"}


@pytest.mark.parametrize("naam", [None, "", "B", "A"])
def test_an_operation_that_is_not_there_is_a_422(deur: Deur, naam: str | None) -> None:
    answer = deur.post({"query": "query A { __typename }", "operationName": naam})

    assert answer.status == (200 if naam in {None, "A"} else 422)


# ---------------------------------------------------------------------- size


def test_a_message_of_20_megabyte_is_refused_before_it_is_read(deur: Deur) -> None:
    began = monotonic()
    answer = deur.ruw(_kop(lengte=20_000_000) + b'{"query":"')

    assert answer.status == 413
    assert monotonic() - began < 1
    assert answer.kop("content-type") == "application/problem+json"
    assert answer.kop("connection") == "close"


def test_a_message_that_does_not_say_its_size_is_refused_as_soon_as_it_is_too_large(deur: Deur) -> None:
    chunk = b"10000\r\n" + b" " * 65_536 + b"\r\n"
    answer = deur.ruw(_kop("Transfer-Encoding: chunked\r\n") + chunk * 4, dan=chunk)

    assert answer.status == 413


def test_a_message_within_the_limit_is_read(deur: Deur) -> None:
    body = msgspec.json.encode(VRAAG)

    assert deur.post(body + b" " * (262_144 - len(body))).status == 200
    assert deur.post(body + b" " * (262_145 - len(body))).status == 413


@pytest.mark.parametrize("lengte", ["-1", "abc", "1e3", "1, 2", "9" * 400, "²"])
def test_a_length_that_is_none_is_a_4xx(deur: Deur, lengte: str) -> None:
    answer = deur.ruw(_kop(f"Content-Length: {lengte}\r\n") + b"{}")

    assert 400 <= answer.status < 500
    _zonder_spoor_van_binnen(answer)


def test_a_client_that_leaves_in_the_middle_of_its_message_does_no_harm(
    deur: Deur, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.WARNING):
        for _ in range(5):
            with socket.create_connection(("127.0.0.1", deur.poort)) as line:
                line.sendall(_kop(lengte=1000) + b'{"query":')
        assert deur.post(VRAAG).status == 200
    assert caplog.records == []


@pytest.mark.parametrize("extra", ["Content-Length: 1000\r\n", "Transfer-Encoding: chunked\r\n"])
def test_a_message_that_does_not_come_in_is_let_go(extra: str) -> None:
    """Else a few thousand such messages would hold every connection for ever."""
    with dienst(deadline_s=0.5) as snel:
        began = monotonic()
        answer = snel.ruw(_kop(extra), dan=b'5\r\n{"que\r\n' if "chunked" in extra else b'{"que')

        assert answer.status == 408
        assert 0.4 < monotonic() - began < 5
        assert answer.kop("connection") == "close"
        assert answer.kop("content-type") == "application/problem+json"


@pytest.mark.parametrize(
    "data",
    [
        b"\x16\x03\x01\x00\xa5\x01\x00\x00",
        b"GET\r\n\r\n",
        b"POST /graphql HTTP/9.9\r\n\r\n",
        b"POST /graphql HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
        b"\r\n" * 5 + b"rommel rommel rommel\r\n\r\n",
    ],
)
def test_what_is_not_http_is_refused_and_nothing_is_told(deur: Deur, data: bytes) -> None:
    answer = deur.ruw(data)

    assert 400 <= answer.status < 500
    assert "server" not in answer.koppen
    _zonder_spoor_van_binnen(answer)


# ---------------------------------------------------------------------- methods and media types


@pytest.mark.parametrize("methode", ["GET", "HEAD", "PUT", "DELETE", "PATCH", "OPTIONS", "TRACE", "QUERY"])
def test_a_question_is_asked_with_post_only(deur: Deur, methode: str) -> None:
    answer = deur.vraag(methode, "/graphql?query={__typename}", koppen={"Accept": f"{JSON}, text/html"})

    assert answer.status == 405
    assert "POST" in answer.kop("allow")
    if methode != "HEAD":
        assert answer.kop("content-type") == "application/problem+json"
        assert answer.json()["status"] == 405


@pytest.mark.parametrize(
    "kind",
    [
        "application/jsonp",
        "application/json-seq",
        "application/graphql",
        "application/graphql-response+json",
        "application/x-www-form-urlencoded",
        "multipart/form-data; boundary=x",
        "text/plain",
        "text/json",
        "xapplication/json",
        "application/json, text/plain",
        "application",
        "",
    ],
)
def test_a_message_of_another_content_type_is_415(deur: Deur, kind: str) -> None:
    assert deur.post(VRAAG, Content_Type=kind).status == 415


@pytest.mark.parametrize("kind", [JSON, "Application/JSON", f"{JSON}; charset=utf-8", f"{JSON};charset=UTF-8"])
def test_json_by_any_spelling_is_read(deur: Deur, kind: str) -> None:
    assert deur.post(VRAAG, Content_Type=kind).status == 200


@pytest.mark.parametrize(
    ("accept", "media"),
    [
        (RESPONSE_JSON, RESPONSE_JSON),
        (f"{RESPONSE_JSON}; charset=utf-8", RESPONSE_JSON),
        (f"{JSON}, {RESPONSE_JSON}", RESPONSE_JSON),
        (f"{RESPONSE_JSON}, {JSON};q=0.9, */*;q=0.1", RESPONSE_JSON),
        (f"{RESPONSE_JSON};q=0, {JSON}", JSON),
        (JSON, JSON),
        ("Application/Json", JSON),
        ("application/*", JSON),
        ("*/*", JSON),
        ("", JSON),
        ("multipart/mixed, application/json", JSON),
        ("text/html", None),
        ("text/html\r\nAccept: application/json", JSON),
        ("application/jsonp", None),
        ("application/json-seq", None),
        (f"{JSON};q=0", None),
        ("*/*;q=0.0", None),
        ("rommel", None),
    ],
)
def test_the_answer_is_in_a_type_that_the_client_reads(deur: Deur, accept: str, media: str | None) -> None:
    answer = deur.post(VRAAG, Accept=accept)

    assert answer.status == (200 if media else 406)
    assert answer.kop("content-type") == (media or "application/problem+json")


@pytest.mark.parametrize(
    ("body", "nieuw", "oud"),
    [
        (VRAAG, 200, 200),
        ({"query": "{"}, 400, 200),
        ({"query": "{ onzin }"}, 422, 200),
        ({"query": "query A($a: Int!) { mijnZaken(first: $a) { totaal } }"}, 400, 200),
        (b"geen json", 400, 400),
    ],
)
def test_the_new_type_has_its_own_status_codes_and_the_old_one_does_not(
    deur: Deur, body: object, nieuw: int, oud: int
) -> None:
    assert (deur.post(body).status, deur.post(body, Accept=JSON).status) == (nieuw, oud)
    assert deur.post(body).json().keys() == deur.post(body, Accept=JSON).json().keys()


# ---------------------------------------------------------------------- who asks


@pytest.mark.parametrize("media", [RESPONSE_JSON, JSON])
def test_without_a_token_the_answer_is_401_and_says_how(deur: Deur, media: str) -> None:
    answer = deur.post(VRAAG, persona=None, Accept=media)

    assert answer.status == 401
    assert answer.kop("www-authenticate") == "Bearer"
    assert answer.json()["errors"][0]["extensions"]["code"] == "UNAUTHENTICATED"
    ander = deur.post(VRAAG, persona=None, Accept=media, Authorization="Bearer verlopen")
    assert (ander.status, ander.kop("www-authenticate")) == (401, 'Bearer error="invalid_token"'), "fetch another"


@pytest.mark.parametrize(
    "value",
    ["Bearer x", "Basic YTpi", "Bearer ..", f"Bearer {uitgever.token('burger')}x"],
    ids=["kort", "basic", "leeg", "te-lang"],
)
def test_a_token_that_is_none_is_401(deur: Deur, value: str) -> None:
    assert deur.post(VRAAG, Authorization=value).status == 401


def test_two_authorization_headers_are_401(deur: Deur) -> None:
    body = msgspec.json.encode(VRAAG)
    answer = deur.ruw(_kop(f"Authorization: Bearer {uitgever.token('burger2')}\r\n", lengte=len(body)) + body)

    assert answer.status == 401


def test_the_schema_is_not_told_to_who_has_not_logged_in(deur: Deur) -> None:
    answer = deur.post({"query": "{ __schema { types { name } } }"}, persona=None)

    assert answer.status == 401
    assert b"Zaak" not in answer.body
