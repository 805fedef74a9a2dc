"""SQLite: the log as one file, for one machine. Its version is SQLite's own `user_version`."""

from __future__ import annotations

from app.databank.databank import Cursor
from app.databank.sqlite import SqliteDatabank
from app.verwerkingenlog.records import SqlOpslag
from app.verwerkingenlog.tabellen import SCHEMA_VERSIE


class SqliteOpslag(SqlOpslag, SqliteDatabank):
    def _versie(self, cursor: Cursor) -> int:
        cursor.execute("PRAGMA user_version")
        return int(str(cursor.fetchall()[0][0]))

    def _zet_versie(self, cursor: Cursor) -> None:
        cursor.execute(f"PRAGMA user_version = {SCHEMA_VERSIE}")
