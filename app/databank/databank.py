"""Databank: transactions on either engine: borrowed connections, what an error means, and the tables when new."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections import deque
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import lru_cache
from typing import ClassVar, Protocol

from app.databank.sql import Tupel, Waarde, vul


class Cursor(Protocol):
    """What both drivers have (PEP 249)."""

    @property
    def rowcount(self) -> int: ...

    def execute(self, sql: str, waarden: Sequence[Waarde] = ..., /) -> object: ...

    def executemany(self, sql: str, rijen: Sequence[Sequence[Waarde]], /) -> object: ...

    def fetchall(self) -> list[Tupel]: ...


class Verbinding(Protocol):
    def cursor(self) -> Cursor: ...

    def close(self) -> None: ...


class Databank(ABC):
    """The connections of one process to one store. What the first group names differs between stores, what the second
    names differs between engines."""

    _wat: ClassVar[str]
    """What is kept, for a sentence: "het verwerkingenlog" is "verwerkingenlog"."""
    _fout: ClassVar[type[Exception]]
    """Raised, with a Dutch sentence without anybody's data, when it cannot be read or written now."""
    _geweigerd: ClassVar[type[Exception]]
    """A `_fout` for what is refused as it is: trying again is of no use, other things would be accepted."""
    _schema_versie: ClassVar[int]
    _versietabel: ClassVar[str]
    """The table that holds the version of the schema."""

    _fouten: ClassVar[tuple[type[Exception], ...]]
    """Of the driver."""
    _weigeringen: ClassVar[tuple[type[Exception], ...]]
    """Those of them that say that what was to be written is refused as it is."""
    _motor: ClassVar[str]
    _waar: ClassVar[str]
    """Where it is kept, to begin a sentence with."""
    _begin_lezen: ClassVar[str]
    _begin_schrijven: ClassVar[str]
    _woorden: ClassVar[Mapping[str, str]]
    """What stands in a question for SLOT (behind a SELECT: nobody else changes these rows until the transaction ends)
    and VRIJ (the same, but passes over rows that somebody else has), and for this engine's placeholder."""
    _typen: ClassVar[Mapping[str, str]]
    """What stands for GETAL, BYTES and, behind a table, STRENG."""

    def __init__(self, plaats: str, *, aanmaken: bool = True) -> None:
        """`plaats`: a file, or how to connect. `aanmaken`: whether to make the tables when they are not there."""
        self._plaats = plaats
        self._aanmaken = aanmaken
        self._vrij: deque[Verbinding] = deque()

    @abstractmethod
    def _maak_tabellen(self, cursor: Cursor) -> None:
        """All that this store has, except the version."""

    @abstractmethod
    def _verbind(self) -> Verbinding:
        """A new connection, in autocommit. Raises one of `_fouten`."""

    @abstractmethod
    def _foutnaam(self, error: Exception) -> str:
        """What the engine calls one of `_fouten`; never its text, which may quote values."""

    @abstractmethod
    def _is_verbroken(self, error: Exception) -> bool:
        """Whether it was the connection, and another may do."""

    @abstractmethod
    def _bestaat(self, cursor: Cursor, tabel: str) -> bool: ...

    @abstractmethod
    def _vergrendel(self, cursor: Cursor) -> None:
        """Waits until nobody else is creating tables; within a writing transaction."""

    def _is_bruikbaar(self, verbinding: Verbinding) -> bool:
        """Whether an idle connection still leads to the store."""
        return True

    def _versie(self, cursor: Cursor) -> int:
        """Of the schema that is there; 0 when there is none."""
        if not self._bestaat(cursor, self._versietabel):
            return 0
        cursor.execute(f"SELECT versie FROM {self._versietabel}")  # noqa: S608 # a name of ours
        return int(str(cursor.fetchall()[0][0]))

    def _zet_versie(self, cursor: Cursor) -> None:
        """Within the transaction that created the tables."""
        for text in (
            f"CREATE TABLE {self._versietabel} (versie {self._typen['GETAL']} NOT NULL) {self._typen['STRENG']}",
            f"INSERT INTO {self._versietabel} (versie) VALUES ({self._schema_versie})",  # noqa: S608
        ):
            cursor.execute(text)

    def _vertaal(self, error: Exception) -> Exception:
        """What one of `_fouten` means to who uses the store."""
        naam = self._foutnaam(error)
        if isinstance(error, self._weigeringen):
            return self._geweigerd(f"{self._motor} weigert een record van het {self._wat} ({naam}).")
        return self._onbruikbaar(naam)

    def _onbruikbaar(self, naam: str) -> Exception:
        return self._fout(f"{self._waar} van het {self._wat} kan nu niet worden gebruikt ({naam}).")

    def close(self) -> None:
        while self._vrij:
            self._vrij.pop().close()

    def _sql(self, text: str, tabel: str = "") -> str:
        """The statement with its words filled in, and with this engine's placeholders."""
        return _ingevuld(text, tabel, tuple(self._woorden.items()))

    def _vraag(self, cursor: Cursor, sql: str, values: Sequence[Waarde] = (), tabel: str = "") -> list[Tupel]:
        cursor.execute(self._sql(sql, tabel), values)
        return cursor.fetchall()

    @contextmanager
    def _transactie(self, begin: str) -> Iterator[Cursor]:
        """Commits, or rolls back and raises `_fout`. A connection on which anything else than a refusal went wrong is
        not used again: closing it is the one way back to a known state."""
        verbinding, cursor = self._begonnen(begin)
        try:
            yield cursor
            cursor.execute("COMMIT")
        except BaseException as error:
            fout = self._vertaal(error) if isinstance(error, self._fouten) else error
            if isinstance(fout, self._geweigerd) and self._teruggedraaid(cursor):
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
                raise self._fout(f"Er is op die plaats geen {self._wat}.")
            cursor.execute(self._begin_schrijven)
            self._vergrendel(cursor)
            if self._versie(cursor) == 0:
                self._maak_tabellen(cursor)
                self._zet_versie(cursor)
            cursor.execute("COMMIT")
        elif versie > self._schema_versie:
            raise self._fout(f"Het {self._wat} is van een nieuwere versie van MijnZaken dan deze.")


@lru_cache(maxsize=256)  # some statements are in every transaction
def _ingevuld(text: str, tabel: str, woorden: tuple[tuple[str, str], ...]) -> str:
    return vul(text.replace("TABEL", tabel), dict(woorden))
