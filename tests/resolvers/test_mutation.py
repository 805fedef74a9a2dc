"""Giving and withdrawing a toestemming, from the question to the register and back: who may, what is refused, and that
the next request sees it."""

from __future__ import annotations

from operator import itemgetter

import pytest

from app.sandbox import uitgever
from app.sandbox.kern import Storing
from resolvers.grammar.ref import Ref
from resolvers.toestemming import UITLEG, UITLEG_VERSIE
from resolvers.wijzigen import een_jaar_na
from tests.gateway import Gateway, Sandbox
from tests.resolvers.geven import (
    TREK_IN,
    eerste,
    fouten,
    geef,
    gegeven,
    geldig,
    geschreven,
    invoer,
    objecten,
    trek_in,
    vandaag,
    zaak_van,
)

# ---------------------------------------------------------------------- it is done, and seen at the next request


async def test_what_is_given_is_seen_at_the_next_request_and_what_is_withdrawn_holds_no_more(
    eigen_huis: Gateway,
) -> None:
    before = await geldig(eigen_huis)
    found = await gegeven(eigen_huis)

    assert found == {
        "id": found["id"],
        "geldig": True,
        "geldigVan": vandaag().isoformat(),
        "geldigTot": een_jaar_na(vandaag()).isoformat(),
        "ingetrokkenOp": None,
        "activiteit": "kcc-inhoud",
        "categorieen": ["BESLUITEN"],
        "ontvanger": {"organisatie": None, "organisatieEenheid": None, "rol": "KCC"},
        "zaken": None,
        "zaaktypen": None,
    }
    assert await geldig(eigen_huis) == {**before, found["id"]: True}

    payload = (await trek_in(eigen_huis, found["id"])).data["toestemmingIntrekken"]

    assert payload["fouten"] == []
    assert payload["toestemming"]["geldig"] is False
    assert payload["toestemming"]["ingetrokkenOp"] is not None
    assert await geldig(eigen_huis) == {**before, found["id"]: False}


async def test_it_opens_what_was_given_to_the_desk_until_it_is_withdrawn(eigen_huis: Gateway) -> None:
    query = '{ zaak(identificatie: "ZAAK-2026-0006") { besluiten { soort } } }'

    async def ziet() -> bool:
        return (await eigen_huis.ask(query, als="kcc")).data["zaak"]["besluiten"] is not None

    assert not await ziet()
    found = await gegeven(eigen_huis)
    assert await ziet()
    await trek_in(eigen_huis, found["id"])
    assert not await ziet()


async def test_the_object_tells_who_did_it_without_a_number_and_which_text_he_was_shown(
    eigen_huis: Gateway, eigen_registers: Sandbox
) -> None:
    found = await gegeven(eigen_huis)
    await trek_in(eigen_huis, found["id"])
    records = objecten(eigen_registers).een(Ref.decode(found["id"]).id)["_records"]
    data = records[-1]["data"]

    assert [(one["soort"], one["door"], one["kanaal"]) for one in data["gebeurtenissen"]] == [
        ("GEGEVEN", "betrokkene", "PORTAAL"),
        ("INGETROKKEN", "betrokkene", "PORTAAL"),
    ]
    assert (data["informatieVersie"], data["taal"]) == (UITLEG_VERSIE, "nl")
    assert [record["data"]["gebeurtenissen"] for record in records[:-1]] == [data["gebeurtenissen"][:1]]
    assert "intrekken" in UITLEG


async def test_a_company_gives_as_itself(eigen_huis: Gateway, eigen_registers: Sandbox) -> None:
    found = await gegeven(eigen_huis, als="ondernemer")
    (record,) = objecten(eigen_registers).een(Ref.decode(found["id"]).id)["_records"]

    assert record["data"]["betrokkene"] == {"soort": "kvkNummer", "waarde": "90001354"}
    assert await geldig(eigen_huis, als="ondernemer") == {found["id"]: True}


