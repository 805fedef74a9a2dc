"""Plan: how a question is run: asked once of the sandbox, on this machine, to see what it made of it and what it
cost."""

from __future__ import annotations

import asyncio
import json
import logging
import socket
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from tempfile import TemporaryDirectory
from typing import Any

import uvicorn

from app.console.tabel import tabel
from app.console.vragen import tabel_van_oproepen
from app.execution.executor import Executor, Vraag
from app.main import bouw
from app.sandbox import uitgever
from app.sandbox.server import bouw_sandbox, sandbox_settings
from app.telemetry.logging import richt_in


@dataclass(frozen=True, slots=True)
class Planverslag:
    """What is printed; `fout` when the question could not be asked."""

    tekst: str
    fout: str = ""


async def maak_plan(gesteld: Mapping[str, Any], persona: str) -> Planverslag:
    """Of a question as it goes over the line (query, variables, operationName). Asked twice: the first time fills the
    caches, as those of a service that runs are."""
    richt_in(niveau=logging.WARNING)  # that the log of a moment is there is no news
    async with _sandbox() as basis:
        with TemporaryDirectory(prefix="mijnzaken-") as map_:
            app = bouw(sandbox_settings(basis, log=f"sqlite:{map_}/verwerkingenlog.sqlite"), demo=True)
            async with app.router.lifespan_context(app):
                executor: Executor = app.state.executor
                afnemer = await app.state.bearer.lees([f"Bearer {uitgever.token(persona)}"])
                vraag = Vraag(
                    query=gesteld["query"],
                    variables=gesteld["variables"],
                    operation_name=gesteld["operationName"],
                    trace_id="0" * 31 + "1",
                    met_oproepen=True,
                )
                await executor.execute(vraag, afnemer)
                answer = json.loads((await executor.execute(vraag, afnemer)).body)
                if "data" not in answer:
                    return Planverslag("", answer["errors"][0]["message"])
                plannen, kosten = executor.plannen(vraag.query), executor.kosten(vraag)
    if not plannen:
        return Planverslag("Deze vraag heeft geen plan: graphql-core voert haar uit.")
    fouten = [error["message"] for error in answer.get("errors", ())]
    extensions = answer.get("extensions", {})
    delen = [
        *plannen,
        _commentaar("Kosten", "{} van hooguit {}".format(*kosten)),
        _oproepen(extensions.get("oproepen", ())),
        _dicht(persona, extensions.get("afgeschermd", ())),
    ]
    if fouten:
        delen.append("# Fouten\n" + "\n".join(f"#   {fout}" for fout in fouten))
    return Planverslag("\n\n".join(delen))


def _oproepen(calls: Sequence[dict[str, Any]]) -> str:
    return _commentaar("Vragen aan de registers", tabel_van_oproepen(calls) if calls else "geen")


def _dicht(persona: str, closed: Sequence[Mapping[str, Any]]) -> str:
    rows = [(entry["pad"], entry["code"], str(entry["aantal"])) for entry in closed]
    text = tabel(("pad", "code", "aantal"), rows) if rows else "niets"
    return _commentaar(f"Dicht voor {persona}", text)


def _commentaar(kop: str, text: str) -> str:
    return "\n".join([f"# {kop}", *(f"#   {line}".rstrip() for line in text.splitlines())])


@asynccontextmanager
async def _sandbox() -> AsyncIterator[str]:
    """The registers on a free port of the loopback, as long as it is asked."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        basis = f"http://127.0.0.1:{listener.getsockname()[1]}"
        config = uvicorn.Config(
            bouw_sandbox(basis), log_config=None, access_log=False, ws="none", lifespan="off", server_header=False
        )
        server = uvicorn.Server(config)
        task = asyncio.create_task(server.serve(sockets=[listener]))
        while not server.started and not task.done():  # noqa: ASYNC110 - uvicorn tells by a flag alone
            await asyncio.sleep(0.01)
        try:
            yield basis
        finally:
            server.should_exit = server.force_exit = True
            await task
