"""Changing a klantvoorkeur, from the question to the register and back: who may, what is refused, and that the next
request sees it."""

from __future__ import annotations

from collections.abc import Mapping
from operator import itemgetter
from typing import Any

import httpx
import pytest

from app.sandbox import uitgever
from app.sandbox.kern import TOKEN, Fout, Storing, Vraag
from app.sandbox.kern import Antwoord as Weerwoord
from app.sandbox.openklant.schrijven import Schrijver
from resolvers.grammar.ref import Ref
from tests.gateway import Antwoord, Gateway, Sandbox, gateway, sandbox
from tests.resolvers.test_mutation import BASIS, GEMACHTIGDE

VELDEN = "taal kanaal ontvangtMijnZaken digitaalAdres { id soort } digitaleAdressen { id soort }"
WIJZIG = f"""mutation($input: KlantvoorkeurInput!) {{ klantvoorkeurWijzigen(input: $input) {{
  voorkeur {{ {VELDEN} }} fouten {{ code veld melding }} }} }}"""
MIJN = f"{{ ik {{ klant {{ voorkeur {{ {VELDEN} }} }} }} }}"
#: In the klantregister, without any address.
ZONDER_ADRES = {**BASIS, "bsn": "999990329", "acr": "urn:oasis:names:tc:SAML:2.0:ac:classes:MobileTwoFactorContract"}
#: In no klantregister.
ONBEKEND = {**ZONDER_ADRES, "bsn": "999994001"}


async def wijzig(huis: Gateway, als: str = "burger", **invoer: Any) -> Antwoord:
    return await huis.ask(WIJZIG, als=als, variables={"input": invoer})


async def gewijzigd(huis: Gateway, als: str = "burger", **invoer: Any) -> dict[str, Any]:
    payload = (await wijzig(huis, als, **invoer)).data["klantvoorkeurWijzigen"]
    assert payload["fouten"] == []
    found: dict[str, Any] = payload["voorkeur"]
    return found


async def mijn(huis: Gateway, als: str = "burger") -> dict[str, Any]:
    found: dict[str, Any] = (await huis.ask(MIJN, als=als)).data["ik"]["klant"]["voorkeur"]
    return found


async def adres(huis: Gateway, soort: str, als: str = "burger") -> str:
    found = (await mijn(huis, als))["digitaleAdressen"]
    return next(str(adres["id"]) for adres in found if adres["soort"] == soort)


def fouten(answer: Antwoord) -> list[tuple[str, str | None]]:
    payload = answer.data["klantvoorkeurWijzigen"]
    assert payload["voorkeur"] is None
    assert "errors" not in answer.body
    return [(fout["code"], fout["veld"]) for fout in payload["fouten"]]


def klanten(registers: Sandbox) -> Any:
    return registers.product("openklant").state


def geschreven(registers: Sandbox) -> list[str]:
    calls = klanten(registers).oproepen
    return [f"{call.method} {call.sjabloon.split('/')[-2]}" for call in calls if call.method != "GET"]


def rij(registers: Sandbox, id_: str) -> dict[str, Any]:
    found: dict[str, Any] = klanten(registers).register.store["digitaleadressen"].een(Ref.decode(id_).id)
    return found


def partij_met(registers: Sandbox, adres_id: str) -> dict[str, Any]:
    uuid = rij(registers, adres_id)["verstrektDoorPartij"]["uuid"]
    found: dict[str, Any] = klanten(registers).register.store["partijen"].een(uuid)
    return found


def met_persona(monkeypatch: pytest.MonkeyPatch, **personas: Mapping[str, object]) -> None:
    monkeypatch.setattr(uitgever, "PERSONAS", {**uitgever.PERSONAS, **personas})


# ---------------------------------------------------------------------- it is done, and seen at the next request


async def test_all_of_it_is_changed_at_once_and_seen_at_the_next_request(
    eigen_huis: Gateway, eigen_registers: Sandbox
) -> None:
    before = await mijn(eigen_huis)
    telefoon = await adres(eigen_huis, "TELEFOON")
    found = await gewijzigd(eigen_huis, taal="eng", kanaal="TELEFOON", digitaalAdres=telefoon, ontvangtMijnZaken=False)

    assert (before["taal"], before["kanaal"], before["ontvangtMijnZaken"]) == ("nld", "EMAIL", True)
    assert found == {
        **before,
        "taal": "eng",
        "kanaal": "TELEFOON",
        "ontvangtMijnZaken": False,
        "digitaalAdres": {"id": telefoon, "soort": "TELEFOON"},
    }
    assert await mijn(eigen_huis) == found
    assert geschreven(eigen_registers) == ["PATCH partijen", "PATCH digitaleadressen"]


