"""Zaken: Open Zaak's Zaken API 1.5 as a Zakenregister.

Every zaak comes with its rollen, asked anew each time (an ETag does not know a removed rol, MEASURED §1.3), and the
decision is made on those: how the zaken of a person are found is in zoeken.py. Types are never expanded; they come from
the catalogue.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from functools import partial
from re import Pattern
from typing import Literal

from app.registries.cache import Gedeeld
from app.registries.client import RegisterClient
from app.registries.openzaak import wire
from app.registries.openzaak.catalogus import Catalogus, Typen
from app.registries.openzaak.mapping import maak_status
from app.registries.openzaak.zoeken import ZOEK_CRS, Zaakzoeker
from app.registries.samen import Deelbaar
from app.registries.verwijzing import vermelding
from resolvers.grammar.antwoorden import alle
from resolvers.grammar.bron import Herkomst
from resolvers.grammar.context import Vooruitblik
from resolvers.grammar.errors import RegisterInvalidResponse
from resolvers.lijsten import ZakenVraag
from resolvers.zaak import Resultaat, Rol, Status, Substatus, Vermelding, Zaak, Zaakeigenschap, Zaaktype

#: More organisations than use one zaaksysteem: a number may be given out by each of them.
_GELIJKE_NUMMERS = 100

#: Closed zaken per zaaktype on which experience is counted, and how often it is.
_ERVARING = 500
ERVARING_S = 6 * 3600.0


class Zaken:
    def __init__(
        self,
        *,
        herkomst: Herkomst,
        client: RegisterClient,
        catalogus: Catalogus,
        cache: Gedeeld,
        verwijzingen: Sequence[Pattern[str]],
        kent_niet: frozenset[str] = frozenset(),
    ) -> None:
        """`verwijzingen`: patterns of URNs and URLs that mean a zaak of this register, with a group `uuid` or
        `nummer`; `kent_niet`: what it cannot do and Open Zaak can."""
        self.herkomst = herkomst
        self._client = client
        self._catalogus = catalogus
        self._kent_niet = kent_niet
        self._zoeker = Zaakzoeker(
            herkomst=herkomst, client=client, catalogus=catalogus, cache=cache, kent_niet=kent_niet
        )
        self._cache = cache
        self._verwijzingen = verwijzingen

    # ------------------------------------------------------------------ zaken

    def zaken_van(self, vraag: ZakenVraag, vooruitblik: Vooruitblik) -> AsyncIterator[Sequence[Zaak]]:
        return self._zoeker.van(vraag, vooruitblik)

    async def zaken(self, ids: Sequence[str], vooruitblik: Vooruitblik) -> Sequence[Zaak | Exception | None]:
        """One question for all; who is hidden from us or gone is simply not in the answer."""
        uuids = wire.alleen_uuids(ids)
        if not uuids:
            return [None] * len(ids)  # an empty uuid__in filters nothing and gives everybody's zaken
        known = await self._zoeker.alle({"uuid__in": uuids}, vooruitblik, len(uuids))
        by_id = {zaak.ref.id: zaak for zaak in known}
        return [by_id.get(id_) for id_ in ids]

    async def zaken_met_nummer(
        self, identificatie: str, bronorganisatie: str | None, vooruitblik: Vooruitblik
    ) -> Sequence[Zaak]:
        body: dict[str, object] = {"identificatie": identificatie}
        if bronorganisatie is not None:
            body["bronorganisatie"] = bronorganisatie
        found = await self._zoeker.alle(body, vooruitblik, _GELIJKE_NUMMERS)
        return [
            zaak
            for zaak in found
            if zaak.identificatie == identificatie and bronorganisatie in (None, zaak.bronorganisatie)
        ]

    async def zaken_met_kenmerk(self, bron: str, kenmerk: str, vooruitblik: Vooruitblik) -> Sequence[Zaak]:
        """The filter is experimental, so what comes is held against the question."""
        found = await self._zoeker.alle({"kenmerk": f"{bron}:{kenmerk}"}, vooruitblik, _GELIJKE_NUMMERS)
        return [
            zaak for zaak in found if any(one.bron == bron and one.kenmerk == kenmerk for one in zaak.kenmerken or ())
        ]

    # ------------------------------------------------------------------ types, status, resultaat

    async def zaaktypen(self, ids: Sequence[str]) -> Sequence[Zaaktype | Exception | None]:
        typen = await self._catalogus.typen()
        return [typen.zaaktypen.get(id_) for id_ in ids]

    async def alle_zaaktypen(self) -> Sequence[Zaaktype]:
        return tuple((await self._catalogus.typen()).zaaktypen.values())

    async def huidige_statussen(self, zaken: Sequence[Zaak]) -> Sequence[Status | Exception | None]:
        """From what came with the zaak, as a rule."""
        typen = await self._catalogus.typen()
        return [
            maak_status(status, typen, zaak) if (status := record.expand.status) else None
            for zaak, record in await self._met(zaken, "status")
        ]

    async def resultaten(self, zaken: Sequence[Zaak]) -> Sequence[Resultaat | Exception | None]:
        typen = await self._catalogus.typen()
        return [
            _resultaat(found, typen) if (found := record.expand.resultaat) else None
            for _, record in await self._met(zaken, "resultaat")
        ]

    async def _met(
        self, zaken: Sequence[Zaak], deel: Literal["status", "resultaat"]
    ) -> Sequence[tuple[Zaak, wire.Zaak]]:
        """Each zaak with its record; those that came without this part of it are asked again, all of them at once."""
        paren = [(zaak, _wire(zaak)) for zaak in zaken]
        missing = [zaak for zaak, record in paren if getattr(record.expand, deel) is None and getattr(record, deel)]
        if not missing:
            return paren
        fetched = await self._opnieuw(missing, deel)
        return [(zaak, fetched.get(zaak.ref.id, record)) for zaak, record in paren]

    async def _opnieuw(self, zaken: Sequence[Zaak], expand: str) -> Mapping[str, wire.Zaak]:
        if not zaken:
            return {}
        uuids = [zaak.ref.id for zaak in zaken]
        found = await self._zoeker.wires({"uuid__in": uuids}, [expand], len(uuids))
        return {wire.uuid_uit(zaak.url): zaak for zaak in found}

    async def statussen(self, zaken: Sequence[Zaak]) -> Sequence[Sequence[Status] | Exception]:
        """The history has no batch (FACTS §16): one question per zaak, side by side within the bulkhead."""
        typen = await self._catalogus.typen()
        return await alle(self._statussen(zaak, typen) for zaak in zaken)

    async def _statussen(self, zaak: Zaak, typen: Typen) -> Sequence[Status]:
        found = await self._client.pages("/statussen", wire.LosseStatus, params=(("zaak", zaak.url),), grootte=500)
        own = [status for status in found if wire.uuid_uit(status.zaak) == zaak.ref.id]
        return [
            maak_status(status, typen, zaak) for status in sorted(own, key=lambda status: status.datum_status_gezet)
        ]

    async def substatussen(self, zaken: Sequence[Zaak]) -> Sequence[Sequence[Substatus] | Exception]:
        """Asked for betrokkenen, and held against that: what is internal stays inside."""
        if "substatussen" in self._kent_niet:
            return [()] * len(zaken)
        return await alle(self._substatussen(zaak) for zaak in zaken)

    async def _substatussen(self, zaak: Zaak) -> Sequence[Substatus]:
        params = (("zaak", zaak.url), ("doelgroep", "betrokkenen"))
        # pageSize is an unknown parameter here, so a 400.
        found = await self._client.pages("/substatussen", wire.Substatus, params=params, groottenaam=None)
        own = [s for s in found if s.doelgroep == "betrokkenen" and wire.uuid_uit(s.zaak) == zaak.ref.id]
        own.sort(key=lambda substatus: str(substatus.tijdstip or ""))
        return [Substatus(omschrijving=s.omschrijving or None, tijdstip=s.tijdstip, bij_bron=s.uuid) for s in own]

    async def eigenschappen(self, zaken: Sequence[Zaak]) -> Sequence[Sequence[Zaakeigenschap] | Exception]:
        """From what came with the zaak; one that came without is asked again, all of them at once."""
        missing = [zaak for zaak in zaken if _wire(zaak).eigenschappen and not _met_eigenschappen(_wire(zaak))]
        fetched = await self._opnieuw(missing, "eigenschappen")
        return [_eigenschappen(fetched.get(zaak.ref.id, _wire(zaak))) for zaak in zaken]

    def rol_van(self, zaak: Zaak, id_: str) -> Rol | None:
        found = _wire(zaak).expand.rollen
        ids = [rol.uuid for rol in found] if isinstance(found, list) else []
        return zaak.rollen[ids.index(id_)] if id_ in ids else None

    # ------------------------------------------------------------------ links

    async def verzoeken_van(self, zaken: Sequence[Zaak]) -> Sequence[Sequence[str] | Exception]:
        return await alle(self._zaakverzoeken("zaak", zaak.url) for zaak in zaken)

    async def zaken_van_verzoeken(self, verwijzingen: Sequence[str]) -> Sequence[Sequence[str] | Exception]:
        return await alle(self._zaakverzoeken("verzoek", verwijzing) for verwijzing in verwijzingen)

    async def _zaakverzoeken(self, kant: str, url: str) -> list[str]:
        found = await self._client.get("/zaakverzoeken", list[wire.Zaakverzoek], params=((kant, url),))
        if kant == "zaak":
            return [link.verzoek for link in found if wire.uuid_uit(link.zaak) == wire.uuid_uit(url)]
        return [wire.uuid_uit(link.zaak) for link in found if wire.uuid_uit(link.verzoek) == wire.uuid_uit(url)]

    def vermelding(self, verwijzing: str) -> Vermelding | None:
        return vermelding(self._verwijzingen, verwijzing)

    # ------------------------------------------------------------------ experience

    async def doorlooptijden(self, zaaktype_identificatie: str) -> Sequence[int]:
        """From the cache only: it is filled in the background, a request never waits for it."""
        found: Sequence[int] | None = self._cache.bekend(
            (self.herkomst.register, "doorlooptijden", zaaktype_identificatie)
        )
        return found or ()

    async def tel_doorlooptijden(self) -> None:
        """Count how long closed zaken took, per zaaktype, over the last two years. Run in the background."""
        typen = await self._catalogus.typen()
        urls: dict[str, list[str]] = {}
        for zaaktype in typen.zaaktypen.values():
            urls.setdefault(zaaktype.identificatie or "", []).append(zaaktype.url)
        for identificatie, versions in urls.items():
            deel = Deelbaar(
                van=self._client.basis,
                vorm=list[int],
                haal=partial(self._tel, versions),
                maak=tuple,
                vers_s=ERVARING_S,
            )
            await self._cache.vernieuw((self.herkomst.register, "doorlooptijden", identificatie), deel)

    async def _tel(self, versions: Sequence[str]) -> list[int]:
        """In days, of the zaken that closed last."""
        since = (datetime.now(UTC) - timedelta(days=730)).date()
        page = await self._client.eerste_pagina(
            "/zaken/_zoek",
            wire.Zaak,
            method="POST",
            json={"zaaktype__in": versions, "einddatum__gt": since.isoformat(), "ordering": ["-einddatum"]},
            kopteksten=ZOEK_CRS,
            grootte=_ERVARING,
        )
        wanted = {wire.uuid_uit(url) for url in versions}
        return [
            (zaak.einddatum - zaak.startdatum).days
            for zaak in page
            if zaak.einddatum and zaak.startdatum and wire.uuid_uit(zaak.zaaktype) in wanted
        ]


def _wire(zaak: Zaak) -> wire.Zaak:
    if not isinstance(zaak.wire, wire.Zaak):
        raise RegisterInvalidResponse(zaak.ref.register, detail="a zaak of another adapter")
    return zaak.wire


def _resultaat(resultaat: wire.Resultaat, typen: Typen) -> Resultaat:
    return Resultaat(
        naam=typen.resultaattypen.get(wire.uuid_uit(resultaat.resultaattype)) or None,
        toelichting=resultaat.toelichting or None,
    )


def _met_eigenschappen(zaak: wire.Zaak) -> bool:
    return isinstance(zaak.expand.eigenschappen, list)


def _eigenschappen(zaak: wire.Zaak) -> Sequence[Zaakeigenschap]:
    found = zaak.expand.eigenschappen
    return [
        Zaakeigenschap(naam=eigenschap.naam or None, waarde=eigenschap.waarde or None)
        for eigenschap in (found if isinstance(found, list) else ())
    ]
