"""What all kits share: one workplace in which they were built, and one gateway on a socket that hears of changes."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.app.push.huis import Pushhuis, pushhuis
from tests.clients.werkplaats import Werkplaats, gelukt, werkplaats
from tests.gateway import sandbox


@pytest.fixture(scope="session")
def kits(tmp_path_factory: pytest.TempPathFactory) -> Werkplaats:
    """With what codegen and Relay make of the documents, and all TypeScript checked and made into what Node runs."""
    made = werkplaats(tmp_path_factory.mktemp("kits"))
    gelukt(made.draai("graphql-codegen", "--config", "codegen.ts", in_="codegen"))
    gelukt(made.draai("tsc", "--project", "tsconfig.json"))
    gelukt(made.script("bouw.mjs", in_="relay"))
    return made


@pytest.fixture(scope="session")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Pushhuis]:
    with sandbox() as registers, pushhuis(registers, tmp_path_factory.mktemp("demo")) as found:
        yield found
