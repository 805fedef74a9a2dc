"""Every door and every reader of bytes from outside, with good messages that were spoilt: an answer or a refusal of
ours, and never another exception, a 500, or the number that was sent. And answers of registers that were spoilt: what
they hold is told or it is not, under a code of a register.

`MIJNZAKEN_LANG=1` tries twenty times as many.
"""

from __future__ import annotations

import json
import os
import socket
from collections.abc import Callable, Iterator
from pathlib import Path
from random import Random
from typing import Any, cast

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from starlette.applications import Starlette
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app.authorization.pseudoniem import Pseudoniemen, Sleutelpaar
from app.config import ConfigFout, lees
from app.execution.documents import Documenten, Geweigerd
from app.execution.vertrouwd.manifest import ManifestFout, hash_van, lees_manifest
from app.http import certificaat
from app.http.abonnement import berichten
from app.http.abonnement.berichten import Gesloten
from app.http.taal import taal_uit
from app.push.merken import Merken
from app.push.notificatie import NietGeldig, lees_ketenmelding
from app.sandbox import uitgever
from app.sandbox.server import NOTIFICATIES_AUTHORIZATION
from resolvers.grammar.sleutel import Bsn
from resolvers.schema import schema
from tests.app.http.deur import Deur, dienst
from tests.onder_vuur.rommel import BSN, anders, verminkt
from tests.onder_vuur.storing_veld import VRAGEN

KEER = 20 if os.environ.get("MIJNZAKEN_LANG") == "1" else 1
GENOEG = settings(
    max_examples=40 * KEER,
    deadline=None,
    derandomize=KEER == 1,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow, HealthCheck.data_too_large],
)
_BURGER = f"Authorization: Bearer {uitgever.token('burger', geldig_s=86_400)}"
_JSON = "Content-Type: application/json"
VRAAG: dict[str, Any] = {
    "query": "query V($n: Int!, $na: String) { mijnZaken(first: $n, after: $na) { nodes { id titel } } }",
    "variables": {"n": 2, "na": None},
    "operationName": "V",
    "extensions": {"persistedQuery": {"version": 1, "sha256Hash": "0" * 64}},
}
MELDING = {
    "kanaal": "zaken",
    "hoofdObject": "http://registers/openzaak/zaken/api/v1/zaken/6a5b1b8c-8a0e-4f0e-9f5e-000000000001",
    "resource": "status",
    "resourceUrl": "http://registers/openzaak/zaken/api/v1/statussen/6a5b1b8c-8a0e-4f0e-9f5e-000000000002",
    "actie": "create",
    "aanmaakdatum": "2026-11-27T12:00:00Z",
    "kenmerken": {"bronorganisatie": "123456782"},
}
CLOUDEVENT = {
    "specversion": "1.0",
    "id": "1",
    "source": "urn:nld:oin:00000001003300006000:systeem:mijnzaken",
    "type": "nl.mijnzaken.wijziging",
    "time": "2026-11-27T12:00:00Z",
    "data": {"antwoord": {"data": {"mijnZakenGewijzigd": {"uwKenmerk": "2026-1"}}}},
}


def _met_body(regel: str, body: object, *koppen: str) -> bytes:
    data = json.dumps(body).encode()
    lines = [regel, "Host: gateway", "Connection: close", f"Content-Length: {len(data)}", _JSON, *koppen]
    return "\r\n".join([*lines, "", ""]).encode() + data


def _zonder(doel: str, *koppen: str) -> bytes:
    return "\r\n".join([f"GET {doel} HTTP/1.1", "Host: gateway", "Connection: close", *koppen, "", ""]).encode()


