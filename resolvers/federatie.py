"""Federatie: the graph as a subgraph, for organisations that run a supergraph (Apollo Federation 2).

A supergraph knows an object by its type and its id. To get from another subgraph to ours it asks `_entities`, which is
`nodes` in its words: the same look-up, the same check, the same record. It has no place for an aanleiding, so who
needs one to look sees nothing this way. What else is added (`_service`, `_Any`, `_Entity`) is in no contract: it
begins with `_`, and stays out of the SDL of which a supergraph is composed. Our own directives stand in that SDL and
go no further: composing leaves them out, and a gateway in front of us has nothing to decide by them.
"""

from __future__ import annotations

from asyncio import gather
from collections.abc import Mapping
from dataclasses import replace
from functools import cache
from typing import Annotated, NewType

import strawberry
from graphql import (
    DocumentNode,
    FieldDefinitionNode,
    ObjectTypeDefinitionNode,
    TypeDefinitionNode,
    UnionTypeDefinitionNode,
    parse,
    print_ast,
)
from strawberry.schema import BaseSchema
from strawberry.types import get_object_definition
from strawberry.types.scalar import ScalarDefinition

from resolvers.besluit import Besluit
from resolvers.contactmoment import Contactmoment
from resolvers.document import Document
from resolvers.grammar.argument import argument
from resolvers.grammar.bedrijfsobject import Bedrijfsobject, bedrijfsobject, benoem, ingang, veld
from resolvers.grammar.context import Context, Info
from resolvers.grammar.errors import BadUserInput, MijnZakenError
from resolvers.grammar.inzage import GEEN_INZAGE, BetrokkeneBron, Zicht
from resolvers.grammar.ref import Ref
from resolvers.klant import NatuurlijkPersoon, NietNatuurlijkPersoon
from resolvers.mijnzaken import MijnZakenInformatie
from resolvers.product import Product, Producttype
from resolvers.query import Query
from resolvers.taak import Taak
from resolvers.verzoek import Verzoek
from resolvers.zaak import Zaak
from resolvers.zoeken import zoek_object

#: The oldest version that has what we use, so that every gateway reads it.
_SPEC = 'extend schema @link(url: "https://specs.apollo.dev/federation/v2.0", import: ["@key", "@shareable"])'
_SLEUTEL, _SLEUTEL_ELDERS = '@key(fields: "id")', '@key(fields: "id", resolvable: false)'
_MEESTE = 100

Representation = NewType("Representation", object)
ANY: dict[object, ScalarDefinition] = {
    Representation: strawberry.scalar(
        name="_Any", description="Waaraan een supergraph iets kent: zijn `__typename` en zijn `id`."
    )
}
#: What is found by its id (zoeken.py).
Entity = Annotated[
    Besluit
    | Contactmoment
    | Document
    | MijnZakenInformatie
    | NatuurlijkPersoon
    | NietNatuurlijkPersoon
    | Product
    | Producttype
    | Taak
    | Verzoek
    | Zaak,
    strawberry.union("_Entity", description="Wat een supergraph hier kan vinden."),
]
benoem(_Entity=Entity)


@bedrijfsobject("Deze graaf als deel van een supergraph.", bron=BetrokkeneBron.GEEN, naam="_Service")
class Service(Bedrijfsobject):
    sdl: str = veld("Het schema waarmee een supergraph wordt samengesteld.")


@bedrijfsobject("Wat u kunt vragen.", bron=BetrokkeneBron.GEEN, naam="Query")
class SubgraphQuery(Query):
    @ingang("_Service", "Deze graaf als deel van een supergraph.", naam="_service")
    async def service(self, info: Info) -> Zicht[Service]:
        return Zicht(Service(sdl=subgraph_sdl(info.schema)), GEEN_INZAGE)

    @ingang(
        "list[_Entity | None]",
        "Voor een supergraph: dingen aan hun type en id (hooguit 100); leeg op de plaats van wat er niet is.",
        naam="_entities",
    )
    async def entities(
        self,
        info: Info,
        representations: Annotated[list[Representation], argument("De types en ids.", onthult=())],
    ) -> list[Zicht[Bedrijfsobject] | None]:
        if len(representations) > _MEESTE:
            raise BadUserInput(f"Vraag hooguit {_MEESTE} dingen tegelijk.")
        pad = info._raw_info.path.as_list()
        given = enumerate(representations)
        return await gather(*(_vind(info.context, found, [*pad, nummer]) for nummer, found in given))


async def _vind(context: Context, given: object, pad: list[str | int]) -> Zicht[Bedrijfsobject] | None:
    """What fails or is missed is told at its place: the supergraph asks for many at once, and another subgraph gave it
    the ids."""
    gemist: list[MijnZakenError] = []
    try:
        soort, ref = _lees(given)
        seen = await zoek_object(context, ref, gemist=gemist)
    except MijnZakenError as error:
        context.meld(pad, error)
        return None
    if seen is None or get_object_definition(seen.object, strict=True).name != soort:
        return None
    for fout in gemist:
        context.meld(pad, fout)
    return seen


def _lees(given: object) -> tuple[str, Ref]:
    """Raises BadUserInput, without what was given."""
    soort, id_ = (given.get("__typename"), given.get("id")) if isinstance(given, Mapping) else (None, None)
    if not isinstance(soort, str) or not isinstance(id_, str):
        raise BadUserInput("Een representation heeft een `__typename` en een `id`, beide een tekst.")
    return soort, Ref.decode(id_)


@cache
def subgraph_sdl(schema: BaseSchema) -> str:
    """The contract with its keys: all that has an id is known by it. What cannot be found by it here has a key that
    only leads to other subgraphs: a supergraph that would look for it here does not compose, instead of always
    finding nothing."""
    document = parse(schema.as_str(), no_location=True)
    unions = [node for node in document.definitions if isinstance(node, UnionTypeDefinitionNode)]
    (entity,) = [node for node in unions if node.name.value == "_Entity"]
    vindbaar = {found.name.value for found in entity.types or ()}
    definitions = [
        _met_sleutel(node, vindbaar) if isinstance(node, ObjectTypeDefinitionNode) else node
        for node in document.definitions
        if not (isinstance(node, TypeDefinitionNode) and _is_toegevoegd(node))
    ]
    return f"{_SPEC}\n\n{print_ast(DocumentNode(definitions=tuple(definitions)))}"


def _met_sleutel(node: ObjectTypeDefinitionNode, vindbaar: set[str]) -> ObjectTypeDefinitionNode:
    naam, directive = node.name.value, ""
    if any(found.name.value == "Node" for found in node.interfaces or ()):
        directive = _SLEUTEL if naam in vindbaar else _SLEUTEL_ELDERS
    elif naam == "PageInfo":  # of Relay: other subgraphs have the same one
        directive = "@shareable"
    (with_it,) = parse(f"type {naam} {directive}", no_location=True).definitions
    assert isinstance(with_it, ObjectTypeDefinitionNode)
    fields = tuple(field for field in node.fields or () if not _is_toegevoegd(field))
    return replace(node, directives=(*(node.directives or ()), *(with_it.directives or ())), fields=fields)


def _is_toegevoegd(node: TypeDefinitionNode | FieldDefinitionNode) -> bool:
    """Whether it stands in the schema only for a supergraph, which knows of it without being told."""
    return node.name.value.startswith("_")
