"""SQLite: the log as one file, for one machine: several processes on it may share the file.

A write-ahead log that is synced at every commit (`synchronous=FULL`): what was committed survives a crash and a power
cut. Removed contents are overwritten, not only forgotten (`secure_delete`).
"""

from __future__ import annotations

import os
import sqlite3
import time
from contextlib import suppress
from pathlib import Path
from typing import ClassVar
from urllib.parse import quote

from app.verwerkingenlog.opslag import OpslagFout, RegelGeweigerd
from app.verwerkingenlog.records import SqlOpslag
from app.verwerkingenlog.tabellen import SCHEMA_VERSIE
from app.verwerkingenlog.verbinding import Cursor, Verbinding

_WACHT_S = 2.0
"""How long one process waits for another that is writing."""
_PRAGMAS = ("synchronous = FULL", "secure_delete = ON", "trusted_schema = OFF")


class SqliteOpslag(SqlOpslag):
    _fouten = (sqlite3.Error,)
    _begin_lezen = "BEGIN"
    _begin_schrijven = "BEGIN IMMEDIATE"
    _slot = ""
    _typen: ClassVar = {"GETAL": "INTEGER", "BYTES": "BLOB", "STRENG": "STRICT"}

    def __init__(self, pad: str, sleutel: bytes, *, aanmaken: bool = True) -> None:
        super().__init__(sleutel, aanmaken=aanmaken)
        self._pad = Path(pad)

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
            _met_geduld(verbinding, "PRAGMA journal_mode = WAL")
            for pragma in _PRAGMAS:
                verbinding.execute(f"PRAGMA {pragma}").fetchall()
        except sqlite3.Error:
            verbinding.close()
            raise
        return verbinding

    def _vertaal(self, error: Exception) -> OpslagFout:
        assert isinstance(error, sqlite3.Error)
        naam = getattr(error, "sqlite_errorname", type(error).__name__)
        if isinstance(error, sqlite3.IntegrityError | sqlite3.DataError | sqlite3.InterfaceError):
            return RegelGeweigerd(f"SQLite weigert een record van het verwerkingenlog ({naam}).")
        return OpslagFout(f"Het bestand van het verwerkingenlog kan nu niet worden gebruikt ({naam}).")

    def neem_beurt(self, naam: str) -> Bestandsbeurt | None:
        pad = self._pad.with_name(f"{self._pad.name}.{naam}.beurt")
        try:
            verbinding = sqlite3.connect(pad, timeout=0, isolation_level=None, check_same_thread=False)
        except sqlite3.Error as error:
            raise self._vertaal(error) from None
        try:
            verbinding.execute("BEGIN EXCLUSIVE")
        except sqlite3.Error as error:
            verbinding.close()
            if getattr(error, "sqlite_errorcode", 0) & 0xFF == sqlite3.SQLITE_BUSY:
                return None
            raise self._vertaal(error) from None
        return Bestandsbeurt(verbinding)

    def _is_verbroken(self, error: Exception) -> bool:
        return getattr(error, "sqlite_errorcode", 0) & 0xFF != sqlite3.SQLITE_BUSY

    def _is_bruikbaar(self, verbinding: Verbinding) -> bool:
        """A file that was moved or replaced stays open, and what is written to it is lost."""
        assert isinstance(verbinding, _Bestand)
        return verbinding.bestand == _bestand(self._pad)

    def _sql(self, text: str, tabel: str = "") -> str:
        return super()._sql(text, tabel).replace("%s", "?")

    def _versie(self, cursor: Cursor) -> int:
        cursor.execute("PRAGMA user_version")
        return int(str(cursor.fetchall()[0][0]))

    def _zet_versie(self, cursor: Cursor) -> None:
        cursor.execute(f"PRAGMA user_version = {SCHEMA_VERSIE}")

    def _vergrendel(self, cursor: Cursor) -> None:
        """BEGIN IMMEDIATE did."""


class Bestandsbeurt:
    """See `Beurt`: an empty file beside the log, locked; the operating system lets go of it with the process."""

    def __init__(self, verbinding: sqlite3.Connection) -> None:
        self._verbinding = verbinding

    def houdt(self) -> bool:
        return self._verbinding.in_transaction

    def geef_op(self) -> None:
        self._verbinding.close()


class _Bestand(sqlite3.Connection):
    """A connection that knows which file it opened: device and inode."""

    bestand: tuple[int, int] | None = None


def _met_geduld(verbinding: sqlite3.Connection, sql: str) -> None:
    """For the one statement for which SQLite itself does not wait: several processes that start on a new file."""
    tot = time.monotonic() + _WACHT_S
    while True:
        try:
            verbinding.execute(sql).fetchall()
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode & 0xFF != sqlite3.SQLITE_BUSY or time.monotonic() > tot:
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
