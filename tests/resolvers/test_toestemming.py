"""A toestemming: told to who gave it; its last event says whether it holds."""

from __future__ import annotations

from tests.gateway import Gateway

QUERY = "{ ik { klant { toestemmingen { geldig ingetrokkenOp categorieen ontvanger { rol } activiteit } } } }"


async def test_who_gave_it_sees_whether_it_holds(huis: Gateway) -> None:
    found = (await huis.ask(QUERY)).data["ik"]["klant"]["toestemmingen"]
    by_category = {toestemming["categorieen"][0]: toestemming for toestemming in found}

    assert {name: t["geldig"] for name, t in by_category.items()} == {"ZAAKINHOUD": True, "DOCUMENTEN": False}
    assert by_category["DOCUMENTEN"]["ingetrokkenOp"] is not None
    assert [t["ontvanger"] for t in found] == [{"rol": "KCC"}] * 2


async def test_another_sees_none(huis: Gateway) -> None:
    assert (await huis.ask(QUERY, als="burger2")).data == {"ik": {"klant": {"toestemmingen": []}}}
