"""Federatie: what a supergraph asks of us is what `node` gives, refuses and records; and nothing is added for anybody
else."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any

import pytest
from graphql import GraphQLInterfaceType, GraphQLObjectType, GraphQLUnionType, build_schema

from app.beleid import sdl, sdl_voor_supergraph
from app.sandbox.kern import Storing
from resolvers import zoeken
from resolvers.grammar.bedrijfsobject import TYPEN
from resolvers.grammar.ref import Ref
from resolvers.schema import subgraph
from tests.gateway import Antwoord, Gateway, Sandbox, gateway
from tests.resolvers.test_elk_object import ONBEKEND, WAAR, eerste_id

CORE = subgraph()._schema
ENTITIES = "query($r: [_Any!]!) { _entities(representations: $r) { __typename ... on Node { id } } }"
#: Type → where its owner finds one; of each type that is found by its id.
ALLE = WAAR | {
    "NietNatuurlijkPersoon": "{ ik { klant { id } } }",
    "Producttype": "{ producttypen(first: 1) { nodes { id } } }",
}
#: Those that are not found by it, by nobody: not with `node` either.
ELDERS = {
    "Afspraak": "{ ik { klant { afspraken { id } } } }",
    "Machtiging": "{ ik { vertegenwoordigt { id } } }",
    "Toestemming": "{ ik { klant { toestemmingen { id } } } }",
}
EIGENAAR = {"NietNatuurlijkPersoon": "ondernemer", "Machtiging": "gemachtigde"}
#: What more is asked of it: open to its owner, in part to others.
VELDEN = {
    "Zaak": "identificatie omschrijving zaaktype { omschrijving } status { naam } documenten { titel }",
    "Verzoek": "kenmerk",
    "Product": "naam",
    "Producttype": "naam",
    "NatuurlijkPersoon": "naam bsn",
    "NietNatuurlijkPersoon": "naam",
    "Document": "titel",
    "MijnZakenInformatie": "titel levertijd { aard }",
}


@pytest.fixture(params=[True, False], ids=["plan", "graphql-core"])
async def deel(request: pytest.FixtureRequest, registers: Sandbox) -> AsyncIterator[Gateway]:
    """The gateway as a subgraph, on either road."""
    async with gateway(registers.basis, plan=request.param, federatie=True, metrics=True) as found:
        yield found


async def _entities(huis: Gateway, *representations: object, als: str = "burger") -> Antwoord:
    return await huis.ask(ENTITIES, als=als, variables={"r": list(representations)})


# ------------------------------------------------------------------ the schema


def test_the_subgraph_is_the_contract_and_three_things_for_a_supergraph() -> None:
    plain, made = build_schema(sdl()), build_schema(subgraph().as_str())
    assert plain.query_type is not None
    assert made.query_type is not None

    assert set(made.type_map) - set(plain.type_map) == {"_Any", "_Entity", "_Service"}
    assert set(made.query_type.fields) - set(plain.query_type.fields) == {"_entities", "_service"}
    assert str(made.query_type.fields["_entities"].type) == "[_Entity]!"
    assert {name: str(found.type) for name, found in made.query_type.fields["_entities"].args.items()} == {
        "representations": "[_Any!]!"
    }
    assert str(made.query_type.fields["_service"].type) == "_Service!"


def test_the_sdl_for_a_supergraph_is_the_contract_with_its_keys() -> None:
    text = sdl_voor_supergraph()
    head, _, body = text.partition("\n")
    for added in (' @key(fields: "id", resolvable: false)', ' @key(fields: "id")', " @shareable"):
        body = body.replace(added, "")

    assert head.startswith('extend schema @link(url: "https://specs.apollo.dev/federation/v2.')
    assert build_schema(body).to_kwargs().keys() == build_schema(sdl()).to_kwargs().keys()
    assert "".join(body.split()) == "".join(sdl().split())


def test_every_type_with_an_id_has_a_key_and_leads_here_when_it_is_found_by_it() -> None:
    node, entity = CORE.type_map["Node"], CORE.type_map["_Entity"]
    assert isinstance(node, GraphQLInterfaceType)
    assert isinstance(entity, GraphQLUnionType)
    gevonden = {soort for soort in {*zoeken._ZELFSTANDIG, *zoeken.HOOFD, *zoeken._ANDERS} if soort in TYPEN}
    text = sdl_voor_supergraph()

    assert {found.name for found in entity.types} == gevonden
    for found in CORE.get_implementations(node).objects:
        (line,) = [line for line in text.splitlines() if line.startswith(f"type {found.name} ")]
        key = '@key(fields: "id")' if found.name in gevonden else '@key(fields: "id", resolvable: false)'
        assert key in line
    assert text.count("@key(") == len(CORE.get_implementations(node).objects) == len(ALLE | ELDERS)


def test_what_is_added_has_a_description() -> None:
    query = CORE.query_type
    assert isinstance(query, GraphQLObjectType)
    added = [query.fields["_service"], query.fields["_entities"], *query.fields["_entities"].args.values()]
    added += [CORE.type_map[name] for name in ("_Any", "_Entity", "_Service")]

    assert all(found.description for found in added)


async def test_the_service_gives_the_sdl(deel: Gateway) -> None:
    assert (await deel.ask("{ _service { sdl } }")).data == {"_service": {"sdl": sdl_voor_supergraph().strip()}}


async def test_without_the_setting_there_is_nothing_of_it(huis: Gateway) -> None:
    for query in ("{ _service { sdl } }", "{ _entities(representations: []) { __typename } }"):
        assert set((await huis.ask(query)).codes.values()) == {"GRAPHQL_VALIDATION_FAILED"}


# ------------------------------------------------------------------ the one road


@pytest.mark.parametrize("soort", ALLE)
async def test_what_is_given_refused_and_recorded_is_that_of_node(deel: Gateway, soort: str) -> None:
    eigenaar = EIGENAAR.get(soort, "burger")
    id_ = eerste_id((await deel.ask(ALLE[soort], als=eigenaar)).data)
    velden = f"__typename ... on {soort} {{ id {VELDEN.get(soort, '')} }}"
    node = f"query($id: ID!) {{ node(id: $id) {{ {velden} }} }}"
    entities = f"query($r: [_Any!]!) {{ _entities(representations: $r) {{ {velden} }} }}"
    for persona in ("burger", "gemachtigde", "ondernemer", "kcc", "behandelaar", "ketenpartner"):
        eerder = len(deel.vastgelegd())
        direct = await deel.ask(node, als=persona, variables={"id": id_})
        recorded = deel.vastgelegd()[eerder:]
        along = await deel.ask(entities, als=persona, variables={"r": [{"__typename": soort, "id": id_}]})
        recorded_along = deel.vastgelegd()[eerder + len(recorded) :]

        assert along.data == {"_entities": [direct.data["node"]]}
        assert along.oproepen == direct.oproepen
        assert along.codes == direct.codes == {}
        assert along.afgeschermd == {f"_entities{pad.removeprefix('node')}": n for pad, n in direct.afgeschermd.items()}
        assert recorded_along == recorded
        if persona == eigenaar:
            assert direct.data["node"]["id"] == id_
            assert recorded or soort == "Producttype"


@pytest.mark.parametrize("soort", ELDERS)
async def test_what_node_does_not_find_is_not_found(deel: Gateway, soort: str) -> None:
    eigenaar = EIGENAAR.get(soort, "burger")
    id_ = eerste_id((await deel.ask(ELDERS[soort], als=eigenaar)).data)
    node = await deel.ask("query($id: ID!) { node(id: $id) { id } }", als=eigenaar, variables={"id": id_})

    assert node.data == {"node": None}
    assert (await _entities(deel, {"__typename": soort, "id": id_}, als=eigenaar)).data == {"_entities": [None]}


async def test_all_keep_their_places_and_what_is_not_there_not_visible_or_something_else_is_empty(
    deel: Gateway,
) -> None:
    zaak, product, klant = [eerste_id((await deel.ask(WAAR[n])).data) for n in ("Zaak", "Product", "NatuurlijkPersoon")]
    foreign = eerste_id((await deel.ask(WAAR["NatuurlijkPersoon"], als="burger2")).data)
    answer = await _entities(
        deel,
        {"__typename": "Product", "id": product},
        {"__typename": "Zaak", "id": Ref("openzaak", "Zaak", ONBEKEND).encode()},
        {"__typename": "NatuurlijkPersoon", "id": foreign},
        {"__typename": "Zaak", "id": zaak, "identificatie": "is not read"},
        *({"__typename": other, "id": zaak} for other in ("Verzoek", "Node", "Klant", "Query", "zaak", "")),
        {"__typename": "NatuurlijkPersoon", "id": klant},
        {"__typename": "NietNatuurlijkPersoon", "id": klant},
        {"__typename": "Zaak", "id": zaak},
    )

    assert [found and found["id"] for found in answer.data["_entities"]] == [
        *(product, None, None, zaak),
        *[None] * 6,
        *(klant, None, zaak),
    ]
    assert answer.codes == {}
    assert answer.afgeschermd == {}


@pytest.mark.parametrize("persona", ["gemachtigde", "ondernemer", "kcc"])
async def test_one_that_may_not_be_seen_is_that_of_one_that_is_not_there(deel: Gateway, persona: str) -> None:
    id_ = eerste_id((await deel.ask(WAAR["Zaak"])).data)
    foreign, nothing = [
        await _entities(deel, {"__typename": "Zaak", "id": given}, als=persona)
        for given in (id_, Ref.decode(id_)._replace(id=ONBEKEND).encode())
    ]

    assert foreign.data == nothing.data == {"_entities": [None]}
    assert foreign.oproepen == nothing.oproepen
    assert foreign.codes == nothing.codes == {}
    assert foreign.afgeschermd == nothing.afgeschermd == {}


async def test_who_needs_a_reason_sees_nothing_for_there_is_no_place_for_one(deel: Gateway) -> None:
    id_ = eerste_id((await deel.ask(WAAR["Zaak"])).data)
    reden = "query($id: ID!) { node(id: $id, aanleiding: {zaak: $id}) { id } }"
    asked = await _entities(deel, {"__typename": "Zaak", "id": id_, "aanleiding": {"zaak": id_}}, als="kcc")

    assert (await deel.ask(reden, als="kcc", variables={"id": id_})).data == {"node": {"id": id_}}
    assert asked.data == {"_entities": [None]}


async def test_the_plan_serves_it(registers: Sandbox) -> None:
    async with gateway(registers.basis, federatie=True, metrics=True) as deel:
        id_ = eerste_id((await deel.ask(WAAR["Zaak"])).data)
        await _entities(deel, {"__typename": "Zaak", "id": id_})
        await deel.ask("{ _service { sdl } }")
        metrics = (await deel.client.get("/metrics")).text

    (line,) = [line for line in metrics.splitlines() if line.startswith("mijnzaken_operaties_total")]
    assert 'weg="plan"' in line
    assert line.endswith(" 3.0")


# ------------------------------------------------------------------ what cannot be asked

FOUT = "Een representation heeft een `__typename` en een `id`, beide een tekst."
GEEN_ID = "Dit id is geen id van deze dienst."


@pytest.mark.parametrize(
    ("representation", "message"),
    [
        ({"id": "999990019"}, FOUT),
        ({"__typename": "Zaak"}, FOUT),
        ({"__typename": "Zaak", "id": None}, FOUT),
        ({"__typename": "Zaak", "id": 999990019}, FOUT),
        ({"__typename": ["Zaak"], "id": "999990019"}, FOUT),
        ({}, FOUT),
        ("999990019", FOUT),
        ([{"__typename": "Zaak", "id": "999990019"}], FOUT),
        (999990019, FOUT),
        (True, FOUT),
        ({"__typename": "Zaak", "id": "999990019"}, GEEN_ID),
        ({"__typename": "Zaak", "id": ""}, GEEN_ID),
        ({"__typename": "Zaak", "id": "é" * 1000}, GEEN_ID),
    ],
)
async def test_one_that_cannot_be_read_is_told_at_its_place_without_what_it_was(
    deel: Gateway, representation: Any, message: str
) -> None:
    id_ = eerste_id((await deel.ask(WAAR["Zaak"])).data)
    own = {"__typename": "Zaak", "id": id_}
    answer = await _entities(deel, own, representation, own)
    (error,) = answer.body["errors"]

    assert [found and found["id"] for found in answer.data["_entities"]] == [id_, None, id_]
    assert (error["path"], error["message"]) == (["_entities", 1], message)
    assert error["extensions"]["code"] == "BAD_USER_INPUT"
    assert "999990019" not in str(answer.body)


@pytest.mark.parametrize("given", ['{__typename: "Zaak", id: "999990019"}', '{id: "999990019"}', '"999990019"', "12"])
async def test_it_may_stand_in_the_document_too(deel: Gateway, given: str) -> None:
    answer = await deel.ask(f"{{ _entities(representations: [{given}]) {{ __typename }} }}")

    assert answer.data == {"_entities": [None]}
    assert answer.codes == {"_entities.0": "BAD_USER_INPUT"}
    assert "999990019" not in str(answer.body)


async def test_a_value_in_a_literal_may_be_a_variable(deel: Gateway) -> None:
    id_ = eerste_id((await deel.ask(WAAR["Zaak"])).data)
    query = 'query($id: ID!) { _entities(representations: [{__typename: "Zaak", id: $id}]) { ... on Zaak { id } } }'

    assert (await deel.ask(query, variables={"id": id_})).data == {"_entities": [{"id": id_}]}


@pytest.mark.parametrize("variables", [{}, {"r": None}, {"r": [None]}])
async def test_a_list_that_is_not_one_is_refused(deel: Gateway, variables: dict[str, Any]) -> None:
    answer = await deel.ask(ENTITIES, variables=variables)

    assert answer.body.get("data") is None
    assert answer.body["errors"]
    assert answer.oproepen == {}


async def test_no_more_than_a_hundred_are_looked_up_at_once(deel: Gateway) -> None:
    given = {"__typename": "Zaak", "id": Ref("openzaak", "Zaak", ONBEKEND).encode()}
    enough, many = await _entities(deel, *[given] * 100), await _entities(deel, *[given] * 101)

    assert enough.data == {"_entities": [None] * 100}
    assert many.body["data"] is None
    assert many.codes == {"_entities": "BAD_USER_INPUT"}
    assert many.oproepen == {}


@pytest.mark.parametrize("plan", [True, False])
async def test_a_register_that_is_away_takes_its_own_and_no_other(eigen_registers: Sandbox, plan: bool) -> None:
    async with gateway(eigen_registers.basis, plan=plan, federatie=True) as deel:
        zaak, product = [eerste_id((await deel.ask(WAAR[soort])).data) for soort in ("Zaak", "Product")]
        eigen_registers.product("openzaak").state.storing = Storing.DOWN
        given = [{"__typename": "Zaak", "id": zaak}, {"__typename": "Product", "id": product}]
        answer = await _entities(deel, *given)

    assert [found and found["id"] for found in answer.data["_entities"]] == [None, product]
    assert answer.codes == {"_entities.0": "REGISTER_UNAVAILABLE"}
    assert answer.registers_met_fout == {"openzaak"}
