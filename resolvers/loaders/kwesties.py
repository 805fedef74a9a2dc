"""Loaders of kwesties: the matters of a klant, composed of what three kinds of registers have, as far as this afnemer
may see it."""

from __future__ import annotations

from asyncio import gather
from collections.abc import Awaitable, Mapping, Sequence
from datetime import UTC, datetime
from functools import partial
from typing import NamedTuple, TypeVar
from weakref import ref

from resolvers.grammar.antwoorden import Deellijst, deels, gelukt, per_sleutel, verdeeld, volledig
from resolvers.grammar.errors import MijnZakenError
from resolvers.grammar.inzage import Zicht
from resolvers.grammar.loader import lader, per_stuk
from resolvers.grammar.ref import Ref
from resolvers.grammar.sleutel import Sleutel
from resolvers.grammar.zicht import zicht_op
from resolvers.lijsten import MijnZakenVolgorde, MijnZakenVraag, ZakenVraag, binnen_periode
from resolvers.loaders.basis import zonder_dubbele
from resolvers.loaders.onderdelen import Onderdelen, als_batch, gelezen
from resolvers.loaders.registers import register_van
from resolvers.loaders.zoekklanten import ZoekLoaders
from resolvers.mijnzaken import Koppelingen, MijnZakenInformatie, begonnen, kwestie, stel_samen
from resolvers.proces import MijnZakenStatus, mijnzaken_status, status_van_product
from resolvers.product import Product, Producttype
from resolvers.taak import Taak
from resolvers.verzoek import Verzoek
from resolvers.zaak import Status, Vermelding, Zaak, Zaaktype, Zakenregister

T = TypeVar("T")

#: Sorts after every date.
ZONDER_TERMIJN = "~"
#: What of the matter of a zaak cannot be said without its verzoek and its producten.
_UIT_MEER = tuple(
    f"MijnZakenInformatie.{veld}" for veld in ("verzoek", "producten", "producttype", "taken", "bijgewerktOp")
)


class Hier:
    """The zaken of which matters are composed, as links of other registers name them."""

    def __init__(self, zaken: Sequence[Zaak]) -> None:
        self.refs = dict.fromkeys(zaak.ref for zaak in zaken)
        self._bij_nummer: dict[tuple[str, str], list[Ref]] = {}
        for zaak in zaken:
            if zaak.identificatie:
                self._bij_nummer.setdefault((zaak.ref.register, zaak.identificatie), []).append(zaak.ref)

    def genoemd(self, vermeldingen: Sequence[tuple[Zakenregister, Vermelding]]) -> Ref | None:
        """None too when it could be either of two: two organisations may give out one number."""
        found: list[Ref] = []
        for register, vermelding in vermeldingen:
            naam = register.herkomst.register
            if vermelding.uuid:
                ref = Ref(naam, "Zaak", vermelding.uuid)
                found.extend([ref] if ref in self.refs else [])
            else:
                found.extend(self._bij_nummer.get((naam, vermelding.nummer or ""), ()))
        return found[0] if len(found) == 1 else None


def _onder(known: frozenset[Ref], genoemd: Mapping[str, Sequence[Ref]]) -> dict[str, Ref]:
    """link → the one of these that it names."""
    found = ((link, next((ref for ref in refs if ref in known), None)) for link, refs in genoemd.items())
    return {link: ref for link, ref in found if ref is not None}


class Koppelvraag(NamedTuple):
    """Which zaken a register links to a verzoek, by its URL."""

    register: str
    verzoek: str


