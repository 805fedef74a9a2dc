"""Console: what the commands do. Starting servers, asking a question, examining the registers; each gives back what is
to be printed."""

from __future__ import annotations

import asyncio
import math
import os
import socket
import sys
from collections.abc import Sequence
from importlib.resources import files
from pathlib import Path
from tempfile import TemporaryDirectory
from textwrap import indent
from typing import Any

import uvicorn

from app.config import Settings, lees
from app.http.verbinding import Verbinding
from app.main import bouw
from app.registries.client import stel_vraag
from app.registries.keuring import Bevinding, keur
from app.sandbox import uitgever
from app.sandbox.server import bouw_sandbox, sandbox_settings
from app.telemetry.logging import richt_in

_CONFIG_PAD = "MIJNZAKEN_CONFIG"


def _bezet(port: int) -> str | None:
    """Whether something listens there already, in a line that says what to do."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return f"Poort {port} is bezet; kies een andere met --port."
    return None


def _server(app: Any, port: int, *, access_log: bool = False) -> uvicorn.Server:
    config = uvicorn.Config(
        app,
        host="127.0.0.1",
        port=port,
        http=Verbinding,
        log_level="warning",
        access_log=access_log,
        server_header=False,
        proxy_headers=False,  # who a proxy speaks for is not who holds the connection
        ws="none",
    )
    return uvicorn.Server(config)


def demo(port: int, zaken: int, data: Path | None) -> str | None:
    """Runs until it is stopped. A line when it cannot start. Without `data` nothing is left behind."""
    with TemporaryDirectory(prefix="mijnzaken-") as tijdelijk:
        return _demo(port, zaken, data or Path(tijdelijk))


def _demo(port: int, zaken: int, data: Path) -> str | None:
    registerpoort = port + 100
    if (fout := _bezet(port) or _bezet(registerpoort)) is not None:
        return fout
    basis = f"http://127.0.0.1:{registerpoort}"
    print("De registers worden gevuld …", file=sys.stderr, flush=True)  # noqa: T201 - a progress line
    log = f"sqlite:{data / 'verwerkingenlog.sqlite'}"
    registers = _server(bouw_sandbox(basis, zaken=zaken), registerpoort)
    dienst = _server(bouw(sandbox_settings(basis, log=log, port=port, graphiql=True), demo=True), port)
    asyncio.run(_samen(registers, dienst, _welkom(port, basis)))
    return None


async def _samen(registers: uvicorn.Server, dienst: uvicorn.Server, welkom: str) -> None:
    """Both servers in one loop, the registers first; the welcome when both answer. When one ends, so does the other."""
    tasks: list[asyncio.Task[None]] = []
    for server in (registers, dienst):
        tasks.append(asyncio.create_task(server.serve()))
        # uvicorn tells by a flag alone that it has started
        while not server.started and not tasks[-1].done():  # noqa: ASYNC110
            await asyncio.sleep(0.02)
    print(welkom, flush=True)  # noqa: T201 - what the command is for
    await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
    for server in (registers, dienst):
        server.should_exit = True
    await asyncio.gather(*tasks)


def voorbeeld() -> str:
    """The query with which a newcomer begins: all that a citizen would want to know."""
    return (files("app.sandbox") / "voorbeeld.graphql").read_text(encoding="utf-8")


def _welkom(port: int, basis: str) -> str:
    url = f"http://127.0.0.1:{port}/graphql"
    tokens = "\n".join(f"  {persona:<20} {uitgever.token(persona, 86_400)}" for persona in uitgever.PERSONAS)
    return f"""
MijnZaken draait.

  GraphQL     {url}
  probeer     {url}#token={uitgever.token("burger", 86_400)}
  schema      http://127.0.0.1:{port}/schema.graphql
  registers   {basis}

Tokens (een dag geldig):
{tokens}

Een vraag om mee te beginnen:

{indent(voorbeeld(), "  ")}
Plak haar in een GraphQL-programma, met het token van een persona, of stel haar in een tweede venster:

  mijnzaken ask --als burger --calls --url {url}

Stop met Ctrl-C."""


def sandbox(port: int, zaken: int, latentie_ms: float) -> str | None:
    if (fout := _bezet(port)) is not None:
        return fout
    basis = f"http://127.0.0.1:{port}"
    print(f"De registers draaien op {basis} (Ctrl-C stopt).", flush=True)  # noqa: T201
    _server(bouw_sandbox(basis, zaken=zaken, latentie_ms=latentie_ms), port).run()
    return None


def serve(pad: Path, settings: Settings, workers: int | None) -> str | None:
    """Several workers each read the file themselves: settings hold secrets, which do not travel between processes."""
    if settings.server.host == "127.0.0.1" and (fout := _bezet(settings.server.port)) is not None:
        return fout
    os.environ[_CONFIG_PAD] = str(pad)
    richt_in()
    uvicorn.run(
        "app.console:bouw_uit_omgeving",
        factory=True,
        host=settings.server.host,
        port=settings.server.port,
        http=Verbinding,
        workers=workers or settings.server.workers,
        access_log=False,
        server_header=False,
        proxy_headers=False,  # who a proxy speaks for is not who holds the connection
        ws="none",
        log_config=None,
        timeout_graceful_shutdown=math.ceil(settings.server.deadline_s),
    )
    return None


def bouw_uit_omgeving() -> Any:
    """One worker's application, and its log."""
    richt_in()
    return bouw(lees(Path(os.environ[_CONFIG_PAD])))


def token(persona: str, geldig_s: int) -> str:
    return uitgever.token(persona, geldig_s)


async def ask(query: str, persona: str, url: str) -> dict[str, Any] | str:
    """The answer; or a line that says why there is none."""
    headers = {"Authorization": f"Bearer {uitgever.token(persona)}", "X-MijnZaken-Oproepen": "1"}
    return await stel_vraag(url, {"query": query}, headers)


def tabel_van_oproepen(oproepen: Sequence[dict[str, Any]]) -> str:
    """method, register, path template, how often, the slowest: one line per kind of call."""
    groups: dict[tuple[str, str, str], list[float]] = {}
    for call in oproepen:
        groups.setdefault((call["register"], call["methode"], call["sjabloon"]), []).append(float(call["ms"]))
    rows = [
        (register, methode, pad, str(len(ms)), f"{max(ms):.1f}")
        for (register, methode, pad), ms in sorted(groups.items())
    ]
    return tabel(("register", "methode", "pad", "aantal", "traagste ms"), rows) + f"\n{len(oproepen)} oproepen"


def tabel(koppen: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    widths = [max(len(row[column]) for row in (koppen, *rows)) for column in range(len(koppen))]
    lines = [
        "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip()
        for row in (koppen, *rows)
    ]
    return "\n".join([lines[0], "-" * len(lines[0]), *lines[1:]])


async def check(settings: Settings) -> tuple[str, bool]:
    """A table of all registers, and whether all is well."""
    bevindingen = await keur(settings)
    rows = [(b.naam, b.soort, b.bereikbaar, b.aanvaard, b.versie, b.kan, b.remedie) for b in bevindingen]
    koppen = ("register", "soort", "bereikbaar", "aanvaard", "versie", "kan", "te doen")
    return tabel(koppen, rows), all(_goed(b) for b in bevindingen)


def _goed(bevinding: Bevinding) -> bool:
    return not bevinding.remedie
