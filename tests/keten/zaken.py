"""Zaken: the same matter in the registers of each organisation. Each knows it by its own number, and has the other's
among the kenmerken of its zaak; who works on a zaak stands in its rollen."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import uuid4

from tests.gateway import Sandbox
from tests.keten.huis import Wie

#: Of Fatima, at the gemeente; the provincie is adviseur in it.
DAKKAPEL = "ZAAK-2026-0001"


def store(registers: Sandbox) -> Any:
    return registers.product("openzaak").state.register.store


def zaak(registers: Sandbox, nummer: str) -> Any:
    (found,) = store(registers)["zaken"].bij("identificatie", nummer)
    return found


def met_kenmerk(registers: Sandbox, nummer: str, bron: str, kenmerk: str) -> None:
    found = zaak(registers, nummer)
    kenmerken = [*found["kenmerken"], {"kenmerk": kenmerk, "bron": bron}]
    store(registers)["zaken"].wijzig(found, {"kenmerken": kenmerken})


def rol(registers: Sandbox, nummer: str, wie: Wie, *, generiek: str = "adviseur") -> None:
    """An organisation in a zaak, as its RSIN or its KvK-nummer names it."""
    rollen, found = store(registers)["rollen"], zaak(registers, nummer)
    voorbeeld: Mapping[str, Any] = next(row for row in rollen if row["betrokkeneType"] == "niet_natuurlijk_persoon")
    uuid = str(uuid4())
    kvk = wie.oin[8:16] if wie.oin.startswith("00000003") else ""
    rsin = wie.rsin or ("" if kvk else wie.oin[8:17])
    made = {
        **voorbeeld,
        "uuid": uuid,
        "url": f"{voorbeeld['url'].rpartition('/')[0]}/{uuid}",
        "zaak": found["url"],
        "omschrijving": generiek.capitalize(),
        "omschrijvingGeneriek": generiek,
        "betrokkeneIdentificatie": {
            **voorbeeld["betrokkeneIdentificatie"],
            "innNnpId": rsin,
            "kvkNummer": kvk,
            "vestigingsNummer": "",
            "annIdentificatie": "",
            "statutaireNaam": wie.titel,
        },
    }
    rollen.voeg_toe(made)
    store(registers)["zaken"].wijzig(found, {"rollen": [*found["rollen"], made["url"]]})
