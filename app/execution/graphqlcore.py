"""Graphql-core: what no plan serves, run by the library on the guarded schema; and introspection, which needs nothing
else."""

from __future__ import annotations

from typing import Any

import msgspec
from graphql import ExecutionResult, GraphQLSchema
from graphql.execution import experimental_execute_incrementally

from app.execution.documents import Document, Documenten, sleutel_van
from app.execution.vraag import Vraag
from app.registries.cache import Lru
from resolvers.grammar.context import Context

#: Each is as large as the schema; tools have few ways to ask for it.
_MEESTE_OVER_SCHEMA = 8


def voer_uit(schema: GraphQLSchema, document: Document, vraag: Vraag, context: Context | None) -> Any:
    """The result, or what to wait for. `execute` of graphql-core refuses a schema that knows @defer; what is run here
    has none (uitstel)."""
    return experimental_execute_incrementally(
        schema,
        document.node,
        context_value=context,
        variable_values=dict(vraag.variables or {}),
        operation_name=vraag.operation_name,
        hide_suggestions=True,
    )


class Introspectie:
    """The whole schema takes as long to tell as some hundred small questions: beside the loop, and once for each
    text."""

    def __init__(self, schema: GraphQLSchema, documenten: Documenten) -> None:
        self._schema = schema
        self._documenten = documenten
        #: What was told, by document and operation; only read and written beside the loop.
        self._verteld: Lru[tuple[bytes, str | None], ExecutionResult] = Lru(_MEESTE_OVER_SCHEMA)

    async def vertel(self, document: Document, vraag: Vraag) -> ExecutionResult:
        def vertel() -> ExecutionResult:
            key = None if vraag.variables else (sleutel_van(vraag.query), vraag.operation_name)
            if key is not None and (known := self._verteld.get(key)) is not None:
                return known
            running = voer_uit(self._schema, document, vraag, None)
            assert isinstance(running, ExecutionResult)  # the schema waits for nobody
            found = ExecutionResult(_als_bytes(running.data), running.errors)
            if key is not None:
                self._verteld.zet(key, found)
            return found

        return await self._documenten.naast(vertel)


def _als_bytes(data: dict[str, Any] | None) -> Any:
    """To go into an answer as it is: writing the whole schema out is long too."""
    return None if data is None else msgspec.Raw(msgspec.json.encode(data))
