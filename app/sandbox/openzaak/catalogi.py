"""Catalogi API of the sandbox: the types of everything in the other APIs, per version of a zaaktype.

Source: Catalogi API 1.3.1 of Open Zaak 1.30.0 as measured: lists without a filter give the whole catalogue, published
types only unless `status` says otherwise; no `expand`; an ETag on each detail.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial

from app.sandbox.kern import Antwoord, Lichaam, Pad, Vraag
from app.sandbox.openzaak.filters import (
    Filter,
    Toets,
    bevat,
    een_van,
    gekozen,
    geldig_op,
    geldige_url,
    gelijk,
    lijst_van,
    url,
    url_in_lijst,
)
from app.sandbox.openzaak.lezen import Bron

BASIS = "/catalogi/api/v1"
STATUS = ("alles", "concept", "definitief")


def _trefwoord(naam: str, waarde: object) -> Toets:
    return lambda rij: waarde in lijst_van(rij.get("trefwoorden"))


_CATALOGUS: Mapping[str, Filter] = {"catalogus": url("catalogus"), "datumGeldigheid": geldig_op}
_VAN_ZAAKTYPE: Mapping[str, Filter] = {
    "datumGeldigheid": geldig_op,
    "zaaktype": url("zaaktype"),
    "zaaktypeIdentificatie": gelijk("zaaktypeIdentificatie"),
}
FILTERS: Mapping[str, Mapping[str, Filter]] = {
    "catalogussen": {
        "domein": gelijk("domein"),
        "domein__in": een_van("domein"),
        "rsin": gelijk("rsin"),
        "rsin__in": een_van("rsin"),
    },
    "zaaktypen": {
        **_CATALOGUS,
        "identificatie": gelijk("identificatie"),
        "identificatie__icontains": bevat("identificatie"),
        "omschrijving__icontains": bevat("omschrijving"),
        "trefwoorden": _trefwoord,
    },
    "statustypen": _VAN_ZAAKTYPE,
    "roltypen": {
        **_VAN_ZAAKTYPE,
        "omschrijving": gelijk("omschrijving"),
        "omschrijvingGeneriek": gelijk("omschrijvingGeneriek"),
    },
    "resultaattypen": _VAN_ZAAKTYPE,
    "eigenschappen": _VAN_ZAAKTYPE,
    "informatieobjecttypen": {
        **_CATALOGUS,
        "omschrijving": gelijk("omschrijving"),
        "omschrijving__icontains": bevat("omschrijving"),
    },
    "besluittypen": {
        **_CATALOGUS,
        "omschrijving": gelijk("omschrijving"),
        "informatieobjecttypen": url_in_lijst("informatieobjecttypen"),
        "zaaktypen": url_in_lijst("zaaktypen"),
    },
}
BRONNEN = {
    naam: Bron(
        naam=naam,
        pad=f"{BASIS}/{naam}",
        component="ztc",
        scope="catalogi.lezen",
        versie="1.3.1",
        filters=filters,
        extra=frozenset({"status", "zaaktype"} if naam == "informatieobjecttypen" else {"status"})
        if naam != "catalogussen"
        else frozenset(),
    )
    for naam, filters in FILTERS.items()
}


def _lijst(bron: Bron, vraag: Vraag) -> Antwoord:
    rijen = bron.rijen(vraag)
    if "status" in bron.extra:
        status = gekozen("status", vraag.params.get("status") or "definitief", STATUS)
        rijen = [rij for rij in rijen if status in ("alles", _status(vraag, rij))]
    if bron.naam == "informatieobjecttypen" and vraag.params.get("zaaktype"):
        zaaktype = vraag.register.store["zaaktypen"].van_url(geldige_url("zaaktype", vraag.params["zaaktype"]))
        van_zaaktype = lijst_van((zaaktype or {}).get("informatieobjecttypen"))
        rijen = [rij for rij in rijen if rij["url"] in van_zaaktype]
    return Antwoord(vraag.pagina(rijen))


def _status(vraag: Vraag, rij: Lichaam) -> str:
    """A type that belongs to a zaaktype is as published as that is."""
    zaaktype = vraag.register.store["zaaktypen"].van_url(rij.get("zaaktype"))
    return "concept" if (zaaktype or rij).get("concept") else "definitief"


PADEN = [
    pad
    for bron in BRONNEN.values()
    for pad in (
        Pad(bron.pad, {"GET": partial(_lijst, bron)}, params=bron.params, gepagineerd=True, kop=bron.kop),
        Pad(bron.pad + "/{uuid}", {"GET": bron.detail}, params=frozenset(), kop=bron.kop),
    )
]
