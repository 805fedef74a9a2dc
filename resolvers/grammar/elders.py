"""Elders: an object that another organisation answered. Its relaties came with it: no loader of ours is asked.

It is about whoever the object is about under which it was given: our zaak, of which that organisation delivers a part.
So it says nothing of its own about persons, and is open under the inzage of that zaak; only how confidential it is, it
says itself.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields, replace
from functools import cache
from typing import Any, NamedTuple

from resolvers.grammar.bedrijfsobject import Bedrijfsobject, Declaratie
from resolvers.grammar.inzage import BetrokkeneBron, GegevensCategorie
from resolvers.grammar.sleutel import Sleutel
from resolvers.grammar.vertrouwelijkheid import Vertrouwelijkheidaanduiding


class OnderInzage(NamedTuple):
    """The key of a relatie whose loader must know what is open (`relatie(..., opent=True)`): what may not be seen is
    not even asked of another organisation."""

    van: Any
    opent: frozenset[GegevensCategorie]


class Elders(Bedrijfsobject):
    """Mixed into a class of the graph by `elders_van`."""

    plafond: Vertrouwelijkheidaanduiding
    _gegeven: Mapping[str, Any]

    def gegeven(self, veld: str) -> Any:
        """What a field holds, by its Python name: what came, or None."""
        return self._gegeven.get(veld)

    def partijen(self) -> tuple[frozenset[Sleutel], ...]:
        return ()

    def over_wie(self) -> frozenset[Sleutel]:
        return frozenset()

    def hoe_vertrouwelijk(self) -> Vertrouwelijkheidaanduiding:
        return self.plafond

    def is_intern(self) -> bool:
        return False

    def reikwijdte(self) -> frozenset[str] | None:
        return None

    def wie_werkt_mee(self) -> frozenset[Sleutel] | None:
        return None


@cache
def elders_van(klasse: Any) -> Any:
    """The class of objects of this type that were answered elsewhere. Raises TypeError for who is a person of his own:
    whoever else is concerned stays with the organisation that knows him."""
    declaratie: Declaratie = klasse.__declaratie__
    if declaratie.persoon:
        raise TypeError(f"{klasse.__name__} is a person: does not come from elsewhere")
    about = BetrokkeneBron.OUDER if declaratie.bron is BetrokkeneBron.OBJECT else declaratie.bron
    leeg = {field.name: None for field in fields(klasse)}
    own = {"__declaratie__": replace(declaratie, bron=about), "elders_van": klasse, "__doc__": klasse.__doc__}
    return type(klasse.__name__, (Elders, klasse), {**leeg, **own})


def maak_elders(klasse: Any, gegeven: Mapping[str, Any], plafond: Vertrouwelijkheidaanduiding) -> Any:
    """One object, from its fields by their Python names. What was not given is empty."""
    made = object.__new__(elders_van(klasse))
    soort = type(made)
    made.__dict__.update({veld: waarde for veld, waarde in gegeven.items() if getattr(soort, veld, veld) is None})
    made.plafond, made._gegeven = plafond, gegeven
    return made
