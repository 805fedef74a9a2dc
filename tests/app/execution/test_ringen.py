"""A question leaves no ring of objects behind: only the garbage collector would free that, with all that the question
read, and it stops everybody while it looks."""

from __future__ import annotations

import gc
from pathlib import Path

import pytest

from app.console.vragen import voorbeeld
from app.execution.vraag import Vraag
from app.main import bouw
from app.sandbox import uitgever
from app.sandbox.server import sandbox_settings
from tests.benchmarks.vergelijk.vragen import VRAGEN
from tests.gateway import Sandbox

#: Of an Inzage, which keeps itself among what is seen alike. What a question read is some hundreds.
_MEESTE = 60
_KEER = 10


@pytest.mark.parametrize("naam", ["voorbeeld", "zaken100", "lijst20", "zaak", "klant"])
async def test_what_a_question_read_is_gone_when_it_was_answered(registers: Sandbox, tmp_path: Path, naam: str) -> None:
    tekst = voorbeeld() if naam == "voorbeeld" else VRAGEN[naam].tekst
    app = bouw(sandbox_settings(registers.basis, log=f"sqlite:{tmp_path}/log.sqlite"))
    async with app.router.lifespan_context(app):
        afnemer = await app.state.bearer.lees([f"Bearer {uitgever.token('burger')}"], None)

        async def vraag() -> None:
            answer = await app.state.executor.execute(Vraag(query=tekst, trace_id="1" * 32), afnemer)
            assert b'"errors"' not in answer.body

        for _ in range(3):  # what is kept for the next is made
            await vraag()
        gc.collect()
        gc.disable()
        try:
            for _ in range(_KEER):
                await vraag()
            gevonden = gc.collect()
        finally:
            gc.enable()
    assert gevonden < _MEESTE * _KEER
