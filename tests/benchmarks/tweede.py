"""Tweede: what it brings, and what it costs, to ask a question a second time when a register is slow to answer.

    python -m tests.benchmarks.tweede [--seconden 20] [--een-op 100] [--ms 500] [--na-ms 100]

The registers answer from memory, but for one question in so many, which waits so long. Two gateways ask the example of
the README (26 calls) of them in turn: one that asks again after `--na-ms`, and one that does not.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

import uvloop
import yaml

from app.sandbox import uitgever
from app.sandbox.server import sandbox_config
from tests.benchmarks.vergelijk.belasting import belast, verzoek
from tests.benchmarks.vergelijk.opstelling import KERN_POORT, draait, registers, stub, vrije_poort

_VRAAG = (Path(__file__).parents[2] / "app" / "sandbox" / "voorbeeld.graphql").read_text(encoding="utf-8")


@contextmanager
def _gateway(adres: str, map_: Path, na_s: float | None) -> Iterator[tuple[int, int]]:
    """Its port and pid."""
    port = vrije_poort()
    config = sandbox_config(adres, log=f"sqlite:{map_}/{port}.sqlite", port=port)
    for register in config["registers"]:
        register["grenzen"] = {**register.get("grenzen", {}), "tweede_na_s": na_s}
    bestand = map_ / f"{port}.yaml"
    bestand.write_text(yaml.safe_dump(json.loads(json.dumps(config))), encoding="utf-8")
    with draait([sys.executable, "-m", "app", "serve", "--config", str(bestand)], port, KERN_POORT) as pid:
        yield port, pid


def meet(seconden: float, een_op: int, ms: int, na_s: float) -> None:
    print(f"een op {een_op} vragen wacht {ms} ms")
    with TemporaryDirectory() as map_, registers(0) as adres:
        for naam, na in (("nooit", None), (f"na {na_s * 1000:.0f} ms", na_s)):
            with _gateway(adres, Path(map_), na) as (port, pid):
                koppen = {"Accept": "application/json", "Authorization": f"Bearer {uitgever.token('burger', 86_400)}"}
                vraag = verzoek(port, "/graphql", json.dumps({"query": _VRAAG}).encode(), koppen)
                uvloop.run(belast(port, pid, vraag, verbindingen=2, seconden=3))
                stub(adres, f"/__hapert/{een_op}/{ms}")
                stub(adres, "/__telling")
                found = uvloop.run(belast(port, pid, vraag, verbindingen=2, seconden=seconden))
                oproepen = stub(adres, "/__telling")["aantal"] / found.verzoeken
                stub(adres, "/__hapert/0/0")
            print(
                f"een tweede keer: {naam:>10}   p50 {found.p50_ms:6.1f} ms   p99 {found.p99_ms:6.1f} ms   "
                f"{oproepen:5.1f} oproepen   {found.cpu_ms:5.2f} ms CPU"
            )


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--seconden", type=float, default=20.0)
    parser.add_argument("--een-op", type=int, default=100)
    parser.add_argument("--ms", type=int, default=500)
    parser.add_argument("--na-ms", type=int, default=100)
    given = parser.parse_args()
    meet(given.seconden, given.een_op, given.ms, given.na_ms / 1000)
