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
from app.sandbox.kern import Storing
from app.sandbox.server import sandbox_settings
from app.verwerkingenlog.opslag import OpslagFout
from app.verwerkingenlog.records import SqlOpslag
from tests.benchmarks.vergelijk.vragen import VRAGEN
from tests.gateway import Sandbox

#: A connection that is closed meanwhile leaves a few. What a question read is some hundreds.
_MEESTE = 10
_KEER = 10
_FOUT = {
    "een id van niets": '{ node(id: "niets") { id } }',
    "alles weg om een id": '{ nodes(ids: ["niets"]) { id } }',
    "een cursor van niets": '{ mijnZaken(after: "niets") { nodes { titel } } }',
    "geen GraphQL": "{ ik {",
    "een waarde die niet past": "query($n: Int) { mijnZaken(first: $n) { totaal } }",
}


@pytest.mark.parametrize("naam", ["voorbeeld", "zaken100", "lijst20", "zaak", "klant"])
async def test_what_a_question_read_is_gone_when_it_was_answered(registers: Sandbox, tmp_path: Path, naam: str) -> None:
    tekst = voorbeeld() if naam == "voorbeeld" else VRAGEN[naam].tekst
    assert await _ringen(registers, tmp_path, tekst) < _MEESTE * _KEER


@pytest.mark.parametrize("naam", _FOUT)
async def test_so_is_what_a_question_that_fails_read(registers: Sandbox, tmp_path: Path, naam: str) -> None:
    assert await _ringen(registers, tmp_path, _FOUT[naam], met_fout=True) < _MEESTE * _KEER


@pytest.mark.parametrize("storing", [Storing.DOWN, Storing.ONZIN])
async def test_so_is_what_a_question_read_beside_a_register_that_is_away(
    eigen_registers: Sandbox, tmp_path: Path, storing: Storing
) -> None:
    eigen_registers.product("openproduct").state.storing = storing
    assert await _ringen(eigen_registers, tmp_path, voorbeeld(), met_fout=True) < _MEESTE * _KEER


async def test_so_is_what_was_read_and_cannot_be_told_because_the_log_is_away(
    registers: Sandbox, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def weg(*_: object) -> None:
        raise OpslagFout("De schijf is vol.")

    monkeypatch.setattr(SqlOpslag, "schrijf", weg)
    assert await _ringen(registers, tmp_path, voorbeeld(), met_fout=True) < _MEESTE * _KEER


async def test_of_a_question_that_took_too_long_little_more_than_its_connections_is_left(
    eigen_registers: Sandbox, tmp_path: Path
) -> None:
    """A connection that is broken off is some twenty objects; what was under way some hundreds."""
    for naam in ("openvtb", "openproduct"):
        eigen_registers.product(naam).state.storing = Storing.TRAAG
    gevonden = await _ringen(eigen_registers, tmp_path, voorbeeld(), met_fout=True, seconden=0.05)
    assert gevonden < 25 * _MEESTE * _KEER


async def _ringen(
    registers: Sandbox, tmp_path: Path, tekst: str, *, met_fout: bool = False, seconden: float | None = None
) -> int:
    """How many objects only the collector frees, of so many questions."""
    app = bouw(sandbox_settings(registers.basis, log=f"sqlite:{tmp_path}/log.sqlite"))
    async with app.router.lifespan_context(app):
        afnemer = await app.state.bearer.lees([f"Bearer {uitgever.token('burger')}"], None)

        async def stel() -> None:
            vraag = Vraag(query=tekst, variables={"n": "niets"}, trace_id="1" * 32, resterend_s=seconden)
            answer = await app.state.executor.execute(vraag, afnemer)
            assert (b'"errors"' in answer.body) is met_fout

        for _ in range(3):  # what is kept for the next is made
            await stel()
        gc.collect()
        gc.disable()
        try:
            for _ in range(_KEER):
                await stel()
            return gc.collect()
        finally:
            gc.enable()
