"""What everybody may know serves on while its register is away: types that are old are better than none."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.registries.cache import Gedeeld
from app.sandbox.kern import Storing
from tests.gateway import Antwoord, Sandbox, gateway
from tests.onder_vuur.storing_veld import zonder_tijd

VRAAG = (Path(__file__).parents[2] / "app" / "sandbox" / "voorbeeld.graphql").read_text(encoding="utf-8")


def _catalogi_weg(storing: Storing) -> object:
    return lambda method, sjabloon: storing if "/catalogi/" in sjabloon else Storing.GEEN


def _inhoud(answer: Antwoord) -> str:
    return zonder_tijd(answer.data)


@pytest.mark.parametrize("storing", [Storing.DOWN, Storing.ONZIN, Storing.TRAAG], ids=lambda storing: storing.value)
async def test_types_that_were_known_serve_while_their_register_fails(
    eigen_registers: Sandbox, monkeypatch: pytest.MonkeyPatch, storing: Storing
) -> None:
    defaults = Gedeeld.__init__.__kwdefaults__
    assert defaults is not None
    monkeypatch.setitem(defaults, "vers_s", 0.0)  # old as soon as it is there
    state = eigen_registers.product("openzaak").state
    async with gateway(eigen_registers.basis, geduld_s=2.0) as huis:
        whole = await huis.ask(VRAAG)
        state.storing, state.traag_s = _catalogi_weg(storing), 3.0
        asked = [await huis.ask(VRAAG) for _ in range(3)]
        state.storing = Storing.GEEN

    assert whole.codes == {}
    for answer in asked:
        assert answer.codes == {}
        assert _inhoud(answer) == _inhoud(whole)
