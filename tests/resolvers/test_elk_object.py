"""Every object: whom it concerns sees it by its id, to anybody else it is the same nothing as an unknown one; what it
costs is counted; and a register that is away takes its own fields, with a code, and nothing else."""

from __future__ import annotations

from typing import Any

import pytest

from app.sandbox.kern import Storing
from resolvers.grammar.ref import Ref
from tests.gateway import Antwoord, Gateway, Sandbox

NODE = "query($id: ID!) { node(id: $id) { __typename id } }"
ONBEKEND = "00000000-0000-4000-8000-000000000000"

#: Type → where its owner finds one.
WAAR = {
    "Zaak": "{ ik { klant { zaken(first: 1) { nodes { id } } } } }",
    "Verzoek": "{ ik { klant { verzoeken(first: 1) { nodes { id } } } } }",
    "Product": "{ ik { klant { producten(first: 1) { nodes { id } } } } }",
    "Contactmoment": "{ ik { klant { contactmomenten(first: 1) { nodes { id } } } } }",
    "Taak": "{ ik { klant { taken { id } } } }",
    "Document": '{ zaak(identificatie: "ZAAK-2026-0006") { documenten { id } } }',
    "Besluit": '{ zaak(identificatie: "ZAAK-2026-0006") { besluiten { id } } }',
    "MijnZakenInformatie": "{ mijnZaken(first: 1) { nodes { id } } }",
    "NatuurlijkPersoon": "{ ik { klant { id } } }",
}


def eerste_id(found: Any) -> str:
    """The first id anywhere in an answer."""
    while "id" not in found:
        found = next(iter(found.values())) if isinstance(found, dict) else found
        found = found[0] if isinstance(found, list) else found
    return str(found["id"])


@pytest.mark.parametrize("soort", WAAR)
async def test_by_its_id_it_is_there_for_whom_it_concerns_and_for_nobody_else(huis: Gateway, soort: str) -> None:
    id_ = eerste_id((await huis.ask(WAAR[soort])).data)
    ref = Ref.decode(id_)
    unknown = Ref(ref.register, ref.soort, ONBEKEND).encode()
    own = await huis.ask(NODE, variables={"id": id_})

    assert own.data == {"node": {"__typename": soort, "id": id_}}
    for persona in ("gemachtigde", "ondernemer", "kcc"):
        foreign = await huis.ask(NODE, als=persona, variables={"id": id_})
        nothing = await huis.ask(NODE, als=persona, variables={"id": unknown})

        assert (
            foreign.body | {"extensions": {}}
            == nothing.body | {"extensions": {}}
            == {
                "data": {"node": None},
                "extensions": {},
            }
        )
        assert foreign.afgeschermd == nothing.afgeschermd == {}


@pytest.mark.parametrize("soort", WAAR)
@pytest.mark.parametrize("persona", ["gemachtigde", "ondernemer", "kcc"])
async def test_a_foreign_one_costs_the_same_questions_as_an_unknown_one(
    huis: Gateway, soort: str, persona: str
) -> None:
    id_ = eerste_id((await huis.ask(WAAR[soort])).data)
    ref = Ref.decode(id_)
    unknown = Ref(ref.register, ref.soort, ONBEKEND).encode()
    foreign, nothing = [await huis.ask(NODE, als=persona, variables={"id": given}) for given in (id_, unknown)]

    assert foreign.data == nothing.data
    assert foreign.oproepen == nothing.oproepen


@pytest.mark.parametrize("soort", ["documenten", "besluiten"])
async def test_several_foreign_ones_side_by_side_cost_what_as_many_unknown_ones_do(huis: Gateway, soort: str) -> None:
    zaken = await huis.ask(f"{{ ik {{ klant {{ zaken {{ nodes {{ {soort} {{ id }} }} }} }} }} }}")
    ids = [found["id"] for zaak in zaken.data["ik"]["klant"]["zaken"]["nodes"] for found in zaak[soort]]
    refs = [Ref.decode(id_)._replace(id=f"{ONBEKEND[:-2]}{place:02}") for place, id_ in enumerate(ids)]

    async def ask(given: list[str]) -> Antwoord:
        fields = " ".join(f'n{place}: node(id: "{id_}") {{ id }}' for place, id_ in enumerate(given))
        return await huis.ask(f"{{ {fields} }}", als="gemachtigde")

    foreign, nothing = await ask(ids), await ask([ref.encode() for ref in refs])

    assert len(ids) > 1
    assert foreign.data == nothing.data == {f"n{place}": None for place in range(len(ids))}
    assert foreign.oproepen == nothing.oproepen
    assert foreign.oproepen["openzaak POST /zaken/_zoek"] == 1


async def test_many_ids_keep_their_places_and_what_is_not_there_is_empty(huis: Gateway) -> None:
    own = [eerste_id((await huis.ask(WAAR[soort])).data) for soort in ("Zaak", "Product", "NatuurlijkPersoon")]
    ids = [own[0], Ref("openzaak", "Zaak", ONBEKEND).encode(), own[1], Ref("elders", "Zaak", "1").encode(), own[2]]
    answer = await huis.ask("query($ids: [ID!]!) { nodes(ids: $ids) { id } }", variables={"ids": ids})

    assert answer.data == {"nodes": [{"id": own[0]}, None, {"id": own[1]}, None, {"id": own[2]}]}