class KwestieLoaders(ZoekLoaders):
    @lader
    @per_stuk
    async def mijnzaken_van_klant(self, vraag: MijnZakenVraag) -> Onderdelen:
        """All registers asked at once, each in its own time."""
        onderdelen = await self.onderdelen.een(vraag.sleutels)
        return Onderdelen(ref(self), vraag, onderdelen.zaken, onderdelen.verzoeken, onderdelen.producten)

    @lader
    @per_stuk
    async def onderdelen(self, sleutels: frozenset[Sleutel]) -> Onderdelen:
        zaken_vraag = ZakenVraag(sleutels=sleutels, alles=True)
        zaken, verzoeken, producten = await gather(
            gather(*(gelezen(r, r.zaken_van(zaken_vraag, self.vooruitblik)) for r in self.registers.zaken)),
            gather(*(gelezen(r, als_batch(partial(r.verzoeken_van, sleutels))) for r in self.registers.verzoeken)),
            gather(*(gelezen(r, als_batch(partial(r.producten_van, sleutels))) for r in self.registers.producten)),
        )
        return Onderdelen(ref(self), MijnZakenVraag(sleutels=sleutels), zaken, verzoeken, producten)

    async def kwesties(
        self, vraag: MijnZakenVraag, zaken: Sequence[Zaak], verzoeken: Sequence[Verzoek], producten: Sequence[Product]
    ) -> list[MijnZakenInformatie]:
        """The visible matters that the question keeps, each with its place in the order."""
        koppelingen = await self._koppelingen(zaken, verzoeken, producten)
        samen = stel_samen(zaken, verzoeken, producten, koppelingen, vraag.sleutels)
        kept = await self._houdt(vraag, samen)
        for informatie, plaats in zip(kept, await self._plaatsen(vraag.volgorde, kept), strict=True):
            informatie.plaats = plaats
        return kept

    async def _koppelingen(
        self, zaken: Sequence[Zaak], verzoeken: Sequence[Verzoek], producten: Sequence[Product]
    ) -> Koppelingen:
        """What each link names, of what is here: a link to what may not be seen is as no link, so nobody is asked what
        it is. Only verzoeken that name none of these zaken are looked up in the zaakregisters' own links
        (`/zaakverzoeken`), so that the number of questions does not grow with the zaken."""
        hier = Hier(zaken)
        gelegd = [(verzoek.ref, link) for verzoek in verzoeken for link in verzoek.verwijzingen]
        gelegd += [(product.ref, link) for product in producten for link in product.zaak_verwijzingen]
        zaakrefs = {
            link: ref
            for van, link in gelegd
            if (ref := hier.genoemd(self.zaakvermeldingen(link, van.register))) is not None
        }
        los = [verzoek for verzoek in verzoeken if zaakrefs.keys().isdisjoint(verzoek.verwijzingen)]
        if los and zaken:
            zaakrefs.update(await self._links_van_zaakregisters(los, frozenset(hier.refs)))
        links = {link for verzoek in verzoeken for link in verzoek.verwijzingen} | {
            link for zaak in zaken for link in zaak.producten_of_diensten
        }
        verzoekrefs = frozenset(verzoek.ref for verzoek in verzoeken)
        productrefs = frozenset(product.ref for product in producten)
        return Koppelingen(
            zaken=zaakrefs,
            verzoeken=_onder(verzoekrefs, {link: self.verzoekverwijzingen(link) for link in links}),
            producten=_onder(productrefs, {link: self.productverwijzingen(link) for link in links}),
        )

    async def _links_van_zaakregisters(self, verzoeken: Sequence[Verzoek], zaken: frozenset[Ref]) -> dict[str, Ref]:
        """verzoek URL → the first of these zaken. Asked of the registers that have one of them. A register that cannot
        tell leaves the verzoek a matter of its own."""
        namen = {ref.register for ref in zaken}
        registers = [register for register in self.registers.zaken if register.herkomst.register in namen]
        gevraagd = [
            Koppelvraag(register.herkomst.register, verzoek.url) for register in registers for verzoek in verzoeken
        ]
        found: dict[str, Ref] = {}
        for koppelvraag, answer in zip(gevraagd, await self.gekoppeld_aan_verzoek.veel(gevraagd), strict=True):
            uuids = () if isinstance(answer, Exception) else answer
            refs = (Ref(koppelvraag.register, "Zaak", uuid) for uuid in uuids)
            if (ref := next((ref for ref in refs if ref in zaken), None)) is not None:
                found.setdefault(koppelvraag.verzoek, ref)
        return found

    @lader
    async def gekoppeld_aan_verzoek(self, gevraagd: Sequence[Koppelvraag]) -> Sequence[Sequence[str] | Exception]:
        """uuids of the zaken that a zaakregister links to a verzoek; two lists of matters ask once."""
        return await verdeeld(
            gevraagd,
            self.registers.zaken,
            lambda vraag: register_van(self.registers.zaken, vraag.register),
            lambda register, asked: register.zaken_van_verzoeken([vraag.verzoek for vraag in asked]),
            (),
        )

    async def _houdt(self, vraag: MijnZakenVraag, kwesties: Sequence[MijnZakenInformatie]) -> list[MijnZakenInformatie]:
        """Those that the question keeps. What a filter must know is asked for all that are left, in one batch."""
        kept = [kwestie for kwestie in kwesties if _in_periode(vraag, kwestie)]
        if (groepen := vraag.statusgroepen) is not None:
            statussen = gelukt(await self.status_van_kwestie.veel(kept))
            kept = [kwestie for kwestie, status in zip(kept, statussen, strict=True) if status.groep in groepen]
        if (zoek := vraag.zoek) is not None:
            titels = gelukt(await self.titel_van_kwestie.veel(kept))
            kept = [kwestie for kwestie, titel in zip(kept, titels, strict=True) if zoek in (titel or "").casefold()]
        if (gevraagd := vraag.producttypen) is not None:
            typen = gelukt(await self.producttype_van_kwestie.veel(kept))
            kept = [kwestie for kwestie, soort in zip(kept, typen, strict=True) if soort and soort.ref in gevraagd]
        return kept

    async def _plaatsen(self, volgorde: MijnZakenVolgorde, kwesties: Sequence[MijnZakenInformatie]) -> list[str]:
        """By what value each is sorted."""
        if volgorde is MijnZakenVolgorde.LAATST_BIJGEWERKT:
            # a zaaksysteem that does not tell when a zaak changed puts it where it began
            return [_moment(kwestie.bijgewerkt_op or begonnen(kwestie)) for kwestie in kwesties]
        if volgorde is not MijnZakenVolgorde.TERMIJN:
            return [_moment(begonnen(kwestie)) for kwestie in kwesties]
        lopend = {id(kwestie): kwestie.zaak for kwestie in kwesties if kwestie.zaak and not kwestie.zaak.afgesloten}
        levertijden = gelukt(await self.levertijd_van_zaak.veel(list(lopend.values())))
        termijn = dict(zip(lopend, (found.uiterlijk_op or found.verwacht_op for found in levertijden), strict=True))
        dagen = [termijn.get(id(kwestie)) for kwestie in kwesties]
        return [dag.isoformat() if dag else ZONDER_TERMIJN for dag in dagen]

    # ------------------------------------------------------------------ fields of a matter

    @lader
    async def titel_van_kwestie(self, kwesties: Sequence[MijnZakenInformatie]) -> Sequence[str | Exception | None]:
        return per_sleutel(_titel, kwesties, await self._zaaktypen(kwesties))

    @lader
    async def status_van_kwestie(
        self, kwesties: Sequence[MijnZakenInformatie]
    ) -> Sequence[MijnZakenStatus | Exception]:
        met_zaak = {id(kwestie): kwestie.zaak for kwestie in kwesties if kwestie.zaak is not None}
        statussen = self.status_van_zaak.veel(list(met_zaak.values()))
        zaaktypen = await self._zaaktypen(kwesties)
        status_van = dict(zip(met_zaak, await statussen, strict=True))
        return per_sleutel(_status, kwesties, zaaktypen, [status_van.get(id(kwestie)) for kwestie in kwesties])

    async def _zaaktypen(self, kwesties: Sequence[MijnZakenInformatie]) -> list[Zaaktype | Exception | None]:
        """Of the zaak of each matter; None where there is none."""
        found = iter(await self.zaaktypen_van([kwestie.zaak for kwestie in kwesties if kwestie.zaak is not None]))
        return [next(found) if kwestie.zaak is not None else None for kwestie in kwesties]

    @lader
    @per_stuk
    async def producttype_van_kwestie(self, informatie: MijnZakenInformatie) -> Producttype | None:
        """Of its product; else the producttype that names its zaaktype."""
        for product in informatie.producten or ():
            if product.producttype_id:
                return await self.producttype.een(Ref(product.ref.register, "Producttype", product.producttype_id))
        zaaktype = await self.zaaktype_van(informatie.zaak) if informatie.zaak else None
        found = await self.producttypen_van_zaaktype.een(zaaktype) if zaaktype else []
        if not found and isinstance(found, Deellijst) and found.fouten:
            raise found.fouten[0]  # a register that did not answer may be the one that has it
        return next(iter(found), None)

    @lader
    @per_stuk
    async def taken_van_kwestie(self, informatie: MijnZakenInformatie) -> Deellijst[Taak]:
        """The taken of the klant that name it: one question for all his matters. Reached by its id: those that name
        its zaak."""
        if not informatie.van:
            return await self.taken_van_zaak.een(informatie.zaak) if informatie.zaak else Deellijst()
        taken = await self.taken_van_klant.een(informatie.van)
        return Deellijst([taak for taak in taken if await self._hoort_bij(taak, informatie)], taken.fouten)

    async def _hoort_bij(self, taak: Taak, informatie: MijnZakenInformatie) -> bool:
        zaak, verzoek = informatie.zaak, informatie.verzoek
        if verzoek is not None and any(verzoek.ref in self.verzoekverwijzingen(link) for link in taak.verwijzingen):
            return True
        return zaak is not None and await self.gaat_over(taak.verwijzingen, taak.ref.register, zaak)

    async def kwestie_bij_hoofd(
        self,
        hoofd: Zicht[Zaak | Verzoek | Product],
        *,
        heel: bool = False,
        gemist: list[MijnZakenError] | None = None,
    ) -> MijnZakenInformatie:
        """One matter from its main object, with what can be found from there. As in a list, what may not be seen is
        gone before it is composed: no date or producttype may tell of it. Unless it must be `heel`, other registers
        are not asked for parts of which the operation asks nothing. Why a register that was asked did not answer comes
        to stand in `gemist`; who gives none gets it raised."""
        van = frozenset[Sleutel]().union(*(grond.betrokkenen or () for grond in hoofd.inzage.gronden))
        match hoofd.object:
            case Zaak() as zaak if not (heel or self.vooruitblik.vraagt(*_UIT_MEER)):
                return kwestie(zaak, None, [], van)
            case Zaak() as zaak:
                verzoeken = await _voor_zover(self.verzoeken_van_zaak.een(zaak), gemist)
                verzoek = next((found for found in verzoeken if _gezien(found, hoofd)), None)
                genoemd = await _voor_zover(self._genoemde_producten(zaak, verzoek, hoofd), gemist)
                producten = dict.fromkeys([*genoemd, *await _voor_zover(self.producten_van_zaak.een(zaak), gemist)])
                return kwestie(zaak, verzoek, [product for product in producten if _gezien(product, hoofd)], van)
            case Verzoek() as verzoek:
                erbij = await _voor_zover(self.producten_van_verzoek.een(verzoek), gemist)
                return kwestie(None, verzoek, [product for product in erbij if _gezien(product, hoofd)], van)
            case product:
                return kwestie(None, None, [product], van)

    async def _genoemde_producten(
        self, zaak: Zaak, verzoek: Verzoek | None, hoofd: Zicht[Zaak | Verzoek | Product]
    ) -> Deellijst[Product]:
        """What the zaak names; and what its verzoek names, unless it says itself to which zaak it belongs."""
        by_zaak = [ref for link in zaak.producten_of_diensten for ref in self.productverwijzingen(link)]
        links = verzoek.verwijzingen if verzoek else ()
        by_verzoek = [ref for link in links for ref in self.productverwijzingen(link)]
        found = deels(await self.product.veel(zonder_dubbele([*by_zaak, *by_verzoek])))
        producten = [
            product
            for product in found
            if product is not None and (product.ref in by_zaak or not await self._hoort_bij_zaak(product, hoofd))
        ]
        return Deellijst(producten, found.fouten)

    async def _hoort_bij_zaak(self, product: Product, hoofd: Zicht[Zaak | Verzoek | Product]) -> bool:
        """Whether it names a zaak that may be seen: as in the list, a link to another is as no link."""
        zaken = await self.zaken_bij_verwijzingen.een(tuple(product.zaak_verwijzingen))
        return any(_gezien(zaak, hoofd) for zaak in zaken)


