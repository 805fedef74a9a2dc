"""PostgreSQL: the log for more than one machine. Writers stand in line at the kop, so the chain has one order."""

from __future__ import annotations

from app.databank.postgresql import PostgresqlDatabank
from app.verwerkingenlog.records import SqlOpslag


class PostgresqlOpslag(SqlOpslag, PostgresqlDatabank):
    """All of it is in what it is made of."""
