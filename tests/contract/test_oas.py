"""The keuring itself: it finds what is wrong, by place and rule, and lets through what OpenAPI lets through.

It runs on a document of its own, so it is the same everywhere.
"""

from __future__ import annotations

import gzip
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from tests.contract import oas
from tests.contract.keurend import ValidatingTransport

DOCUMENT = """
openapi: 3.0.3
servers: [{url: /dingen/api/v1}]
paths:
  /dingen:
    get:
      parameters:
        - {in: query, name: soort, schema: {type: string, enum: [a, b]}}
        - {in: query, name: page, schema: {type: integer}}
        - {in: query, name: uuid__in, explode: false, schema: {type: array, items: {type: string, format: uuid}}}
        - {in: header, name: Accept-Crs, required: true, schema: {type: string, enum: ["EPSG:4326"]}}
        - {in: header, name: Authorization, required: true, schema: {type: integer}}
      responses:
        "200": {content: {application/json: {schema: {type: array, items: {$ref: "#/components/schemas/Ding"}}}}}
        4XX: {content: {application/problem+json: {schema: {type: object}}}}
    post:
      requestBody: {required: true, content: {application/json: {schema: {$ref: "#/components/schemas/Ding"}}}}
      responses:
        "201": {content: {application/json: {schema: {$ref: "#/components/schemas/Ding"}}}}
  /dingen/_zoek:
    post:
      requestBody: {content: {application/json: {schema: {type: object, properties: {uuid__in: {type: array}}}}}}
      responses: {"200": {content: {application/json: {schema: {}}}}}
  /dingen/{uuid}:
    parameters:
      - {in: path, name: uuid, required: true, schema: {type: string, format: uuid}}
    get:
      responses:
        "200":
          headers: {API-version: {required: true, schema: {type: string}}}
          content: {application/json: {schema: {$ref: "#/components/schemas/DingMetExpand"}}}
        "204": {description: nothing}
components:
  schemas:
    Ding:
      type: object
      required: [url, naam]
      properties:
        url: {type: string, format: uri, readOnly: true}
        geheim: {type: string, writeOnly: true}
        naam: {type: string, minLength: 1}
        dag: {type: string, format: date, nullable: true}
        moment: {type: string, format: date-time}
        duur: {type: string, format: duration}
        getal: {type: integer, minimum: 0, exclusiveMinimum: true}
        eigenaar: {allOf: [{$ref: "#/components/schemas/Eigenaar"}], nullable: true}
        elders: {$ref: "https://elders.example/openapi.yaml#/components/schemas/Iets"}
        vrij: {type: object}
        vlag: {oneOf: [{type: boolean}, {type: string, enum: [""]}]}
        deel: {$ref: "#/components/schemas/Ding"}
    DingMetExpand:
      allOf:
        - $ref: "#/components/schemas/Ding"
        - {type: object, properties: {_expand: {type: object}}}
    Eigenaar:
      oneOf: [{$ref: "#/components/schemas/Mens"}, {$ref: "#/components/schemas/Bedrijf"}]
      discriminator:
        propertyName: soort
        mapping: {mens: "#/components/schemas/Mens", bedrijf: "#/components/schemas/Bedrijf"}
    Basis: {type: object, required: [soort], properties: {soort: {type: string}}}
    Mens:
      allOf:
        - $ref: "#/components/schemas/Basis"
        - {type: object, required: [bsn], properties: {bsn: {type: string}}}
    Bedrijf:
      allOf: [{$ref: "#/components/schemas/Basis"}, {type: object, properties: {kvk: {type: string}}}]
"""
GOED = {"url": "http://x.example/dingen/api/v1/dingen/1", "naam": "x"}
EEN = "/dingen/api/v1/dingen/8f0b9f6c-6a0e-4b1e-9d5f-1c2b3a4d5e6f"
KOP = {"content-type": "application/json", "API-version": "1"}
CRS = {"Accept-Crs": "EPSG:4326"}


