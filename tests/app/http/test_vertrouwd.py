"""Registered documents over real sockets: asked by their id in every dialect, and what may not be asked so."""

from __future__ import annotations

import json
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import msgspec
import pytest
from websockets.exceptions import ConnectionClosed
from websockets.sync.client import connect
from websockets.typing import Subprotocol

from app.config.documenten import DocumentenSettings
from app.execution.vertrouwd import Bewaring
from app.sandbox import uitgever
from tests.app.http.deur import RESPONSE_JSON, Antwoord, Deur, dienst

JSON = "application/json"
BSN = "999990019"
IK = "query Ik { ik { soort } }"
LIJST = "query Lijst($first: Int!) { mijnZaken(first: $first) { totaal } }"
KLANT = "query Klant($sleutel: KlantSleutel!) { klant(sleutel: $sleutel) { naam } }"
LOS = "query Los($bsn: BSN) { klant(sleutel: {bsn: $bsn}) { naam } }"
WIJZIG = "mutation Wijzig($input: KlantvoorkeurInput!) { klantvoorkeurWijzigen(input: $input) { __typename } }"
VOLG = "subscription Volg { mijnZakenGewijzigd { soort } }"
VREEMD = "query Vreemd { ik { niveau } }"


def hash_van(tekst: str) -> str:
    return sha256(tekst.encode()).hexdigest()


def apq(tekst: str, versie: int = 1) -> dict[str, Any]:
    return {"persistedQuery": {"version": versie, "sha256Hash": hash_van(tekst)}}


@pytest.fixture(scope="module")
def map_(tmp_path_factory: pytest.TempPathFactory) -> Path:
    found = tmp_path_factory.mktemp("documenten")
    teksten = {hash_van(tekst): tekst for tekst in (IK, LIJST, KLANT, LOS, WIJZIG, VOLG)}
    Bewaring(found).voeg_toe("portaal", {**teksten, "eigen-id": IK})
    return found


@pytest.fixture(scope="module")
def alles(map_: Path) -> Iterator[Deur]:
    with dienst(documenten=DocumentenSettings(map=map_)) as served:
        yield served


@pytest.fixture(scope="module")
def vertrouwd(map_: Path) -> Iterator[Deur]:
    with dienst(documenten=DocumentenSettings(map=map_, modus="vertrouwd")) as served:
        yield served


@pytest.fixture(scope="module")
def onderweg() -> Iterator[Deur]:
    with dienst(documenten=DocumentenSettings(apq=True)) as served:
        yield served


def _codes(answer: Antwoord) -> list[str]:
    return [error["extensions"]["code"] for error in answer.json()["errors"]]


def _adres(deur: Deur, *, persona: str | None = "burger", accept: str = RESPONSE_JSON, **parameters: str) -> Antwoord:
    return deur.get(f"/graphql?{urlencode(parameters)}", persona=persona, Accept=accept)


BERICHTEN: list[dict[str, Any]] = [
    {"documentId": f"sha256:{hash_van(IK)}"},
    {"documentId": hash_van(IK)},
    {"documentId": "eigen-id"},
    {"id": hash_van(IK)},
    {"doc_id": hash_van(IK)},
    {"extensions": apq(IK)},
    {"extensions": apq(IK), "query": None},
    {"extensions": apq(IK), "query": ""},
    {"extensions": apq(IK), "query": IK},
    {"documentId": hash_van(IK), "query": IK},
    {"documentId": hash_van(IK), "operationName": "Ik", "variables": None},
    {"query": IK},
    {"query": IK, "id": 7, "doc_id": ["van de client zelf"]},
]


@pytest.mark.parametrize("bericht", BERICHTEN, ids=lambda found: "+".join(found))
@pytest.mark.parametrize("media", [RESPONSE_JSON, JSON])
def test_a_registered_document_is_asked_in_every_dialect(vertrouwd: Deur, bericht: object, media: str) -> None:
    answer = vertrouwd.post(bericht, Accept=media)

    assert (answer.status, answer.kop("content-type")) == (200, media)
    assert answer.json() == {"data": {"ik": {"soort": "BURGER"}}}


