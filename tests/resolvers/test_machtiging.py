"""A machtiging: told to both its parties, from either side; whether it holds now follows from its dates."""

from __future__ import annotations

from typing import Any

import pytest

from tests.gateway import Gateway, Sandbox


async def test_who_gave_machtigingen_sees_which_still_hold(huis: Gateway) -> None:
    query = "{ ik { klant { machtigingen { soort bron geldig ingetrokkenOp zaaktypen { identificatie } } } } }"
    machtigingen = (await huis.ask(query, als="burger2")).data["ik"]["klant"]["machtigingen"]
    by_type = {m["zaaktypen"][0]["identificatie"]: m for m in machtigingen}

    assert {soort: m["geldig"] for soort, m in by_type.items()} == {
        "WOZ-BEZWAAR": True,
        "BIJZONDERE-BIJSTAND": False,
        "KAPVERGUNNING": False,
    }
    assert by_type["BIJZONDERE-BIJSTAND"]["ingetrokkenOp"] is not None
    assert {m["bron"] for m in machtigingen} == {"REGISTER"}


async def test_who_received_one_that_holds_sees_who_gave_it(huis: Gateway) -> None:
    query = """{ ik { vertegenwoordigt { geldig vertegenwoordigde { naam } vertegenwoordiger { naam } } } }"""
    answer = await huis.ask(query, als="gemachtigde")
    found = answer.data["ik"]["vertegenwoordigt"]

    assert len(found) == 3
    assert {m["vertegenwoordiger"]["naam"] for m in found} == {"Noor Visser"}
    assert {m["vertegenwoordigde"]["naam"] for m in found} == {"Jan Bakker"}


async def test_who_received_none_that_holds_does_not_learn_who_gave_it(
    eigen_huis: Gateway, eigen_registers: Sandbox
) -> None:
    _trek_in(eigen_registers)
    query = "{ ik { vertegenwoordigt { geldig vertegenwoordigde { naam } } } }"
    found = (await eigen_huis.ask(query, als="gemachtigde")).data["ik"]["vertegenwoordigt"]

    assert found == [{"geldig": False, "vertegenwoordigde": None}] * 3


def _trek_in(registers: Sandbox) -> None:
    for record in registers.product("openobject").state.register.store["objects"]:
        if "vertegenwoordiger" in record["record"]["data"]:
            record["record"]["data"]["ingetrokkenOp"] = "2026-01-01T00:00:00Z"


async def test_who_is_no_party_sees_none(huis: Gateway) -> None:
    query = "{ ik { klant { gegeven: machtigingen { id } ontvangen: machtigingen(richting: ONTVANGEN) { id } } } }"

    assert (await huis.ask(query, als="veelzaken")).data == {"ik": {"klant": {"gegeven": [], "ontvangen": []}}}


async def test_a_parent_represents_her_child_as_brp_knows_it(huis: Gateway) -> None:
    query = "{ ik { vertegenwoordigt { soort wettelijkeVorm bron geldig vertegenwoordigde { naam } } } }"

    assert (await huis.ask(query)).data["ik"]["vertegenwoordigt"] == [
        {
            "soort": "WETTELIJK",
            "wettelijkeVorm": "OUDERLIJK_GEZAG",
            "bron": "BRP",
            "geldig": True,
            "vertegenwoordigde": {"naam": "Mila de Wit"},
        }
    ]


NAMENS = "query($id: ID) { mijnZaken(namens: $id) { nodes { zaak { identificatie } } } }"


async def _namens(huis: Gateway, als: str) -> dict[bool, list[str]]:
    """Per machtiging, by whether it holds: the zaken that are seen with it; None when nothing is open."""
    found = (await huis.ask("{ ik { vertegenwoordigt { id geldig } } }", als=als)).data["ik"]["vertegenwoordigt"]
    answers = [(m["geldig"], await huis.ask(NAMENS, als=als, variables={"id": m["id"]})) for m in found]
    lists = [(geldig, answer.data["mijnZaken"]) for geldig, answer in answers]
    return {geldig: page and [node["zaak"]["identificatie"] for node in page["nodes"]] for geldig, page in lists}


async def test_with_a_machtiging_one_looks_for_another_as_far_as_it_goes(huis: Gateway) -> None:
    assert await _namens(huis, "gemachtigde") == {True: ["ZAAK-2026-0101"], False: None}
    assert await _namens(huis, "burger") == {True: ["ZAAK-2026-0301"]}


async def test_the_machtiging_of_another_opens_nothing(huis: Gateway) -> None:
    own = (await huis.ask("{ ik { vertegenwoordigt { id } } }", als="gemachtigde")).data["ik"]["vertegenwoordigt"]
    answer = await huis.ask(NAMENS, als="burger", variables={"id": own[-1]["id"]})

    assert answer.data == {"mijnZaken": None}
    assert answer.afgeschermd == {"mijnZaken": 1}


async def test_what_is_withdrawn_opens_nothing_at_the_next_request(
    eigen_huis: Gateway, eigen_registers: Sandbox
) -> None:
    zaak = '{ zaak(identificatie: "ZAAK-2026-0101") { identificatie } }'
    before = await eigen_huis.ask(zaak, als="gemachtigde")
    _trek_in(eigen_registers)
    after = await eigen_huis.ask(zaak, als="gemachtigde")

    assert before.data == {"zaak": {"identificatie": "ZAAK-2026-0101"}}
    assert after.data == {"zaak": None}


@pytest.mark.parametrize(
    "gebeurd",
    [
        {"indicatieCurateleRegister": True},
        {"overlijden": {"datum": {"type": "Datum", "datum": "2026-11-01", "langFormaat": "1 november 2026"}}},
        {"overlijden": {"datum": {"type": "DatumOnbekend", "onbekend": True, "langFormaat": "onbekend"}}},
    ],
    ids=["curatele", "overleden", "overleden, niet bekend wanneer"],
)
async def test_a_volmacht_ends_by_curatele_and_by_death_of_who_gave_it(
    eigen_huis: Gateway, eigen_registers: Sandbox, gebeurd: dict[str, Any]
) -> None:
    """BW 3:72. Asked of BRP in the question that is asked of him anyway."""
    zaak = '{ zaak(identificatie: "ZAAK-2026-0101") { identificatie } }'
    before = await eigen_huis.ask(zaak, als="gemachtigde")
    personen = eigen_registers.product("brp").state.register.store["personen"]
    (jan,) = personen.bij("burgerservicenummer", "999990123")
    personen.wijzig(jan, gebeurd)
    after = await eigen_huis.ask(zaak, als="gemachtigde")

    assert before.data == {"zaak": {"identificatie": "ZAAK-2026-0101"}}
    assert after.data == {"zaak": None}
    assert before.oproepen["brp POST /personen"] == after.oproepen["brp POST /personen"] == 2  # gezag, and who he is
