"""Fout: a refusal in the words of the registers (problem details of commonground-api-common, sent as application/json).

Source: answers of Open Zaak 1.30.0, Open Klant 2.18.0, Open Product 1.8.0, Open VTB and Objects API 4.0.0 (that one
answers in English).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple
from uuid import uuid4


class Ongeldig(NamedTuple):
    """One invalid parameter of a 400."""

    name: str
    code: str
    reason: str


class _Soort(NamedTuple):
    status: int
    code: str
    titel: str
    title: str


SOORTEN = {
    "ValidationError": _Soort(400, "invalid", "Ongeldige invoerwaarde.", "Invalid input."),
    "ParseError": _Soort(400, "parse_error", "Ongeldig samengestelde request.", "Malformed request."),
    "NotAuthenticated": _Soort(
        401,
        "not_authenticated",
        "Authenticatiegegevens zijn niet opgegeven.",
        "Authentication credentials were not provided.",
    ),
    "AuthenticationFailed": _Soort(
        401, "authentication_failed", "Ongeldige authenticatiegegevens.", "Incorrect authentication credentials."
    ),
    "PermissionDenied": _Soort(
        403,
        "permission_denied",
        "Je hebt geen toestemming om deze actie uit te voeren.",
        "You do not have permission to perform this action.",
    ),
    "NotFound": _Soort(404, "not_found", "Niet gevonden.", "Not found."),
    "MethodNotAllowed": _Soort(
        405, "method_not_allowed", 'Methode "{method}" niet toegestaan.', 'Method "{method}" not allowed.'
    ),
    "NotAcceptable": _Soort(
        406,
        "not_acceptable",
        "Kan niet voldoen aan de opgegeven Accept header.",
        "Could not satisfy the request Accept header.",
    ),
    "PreconditionFailed": _Soort(412, "precondition_failed", "Voorwaarde is niet vervuld", "Precondition failed"),
    "APIException": _Soort(500, "error", "Er is een serverfout opgetreden.", "A server error occurred."),
}


class Fout(Exception):
    """Raise it in a handler; the register words it in its dialect. `detail` and `code` default to those of the kind."""

    def __init__(
        self,
        soort: str,
        *,
        detail: str | None = None,
        code: str | None = None,
        invalid: tuple[Ongeldig, ...] = (),
        kop: Mapping[str, str] | None = None,
    ) -> None:
        super().__init__(soort)
        self.soort = soort
        self.status = SOORTEN[soort].status
        self.code = code or SOORTEN[soort].code
        self.detail = detail
        self.invalid = invalid
        self.kop: Mapping[str, str] = kop or {}

    @classmethod
    def niet_gevonden(cls, detail: str | None = None) -> Fout:
        return cls("NotFound", detail=detail)

    @classmethod
    def ongeldig(cls, naam: str, code: str, reden: str) -> Fout:
        return cls("ValidationError", invalid=(Ongeldig(naam, code, reden),))

    @classmethod
    def keuze(cls, naam: str, waarde: str) -> Fout:
        """400 invalid_choice, as for an unknown `expand` or `ordering`."""
        return cls.ongeldig(naam, "invalid_choice", f"Selecteer een geldige keuze. {waarde} is geen beschikbare keuze.")

    @classmethod
    def verboden(cls, code: str | None = None, detail: str | None = None) -> Fout:
        return cls("PermissionDenied", code=code, detail=detail)

    @classmethod
    def serverfout(cls) -> Fout:
        """The 500 that a product was seen to give, on purpose."""
        return cls("APIException", detail="Internal Server Error")

    def body(self, basis: str, *, lijst: str, ongeldig: str, engels: bool) -> dict[str, object]:
        soort = SOORTEN[self.soort]
        titel = soort.title if engels else ongeldig if self.soort == "ValidationError" else soort.titel
        body: dict[str, object] = {
            "type": f"{basis}/ref/fouten/{self.soort}/",
            "code": self.code,
            "title": titel,
            "status": self.status,
            "detail": self.detail or titel,
            "instance": f"urn:uuid:{uuid4()}",
        }
        if self.invalid:
            body[lijst] = [fout._asdict() for fout in self.invalid]
        return body