@pytest.mark.parametrize(
    ("invoer", "anders"),
    [
        ({"taal": "fry"}, {"taal": "fry"}),
        ({"kanaal": "PORTAAL"}, {"kanaal": None, "digitaalAdres": None}),
        ({"ontvangtMijnZaken": False}, {"ontvangtMijnZaken": False}),
        ({"taal": "fry", "kanaal": None, "digitaalAdres": None}, {"taal": "fry"}),
    ],
    ids=["taal", "portaal", "berichten", "null"],
)
async def test_what_is_not_said_stays_as_it_is(
    eigen_huis: Gateway, invoer: dict[str, Any], anders: dict[str, Any]
) -> None:
    before = await mijn(eigen_huis)

    assert await gewijzigd(eigen_huis, **invoer) == {**before, **anders}


@pytest.mark.parametrize("kanaal", ["SMS", "TELEFOON"])
async def test_a_call_and_a_text_are_the_same_number(eigen_huis: Gateway, kanaal: str) -> None:
    telefoon = await adres(eigen_huis, "TELEFOON")
    found = await gewijzigd(eigen_huis, kanaal=kanaal)

    assert (found["kanaal"], found["digitaalAdres"]["id"]) == ("TELEFOON", telefoon)
    assert await gewijzigd(eigen_huis, kanaal="EMAIL") == await mijn(eigen_huis)
    assert (await gewijzigd(eigen_huis, kanaal=kanaal, digitaalAdres=telefoon))["kanaal"] == "TELEFOON"


async def test_of_more_addresses_the_standard_one_is_taken_unless_another_is_preferred(
    eigen_huis: Gateway, eigen_registers: Sandbox
) -> None:
    first = await adres(eigen_huis, "EMAIL")
    nieuw = {"adres": "nieuw@voorbeeld.example", "soortDigitaalAdres": "email", "verstrektDoorBetrokkene": None}
    van = {"verstrektDoorPartij": {"uuid": partij_met(eigen_registers, first)["uuid"]}}
    async with httpx.AsyncClient(headers={"Authorization": f"Token {TOKEN}"}) as client:
        url = f"{eigen_registers.basis}/openklant/klantinteracties/api/v1/digitaleadressen"
        made = (await client.post(url, json={**nieuw, **van})).raise_for_status().json()
    second = Ref("openklant", "DigitaalAdres", made["uuid"]).encode()

    await gewijzigd(eigen_huis, kanaal="PORTAAL")
    assert (await gewijzigd(eigen_huis, kanaal="EMAIL"))["digitaalAdres"]["id"] == first
    assert (await gewijzigd(eigen_huis, digitaalAdres=second))["digitaalAdres"]["id"] == second
    assert (await gewijzigd(eigen_huis, kanaal="EMAIL", taal="deu"))["digitaalAdres"]["id"] == second


async def test_who_wants_messages_is_marked_on_one_address_and_who_does_not_on_none(
    eigen_huis: Gateway, eigen_registers: Sandbox
) -> None:
    mail = await adres(eigen_huis, "EMAIL", als="burger2")

    assert (await gewijzigd(eigen_huis, als="burger2", ontvangtMijnZaken=True))["ontvangtMijnZaken"] is True
    assert rij(eigen_registers, mail)["referentie"] == "portaalvoorkeur"
    assert (await gewijzigd(eigen_huis, als="burger2", ontvangtMijnZaken=False))["ontvangtMijnZaken"] is False
    assert rij(eigen_registers, mail)["referentie"] == ""


async def test_what_another_system_wrote_on_an_address_stays_there(
    eigen_huis: Gateway, eigen_registers: Sandbox
) -> None:
    mail = await adres(eigen_huis, "EMAIL", als="burger2")
    rij(eigen_registers, mail)["referentie"] = "formulier-7"

    assert fouten(await wijzig(eigen_huis, "burger2", ontvangtMijnZaken=True)) == [
        ("BAD_USER_INPUT", "ontvangtMijnZaken")
    ]
    assert rij(eigen_registers, mail)["referentie"] == "formulier-7"


async def test_a_company_changes_as_itself(eigen_huis: Gateway) -> None:
    assert (await gewijzigd(eigen_huis, als="ondernemer", taal="eng"))["taal"] == "eng"
    assert (await mijn(eigen_huis))["taal"] == "nld"


async def test_asked_twice_it_is_written_once(eigen_huis: Gateway, eigen_registers: Sandbox) -> None:
    invoer: dict[str, Any] = {"taal": "eng", "kanaal": "SMS", "ontvangtMijnZaken": False}
    first, again = [await gewijzigd(eigen_huis, **invoer) for _ in range(2)]

    assert first == again
    assert geschreven(eigen_registers) == ["PATCH partijen", "PATCH digitaleadressen"]


