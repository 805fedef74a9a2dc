"""A register that is down, hangs or talks nonsense, under the question of the README: an answer with 200, the register
and the right code in `errors`, and all that the others gave."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from pathlib import Path
from time import perf_counter
from typing import Any

import pytest

from app.sandbox.kern import Storing
from resolvers.loaders import Loaders
from tests.gateway import Sandbox, gateway, sandbox

VRAAG = (Path(__file__).parents[3] / "app" / "sandbox" / "voorbeeld.graphql").read_text(encoding="utf-8")
CODES = {
    Storing.DOWN: "REGISTER_UNAVAILABLE",
    Storing.TRAAG: "REGISTER_TIMEOUT",
    Storing.ONZIN: "REGISTER_INVALID_RESPONSE",
}
#: Register → the fields that miss something when it is away (without list positions), and how many matters are left.
RAAKT: dict[str, tuple[set[str], int]] = {
    "openzaak": ({"mijnZaken"}, 4),
    "openvtb": ({"mijnZaken", "mijnZaken.nodes.taken"}, 7),
    "openproduct": ({"mijnZaken"}, 7),
    "openklant": ({"ik.klant.afspraken", "mijnZaken.nodes.zaak.contactmomenten"}, 8),
    "openobject": ({"mijnZaken.nodes.zaak.behandelaar"}, 8),
    "brp": ({"ik.klant.naam"}, 8),
    "mijnagenda": ({"ik.klant.afspraken"}, 8),
    "qmatic": ({"ik.klant.afspraken"}, 8),
    "kvk": (set(), 8),
}


@pytest.fixture(scope="module")
def gestoord() -> Iterator[Sandbox]:
    with sandbox() as found:
        yield found


def _zonder_plaats(path: list[str | int]) -> str:
    return ".".join(part for part in path if isinstance(part, str))


def _op(data: Any, path: list[str | int]) -> Any:
    for part in path:
        data = data[part]
    return data


@pytest.mark.parametrize("storing", list(CODES), ids=lambda storing: storing.value)
@pytest.mark.parametrize("register", RAAKT)
async def test_what_the_others_gave_is_there_and_who_failed_is_named(
    gestoord: Sandbox, register: str, storing: Storing
) -> None:
    touched, matters = RAAKT[register]
    state = gestoord.product(register).state
    geduld_s = 1.5 if CODES[storing] == "REGISTER_TIMEOUT" else 3.0  # short only where waiting is what is tested
    async with gateway(gestoord.basis, deadline_s=4.0, geduld_s=geduld_s) as huis:
        whole = await huis.ask(VRAAG)
        state.storing, state.traag_s = storing, 5.0
        started = perf_counter()
        try:
            answer = await huis.ask(VRAAG)
        finally:
            state.storing = Storing.GEEN
        took = perf_counter() - started

    errors = answer.body.get("errors", [])
    assert (answer.status, whole.codes) == (200, {})
    assert {_zonder_plaats(error["path"]) for error in errors} == touched
    assert {error["extensions"]["code"] for error in errors} <= {CODES[storing]}
    assert answer.registers_met_fout == ({register} if touched else set())
    assert len(answer.data["mijnZaken"]["nodes"]) == matters
    assert took < 4

    in_part = {"mijnZaken", "ik.klant.afspraken", "mijnZaken.nodes.zaak.behandelaar"}
    nulled = [error["path"] for error in errors if _zonder_plaats(error["path"]) not in in_part]
    assert all(_op(answer.data, path) is None for path in nulled)
    bronnen = {bron["register"]: bron["fout"] for bron in answer.data["mijnZaken"]["bronnen"]}
    assert bronnen == {
        naam: CODES[storing] if naam == register else None for naam in ("openzaak", "openvtb", "openproduct")
    }


@pytest.mark.parametrize("storing", list(CODES), ids=lambda storing: storing.value)
async def test_what_promises_null_only_with_an_error_keeps_it(gestoord: Sandbox, storing: Storing) -> None:
    """`@semanticNonNull`: for every persona, also when the only register that has it is away."""
    state = gestoord.product("openproduct").state
    async with gateway(gestoord.basis, deadline_s=4.0, geduld_s=1.5) as huis:
        state.storing, state.traag_s = storing, 5.0
        try:
            answers = [await huis.ask("{ producttypen { totaal } }", als=persona) for persona in ("burger", "kcc")]
        finally:
            state.storing = Storing.GEEN

    for answer in answers:
        assert answer.body.get("data", {}).get("producttypen") is not None or answer.codes


async def test_what_is_left_is_the_same_as_when_nothing_was_wrong(gestoord: Sandbox) -> None:
    query = (
        "{ mijnZaken(volgorde: NIEUWSTE_EERST) { nodes { id titel status { groep naam } levertijd { uiterlijkOp } } } }"
    )
    async with gateway(gestoord.basis) as huis:
        whole = (await huis.ask(query)).data["mijnZaken"]["nodes"]
        gestoord.product("openvtb").state.storing = Storing.DOWN
        try:
            left = (await huis.ask(query)).data["mijnZaken"]["nodes"]
        finally:
            gestoord.product("openvtb").state.storing = Storing.GEEN

    assert left == [node for node in whole if node["titel"] != "Vraag aan de gemeente"]


async def test_an_answer_that_is_never_ready_ends_with_its_own_code(
    gestoord: Sandbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Not a register that is slow, but we: then nothing can be said of any of it."""

    async def hangs(self: Loaders, *parts: object) -> list[object]:
        await asyncio.sleep(10)
        return []

    monkeypatch.setattr(Loaders, "kwesties", hangs)
    async with gateway(gestoord.basis, deadline_s=0.3) as huis:
        started = perf_counter()
        answer = await huis.ask("{ mijnZaken { totaal } ik { soort } }")
        took = perf_counter() - started

    assert took < 1
    assert answer.status == 200
    assert answer.data is None
    assert [error["extensions"]["code"] for error in answer.body["errors"]] == ["DEADLINE_EXCEEDED"]
