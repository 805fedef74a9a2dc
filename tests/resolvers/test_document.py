"""A document: definitive ones of a dossier, all in one question; its bytes by the same decision."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from app.sandbox import uitgever
from app.sandbox.kern.store import Store
from resolvers.grammar.ref import Ref
from tests.gateway import Gateway, Sandbox

QUERY = """query($n: String!) { zaak(identificatie: $n) { documenten {
  id titel soort formaat bestandsomvang richting auteur downloadUrl zaken { identificatie } } } }"""


async def test_what_is_not_definitive_is_not_in_the_dossier(huis: Gateway) -> None:
    answer = await huis.ask(QUERY, variables={"n": "ZAAK-2026-0001"})
    documenten = answer.data["zaak"]["documenten"]

    assert [document["titel"] for document in documenten] == ["Aanvraag dakkapel", "Bouwtekening"]
    assert documenten[0]["soort"] == "Aanvraag"
    assert documenten[0]["richting"] == "INKOMEND"
    assert documenten[0]["zaken"] == [{"identificatie": "ZAAK-2026-0001"}]


async def test_the_documents_of_all_zaken_are_one_question(huis: Gateway) -> None:
    answer = await huis.ask("{ ik { klant { zaken { nodes { documenten { titel soort } } } } } }")

    assert answer.oproepen == {
        "openzaak POST /zaken/_zoek": 1,
        "openzaak POST /enkelvoudiginformatieobjecten/_zoek": 1,
    }


async def test_a_document_above_the_ceiling_is_not_seen_in_a_zaak_that_is(
    eigen_huis: Gateway, eigen_registers: Sandbox
) -> None:
    store = eigen_registers.product("openzaak").state.register.store["enkelvoudiginformatieobjecten"]
    drawing = next(document for document in store if document["titel"] == "Bouwtekening")
    store.wijzig(drawing, {"vertrouwelijkheidaanduiding": "geheim"})
    answer = await eigen_huis.ask(QUERY, variables={"n": "ZAAK-2026-0001"})

    assert [document["titel"] for document in answer.data["zaak"]["documenten"]] == ["Aanvraag dakkapel"]


async def test_the_bytes_come_to_whom_may_see_it_and_to_nobody_else(huis: Gateway) -> None:
    url = (await huis.ask(QUERY, variables={"n": "ZAAK-2026-0001"})).data["zaak"]["documenten"][0]["downloadUrl"]

    async def download(persona: str) -> tuple[int, str]:
        response = await huis.client.get(url, headers={"Authorization": f"Bearer {uitgever.token(persona)}"})
        return response.status_code, response.text

    assert await download("burger") == (200, "De aanvraag voor een dakkapel.")
    assert await download("burger2") == (200, "De aanvraag voor een dakkapel.")
    assert (await download("gemachtigde"))[0] == 404
    assert (await download("kcc"))[0] == 404
    assert (await huis.client.get(url)).status_code == 401


async def test_another_citizen_does_not_reach_it_by_its_id(huis: Gateway) -> None:
    documenten = (await huis.ask(QUERY, variables={"n": "ZAAK-2026-0006"})).data["zaak"]["documenten"]
    query = "query($id: ID!) { node(id: $id) { __typename } }"
    variables = {"id": documenten[0]["id"]}

    assert (await huis.ask(query, variables=variables)).data == {"node": {"__typename": "Document"}}
    assert (await huis.ask(query, als="burger2", variables=variables)).data == {"node": None}


def _niet_af(store: Store, document: dict[str, Any]) -> None:
    store["enkelvoudiginformatieobjecten"].wijzig(document, {"status": "in_bewerking"})


def _boven_het_plafond(store: Store, document: dict[str, Any]) -> None:
    store["enkelvoudiginformatieobjecten"].wijzig(document, {"vertrouwelijkheidaanduiding": "geheim"})


def _in_geen_zaak(store: Store, document: dict[str, Any]) -> None:
    for link in store["zaakinformatieobjecten"].bij("informatieobject", document["url"]):
        store["zaakinformatieobjecten"].verwijder(str(link["uuid"]))


def _ook_in_andermans_zaak(store: Store, document: dict[str, Any]) -> None:
    """And not finished: for nobody but the organisation, in either."""
    _niet_af(store, document)
    (link,) = store["zaakinformatieobjecten"].bij("informatieobject", document["url"])
    (zaak,) = store["zaken"].bij("identificatie", "ZAAK-2026-0006")
    uuid = "c0000000-0000-4000-8000-000000000001"
    url = str(link["url"]).replace(str(link["uuid"]), uuid)
    store["zaakinformatieobjecten"].voeg_toe({**link, "uuid": uuid, "url": url, "zaak": zaak["url"]})


@pytest.mark.parametrize("persona", ["burger", "burger2", "gemachtigde", "kcc"])
@pytest.mark.parametrize(
    "verberg", [_niet_af, _boven_het_plafond, _in_geen_zaak, _ook_in_andermans_zaak], ids=lambda hide: hide.__name__
)
async def test_one_that_may_not_be_seen_costs_what_an_unknown_one_does(
    eigen_huis: Gateway, eigen_registers: Sandbox, verberg: Callable[[Store, dict[str, Any]], None], persona: str
) -> None:
    store = eigen_registers.product("openzaak").state.register.store
    (drawing,) = store["enkelvoudiginformatieobjecten"].bij("titel", "Bouwtekening")
    verberg(store, drawing)
    hidden = Ref("openzaak", "Document", drawing["url"].rpartition("/")[2])
    unknown = Ref("openzaak", "Document", "00000000-0000-4000-8000-000000000000")
    query = "query($id: ID!) { node(id: $id) { __typename } }"
    answers = [await eigen_huis.ask(query, als=persona, variables={"id": ref.encode()}) for ref in (hidden, unknown)]

    assert [answer.data for answer in answers] == [{"node": None}] * 2
    assert answers[0].oproepen == answers[1].oproepen
    assert answers[0].oproepen["openzaak GET /zaakinformatieobjecten"] == 1