async def test_the_same_given_twice_is_one_toestemming(eigen_huis: Gateway, eigen_registers: Sandbox) -> None:
    first = await gegeven(eigen_huis, categorieen=["BESLUITEN", "DOCUMENTEN"])
    again = await gegeven(eigen_huis, categorieen=["DOCUMENTEN", "BESLUITEN", "DOCUMENTEN"])
    other = await gegeven(eigen_huis, categorieen=["DOCUMENTEN"])

    assert again["id"] == first["id"] != other["id"]
    assert geschreven(eigen_registers) == ["POST", "POST"]


async def test_what_was_withdrawn_can_be_given_anew(eigen_huis: Gateway) -> None:
    first = await gegeven(eigen_huis)
    await trek_in(eigen_huis, first["id"])

    assert (await gegeven(eigen_huis))["id"] != first["id"]


async def test_withdrawn_twice_is_withdrawn_once(eigen_huis: Gateway, eigen_registers: Sandbox) -> None:
    found = await gegeven(eigen_huis)
    first, again = [await trek_in(eigen_huis, found["id"]) for _ in range(2)]

    assert first.data == again.data
    assert geschreven(eigen_registers) == ["POST", "PATCH"]


async def test_mutations_of_one_question_are_done_in_order_and_see_each_other(eigen_huis: Gateway) -> None:
    query = """mutation($input: ToestemmingInput!) {
      een: toestemmingGeven(input: $input) { toestemming { id } }
      twee: toestemmingGeven(input: $input) { toestemming { id betrokkene { toestemmingen { id } } } } }"""
    data = (await eigen_huis.ask(query, variables={"input": invoer()})).data

    assert data["een"]["toestemming"]["id"] == data["twee"]["toestemming"]["id"]
    assert data["een"]["toestemming"] in data["twee"]["toestemming"]["betrokkene"]["toestemmingen"]


async def test_it_stands_in_the_log_under_its_own_activiteit(eigen_huis: Gateway) -> None:
    await trek_in(eigen_huis, (await gegeven(eigen_huis))["id"])
    query = """{ mijnVerwerkingen(periode: {van: "2020-01-01", tot: "2100-01-01"}) { nodes {
      actie activiteit grondslag categorieen ontvanger bronnen } } }"""
    nodes = (await eigen_huis.ask(query)).data["mijnVerwerkingen"]["nodes"]

    found = [node for node in nodes if node["activiteit"] == "Toestemming geven en intrekken"]

    assert sorted(found, key=itemgetter("actie")) == [
        {
            "actie": actie,
            "activiteit": "Toestemming geven en intrekken",
            "grondslag": "EIGEN_GEGEVENS",
            "categorieen": ["TOESTEMMINGEN"],
            "ontvanger": "U zelf",
            "bronnen": ["openobject"],
        }
        for actie in ("vastleggen toestemmingen", "voornemen: vastleggen toestemmingen")
        for _ in range(2)
    ]


# ---------------------------------------------------------------------- who may not

GEMACHTIGDE = {
    "login": "digid-machtigen",
    "urn:nl-eid-gdi:1.0:ActingSubjectID": "999990226",
    "urn:nl-eid-gdi:1.0:LegalSubjectID": "999990019",
    "urn:nl-eid-gdi:1.0:ServiceUUID": ["x"],
    "acr": "urn:oasis:names:tc:SAML:2.0:ac:classes:Smartcard",
}
BASIS = {
    "login": "digid",
    "bsn": "999990019",
    "acr": "urn:oasis:names:tc:SAML:2.0:ac:classes:PasswordProtectedTransport",
}


