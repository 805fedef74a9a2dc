"""Streek: the registers of the organisations beside the gemeente as applications, and the settings that use them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from starlette.applications import Starlette

from app.sandbox import kern, openklant, openproduct, openzaak
from app.sandbox.wereld.streek import Huis

#: The titles of what each organisation has for itself.
_TITELS = {"openzaak": "Zaakregister", "openklant": "Klantregister", "openproduct": "Productregister"}


def maak_apps(huizen: Mapping[str, Huis], latentie_ms: float) -> dict[str, Starlette]:
    """By the name of their register, such as openzaak-waterschap."""
    apps: dict[str, Starlette] = {}
    for naam, huis in huizen.items():
        apps[f"openzaak-{naam}"] = openzaak.maak_app(huis.wereld, latentie_ms=latentie_ms, ander=huis.ander)
        apps[f"openklant-{naam}"] = openklant.maak_app(huis.wereld, latentie_ms=latentie_ms)
        apps[f"openproduct-{naam}"] = openproduct.maak_app(huis.wereld, latentie_ms=latentie_ms)
    return apps


def registers(huizen: Mapping[str, Huis]) -> list[dict[str, Any]]:
    """As they stand in a mijnzaken.yaml: each klantregister paired with the zaakregister of its organisation."""
    made: list[dict[str, Any]] = []
    for naam, huis in huizen.items():
        organisatie = {"naam": huis.naam, "oin": huis.oin, "rsin": huis.rsin}
        for soort, titel in _TITELS.items():
            register: dict[str, Any] = {
                "naam": f"{soort}-{naam}",
                "soort": soort,
                "titel": f"{titel} {huis.naam}",
                "organisatie": organisatie,
                "credentials": {"type": "token", "token": kern.TOKEN},
            }
            if soort == "openzaak":
                register["credentials"] = {
                    "type": "zgw",
                    "client_id": kern.ZGW_CLIENT_ID,
                    "secret": kern.ZGW_SECRET,
                }
                # what else it lacks is found by the way
                register["kent_niet"] = ["substatussen"] if huis.ander else []
            if soort == "openklant":
                register["zaakregisters"] = [f"openzaak-{naam}"]
            made.append(register)
    return made
