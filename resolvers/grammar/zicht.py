"""Zicht: the check of every object that comes back, on its concrete type, whatever the path by which it came."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from resolvers.grammar.antwoorden import Deellijst
from resolvers.grammar.bedrijfsobject import Bedrijfsobject, Declaratie
from resolvers.grammar.context import Context
from resolvers.grammar.inzage import BetrokkeneBron, Inzage, Zicht
from resolvers.grammar.node import Node

#: Looked up in its Enum, a member takes eight times as long; `zicht_op` is asked of every object.
_OUDER, _GEEN, _OBJECT = BetrokkeneBron.OUDER, BetrokkeneBron.GEEN, BetrokkeneBron.OBJECT


class Geopend(Deellijst[Zicht[Any]]):
    """What a loader gives that opened the objects itself, each under an inzage of its own: noted where it is told."""


def zicht_op(found: Any, inzage: Inzage, ouder: Zicht[Any] | None = None) -> Zicht[Any] | None:
    """One object under an inzage. None: it must not be seen, and nothing may tell that it exists.

    About nobody or openbaar: as it is. About whom its parent is about: under the parent's inzage, and openbaar when
    the parent is. About a person of its own: narrowed when that is another person; reached from elsewhere, and not
    entered by his own number, he is not seen when it may not be told who he is. Else: only the grounds that reach it,
    and only if one of them opens its type.
    """
    declaratie: Declaratie = type(found).__declaratie__
    heeft_id = isinstance(found, Node)
    over = found.partijen() or (ouder.partijen if ouder is not None else ())
    kenmerk = found.id if heeft_id else ouder.kenmerk if ouder is not None else ""
    if ouder is not None and declaratie.bron is _OUDER and is_openbaar(ouder):
        return Zicht(found, inzage, openbaar=True)
    if declaratie.regel.openbaar or declaratie.bron is _GEEN:
        return Zicht(found, inzage, False, over, kenmerk)
    if declaratie.persoon:
        narrowed = inzage.op_persoon(found.over_wie())
        if ouder is not None and declaratie.regel.gegevens not in narrowed.opent:
            return None
        return Zicht(found, narrowed, False, over, kenmerk)
    zelf = declaratie.bron is _OBJECT
    holding = inzage.voor(found, zegt_zelf_over_wie=zelf, deel=not heeft_id)
    if holding is None or declaratie.regel.gegevens not in holding.opent:
        return None
    return Zicht(found, holding, False, over, kenmerk)


def is_openbaar(seen: Zicht[Any]) -> bool:
    return seen.openbaar or type(seen.object).__declaratie__.regel.openbaar


def open_vanuit(source: Zicht[Any], found: Any, context: Context) -> Any:
    """What a field of a source gives, under the inzage of the source: a Zicht, a list of those that may be seen, or
    None. Notes what is seen."""
    if found is None:
        return None
    if isinstance(found, (list, tuple)):
        opened = (open_vanuit(source, item, context) for item in found)
        return [seen for seen in opened if seen is not None]
    if isinstance(found, Zicht):
        return found
    seen = zicht_op(found, source.inzage, source)
    if seen is not None:
        noteer_zicht(seen, context)
    return seen


def noteer_zicht(
    seen: Zicht[Any], context: Context, coordinaat: str = "", kenmerken: Sequence[str] | None = None
) -> None:
    """That an object is there is a disclosure, also when no field of it is asked. `coordinaat`: what was told, when
    that is more than that it is there. `kenmerken`: of all objects of its kind that are seen as it is."""
    gegevens = type(seen.object).__declaratie__.regel.gegevens
    if gegevens is not None and not seen.openbaar and (grond := seen.inzage.grond_voor(gegevens)) is not None:
        context.verstrekkingen.noteer_veel(
            grond,
            seen.partijen,
            (coordinaat or type(seen.object).__name__,),
            (gegevens,),
            (seen.kenmerk,) if kenmerken is None else kenmerken,
        )


def noteer_zichten(page: Sequence[Zicht[Any]], context: Context) -> None:
    """The same of many objects: those that are seen alike, one after the other, are noted together."""
    first: Zicht[Any] | None = None
    kenmerken: list[str] = []
    for seen in page:
        if (
            first is None
            or first.inzage is not seen.inzage
            or first.openbaar is not seen.openbaar
            or type(first.object) is not type(seen.object)
            or first.partijen != seen.partijen
        ):
            if first is not None:
                noteer_zicht(first, context, kenmerken=kenmerken)
            first, kenmerken = seen, []
        kenmerken.append(seen.kenmerk)
    if first is not None:
        noteer_zicht(first, context, kenmerken=kenmerken)


def is_vast(klasse: type) -> bool:
    """Whether objects of this class say nothing of their own about whom they are about, how confidential they are, or
    what they belong to: then those that hang under objects that are seen alike are seen alike."""
    eigen = ("partijen", "over_wie", "hoe_vertrouwelijk", "is_intern", "reikwijdte", "wie_werkt_mee")
    persoon: bool = klasse.__declaratie__.persoon  # type: ignore[attr-defined] # set by @bedrijfsobject
    return (
        not persoon
        and not issubclass(klasse, Node)
        and all(getattr(klasse, naam) is getattr(Bedrijfsobject, naam) for naam in eigen)
    )
