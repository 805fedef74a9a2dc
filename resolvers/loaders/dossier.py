"""Loaders of a dossier: documents, besluiten, contacten, taken and the verzoek and producten that belong to a zaak."""

from __future__ import annotations

from collections.abc import Awaitable, Iterable, Sequence
from typing import TypeVar

from resolvers.besluit import Besluit
from resolvers.contactmoment import Contactmoment, Contactmomentenregister
from resolvers.document import Document
from resolvers.grammar.loader import alle, lader, per_stuk, van_alle, verdeeld
from resolvers.grammar.ref import Ref
from resolvers.grammar.sleutel import Sleutel
from resolvers.klant import Partij
from resolvers.loaders.basis import van_eerste, zonder_dubbele
from resolvers.loaders.registers import register_van, van_ref
from resolvers.loaders.zaken import ZaakLoaders
from resolvers.product import Product, Producttype
from resolvers.taak import Taak
from resolvers.verzoek import Verzoek
from resolvers.zaak import Zaak, Zaaktype

V = TypeVar("V")


class DossierLoaders(ZaakLoaders):
    # ------------------------------------------------------------------ documents and besluiten

    @lader
    async def documenten_van_zaak(self, zaken: Sequence[Zaak]) -> Sequence[Sequence[Document] | Exception]:
        registers = self.registers.documenten
        return await verdeeld(
            zaken,
            registers,
            lambda zaak: van_ref(registers)(zaak.ref),
            lambda register, asked: register.documenten_van(asked),
            (),
        )

    @lader
    async def besluiten_van_zaak(self, zaken: Sequence[Zaak]) -> Sequence[Sequence[Besluit] | Exception]:
        registers = self.registers.besluiten
        return await verdeeld(
            zaken,
            registers,
            lambda zaak: van_ref(registers)(zaak.ref),
            lambda register, asked: register.besluiten_van(asked),
            (),
        )

    @lader
    async def documenten_van_besluit(self, besluiten: Sequence[Besluit]) -> Sequence[Sequence[Document] | Exception]:
        registers = self.registers.documenten
        return await verdeeld(
            besluiten,
            registers,
            lambda besluit: van_ref(registers)(besluit.ref),
            lambda register, asked: register.documenten_van_besluiten(asked),
            (),
        )

    @lader
    async def besluit(self, refs: Sequence[Ref]) -> Sequence[Besluit | Exception | None]:
        registers = self.registers.besluiten
        return await verdeeld(
            refs,
            registers,
            van_ref(registers),
            lambda register, asked: register.besluiten([ref.id for ref in asked]),
            None,
        )

    @lader
    async def document(self, refs: Sequence[Ref]) -> Sequence[Document | Exception | None]:
        registers = self.registers.documenten
        return await verdeeld(
            refs,
            registers,
            van_ref(registers),
            lambda register, asked: register.documenten([ref.id for ref in asked]),
            None,
        )

    @lader
    async def zaakrefs_van_document(self, documenten: Sequence[Document | Ref]) -> Sequence[Sequence[Ref] | Exception]:
        """A Ref: of a document that is not there."""
        registers = self.registers.documenten
        return await verdeeld(
            documenten,
            registers,
            lambda document: van_ref(registers)(document if isinstance(document, Ref) else document.ref),
            lambda register, asked: register.zaken_van_documenten(asked),
            (),
        )

    @lader
    @per_stuk
    async def zaken_van_document(self, document: Document) -> list[Zaak]:
        return await self.zaken_bij_refs.load(tuple(await self.zaakrefs_van_document.load(document)))

    async def _documenten_bij(self, verwijzingen: Iterable[str]) -> list[Document]:
        refs = zonder_dubbele(self.documentverwijzing(verwijzing) for verwijzing in verwijzingen)
        return [document for document in await self.document.load_many(refs) if document is not None]

    @lader
    @per_stuk
    async def documenten_van_verzoek(self, verzoek: Verzoek) -> list[Document]:
        return await self._documenten_bij(verzoek.verwijzingen)

    @lader
    @per_stuk
    async def documenten_van_product(self, product: Product) -> list[Document]:
        return await self._documenten_bij(product.document_verwijzingen)

    # ------------------------------------------------------------------ by links between registers

    async def _zaken_bij(self, verwijzingen: Iterable[str]) -> list[Zaak]:
        refs = zonder_dubbele(await self.zaakverwijzing.load_many(list(dict.fromkeys(verwijzingen))))
        return await self.zaken_bij_refs.load(tuple(refs))

    @lader
    @per_stuk
    async def zaken_bij_verwijzingen(self, verwijzingen: tuple[str, ...]) -> list[Zaak]:
        return await self._zaken_bij(verwijzingen)

    @lader
    @per_stuk
    async def zaak_bij_verwijzing(self, verwijzing: str) -> Zaak | None:
        return next(iter(await self._zaken_bij([verwijzing])), None)

    @lader
    @per_stuk
    async def zaken_van_product(self, product: Product) -> list[Zaak]:
        return await self._zaken_bij(product.zaak_verwijzingen)

    @lader
    @per_stuk
    async def zaken_van_contactmoment(self, contactmoment: Contactmoment) -> list[Zaak]:
        return await self._zaken_bij(contactmoment.zaak_verwijzingen)

    @lader
    @per_stuk
    async def zaken_van_verzoek(self, verzoek: Verzoek) -> list[Zaak]:
        """By what the verzoek names, and by what the zaakregisters link to it."""
        gekoppeld = await alle(register.zaken_van_verzoeken([verzoek.url]) for register in self.registers.zaken)
        refs: list[Ref | None] = list(await self.zaakverwijzing.load_many(list(verzoek.verwijzingen)))
        for register, answer in zip(self.registers.zaken, gekoppeld, strict=True):
            if isinstance(answer, Exception):
                raise answer
            for linked in answer:
                if isinstance(linked, Exception):
                    raise linked
                refs.extend(Ref(register.herkomst.register, "Zaak", uuid) for uuid in linked)
        return await self.zaken_bij_refs.load(tuple(zonder_dubbele(refs)))

    @lader
    @per_stuk
    async def producten_van_verzoek(self, verzoek: Verzoek) -> list[Product]:
        refs = zonder_dubbele(self.productverwijzing(verwijzing) for verwijzing in verzoek.verwijzingen)
        return [product for product in await self.product.load_many(refs) if product is not None]

    @lader
    @per_stuk
    async def product_bij_verwijzing(self, verwijzing: str) -> Product | None:
        ref = self.productverwijzing(verwijzing)
        return await self.product.load(ref) if ref else None

    @lader
    @per_stuk
    async def verzoeken_bij_verwijzingen(self, verwijzingen: tuple[str, ...]) -> list[Verzoek]:
        refs = zonder_dubbele(self.verzoekverwijzing(verwijzing) for verwijzing in verwijzingen)
        return [verzoek for verzoek in await self.verzoek.load_many(refs) if verzoek is not None]

    # ------------------------------------------------------------------ what belongs to a zaak elsewhere

    @lader
    @per_stuk
    async def verzoeken_van_zaak(self, zaak: Zaak) -> list[Verzoek]:
        """Those that the zaakregister links, then those that name the zaak. All of them: which is the first that may be
        seen, is not known here."""
        register = register_van(self.registers.zaken, zaak.ref.register)
        linked = (await register.verzoeken_van([zaak]))[0] if register else ()
        if isinstance(linked, Exception):
            raise linked
        refs = zonder_dubbele(self.verzoekverwijzing(verwijzing) for verwijzing in linked)
        gekoppeld = [verzoek for verzoek in await self.verzoek.load_many(refs) if verzoek is not None]
        noemen = await van_alle(
            self.registers.verzoeken, lambda verzoeken: _eerste_van(verzoeken.verzoeken_bij_zaak([zaak.url]))
        )
        return [*gekoppeld, *(verzoek for verzoek in noemen if verzoek.ref not in refs)]

    @lader
    @per_stuk
    async def producten_van_zaak(self, zaak: Zaak) -> list[Product]:
        return await van_alle(
            self.registers.producten, lambda producten: _eerste_van(producten.producten_bij_zaken([zaak.url]))
        )

    @lader
    @per_stuk
    async def taken_van_zaak(self, zaak: Zaak) -> list[Taak]:
        return await van_alle(self.registers.taken, lambda taken: _eerste_van(taken.taken_bij_zaken([zaak.url])))

    @lader
    async def contactmomenten_van_zaak(self, zaken: Sequence[Zaak]) -> Sequence[Sequence[Contactmoment] | Exception]:
        """Of several zaken that share a betrokkene: one question by that person, shared out. Of one zaak: one question
        by the zaak."""
        samen = frozenset.intersection(*(zaak.over_wie() for zaak in zaken))
        if len(zaken) > 1 and samen:
            return await self._contactmomenten_via(samen, zaken)
        merged: list[list[Contactmoment] | Exception] = [[] for _ in zaken]
        for answer in await alle(
            register.contactmomenten_bij_zaken(zaken) for register in self.registers.contactmomenten
        ):
            for place in range(len(zaken)):
                found, sofar = answer if isinstance(answer, Exception) else answer[place], merged[place]
                if isinstance(found, Exception):
                    merged[place] = found
                elif not isinstance(sofar, Exception):
                    sofar.extend(found)
        return merged

    @lader
    async def partij(self, klanten: Sequence[frozenset[Sleutel]]) -> Sequence[Partij | Exception | None]:
        """In the first klantregister that knows the klant."""
        return await van_eerste(self.registers.klanten, lambda register: register.partijen(klanten), len(klanten))

    async def contacten(
        self, register: Contactmomentenregister, sleutels: frozenset[Sleutel]
    ) -> Sequence[Contactmoment]:
        """Of one register; by the partij that it knows this klant as, which is asked once for everything."""
        partij = await self.partij.load(sleutels)
        known = partij.uuid if partij is not None and partij.register == register.herkomst.register else None
        return await register.contactmomenten_van(sleutels, known)

    async def _contactmomenten_via(
        self, sleutels: frozenset[Sleutel], zaken: Sequence[Zaak]
    ) -> Sequence[Sequence[Contactmoment] | Exception]:
        contacten = await van_alle(self.registers.contactmomenten, lambda register: self.contacten(register, sleutels))
        waarover = [set(await self.zaakverwijzing.load_many(list(contact.zaak_verwijzingen))) for contact in contacten]
        return [
            [contact for contact, refs in zip(contacten, waarover, strict=True) if zaak.ref in refs] for zaak in zaken
        ]

    @lader
    async def contactmoment(self, refs: Sequence[Ref]) -> Sequence[Contactmoment | Exception | None]:
        registers = self.registers.contactmomenten
        return await verdeeld(
            refs,
            registers,
            van_ref(registers),
            lambda register, asked: register.contactmomenten([ref.id for ref in asked]),
            None,
        )

    @lader
    async def verzoek(self, refs: Sequence[Ref]) -> Sequence[Verzoek | Exception | None]:
        registers = self.registers.verzoeken
        return await verdeeld(
            refs,
            registers,
            van_ref(registers),
            lambda register, asked: register.verzoeken([ref.id for ref in asked]),
            None,
        )

    @lader
    async def product(self, refs: Sequence[Ref]) -> Sequence[Product | Exception | None]:
        registers = self.registers.producten
        return await verdeeld(
            refs,
            registers,
            van_ref(registers),
            lambda register, asked: register.producten([ref.id for ref in asked]),
            None,
        )

    @lader
    async def taak(self, refs: Sequence[Ref]) -> Sequence[Taak | Exception | None]:
        registers = self.registers.taken
        return await verdeeld(
            refs, registers, van_ref(registers), lambda register, asked: register.taken([ref.id for ref in asked]), None
        )

    # ------------------------------------------------------------------ producttypen

    @lader
    async def producttype(self, refs: Sequence[Ref]) -> Sequence[Producttype | Exception | None]:
        registers = self.registers.producten
        return await verdeeld(
            refs,
            registers,
            van_ref(registers),
            lambda register, asked: register.producttypen([ref.id for ref in asked]),
            None,
        )

    @lader
    @per_stuk
    async def zaaktypen_van_producttype(self, producttype: Producttype) -> list[Zaaktype]:
        """Of each zaaktype that it names, the newest version: producttypen name versions, and miss the next one."""
        named = [z for z in await self.alle_zaaktypen() if _genoemd(z, producttype)]
        return await self.zaaktypen_bij_identificaties.load(
            frozenset(z.identificatie for z in named if z.identificatie)
        )

    @lader
    @per_stuk
    async def producttypen_van_zaaktype(self, zaaktype: Zaaktype) -> list[Producttype]:
        versions = [z for z in await self.alle_zaaktypen() if z.identificatie == zaaktype.identificatie]
        producttypen = await self.alle_producttypen()
        return [found for found in producttypen if any(_genoemd(version, found) for version in versions)]

    async def alle_producttypen(self) -> list[Producttype]:
        found: list[Producttype] = []
        for register in self.registers.producten:
            async for batch in register.alle_producttypen():
                found.extend(batch)
        return found


async def _eerste_van(vraag: Awaitable[Sequence[Sequence[V] | Exception]]) -> Sequence[V]:
    """The answer to a batch of one."""
    answer = (await vraag)[0]
    if isinstance(answer, Exception):
        raise answer
    return answer


def _genoemd(zaaktype: Zaaktype, producttype: Producttype) -> bool:
    """Whether the producttype names this version; hosts differ inside and outside a cluster, so by its uuid."""
    return any(verwijzing.rstrip("/").endswith(zaaktype.ref.id) for verwijzing in producttype.zaaktype_verwijzingen)
