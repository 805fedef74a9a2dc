"""Errors: everything that can go wrong, as one tree with a closed list of codes.

    MijnZakenError                      INTERNAL_SERVER_ERROR
    ├── BadUserInput                    BAD_USER_INPUT
    ├── NotFound                        NOT_FOUND
    ├── Unauthenticated                 UNAUTHENTICATED
    ├── Forbidden                       FORBIDDEN
    │   └── AssuranceLevelTooLow        ASSURANCE_LEVEL_TOO_LOW
    ├── QueryTooComplex                 QUERY_TOO_COMPLEX
    ├── DeadlineExceeded                DEADLINE_EXCEEDED
    ├── LogUnavailable                  LOG_UNAVAILABLE
    └── RegisterError                   (names its register; says whether asking again may help)
        ├── RegisterUnavailable         REGISTER_UNAVAILABLE
        ├── RegisterTimeout             REGISTER_TIMEOUT
        └── RegisterInvalidResponse     REGISTER_INVALID_RESPONSE

A message is a fixed sentence, Dutch, or English for who asks for that: it never holds a value that a client or a
register sent, because that value could be a BSN. What an engineer needs beyond the message goes into `detail`, which is
logged and never sent; it too may hold no value of a person.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import Enum
from typing import ClassVar, NamedTuple


class ErrorCode(Enum):
    """The closed list of `extensions.code`. Apollo's spelling where Apollo has one."""

    UNAUTHENTICATED = "UNAUTHENTICATED"
    FORBIDDEN = "FORBIDDEN"
    ASSURANCE_LEVEL_TOO_LOW = "ASSURANCE_LEVEL_TOO_LOW"
    BAD_USER_INPUT = "BAD_USER_INPUT"
    NOT_FOUND = "NOT_FOUND"
    REGISTER_UNAVAILABLE = "REGISTER_UNAVAILABLE"
    REGISTER_TIMEOUT = "REGISTER_TIMEOUT"
    REGISTER_INVALID_RESPONSE = "REGISTER_INVALID_RESPONSE"
    LOG_UNAVAILABLE = "LOG_UNAVAILABLE"
    RATE_LIMITED = "RATE_LIMITED"
    QUERY_TOO_COMPLEX = "QUERY_TOO_COMPLEX"
    DEADLINE_EXCEEDED = "DEADLINE_EXCEEDED"
    INTERNAL_SERVER_ERROR = "INTERNAL_SERVER_ERROR"
    BAD_REQUEST = "BAD_REQUEST"
    GRAPHQL_PARSE_FAILED = "GRAPHQL_PARSE_FAILED"
    GRAPHQL_VALIDATION_FAILED = "GRAPHQL_VALIDATION_FAILED"
    OPERATION_RESOLUTION_FAILURE = "OPERATION_RESOLUTION_FAILURE"
    PERSISTED_QUERY_NOT_FOUND = "PERSISTED_QUERY_NOT_FOUND"
    PERSISTED_QUERY_ONLY = "PERSISTED_QUERY_ONLY"


class Zin(NamedTuple):
    """One sentence, in the languages that we speak."""

    nl: str
    en: str


