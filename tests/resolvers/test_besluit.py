"""A besluit: in its zaak, with its documents; open only under a zaak that is."""

from __future__ import annotations

from tests.gateway import Gateway

QUERY = """query($n: String!) { zaak(identificatie: $n) { besluiten {
  id soort identificatie uiterlijkeReactiedatum vervaldatum documenten { titel } zaak { identificatie } } } }"""


async def test_a_besluit_stands_in_its_zaak_with_its_document(huis: Gateway) -> None:
    answer = await huis.ask(QUERY, variables={"n": "ZAAK-2026-0006"})
    (besluit,) = answer.data["zaak"]["besluiten"]

    assert besluit["soort"] == "Afwijzing"
    assert besluit["identificatie"] == "BESLUIT-ZAAK-2026-0006"
    assert besluit["uiterlijkeReactiedatum"] is not None
    assert besluit["vervaldatum"] is None
    assert besluit["documenten"] == [{"titel": "Besluit bijzondere bijstand"}]
    assert besluit["zaak"] == {"identificatie": "ZAAK-2026-0006"}


async def test_a_zaak_without_besluit_has_an_empty_list(huis: Gateway) -> None:
    answer = await huis.ask(QUERY, variables={"n": "ZAAK-2026-0001"})

    assert answer.data == {"zaak": {"besluiten": []}}


async def test_another_citizen_does_not_reach_it_by_its_id(huis: Gateway) -> None:
    own = await huis.ask(QUERY, variables={"n": "ZAAK-2026-0006"})
    id_ = own.data["zaak"]["besluiten"][0]["id"]
    query = "query($id: ID!) { node(id: $id) { id ... on Besluit { soort } } }"

    assert (await huis.ask(query, variables={"id": id_})).data == {"node": {"id": id_, "soort": "Afwijzing"}}
    assert (await huis.ask(query, als="burger2", variables={"id": id_})).data == {"node": None}
