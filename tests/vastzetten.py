"""`python -m tests.vastzetten`: writes `requirements.txt` anew: every package that runs, and what builds ours, at one
version, with the hash of each file that may be installed for it.

pip says what fits together, per machine and Python; what must come out is the same versions on all. Hashes are of what
the index of who runs this gives: look at the difference before it goes in. No address stands in it, so that it holds
for every index and mirror. (`pylock.toml`, PEP 751, cannot be without: each file in it has a URL or a path.)
"""

from __future__ import annotations

import json
import subprocess
import sys
import tomllib
from collections import defaultdict
from collections.abc import Iterable, Iterator
from itertools import product
from pathlib import Path

from packaging.utils import canonicalize_name

ROOT = Path(__file__).parent.parent
BESTAND = ROOT / "requirements.txt"
#: The first is that of the image. pip judges conditions (`; python_version < …`) by the Python that runs it, so it runs
#: on that one: what only an older Python needs does no harm on a newer.
PYTHONS = ("3.11", "3.12", "3.13", "3.14")
MACHINES = ("x86_64", "aarch64")
#: Of optional parts, those that the image has.
EXTRAS = ("postgres", "otel", "valkey")
_KOP = f"""\
# Every package that runs, and what builds ours, at one version and by its hash: what the image is made of.
# Made by `python -m tests.vastzetten` from pyproject.toml,
# for Python {PYTHONS[0]} to {PYTHONS[-1]} on Linux ({", ".join(MACHINES)}).
"""


def eisen() -> list[str]:
    """What pyproject.toml asks for an installation as in the image, and to build it."""
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    project = settings["project"]
    extras = [eis for extra in EXTRAS for eis in project["optional-dependencies"][extra]]
    return [*project["dependencies"], *extras, *settings["build-system"]["requires"]]


def _gekozen(python: str, machine: str) -> Iterator[tuple[str, str, str]]:
    """Name, version and hash of all that pip would install there."""
    print(f"{python} {machine}", file=sys.stderr, flush=True)
    platforms = [f"--platform={name}_{machine}" for name in ("manylinux_2_28", "manylinux_2_17", "manylinux2014")]
    vraag = ["install", "--dry-run", "--ignore-installed", "--quiet", "--report=-", "--target=nergens", *platforms]
    vraag += ["--only-binary=:all:", f"--python-version={python}", "--implementation=cp"]
    said = subprocess.run([sys.executable, "-m", "pip", *vraag, *eisen()], check=True, stdout=subprocess.PIPE).stdout
    for item in json.loads(said)["install"]:
        hashes = item["download_info"]["archive_info"]["hashes"]
        yield canonicalize_name(item["metadata"]["name"]), item["metadata"]["version"], hashes["sha256"]


def regels(gekozen: Iterable[tuple[str, str, str]]) -> str:
    """As pip reads it. Raises ValueError for a package of which one machine would have another version."""
    versies, hashes = dict[str, str](), defaultdict[str, set[str]](set)
    for naam, versie, sha256 in gekozen:
        if versies.setdefault(naam, versie) != versie:
            raise ValueError(f"{naam}: {versies[naam]} on one machine and {versie} on another")
        hashes[naam].add(sha256)
    blokken = ([f"{naam}=={versies[naam]}", *_opties(hashes[naam])] for naam in sorted(versies))
    return "".join(" \\\n".join(blok) + "\n" for blok in blokken)


def _opties(hashes: Iterable[str]) -> list[str]:
    return [f"    --hash=sha256:{sha256}" for sha256 in sorted(hashes)]


def main() -> int:
    if not sys.version.startswith(f"{PYTHONS[0]}."):
        sys.exit(f"Run this with Python {PYTHONS[0]}, as in the image.")
    gekozen = [found for python, machine in product(PYTHONS, MACHINES) for found in _gekozen(python, machine)]
    BESTAND.write_text(_KOP + regels(gekozen), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
