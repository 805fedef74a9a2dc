"""Besluit: what an inzage opens of one type at one place, decided once for all objects that are seen under it.

What it opens depends on what its grounds open, in their order, and on how sure it is who asks; not on who asks, nor on
whose they are. So the form of a decision is kept with the plan, and the grounds of a request are filled in.
"""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from dataclasses import dataclass

from app.execution.plan.broncode import Rijen
from app.execution.plan.compileren import Typeplan
from app.execution.plan.veldplan import Bediend, Veldplan
from resolvers.grammar.context import Context
from resolvers.grammar.errors import ErrorCode
from resolvers.grammar.inzage import GegevensCategorie, Inzage
from resolvers.grammar.sleutel import Sleutel

#: Forms of one place in one document: as many as there are kinds of afnemers, and what toestemmingen leave open.
_MEESTE = 64


@dataclass(slots=True)
class Verteld:
    """What is told on one ground: coordinates and categories."""

    velden: set[str]
    categorieen: set[GegevensCategorie]


@dataclass(frozen=True, slots=True, kw_only=True)
class Besluitvorm:
    """`verteld`: by the place of the ground among those of the inzage. `niet_leeg`: fields that are closed and may not
    be empty: who opened the object did not open its type, and the object goes with them. `dieper`: there is more than
    values."""

    rijen: Rijen
    bladen: Sequence[Veldplan]
    delen: Sequence[Veldplan]
    relaties: Sequence[Veldplan]
    ingangen: Sequence[Veldplan]
    verteld: Sequence[tuple[int, Verteld]]
    dicht: Sequence[tuple[str, ErrorCode, str]]
    niet_leeg: Sequence[Veldplan]
    dieper: bool


@dataclass(slots=True)
class Besluit:
    """`inzage` is held so that it stays the one that this was decided for."""

    inzage: Inzage
    vorm: Besluitvorm

    def noteer(
        self, context: Context, partijen: tuple[frozenset[Sleutel], ...], kenmerken: Sequence[str], aantal: int
    ) -> None:
        """That all this was told of so many objects about these persons, and what of them was closed."""
        for plaats, verteld in self.vorm.verteld:
            grond = self.inzage.gronden[plaats]
            context.verstrekkingen.noteer_veel(grond, partijen, verteld.velden, verteld.categorieen, kenmerken)
        for pad, code, coordinaat in self.vorm.dicht:
            context.afgeschermd.noteer(pad, code, coordinaat, aantal)


def besluit_over(typeplan: Typeplan, inzage: Inzage, *, openbaar: bool) -> Besluit:
    vormen, kenmerk = typeplan.besluiten, kenmerk_van(inzage, openbaar=openbaar)
    vorm = vormen.get(kenmerk)
    if vorm is None:
        if len(vormen) >= _MEESTE:
            vormen.clear()
        vorm = vormen[kenmerk] = besluitvorm(typeplan, inzage, openbaar=openbaar)
    return Besluit(inzage, vorm)


def kenmerk_van(inzage: Inzage, *, openbaar: bool) -> Hashable:
    """All on which the form of a decision depends: what `Bewaking.oordeel` looks at."""
    return openbaar, *inzage.vorm


def besluitvorm(typeplan: Typeplan, inzage: Inzage, *, openbaar: bool) -> Besluitvorm:
    open_: list[bool] = []
    verteld: dict[int, Verteld] = {}
    dicht: list[tuple[str, ErrorCode, str]] = []
    for veld in typeplan.velden:
        bewaking = veld.bewaking
        oordeel = bewaking.oordeel(inzage, openbaar=openbaar) if bewaking is not None else None
        open_.append(not isinstance(oordeel, ErrorCode))
        if bewaking is None or oordeel is None:
            continue
        if isinstance(oordeel, ErrorCode):
            dicht.append((veld.pad, oordeel, bewaking.coordinaat))
            continue
        told = verteld.setdefault(inzage.gronden.index(oordeel), Verteld(set(), set()))
        told.velden.add(bewaking.coordinaat)
        if bewaking.categorie is not None:
            told.categorieen.add(bewaking.categorie)
    visible = [veld for veld, zichtbaar in zip(typeplan.velden, open_, strict=True) if zichtbaar]

    def soort(bediend: Bediend) -> list[Veldplan]:
        return [veld for veld in visible if veld.bediend is bediend]

    return Besluitvorm(
        rijen=typeplan.rijen(tuple(open_)),
        bladen=soort(Bediend.BLAD),
        delen=soort(Bediend.DEEL),
        relaties=soort(Bediend.RELATIE),
        ingangen=soort(Bediend.INGANG),
        verteld=list(verteld.items()),
        dicht=dicht,
        niet_leeg=[
            veld for veld, zichtbaar in zip(typeplan.velden, open_, strict=True) if veld.verplicht and not zichtbaar
        ],
        dieper=any(veld.bediend not in {Bediend.NAAM, Bediend.BLAD} for veld in visible),
    )
