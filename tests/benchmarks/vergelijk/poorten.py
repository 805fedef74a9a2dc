"""Poorten: who answers, and how each is started: its command, given a port, the address of the registers, and the BSN
of who asks for those who do not read tokens."""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from app.sandbox import kern
from resolvers.grammar.context import AMSTERDAM

_PEERS = Path(__file__).parent / "peers"
Commando = Callable[[int, str, str], Sequence[str]]


@dataclass(frozen=True, slots=True)
class Poort:
    """`grafen`: which schemas it can be asked. `ingelogd`: whether it wants a token."""

    commando: Mapping[str, Commando]
    uitleg: str
    ingelogd: bool = False

    def kan(self, graaf: str) -> bool:
        return graaf in self.commando


def _module(naam: str, *vlaggen: str, met_bsn: bool = False) -> Commando:
    def command(port: int, registers: str, bsn: str) -> Sequence[str]:
        module = [sys.executable, "-m", f"tests.benchmarks.vergelijk.{naam}"]
        given = ["--port", str(port), "--registers", registers, *vlaggen]
        return [*module, *given, *(("--bsn", bsn) if met_bsn else ())]

    return command


def _node(map_: Path, naam: str) -> Commando:
    def command(port: int, registers: str, bsn: str) -> Sequence[str]:
        vandaag = datetime.now(UTC).astimezone(AMSTERDAM).date().isoformat()
        given = {
            "poort": port,
            "registers": registers,
            "bsn": bsn,
            "zgwId": kern.ZGW_CLIENT_ID,
            "zgwSecret": kern.ZGW_SECRET,
            "token": kern.TOKEN,
            "vandaag": vandaag,
        }
        return ["node", str(map_ / naam), *(f"{name}={value}" for name, value in given.items())]

    return command


def _tailcall(map_: Path) -> Commando:
    def command(port: int, registers: str, _: str) -> Sequence[str]:
        text = (_PEERS / "tailcall.graphql").read_text(encoding="utf-8")
        config = map_ / f"tailcall-{port}.graphql"
        config.write_text(text.replace("POORT", str(port)).replace("REGISTERS", registers), encoding="utf-8")
        return [str(map_ / "node_modules/@tailcallhq/core-linux-x64-gnu/bin/tailcall"), "start", str(config)]

    return command


def _beide(commando: Commando) -> Mapping[str, Commando]:
    return {"mijnzaken": commando, "posts": commando}


def eigen() -> dict[str, Poort]:
    return {
        "grens": Poort(_beide(_module("grens", met_bsn=True)), "de kale grens in Python"),
        "mijnzaken": Poort(
            {"mijnzaken": _module("poort"), "posts": _module("posts")}, "wij, met besluit en log", ingelogd=True
        ),
        "mijnzaken zonder": Poort(
            {"mijnzaken": _module("poort", "--zonder")}, "wij, zonder besluit en log", ingelogd=True
        ),
        "mijnzaken op graphql-core": Poort(
            {"mijnzaken": _module("poort", "--core"), "posts": _module("posts", "--core")},
            "wij, met besluit en log, zonder plan",
            ingelogd=True,
        ),
        "gewoon": Poort(
            _beide(_module("gewoon", met_bsn=True)), "Strawberry, aiodataloader en httpx, zoals men het schrijft"
        ),
    }


def peers(map_: Path) -> dict[str, Poort]:
    """Those from npm, installed in this folder."""
    return {
        "Apollo Server": Poort(_beide(_node(map_, "apollo.mjs")), "@apollo/server, dataloader, undici"),
        "GraphQL Yoga + jit": Poort(_beide(_node(map_, "yoga.mjs")), "graphql-yoga, graphql-jit, dataloader, undici"),
        "mercurius + jit": Poort(_beide(_node(map_, "mercurius.mjs")), "mercurius (jit: 1), dataloader, undici"),
        "Tailcall": Poort({"posts": _tailcall(map_)}, "Rust; zaken kan het niet: geen eigen samenstelling"),
    }


def installeer(map_: Path) -> None:
    """Raises CalledProcessError when npm fails. Done once: what is there already is left."""
    map_.mkdir(parents=True, exist_ok=True)
    for file in _PEERS.iterdir():
        shutil.copy(file, map_ / file.name)
    if not (map_ / "node_modules").exists():
        subprocess.run(
            ["npm", "install", "--no-audit", "--no-fund", "--no-package-lock", "--loglevel=error"], cwd=map_, check=True
        )