def test_what_is_not_registered_is_not_answered_in_production_and_is_elsewhere(alles: Deur, vertrouwd: Deur) -> None:
    for bericht in ({"query": VREEMD}, {"query": VREEMD, "extensions": apq(VREEMD)}, {"query": f"{IK} "}):
        refused = vertrouwd.post(bericht)
        assert (refused.status, _codes(refused)) == (403, ["PERSISTED_QUERY_ONLY"])
        assert vertrouwd.post(bericht, Accept=JSON).status == 200
        assert alles.post(bericht).status == 200
    assert vertrouwd.post({"query": "{ __schema { types { name } } }"}).status == 403


def test_a_ketenpartner_makes_his_questions_as_he_asks_them(vertrouwd: Deur) -> None:
    assert vertrouwd.post({"query": VREEMD}, persona="ketenpartner").json()["data"]["ik"]["niveau"] == "HOOG"


@pytest.mark.parametrize(
    ("bericht", "melding"),
    [
        ({"documentId": hash_van(VREEMD)}, "Dit document is hier niet geregistreerd."),
        ({"documentId": "onbekend"}, "Dit document is hier niet geregistreerd."),
        ({"documentId": BSN}, "Dit document is hier niet geregistreerd."),
        ({"extensions": apq(VREEMD)}, "PersistedQueryNotFound"),
    ],
)
def test_a_document_that_nobody_knows_is_404_with_a_code(alles: Deur, bericht: object, melding: str) -> None:
    answer = alles.post(bericht)

    assert answer.status == 404
    assert _codes(answer) == ["PERSISTED_QUERY_NOT_FOUND"]
    assert answer.json()["errors"][0]["message"] == melding
    assert BSN.encode() not in answer.body
    assert alles.post(bericht, Accept=JSON).status == 200


@pytest.mark.parametrize(
    "bericht",
    [
        {"documentId": ""},
        {"documentId": 7},
        {"id": 7},
        {"doc_id": {}},
        {"id": [hash_van(IK)]},
        {"documentId": "x" * 201},
        {"documentId": hash_van(IK), "id": hash_van(LIJST)},
        {"documentId": hash_van(IK), "extensions": apq(LIJST)},
        {"documentId": hash_van(IK), "query": VREEMD},
        {"query": VREEMD, "extensions": apq(IK)},
        {"query": VREEMD, "extensions": apq(LIJST + " ")},
        {"extensions": apq(IK, versie=2)},
        {"extensions": {"persistedQuery": {}}},
        {"extensions": {"persistedQuery": "x"}},
        {"extensions": {}},
        {"variables": {}},
    ],
)
def test_a_message_that_names_no_document_or_two_is_400(alles: Deur, bericht: object) -> None:
    answer = alles.post(bericht)

    assert (answer.status, _codes(answer)) == (400, ["BAD_REQUEST"])


# ---------------------------------------------------------------------- by address


@pytest.mark.parametrize(
    ("parameters", "data"),
    [
        ({"documentId": f"sha256:{hash_van(IK)}"}, {"ik": {"soort": "BURGER"}}),
        ({"documentId": "eigen-id", "operationName": "Ik", "variables": ""}, {"ik": {"soort": "BURGER"}}),
        ({"extensions": json.dumps(apq(IK))}, {"ik": {"soort": "BURGER"}}),
        ({"documentId": hash_van(LIJST), "variables": '{"first": 1}'}, {"mijnZaken": {"totaal": 8}}),
    ],
)
def test_a_registered_document_is_asked_by_its_address(
    vertrouwd: Deur, parameters: dict[str, str], data: object
) -> None:
    answer = _adres(vertrouwd, **parameters)

    assert (answer.status, answer.kop("content-type")) == (200, RESPONSE_JSON)
    assert answer.json()["data"] == data
    assert answer.kop("cache-control") == "no-store"


