"""A klant: his key, and all that the registers tell of it when it is asked."""

from __future__ import annotations

import base64

from app.sandbox.kern import Storing
from tests.gateway import Gateway, Sandbox


async def test_a_citizen_sees_who_he_is_in_one_question_to_brp(huis: Gateway) -> None:
    query = """{ ik { klant { naam ... on NatuurlijkPersoon {
      bsn voornamen geslachtsnaam geboortedatum verblijfplaats { straat huisnummer postcode plaats } } } } }"""
    answer = await huis.ask(query)

    assert answer.data["ik"]["klant"] == {
        "naam": "Fatima de Wit",
        "bsn": "999990019",
        "voornamen": "Fatima",
        "geslachtsnaam": "Wit",
        "geboortedatum": "1984-03-12",
        "verblijfplaats": {"straat": "Lindelaan", "huisnummer": "14", "postcode": "1234AB", "plaats": "Voorbeeldstad"},
    }
    assert answer.oproepen == {"brp POST /personen": 1}


async def test_a_citizen_sees_how_he_is_reached(huis: Gateway) -> None:
    query = """{ ik { klant { klantnummer voorkeur { taal kanaal ontvangtMijnZaken digitaalAdres { adres }
      digitaleAdressen { adres soort geverifieerdOp } } } } }"""
    answer = await huis.ask(query)
    voorkeur = answer.data["ik"]["klant"]["voorkeur"]

    assert answer.data["ik"]["klant"]["klantnummer"] == "10001"
    assert (voorkeur["taal"], voorkeur["kanaal"], voorkeur["ontvangtMijnZaken"]) == ("nld", "EMAIL", True)
    assert voorkeur["digitaalAdres"] == {"adres": "fatima@voorbeeld.example"}
    assert [(a["soort"], a["geverifieerdOp"] is not None) for a in voorkeur["digitaleAdressen"]] == [
        ("EMAIL", True),
        ("TELEFOON", False),
    ]
    assert answer.oproepen == {"openklant GET /partijen": 1}


async def test_the_id_of_a_klant_holds_no_number_and_finds_him_again(huis: Gateway) -> None:
    id_ = (await huis.ask("{ ik { klant { id } } }")).data["ik"]["klant"]["id"]
    query = "query($id: ID!) { node(id: $id) { ... on Klant { naam } } klant(sleutel: {id: $id}) { naam } }"

    assert b"999990019" not in base64.urlsafe_b64decode(id_ + "==")
    assert (await huis.ask(query, variables={"id": id_})).data == {
        "node": {"naam": "Fatima de Wit"},
        "klant": {"naam": "Fatima de Wit"},
    }
    assert (await huis.ask(query, als="burger2", variables={"id": id_})).data == {"node": None, "klant": None}


async def test_another_klant_and_nobody_are_the_same_nothing(huis: Gateway) -> None:
    query = "query($bsn: BSN!) { klant(sleutel: {bsn: $bsn}) { naam } }"
    answers = [await huis.ask(query, variables={"bsn": bsn}) for bsn in ("999990123", "999991772")]

    assert [answer.body["data"] for answer in answers] == [{"klant": None}] * 2
    assert [answer.afgeschermd for answer in answers] == [{"klant": 1}] * 2
    assert answers[0].oproepen == answers[1].oproepen


async def test_a_number_that_is_no_bsn_is_refused_without_being_repeated(huis: Gateway) -> None:
    answer = await huis.ask(
        "query($bsn: BSN!) { klant(sleutel: {bsn: $bsn}) { naam } }", variables={"bsn": "123456789"}
    )

    assert answer.body["errors"][0]["extensions"]["code"] == "BAD_USER_INPUT"
    assert "123456789" not in str(answer.body)


async def test_a_company_sees_what_kvk_tells(huis: Gateway) -> None:
    query = """{ ik { klant { naam ... on NietNatuurlijkPersoon { kvkNummer rsin rechtsvorm
      vestigingen { vestigingsnummer hoofdvestiging adres } } } } }"""
    klant = (await huis.ask(query, als="ondernemer")).data["ik"]["klant"]

    assert (klant["naam"], klant["kvkNummer"], klant["rsin"]) == ("Bakkerij De Zon B.V.", "90001354", "999991772")
    assert klant["vestigingen"] == [
        {"vestigingsnummer": "000090001354", "hoofdvestiging": True, "adres": "Markt 1 1234EF Voorbeeldstad"},
        {"vestigingsnummer": "000090001362", "hoofdvestiging": False, "adres": "Strandweg 20 1234GH Voorbeeldstad"},
    ]


async def test_when_brp_is_down_the_name_is_null_with_a_reason(eigen_huis: Gateway, eigen_registers: Sandbox) -> None:
    eigen_registers.product("brp").state.storing = Storing.DOWN
    answer = await eigen_huis.ask("{ ik { klant { naam klantnummer } } }")

    assert answer.data == {"ik": {"klant": {"naam": None, "klantnummer": "10001"}}}
    assert answer.codes == {"ik.klant.naam": "REGISTER_UNAVAILABLE"}
    assert answer.registers_met_fout == {"brp"}
