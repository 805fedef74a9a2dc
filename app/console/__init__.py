"""Console: what the commands do; each gives back what is to be printed. `app/cli` says how they are called.

What a command needs is read when it is used: `--help` and a token wait for no graph.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from app.console.contract import schema
    from app.console.documenten import geregistreerd, registreer
    from app.console.log import Vorm, export, inzage, opschonen, tijdvak, verify
    from app.console.matrix import MATRIXVORMEN
    from app.console.naslag import NASLAGVORMEN
    from app.console.plan import Planverslag, maak_plan
    from app.console.push import aanmelden, berichten, opnieuw
    from app.console.registers import check
    from app.console.servers import bouw_uit_omgeving, demo, instellingen, richt_geheugen_in, sandbox, serve
    from app.console.stuklijst import sbom
    from app.console.vragen import ask, is_abonnement, tabel_van_oproepen, token, volg, voorbeeld
    from app.sandbox.voortgang import GeenVoortgang, zet_voort

_NAMEN = {
    "app.console.contract": ("schema",),
    "app.console.documenten": ("geregistreerd", "registreer"),
    "app.console.log": ("Vorm", "export", "inzage", "opschonen", "tijdvak", "verify"),
    "app.console.matrix": ("MATRIXVORMEN",),
    "app.console.naslag": ("NASLAGVORMEN",),
    "app.console.plan": ("Planverslag", "maak_plan"),
    "app.console.push": ("aanmelden", "berichten", "opnieuw"),
    "app.console.registers": ("check",),
    "app.console.servers": ("bouw_uit_omgeving", "demo", "instellingen", "richt_geheugen_in", "sandbox", "serve"),
    "app.console.stuklijst": ("sbom",),
    "app.console.vragen": ("ask", "is_abonnement", "tabel_van_oproepen", "token", "volg", "voorbeeld"),
    "app.sandbox.voortgang": ("GeenVoortgang", "zet_voort"),
}
_WAAR = {naam: module for module, namen in _NAMEN.items() for naam in namen}

__all__ = [
    "MATRIXVORMEN",
    "NASLAGVORMEN",
    "GeenVoortgang",
    "Planverslag",
    "Vorm",
    "aanmelden",
    "ask",
    "berichten",
    "bouw_uit_omgeving",
    "check",
    "demo",
    "export",
    "geregistreerd",
    "instellingen",
    "inzage",
    "is_abonnement",
    "maak_plan",
    "opnieuw",
    "opschonen",
    "registreer",
    "richt_geheugen_in",
    "sandbox",
    "sbom",
    "schema",
    "serve",
    "tabel_van_oproepen",
    "tijdvak",
    "token",
    "verify",
    "volg",
    "voorbeeld",
    "zet_voort",
]


def __getattr__(naam: str) -> Any:
    if naam not in _WAAR:
        raise AttributeError(f"module {__name__!r} has no attribute {naam!r}")
    return getattr(import_module(_WAAR[naam]), naam)
