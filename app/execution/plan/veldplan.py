"""Veldplan: one key of the answer on one type: what it is, where it stands, and how it is served."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING, Any

from graphql import FieldNode, GraphQLField, GraphQLObjectType, GraphQLOutputType
from graphql.execution.values import VariableValues, get_argument_values

from resolvers.grammar.guard import Bewaking

if TYPE_CHECKING:
    from app.execution.plan.compileren import Selectie

GEEN_VARIABELEN = VariableValues({}, {})


class Bediend(Enum):
    """How a field is served."""

    NAAM = "the name of the type"
    BLAD = "a value that came with the record"
    DEEL = "an object that came with the record"
    RELATIE = "a batch of a loader"
    INGANG = "a method that enters the graph"


@dataclass(slots=True, kw_only=True, eq=False)
class Veldplan:
    """One key of the answer on one type. `pad`: the keys from the root, without list positions. `verplicht`: empty
    takes the object with it; `item_verplicht`: an empty item takes the list. `vast`: its arguments, when they do not
    depend on variables; `onthuld`: what those give away."""

    sleutel: str
    pad: str
    nodes: list[FieldNode]
    type: GraphQLOutputType
    bediend: Bediend
    bewaking: Bewaking | None = None
    veld: GraphQLField | None = None
    ouder: GraphQLObjectType | None = None
    selectie: Selectie | None = None
    verplicht: bool = False
    lijst: bool = False
    item_verplicht: bool = False
    vast: dict[str, Any] | None = None
    onthuld: frozenset[str] = frozenset()

    def argumenten(self, variabelen: VariableValues) -> dict[str, Any]:
        """As graphql-core coerces them. Raises GraphQLError for a variable that was not given and is needed."""
        if self.vast is not None:
            return self.vast
        assert self.veld is not None
        return get_argument_values(self.veld, self.nodes[0], variabelen, hide_suggestions=True)

    @property
    def attribuut(self) -> str:
        assert self.bewaking is not None
        return self.bewaking.definitie.python_name
