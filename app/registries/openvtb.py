"""Open VTB: Verzoeken API and Taken API 0.1.0 as a Verzoekenregister and a Takenregister.

Two products call themselves 0.1.0: the release has no filters at all and returns everybody's verzoeken and taken; main
filters by URN (FACTS §18.5). Both ignore what they do not know. So the answer is always held against the person, and a
release without filters is read whole, within the bound of the client, rather than trusted. Persons are URNs in any
spelling (app/registries/verwijzing.py).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, time
from re import Pattern
from typing import Any, TypeVar

from msgspec import Struct, field

from app.registries.cache import Gedeeld
from app.registries.client import Afwezig, RegisterClient, Verborgen
from app.registries.samen import Deelbaar
from app.registries.verwijzing import sleutel_uit_urn, urn_van, uuid_bij
from resolvers.grammar.antwoorden import alle
from resolvers.grammar.bron import Herkomst
from resolvers.grammar.context import AMSTERDAM
from resolvers.grammar.node import id_van
from resolvers.grammar.ref import Ref
from resolvers.grammar.sleutel import Sleutel
from resolvers.proces import status_van_verzoek
from resolvers.taak import Taak
from resolvers.verzoek import Verzoek

W = TypeVar("W")


class Urn(Struct, kw_only=True):
    urn: str = ""


class Verzoekbron(Struct, kw_only=True):
    naam: str = ""
    kenmerk: str = ""


class WireVerzoek(Struct, rename="camel", kw_only=True):
    uuid: str
    url: str = ""
    urn: str = ""
    verzoek_type: str = ""
    aanvraag_gegevens: Any = None
    bijlagen: list[Urn] = field(default_factory=list)
    initiator: str | None = ""
    mede_initiator: str | None = ""
    is_gerelateerd_aan: list[Urn] = field(default_factory=list)
    kanaal: str | None = ""
    verzoek_taal: str | None = ""
    verwerk_status: str = ""
    verzoek_informatie_object: str | None = ""
    verzoek_bron: Verzoekbron | None = None


class WireVerzoektype(Struct, rename="camel", kw_only=True):
    uuid: str
    naam: str = ""
    omschrijving: str | None = ""


class WireTaak(Struct, rename="camel", kw_only=True):
    uuid: str
    titel: str = ""
    status: str = ""
    startdatum: date | None = None
    einddatum_handelings_termijn: date | None = None
    toelichting: str | None = ""
    is_toegewezen_aan: str | None = ""
    is_gerelateerd_aan: list[Urn] = field(default_factory=list)
    taak_soort: str = ""
    details: dict[str, Any] | None = None


class OpenVtb:
    def __init__(
        self,
        *,
        herkomst: Herkomst,
        verzoeken: RegisterClient,
        taken: RegisterClient,
        cache: Gedeeld,
        verwijzingen: Sequence[Pattern[str]],
        zaakverwijzingen: Sequence[Pattern[str]],
        zaak_urn: str,
    ) -> None:
        """`zaak_urn`: how this register writes a zaak, with {uuid}."""
        self.herkomst = herkomst
        self._verzoeken = verzoeken
        self._taken = taken
        self._cache = cache
        self._verwijzingen = verwijzingen
        self._zaakverwijzingen = zaakverwijzingen
        self._zaak_urn = zaak_urn
        self._verzoektypen = Deelbaar(
            van=verzoeken.basis,
            vorm=list[WireVerzoektype],
            haal=lambda: verzoeken.pages("/verzoektypen", WireVerzoektype, grootte=500),
            maak=lambda typen: {found.uuid: found for found in typen},
        )

    async def _typen(self) -> Mapping[str, WireVerzoektype]:
        sleutel = (self.herkomst.register, "verzoektypen", "")
        found: Mapping[str, WireVerzoektype] = await self._cache.get(sleutel, self._verzoektypen)
        return found

    # ------------------------------------------------------------------ verzoeken

    async def verzoeken_van(self, sleutels: frozenset[Sleutel]) -> Sequence[Verzoek]:
        typen = await self._typen()
        found = await self._per_persoon(self._verzoeken, "/verzoeken", WireVerzoek, "initiator", sleutels)
        verzoeken = (self._verzoek(verzoek, typen) for verzoek in found.values())
        return [verzoek for verzoek in verzoeken if verzoek.over_wie() & sleutels]

    async def _per_persoon(
        self, client: RegisterClient, sjabloon: str, soort: type[W], filter_: str, sleutels: frozenset[Sleutel]
    ) -> dict[str, W]:
        """One question per URN, side by side; what comes back is not yet known to be of this person."""
        urns = sorted(urn for sleutel in sleutels if (urn := urn_van(sleutel)) is not None)
        found: dict[str, W] = {}
        for answer in await alle(client.pages(sjabloon, soort, params=((filter_, urn),), grootte=500) for urn in urns):
            if isinstance(answer, Exception):
                raise answer
            found.update((item.uuid, item) for item in answer)  # type: ignore[attr-defined] # both have one
        return found

    async def verzoeken(self, ids: Sequence[str]) -> Sequence[Verzoek | Exception | None]:
        return await alle(self._een_verzoek(id_) for id_ in ids)

    async def _een_verzoek(self, id_: str) -> Verzoek | None:
        try:
            found = await self._verzoeken.get("/verzoeken/{uuid}", WireVerzoek, pad={"uuid": id_})
        except (Afwezig, Verborgen):
            return None
        return self._verzoek(found, await self._typen())

    async def verzoeken_bij_zaak(self, verwijzingen: Sequence[str]) -> Sequence[Sequence[Verzoek] | Exception]:
        return await alle(self._bij_zaak(verwijzing) for verwijzing in verwijzingen)

    async def _bij_zaak(self, verwijzing: str) -> list[Verzoek]:
        typen = await self._typen()
        uuid, found = await self._genoemd(self._verzoeken, "/verzoeken", WireVerzoek, verwijzing)
        verzoeken = [self._verzoek(verzoek, typen) for verzoek in found]
        return [verzoek for verzoek in verzoeken if any(self._noemt(link, uuid) for link in verzoek.verwijzingen)]

    async def _genoemd(
        self, client: RegisterClient, sjabloon: str, soort: type[W], verwijzing: str
    ) -> tuple[str, list[W]]:
        uuid = uuid_bij(self._zaakverwijzingen, verwijzing) or ""
        urn = self._zaak_urn.format(uuid=uuid)
        return uuid, await client.pages(sjabloon, soort, params=(("isGerelateerdAan", urn),), grootte=500)

    def _noemt(self, link: str, uuid: str) -> bool:
        return bool(uuid) and uuid in link

    def _verzoek(self, verzoek: WireVerzoek, typen: Mapping[str, WireVerzoektype]) -> Verzoek:
        ref = Ref(self.herkomst.register, "Verzoek", verzoek.uuid)
        verzoektype = typen.get(verzoek.verzoek_type.rstrip("/").rpartition("/")[2])
        bijlagen = [bijlage.urn for bijlage in verzoek.bijlagen if bijlage.urn]
        links = [*(link.urn for link in verzoek.is_gerelateerd_aan), verzoek.verzoek_informatie_object or "", *bijlagen]
        return Verzoek(
            id=id_van(ref),
            ref=ref,
            urn=verzoek.urn,
            url=verzoek.url,
            initiator_sleutel=sleutel_uit_urn(verzoek.initiator or ""),
            mede_initiator_sleutel=sleutel_uit_urn(verzoek.mede_initiator or ""),
            verwijzingen=tuple(link for link in links if link),
            kenmerk=(verzoek.verzoek_bron.kenmerk if verzoek.verzoek_bron else None) or None,
            soort=(verzoektype.naam if verzoektype else None) or None,
            omschrijving=(verzoektype.omschrijving if verzoektype else None) or None,
            ontvangen_op=None,
            status=status_van_verzoek(verzoek.verwerk_status),
            kanaal=verzoek.kanaal or None,
            taal=verzoek.verzoek_taal or None,
            gegevens=verzoek.aanvraag_gegevens,
            bron=self.herkomst.bron(datetime.now(UTC)),
        )

    def verzoek_bij_verwijzing(self, verwijzing: str) -> str | None:
        return uuid_bij(self._verwijzingen, verwijzing)

    # ------------------------------------------------------------------ taken

    async def taken_van(self, sleutels: frozenset[Sleutel]) -> Sequence[Taak]:
        found = await self._per_persoon(self._taken, "/externetaken", WireTaak, "isToegewezenAan", sleutels)
        taken = [taak for wire in found.values() if (taak := self._taak(wire)).over_wie() & sleutels]
        return sorted(taken, key=_eerst_af)

    async def taken_bij_zaken(self, verwijzingen: Sequence[str]) -> Sequence[Sequence[Taak] | Exception]:
        return await alle(self._taken_bij(verwijzing) for verwijzing in verwijzingen)

    async def _taken_bij(self, verwijzing: str) -> list[Taak]:
        uuid, found = await self._genoemd(self._taken, "/externetaken", WireTaak, verwijzing)
        taken = [self._taak(taak) for taak in found]
        return sorted(
            (taak for taak in taken if any(self._noemt(link, uuid) for link in taak.verwijzingen)), key=_eerst_af
        )

    async def taken(self, ids: Sequence[str]) -> Sequence[Taak | Exception | None]:
        return await alle(self._een_taak(id_) for id_ in ids)

    async def _een_taak(self, id_: str) -> Taak | None:
        try:
            return self._taak(await self._taken.get("/externetaken/{uuid}", WireTaak, pad={"uuid": id_}))
        except (Afwezig, Verborgen):
            return None

    def _taak(self, taak: WireTaak) -> Taak:
        ref = Ref(self.herkomst.register, "Taak", taak.uuid)
        persoon = sleutel_uit_urn(taak.is_toegewezen_aan or "")
        eind = taak.einddatum_handelings_termijn
        return Taak(
            id=id_van(ref),
            ref=ref,
            toegewezen_aan=frozenset({persoon}) if persoon else frozenset(),
            open=taak.status == "open",
            verwijzingen=tuple(link.urn for link in taak.is_gerelateerd_aan if link.urn),
            titel=taak.titel or None,
            soort=taak.taak_soort or None,
            status=taak.status or None,
            toelichting=taak.toelichting or None,
            startdatum=taak.startdatum,
            uiterlijk_op=datetime.combine(eind, time(23, 59, 59), AMSTERDAM) if eind else None,
            handel_url=_handel_url(taak.details),
            bron=self.herkomst.bron(datetime.now(UTC)),
        )


def _handel_url(details: Mapping[str, Any] | None) -> str | None:
    """A urltaak says where to go (`uitvraagLink`); other kinds are handled in the portal. Only web addresses are
    passed on."""
    found = (details or {}).get("uitvraagLink")
    return found if isinstance(found, str) and found.startswith(("https://", "http://")) else None


def _eerst_af(taak: Taak) -> tuple[bool, str, str]:
    """What is due first, first; without a date last."""
    return taak.uiterlijk_op is None, taak.uiterlijk_op.isoformat() if taak.uiterlijk_op else "", taak.ref.id
