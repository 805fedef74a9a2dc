"""One register of several that is away, slow or talks nonsense: the answer names it, the others are whole, and nobody
waits for it longer than its own limit."""

from __future__ import annotations

import asyncio
from time import perf_counter
from typing import Any

import pytest
from starlette.applications import Starlette

from app.config.registers import GrenzenSettings, RegisterSettings
from app.sandbox.kern import Storing
from tests.gateway import Sandbox, gateway

CODE = {
    Storing.DOWN: "REGISTER_UNAVAILABLE",
    Storing.TRAAG: "REGISTER_TIMEOUT",
    Storing.ONZIN: "REGISTER_INVALID_RESPONSE",
}
_MATTERS = """{ mijnZaken(first: 100) { totaal bronnen { register volledig fout } nodes {
  id titel status { naam } bron { register } producttype { naam } producten { naam } } } }"""
_KORT_S = 0.5
_ZAKEN = ("openzaak", "openzaak-waterschap", "openzaak-omgevingsdienst")


def _kort(naam: str) -> Any:
    """This register gets half a second, the others what they have."""

    def anders(registers: list[RegisterSettings]) -> list[RegisterSettings]:
        grenzen = GrenzenSettings(timeout_s=_KORT_S)
        return [r.model_copy(update={"grenzen": grenzen}) if r.naam == naam else r for r in registers]

    return anders


def _per_register(data: Any) -> dict[str, list[Any]]:
    found: dict[str, list[Any]] = {}
    for node in data["mijnZaken"]["nodes"]:
        found.setdefault(node["bron"]["register"], []).append(node)
    return found


@pytest.mark.parametrize("storing", [Storing.DOWN, Storing.TRAAG, Storing.ONZIN])
@pytest.mark.parametrize("naam", [*_ZAKEN, "openproduct-waterschap"])
async def test_the_others_are_whole_and_the_one_that_failed_is_named(
    eigen_streekregisters: Sandbox, naam: str, storing: Storing
) -> None:
    async with gateway(eigen_streekregisters.basis, streek=True, registers=_kort(naam)) as huis:
        before = _per_register((await huis.ask(_MATTERS)).data)
        product = eigen_streekregisters.product(naam)
        product.state.storing, product.state.traag_s = storing, 5.0
        started = perf_counter()
        answer = await huis.ask(_MATTERS)
        took = perf_counter() - started

    bronnen = {bron["register"]: bron["fout"] for bron in answer.data["mijnZaken"]["bronnen"]}
    assert bronnen.pop(naam) == CODE[storing]
    assert set(bronnen.values()) == {None}
    assert answer.data["mijnZaken"]["totaal"] is None
    assert answer.registers_met_fout == {naam}
    after = _per_register(answer.data)
    if naam.startswith("openzaak"):
        assert naam not in after
        for register in set(_ZAKEN) - {naam}:
            assert after[register] == before[register]
    else:  # the matter is there without its product
        zonder = [{**node, "producten": [], "producttype": None} for node in before["openzaak"]]
        assert [node["id"] for node in after["openzaak"]] == [node["id"] for node in zonder]
    assert took < _KORT_S + 1.5  # its own limit, and not the five seconds of the others or of its sleep


@pytest.mark.parametrize("naam", _ZAKEN)
async def test_a_gateway_that_starts_while_one_of_them_is_away_is_ready_and_tells_of_the_others(
    eigen_streekregisters: Sandbox, naam: str
) -> None:
    eigen_streekregisters.product(naam).state.storing = Storing.DOWN
    async with gateway(eigen_streekregisters.basis, streek=True) as huis:
        answer = await huis.ask(_MATTERS)  # it waits for the log, which a ready gateway has too
        assert (await huis.client.get("/_healthz/readyz/")).status_code == 200

    found = _per_register(answer.data)
    assert set(_ZAKEN) - {naam} <= set(found)
    assert all(node["titel"] and node["status"] for register in set(_ZAKEN) - {naam} for node in found[register])
    assert answer.registers_met_fout == {naam}


