"""PostgreSQL: a server, for more than one machine.

What only hangs must end: connecting and every statement take at most about two seconds. A connection string may say
otherwise (`connect_timeout`, `options=-cstatement_timeout=…`); what it says goes first.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from typing import ClassVar

import psycopg
from psycopg import sql
from psycopg.conninfo import conninfo_to_dict, make_conninfo

from app.databank.databank import Cursor, Databank, Verbinding

_STANDAARD = {
    "connect_timeout": "2",
    "tcp_user_timeout": "5000",
    "keepalives_idle": "5",
    "keepalives_interval": "2",
    "keepalives_count": "2",
    "target_session_attrs": "read-write",
    "application_name": "mijnzaken",
}
_SESSIE = (
    "SELECT set_config('statement_timeout', '2s', false) WHERE current_setting('statement_timeout') = '0'",
    # Off would say "written" of what a crash can still lose.
    "SELECT set_config('synchronous_commit', 'on', false) WHERE current_setting('synchronous_commit') = 'off'",
)
_SLOTNUMMER = 0x6D7A6C6F67
"""Ours among the advisory locks of the database: who creates tables."""

_BEURTEN = 0x6D7A7574
"""And this one, with the name of a beurt: who has it."""


class PostgresqlDatabank(Databank):
    _fouten: ClassVar[tuple[type[Exception], ...]] = (psycopg.Error,)
    _weigeringen: ClassVar[tuple[type[Exception], ...]] = (psycopg.IntegrityError, psycopg.DataError)
    _motor = "PostgreSQL"
    _waar = "De database"
    _begin_lezen = "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY"
    _begin_schrijven = "BEGIN ISOLATION LEVEL READ COMMITTED READ WRITE"
    _woorden: ClassVar = {"SLOT": "FOR UPDATE", "VRIJ": "FOR UPDATE SKIP LOCKED"}
    _typen: ClassVar = {"GETAL": "bigint", "BYTES": "bytea", "STRENG": ""}

    def __init__(self, plaats: str, *, aanmaken: bool = True) -> None:
        try:
            conninfo = make_conninfo("", **{**_STANDAARD, **conninfo_to_dict(plaats)})
        except psycopg.Error:
            raise self._fout(f"Het adres van de database van het {self._wat} is niet te lezen.") from None
        super().__init__(conninfo, aanmaken=aanmaken)

    def _verbind(self) -> Verbinding:
        verbinding = self._verbonden()
        try:
            for text in _SESSIE:
                verbinding.execute(text)
        except psycopg.Error:
            verbinding.close()
            raise
        return verbinding

    def _verbonden(self) -> psycopg.Connection:
        return psycopg.connect(self._plaats, autocommit=True)

    def neem_beurt(self, naam: str) -> Sessiebeurt | None:
        """None: another process has it. Raises `_fout`."""
        try:
            verbinding = self._verbonden()
            found = verbinding.execute("SELECT pg_try_advisory_lock(%s, hashtext(%s))", (_BEURTEN, naam)).fetchone()
        except psycopg.Error as error:
            raise self._vertaal(error) from None
        if found == (True,):
            return Sessiebeurt(verbinding)
        verbinding.close()
        return None

    def _luisterlijn(self, kanaal: str) -> Luisterlijn:
        """Hears all that is said on `kanaal` from now on. Raises `_fout`."""
        try:
            verbinding = self._verbonden()
        except psycopg.Error as error:
            raise self._vertaal(error) from None
        try:
            verbinding.execute(sql.SQL("LISTEN {}").format(sql.Identifier(kanaal)))
        except psycopg.Error as error:
            verbinding.close()
            raise self._vertaal(error) from None
        return Luisterlijn(verbinding, self._vertaal)

    def _foutnaam(self, error: Exception) -> str:
        return (isinstance(error, psycopg.Error) and error.sqlstate) or type(error).__name__

    def _is_verbroken(self, error: Exception) -> bool:
        return isinstance(error, psycopg.OperationalError)

    def _bestaat(self, cursor: Cursor, tabel: str) -> bool:
        # Asked of the catalogue itself: to_regclass does not see what another made while we waited for it.
        cursor.execute(
            "SELECT 1 FROM pg_class WHERE relname = %s AND relnamespace = current_schema()::regnamespace", (tabel,)
        )
        return bool(cursor.fetchall())

    def _vergrendel(self, cursor: Cursor) -> None:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", (_SLOTNUMMER,))


class Sessiebeurt:
    """A right that one process at a time has: an advisory lock of a session; PostgreSQL lets go of it when the session
    ends."""

    def __init__(self, verbinding: psycopg.Connection) -> None:
        self._verbinding = verbinding

    def houdt(self) -> bool:
        try:
            self._verbinding.execute("SELECT 1")
        except psycopg.Error:
            return False
        return True

    def geef_op(self) -> None:
        """Let go of at once: of a connection that is only closed, the server hears a moment later."""
        with suppress(psycopg.Error):  # a session that is lost has no lock any more
            self._verbinding.execute("SELECT pg_advisory_unlock_all()")
        self._verbinding.close()


class Luisterlijn:
    """A connection on which is heard what committed transactions said (`pg_notify`)."""

    def __init__(self, verbinding: psycopg.Connection, vertaal: Callable[[Exception], Exception]) -> None:
        self._verbinding = verbinding
        self._vertaal = vertaal

    def hoort(self, s: float) -> bool:
        """Whether anything was said; waits at most so many seconds for it. Raises the `_fout` of the databank when the
        connection was lost."""
        try:
            return bool(list(self._verbinding.notifies(timeout=s, stop_after=1)))
        except psycopg.Error as error:
            raise self._vertaal(error) from None

    def close(self) -> None:
        self._verbinding.close()
