"""Oproep: what a request hands down to its calls (a deadline, a trace), and what the calls tell back about
themselves."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass

#: The headers of a question between gateways: by which organisations it came, and how long it may still take.
PAD, RESTEREND = "MijnZaken-Keten", "MijnZaken-Resterend-Ms"


@dataclass(frozen=True, slots=True)
class Oproep:
    """One call, as it may be shown: the path template, never a value."""

    register: str
    method: str
    sjabloon: str
    status: int | None
    ms: float
    bytes: int = 0


#: A request that wants to know its calls sets a list.
oproepen: ContextVar[list[Oproep] | None] = ContextVar("oproepen", default=None)
#: The names of the registers that a request asked.
gevraagd: ContextVar[set[str] | None] = ContextVar("gevraagd", default=None)
#: The moment (of the loop's clock) by which the whole request must be done.
deadline: ContextVar[float | None] = ContextVar("deadline", default=None)
#: The organisations (OIN) by which a question came here, the first of them first.
ketenpad: ContextVar[tuple[str, ...]] = ContextVar("ketenpad", default=())
#: W3C traceparent for the registers.
spoor: ContextVar[str | None] = ContextVar("spoor", default=None)


@contextmanager
def oproepen_van(trace_id: str, span_id: str, seconden: float, pad: tuple[str, ...] = ()) -> Iterator[set[str]]:
    """Every call made within belongs to this trace, and ends before these seconds have passed. `pad`: see `ketenpad`.
    Gives the names of the registers that are asked, as they are asked."""
    parent = spoor.set(f"00-{trace_id}-{span_id}-01")
    until = deadline.set(asyncio.get_running_loop().time() + seconden)
    names: set[str] = set()
    asked = gevraagd.set(names)
    via = ketenpad.set(pad)
    try:
        yield names
    finally:
        ketenpad.reset(via)
        gevraagd.reset(asked)
        deadline.reset(until)
        spoor.reset(parent)


def huidig_spoor() -> tuple[str, str]:
    """The trace and the span within which calls are made now; of its own, when nobody asked."""
    found = spoor.get()
    if found is None:
        return willekeurig_spoor()
    _, trace_id, span_id, _ = found.split("-")
    return trace_id, span_id


def willekeurig_spoor() -> tuple[str, str]:
    """A trace and a span of its own, for what nobody asked."""
    return os.urandom(16).hex(), os.urandom(8).hex()
