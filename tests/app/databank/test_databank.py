"""What every store gets of its engine, tried with a store of one table."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest

from app.databank.databank import Cursor, Databank
from app.databank.postgresql import PostgresqlDatabank
from app.databank.sql import Waarde, een_van, vul
from app.databank.sqlite import SqliteDatabank
from tests.app.verwerkingenlog.postgres import Server


class WegFout(Exception):
    """It is away."""


class Neen(WegFout):
    """It is refused."""


class Kast(Databank):
    _wat = "kastje"
    _fout = WegFout
    _geweigerd = Neen
    _schema_versie = 3
    _versietabel = "kast_versie"

    def _maak_tabellen(self, cursor: Cursor) -> None:
        cursor.execute(vul("CREATE TABLE kast (nr GETAL PRIMARY KEY, wat BYTES NOT NULL) STRENG", self._typen))

    def leg(self, *rijen: tuple[int, Waarde], breek: Exception | None = None, na: Callable[[], object] = int) -> None:
        with self._transactie(self._begin_schrijven) as cursor:
            cursor.executemany(self._sql("INSERT INTO TABEL (nr, wat) VALUES (%s, %s)", "kast"), rijen)
            na()
            if breek is not None:
                raise breek

    def vind(self, *nummers: int) -> list[object]:
        with self._transactie(self._begin_lezen) as cursor:
            sql = f"SELECT nr, wat FROM TABEL WHERE {een_van('nr', nummers)} ORDER BY nr"
            return [row[1] for row in self._vraag(cursor, sql, nummers, "kast")]


class SqliteKast(Kast, SqliteDatabank):
    """In a file."""


class PostgresqlKast(Kast, PostgresqlDatabank):
    """On a server."""


@pytest.fixture(scope="module")
def postgres() -> Iterator[Server]:
    server = Server()
    yield server
    server.weg()


@pytest.fixture(params=["sqlite", "postgresql"])
def maak(request: pytest.FixtureRequest, tmp_path: Path) -> Callable[..., Kast]:
    """Another store in the same place, at every call."""
    if request.param == "sqlite":
        return lambda aanmaken=True: SqliteKast(str(tmp_path / "kast.sqlite"), aanmaken=aanmaken)
    adres = request.getfixturevalue("postgres").nieuwe_database()
    return lambda aanmaken=True: PostgresqlKast(adres, aanmaken=aanmaken)


def test_what_was_committed_is_there_for_another(maak: Callable[..., Kast]) -> None:
    with closing(maak()) as een, closing(maak(aanmaken=False)) as ander:
        een.leg((1, b"a"), (2, b"b"))

        assert ander.vind(1, 2, 3) == [b"a", b"b"]
        assert ander.vind() == []


def test_what_failed_is_not_there_and_says_what_it_means(maak: Callable[..., Kast]) -> None:
    with closing(maak()) as kast:
        kast.leg((1, b"a"))
        with pytest.raises(Neen, match=r"weigert een record van het kastje \(\w+\)\.$"):
            kast.leg((2, b"b"), (1, b"c"))
        with pytest.raises(WegFout, match="eigen"):
            kast.leg((3, b"d"), breek=WegFout("eigen"))
        with pytest.raises(ZeroDivisionError):
            kast.leg((4, b"e"), breek=ZeroDivisionError())

        assert kast.vind(1, 2, 3, 4) == [b"a"]


def test_a_failure_that_somebody_still_holds_holds_up_nobody(maak: Callable[..., Kast]) -> None:
    with closing(maak()) as kast, closing(maak()) as ander:
        with pytest.raises(ZeroDivisionError) as gehouden:
            kast.leg((1, b"a"), breek=ZeroDivisionError())
        ander.leg((1, b"b"))

        assert gehouden.tb is not None
        assert kast.vind(1) == [b"b"]


def test_who_does_not_make_tables_is_told_that_there_are_none(maak: Callable[..., Kast], tmp_path: Path) -> None:
    (tmp_path / "kast.sqlite").touch()
    with pytest.raises(WegFout, match="op die plaats geen kastje"):
        maak(aanmaken=False).vind(1)


def test_several_that_start_at_once_make_the_tables_once(maak: Callable[..., Kast]) -> None:
    kasten = [maak() for _ in range(8)]
    begin = threading.Barrier(len(kasten))
    gelukt: list[int] = []

    def start(nr: int) -> None:
        begin.wait(10)
        kasten[nr].leg((nr, b"a"))
        gelukt.append(nr)

    draden = [threading.Thread(target=start, args=(nr,)) for nr in range(len(kasten))]
    for draad in draden:
        draad.start()
    for draad in draden:
        draad.join(30)

    assert sorted(gelukt) == list(range(8))
    for kast in kasten:
        kast.close()


def test_many_writers_of_one_process_all_have_their_turn(maak: Callable[..., Kast]) -> None:
    """Also those of another store in the same place."""
    kasten = [maak(), maak()]
    fouten: list[Exception] = []

    def schrijf(nr: int) -> None:
        try:
            for ronde in range(20):
                kasten[nr % 2].leg((nr * 100 + ronde, b"a"), na=lambda: time.sleep(0.005))
        except WegFout as error:
            fouten.append(error)

    draden = [threading.Thread(target=schrijf, args=(nr,)) for nr in range(12)]
    for draad in draden:
        draad.start()
    for draad in draden:
        draad.join(60)

    assert fouten == []
    for kast in kasten:
        kast.close()


def test_a_turn_is_for_one_at_a_time(maak: Callable[..., Kast]) -> None:
    een, ander = maak(), maak()
    assert isinstance(een, SqliteKast | PostgresqlKast)
    assert isinstance(ander, SqliteKast | PostgresqlKast)
    beurt = een.neem_beurt("proef")

    assert beurt is not None
    assert beurt.houdt()
    assert ander.neem_beurt("proef") is None
    beurt.geef_op()
    weer = ander.neem_beurt("proef")
    assert weer is not None
    weer.geef_op()


def test_a_line_hears_what_was_said_while_nobody_waited(postgres: Server) -> None:
    with closing(PostgresqlKast(postgres.nieuwe_database())) as kast, closing(kast._luisterlijn("proef")) as lijn:
        assert not lijn.hoort(0.05)
        for _ in range(2):
            with kast._transactie(kast._begin_schrijven) as cursor:
                cursor.execute("SELECT pg_notify('proef', '')")
        time.sleep(0.1)

        assert lijn.hoort(0)
