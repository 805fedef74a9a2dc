"""What an organisation says of who may see what: a mistake is one line, at start and before anything is asked."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from app.config import ConfigFout
from app.console import instellingen
from tests.app.opdrachtregel import is_een_regel, start

BEGIN = f"pseudoniemsleutel: '{'5f' * 32}'\n"


def _fout(tmp_path: Path, text: str) -> str:
    path = tmp_path / "mijnzaken.yaml"
    path.write_text(BEGIN + text, encoding="utf-8")
    with pytest.raises(ConfigFout) as raised:
        instellingen(path)
    return str(raised.value).removeprefix(str(path))


@pytest.mark.parametrize(
    ("text", "line"),
    [
        (
            "toegang:\n  matrix:\n    kc: {uit: true}\n",
            ": `toegang.matrix.kc`: deze rij bestaat niet, en kan dus niet uit. Bedoelt u kcc?",
        ),
        ("toegang:\n  matrix:\n    nieuw: {opent: [TAKEN]}\n", ": `toegang.matrix.nieuw`: een nieuwe rij noemt"),
        ("toegang:\n  matrix:\n    kcc: {opent: [ALLES]}\n", ":4: `toegang.matrix.kcc.opent"),
        (
            "toegang:\n  matrix:\n    kcc: {activiteit: reclame}\n",
            ": `toegang.matrix.kcc`: de activiteit",
        ),
        ("toegang:\n  matrix:\n    kcc: {rol: null}\n", ": `toegang.matrix.kcc`: een rij voor"),
        (
            "toegang:\n  afspraken:\n    - {naam: A, oin: '1', categorieen: []}\n",
            ":4: de instelling `toegang.",
        ),
        ("verwerkingenlog:\n  activiteiten:\n    x: {naam: X}\n", ":4: de instelling `verwerkingenlog"),
    ],
    ids=["rij die er niet is", "halve rij", "categorie", "activiteit", "rol", "oin", "halve activiteit"],
)
def test_a_mistake_is_one_line_that_names_the_setting(tmp_path: Path, text: str, line: str) -> None:
    assert _fout(tmp_path, text).startswith(line)


def test_a_log_whose_engine_is_not_installed_is_one_line(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "app.verwerkingenlog.postgresql", None)
    line = _fout(tmp_path, "verwerkingenlog: {opslag: 'postgresql://localhost/log'}\n")

    assert "installeer mijnzaken[postgres]" in line


@pytest.mark.parametrize("opdracht", ["serve", "check"])
def test_the_commands_say_it_and_end(tmp_path: Path, opdracht: str) -> None:
    path = tmp_path / "mijnzaken.yaml"
    path.write_text(f"{BEGIN}toegang: {{matrix: {{kcc: {{activiteit: reclame}}}}}}\n", encoding="utf-8")
    result = start(opdracht, "--config", str(path))

    assert result.returncode == 1
    assert "toegang.matrix.kcc" in is_een_regel(result.stderr)
