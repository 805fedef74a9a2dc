"""A database that is away, damaged or somebody else's: said in a Dutch sentence of ours, and over when it is over."""

from __future__ import annotations

import shutil
import sqlite3
import sys
import tempfile
from collections.abc import Callable
from contextlib import closing
from functools import partial
from pathlib import Path

import pytest

from app.push.opslag.openen import open_postvak
from app.push.postvak import Geweigerd, Postvak, PostvakFout
from app.verwerkingenlog.openen import open_opslag
from tests.app.push.opslag.stukken import nieuwe_melding, tegelijk
from tests.app.verwerkingenlog.postgres import Server
from tests.app.verwerkingenlog.schrijfsels import SLEUTEL, schrijfsel


def test_postgresql_stops_and_comes_back(eigen_postgres: Server) -> None:
    with closing(open_postvak(eigen_postgres.nieuwe_database())) as postvak:
        postvak.ontvang([nieuwe_melding("a")])
        eigen_postgres.stop(hard=True)

        for _ in range(2):
            with pytest.raises(
                PostvakFout, match=r"^De database van het postvak kan nu niet worden gebruikt \(\w+\)\.$"
            ):
                postvak.ontvang([nieuwe_melding("b")])

        eigen_postgres.start()
        assert postvak.ontvang([nieuwe_melding("a"), nieuwe_melding("b")]) == 1


def test_a_file_that_is_not_there_or_no_database_is_said(tmp_path: Path) -> None:
    zin = r"^Het bestand van het postvak kan nu niet worden gebruikt \(SQLITE_\w+\)\.$"
    with pytest.raises(PostvakFout, match=zin):
        open_postvak(f"sqlite:{tmp_path / 'weg' / 'log.sqlite'}").ontvang([nieuwe_melding("a")])
    (tmp_path / "tekst").write_text("geen databank " * 100)
    with pytest.raises(PostvakFout, match=zin):
        open_postvak(f"sqlite:{tmp_path / 'tekst'}").ontvang([nieuwe_melding("a")])


def test_a_file_that_was_replaced_is_noticed() -> None:
    folder = Path(tempfile.mkdtemp(prefix="mz-postvak-"))
    pad = folder / "log.sqlite"
    with closing(open_postvak(f"sqlite:{pad}")) as postvak:
        postvak.ontvang([nieuwe_melding("a")])
        for file in folder.iterdir():
            file.unlink()

        assert postvak.ontvang([nieuwe_melding("a")]) == 1
    with closing(open_postvak(f"sqlite:{pad}", aanmaken=False)) as postvak:
        assert len(postvak.neem_meldingen("x", 10, 20, 10)) == 1
    shutil.rmtree(folder)


def test_a_writer_that_does_not_end_is_waited_for_no_longer_than_some_seconds(tmp_path: Path) -> None:
    pad = tmp_path / "log.sqlite"
    with closing(open_postvak(f"sqlite:{pad}")) as postvak:
        postvak.laatste_gebeurtenis()
        with closing(sqlite3.connect(pad, isolation_level=None)) as bezet:
            bezet.execute("BEGIN IMMEDIATE")
            with pytest.raises(PostvakFout, match="SQLITE_BUSY"):
                postvak.ontvang([nieuwe_melding("a")])
        assert postvak.ontvang([nieuwe_melding("a")]) == 1


def test_what_is_refused_is_told_apart_from_what_is_away(
    postvak: Postvak, vraag: Callable[[str], list[tuple[object, ...]]]
) -> None:
    postvak.ontvang([nieuwe_melding("anna")])
    vraag("UPDATE tellers SET nr = 0")  # so that the next number is one that is there

    with pytest.raises(Geweigerd, match="weigert een record van het postvak") as raised:
        postvak.ontvang([nieuwe_melding("b")])

    assert "anna" not in str(raised.value)
    with pytest.raises(Geweigerd, match="UnicodeEncodeError"):
        postvak.ontvang([nieuwe_melding("niet \udc80 te schrijven")])
    vraag("UPDATE tellers SET nr = 1")
    assert postvak.ontvang([nieuwe_melding("b")]) == 1


def test_a_postvak_of_a_later_version_is_left_alone(
    postvak: Postvak, ander: Postvak, vraag: Callable[[str], list[tuple[object, ...]]]
) -> None:
    postvak.ontvang([nieuwe_melding("a")])
    vraag("UPDATE push_versie SET versie = 2")

    with pytest.raises(PostvakFout, match="nieuwere versie"):
        ander.ontvang([nieuwe_melding("a")])


def test_who_only_looks_makes_no_postvak(adres: str) -> None:
    with pytest.raises(PostvakFout):
        open_postvak(adres, aanmaken=False).laatste_gebeurtenis()


def test_it_stands_beside_the_log_whichever_is_first(adres: str) -> None:
    """And whoever starts first, of several at once."""
    for _ in range(2):
        postvakken, log = [open_postvak(adres) for _ in range(3)], open_opslag(adres, SLEUTEL)
        tegelijk(*(postvak.laatste_gebeurtenis for postvak in postvakken), partial(log.schrijf, [schrijfsel()]))
        postvakken[0].ontvang([nieuwe_melding("a")])
        log.close()
        for postvak in postvakken:
            postvak.close()


def test_a_missing_driver_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    for naam in ("app.push.opslag.postgresql", "app.databank.postgresql"):
        monkeypatch.delitem(sys.modules, naam, raising=False)
    monkeypatch.setitem(sys.modules, "psycopg", None)

    with pytest.raises(PostvakFout, match=r"mijnzaken\[postgres\]"):
        open_postvak("postgresql://127.0.0.1/log")


def test_an_address_is_never_quoted() -> None:
    with pytest.raises(PostvakFout) as raised:
        open_postvak("postgresql://user:geheim@[::1/log")
    assert "geheim" not in str(raised.value)
