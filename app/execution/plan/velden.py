"""Velden: which fields a selection set asks of one type, merged (GraphQL §6.3.2, CollectFields).

Fragments and aliases are gone after this; `@skip` and `@include` too, which is why a plan is made per set of values of
the variables that stand in them.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from graphql import (
    BooleanValueNode,
    DirectiveNode,
    DocumentNode,
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    GraphQLObjectType,
    GraphQLSchema,
    InlineFragmentNode,
    SelectionNode,
    SelectionSetNode,
    VariableNode,
    Visitor,
    is_abstract_type,
    visit,
)


@dataclass(frozen=True, slots=True)
class Verzamelaar:
    """`waarden`: of the variables by which fields are left out or kept."""

    schema: GraphQLSchema
    fragmenten: Mapping[str, FragmentDefinitionNode]
    waarden: Mapping[str, bool]

    def velden(self, graphql_type: GraphQLObjectType, sets: Iterable[SelectionSetNode]) -> dict[str, list[FieldNode]]:
        """Response key → the fields that give it, in the order in which the keys are first asked."""
        found: dict[str, list[FieldNode]] = {}
        seen: set[str] = set()
        for selection_set in sets:
            self._verzamel(graphql_type, selection_set, found, seen)
        return found

    def _verzamel(
        self,
        graphql_type: GraphQLObjectType,
        selection_set: SelectionSetNode,
        found: dict[str, list[FieldNode]],
        seen: set[str],
    ) -> None:
        for selection in selection_set.selections:
            if not self._telt_mee(selection):
                continue
            if isinstance(selection, FieldNode):
                found.setdefault(sleutel_van(selection), []).append(selection)
            elif isinstance(selection, InlineFragmentNode):
                if self._past(selection, graphql_type):
                    self._verzamel(graphql_type, selection.selection_set, found, seen)
            elif isinstance(selection, FragmentSpreadNode) and selection.name.value not in seen:
                seen.add(selection.name.value)
                fragment = self.fragmenten[selection.name.value]
                if self._past(fragment, graphql_type):
                    self._verzamel(graphql_type, fragment.selection_set, found, seen)

    def _telt_mee(self, selection: SelectionNode) -> bool:
        for directive in selection.directives or ():
            name = directive.name.value
            if name in {"skip", "include"} and self._waarde(directive) is (name == "skip"):
                return False
        return True

    def _waarde(self, directive: DirectiveNode) -> bool:
        (argument,) = directive.arguments or ()
        value = argument.value
        if isinstance(value, VariableNode):
            return self.waarden[value.name.value]
        assert isinstance(value, BooleanValueNode)  # the document was validated
        return value.value

    def _past(self, fragment: FragmentDefinitionNode | InlineFragmentNode, graphql_type: GraphQLObjectType) -> bool:
        if fragment.type_condition is None:
            return True
        wanted = self.schema.get_type(fragment.type_condition.name.value)
        return wanted is graphql_type or (is_abstract_type(wanted) and self.schema.is_sub_type(wanted, graphql_type))


def sleutel_van(node: FieldNode) -> str:
    return node.alias.value if node.alias else node.name.value


class _Voorwaarden(Visitor):
    def __init__(self) -> None:
        super().__init__()
        self.namen: set[str] = set()

    def enter_directive(self, node: DirectiveNode, *_: object) -> None:
        if node.name.value in {"skip", "include"}:
            given = [argument.value for argument in node.arguments or ()]
            self.namen.update(value.name.value for value in given if isinstance(value, VariableNode))


def voorwaarden_in(document: DocumentNode) -> tuple[str, ...]:
    """The variables by which fields are left out or kept, anywhere in the document."""
    visitor = _Voorwaarden()
    visit(document, visitor)
    return tuple(sorted(visitor.namen))
