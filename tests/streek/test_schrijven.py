"""What a klant changes goes to one register: the one that is shown to him."""

from __future__ import annotations

from typing import Any

import pytest
from starlette.routing import Mount

from app.config.registers import RegisterSettings
from app.sandbox import openobject
from app.sandbox.kern import Storing
from resolvers.grammar.ref import Ref
from tests.gateway import Gateway, Sandbox, gateway
from tests.resolvers.geven import MIJN, gegeven, trek_in

_KLANTEN = ("openklant", "openklant-waterschap", "openklant-omgevingsdienst")
_WIJZIG = """mutation { klantvoorkeurWijzigen(input: {taal: "fry"}) { voorkeur { taal } fouten { code } } }"""
_TAAL = "{ ik { klant { voorkeur { taal } } } }"


def _talen(registers: Sandbox) -> dict[str, str]:
    """As each klantregister has it of Fatima."""
    found = {}
    for naam in _KLANTEN:
        store = registers.product(naam).state.register.store
        for partij in store["partijen"]:
            ids = [deel["partijIdentificator"]["objectId"] for deel in partij["partijIdentificatoren"]]
            if "999990019" in ids:
                found[naam] = partij["voorkeurstaal"]
    return found


async def test_a_voorkeur_is_written_where_it_is_read(eigen_streekregisters: Sandbox, eigen_streek: Gateway) -> None:
    before = _talen(eigen_streekregisters)
    answer = await eigen_streek.ask(_WIJZIG)

    assert answer.data["klantvoorkeurWijzigen"] == {"voorkeur": {"taal": "fry"}, "fouten": []}
    assert _talen(eigen_streekregisters) == {**before, "openklant": "fry"}
    assert (await eigen_streek.ask(_TAAL)).data["ik"]["klant"]["voorkeur"] == {"taal": "fry"}


@pytest.mark.parametrize("storing", [Storing.DOWN, Storing.ONZIN])
async def test_while_that_register_is_away_nothing_is_written_elsewhere(
    eigen_streekregisters: Sandbox, eigen_streek: Gateway, storing: Storing
) -> None:
    """The next one knows him too; but what he changed there he would not see again."""
    before = _talen(eigen_streekregisters)
    eigen_streekregisters.product("openklant").state.storing = storing
    answer = await eigen_streek.ask(_WIJZIG)

    assert answer.registers_met_fout == {"openklant"}
    assert _talen(eigen_streekregisters) == before


async def test_who_is_only_in_another_klantregister_is_written_to_there(eigen_streekregisters: Sandbox) -> None:
    """The first says that it does not know him."""
    store = eigen_streekregisters.product("openklant").state.register.store
    for collectie in ("partijen", "partijidentificatoren"):
        for rij in list(store[collectie]):
            store[collectie].verwijder(rij["uuid"])
    before = _talen(eigen_streekregisters)
    async with gateway(eigen_streekregisters.basis, streek=True) as huis:
        answer = await huis.ask(_WIJZIG)

    assert answer.data["klantvoorkeurWijzigen"]["voorkeur"] == {"taal": "fry"}
    assert _talen(eigen_streekregisters) == {**before, "openklant-waterschap": "fry"}


async def test_a_toestemming_is_given_in_the_first_register_that_takes_it_and_withdrawn_where_it_is(
    eigen_streekregisters: Sandbox,
) -> None:
    """The second register of objects is a copy of the first, so what is there already is there twice."""
    tweede = openobject.maak_app(eigen_streekregisters.app.state.wereld)
    eigen_streekregisters.app.router.routes.append(Mount("/openobject-tweede", app=tweede))

    def met_tweede(registers: list[RegisterSettings]) -> list[RegisterSettings]:
        eerste = next(register for register in registers if register.soort == "openobject")
        ander = eerste.model_copy(
            update={"naam": "openobject-tweede", "url": f"{eigen_streekregisters.basis}/openobject-tweede"}
        )
        return [*registers, ander]

    def aantal(app: Any) -> int:
        return len(app.state.register.store["objects"])

    eerste = eigen_streekregisters.product("openobject")
    async with gateway(eigen_streekregisters.basis, streek=True, registers=met_tweede) as huis:
        before = aantal(eerste), aantal(tweede)
        given = await gegeven(huis)
        assert (aantal(eerste), aantal(tweede)) == (before[0] + 1, before[1])

        mine = (await huis.ask(MIJN)).data["ik"]["klant"]["toestemmingen"]
        in_tweede = next(one["id"] for one in mine if one["geldig"] and _register(one["id"]) == "openobject-tweede")
        for id_ in (given["id"], in_tweede):
            payload = (await trek_in(huis, id_)).data["toestemmingIntrekken"]
            assert payload["fouten"] == []
            assert payload["toestemming"]["geldig"] is False
        after = {one["id"]: one["geldig"] for one in (await huis.ask(MIJN)).data["ik"]["klant"]["toestemmingen"]}
    assert (after[given["id"]], after[in_tweede]) == (False, False)
    tweelingen = [id_ for id_, geldig in after.items() if geldig and _register(id_) == "openobject"]
    assert tweelingen  # its twin in the first register was left alone


def _register(id_: str) -> str:
    return Ref.decode(id_).register
