"""Executor: an answer in time, an answer for what is there, and nothing of what a client or a register wrote in an
error."""

from __future__ import annotations

from time import perf_counter

import pytest

from app.sandbox.kern import Storing
from resolvers.mijnzaken import MijnZakenInformatie
from tests.gateway import Gateway, Sandbox, gateway

BSN = "999990019"
MIJN_ZAKEN = "{ mijnZaken { totaal nodes { id } bronnen { register volledig fout } } }"


async def test_a_slow_register_is_left_out_in_time_and_named(eigen_registers: Sandbox) -> None:
    async with gateway(eigen_registers.basis, deadline_s=1.5) as huis:
        await huis.ask(MIJN_ZAKEN)
        eigen_registers.product("openvtb").state.storing = Storing.TRAAG
        started = perf_counter()
        answer = await huis.ask("{ mijnZaken { bronnen { register volledig } } ik { soort } }")
        took = perf_counter() - started

    assert took < 3
    assert answer.status == 200
    assert answer.data["ik"] == {"soort": "BURGER"}
    assert {bron["register"]: bron["volledig"] for bron in answer.data["mijnZaken"]["bronnen"]} == {
        "openzaak": True,
        "openproduct": True,
        "openvtb": False,
    }
    assert answer.registers_met_fout == {"openvtb"}


async def test_an_exception_of_ours_is_told_with_a_code_and_nothing_of_its_text(
    huis: Gateway, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def breaks(self: object) -> str:
        raise RuntimeError(f"bsn {BSN}")

    monkeypatch.setattr(MijnZakenInformatie, "hoe_vertrouwelijk", breaks)
    answer = await huis.ask(MIJN_ZAKEN)
    told = capsys.readouterr()

    assert answer.status == 200
    assert answer.codes == {"mijnZaken": "INTERNAL_SERVER_ERROR"}
    assert answer.body["errors"][0]["extensions"]["traceId"]
    assert BSN not in str(answer.body) + told.out + told.err
    assert "RuntimeError" in told.out + told.err


@pytest.mark.parametrize(
    "query",
    [
        "query($b: BSN!) { klant(sleutel: {bsn: $b}) { naam } }",
        "query($b: ID!) { zaak(id: $b) { id } }",
        "query($b: ID!) { node(id: $b) { id } }",
        "query($b: String!) { mijnZaken(after: $b) { totaal } }",
        "query($b: Int!) { mijnZaken(first: $b) { totaal } }",
        "query($b: Date!) { ik { klant { zaken(filter: {vanaf: $b}) { totaal } } } }",
        "query($b: MijnZakenFilter!) { mijnZaken(filter: $b) { totaal } }",
    ],
)
@pytest.mark.parametrize("waarde", [BSN, "123456789", int(BSN), [BSN], {"bsn": BSN}])
async def test_no_error_repeats_the_value_of_a_variable(huis: Gateway, query: str, waarde: object) -> None:
    answer = await huis.ask(query, variables={"b": waarde})
    errors = str(answer.body.get("errors", ""))

    assert answer.status < 500
    assert BSN not in errors
    assert "123456789" not in errors
    assert all(error["extensions"]["code"] != "INTERNAL_SERVER_ERROR" for error in answer.body.get("errors", ()))


async def test_a_variable_that_is_missing_is_named(huis: Gateway) -> None:
    answer = await huis.ask("query($id: ID!) { zaak(id: $id) { id } }")

    assert answer.body["errors"][0]["extensions"]["code"]
    assert "$id" in answer.body["errors"][0]["message"]
