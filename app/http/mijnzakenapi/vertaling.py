"""Vertaling: a zaak in the words of the draft MijnZaken API. The structs here are also what openapi describes."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import date
from typing import Annotated, Literal
from urllib.parse import quote

import msgspec
from msgspec import UNSET, Meta, UnsetType
from msgspec.structs import asdict

from app.http.mijnzakenapi import antwoord as graaf
from resolvers.grammar.context import AMSTERDAM
from resolvers.grammar.ref import Ref

Uuid = Annotated[str, Meta(description="Het id in het register.", extra_json_schema={"format": "uuid"})]
Bladadres = Annotated[str, Meta(extra_json_schema={"format": "uri"})]


class Zaaksamenvatting(msgspec.Struct, rename="camel", kw_only=True):
    """Een zaak in het kort."""

    uuid: Uuid
    urn: Annotated[str, Meta(description="Waarmee andere API's naar de zaak verwijzen.", pattern="^urn:")]
    zaaknummer: str
    naam: Annotated[str, Meta(description="Wat voor zaak het is, in de woorden van de organisatie.")]
    status: Annotated[Literal["open", "gesloten"], Meta(description="Of de zaak nog loopt.")]
    huidige_status: (
        Annotated[str, Meta(description="De stap waar de zaak nu is; weg zolang er geen status is gezet.")] | UnsetType
    ) = UNSET
    datum_aanvraag: Annotated[date, Meta(description="Wanneer de zaak begon; de lijst staat hierop, nieuwste eerst.")]


class Zaaklijst(msgspec.Struct, kw_only=True):
    """Een bladzijde van de zaken van wie is ingelogd."""

    count: Annotated[int, Meta(description="Hoeveel zaken er zijn, op alle bladzijden samen.", ge=0)]
    next: Annotated[Bladadres | None, Meta(description="De volgende bladzijde.")]
    previous: Annotated[Bladadres | None, Meta(description="De vorige bladzijde.")]
    results: list[Zaaksamenvatting]


class Statusstap(msgspec.Struct, rename="camel", kw_only=True):
    """Een stap van het proces. Een stap die niet nodig bleek, staat er niet bij."""

    nummer: Annotated[int, Meta(description="De plaats in het proces, vanaf 1.", ge=1)]
    titel: str
    status: Literal["voltooid", "lopend", "gepland"]
    toelichting: (
        Annotated[list[str], Meta(description="Wat de stap betekent, en wat er toen is opgeschreven.")] | UnsetType
    ) = UNSET


class Zaakdocument(msgspec.Struct, rename="camel", kw_only=True):
    """Een document dat klaar is en gezien mag worden."""

    uuid: Uuid
    naam: str
    formaat: Annotated[str, Meta(description="Het media type.")]
    bestandsgrootte: (
        Annotated[int, Meta(description="In bytes; weg als het register het niet weet.", ge=0)] | UnsetType
    ) = UNSET
    datum: Annotated[date, Meta(description="Ontvangen, verzonden of anders gemaakt.")] | UnsetType = UNSET
    bron: Annotated[Literal["burger", "organisatie"], Meta(description="Van wie het kwam.")]
    download_url: Annotated[
        str, Meta(description="Waar het bestand te halen is, met hetzelfde token.", extra_json_schema={"format": "uri"})
    ]


class Contactmoment(msgspec.Struct, rename="camel", kw_only=True):
    """Een contact over de zaak."""

    datum: date | UnsetType = UNSET
    kanaal: Annotated[
        Literal["mail", "telefoon", "brief", "balie", "vraag"],
        Meta(description="Een vraag is al wat niet per mail, telefoon of brief was en niet aan de balie."),
    ]
    tekst: str


class Zaakdetail(Zaaksamenvatting, kw_only=True):
    """Een zaak; wat ook in de lijst staat, is daar hetzelfde."""

    statushistorie: list[Statusstap]
    documenten: list[Zaakdocument]
    contactmomenten: list[Contactmoment]


#: What the draft knows of a step. It has no word for one that was passed over.
_TOESTANDEN: dict[str, Literal["voltooid", "lopend", "gepland"]] = {
    "DOORLOPEN": "voltooid",
    "HUIDIG": "lopend",
    "VERWACHT": "gepland",
}
#: How registers write the kanalen of the draft; it is a free text there.
_KANALEN: dict[str, Literal["mail", "telefoon", "brief", "balie"]] = {
    "mail": "mail",
    "email": "mail",
    "e-mail": "mail",
    "telefoon": "telefoon",
    "telefonisch": "telefoon",
    "brief": "brief",
    "post": "brief",
    "balie": "balie",
}


def samenvatting(zaak: graaf.Zaak) -> Zaaksamenvatting:
    uuid = Ref.decode(zaak.id).id
    zaaknummer = zaak.identificatie or uuid
    begon = zaak.startdatum or zaak.registratiedatum
    if begon is None:  # every zaakregister has it, and without it nobody can tell the order
        raise graaf.NietTeZeggen(503)
    return Zaaksamenvatting(
        uuid=uuid,
        urn=f"urn:nl:gemeenten:zaak:{quote(zaaknummer, safe='')}",
        zaaknummer=zaaknummer,
        naam=(zaak.zaaktype.omschrijving if zaak.zaaktype is not None else None) or zaaknummer,
        status="open" if zaak.einddatum is None else "gesloten",
        huidige_status=(zaak.status.naam if zaak.status is not None else None) or UNSET,
        datum_aanvraag=begon,
    )


def detail(zaak: graaf.Zaak, publiek_url: str) -> Zaakdetail:
    """`publiek_url`: under which documents can be fetched."""
    return Zaakdetail(
        **asdict(samenvatting(zaak)),
        statushistorie=_historie(zaak),
        documenten=[_document(found, publiek_url) for found in zaak.documenten or ()],
        contactmomenten=[_contact(found) for found in zaak.contactmomenten or ()],
    )


def _historie(zaak: graaf.Zaak) -> list[Statusstap]:
    """A step is told by what it means, by what was written when it was reached (each time), and by what was told while
    it lasted."""
    statussen, genoteerd = zaak.statussen or (), defaultdict[str | None, list[str | None]](list)
    for status in statussen:
        genoteerd[status.naam].append(status.toelichting)
    for substatus in zaak.substatussen or ():
        genoteerd[_tijdens(statussen, substatus)].append(substatus.omschrijving)
    return [
        Statusstap(
            nummer=stap.volgnummer,
            titel=stap.naam or "",
            status=_TOESTANDEN[stap.toestand],
            toelichting=_toelichting(stap, genoteerd[stap.naam]) or UNSET,
        )
        for stap in zaak.proces or ()
        if stap.toestand in _TOESTANDEN
    ]


def _toelichting(stap: graaf.Stap, genoteerd: Sequence[str | None]) -> list[str]:
    """Of a step that is to come nothing: the texts of a catalogue speak as if it had been."""
    if stap.toestand == "VERWACHT":
        return []
    return [tekst for tekst in (stap.toelichting, *genoteerd) if tekst]


def _tijdens(statussen: Sequence[graaf.Status], substatus: graaf.Substatus) -> str | None:
    """The name of the status that the zaak had at that moment; they come oldest first."""
    naam = None
    for status in statussen:
        if status.gezet_op is not None and substatus.tijdstip is not None and status.gezet_op <= substatus.tijdstip:
            naam = status.naam
    return naam


def _document(document: graaf.Document, publiek_url: str) -> Zaakdocument:
    binnen = document.richting == "INKOMEND"
    datum = (document.ontvangstdatum if binnen else document.verzenddatum) or document.creatiedatum
    return Zaakdocument(
        uuid=Ref.decode(document.id).id,
        naam=document.titel or document.bestandsnaam or "",
        formaat=document.formaat or "application/octet-stream",
        bestandsgrootte=UNSET if document.bestandsomvang is None else document.bestandsomvang,
        datum=datum or UNSET,
        bron="burger" if binnen else "organisatie",
        download_url=f"{publiek_url}{document.download_url or ''}",
    )


def _contact(contact: graaf.Contact) -> Contactmoment:
    moment = contact.plaatsgevonden_op
    return Contactmoment(
        datum=moment.astimezone(AMSTERDAM).date() if moment is not None else UNSET,
        kanaal=_KANALEN.get((contact.kanaal or "").strip().lower(), "vraag"),
        tekst="\n".join(deel for deel in (contact.onderwerp, contact.inhoud) if deel),
    )
