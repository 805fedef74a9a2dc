"""A full disk, a file read-only or gone, a stopped database: nothing is acknowledged, and it recovers by itself."""

from __future__ import annotations

import asyncio
import json
import shutil
import sqlite3
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.databank.databank import Verbinding
from app.verwerkingenlog.journaal import Journaal
from app.verwerkingenlog.openen import open_opslag
from app.verwerkingenlog.opslag import Opslag
from app.verwerkingenlog.sqlite import SqliteOpslag
from resolvers.grammar.errors import LogUnavailable
from tests.app.verwerkingenlog.controle import is_heel
from tests.app.verwerkingenlog.postgres import Server
from tests.app.verwerkingenlog.schrijfsels import SLEUTEL, schrijfsel
from tests.app.verwerkingenlog.wachten import tot

ROOT = Path(__file__).parents[3]


def _operaties(opslag: Opslag) -> int:
    return len(opslag.sinds(0, 10_000)) // 2


@pytest.mark.parametrize("hard", [False, True], ids=["netjes", "crash"])
async def test_postgresql_stops_and_comes_back(eigen_postgres: Server, hard: bool) -> None:
    journaal = Journaal(open_opslag(eigen_postgres.nieuwe_database(), SLEUTEL), geduld_s=5)
    await asyncio.gather(*(journaal.schrijf(schrijfsel()) for _ in range(10)))
    assert journaal.beschikbaar

    await asyncio.to_thread(eigen_postgres.stop, hard=hard)
    with pytest.raises(LogUnavailable):
        await journaal.schrijf(schrijfsel())
    assert not journaal.beschikbaar
    with pytest.raises(LogUnavailable):
        await journaal.lees(_operaties)

    await asyncio.to_thread(eigen_postgres.start)
    await tot(lambda: journaal.beschikbaar)
    await journaal.schrijf(schrijfsel())

    assert await journaal.lees(_operaties) == 11
    assert await journaal.lees(is_heel)
    await journaal.aclose()


async def test_a_restart_between_two_writes_is_not_noticed(eigen_postgres: Server) -> None:
    journaal = Journaal(open_opslag(eigen_postgres.nieuwe_database(), SLEUTEL), geduld_s=5)
    await journaal.schrijf(schrijfsel())

    await asyncio.to_thread(eigen_postgres.stop)
    await asyncio.to_thread(eigen_postgres.start)

    await journaal.schrijf(schrijfsel())
    assert await journaal.lees(_operaties) == 2
    await journaal.aclose()


async def test_postgresql_was_not_up_yet(eigen_postgres: Server) -> None:
    adres = eigen_postgres.nieuwe_database()
    await asyncio.to_thread(eigen_postgres.stop)
    journaal = Journaal(open_opslag(adres, SLEUTEL))
    with pytest.raises(LogUnavailable):
        await journaal.schrijf(schrijfsel())

    await asyncio.to_thread(eigen_postgres.start)
    await tot(lambda: journaal.beschikbaar)

    await journaal.schrijf(schrijfsel())
    await journaal.aclose()


class _Begrensd(SqliteOpslag):
    """A disk of so many pages: SQLite itself then says that it is full."""

    paginas = 1_000_000

    def _verbind(self) -> Verbinding:
        verbinding = super()._verbind()
        assert isinstance(verbinding, sqlite3.Connection)
        verbinding.execute(f"PRAGMA max_page_count = {self.paginas}")
        return verbinding

    def _is_bruikbaar(self, verbinding: Verbinding) -> bool:
        """The limit is a connection's own."""
        return False


async def _uitkomst(journaal: Journaal) -> str:
    try:
        await journaal.schrijf(schrijfsel())
    except LogUnavailable as error:
        return error.detail
    return ""


async def test_the_disk_is_full_and_is_freed(tmp_path: Path) -> None:
    opslag = _Begrensd(str(tmp_path / "log.sqlite"), SLEUTEL)
    opslag.paginas = 60
    journaal = Journaal(opslag)
    outcomes = [await _uitkomst(journaal) for _ in range(200)]
    told = outcomes.count("")

    assert 10 < told < 200
    assert "SQLITE_FULL" in outcomes[-1]
    assert await journaal.lees(_operaties) == told

    opslag.paginas = 1_000_000
    await tot(lambda: journaal.beschikbaar)
    await journaal.schrijf(schrijfsel())

    assert await journaal.lees(_operaties) == told + 1
    assert await journaal.lees(is_heel)
    await journaal.aclose()


@pytest.fixture
def voor_ieder() -> Iterator[Path]:
    """A directory that a process without rights can use too."""
    found = Path(tempfile.mkdtemp(prefix="mz-log-"))
    found.chmod(0o777)
    yield found
    shutil.rmtree(found)


@pytest.mark.parametrize("geval", ["vol", "alleen_lezen"])
def test_the_operating_system_refuses_and_then_allows(voor_ieder: Path, geval: str) -> None:
    args = [sys.executable, "-m", "tests.app.verwerkingenlog.volle_schijf", geval, str(voor_ieder / "log.sqlite")]
    done = subprocess.run(args, cwd=ROOT, capture_output=True, text=True, check=True, timeout=60)
    said = json.loads(done.stdout.splitlines()[-1])

    assert said["voor"] == 0 if geval == "alleen_lezen" else 0 < said["voor"] < 1000
    assert said["tijdens"] is False
    assert said["na"] == 5
    assert said["heel"] is True
    assert said["operaties"] == 1 + said["voor"] + said["na"]


def _verplaats(folder: Path, van: str, naar: str) -> None:
    """The file with what stands beside it, in place of what is there."""
    for file in folder.glob(f"{naar}*"):
        file.unlink()
    for file in folder.glob(f"{van}*"):
        file.rename(folder / file.name.replace(van, naar))


async def test_a_file_that_is_taken_away_stops_the_writer_until_it_is_back(tmp_path: Path) -> None:
    pad = tmp_path / "log.sqlite"
    journaal = Journaal(SqliteOpslag(str(pad), SLEUTEL))
    await journaal.schrijf(schrijfsel())
    _verplaats(tmp_path, "log.sqlite", "weg.sqlite")

    with pytest.raises(LogUnavailable):
        await journaal.schrijf(schrijfsel())
    with pytest.raises(LogUnavailable):
        await journaal.schrijf(schrijfsel())

    _verplaats(tmp_path, "weg.sqlite", "log.sqlite")
    await tot(lambda: journaal.beschikbaar)
    await journaal.schrijf(schrijfsel())
    assert await journaal.lees(_operaties) == 2
    await journaal.aclose()
