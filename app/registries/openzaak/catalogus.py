"""Catalogus: the types of Open Zaak, fetched whole and kept.

Types are dear to expand and cheap to keep (MEASURED §1.5): a list of all zaaktypen is one call of 30 ms, expanding
them on eight zaken 250. A published type does not change; each version has its own URL. The cache holds no personal
data and is shared by all requests.
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TypeVar

import strawberry

from app.registries.cache import Gedeeld
from app.registries.client import RegisterClient
from app.registries.openzaak import wire
from app.registries.samen import Deelbaar
from resolvers.grammar.ref import Ref
from resolvers.grammar.scalars import Duration
from resolvers.proces import Statustype, stappen_van
from resolvers.zaak import Zaaktype

W = TypeVar("W")


@dataclass(frozen=True, slots=True, kw_only=True)
class Typen:
    """The whole catalogue, by uuid. `zaaktypen` from old to new; `statustypen` by zaaktype and statustype."""

    zaaktypen: Mapping[str, Zaaktype]
    statustypen: Mapping[tuple[str, str], Statustype]
    resultaattypen: Mapping[str, str]
    informatieobjecttypen: Mapping[str, str]
    besluittypen: Mapping[str, str]


class Catalogus:
    def __init__(self, *, client: RegisterClient, cache: Gedeeld, register: str) -> None:
        self._client = client
        self._cache = cache
        self._register = register
        self._deel = Deelbaar(van=client.basis, vorm=wire.Catalogus, haal=self._fetch, maak=self._maak)

    async def typen(self) -> Typen:
        """From the cache; fetched once by all who wait for it."""
        found: Typen = await self._cache.get((self._register, "catalogus", ""), self._deel)
        return found

    async def _list(self, sjabloon: str, soort: type[W], params: Sequence[tuple[str, str]] = ()) -> list[W]:
        return await self._client.pages(sjabloon, soort, params=params, grootte=500)

    async def _fetch(self) -> wire.Catalogus:
        alles = (("status", "alles"),)
        zaaktypen, statustypen, resultaattypen, documenttypen, besluittypen = await asyncio.gather(
            self._list("/zaaktypen", wire.Zaaktype, alles),
            self._list("/statustypen", wire.Statustype, alles),
            self._list("/resultaattypen", wire.Resultaattype, alles),
            self._list("/informatieobjecttypen", wire.Omschreven, alles),
            self._list("/besluittypen", wire.Omschreven, alles),
        )
        return wire.Catalogus(
            zaaktypen=zaaktypen,
            statustypen=statustypen,
            resultaattypen=resultaattypen,
            informatieobjecttypen=documenttypen,
            besluittypen=besluittypen,
        )

    def _maak(self, found: wire.Catalogus) -> Typen:
        per_zaaktype: dict[str, list[Statustype]] = {}
        for statustype in sorted(found.statustypen, key=lambda statustype: statustype.volgnummer):
            per_zaaktype.setdefault(wire.uuid_uit(statustype.zaaktype), []).append(_statustype(statustype))
        versies = sorted(
            found.zaaktypen, key=lambda zaaktype: zaaktype.versiedatum or zaaktype.begin_geldigheid or date.min
        )
        return Typen(
            zaaktypen={
                (uuid := wire.uuid_uit(zaaktype.url)): self._zaaktype(uuid, zaaktype, per_zaaktype.get(uuid, []))
                for zaaktype in versies
            },
            statustypen={(uuid, mine.id): mine for uuid, types in per_zaaktype.items() for mine in types},
            resultaattypen={wire.uuid_uit(type_.url): type_.omschrijving for type_ in found.resultaattypen},
            informatieobjecttypen={
                wire.uuid_uit(type_.url): type_.omschrijving for type_ in found.informatieobjecttypen
            },
            besluittypen={wire.uuid_uit(type_.url): type_.omschrijving for type_ in found.besluittypen},
        )

    def _zaaktype(self, uuid: str, zaaktype: wire.Zaaktype, statustypen: Sequence[Statustype]) -> Zaaktype:
        ref = Ref(self._register, "Zaaktype", uuid)
        return Zaaktype(
            id=strawberry.ID(ref.encode()),
            identificatie=zaaktype.identificatie or None,
            omschrijving=zaaktype.omschrijving or None,
            omschrijving_generiek=zaaktype.omschrijving_generiek or None,
            onderwerp=zaaktype.onderwerp or None,
            aanleiding=zaaktype.aanleiding or None,
            doel=zaaktype.doel or None,
            doorlooptijd=Duration(zaaktype.doorlooptijd) if zaaktype.doorlooptijd else None,
            servicenorm=Duration(zaaktype.servicenorm) if zaaktype.servicenorm else None,
            verlenging_mogelijk=zaaktype.verlenging_mogelijk,
            opschorting_mogelijk=zaaktype.opschorting_en_aanhouding_mogelijk,
            stappen=stappen_van(statustypen),
            ref=ref,
            url=zaaktype.url,
            intern=zaaktype.indicatie_intern_of_extern == "intern",
            statustypen=tuple(statustypen),
            producten_of_diensten=tuple(zaaktype.producten_of_diensten),
        )


def _statustype(statustype: wire.Statustype) -> Statustype:
    return Statustype(
        id=wire.uuid_uit(statustype.url),
        naam=statustype.omschrijving,
        tekst=statustype.statustekst or None,
        volgnummer=statustype.volgnummer,
        eindstatus=statustype.is_eindstatus,
        informeren=statustype.informeren,
        doorlooptijd=statustype.doorlooptijd,
        generiek=statustype.omschrijving_generiek or None,
    )
