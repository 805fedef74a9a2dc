"""A zaak: seen by whom it concerns, in one question for many; a foreign one and an unknown one are the same nothing."""

from __future__ import annotations

import pytest

from app.sandbox.kern import Storing
from resolvers.grammar.ref import Ref
from tests.gateway import Gateway, Sandbox

ONBEKEND = Ref("openzaak", "Zaak", "00000000-0000-4000-8000-000000000000").encode()
VELDEN = """identificatie omschrijving vertrouwelijkheidaanduiding zaaktype { identificatie omschrijving }
  status { naam toelichting eindstatus } statussen { naam } proces { naam toestand } resultaat { naam toelichting }
  opschorting { opgeschort reden } behandelaar { naam functie email } behandelendeEenheid { naam email }
  betrokkenen { rol naam gemachtigde } substatussen { omschrijving } eigenschappen { naam waarde }"""


async def _id_van(huis: Gateway, nummer: str, als: str = "burger") -> str:
    answer = await huis.ask("query($n: String!) { zaak(identificatie: $n) { id } }", als=als, variables={"n": nummer})
    found: str = answer.data["zaak"]["id"]
    return found


async def test_a_zaak_tells_its_whole_story_to_its_initiator(huis: Gateway) -> None:
    query = f"query($n: String!) {{ zaak(identificatie: $n) {{ {VELDEN} }} }}"
    zaak = (await huis.ask(query, variables={"n": "ZAAK-2026-0001"})).data["zaak"]

    assert zaak["omschrijving"] == "Dakkapel aan de achterkant, Lindelaan 14"
    assert zaak["zaaktype"] == {"identificatie": "OMGEVINGSVERGUNNING", "omschrijving": "Omgevingsvergunning"}
    assert zaak["status"] == {"naam": "Advies gevraagd", "toelichting": None, "eindstatus": False}
    assert [status["naam"] for status in zaak["statussen"]] == ["Ontvangen", "In behandeling", "Advies gevraagd"]
    assert [stap["toestand"] for stap in zaak["proces"]] == [
        "DOORLOPEN",
        "DOORLOPEN",
        "OVERGESLAGEN",
        "HUIDIG",
        "VERWACHT",
        "VERWACHT",
    ]
    assert zaak["resultaat"] is None
    assert zaak["behandelaar"] == {
        "naam": "Piet Behandelaar",
        "functie": "Behandelaar vergunningen",
        "email": "p.behandelaar@voorbeeldstad.example",
    }
    assert zaak["behandelendeEenheid"] == {"naam": "Team Vergunningen", "email": "vergunningen@voorbeeldstad.example"}
    assert zaak["substatussen"] == [{"omschrijving": "De welstandscommissie vergadert volgende week."}]


async def test_of_another_person_only_the_rol_is_told(huis: Gateway) -> None:
    query = "query($n: String!) { zaak(identificatie: $n) { betrokkenen { rol naam klant { naam } } } }"
    answer = await huis.ask(query, variables={"n": "ZAAK-2026-0001"})

    assert answer.data["zaak"]["betrokkenen"] == [
        {"rol": "Aanvrager", "naam": "Fatima de Wit", "klant": {"naam": "Fatima de Wit"}},
        {"rol": "Mede-aanvrager", "naam": None, "klant": None},
        {"rol": "Adviseur", "naam": None, "klant": None},
    ]
    assert answer.afgeschermd == {"zaak.betrokkenen.naam": 2, "zaak.betrokkenen.klant": 2}


@pytest.mark.parametrize("nummer", ["ZAAK-2026-0007", "ZAAK-2026-0008", "ZAAK-2026-0401", "BESTAAT-NIET"])
async def test_internal_secret_foreign_and_unknown_are_the_same_nothing(huis: Gateway, nummer: str) -> None:
    answer = await huis.ask("query($n: String!) { zaak(identificatie: $n) { identificatie } }", variables={"n": nummer})

    assert answer.body == {"data": {"zaak": None}, "extensions": answer.body["extensions"]}
    assert answer.afgeschermd == {}
    assert answer.oproepen == {
        "openzaak POST /zaken/_zoek": 1,
        "openobject POST /objects/search": 1,
        "brp POST /personen": 1,
    }, "whether he represents somebody is asked in each of these cases"


