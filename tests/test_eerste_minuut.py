"""A newcomer's path, from nothing: clone, install, start, first answer, by the clock; and the mistakes that are made
on it, each answered with one sentence.

The packages are fetched before the clock starts: what a network takes says nothing of us.
"""

from __future__ import annotations

import json
import os
import re
import shlex
import subprocess
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from time import monotonic

import pytest

from tests.app.opdrachtregel import is_een_regel, roep
from tests.app.test_cli_servers import vrij_paar

ROOT = Path(__file__).parent.parent
TWEE_MINUTEN = 120


@pytest.fixture(scope="module")
def voorraad(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """All packages that an installation needs, as files: those that were pinned."""
    map_ = tmp_path_factory.mktemp("voorraad")
    vraag = ["download", "--quiet", "--no-deps", "--require-hashes", "--dest", str(map_), "-r", "requirements.txt"]
    _doe([sys.executable, "-m", "pip", *vraag], ROOT)
    return map_


def _doe(command: list[str], map_: Path, env: Mapping[str, str] | None = None) -> str:
    found = subprocess.run(
        command, cwd=map_, env=env, capture_output=True, text=True, check=False, timeout=TWEE_MINUTEN * 2
    )
    assert found.returncode == 0, found.stderr
    return found.stdout


def _opdrachten() -> Iterator[list[str]]:
    """The one line of the README, as the commands that it is."""
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    (regel,) = re.findall(r"^.*mijnzaken demo$", readme, re.MULTILINE)
    for deel in regel.split(" && "):
        yield shlex.split(deel)


def test_from_clone_to_the_first_answer_takes_less_than_two_minutes(
    bronmap: Path, voorraad: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    port = vrij_paar()
    kloon = bronmap / "mijnzaken"
    env = {**os.environ, "PIP_NO_INDEX": "1", "PIP_FIND_LINKS": str(voorraad), "PYTHONPATH": ""}
    maak, installeer, demo = _opdrachten()
    begonnen = monotonic()

    _doe(["git", "clone", "--quiet", str(ROOT), str(kloon)], bronmap)
    _doe([sys.executable, *maak[1:]], kloon, env)
    _doe(installeer, kloon, env)
    geinstalleerd = monotonic()
    with subprocess.Popen(
        [*demo, "--port", str(port)], cwd=kloon, env=env, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as process:
        try:
            assert process.stdout is not None
            assert any("MijnZaken draait." in line for line in iter(process.stdout.readline, ""))
            url = f"http://127.0.0.1:{port}/graphql"
            answer = json.loads(_doe([demo[0], "ask", "--als", "burger", "--url", url], kloon, env))
        finally:
            process.terminate()
    seconden = monotonic() - begonnen
    with capsys.disabled():
        print(f"\nclone → answer: {seconden:.0f} s, of which {geinstalleerd - begonnen:.0f} s installing")

    assert answer["data"]["mijnZaken"]["nodes"]
    assert seconden < TWEE_MINUTEN
    buiten_git = _doe(["git", "status", "--porcelain", "--ignored"], kloon).split("\n")
    assert {regel[3:] for regel in buiten_git if regel} <= {".venv/", "mijnzaken.egg-info/"}, "the demo leaves no file"


@pytest.mark.parametrize("command", [["ask", "--als"], ["plan", "--als"], ["token"]])
def test_a_persona_that_does_not_exist_is_one_sentence_with_the_right_one(command: list[str]) -> None:
    found = roep(*command, "burgr")

    assert found.exit_code == 2
    assert is_een_regel(found.output).startswith("De demo kent deze persona niet. Bedoelt u burger? Kies uit burger, ")
    assert "Bedoelt" not in is_een_regel(roep(*command, "xyz").output)


def test_a_configuration_that_is_not_there_yet_is_one_sentence_that_says_how_to_begin_one(tmp_path: Path) -> None:
    weg = tmp_path / "mijnzaken.yaml"

    assert is_een_regel(roep("serve", "--config", str(weg)).output).endswith(f"`mijnzaken config > {weg}`.")
    assert is_een_regel(roep("serve").output).endswith("begin er een met `mijnzaken config > mijnzaken.yaml`.")
