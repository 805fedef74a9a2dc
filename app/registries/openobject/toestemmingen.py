"""Toestemmingen: objects of our objecttype toestemming as a Toestemmingenregister.

What was once written stays: giving is a new object with one event, withdrawing a new record of it with one event more.
The Objects API has no lock and no If-Match, so a write is read back: a record that came between shows in the index, and
then the events of all records are put together again.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime
from typing import Annotated, Any

from msgspec import Meta, Struct, ValidationError, convert, field

from app.registries.openobject.objecten import CODE, Object, Objecten, Persoon, Record, geldt
from resolvers.grammar.afnemer import AfnemerRol
from resolvers.grammar.antwoorden import alle
from resolvers.grammar.bron import Herkomst
from resolvers.grammar.errors import RegisterInvalidResponse, RegisterUnavailable
from resolvers.grammar.inzage import GegevensCategorie
from resolvers.grammar.node import id_van
from resolvers.grammar.ref import Ref
from resolvers.grammar.sleutel import Sleutel
from resolvers.toestemming import Handeling, NieuweToestemming, Toestemming, ToestemmingOntvanger

_NAAM = "toestemming"
_GEGEVEN, _INGETROKKEN = "GEGEVEN", "INGETROKKEN"


class Ontvanger(Struct, rename="camel", kw_only=True):
    soort: str
    waarde: str


class Gebeurtenis(Struct, kw_only=True):
    soort: str
    tijdstip: Annotated[datetime, Meta(tz=True)]


class WireToestemming(Struct, rename="camel", kw_only=True):
    betrokkene: Persoon
    ontvanger: Ontvanger
    activiteit: str
    categorieen: list[str]
    geldig_van: date
    geldig_tot: date
    zaken: list[str] | None = None
    zaaktypen: list[str] | None = None
    gebeurtenissen: list[Gebeurtenis] = field(default_factory=list)


class Toestemmingen:
    def __init__(self, objecten: Objecten) -> None:
        self._objecten = objecten

    @property
    def herkomst(self) -> Herkomst:
        return self._objecten.herkomst

    async def toestemmingen_van(self, sleutels: frozenset[Sleutel], vandaag: date) -> Sequence[Toestemming]:
        """By their numbers alone, in one question; of which kind a number is, each answer must say itself."""
        numbers = sorted(sleutel.waarde for sleutel in sleutels if type(sleutel) in CODE)
        if not numbers:
            return []
        how = "in" if len(numbers) > 1 else "exact"
        found = await self._objecten.zoek(_NAAM, f"betrokkene__waarde__{how}__{'|'.join(numbers)}")
        made = [t for item in found if (t := self._toestemming(item, vandaag)) is not None]
        return [toestemming for toestemming in made if toestemming.betrokkene_sleutel in sleutels]

    async def toestemmingen(self, ids: Sequence[str], vandaag: date) -> Sequence[Toestemming | Exception | None]:
        found = await alle(self._objecten.een(_NAAM, id_) for id_ in ids)
        return [self._toestemming(item, vandaag) if isinstance(item, Object) else item for item in found]

    # ------------------------------------------------------------------ writing

    @property
    def neemt_aan(self) -> bool:
        return self._objecten.kent(_NAAM)

    async def geef(self, nieuw: NieuweToestemming, handeling: Handeling, vandaag: date) -> Toestemming:
        made = await self._objecten.maak(_NAAM, _data(nieuw, handeling), vanaf=_dag(handeling))
        found = self._toestemming(made, vandaag)
        if found is None or found.betrokkene_sleutel != nieuw.betrokkene:
            raise RegisterInvalidResponse(self.herkomst.register, detail="/objects: not the toestemming that was sent")
        return found

    async def trek_in(
        self, id_: str, van: frozenset[Sleutel], handeling: Handeling, vandaag: date
    ) -> Toestemming | None:
        voor = await self._objecten.een(_NAAM, id_)
        found = self._toestemming(voor, vandaag) if voor is not None else None
        if voor is None or found is None or found.betrokkene_sleutel not in van:
            return None
        if found.ingetrokken_op is not None:
            return found
        na = await self._voeg_toe(voor, _gebeurtenis(_INGETROKKEN, handeling), handeling)
        found = self._toestemming(na, vandaag) if na is not None else None
        if found is None or found.ingetrokken_op is None:
            raise RegisterUnavailable(self.herkomst.register, detail="/objects/{uuid}: the event did not stay")
        return found

    async def _voeg_toe(self, voor: Object, gebeurtenis: dict[str, Any], handeling: Handeling) -> Object | None:
        """The object with this event in it; None when it did not stay. Somebody who wrote at the same time cost us an
        event, or we him one: once, all that was ever written is put together."""
        gewild = [*_gebeurtenissen(voor.record), gebeurtenis]
        for _ in range(2):
            await self._objecten.wijzig(_NAAM, voor.uuid, {"gebeurtenissen": gewild}, vanaf=_dag(handeling))
            na = await self._objecten.een(_NAAM, voor.uuid)
            if na is None:
                break
            if na.record.index != voor.record.index + 1:
                gewild = _ooit(await self._objecten.records(voor.uuid))
            if _gebeurtenissen(na.record) == gewild:
                return na
            voor = na
        return None

    # ------------------------------------------------------------------ reading

    def _toestemming(self, item: Object, vandaag: date) -> Toestemming | None:
        """The state follows from the event that was added last; an object that is not by our schema allows nothing."""
        try:
            wire = convert(item.record.data, WireToestemming)
            categorieen = [GegevensCategorie[name] for name in wire.categorieen]
        except (ValidationError, KeyError):
            return None
        if (betrokkene := wire.betrokkene.sleutel()) is None:
            return None
        laatste = wire.gebeurtenissen[-1] if wire.gebeurtenissen else None
        ingetrokken = laatste.tijdstip if laatste is not None and laatste.soort == _INGETROKKEN else None
        ref = Ref(self.herkomst.register, "Toestemming", item.uuid)
        return Toestemming(
            id=id_van(ref),
            ref=ref,
            betrokkene_sleutel=betrokkene,
            zaak_verwijzingen=tuple(wire.zaken) if wire.zaken is not None else None,
            zaaktype_identificaties=frozenset(wire.zaaktypen) if wire.zaaktypen is not None else None,
            ontvanger=_ontvanger(wire.ontvanger),
            activiteit=wire.activiteit,
            categorieen=categorieen,
            geldig_van=wire.geldig_van,
            geldig_tot=wire.geldig_tot,
            ingetrokken_op=ingetrokken,
            geldig=laatste is not None
            and ingetrokken is None
            and geldt(wire.geldig_van, wire.geldig_tot, vandaag)
            and item.loopt(vandaag),
        )


def _ontvanger(ontvanger: Ontvanger) -> ToestemmingOntvanger:
    return ToestemmingOntvanger(
        organisatie=ontvanger.waarde if ontvanger.soort == "organisatie" else None,
        organisatie_eenheid=ontvanger.waarde if ontvanger.soort == "organisatieEenheid" else None,
        rol=AfnemerRol.__members__.get(ontvanger.waarde) if ontvanger.soort == "rol" else None,
    )


def _dag(handeling: Handeling) -> date:
    """From which day the record holds. The register counts its days in UTC or in our own time; by the earlier of the
    two a toestemming that was withdrawn just after midnight is withdrawn at once."""
    return handeling.tijdstip.astimezone(UTC).date()


def _data(nieuw: NieuweToestemming, handeling: Handeling) -> dict[str, Any]:
    betrokkene = nieuw.betrokkene
    data: dict[str, Any] = {
        "betrokkene": {"soort": CODE[type(betrokkene)], "waarde": betrokkene.waarde},
        "ontvanger": _als_ontvanger(nieuw.ontvanger),
        "activiteit": nieuw.activiteit,
        "categorieen": [categorie.value for categorie in nieuw.categorieen],
        "geldigVan": nieuw.geldig_van.isoformat(),
        "geldigTot": nieuw.geldig_tot.isoformat(),
        "informatieVersie": nieuw.informatie_versie,
        "taal": nieuw.taal,
        "gebeurtenissen": [_gebeurtenis(_GEGEVEN, handeling)],
    }
    if nieuw.zaken is not None:
        data["zaken"] = list(nieuw.zaken)
    if nieuw.zaaktypen is not None:
        data["zaaktypen"] = sorted(nieuw.zaaktypen)
    return data


def _gebeurtenis(soort: str, handeling: Handeling) -> dict[str, Any]:
    return {
        "soort": soort,
        "tijdstip": handeling.tijdstip.astimezone(UTC).isoformat(),
        "door": handeling.door,
        "kanaal": handeling.kanaal,
    }


def _gebeurtenissen(record: Record) -> list[dict[str, Any]]:
    """As they stand there, with what we do not read."""
    found = record.data.get("gebeurtenissen")
    return list(found) if isinstance(found, list) else []


def _ooit(records: Sequence[Record]) -> list[dict[str, Any]]:
    """Every event of every record, once, in the order in which they came."""
    found: list[dict[str, Any]] = []
    for record in records:
        found.extend(gebeurtenis for gebeurtenis in _gebeurtenissen(record) if gebeurtenis not in found)
    return found


def _als_ontvanger(ontvanger: ToestemmingOntvanger) -> dict[str, str]:
    if ontvanger.organisatie is not None:
        return {"soort": "organisatie", "waarde": ontvanger.organisatie}
    if ontvanger.organisatie_eenheid is not None:
        return {"soort": "organisatieEenheid", "waarde": ontvanger.organisatie_eenheid}
    assert ontvanger.rol is not None
    return {"soort": "rol", "waarde": ontvanger.rol.value}