#: A good message for each door.
DEUREN = {
    "graphql": [_met_body("POST /graphql HTTP/1.1", VRAAG, _BURGER, "Accept: application/graphql-response+json")],
    "graphql in delen": [
        _met_body("POST /graphql HTTP/1.1", VRAAG, _BURGER, "Accept: multipart/mixed;deferSpec=20220824", "Prefer: x")
    ],
    "graphql in een adres": [_zonder("/graphql?documentId=sha256:00&variables=%7B%22n%22%3A1%7D", _BURGER)],
    "stroom": [_met_body("POST /graphql/stream HTTP/1.1", VRAAG, _BURGER, "Accept: text/event-stream")],
    "notificaties": [
        _met_body("POST /notificaties HTTP/1.1", MELDING, f"Authorization: {NOTIFICATIES_AUTHORIZATION}"),
        _met_body("POST /notificaties HTTP/1.1", CLOUDEVENT, f"Authorization: {NOTIFICATIES_AUTHORIZATION}"),
    ],
    "logboek": [_met_body("POST /logboek/processing-activities HTTP/1.1", {"traceId": "0" * 32}, _BURGER)],
    "zaken": [
        _zonder("/mijnzaken/v1/zaken?status=open&page=1&pageSize=10", _BURGER, "Accept: application/json"),
        _zonder("/mijnzaken/v1/zaken/6a5b1b8c-8a0e-4f0e-9f5e-000000000001", _BURGER),
    ],
    "documenten": [_zonder("/documenten/b3BlbnphYWs6RG9jdW1lbnQ6MQ", _BURGER, "Range: bytes=0-")],
    "andere site": [
        _zonder("/graphql", "Origin: https://portaal.voorbeeld.nl", "Access-Control-Request-Method: POST").replace(
            b"GET", b"OPTIONS", 1
        )
    ],
    "bladen": [_zonder("/schema"), _zonder("/_healthz/readyz/"), _zonder("/", "Accept-Language: en;q=0.5, nl")],
}


@pytest.fixture(scope="module")
def huis() -> Iterator[Deur]:
    with dienst(mijnzaken_api=True, publiek_url="http://127.0.0.1:1", portaal=True, graphiql=True) as served:
        yield served


def _stuur(poort: int, data: bytes, geduld_s: float) -> bytes:
    """All that comes back until it is closed, or until nothing more comes."""
    found = b""
    with socket.create_connection(("127.0.0.1", poort), timeout=geduld_s) as line:
        try:
            line.sendall(data)
            while chunk := line.recv(65_536):
                found += chunk
        except (TimeoutError, ConnectionError):
            return found
    return found


def _keur(antwoord: bytes, gestuurd: bytes, capsys: pytest.CaptureFixture[str]) -> None:
    status = antwoord.partition(b"\r\n")[0].split(b" ")[1:2]
    assert status == [] or int(status[0]) in {*range(200, 500), 503}, (antwoord[:500], gestuurd)
    assert BSN.encode() not in antwoord
    said = "".join(capsys.readouterr())
    assert "Traceback" not in said
    assert "onverwachte fout" not in said
    assert BSN not in said


@pytest.mark.parametrize("deur", DEUREN)
@GENOEG
@given(data=st.data())
def test_a_spoilt_body_or_address_is_answered_or_refused(
    huis: Deur, deur: str, data: st.DataObject, capsys: pytest.CaptureFixture[str]
) -> None:
    """The head stays as it is, but for its first line where there is no body; so an answer must come."""
    goede = [bericht.partition(b"\r\n\r\n") for bericht in DEUREN[deur]]
    kop, _, body = data.draw(st.sampled_from(goede))
    if body:
        spoilt = data.draw(verminkt([found for _, _, found in goede]))
        lines = [line for line in kop.split(b"\r\n") if not line.startswith(b"Content-Length")]
        raw = b"\r\n".join([*lines, b"Content-Length: %d" % len(spoilt), b"", b""]) + spoilt
    else:
        first, _, rest = kop.partition(b"\r\n")
        methode, doel, versie = first.split(b" ")
        spoilt = bytes(byte for byte in data.draw(verminkt([doel])) if 0x21 <= byte <= 0x7E)
        raw = b" ".join([methode, b"/" + spoilt.lstrip(b"/"), versie]) + b"\r\n" + rest + b"\r\n\r\n"
    antwoord = _stuur(huis.poort, raw, 10.0)

    assert antwoord.startswith(b"HTTP/1.1 "), raw
    _keur(antwoord, raw, capsys)


@pytest.mark.parametrize("deur", DEUREN)
@GENOEG
@given(data=st.data())
def test_a_message_that_is_spoilt_anywhere_ends_in_a_refusal_or_in_nothing(
    huis: Deur, deur: str, data: st.DataObject, capsys: pytest.CaptureFixture[str]
) -> None:
    raw = data.draw(verminkt(DEUREN[deur]))

    _keur(_stuur(huis.poort, raw, 0.05), raw, capsys)


