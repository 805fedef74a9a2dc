"""No question walks through a whole table, however much waits or is remembered."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from app.databank.sql import een_van, vul
from app.push.opslag import tabellen
from app.push.opslag.openen import open_postvak

VRAGEN = {
    "open meldingen": tabellen.OPEN_MELDINGEN,
    "neem": tabellen.NEEM.replace("WAAR", een_van("nr", [1, 2])),
    "verwerkt": tabellen.VERWERKT,
    "stel uit": tabellen.STEL_UIT,
    "bekende": tabellen.BEKENDE.replace("WAAR", een_van("id", ["a", "b"])),
    "gebeurtenissen na": tabellen.GEBEURTENISSEN_NA,
    "bundel": tabellen.BUNDEL,
    "open berichten": tabellen.OPEN_BERICHTEN,
    "sluit af": tabellen.SLUIT_AF,
    "probeer later": tabellen.PROBEER_LATER,
    "berichten": tabellen.BERICHTEN,
    "zend opnieuw": tabellen.ZEND_OPNIEUW.replace("WAAR", een_van("id", ["a", "b"])),
    "vergeet meldingen": tabellen.VERGEET_MELDINGEN,
    "vergeet gebeurtenissen": tabellen.VERGEET_GEBEURTENISSEN,
    "vergeet berichten": tabellen.VERGEET_BERICHTEN,
    "vergeet gebundeld": tabellen.VERGEET_GEBUNDELD.replace("WAAR", een_van("bericht", ["a", "b"])),
    "positie": tabellen.POSITIE,
}


@pytest.mark.parametrize("vraag", VRAGEN)
def test_a_question_uses_an_index(tmp_path: Path, vraag: str) -> None:
    pad = tmp_path / "log.sqlite"
    with closing(open_postvak(f"sqlite:{pad}")) as postvak:
        postvak.laatste_gebeurtenis()
    sql = vul(VRAGEN[vraag], {"TABEL": "berichten", "SLOT": "", "VRIJ": "", "%s": "?"})

    with closing(sqlite3.connect(pad)) as verbinding:
        plan = [row[3] for row in verbinding.execute(f"EXPLAIN QUERY PLAN {sql}", [1] * sql.count("?"))]

    assert plan
    assert [step for step in plan if step.startswith("SCAN") and "_open" not in step] == []
    assert [step for step in plan if "TEMP B-TREE" in step] == []
