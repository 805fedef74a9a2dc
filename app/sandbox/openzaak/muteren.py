"""Mutaties of the sandbox: a zaak goes on, gets a result, gains or loses a betrokkene.

Source: Open Zaak 1.30.0 as measured: a new status, result or rol and a PATCH renew the zaak's ETag, DELETE of a rol
does not; `laatstGemuteerd` moves with a status, a result and a PATCH, never with a rol. The highest datumStatusGezet
is the current status; the end status closes the zaak on the local date and a later other one opens it again.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from uuid import uuid4
from zoneinfo import ZoneInfo

from app.sandbox.kern import Antwoord, Collectie, Fout, Lichaam, Vraag
from app.sandbox.openzaak.filters import lijst_van
from app.sandbox.openzaak.lezen import bewaarde_etag
from app.sandbox.openzaak.melden import meld_zaak
from app.sandbox.openzaak.rechten import recht_van

NEDERLAND = ZoneInfo("Europe/Amsterdam")
BIJWERKEN = "zaken.bijwerken"
# What a PATCH may not touch, because it follows from something else.
VAST = frozenset({"url", "uuid", "identificatie", "status", "resultaat", "rollen", "einddatum", "deelzaken", "_expand"})


def wijzig_zaak(vraag: Vraag) -> Antwoord:
    zaak = _te_wijzigen(vraag, vraag.register.store["zaken"].een(vraag.pad["uuid"]))
    _gemuteerd(vraag, zaak, {naam: waarde for naam, waarde in vraag.voorwerp().items() if naam not in VAST})
    meld_zaak(vraag, zaak, "zaak", zaak, "partial_update")
    return Antwoord({**zaak, "_expand": {}})


def maak_status(vraag: Vraag) -> Antwoord:
    store, velden = vraag.register.store, vraag.voorwerp()
    verplicht(velden, "zaak", "statustype", "datumStatusGezet")
    zaak = te_wijzigen_zaak(vraag, velden)
    statustype = store["statustypen"].van_url(velden["statustype"])
    if statustype is None or statustype.get("zaaktype") != zaak["zaaktype"]:
        raise Fout.ongeldig("nonFieldErrors", "zaaktype-mismatch", "De referentie hoort niet bij het zaaktype.")
    moment = _moment(str(velden["datumStatusGezet"]))
    statussen = store["statussen"]
    eerdere = statussen.bij("zaak", zaak["url"])
    if any(_moment(str(ander["datumStatusGezet"])) == moment for ander in eerdere):
        raise Fout.ongeldig("nonFieldErrors", "unique", "De velden zaak, datumStatusGezet moeten een unieke set zijn.")
    status = nieuw(
        vraag,
        "statussen",
        {
            "zaak": zaak["url"],
            "statustype": statustype["url"],
            "datumStatusGezet": moment.strftime("%Y-%m-%dT%H:%M:%SZ"),
            "statustoelichting": velden.get("statustoelichting", ""),
            "indicatieLaatstGezetteStatus": False,
            "gezetdoor": velden.get("gezetdoor"),
            "zaakinformatieobjecten": [],
        },
    )
    alle = [*eerdere, status]
    laatste = max(alle, key=lambda rij: _moment(str(rij["datumStatusGezet"])))
    for rij in alle:
        statussen.wijzig(rij, {"indicatieLaatstGezetteStatus": rij is laatste})
    wijziging: Lichaam = {"status": laatste["url"]}
    if laatste is status:
        einde = _is_eindstatus(store["statustypen"], statustype)
        if not einde and zaak.get("einddatum"):
            wijziging["laatstGeopend"] = tijdstip()
        wijziging["einddatum"] = moment.astimezone(NEDERLAND).date().isoformat() if einde else None
    _gemuteerd(vraag, zaak, wijziging)
    meld_zaak(vraag, zaak, "status", status, "create")
    return gemaakt(status)


def maak_resultaat(vraag: Vraag) -> Antwoord:
    store, velden = vraag.register.store, vraag.voorwerp()
    verplicht(velden, "zaak", "resultaattype")
    zaak = te_wijzigen_zaak(vraag, velden)
    resultaattype = store["resultaattypen"].van_url(velden["resultaattype"])
    if resultaattype is None or resultaattype.get("zaaktype") != zaak["zaaktype"]:
        raise Fout.ongeldig("nonFieldErrors", "zaaktype-mismatch", "De referentie hoort niet bij het zaaktype.")
    if zaak.get("resultaat"):
        raise Fout.ongeldig("zaak", "unique", "Dit veld moet uniek zijn.")
    resultaat = nieuw(
        vraag,
        "resultaten",
        {
            "zaak": zaak["url"],
            "resultaattype": resultaattype["url"],
            "toelichting": velden.get("toelichting", ""),
        },
    )
    _gemuteerd(vraag, zaak, {"resultaat": resultaat["url"]})
    meld_zaak(vraag, zaak, "resultaat", resultaat, "create")
    return gemaakt(resultaat)


def maak_rol(vraag: Vraag) -> Antwoord:
    store, velden = vraag.register.store, vraag.voorwerp()
    verplicht(velden, "zaak", "betrokkeneType", "roltype", "roltoelichting")
    zaak = te_wijzigen_zaak(vraag, velden)
    roltype = store["roltypen"].van_url(velden["roltype"])
    if roltype is None or roltype.get("zaaktype") != zaak["zaaktype"]:
        raise Fout.ongeldig("nonFieldErrors", "zaaktype-mismatch", "De referentie hoort niet bij het zaaktype.")
    leeg = {"emailadres": "", "functie": "", "telefoonnummer": "", "naam": ""}
    rol = nieuw(
        vraag,
        "rollen",
        {
            "zaak": zaak["url"],
            "betrokkene": velden.get("betrokkene", ""),
            "betrokkeneType": velden["betrokkeneType"],
            "afwijkendeNaamBetrokkene": velden.get("afwijkendeNaamBetrokkene", ""),
            "roltype": roltype["url"],
            "omschrijving": roltype["omschrijving"],
            "omschrijvingGeneriek": roltype["omschrijvingGeneriek"],
            "roltoelichting": velden["roltoelichting"],
            "registratiedatum": tijdstip(),
            "indicatieMachtiging": velden.get("indicatieMachtiging", ""),
            "contactpersoonRol": velden.get("contactpersoonRol", leeg),
            "statussen": [],
            "beginGeldigheid": velden.get("beginGeldigheid"),
            "eindeGeldigheid": velden.get("eindeGeldigheid"),
            "betrokkeneIdentificatie": velden.get("betrokkeneIdentificatie"),
        },
    )
    if velden["betrokkeneType"] != "medewerker":  # which has no such key at all
        rol["authenticatieContext"] = velden.get("authenticatieContext")
    store["zaken"].wijzig(zaak, {"rollen": [*lijst_van(zaak.get("rollen")), rol["url"]], "_etag": None})
    meld_zaak(vraag, zaak, "rol", rol, "create")
    return gemaakt(rol)


def verwijder_rol(vraag: Vraag) -> Antwoord:
    """The zaak keeps its ETag, although it has a rol less: a revoked gemachtigde does not show in revalidation."""
    store = vraag.register.store
    rol = store["rollen"].een(vraag.pad["uuid"])
    zaak = store["zaken"].van_url(rol["zaak"])
    if zaak is None:
        raise Fout.niet_gevonden()
    _te_wijzigen(vraag, zaak)
    bewaarde_etag(zaak)
    store["rollen"].verwijder(vraag.pad["uuid"])
    over = [url for url in lijst_van(zaak.get("rollen")) if url != rol["url"]]
    store["zaken"].wijzig(zaak, {"rollen": over})
    meld_zaak(vraag, zaak, "rol", rol, "destroy")
    return Antwoord(status=204)


def _gemuteerd(vraag: Vraag, zaak: Lichaam, velden: Mapping[str, object]) -> None:
    vraag.register.store["zaken"].wijzig(zaak, {**velden, "laatstGemuteerd": tijdstip(), "_etag": None})


def te_wijzigen_zaak(vraag: Vraag, velden: Mapping[str, object]) -> Lichaam:
    zaak = vraag.register.store["zaken"].van_url(velden["zaak"])
    if zaak is None:
        raise Fout.ongeldig("zaak", "does_not_exist", "Ongeldige hyperlink - Object bestaat niet.")
    return _te_wijzigen(vraag, zaak)


def _te_wijzigen(vraag: Vraag, zaak: Lichaam) -> Lichaam:
    if not recht_van(vraag.register.store["applicaties"], vraag.client).mag("zrc", BIJWERKEN, zaak):
        raise Fout.verboden()
    return zaak


def verplicht(velden: Mapping[str, object], *namen: str) -> None:
    for naam in namen:
        if velden.get(naam) in (None, ""):
            raise Fout.ongeldig(naam, "required", "Dit veld is vereist.")


def nieuw(vraag: Vraag, collectie: str, velden: Lichaam) -> Lichaam:
    uuid = str(uuid4())
    rij: Lichaam = {"url": f"{vraag.register.basis}/zaken/api/v1/{collectie}/{uuid}", "uuid": uuid, **velden}
    vraag.register.store[collectie].voeg_toe(rij)
    return rij


def gemaakt(rij: Lichaam) -> Antwoord:
    return Antwoord(rij, status=201)


def _is_eindstatus(statustypen: Collectie, statustype: Lichaam) -> bool:
    """Derived, not stored: the statustype with the highest volgnummer of its zaaktype."""
    nummers = [int(str(ander["volgnummer"])) for ander in statustypen.bij("zaaktype", statustype["zaaktype"])]
    return int(str(statustype["volgnummer"])) == max(nummers)


def _moment(tekst: str) -> datetime:
    try:
        moment = datetime.fromisoformat(tekst)
    except ValueError:
        raise Fout.ongeldig("datumStatusGezet", "invalid", "Datetime heeft een ongeldig formaat.") from None
    return (moment if moment.tzinfo else moment.replace(tzinfo=NEDERLAND)).astimezone(UTC)


def tijdstip() -> str:
    return datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")
