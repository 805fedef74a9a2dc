"""Console: what the commands do; each gives back what is to be printed. `app/cli.py` says how they are called."""

from app.console.log import LogFout, Vorm, export, inzage, opschonen, tijdvak, verify
from app.console.matrix import VORMEN as MATRIXVORMEN
from app.console.plan import Planverslag, maak_plan
from app.console.registers import check
from app.console.servers import bouw_uit_omgeving, demo, instellingen, richt_geheugen_in, sandbox, serve
from app.console.vragen import ask, tabel_van_oproepen, token, voorbeeld

__all__ = [
    "MATRIXVORMEN",
    "LogFout",
    "Planverslag",
    "Vorm",
    "ask",
    "bouw_uit_omgeving",
    "check",
    "demo",
    "export",
    "instellingen",
    "inzage",
    "maak_plan",
    "opschonen",
    "richt_geheugen_in",
    "sandbox",
    "serve",
    "tabel_van_oproepen",
    "tijdvak",
    "token",
    "verify",
    "voorbeeld",
]