#: Every code has its sentence. An error may have one of its own that says more; it never holds a value.
ZINNEN: Mapping[ErrorCode, Zin] = {
    ErrorCode.UNAUTHENTICATED: Zin("Log in om deze gegevens te zien.", "Log in to see this data."),
    ErrorCode.FORBIDDEN: Zin("Dit gegeven is voor u afgeschermd.", "You may not see this."),
    ErrorCode.ASSURANCE_LEVEL_TOO_LOW: Zin(
        "Log in met een hoger betrouwbaarheidsniveau om dit gegeven te zien.",
        "Log in with a higher level of assurance to see this.",
    ),
    ErrorCode.BAD_USER_INPUT: Zin("De invoer klopt niet.", "The input is not right."),
    ErrorCode.NOT_FOUND: Zin("Niet gevonden.", "Not found."),
    ErrorCode.REGISTER_UNAVAILABLE: Zin(
        "Een register is nu niet bereikbaar; de gegevens daaruit ontbreken.",
        "A register cannot be reached now; its data is missing.",
    ),
    ErrorCode.REGISTER_TIMEOUT: Zin(
        "Een register antwoordde niet op tijd; de gegevens daaruit ontbreken.",
        "A register did not answer in time; its data is missing.",
    ),
    ErrorCode.REGISTER_INVALID_RESPONSE: Zin(
        "Een register gaf een onbruikbaar antwoord; de gegevens daaruit ontbreken.",
        "A register gave an answer that cannot be used; its data is missing.",
    ),
    ErrorCode.LOG_UNAVAILABLE: Zin(
        "De verstrekking kan nu niet worden vastgelegd; daarom is er niets verstrekt. Probeer het later opnieuw.",
        "What would be told cannot be written down now, so nothing was told. Try again later.",
    ),
    ErrorCode.RATE_LIMITED: Zin(
        "Er komt te veel tegelijk. Probeer het later opnieuw.", "Too much at once. Try again later."
    ),
    ErrorCode.QUERY_TOO_COMPLEX: Zin("De vraag is te groot of te diep.", "The question is too large or too deep."),
    ErrorCode.DEADLINE_EXCEEDED: Zin(
        "Het antwoord duurde te lang. Probeer het later opnieuw.", "The answer took too long. Try again later."
    ),
    ErrorCode.INTERNAL_SERVER_ERROR: Zin(
        "Er ging iets mis bij ons. Probeer het later opnieuw.", "Something went wrong on our side. Try again later."
    ),
    ErrorCode.BAD_REQUEST: Zin("Dit bericht is geen vraag.", "This message is not a question."),
    ErrorCode.GRAPHQL_PARSE_FAILED: Zin("Dit document is geen GraphQL.", "This document is not GraphQL."),
    ErrorCode.GRAPHQL_VALIDATION_FAILED: Zin(
        "Dit document past niet bij het schema.", "This document does not fit the schema."
    ),
    ErrorCode.OPERATION_RESOLUTION_FAILURE: Zin(
        "Welke operatie van de vraag bedoeld is, is niet duidelijk; noem haar in `operationName`.",
        "The document does not hold one operation; say with `operationName` which of them is meant.",
    ),
    ErrorCode.PERSISTED_QUERY_NOT_FOUND: Zin(
        "Dit document is hier niet geregistreerd.", "This document is not registered here."
    ),
    ErrorCode.PERSISTED_QUERY_ONLY: Zin(
        "Hier kunnen alleen vragen die vooraf zijn geregistreerd.",
        "Only questions that were registered beforehand are answered here.",
    ),
}


class MijnZakenError(Exception):
    code: ClassVar[ErrorCode] = ErrorCode.INTERNAL_SERVER_ERROR
    message: str = ZINNEN[code].nl

    def __init__(self, message: str | None = None, *, detail: str = "") -> None:
        self.message = message or type(self).message
        self.detail = detail
        super().__init__(self.message)

    def extensions(self) -> dict[str, object]:
        return {"code": self.code.value}


class BadUserInput(MijnZakenError):
    code = ErrorCode.BAD_USER_INPUT
    message = ZINNEN[code].nl


class NotFound(MijnZakenError):
    code = ErrorCode.NOT_FOUND
    message = ZINNEN[code].nl


class Unauthenticated(MijnZakenError):
    code = ErrorCode.UNAUTHENTICATED
    message = ZINNEN[code].nl


class Forbidden(MijnZakenError):
    code = ErrorCode.FORBIDDEN
    message = ZINNEN[code].nl


class AssuranceLevelTooLow(Forbidden):
    code = ErrorCode.ASSURANCE_LEVEL_TOO_LOW
    message = ZINNEN[code].nl


class QueryTooComplex(MijnZakenError):
    code = ErrorCode.QUERY_TOO_COMPLEX
    message = ZINNEN[code].nl


class DeadlineExceeded(MijnZakenError):
    code = ErrorCode.DEADLINE_EXCEEDED
    message = ZINNEN[code].nl


class LogUnavailable(MijnZakenError):
    code = ErrorCode.LOG_UNAVAILABLE
    message = ZINNEN[code].nl


class RegisterError(MijnZakenError):
    """A register failed. `register` is its configured name (never a URL); `retryable` whether asking again may help."""

    retryable: bool = True

    def __init__(
        self, register: str, message: str | None = None, *, retryable: bool | None = None, detail: str = ""
    ) -> None:
        super().__init__(message, detail=detail)
        self.register = register
        if retryable is not None:
            self.retryable = retryable

    def extensions(self) -> dict[str, object]:
        return {"code": self.code.value, "register": self.register, "retryable": self.retryable}


class RegisterUnavailable(RegisterError):
    code = ErrorCode.REGISTER_UNAVAILABLE
    message = ZINNEN[code].nl


class RegisterTimeout(RegisterError):
    code = ErrorCode.REGISTER_TIMEOUT
    message = ZINNEN[code].nl


class RegisterInvalidResponse(RegisterError):
    code = ErrorCode.REGISTER_INVALID_RESPONSE
    message = ZINNEN[code].nl
    retryable = False


def laat_los(*errors: BaseException | None) -> None:
    """The frames that these went through, now that it is known what will be told of them. A frame holds what it worked
    with, as a rule the error itself too, and only the garbage collector would free such a ring, with all that was read
    for the question."""
    todo, gezien = [*errors], set[int]()
    while todo:
        error = todo.pop()
        if error is not None and id(error) not in gezien:
            gezien.add(id(error))
            error.with_traceback(None)
            todo += (error.__cause__, error.__context__, getattr(error, "original_error", None))
