"""Organisatie: who delivers, who does the work, and which registers are connected."""

from __future__ import annotations

import httpx

from app.registries.client import RegisterClient
from app.registries.credentials import Vast
from app.registries.openorganisatie import OpenOrganisatie
from app.sandbox import kern, openorganisatie
from app.sandbox.kern import Storing
from app.sandbox.wereld import Adressen, bouw_wereld
from resolvers.grammar.bron import Herkomst
from resolvers.organisatie import Medewerker
from tests.gateway import Gateway, Sandbox

REGISTERS = "{ registers { naam soort beschikbaar fout organisatie { naam oin aanbieder } } }"


async def test_every_register_says_how_it_is_doing(eigen_huis: Gateway, eigen_registers: Sandbox) -> None:
    eigen_registers.product("openklant").state.storing = Storing.DOWN
    found = {register["naam"]: register for register in (await eigen_huis.ask(REGISTERS, als="kcc")).data["registers"]}

    assert {naam for naam, register in found.items() if not register["beschikbaar"]} == {"openklant"}
    assert found["openklant"]["fout"] == "REGISTER_UNAVAILABLE"
    assert found["openzaak"]["organisatie"] == {
        "naam": "Gemeente Voorbeeldstad",
        "oin": "00000001003214345000",
        "aanbieder": True,
    }


async def test_a_ketenpartner_sees_which_organisation_he_is(huis: Gateway) -> None:
    answer = await huis.ask("{ ik { soort organisatie { naam } klant { id } } }", als="ketenpartner")

    assert answer.data["ik"] == {
        "soort": "OVERHEIDSORGANISATIE",
        "organisatie": {"naam": "Provincie Voorbeeldland"},
        "klant": None,
    }


async def test_the_behandelaars_of_all_zaken_are_one_question(huis: Gateway) -> None:
    answer = await huis.ask("{ ik { klant { zaken { nodes { behandelaar { naam } } } } } }")
    names = [
        zaak["behandelaar"]["naam"] for zaak in answer.data["ik"]["klant"]["zaken"]["nodes"] if zaak["behandelaar"]
    ]

    assert sorted(names) == ["Aisha el Amrani", "Piet Behandelaar", "Piet Behandelaar"]
    assert answer.oproepen["openobject POST /objects/search"] == 1


async def test_who_handles_a_zaak_is_told_from_the_zaak_while_the_register_of_medewerkers_is_away(
    eigen_huis: Gateway, eigen_registers: Sandbox
) -> None:
    query = """{ zaak(identificatie: "ZAAK-2026-0001") {
      behandelaar { naam functie } behandelendeEenheid { naam email } } }"""
    eigen_registers.product("openobject").state.storing = Storing.DOWN
    answer = await eigen_huis.ask(query)

    assert answer.data["zaak"] == {
        "behandelaar": {"naam": "P. Behandelaar", "functie": None},
        "behandelendeEenheid": {"naam": "Team Vergunningen", "email": None},
    }
    assert answer.codes == {
        "zaak.behandelaar": "REGISTER_UNAVAILABLE",
        "zaak.behandelendeEenheid": "REGISTER_UNAVAILABLE",
    }
    assert answer.registers_met_fout == {"openobject"}


async def test_open_organisatie_names_a_medewerker_by_the_id_of_other_registers() -> None:
    app = openorganisatie.maak_app(bouw_wereld(Adressen.onder("http://sandbox")))
    client = RegisterClient(
        naam="openorganisatie",
        basis="http://sandbox/organisatie/api/v0",
        credentials=Vast(koptekst="Authorization", waarde=f"Token {kern.TOKEN}"),
        transport=httpx.ASGITransport(app),
    )
    async with client:
        register = OpenOrganisatie(herkomst=Herkomst(register="openorganisatie", naam="Organisatie"), client=client)
        found, unknown = await register.medewerkers(["mw-1001", "onbekend"])

    assert isinstance(found, Medewerker)
    assert (found.naam, found.functie, found.email) == (
        "Piet Behandelaar",
        "Behandelaar vergunningen",
        "p.behandelaar@voorbeeldstad.example",
    )
    assert unknown is None
