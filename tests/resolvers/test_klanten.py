"""Klanten zoeken: a desk finds somebody by what he says on the telephone, with a reason; nobody else finds anybody."""

from __future__ import annotations

from typing import Any

import pytest

from app.sandbox.wereld.klanten import BEWONERS
from app.verwerkingenlog.regel import Handeling, Verwerking
from resolvers.grammar.ref import Ref
from tests.gateway import Antwoord, Gateway, Sandbox

ZOEK = """query($zoek: KlantZoek!, $reden: Aanleiding, $first: Int! = 100) {
  klanten(zoek: $zoek, aanleiding: $reden, first: $first) { totaal nodes { __typename naam } } }"""
FATIMA = "Fatima de Wit"


async def _contact(huis: Gateway) -> str:
    """A contact of the burger, as the reason."""
    found = await huis.ask("{ ik { klant { contactmomenten(first: 1) { nodes { id } } } } }")
    return str(found.data["ik"]["klant"]["contactmomenten"]["nodes"][0]["id"])


async def _zoek(huis: Gateway, reden: dict[str, str] | None, als: str = "kcc", **zoek: Any) -> Antwoord:
    return await huis.ask(ZOEK, als=als, variables={"zoek": zoek, "reden": reden})


@pytest.fixture
def zonder_klant(eigen_registers: Sandbox) -> str:
    """A contact that names nobody yet: somebody is on the line."""
    contacten = eigen_registers.product("openklant").state.register.store["klantcontacten"]
    betrokkenen = eigen_registers.product("openklant").state.register.store["betrokkenen"]
    contact = next(iter(contacten))
    for betrokkene in list(betrokkenen):
        betrokkenen.verwijder(betrokkene["uuid"])
    for found in contacten:
        found["hadBetrokkenen"] = []
    return Ref("openklant", "Contactmoment", contact["uuid"]).encode()


@pytest.mark.parametrize(
    ("zoek", "kosten"),
    [
        ({"naam": "Wit", "geboortedatum": "1984-03-12"}, {"brp POST /personen": 2}),
        ({"postcode": "1234AB", "huisnummer": 14, "naam": "wit"}, {"brp POST /personen": 2}),
        ({"email": "FATIMA@voorbeeld.example"}, {"brp POST /personen": 1, "openklant GET /digitaleadressen": 1}),
    ],
    ids=["naam en geboortedatum", "adres en naam", "e-mail in hoofdletters"],
)
async def test_a_desk_finds_somebody_by_what_he_says(
    huis: Gateway, zoek: dict[str, Any], kosten: dict[str, int]
) -> None:
    answer = await _zoek(huis, {"contactmoment": await _contact(huis)}, **zoek)

    assert answer.data["klanten"] == {"totaal": 1, "nodes": [{"__typename": "NatuurlijkPersoon", "naam": FATIMA}]}
    assert {call: answer.oproepen[call] for call in kosten} == kosten, "the search, and then his name"
    assert answer.oproepen["openobject POST /objects/search"] == 1


async def test_an_address_that_was_not_verified_finds_nobody(huis: Gateway) -> None:
    answer = await _zoek(huis, {"contactmoment": await _contact(huis)}, telefoonnummer="06 12 34 56 01")

    assert answer.data["klanten"] == {"totaal": 0, "nodes": []}


async def test_whom_the_contact_is_not_about_is_not_found(huis: Gateway) -> None:
    """Jan lives there too; the contact is Fatima's."""
    answer = await _zoek(huis, {"contactmoment": await _contact(huis)}, postcode="1234AB", huisnummer=14)

    assert [node["naam"] for node in answer.data["klanten"]["nodes"]] == [FATIMA]


@pytest.mark.parametrize("reden", [None, {"contactmoment": Ref("openklant", "Contactmoment", "1").encode()}], ids=str)
async def test_without_a_reason_that_exists_nobody_is_found(huis: Gateway, reden: dict[str, str] | None) -> None:
    answer = await _zoek(huis, reden, naam="Wit", geboortedatum="1984-03-12")

    assert answer.data["klanten"] == {"totaal": 0, "nodes": []}


@pytest.mark.parametrize("persona", ["burger", "ondernemer", "behandelaar", "ketenpartner", "privacyfunctionaris"])
async def test_nobody_but_a_desk_may_search_and_nothing_is_asked(huis: Gateway, persona: str) -> None:
    answer = await _zoek(
        huis, {"contactmoment": await _contact(huis)}, als=persona, naam="Wit", geboortedatum="1984-03-12"
    )

    assert answer.data == {"klanten": None}
    assert answer.afgeschermd == {"klanten": 1}
    assert answer.oproepen == {}


