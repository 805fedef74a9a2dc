"""Vraag: what a register is asked, what it answers, and what is known of an attempt while it runs."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from app.registries.breaker import Gang, Uitkomst
from app.registries.client.antwoord import Kop
from app.telemetry.spans import Oproepspan
from resolvers.grammar.errors import MijnZakenError

#: A member of an Enum, looked up once: that takes Python 3.11 eight times as long as another attribute.
GELUKT, MISLUKT, ONBESLIST = Uitkomst.GELUKT, Uitkomst.MISLUKT, Uitkomst.ONBESLIST


@dataclass(slots=True, kw_only=True)
class Vraag:
    """`sjabloon` is what may be told of it; the URL may hold a person's number and is told to nobody. (Not frozen, nor
    is its answer: there is one for every call, and freezing costs more than making.)"""

    method: str
    sjabloon: str
    url: str = field(repr=False)
    kopteksten: Mapping[str, str] = field(repr=False)
    content: bytes | None = field(default=None, repr=False)
    herhaalbaar: bool = False
    voorwaardelijk: bool = False
    stroom: bool = False


@dataclass(slots=True)
class Antwoord:
    """`response` still has its body only when a stream was asked."""

    response: Kop = field(repr=False)
    body: bytes = field(default=b"", repr=False)


@dataclass(frozen=True, slots=True)
class Mislukt:
    """An attempt without an answer. `opnieuw`: another one makes sense; `na_s`: the register said when."""

    fout: MijnZakenError
    opnieuw: bool = False
    na_s: float | None = None
    ververst: bool = False


class Verloop:
    """What is known of an attempt while it runs."""

    __slots__ = (
        "begonnen",
        "bytes",
        "gang",
        "headers",
        "kop",
        "na_s",
        "samen",
        "span",
        "status",
        "uitkomst",
        "vertrok",
    )

    def __init__(self) -> None:
        self.begonnen = 0.0
        self.gang: Gang | None = None
        self.uitkomst = ONBESLIST
        self.headers: Mapping[str, str] = {}
        self.kop = False
        self.na_s = 0.0
        self.samen = 0
        self.span: Oproepspan | None = None
        self.status: int | None = None
        self.bytes = 0
        self.vertrok = 0.0
