"""Results: what went wrong, as a client may see it. Every error has a code of the closed list and the trace id; none
has a value.

A MijnZakenError says its own code and sentence. Anything else is ours: it is logged with where it happened, and told as
INTERNAL_SERVER_ERROR. An exception's own text goes nowhere: it may hold what a client or a register sent.
"""

from __future__ import annotations

from collections.abc import Sequence

import structlog
from graphql import FieldNode, GraphQLError

from app.execution.documents import zonder_waarden
from resolvers.grammar.errors import ErrorCode, MijnZakenError

_VARIABELE = "Een variabele heeft een waarde die niet bij haar type past."
#: A field that stands there twice is told with both places; one that stands there a hundred times is not.
_PLAATSEN = 5
_log = structlog.get_logger("mijnzaken.execution")


def fout(
    code: ErrorCode,
    message: str,
    trace_id: str,
    *,
    pad: Sequence[str | int] | None = None,
    plaatsen: Sequence[dict[str, int]] | None = None,
    extensions: dict[str, object] | None = None,
) -> dict[str, object]:
    """One entry of `errors`, as the GraphQL specification shapes it."""
    entry: dict[str, object] = {"message": message}
    if plaatsen:
        entry["locations"] = list(plaatsen)
    if pad is not None:
        entry["path"] = list(pad)
    entry["extensions"] = {**(extensions or {}), "code": code.value, "traceId": trace_id}
    return entry


def van_mijnzaken(error: MijnZakenError, trace_id: str, pad: Sequence[str | int] | None) -> dict[str, object]:
    if error.detail:
        _log.warning("fout", code=error.code.value, detail=error.detail, trace_id=trace_id)
    return fout(error.code, error.message, trace_id, pad=pad, extensions=error.extensions())


def van_graphql(
    error: GraphQLError, trace_id: str, code: ErrorCode = ErrorCode.GRAPHQL_VALIDATION_FAILED
) -> dict[str, object]:
    """An error of parsing, validating or executing. `code` is for those that come from the language itself."""
    plaatsen = [{"line": place.line, "column": place.column} for place in (error.locations or ())[:_PLAATSEN]]
    cause = error.original_error
    while isinstance(cause, GraphQLError):
        cause = cause.original_error
    if isinstance(cause, MijnZakenError):
        return van_mijnzaken(cause, trace_id, error.path)
    if cause is not None and error.path is None:  # before any field ran: a scalar that does not read a variable
        return fout(ErrorCode.BAD_USER_INPUT, _VARIABELE, trace_id, plaatsen=plaatsen)
    if cause is None and error.path is not None and not _van_een_veld(error):  # an argument, when it is filled in
        message = zonder_waarden(error).message
        return fout(ErrorCode.BAD_USER_INPUT, message, trace_id, pad=error.path, plaatsen=plaatsen)
    if cause is not None or error.path is not None:  # a value that is not what its type says is ours too
        where = _waar(cause or error)
        _log.error("onverwachte fout", soort=type(cause or error).__name__, waar=where, trace_id=trace_id)
        return fout(ErrorCode.INTERNAL_SERVER_ERROR, MijnZakenError.message, trace_id, pad=error.path)
    message = zonder_waarden(error).message
    return fout(code, message, trace_id, pad=error.path, plaatsen=plaatsen, extensions=error.extensions)


def _van_een_veld(error: GraphQLError) -> bool:
    return all(isinstance(node, FieldNode) for node in error.nodes or ())


def _waar(error: BaseException) -> str:
    """The innermost place in our code, as file and line: enough to find it, nothing of what was in it."""
    place, traceback = "", error.__traceback__
    while traceback is not None:
        code = traceback.tb_frame.f_code
        place = f"{code.co_filename.rpartition('/')[2]}:{traceback.tb_lineno} {code.co_name}"
        traceback = traceback.tb_next
    return place