@pytest.fixture(autouse=True)
def product(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    (tmp_path / "oas").mkdir()
    (tmp_path / "oas" / "dingen.yaml").write_text(DOCUMENT, encoding="utf-8")
    monkeypatch.setenv(oas.VARIABELE, str(tmp_path))
    monkeypatch.setitem(oas.DOCUMENTEN, "dingen", {"dingen": None})
    oas._paden.cache_clear()
    yield
    oas._paden.cache_clear()


def antwoord(**velden: object) -> list[str]:
    found = oas.validate_response("dingen", "GET", EEN, 200, KOP, {**GOED, **velden})
    return [bevinding.partition("response 200 body: ")[2] for bevinding in found]


def lijst(*query: tuple[str, str], kop: dict[str, str] | None = None) -> list[str]:
    found = oas.validate_request("dingen", "GET", "/dingen/api/v1/dingen", query, CRS if kop is None else kop)
    return [bevinding.partition(" request ")[2] for bevinding in found]


def gestuurd(body: object, path: str = "/dingen/api/v1/dingen") -> list[str]:
    found = oas.validate_request("dingen", "POST", path, (), KOP, body)
    return [bevinding.partition(" request ")[2] for bevinding in found]


def test_a_good_answer_has_no_findings() -> None:
    assert antwoord() == []
    empty = {"dag": None, "eigenaar": None, "vlag": "", "duur": "", "moment": ""}
    filled = {"dag": "2026-11-23", "eigenaar": {"soort": "mens", "bsn": "x"}, "vlag": True, "duur": "P1Y2MT30M"}
    assert antwoord(**empty) == []
    assert antwoord(**filled, elders={"wat": "ook"}, vrij={"a": 1}, getal=1) == []
    assert antwoord(moment="2026-11-23T10:00:00Z", _expand={}) == []
    assert antwoord(moment="2026-11-23T10:00:00.123+01:00", deel=GOED) == []


@pytest.mark.parametrize(
    ("velden", "bevinding"),
    [
        ({"naam": ""}, "/naam: minLength"),
        ({"naam": None}, "/naam: type"),
        ({"dag": "23-11-2026"}, "/dag: format date"),
        ({"moment": "2026-11-23T10:00:00"}, "/moment: format date-time"),
        ({"duur": "P"}, "/duur: format duration"),
        ({"getal": 0}, "/getal: exclusiveMinimum"),
        ({"geheim": "x"}, "/geheim: writeOnly"),
        ({"onbekend": 1}, "/onbekend: unknown"),
        ({"deel": {**GOED, "onbekend": 1}}, "/deel/onbekend: unknown"),
        ({"deel": {"url": "http://x.example/"}}, "/deel/naam: required"),
        ({"vlag": "misschien"}, "/vlag: oneOf"),
        ({"eigenaar": {"soort": "mens"}}, "/eigenaar/bsn: required"),
        ({"eigenaar": {"soort": "bedrijf", "bsn": "x"}}, "/eigenaar/bsn: unknown"),
        ({"eigenaar": {"soort": "hond"}}, "/eigenaar/soort: enum"),
        ({"eigenaar": {}}, "/eigenaar/soort: required"),
    ],
)
def test_what_is_wrong_in_an_answer_is_named_by_place_and_rule(velden: dict[str, object], bevinding: str) -> None:
    assert antwoord(**velden) == [bevinding]


def test_a_missing_property_is_found() -> None:
    found = oas.validate_response("dingen", "GET", EEN, 200, KOP, {"url": "http://x.example/"})
    assert found == ["dingen GET /dingen/api/v1/dingen/{uuid} response 200 body: /naam: required"]


def test_many_rows_with_one_fault_are_one_finding() -> None:
    rows = [{**GOED, "naam": 1}] * 3
    found = oas.validate_response("dingen", "GET", "/dingen/api/v1/dingen", 200, KOP, rows)
    assert found == ["dingen GET /dingen/api/v1/dingen response 200 body: /*/naam: type"]


def test_a_finding_holds_no_value_and_no_number_that_could_be_a_person() -> None:
    found = antwoord(**{"999990019": "x", "naam": 999990019, "Jan de Wit": 1})
    assert sorted(found) == ["/(name): unknown", "/naam: type"]


def test_status_media_type_and_headers_of_an_answer_are_looked_at() -> None:
    def deel(status: int, kop: dict[str, str], body: object) -> list[str]:
        found = oas.validate_response("dingen", "GET", EEN, status, kop, body)
        return [bevinding.partition(" response ")[2] for bevinding in found]

    assert deel(500, KOP, None) == ["500 status: unknown"]
    assert deel(200, {"content-type": "application/json"}, GOED) == ["200 header API-version: required"]
    assert deel(200, {**KOP, "content-type": "text/html"}, b"<p>") == ["200 body: media type"]
    assert deel(204, KOP, GOED) == ["204 body: unknown"]
    assert deel(204, {}, None) == []


def test_an_unknown_query_parameter_is_found() -> None:
    assert lijst(("soort", "a"), ("bestaatniet", "1")) == ["query bestaatniet: unknown"]


def test_a_repeated_parameter_of_which_the_last_would_win_is_found() -> None:
    assert lijst(("soort", "a"), ("soort", "b")) == ["query soort: repeated"]


def test_the_types_of_parameters_are_checked() -> None:
    uuid = "8f0b9f6c-6a0e-4b1e-9d5f-1c2b3a4d5e6f"
    assert lijst(("page", "2"), ("uuid__in", f"{uuid},{uuid}")) == []
    assert lijst(("page", "x"), ("uuid__in", f"{uuid},y"), ("soort", "c")) == [
        "query soort: enum",
        "query page: type",
        "query uuid__in: /*: format uuid",
    ]


def test_a_missing_header_is_found_but_not_those_that_openapi_describes_elsewhere() -> None:
    assert lijst(kop={}) == ["header Accept-Crs: required"]
    assert lijst(kop={"accept-crs": "EPSG:28992"}) == ["header Accept-Crs: enum"]


def test_what_is_sent_is_checked_in_its_own_direction() -> None:
    assert gestuurd({"naam": "x", "geheim": "y"}) == []
    assert gestuurd(GOED) == ["body: /url: readOnly"]
    assert gestuurd(None) == ["body: required"]
    assert gestuurd({"naam": "x", "naaam": "y"}) == ["body: /naaam: unknown"]


def test_a_literal_path_goes_before_one_with_a_variable() -> None:
    assert gestuurd({"uuid_in": []}, "/dingen/api/v1/dingen/_zoek") == ["body: /uuid_in: unknown"]
    assert oas.sjabloon_van("dingen", "POST", "/dingen/api/v1/dingen/_zoek") == "/dingen/api/v1/dingen/_zoek"
    assert oas.sjabloon_van("dingen", "GET", EEN) == "/dingen/api/v1/dingen/{uuid}"


def test_a_path_or_a_method_that_is_not_there_is_found_without_naming_it() -> None:
    kwijt = oas.validate_request("dingen", "GET", "/dingen/api/v1/999990019", (), {})
    assert kwijt == ["dingen GET (path that is not in the OAS) request path: unknown"]
    found = oas.validate_request("dingen", "DELETE", EEN, (), {})
    assert found == ["dingen DELETE /dingen/api/v1/dingen/{uuid} request method: unknown"]


def test_what_was_expanded_is_checked_as_the_thing_itself() -> None:
    heel = {**GOED, "url": f"http://x.example/register{EEN}"}
    assert antwoord(_expand={"deel": heel}) == []
    stuk = {**heel, "naam": 1, "_expand": {"dieper": [{**heel, "naam": ""}]}}
    found = oas.validate_response("dingen", "GET", EEN, 200, KOP, {**GOED, "_expand": {"deel": stuk}})
    place = "dingen GET /dingen/api/v1/dingen/{uuid} response 200 body (expanded)"
    assert sorted(found) == [f"{place}: /naam: minLength", f"{place}: /naam: type"]


def test_a_product_without_a_document_is_an_error_and_not_a_pass() -> None:
    with pytest.raises(LookupError, match="no OpenAPI document for kvk"):
        oas.validate_request("kvk", "GET", "/", (), {})


async def test_the_transport_collects_what_passes_and_passes_it_on_untouched() -> None:
    body = b'[{"url": "http://x.example/", "naam": 1}]'
    inner = httpx.MockTransport(lambda _: httpx.Response(200, headers=KOP, content=body))
    transport = ValidatingTransport(inner, "dingen", "/register")
    async with httpx.AsyncClient(transport=transport, base_url="http://x.example/register") as client:
        answer = await client.get("/dingen/api/v1/dingen", params={"bestaatniet": 1}, headers=CRS)
        await client.get("/dingen/api/v1/dingen", params={"bestaatniet": 2}, headers=CRS)
    assert answer.content == body
    assert transport.gezien == ["GET /dingen/api/v1/dingen"] * 2
    assert transport.bevindingen == [
        "dingen GET /dingen/api/v1/dingen request query bestaatniet: unknown",
        "dingen GET /dingen/api/v1/dingen response 200 body: /*/naam: type",
    ]
    with pytest.raises(AssertionError, match="bestaatniet"):
        transport.schoon()


async def test_a_packed_answer_is_unpacked_to_look_at_and_stays_packed() -> None:
    packed = gzip.compress(b'[{"url": "http://x.example/", "naam": 1}]')
    kop = {**KOP, "content-encoding": "gzip"}
    transport = ValidatingTransport(httpx.MockTransport(lambda _: _stroom(kop, packed)), "dingen")
    async with httpx.AsyncClient(transport=transport, base_url="http://x.example") as client:
        answer = await client.get("/dingen/api/v1/dingen", headers=CRS)
    assert answer.json()[0]["naam"] == 1
    assert transport.bevindingen == ["dingen GET /dingen/api/v1/dingen response 200 body: /*/naam: type"]


def _stroom(kop: dict[str, str], inhoud: bytes) -> httpx.Response:
    return httpx.Response(200, headers=kop, stream=httpx.ByteStream(inhoud))


def test_a_transport_through_which_nothing_passed_is_not_clean() -> None:
    with pytest.raises(AssertionError, match="nothing was tested"):
        ValidatingTransport(httpx.MockTransport(lambda _: httpx.Response(200)), "dingen").schoon()
