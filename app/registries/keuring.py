"""Keuring: is each register there, does it know us, which version is it, what can it do, and what is to be mended?

Asked with questions about nobody. What a register can do is found by trying, because versions do not tell it (FACTS
§18.5).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import msgspec

from app.config import Settings
from app.config.registers import RegisterSettings
from app.registries.client import Afwezig, RegisterClient, Verborgen
from app.registries.connect import PROEF, Aansluiting, Verbindingen
from app.registries.openzaak.zoeken import EIGEN_AAN_OPEN_ZAAK, NIEMAND, ZOEKSLEUTELS
from resolvers.grammar.antwoorden import alle
from resolvers.grammar.errors import RegisterError, RegisterTimeout, RegisterUnavailable
from resolvers.grammar.sleutel import Bsn, KvkNummer, Vestigingsnummer

#: A person's URN that nobody has: an answer with persons in it shows that the filter is ignored.
_NIEMAND = "urn:nld:brp:bsn:000000000"
_ONZIN = "bestaat-niet"
_NULLEN = {"kvkNummer": NIEMAND[KvkNummer], "vestigingsNummer": NIEMAND[Vestigingsnummer]}
_LEEG = "00000000-0000-0000-0000-000000000000"
#: In a column about which nothing could be found out.
NIET_TE_PROBEREN = "niet te proberen"


@dataclass(frozen=True, slots=True, kw_only=True)
class Bevinding:
    naam: str
    soort: str
    bereikbaar: str
    aanvaard: str
    versie: str
    kan: str
    remedie: str


Zoekvraag = Mapping[str, object]


class _Telling(msgspec.Struct):
    count: int = 0


class _Ketenantwoord(msgspec.Struct):
    data: dict[str, object] | None = None


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
    return _bevinding(
        settings, NIET_TE_PROBEREN, NIET_TE_PROBEREN, "", "", "Onverwachte fout bij het keuren; meld dit."
    )


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
    except (RegisterUnavailable, RegisterTimeout) as error:
        return _zonder_antwoord(settings, client, error)
    except (RegisterError, Afwezig, Verborgen):
        return _bevinding(
            settings, "ja", NIET_TE_PROBEREN, "", "", "Op deze url staat een andere API; controleer url en urls."
        )
    kan, remedie = await _vermogens(settings, aansluiting.clients)
    return _bevinding(settings, "ja", "ja", client.versie, kan, remedie)


async def _zonder_proef(aansluiting: Aansluiting) -> Bevinding:
    """No cheap question about nobody exists: that it is there is what can be said, and that we have a token for it. A
    403 may be for want of anything at this path, and says nothing of us."""
    client = next(iter(aansluiting.clients.values()))
    try:
        await client.get("/", msgspec.Raw)
    except (RegisterUnavailable, RegisterTimeout) as error:
        if "status 403" not in error.detail or _van_token_endpoint(error):
            return _zonder_antwoord(aansluiting.settings, client, error)
    except (RegisterError, Afwezig, Verborgen):
        pass  # it answered, and no more is asked of it
    return _bevinding(aansluiting.settings, "ja", NIET_TE_PROBEREN, "", "", "")


def _zonder_antwoord(
    settings: RegisterSettings, client: RegisterClient, error: RegisterUnavailable | RegisterTimeout
) -> Bevinding:
    """Why it did not answer what it was asked."""
    bereikbaar, aanvaard, versie = "nee", NIET_TE_PROBEREN, ""
    if _van_token_endpoint(error):
        bereikbaar, aanvaard = NIET_TE_PROBEREN, "nee"
        remedie = "Wij krijgen geen token; controleer token_url, client_id en secret of certificaat."
    elif isinstance(error, RegisterTimeout):
        bereikbaar = "te traag"
        remedie = "Het register antwoordt niet op tijd; verhoog grenzen.timeout_s of laat het register herstellen."
    elif "status 401" in error.detail or "status 403" in error.detail:
        bereikbaar, aanvaard, versie = "ja", "nee", client.versie
        remedie = "Controleer de credentials en de rechten bij het register."
    else:
        remedie = "Controleer de url en of het register draait."
    return _bevinding(settings, bereikbaar, aanvaard, versie, "", remedie)


def _van_token_endpoint(error: RegisterError) -> bool:
    return "token endpoint" in error.detail


async def _vermogens(settings: RegisterSettings, clients: dict[str, RegisterClient]) -> tuple[str, str]:
    """What it can do that we use, and what to mend when it cannot."""
    if settings.soort == "openzaak":
        return await _zaaksysteem(settings, clients["zaken"])
    if settings.soort == "openvtb":
        found = await clients["verzoeken"].get("/verzoeken", _Telling, params=(("initiator", _NIEMAND),))
        if found.count:
            return (
                "geen filters",
                "Dit is Open VTB 0.1.0: alle verzoeken worden gelezen; vernieuw het voor grote aantallen.",
            )
        return "filters", ""
    if settings.soort == "mijnzaken":
        return await _ketenpartner(settings, clients["mijnzaken"])
    if settings.soort == "openobject":
        missing = [naam for naam in ("toestemming", "machtiging") if naam not in settings.objecttypen]
        return "data_attrs", f"Zet objecttypen.{missing[0]} in de configuratie." if missing else ""
    return "", ""


async def _ketenpartner(settings: RegisterSettings, client: RegisterClient) -> tuple[str, str]:
    """Asked about no zaak at all, as an organisation asks."""
    vraag = "query($activiteit: String!) { ketenzaken(zaken: [], activiteit: $activiteit) { identificatie } }"
    body = {"query": vraag, "variables": {"activiteit": settings.keten.activiteit}}
    try:
        found = await client.post("/graphql", _Ketenantwoord, json=body, idempotent=True)
    except (RegisterError, Afwezig, Verborgen):
        return "", "De partner aanvaardt ons token niet; is het aan ons certificaat gebonden, en kent hij de uitgever?"
    if found.data is None:
        return "geen ketenzaken", "De partner draait een uitgave zonder ketenzaken; vraag hem die te vernieuwen."
    return "ketenzaken", ""


async def _zaaksysteem(settings: RegisterSettings, client: RegisterClient) -> tuple[str, str]:
    """What it lacks of what Open Zaak can. A word that cannot be is refused by a register that reads it, and a filter
    for nobody gives nothing; a register that does not know them answers as if they were not there."""
    leeg: Zoekvraag = {"uuid__in": [_LEEG]}
    if await _gevonden(client, leeg) is None:
        return (
            "geen _zoek",
            "Vernieuw Open Zaak tot 1.29.3 of later, en geef de scope zaken.lezen. Een ander zaaksysteem heeft POST "
            "/zaken/_zoek nodig: met een BSN in de URL wordt niet gezocht.",
        )
    vragen: dict[str, Zoekvraag] = {
        "expand": {**leeg, "expand": [_ONZIN]},
        "ordering": {**leeg, "ordering": [_ONZIN]},
        **{naam: {veld: _NULLEN[naam.rpartition(".")[2]]} for naam, veld in EIGEN_AAN_OPEN_ZAAK.items()},
        "bsn": {ZOEKSLEUTELS[Bsn][0]: NIEMAND[Bsn]},
    }
    answers = dict(zip(vragen, await alle(_gevonden(client, body) for body in vragen.values()), strict=True))
    mist = [naam for naam in ("expand", "ordering") if answers[naam] is not None]
    mist += [naam for naam in EIGEN_AAN_OPEN_ZAAK if answers[naam] != 0]
    if await _zonder_substatussen(client):
        mist.append("substatussen")
    kan = "_zoek" if "expand" in mist else "_zoek, expand"
    if answers["bsn"] != 0:
        return kan, "Het register negeert het filter op BSN en geeft ieders zaken; laat de leverancier dat herstellen."
    if nieuw := [naam for naam in mist if naam not in settings.kent_niet]:
        return kan, f"Zet kent_niet: [{', '.join(nieuw)}] in de configuratie."
    return kan, ""


async def _zonder_substatussen(client: RegisterClient) -> bool:
    try:
        await client.get("/substatussen", _Telling, params=(("zaak", f"{client.basis}/zaken/{_LEEG}"),))
    except (RegisterError, Afwezig, Verborgen):
        return True
    return False


async def _gevonden(client: RegisterClient, body: Zoekvraag) -> int | None:
    """How many zaken answer to it; None when it is refused."""
    crs = {"Accept-Crs": "EPSG:4326", "Content-Crs": "EPSG:4326"}
    try:
        found = await client.post("/zaken/_zoek", _Telling, json=body, kopteksten=crs, idempotent=True)
    except (RegisterError, Afwezig, Verborgen):
        return None
    return found.count
