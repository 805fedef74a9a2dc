"""Variabelen: what the values beside a document hold, by the types that it declares for them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from graphql import (
    DocumentNode,
    GraphQLSchema,
    GraphQLType,
    OperationDefinitionNode,
    get_named_type,
    is_input_object_type,
    is_input_type,
    type_from_ast,
)
from graphql.execution.values import get_variable_values

_BSN = "BSN"


def noemt_bsn(
    schema: GraphQLSchema, document: DocumentNode, operation_name: str | None, waarden: Mapping[str, Any]
) -> bool:
    """Whether a value of type BSN is given, however deep; also one that is none, which may be one with a typing
    mistake."""
    te_bekijken: list[tuple[GraphQLType, Any]] = []
    for node in document.definitions:
        if not isinstance(node, OperationDefinitionNode):
            continue
        if operation_name is not None and (node.name is None or node.name.value != operation_name):
            continue
        for variabele in node.variable_definitions or ():
            found = type_from_ast(schema, variabele.type)
            if found is not None:
                te_bekijken.append((found, waarden.get(variabele.variable.name.value)))
    while te_bekijken:  # no recursion: a client decides how deep a value is
        type_, waarde = te_bekijken.pop()
        kind = get_named_type(type_)
        if isinstance(waarde, list):
            te_bekijken.extend((kind, item) for item in waarde)
        elif is_input_object_type(kind) and isinstance(waarde, dict):
            delen = ((kind.fields.get(naam), deel) for naam, deel in waarde.items())
            te_bekijken.extend((veld.type, deel) for veld, deel in delen if veld is not None)
        elif waarde is not None and kind.name == _BSN:
            return True
    return False


def aantal(waarden: Mapping[str, Any], hooguit: int) -> int:
    """How many values there are, however deep; not counted on when they are more than that."""
    geteld, te_bekijken = 0, [*waarden.values()]
    while te_bekijken and geteld + len(te_bekijken) <= hooguit:
        geteld += 1
        match te_bekijken.pop():
            case list(delen):
                te_bekijken.extend(delen)
            case dict(delen):
                te_bekijken.extend(delen.values())
    return geteld + len(te_bekijken)


def passen(schema: GraphQLSchema, document: DocumentNode, waarden: Mapping[str, Any]) -> bool:
    """Whether the values fit what the first operation of a document declares; also of one that is not valid, as far as
    its types are known."""
    for node in document.definitions:
        if isinstance(node, OperationDefinitionNode):
            gegeven = node.variable_definitions or ()
            bekend = [found for found in gegeven if is_input_type(type_from_ast(schema, found.type))]
            return not isinstance(get_variable_values(schema, bekend, dict(waarden), hide_suggestions=True), list)
    return True
