"""`mijnzaken matrix`: who may see what, as the configuration makes it."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from app.authorization.matrix import STANDAARD
from app.sandbox.server import sandbox_config
from resolvers.grammar.inzage import GegevensCategorie
from tests.app.opdrachtregel import is_een_regel, roep

VORMEN = ("tabel", "markdown", "html")


@pytest.mark.parametrize("vorm", VORMEN)
def test_every_row_and_every_category_stands_in_it(vorm: str) -> None:
    found = roep("matrix", "--vorm", vorm)

    assert found.exit_code == 0
    assert all(rij.naam in found.stdout and rij.activiteit in found.stdout for rij in STANDAARD)
    assert all(categorie.value in found.stdout for categorie in GegevensCategorie)
    assert "aanleiding nodig" in found.stdout


@pytest.mark.parametrize("vorm", VORMEN)
def test_as_many_marks_as_there_are_open_categories(vorm: str) -> None:
    assert roep("matrix", "--vorm", vorm).stdout.count("●") == sum(len(rij.opent) for rij in STANDAARD)


def test_a_mark_stands_where_row_and_category_meet() -> None:
    lines = roep("matrix", "--vorm", "markdown").stdout.splitlines()
    kop = next(line for line in lines if line.startswith("| categorie"))
    namen = [cel.strip(" `") for cel in kop.split("|")[2:-1]]
    for rij in STANDAARD:
        column = namen.index(rij.naam)
        opened = {line.split("|")[1].strip() for line in lines if line.split("|")[column + 2 : column + 3] == [" ● "]}
        assert opened == {categorie.value for categorie in rij.opent}


def test_the_configuration_shows_through(tmp_path: Path) -> None:
    config = tmp_path / "mijnzaken.yaml"
    raw = sandbox_config("http://127.0.0.1:9")
    raw["toegang"]["matrix"] = {"toestemming": {"uit": True}, "kcc": {"niveau": "HOOG"}}
    config.write_text(yaml.safe_dump(raw), encoding="utf-8")
    shown = roep("matrix", "--config", str(config)).stdout

    assert "kcc-inhoud" not in shown
    assert [line.split()[-2] for line in shown.splitlines() if "kcc-statusvraag" in line] == ["hoog"]


def test_a_row_that_cannot_be_is_one_line(tmp_path: Path) -> None:
    config = tmp_path / "mijnzaken.yaml"
    raw = sandbox_config("http://127.0.0.1:9")
    raw["toegang"]["matrix"] = {"nieuw": {"opent": ["IDENTITEIT"]}}
    config.write_text(yaml.safe_dump(raw), encoding="utf-8")
    found = roep("matrix", "--config", str(config))

    assert found.exit_code == 1
    assert "toegang.matrix.nieuw" in is_een_regel(found.stderr)


def test_the_page_needs_nothing_else_and_says_open_in_words_too() -> None:
    page = roep("matrix", "--vorm", "html").stdout

    assert '<html lang="nl">' in page
    assert "<script" not in page
    assert "://" not in page
    assert page.count("<caption") == 3
    assert page.count('<span class="weg">open</span>') == page.count("●")
