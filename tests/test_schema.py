"""The schema is a product: written down, described in Dutch to the last value, and closed."""

from __future__ import annotations

from pathlib import Path

from graphql import (
    GraphQLEnumType,
    GraphQLInputObjectType,
    GraphQLInterfaceType,
    GraphQLObjectType,
    GraphQLSchema,
    build_schema,
    is_non_null_type,
    is_specified_directive,
    parse,
    validate,
)

from app.beleid import sdl
from resolvers.grammar.errors import ErrorCode
from resolvers.grammar.guard import categorie_van, declaratie_van, definitie_van
from resolvers.loaders import Loaders
from resolvers.schema import schema

CORE: GraphQLSchema = schema._schema
SDL = (Path(__file__).parent.parent / "schema.graphql").read_text(encoding="utf-8")

#: The ways in that the contract fixes, and what giving a toestemming needs.
INGANGEN = {
    "ik",
    "mijnZaken",
    "klant",
    "klanten",
    "zaak",
    "verzoek",
    "product",
    "node",
    "nodes",
    "producttypen",
    "mijnVerwerkingen",
    "registers",
    "toestemmingsaanbod",
    "ketenzaken",
}
#: What of the contract a klant can change.
WIJZIGINGEN = {"klantvoorkeurWijzigen", "toestemmingGeven", "toestemmingIntrekken"}


def _own_types() -> list[GraphQLObjectType | GraphQLInterfaceType | GraphQLInputObjectType | GraphQLEnumType]:
    kinds = (GraphQLObjectType, GraphQLInterfaceType, GraphQLInputObjectType, GraphQLEnumType)
    return [found for name, found in CORE.type_map.items() if isinstance(found, kinds) and not name.startswith("__")]


def test_the_file_is_the_schema_that_runs() -> None:
    assert sdl() == SDL, "make it anew: mijnzaken schema > schema.graphql"


def test_the_file_is_valid_graphql() -> None:
    assert build_schema(SDL).query_type is not None


def test_every_way_in_of_the_contract_is_there() -> None:
    assert CORE.query_type is not None
    assert set(CORE.query_type.fields) == INGANGEN
    assert CORE.mutation_type is not None
    assert set(CORE.mutation_type.fields) == WIJZIGINGEN


def test_everything_has_a_description() -> None:
    bare: list[str] = []
    for found in _own_types():
        if not found.description:
            bare.append(found.name)
        members = found.values if isinstance(found, GraphQLEnumType) else found.fields
        bare.extend(f"{found.name}.{name}" for name, member in members.items() if not member.description)
        if isinstance(found, (GraphQLObjectType, GraphQLInterfaceType)):
            bare.extend(
                f"{found.name}.{name}({argument}:)"
                for name, field in found.fields.items()
                for argument, arg in field.args.items()
                if not arg.description
            )
    bare.extend(f"@{d.name}" for d in CORE.directives if not is_specified_directive(d) and not d.description)

    assert bare == []


def test_a_field_with_a_category_of_its_own_may_be_null() -> None:
    wrong = [
        f"{found.name}.{name}"
        for found in _own_types()
        if isinstance(found, GraphQLObjectType)
        for name, field in found.fields.items()
        if definitie_van(f"{found.name}.{name}", field).regel.gegevens and is_non_null_type(field.type)
    ]

    assert wrong == []


def test_every_field_about_somebody_is_governed() -> None:
    """Of each object type that is about somebody, each field has a category, or says that it is no personal data."""
    loose = []
    for found in _own_types():
        if not isinstance(found, GraphQLObjectType) or not (declaratie := declaratie_van(found)).regel.gegevens:
            continue
        for name, field in found.fields.items():
            definitie = definitie_van(f"{found.name}.{name}", field)
            if categorie_van(declaratie, definitie) is None and not definitie.regel.openbaar:
                loose.append(f"{found.name}.{name}")

    assert loose == []


def test_the_codes_of_errors_are_the_closed_list() -> None:
    enum = CORE.type_map["ErrorCode"]
    assert isinstance(enum, GraphQLEnumType)

    assert set(enum.values) == {code.value for code in ErrorCode}


def test_the_directives_stand_in_the_schema_where_they_work() -> None:
    assert 'type Zaak implements Node @betrokkene(bron: OBJECT, via: ["betrokkenen"])' in SDL
    assert "omschrijving: String @inzage(gegevens: ZAAKINHOUD)" in SDL
    assert '@vertrouwelijkheid(veld: "vertrouwelijkheidaanduiding")' in SDL
    assert "type Producttype implements Node @openbaar" in SDL
    assert "): ProducttypeConnection @semanticNonNull(levels: [0])" in SDL


def test_an_input_of_which_one_is_given_says_so_to_tools_and_refuses_none_and_two() -> None:
    """In the question itself as in variables: an error in the question, and no fault of the service."""
    een_van = {naam for naam, found in build_schema(SDL).type_map.items() if getattr(found, "is_one_of", False)}
    loose = ("{}", '{bsn: "999990019", rsin: "123456782"}', "{bsn: null}")

    assert een_van == {naam for naam, found in CORE.type_map.items() if getattr(found, "is_one_of", False)}
    assert "KlantSleutel" in een_van
    for waarde in loose:
        (error,) = validate(CORE, parse(f"{{ klant(sleutel: {waarde}) {{ naam }} }}"))
        assert "exactly one" in error.message


def test_every_relatie_has_a_loader() -> None:
    missing = [
        f"{found.name}.{name}: {definitie.bediening.lader}"
        for found in _own_types()
        if isinstance(found, GraphQLObjectType)
        for name, field in found.fields.items()
        if (definitie := definitie_van(f"{found.name}.{name}", field)).bediening is not None
        and not hasattr(Loaders, definitie.bediening.lader)
    ]

    assert missing == []
