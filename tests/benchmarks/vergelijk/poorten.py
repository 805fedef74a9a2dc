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


def _ingevuld(map_: Path, naam: str, port: int, **waarden: str) -> Path:
    """A configuration with the address of this run filled in."""
    text = (map_ / naam).read_text(encoding="utf-8")
    for gezocht, waarde in waarden.items():
        text = text.replace(gezocht.replace("_", "."), waarde)
    made = map_ / f"{port}-{naam}"
    made.write_text(text, encoding="utf-8")
    return made


def _tailcall(map_: Path) -> Commando:
    def command(port: int, registers: str, _: str) -> Sequence[str]:
        config = _ingevuld(map_, "tailcall.graphql", port, POORT=str(port), REGISTERS=registers)
        return [str(map_ / "node_modules/@tailcallhq/core-linux-x64-gnu/bin/tailcall"), "start", str(config)]

    return command


def _hive(map_: Path) -> Commando:
    def command(port: int, registers: str, _: str) -> Sequence[str]:
        supergraph = _ingevuld(
            map_, "hive-supergraph.graphql", port, registers_invalid=registers.removeprefix("http://")
        )
        gateway = [str(map_ / "node_modules/.bin/hive-gateway"), "supergraph", str(supergraph)]
        return [*gateway, "--port", str(port), "--host", "127.0.0.1"]

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
        "Hive Gateway": Poort({"posts": _hive(map_)}, "op de OpenAPI-beschrijving; zaken kan hij zo niet samenstellen"),
        "Tailcall": Poort({"posts": _tailcall(map_)}, "Rust; zaken kan het niet: geen eigen samenstelling"),
    }


def installeer(map_: Path) -> None:
    """Raises CalledProcessError when npm fails. Done once, until what must be installed changes."""
    gewenst, geinstalleerd = (_PEERS / "package.json").read_bytes(), map_ / "geinstalleerd.json"
    map_.mkdir(parents=True, exist_ok=True)
    for file in _PEERS.iterdir():
        shutil.copy(file, map_ / file.name)
    if not geinstalleerd.exists() or geinstalleerd.read_bytes() != gewenst:
        print("de peers worden geïnstalleerd (een minuut) …", file=sys.stderr, flush=True)
        install = ["npm", "install", "--no-audit", "--no-fund", "--no-package-lock", "--loglevel=error"]
        subprocess.run(install, cwd=map_, check=True)
        compose = [str(map_ / "node_modules/.bin/mesh-compose"), "-c", "hive.config.mjs"]
        subprocess.run(compose, cwd=map_, check=True, stdout=subprocess.DEVNULL)
        (map_ / "node_modules/@tailcallhq/core-linux-x64-gnu/bin/tailcall").chmod(0o755)
        geinstalleerd.write_bytes(gewenst)
