"""Keuring: is each register there, does it know us, which version is it, what can it do, and what is to be mended?

Asked with questions about nobody. What a register can do is found by trying, because versions do not tell it (FACTS
§18.5).
"""

from __future__ import annotations

from dataclasses import dataclass

import msgspec

from app.config import Settings
from app.config.registers import RegisterSettings
from app.registries.client import Afwezig, RegisterClient, Verborgen
from app.registries.connect import PROEF, Aansluiting, Verbindingen
from resolvers.grammar.errors import RegisterError, RegisterTimeout, RegisterUnavailable
from resolvers.grammar.loader import alle

#: A person's URN that nobody has: an answer with persons in it shows that the filter is ignored.
_NIEMAND = "urn:nld:brp:bsn:000000000"
_LEEG = "00000000-0000-0000-0000-000000000000"


@dataclass(frozen=True, slots=True, kw_only=True)
class Bevinding:
    naam: str
    soort: str
    bereikbaar: str
    aanvaard: str
    versie: str
    kan: str
    remedie: str


class _Telling(msgspec.Struct):
    count: int = 0


async def keur(settings: Settings) -> list[Bevinding]:
    verbindingen = Verbindingen(settings.registers, settings.organisatie)
    try:
        found = await alle(_een(aansluiting) for aansluiting in verbindingen.aansluitingen)
    finally:
        await verbindingen.aclose()
    return [
        _onverwacht(a.settings) if isinstance(answer, Exception) else answer
        for a, answer in zip(verbindingen.aansluitingen, found, strict=True)
    ]


def _onverwacht(settings: RegisterSettings) -> Bevinding:
    return _bevinding(settings, "?", "?", "", "", "Onverwachte fout bij het keuren; meld dit.")


def _bevinding(
    settings: RegisterSettings, bereikbaar: str, aanvaard: str, versie: str, kan: str, remedie: str
) -> Bevinding:
    return Bevinding(
        naam=settings.naam,
        soort=settings.soort,
        bereikbaar=bereikbaar,
        aanvaard=aanvaard,
        versie=versie,
        kan=kan,
        remedie=remedie,
    )


async def _een(aansluiting: Aansluiting) -> Bevinding:
    settings = aansluiting.settings
    proef = PROEF.get(settings.soort)
    if proef is None:
        return await _zonder_proef(aansluiting)
    client = aansluiting.clients[proef[0]]
    try:
        await client.get(proef[1], msgspec.Raw)
    except RegisterUnavailable as error:
        if "status 401" in error.detail or "status 403" in error.detail:
            return _bevinding(
                settings, "ja", "nee", client.versie, "", "Controleer de credentials en de rechten bij het register."
            )
        return _bevinding(settings, "nee", "?", "", "", "Controleer de url en of het register draait.")
    except RegisterTimeout:
        return _bevinding(
            settings,
            "te traag",
            "?",
            "",
            "",
            "Het register antwoordt niet op tijd; verhoog grenzen.timeout_s of mend het register.",
        )
    except (RegisterError, Afwezig, Verborgen):
        return _bevinding(settings, "ja", "?", "", "", "Op deze url staat een andere API; controleer url en urls.")
    kan, remedie = await _vermogens(settings, aansluiting.clients)
    return _bevinding(settings, "ja", "ja", client.versie, kan, remedie)


async def _zonder_proef(aansluiting: Aansluiting) -> Bevinding:
    """No cheap question about nobody exists: reachable is what can be said."""
    client = next(iter(aansluiting.clients.values()))
    try:
        await client.get("/", msgspec.Raw)
    except RegisterUnavailable as error:
        if not error.retryable:
            return _bevinding(aansluiting.settings, "ja", "?", "", "", "")
        return _bevinding(aansluiting.settings, "nee", "?", "", "", "Controleer de url en of het register draait.")
    except RegisterTimeout:
        return _bevinding(aansluiting.settings, "te traag", "?", "", "", "Het register antwoordt niet op tijd.")
    except (RegisterError, Afwezig, Verborgen):
        return _bevinding(aansluiting.settings, "ja", "?", "", "", "")
    return _bevinding(aansluiting.settings, "ja", "?", "", "", "")


async def _vermogens(settings: RegisterSettings, clients: dict[str, RegisterClient]) -> tuple[str, str]:
    """What it can do that we use, and what to mend when it cannot."""
    if settings.soort == "openzaak":
        crs = {"Accept-Crs": "EPSG:4326", "Content-Crs": "EPSG:4326"}
        body = {"uuid__in": [_LEEG], "expand": ["rollen", "status", "resultaat", "zaakinformatieobjecten"]}
        try:
            await clients["zaken"].post("/zaken/_zoek", _Telling, json=body, kopteksten=crs, idempotent=True)
        except RegisterError:
            return "geen _zoek met expand", "Vernieuw Open Zaak tot 1.29.3 of later, en geef de scope zaken.lezen."
        return "_zoek, expand", ""
    if settings.soort == "openvtb":
        found = await clients["verzoeken"].get("/verzoeken", _Telling, params=(("initiator", _NIEMAND),))
        if found.count:
            return (
                "geen filters",
                "Dit is Open VTB 0.1.0: alle verzoeken worden gelezen; vernieuw het voor grote aantallen.",
            )
        return "filters", ""
    if settings.soort == "openobject":
        missing = [naam for naam in ("toestemming", "machtiging") if naam not in settings.objecttypen]
        return "data_attrs", f"Zet objecttypen.{missing[0]} in de configuratie." if missing else ""
    return "", ""
