"""Wire: the part of Klantinteracties API 0.9 that is read, as it is sent."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime

from msgspec import Struct, field

from resolvers.grammar.sleutel import Bsn, Klantnummer, KvkNummer, Rsin, Sleutel, Vestigingsnummer

SOORTEN: Mapping[str, type[Sleutel]] = {
    "bsn": Bsn,
    "kvk_nummer": KvkNummer,
    "rsin": Rsin,
    "vestigingsnummer": Vestigingsnummer,
}


class Wire(Struct, rename="camel", kw_only=True): ...


class Verwijzing(Wire):
    uuid: str = ""


class Identificator(Wire):
    code_soort_object_id: str = ""
    object_id: str = ""


class Partijidentificator(Wire):
    partij_identificator: Identificator = field(default_factory=Identificator)


class WireAdres(Wire):
    uuid: str
    adres: str = ""
    soort_digitaal_adres: str = ""
    is_standaard_adres: bool = False
    omschrijving: str = ""
    referentie: str = ""
    verificatie_datum: date | None = None
    verstrekt_door_partij: Verwijzing | None = None


class Naam(Wire):
    volledige_naam: str = ""
    naam: str = ""


class PartijExpand(Wire):
    digitale_adressen: list[WireAdres] = field(default_factory=list)


class WirePartij(Wire):
    uuid: str
    nummer: str | None = None
    soort_partij: str = ""
    voorkeurstaal: str = ""
    voorkeurs_digitaal_adres: Verwijzing | None = None
    partij_identificatoren: list[Partijidentificator] = field(default_factory=list)
    partij_identificatie: Naam | None = None
    expand: PartijExpand = field(name="_expand", default_factory=PartijExpand)


class Onderwerpidentificator(Wire):
    object_id: str = ""
    code_objecttype: str = ""


class Onderwerpobject(Wire):
    onderwerpobjectidentificator: Onderwerpidentificator | None = None


class BetrokkeneExpand(Wire):
    was_partij: WirePartij | None = None
    """None too for a partij that stands elsewhere in the same answer: the product shows each once."""


class Betrokkene(Wire):
    was_partij: Verwijzing | None = None
    expand: BetrokkeneExpand = field(name="_expand", default_factory=BetrokkeneExpand)


class ContactExpand(Wire):
    had_betrokkenen: list[Betrokkene] = field(default_factory=list)
    ging_over_onderwerpobjecten: list[Onderwerpobject] = field(default_factory=list)


class Actoridentificatie(Wire):
    functie: str = ""
    emailadres: str = ""
    telefoonnummer: str = ""


class Actoridentificator(Wire):
    object_id: str = ""


class Actor(Wire):
    uuid: str
    naam: str = ""
    soort_actor: str = ""
    actoridentificator: Actoridentificator | None = None
    actor_identificatie: Actoridentificatie | None = None


class Klantcontact(Wire):
    uuid: str
    kanaal: str = ""
    onderwerp: str = ""
    inhoud: str = ""
    indicatie_contact_gelukt: bool | None = None
    taal: str = ""
    vertrouwelijk: bool = True
    plaatsgevonden_op: datetime | None = None
    had_betrokken_actoren: list[Actor] = field(default_factory=list)
    expand: ContactExpand = field(name="_expand", default_factory=ContactExpand)


def sleutels_van(partij: WirePartij) -> frozenset[Sleutel]:
    found: set[Sleutel] = set()
    for item in partij.partij_identificatoren:
        kind = SOORTEN.get(item.partij_identificator.code_soort_object_id)
        value = item.partij_identificator.object_id
        if kind is not None and kind.vorm.fullmatch(value) and kind.klopt(value):
            found.add(kind(value))
    if partij.nummer and Klantnummer.vorm.fullmatch(partij.nummer):
        found.add(Klantnummer(partij.nummer))
    return frozenset(found)
