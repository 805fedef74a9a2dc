"""Expand: related resources put into the answer, below `_expand`, as deep as the query asks.

Source: Open Zaak 1.30.0 (zaken/api/serializers/zaken.py inclusion_serializers) as measured: an unknown path is 400, a
repeated parameter is its last one, a null relation or an empty list has no key, and a nested object has `_expand`
only when something in it was asked.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from app.sandbox.kern import Fout, Lichaam, Store
from app.sandbox.openzaak.filters import lijst_van

Boom = dict[str, "Boom"]


@dataclass(frozen=True, slots=True)
class Relatie:
    """How one expandable name is followed: by the URL(s) in its own field, or (`via`) by the field that points back."""

    collectie: str
    via: str = ""
    binnen: Mapping[str, Relatie] | None = None
    component: str = ""


_STATUSTYPE = {"statustype": Relatie("statustypen", component="ztc")}
_RESULTAATTYPE = {"resultaattype": Relatie("resultaattypen", component="ztc")}
_ROLTYPE = {"roltype": Relatie("roltypen", component="ztc")}
_VAN_ELKE_ZAAK = {
    "rollen": Relatie("rollen", via="zaak", binnen=_ROLTYPE),
    "status": Relatie("statussen", binnen=_STATUSTYPE),
    "zaakinformatieobjecten": Relatie("zaakinformatieobjecten", via="zaak"),
    "zaakobjecten": Relatie("zaakobjecten", via="zaak"),
    "resultaat": Relatie("resultaten", binnen=_RESULTAATTYPE),
}
_ZAAKTYPE = {"zaaktype": Relatie("zaaktypen", component="ztc")}
_ANDERE_ZAAK = {**_ZAAKTYPE, **_VAN_ELKE_ZAAK}

# In the order in which the product writes them.
VAN_ZAAK: Mapping[str, Relatie] = {
    **_ZAAKTYPE,
    "hoofdzaak": Relatie("zaken", binnen=_ANDERE_ZAAK),
    "deelzaken": Relatie("zaken", binnen=_ANDERE_ZAAK),
    "eigenschappen": Relatie(
        "zaakeigenschappen", via="zaak", binnen={"eigenschap": Relatie("eigenschappen", component="ztc")}
    ),
    **_VAN_ELKE_ZAAK,
}
VAN_DOCUMENT: Mapping[str, Relatie] = {"informatieobjecttype": Relatie("informatieobjecttypen", component="ztc")}


def boom_van(paden: Iterable[str], relaties: Mapping[str, Relatie]) -> Boom:
    """The asked paths as a tree; 400 for a path that does not exist."""
    boom: Boom = {}
    for pad in paden:
        tak, hier = boom, relaties
        for naam in pad.split("."):
            relatie = hier.get(naam)
            if relatie is None:
                raise Fout.keuze("expand", pad)
            tak, hier = tak.setdefault(naam, {}), relatie.binnen or {}
    return boom


def uit_tekst(waarde: str) -> list[str]:
    return [deel.strip() for deel in waarde.split(",") if deel.strip()]


def componenten(boom: Boom, relaties: Mapping[str, Relatie]) -> set[str]:
    """The other components whose resources would come along: the application must have a right to read those."""
    uit = set()
    for naam, tak in boom.items():
        relatie = relaties[naam]
        uit |= ({relatie.component} if relatie.component else set()) | componenten(tak, relatie.binnen or {})
    return uit


def vul(rij: Lichaam, boom: Boom, relaties: Mapping[str, Relatie], store: Store) -> Lichaam:
    """`rij` with what `boom` asks below `_expand`; the row itself stays as it was."""
    uit: Lichaam = {}
    for naam, relatie in relaties.items():
        if naam in boom:
            gevonden = _volg(rij, naam, relatie, store)
            binnen = relatie.binnen or {}
            if isinstance(gevonden, list):
                dieper = [_binnen(ander, boom[naam], binnen, store) for ander in gevonden]
                if dieper:
                    uit[naam] = dieper
            elif gevonden is not None:
                uit[naam] = _binnen(gevonden, boom[naam], binnen, store)
    return {**rij, "_expand": uit}


def _binnen(rij: Lichaam, boom: Boom, relaties: Mapping[str, Relatie], store: Store) -> Lichaam:
    vol = vul(rij, boom, relaties, store)
    if not vol["_expand"] and "_expand" not in rij:
        del vol["_expand"]
    return vol


def _volg(rij: Lichaam, naam: str, relatie: Relatie, store: Store) -> Lichaam | list[Lichaam] | None:
    collectie = store[relatie.collectie]
    if relatie.via:
        return collectie.bij(relatie.via, rij.get("url"))
    waarde = rij.get(naam)
    if isinstance(waarde, list):
        return [ander for url in lijst_van(waarde) if (ander := collectie.van_url(url)) is not None]
    return collectie.van_url(waarde)