async def _voor_zover(vraag: Awaitable[Sequence[T]], gemist: list[MijnZakenError] | None) -> Sequence[T]:
    """What was given. Why not all of it was, comes to stand in `gemist`, the same of a register once; it is raised
    where that is not kept."""
    try:
        found = await vraag
    except MijnZakenError as fout:
        if gemist is None:
            raise
        found = Deellijst(fouten=[fout])
    if isinstance(found, Deellijst):
        if gemist is None:
            return volledig(found)
        known = [fout.extensions() for fout in gemist]
        gemist += [fout for fout in found.fouten if fout.extensions() not in known]
    return found


def _gezien(found: T | None, onder: Zicht[object]) -> T | None:
    return found if found is not None and zicht_op(found, onder.inzage, onder) is not None else None


def _in_periode(vraag: MijnZakenVraag, kwestie: MijnZakenInformatie) -> bool:
    begin = begonnen(kwestie)
    return binnen_periode(begin.date() if begin else None, vraag.vanaf, vraag.tot)


def _titel(kwestie: MijnZakenInformatie, zaaktype: Zaaktype | None) -> str | None:
    if kwestie.zaak is not None:
        return zaaktype.omschrijving if zaaktype else None
    if kwestie.verzoek is not None:
        return kwestie.verzoek.soort
    return kwestie.producten[0].naam if kwestie.producten else None


def _status(kwestie: MijnZakenInformatie, zaaktype: Zaaktype | None, status: Status | None) -> MijnZakenStatus:
    zaak = kwestie.zaak
    if zaak is None:
        return _status_zonder_zaak(kwestie)
    return mijnzaken_status(
        zaaktype.statustypen if zaaktype else (),
        status.moment if status else None,
        afgesloten=zaak.afgesloten,
        opgeschort=bool(zaak.opschorting and zaak.opschorting.opgeschort),
        heeft_resultaat=zaak.heeft_resultaat,
    )


def _status_zonder_zaak(informatie: MijnZakenInformatie) -> MijnZakenStatus:
    if informatie.verzoek is not None and informatie.verzoek.status is not None:
        return informatie.verzoek.status
    return status_van_product(informatie.producten[0].status if informatie.producten else None)


def _moment(moment: datetime | None) -> str:
    return moment.astimezone(UTC).isoformat(timespec="microseconds") if moment else ""