@pytest.mark.parametrize(
    "parameters",
    [
        {"query": IK},
        {"query": ""},
        {"query": IK, "documentId": hash_van(IK)},
        {"query": VREEMD, "extensions": json.dumps(apq(VREEMD))},
        {"variables": "{}"},
        {},
    ],
)
def test_a_text_in_an_address_is_refused(alles: Deur, parameters: dict[str, str]) -> None:
    answer = _adres(alles, **parameters)

    assert answer.status == 405
    assert answer.kop("allow") == "POST"
    assert answer.kop("content-type") == "application/problem+json"


@pytest.mark.parametrize(
    "parameters",
    [
        {"documentId": hash_van(LIJST), "variables": "{"},
        {"documentId": hash_van(LIJST), "variables": "[]"},
        {"documentId": hash_van(LIJST), "variables": "[" * 10_000},
        {"documentId": hash_van(LIJST), "variables": "\ud800".encode("utf-8", "surrogatepass").decode("latin-1")},
        {"documentId": "x" * 201},
        {"extensions": "x"},
        {"extensions": "{}"},
        {"extensions": json.dumps(apq(IK, versie=3))},
        {"documentId": ""},
    ],
)
def test_an_address_that_is_no_question_is_400(alles: Deur, parameters: dict[str, str]) -> None:
    answer = _adres(alles, **parameters)

    assert (answer.status, _codes(answer)) == (400, ["BAD_REQUEST"])


def test_a_parameter_twice_is_400(alles: Deur) -> None:
    answer = alles.get(f"/graphql?documentId={hash_van(IK)}&documentId={hash_van(IK)}", persona="burger")

    assert answer.status == 400


@pytest.mark.parametrize(
    ("tekst", "variables"),
    [
        (KLANT, {"sleutel": {"bsn": BSN}}),
        (KLANT, {"sleutel": {"bsn": "99999001"}}),
        (KLANT, {"sleutel": [{"bsn": [BSN]}]}),
        (LOS, {"bsn": BSN}),
        (LOS, {"bsn": int(BSN)}),
    ],
)
def test_a_bsn_in_an_address_is_refused_and_not_repeated(alles: Deur, tekst: str, variables: object) -> None:
    answer = _adres(alles, documentId=hash_van(tekst), variables=json.dumps(variables))

    assert (answer.status, _codes(answer)) == (400, ["BAD_REQUEST"])
    assert answer.json()["errors"][0]["message"] == "Een BSN hoort niet in een adres; stel deze vraag met POST."
    assert b"99999001" not in answer.body


def test_variables_nested_without_end_are_no_500(alles: Deur) -> None:
    diep = '{"sleutel": ' + "[" * 800 + f'{{"bsn": "{BSN}"}}' + "]" * 800 + "}"

    assert _adres(alles, documentId=hash_van(KLANT), variables=diep).status == 400


def test_what_names_no_bsn_may_stand_in_an_address(alles: Deur) -> None:
    for variables in ({"bsn": None}, {}, {"anders": 1}):
        assert _adres(alles, documentId=hash_van(LOS), variables=json.dumps(variables)).status == 200


def test_a_change_is_not_made_by_an_address(alles: Deur) -> None:
    answer = _adres(alles, documentId=hash_van(WIJZIG), variables='{"input": {"taal": "eng"}}')

    assert (answer.status, answer.kop("allow"), _codes(answer)) == (405, "POST", ["BAD_REQUEST"])


def test_a_subscription_does_not_fit_in_one_answer(alles: Deur) -> None:
    answer = _adres(alles, documentId=hash_van(VOLG))

    assert (answer.status, _codes(answer)) == (422, ["BAD_REQUEST"])


def test_who_has_not_logged_in_does_not_learn_what_is_registered(alles: Deur) -> None:
    for tekst in (IK, VREEMD):
        answer = _adres(alles, persona=None, documentId=hash_van(tekst))
        assert (answer.status, _codes(answer)) == (401, ["UNAUTHENTICATED"])


def test_head_and_an_unreadable_accept_are_refused_as_for_any_question(alles: Deur) -> None:
    adres = f"/graphql?documentId={hash_van(IK)}"

    assert alles.vraag("HEAD", adres).status == 405
    assert alles.get(adres, persona="burger", Accept="text/plain").status == 406


