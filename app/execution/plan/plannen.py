"""Plannen: which plan serves an operation. What no plan serves is left to graphql-core, and counted by its reason."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from graphql import (
    DocumentNode,
    FragmentDefinitionNode,
    GraphQLError,
    GraphQLSchema,
    NamedTypeNode,
    NonNullTypeNode,
    OperationDefinitionNode,
    VariableDefinitionNode,
)
from graphql.execution.values import VariableValues, get_variable_values

from app.execution.plan.compileren import Plan, concrete_typen, wat_niet_kan
from app.execution.plan.velden import voorwaarden_in
from app.execution.plan.veldplan import GEEN_VARIABELEN
from app.registries.cache import Lru

#: How many choices of `@skip` and `@include` of one document are kept.
_MEESTE_KEUZES = 8


class GeenPlan(Exception):
    """Why graphql-core must serve it."""


class OngeldigeVariabelen(Exception):
    """The values given do not fit; `fouten` as graphql-core words them."""

    def __init__(self, fouten: list[GraphQLError]) -> None:
        super().__init__()
        self.fouten = fouten


class Documentplannen:
    """The plans of one document: kept with it, and gone with it."""

    def __init__(self, document: DocumentNode, velden: frozenset[str], kan_niet: frozenset[str]) -> None:
        self._operaties = [node for node in document.definitions if isinstance(node, OperationDefinitionNode)]
        self.fragmenten = {
            node.name.value: node for node in document.definitions if isinstance(node, FragmentDefinitionNode)
        }
        self._voorwaarden = frozenset(voorwaarden_in(document))
        self.reden = _reden(velden, kan_niet)
        self.plannen: Lru[tuple[Any, ...], Plan] = Lru(_MEESTE_KEUZES)

    def operatie(self, naam: str | None) -> OperationDefinitionNode:
        """The document was checked: there is one of this name, or one at all."""
        return next(
            node for node in self._operaties if naam is None or (node.name is not None and node.name.value == naam)
        )

    def voorwaarden(self, operatie: OperationDefinitionNode) -> list[str]:
        """The variables of this operation by which fields are left out or kept. Another operation of the document may
        have one of the same name that is a list, or somebody's number."""
        gegeven = operatie.variable_definitions if self._voorwaarden else ()
        return [found.variable.name.value for found in gegeven or () if self._is_voorwaarde(found)]

    def _is_voorwaarde(self, gegeven: VariableDefinitionNode) -> bool:
        soort = gegeven.type.type if isinstance(gegeven.type, NonNullTypeNode) else gegeven.type
        is_boolean = isinstance(soort, NamedTypeNode) and soort.name.value == "Boolean"
        return is_boolean and gegeven.variable.name.value in self._voorwaarden


def _reden(velden: frozenset[str], kan_niet: frozenset[str]) -> str:
    if any(name in {"__schema", "__type"} for name in (veld.partition(".")[2] for veld in velden)):
        return "introspectie"
    return "vorm" if velden & kan_niet else ""


class Plannen:
    """The plans of one schema."""

    def __init__(self, schema: GraphQLSchema) -> None:
        self._schema = schema
        self._typen = concrete_typen(schema)
        self._kan_niet = wat_niet_kan(schema)

    def documentplannen(self, document: DocumentNode, velden: frozenset[str]) -> Documentplannen:
        """`velden`: every coordinate that the document asks anywhere."""
        return Documentplannen(document, velden, self._kan_niet)

    def plan(
        self, van: Documentplannen, naam: str | None, waarden: Mapping[str, Any] | None
    ) -> tuple[Plan, VariableValues]:
        """Raises GeenPlan, and OngeldigeVariabelen for values that do not fit."""
        if van.reden:
            raise GeenPlan(van.reden)
        operatie = van.operatie(naam)
        variabelen = self._variabelen(operatie, waarden)
        keuzes = {name: variabelen.coerced[name] for name in van.voorwaarden(operatie) if name in variabelen.coerced}
        if None in keuzes.values():  # given as null where there is a default: graphql-core says what is wrong with it
            raise GeenPlan("voorwaarde")
        key = (operatie.name.value if operatie.name else None, *keuzes.items())
        if (plan := van.plannen.get(key)) is None:
            plan = Plan(self._schema, operatie, van.fragmenten, self._typen, keuzes)
            van.plannen.zet(key, plan)
        return plan, variabelen

    def _variabelen(self, operatie: OperationDefinitionNode, waarden: Mapping[str, Any] | None) -> VariableValues:
        if not operatie.variable_definitions:
            return GEEN_VARIABELEN
        found = get_variable_values(
            self._schema, operatie.variable_definitions, dict(waarden or {}), max_errors=50, hide_suggestions=True
        )
        if isinstance(found, list):
            raise OngeldigeVariabelen(found)
        return found
