"""Openen: which engine keeps the postvak, by how the settings name it. Its driver is loaded only when it is chosen."""

from __future__ import annotations

from app.push.postvak import Postvak, PostvakFout


def open_postvak(opslag: str, *, aanmaken: bool = True) -> Postvak:
    """The postvak in the storage that the settings name for the verwerkingenlog. Does not connect yet.
    `aanmaken=False`: for who only looks; a postvak that is not there is then an error and not an empty one.

    Raises PostvakFout when what it needs is not installed.
    """
    if opslag.startswith("sqlite:"):
        from app.push.opslag.sqlite import SqlitePostvak

        return SqlitePostvak(opslag.removeprefix("sqlite:"), aanmaken=aanmaken)
    try:
        from app.push.opslag.postgresql import PostgresqlPostvak
    except ImportError:
        raise PostvakFout(
            "Het postvak staat in PostgreSQL, maar de koppeling ontbreekt: installeer mijnzaken[postgres]."
        ) from None
    return PostgresqlPostvak(opslag, aanmaken=aanmaken)
