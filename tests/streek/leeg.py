"""Leeg: zaakregisters that have nothing for the klant who asks, though they have for others."""

from __future__ import annotations

from starlette.applications import Starlette
from starlette.routing import Mount

from app.config.registers import RegisterSettings
from app.sandbox import openzaak
from app.sandbox.wereld import Adressen, bouw_wereld


def sluit_aan(app: Starlette, basis: str, aantal: int) -> dict[str, Starlette]:
    """So many beside the registers of a sandbox, by name; each with the people of the stories, and none of
    `veelzaken`."""
    made: dict[str, Starlette] = {}
    for nummer in range(1, aantal + 1):
        naam = f"openzaak-leeg{nummer}"
        made[naam] = openzaak.maak_app(bouw_wereld(Adressen.onder(basis, f"leeg{nummer}")))
        app.router.routes.append(Mount(f"/{naam}", app=made[naam]))
    return made


def met_lege(registers: list[RegisterSettings], basis: str, aantal: int) -> list[RegisterSettings]:
    """The settings of those registers beside these."""
    vol = next(register for register in registers if register.soort == "openzaak")
    namen = [f"openzaak-leeg{nummer}" for nummer in range(1, aantal + 1)]
    return [*registers, *(vol.model_copy(update={"naam": naam, "url": f"{basis}/{naam}"}) for naam in namen)]
