"""An afspraak: found by the verified e-mail address, from every register of afspraken, the first one first."""

from __future__ import annotations

from app.sandbox.kern import Storing
from tests.gateway import Gateway, Sandbox

QUERY = "{ ik { klant { afspraken { onderwerp begin eind soort locatie bron { register } } } } }"


async def test_a_citizen_sees_his_afspraken_of_both_registers_in_order(huis: Gateway) -> None:
    afspraken = (await huis.ask(QUERY)).data["ik"]["klant"]["afspraken"]

    assert [(afspraak["onderwerp"], afspraak["locatie"], afspraak["bron"]["register"]) for afspraak in afspraken] == [
        ("Gesprek over uw aanvraag", "Stadhuis", "mijnagenda"),
        ("Paspoort ophalen", "Stadswinkel", "qmatic"),
    ]


async def test_a_local_time_of_qmatic_is_told_with_its_zone(huis: Gateway) -> None:
    begin = (await huis.ask(QUERY)).data["ik"]["klant"]["afspraken"][1]["begin"]

    assert begin.endswith(("T14:00:00+01:00", "T14:00:00+02:00"))


async def test_who_has_no_verified_address_is_not_looked_for(eigen_huis: Gateway, eigen_registers: Sandbox) -> None:
    store = eigen_registers.product("openklant").state.register.store["digitaleadressen"]
    for adres in store:
        store.wijzig(adres, {"verificatieDatum": None})
    answer = await eigen_huis.ask(QUERY)

    assert answer.data == {"ik": {"klant": {"afspraken": []}}}
    assert answer.oproepen == {"openklant GET /partijen": 1}


async def test_one_register_down_leaves_the_other_and_is_told(eigen_huis: Gateway, eigen_registers: Sandbox) -> None:
    eigen_registers.product("qmatic").state.storing = Storing.DOWN
    answer = await eigen_huis.ask(QUERY)

    assert [a["bron"]["register"] for a in answer.data["ik"]["klant"]["afspraken"]] == ["mijnagenda"]
    assert answer.codes == {"ik.klant.afspraken": "REGISTER_UNAVAILABLE"}
    assert answer.registers_met_fout == {"qmatic"}
