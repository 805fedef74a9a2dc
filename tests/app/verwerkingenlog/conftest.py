"""Where a log stands, in both engines: a file of its own, or a database of its own in one server per worker."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path

import psycopg
import pytest

from app.verwerkingenlog.openen import open_opslag
from app.verwerkingenlog.opslag import Opslag
from tests.app.verwerkingenlog.postgres import Server
from tests.app.verwerkingenlog.schrijfsels import SLEUTEL


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
def opslag(adres: str) -> Iterator[Opslag]:
    found = open_opslag(adres, SLEUTEL)
    yield found
    found.close()


@pytest.fixture
def verander(adres: str) -> Callable[[str], None]:
    """Changes the tables behind the back of the log."""
    if adres.startswith("sqlite:"):

        def sqlite(sql: str) -> None:
            verbinding = sqlite3.connect(adres.removeprefix("sqlite:"), isolation_level=None)
            verbinding.execute(sql)
            verbinding.close()

        return sqlite

    def postgresql(sql: str) -> None:
        with psycopg.connect(adres, autocommit=True) as verbinding:
            verbinding.execute(sql.encode())

    return postgresql


@pytest.fixture
def bezet(adres: str) -> Callable[[], AbstractContextManager[None]]:
    """While it lasts, another holds what every writer needs."""

    @contextmanager
    def sqlite() -> Iterator[None]:
        verbinding = sqlite3.connect(adres.removeprefix("sqlite:"), isolation_level=None)
        verbinding.execute("BEGIN IMMEDIATE")
        yield
        verbinding.close()

    @contextmanager
    def postgresql() -> Iterator[None]:
        with psycopg.connect(adres) as verbinding:
            verbinding.execute("SELECT 1 FROM kop FOR UPDATE")
            yield

    return sqlite if adres.startswith("sqlite:") else postgresql
