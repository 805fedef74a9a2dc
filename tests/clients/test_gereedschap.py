"""The tools with which a front-end team guards itself: typed documents, GraphQL Inspector and GraphQL-ESLint."""

from __future__ import annotations

from pathlib import Path

import pytest
from graphql import build_schema, parse, validate

from tests.clients.werkplaats import ROOT, Werkplaats, gelukt

#: What is started is started once.
pytestmark = pytest.mark.xdist_group("kits")

SCHEMA = ROOT / "schema.graphql"
UITGAVE = "resolvers/uitgaven/0.1.0.graphql"
DOCUMENTEN = "tests/clients/vragen/*.graphql"
ESLINT = ("--config", "tests/clients/eslint/eslint.config.mjs", "--max-warnings", "0")


def test_the_documents_that_the_kits_share_fit_the_schema() -> None:
    texts = [path.read_text(encoding="utf-8") for path in (ROOT / "tests/clients/vragen").glob("*.graphql")]

    assert texts
    assert validate(build_schema(SCHEMA.read_text(encoding="utf-8")), parse("\n".join(texts))) == []


def test_the_types_that_codegen_makes_find_the_mistakes_that_are_marked_as_such(kits: Werkplaats) -> None:
    gelukt(kits.draai("tsc", "--project", "tsconfig.json", "--noEmit"))

    typen = kits.map_ / "codegen" / "typen.ts"
    goed = typen.read_text(encoding="utf-8")
    try:
        typen.write_text(goed.replace("// @ts-expect-error", "//"), encoding="utf-8")
        found = kits.draai("tsc", "--project", "tsconfig.json", "--noEmit")
    finally:
        typen.write_text(goed, encoding="utf-8")
    assert found.returncode in {1, 2}, found.stderr
    assert found.stdout.count("typen.ts") == goed.count("@ts-expect-error")


def test_graphql_inspector_finds_the_documents_good(kits: Werkplaats) -> None:
    gelukt(kits.draai("graphql-inspector", "validate", DOCUMENTEN, "schema.graphql", in_="../.."))


def test_graphql_inspector_finds_nothing_that_breaks_a_client_of_the_last_release(kits: Werkplaats) -> None:
    said = gelukt(kits.draai("graphql-inspector", "diff", UITGAVE, "schema.graphql", in_="../.."))

    assert "No breaking changes detected" in said


def test_graphql_inspector_would_have_found_what_breaks_one(kits: Werkplaats, tmp_path: Path) -> None:
    anders = tmp_path / "anders.graphql"
    anders.write_text(SCHEMA.read_text(encoding="utf-8").replace("  titel: String\n", "  opschrift: String\n"))
    found = kits.draai("graphql-inspector", "diff", UITGAVE, str(anders), in_="../..")

    assert found.returncode in {1, 2}, found.stderr
    assert "Field titel was removed from object type MijnZakenInformatie" in found.stdout + found.stderr


def test_graphql_eslint_finds_schema_and_documents_good(kits: Werkplaats) -> None:
    gelukt(kits.draai("eslint", *ESLINT, "schema.graphql", "tests/clients/vragen", in_="../.."))


def test_graphql_eslint_would_have_found_a_list_that_relay_cannot_read(kits: Werkplaats) -> None:
    schema = kits.map_ / "../../schema.graphql"
    goed = schema.read_text(encoding="utf-8")
    try:
        schema.write_text(goed.replace("  endCursor: String\n", "  laatste: String\n"), encoding="utf-8")
        found = kits.draai("eslint", *ESLINT, "schema.graphql", in_="../..")
    finally:
        schema.write_text(goed, encoding="utf-8")

    assert found.returncode in {1, 2}, found.stderr
    assert "relay-page-info" in found.stdout
