"""Partijen: who a klant is for Open Klant, how he wants to be reached, and changing that.

The filters on identificatoren are separate conditions that need not hold on the same row, so a partij counts only when
its own identificatoren say who it is. The API has no search by POST: the number of a person must stand in the query
(see client.py: never logged). It has no lock and no If-Match either: a write is read back.
"""

from __future__ import annotations

from collections.abc import Sequence

from app.registries.client import Afwezig, RegisterClient, Verborgen
from app.registries.openklant.wire import SOORTEN, WireAdres, WirePartij, sleutels_van
from resolvers.grammar.bron import Herkomst
from resolvers.grammar.errors import RegisterUnavailable
from resolvers.grammar.loader import alle
from resolvers.grammar.node import id_van
from resolvers.grammar.ref import Ref
from resolvers.grammar.sleutel import Sleutel
from resolvers.klant import DigitaalAdres, GewensteVoorkeur, Kanaal, Klantvoorkeur, Partij

_CODE = {kind: code for code, kind in SOORTEN.items()}
_KANAAL = {"email": Kanaal.EMAIL, "telefoonnummer": Kanaal.TELEFOON}
_BIJ_PARTIJ = "partijIdentificator__"
_EXPAND = ("expand", "digitaleAdressen")

#: By Open Klant's own migration: the address that is preferred for the portal.
PORTAALVOORKEUR = "portaalvoorkeur"


class Partijen:
    def __init__(self, *, herkomst: Herkomst, client: RegisterClient) -> None:
        self.herkomst = herkomst
        self._client = client

    async def partijen(self, sleutels: Sequence[frozenset[Sleutel]]) -> Sequence[Partij | Exception | None]:
        return await alle(self._partij(known) for known in sleutels)

    async def _partij(self, sleutels: frozenset[Sleutel]) -> Partij | None:
        return next(iter(await self.partijen_van(sleutels, expand=True)), None)

    async def partijen_van(self, sleutels: frozenset[Sleutel], *, expand: bool) -> list[Partij]:
        """The partijen that say of themselves that they are this person: normally one."""
        found: dict[str, Partij] = {}
        for sleutel in sorted(sleutels, key=lambda key: (type(key).__name__, key.waarde)):
            if (code := _CODE.get(type(sleutel))) is None:
                continue
            params = [(f"{_BIJ_PARTIJ}codeSoortObjectId", code), (f"{_BIJ_PARTIJ}objectId", sleutel.waarde)]
            if expand:
                params.append(("expand", "digitaleAdressen"))
            for partij in await self._client.pages("/partijen", WirePartij, params=params):
                if sleutel in (mapped := self._maak_partij(partij)).sleutels:
                    found[mapped.uuid] = mapped
        return list(found.values())

    def _maak_partij(self, partij: WirePartij) -> Partij:
        adressen = tuple(self._adres(adres) for adres in partij.expand.digitale_adressen)
        voorkeur = partij.voorkeurs_digitaal_adres.uuid if partij.voorkeurs_digitaal_adres else None
        gekozen = next((adres for adres in adressen if adres.id == self._adres_id(voorkeur or "")), None)
        naam = partij.partij_identificatie
        return Partij(
            uuid=partij.uuid,
            register=self.herkomst.register,
            naam=(naam.volledige_naam or naam.naam if naam else None) or None,
            klantnummer=partij.nummer or None,
            voorkeur=Klantvoorkeur(
                taal=partij.voorkeurstaal or None,
                kanaal=gekozen.soort if gekozen else None,
                digitaal_adres=gekozen,
                digitale_adressen=list(adressen),
                ontvangt_mijn_zaken=any(
                    adres.referentie == PORTAALVOORKEUR for adres in partij.expand.digitale_adressen
                ),
            ),
            adressen=adressen,
            sleutels=sleutels_van(partij),
        )

    def _adres_id(self, uuid: str) -> str:
        return Ref(self.herkomst.register, "DigitaalAdres", uuid).encode()

    def _adres(self, adres: WireAdres) -> DigitaalAdres:
        return DigitaalAdres(
            id=id_van(Ref(self.herkomst.register, "DigitaalAdres", adres.uuid)),
            adres=adres.adres or None,
            soort=_KANAAL.get(adres.soort_digitaal_adres),
            omschrijving=adres.omschrijving or None,
            standaard=adres.is_standaard_adres,
            geverifieerd_op=adres.verificatie_datum,
        )

    async def partijen_bij_contact(self, adressen: Sequence[str]) -> Sequence[frozenset[Sleutel]]:
        wanted = {adres.casefold() for adres in adressen}
        pages = await alle(
            self._client.pages("/digitaleadressen", WireAdres, params=(("adres__icontains", adres),))
            for adres in adressen
        )
        partijen: dict[str, None] = {}
        for page in pages:
            if isinstance(page, Exception):
                raise page
            for item in page:
                if item.adres.casefold() in wanted and item.verificatie_datum and item.verstrekt_door_partij:
                    partijen[item.verstrekt_door_partij.uuid] = None
        found = await alle(self._client.get("/partijen/{uuid}", WirePartij, pad={"uuid": uuid}) for uuid in partijen)
        if (fault := next((answer for answer in found if isinstance(answer, Exception)), None)) is not None:
            raise fault
        return [keys for answer in found if not isinstance(answer, Exception) and (keys := sleutels_van(answer))]

    async def sleutels_bij_klantnummer(self, klantnummer: str) -> frozenset[Sleutel]:
        found = await self._client.pages("/partijen", WirePartij, params=(("nummer", klantnummer),))
        own = [partij for partij in found if partij.nummer == klantnummer]
        return sleutels_van(own[0]) if len(own) == 1 else frozenset()
