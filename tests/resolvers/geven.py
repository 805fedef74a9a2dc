"""Geven: giving and withdrawing a toestemming, as tests ask it."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from resolvers.grammar.ref import Ref
from tests.gateway import Antwoord, Gateway, Sandbox

GEEF = """mutation($input: ToestemmingInput!) { toestemmingGeven(input: $input) {
  toestemming { id geldig geldigVan geldigTot ingetrokkenOp activiteit categorieen
    ontvanger { organisatie organisatieEenheid rol } zaken { identificatie } zaaktypen { identificatie } }
  fouten { code veld melding } } }"""
TREK_IN = """mutation($id: ID!) { toestemmingIntrekken(id: $id) {
  toestemming { id geldig ingetrokkenOp } fouten { code veld melding } } }"""
MIJN = "{ ik { klant { toestemmingen { id geldig } } } }"
ONBEKEND = "00000000-0000-4000-8000-000000000000"


def invoer(**anders: Any) -> dict[str, Any]:
    return {"ontvanger": {"rol": "KCC"}, "activiteit": "kcc-inhoud", "categorieen": ["BESLUITEN"], **anders}


async def geef(huis: Gateway, als: str = "burger", **anders: Any) -> Antwoord:
    return await huis.ask(GEEF, als=als, variables={"input": invoer(**anders)})


async def trek_in(huis: Gateway, id_: str, als: str = "burger") -> Antwoord:
    return await huis.ask(TREK_IN, als=als, variables={"id": id_})


async def gegeven(huis: Gateway, als: str = "burger", **anders: Any) -> dict[str, Any]:
    answer = await geef(huis, als, **anders)
    payload = answer.data["toestemmingGeven"]
    assert payload["fouten"] == []
    found: dict[str, Any] = payload["toestemming"]
    return found


def fouten(answer: Antwoord) -> list[tuple[str, str | None]]:
    (payload,) = answer.data.values()
    assert payload["toestemming"] is None
    assert "errors" not in answer.body
    return [(fout["code"], fout["veld"]) for fout in payload["fouten"]]


async def geldig(huis: Gateway, als: str = "burger") -> dict[str, bool]:
    found = (await huis.ask(MIJN, als=als)).data["ik"]["klant"]["toestemmingen"]
    return {toestemming["id"]: toestemming["geldig"] for toestemming in found}


async def eerste(huis: Gateway, als: str = "burger") -> str:
    """The id of one that he gave before."""
    return next(iter(await geldig(huis, als)))


async def zaak_van(huis: Gateway, nummer: str, als: str = "burger") -> str:
    query = "query($nummer: String) { zaak(identificatie: $nummer) { id } }"
    return str((await huis.ask(query, als=als, variables={"nummer": nummer})).data["zaak"]["id"])


def vandaag() -> date:
    return datetime.now(ZoneInfo("Europe/Amsterdam")).date()


def objecten(registers: Sandbox) -> Any:
    return registers.product("openobject").state.register.store["objects"]


def geschreven(registers: Sandbox) -> list[str]:
    calls = registers.product("openobject").state.oproepen
    return [call.method for call in calls if call.sjabloon != "/api/v2/objects/search" and call.method != "GET"]


def een_id(soort: str, id_: str = ONBEKEND, register: str = "openzaak") -> str:
    return Ref(register, soort, id_).encode()