async def test_no_more_than_a_hundred_ids_are_looked_up_at_once(huis: Gateway) -> None:
    id_ = Ref("openzaak", "Zaak", ONBEKEND).encode()
    answer = await huis.ask("query($ids: [ID!]!) { nodes(ids: $ids) { id } }", variables={"ids": [id_] * 101})

    assert set(answer.codes.values()) == {"BAD_USER_INPUT"}
    assert answer.oproepen == {}


@pytest.mark.parametrize(
    ("query", "kosten"),
    [
        ("{ ik { klant { verzoeken { nodes { kenmerk } } } } }", {"openvtb GET /verzoeken": 1}),
        ("{ ik { klant { producten { nodes { naam } } } } }", {"openproduct GET /producten": 1}),
        ("{ ik { klant { taken { titel } } } }", {"openvtb GET /externetaken": 1}),
        ("{ ik { klant { toestemmingen { geldig } } } }", {"openobject POST /objects/search": 1}),
        ("{ ik { klant { machtigingen { geldig } } } }", {"openobject POST /objects/search": 1}),
        (
            "{ ik { klant { contactmomenten { nodes { onderwerp } } } } }",
            {"openklant GET /partijen": 1, "openklant GET /klantcontacten": 1},
        ),
        (
            "{ mijnZaken { nodes { titel status { groep } levertijd { aard } } } }",
            {
                "openzaak POST /zaken/_zoek": 1,
                "openzaak GET /zaakverzoeken": 1,
                "openvtb GET /verzoeken": 1,
                "openproduct GET /producten": 1,
            },
        ),
        ('{ zaak(identificatie: "ZAAK-2026-0001") { status { naam } } }', {"openzaak POST /zaken/_zoek": 1}),
        (
            "{ ik { klant { zaken { nodes { besluiten { soort } } } } } }",
            {"openzaak POST /zaken/_zoek": 1, "openzaak GET /besluiten": 6},
        ),
    ],
)
async def test_a_list_costs_exactly_these_questions(huis: Gateway, query: str, kosten: dict[str, int]) -> None:
    """The types behind a name (verzoektypen, zaaktypen) were asked before: they are the same for everybody."""
    await huis.ask(query)
    answer = await huis.ask(query)

    assert answer.oproepen == kosten
    assert answer.codes == {}


KLANT = "{ ik { klant { %s klantId: id } } }"


@pytest.mark.parametrize("storing", [Storing.DOWN, Storing.ONZIN])
@pytest.mark.parametrize(
    ("product", "veld", "naam"),
    [
        ("openzaak", "zaken { totaal }", "zaken"),
        ("openvtb", "verzoeken { totaal }", "verzoeken"),
        ("openproduct", "producten { totaal }", "producten"),
        ("openklant", "contactmomenten { totaal }", "contactmomenten"),
        ("openklant", "voorkeur { taal }", "voorkeur"),
        ("openklant", "afspraken { begin }", "afspraken"),
        ("openobject", "machtigingen { geldig }", "machtigingen"),
        ("openobject", "toestemmingen { geldig }", "toestemmingen"),
        ("openvtb", "taken { titel }", "taken"),
        ("brp", "naam", "naam"),
    ],
)
async def test_a_register_that_is_away_takes_its_own_field_and_says_so(
    eigen_huis: Gateway, eigen_registers: Sandbox, product: str, veld: str, naam: str, storing: Storing
) -> None:
    eigen_registers.product(product).state.storing = storing
    answer = await eigen_huis.ask(KLANT % veld)
    klant = answer.data["ik"]["klant"]

    assert klant[naam] is None
    assert klant["klantId"]
    code = "REGISTER_UNAVAILABLE" if storing is Storing.DOWN else "REGISTER_INVALID_RESPONSE"
    assert answer.codes == {f"ik.klant.{naam}": code}
    assert answer.registers_met_fout == {product}
    assert answer.status == 200


@pytest.mark.parametrize(
    ("sjabloon", "veld"),
    [
        ("/documenten/api/v1/enkelvoudiginformatieobjecten/_zoek", "documenten { titel }"),
        ("/besluiten/api/v1/besluiten", "besluiten { soort }"),
        ("/zaken/api/v1/statussen", "statussen { naam }"),
    ],
)
async def test_a_part_of_the_zaakregister_that_is_away_takes_its_own_field(
    eigen_huis: Gateway, eigen_registers: Sandbox, sjabloon: str, veld: str
) -> None:
    def alleen(method: str, path: str) -> Storing:
        return Storing.DOWN if path == sjabloon else Storing.GEEN

    eigen_registers.product("openzaak").state.storing = alleen
    naam = veld.split()[0]
    answer = await eigen_huis.ask(f'{{ zaak(identificatie: "ZAAK-2026-0006") {{ identificatie {veld} }} }}')

    assert answer.data == {"zaak": {"identificatie": "ZAAK-2026-0006", naam: None}}
    assert answer.codes == {f"zaak.{naam}": "REGISTER_UNAVAILABLE"}