async def test_changes_of_one_question_are_done_in_order_and_see_each_other(eigen_huis: Gateway) -> None:
    query = """mutation {
      een: klantvoorkeurWijzigen(input: {taal: "eng", kanaal: PORTAAL}) { voorkeur { taal kanaal } }
      twee: klantvoorkeurWijzigen(input: {kanaal: EMAIL}) { voorkeur { taal kanaal } } }"""
    data = (await eigen_huis.ask(query)).data

    assert data == {
        "een": {"voorkeur": {"taal": "eng", "kanaal": None}},
        "twee": {"voorkeur": {"taal": "eng", "kanaal": "EMAIL"}},
    }


async def test_it_stands_in_the_log_under_its_own_activiteit(eigen_huis: Gateway) -> None:
    await gewijzigd(eigen_huis, taal="eng")
    await wijzig(eigen_huis, taal="english")
    query = """{ mijnVerwerkingen(periode: {van: "2020-01-01", tot: "2100-01-01"}) { nodes {
      actie activiteit grondslag categorieen ontvanger bronnen } } }"""
    nodes = (await eigen_huis.ask(query)).data["mijnVerwerkingen"]["nodes"]

    found = [node for node in nodes if node["activiteit"] == "Voorkeuren wijzigen"]

    assert sorted(found, key=itemgetter("actie")) == [
        {
            "actie": actie,
            "activiteit": "Voorkeuren wijzigen",
            "grondslag": "EIGEN_GEGEVENS",
            "categorieen": ["VOORKEUREN"],
            "ontvanger": "U zelf",
            "bronnen": ["openklant"],
        }
        for actie in ("vastleggen voorkeuren", "voornemen: vastleggen voorkeuren")
    ]
    assert any(node["actie"].startswith("tonen") and "VOORKEUREN" in node["categorieen"] for node in nodes)


# ---------------------------------------------------------------------- what is refused


