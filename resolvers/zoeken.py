"""Zoeken: one object by its id, with the check that fits its type.

An object that does not exist and one that may not be seen end the same way: None. What is about whoever its parent is
about (a document, a besluit) is looked for through its zaken: it is open only under a zaak that is.
"""

from __future__ import annotations

from asyncio import gather
from collections.abc import Awaitable, Callable, Sequence
from typing import Any
from uuid import UUID, uuid5

from resolvers.grammar.antwoorden import Deellijst, alle, deels, volledig
from resolvers.grammar.context import Context
from resolvers.grammar.errors import MijnZakenError
from resolvers.grammar.inzage import GEEN_INZAGE, Inzage, Zicht
from resolvers.grammar.ref import Ref
from resolvers.grammar.sleutel import Sleutel, hoofdsleutel
from resolvers.grammar.zicht import zicht_op
from resolvers.klant import Klant
from resolvers.klant.registers import KlantZoekvraag
from resolvers.loaders import Loaders
from resolvers.loaders.zoekklanten import samengevoegd
from resolvers.toegang import GEEN_AANLEIDING, Aanleiding
from resolvers.verzoek import Verzoek

#: Types that say themselves whom they are about, and the loader that finds them.
_ZELFSTANDIG: dict[str, Callable[[Loaders], Any]] = {
    "Zaak": lambda loaders: loaders.zaak,
    "Verzoek": lambda loaders: loaders.verzoek,
    "Product": lambda loaders: loaders.product,
    "Contactmoment": lambda loaders: loaders.contactmoment,
    "Taak": lambda loaders: loaders.taak,
}
#: By what a matter is known, per type of its id.
HOOFD = {
    "MijnZakenInformatie": "Zaak",
    "MijnZakenInformatieVerzoek": "Verzoek",
    "MijnZakenInformatieProduct": "Product",
}
#: Of the ids of zaken that are asked for when there is no zaak to ask for.
_GEEN_ZAAK = UUID(int=0)


async def zoek_object(
    context: Context,
    ref: Ref,
    aanleiding: Aanleiding = GEEN_AANLEIDING,
    gemist: list[MijnZakenError] | None = None,
) -> Zicht[Any] | None:
    """The object, under the inzage that this afnemer has in whom it is about. Why a register did not give its part of a
    matter comes to stand in `gemist`; who gives none gets it raised."""
    loaders: Loaders = context.loaders
    if (loader := _ZELFSTANDIG.get(ref.soort)) is not None:
        return await _open(context, await loader(loaders).een(ref), aanleiding)
    if ref.soort in HOOFD:
        return await _kwestie(context, ref, aanleiding, gemist)
    if (search := _ANDERS.get(ref.soort)) is not None:
        return await search(context, ref, aanleiding)
    return None


async def _open(context: Context, found: Any, aanleiding: Aanleiding) -> Zicht[Any] | None:
    """What may be seen of it. The decision is also made about what is not there: it must not be quicker."""
    inzage = await context.toegang.in_partijen(found.partijen() if found is not None else (), aanleiding)
    seen = zicht_op(found, inzage) if found is not None else None
    if seen is None:
        await context.toegang.niet_gezien()
    return seen


async def _producttype(context: Context, ref: Ref, aanleiding: Aanleiding) -> Zicht[Any] | None:
    found = await context.loaders.producttype.een(ref)
    return zicht_op(found, GEEN_INZAGE) if found is not None else None


async def _klant(context: Context, ref: Ref, aanleiding: Aanleiding) -> Zicht[Any] | None:
    sleutel: Sleutel | None = context.loaders.pseudoniemen.onthul(ref.id)
    return await zoek_klant(context, frozenset({sleutel}) if sleutel else frozenset(), aanleiding)


async def zoek_klant(
    context: Context, sleutels: frozenset[Sleutel], aanleiding: Aanleiding = GEEN_AANLEIDING
) -> Zicht[Any] | None:
    """The klant with these keys. Who may not be seen and who does not exist are the same: None.

    The inzage must be in the key by which he is known best: a session of one vestiging is not the onderneming.
    """
    inzage = await context.toegang.in_partijen((sleutels,) if sleutels else (), aanleiding)
    if not sleutels or not inzage.gaat_over({hoofdsleutel(sleutels)}):
        return None
    return zicht_op(context.loaders.klant_onder(sleutels, inzage), inzage)


async def sleutels_bij_zaaknummer(context: Context, zaaknummer: str, aanleiding: Aanleiding) -> frozenset[Sleutel]:
    """Of the one klant whose zaak it is; empty when they are several. Of a zaak that may not be seen, it must not be
    told that somebody has it. Raises RegisterError while there may be another in a register that is away."""
    zaken = volledig(await zoek_zaken(context, zaaknummer, None, aanleiding))
    klanten = samengevoegd([partij for seen in zaken for partij in seen.object.partijen()])
    return klanten[0] if len(klanten) == 1 else frozenset()


async def zoek_klanten(
    context: Context, vraag: KlantZoekvraag, aanleiding: Aanleiding
) -> tuple[Deellijst[Klant], Inzage]:
    """The klanten that answer to the question and may be seen, and the inzage in all of them together: each ground
    reaches its own."""
    inzage = GEEN_INZAGE
    klanten = await context.loaders.klanten_gevonden.een(vraag)
    gevonden = Deellijst[Klant](fouten=klanten.fouten)
    inzages = await gather(*(context.toegang.in_partijen((sleutels,), aanleiding) for sleutels in klanten))
    for sleutels, in_hem in zip(klanten, inzages, strict=True):
        if in_hem.gaat_over(sleutels):
            gevonden.append(context.loaders.klant_onder(sleutels, in_hem))
            inzage = in_hem.en(inzage)
    return gevonden, inzage


