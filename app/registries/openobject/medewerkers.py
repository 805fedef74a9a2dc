"""Medewerkers: objects of the community objecttypes medewerker, afdeling and groep as a Medewerkersregister."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from app.registries.openobject.objecten import Object, Objecten
from resolvers.grammar.bron import Herkomst
from resolvers.grammar.node import id_van
from resolvers.grammar.ref import Ref
from resolvers.organisatie import Medewerker, OrganisatieEenheid, eenheidref


class Medewerkers:
    def __init__(self, objecten: Objecten) -> None:
        self._objecten = objecten

    @property
    def herkomst(self) -> Herkomst:
        return self._objecten.herkomst

    async def medewerkers(self, ids: Sequence[str]) -> Sequence[Medewerker | Exception | None]:
        """Many in one question: the one register with a true batch filter (`in`)."""
        found = await self._objecten.zoek("medewerker", f"identificatie__in__{'|'.join(ids)}") if ids else []
        known = {str(item.record.data.get("identificatie")): self._medewerker(item) for item in found}
        return [known.get(id_) for id_ in ids]

    def _medewerker(self, item: Object) -> Medewerker:
        data = item.record.data
        names = [_tekst(data, key) for key in ("voornaam", "voorvoegselAchternaam", "achternaam")]
        afdeling = _eerste(data, "afdelingen", "afdelingnaam")
        return Medewerker(
            id=id_van(Ref(self.herkomst.register, "Medewerker", item.uuid)),
            naam=" ".join(name for name in names if name) or None,
            functie=_tekst(data, "functie"),
            eenheid=self._eenheid(afdeling, afdeling, None) if afdeling else None,
            email=_eerste(data, "emails", "email"),
            telefoonnummer=_eerste(data, "telefoonnummers", "telefoonnummer"),
        )

    async def eenheden(self, ids: Sequence[str]) -> Sequence[OrganisatieEenheid | Exception | None]:
        known: dict[str, OrganisatieEenheid] = {}
        for naam in ("groep", "afdeling"):
            for item in await self._objecten.zoek(naam, f"identificatie__in__{'|'.join(ids)}") if ids else []:
                data = item.record.data
                id_ = str(data.get("identificatie"))
                known[id_] = self._eenheid(id_, _tekst(data, "naam") or "", _tekst(data, "email"))
        return [known.get(id_) for id_ in ids]

    def _eenheid(self, identificatie: str, naam: str, email: str | None) -> OrganisatieEenheid:
        ref = eenheidref(self.herkomst.register, identificatie)
        return OrganisatieEenheid(id=id_van(ref), naam=naam or None, email=email or None, onderdeel_van=None)


def _eerste(data: Mapping[str, Any], lijst: str, sleutel: str) -> str | None:
    """The first of a list that holds texts or objects with the text under `sleutel`: both are seen in practice."""
    items = data.get(lijst)
    first = items[0] if isinstance(items, list) and items else None
    return _tekst(first, sleutel) if isinstance(first, dict) else _tekst({sleutel: first}, sleutel)


def _tekst(data: Mapping[str, Any], sleutel: str) -> str | None:
    """What stands there when it is a text: objecttypen are an organisation's own, and nobody else looks what is in
    them."""
    found = data.get(sleutel)
    return found if isinstance(found, str) and found else None
