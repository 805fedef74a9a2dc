"""The bytes of a document: his own for whoever may see it in the graph, and for everybody else as if it were not."""

from __future__ import annotations

import http.client
from collections.abc import Iterator

import pytest
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app.sandbox import uitgever
from app.sandbox.kern import Storing
from app.verwerkingenlog.regel import Handeling
from resolvers.grammar.ref import Ref
from tests.app.http.deur import Deur, dienst
from tests.gateway import gateway, sandbox
from tests.resolvers.geven import gegeven

DOCUMENTEN = "{ mijnZaken(first: 50) { nodes { zaak { documenten { id bestandsnaam formaat downloadUrl } } } } }"


def _documenten(deur: Deur, persona: str) -> list[dict[str, str]]:
    found = deur.post({"query": DOCUMENTEN}, persona=persona).json()["data"]["mijnZaken"]
    return [
        document
        for node in (found or {"nodes": ()})["nodes"]
        if node["zaak"]
        for document in node["zaak"]["documenten"] or ()
    ]


def _alle(deur: Deur) -> set[str]:
    """The paths of all documents that the register holds."""
    held = deur.registers.state.wereld.collecties["openzaak"]["enkelvoudiginformatieobjecten"]
    ids = {str(found["url"]).rstrip("/").rsplit("/", 1)[-1] for found in held}
    return {f"/documenten/{Ref('openzaak', 'Document', uuid).encode()}" for uuid in ids}


def test_ones_own_document_is_given_as_a_file(deur: Deur) -> None:
    own = _documenten(deur, "burger")
    assert own

    for document in own:
        answer = deur.get(document["downloadUrl"], persona="burger")
        assert answer.status == 200
        assert answer.body
        assert answer.kop("content-type").partition(";")[0] == document["formaat"]
        assert answer.kop("content-disposition").startswith("attachment; filename*=UTF-8''")
        assert answer.kop("cache-control") == "no-store"


def test_a_document_of_another_and_one_that_does_not_exist_are_the_same_404(deur: Deur) -> None:
    own = {document["downloadUrl"] for document in _documenten(deur, "burger")}
    foreign = _alle(deur) - own
    unknown = f"/documenten/{Ref('openzaak', 'Document', '00000000-0000-4000-8000-000000000000').encode()}"
    assert own <= _alle(deur)
    assert foreign

    answers = [deur.get(path, persona="burger") for path in [*sorted(foreign), unknown]]
    assert {answer.status for answer in answers} == {404}
    assert len({tuple(sorted(answer.json() | {"traceId": ""})) for answer in answers}) == 1
    assert {answer.json()["title"] for answer in answers} == {"Niet gevonden"}


@pytest.mark.parametrize("persona", ["burger2", "gemachtigde", "ondernemer", "kcc"])
def test_nobody_else_gets_a_document_of_the_burger_alone(deur: Deur, persona: str) -> None:
    theirs = {document["downloadUrl"] for document in _documenten(deur, persona)}
    own = {document["downloadUrl"] for document in _documenten(deur, "burger")} - theirs

    assert {deur.get(path, persona=persona).status for path in own} == {404}


def test_a_ketenpartner_gets_the_documents_of_the_zaak_on_which_it_works_and_no_other(deur: Deur) -> None:
    query = '{ zaak(identificatie: "ZAAK-2026-0001") { documenten { titel downloadUrl } } }'
    theirs = deur.post({"query": query}, persona="ketenpartner").json()["data"]["zaak"]["documenten"]
    paths = {document["downloadUrl"] for document in theirs}
    all_of_the_burger = {document["downloadUrl"] for document in _documenten(deur, "burger")}

    assert {deur.get(path, persona="ketenpartner").status for path in paths} == {200}
    assert all_of_the_burger - paths
    assert {deur.get(path, persona="ketenpartner").status for path in all_of_the_burger - paths} == {404}


async def test_a_download_stands_in_the_log_with_why_and_under_the_trace_that_an_organisation_brought() -> None:
    vraag = "{ mijnZaken(first: 50) { nodes { zaak { id documenten { downloadUrl } } } } }"
    van_partner = '{ zaak(identificatie: "ZAAK-2026-0001") { documenten { downloadUrl } } }'
    with sandbox() as registers:
        async with gateway(registers.basis) as huis:
            nodes = (await huis.ask(vraag)).data["mijnZaken"]["nodes"]
            zaak = next(node["zaak"] for node in nodes if node["zaak"] and node["zaak"]["documenten"])
            pad = zaak["documenten"][0]["downloadUrl"]
            partner = (await huis.ask(van_partner, als="ketenpartner")).data["zaak"]["documenten"][0]["downloadUrl"]
            await gegeven(huis, categorieen=["DOCUMENTEN"])

            async def haal(persona: str, pad: str, **koppen: str) -> int:
                headers = {"Authorization": f"Bearer {uitgever.token(persona)}", **koppen}
                return (await huis.client.get(pad, headers=headers)).status_code

            statussen = [
                await haal("kcc", pad),
                await haal("kcc", f"{pad}?zaak={zaak['id']}"),
                await haal("ketenpartner", partner, traceparent=f"00-{'5' * 32}-{'6' * 16}-01"),
            ]
            log = huis.log()
            regels = [vermelding.regel for vermelding in log.sinds(0)]
            log.close()

    downloads = [regel for regel in regels if isinstance(regel, Handeling) and regel.naam == "downloaden document"]
    assert statussen == [404, 200, 200]
    assert [regel.aanleiding for regel in downloads] == ["", zaak["id"], ""]
    assert (downloads[-1].trace_id, downloads[-1].parent_span_id) == ("5" * 32, "6" * 16)
    assert downloads[-1].afkomst == uitgever.OIN_KETENPARTNER


