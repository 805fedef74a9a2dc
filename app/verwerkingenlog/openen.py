"""Openen: which engine keeps the log, by how the settings name it. Its driver is loaded only when it is chosen."""

from __future__ import annotations

import os
from pathlib import Path

from app.verwerkingenlog.opslag import Opslag, OpslagFout

_SQLITE = "sqlite:"


def waarom_niet(opslag: str) -> str:
    """Why no log can come to stand where the settings say, in a line; empty when one can, or is there. Only looks: it
    is for who serves to make it."""
    pad = _bestand(opslag)
    if pad is None or pad.exists():
        return ""
    if not pad.parent.is_dir():
        return f"De map {pad.parent} is er niet."
    return "" if os.access(pad.parent, os.W_OK | os.X_OK) else f"In de map {pad.parent} mag niet worden geschreven."


def keur(opslag: str, sleutel: bytes) -> str:
    """Why no record can be written there now, in a line; empty when one can. Raises OpslagFout when what it needs is
    not installed."""
    pad = _bestand(opslag)
    if (waarom := waarom_niet(opslag)) or (pad is not None and not pad.exists()):
        return waarom
    made = open_opslag(opslag, sleutel)
    try:
        made.proef()
    except OpslagFout as error:
        return str(error)
    finally:
        made.close()
    return ""


def open_opslag(opslag: str, sleutel: bytes, *, aanmaken: bool = True) -> Opslag:
    """The storage that the settings name. Does not connect yet: a database that is not up yet is no reason not to
    start. `aanmaken=False`: for who only reads; a log that is not there is then an error and not an empty log.

    Raises OpslagFout when what it needs is not installed.
    """
    if opslag.startswith(_SQLITE):
        from app.verwerkingenlog.sqlite import SqliteOpslag

        return SqliteOpslag(opslag.removeprefix(_SQLITE), sleutel, aanmaken=aanmaken)
    try:
        from app.verwerkingenlog.postgresql import PostgresqlOpslag
    except ImportError:
        raise OpslagFout(
            "Het verwerkingenlog staat in PostgreSQL, maar de koppeling ontbreekt: installeer mijnzaken[postgres]."
        ) from None
    return PostgresqlOpslag(opslag, sleutel, aanmaken=aanmaken)


def _bestand(opslag: str) -> Path | None:
    """None: it is in a database."""
    return Path(opslag.removeprefix(_SQLITE)) if opslag.startswith(_SQLITE) else None
