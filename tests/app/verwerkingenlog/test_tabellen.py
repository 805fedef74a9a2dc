"""No question walks through a whole table: a log of years answers as fast as one of a day."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest

from app.databank.sql import een_van, vul
from app.verwerkingenlog import tabellen
from app.verwerkingenlog.openen import open_opslag
from tests.app.verwerkingenlog.schrijfsels import SLEUTEL

VRAGEN = {
    "koppen": tabellen.KOPPEN,
    "rijen": tabellen.RIJEN,
    "opschoningen": tabellen.OPSCHONINGEN,
    "van betrokkene": tabellen.TERUG.replace("WAAR", een_van("betrokkene", ["a", "b"])),
    "van activiteit": tabellen.TERUG.replace("WAAR", "activiteit = %s"),
    "van trace": tabellen.VOORUIT.replace("WAAR", "trace_id = %s"),
    "sinds": tabellen.VOORUIT.replace("WAAR", "nr > %s"),
    "activiteiten": tabellen.ACTIVITEITEN,
    "verlopen": tabellen.VERLOPEN.replace("WAAR", "activiteit = %s"),
    "verlopen handeling": tabellen.VERLOPEN_HANDELING,
    "nog vol": tabellen.NOG_VOL.replace("WAAR", een_van("nr", [1, 2])),
    "ouders": tabellen.OUDERS.replace("WAAR", een_van("v.nr", [1, 2])),
    "maak leeg": tabellen.MAAK_LEEG,
}


@pytest.mark.parametrize("vraag", VRAGEN)
def test_a_question_uses_an_index(tmp_path: Path, vraag: str) -> None:
    opslag = open_opslag(f"sqlite:{tmp_path / 'log.sqlite'}", SLEUTEL)
    opslag.proef()
    sql = vul(VRAGEN[vraag], {"TABEL": "regels", "SLOT": "", "%s": "?"})
    verbinding = sqlite3.connect(tmp_path / "log.sqlite")

    plan = [row[3] for row in verbinding.execute(f"EXPLAIN QUERY PLAN {sql}", [1] * sql.count("?"))]

    verbinding.close()
    opslag.close()
    assert plan
    assert [step for step in plan if step.startswith("SCAN") and step.split()[1] not in {"kop", "bekend"}] == []


@pytest.mark.parametrize("vraag", ["verlopen handeling", "ouders"])
def test_what_hangs_under_a_record_is_found_without_all_of_its_trace(tmp_path: Path, vraag: str) -> None:
    """A partner may give everything that he asks one and the same trace."""
    opslag = open_opslag(f"sqlite:{tmp_path / 'log.sqlite'}", SLEUTEL)
    opslag.proef()
    sql = vul(VRAGEN[vraag], {"%s": "?"})
    verbinding = sqlite3.connect(tmp_path / "log.sqlite")

    plan = [row[3] for row in verbinding.execute(f"EXPLAIN QUERY PLAN {sql}", [1] * sql.count("?"))]

    verbinding.close()
    opslag.close()
    in_de_trace = [step for step in plan if "regels_spoor" in step]
    assert in_de_trace
    assert all("trace_id=? AND <expr>=?" in step for step in in_de_trace)