async def test_when_all_are_away_it_is_no_gateway_to_send_people_to(eigen_streekregisters: Sandbox) -> None:
    for naam in _ZAKEN:
        eigen_streekregisters.product(naam).state.storing = Storing.DOWN
    async with gateway(eigen_streekregisters.basis, streek=True) as huis:
        for _ in range(2):
            answer = await huis.ask(_MATTERS)
            assert "LOG_UNAVAILABLE" not in answer.codes.values()
            assert (await huis.client.get("/_healthz/readyz/")).status_code == 503
            for naam in _ZAKEN:
                eigen_streekregisters.product(naam).state.storing = Storing.ONZIN


@pytest.mark.parametrize("naam", ["openklant", "openklant-waterschap"])
async def test_the_contacten_of_the_others_do_not_suffer(eigen_streekregisters: Sandbox, naam: str) -> None:
    query = (
        """{ ik { klant { contactmomenten(first: 100) { bronnen { register fout } nodes { bron { register } } } } } }"""
    )
    eigen_streekregisters.product(naam).state.storing = Storing.DOWN
    async with gateway(eigen_streekregisters.basis, streek=True) as huis:
        answer = await huis.ask(query)

    found = answer.data["ik"]["klant"]["contactmomenten"]
    assert {bron["register"] for bron in found["bronnen"] if bron["fout"]} == {naam}
    assert {node["bron"]["register"] for node in found["nodes"]} == {
        "openklant",
        "openklant-waterschap",
        "openklant-omgevingsdienst",
    } - {naam}
    assert answer.registers_met_fout == {naam}


async def test_a_desk_that_looks_for_somebody_hears_that_he_may_be_where_nobody_could_look(
    eigen_streekregisters: Sandbox,
) -> None:
    query = """query($zoek: KlantZoek!, $reden: Aanleiding) { klanten(zoek: $zoek, aanleiding: $reden) {
      totaal bronnen { register fout } nodes { naam } } }"""
    eerst = "{ ik { klant { contactmomenten(first: 1) { nodes { id } } } } }"
    async with gateway(eigen_streekregisters.basis, streek=True) as huis:
        (contact,) = (await huis.ask(eerst)).data["ik"]["klant"]["contactmomenten"]["nodes"]
        zoek = {"zoek": {"email": "fatima@voorbeeld.example"}, "reden": {"contactmoment": contact["id"]}}
        heel = await huis.ask(query, als="kcc", variables=zoek)
        eigen_streekregisters.product("openklant-waterschap").state.storing = Storing.DOWN
        deels = await huis.ask(query, als="kcc", variables=zoek)

    assert heel.codes == {}
    assert heel.data["klanten"]["totaal"] == len(heel.data["klanten"]["nodes"]) == 1
    assert deels.data["klanten"]["nodes"] == heel.data["klanten"]["nodes"]
    assert deels.data["klanten"]["totaal"] is None
    assert {bron["register"] for bron in deels.data["klanten"]["bronnen"] if bron["fout"]} == {"openklant-waterschap"}
    assert deels.registers_met_fout == {"openklant-waterschap"}


async def test_a_verzoek_that_may_be_where_nobody_could_look_is_not_simply_not_there(
    eigen_streekregisters: Sandbox,
) -> None:
    def met_een_die_weg_is(registers: list[RegisterSettings]) -> list[RegisterSettings]:
        (vtb,) = [register for register in registers if register.naam == "openvtb"]
        return [*registers, vtb.model_copy(update={"naam": "openvtb-weg", "url": "http://127.0.0.1:9", "urls": {}})]

    query = """{ zaak(identificatie: "ZAAK-2026-0001", bronorganisatie: "517439943") { verzoek { kenmerk } } }"""
    lijst = "{ mijnZaken(first: 1, volgorde: NIEUWSTE_EERST) { nodes { taken { titel } } } }"
    async with gateway(eigen_streekregisters.basis, streek=True, registers=met_een_die_weg_is) as huis:
        answer = await huis.ask(query)
        taken = await huis.ask(lijst)

    assert answer.data == {"zaak": {"verzoek": {"kenmerk": "OF-0001"}}}
    assert answer.codes == {"zaak.verzoek": "REGISTER_UNAVAILABLE"}
    assert answer.registers_met_fout == {"openvtb-weg"}
    assert taken.codes["mijnZaken.nodes.0.taken"] == "REGISTER_UNAVAILABLE"


