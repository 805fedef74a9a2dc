"""Keten: what an operation asks of a partner's answer: the fields beneath `Ketenbijdrage.informatie`, merged over all
places where it asks them, without what it leaves out (`@skip`, `@include`) and without the client's own names.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from graphql import (
    BooleanValueNode,
    DocumentNode,
    FieldNode,
    FragmentDefinitionNode,
    GraphQLObjectType,
    GraphQLSchema,
    OperationDefinitionNode,
    SelectionSetNode,
    get_named_type,
    is_abstract_type,
    is_composite_type,
)

from app.execution.plan.velden import Verzamelaar, voorwaarden_in
from resolvers.grammar.context import NIETS, Selectie

KETENVELD = "Ketenbijdrage.informatie"


def ketenselectie(
    schema: GraphQLSchema, document: DocumentNode, operation_name: str | None, variables: Mapping[str, Any]
) -> Selectie:
    operaties = [node for node in document.definitions if isinstance(node, OperationDefinitionNode)]
    operatie = next(node for node in operaties if operation_name in (None, node.name and node.name.value))
    wortel = schema.get_root_type(operatie.operation)
    assert wortel is not None  # the document was validated
    fragmenten = {node.name.value: node for node in document.definitions if isinstance(node, FragmentDefinitionNode)}
    gegeven = {**_standaard(operatie), **variables}
    waarden = {naam: gegeven.get(naam) is True for naam in voorwaarden_in(document)}
    lezing = _Lezing(Verzamelaar(schema, fragmenten, waarden))
    lezing.zoek(wortel, [operatie.selection_set])
    return lezing.onder(lezing.gevonden) if lezing.gevonden else NIETS


def _standaard(operatie: OperationDefinitionNode) -> dict[str, bool]:
    return {
        found.variable.name.value: found.default_value.value
        for found in operatie.variable_definitions or ()
        if isinstance(found.default_value, BooleanValueNode)
    }


class _Lezing:
    """`gevonden`: what is asked of an informatie of a partner, wherever it is asked."""

    def __init__(self, verzamelaar: Verzamelaar) -> None:
        self._verzamelaar = verzamelaar
        self._informatie = verzamelaar.schema.get_type("MijnZakenInformatie")
        self.gevonden: list[SelectionSetNode] = []

    def zoek(self, soort: GraphQLObjectType, sets: Sequence[SelectionSetNode]) -> None:
        for naam, nodes in self._velden(soort, sets).items():
            onder = [node.selection_set for node in nodes if node.selection_set is not None]
            if not onder:
                continue
            if f"{soort.name}.{naam}" == KETENVELD:
                self.gevonden += onder  # and not further: what is asked of his own partners is part of what is asked
                continue
            for mogelijk in self._mogelijk(soort, naam):
                self.zoek(mogelijk, onder)

    def onder(self, sets: Sequence[SelectionSetNode], soort: Any = None) -> Selectie:
        soort = soort or self._informatie
        found: dict[str, Selectie] = {}
        for naam, nodes in self._velden(soort, sets).items():
            onder = [node.selection_set for node in nodes if node.selection_set is not None]
            named = get_named_type(soort.fields[naam].type)
            if not is_composite_type(named):
                found[naam] = NIETS
            elif isinstance(named, GraphQLObjectType):
                found[naam] = self.onder(onder, named)
        return Selectie(found)

    def _velden(self, soort: GraphQLObjectType, sets: Sequence[SelectionSetNode]) -> dict[str, list[FieldNode]]:
        """By the names of the schema; `__typename` and introspection ask no partner."""
        found: dict[str, list[FieldNode]] = {}
        for nodes in self._verzamelaar.velden(soort, sets).values():
            if nodes[0].name.value in soort.fields:
                found.setdefault(nodes[0].name.value, []).extend(nodes)
        return found

    def _mogelijk(self, soort: GraphQLObjectType, naam: str) -> Sequence[GraphQLObjectType]:
        named = get_named_type(soort.fields[naam].type)
        if is_abstract_type(named):
            return self._verzamelaar.schema.get_possible_types(named)
        return [named] if isinstance(named, GraphQLObjectType) else []
