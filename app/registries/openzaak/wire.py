"""Wire: what Open Zaak sends, only what we read of it.

Zaken API 1.5.1, Catalogi API 1.3.1, Documenten API 1.4.2, Besluiten API 1.1.0, as Open Zaak 1.30.0 answers them.
Fields that no one asks are not decoded. Empty text and null mean the same to us: "" is what several of these APIs send
for "not filled in".
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date, datetime

from msgspec import UNSET, Struct, UnsetType, field


class Wire(Struct, rename="camel", gc=False):
    """Unknown fields are ignored: a newer register may send more."""


class Opschorting(Wire):
    indicatie: bool = False
    eerdere_opschorting: bool = False
    reden: str = ""


class Verlenging(Wire):
    duur: str = ""
    reden: str = ""


class Identificatie(Wire):
    """`rol.betrokkeneIdentificatie`: the union of its five shapes; `betrokkeneType` says which one it is."""

    inp_bsn: str = ""
    geslachtsnaam: str = ""
    voorvoegsel_geslachtsnaam: str = ""
    voorletters: str = ""
    voornamen: str = ""
    inn_nnp_id: str = ""
    ann_identificatie: str = ""
    kvk_nummer: str = ""
    vestigings_nummer: str = ""
    statutaire_naam: str = ""
    handelsnaam: list[str] | None = None
    identificatie: str = ""
    achternaam: str = ""
    voorvoegsel_achternaam: str = ""
    naam: str = ""

    def nummers(self) -> tuple[str, ...]:
        return self.inp_bsn, self.inn_nnp_id, self.ann_identificatie, self.kvk_nummer, self.vestigings_nummer


class Rol(Wire):
    uuid: str = ""
    betrokkene_type: str = ""
    afwijkende_naam_betrokkene: str = ""
    omschrijving: str = ""
    omschrijving_generiek: str = ""
    indicatie_machtiging: str | None = ""
    betrokkene_identificatie: Identificatie | None = None


class LosseRol(Rol):
    """As the list of rollen gives it. When it comes with its zaak, nobody reads of which zaak it is."""

    zaak: str = ""


class Status(Wire, kw_only=True):
    statustype: str = ""
    datum_status_gezet: datetime
    statustoelichting: str = ""


class LosseStatus(Status, kw_only=True):
    """As the list of statussen gives it."""

    uuid: str = ""
    zaak: str = ""


class Resultaat(Wire):
    resultaattype: str = ""
    toelichting: str = ""


class Zaakinformatieobject(Wire):
    zaak: str = ""
    informatieobject: str = ""


class Substatus(Wire):
    uuid: str = ""
    zaak: str = ""
    omschrijving: str = ""
    doelgroep: str = ""
    tijdstip: datetime | None = None


class Zaakeigenschap(Wire):
    zaak: str = ""
    naam: str = ""
    waarde: str = ""


class ZaakExpand(Wire):
    """`zaak._expand`: absent keys were not asked, or are null."""

    rollen: list[Rol] | UnsetType = UNSET
    status: Status | None = None
    resultaat: Resultaat | None = None
    zaakinformatieobjecten: list[Zaakinformatieobject] | UnsetType = UNSET
    eigenschappen: list[Zaakeigenschap] | UnsetType = UNSET


#: Of a zaak that came without `_expand`, as from a register that does not know it: Open Zaak always sends one.
NIET_UITGEBREID = ZaakExpand()


class GerelateerdeZaak(Wire):
    url: str = ""


class Kenmerk(Wire):
    kenmerk: str = ""
    bron: str = ""


class Zaak(Wire, kw_only=True):
    """In the order in which Open Zaak writes them: each is then found where it is looked for. Its lists are tuples:
    most are empty, and there is one empty tuple for all of them."""

    url: str
    uuid: str = ""
    identificatie: str = ""
    bronorganisatie: str = ""
    omschrijving: str = ""
    toelichting: str = ""
    zaaktype: str
    registratiedatum: date | None = None
    startdatum: date | None = None
    einddatum: date | None = None
    einddatum_gepland: date | None = None
    uiterlijke_einddatum_afdoening: date | None = None
    laatst_gemuteerd: datetime | None = None
    communicatiekanaal_naam: str = ""
    producten_of_diensten: tuple[str, ...] = ()
    vertrouwelijkheidaanduiding: str = ""
    verlenging: Verlenging | None = None
    opschorting: Opschorting | None = None
    hoofdzaak: str | None = None
    deelzaken: tuple[str, ...] = ()
    relevante_andere_zaken: tuple[GerelateerdeZaak, ...] = ()
    gerelateerde_zaken: tuple[GerelateerdeZaak, ...] = ()
    eigenschappen: tuple[str, ...] = ()
    status: str | None = None
    zaakinformatieobjecten: tuple[str, ...] = ()
    kenmerken: tuple[Kenmerk, ...] = ()
    resultaat: str | None = None
    expand: ZaakExpand = field(name="_expand", default_factory=lambda: NIET_UITGEBREID)


class Iets(Wire):
    """That there is something is all we read."""


class Zaaktype(Wire):
    url: str
    identificatie: str = ""
    omschrijving: str = ""
    omschrijving_generiek: str = ""
    doel: str = ""
    aanleiding: str = ""
    onderwerp: str = ""
    doorlooptijd: str | None = None
    servicenorm: str | None = None
    indicatie_intern_of_extern: str = ""
    opschorting_en_aanhouding_mogelijk: bool | None = None
    verlenging_mogelijk: bool | None = None
    producten_of_diensten: list[str] = field(default_factory=list)
    begin_geldigheid: date | None = None
    versiedatum: date | None = None


class Statustype(Wire):
    url: str
    zaaktype: str
    omschrijving: str = ""
    omschrijving_generiek: str = ""
    statustekst: str = ""
    volgnummer: int = 0
    is_eindstatus: bool = False
    informeren: bool = False
    doorlooptijd: str | None = None


class Resultaattype(Wire):
    url: str
    omschrijving: str = ""


class Omschreven(Wire):
    """An informatieobjecttype or besluittype: its name is all we read."""

    url: str
    omschrijving: str = ""


class Catalogus(Wire):
    """The lists of types, whole."""

    zaaktypen: list[Zaaktype]
    statustypen: list[Statustype]
    resultaattypen: list[Resultaattype]
    informatieobjecttypen: list[Omschreven]
    besluittypen: list[Omschreven]


class Besluit(Wire):
    url: str
    identificatie: str = ""
    besluittype: str = ""
    zaak: str = ""
    datum: date | None = None
    toelichting: str = ""
    bestuursorgaan: str = ""
    ingangsdatum: date | None = None
    vervaldatum: date | None = None
    publicatiedatum: date | None = None
    verzenddatum: date | None = None
    uiterlijke_reactiedatum: date | None = None


class Besluitinformatieobject(Wire):
    informatieobject: str = ""
    besluit: str = ""


class Document(Wire):
    url: str
    identificatie: str = ""
    titel: str = ""
    beschrijving: str = ""
    informatieobjecttype: str = ""
    formaat: str = ""
    bestandsnaam: str = ""
    bestandsomvang: int | None = None
    creatiedatum: date | None = None
    ontvangstdatum: date | None = None
    verzenddatum: date | None = None
    auteur: str = ""
    taal: str = ""
    versie: int | None = None
    status: str = ""
    vertrouwelijkheidaanduiding: str = ""


class Zaakverzoek(Wire):
    zaak: str = ""
    verzoek: str = ""


def uuid_uit(url: str) -> str:
    """The uuid at the end of a resource's URL; hosts differ inside and outside a cluster, so nothing else of it is
    used."""
    return url.rstrip("/").rpartition("/")[2].partition("?")[0]


def alleen_uuids(ids: Iterable[str]) -> list[str]:
    """Each once, and only what can be one: a client may invent an id, and `uuid__in` with one such answers nobody."""
    return [id_ for id_ in dict.fromkeys(ids) if _UUID.fullmatch(id_)]


_UUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
