"""Vng: verwerkingsacties of the VNG Verwerkingenlogging API 0.9.0, as its Bewerking API takes them.

One per Verwerking about a natural person: the API knows no other object (`objecttype` has one value, persoon), so
companies are left out. Which medewerker looked is not told (`gebruiker` stays empty). Urls, ids and the time of
registration are given by the log that receives it.

The betrokkene goes as our pseudonym; or, when its own log pseudonymises (VNG decision 2042), as the BSN itself:
`onthul`. A pseudonym goes without the name of its key, which would not fit in the 40 characters of the API.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Literal
from uuid import UUID

from msgspec import Struct

from app.verwerkingenlog.projecties.afzender import Afzender
from app.verwerkingenlog.regel import Verwerking

Onthul = Callable[[str], str | None]
"""The BSN behind a pseudonym; None when there is none."""

_LANGSTE_NAAM = 242
PSEUDONIEM = "Pseudoniem"


class SoortGegeven(Struct, frozen=True, rename="camel"):
    soort_gegeven: str


class VerwerktObject(Struct, frozen=True, kw_only=True, rename="camel"):
    objecttype: Literal["persoon"] = "persoon"
    soort_object_id: str
    object_id: str
    betrokkenheid: str
    verwerkte_soorten_gegevens: tuple[SoortGegeven, ...]


class Verwerkingsactie(Struct, frozen=True, kw_only=True, omit_defaults=True, rename="camel"):
    actie_naam: str
    handeling_naam: str
    verwerking_naam: str
    verwerking_id: UUID
    verwerkingsactiviteit_url: str
    vertrouwelijkheid: str
    bewaartermijn: str = ""
    uitvoerder: str = ""
    systeem: str
    gegevensbron: str = ""
    soort_afnemer_id: str = ""
    afnemer_id: str = ""
    tijdstip: datetime
    verwerkte_objecten: tuple[VerwerktObject, ...]


def verwerkingsactie(
    verwerking: Verwerking, afzender: Afzender, onthul: Onthul | None = None
) -> Verwerkingsactie | None:
    """None: not about a natural person."""
    if verwerking.betrokkene_soort != "BSN":
        return None
    activiteit = afzender.activiteiten.get(verwerking.activiteit)
    soort, nummer = _nummer(verwerking.betrokkene, onthul)
    afnemer_soort, afnemer = _afnemer(verwerking, onthul)
    categorieen = {naam for verstrekking in verwerking.verstrekkingen for naam in verstrekking.categorieen}
    activiteitnaam = activiteit.naam if activiteit is not None else verwerking.activiteit
    return Verwerkingsactie(
        actie_naam=_kort(verwerking.naam),
        handeling_naam="Verstrekken MijnZaken-informatie",
        verwerking_naam=_kort(activiteitnaam),
        verwerking_id=UUID(hex=verwerking.trace_id),
        verwerkingsactiviteit_url=afzender.uri(verwerking.activiteit),
        vertrouwelijkheid="vertrouwelijk" if activiteit is not None and activiteit.vertrouwelijk else "normaal",
        bewaartermijn=activiteit.bewaartermijn if activiteit is not None else "",
        uitvoerder=afzender.oin,
        systeem=f"MijnZaken {afzender.versie}",
        gegevensbron=_kort(", ".join(verwerking.bronnen)),
        soort_afnemer_id=afnemer_soort,
        afnemer_id=afnemer,
        tijdstip=datetime.fromtimestamp(verwerking.begin_ms / 1000, UTC),
        verwerkte_objecten=(
            VerwerktObject(
                soort_object_id=soort,
                object_id=nummer,
                betrokkenheid="Betrokkene",
                verwerkte_soorten_gegevens=tuple(map(SoortGegeven, sorted(categorieen))),
            ),
        ),
    )


def _afnemer(verwerking: Verwerking, onthul: Onthul | None) -> tuple[str, str]:
    """Who received it, when it left the organisation: the API knows organisations by OIN and persons by BSN."""
    match verwerking.ontvanger.soort:
        case "OVERHEIDSORGANISATIE" if verwerking.ontvanger.id:
            return "OIN", verwerking.ontvanger.id
        case "BURGER" if verwerking.ontvanger.id:
            return _nummer(verwerking.ontvanger.id, onthul)
        case _:
            return "", ""


def _nummer(pseudoniem: str, onthul: Onthul | None) -> tuple[str, str]:
    bsn = onthul(pseudoniem) if onthul is not None else None
    return ("BSN", bsn) if bsn is not None else (PSEUDONIEM, pseudoniem.rpartition(".")[2])


def _kort(text: str) -> str:
    return text if len(text) <= _LANGSTE_NAAM else text[: _LANGSTE_NAAM - 1] + "…"
