"""Console: what the commands do; each gives back what is to be printed. `app/cli` says how they are called."""

from app.console.contract import ContractFout, schema
from app.console.documenten import DocumentenFout, geregistreerd, registreer
from app.console.log import LogFout, Vorm, export, inzage, opschonen, tijdvak, verify
from app.console.matrix import VORMEN as MATRIXVORMEN
from app.console.naslag import VORMEN as NASLAGVORMEN
from app.console.plan import Planverslag, maak_plan
from app.console.push import PushFout, aanmelden, berichten, opnieuw
from app.console.registers import check
from app.console.sbom import sbom
from app.console.servers import bouw_uit_omgeving, demo, instellingen, richt_geheugen_in, sandbox, serve
from app.console.vragen import ask, is_abonnement, tabel_van_oproepen, token, volg, voorbeeld
from app.sandbox.voortgang import GeenVoortgang, zet_voort

__all__ = [
    "MATRIXVORMEN",
    "NASLAGVORMEN",
    "ContractFout",
    "DocumentenFout",
    "GeenVoortgang",
    "LogFout",
    "Planverslag",
    "PushFout",
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
