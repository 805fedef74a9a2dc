"""Documents: GraphQL text in, a parsed and validated document out, kept for the next time with its plans.

What is kept is about the text alone and the same for everybody. The key is a hash: the text of a free document may
hold somebody's number.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from hashlib import sha256

from graphql import (
    DocumentNode,
    FieldNode,
    GraphQLError,
    GraphQLSchema,
    OperationDefinitionNode,
    OperationType,
    TypeInfo,
    TypeInfoVisitor,
    Visitor,
    get_named_type,
    is_abstract_type,
    parse,
    validate,
    visit,
)

from app.execution.plan import Documentplannen, Plannen
from app.execution.uitstel.splitsing import Uitstel, zonder_uitstel
from app.registries.cache import Lru
from resolvers.grammar.context import Vooruitblik
from resolvers.grammar.errors import ErrorCode

#: Apollo Router and graphql-armor count in the same order; more is no query of a person or a portal.
MEESTE_TOKENS = 1000
_MEESTE_FOUTEN = 5


@dataclass(frozen=True, slots=True)
class Geweigerd(Exception):
    """The document is refused before execution: with which code, and which messages. `node`: when it could be read."""

    code: ErrorCode
    fouten: tuple[GraphQLError, ...]
    node: DocumentNode | None = None


@dataclass(frozen=True, slots=True)
class Document:
    """`node` is without `@defer`: all of it at once. `uitstel`: how it comes in parts, to who can take those."""

    node: DocumentNode
    vooruitblik: Vooruitblik
    plannen: Documentplannen
    uitstel: Uitstel[Document] | None = None


class Documenten:
    """The parsed documents of one schema; bounded."""

    def __init__(self, schema: GraphQLSchema, *, meeste: int = 1000, tokens: int = MEESTE_TOKENS) -> None:
        self._schema = schema
        self._tokens = tokens
        self._known: Lru[bytes, Document] = Lru(meeste)
        self.plannen = Plannen(schema)

    def lees(self, text: str) -> Document:
        """Raises Geweigerd. A refused document is not kept."""
        key = sha256(text.encode("utf-8", "surrogatepass")).digest()
        if (known := self._known.get(key)) is None:
            known = self._lees(text)
            self._known.zet(key, known)
        return known

    def _lees(self, text: str) -> Document:
        try:
            node = parse(text, max_tokens=self._tokens, no_location=False)
        except GraphQLError as error:
            raise Geweigerd(ErrorCode.GRAPHQL_PARSE_FAILED, (zonder_waarden(error),)) from None
        except RecursionError:
            raise Geweigerd(ErrorCode.QUERY_TOO_COMPLEX, (GraphQLError("De vraag is te diep genest."),)) from None
        if errors := validate(self._schema, node, max_errors=_MEESTE_FOUTEN, hide_suggestions=True):
            fouten = tuple(zonder_waarden(error) for error in errors)
            raise Geweigerd(ErrorCode.GRAPHQL_VALIDATION_FAILED, fouten, node)
        vooruitblik = vooruitblik_op(self._schema, node)

        def deel(node: DocumentNode) -> Document:
            """With the vooruitblik of the whole: what one part fetches serves the others."""
            return Document(node, vooruitblik, self.plannen.documentplannen(node, vooruitblik.velden))

        if "@" not in text or (vlak := zonder_uitstel(node)) is node:
            return deel(node)
        return replace(deel(vlak), uitstel=Uitstel(node, deel))

    @staticmethod
    def soort(document: Document, operation_name: str | None) -> OperationType | None:
        """Which kind of operation will run; None when that is not clear."""
        operations = [node for node in document.node.definitions if isinstance(node, OperationDefinitionNode)]
        if operation_name is not None:
            operations = [node for node in operations if node.name and node.name.value == operation_name]
        return operations[0].operation if len(operations) == 1 else None


class _Velden(Visitor):
    def __init__(self, type_info: TypeInfo) -> None:
        super().__init__()
        self._type_info = type_info
        self.velden: set[str] = set()

    def enter_field(self, node: FieldNode, *_: object) -> None:
        if (parent := self._type_info.get_parent_type()) is not None:
            self.velden.add(f"{get_named_type(parent).name}.{node.name.value}")


def vooruitblik_op(schema: GraphQLSchema, node: DocumentNode) -> Vooruitblik:
    """Every field that the document asks anywhere, as coordinates; a field of an interface under each type that has
    it."""
    type_info = TypeInfo(schema)
    visitor = _Velden(type_info)
    visit(node, TypeInfoVisitor(type_info, visitor))
    found = set(visitor.velden)
    for coordinate in visitor.velden:
        type_name, _, field_name = coordinate.partition(".")
        abstract = schema.get_type(type_name)
        if abstract is not None and is_abstract_type(abstract):
            found.update(f"{possible.name}.{field_name}" for possible in schema.get_possible_types(abstract))
    return Vooruitblik(frozenset(found))


_STRING = re.compile(r'"(?:[^"\\]|\\.)*"')
_CIJFERS = re.compile(r"\d{6,}")


def zonder_waarden(error: GraphQLError) -> GraphQLError:
    """The error with its place, and without what the client wrote as a value: that could be somebody's number."""
    message = _CIJFERS.sub("…", _STRING.sub('"…"', error.message))
    return GraphQLError(message, nodes=error.nodes, source=error.source, positions=error.positions, path=error.path)
