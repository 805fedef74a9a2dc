"""The main road: every matter of a person once, joined by every link, and nothing that is not for him."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.sandbox.kern import Storing
from resolvers.grammar.ref import Ref
from resolvers.mijnzaken import Koppelingen, stel_samen
from resolvers.product import Product
from resolvers.verzoek import Verzoek
from resolvers.zaak import Zaak
from tests.gateway import Gateway, Sandbox
from tests.resolvers.maak import maak_product, maak_verzoek, maak_zaak

ALLES = """query(
  $volgorde: MijnZakenVolgorde! = LAATST_BIJGEWERKT, $filter: MijnZakenFilter, $first: Int! = 20, $after: String
) {
  mijnZaken(volgorde: $volgorde, filter: $filter, first: $first, after: $after) {
    totaal
    nodes {
      id titel status { groep naam stap aantalStappen } levertijd { aard overschreden opgeschort }
      zaak { identificatie } verzoek { kenmerk } producten { naam } aanbieder { naam } producttype { naam }
    }
    pageInfo { hasNextPage endCursor }
    bronnen { register volledig fout }
  }
}"""

ZAKEN_VAN_FATIMA = {
    "ZAAK-2026-0001",
    "ZAAK-2026-0002",
    "ZAAK-2026-0003",
    "ZAAK-2026-0004",
    "ZAAK-2025-0105",
    "ZAAK-2026-0006",
}


def _nummers(nodes: list[dict[str, Any]]) -> list[str]:
    return [node["zaak"]["identificatie"] if node["zaak"] else node["titel"] for node in nodes]


async def test_a_citizen_sees_each_matter_once_and_nothing_internal_or_secret(huis: Gateway) -> None:
    answer = await huis.ask(ALLES)
    nodes = answer.data["mijnZaken"]["nodes"]

    assert answer.codes == {}
    assert sorted(_nummers(nodes)) == sorted([*ZAKEN_VAN_FATIMA, "Afvalpas", "Vraag aan de gemeente"])
    assert answer.data["mijnZaken"]["totaal"] == 8
    assert len({node["id"] for node in nodes}) == 8


async def test_a_verzoek_and_a_product_stand_with_the_zaak_that_they_name(huis: Gateway) -> None:
    nodes = (await huis.ask(ALLES)).data["mijnZaken"]["nodes"]
    by_number = dict(zip(_nummers(nodes), nodes, strict=True))

    assert by_number["ZAAK-2026-0001"]["verzoek"] == {"kenmerk": "OF-0001"}
    assert by_number["ZAAK-2025-0105"]["producten"] == [{"naam": "Parkeervergunning bewoners"}]
    assert by_number["Vraag aan de gemeente"]["verzoek"] == {"kenmerk": "OF-0002"}
    assert by_number["Afvalpas"]["producten"] == [{"naam": "Afvalpas"}]
    assert by_number["ZAAK-2025-0105"]["producttype"] == {"naam": "Parkeervergunning bewoners"}
    assert {node["aanbieder"]["naam"] for node in nodes} == {"Gemeente Voorbeeldstad"}


async def test_the_status_and_the_lead_time_tell_what_is_the_matter(huis: Gateway) -> None:
    nodes = (await huis.ask(ALLES)).data["mijnZaken"]["nodes"]
    by_number = dict(zip(_nummers(nodes), nodes, strict=True))
    groups = {number: node["status"]["groep"] for number, node in by_number.items()}

    assert groups == {
        "ZAAK-2026-0001": "IN_BEHANDELING",
        "ZAAK-2026-0002": "OPGESCHORT",
        "ZAAK-2026-0003": "IN_BEHANDELING",
        "ZAAK-2026-0004": "IN_BEHANDELING",
        "ZAAK-2025-0105": "AFGEROND",
        "ZAAK-2026-0006": "AFGEROND",
        "Vraag aan de gemeente": "ONTVANGEN",
        "Afvalpas": "AFGEROND",
    }
    assert by_number["ZAAK-2026-0002"]["levertijd"]["opgeschort"] is True
    assert by_number["ZAAK-2026-0003"]["levertijd"]["overschreden"] is True
    assert by_number["ZAAK-2026-0006"]["levertijd"]["aard"] == "FEITELIJK"
    assert by_number["Afvalpas"]["levertijd"] is None


@pytest.mark.parametrize(
    ("volgorde", "eerste"),
    [
        ("LAATST_BIJGEWERKT", "ZAAK-2026-0001"),
        ("NIEUWSTE_EERST", "ZAAK-2026-0002"),
        ("OUDSTE_EERST", "Vraag aan de gemeente"),
        ("TERMIJN", "ZAAK-2026-0003"),
    ],
)
async def test_each_order_begins_where_it_says(huis: Gateway, volgorde: str, eerste: str) -> None:
    """A verzoek has no date of receipt in Open VTB 0.1.0: it sorts before every date."""
    nodes = (await huis.ask(ALLES, variables={"volgorde": volgorde})).data["mijnZaken"]["nodes"]

    assert len(nodes) == 8
    assert _nummers(nodes)[0] == eerste


@pytest.mark.parametrize(
    ("filter_", "verwacht"),
    [
        ({"statusgroepen": ["OPGESCHORT"]}, {"ZAAK-2026-0002"}),
        ({"zoek": "WOZ"}, {"ZAAK-2026-0004"}),
        ({"zoek": "bestaat niet"}, set()),
        ({"statusgroepen": []}, set()),
    ],
)
async def test_a_filter_keeps_what_it_says_and_the_count_follows(
    huis: Gateway, filter_: dict[str, Any], verwacht: set[str]
) -> None:
    answer = await huis.ask(ALLES, variables={"filter": filter_})

    assert set(_nummers(answer.data["mijnZaken"]["nodes"])) == verwacht
    assert answer.data["mijnZaken"]["totaal"] == len(verwacht)


@pytest.mark.parametrize("volgorde", ["LAATST_BIJGEWERKT", "NIEUWSTE_EERST", "OUDSTE_EERST", "TERMIJN"])
async def test_pages_of_two_give_everything_once(huis: Gateway, volgorde: str) -> None:
    seen: list[str] = []
    after: str | None = None
    while True:
        variables = {"first": 2, "after": after, "volgorde": volgorde}
        page = (await huis.ask(ALLES, variables=variables)).data["mijnZaken"]
        seen.extend(_nummers(page["nodes"]))
        if not page["pageInfo"]["hasNextPage"]:
            break
        after = page["pageInfo"]["endCursor"]

    whole = (await huis.ask(ALLES, variables={"volgorde": volgorde})).data["mijnZaken"]["nodes"]
    assert seen == _nummers(whole)


@pytest.mark.parametrize("variables", [{"after": "geen-cursor"}, {"first": 0}, {"first": 101}, {"after": "WyJhIl0"}])
async def test_a_bad_cursor_or_size_is_bad_user_input(huis: Gateway, variables: dict[str, Any]) -> None:
    answer = await huis.ask(ALLES, variables=variables)

    assert answer.data == {"mijnZaken": None}
    assert answer.codes == {"mijnZaken": "BAD_USER_INPUT"}


async def test_a_partner_sees_the_shared_zaak_and_not_the_rest(huis: Gateway) -> None:
    nodes = (await huis.ask(ALLES, als="burger2")).data["mijnZaken"]["nodes"]

    assert set(_nummers(nodes)) == {"ZAAK-2026-0001", "ZAAK-2026-0101", "ZAAK-2026-0102"}
    assert next(node for node in nodes if _nummers([node]) == ["ZAAK-2026-0001"])["verzoek"] is None


async def test_who_acted_for_another_does_not_see_that_zaak_as_his_own(huis: Gateway) -> None:
    nodes = (await huis.ask(ALLES, als="gemachtigde")).data["mijnZaken"]["nodes"]

    assert _nummers(nodes) == ["ZAAK-2026-0201"]


async def test_a_company_is_found_under_each_of_its_numbers(huis: Gateway) -> None:
    nodes = (await huis.ask(ALLES, als="ondernemer")).data["mijnZaken"]["nodes"]

    assert set(_nummers(nodes)) == {"ZAAK-2026-0401", "ZAAK-2026-0402", "ZAAK-2023-0403", "ZAAK-2022-0404"}


@pytest.mark.parametrize("persona", ["kcc", "behandelaar", "ketenpartner", "privacyfunctionaris"])
async def test_without_a_ground_there_is_nothing_and_it_is_told(huis: Gateway, persona: str) -> None:
    answer = await huis.ask("{ mijnZaken { totaal } }", als=persona)

    assert answer.data == {"mijnZaken": None}
    assert answer.afgeschermd == {"mijnZaken": 1}
    assert answer.oproepen == {}


@pytest.mark.parametrize("storing", [Storing.DOWN, Storing.ONZIN])
@pytest.mark.parametrize(("product", "blijft"), [("openzaak", 4), ("openvtb", 7), ("openproduct", 7)])
async def test_a_register_that_fails_leaves_the_others_and_is_named(
    eigen_huis: Gateway, eigen_registers: Sandbox, product: str, blijft: int, storing: Storing
) -> None:
    eigen_registers.product(product).state.storing = storing
    answer = await eigen_huis.ask("{ mijnZaken { totaal nodes { id } bronnen { register volledig fout } } }")
    bronnen = {bron["register"]: bron for bron in answer.data["mijnZaken"]["bronnen"]}
    code = "REGISTER_UNAVAILABLE" if storing is Storing.DOWN else "REGISTER_INVALID_RESPONSE"

    assert len(answer.data["mijnZaken"]["nodes"]) == blijft
    assert answer.data["mijnZaken"]["totaal"] is None
    assert bronnen[product] == {"register": product, "volledig": False, "fout": code}
    assert [bron["volledig"] for register, bron in bronnen.items() if register != product] == [True, True]
    assert answer.codes == {"mijnZaken": code}
    assert answer.registers_met_fout == {product}


async def test_when_every_register_fails_there_is_no_empty_list(eigen_huis: Gateway, eigen_registers: Sandbox) -> None:
    for product in ("openzaak", "openvtb", "openproduct"):
        eigen_registers.product(product).state.storing = Storing.DOWN
    answer = await eigen_huis.ask("{ mijnZaken { totaal } }")

    assert answer.data == {"mijnZaken": None}
    assert answer.codes == {"mijnZaken": "REGISTER_UNAVAILABLE"}


async def test_an_insert_between_two_pages_moves_nothing(eigen_huis: Gateway, eigen_registers: Sandbox) -> None:
    first = (await eigen_huis.ask(ALLES, variables={"first": 3})).data["mijnZaken"]
    product = eigen_registers.product("openproduct").state.register.store["producten"]
    own = next(row for row in product if row["naam"] == "Afvalpas" and row["eigenaren"][0]["bsn"] == "999990019")
    product.voeg_toe({**own, "uuid": "11111111-1111-4111-8111-111111111111", "update_datum": "2036-01-01T00:00:00Z"})
    second = (await eigen_huis.ask(ALLES, variables={"first": 20, "after": first["pageInfo"]["endCursor"]})).data[
        "mijnZaken"
    ]

    assert len(second["nodes"]) == 5
    assert not {node["id"] for node in first["nodes"]} & {node["id"] for node in second["nodes"]}


# ---------------------------------------------------------------------- composing, as a pure function

_LINK = st.integers(0, 4)


@given(
    zaken=st.integers(0, 4),
    verzoeken=st.lists(st.lists(_LINK, max_size=3), max_size=4),
    producten=st.lists(st.lists(_LINK, max_size=3), max_size=4),
)
def test_composing_loses_nothing_and_gives_each_zaak_once(
    zaken: int, verzoeken: list[list[int]], producten: list[list[int]]
) -> None:
    made_zaken = [maak_zaak(f"z{number}") for number in range(zaken)]
    made_verzoeken = [maak_verzoek(f"v{n}", [f"zaak:{link}" for link in links]) for n, links in enumerate(verzoeken)]
    made_producten = [maak_product(f"p{n}", [f"zaak:{link}" for link in links]) for n, links in enumerate(producten)]
    koppelingen = Koppelingen(
        zaken={f"zaak:{number}": Ref("proef", "Zaak", f"z{number}") for number in range(5)}, verzoeken={}, producten={}
    )
    kwesties = stel_samen(made_zaken, made_verzoeken, made_producten, koppelingen, frozenset())

    shown_zaken: list[Zaak] = [kwestie.zaak for kwestie in kwesties if kwestie.zaak]
    shown_producten: list[Product] = [product for kwestie in kwesties for product in kwestie.producten or ()]
    linked = {link for links in verzoeken for link in links if link < zaken}
    alone: list[Verzoek] = [kwestie.verzoek for kwestie in kwesties if kwestie.verzoek and not kwestie.zaak]
    assert shown_zaken == made_zaken
    assert set(shown_producten) == set(made_producten)
    assert len(alone) == sum(not any(link < zaken for link in links) for links in verzoeken)
    assert {kwestie.zaak.ref.id for kwestie in kwesties if kwestie.zaak and kwestie.verzoek} == {
        f"z{n}" for n in linked
    }
    assert len({kwestie.id for kwestie in kwesties}) == len(kwesties)
