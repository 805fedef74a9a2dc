"""Zoeken: one object by its id, with the check that fits its type.

An object that does not exist and one that may not be seen end the same way: None. What is about whoever its parent is
about (a document, a besluit) is looked for through its zaken: it is open only under a zaak that is.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from typing import Any

from resolvers.grammar.inzage import Inzage, Zicht
from resolvers.grammar.loader import alle
from resolvers.grammar.ref import Ref
from resolvers.grammar.sleutel import Sleutel
from resolvers.grammar.zicht import zicht_op
from resolvers.loaders import Loaders

#: Types that say themselves whom they are about, and the loader that finds them.
_ZELFSTANDIG: dict[str, Callable[[Loaders], Any]] = {
    "Zaak": lambda loaders: loaders.zaak,
    "Verzoek": lambda loaders: loaders.verzoek,
    "Product": lambda loaders: loaders.product,
    "Contactmoment": lambda loaders: loaders.contactmoment,
    "Taak": lambda loaders: loaders.taak,
    "Producttype": lambda loaders: loaders.producttype,
}


async def zoek_object(loaders: Loaders, ref: Ref, inzage: Inzage) -> Zicht[Any] | None:
    if (loader := _ZELFSTANDIG.get(ref.soort)) is not None:
        found = await loader(loaders).load(ref)
        return zicht_op(found, inzage) if found is not None else None
    if (search := _VIA_OUDER.get(ref.soort)) is not None:
        return await search(loaders, ref, inzage)
    if ref.soort in {"NatuurlijkPersoon", "NietNatuurlijkPersoon"}:
        sleutel: Sleutel | None = loaders.pseudoniemen.onthul(ref.id)
        if sleutel is None or not inzage.gaat_over({sleutel}):
            return None
        return zicht_op(loaders.klant_onder(sleutel, inzage), inzage)
    return None


async def _document(loaders: Loaders, ref: Ref, inzage: Inzage) -> Zicht[Any] | None:
    document = await loaders.document.load(ref)
    if document is None:
        return None
    return _onder_eerste(document, await loaders.zaken_van_document.load(document), inzage)


async def _besluit(loaders: Loaders, ref: Ref, inzage: Inzage) -> Zicht[Any] | None:
    besluit = await loaders.besluit.load(ref)
    zaak = await loaders.zaak.load(besluit.zaak_ref) if besluit and besluit.zaak_ref else None
    return _onder_eerste(besluit, [zaak], inzage) if zaak else None


async def _kwestie(loaders: Loaders, ref: Ref, inzage: Inzage) -> Zicht[Any] | None:
    kwestie = await loaders.kwestie_bij_ref(ref, inzage)
    if kwestie is None:
        return None
    hoofd = kwestie.zaak or kwestie.verzoek or (kwestie.producten or [None])[0]  # type: ignore[list-item] # never without a part
    return _onder_eerste(kwestie, [hoofd], inzage)


_VIA_OUDER: dict[str, Callable[[Loaders, Ref, Inzage], Awaitable[Zicht[Any] | None]]] = {
    "Document": _document,
    "Besluit": _besluit,
    "MijnZakenInformatie": _kwestie,
    "MijnZakenInformatieVerzoek": _kwestie,
    "MijnZakenInformatieProduct": _kwestie,
}


def _onder_eerste(found: Any, ouders: Sequence[Any], inzage: Inzage) -> Zicht[Any] | None:
    """The object under the inzage of the first parent that may be seen."""
    for ouder in ouders:
        seen = zicht_op(ouder, inzage)
        if seen is not None and (child := zicht_op(found, seen.inzage)) is not None:
            return child
    return None


async def zoek_zaken(
    loaders: Loaders, identificatie: str, bronorganisatie: str | None, inzage: Inzage
) -> list[Zicht[Any]]:
    """The zaken with this number that may be seen; several when two organisations use the same number."""
    answers = await alle(
        register.zaken_met_nummer(identificatie, bronorganisatie, loaders.vooruitblik)
        for register in loaders.registers.zaken
    )
    fault = next((answer for answer in answers if isinstance(answer, Exception)), None)
    found = [zaak for answer in answers if not isinstance(answer, Exception) for zaak in answer]
    visible = [seen for zaak in found if (seen := zicht_op(zaak, inzage)) is not None]
    if not visible and fault is not None:
        raise fault
    return visible
