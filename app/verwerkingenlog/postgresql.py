"""PostgreSQL: the log for more than one machine. Writers stand in line at the kop, so the chain has one order.

What only hangs must end: connecting and every statement take at most about two seconds. A connection string may say
otherwise (`connect_timeout`, `options=-cstatement_timeout=…`); what it says goes first.
"""

from __future__ import annotations

from typing import ClassVar

import psycopg
from psycopg.conninfo import conninfo_to_dict, make_conninfo

from app.verwerkingenlog.opslag import OpslagFout, RegelGeweigerd
from app.verwerkingenlog.records import SqlOpslag
from app.verwerkingenlog.tabellen import SCHEMA_VERSIE
from app.verwerkingenlog.verbinding import Cursor, Verbinding

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
"""Ours among the advisory locks of the database: who creates the tables."""

_BEURTEN = 0x6D7A7574
"""And this one, with the name of a target: who delivers to it."""


class Sessiebeurt:
    """See `Beurt`: an advisory lock of a session; PostgreSQL lets go of it when the session ends."""

    def __init__(self, verbinding: psycopg.Connection) -> None:
        self._verbinding = verbinding

    def houdt(self) -> bool:
        try:
            self._verbinding.execute("SELECT 1")
        except psycopg.Error:
            return False
        return True

    def geef_op(self) -> None:
        self._verbinding.close()


class PostgresqlOpslag(SqlOpslag):
    _fouten = (psycopg.Error,)
    _begin_lezen = "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY"
    _begin_schrijven = "BEGIN ISOLATION LEVEL READ COMMITTED READ WRITE"
    _slot = "FOR UPDATE"
    _typen: ClassVar = {"GETAL": "bigint", "BYTES": "bytea", "STRENG": ""}

    def __init__(self, adres: str, sleutel: bytes, *, aanmaken: bool = True) -> None:
        super().__init__(sleutel, aanmaken=aanmaken)
        try:
            self._conninfo = make_conninfo("", **{**_STANDAARD, **conninfo_to_dict(adres)})
        except psycopg.Error:
            raise OpslagFout("Het adres van de database van het verwerkingenlog is niet te lezen.") from None

    def _verbind(self) -> Verbinding:
        verbinding = psycopg.connect(self._conninfo, autocommit=True)
        try:
            for text in _SESSIE:
                verbinding.execute(text)
        except psycopg.Error:
            verbinding.close()
            raise
        return verbinding

    def neem_beurt(self, naam: str) -> Sessiebeurt | None:
        try:
            verbinding = psycopg.connect(self._conninfo, autocommit=True)
            found = verbinding.execute("SELECT pg_try_advisory_lock(%s, hashtext(%s))", (_BEURTEN, naam)).fetchone()
        except psycopg.Error as error:
            raise self._vertaal(error) from None
        if found == (True,):
            return Sessiebeurt(verbinding)
        verbinding.close()
        return None

    def _vertaal(self, error: Exception) -> OpslagFout:
        assert isinstance(error, psycopg.Error)
        naam = error.sqlstate or type(error).__name__
        if isinstance(error, psycopg.IntegrityError | psycopg.DataError):
            return RegelGeweigerd(f"PostgreSQL weigert een record van het verwerkingenlog ({naam}).")
        return OpslagFout(f"De database van het verwerkingenlog kan nu niet worden gebruikt ({naam}).")

    def _is_verbroken(self, error: Exception) -> bool:
        return isinstance(error, psycopg.OperationalError)

    def _versie(self, cursor: Cursor) -> int:
        # Asked of the catalogue itself: to_regclass does not see what another made while we waited for it.
        cursor.execute(
            "SELECT 1 FROM pg_class WHERE relname = 'versie' AND relnamespace = current_schema()::regnamespace"
        )
        if not cursor.fetchall():
            return 0
        cursor.execute("SELECT versie FROM versie")
        return int(str(cursor.fetchall()[0][0]))

    def _zet_versie(self, cursor: Cursor) -> None:
        cursor.execute("CREATE TABLE versie (versie bigint NOT NULL)")
        cursor.execute("INSERT INTO versie (versie) VALUES (%s)", (SCHEMA_VERSIE,))

    def _vergrendel(self, cursor: Cursor) -> None:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", (_SLOTNUMMER,))