# ---------------------------------------------------------------------- registered on the way


def test_a_client_registers_its_question_on_the_second_request(onderweg: Deur) -> None:
    first = onderweg.post({"extensions": apq(VREEMD)}, Accept=JSON)
    second = onderweg.post({"query": VREEMD, "extensions": apq(VREEMD)})
    third = onderweg.post({"extensions": apq(VREEMD)})

    assert (first.status, _codes(first)) == (200, ["PERSISTED_QUERY_NOT_FOUND"])
    assert first.json()["errors"][0]["message"] == "PersistedQueryNotFound"
    assert second.json() == third.json()
    assert _adres(onderweg, extensions=json.dumps(apq(VREEMD))).json() == third.json()


def test_what_cannot_be_asked_is_not_kept(onderweg: Deur) -> None:
    kapot = "{ bestaatNiet }"

    assert onderweg.post({"query": kapot, "extensions": apq(kapot)}).status == 422
    assert onderweg.post({"extensions": apq(kapot)}).status == 404


def test_without_apq_nothing_is_kept(alles: Deur) -> None:
    assert alles.post({"query": VREEMD, "extensions": apq(VREEMD)}).status == 200
    assert alles.post({"extensions": apq(VREEMD)}).status == 404


# ---------------------------------------------------------------------- on connections that stay


def _over_de_stroom(deur: Deur, bericht: object) -> Antwoord:
    token = uitgever.token("burger")
    head = {"Content-Type": JSON, "Accept": "text/event-stream", "Authorization": f"Bearer {token}"}
    return deur.vraag("POST", "/graphql/stream", body=msgspec.json.encode(bericht), koppen=head)


def test_the_stream_answers_what_is_registered_and_nothing_else(vertrouwd: Deur) -> None:
    known = _over_de_stroom(vertrouwd, {"documentId": f"sha256:{hash_van(IK)}"}).body
    other = _over_de_stroom(vertrouwd, {"query": VREEMD}).body

    assert b'data: {"data":{"ik":{"soort":"BURGER"}}}' in known
    assert b"PERSISTED_QUERY_ONLY" in other
    assert known.endswith(b"event: complete\ndata: \n\n")
    assert _over_de_stroom(vertrouwd, {"variables": {}}).status == 400


def _over_de_socket(deur: Deur, bericht: object) -> dict[str, Any]:
    """The first thing that is said after the question; a close as its code."""
    url = f"ws://127.0.0.1:{deur.poort}/graphql"
    with connect(url, subprotocols=[Subprotocol("graphql-transport-ws")]) as socket:
        inlog = {"Authorization": f"Bearer {uitgever.token('burger')}"}
        socket.send(json.dumps({"type": "connection_init", "payload": inlog}))
        assert json.loads(socket.recv(10))["type"] == "connection_ack"
        socket.send(json.dumps({"type": "subscribe", "id": "1", "payload": bericht}))
        try:
            found: dict[str, Any] = json.loads(socket.recv(10))
        except ConnectionClosed as closed:
            return {"type": closed.rcvd.code if closed.rcvd else None}
    return found


@pytest.mark.parametrize(
    ("bericht", "type_", "inhoud"),
    [
        ({"documentId": hash_van(IK)}, "next", "BURGER"),
        ({"extensions": apq(IK)}, "next", "BURGER"),
        ({"query": VREEMD}, "error", "PERSISTED_QUERY_ONLY"),
        ({"documentId": hash_van(VREEMD)}, "error", "PERSISTED_QUERY_NOT_FOUND"),
        ({"documentId": hash_van(IK), "id": "anders"}, 4400, ""),
        ({}, 4400, ""),
    ],
)
def test_the_socket_answers_what_is_registered_and_nothing_else(
    vertrouwd: Deur, bericht: object, type_: object, inhoud: str
) -> None:
    found = _over_de_socket(vertrouwd, bericht)

    assert found["type"] == type_
    assert inhoud in json.dumps(found)