# ---------------------------------------------------------------------- readers by themselves

Lezer = Callable[[bytes, Path], object]


def _document(raw: bytes, _: Path) -> object:
    return Documenten(schema._schema).lees(raw.decode("utf-8", "surrogateescape"))


def _op_schijf(naam: str, lezen: Callable[[Path], object]) -> Lezer:
    def lezer(raw: bytes, map_: Path) -> object:
        bestand = map_ / naam
        bestand.write_bytes(raw)
        return lezen(bestand)

    return lezer


def _tekst(lezen: Callable[[str], object]) -> Lezer:
    return lambda raw, _: lezen(raw.decode("latin-1"))


_MERKEN = Merken(bytes(32))
_PSEUDONIEMEN = Pseudoniemen([Sleutelpaar("a", bytes(32))])
_PEM = b"-----BEGIN CERTIFICATE-----%0AMIIB9TCCAZugAwIBAgIUQ%0A-----END CERTIFICATE-----%0A"
_CONFIG = b"""pseudoniemsleutel: '%s'
organisatie: {naam: Voorbeeldstad, oin: '00000001003300006000'}
registers:
  - {naam: zaken, soort: openzaak, url: https://openzaak.voorbeeldstad.example,
     credentials: {type: zgw, client_id: mijnzaken, secret: {value_from: {env: GEHEIM}}}}
server: {port: 8000, cors: ['https://mijn.voorbeeldstad.example']}
""" % (b"0" * 64)

#: Reads, what it may raise, and good examples. Readers of ids, cursors, tokens, claims and notifications have tests of
#: their own beside them (test_ref, test_connection, test_bearer, test_profielen, test_notificatie).
LEZERS: dict[str, tuple[Lezer, tuple[type[Exception], ...], list[bytes]]] = {
    "document": (
        _document,
        (Geweigerd,),
        [
            VRAAG["query"].encode(),
            b"{ ...F ...F } fragment F on Query { ik { klant { ... on NatuurlijkPersoon { naam } } } }",
            b'mutation M { toestemmingIntrekken(id: "x") { __typename } }',
            b"subscription { mijnZakenGewijzigd { soort informatie { titel @include(if: true) } } }",
        ],
    ),
    "websocket": (
        _tekst(berichten.lees),
        (Gesloten,),
        [
            b'{"type":"connection_init","payload":{"authorization":"Bearer x"}}',
            b'{"type":"subscribe","id":"1","payload":{"query":"{ ik { klant { naam } } }","variables":{"a":[1]}}}',
            b'{"type":"ping","payload":{}}',
            b'{"type":"complete","id":"1"}',
        ],
    ),
    "ketenmelding": (
        lambda raw, _: lees_ketenmelding(raw, "provincie"),
        (NietGeldig,),
        [json.dumps(CLOUDEVENT).encode()],
    ),
    "certificaat": (_tekst(certificaat._vingerafdruk), (), [_PEM, b"ab:" * 31 + b"ab", b"A" * 43]),
    "taal": (_tekst(taal_uit), (), [b"nl-NL,nl;q=0.9,en;q=0.8,*;q=0.1"]),
    "merk": (_tekst(_MERKEN.lees), (), [_MERKEN.maak(1).encode(), _MERKEN.maak(2**40).encode()]),
    "pseudoniem": (_tekst(_PSEUDONIEMEN.onthul), (), [_PSEUDONIEMEN.versluier(Bsn("999990019")).encode()]),
    "manifest": (
        _op_schijf("persisted.json", lees_manifest),
        (ManifestFout,),
        [
            json.dumps({hash_van(VRAAG["query"]): VRAAG["query"]}).encode(),
            b'{"format":"apollo-persisted-query-manifest","version":1,"operations":[{"id":"a","name":"A","type":"query",'
            b'"body":"query A { ik { klant { naam } } }"}]}',
        ],
    ),
    "instellingen": (
        _op_schijf("mijnzaken.yaml", lambda pad: lees(pad, {"GEHEIM": "x" * 32})),
        (ConfigFout,),
        [_CONFIG],
    ),
}


