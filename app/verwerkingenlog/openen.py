"""Openen: which engine keeps the log, by how the settings name it. Its driver is loaded only when it is chosen."""

from __future__ import annotations

from app.verwerkingenlog.opslag import Opslag, OpslagFout


def open_opslag(opslag: str, sleutel: bytes, *, aanmaken: bool = True) -> Opslag:
    """The storage that the settings name. Does not connect yet: a database that is not up yet is no reason not to
    start. `aanmaken=False`: for who only reads; a log that is not there is then an error and not an empty log.

    Raises OpslagFout when what it needs is not installed.
    """
    if opslag.startswith("sqlite:"):
        from app.verwerkingenlog.sqlite import SqliteOpslag

        return SqliteOpslag(opslag.removeprefix("sqlite:"), sleutel, aanmaken=aanmaken)
    try:
        from app.verwerkingenlog.postgresql import PostgresqlOpslag
    except ImportError:
        raise OpslagFout(
            "Het verwerkingenlog staat in PostgreSQL, maar de koppeling ontbreekt: installeer mijnzaken[postgres]."
        ) from None
    return PostgresqlOpslag(opslag, sleutel, aanmaken=aanmaken)
