"""Spans: how an operation spent its time, for whoever runs the service: the operation, under it each call to a register
and the write into the verwerkingenlog.

A span has a name and attributes from a closed list of fixed words: of an operation its words in the schema, of a call
the register, the method and the path template. No document, argument, address or person: those have no place here to
stand in. Trace and span are those that the registers, the verwerkingenlog and the log lines name too.

    operatie(spans, verloop)        everything within is under that operation
      stap(naam)                    a part of it
      begin_oproep(…) … .klaar(…)   a call, whose `traceparent` the register hears

When nothing is set up, each of these is one look at a variable.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from contextlib import AbstractContextManager, nullcontext
from contextvars import ContextVar, Token
from dataclasses import dataclass
from time import time_ns
from types import TracebackType
from typing import Literal, Protocol

from app.telemetry.logging import zonder_reeksen

Soort = Literal["vraag", "oproep", "stap"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    naam: str
    soort: Soort
    trace_id: str
    span_id: str
    ouder: str
    begin_ns: int
    einde_ns: int
    mislukt: bool
    kenmerken: Mapping[str, str | int]


class Spans(Protocol):
    """Where spans go. It keeps nobody waiting."""

    def meld(self, span: Span) -> None: ...

    def aclose(self) -> None:
        """Sends what is still there."""
        ...


class Verloop(Protocol):
    """An operation on its way, as the verwerkingenlog knows it. `status` is looked at when it is over."""

    @property
    def trace_id(self) -> str: ...
    @property
    def span_id(self) -> str: ...
    @property
    def parent_span_id(self) -> str: ...
    @property
    def naam(self) -> str: ...
    @property
    def status(self) -> str: ...


#: Where the spans of what runs now go, and its trace and span.
_onder: ContextVar[tuple[Spans, str, str] | None] = ContextVar("onder", default=None)
_NIETS: AbstractContextManager[None] = nullcontext()


def operatie(spans: Spans | None, verloop: Verloop) -> AbstractContextManager[None]:
    return _NIETS if spans is None else _Operatie(spans, verloop)


def stap(naam: str) -> AbstractContextManager[None]:
    """A part of the operation that runs now. One that ends in an exception has failed."""
    return _NIETS if (onder := _onder.get()) is None else _Stap(onder, naam)


def begin_oproep(register: str, methode: str, sjabloon: str) -> Oproepspan | None:
    return None if (onder := _onder.get()) is None else Oproepspan(onder, register, methode, sjabloon)


class _Operatie(AbstractContextManager[None]):
    def __init__(self, spans: Spans, verloop: Verloop) -> None:
        self._spans = spans
        self._verloop = verloop
        self._begin_ns = time_ns()
        self._token: Token[tuple[Spans, str, str] | None] | None = None

    def __enter__(self) -> None:
        self._token = _onder.set((self._spans, self._verloop.trace_id, self._verloop.span_id))

    def __exit__(
        self, soort: type[BaseException] | None, fout: BaseException | None, spoor: TracebackType | None
    ) -> None:
        if self._token is not None:
            _onder.reset(self._token)
        verloop = self._verloop
        self._spans.meld(
            Span(
                naam=zonder_reeksen(verloop.naam),
                soort="vraag",
                trace_id=verloop.trace_id,
                span_id=verloop.span_id,
                ouder=verloop.parent_span_id,
                begin_ns=self._begin_ns,
                einde_ns=time_ns(),
                mislukt=soort is not None or verloop.status == "Error",
                kenmerken={},
            )
        )


class _Onder:
    """A span beneath another."""

    def __init__(self, onder: tuple[Spans, str, str], naam: str, soort: Soort) -> None:
        self._spans, self._trace_id, self._ouder = onder
        self._naam = naam
        self._soort: Soort = soort
        self._span_id = os.urandom(8).hex()
        self._begin_ns = time_ns()

    def _meld(self, *, mislukt: bool, **kenmerken: str | int) -> None:
        self._spans.meld(
            Span(
                naam=zonder_reeksen(self._naam),
                soort=self._soort,
                trace_id=self._trace_id,
                span_id=self._span_id,
                ouder=self._ouder,
                begin_ns=self._begin_ns,
                einde_ns=time_ns(),
                mislukt=mislukt,
                kenmerken={
                    naam.replace("__", "."): zonder_reeksen(value) if isinstance(value, str) else value
                    for naam, value in kenmerken.items()
                },
            )
        )


class _Stap(_Onder, AbstractContextManager[None]):
    def __init__(self, onder: tuple[Spans, str, str], naam: str) -> None:
        super().__init__(onder, naam, "stap")

    def __exit__(
        self, soort: type[BaseException] | None, fout: BaseException | None, spoor: TracebackType | None
    ) -> None:
        self._meld(mislukt=soort is not None)


class Oproepspan(_Onder):
    """One question to a register, an attempt each."""

    def __init__(self, onder: tuple[Spans, str, str], register: str, methode: str, sjabloon: str) -> None:
        super().__init__(onder, f"{methode} {sjabloon}", "oproep")
        self._register, self._methode, self._sjabloon = register, methode, sjabloon

    @property
    def traceparent(self) -> str:
        return f"00-{self._trace_id}-{self._span_id}-01"

    def klaar(self, status: int | None, *, gelukt: bool) -> None:
        gekregen = {} if status is None else {"http__response__status_code": status}
        self._meld(
            mislukt=not gelukt,
            mijnzaken__register=self._register,
            http__request__method=self._methode,
            url__template=self._sjabloon,
            **gekregen,
        )