async def test_all_that_is_wrong_is_told_at_once(
    eigen_huis: Gateway, eigen_registers: Sandbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    met_persona(monkeypatch, kaal=ZONDER_ADRES)
    answer = await wijzig(eigen_huis, "kaal", taal="Dutch", kanaal="POST", digitaalAdres="x", ontvangtMijnZaken=True)

    assert fouten(answer) == [
        ("BAD_USER_INPUT", veld) for veld in ("taal", "kanaal", "digitaalAdres", "ontvangtMijnZaken")
    ]
    assert geschreven(eigen_registers) == []


@pytest.mark.parametrize(
    ("invoer", "veld"),
    [
        ({}, None),
        ({"taal": None}, None),
        ({"taal": ""}, "taal"),
        ({"taal": "nl"}, "taal"),
        ({"taal": "NLD"}, "taal"),
        ({"kanaal": "POST"}, "kanaal"),
        ({"kanaal": "WEBHOOK"}, "kanaal"),
        ({"kanaal": "EMAIL"}, "kanaal"),
        ({"kanaal": "SMS"}, "kanaal"),
        ({"digitaalAdres": ""}, "digitaalAdres"),
        ({"ontvangtMijnZaken": True}, "ontvangtMijnZaken"),
    ],
)
async def test_what_is_wrong_is_told_with_its_field(
    eigen_huis: Gateway,
    eigen_registers: Sandbox,
    monkeypatch: pytest.MonkeyPatch,
    invoer: dict[str, Any],
    veld: str | None,
) -> None:
    met_persona(monkeypatch, kaal=ZONDER_ADRES)

    assert fouten(await wijzig(eigen_huis, "kaal", **invoer)) == [("BAD_USER_INPUT", veld)]
    assert geschreven(eigen_registers) == []


async def test_an_address_that_does_not_fit_the_kanaal_is_refused(eigen_huis: Gateway) -> None:
    mail = await adres(eigen_huis, "EMAIL")

    for kanaal in ("SMS", "TELEFOON", "PORTAAL"):
        assert fouten(await wijzig(eigen_huis, kanaal=kanaal, digitaalAdres=mail)) == [
            ("BAD_USER_INPUT", "digitaalAdres")
        ]


async def test_somebody_elses_address_is_as_one_that_does_not_exist(
    eigen_huis: Gateway, eigen_registers: Sandbox
) -> None:
    vreemd = await adres(eigen_huis, "EMAIL", als="burger2")
    onbekend = Ref("openklant", "DigitaalAdres", "00000000-0000-4000-8000-000000000000").encode()
    answers = [await wijzig(eigen_huis, digitaalAdres=id_) for id_ in (vreemd, onbekend)]

    assert answers[0].data == answers[1].data
    assert answers[0].oproepen == answers[1].oproepen
    assert fouten(answers[0]) == [("BAD_USER_INPUT", "digitaalAdres")]
    assert geschreven(eigen_registers) == []


async def test_who_is_in_no_klantregister_is_told_so(
    eigen_huis: Gateway, eigen_registers: Sandbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    met_persona(monkeypatch, onbekend=ONBEKEND)

    assert fouten(await wijzig(eigen_huis, "onbekend", taal="eng")) == [("NOT_FOUND", None)]
    assert geschreven(eigen_registers) == []


# ---------------------------------------------------------------------- who may not


@pytest.mark.parametrize("als", ["kcc", "behandelaar", "ketenpartner", "privacyfunctionaris", "gemachtigd", "basis"])
async def test_only_who_it_concerns_changes_it(
    eigen_huis: Gateway, eigen_registers: Sandbox, monkeypatch: pytest.MonkeyPatch, als: str
) -> None:
    met_persona(monkeypatch, gemachtigd=GEMACHTIGDE, basis=BASIS)
    answer = await wijzig(eigen_huis, als, taal="eng")

    assert fouten(answer) == [("ASSURANCE_LEVEL_TOO_LOW" if als == "basis" else "FORBIDDEN", None)]
    assert answer.afgeschermd == {"klantvoorkeurWijzigen": 1}
    assert answer.oproepen == {}
    assert geschreven(eigen_registers) == []


async def test_who_may_act_for_another_changes_his_own(eigen_huis: Gateway) -> None:
    before = await mijn(eigen_huis, als="burger2")
    await gewijzigd(eigen_huis, als="gemachtigde", taal="eng")

    assert (await mijn(eigen_huis, als="gemachtigde"))["taal"] == "eng"
    assert await mijn(eigen_huis, als="burger2") == before


# ---------------------------------------------------------------------- a register that fails


def stoor(registers: Sandbox, storing: Storing, deel: str) -> None:
    klanten(registers).storing = lambda method, path: storing if method == "PATCH" and deel in path else Storing.GEEN


@pytest.mark.parametrize("deel", ["partijen", "digitaleadressen"])
@pytest.mark.parametrize("storing", [Storing.DOWN, Storing.ONZIN], ids=["down", "onzin"])
async def test_a_write_that_fails_is_an_error_that_says_that_it_is_not_certain_and_may_be_done_again(
    eigen_huis: Gateway, eigen_registers: Sandbox, storing: Storing, deel: str
) -> None:
    invoer: dict[str, Any] = {"taal": "eng", "ontvangtMijnZaken": False}
    stoor(eigen_registers, storing, deel)
    answer = await wijzig(eigen_huis, **invoer)

    assert answer.body["data"] is None
    assert list(answer.codes.values()) == [
        "REGISTER_UNAVAILABLE" if storing is Storing.DOWN else "REGISTER_INVALID_RESPONSE"
    ]
    assert "niet zeker" in answer.body["errors"][0]["message"]

    klanten(eigen_registers).storing = Storing.GEEN
    found = await gewijzigd(eigen_huis, **invoer)
    assert (found["taal"], found["ontvangtMijnZaken"]) == ("eng", False)


async def test_a_write_without_an_answer_is_not_certain(eigen_registers: Sandbox) -> None:
    async with gateway(eigen_registers.basis, geduld_s=1.0) as huis:
        stoor(eigen_registers, Storing.TRAAG, "partijen")
        answer = await wijzig(huis, taal="eng")

    assert list(answer.codes.values()) == ["REGISTER_TIMEOUT"]
    assert "niet zeker" in answer.body["errors"][0]["message"]


async def test_a_register_that_refuses_is_an_error_that_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    def weiger(schrijver: Schrijver, vraag: Vraag) -> Weerwoord:
        raise Fout("PermissionDenied")

    monkeypatch.setattr(Schrijver, "wijzig_partij", weiger)
    with sandbox() as registers:
        async with gateway(registers.basis) as huis:
            answer = await wijzig(huis, taal="eng")
            assert (await mijn(huis))["taal"] == "nld"

    (error,) = answer.body["errors"]
    assert "staat niet toe" in error["message"]
    assert (error["extensions"]["code"], error["extensions"]["retryable"]) == ("REGISTER_UNAVAILABLE", False)


async def test_without_the_klantregister_nothing_is_changed(eigen_huis: Gateway, eigen_registers: Sandbox) -> None:
    klanten(eigen_registers).storing = Storing.DOWN
    answer = await wijzig(eigen_huis, taal="eng")

    assert answer.codes == {"klantvoorkeurWijzigen": "REGISTER_UNAVAILABLE"}
    assert geschreven(eigen_registers) == []
