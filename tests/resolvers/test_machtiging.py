"""A machtiging: told to both its parties, from either side; whether it holds now follows from its dates."""

from __future__ import annotations

from tests.gateway import Gateway


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


async def test_who_received_them_sees_them_from_the_other_side_without_the_name_of_the_giver(huis: Gateway) -> None:
    query = """{ ik { vertegenwoordigt { geldig vertegenwoordigde { naam } vertegenwoordiger { naam } } } }"""
    answer = await huis.ask(query, als="gemachtigde")
    found = answer.data["ik"]["vertegenwoordigt"]

    assert len(found) == 3
    assert {m["vertegenwoordiger"]["naam"] for m in found} == {"Noor Visser"}
    assert {m["vertegenwoordigde"]["naam"] for m in found} == {None}
    assert answer.afgeschermd == {"ik.vertegenwoordigt.vertegenwoordigde.naam": 3}


async def test_who_is_no_party_sees_none(huis: Gateway) -> None:
    query = "{ ik { klant { gegeven: machtigingen { id } ontvangen: machtigingen(richting: ONTVANGEN) { id } } } }"

    assert (await huis.ask(query)).data == {"ik": {"klant": {"gegeven": [], "ontvangen": []}}}
