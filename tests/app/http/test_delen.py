"""An answer in parts over a real socket: as the bytes come, in both dialects, and what becomes of it when something is
slow, away or gone."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from time import perf_counter
from typing import Any

import msgspec
import pytest

from app.sandbox import uitgever
from app.sandbox.kern import Storing
from tests.app.http.deur import RESPONSE_JSON, Deur, dienst

PAD = "multipart/mixed;deferSpec=20220824, application/graphql-response+json, application/json;q=0.9"
ID = "multipart/mixed;incrementalSpec=v0.2,application/json"
WIE = """query($later: Boolean = true) {
  mijnZaken(first: 2, volgorde: NIEUWSTE_EERST) {
    nodes { titel ... @defer(if: $later, label: "wie") { zaak { behandelaar { naam } } } }
  }
}"""
ZONDER = "{ mijnZaken(first: 2, volgorde: NIEUWSTE_EERST) { nodes { titel zaak { behandelaar { naam } } } } }"
KOPPEN = {"Authorization", "Content-Type"}


@pytest.fixture
def eigen() -> Iterator[Deur]:
    with dienst(demo=True, deadline_s=3.0) as served:
        yield served


def _stukken(body: bytes) -> list[dict[str, Any]]:
    """As RFC 2046 reads it. Raises when it is not whole."""
    begin, *stukken, einde = body.split(b"\r\n--graphql")
    assert (begin, einde) == (b"", b"--\r\n")
    found = []
    for stuk in stukken:
        koppen, _, json = stuk.partition(b"\r\n\r\n")
        assert koppen == b"\r\nContent-Type: application/json; charset=utf-8"
        found.append(msgspec.json.decode(json))
    return found


def _samen(eerste: Any, leveringen: list[tuple[list[str | int], dict[str, Any]]]) -> Any:
    for pad, data in leveringen:
        plek = eerste
        for stap in pad:
            plek = plek[stap]
        plek.update(data)
    return eerste


def test_the_older_dialect_says_by_path_where_a_part_belongs(deur: Deur) -> None:
    answer = deur.post({"query": WIE}, Accept=PAD)
    eerste, tweede = _stukken(answer.body)

    assert answer.status == 200
    assert answer.kop("content-type") == 'multipart/mixed; boundary="graphql"; deferSpec=20220824'
    assert set(eerste) == {"data", "hasNext"}
    assert all(set(node) == {"titel"} for node in eerste["data"]["mijnZaken"]["nodes"])
    assert (eerste["hasNext"], tweede["hasNext"]) == (True, False)
    assert {item["label"] for item in tweede["incremental"]} == {"wie"}
    leveringen = [(item["path"], item["data"]) for item in tweede["incremental"]]
    assert _samen(eerste["data"], leveringen) == deur.post({"query": ZONDER}).json()["data"]


@pytest.mark.parametrize("naam", ["_uitgesteld0", "_uitgesteld", "__uitgesteld0x"])
def test_a_client_may_call_a_field_what_it_likes(deur: Deur, naam: str) -> None:
    query = f"{{ mijnZaken(first: 1) {{ nodes {{ {naam}: titel ... @defer {{ id }} }} }} }}"
    eerste, tweede = _stukken(deur.post({"query": query}, Accept=ID).body)

    assert set(eerste["data"]["mijnZaken"]["nodes"][0]) == {naam}
    assert set(tweede["incremental"][0]["data"]) == {"id"}


def test_the_newer_dialect_says_before_what_will_come(deur: Deur) -> None:
    answer = deur.post({"query": WIE}, Accept=ID)
    eerste, tweede = _stukken(answer.body)

    assert answer.kop("content-type") == 'multipart/mixed; boundary="graphql"; incrementalSpec=v0.2'
    paden = {item["id"]: item["path"] for item in eerste["pending"]}
    assert [item["label"] for item in eerste["pending"]] == ["wie", "wie"]
    assert [item["id"] for item in tweede["completed"]] == list(paden)
    assert not any({"path", "label"} & set(item) for item in tweede["incremental"])
    leveringen = [(paden[item["id"]], item["data"]) for item in tweede["incremental"]]
    assert _samen(eerste["data"], leveringen) == deur.post({"query": ZONDER}).json()["data"]


@pytest.mark.parametrize(
    ("koppen", "vraag"),
    [
        ({"Accept": RESPONSE_JSON}, {"query": WIE}),
        ({"Accept": PAD}, {"query": WIE, "variables": {"later": False}}),
        ({"Accept": PAD}, {"query": ZONDER}),
        ({"Accept": PAD, "Prefer": "handling=strict"}, {"query": WIE}),
    ],
    ids=["who-cannot-take-parts", "if-false", "nothing-later", "all-or-nothing"],
)
def test_else_it_is_one_answer(deur: Deur, koppen: dict[str, str], vraag: dict[str, object]) -> None:
    answer = deur.post(vraag, **koppen)

    assert answer.status == 200
    assert answer.kop("content-type") == RESPONSE_JSON
    assert answer.json()["data"] == deur.post({"query": ZONDER}).json()["data"]


@pytest.mark.parametrize(
    ("vraag", "status", "code"),
    [
        ("{ mijnZaken { nodes { ... @defer { onzin } } } }", 422, "GRAPHQL_VALIDATION_FAILED"),
        ("mutation { ... @defer { __typename } }", 422, "GRAPHQL_VALIDATION_FAILED"),
        ("{ ... @defer(label: 1) { __typename } }", 422, "GRAPHQL_VALIDATION_FAILED"),
        ("{ a: ... @defer }", 400, "GRAPHQL_PARSE_FAILED"),
    ],
)
def test_what_is_wrong_with_a_question_is_an_ordinary_refusal(deur: Deur, vraag: str, status: int, code: str) -> None:
    answer = deur.post({"query": vraag}, Accept=PAD)

    assert (answer.status, answer.json()["errors"][0]["extensions"]["code"]) == (status, code)


@pytest.mark.parametrize("accept", [PAD, ID])
def test_a_slow_register_keeps_only_what_is_asked_of_it(eigen: Deur, accept: str) -> None:
    """The first part is there long before; the second says in time that it could not be told."""
    state = eigen.registers.state.producten["openobject"].state
    state.storing, state.traag_s = Storing.TRAAG, 8.0
    vraag = msgspec.json.encode({"query": WIE})
    koppen = {
        "Host": "localhost",
        "Accept": accept,
        "Authorization": f"Bearer {uitgever.token('burger')}",
        "Content-Type": "application/json",
        "Content-Length": str(len(vraag)),
        "Connection": "close",
    }
    head = "".join(f"{naam}: {waarde}\r\n" for naam, waarde in koppen.items())
    body, eerste_na = b"", 0.0
    begin = perf_counter()
    with socket.create_connection(("127.0.0.1", eigen.poort), timeout=10) as lijn:
        lijn.sendall(f"POST /graphql HTTP/1.1\r\n{head}\r\n".encode() + vraag)
        while stuk := lijn.recv(65_536):
            body += stuk
            eerste_na = eerste_na or (perf_counter() - begin if b'"titel"' in body else 0.0)
    na = perf_counter() - begin

    assert eerste_na < 1.5 < na < 3.5
    assert body.count(b"hasNext") == 2
    assert body.count(b"REGISTER_TIMEOUT") >= 1
    assert b"chunked" in body.partition(b"\r\n\r\n")[0]


def test_a_client_that_leaves_stops_what_ran_for_it(eigen: Deur) -> None:
    """And the next one is served as if nothing had been."""
    state = eigen.registers.state.producten["openobject"].state
    state.storing, state.traag_s = Storing.TRAAG, 8.0
    vraag = msgspec.json.encode({"query": WIE})
    head = (
        f"Host: localhost\r\nAccept: {PAD}\r\nAuthorization: Bearer {uitgever.token('burger')}\r\n"
        f"Content-Type: application/json\r\nContent-Length: {len(vraag)}\r\n"
    )
    with socket.create_connection(("127.0.0.1", eigen.poort), timeout=10) as lijn:
        lijn.sendall(f"POST /graphql HTTP/1.1\r\n{head}\r\n".encode() + vraag)
        while b'"titel"' not in lijn.recv(65_536):
            continue
    state.storing = Storing.GEEN

    eerste, tweede = _stukken(eigen.post({"query": WIE}, Accept=PAD).body)
    assert (eerste["hasNext"], tweede["hasNext"]) == (True, False)
    assert "errors" not in tweede["incremental"][0]


def test_who_asks_what_it_cost_hears_of_the_calls_of_each_part(eigen: Deur) -> None:
    """As many as at once: what a part needs and was fetched is not fetched again."""
    eigen.post({"query": ZONDER})  # what is the same for everybody is known now
    heel = eigen.post({"query": ZONDER}, X_MijnZaken_Oproepen="1").json()["extensions"]["oproepen"]
    eerste, tweede = _stukken(eigen.post({"query": WIE}, Accept=PAD, X_MijnZaken_Oproepen="1").body)
    samen = tweede["incremental"][0]["extensions"]["oproepen"]

    def wat(oproepen: list[dict[str, Any]]) -> list[tuple[str, str]]:
        return sorted((oproep["register"], oproep["sjabloon"]) for oproep in oproepen)

    assert wat(samen) == wat(heel)
    assert len(eerste["extensions"]["oproepen"]) < len(samen)
