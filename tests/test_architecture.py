"""The house holds: four parts for every business object, small files, six names at the root, and words that mean
something."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

ROOT = Path(__file__).parent.parent
GROOTSTE_BESTAND = 400

#: Business objects: resolvers/<naam>, and the products whose adapter and sandbox serve it.
OBJECTEN = {
    "zaak": ("openzaak",),
    "besluit": ("openzaak",),
    "document": ("openzaak",),
    "verzoek": ("openvtb",),
    "taak": ("openvtb",),
    "product": ("openproduct",),
    "klant": ("openklant", "brp", "kvk"),
    "contactmoment": ("openklant",),
    "afspraak": ("mijnagenda", "qmatic"),
    "machtiging": ("openobject",),
    "toestemming": ("openobject",),
    "organisatie": ("openobject", "openorganisatie"),
}
#: MijnAgenda and Qmatic are one small file: both are afspraken found by e-mail.
ADAPTER = {"mijnagenda": "afspraken", "qmatic": "afspraken"}

AAN_DE_WORTEL = {
    "pyproject.toml",
    "README.md",
    "schema.graphql",
    "app",
    "resolvers",
    "tests",
    "LICENSE.md",
    "CHANGELOG.md",
    "publiccode.yml",
    ".ci",
    ".gitignore",
    ".gitattributes",
    "requirements.txt",  # where scanners of weaknesses and bots that renew look for what is pinned
    "Dockerfile",
    ".dockerignore",
    ".helm",  # where werf looks for a chart; Helm itself is told
}
VERBODEN_NAMEN = {"utils", "util", "helpers", "helper", "common", "manager", "managers", "service", "services", "base"}


def _tracked() -> list[Path]:
    """The files of the project: what git tracks, or would."""
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    return [Path(line) for line in listed.stdout.splitlines() if (ROOT / line).exists()]


def _module(*parts: str) -> bool:
    path = ROOT.joinpath(*parts)
    return path.with_suffix(".py").exists() or (path / "__init__.py").exists()


def test_every_business_object_has_its_type_adapter_sandbox_and_test() -> None:
    missing = [
        part
        for naam, producten in OBJECTEN.items()
        for part, there in [
            (f"resolvers/{naam}", _module("resolvers", naam)),
            (f"tests/resolvers/test_{naam}.py", _module("tests", "resolvers", f"test_{naam}")),
            *((f"app/registries/{p}", _module("app", "registries", ADAPTER.get(p, p))) for p in producten),
            *((f"app/sandbox/{p}", _module("app", "sandbox", p)) for p in producten),
        ]
        if not there
    ]

    assert missing == []


def test_the_root_holds_the_fixed_names_and_only_what_tools_look_for_there() -> None:
    found = {path.parts[0] for path in _tracked()}

    assert found - AAN_DE_WORTEL == set()
    assert {"pyproject.toml", "README.md", "schema.graphql", "app", "resolvers", "tests"} <= found


def test_no_file_is_longer_than_can_be_read_at_once() -> None:
    too_long = {
        str(path): lines
        for path in _tracked()
        if path.suffix == ".py"
        and (lines := len((ROOT / path).read_text(encoding="utf-8").splitlines())) > GROOTSTE_BESTAND
    }

    assert too_long == {}


def test_no_module_is_a_drawer() -> None:
    assert [str(path) for path in _tracked() if path.suffix == ".py" and path.stem in VERBODEN_NAMEN] == []


def test_every_module_begins_with_what_it_is() -> None:
    undescribed = [
        str(path)
        for path in _tracked()
        if path.suffix == ".py"
        and (text := (ROOT / path).read_text(encoding="utf-8")).strip()
        and not re.match(r'(#![^\n]*\n)?"""', text)
    ]

    assert undescribed == []


def test_any_stays_in_the_grammar_and_where_json_is_free() -> None:
    """Outside the grammar, `Any` needs a reason that a reader can see: free JSON, Strawberry's own types, or a graph
    value."""
    allowed = {
        "resolvers/lijsten.py",
        "resolvers/query.py",
        "resolvers/zoeken.py",
    }
    found = {
        str(path)
        for path in _tracked()
        if path.parts[0] == "resolvers"
        and "grammar" not in path.parts
        and path.suffix == ".py"
        and re.search(r"^from typing import .*\bAny\b", (ROOT / path).read_text(encoding="utf-8"), re.MULTILINE)
    }

    assert found <= allowed


def test_only_the_settings_read_the_environment() -> None:
    """`os.environ` hands one path from the command to its workers (console); all else is read by config."""
    readers = {
        str(path)
        for path in _tracked()
        if path.parts[0] in {"app", "resolvers"}
        and path.suffix == ".py"
        and re.search(r"os\.environ|os\.getenv", (ROOT / path).read_text(encoding="utf-8"))
    }

    assert readers == {"app/config/__init__.py", "app/console/servers.py"}


def test_head_is_never_sent() -> None:
    """HEAD shifts the answers on a pooled connection of every product measured (MEASURED §1.2)."""
    senders = [
        str(path)
        for path in _tracked()
        if path.parts[:2] == ("app", "registries")
        and path.suffix == ".py"
        and re.search(r"""["']HEAD["']|\.head\(""", (ROOT / path).read_text(encoding="utf-8"))
    ]

    assert senders == []
