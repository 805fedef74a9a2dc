"""Supergraaf: a supergraph in a process of its own, with the gateway as one of its subgraphs."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.clients.knooppunt import geinstalleerd, node

_HIER = Path(__file__).parent


@dataclass(frozen=True, slots=True, kw_only=True)
class Supergraaf:
    """Where it listens, and of what it was composed; or why it could not be composed."""

    url: str = ""
    sdl: str = ""
    fouten: tuple[dict[str, Any], ...] = ()


@contextmanager
def supergraaf(url: str, sdl: str, **rest: str) -> Iterator[Supergraaf]:
    """`url`: of the gateway; `sdl`: what it says that it is."""
    map_ = geinstalleerd(_HIER)
    command = [*node(), str(map_ / "supergraph.mjs")]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        try:
            process.stdin.write(json.dumps({"url": url, "sdl": sdl, **rest}) + "\n")
            process.stdin.flush()
            line = process.stdout.readline()
            assert line, "the supergraph did not start"
            yield Supergraaf(**json.loads(line))
        finally:
            process.kill()
