"""What we are made of: few packages, each with its reason, and what is installed is what was pinned, by its hash."""

from __future__ import annotations

import json
import os
import re
import shlex
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from importlib.metadata import distribution, packages_distributions
from pathlib import Path
from shutil import copytree

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from packaging.version import Version

from tests.vastzetten import BESTAND, eisen, regels

ROOT = Path(__file__).parent.parent
PYPROJECT = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
#: What we need and never import: uvicorn finds the one by itself, Python the other.
ONGENOEMD = {"uvloop", "tzdata"}
_REGEL = re.compile(r'^(?:requires = \[|    )"([A-Za-z0-9][^"]*)"(?:\]|,)(?:  # (.+))?$', re.MULTILINE)
_VAST = re.compile(r"([a-z0-9-]+)==(\S+)((?: \\\n    --hash=sha256:[0-9a-f]{64})+)\n")


def _vast() -> dict[str, str]:
    return {naam: versie for naam, versie, _ in _VAST.findall(BESTAND.read_text(encoding="utf-8"))}


def _nodig(eis: Requirement, gezien: set[tuple[str, str]]) -> Iterator[str]:
    """The packages that this asks for here, and those that they ask for."""
    for extra in ("", *sorted(eis.extras)):
        if (key := (canonicalize_name(eis.name), extra)) in gezien:
            continue
        gezien.add(key)
        yield key[0]
        for onder in map(Requirement, distribution(eis.name).requires or ()):
            if onder.marker is None or onder.marker.evaluate({"extra": extra}):
                yield from _nodig(onder, gezien)


# ---------------------------------------------------------------------- few, and each with a reason


def test_every_package_that_we_ask_for_says_on_its_line_why() -> None:
    project = tomllib.loads(PYPROJECT)
    gevraagd = [*project["build-system"]["requires"], *project["project"]["dependencies"]]
    gevraagd += [eis for extra in project["project"]["optional-dependencies"].values() for eis in extra]
    redenen = dict(_REGEL.findall(PYPROJECT))

    assert [eis for eis in gevraagd if len(redenen.get(eis, "")) < 5] == []
    assert len(gevraagd) > 30


def test_every_package_that_runs_is_used() -> None:
    """A package that nothing imports is one that somebody forgot to take away."""
    imported = set[str]()
    for map_ in ("app", "resolvers"):
        for path in (ROOT / map_).rglob("*.py"):
            imported |= set(re.findall(r"^\s*(?:from|import) (\w+)", path.read_text(encoding="utf-8"), re.MULTILINE))
    waarvan = packages_distributions()
    gebruikt = {canonicalize_name(naam) for top in imported for naam in waarvan.get(top, ())}
    bouwt = {Requirement(eis).name for eis in tomllib.loads(PYPROJECT)["build-system"]["requires"]}
    gevraagd = {canonicalize_name(Requirement(eis).name) for eis in eisen()} - bouwt

    assert gevraagd - gebruikt == ONGENOEMD


# ---------------------------------------------------------------------- pinned


def test_every_line_is_a_version_with_hashes_and_no_address() -> None:
    text = BESTAND.read_text(encoding="utf-8")

    assert re.sub(_VAST, "", re.sub(r"^#.*\n", "", text, flags=re.MULTILINE)) == ""
    assert "://" not in text
    assert not re.search(r"\b[a-z0-9-]+\.(org|com|net|io|nl)\b", text)


def test_what_we_ask_for_is_pinned_within_what_we_ask() -> None:
    vast = _vast()
    buiten = {
        eis.name: vast.get(canonicalize_name(eis.name))
        for eis in map(Requirement, eisen())
        if canonicalize_name(eis.name) not in vast
        or not eis.specifier.contains(Version(vast[canonicalize_name(eis.name)]))
    }

    assert buiten == {}, "renew requirements.txt: python -m tests.vastzetten"


def test_all_that_runs_is_pinned_and_nothing_else() -> None:
    gezien = set[tuple[str, str]]()
    nodig = {naam for eis in map(Requirement, eisen()) for naam in _nodig(eis, gezien)}

    assert set(_vast()) == nodig, "renew requirements.txt: python -m tests.vastzetten"


def test_the_same_package_has_the_same_version_on_every_machine() -> None:
    een, ander = "a" * 64, "b" * 64

    assert regels([("x", "1", ander), ("x", "1", een), ("x", "1", een)]) == (
        f"x==1 \\\n    --hash=sha256:{een} \\\n    --hash=sha256:{ander}\n"
    )
    with pytest.raises(ValueError, match="x: 1 on one machine and 2 on another"):
        regels([("x", "1", een), ("x", "2", een)])


# ---------------------------------------------------------------------- installed so


def _opdrachten() -> list[list[str]]:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    (regel,) = re.findall(r"^.*--require-hashes.* && .*$", readme, re.MULTILINE)
    return [shlex.split(deel) for deel in regel.split(" && ")]


def _doe(command: list[str], map_: Path) -> subprocess.CompletedProcess[str]:
    env = {**os.environ, "PIP_NO_COMPILE": "1", "PYTHONPATH": ""}
    return subprocess.run(command, cwd=map_, env=env, capture_output=True, text=True, check=False, timeout=300)


def test_as_the_readme_installs_it_everything_is_what_was_pinned(bronmap: Path) -> None:
    """And the package is built without fetching anything more."""
    for naam in ("app", "resolvers"):
        copytree(ROOT / naam, bronmap / naam)
    for naam in ("pyproject.toml", "README.md", "LICENSE.md", "requirements.txt"):
        (bronmap / naam).write_bytes((ROOT / naam).read_bytes())
    maak, *installeer = _opdrachten()
    for command in ([sys.executable, *maak[1:]], *installeer):
        found = _doe(command, bronmap)
        assert found.returncode == 0, found.stderr
    python = str(bronmap / ".venv/bin/python")
    staat = {
        canonicalize_name(item["name"]): item["version"]
        for item in json.loads(_doe([python, "-m", "pip", "list", "--format=json"], bronmap).stdout)
    }

    assert _doe([python, "-m", "pip", "check"], bronmap).stdout == "No broken requirements found.\n"
    assert {naam: versie for naam, versie in staat.items() if naam not in {"pip", "mijnzaken"}} == _vast()
    assert _doe([str(bronmap / ".venv/bin/mijnzaken"), "--version"], bronmap).returncode == 0


def test_a_file_that_is_not_the_one_that_was_pinned_is_not_installed(tmp_path: Path) -> None:
    (naam,) = [naam for naam in _vast() if naam == "aiodataloader"]
    (tmp_path / "anders.txt").write_text(f"{naam}=={_vast()[naam]} --hash=sha256:{'0' * 64}\n", encoding="utf-8")
    vraag = ["install", "--dry-run", "--ignore-installed", "--no-deps", "--require-hashes", "-r", "anders.txt"]
    found = _doe([sys.executable, "-m", "pip", *vraag], tmp_path)

    assert found.returncode != 0
    assert "DO NOT MATCH THE HASHES" in found.stderr


def test_the_image_is_installed_in_the_same_way() -> None:
    dockerfile = (ROOT / "Dockerfile").read_text(encoding="utf-8").replace("\\\n", " ")
    gedaan = [
        " ".join(word for word in shlex.split(deel) if word != "--no-cache-dir").replace("/opt/mijnzaken", ".venv")
        for deel in re.findall(r"(/opt/mijnzaken/bin/pip install [^&\n]+)", dockerfile)
    ]

    assert gedaan == [" ".join(command) for command in _opdrachten()[1:]]
