"""Betrokken: from an object that changed to the matters it is part of, and to whom those are about.

Read anew from the registers, with the loaders of the graph: of many notifications at once the objects are one question.
Nobody is shown anything here, and nothing about a person is kept: what comes out names persons by a pseudonym.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from app.push.notificatie import Notificatie
from app.registries.openzaak.verbanden import Verbanden
from resolvers.grammar.antwoorden import alle, volledig
from resolvers.grammar.ref import Ref
from resolvers.grammar.sleutel import Sleutel
from resolvers.loaders import Loaders
from resolvers.loaders.registers import register_van
from resolvers.mijnzaken import WijzigingSoort
from resolvers.product import Product
from resolvers.taak import Taak
from resolvers.verzoek import Verzoek
from resolvers.zaak import Zaak

_S = WijzigingSoort
#: What a change of a part of a zaak is called (kanaal `zaken`), by resource and actie. What stands nowhere here tells a
#: klant nothing, or comes by another way: a besluit on its own kanaal, a rol by whose it is (see `_zaak`).
_SOORTEN: Mapping[tuple[str, str], WijzigingSoort] = {
    ("zaak", "create"): _S.ZAAK_GESTART,
    ("zaak", "update"): _S.ZAAK_GEWIJZIGD,
    ("zaak", "partial_update"): _S.ZAAK_GEWIJZIGD,
    ("status", "create"): _S.STATUS_GEWIJZIGD,
    ("substatus", "create"): _S.STATUS_GEWIJZIGD,
    ("rol", "create"): _S.ZAAK_GESTART,
    ("resultaat", "create"): _S.RESULTAAT_BEKEND,
    ("resultaat", "update"): _S.RESULTAAT_BEKEND,
    ("resultaat", "partial_update"): _S.RESULTAAT_BEKEND,
    ("resultaat", "destroy"): _S.ZAAK_GEWIJZIGD,
    ("zaakinformatieobject", "create"): _S.DOCUMENT_TOEGEVOEGD,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Gevolg:
    """One matter that changed. `onderwerp`: the zaak, verzoek or product it is known by; `deel`: see Gebeurtenis;
    `partijen`: whom it concerns, each with all keys; `zelf`: the object itself, for who must know more of it."""

    soort: WijzigingSoort
    onderwerp: Ref
    partijen: tuple[frozenset[Sleutel], ...]
    zelf: Zaak | Verzoek | Product
    deel: Ref | None = None


class Betrokkenen(Protocol):
    async def gevolgen(self, notificaties: Sequence[Notificatie]) -> Sequence[Sequence[Gevolg] | Exception]:
        """In the order asked. A RegisterError: it cannot be said now."""
        ...


class Betrokken:
    """`maak_loaders` gives fresh ones: nothing read for one batch may be used for the next."""

    def __init__(self, maak_loaders: Callable[[], Loaders], verbanden: Mapping[str, Verbanden]) -> None:
        self._maak_loaders = maak_loaders
        self._verbanden = verbanden

    async def gevolgen(self, notificaties: Sequence[Notificatie]) -> Sequence[Sequence[Gevolg] | Exception]:
        return await self.met(self._maak_loaders(), notificaties)

    async def met(
        self, loaders: Loaders, notificaties: Sequence[Notificatie]
    ) -> Sequence[Sequence[Gevolg] | Exception]:
        lezing = _Lezing(loaders, self._verbanden)
        return await alle(lezing.gevolgen(notificatie) for notificatie in notificaties)


@dataclass(frozen=True, slots=True)
class _Lezing:
    loaders: Loaders
    verbanden: Mapping[str, Verbanden]

    async def gevolgen(self, notificatie: Notificatie) -> list[Gevolg]:
        ref = Ref(notificatie.register, notificatie.soort, notificatie.id)
        match notificatie.soort:
            case "Zaak":
                return await self._zaak(notificatie, ref)
            case "Besluit":
                soort = _S.BESLUIT_GENOMEN if notificatie.actie == "create" else _S.ZAAK_GEWIJZIGD
                besluit = await self.loaders.besluit.load(ref)
                return await self._in_zaken(soort, [besluit.zaak_ref] if besluit and besluit.zaak_ref else [], ref)
            case "Document" if notificatie.actie != "create":  # a new one comes with the zaak that it is put in
                document = await self.loaders.document.load(ref)
                zaken = await self.loaders.zaakrefs_van_document.load(document) if document else ()
                return await self._in_zaken(_S.ZAAK_GEWIJZIGD, zaken, ref)
            case "Product":
                return await self._product(ref)
            case "Verzoek":
                verzoek = await self.loaders.verzoek.load(ref)
                soort = _S.VERZOEK_ONTVANGEN
                return [_gevolg(soort, verzoek)] if verzoek is not None else []
            case "Ketenzaak":
                return await self._ketenzaak(notificatie)
            case "Taak":
                taak = await self.loaders.taak.load(ref)
                return await self._taak(taak) if taak is not None else []
            case _:
                return []

    async def _zaak(self, notificatie: Notificatie, ref: Ref) -> list[Gevolg]:
        soort = _SOORTEN.get((notificatie.resource, notificatie.actie))
        zaak = await self.loaders.zaak.load(ref) if soort is not None else None
        if soort is None or zaak is None:
            return []
        match notificatie.resource:
            case "rol":  # a zaak begins for somebody when he gets a rol in it
                register = register_van(self.loaders.registers.zaken, zaak.ref.register)
                van_rol = register.rol_van(zaak, notificatie.deel) if register is not None else None
                if van_rol is None or not van_rol.is_betrokkene:
                    return []
                return [_gevolg(soort, zaak, partijen=(frozenset(van_rol.sleutels),))]
            case "substatus":
                return [_gevolg(soort, zaak, deel=Ref(ref.register, "Substatus", notificatie.deel))]
            case "zaakinformatieobject":
                verbanden = self.verbanden.get(ref.register)
                url = await verbanden.document_van(notificatie.deel) if verbanden is not None else None
                document = next(iter(self.loaders.documentverwijzingen(url)), None) if url else None
                return [_gevolg(soort, zaak, deel=document)] if document is not None else []
            case _:
                return [_gevolg(soort, zaak)]

    async def _ketenzaak(self, notificatie: Notificatie) -> list[Gevolg]:
        """Of our zaken, that on which the partner works: of another he has nothing to tell."""
        partner = next((found for found in self.loaders.registers.keten if found.naam == notificatie.register), None)
        if partner is None:
            return []
        zaken = volledig(await self.loaders.zaken_met_nummer.load(notificatie.id))  # else it is tried again
        return [
            _gevolg(_S.KETENSTATUS_GEWIJZIGD, zaak)
            for zaak in zaken
            if not partner.sleutels.isdisjoint(zaak.wie_werkt_mee())
        ]

    async def _in_zaken(self, soort: WijzigingSoort, refs: Sequence[Ref], deel: Ref) -> list[Gevolg]:
        zaken = await self.loaders.zaken_bij_refs.load(tuple(refs))
        return [_gevolg(soort, zaak, deel=deel) for zaak in zaken]

    async def _product(self, ref: Ref) -> list[Gevolg]:
        """The matter of a product is that of its zaak, when it has one."""
        product = await self.loaders.product.load(ref)
        if product is None:
            return []
        if in_zaken := await self._in_zaken(_S.PRODUCT_GEWIJZIGD, await self._zaakrefs(product.zaak_verwijzingen), ref):
            return in_zaken
        return [_gevolg(_S.PRODUCT_GEWIJZIGD, product)]

    async def _taak(self, taak: Taak) -> list[Gevolg]:
        in_zaken = await self._in_zaken(_S.TAAK_GEWIJZIGD, await self._zaakrefs(taak.verwijzingen), taak.ref)
        verzoekrefs = [ref for link in taak.verwijzingen for ref in self.loaders.verzoekverwijzingen(link)]
        verzoeken = [found for found in await self.loaders.verzoek.load_many(verzoekrefs) if found is not None]
        bij_verzoeken = [_gevolg(_S.TAAK_GEWIJZIGD, verzoek, deel=taak.ref) for verzoek in verzoeken]
        return in_zaken or bij_verzoeken

    async def _zaakrefs(self, verwijzingen: Sequence[str]) -> list[Ref]:
        return [ref for ref in await self.loaders.zaakverwijzing.load_many(list(verwijzingen)) if ref is not None]


def _gevolg(
    soort: WijzigingSoort,
    zelf: Zaak | Verzoek | Product,
    *,
    deel: Ref | None = None,
    partijen: tuple[frozenset[Sleutel], ...] | None = None,
) -> Gevolg:
    found = zelf.partijen() if partijen is None else partijen
    return Gevolg(soort=soort, onderwerp=zelf.ref, partijen=found, zelf=zelf, deel=deel)
