"""A contactmoment: of the klant who had it; what was written for colleagues stays inside."""

from __future__ import annotations

from tests.gateway import Gateway

QUERY = """{ ik { klant { contactmomenten { totaal nodes {
  id kanaal onderwerp inhoud gelukt medewerker { naam } zaken { identificatie } } } } } }"""


async def test_a_citizen_sees_his_contacts_and_not_what_is_vertrouwelijk(huis: Gateway) -> None:
    contacten = (await huis.ask(QUERY)).data["ik"]["klant"]["contactmomenten"]

    assert contacten["totaal"] == 1
    (contact,) = contacten["nodes"]
    assert (contact["kanaal"], contact["onderwerp"], contact["gelukt"]) == ("telefoon", "Hoe lang duurt het nog?", True)
    assert contact["zaken"] == [{"identificatie": "ZAAK-2026-0001"}]
    assert contact["medewerker"] == {"naam": "Samira Klantcontact"}


async def test_the_contacts_of_all_zaken_are_one_question_by_the_klant(huis: Gateway) -> None:
    answer = await huis.ask("{ ik { klant { zaken { nodes { identificatie contactmomenten { onderwerp } } } } } }")
    with_contact = [z["identificatie"] for z in answer.data["ik"]["klant"]["zaken"]["nodes"] if z["contactmomenten"]]

    assert with_contact == ["ZAAK-2026-0001"]
    assert answer.oproepen["openklant GET /klantcontacten"] == 1
    assert answer.oproepen["openklant GET /partijen"] == 1


async def test_who_shares_the_zaak_does_not_see_the_contacts_of_the_other(huis: Gateway) -> None:
    query = '{ zaak(identificatie: "ZAAK-2026-0001") { contactmomenten { onderwerp } } }'

    assert (await huis.ask(query)).data == {"zaak": {"contactmomenten": [{"onderwerp": "Hoe lang duurt het nog?"}]}}
    assert (await huis.ask(query, als="burger2")).data == {"zaak": {"contactmomenten": []}}


async def test_who_a_contact_was_with_comes_with_the_contact(huis: Gateway) -> None:
    in_zaak = '{ zaak(identificatie: "ZAAK-2026-0001") { contactmomenten { onderwerp } } }'
    id_ = (await huis.ask(QUERY)).data["ik"]["klant"]["contactmomenten"]["nodes"][0]["id"]
    by_id = "query($id: ID!) { node(id: $id) { ... on Contactmoment { onderwerp } } }"

    assert (await huis.ask(in_zaak)).oproepen == {"openzaak POST /zaken/_zoek": 1, "openklant GET /klantcontacten": 1}
    answer = await huis.ask(by_id, variables={"id": id_})
    assert answer.data == {"node": {"onderwerp": "Hoe lang duurt het nog?"}}
    assert answer.oproepen == {"openklant GET /klantcontacten/{uuid}": 1}
