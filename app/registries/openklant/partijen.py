"""Partijen: who a klant is for Open Klant, how he wants to be reached, and changing that.

The filters on identificatoren are separate conditions that need not hold on the same row, so a partij counts only when
its own identificatoren say who it is. The API has no search by POST: the number of a person must stand in the query
(see client.py: never logged). It has no lock and no If-Match either: a write is read back.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from app.registries.client import Afwezig, RegisterClient, Verborgen
from app.registries.openklant.wire import SOORTEN, Verwijzing, WireAdres, WirePartij, sleutels_van
from resolvers.grammar.antwoorden import alle
from resolvers.grammar.bron import Herkomst
from resolvers.grammar.errors import RegisterUnavailable
from resolvers.grammar.node import id_van
from resolvers.grammar.ref import Ref
from resolvers.grammar.sleutel import Sleutel
from resolvers.klant import DigitaalAdres, Kanaal, Klantvoorkeur, Partij, VoorkeurWijziging

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
                params.append(_EXPAND)
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
            referentie=adres.referentie,
        )

    # ------------------------------------------------------------------ how he wants to be reached

    async def wijzig_voorkeur(self, uuid: str, van: frozenset[Sleutel], wijziging: VoorkeurWijziging) -> Partij | None:
        voor = await self._lees(uuid)
        if voor is None or van.isdisjoint(sleutels_van(voor)):
            return None
        with self._schrijvend():
            await self._schrijf_partij(voor, wijziging)
            await self._schrijf_adressen(voor, wijziging)
        wire = await self._lees(uuid)
        na = self._maak_partij(wire) if wire is not None else None
        if na is None or not wijziging.staat_in(na.voorkeur):
            raise RegisterUnavailable(self.herkomst.register, detail="/partijen/{uuid}: the preference did not stay")
        return na

    async def _lees(self, uuid: str) -> WirePartij | None:
        with self._schrijvend():
            try:
                return await self._client.get("/partijen/{uuid}", WirePartij, pad={"uuid": uuid}, params=(_EXPAND,))
            except Afwezig:
                return None

    @contextmanager
    def _schrijvend(self) -> Iterator[None]:
        """Refused is not the same as not there; and what goes while it is written leaves us not knowing."""
        try:
            yield
            return
        except Verborgen:
            geweigerd = True
        except Afwezig:
            geweigerd = False
        raise RegisterUnavailable(
            self.herkomst.register,
            retryable=not geweigerd,
            detail="a write was refused" if geweigerd else "what was written to is gone",
        )

    async def _schrijf_partij(self, voor: WirePartij, wijziging: VoorkeurWijziging) -> None:
        """Only what is otherwise. `soortPartij` goes along: without it some versions refuse every PATCH."""
        velden: dict[str, object] = {}
        if wijziging.taal is not None and wijziging.taal != voor.voorkeurstaal:
            velden["voorkeurstaal"] = wijziging.taal
        if wijziging.digitaal_adres is not None or wijziging.zonder_adres:
            nu = voor.voorkeurs_digitaal_adres.uuid if voor.voorkeurs_digitaal_adres else None
            straks = _uuid(wijziging.digitaal_adres) if wijziging.digitaal_adres is not None else None
            if straks != nu:
                velden["voorkeursDigitaalAdres"] = {"uuid": straks} if straks is not None else None
        if velden:
            body = {"soortPartij": voor.soort_partij, **velden}
            await self._client.patch("/partijen/{uuid}", Verwijzing, pad={"uuid": voor.uuid}, json=body)

    async def _schrijf_adressen(self, voor: WirePartij, wijziging: VoorkeurWijziging) -> None:
        """Per partij and kind of address only one may have the referentie, and nothing takes it from another: it is
        given to one address when none has it, and taken from all."""
        eigen = voor.expand.digitale_adressen
        met = [adres.uuid for adres in eigen if adres.referentie == PORTAALVOORKEUR]
        if wijziging.berichten_op is not None and not met:
            op = _uuid(wijziging.berichten_op)
            for adres in eigen:
                if adres.uuid == op:
                    await self._geef_referentie(op, PORTAALVOORKEUR)
        if wijziging.zonder_berichten:
            for uuid in met:
                await self._geef_referentie(uuid, "")

    async def _geef_referentie(self, uuid: str, referentie: str) -> None:
        await self._client.patch(
            "/digitaleadressen/{uuid}", Verwijzing, pad={"uuid": uuid}, json={"referentie": referentie}
        )

    # ------------------------------------------------------------------ finding one

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


def _uuid(adres: DigitaalAdres) -> str:
    return Ref.decode(adres.id).id