async def test_a_zaaknummer_that_a_register_that_is_away_may_have_given_too_is_nobody_s(
    eigen_streekregisters: Sandbox,
) -> None:
    """Two organisations may give out one number: the zaak that is there is shown, with who was not heard; but whose it
    is, is not taken from it."""
    zaak = '{ zaak(identificatie: "ZAAK-2026-0004") { identificatie } }'
    klant = """query($reden: Aanleiding) {
      klant(sleutel: {zaaknummer: "ZAAK-2026-0004"}, aanleiding: $reden) { klantnummer } }"""
    eerst = "{ ik { klant { contactmomenten(first: 1) { nodes { id } } } } }"
    async with gateway(eigen_streekregisters.basis, streek=True) as huis:
        (contact,) = (await huis.ask(eerst)).data["ik"]["klant"]["contactmomenten"]["nodes"]
        reden = {"reden": {"contactmoment": contact["id"]}}
        heel = await huis.ask(klant, als="kcc", variables=reden)
        eigen_streekregisters.product("openzaak-omgevingsdienst").state.storing = Storing.DOWN
        gezien = await huis.ask(zaak)
        gevraagd = await huis.ask(klant, als="kcc", variables=reden)

    assert heel.data["klant"] is not None
    assert gezien.data == {"zaak": {"identificatie": "ZAAK-2026-0004"}}
    assert gezien.codes == {"zaak": "REGISTER_UNAVAILABLE"}
    assert gevraagd.data == {"klant": None}
    assert gevraagd.codes == {"klant": "REGISTER_UNAVAILABLE"}


class Drukte:
    """Counts how many questions are inside an application at the same time."""

    def __init__(self, app: Starlette) -> None:
        self.nu = self.meest = 0
        inner = app.middleware_stack or app.build_middleware_stack()

        async def tel(scope: Any, receive: Any, send: Any) -> None:
            self.nu += 1
            self.meest = max(self.meest, self.nu)
            try:
                await inner(scope, receive, send)
            finally:
                self.nu -= 1

        app.middleware_stack = tel


async def test_no_register_gets_more_at_once_than_its_own_limit_over_all_its_apis(
    eigen_streekregisters: Sandbox,
) -> None:
    """Statussen are of the Zaken API and besluiten of another: one register all the same."""
    grens = {"openzaak": 2, "openzaak-waterschap": 1, "openzaak-omgevingsdienst": 3}
    drukte = {}
    for naam in grens:
        app = eigen_streekregisters.product(naam)
        app.state.latentie_ms = 5
        drukte[naam] = Drukte(app)

    def smal(registers: list[RegisterSettings]) -> list[RegisterSettings]:
        return [
            r.model_copy(update={"grenzen": GrenzenSettings(gelijktijdig=grens[r.naam], timeout_s=20)})
            if r.naam in grens
            else r
            for r in registers
        ]

    query = (
        "{ mijnZaken(first: 100) { nodes { zaak { besluiten { datum } statussen { naam } documenten { titel } } } } }"
    )
    async with gateway(eigen_streekregisters.basis, streek=True, registers=smal) as huis:
        answers = await asyncio.gather(*(huis.ask(query) for _ in range(3)))

    assert [answer.codes for answer in answers] == [{}, {}, {}]
    assert {naam: found.meest for naam, found in drukte.items()} == grens
