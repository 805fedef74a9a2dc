"""Schema: the graph put together, and closed. Importing it fails when a field leaves unsaid what it is
(grammar/guard.py)."""

from __future__ import annotations

from functools import cache

import strawberry
from graphql import GraphQLDeferDirective, GraphQLInputObjectType, GraphQLSchema
from strawberry.schema.config import StrawberryConfig
from strawberry.schema.name_converter import NameConverter
from strawberry.schema.schema_converter import GraphQLCoreConverter
from strawberry.types.base import StrawberryObjectDefinition, StrawberryType

from resolvers import (  # noqa: F401 - importing an object makes it known by name to relaties
    afspraak,
    besluit,
    contactmoment,
    document,
    keten,
    klant,
    machtiging,
    mijnzaken,
    organisatie,
    product,
    taak,
    toestemming,
    verwerking,
    verzoek,
    zaak,
)
from resolvers.federatie import ANY, SubgraphQuery, subgraph_sdl
from resolvers.grammar import bron, scalars  # noqa: F401
from resolvers.grammar.guard import enforce
from resolvers.grammar.scalars import SCALARS
from resolvers.klant import NatuurlijkPersoon, NietNatuurlijkPersoon
from resolvers.mutation import Mutation
from resolvers.query import Query
from resolvers.subscription import Subscription


class Namen(NameConverter):
    """The names of the contract: a Connection of X is XConnection; of MijnZakenInformatie it is MijnZakenConnection."""

    def from_generic(self, object_type: StrawberryObjectDefinition, types: list[StrawberryType | type]) -> str:
        return super().from_generic(object_type, types).replace("MijnZakenInformatie", "MijnZaken", 1)


def bouw_schema(query: type[Query] = Query) -> strawberry.Schema:
    """A fresh schema: checked and guarded."""
    made = strawberry.Schema(
        query=query,
        mutation=Mutation,
        subscription=Subscription,
        types=[NatuurlijkPersoon, NietNatuurlijkPersoon],
        config=StrawberryConfig(scalar_map=SCALARS | ANY, name_converter=Namen()),
    )
    made._schema.directives = (*made._schema.directives, GraphQLDeferDirective)
    _een_van(made._schema)
    enforce(made._schema)
    return made


def _een_van(graaf: GraphQLSchema) -> None:
    """Strawberry itself looks whether just one is given of an input with @oneOf, and raises while arguments are read:
    of a literal that is a fault of the service instead of an error in the question, and introspection knows nothing of
    it. graphql-core does both, when it is told."""
    for soort in graaf.type_map.values():
        if isinstance(soort, GraphQLInputObjectType):
            definition = soort.extensions.get(GraphQLCoreConverter.DEFINITION_BACKREF)
            if isinstance(definition, StrawberryObjectDefinition) and definition.is_one_of:
                soort.is_one_of = True
                soort.out_type = GraphQLInputObjectType.out_type  # type: ignore[method-assign] # as it is without


schema = bouw_schema()


@cache
def subgraph() -> strawberry.Schema:
    """The same graph with what a supergraph asks of it."""
    made = bouw_schema(SubgraphQuery)
    subgraph_sdl(made)  # now, and not while somebody waits
    return made
