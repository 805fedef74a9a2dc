"""Streek: organisations beside the gemeente, each with registers of its own, as verhalen/streek.yaml tells of them."""

from __future__ import annotations

from copy import deepcopy
from dataclasses import dataclass
from typing import Any

from app.sandbox.wereld.bouwer import Adressen, Bouwer, Record, Wereld
from app.sandbox.wereld.catalogus import bouw_catalogus
from app.sandbox.wereld.klanten import bouw_klant
from app.sandbox.wereld.overig import bouw_medewerkers, bouw_objecttypes
from app.sandbox.wereld.producten import bouw_product, bouw_producttypen
from app.sandbox.wereld.zaken import bouw_zaken


@dataclass(frozen=True, slots=True, kw_only=True)
class Huis:
    """An organisation. `ander`: its zaaksysteem is of another supplier than Open Zaak."""

    naam: str
    oin: str
    rsin: str
    ander: bool
    wereld: Wereld


def bouw_huis(naam: str, huis: Record, basis: str, gemeente: Wereld, verhalen: dict[str, dict[str, Any]]) -> Huis:
    """`verhalen`: the stories that everybody shares (catalogus, producten, medewerkers) and those of the people."""
    bouwer = Bouwer(Adressen.onder(basis, naam), gemeente.vandaag, huis=naam, rsin=huis["rsin"])
    bouw_catalogus(bouwer, _met(verhalen["catalogus"], "zaaktypen", huis))
    bouw_objecttypes(bouwer)  # of the medewerkers, whom the stories name
    bouw_medewerkers(bouwer, deepcopy(verhalen["medewerkers"]))
    bouw_producttypen(bouwer, _met(verhalen["producten"], "producttypen", huis))
    klanten = {wie: _verhaal(verhalen[wie], hier) for wie, hier in huis["klanten"].items()}
    for verhaal in klanten.values():
        bouw_klant(bouwer, verhaal)
    for wie, verhaal in klanten.items():
        bouw_zaken(bouwer, verhaal)
        for product in huis["klanten"][wie].get("producten", ()):
            bouw_product(bouwer, verhaal, f"{wie}/{product['naam']}", product, _zaak_van(product, gemeente))
    organisatie = {sleutel: huis[sleutel] for sleutel in ("naam", "oin", "rsin")}
    return Huis(ander=huis.get("ander", False), wereld=bouwer.wereld, **organisatie)


def _verhaal(elders: Record, hier: Record) -> Record:
    """Who it is, as everywhere, with how he is known here and what he has here."""
    soort = "persoon" if "persoon" in hier else "onderneming"
    return {soort: {**elders[soort], **hier[soort]}, "zaken": deepcopy(hier["zaken"])}


def _met(verhaal: dict[str, Any], deel: str, huis: Record) -> dict[str, Any]:
    return {**deepcopy(verhaal), deel: {**deepcopy(verhaal[deel]), **deepcopy(huis[deel])}}


def _zaak_van(product: Record, gemeente: Wereld) -> Record | None:
    if "van" not in product:
        return None
    zaken = gemeente.collecties["openzaak"]["zaken"]
    return next(zaak for zaak in zaken if zaak["identificatie"] == product["van"]["nummer"])