async def _document(context: Context, ref: Ref, aanleiding: Aanleiding) -> Zicht[Any] | None:
    document = await context.loaders.document.een(ref)
    zaken = await context.loaders.zaakrefs_van_document.een(document or ref)
    return await _onder_eerste(context, ref, document, zaken, aanleiding)


async def _besluit(context: Context, ref: Ref, aanleiding: Aanleiding) -> Zicht[Any] | None:
    besluit = await context.loaders.besluit.een(ref)
    zaken = [besluit.zaak_ref] if besluit and besluit.zaak_ref else []
    return await _onder_eerste(context, ref, besluit, zaken, aanleiding)


async def _kwestie(
    context: Context, ref: Ref, aanleiding: Aanleiding, gemist: list[MijnZakenError] | None
) -> Zicht[Any] | None:
    hoofd = await open_hoofd(context, ref.met_soort(HOOFD[ref.soort]), aanleiding)
    if hoofd is None:
        return None
    kwestie = await context.loaders.kwestie_bij_hoofd(hoofd, gemist=gemist)
    return zicht_op(kwestie, hoofd.inzage, hoofd)


async def open_hoofd(context: Context, ref: Ref, onder: Inzage | Aanleiding) -> Zicht[Any] | None:
    """The zaak, verzoek or product by which a matter is known: under an inzage that was opened already, or under the
    one that this reason opens."""
    found = await _ZELFSTANDIG[ref.soort](context.loaders).een(ref)
    if isinstance(onder, Aanleiding):
        return await _open(context, found, onder)
    return zicht_op(found, onder) if found is not None else None


async def zoek_deel(context: Context, hoofd: Zicht[Any], deel: Ref) -> bool:
    """Whether this is a part of the matter (a document, a besluit, a tussenstand …) that may be seen in it: that it
    changed tells that it is there. Looked for among what hangs under the matter now, not believed. Raises RegisterError
    when it is not found and a register is away that may have it."""
    loaders: Loaders = context.loaders
    if deel.soort == "Substatus":
        return any(found.bij_bron == deel.id for found in await loaders.substatussen_van_zaak.een(hoofd.object))
    if isinstance(hoofd.object, Verzoek):
        taak = await loaders.taak.een(deel)
        genoemd = taak is not None and any(
            hoofd.object.ref in loaders.verzoekverwijzingen(link) for link in taak.verwijzingen
        )
        return genoemd and zicht_op(taak, hoofd.inzage, hoofd) is not None
    loader: Any = {
        "Document": loaders.documenten_van_zaak,
        "Besluit": loaders.besluiten_van_zaak,
        "Product": loaders.producten_van_zaak,
        "Taak": loaders.taken_van_zaak,
    }[deel.soort]
    onder = await loader.een(hoofd.object)
    gezocht = [found for found in onder if found.ref == deel]
    if not gezocht and isinstance(onder, Deellijst):
        volledig(onder)
    return any(zicht_op(found, hoofd.inzage, hoofd) is not None for found in gezocht)


_ANDERS: dict[str, Callable[[Context, Ref, Aanleiding], Awaitable[Zicht[Any] | None]]] = {
    "Producttype": _producttype,
    "NatuurlijkPersoon": _klant,
    "NietNatuurlijkPersoon": _klant,
    "Document": _document,
    "Besluit": _besluit,
}


async def _onder_eerste(
    context: Context, ref: Ref, found: Any, zaken: Sequence[Ref], aanleiding: Aanleiding
) -> Zicht[Any] | None:
    """The object under the inzage of the first of its zaken that may be seen. One that is in no zaak, or is not there,
    is looked for as if it were in one; and what may not be seen in a zaak that may, costs the same once more."""
    refs = tuple(zaken) or (Ref(ref.register, "Zaak", str(uuid5(_GEEN_ZAAK, ref.id))),)
    ouders = await context.loaders.zaken_bij_refs.een(refs)
    opened = await alle(_open(context, ouder, aanleiding) for ouder in ouders or (None,))
    for ouder in opened:
        if found is None or ouder is None or isinstance(ouder, Exception):
            continue
        if (seen := zicht_op(found, ouder.inzage, ouder)) is not None:
            return seen
    for fault in opened:
        if isinstance(fault, Exception):
            raise fault
    await context.toegang.niet_gezien()
    return None


async def zoek_zaken(
    context: Context, identificatie: str, bronorganisatie: str | None, aanleiding: Aanleiding
) -> Deellijst[Zicht[Any]]:
    """The zaken with this number that may be seen; several when two organisations use the same number. A zaak that is
    named is itself a reason to look at it. Raises RegisterError when there is none and a register is away."""
    loaders: Loaders = context.loaders
    answers = await alle(
        register.zaken_met_nummer(identificatie, bronorganisatie, loaders.vooruitblik)
        for register in loaders.registers.zaken
    )
    per_register = deels(answers)
    found = [zaak for zaken in per_register for zaak in zaken]
    loaders.ken_zaken(found)
    opened = [
        await _open(context, zaak, aanleiding if aanleiding.refs() or zaak is None else Aanleiding(zaak=zaak.ref))
        for zaak in found or (None,)
    ]
    visible = Deellijst([seen for seen in opened if seen is not None], per_register.fouten)
    return visible or volledig(visible)
