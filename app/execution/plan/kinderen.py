"""Kinderen: what was found in one field of a group, opened under the inzage of the group, as the groups beneath it.

Objects that say nothing of their own about whom they are about (`is_vast`) are seen alike under parents that are seen
alike: one look is enough. All others are looked at one by one, as the grammar has it.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import TYPE_CHECKING, Any

from app.execution.plan.groep import Groep
from app.execution.plan.veldplan import Veldplan
from app.execution.plan.vorm import Leeg
from resolvers.grammar.bedrijfsobject import Bedrijfsobject
from resolvers.grammar.inzage import Zicht
from resolvers.grammar.zicht import is_vast, noteer_zicht, zicht_op

if TYPE_CHECKING:
    from app.execution.plan.uitvoering import Uitvoering


def _is_vast(klasse: type) -> bool:
    return issubclass(klasse, Bedrijfsobject) and is_vast(klasse)


_NIETS = type(None)
_vast: Callable[[type], bool] = cache(_is_vast)


@dataclass(slots=True, eq=False)
class _Bos:
    """Objects that are seen alike, as they come in. `zicht`: of the first of them."""

    zicht: Zicht[Any]
    genoteerd: bool
    objecten: list[Any] = field(default_factory=list)
    kenmerken: list[str] = field(default_factory=list)
    ouders: list[int] = field(default_factory=list)
    plaatsen: list[str | int] = field(default_factory=list)
    houders: list[Any] = field(default_factory=list)


def _gelijk(zichten: Sequence[Any]) -> bool:
    """Whether these were opened already, and are seen alike: as a rule, of a page."""
    eerste = zichten[0]
    if type(eerste) is not Zicht:
        return False
    inzage, openbaar, partijen, klasse = eerste.inzage, eerste.openbaar, eerste.partijen, type(eerste.object)
    for seen in zichten:
        if (
            type(seen) is not Zicht
            or seen.inzage is not inzage
            or seen.openbaar is not openbaar
            or type(seen.object) is not klasse
            or seen.partijen != partijen
        ):
            return False
    return True


class Kinderen:
    def __init__(self, uitvoering: Uitvoering, groep: Groep, veld: Veldplan) -> None:
        self._uitvoering = uitvoering
        self._groep = groep
        self._veld = veld
        self._bossen: dict[tuple[object, ...], _Bos] = {}
        self._laatste: _Bos | None = None
        self._vaste: dict[type, _Bos | None] = {}
        #: What an ingang gives is a place for each thing asked; a list of a register holds what there is.
        self._houdt_leeg = veld.bewaking is not None and veld.bewaking.definitie.ingang

    def neem_vaste(self, waarden: Sequence[Any]) -> bool:
        """All values of a field at once, when each object has one, of the same kind, which is seen alike under all of
        them; or none, where that may be. False: nothing was taken."""
        if self._veld.lijst:
            return False
        soorten = set(map(type, waarden))
        if leeg := not self._veld.verplicht and _NIETS in soorten:
            soorten.remove(_NIETS)
        if len(soorten) != 1 or not _vast(*soorten):
            return False
        groep = self._groep
        nummers: Sequence[int] = range(len(waarden))
        kenmerken, rijen = groep.kenmerken, groep.rijen
        if leeg:
            nummers = [nummer for nummer, waarde in enumerate(waarden) if waarde is not None]
            waarden = [waarden[nummer] for nummer in nummers]
            kenmerken, rijen = [kenmerken[nummer] for nummer in nummers], [rijen[nummer] for nummer in nummers]
        if (bos := self._vaste_bos(nummers[0], waarden[0])) is None:
            return not self._veld.verplicht  # the rows are empty there already
        bos.objecten += waarden
        bos.kenmerken += kenmerken if bos.zicht.kenmerk else [""] * len(nummers)
        bos.ouders += nummers
        bos.plaatsen += [self._veld.sleutel] * len(nummers)
        bos.houders += rijen
        return True

    def neem(self, nummer: int, waarde: Any) -> None:
        """The value of one object's field: an object, or a list of them; as a Zicht when it was opened already."""
        rij, sleutel = self._groep.rijen[nummer], self._veld.sleutel
        if not self._veld.lijst:
            if not self._een(nummer, waarde, rij, sleutel) and self._veld.verplicht:
                self._uitvoering.fout(self._groep, nummer, self._veld, Leeg(f"{self._veld.pad} may not be seen"))
            return
        lijst: list[Any] = []
        rij[sleutel] = lijst
        aantal = len(waarde)
        self._uitvoering.tel(aantal)
        if aantal > 1 and _gelijk(waarde):
            bos = self._bos(waarde[0], genoteerd=True)
            bos.objecten += [seen.object for seen in waarde]
            bos.kenmerken += [seen.kenmerk for seen in waarde]
            bos.ouders += [nummer] * aantal
            bos.plaatsen += range(aantal)
            bos.houders += [lijst] * aantal
            lijst += [None] * aantal  # their rows come here
            return
        een = self._een
        for item in waarde:
            if item is None:
                if self._houdt_leeg:
                    lijst.append(None)
            elif een(nummer, item, lijst, len(lijst)):
                lijst.append(None)  # its row comes here

    def _een(self, nummer: int, waarde: Any, houder: Any, plaats: str | int) -> bool:
        """False: it may not be seen."""
        klasse = type(waarde)
        if klasse is Zicht:
            bos, object_, kenmerk = self._bos(waarde, genoteerd=True), waarde.object, waarde.kenmerk
        elif _vast(klasse):
            found = self._vaste_bos(nummer, waarde)
            if found is None:
                return False
            bos, object_ = found, waarde
            kenmerk = self._groep.kenmerken[nummer] if bos.zicht.kenmerk else ""
        else:
            seen = zicht_op(waarde, self._groep.inzage, self._groep.zicht(nummer))
            if seen is None:
                return False
            bos, object_, kenmerk = self._bos(seen, genoteerd=False), waarde, seen.kenmerk
        bos.objecten.append(object_)
        bos.kenmerken.append(kenmerk)
        bos.ouders.append(nummer)
        bos.plaatsen.append(plaats)
        bos.houders.append(houder)
        return True

    def _vaste_bos(self, nummer: int, waarde: Any) -> _Bos | None:
        klasse = type(waarde)
        try:
            return self._vaste[klasse]
        except KeyError:
            seen = zicht_op(waarde, self._groep.inzage, self._groep.zicht(nummer))
            found = self._vaste[klasse] = None if seen is None else self._bos(seen, genoteerd=False)
            return found

    def _bos(self, seen: Zicht[Any], *, genoteerd: bool) -> _Bos:
        last = self._laatste
        if (
            last is not None
            and last.zicht.inzage is seen.inzage
            and last.zicht.partijen == seen.partijen
            and last.zicht.openbaar is seen.openbaar
            and last.genoteerd is genoteerd
            and type(last.zicht.object) is type(seen.object)
        ):
            return last
        key = type(seen.object), id(seen.inzage), seen.openbaar, seen.partijen, genoteerd
        if (bos := self._bossen.get(key)) is None:
            bos = self._bossen[key] = _Bos(seen, genoteerd)
        self._laatste = bos
        return bos

    def groepen(self) -> list[Groep]:
        """The groups, noted, with their rows in the answer."""
        return [groep for bos in self._bossen.values() if (groep := self._groep_van(bos)) is not None]

    def _groep_van(self, bos: _Bos) -> Groep | None:
        uitvoering, seen = self._uitvoering, bos.zicht
        selectie = self._veld.selectie
        assert selectie is not None
        try:
            typeplan = selectie.voor(type(seen.object))
        except TypeError as error:
            for nummer in bos.ouders:
                uitvoering.fout(self._groep, nummer, self._veld, error)
            return None
        besluit = uitvoering.besluit(typeplan, seen.inzage, openbaar=seen.openbaar)
        if not bos.genoteerd:
            noteer_zicht(seen, uitvoering.context, kenmerken=bos.kenmerken)
        besluit.noteer(uitvoering.context, seen.partijen, bos.kenmerken, len(bos.objecten))
        groep = Groep(
            typeplan=typeplan,
            besluit=besluit,
            objecten=bos.objecten,
            inzage=seen.inzage,
            openbaar=seen.openbaar,
            partijen=seen.partijen,
            kenmerken=bos.kenmerken,
            ouder=self._groep,
            veld=self._veld,
            ouders=bos.ouders,
            plaatsen=bos.plaatsen,
            houders=bos.houders,
        )
        hersteld = not uitvoering.maak_rijen(groep)
        if not self._veld.lijst:
            sleutel = self._veld.sleutel
            for houder, rij in zip(bos.houders, groep.rijen, strict=True):
                houder[sleutel] = rij
        elif bos.houders[0] is bos.houders[-1] and len(bos.houders[0]) == len(groep.rijen):  # all of one list
            bos.houders[0][:] = groep.rijen
        else:
            for rij, houder, plaats in zip(groep.rijen, bos.houders, bos.plaatsen, strict=True):
                houder[plaats] = rij
        if hersteld:
            uitvoering.herstel(groep)
        for veld in besluit.vorm.niet_leeg:
            for nummer in range(len(groep.objecten)):
                uitvoering.fout(groep, nummer, veld, Leeg(f"{veld.pad} is closed"))
        return groep