@pytest.mark.parametrize("naam", LEZERS)
@GENOEG
@given(data=st.data())
def test_a_reader_reads_it_or_refuses_it_without_repeating_it(
    tmp_path_factory: pytest.TempPathFactory, naam: str, data: st.DataObject
) -> None:
    lezer, refusals, goede = LEZERS[naam]
    raw = data.draw(verminkt(goede))
    try:
        lezer(raw, tmp_path_factory.getbasetemp())
    except refusals as refused:
        told = [error.message for error in refused.fouten] if isinstance(refused, Geweigerd) else [str(refused)]
        assert BSN not in " ".join(told)


@pytest.mark.parametrize("naam", LEZERS)
def test_a_good_one_is_read(tmp_path: Path, naam: str) -> None:
    lezer, _, goede = LEZERS[naam]
    for raw in goede:
        lezer(raw, tmp_path)


# ---------------------------------------------------------------------- what registers answer


class Spoiler:
    """Before the registers: now and then another answer than theirs. `zaad` None: just theirs."""

    def __init__(self, registers: ASGIApp) -> None:
        self._registers = registers
        self.zaad: int | None = None
        self._beurt = 0

    def begin(self, zaad: int | None) -> None:
        self.zaad, self._beurt = zaad, 0

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if self.zaad is None or scope["type"] != "http":
            await self._registers(scope, receive, send)
            return
        self._beurt += 1
        kans, parts, start = Random(f"{self.zaad}-{self._beurt}"), list[bytes](), list[Message]()

        async def keep(message: Message) -> None:
            if message["type"] == "http.response.start":
                start.append(message)
            else:
                parts.append(message.get("body", b""))

        await self._registers(scope, receive, keep)
        body = _bedorven(b"".join(parts), kans)
        head = start[0]
        koppen = [kop for kop in head["headers"] if kop[0].lower() not in {b"content-length", b"content-encoding"}]
        head["headers"] = [*koppen, (b"content-length", str(len(body)).encode())]
        await send(head)
        await send({"type": "http.response.body", "body": body})


def _bedorven(body: bytes, kans: Random) -> bytes:
    if kans.random() < 0.5:
        return body
    if kans.random() < 0.2:
        at = kans.randrange(len(body) + 1)
        return body[:at] + kans.randbytes(kans.randrange(4)) + body[at + kans.randrange(3) :]
    try:
        return json.dumps(anders(json.loads(body), kans, kans.choice((0.003, 0.02, 0.1)))).encode()
    except ValueError:
        return body


@pytest.fixture(scope="module")
def bedorven() -> Iterator[tuple[Deur, Spoiler]]:
    made: list[Spoiler] = []

    def ervoor(registers: Starlette) -> ASGIApp:
        made.append(Spoiler(registers))
        return made[0]

    with dienst(ervoor=ervoor) as served:
        for vraag in ("ask", "bedrijf"):
            assert "errors" not in _vraag(served, vraag)
        yield served, made[0]


def _vraag(huis: Deur, naam: str) -> dict[str, Any]:
    vraag = VRAGEN[naam]
    answer = huis.post({"query": vraag.query}, persona=vraag.als)
    assert answer.status == 200, answer.body
    return cast("dict[str, Any]", answer.json())


@GENOEG
@given(zaad=st.integers(0, 2**32), naam=st.sampled_from(("ask", "bedrijf")))
def test_answers_of_registers_that_were_spoilt_are_told_or_not_and_nothing_else(
    bedorven: tuple[Deur, Spoiler], zaad: int, naam: str, capsys: pytest.CaptureFixture[str]
) -> None:
    huis, spoiler = bedorven
    spoiler.begin(zaad)
    try:
        body = _vraag(huis, naam)
    finally:
        spoiler.begin(None)
    codes = {error["extensions"]["code"] for error in body.get("errors", ())}
    said = "".join(capsys.readouterr())

    assert codes <= {"REGISTER_INVALID_RESPONSE", "REGISTER_UNAVAILABLE", "REGISTER_TIMEOUT"}, body["errors"]
    assert body["data"] is not None
    assert "Traceback" not in said
    assert "onverwachte fout" not in said
