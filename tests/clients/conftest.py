"""What all kits share: one workplace in which they were built, and one gateway on a socket that hears of changes."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import pytest

from tests.app.push.huis import Pushhuis, pushhuis
from tests.app.registries.ruwe_server import vrije_poort
from tests.clients.crm.ontvanger import Ontvanger, luister
from tests.clients.werkplaats import Werkplaats, gelukt, werkplaats
from tests.gateway import sandbox

GEHEIM = b64encode(bytes(range(32))).decode()


@dataclass(frozen=True, slots=True)
class Postvak:
    """What the CRM was told, the newest last."""

    poort: int
    events: list[dict[str, Any]] = field(default_factory=list)


@pytest.fixture(scope="session")
def kits(tmp_path_factory: pytest.TempPathFactory) -> Werkplaats:
    """With what codegen and Relay make of the documents, and all TypeScript checked and made into what Node runs."""
    made = werkplaats(tmp_path_factory.mktemp("kits"))
    gelukt(made.draai("graphql-codegen", "--config", "codegen.ts", in_="codegen"))
    gelukt(made.draai("tsc", "--project", "tsconfig.json"))
    gelukt(made.script("bouw.mjs", in_="relay"))
    return made


@pytest.fixture(scope="session")
def postvak(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Postvak]:
    made = Postvak(vrije_poort())
    ontvanger = Ontvanger(GEHEIM, tmp_path_factory.mktemp("crm") / "gezien.sqlite", made.events.append)
    with luister(ontvanger, made.poort):
        yield made
    ontvanger.close()


@pytest.fixture(scope="session")
def demo(postvak: Postvak, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Pushhuis]:
    """The registers of the demo and the gateway before them, which tells the CRM what changes."""
    crm = {"naam": "crm", "url": f"http://127.0.0.1:{postvak.poort}/mijnzaken", "geheim": GEHEIM, "rol": "KCC"}
    with sandbox() as registers, pushhuis(registers, tmp_path_factory.mktemp("demo"), webhooks=[crm]) as found:
        yield found
