"""An afnemer: who asks, as the login proved it; his own klant only when he is one and nobody else is in between."""

from __future__ import annotations

import pytest

from app.sandbox.kern import Storing
from tests.gateway import Gateway, Sandbox

QUERY = "{ ik { soort rollen niveau klant { __typename } vertegenwoordigt { id } organisatie { naam } } }"


@pytest.mark.parametrize(
    ("persona", "verwacht"),
    [
        ("burger", ("BURGER", ["INWONER"], "SUBSTANTIEEL", "NatuurlijkPersoon", 1)),
        ("gemachtigde", ("BURGER", ["INWONER"], "SUBSTANTIEEL", "NatuurlijkPersoon", 3)),
        ("ondernemer", ("PRIVATE_PARTIJ", ["ONDERNEMER"], "SUBSTANTIEEL", "NietNatuurlijkPersoon", 0)),
        ("kcc", ("MEDEWERKER", ["KCC"], "SUBSTANTIEEL", None, None)),
        ("behandelaar", ("MEDEWERKER", ["BEHANDELAAR"], "SUBSTANTIEEL", None, None)),
        ("privacyfunctionaris", ("MEDEWERKER", ["PRIVACYFUNCTIONARIS"], "SUBSTANTIEEL", None, None)),
    ],
)
async def test_each_persona_is_told_who_he_is(huis: Gateway, persona: str, verwacht: tuple[object, ...]) -> None:
    answer = await huis.ask(QUERY, als=persona)
    ik = answer.data["ik"]
    klant = ik["klant"]["__typename"] if ik["klant"] else None
    vertegenwoordigt = None if ik["vertegenwoordigt"] is None else len(ik["vertegenwoordigt"])

    assert (ik["soort"], ik["rollen"], ik["niveau"], klant, vertegenwoordigt) == verwacht
    assert answer.codes == {}


async def test_who_is_known_by_his_login_costs_no_question(huis: Gateway) -> None:
    assert (await huis.ask("{ ik { soort rollen niveau klant { id } } }")).oproepen == {}


async def test_a_machine_has_no_klant_and_says_for_which_organisation_it_works(huis: Gateway) -> None:
    answer = await huis.ask("{ ik { soort rollen klant { id } organisatie { oin } } }", als="ketenpartner")

    assert answer.data["ik"] == {
        "soort": "OVERHEIDSORGANISATIE",
        "rollen": ["KETENPARTNER"],
        "klant": None,
        "organisatie": {"oin": "00000001003300006000"},
    }


async def test_when_kvk_is_down_a_company_still_hears_who_it_is_and_everything_of_it_stays_closed(
    eigen_huis: Gateway, eigen_registers: Sandbox
) -> None:
    """Under which numbers the registers know a company is part of the decision: without it nothing opens, and that is
    told with a code."""
    eigen_registers.product("kvk").state.storing = Storing.DOWN
    query = "{ ik { soort klant { id } } mijnZaken { totaal } producttypen { totaal } }"
    answer = await eigen_huis.ask(query, als="ondernemer")

    assert answer.data == {
        "ik": {"soort": "PRIVATE_PARTIJ", "klant": None},
        "mijnZaken": None,
        "producttypen": {"totaal": answer.data["producttypen"]["totaal"]},
    }
    assert answer.codes == {"ik": "REGISTER_UNAVAILABLE", "mijnZaken": "REGISTER_UNAVAILABLE"}
    assert answer.registers_met_fout == {"kvk"}
    assert not any(call.startswith(("openzaak POST", "openvtb", "openklant")) for call in answer.oproepen)
