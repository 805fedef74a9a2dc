"""Open Klant: Klantinteracties API 0.9 (Open Klant 2.18) as a Klantregister and a Contactmomentenregister.

One token reads everything, nothing is filtered by person, no batch exists, and the filters on identificatoren are
separate conditions that need not hold on the same row (FACTS §6, §18.3). So a partij counts only when its own
identificatoren say who it is, and a klantcontact only for the partijen that its own betrokkenen name. The API has no
search by POST: the number of a person must stand in the query (see client.py: never logged).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime

from msgspec import Struct, field

from app.registries.client import Afwezig, RegisterClient, Verborgen
from resolvers.contactmoment import Contactmoment
from resolvers.grammar.bron import Herkomst
from resolvers.grammar.loader import alle
from resolvers.grammar.node import id_van
from resolvers.grammar.ref import Ref
from resolvers.grammar.sleutel import Bsn, Klantnummer, KvkNummer, Rsin, Sleutel, Vestigingsnummer
from resolvers.klant import DigitaalAdres, Kanaal, Klantvoorkeur, Partij
from resolvers.organisatie import Medewerker
from resolvers.zaak import Zaak

_SOORTEN: Mapping[str, type[Sleutel]] = {
    "bsn": Bsn,
    "kvk_nummer": KvkNummer,
    "rsin": Rsin,
    "vestigingsnummer": Vestigingsnummer,
}
_CODE = {kind: code for code, kind in _SOORTEN.items()}
_KANAAL = {"email": Kanaal.EMAIL, "telefoonnummer": Kanaal.TELEFOON}
_BIJ_PARTIJ = "partijIdentificator__"
_CONTACT_EXPAND = ("expand", "hadBetrokkenen,gingOverOnderwerpobjecten")
#: With who the betrokkenen are, where that is not known beforehand.
_CONTACT_EXPAND_KLANT = ("expand", "hadBetrokkenen,hadBetrokkenen.wasPartij,gingOverOnderwerpobjecten")

#: By Open Klant's own migration: the address that is preferred for the portal.
PORTAALVOORKEUR = "portaalvoorkeur"


class Wire(Struct, rename="camel", kw_only=True): ...


class Verwijzing(Wire):
    uuid: str = ""


class Identificator(Wire):
    code_soort_object_id: str = ""
    object_id: str = ""


class Partijidentificator(Wire):
    partij_identificator: Identificator = field(default_factory=Identificator)


class WireAdres(Wire):
    uuid: str
    adres: str = ""
    soort_digitaal_adres: str = ""
    is_standaard_adres: bool = False
    omschrijving: str = ""
    referentie: str = ""
    verificatie_datum: date | None = None
    verstrekt_door_partij: Verwijzing | None = None


class Naam(Wire):
    volledige_naam: str = ""
    naam: str = ""


class PartijExpand(Wire):
    digitale_adressen: list[WireAdres] = field(default_factory=list)


class WirePartij(Wire):
    uuid: str
    nummer: str | None = None
    voorkeurstaal: str = ""
    voorkeurs_digitaal_adres: Verwijzing | None = None
    partij_identificatoren: list[Partijidentificator] = field(default_factory=list)
    partij_identificatie: Naam | None = None
    expand: PartijExpand = field(name="_expand", default_factory=PartijExpand)


class Onderwerpidentificator(Wire):
    object_id: str = ""
    code_objecttype: str = ""


class Onderwerpobject(Wire):
    onderwerpobjectidentificator: Onderwerpidentificator | None = None


class BetrokkeneExpand(Wire):
    was_partij: WirePartij | None = None
    """None too for a partij that stands elsewhere in the same answer: the product shows each once."""


class Betrokkene(Wire):
    was_partij: Verwijzing | None = None
    expand: BetrokkeneExpand = field(name="_expand", default_factory=BetrokkeneExpand)


class ContactExpand(Wire):
    had_betrokkenen: list[Betrokkene] = field(default_factory=list)
    ging_over_onderwerpobjecten: list[Onderwerpobject] = field(default_factory=list)


class Actoridentificatie(Wire):
    functie: str = ""
    emailadres: str = ""
    telefoonnummer: str = ""


class Actoridentificator(Wire):
    object_id: str = ""


class Actor(Wire):
    uuid: str
    naam: str = ""
    soort_actor: str = ""
    actoridentificator: Actoridentificator | None = None
    actor_identificatie: Actoridentificatie | None = None


class Klantcontact(Wire):
    uuid: str
    kanaal: str = ""
    onderwerp: str = ""
    inhoud: str = ""
    indicatie_contact_gelukt: bool | None = None
    taal: str = ""
    vertrouwelijk: bool = True
    plaatsgevonden_op: datetime | None = None
    had_betrokken_actoren: list[Actor] = field(default_factory=list)
    expand: ContactExpand = field(name="_expand", default_factory=ContactExpand)


class OpenKlant:
    def __init__(self, *, herkomst: Herkomst, client: RegisterClient) -> None:
        self.herkomst = herkomst
        self._client = client

    # ------------------------------------------------------------------ partijen

    async def partijen(self, sleutels: Sequence[frozenset[Sleutel]]) -> Sequence[Partij | Exception | None]:
        return await alle(self._partij(known) for known in sleutels)

    async def _partij(self, sleutels: frozenset[Sleutel]) -> Partij | None:
        return next(iter(await self._partijen_van(sleutels, expand=True)), None)

    async def _partijen_van(self, sleutels: frozenset[Sleutel], *, expand: bool) -> list[Partij]:
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
            sleutels=_sleutels(partij),
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
        return [keys for answer in found if not isinstance(answer, Exception) and (keys := _sleutels(answer))]

    async def sleutels_bij_klantnummer(self, klantnummer: str) -> frozenset[Sleutel]:
        found = await self._client.pages("/partijen", WirePartij, params=(("nummer", klantnummer),))
        own = [partij for partij in found if partij.nummer == klantnummer]
        return _sleutels(own[0]) if len(own) == 1 else frozenset()

    # ------------------------------------------------------------------ contacten

    async def contactmomenten_van(self, sleutels: frozenset[Sleutel], partij: str | None) -> Sequence[Contactmoment]:
        partijen = (
            {partij: sleutels}
            if partij
            else {p.uuid: p.sleutels for p in await self._partijen_van(sleutels, expand=False)}
        )
        found: dict[str, Klantcontact] = {}
        for answer in await alle(self._contacten_bij(uuid) for uuid in partijen):
            if isinstance(answer, Exception):
                raise answer
            found.update((contact.uuid, contact) for contact in answer)
        made = [self._contactmoment(contact, partijen) for contact in found.values()]
        return [contact for contact in made if contact.klant_sleutels & sleutels]

    async def _contacten_bij(self, partij: str) -> list[Klantcontact]:
        """By the uuid of the partij: no number of a person in this query."""
        params = (("hadBetrokkene__wasPartij__uuid", partij), _CONTACT_EXPAND)
        return await self._client.pages("/klantcontacten", Klantcontact, params=params)

    async def contactmomenten_bij_zaken(self, zaken: Sequence[Zaak]) -> Sequence[Sequence[Contactmoment] | Exception]:
        return await alle(self._bij_zaak(zaak) for zaak in zaken)

    async def _bij_zaak(self, zaak: Zaak) -> list[Contactmoment]:
        params = (("onderwerpobject__onderwerpobjectidentificatorObjectId", zaak.ref.id), _CONTACT_EXPAND_KLANT)
        found = await self._client.pages("/klantcontacten", Klantcontact, params=params)
        partijen = _getoonde_klanten(found)
        return [self._contactmoment(contact, partijen) for contact in found if zaak.ref.id in _onderwerpen(contact)]

    async def contactmomenten(self, ids: Sequence[str]) -> Sequence[Contactmoment | Exception | None]:
        return await alle(self._een(id_) for id_ in ids)

    async def _een(self, id_: str) -> Contactmoment | None:
        try:
            found = await self._client.get(
                "/klantcontacten/{uuid}", Klantcontact, pad={"uuid": id_}, params=(_CONTACT_EXPAND_KLANT,)
            )
        except (Afwezig, Verborgen):
            return None
        return self._contactmoment(found, _getoonde_klanten([found]))

    def _contactmoment(self, contact: Klantcontact, partijen: Mapping[str, frozenset[Sleutel]]) -> Contactmoment:
        ref = Ref(self.herkomst.register, "Contactmoment", contact.uuid)
        return Contactmoment(
            id=id_van(ref),
            ref=ref,
            klant_sleutels=frozenset().union(*(partijen.get(uuid, frozenset()) for uuid in _partijen(contact))),
            vertrouwelijk=contact.vertrouwelijk,
            zaak_verwijzingen=tuple(_onderwerpen(contact)),
            kanaal=contact.kanaal or None,
            onderwerp=contact.onderwerp or None,
            inhoud=contact.inhoud or None,
            plaatsgevonden_op=contact.plaatsgevonden_op,
            gelukt=contact.indicatie_contact_gelukt,
            taal=contact.taal or None,
            medewerker=self._medewerker(contact.had_betrokken_actoren),
            bron=self.herkomst.bron(datetime.now(UTC)),
        )

    def _medewerker(self, actoren: Sequence[Actor]) -> Medewerker | None:
        actor = next((actor for actor in actoren if actor.soort_actor == "medewerker"), None)
        if actor is None:
            return None
        is_ = actor.actor_identificatie or Actoridentificatie()
        return Medewerker(
            id=id_van(Ref(self.herkomst.register, "Medewerker", actor.uuid)),
            naam=actor.naam or None,
            functie=is_.functie or None,
            eenheid=None,
            email=is_.emailadres or None,
            telefoonnummer=is_.telefoonnummer or None,
        )


def _sleutels(partij: WirePartij) -> frozenset[Sleutel]:
    found: set[Sleutel] = set()
    for item in partij.partij_identificatoren:
        kind = _SOORTEN.get(item.partij_identificator.code_soort_object_id)
        value = item.partij_identificator.object_id
        if kind is not None and kind.vorm.fullmatch(value) and kind.klopt(value):
            found.add(kind(value))
    if partij.nummer and Klantnummer.vorm.fullmatch(partij.nummer):
        found.add(Klantnummer(partij.nummer))
    return frozenset(found)


def _getoonde_klanten(contacten: Sequence[Klantcontact]) -> Mapping[str, frozenset[Sleutel]]:
    """Who the betrokkenen of one answer are, by the uuid of their partij; the answer shows each partij once."""
    betrokkenen = (betrokkene for contact in contacten for betrokkene in contact.expand.had_betrokkenen)
    shown = (betrokkene.expand.was_partij for betrokkene in betrokkenen)
    return {partij.uuid: _sleutels(partij) for partij in shown if partij is not None}


def _partijen(contact: Klantcontact) -> list[str]:
    return [betrokkene.was_partij.uuid for betrokkene in contact.expand.had_betrokkenen if betrokkene.was_partij]


def _onderwerpen(contact: Klantcontact) -> list[str]:
    """What it was about, as the municipality wrote it: mostly a zaak's uuid."""
    objects = (item.onderwerpobjectidentificator for item in contact.expand.ging_over_onderwerpobjecten)
    return [found.object_id for found in objects if found is not None and found.object_id]
