"""Notificatie: what a register says, in one form: something changed in this object. Nothing else of it is used.

Sources: Open Notificaties (ZGW notificaties: kanaal, hoofdObject, resource, resourceUrl, actie, aanmaakdatum) and
CloudEvents in the NL GOV profile (Open Zaak `nl.overheid.zaken.*`, Open VTB `nl.overheid.taken.*`). An object is only
known by an address of a register that is connected; whatever stands elsewhere is refused, and nothing is fetched.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime
from hashlib import sha256
from typing import TypeVar

import msgspec
from msgspec import Struct

from app.push.adresboek import Adresboek, Plek
from resolvers.grammar.sleutel import Bsn

T = TypeVar("T")

#: kanaal → the collection of its hoofdObject, and what that is to us. Catalogi have no object: something in it changed.
KANALEN = {
    "zaken": ("zaken", "Zaak"),
    "besluiten": ("besluiten", "Besluit"),
    "documenten": ("enkelvoudiginformatieobjecten", "Document"),
    "partijen": ("partijen", "Partij"),
    "klantcontacten": ("klantcontacten", "Contactmoment"),
    "internetaken": ("internetaken", "Internetaak"),
    "producten": ("producten", "Product"),
    "zaaktypen": ("zaaktypen", "Catalogus"),
    "informatieobjecttypen": ("informatieobjecttypen", "Catalogus"),
    "besluittypen": ("besluittypen", "Catalogus"),
    "producttypen": ("producttypen", "Catalogus"),
}
#: What a partner's MijnZaken sends.
KETENTYPE = "nl.mijnzaken.wijziging"
_ZAAKNUMMER = re.compile(r"[^\s:]{1,40}")
#: What Open Notificaties sends to see whether somebody is there.
PROEF = "test"
_ZAAK, _TAAK = "nl.overheid.zaken.", "nl.overheid.taken.externetaak-"


class NietGeldig(ValueError):
    """It cannot be a notification to us. A Dutch sentence without anything that was sent."""


class Notificatie(Struct, frozen=True, kw_only=True):
    """`register` and `id` say which object of which `soort` (Zaak, Besluit, Document, Product, Taak, Verzoek, …);
    `resource` which part of it changed, by the register's own word, and `deel` that part's uuid; `actie` create,
    update, partial_update or destroy; `merk`: what tells one change from the next when the rest is the same."""

    register: str
    soort: str
    id: str
    resource: str
    actie: str
    tijdstip: datetime
    deel: str = ""
    merk: str = ""

    @property
    def sleutel(self) -> str:
        """The same for the same notification, however often it is delivered."""
        return sha256(msgspec.json.encode(self)).hexdigest()


class _Bericht(Struct, rename="camel"):
    kanaal: str
    hoofd_object: str
    resource: str
    resource_url: str
    actie: str
    aanmaakdatum: datetime


class _Gewijzigd(Struct, rename="camel"):
    uw_kenmerk: str | None = None


class _Data(Struct, rename="camel"):
    mijn_zaken_gewijzigd: _Gewijzigd


class _Antwoord(Struct):
    data: _Data


class _Ketendata(Struct):
    antwoord: _Antwoord


class _Ketenevent(Struct):
    """As our own webhook writes it."""

    id: str
    source: str
    type: str
    specversion: str
    data: _Ketendata
    time: datetime | None = None


class _CloudEvent(Struct):
    id: str
    source: str
    type: str
    specversion: str
    subject: str = ""
    time: datetime | None = None


def lees(body: bytes, adressen: Adresboek) -> Notificatie | None:
    """A notification of Open Notificaties. None for a trial, and for what nobody can be told of. Raises NietGeldig."""
    bericht = _ontleed(body, _Bericht)
    if bericht.kanaal == PROEF:
        return None
    if (bekend := KANALEN.get(bericht.kanaal)) is None:
        raise NietGeldig("Dit kanaal kennen wij niet.")
    collectie, soort = bekend
    hoofd, deel = adressen.vind(bericht.hoofd_object), adressen.vind(bericht.resource_url)
    if hoofd is None or deel is None or hoofd.register != deel.register:
        raise NietGeldig("Dit object staat niet in een register dat wij kennen.")
    if hoofd.collectie != collectie:
        raise NietGeldig("Het hoofdobject hoort niet bij dit kanaal.")
    return Notificatie(
        register=hoofd.register,
        soort=soort,
        id=hoofd.id,
        resource=bericht.resource[:64],
        deel=deel.id,
        actie=bericht.actie[:32],
        tijdstip=_moment(bericht.aanmaakdatum),
    )


def lees_cloudevent(body: bytes, adressen: Adresboek) -> Notificatie | None:
    """None for a kind that tells nobody anything. Raises NietGeldig."""
    event = _ontleed(body, _CloudEvent)
    if event.specversion != "1.0":
        raise NietGeldig("Alleen CloudEvents 1.0.")
    plek = _plek_van(event, adressen)
    if plek is None:
        return None
    soort, resource, actie, plaats = plek
    return Notificatie(
        register=plaats.register,
        soort=soort,
        id=plaats.id,
        resource=resource,
        actie=actie,
        tijdstip=_moment(event.time),
        merk=sha256(f"{event.source}\n{event.id}".encode()).hexdigest(),
    )


def lees_ketenmelding(body: bytes, register: str) -> Notificatie | None:
    """What a partner says of his zaak, under our number of it. None when he does not know that we have it. Raises
    NietGeldig."""
    event = _ontleed(body, _Ketenevent)
    if event.specversion != "1.0" or event.type != KETENTYPE:
        raise NietGeldig("Dit is geen wijziging van een MijnZaken.")
    nummer = event.data.antwoord.data.mijn_zaken_gewijzigd.uw_kenmerk
    if nummer is None:
        return None
    if _ZAAKNUMMER.fullmatch(nummer) is None or Bsn.klopt(nummer):
        raise NietGeldig("Dit is geen zaaknummer.")
    return Notificatie(
        register=register,
        soort="Ketenzaak",
        id=nummer,
        resource="keten",
        actie="update",
        tijdstip=_moment(event.time),
        merk=sha256(f"{event.source}\n{event.id}".encode()).hexdigest(),
    )


def _plek_van(event: _CloudEvent, adressen: Adresboek) -> tuple[str, str, str, Plek] | None:
    if event.type.startswith(_ZAAK):
        wat = event.type.removeprefix(_ZAAK)
        if wat in {"zaak-verwijderd", "besluit-verwerkt", "document-geregistreerd"}:
            return None  # these come with their own object on another kanaal
        plaats = adressen.in_soort("zaken", event.subject)
        soort, resource, actie = "Zaak", "zaak", "create" if wat == "zaak-geregistreerd" else "update"
    elif event.type.startswith(_TAAK):
        plaats = adressen.in_soort("externetaken", event.subject)
        soort, resource, actie = "Taak", "externetaak", event.type.removeprefix(_TAAK)
    else:
        return None
    if plaats is None:
        raise NietGeldig("Dit object staat niet in een register dat wij kennen.")
    return soort, resource, actie, plaats


def _ontleed(body: bytes, soort: type[T]) -> T:
    try:
        return msgspec.json.decode(body, type=soort)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
        raise NietGeldig("Dit is geen bericht van een notificatiedienst.") from None


def _moment(found: datetime | None) -> datetime:
    """Registers write a time with its zone; without one it is UTC."""
    if found is None:
        return datetime.fromtimestamp(0, UTC)
    return (found if found.tzinfo else found.replace(tzinfo=UTC)).astimezone(UTC)
