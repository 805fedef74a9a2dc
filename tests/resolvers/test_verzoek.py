"""A verzoek: of its initiator; joined with its zaak from both sides."""

from __future__ import annotations

from tests.gateway import Gateway

QUERY = """{ ik { klant { verzoeken { totaal nodes {
  id kenmerk soort kanaal gegevens status { groep } zaken { identificatie } initiator { naam } } } } } }"""


async def test_a_citizen_sees_his_verzoeken_and_what_became_of_them(huis: Gateway) -> None:
    verzoeken = (await huis.ask(QUERY)).data["ik"]["klant"]["verzoeken"]
    by_number = {verzoek["kenmerk"]: verzoek for verzoek in verzoeken["nodes"]}

    assert verzoeken["totaal"] == 2
    assert by_number["OF-0001"]["zaken"] == [{"identificatie": "ZAAK-2026-0001"}]
    assert by_number["OF-0001"]["gegevens"] == {"bouwwerk": "dakkapel", "kosten": 12500}
    assert by_number["OF-0001"]["status"] == {"groep": "IN_BEHANDELING"}
    assert by_number["OF-0002"]["zaken"] == []
    assert by_number["OF-0002"]["initiator"] == {"naam": "Fatima de Wit"}


async def test_the_zaak_names_its_verzoek(huis: Gateway) -> None:
    answer = await huis.ask('{ zaak(identificatie: "ZAAK-2026-0001") { verzoek { kenmerk } } }')

    assert answer.data == {"zaak": {"verzoek": {"kenmerk": "OF-0001"}}}


async def test_who_shares_the_zaak_does_not_see_the_verzoek_of_the_other(huis: Gateway) -> None:
    answer = await huis.ask('{ zaak(identificatie: "ZAAK-2026-0001") { verzoek { kenmerk } } }', als="burger2")

    assert answer.data == {"zaak": {"verzoek": None}}


async def test_a_foreign_verzoek_is_not_reached_by_its_id(huis: Gateway) -> None:
    id_ = (await huis.ask(QUERY)).data["ik"]["klant"]["verzoeken"]["nodes"][0]["id"]
    query = "query($id: ID!) { verzoek(id: $id) { id } }"

    assert (await huis.ask(query, variables={"id": id_})).data == {"verzoek": {"id": id_}}
    assert (await huis.ask(query, als="burger2", variables={"id": id_})).data == {"verzoek": None}
