"""Problems: errors outside GraphQL, as problem+json (RFC 9457, NL GOV API Design Rules). A fixed sentence, never a
value."""

from __future__ import annotations

from collections.abc import Mapping

from starlette.requests import HTTPConnection, Request
from starlette.responses import JSONResponse, Response

from app.execution.engels import ZINNEN_ENGELS
from app.http.taal import taal_uit
from resolvers.grammar.errors import Zin

_TITELS = {
    400: Zin("De vraag klopt niet", "The question is not right"),
    401: Zin("Niet ingelogd", "Not logged in"),
    403: Zin("Niet toegestaan", "Not allowed"),
    404: Zin("Niet gevonden", "Not found"),
    405: Zin("Deze methode kan hier niet", "This method is not for here"),
    406: Zin("In deze vorm is er geen antwoord", "There is no answer in this form"),
    408: Zin("Het bericht kwam niet op tijd", "The message did not come in time"),
    413: Zin("Het bericht is te groot", "The message is too large"),
    415: Zin("Een bericht in deze vorm kan hier niet", "A message in this form is not for here"),
    429: Zin("Er komt te veel tegelijk", "Too much at once"),
    500: Zin("Er ging iets mis bij ons", "Something went wrong on our side"),
    503: Zin("Nu niet beschikbaar", "Not available now"),
    504: Zin("Het antwoord duurde te lang", "The answer took too long"),
}
_FOUT = Zin("Fout", "Error")


def problem(
    request: HTTPConnection, status: int, detail: str | None = None, headers: Mapping[str, str] | None = None
) -> Response:
    engels = taal_uit(request.headers.get("accept-language", "")) == "en"
    titel = _TITELS.get(status, _FOUT)
    body: dict[str, object] = {
        "title": titel.en if engels else titel.nl,
        "status": status,
        "traceId": request.state.trace_id,
    }
    if detail:
        body["detail"] = ZINNEN_ENGELS.get(detail, detail) if engels else detail
    return JSONResponse(body, status_code=status, headers=headers, media_type="application/problem+json")


async def afhandelen(request: Request, error: Exception) -> Response:
    """For Starlette's exception handlers. The headers say what may be done instead, such as `Allow`."""
    return problem(request, getattr(error, "status_code", 500), headers=getattr(error, "headers", None))
