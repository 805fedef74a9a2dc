"""`mijnzaken sbom`: valid and whole. What may be in it is judged by `tests/test_licenties.py`."""

from __future__ import annotations

import json
import re
from importlib.metadata import version
from pathlib import Path
from typing import Any

import pytest
from cyclonedx.schema import SchemaVersion
from cyclonedx.validation.json import JsonStrictValidator

from tests.app.opdrachtregel import ROOT, roep


@pytest.fixture(scope="module")
def gedrukt() -> str:
    found = roep("sbom")
    assert found.exit_code == 0
    return found.stdout


@pytest.fixture(scope="module")
def document(gedrukt: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(gedrukt)
    return found


def _onderdelen(document: dict[str, Any]) -> dict[str, dict[str, Any]]:
    return {part["name"]: part for part in [document["metadata"]["component"], *document["components"]]}


def test_it_is_valid_by_the_schema_of_cyclonedx(gedrukt: str) -> None:
    assert JsonStrictValidator(SchemaVersion.V1_6).validate_str(gedrukt) is None


def test_it_names_what_runs_and_nothing_of_the_developers(document: dict[str, Any]) -> None:
    onderdelen = _onderdelen(document)
    pyproject = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    gevraagd = re.search(r"^dependencies = \[(.*?)^\]", pyproject, re.MULTILINE | re.DOTALL)
    assert gevraagd is not None
    namen = re.findall(r'^    "([a-z0-9-]+)', gevraagd[1], re.MULTILINE)

    assert set(namen) <= set(onderdelen)
    assert {"graphql-core", "psycopg", "opentelemetry-sdk", "psycopg-binary", "graphiql"} <= set(onderdelen)
    assert {"pytest", "mypy", "hypothesis", "ruff"}.isdisjoint(onderdelen)
    assert onderdelen["mijnzaken"]["version"] == version("mijnzaken")


def test_every_part_is_reached_from_the_whole(document: dict[str, Any]) -> None:
    nodig = {row["ref"]: row["dependsOn"] for row in document["dependencies"]}
    gezien, rand = set[str](), [document["metadata"]["component"]["bom-ref"]]
    while rand:
        ref = rand.pop()
        if ref not in gezien:
            gezien.add(ref)
            rand += nodig.get(ref, [])

    assert gezien == {part["bom-ref"] for part in _onderdelen(document).values()}


def test_what_lies_in_the_repository_itself_is_named_with_its_version(document: dict[str, Any]) -> None:
    kop = Path(ROOT, "app/http/static/graphiql/LICENSES.txt").read_text(encoding="utf-8").splitlines()[0]
    npm = {part["name"]: part["version"] for part in document["components"] if part["purl"].startswith("pkg:npm/")}

    assert npm == dict(re.findall(r"([a-z-]+) (\d+\.\d+\.\d+)", kop))
