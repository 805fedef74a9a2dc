"""Errors: everything that can go wrong, as one tree with a closed list of codes.

    MijnZakenError                      INTERNAL_SERVER_ERROR
    ├── BadUserInput                    BAD_USER_INPUT
    ├── NotFound                        NOT_FOUND
    ├── Unauthenticated                 UNAUTHENTICATED
    ├── Forbidden                       FORBIDDEN
    │   └── AssuranceLevelTooLow        ASSURANCE_LEVEL_TOO_LOW
    ├── DeadlineExceeded                DEADLINE_EXCEEDED
    ├── LogUnavailable                  LOG_UNAVAILABLE
    └── RegisterError                   (names its register; says whether asking again may help)
        ├── RegisterUnavailable         REGISTER_UNAVAILABLE
        ├── RegisterTimeout             REGISTER_TIMEOUT
        └── RegisterInvalidResponse     REGISTER_INVALID_RESPONSE

A message is a fixed Dutch sentence: it never holds a value that a client or a register sent, because that value could
be a BSN. What an engineer needs beyond the message goes into `detail`, which is logged and never sent; it too may hold
no value of a person.
"""

from __future__ import annotations

from enum import Enum
from typing import ClassVar


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


class MijnZakenError(Exception):
    code: ClassVar[ErrorCode] = ErrorCode.INTERNAL_SERVER_ERROR
    message: str = "Er ging iets mis bij ons. Probeer het later opnieuw."

    def __init__(self, message: str | None = None, *, detail: str = "") -> None:
        self.message = message or type(self).message
        self.detail = detail
        super().__init__(self.message)

    def extensions(self) -> dict[str, object]:
        return {"code": self.code.value}


class BadUserInput(MijnZakenError):
    code = ErrorCode.BAD_USER_INPUT
    message = "De invoer klopt niet."


class NotFound(MijnZakenError):
    code = ErrorCode.NOT_FOUND
    message = "Niet gevonden."


class Unauthenticated(MijnZakenError):
    code = ErrorCode.UNAUTHENTICATED
    message = "Log in om deze gegevens te zien."


class Forbidden(MijnZakenError):
    code = ErrorCode.FORBIDDEN
    message = "Dit gegeven is voor u afgeschermd."


class AssuranceLevelTooLow(Forbidden):
    code = ErrorCode.ASSURANCE_LEVEL_TOO_LOW
    message = "Log in met een hoger betrouwbaarheidsniveau om dit gegeven te zien."


class DeadlineExceeded(MijnZakenError):
    code = ErrorCode.DEADLINE_EXCEEDED
    message = "Het antwoord duurde te lang. Probeer het later opnieuw."


class LogUnavailable(MijnZakenError):
    code = ErrorCode.LOG_UNAVAILABLE
    message = "De verstrekking kan nu niet worden vastgelegd; daarom is er niets verstrekt. Probeer het later opnieuw."


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
    message = "Een register is nu niet bereikbaar; de gegevens daaruit ontbreken."


class RegisterTimeout(RegisterError):
    code = ErrorCode.REGISTER_TIMEOUT
    message = "Een register antwoordde niet op tijd; de gegevens daaruit ontbreken."


class RegisterInvalidResponse(RegisterError):
    code = ErrorCode.REGISTER_INVALID_RESPONSE
    message = "Een register gaf een onbruikbaar antwoord; de gegevens daaruit ontbreken."
    retryable = False