@pytest.mark.parametrize(
    "pad",
    [
        "x",
        "..",
        "%2e%2e%2fetc%2fpasswd",
        "%00",
        "%ff",
        "a" * 5000,
        Ref("openzaak", "Zaak", "00000000-0000-4000-8000-000000000000").encode(),
        Ref("openklant", "Document", "00000000-0000-4000-8000-000000000000").encode(),
        Ref("onbekend", "Document", "00000000-0000-4000-8000-000000000000").encode(),
        Ref("openzaak", "Document", "niet-een-uuid").encode(),
        Ref("openzaak", "Document", "a/../../zaken").encode(),
        Ref("openzaak", "Onzin", "1").encode(),
    ],
)
def test_an_id_that_names_no_document_is_404(deur: Deur, pad: str) -> None:
    assert deur.get(f"/documenten/{pad}", persona="burger").status == 404


def test_an_object_of_ones_own_that_is_no_document_is_404(deur: Deur) -> None:
    query = "{ mijnZaken(first: 1) { nodes { id zaak { id } } } }"
    (node,) = deur.post({"query": query}).json()["data"]["mijnZaken"]["nodes"]

    assert {deur.get(f"/documenten/{id}", persona="burger").status for id in (node["id"], node["zaak"]["id"])} == {404}


def test_without_a_token_it_is_401_for_every_id(deur: Deur) -> None:
    for path in [_documenten(deur, "burger")[0]["downloadUrl"], "/documenten/x"]:
        answer = deur.get(path)
        assert answer.status == 401
        assert answer.kop("www-authenticate") == "Bearer"
        assert answer.kop("content-type") == "application/problem+json"


def test_a_token_in_the_address_is_no_token(deur: Deur) -> None:
    path = _documenten(deur, "burger")[0]["downloadUrl"]

    assert deur.get(f"{path}?access_token={uitgever.token('burger')}").status == 401


# ---------------------------------------------------------------------- a register that fails

HALF = b"%PDF-1.7 " + b"x" * 100_000


class _Onderbreker:
    """Stands before the registers, and breaks every download off in the middle."""

    def __init__(self, achter: ASGIApp) -> None:
        self._achter = achter

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if not str(scope.get("path", "")).endswith("/download"):
            await self._achter(scope, receive, send)
            return
        head: Message = {"type": "http.response.start", "status": 200}
        kind = [(b"content-type", b"application/pdf"), (b"content-length", b"400000")]
        await send({**head, "headers": kind})
        await send({"type": "http.response.body", "body": HALF, "more_body": True})


@pytest.fixture(scope="module")
def onderbroken() -> Iterator[Deur]:
    with dienst(ervoor=_Onderbreker) as served:
        yield served


def test_a_register_that_fails_midway_breaks_the_download_off(onderbroken: Deur) -> None:
    """It must not look like a whole file."""
    path = _documenten(onderbroken, "burger")[0]["downloadUrl"]

    with pytest.raises(http.client.IncompleteRead):
        onderbroken.get(path, persona="burger")
    assert onderbroken.get("/_healthz/livez/").status == 200


def test_a_register_that_is_down_is_503_and_says_nothing_more() -> None:
    with dienst() as deur:
        path = _documenten(deur, "burger")[0]["downloadUrl"]
        deur.registers.state.producten["openzaak"].state.storing = Storing.DOWN
        answer = deur.get(path, persona="burger")

        assert answer.status == 503
        assert answer.json() == {
            "title": "Nu niet beschikbaar",
            "status": 503,
            "traceId": answer.kop("x-trace-id"),
        }


def test_what_an_uploader_wrote_does_not_become_a_header_of_ours() -> None:
    with dienst() as deur:
        held = deur.registers.state.producten["openzaak"].state.register.store["enkelvoudiginformatieobjecten"]
        path = _documenten(deur, "burger")[0]["downloadUrl"]
        uuid = Ref.decode(path.rsplit("/", 1)[-1]).id
        name = 'a/b"; filename=x.exe\r\nX-Kwaad: 1é.pdf'
        held.wijzig(held.zoek(uuid), {"formaat": "text/html\r\nX-Kwaad: 1", "bestandsnaam": name})
        answer = deur.get(path, persona="burger")

        assert answer.status == 200
        assert answer.kop("content-type") == "application/octet-stream"
        assert "x-kwaad" not in answer.koppen
        assert answer.kop("content-disposition") == (
            "attachment; filename*=UTF-8''a%2Fb%22%3B%20filename%3Dx.exe%0D%0AX-Kwaad%3A%201%C3%A9.pdf"
        )


@pytest.mark.parametrize("soort", ["Zaak", "Document"])
def test_an_invented_id_beside_ones_own_does_not_take_that_one_away(deur: Deur, soort: str) -> None:
    """Both go to the register in one question, and it refuses all of it for one id that is no uuid."""
    query = "{ mijnZaken(first: 50) { nodes { zaak { id documenten { id } } } } }"
    zaken = [node["zaak"] for node in deur.post({"query": query}).json()["data"]["mijnZaken"]["nodes"] if node["zaak"]]
    own = (
        zaken[0]["id"] if soort == "Zaak" else next(zaak["documenten"][0]["id"] for zaak in zaken if zaak["documenten"])
    )
    invented = Ref("openzaak", soort, "verzonnen").encode()
    answer = deur.post(
        {"query": "query A($ids: [ID!]!) { nodes(ids: $ids) { id } }", "variables": {"ids": [own, invented]}}
    )

    assert answer.json() == {"data": {"nodes": [{"id": own}, None]}}
