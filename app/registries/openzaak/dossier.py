"""Dossier: Open Zaak's Documenten API 1.4 and Besluiten API 1.1 as Documentenregister and Besluitenregister.

Documents of many zaken are one question (`_zoek uuid__in`): their uuids come with the zaken. Besluiten have no batch
(FACTS §16). The list of zaakinformatieobjecten also names documents that we may not see; those are simply not in the
answer of `_zoek`.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import AbstractAsyncContextManager
from re import Pattern
from typing import TypeVar

from app.registries.client import Afwezig, RegisterClient, Verborgen
from app.registries.openzaak import wire
from app.registries.openzaak.catalogus import Catalogus
from app.registries.openzaak.mapping import vertrouwelijkheid
from resolvers.besluit import Besluit
from resolvers.document import Document, DocumentRichting
from resolvers.grammar.antwoorden import alle
from resolvers.grammar.bron import Herkomst
from resolvers.grammar.node import id_van
from resolvers.grammar.ref import Ref
from resolvers.zaak import Zaak

T = TypeVar("T")

#: Statuses in which a document may leave the organisation. A document that never had a status is taken for finished by
#: the standard.
DEFINITIEF = frozenset({"definitief", "gearchiveerd"})


class Documenten:
    def __init__(
        self,
        *,
        herkomst: Herkomst,
        client: RegisterClient,
        zaken: RegisterClient,
        besluiten: RegisterClient,
        catalogus: Catalogus,
        verwijzingen: Sequence[Pattern[str]],
    ) -> None:
        self.herkomst = herkomst
        self._client = client
        self._zaken = zaken
        self._besluiten = besluiten
        self._catalogus = catalogus
        self._verwijzingen = verwijzingen

    async def documenten_van(self, zaken: Sequence[Zaak]) -> Sequence[Sequence[Document] | Exception]:
        links = await alle(self._links(zaak) for zaak in zaken)
        return await self._bij(links)

    async def _links(self, zaak: Zaak) -> list[str]:
        """uuids of the zaak's documents: they came with the zaak when they would be asked, else they are one
        question."""
        if isinstance(zaak.wire, wire.Zaak) and not zaak.wire.zaakinformatieobjecten:
            return []
        known = zaak.wire.expand.zaakinformatieobjecten if isinstance(zaak.wire, wire.Zaak) else None
        if not isinstance(known, list):
            known = await self._zaken.get(
                "/zaakinformatieobjecten", list[wire.Zaakinformatieobject], params=(("zaak", zaak.url),)
            )
        return [wire.uuid_uit(link.informatieobject) for link in known if wire.uuid_uit(link.zaak) == zaak.ref.id]

    async def documenten_van_besluiten(self, besluiten: Sequence[Besluit]) -> Sequence[Sequence[Document] | Exception]:
        return await self._bij(await alle(self._links_van_besluit(besluit) for besluit in besluiten))

    async def _links_van_besluit(self, besluit: Besluit) -> list[str]:
        found = await self._besluiten.get(
            "/besluitinformatieobjecten", list[wire.Besluitinformatieobject], params=(("besluit", besluit.url),)
        )
        return [wire.uuid_uit(link.informatieobject) for link in found if wire.uuid_uit(link.besluit) == besluit.ref.id]

    async def _bij(self, links: Sequence[list[str] | Exception]) -> Sequence[Sequence[Document] | Exception]:
        wanted = dict.fromkeys(uuid for found in links if not isinstance(found, Exception) for uuid in found)
        documents = await self._zoek(list(wanted))
        return [
            found if isinstance(found, Exception) else [documents[uuid] for uuid in found if uuid in documents]
            for found in links
        ]

    async def documenten(self, ids: Sequence[str]) -> Sequence[Document | Exception | None]:
        found = await self._zoek(wire.alleen_uuids(ids))
        return [found.get(id_) for id_ in ids]

    async def _zoek(self, uuids: list[str]) -> Mapping[str, Document]:
        if not uuids:
            return {}
        found = await self._client.pages(
            "/enkelvoudiginformatieobjecten/_zoek", wire.Document, method="POST", json={"uuid__in": uuids}, grootte=500
        )
        soorten = (await self._catalogus.typen()).informatieobjecttypen
        return {(uuid := wire.uuid_uit(document.url)): self._document(uuid, document, soorten) for document in found}

    def _document(self, uuid: str, document: wire.Document, soorten: Mapping[str, str]) -> Document:
        ref = Ref(self.herkomst.register, "Document", uuid)
        return Document(
            id=id_van(ref),
            ref=ref,
            url=document.url,
            definitief=document.status in DEFINITIEF,
            titel=document.titel or None,
            beschrijving=document.beschrijving or None,
            identificatie=document.identificatie or None,
            soort=soorten.get(wire.uuid_uit(document.informatieobjecttype)),
            formaat=document.formaat or None,
            bestandsnaam=document.bestandsnaam or None,
            bestandsomvang=document.bestandsomvang,
            creatiedatum=document.creatiedatum,
            ontvangstdatum=document.ontvangstdatum,
            verzenddatum=document.verzenddatum,
            auteur=document.auteur or None,
            taal=document.taal or None,
            versie=document.versie,
            richting=_richting(document),
            vertrouwelijkheidaanduiding=vertrouwelijkheid(document.vertrouwelijkheidaanduiding),
            download_url=f"/documenten/{ref.encode()}",
        )

    async def zaken_van_documenten(self, documenten: Sequence[Document | Ref]) -> Sequence[Sequence[Ref] | Exception]:
        return await alle(
            self._zaken_van(document.ref.id, document.url)
            if isinstance(document, Document)
            else self._zaken_van_niets(document.id)
            for document in documenten
        )

    async def _zaken_van(self, id_: str, url: str) -> list[Ref]:
        found = await self._zaken.get(
            "/zaakinformatieobjecten", list[wire.Zaakinformatieobject], params=(("informatieobject", url),)
        )
        return [
            Ref(self.herkomst.register, "Zaak", wire.uuid_uit(link.zaak))
            for link in found
            if wire.uuid_uit(link.informatieobject) == id_
        ]

    async def _zaken_van_niets(self, id_: str) -> list[Ref]:
        """By the URL that it would have. What cannot be an id is not asked: `documenten` did not either."""
        if wire.alleen_uuids([id_]):
            await self._zaken_van(id_, f"{self._client.basis}/enkelvoudiginformatieobjecten/{id_}")
        return []

    def inhoud(self, document: Document) -> AbstractAsyncContextManager[AsyncIterator[bytes]]:
        return self._client.stream("/enkelvoudiginformatieobjecten/{uuid}/download", pad={"uuid": document.ref.id})

    def document_bij_verwijzing(self, verwijzing: str) -> str | None:
        found = (pattern.fullmatch(verwijzing) for pattern in self._verwijzingen)
        return next((match["uuid"] for match in found if match is not None), None)


class Besluiten:
    def __init__(self, *, herkomst: Herkomst, client: RegisterClient, catalogus: Catalogus) -> None:
        self.herkomst = herkomst
        self._client = client
        self._catalogus = catalogus

    async def besluiten_van(self, zaken: Sequence[Zaak]) -> Sequence[Sequence[Besluit] | Exception]:
        soorten = (await self._catalogus.typen()).besluittypen
        return await alle(self._van(zaak, soorten) for zaak in zaken)

    async def _van(self, zaak: Zaak, soorten: Mapping[str, str]) -> list[Besluit]:
        found = await self._client.pages("/besluiten", wire.Besluit, params=(("zaak", zaak.url),))
        return [self._besluit(besluit, soorten) for besluit in found if wire.uuid_uit(besluit.zaak) == zaak.ref.id]

    async def besluiten(self, ids: Sequence[str]) -> Sequence[Besluit | Exception | None]:
        return await alle(self._een(id_) for id_ in ids)

    async def _een(self, id_: str) -> Besluit | None:
        soorten = (await self._catalogus.typen()).besluittypen  # first: who asks for what is not there waits for it too
        try:
            found = await self._client.get("/besluiten/{uuid}", wire.Besluit, pad={"uuid": id_})
        except (Afwezig, Verborgen):
            return None
        return self._besluit(found, soorten)

    def _besluit(self, besluit: wire.Besluit, soorten: Mapping[str, str]) -> Besluit:
        ref = Ref(self.herkomst.register, "Besluit", wire.uuid_uit(besluit.url))
        return Besluit(
            id=id_van(ref),
            ref=ref,
            url=besluit.url,
            zaak_ref=Ref(self.herkomst.register, "Zaak", wire.uuid_uit(besluit.zaak)) if besluit.zaak else None,
            identificatie=besluit.identificatie or None,
            soort=soorten.get(wire.uuid_uit(besluit.besluittype)),
            datum=besluit.datum,
            ingangsdatum=besluit.ingangsdatum,
            vervaldatum=besluit.vervaldatum,
            verzenddatum=besluit.verzenddatum,
            publicatiedatum=besluit.publicatiedatum,
            uiterlijke_reactiedatum=besluit.uiterlijke_reactiedatum,
            bestuursorgaan=besluit.bestuursorgaan or None,
            toelichting=besluit.toelichting or None,
        )


def _richting(document: wire.Document) -> DocumentRichting:
    if document.ontvangstdatum is not None:
        return DocumentRichting.INKOMEND
    return DocumentRichting.UITGAAND if document.verzenddatum is not None else DocumentRichting.INTERN
