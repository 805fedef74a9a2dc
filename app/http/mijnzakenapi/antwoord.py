"""Antwoord: what the graph answers to the questions of this door, and whether it may be told on."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

import msgspec

#: The status of an answer that could not be given, by the code of the graph. All else is ours: 500.
_STATUS = {
    "RATE_LIMITED": 429,
    "DEADLINE_EXCEEDED": 504,
    "LOG_UNAVAILABLE": 503,
    "REGISTER_UNAVAILABLE": 503,
    "REGISTER_TIMEOUT": 503,
    "REGISTER_INVALID_RESPONSE": 503,
    "FORBIDDEN": 403,
    "ASSURANCE_LEVEL_TOO_LOW": 403,
}


class _Deel(msgspec.Struct, rename="camel"):
    """A part of an answer. What was closed is null, whatever it is."""


class Naam(_Deel):
    naam: str | None = None


class Zaaktype(_Deel):
    omschrijving: str | None = None


class Stap(_Deel):
    volgnummer: int
    toestand: str
    naam: str | None = None
    toelichting: str | None = None


class Status(_Deel):
    naam: str | None = None
    toelichting: str | None = None
    gezet_op: datetime | None = None


class Substatus(_Deel):
    omschrijving: str | None = None
    tijdstip: datetime | None = None


class Document(_Deel):
    id: str
    titel: str | None = None
    bestandsnaam: str | None = None
    formaat: str | None = None
    bestandsomvang: int | None = None
    creatiedatum: date | None = None
    ontvangstdatum: date | None = None
    verzenddatum: date | None = None
    richting: str | None = None
    download_url: str | None = None


class Contact(_Deel):
    kanaal: str | None = None
    onderwerp: str | None = None
    inhoud: str | None = None
    plaatsgevonden_op: datetime | None = None


class Zaak(_Deel):
    """The lists are there in a detail only."""

    id: str
    identificatie: str | None = None
    zaaktype: Zaaktype | None = None
    status: Naam | None = None
    startdatum: date | None = None
    registratiedatum: date | None = None
    einddatum: date | None = None
    proces: list[Stap] | None = None
    statussen: list[Status] | None = None
    substatussen: list[Substatus] | None = None
    documenten: list[Document] | None = None
    contactmomenten: list[Contact] | None = None


class Einde(_Deel):
    end_cursor: str | None = None


class Zaken(_Deel):
    totaal: int | None = None
    nodes: list[Zaak] = []
    page_info: Einde | None = None


class Klant(_Deel):
    zaken: Zaken | None = None


class Lijstdata(_Deel):
    klant: Klant | None = None


class Oorzaak(_Deel):
    code: str


class Fout(_Deel):
    extensions: Oorzaak
    path: list[str | int] = []


class Lijstantwoord(_Deel):
    data: Lijstdata | None = None
    errors: list[Fout] = []


class Zaakantwoord(_Deel):
    """`data`: per place where was looked, the zaak or nothing."""

    data: dict[str, Zaak | None] | None = None
    errors: list[Fout] = []


class NietTeZeggen(Exception):
    """There is no answer, or not all of it. `status`: what the client hears instead."""

    def __init__(self, status: int) -> None:
        super().__init__(status)
        self.status = status


def zonder_fouten(fouten: Sequence[Fout]) -> None:
    """Raises NietTeZeggen for the first of these faults."""
    for fout in fouten:
        raise NietTeZeggen(_STATUS.get(fout.extensions.code, 500))


def gevonden(body: bytes) -> Zaak | None:
    """The zaak that was found, whole. None: it is nowhere, or may not be seen. Raises NietTeZeggen when that cannot be
    said, which is not so of another register than the one that has it."""
    antwoord = msgspec.json.decode(body, type=Zaakantwoord)
    for plek, zaak in (antwoord.data or {}).items():
        if zaak is not None:
            zonder_fouten([fout for fout in antwoord.errors if fout.path[:1] == [plek]])
            return zaak
    zonder_fouten(antwoord.errors)
    return None


def zaken_uit(body: bytes) -> Zaken:
    """A page, whole. Raises NietTeZeggen: 403 when this login has no zaken to see."""
    antwoord = msgspec.json.decode(body, type=Lijstantwoord)
    zonder_fouten(antwoord.errors)
    zaken = antwoord.data.klant.zaken if antwoord.data is not None and antwoord.data.klant is not None else None
    if zaken is None:
        raise NietTeZeggen(403)
    return zaken
