"""Abonnement: what somebody asks to be told, whether he may be told it, and whether a message is for him.

Source: Open Notificaties 1.16.1 (src/nrc/api/validators.py, serializers.py, datamodel/models.py). A filter only holds
against a kenmerk that the message has; one that it lacks lets it through.
"""

from __future__ import annotations

import asyncio
import re
from collections.abc import Iterable, Mapping
from urllib.parse import urlsplit

import msgspec

from app.sandbox.kern import Collectie, Fout, Lichaam, Ongeldig, bel

PROEF = msgspec.json.encode(
    {
        "kanaal": "test",
        "hoofdObject": "http://some.hoofdobject.nl/",
        "resource": "some_resource",
        "resourceUrl": "http://some.resource.nl/",
        "actie": "create",
        "aanmaakdatum": "2019-01-01T12:00:00Z",
        "kenmerken": {},
    }
)
JSON = {"Content-Type": "application/json"}
_KOPTEKST = re.compile(r"[\x20-\x7e]{1,1000}")


def lees_abonnement(gegeven: Lichaam) -> Lichaam:
    """Its fields as they are kept; `_auth` is never shown. 400 when they are not of the right kind."""
    fouten = [
        Ongeldig(naam, "required", "Dit veld is vereist.") for naam in ("callbackUrl", "auth") if not gegeven.get(naam)
    ]
    if not fouten and not _is_adres(gegeven["callbackUrl"]):
        fouten.append(Ongeldig("callbackUrl", "invalid", "Voer een geldige URL in."))
    if not fouten and not (isinstance(gegeven["auth"], str) and _KOPTEKST.fullmatch(gegeven["auth"])):
        fouten.append(Ongeldig("auth", "invalid", "Ongeldige waarde."))
    kanalen = gegeven.get("kanalen", [])
    events = gegeven.get("cloudeventFilters", [])
    if not _zijn_groepen(kanalen, "naam"):
        fouten.append(Ongeldig("kanalen", "invalid", "Ongeldige data."))
    if not _zijn_groepen(events, "typeSubstring"):
        fouten.append(Ongeldig("cloudeventFilters", "invalid", "Ongeldige data."))
    if fouten:
        raise Fout("ValidationError", invalid=tuple(fouten))
    return {
        "callbackUrl": gegeven["callbackUrl"],
        "kanalen": [{"filters": groep.get("filters", {}), "naam": groep["naam"]} for groep in _groepen(kanalen)],
        "sendCloudevents": gegeven.get("sendCloudevents") is True,
        "cloudeventFilters": [
            {"typeSubstring": groep["typeSubstring"], "filters": groep.get("filters", {})} for groep in _groepen(events)
        ],
        "_auth": gegeven["auth"],
    }


async def beproef(abonnement: Lichaam, kanalen: Collectie) -> None:
    """400 unless its callback refuses a stranger and takes what is from us, and its kanalen exist."""
    url, auth = str(abonnement["callbackUrl"]), str(abonnement["_auth"])
    if await _status(url, {}) not in (401, 403):
        reden = "De opgegeven callback URL is niet beveiligd met autorisatie."
        raise Fout.ongeldig("callbackUrl", "no-auth-on-callback-url", reden)
    if not 200 <= await _status(url, {"Authorization": auth}) < 300:
        reden = "De opgegeven callback URL kan geen notificaties ontvangen."
        raise Fout.ongeldig("nonFieldErrors", "invalid-callback-url", reden)
    for groep in _groepen(abonnement["kanalen"]):
        kanaal = next(iter(kanalen.bij("naam", groep["naam"])), None)
        if kanaal is None:
            raise Fout.ongeldig("naam", "kanaal_naam", "Kanaal met deze naam bestaat niet.")
        if (filters := _filters(groep)) and not kanaal_past(kanaal, filters):
            reden = "abonnement filters aren't consistent with kanaal filters"
            raise Fout.ongeldig("filters", "inconsistent-abonnement-filters", reden)


async def _status(url: str, kop: Mapping[str, str]) -> int:
    """0: nobody answers."""
    try:
        return (await asyncio.to_thread(bel, "POST", url, body=PROEF, kop={**JSON, **kop})).status
    except OSError:
        return 0


def kanaal_past(kanaal: Lichaam, namen: Iterable[str]) -> bool:
    """Whether these names of kenmerken and those of the kanaal are all among the other."""
    filters = kanaal.get("filters")
    eigen = {_kameel(str(naam)) for naam in filters} if isinstance(filters, list) else set()
    gegeven = {_kameel(naam) for naam in namen}
    return eigen <= gegeven or eigen >= gegeven


def wil_notificatie(abonnement: Lichaam, kanaal: object, kenmerken: Mapping[str, object]) -> bool:
    return any(
        groep["naam"] == kanaal and _past(_filters(groep), kenmerken) for groep in _groepen(abonnement["kanalen"])
    )


def wil_cloudevent(abonnement: Lichaam, type_: str, data: Mapping[str, object]) -> bool:
    return bool(abonnement["sendCloudevents"]) and any(
        str(groep["typeSubstring"]) in type_ and _past(_filters(groep), data)
        for groep in _groepen(abonnement["cloudeventFilters"])
    )


def _past(filters: Mapping[str, object], kenmerken: Mapping[str, object]) -> bool:
    gevraagd = {_kameel(naam): waarde for naam, waarde in filters.items()}
    return all(waarde in ("*", kenmerken[naam]) for naam, waarde in gevraagd.items() if naam in kenmerken)


def _is_adres(url: object) -> bool:
    if not isinstance(url, str) or len(url) > 200 or not _KOPTEKST.fullmatch(url) or " " in url:
        return False
    try:
        delen = urlsplit(url)
        return delen.scheme in ("http", "https") and bool(delen.hostname) and delen.port != 0
    except ValueError:
        return False


def _groepen(groepen: object) -> list[Lichaam]:
    return [groep for groep in groepen if isinstance(groep, dict)] if isinstance(groepen, list) else []


def _zijn_groepen(groepen: object, naam: str) -> bool:
    return (
        isinstance(groepen, list)
        and len(_groepen(groepen)) == len(groepen)
        and all(isinstance(groep.get(naam), str) and _zijn_filters(groep.get("filters", {})) for groep in groepen)
    )


def _zijn_filters(filters: object) -> bool:
    return isinstance(filters, dict) and all(isinstance(waarde, str) for waarde in filters.values())


def _filters(groep: Lichaam) -> Mapping[str, object]:
    filters = groep.get("filters", {})
    return filters if isinstance(filters, dict) else {}


def _kameel(naam: str) -> str:
    return re.sub(r"_([a-z])", lambda gevonden: gevonden[1].upper(), naam)
