"""Problems: errors outside GraphQL, as problem+json (RFC 9457, NL GOV API Design Rules). A fixed sentence, never a
value."""

from __future__ import annotations

from collections.abc import Mapping

from starlette.requests import HTTPConnection, Request
from starlette.responses import JSONResponse, Response

_TITELS = {
    400: "De vraag klopt niet",
    401: "Niet ingelogd",
    403: "Niet toegestaan",
    404: "Niet gevonden",
    405: "Deze methode kan hier niet",
    408: "Het bericht kwam niet op tijd",
    413: "Het bericht is te groot",
    500: "Er ging iets mis bij ons",
    503: "Nu niet beschikbaar",
    504: "Het antwoord duurde te lang",
}


def problem(
    request: HTTPConnection, status: int, detail: str | None = None, headers: Mapping[str, str] | None = None
) -> Response:
    body: dict[str, object] = {
        "title": _TITELS.get(status, "Fout"),
        "status": status,
        "traceId": request.state.trace_id,
    }
    if detail:
        body["detail"] = detail
    return JSONResponse(body, status_code=status, headers=headers, media_type="application/problem+json")


async def afhandelen(request: Request, error: Exception) -> Response:
    """For Starlette's exception handlers. The headers say what may be done instead, such as `Allow`."""
    return problem(request, getattr(error, "status_code", 500), headers=getattr(error, "headers", None))