@pytest.mark.parametrize(
    "zoek",
    [
        {},
        {"naam": "Wit"},
        {"naam": "Wit", "postcode": "1234AB"},
        {"geboortedatum": "1984-03-12"},
        {"postcode": "99", "huisnummer": 1},
        {"postcode": "1234AB", "huisnummer": 0},
        {"email": "999990019"},
        {"telefoonnummer": "999990019 of 999990123"},
        {"naam": "W", "geboortedatum": "1984-03-12"},
    ],
    ids=str,
)
async def test_a_question_that_is_too_wide_or_wrong_is_refused_without_being_repeated(
    huis: Gateway, zoek: dict[str, Any]
) -> None:
    answer = await _zoek(huis, {"contactmoment": await _contact(huis)}, **zoek)

    assert answer.codes == {"klanten": "BAD_USER_INPUT"}
    assert answer.oproepen == {}
    assert "99999" + "0" not in str(answer.body["errors"])


async def test_twenty_found_are_twenty_one_lines_and_one_question_for_their_toestemmingen(
    eigen_huis: Gateway, zonder_klant: str
) -> None:
    answer = await _zoek(eigen_huis, {"contactmoment": zonder_klant}, postcode="1234KH", huisnummer=1)
    log = eigen_huis.log()
    regels = [found.regel for found in log.sinds(0)]
    log.close()

    assert answer.data["klanten"]["totaal"] == BEWONERS
    assert answer.oproepen["openobject POST /objects/search"] == 1
    assert [type(regel) for regel in regels] == [Handeling] + [Verwerking] * BEWONERS
    handeling, *verwerkingen = regels
    assert isinstance(handeling, Handeling)
    assert handeling.aanleiding == zonder_klant
    assert len({regel.betrokkene for regel in verwerkingen if isinstance(regel, Verwerking)}) == BEWONERS
    assert {regel.activiteit for regel in verwerkingen if isinstance(regel, Verwerking)} == {"kcc-statusvraag"}


async def test_a_klant_is_found_by_the_number_of_his_zaak_and_by_his_own(huis: Gateway) -> None:
    query = "query($s: KlantSleutel!, $reden: Aanleiding) { klant(sleutel: $s, aanleiding: $reden) { naam } }"
    reden = {"contactmoment": await _contact(huis)}
    for sleutel in ({"zaaknummer": "ZAAK-2026-0002"}, {"klantnummer": "10001"}, {"bsn": "999990019"}):
        answer = await huis.ask(query, als="kcc", variables={"s": sleutel, "reden": reden})
        assert answer.data == {"klant": {"naam": FATIMA}}, sleutel

    both = await huis.ask(query, als="kcc", variables={"s": {"zaaknummer": "ZAAK-2026-0001"}, "reden": reden})
    assert both.data == {"klant": None}, "two people made that request: which one is meant is not clear"


async def test_with_toestemming_a_desk_sees_more_of_the_same_zaak(huis: Gateway) -> None:
    query = """query($sleutel: KlantSleutel!, $reden: Aanleiding) { klant(sleutel: $sleutel, aanleiding: $reden) {
      zaken(first: 1) { nodes { identificatie omschrijving documenten { titel } } } } }"""
    fatima = await huis.ask(
        query, als="kcc", variables={"sleutel": {"bsn": "999990019"}, "reden": {"contactmoment": await _contact(huis)}}
    )
    zaak = fatima.data["klant"]["zaken"]["nodes"][0]
    jan = await huis.ask(
        query, als="kcc", variables={"sleutel": {"bsn": "999990123"}, "reden": {"zaak": await _zaak_van_jan(huis)}}
    )
    van_jan = jan.data["klant"]["zaken"]["nodes"][0]

    assert zaak["omschrijving"]
    assert zaak["documenten"] is None, "that toestemming was withdrawn"
    assert van_jan["omschrijving"] is None
    assert van_jan["identificatie"]


async def _zaak_van_jan(huis: Gateway) -> str:
    found = await huis.ask('{ zaak(identificatie: "ZAAK-2026-0101") { id } }', als="burger2")
    return str(found.data["zaak"]["id"])
