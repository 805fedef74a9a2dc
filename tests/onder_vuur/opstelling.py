"""Opstelling: the gateway as `serve` runs it, in a process of its own before registers in another; and a bystander, who
asks the same small thing over and over and remembers how long he had to wait."""

from __future__ import annotations

import asyncio
import json
import subprocess
import sys
from collections.abc import AsyncIterator, Callable, Iterator, Mapping
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from time import monotonic, sleep
from types import MappingProxyType

import httpx
import yaml

from app.sandbox import uitgever
from app.sandbox.server import sandbox_config
from tests.app.registries.ruwe_server import vrije_poort
from tests.benchmarks.vergelijk.belasting import geheugen_mb
from tests.gateway import sandbox
from tests.onder_vuur.documenten import BSN
from tests.onder_vuur.omstander import VRAAG

ROOT = Path(__file__).parent.parent.parent
OMSTANDER = Path(__file__).parent / "omstander.py"
#: As much of the loop's time as refusing may take; what a bystander may have to wait; what the process may grow by.
HOOGUIT_S, LANGST_S, MEESTE_MB = 0.05, 0.25, 100.0
_ACCEPT = "application/graphql-response+json"


@dataclass
class Dienst:
    """`uitvoer`: the file with all that the process said."""

    poort: int
    pid: int
    uitvoer: Path

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.poort}/graphql"

    def geheugen(self) -> float:
        return geheugen_mb(self.pid)

    def koppen(self, persona: str = "burger2", **meer: str) -> dict[str, str]:
        return {
            "Content-Type": "application/json",
            "Accept": _ACCEPT,
            "Authorization": f"Bearer {uitgever.token(persona)}",
            **meer,
        }

    def zwijgt_over(self, *verboden: str) -> list[str]:
        """What of this, or of a mistake of ours, stands in what it said."""
        text = self.uitvoer.read_text(encoding="utf-8", errors="replace")
        return [found for found in (*verboden, "Traceback", "onverwachte fout", BSN) if found in text]

    @asynccontextmanager
    async def omstander(self) -> AsyncIterator[Callable[[], float]]:
        """Asks while the block runs, in a process of its own. What it gives says how long the longest wait was so
        far."""
        langst: list[float] = []
        process = await asyncio.create_subprocess_exec(
            sys.executable,
            str(OMSTANDER),
            *(str(self.poort), str(self.pid), uitgever.token("burger")),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
        )
        uit, in_ = process.stdout, process.stdin
        assert uit is not None
        assert in_ is not None

        async def luister() -> None:
            while regel := await uit.readline():
                langst.append(float(regel))

        langst.append(float(await uit.readline()))
        taak = asyncio.create_task(luister())
        try:
            yield lambda: langst[-1]
        finally:
            in_.close()
            await taak
            assert await process.wait() == 0


@contextmanager
def dienst(*, deadline_s: float = 2.0, grenzen: Mapping[str, object] = MappingProxyType({})) -> Iterator[Dienst]:
    """`grenzen`: settings of that block."""
    with sandbox() as registers, TemporaryDirectory() as map_:
        poort = vrije_poort()
        log = f"sqlite:{map_}/log.sqlite"
        config = sandbox_config(registers.basis, log=log, port=poort, deadline_s=deadline_s)
        config["grenzen"] |= grenzen
        bestand, uitvoer = Path(map_, "mijnzaken.yaml"), Path(map_, "uitvoer.txt")
        bestand.write_text(yaml.safe_dump(json.loads(json.dumps(config))), encoding="utf-8")
        with uitvoer.open("wb") as file:
            process = subprocess.Popen(
                [sys.executable, "-m", "app", "serve", "--config", str(bestand)], cwd=ROOT, stdout=file, stderr=file
            )
        try:
            made = Dienst(poort, process.pid, uitvoer)
            _wacht_tot_klaar(made, process)
            yield made
        finally:
            process.terminate()
            process.wait(timeout=20)


def _wacht_tot_klaar(made: Dienst, process: subprocess.Popen[bytes]) -> None:
    until = monotonic() + 30
    while True:
        assert process.poll() is None, made.uitvoer.read_text(encoding="utf-8")
        assert monotonic() < until, "the gateway did not start in time"
        try:
            answer = httpx.post(made.url, content=VRAAG, headers=made.koppen(), timeout=10)
        except httpx.TransportError:
            sleep(0.05)
            continue
        assert answer.status_code == 200, answer.text
        return
