"""Contacten: klantcontacten of Open Klant as a Contactmomentenregister.

A klantcontact counts only for the partijen that its own betrokkenen name; in one answer each partij is shown once.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime

from app.registries.client import Afwezig, Verborgen
from app.registries.openklant.partijen import Partijen
from app.registries.openklant.wire import Actor, Actoridentificatie, Klantcontact, sleutels_van
from resolvers.contactmoment import Contactmoment
from resolvers.grammar.antwoorden import alle
from resolvers.grammar.node import id_van
from resolvers.grammar.ref import Ref
from resolvers.grammar.sleutel import Sleutel
from resolvers.organisatie import Medewerker
from resolvers.zaak import Zaak

_CONTACT_EXPAND = ("expand", "hadBetrokkenen,gingOverOnderwerpobjecten")
#: With who the betrokkenen are, where that is not known beforehand.
_CONTACT_EXPAND_KLANT = ("expand", "hadBetrokkenen,hadBetrokkenen.wasPartij,gingOverOnderwerpobjecten")


class Contacten(Partijen):
    async def contactmomenten_van(self, sleutels: frozenset[Sleutel], partij: str | None) -> Sequence[Contactmoment]:
        partijen = (
            {partij: sleutels}
            if partij
            else {p.uuid: p.sleutels for p in await self.partijen_van(sleutels, expand=False)}
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


def _getoonde_klanten(contacten: Sequence[Klantcontact]) -> Mapping[str, frozenset[Sleutel]]:
    """Who the betrokkenen of one answer are, by the uuid of their partij; the answer shows each partij once."""
    betrokkenen = (betrokkene for contact in contacten for betrokkene in contact.expand.had_betrokkenen)
    shown = (betrokkene.expand.was_partij for betrokkene in betrokkenen)
    return {partij.uuid: sleutels_van(partij) for partij in shown if partij is not None}


def _partijen(contact: Klantcontact) -> list[str]:
    return [betrokkene.was_partij.uuid for betrokkene in contact.expand.had_betrokkenen if betrokkene.was_partij]


def _onderwerpen(contact: Klantcontact) -> list[str]:
    """What it was about, as the municipality wrote it: mostly a zaak's uuid."""
    objects = (item.onderwerpobjectidentificator for item in contact.expand.ging_over_onderwerpobjecten)
    return [found.object_id for found in objects if found is not None and found.object_id]
