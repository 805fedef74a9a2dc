"""A taak: what a klant still has to do, the first that is due first; joined with its zaak."""

from __future__ import annotations

from tests.gateway import Gateway


async def test_a_citizen_sees_his_taken_in_the_order_in_which_they_are_due(huis: Gateway) -> None:
    query = "{ ik { klant { taken { titel soort status handelUrl zaak { identificatie } } } } }"
    taken = (await huis.ask(query)).data["ik"]["klant"]["taken"]

    assert [(taak["titel"], taak["status"], taak["zaak"]["identificatie"]) for taak in taken] == [
        ("Stuur uw bankafschriften", "uitgevoerd", "ZAAK-2026-0003"),
        ("Stuur een foto van de boom", "open", "ZAAK-2026-0002"),
        ("Betaal de leges", "open", "ZAAK-2026-0001"),
    ]
    assert taken[1]["handelUrl"] == "https://formulieren.voorbeeldstad.example/foto"
    assert taken[2]["handelUrl"] is None


async def test_a_taak_stands_with_its_zaak_and_belongs_to_whom_it_was_given(huis: Gateway) -> None:
    query = '{ zaak(identificatie: "ZAAK-2026-0001") { taken { titel } } }'

    assert (await huis.ask(query)).data == {"zaak": {"taken": [{"titel": "Betaal de leges"}]}}
    assert (await huis.ask(query, als="burger2")).data == {"zaak": {"taken": []}}


async def test_the_taken_of_all_matters_are_one_question(huis: Gateway) -> None:
    answer = await huis.ask("{ mijnZaken { nodes { taken { titel } } } }")

    assert answer.oproepen["openvtb GET /externetaken"] == 1
