"""Kinderen: what was found in one field of a group, opened under the inzage of the group, as the groups beneath it.

Objects that say nothing of their own about whom they are about (`is_vast`) are seen alike under parents that are seen
alike: one look is enough. All others are looked at one by one, as the grammar has it.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
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
    """Of one field. The groups are complete when they are asked for (`groepen`)."""

    __slots__ = ("_bij_kenmerk", "_groep", "_groepen", "_laatste", "_uitvoering", "_vaste", "_veld")

    def __init__(self, uitvoering: Uitvoering, groep: Groep, veld: Veldplan) -> None:
        self._uitvoering = uitvoering
        self._groep = groep
        self._veld = veld
        self._groepen: list[Groep] = []
        #: Filled when there is more than one.
        self._bij_kenmerk: dict[tuple[object, ...], Groep] = {}
        self._laatste: Groep | None = None
        self._vaste: dict[type, Groep | None] = {}

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
        if (found := self._vaste_groep(nummers[0], waarden[0])) is None:
            return not self._veld.verplicht  # the rows are empty there already
        found.objecten += waarden
        found.kenmerken += kenmerken if found.eerste.kenmerk else [""] * len(nummers)
        found.ouders += nummers
        found.plaatsen += [self._veld.sleutel] * len(nummers)
        found.houders += rijen
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
            found = self._bos(waarde[0], genoteerd=True)
            found.objecten += [seen.object for seen in waarde]
            found.kenmerken += [seen.kenmerk for seen in waarde]
            found.ouders += [nummer] * aantal
            found.plaatsen += range(aantal)
            found.houders += [lijst] * aantal
            lijst += [None] * aantal  # their rows come here
            return
        # What an ingang gives is a place for each thing asked; a list of a register holds what there is.
        houdt_leeg = self._veld.bewaking is not None and self._veld.bewaking.definitie.ingang
        een = self._een
        for item in waarde:
            if item is None:
                if houdt_leeg:
                    lijst.append(None)
            elif een(nummer, item, lijst, len(lijst)):
                lijst.append(None)  # its row comes here

    def _een(self, nummer: int, waarde: Any, houder: Any, plaats: str | int) -> bool:
        """False: it may not be seen."""
        klasse = type(waarde)
        if klasse is Zicht:
            found, object_, kenmerk = self._bos(waarde, genoteerd=True), waarde.object, waarde.kenmerk
        elif _vast(klasse):
            vaste = self._vaste_groep(nummer, waarde)
            if vaste is None:
                return False
            found, object_ = vaste, waarde
            kenmerk = self._groep.kenmerken[nummer] if vaste.eerste.kenmerk else ""
        else:
            seen = zicht_op(waarde, self._groep.inzage, self._groep.zicht(nummer))
            if seen is None:
                return False
            found, object_, kenmerk = self._bos(seen, genoteerd=False), waarde, seen.kenmerk
        found.objecten.append(object_)
        found.kenmerken.append(kenmerk)
        found.ouders.append(nummer)
        found.plaatsen.append(plaats)
        found.houders.append(houder)
        return True

    def _vaste_groep(self, nummer: int, waarde: Any) -> Groep | None:
        klasse = type(waarde)
        try:
            return self._vaste[klasse]
        except KeyError:
            seen = zicht_op(waarde, self._groep.inzage, self._groep.zicht(nummer))
            found = self._vaste[klasse] = None if seen is None else self._bos(seen, genoteerd=False)
            return found

    def _bos(self, seen: Zicht[Any], *, genoteerd: bool) -> Groep:
        """The group of those that are seen so."""
        last = self._laatste
        if last is None:  # as a rule there is one
            found = Groep(seen, self._groep, self._veld, genoteerd=genoteerd)
            self._groepen.append(found)
        elif (
            last.inzage is seen.inzage
            and last.partijen == seen.partijen
            and last.openbaar is seen.openbaar
            and last.genoteerd is genoteerd
            and type(last.eerste.object) is type(seen.object)
        ):
            return last
        else:
            if not self._bij_kenmerk:
                self._bij_kenmerk[_kenmerk(last.eerste, genoteerd=last.genoteerd)] = last
            key = _kenmerk(seen, genoteerd=genoteerd)
            known = self._bij_kenmerk.get(key)
            if known is None:
                known = self._bij_kenmerk[key] = Groep(seen, self._groep, self._veld, genoteerd=genoteerd)
                self._groepen.append(known)
            found = known
        self._laatste = found
        return found

    def groepen(self) -> list[Groep]:
        """The groups, noted, with their rows in the answer."""
        return [groep for groep in self._groepen if self._maak_af(groep)]

    def _maak_af(self, groep: Groep) -> bool:
        """False: objects of this type cannot stand here."""
        uitvoering, veld, seen = self._uitvoering, self._veld, groep.eerste
        assert veld.selectie is not None
        try:
            typeplan = groep.typeplan = veld.selectie.voor(type(seen.object))
        except TypeError as error:
            for nummer in groep.ouders:
                uitvoering.fout(self._groep, nummer, veld, error)
            return False
        besluit = groep.besluit = uitvoering.besluit(typeplan, groep.inzage, openbaar=groep.openbaar)
        if not groep.genoteerd:
            noteer_zicht(seen, uitvoering.context, kenmerken=groep.kenmerken)
        besluit.noteer(uitvoering.context, groep.partijen, groep.kenmerken, len(groep.objecten))
        heel = uitvoering.maak_rijen(groep)
        rijen, houders = groep.rijen, groep.houders
        if not veld.lijst:
            sleutel = veld.sleutel
            for houder, rij in zip(houders, rijen, strict=True):
                houder[sleutel] = rij
        elif houders[0] is houders[-1] and len(houders[0]) == len(rijen):  # all of one list
            houders[0][:] = rijen
        else:
            for rij, houder, plaats in zip(rijen, houders, groep.plaatsen, strict=True):
                houder[plaats] = rij
        if not heel:
            uitvoering.herstel(groep)
        for dicht in besluit.vorm.niet_leeg:
            for nummer in range(len(groep.objecten)):
                uitvoering.fout(groep, nummer, dicht, Leeg(f"{dicht.pad} is closed"))
        return True


def _kenmerk(seen: Zicht[Any], *, genoteerd: bool) -> tuple[object, ...]:
    return type(seen.object), id(seen.inzage), seen.openbaar, seen.partijen, genoteerd