@pytest.mark.parametrize("als", ["kcc", "behandelaar", "ketenpartner", "privacyfunctionaris", "gemachtigd", "basis"])
async def test_only_who_it_concerns_gives_or_withdraws(
    eigen_huis: Gateway, eigen_registers: Sandbox, monkeypatch: pytest.MonkeyPatch, als: str
) -> None:
    monkeypatch.setattr(uitgever, "PERSONAS", {**uitgever.PERSONAS, "gemachtigd": GEMACHTIGDE, "basis": BASIS})
    id_ = await eerste(eigen_huis)
    code = "ASSURANCE_LEVEL_TOO_LOW" if als == "basis" else "FORBIDDEN"
    given, withdrawn = await geef(eigen_huis, als), await trek_in(eigen_huis, id_, als)

    assert fouten(given) == fouten(withdrawn) == [(code, None)]
    assert given.afgeschermd == {"toestemmingGeven": 1}
    assert given.oproepen == withdrawn.oproepen == {}
    assert geschreven(eigen_registers) == []


async def test_who_may_act_for_another_gives_for_himself_only(eigen_huis: Gateway) -> None:
    before = await geldig(eigen_huis, als="burger2")
    found = await gegeven(eigen_huis, als="gemachtigde")

    assert await geldig(eigen_huis, als="gemachtigde") == {found["id"]: True}
    assert await geldig(eigen_huis, als="burger2") == before
    assert fouten(await trek_in(eigen_huis, found["id"], als="burger2")) == [("NOT_FOUND", "id")]


# ---------------------------------------------------------------------- a register that fails


@pytest.mark.parametrize("storing", [Storing.DOWN, Storing.ONZIN], ids=["down", "onzin"])
@pytest.mark.parametrize("methode", ["POST", "PATCH"])
async def test_a_write_that_fails_is_an_error_that_says_that_it_is_not_certain(
    eigen_huis: Gateway, eigen_registers: Sandbox, storing: Storing, methode: str
) -> None:
    found = await gegeven(eigen_huis)

    def alleen(method: str, path: str) -> Storing:
        return storing if method == methode and path != "/api/v2/objects/search" else Storing.GEEN

    eigen_registers.product("openobject").state.storing = alleen
    if methode == "POST":
        answer = await geef(eigen_huis, categorieen=["DOCUMENTEN"])
    else:
        answer = await trek_in(eigen_huis, found["id"])

    assert answer.body["data"] is None
    assert list(answer.codes.values()) == [
        "REGISTER_UNAVAILABLE" if storing is Storing.DOWN else "REGISTER_INVALID_RESPONSE"
    ]
    assert "niet zeker" in answer.body["errors"][0]["message"]
    assert (await geldig(eigen_huis))[found["id"]]


async def test_done_again_after_a_failure_it_is_there_once(eigen_huis: Gateway, eigen_registers: Sandbox) -> None:
    before = await geldig(eigen_huis)
    product = eigen_registers.product("openobject").state
    product.storing = lambda method, path: Storing.DOWN if path == "/api/v2/objects" else Storing.GEEN
    assert (await geef(eigen_huis)).body["data"] is None
    product.storing = Storing.GEEN
    found = await gegeven(eigen_huis)

    assert (await gegeven(eigen_huis))["id"] == found["id"]
    assert await geldig(eigen_huis) == {**before, found["id"]: True}


async def test_without_a_register_that_must_know_nothing_is_given(
    eigen_huis: Gateway, eigen_registers: Sandbox
) -> None:
    id_ = await zaak_van(eigen_huis, "ZAAK-2026-0006")
    eigen_registers.product("openzaak").state.storing = Storing.DOWN
    answer = await geef(eigen_huis, zaken=[id_])

    assert answer.codes == {"toestemmingGeven": "REGISTER_UNAVAILABLE"}
    assert geschreven(eigen_registers) == []


async def test_a_mutation_is_not_done_by_get(huis: Gateway) -> None:
    headers = {"Authorization": f"Bearer {uitgever.token('burger')}"}
    response = await huis.client.get("/graphql", params={"query": TREK_IN}, headers=headers)

    assert response.status_code == 405
