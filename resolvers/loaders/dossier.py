"""Loaders of a dossier: documents, besluiten, contacten, taken and the verzoek and producten that belong to a zaak."""

from __future__ import annotations

from collections.abc import Awaitable, Iterable, Sequence
from typing import TypeVar

from resolvers.besluit import Besluit
from resolvers.contactmoment import Contactmoment, Contactmomentenregister
from resolvers.document import Document
from resolvers.grammar.antwoorden import Deellijst, alle, deels, gelukt, van_alle, verdeeld
from resolvers.grammar.errors import MijnZakenError
from resolvers.grammar.loader import lader, lader_bij_de_hand, lader_van_laders, per_stuk
from resolvers.grammar.ref import Ref
from resolvers.grammar.sleutel import Sleutel
from resolvers.klant import Partij
from resolvers.loaders.basis import eerste_antwoord, zonder_dubbele
from resolvers.loaders.registers import hoort_bij, register_van, van_object, van_ref
from resolvers.loaders.zaken import ZaakLoaders, nieuwste
from resolvers.product import Product, Productenregister, Producttype
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
            van_object(registers),
            lambda register, asked: register.documenten_van(asked),
            (),
        )

    @lader
    async def besluiten_van_zaak(self, zaken: Sequence[Zaak]) -> Sequence[Sequence[Besluit] | Exception]:
        registers = self.registers.besluiten
        return await verdeeld(
            zaken,
            registers,
            van_object(registers),
            lambda register, asked: register.besluiten_van(asked),
            (),
        )

    @lader
    async def documenten_van_besluit(self, besluiten: Sequence[Besluit]) -> Sequence[Sequence[Document] | Exception]:
        registers = self.registers.documenten
        return await verdeeld(
            besluiten,
            registers,
            van_object(registers),
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

    @lader_van_laders
    @per_stuk
    async def zaken_van_document(self, document: Document) -> list[Zaak]:
        return await self.zaken_bij_refs.een(tuple(await self.zaakrefs_van_document.een(document)))

    async def _documenten_bij(self, verwijzingen: Iterable[str]) -> list[Document]:
        refs = zonder_dubbele(ref for link in verwijzingen for ref in self.documentverwijzingen(link))
        return [document for document in gelukt(await self.document.veel(refs)) if document is not None]

    @lader_van_laders
    @per_stuk
    async def documenten_van_verzoek(self, verzoek: Verzoek) -> list[Document]:
        return await self._documenten_bij(verzoek.verwijzingen)

    @lader_van_laders
    @per_stuk
    async def documenten_van_product(self, product: Product) -> list[Document]:
        return await self._documenten_bij(product.document_verwijzingen)

    # ------------------------------------------------------------------ by links between registers

    async def _zaken_bij(self, verwijzingen: Iterable[str]) -> list[Zaak]:
        refs = zonder_dubbele(gelukt(await self.zaakverwijzing.veel(list(dict.fromkeys(verwijzingen)))))
        return await self.zaken_bij_refs.een(tuple(refs))

    @lader_van_laders
    @per_stuk
    async def zaken_bij_verwijzingen(self, verwijzingen: tuple[str, ...]) -> list[Zaak]:
        return await self._zaken_bij(verwijzingen)

    @lader_van_laders
    @per_stuk
    async def zaak_bij_verwijzing(self, verwijzing: str) -> Zaak | None:
        return next(iter(await self._zaken_bij([verwijzing])), None)

    @lader_van_laders
    @per_stuk
    async def zaken_van_product(self, product: Product) -> list[Zaak]:
        return await self._zaken_bij(product.zaak_verwijzingen)

    @lader_van_laders
    @per_stuk
    async def zaken_van_contactmoment(self, contactmoment: Contactmoment) -> list[Zaak]:
        links, bron = contactmoment.zaak_verwijzingen, contactmoment.ref.register
        refs = gelukt(await alle(self.zaak_genoemd(link, bron) for link in dict.fromkeys(links)))
        return await self.zaken_bij_refs.een(tuple(zonder_dubbele(refs)))

    @lader
    @per_stuk
    async def zaken_van_verzoek(self, verzoek: Verzoek) -> list[Zaak]:
        """By what the verzoek names, and by what the zaakregisters link to it."""
        gekoppeld = await alle(register.zaken_van_verzoeken([verzoek.url]) for register in self.registers.zaken)
        refs = list(gelukt(await self.zaakverwijzing.veel(list(verzoek.verwijzingen))))
        for register, answer in zip(self.registers.zaken, gekoppeld, strict=True):
            if isinstance(answer, Exception):
                raise answer
            for linked in answer:
                if isinstance(linked, Exception):
                    raise linked
                refs.extend(Ref(register.herkomst.register, "Zaak", uuid) for uuid in linked)
        return await self.zaken_bij_refs.een(tuple(zonder_dubbele(refs)))

    @lader_van_laders
    @per_stuk
    async def producten_van_verzoek(self, verzoek: Verzoek) -> Deellijst[Product]:
        refs = zonder_dubbele(ref for link in verzoek.verwijzingen for ref in self.productverwijzingen(link))
        found = deels(await self.product.veel(refs))
        return Deellijst([product for product in found if product is not None], found.fouten)

    @lader_van_laders
    @per_stuk
    async def product_bij_verwijzing(self, verwijzing: str) -> Product | None:
        found = gelukt(await self.product.veel(self.productverwijzingen(verwijzing)))
        return next((product for product in found if product is not None), None)

    @lader_van_laders
    @per_stuk
    async def verzoeken_bij_verwijzingen(self, verwijzingen: tuple[str, ...]) -> list[Verzoek]:
        refs = zonder_dubbele(ref for link in verwijzingen for ref in self.verzoekverwijzingen(link))
        return [verzoek for verzoek in gelukt(await self.verzoek.veel(refs)) if verzoek is not None]

    # ------------------------------------------------------------------ what belongs to a zaak elsewhere

    @lader
    @per_stuk
    async def verzoeken_van_zaak(self, zaak: Zaak) -> Deellijst[Verzoek]:
        """Those that the zaakregister links, then those that name the zaak. All of them: which is the first that may be
        seen, is not known here."""
        register = register_van(self.registers.zaken, zaak.ref.register)
        linked = deels(await register.verzoeken_van([zaak]) if register else ())
        refs = zonder_dubbele(ref for links in linked for link in links for ref in self.verzoekverwijzingen(link))
        gekoppeld = deels(await self.verzoek.veel(refs))
        noemen = await van_alle(
            self.registers.verzoeken, lambda verzoeken: _eerste_van(verzoeken.verzoeken_bij_zaak([zaak.url]))
        )
        verzoeken = [verzoek for verzoek in gekoppeld if verzoek is not None]
        verzoeken += [verzoek for verzoek in noemen if verzoek.ref not in refs]
        return Deellijst(verzoeken, [*linked.fouten, *gekoppeld.fouten, *noemen.fouten])

    @lader
    @per_stuk
    async def producten_van_zaak(self, zaak: Zaak) -> Deellijst[Product]:
        return await van_alle(
            self.registers.producten, lambda producten: _eerste_van(producten.producten_bij_zaken([zaak.url]))
        )

    @lader
    @per_stuk
    async def taken_van_zaak(self, zaak: Zaak) -> Deellijst[Taak]:
        return await van_alle(self.registers.taken, lambda taken: _eerste_van(taken.taken_bij_zaken([zaak.url])))

    @lader
    async def contactmomenten_van_zaak(self, zaken: Sequence[Zaak]) -> Sequence[Sequence[Contactmoment] | Exception]:
        """Of several zaken that share a betrokkene: one question by that person, shared out. Of one zaak: one question
        by the zaak."""
        samen = frozenset.intersection(*(zaak.over_wie() for zaak in zaken))
        if len(zaken) > 1 and samen:
            return await self._contactmomenten_via(samen, zaken)
        answers = await alle(self._contacten_bij(register, zaken) for register in self.registers.contactmomenten)
        return [
            _samen([answer if isinstance(answer, Exception) else answer[place] for answer in answers])
            for place in range(len(zaken))
        ]

    async def _contacten_bij(
        self, register: Contactmomentenregister, zaken: Sequence[Zaak]
    ) -> Sequence[Sequence[Contactmoment] | Exception]:
        """Asked only about the zaken that it may know of."""
        eigen = [zaak for zaak in zaken if hoort_bij(self.registers.paren, register, zaak.ref.register)]
        found = dict(zip(eigen, await register.contactmomenten_bij_zaken(eigen), strict=True)) if eigen else {}
        return [found.get(zaak, ()) for zaak in zaken]

    @lader_van_laders
    async def partij(self, klanten: Sequence[frozenset[Sleutel]]) -> Sequence[Partij | Exception | None]:
        """In the first klantregister that knows the klant."""
        return [eerste_antwoord(antwoorden) for antwoorden in gelukt(await self.partijen.veel(klanten))]

    @lader
    async def partijen(self, klanten: Sequence[frozenset[Sleutel]]) -> Sequence[list[Partij | Exception | None]]:
        """In each klantregister, in their order; None in the place of one that does not know him."""
        registers = self.registers.klanten
        answers = await alle(register.partijen(klanten) for register in registers)
        return [
            [answer if isinstance(answer, Exception) else answer[place] for answer in answers]
            for place in range(len(klanten))
        ]

    async def partij_om_te_wijzigen(self, sleutels: frozenset[Sleutel]) -> Partij | None:
        """As `partij`, but certain to be the one that is shown: a register that comes before it must have said that it
        does not know him."""
        for antwoord in await self.partijen.een(sleutels):
            if isinstance(antwoord, Exception):
                raise antwoord
            if antwoord is not None:
                return antwoord
        return None

    def vergeet_partijen(self) -> None:
        """They were changed, or may have been."""
        self.partij.clear_all()
        self.partijen.clear_all()

    async def contacten(
        self, register: Contactmomentenregister, sleutels: frozenset[Sleutel]
    ) -> Sequence[Contactmoment]:
        """Of one register; by the partij that it knows this klant as, which is asked once for everything."""
        namen = [klantregister.herkomst.register for klantregister in self.registers.klanten]
        if register.herkomst.register not in namen:
            return await register.contactmomenten_van(sleutels, None)
        partij = (await self.partijen.een(sleutels))[namen.index(register.herkomst.register)]
        if isinstance(partij, Exception):
            raise partij
        return await register.contactmomenten_van(sleutels, partij.uuid) if partij is not None else ()

    async def _contactmomenten_via(
        self, sleutels: frozenset[Sleutel], zaken: Sequence[Zaak]
    ) -> Sequence[Sequence[Contactmoment] | Exception]:
        """A register that is paired with none of these zaken is not asked."""
        registers = [
            register
            for register in self.registers.contactmomenten
            if any(hoort_bij(self.registers.paren, register, zaak.ref.register) for zaak in zaken)
        ]
        contacten = await van_alle(registers, lambda register: self.contacten(register, sleutels))
        return [
            Deellijst(
                [
                    contact
                    for contact in contacten
                    if await self.gaat_over(contact.zaak_verwijzingen, contact.ref.register, zaak)
                ],
                contacten.fouten,
            )
            for zaak in zaken
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

    @lader_bij_de_hand
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
        alles = await self.alle_zaaktypen()
        named = {(z.ref.register, z.identificatie) for z in alles if z.identificatie and _genoemd(z, producttype)}
        versions = [z for z in alles if (z.ref.register, z.identificatie) in named]
        return nieuwste(Deellijst(versions, alles.fouten), frozenset(name for _, name in named))

    @lader
    @per_stuk
    async def producttypen_van_zaaktype(self, zaaktype: Zaaktype) -> list[Producttype]:
        versions = await self.versies_van(zaaktype)
        producttypen = await self.alle_producttypen()
        found = [soort for soort in producttypen if any(_genoemd(version, soort) for version in versions)]
        return Deellijst(found, producttypen.fouten)

    async def alle_producttypen(self) -> Deellijst[Producttype]:
        return await van_alle(self.registers.producten, _alle_typen)


async def _eerste_van(vraag: Awaitable[Sequence[Sequence[V] | Exception]]) -> Sequence[V]:
    """The answer to a batch of one."""
    answer = (await vraag)[0]
    if isinstance(answer, Exception):
        raise answer
    return answer


def _samen(answers: Sequence[Sequence[V] | Exception]) -> Sequence[V] | Exception:
    """The lists of several registers of one object, with what failed; the first fault where all did."""
    fouten = [answer for answer in answers if isinstance(answer, Exception)]
    told = [fout for fout in fouten if isinstance(fout, MijnZakenError)]
    if fouten and (len(fouten) == len(answers) or len(told) < len(fouten)):
        return fouten[0]
    return Deellijst([item for answer in answers if not isinstance(answer, Exception) for item in answer], told)


async def _alle_typen(register: Productenregister) -> list[Producttype]:
    return [producttype async for batch in register.alle_producttypen() for producttype in batch]


def _genoemd(zaaktype: Zaaktype, producttype: Producttype) -> bool:
    """Whether the producttype names this version; hosts differ inside and outside a cluster, so by its uuid."""
    return any(verwijzing.rstrip("/").endswith(zaaktype.ref.id) for verwijzing in producttype.zaaktype_verwijzingen)