async def test_a_foreign_id_and_an_unknown_id_answer_and_cost_the_same(huis: Gateway) -> None:
    foreign = await _id_van(huis, "ZAAK-2026-0102", als="burger2")
    answers = [
        await huis.ask(
            "query($id: ID!) { zaak(id: $id) { identificatie } node(id: $id) { id } }", variables={"id": id_}
        )
        for id_ in (foreign, ONBEKEND)
    ]

    assert [answer.data for answer in answers] == [{"zaak": None, "node": None}] * 2
    assert answers[0].oproepen == answers[1].oproepen


async def test_a_removed_rol_is_effective_at_the_next_request(eigen_huis: Gateway, eigen_registers: Sandbox) -> None:
    query = "query($n: String!) { zaak(identificatie: $n) { identificatie } }"
    before = await eigen_huis.ask(query, als="burger2", variables={"n": "ZAAK-2026-0001"})
    rollen = eigen_registers.product("openzaak").state.register.store["rollen"]
    (rol,) = [rol for rol in rollen if rol["omschrijvingGeneriek"] == "mede_initiator"]
    rollen.verwijder(rol["uuid"])
    after = await eigen_huis.ask(query, als="burger2", variables={"n": "ZAAK-2026-0001"})

    assert before.data == {"zaak": {"identificatie": "ZAAK-2026-0001"}}
    assert after.data == {"zaak": None}


async def test_many_zaken_with_status_type_and_result_are_one_question(huis: Gateway) -> None:
    query = "{ ik { klant { zaken { nodes { zaaktype { omschrijving } status { naam } resultaat { naam } } } } } }"
    answer = await huis.ask(query)

    assert len(answer.data["ik"]["klant"]["zaken"]["nodes"]) == 6
    assert answer.oproepen == {"openzaak POST /zaken/_zoek": 1}


async def test_the_list_of_zaken_pages_in_the_order_of_startdatum(huis: Gateway) -> None:
    query = """query($after: String, $order: ZaakVolgorde!) {
      ik { klant { zaken(first: 2, after: $after, volgorde: $order) {
      nodes { identificatie startdatum } pageInfo { hasNextPage endCursor } } } } }"""
    seen: list[dict[str, str]] = []
    after = None
    for _ in range(3):
        variables = {"after": after, "order": "STARTDATUM_OPLOPEND"}
        page = (await huis.ask(query, variables=variables)).data["ik"]["klant"]["zaken"]
        seen.extend(page["nodes"])
        after = page["pageInfo"]["endCursor"]

    assert len({zaak["identificatie"] for zaak in seen}) == 6
    assert [zaak["startdatum"] for zaak in seen] == sorted(zaak["startdatum"] for zaak in seen)
    assert page["pageInfo"]["hasNextPage"] is False


async def test_a_filter_on_what_runs_is_kept(huis: Gateway) -> None:
    query = "query($l: Boolean) { ik { klant { zaken(filter: {lopend: $l}) { totaal nodes { einddatum } } } } }"
    running = (await huis.ask(query, variables={"l": True})).data["ik"]["klant"]["zaken"]
    closed = (await huis.ask(query, variables={"l": False})).data["ik"]["klant"]["zaken"]

    assert (running["totaal"], closed["totaal"]) == (4, 2)
    assert {zaak["einddatum"] for zaak in running["nodes"]} == {None}


async def test_when_the_zaakregister_is_down_the_list_is_null_with_a_reason(
    eigen_huis: Gateway, eigen_registers: Sandbox
) -> None:
    eigen_registers.product("openzaak").state.storing = Storing.DOWN
    answer = await eigen_huis.ask("{ ik { klant { zaken { nodes { id } } producten { totaal } } } }")

    assert answer.data == {"ik": {"klant": {"zaken": None, "producten": {"totaal": 2}}}}
    assert answer.codes == {"ik.klant.zaken": "REGISTER_UNAVAILABLE"}
    assert answer.registers_met_fout == {"openzaak"}


@pytest.mark.parametrize("arguments", ["", '(id: "x", identificatie: "y")', '(id: "geen-id")'])
async def test_a_zaak_wants_one_good_key(huis: Gateway, arguments: str) -> None:
    answer = await huis.ask(f"{{ zaak{arguments} {{ id }} }}")

    assert answer.data == {"zaak": None}
    assert answer.codes == {"zaak": "BAD_USER_INPUT"}
