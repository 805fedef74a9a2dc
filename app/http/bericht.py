"""Bericht: one question as a client writes it, in a body (POST) or an address (GET), and the refusal of what is none.

Which document is meant, it says in one of these ways: the text itself; `documentId` (GraphQL over HTTP, appendix A),
which Relay's clients write `id` or `doc_id`; or `extensions.persistedQuery` (Apollo, urql).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal

import msgspec
from starlette.requests import Request
from starlette.responses import Response

from app.execution.engels import in_taal
from app.execution.results import fout
from app.execution.vertrouwd import Verwijzing
from app.http.lichaam import lees
from app.http.problems import problem
from app.http.taal import taal_uit
from resolvers.grammar.errors import ErrorCode

JSON = "application/json"

_GEEN_VRAAG = "Het bericht is geen GraphQL-vraag: een JSON-object met `query`, `variables` en `operationName`."
_GEEN_ADRES = (
    "Het adres is geen GraphQL-vraag: `documentId`, `operationName`, en `variables` en `extensions` als JSON, elk "
    "hooguit één keer."
)
_LANGSTE_ID = 200
#: What in an address says which document is meant.
_WELK = {"documentId", "id", "doc_id", "extensions"}
_IN_ADRES = _WELK | {"operationName", "variables"}


class PersistedQuery(msgspec.Struct, rename="camel"):
    """Apollo's words. There is one version."""

    sha256_hash: str
    version: Literal[1] = 1


class Extensies(msgspec.Struct, rename="camel"):
    """`na`: the merk of the last event that a client has, with which a subscription goes on."""

    na: str | None = None
    persisted_query: PersistedQuery | None = None


class Bericht(msgspec.Struct, rename="camel"):
    query: str | None = None
    operation_name: str | None = None
    variables: dict[str, Any] | None = None
    extensions: Extensies | None = None
    document_id: str | None = None
    id: Any = None
    doc_id: Any = msgspec.field(default=None, name="doc_id")

    def __post_init__(self) -> None:
        """A question says what it asks, and says so in one way. Raises ValueError, of which msgspec makes its own."""
        ids = self._ids
        if len(ids) > 1 or any(not isinstance(id_, str) or not 0 < len(id_) <= _LANGSTE_ID for id_ in ids):
            raise ValueError("an id of a document is one, and short")
        if self.query is None and not ids:
            raise ValueError("no document")

    @property
    def na(self) -> str | None:
        return self.extensions.na if self.extensions is not None else None

    @property
    def verwijzing(self) -> Verwijzing | None:
        """The id that it gives; None when it gives a text alone."""
        ids = self._ids
        return Verwijzing(ids[0], apq=self._apq is not None) if ids else None

    @property
    def _apq(self) -> PersistedQuery | None:
        return self.extensions.persisted_query if self.extensions is not None else None

    @property
    def _ids(self) -> list[Any]:
        """The different ones. Beside a text, `id` may be a client's own, and about something else."""
        given = [self.document_id, self._apq.sha256_hash if self._apq is not None else None]
        if self.query is None:
            given += [self.id, self.doc_id]
        found: list[Any] = []
        for id_ in given:
            if id_ is not None and id_ not in found:
                found.append(id_)
        return found


async def lees_bericht(request: Request, media: str, body_bytes: int, deadline_s: float) -> Bericht | Response:
    """The message in a body, or the refusal of it, in `media`."""
    if request.headers.get("content-type", "").partition(";")[0].strip().lower() != JSON:
        return problem(request, 415, "Stuur de vraag als application/json.")
    body = await lees(request, body_bytes, deadline_s)
    if isinstance(body, Response):
        return body
    try:
        body.decode()  # msgspec passes over what it does not know, also when that is no text
        return msgspec.json.decode(body, type=Bericht)
    except (msgspec.ValidationError, msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return geweigerd(request, media, 400, fout(ErrorCode.BAD_REQUEST, _GEEN_VRAAG, request.state.trace_id))


def is_vraag_in_adres(request: Request) -> bool:
    """Whether a GET names a registered document. One with a text is no question here."""
    namen = request.query_params.keys()
    return request.method == "GET" and "query" not in namen and not _WELK.isdisjoint(namen)


def bericht_uit_adres(request: Request, media: str) -> Bericht | Response:
    """The question in an address, or the refusal of it, in `media`. An empty value is none."""
    gegeven = [(naam, waarde) for naam, waarde in request.query_params.multi_items() if naam in _IN_ADRES and waarde]
    waarden = dict(gegeven)
    try:
        if len(waarden) != len(gegeven):
            raise msgspec.ValidationError("a parameter twice")
        found: dict[str, Any] = {
            naam: msgspec.json.decode(waarde) if naam in {"variables", "extensions"} else waarde
            for naam, waarde in waarden.items()
        }
        return msgspec.convert(found, Bericht)
    except (msgspec.ValidationError, msgspec.DecodeError, UnicodeEncodeError, RecursionError):
        return geweigerd(request, media, 400, fout(ErrorCode.BAD_REQUEST, _GEEN_ADRES, request.state.trace_id))


def geweigerd(
    request: Request, media: str, status: int, error: Mapping[str, Any], headers: Mapping[str, str] | None = None
) -> Response:
    body = msgspec.json.encode({"errors": in_taal([error], taal_uit(request.headers.get("accept-language", "")))})
    return Response(body, status_code=status, media_type=media, headers=dict(headers or {}))
