"""Nobody without the key changes, removes, swaps or adds a record unseen: the first that is wrong is named.

Some hundreds of tamperings by default; more than 10 000 with

    MIJNZAKEN_LANG=1 python -m pytest tests/app/verwerkingenlog/test_ketting.py -n 2
"""

from __future__ import annotations

import os
import random
import shutil
import sqlite3
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.config.verwerkingenlog import VerwerkingenlogSettings
from app.verwerkingenlog.bewaren import schoon_op
from app.verwerkingenlog.ketting import Anker, Ketting
from app.verwerkingenlog.openen import open_opslag
from app.verwerkingenlog.opslag import TABELLEN, Opslag, Tabel
from tests.app.verwerkingenlog.controle import controle, is_heel
from tests.app.verwerkingenlog.schrijfsels import BEGIN_MS, SLEUTEL, schrijfsel
from tests.app.verwerkingenlog.vervalsen import Vervalser

LANG = os.environ.get("MIJNZAKEN_LANG") == "1"
RONDES = 8
PER_RONDE = 1300 if LANG else 60
JAAR_MS = 366 * 24 * 3600 * 1000


@pytest.fixture(scope="module")
def vals_te_maken(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A whole log of some hundred records, of which the oldest were cleaned, twice."""
    pad = tmp_path_factory.mktemp("log") / "log.sqlite"
    opslag = open_opslag(f"sqlite:{pad}", SLEUTEL)
    activiteiten = VerwerkingenlogSettings().activiteiten
    for keer in range(2):
        opslag.schrijf([schrijfsel(ms=BEGIN_MS - (2 - keer) * JAAR_MS + n) for n in range(25)])
        schoon_op(opslag, activiteiten, datetime.fromtimestamp((BEGIN_MS - (1 - keer) * JAAR_MS + 100) / 1000, UTC))
    opslag.schrijf([schrijfsel(betrokkenen=("k1.anna", "k1.bert"), ms=BEGIN_MS + n) for n in range(60)])
    assert is_heel(opslag)
    opslag.close()
    return pad


@pytest.mark.parametrize("ronde", range(RONDES))
def test_the_first_record_that_is_not_as_written_is_named(vals_te_maken: Path, tmp_path: Path, ronde: int) -> None:
    pad = tmp_path / "log.sqlite"
    for nummer in range(PER_RONDE):
        toeval = random.Random(ronde * PER_RONDE + nummer)
        tabel: Tabel = toeval.choice(TABELLEN)
        shutil.copyfile(vals_te_maken, pad)
        verbinding = sqlite3.connect(pad)
        soort, verwacht = Vervalser(verbinding, tabel, toeval).doe()
        verbinding.commit()
        verbinding.close()
        opslag = open_opslag(f"sqlite:{pad}", SLEUTEL)

        found = controle(opslag, tabel)

        opslag.close()
        assert found.fout, f"{soort} in {tabel}, nummer {ronde * PER_RONDE + nummer}: not found"
        assert found.nr == verwacht, f"{soort} in {tabel}, nummer {ronde * PER_RONDE + nummer}: {found.fout}"


@pytest.mark.parametrize(
    ("sql", "nr", "fout"),
    [
        ("UPDATE regels SET inhoud = replace(inhoud, 'sessie', 'niets') WHERE nr = 4", 4, "Record 4 is gewijzigd"),
        ("UPDATE regels SET tijdstip_ms = tijdstip_ms + 1 WHERE nr = 5", 5, "Record 5 is gewijzigd"),
        ("UPDATE regels SET betrokkene = 'k1.bert' WHERE nr = 2", 2, "Record 2 is gewijzigd"),
        ("DELETE FROM regels WHERE nr = 7", 7, "Record 7 ontbreekt"),
        ("DELETE FROM regels WHERE nr > 15", 16, "record 16 en verder ontbreken, tot en met 20"),
        ("DELETE FROM regels", 1, "afgekapt"),
        ("UPDATE regels SET inhoud = NULL, betrokkene = NULL, zout = NULL WHERE nr = 6", 6, "geen opschoning"),
        (
            "INSERT INTO regels SELECT 21, tijdstip_ms, soort, trace_id, 'x', ouder, activiteit, betrokkene, inhoud, "
            "zout, digest, ketting FROM regels WHERE nr = 20",
            21,
            "Record 21 is toegevoegd",
        ),
        ("DELETE FROM kop", None, "kop"),
        ("UPDATE kop SET nr = 19", None, "kop"),
        (
            "UPDATE kop SET (nr, ketting, zegel) = (SELECT nr, ketting, zegel FROM kop WHERE naam = 'audit') "
            "WHERE naam = 'regels'",
            None,
            "kop",
        ),
    ],
    ids=lambda value: None,
)
def test_what_is_wrong_is_said_in_a_sentence(
    opslag: Opslag, verander: Callable[[str], None], sql: str, nr: int | None, fout: str
) -> None:
    opslag.schrijf([schrijfsel() for _ in range(10)])
    verander(sql)

    found = controle(opslag)

    assert (found.nr, fout in found.fout) == (nr, True), found.fout
    assert found.goed == (20 if nr is None else nr - 1)


def test_a_swap_is_said_to_be_one(opslag: Opslag, verander: Callable[[str], None]) -> None:
    opslag.schrijf([schrijfsel() for _ in range(10)])
    for van, naar in ((5, 0), (9, 5), (0, 9)):
        verander(f"UPDATE regels SET nr = {naar} WHERE nr = {van}")

    found = controle(opslag)

    assert found.nr == 5
    assert "niet op zijn plaats" in found.fout


def test_an_anchor_finds_a_whole_older_copy(tmp_path: Path) -> None:
    pad, oud = tmp_path / "log.sqlite", tmp_path / "oud.sqlite"
    opslag = open_opslag(f"sqlite:{pad}", SLEUTEL)
    opslag.schrijf([schrijfsel() for _ in range(10)])
    opslag.close()
    shutil.copyfile(pad, oud)
    opslag.schrijf([schrijfsel()])
    anker = Anker.lees(str(controle(opslag).anker))
    opslag.schrijf([schrijfsel()])
    assert controle(opslag, anker=anker).fout == ""
    opslag.close()

    shutil.copyfile(oud, pad)
    opslag = open_opslag(f"sqlite:{pad}", SLEUTEL)
    found = controle(opslag, anker=anker)
    assert found.nr == 21
    assert "oudere kopie" in found.fout

    opslag.schrijf([schrijfsel(), schrijfsel()])
    found = controle(opslag, anker=anker)
    opslag.close()
    assert found.nr == 22
    assert "eerdere controle" in found.fout


_WAARDEN = st.none() | st.text(max_size=3) | st.binary(max_size=3)


@given(st.lists(st.tuples(_WAARDEN, _WAARDEN, _WAARDEN), min_size=2, max_size=2, unique=True))
def test_no_two_records_have_the_same_seal(twee: list[tuple[bytes, str, str]]) -> None:
    """Also where the same characters stand in other columns, or as another kind of value."""
    ketting = Ketting(SLEUTEL, "regels")
    een, ander = twee
    assert ketting.digest(*een) != ketting.digest(*ander)


def test_no_seal_stands_in_for_another() -> None:
    regels, audit = Ketting(SLEUTEL, "regels"), Ketting(SLEUTEL, "audit")
    assert regels.begin != audit.begin != Ketting(bytes(32), "audit").begin
    assert regels.digest(None, None, None) != audit.digest(None, None, None)
    assert not audit.is_verzegeld(regels.verzegel(1, bytes(32)))


@pytest.mark.parametrize("text", ["", "12", "12:abc", "-1:" + 64 * "0", "1:" + 64 * "g"])
def test_what_is_no_anchor_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="NR:HASH"):
        Anker.lees(text)
