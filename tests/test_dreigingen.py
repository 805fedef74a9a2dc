"""The README's annexes hold: each arrow is looked at by all of STRIDE, each test and file that is named is there, and
each point of the Model DPIA has its line. Tests are found by reading their files: one that is renamed is missed."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")

PIJLEN = [
    "client → gateway",
    "gateway → registers",
    "register → gateway",
    "gateway → issuer",
    "gateway → log and postvak",
    "gateway → Valkey",
    "gateway ↔ partner",
    "gateway → mail, NotifyNL, webhook",
    "operator → CLI, config, files",
    "build and dependencies",
]
#: How a row says that there is nothing to test, or nothing that does.
GEEN = ("none: ", "left: ")
#: The points of the Model DPIA Rijksdienst, by its own headings.
DPIA = [
    *(
        "Voorstel",
        "Persoonsgegevens",
        "Gegevensverwerkingen",
        "Verwerkingsdoeleinden",
        "Betrokken partijen",
        "Belangen",
    ),
    *("Verwerkingslocaties", "Techniek en methode", "Juridisch en beleidsmatig kader", "Bewaartermijnen"),
    *("Rechtsgrond", "Bijzondere persoonsgegevens", "Doelbinding", "Noodzaak en evenredigheid"),
    *("Rechten van de betrokkene", "Risico's", "Maatregelen"),
]


@dataclass(frozen=True, slots=True)
class Dreiging:
    pijl: str
    letter: str
    dreiging: str
    verweer: str
    tests: str


def _hoofdstuk(kop: str, tekst: str = README) -> str:
    (found,) = re.findall(rf"^## {re.escape(kop)}\n(.*?)(?=^## )", tekst, re.MULTILINE | re.DOTALL)
    return str(found)


def _rijen(tekst: str) -> list[list[str]]:
    """The cells of each row of a table, without its head."""
    regels = [regel for regel in tekst.splitlines() if regel.startswith("|")]
    return [[cel.strip() for cel in regel.strip("|").split("|")] for regel in regels[2:]]


def _dreigingen(tekst: str = README) -> Iterator[Dreiging]:
    pijl = ""
    for eerste, letter, dreiging, verweer, tests in _rijen(_hoofdstuk("Annex: threats", tekst)):
        if found := re.match(r"\*\*(.+)\*\*", eerste):
            pijl = found[1]
        yield Dreiging(pijl, letter, dreiging, verweer, tests)


def _genoemd(rij: Dreiging) -> list[tuple[str, str]]:
    """Per test its file under tests/ and its name; "" for a whole file."""
    found: list[tuple[str, str]] = []
    for woord in re.findall(r"`([^`]+)`", rij.tests):
        pad, _, naam = woord.partition("::")
        found.append((pad or found[-1][0], naam))
    return found


@cache
def _tests_in(path: Path) -> frozenset[str]:
    tree = ast.parse(path.read_text(encoding="utf-8")) if path.is_file() else ast.Module([], [])
    functies = (node for node in tree.body if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef))
    return frozenset(node.name for node in functies if node.name.startswith("test_"))


def _ontbreekt(tekst: str = README) -> list[str]:
    """The tests that the annex names and that are not there; a file without a single test counts as none."""
    genoemd = [item for rij in _dreigingen(tekst) for item in _genoemd(rij)]
    return [
        f"{pad}::{naam}"
        for pad, naam in genoemd
        if not (known := _tests_in(ROOT / "tests" / pad)) or (naam and naam not in known)
    ]


# ---------------------------------------------------------------------- threats


def test_each_arrow_is_looked_at_by_every_letter() -> None:
    gezien = {pijl: "".join(dict.fromkeys(rij.letter for rij in _dreigingen() if rij.pijl == pijl)) for pijl in PIJLEN}

    assert gezien == dict.fromkeys(PIJLEN, "STRIDE")
    assert {rij.pijl for rij in _dreigingen()} == set(PIJLEN)


def test_each_threat_has_a_defence_and_a_test_or_says_why_there_is_none() -> None:
    zonder = [rij for rij in _dreigingen() if not _genoemd(rij)]
    onvolledig = [rij for rij in _dreigingen() if _genoemd(rij) and not (rij.dreiging and rij.verweer)]

    assert [rij for rij in zonder if not rij.verweer.startswith(GEEN)] == []
    assert onvolledig == []
    assert len(zonder) < 5


def test_each_test_that_is_named_is_there() -> None:
    assert _ontbreekt() == []


def test_a_test_that_is_renamed_or_moved_is_missed() -> None:
    naam, pad = "test_hole_is_caught", "autorisatie/test_gaten.py"

    assert _ontbreekt(README.replace(f"::{naam}", f"::{naam}_anders")) == [f"{pad}::{naam}_anders"]
    assert _ontbreekt(README.replace(f"`{pad}::", "`autorisatie/test_elders.py::")) != []


def test_each_file_of_a_defence_is_there() -> None:
    genoemd = {pad for rij in _dreigingen() for pad in re.findall(r"`((?:app|resolvers)/[^`]+)`", rij.verweer)}

    assert [pad for pad in sorted(genoemd) if not (ROOT / pad).is_file()] == []
    assert len(genoemd) > 30


def test_what_is_left_is_said_of_arrows_that_there_are() -> None:
    lijst = _hoofdstuk("Annex: threats").partition("What is left")[2]
    genoemd = re.findall(r"^- \*\*(.+?)\*\*:", lijst, re.MULTILINE)

    assert [naam for naam in genoemd if not any(pijl.startswith(naam) for pijl in PIJLEN)] == []
    assert "client → gateway" in genoemd


def test_every_path_of_the_readme_under_tests_is_real() -> None:
    paden = set(re.findall(r"tests/[\w/.-]*\w", README))
    modules = set(re.findall(r"python -m (tests[\w.]*\w)", README))

    assert [pad for pad in sorted(paden) if not (ROOT / pad).exists()] == []
    assert [naam for naam in sorted(modules) if not _is_module(naam)] == []


def _is_module(naam: str) -> bool:
    path = ROOT / naam.replace(".", "/")
    return path.with_suffix(".py").is_file() or (path / "__main__.py").is_file()


# ---------------------------------------------------------------------- for a DPIA


def test_each_point_of_the_model_has_what_is_here_and_what_the_organisation_fills_in() -> None:
    rijen = _rijen(_hoofdstuk("Annex: for a DPIA"))

    assert [punt for _, punt, _, _ in rijen] == [f"{nr} {punt}" for nr, punt in enumerate(DPIA, start=1)]
    assert [punt for _, punt, hier, zelf in rijen if len(hier) < 20 or len(zelf) < 20] == []
    assert [deel.strip("*") for deel, *_ in rijen if deel] == ["A", "B", "C", "D"]


def test_each_link_within_the_readme_leads_to_a_heading() -> None:
    koppen = {
        re.sub(r"[^\w\s-]", "", kop.lower()).strip().replace(" ", "-")
        for kop in re.findall(r"^#+ (.+)$", README, re.MULTILINE)
    }

    assert [naar for naar in re.findall(r"\]\(#([^)]+)\)", README) if naar not in koppen] == []
