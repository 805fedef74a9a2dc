"""Verbinding: transactions on either engine: borrowed connections, what an error means, and the tables when new."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections import deque
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import ClassVar, Protocol, TypeAlias

from app.verwerkingenlog import tabellen
from app.verwerkingenlog.ketting import Ketting
from app.verwerkingenlog.opslag import TABELLEN, OpslagFout, RegelGeweigerd, Tabel
from app.verwerkingenlog.tabellen import SCHEMA_VERSIE, Waarde

Tupel: TypeAlias = tuple[Waarde, ...]


class Cursor(Protocol):
    """What both drivers have (PEP 249)."""

    def execute(self, sql: str, waarden: Sequence[Waarde] = ..., /) -> object: ...

    def executemany(self, sql: str, rijen: Sequence[Sequence[Waarde]], /) -> object: ...

    def fetchall(self) -> list[Tupel]: ...


class Verbinding(Protocol):
    def cursor(self) -> Cursor: ...

    def close(self) -> None: ...


class Verbindingen(ABC):
    """The connections of one process to one log. What is abstract is all that differs between engines."""

    _fouten: ClassVar[tuple[type[Exception], ...]]
    _begin_lezen: ClassVar[str]
    _begin_schrijven: ClassVar[str]
    _slot: ClassVar[str]
    """What makes a SELECT of the kop wait for another writer."""
    _typen: ClassVar[Mapping[str, str]]
    """What stands for GETAL, BYTES and, behind a table, STRENG."""

    def __init__(self, sleutel: bytes, *, aanmaken: bool = True) -> None:
        self._kettingen: dict[Tabel, Ketting] = {tabel: Ketting(sleutel, tabel) for tabel in TABELLEN}
        self._aanmaken = aanmaken
        self._vrij: deque[Verbinding] = deque()

    @abstractmethod
    def _verbind(self) -> Verbinding:
        """A new connection, in autocommit. Raises OpslagFout or one of `_fouten`."""

    @abstractmethod
    def _vertaal(self, error: Exception) -> OpslagFout:
        """What one of `_fouten` means to us."""

    @abstractmethod
    def _versie(self, cursor: Cursor) -> int:
        """Of the schema that is there; 0 when there is none."""

    @abstractmethod
    def _zet_versie(self, cursor: Cursor) -> None:
        """Within the transaction that created the tables."""

    @abstractmethod
    def _vergrendel(self, cursor: Cursor) -> None:
        """Waits until nobody else is creating the tables; within a writing transaction."""

    def _is_bruikbaar(self, verbinding: Verbinding) -> bool:
        """Whether an idle connection still leads to the log."""
        return True

    @abstractmethod
    def _is_verbroken(self, error: Exception) -> bool:
        """Whether it was the connection, and another may do."""

    def _sql(self, text: str, tabel: str = "") -> str:
        """The statement with its words filled in, and with this engine's placeholders."""
        return text.replace("TABEL", tabel).replace("SLOT", self._slot)

    def close(self) -> None:
        while self._vrij:
            self._vrij.pop().close()

    def _vraag(self, cursor: Cursor, sql: str, values: Sequence[Waarde] = (), tabel: str = "") -> list[Tupel]:
        cursor.execute(self._sql(sql, tabel), values)
        return cursor.fetchall()

    @contextmanager
    def _transactie(self, begin: str) -> Iterator[Cursor]:
        """Commits, or rolls back and raises OpslagFout. A connection on which anything else went wrong is not used
        again: closing it is the one way back to a known state."""
        verbinding, cursor = self._begonnen(begin)
        try:
            yield cursor
            cursor.execute("COMMIT")
        except BaseException as error:
            fout = self._vertaal(error) if isinstance(error, self._fouten) else error
            if isinstance(fout, RegelGeweigerd) and self._teruggedraaid(cursor):
                self._vrij.append(verbinding)
            else:
                verbinding.close()
            if fout is error:
                raise
            raise fout from None
        self._vrij.append(verbinding)

    def _teruggedraaid(self, cursor: Cursor) -> bool:
        try:
            cursor.execute("ROLLBACK")
        except self._fouten:
            return False
        return True

    def _begonnen(self, begin: str) -> tuple[Verbinding, Cursor]:
        """A connection with a transaction. One that was idle may have been lost meanwhile; nothing was asked of it yet,
        so then another is taken."""
        while True:
            oud = self._vrije()
            try:
                verbinding = oud or self._nieuwe()
            except self._fouten as error:
                raise self._vertaal(error) from None
            cursor = verbinding.cursor()
            try:
                cursor.execute(begin)
            except self._fouten as error:
                verbinding.close()
                if oud is None or not self._is_verbroken(error):
                    raise self._vertaal(error) from None
            else:
                return verbinding, cursor

    def _vrije(self) -> Verbinding | None:
        while self._vrij:
            try:
                verbinding = self._vrij.pop()
            except IndexError:  # another thread took the last
                return None
            if self._is_bruikbaar(verbinding):
                return verbinding
            verbinding.close()
        return None

    def _nieuwe(self) -> Verbinding:
        verbinding = self._verbind()
        try:
            self._richt_in(verbinding.cursor())
        except BaseException:
            verbinding.close()
            raise
        return verbinding

    def _richt_in(self, cursor: Cursor) -> None:
        """Creates the tables when they are not there yet."""
        versie = self._versie(cursor)
        if versie == 0:
            if not self._aanmaken:
                raise OpslagFout("Er is op die plaats geen verwerkingenlog.")
            cursor.execute(self._begin_schrijven)
            self._vergrendel(cursor)
            if self._versie(cursor) == 0:
                self._maak_tabellen(cursor)
            cursor.execute("COMMIT")
        elif versie > SCHEMA_VERSIE:
            raise OpslagFout("Het verwerkingenlog is van een nieuwere versie van MijnZaken dan deze.")

    def _maak_tabellen(self, cursor: Cursor) -> None:
        for text in tabellen.AANMAKEN:
            cursor.execute(tabellen.vul(text, self._typen))
        for tabel, ketting in self._kettingen.items():
            cursor.execute(self._sql(tabellen.NIEUWE_KOP), (tabel, *ketting.verzegel(0, ketting.begin)))
        self._zet_versie(cursor)
