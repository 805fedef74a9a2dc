"""Where a postvak stands, in both engines: a file of its own, or a database of its own in one server per worker."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import psycopg
import pytest

from app.push.opslag.openen import open_postvak
from app.push.postvak import Postvak
from tests.app.verwerkingenlog.postgres import Server


@pytest.fixture(scope="session")
def postgres() -> Iterator[Server]:
    server = Server()
    yield server
    server.weg()


@pytest.fixture
def eigen_postgres() -> Iterator[Server]:
    """One that the test may stop."""
    server = Server()
    yield server
    server.weg()


@pytest.fixture(params=["sqlite", "postgresql"])
def adres(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    if request.param == "sqlite":
        return f"sqlite:{tmp_path / 'log.sqlite'}"
    server: Server = request.getfixturevalue("postgres")
    return server.nieuwe_database()


@pytest.fixture
def postvak(adres: str) -> Iterator[Postvak]:
    with closing(open_postvak(adres)) as found:
        yield found


@pytest.fixture
def ander(adres: str, postvak: Postvak) -> Iterator[Postvak]:
    """Another instance on the same database."""
    with closing(open_postvak(adres)) as found:
        yield found


@pytest.fixture
def vraag(adres: str) -> Callable[[str], list[tuple[object, ...]]]:
    """Asks the database itself, or changes it behind the back of the postvak."""
    if adres.startswith("sqlite:"):

        def sqlite(sql: str) -> list[tuple[object, ...]]:
            with closing(sqlite3.connect(adres.removeprefix("sqlite:"), isolation_level=None)) as verbinding:
                return verbinding.execute(sql).fetchall()

        return sqlite

    def postgresql(sql: str) -> list[tuple[object, ...]]:
        with psycopg.connect(adres, autocommit=True) as verbinding:
            cursor = verbinding.execute(sql.encode())
            return cursor.fetchall() if cursor.description else []

    return postgresql
