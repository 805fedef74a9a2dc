"""A besluit: in its zaak, with its documents; open only under a zaak that is."""

from __future__ import annotations

import pytest

from resolvers.grammar.ref import Ref
from tests.gateway import Gateway, Sandbox

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


@pytest.mark.parametrize("persona", ["burger", "burger2", "kcc"])
@pytest.mark.parametrize("in_zaak", [True, False], ids=["zaak boven het plafond", "zonder zaak"])
async def test_one_that_may_not_be_seen_costs_what_an_unknown_one_does(
    eigen_huis: Gateway, eigen_registers: Sandbox, in_zaak: bool, persona: str
) -> None:
    store = eigen_registers.product("openzaak").state.register.store
    (besluit,) = store["besluiten"].bij("identificatie", "BESLUIT-ZAAK-2026-0006")
    if in_zaak:
        store["zaken"].wijzig(store["zaken"].van_url(besluit["zaak"]), {"vertrouwelijkheidaanduiding": "zeer_geheim"})
    else:
        store["besluiten"].wijzig(besluit, {"zaak": ""})
    hidden = Ref("openzaak", "Besluit", besluit["url"].rpartition("/")[2])
    unknown = Ref("openzaak", "Besluit", "00000000-0000-4000-8000-000000000000")
    query = "query($id: ID!) { node(id: $id) { __typename } }"
    answers = [await eigen_huis.ask(query, als=persona, variables={"id": ref.encode()}) for ref in (hidden, unknown)]

    assert [answer.data for answer in answers] == [{"node": None}] * 2
    assert answers[0].oproepen == answers[1].oproepen
    assert answers[0].oproepen["openzaak POST /zaken/_zoek"] == 1
