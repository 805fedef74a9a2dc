"""Opslag: where the records stand, durably: SQLite on one machine, PostgreSQL for more than one.

All methods are synchronous and may be called from any thread. What is written is there, whole, when `schrijf` returns;
when it raises it is not there, or (the answer to a commit got lost) there, whole, once.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from typing import Literal, NamedTuple, Protocol, TypeAlias

from msgspec import Struct

from app.verwerkingenlog.ketting import Kop, Rij
from app.verwerkingenlog.regel import Audit, Opschoning, Regel, Schrijfsel

Tabel: TypeAlias = Literal["regels", "audit"]
TABELLEN: tuple[Tabel, ...] = ("audit", "regels")


class OpslagFout(Exception):
    """The log cannot be read or written now. A Dutch sentence without anybody's data."""


class RegelGeweigerd(OpslagFout):
    """What was to be written is refused as it is (a span that its trace has already); others would be accepted."""


class Periode(NamedTuple):
    """From and including `van_ms`, up to `tot_ms`; milliseconds since 1970."""

    van_ms: int
    tot_ms: int


class Plek(NamedTuple):
    """A place in a list that runs from new to old: a page goes on after it."""

    tijdstip_ms: int
    nr: int


class Vermelding(Struct, frozen=True):
    """A record that was read; those whose contents retention removed are not."""

    plek: Plek
    regel: Regel


class Auditvermelding(Struct, frozen=True):
    plek: Plek
    audit: Audit | Opschoning


class Momentopname(Protocol):
    """A table at one moment, whatever is written meanwhile."""

    def kop(self) -> Kop | None: ...

    def opschoningen(self) -> Iterator[Rij]: ...

    def rijen(self) -> Iterator[Rij]:
        """All, by nr."""
        ...


class Beurt(Protocol):
    """The right to deliver to one target, which one process at a time has. It ends with the process."""

    def houdt(self) -> bool:
        """Whether it still is ours."""
        ...

    def geef_op(self) -> None: ...


class Opslag(Protocol):
    """Every method raises OpslagFout."""

    def schrijf(self, schrijfsels: Sequence[Schrijfsel]) -> None:
        """All in one transaction, or none. Raises RegelGeweigerd when one of them is refused."""
        ...

    def proef(self) -> None:
        """Tries whether writing would succeed now, without adding a record."""
        ...

    def van_betrokkene(
        self, pseudoniemen: Sequence[str], periode: Periode, *, na: Plek | None = None, limiet: int = 100
    ) -> list[Vermelding]:
        """From new to old. Several pseudonyms: one for each key that was ever used."""
        ...

    def van_activiteit(
        self, activiteit: str, periode: Periode, *, na: Plek | None = None, limiet: int = 100
    ) -> list[Vermelding]:
        """From new to old."""
        ...

    def van_trace(self, trace_id: str) -> list[Vermelding]:
        """In the order of writing; at most 10 000."""
        ...

    def sinds(self, nr: int, limiet: int = 1000) -> list[Vermelding]:
        """What was written after record `nr`, in that order. Nothing is ever added before what this has returned."""
        ...

    def audit_van_trace(self, trace_id: str) -> list[Auditvermelding]: ...

    def audit_in(self, periode: Periode, *, na: Plek | None = None, limiet: int = 100) -> list[Auditvermelding]:
        """From new to old."""
        ...

    def momentopname(self, tabel: Tabel) -> AbstractContextManager[Momentopname]:
        """For verification: kop and records of one and the same moment."""
        ...

    def verlopen(self, grenzen: Mapping[str, int], rest_ms: int, limiet: int) -> list[int]:
        """Records of `regels` whose contents may go: Verwerkingen from before the limit of their activiteit (for one
        without a limit `rest_ms`), and Handelingen from before `rest_ms` under which nothing has contents."""
        ...

    def verlopen_audit(self, rest_ms: int, limiet: int) -> list[int]: ...

    def maak_leeg(self, tabel: Tabel, nummers: Sequence[int], tijdstip_ms: int) -> int:
        """Removes the contents of those records that still have them, and of a Handeling with the last of its
        Verwerkingen; writes the Opschoning that names them all, in the same transaction. How many."""
        ...

    def positie(self, naam: str) -> int:
        """Up to which nr the log was delivered to `naam`; 0 when nothing was."""
        ...

    def zet_positie(self, naam: str, nr: int) -> None:
        """Only ever forward."""
        ...

    def neem_beurt(self, naam: str) -> Beurt | None:
        """None: another process has it."""
        ...

    def close(self) -> None: ...
