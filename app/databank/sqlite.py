"""SQLite: one file, for one machine: several processes on it may share the file, and so may several stores.

A write-ahead log that is synced at every commit (`synchronous=FULL`): what was committed survives a crash and a power
cut. Removed contents are overwritten, not only forgotten (`secure_delete`).
"""

from __future__ import annotations

import os
import sqlite3
import time
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext, suppress
from pathlib import Path
from threading import Lock
from typing import ClassVar
from urllib.parse import quote

from app.databank.databank import Cursor, Databank, Verbinding

_WACHT_S = 2.0
"""How long one process waits for another that is writing."""
_SCHRIJVERS: dict[Path, Lock] = {}
"""Per file who in this process writes to it."""
_PRAGMAS = ("synchronous = FULL", "secure_delete = ON", "trusted_schema = OFF")


class SqliteDatabank(Databank):
    _fouten: ClassVar[tuple[type[Exception], ...]] = (sqlite3.Error,)
    _weigeringen: ClassVar[tuple[type[Exception], ...]] = (
        sqlite3.IntegrityError,
        sqlite3.DataError,
        sqlite3.InterfaceError,
    )
    _motor = "SQLite"
    _waar = "Het bestand"
    _begin_lezen = "BEGIN"
    _begin_schrijven = "BEGIN IMMEDIATE"  # locks all, so that SLOT and VRIJ have nothing to add
    _woorden: ClassVar = {"SLOT": "", "VRIJ": "", "%s": "?"}
    _typen: ClassVar = {"GETAL": "INTEGER", "BYTES": "BLOB", "STRENG": "STRICT"}

    def __init__(self, plaats: str, *, aanmaken: bool = True) -> None:
        super().__init__(plaats, aanmaken=aanmaken)
        self._pad = Path(plaats)
        self._schrijver = _SCHRIJVERS.setdefault(self._pad.absolute(), Lock())

    @contextmanager
    def _transactie(self, begin: str) -> Iterator[Cursor]:
        """Who in this process wants to write waits here, whichever store it is for: SQLite lets who waits only look
        again now and then, so that one of many might never find it free."""
        schrijft = self._aan_de_beurt() if begin == self._begin_schrijven else nullcontext()
        with schrijft, super()._transactie(begin) as cursor:
            yield cursor

    @contextmanager
    def _aan_de_beurt(self) -> Iterator[None]:
        if not self._schrijver.acquire(timeout=_WACHT_S):
            raise self._onbruikbaar("SQLITE_BUSY")
        try:
            yield
        finally:
            self._schrijver.release()

    def _verbind(self) -> Verbinding:
        if self._aanmaken:
            _maak_eigen(self._pad)
        mode = "rwc" if self._aanmaken else "rw"
        verbinding = sqlite3.connect(
            f"file:{quote(str(self._pad.absolute()))}?mode={mode}",
            uri=True,
            timeout=_WACHT_S,
            isolation_level=None,
            check_same_thread=False,
            factory=_Bestand,
        )
        verbinding.bestand = _bestand(self._pad)
        # A damaged file may hold what is no UTF-8: verification must be able to read it.
        verbinding.text_factory = lambda raw: raw.decode("utf-8", "surrogateescape")
        try:
            # Only heard by a file that has nothing yet. Some builds of SQLite move pages at every commit to keep the
            # file short; here what is free is soon used again.
            verbinding.execute("PRAGMA auto_vacuum = NONE").fetchall()
            _met_geduld(verbinding, "PRAGMA journal_mode = WAL")
            for pragma in _PRAGMAS:
                verbinding.execute(f"PRAGMA {pragma}").fetchall()
        except sqlite3.Error:
            verbinding.close()
            raise
        return verbinding

    def _foutnaam(self, error: Exception) -> str:
        return str(getattr(error, "sqlite_errorname", type(error).__name__))

    def neem_beurt(self, naam: str) -> Bestandsbeurt | None:
        """None: another process has it. Raises `_fout`."""
        pad = self._pad.with_name(f"{self._pad.name}.{naam}.beurt")
        try:
            verbinding = sqlite3.connect(pad, timeout=0, isolation_level=None, check_same_thread=False)
        except sqlite3.Error as error:
            raise self._vertaal(error) from None
        try:
            verbinding.execute("BEGIN EXCLUSIVE")
        except sqlite3.Error as error:
            verbinding.close()
            if _is_bezet(error):
                return None
            raise self._vertaal(error) from None
        return Bestandsbeurt(verbinding)

    def _is_verbroken(self, error: Exception) -> bool:
        return not _is_bezet(error)

    def _is_bruikbaar(self, verbinding: Verbinding) -> bool:
        """A file that was moved or replaced stays open, and what is written to it is lost."""
        assert isinstance(verbinding, _Bestand)
        return verbinding.bestand == _bestand(self._pad)

    def _bestaat(self, cursor: Cursor, tabel: str) -> bool:
        cursor.execute("SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = ?", (tabel,))
        return bool(cursor.fetchall())

    def _vergrendel(self, cursor: Cursor) -> None:
        """BEGIN IMMEDIATE did."""


class Bestandsbeurt:
    """A right that one process at a time has: an empty file beside the store, locked; the operating system lets go of
    it with the process."""

    def __init__(self, verbinding: sqlite3.Connection) -> None:
        self._verbinding = verbinding

    def houdt(self) -> bool:
        return self._verbinding.in_transaction

    def geef_op(self) -> None:
        self._verbinding.close()


class _Bestand(sqlite3.Connection):
    """A connection that knows which file it opened: device and inode."""

    bestand: tuple[int, int] | None = None

    def close(self) -> None:
        """Lets go of the file at once, also when somebody still refers to a cursor, as an exception on its way does."""
        with suppress(sqlite3.Error):  # what cannot be rolled back was not committed
            self.rollback()
        super().close()


def _is_bezet(error: Exception) -> bool:
    return getattr(error, "sqlite_errorcode", 0) & 0xFF == sqlite3.SQLITE_BUSY


def _met_geduld(verbinding: sqlite3.Connection, sql: str) -> None:
    """For the one statement for which SQLite itself does not wait: several processes that start on a new file."""
    tot = time.monotonic() + _WACHT_S
    while True:
        try:
            verbinding.execute(sql).fetchall()
        except sqlite3.OperationalError as error:
            if not _is_bezet(error) or time.monotonic() > tot:
                raise
            time.sleep(0.01)
        else:
            return


def _maak_eigen(pad: Path) -> None:
    """A new file is for its owner alone, and the write-ahead log beside it follows it."""
    with suppress(OSError):  # it is there already, or SQLite will say why it cannot be
        os.close(os.open(pad, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))


def _bestand(pad: Path) -> tuple[int, int] | None:
    try:
        found = pad.stat()
    except OSError:
        return None
    return found.st_dev, found.st_ino
