"""A matter: joined by every link that registers have, whichever way it points; by its id the same line as in the
list."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from app.sandbox.kern import Storing
from app.sandbox.kern.store import Collectie
from resolvers.grammar.ref import Ref
from tests.gateway import Gateway, Sandbox

VELDEN = """id titel bijgewerktOp aanbieder { naam } producttype { naam } zaak { identificatie }
  verzoek { kenmerk } producten { naam } status { groep naam stap } taken { titel }
  levertijd { uiterlijkOp aard } bron { register }"""
LIJST = f"{{ mijnZaken {{ totaal nodes {{ {VELDEN} }} bronnen {{ register volledig }} }} }}"
BIJ_ID = f"query($id: ID!) {{ node(id: $id) {{ ... on MijnZakenInformatie {{ {VELDEN} }} }} }}"
URN = "urn:nld:gemeente-voorbeeldstad"
FATIMA, JAN = "999990019", "999990123"


def _store(registers: Sandbox, product: str, naam: str) -> Collectie:
    found: Collectie = registers.product(product).state.register.store[naam]
    return found


def _zaak(registers: Sandbox, nummer: str) -> dict[str, Any]:
    (found,) = _store(registers, "openzaak", "zaken").bij("identificatie", nummer)
    return found


def _verzoek(registers: Sandbox, kenmerk: str) -> dict[str, Any]:
    (found,) = _store(registers, "openvtb", "verzoeken").bij("verzoekBron.kenmerk", kenmerk)
    return found


def _product(registers: Sandbox, naam: str, bsn: str = FATIMA) -> dict[str, Any]:
    own = (row for row in _store(registers, "openproduct", "producten") if row["eigenaren"][0]["bsn"] == bsn)  # type: ignore[index]
    return next(row for row in own if row["naam"] == naam)


def _verwijs(registers: Sandbox, kenmerk: str, *urns: str) -> None:
    row = _verzoek(registers, kenmerk)
    _store(registers, "openvtb", "verzoeken").wijzig(row, {"isGerelateerdAan": [{"urn": urn} for urn in urns]})


async def _regels(huis: Gateway, als: str = "burger") -> dict[str, dict[str, Any]]:
    nodes = (await huis.ask(LIJST, als=als)).data["mijnZaken"]["nodes"]
    return {node["zaak"]["identificatie"] if node["zaak"] else node["titel"]: node for node in nodes}


@pytest.mark.parametrize("persona", ["burger", "burger2", "gemachtigde", "ondernemer"])
async def test_by_its_id_a_matter_is_the_same_line_as_in_the_list(huis: Gateway, persona: str) -> None:
    nodes = (await huis.ask(LIJST, als=persona)).data["mijnZaken"]["nodes"]
    answers = [await huis.ask(BIJ_ID, als=persona, variables={"id": node["id"]}) for node in nodes]

    assert nodes
    assert [answer.data["node"] for answer in answers] == nodes
    assert all(answer.codes == {} for answer in answers)


@pytest.mark.parametrize("register", ["openvtb", "openproduct"])
async def test_by_its_id_too_a_matter_has_what_the_others_gave_and_names_the_register_that_is_away(
    eigen_huis: Gateway, eigen_registers: Sandbox, register: str
) -> None:
    eigen_registers.product(register).state.storing = Storing.DOWN
    lijst = await eigen_huis.ask(LIJST)
    nodes = {node["id"]: node for node in lijst.data["mijnZaken"]["nodes"] if node["zaak"]}
    meer = "query($ids: [ID!]!) { nodes(ids: $ids) { ... on MijnZakenInformatie { id verzoek { kenmerk } } } }"
    samen = await eigen_huis.ask(meer, variables={"ids": list(nodes)})

    assert nodes
    for id_, node in nodes.items():
        answer = await eigen_huis.ask(BIJ_ID, variables={"id": id_})
        assert answer.data["node"] == node
        assert answer.codes["node"] == "REGISTER_UNAVAILABLE"
        assert answer.registers_met_fout == {register}
    assert [node["id"] for node in samen.data["nodes"]] == list(nodes)
    assert samen.registers_met_fout == {register}
    paden = [error["path"] for error in samen.body["errors"]]
    assert paden == [["nodes", nummer] for nummer in range(len(nodes))]


def _onbekend(id_: str) -> str:
    ref = Ref.decode(id_)
    return Ref(ref.register, ref.soort, "00000000-0000-4000-8000-000000000000").encode()


async def test_to_another_a_matter_does_not_exist_and_costs_the_same_as_one_that_does_not(huis: Gateway) -> None:
    for node in (await huis.ask(LIJST)).data["mijnZaken"]["nodes"]:
        if node["zaak"] and node["zaak"]["identificatie"] == "ZAAK-2026-0001":
            continue  # Jan sees that one too
        foreign = await huis.ask(BIJ_ID, als="burger2", variables={"id": node["id"]})

        assert (foreign.data, foreign.codes, foreign.afgeschermd) == ({"node": None}, {}, {})
        unknown = await huis.ask(BIJ_ID, als="burger2", variables={"id": _onbekend(node["id"])})
        assert foreign.oproepen == unknown.oproepen


async def test_a_verzoek_is_joined_when_only_the_zaakregister_links_it(
    eigen_huis: Gateway, eigen_registers: Sandbox
) -> None:
    _verwijs(eigen_registers, "OF-0001")
    regels = await _regels(eigen_huis)

    assert regels["ZAAK-2026-0001"]["verzoek"] == {"kenmerk": "OF-0001"}
    assert len(regels) == 8


@pytest.mark.parametrize("met_nummer", [False, True])
async def test_a_verzoek_is_joined_when_only_it_names_the_zaak(
    eigen_huis: Gateway, eigen_registers: Sandbox, met_nummer: bool
) -> None:
    links = _store(eigen_registers, "openzaak", "zaakverzoeken")
    for link in links:
        links.verwijder(str(link["uuid"]))
    zaak = _zaak(eigen_registers, "ZAAK-2026-0001")
    urn = f"{URN}:zaak:zaaknummer:ZAAK-2026-0001" if met_nummer else f"{URN}:zaak:uuid:{zaak['uuid']}"
    _verwijs(eigen_registers, "OF-0001", urn)
    regels = await _regels(eigen_huis)

    assert regels["ZAAK-2026-0001"]["verzoek"] == {"kenmerk": "OF-0001"}
    assert len(regels) == 8


async def test_one_verzoek_of_two_zaken_stands_with_both(eigen_huis: Gateway, eigen_registers: Sandbox) -> None:
    twee = [_zaak(eigen_registers, nummer)["uuid"] for nummer in ("ZAAK-2026-0003", "ZAAK-2026-0004")]
    _verwijs(eigen_registers, "OF-0002", *(f"{URN}:zaak:uuid:{uuid}" for uuid in twee))
    regels = await _regels(eigen_huis)

    assert [regels[nummer]["verzoek"] for nummer in ("ZAAK-2026-0003", "ZAAK-2026-0004")] == [
        {"kenmerk": "OF-0002"}
    ] * 2
    assert len(regels) == 7


async def test_a_verzoek_that_names_a_zaak_that_may_not_be_seen_is_a_matter_of_its_own(
    eigen_huis: Gateway, eigen_registers: Sandbox
) -> None:
    before = await _regels(eigen_huis)
    _verwijs(eigen_registers, "OF-0002", f"{URN}:zaak:uuid:{_zaak(eigen_registers, 'ZAAK-2026-0007')['uuid']}")

    assert await _regels(eigen_huis) == before


async def test_a_number_that_cannot_be_looked_up_now_costs_nothing_but_the_join(
    eigen_huis: Gateway, eigen_registers: Sandbox
) -> None:
    _verwijs(eigen_registers, "OF-0002", f"{URN}:zaak:zaaknummer:ZAAK-2026-0004")
    eigen_registers.product("openzaak").state.storing = Storing.DOWN
    answer = await eigen_huis.ask("{ mijnZaken { nodes { verzoek { kenmerk } producten { naam } } } }")
    nodes = answer.data["mijnZaken"]["nodes"]

    assert sorted(node["verzoek"]["kenmerk"] for node in nodes if node["verzoek"]) == ["OF-0001", "OF-0002"]
    assert len(nodes) == 4
    assert answer.codes == {"mijnZaken": "REGISTER_UNAVAILABLE"}


async def test_a_product_without_a_zaak_stands_with_the_verzoek_that_names_it(
    eigen_huis: Gateway, eigen_registers: Sandbox
) -> None:
    """And moves with it when the verzoek becomes a zaak; in the list and by its id."""
    pas = f"{URN}:product:uuid:{_product(eigen_registers, 'Afvalpas')['uuid']}"
    _verwijs(eigen_registers, "OF-0002", pas)
    first = await _regels(eigen_huis)
    _verwijs(eigen_registers, "OF-0002", pas, f"{URN}:zaak:uuid:{_zaak(eigen_registers, 'ZAAK-2026-0004')['uuid']}")
    then = await _regels(eigen_huis)
    by_id = await eigen_huis.ask(BIJ_ID, variables={"id": then["ZAAK-2026-0004"]["id"]})

    assert first["Vraag aan de gemeente"]["producten"] == [{"naam": "Afvalpas"}]
    assert (len(first), len(then)) == (7, 6)
    assert then["ZAAK-2026-0004"]["producten"] == [{"naam": "Afvalpas"}]
    assert by_id.data["node"] == then["ZAAK-2026-0004"]


async def test_what_may_not_be_seen_leaves_no_trace_in_a_matter(eigen_huis: Gateway, eigen_registers: Sandbox) -> None:
    """A product of somebody else at a shared zaak, changed later than anything: not in the list, and not in the date
    or the producttype of the matter, in the list or by its id."""
    before = (await _regels(eigen_huis, "burger2"))["ZAAK-2026-0001"]
    url = _zaak(eigen_registers, "ZAAK-2026-0001")["url"]
    producten = _store(eigen_registers, "openproduct", "producten")
    pas = _product(eigen_registers, "Afvalpas")
    producten.wijzig(pas, {"aanvraag_zaak_url": url, "update_datum": "2036-01-01T00:00:00Z"})
    after = (await _regels(eigen_huis, "burger2"))["ZAAK-2026-0001"]
    by_id = await eigen_huis.ask(BIJ_ID, als="burger2", variables={"id": before["id"]})
    own = (await _regels(eigen_huis))["ZAAK-2026-0001"]

    assert own["producten"] == [{"naam": "Afvalpas"}]
    assert own["bijgewerktOp"].startswith("2036-01-01")
    assert after == before
    assert by_id.data == {"node": before}
    assert by_id.afgeschermd == {}


async def test_a_zaak_that_comes_in_between_two_pages_moves_nothing(
    eigen_huis: Gateway, eigen_registers: Sandbox
) -> None:
    query = """query($after: String) { mijnZaken(first: 2, after: $after, volgorde: NIEUWSTE_EERST) {
      nodes { id zaak { identificatie } } pageInfo { hasNextPage endCursor } } }"""
    whole = [
        node["id"] for node in (await eigen_huis.ask(query.replace("first: 2", "first: 50"))).data["mijnZaken"]["nodes"]
    ]
    first = (await eigen_huis.ask(query)).data["mijnZaken"]
    zaken, rollen = _store(eigen_registers, "openzaak", "zaken"), _store(eigen_registers, "openzaak", "rollen")
    uuid = "22222222-2222-4222-8222-222222222222"
    model = _zaak(eigen_registers, "ZAAK-2026-0004")
    url = str(model["url"]).replace(str(model["uuid"]), uuid)
    model_rol = next(
        rol for rol in rollen if rol["zaak"] == model["url"] and rol["omschrijvingGeneriek"] == "initiator"
    )
    zaken.voeg_toe({**model, "uuid": uuid, "url": url, "identificatie": "ZAAK-NIEUW", "startdatum": "2036-01-01"})
    rol_uuid = "33333333-3333-4333-8333-333333333333"
    rol_url = str(model_rol["url"]).replace(str(model_rol["uuid"]), rol_uuid)
    rollen.voeg_toe({**model_rol, "uuid": rol_uuid, "url": rol_url, "zaak": url})

    seen = [node["id"] for node in first["nodes"]]
    page = first
    while page["pageInfo"]["hasNextPage"]:
        page = (await eigen_huis.ask(query, variables={"after": page["pageInfo"]["endCursor"]})).data["mijnZaken"]
        seen.extend(node["id"] for node in page["nodes"])
    anew = (await eigen_huis.ask(query)).data["mijnZaken"]["nodes"]

    assert seen == whole
    assert anew[0]["zaak"] == {"identificatie": "ZAAK-NIEUW"}


@pytest.mark.parametrize(
    ("filter_", "verwacht"),
    [
        ({"vanaf": "-30"}, {"ZAAK-2026-0002"}),
        ({"tot": "-300"}, {"ZAAK-2025-0105", "Afvalpas"}),
        ({"vanaf": "-70", "tot": "-40"}, {"ZAAK-2026-0004", "ZAAK-2026-0006"}),
        ({"vanaf": "-40", "tot": "-39"}, {"ZAAK-2026-0001"}),
        ({"vanaf": "1"}, set()),
    ],
)
async def test_a_period_holds_its_first_day_and_not_its_last(
    huis: Gateway, registers: Sandbox, filter_: dict[str, str], verwacht: set[str]
) -> None:
    """A verzoek without a date of receipt is in no period."""
    vandaag = registers.app.state.wereld.vandaag
    dagen = {naam: (vandaag + timedelta(days=int(dag))).isoformat() for naam, dag in filter_.items()}
    query = "query($f: MijnZakenFilter) { mijnZaken(filter: $f) { totaal nodes { titel zaak { identificatie } } } }"
    found = (await huis.ask(query, variables={"f": dagen})).data["mijnZaken"]

    assert {n["zaak"]["identificatie"] if n["zaak"] else n["titel"] for n in found["nodes"]} == verwacht
    assert found["totaal"] == len(verwacht)


async def test_a_filter_by_producttype_keeps_products_and_the_zaken_that_deliver_it(huis: Gateway) -> None:
    (found,) = (await huis.ask('{ producttypen(zoek: "parkeervergunning") { nodes { id } } }')).data["producttypen"][
        "nodes"
    ]
    query = "query($f: MijnZakenFilter) { mijnZaken(filter: $f) { nodes { zaak { identificatie } } } }"
    kept = await huis.ask(query, variables={"f": {"producttypen": [found["id"]]}})
    wrong = (await huis.ask("{ mijnZaken(first: 1) { nodes { id } } }")).data["mijnZaken"]["nodes"][0]["id"]
    refused = await huis.ask(query, variables={"f": {"producttypen": [wrong]}})

    assert kept.data == {"mijnZaken": {"nodes": [{"zaak": {"identificatie": "ZAAK-2025-0105"}}]}}
    assert refused.codes == {"mijnZaken": "BAD_USER_INPUT"}


async def test_a_zaak_that_was_opened_again_is_under_way_with_the_steps_after_it_to_come(huis: Gateway) -> None:
    query = """{ zaak(identificatie: "ZAAK-2026-0004") { einddatum statussen { naam } proces { naam toestand } } }"""
    zaak = (await huis.ask(query)).data["zaak"]

    assert zaak["einddatum"] is None
    assert [status["naam"] for status in zaak["statussen"]] == [
        "Ontvangen",
        "In behandeling",
        "Afgehandeld",
        "In behandeling",
    ]
    assert [stap["toestand"] for stap in zaak["proces"]][:2] == ["DOORLOPEN", "HUIDIG"]
    assert {stap["toestand"] for stap in zaak["proces"][2:]} == {"VERWACHT"}
