"""Werkplaats: the kits as a front-end team has them, in a folder of their own where their tools may write."""

from __future__ import annotations

import os
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

from tests.clients.knooppunt import geinstalleerd, node

ROOT = Path(__file__).parent.parent.parent
_HIER = Path(__file__).parent
#: What a kit reads of the project, beside its own folder.
_SCHEMAS = ("schema.graphql", "resolvers/uitgaven")
_GEEN_KIT = shutil.ignore_patterns("*.py", "__pycache__", "node_modules", "gemaakt", "__generated__")


@dataclass(frozen=True, slots=True)
class Werkplaats:
    """`map_`: as tests/clients."""

    map_: Path

    def draai(self, programma: str, *argumenten: str, in_: str = ".") -> subprocess.CompletedProcess[str]:
        """A program that a package brought, in the folder of a kit."""
        return self._draai(self.map_ / "node_modules" / ".bin" / programma, argumenten, in_)

    def script(self, naam: str, *argumenten: str, in_: str = ".") -> subprocess.CompletedProcess[str]:
        """A script of a kit, in its folder."""
        return self._draai(self.map_ / in_ / naam, argumenten, in_)

    def _draai(self, wat: Path, argumenten: tuple[str, ...], in_: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [*node(), str(wat), *argumenten],
            cwd=self.map_ / in_,
            env={**os.environ, "CI": "true", "NO_COLOR": "1"},
            capture_output=True,
            text=True,
            check=False,
            timeout=120,
        )


def werkplaats(naar: Path) -> Werkplaats:
    """In this folder, the kits and what they read stand to each other as in the project."""
    for pad in _SCHEMAS:
        bron, doel = ROOT / pad, naar / pad
        doel.parent.mkdir(parents=True, exist_ok=True)
        shutil.copytree(bron, doel) if bron.is_dir() else shutil.copy(bron, doel)
    map_ = naar / _HIER.relative_to(ROOT)
    shutil.copytree(_HIER, map_, ignore=_GEEN_KIT)
    (map_ / "node_modules").symlink_to(geinstalleerd() / "node_modules")
    return Werkplaats(map_)


def gelukt(gedraaid: subprocess.CompletedProcess[str]) -> str:
    """What it said."""
    assert gedraaid.returncode == 0, gedraaid.stdout + gedraaid.stderr
    return gedraaid.stdout + gedraaid.stderr
