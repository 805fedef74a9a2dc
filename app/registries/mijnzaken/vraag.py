"""Vraag: what a partner is asked, as a document.

Of what the afnemer selected, what is left when all of these are taken away: categories that are not open to him or not
in the agreement, persons (whoever else is concerned stays with the partner), what needs arguments, and what the
partner's release does not have. What decides here is added: the id of an object, and how confidential it is.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from graphql import (
    GraphQLField,
    GraphQLInterfaceType,
    GraphQLObjectType,
    GraphQLSchema,
    get_named_type,
    is_leaf_type,
)

from resolvers.grammar.context import NIETS, Selectie
from resolvers.grammar.directives import VertrouwelijkheidDirective
from resolvers.grammar.guard import bewaking_van, declaratie_van
from resolvers.grammar.inzage import GegevensCategorie

INFORMATIE = "MijnZakenInformatie"
_ZELF = Selectie({"__typename": NIETS})


@dataclass(frozen=True, slots=True, kw_only=True)
class Vragensteller:
    """`ons`: our own schema; `hun`: the partner's, None when it cannot be had: then it is taken to be as ours."""

    ons: GraphQLSchema
    hun: GraphQLSchema | None

    @property
    def kan_het(self) -> bool:
        """Whether the partner's release knows the question at all."""
        wortel = self.hun.query_type if self.hun is not None else self.ons.query_type
        return wortel is not None and "ketenzaken" in wortel.fields

    def snij(self, selectie: Selectie, open_: frozenset[GegevensCategorie]) -> Selectie:
        return self._snij(self._type(INFORMATIE), selectie, open_)

    def _snij(self, soort: GraphQLObjectType, selectie: Selectie, open_: frozenset[GegevensCategorie]) -> Selectie:
        """Never empty: that an object is there must be asked somehow."""
        found: dict[str, Selectie] = {}
        for naam, onder in (*self._voor_het_besluit(soort), *selectie.velden.items()):
            veld = soort.fields.get(naam)
            if (naam in found and not found[naam].velden) or veld is None or not self._kan(soort, naam, veld, open_):
                continue
            named = get_named_type(veld.type)
            if is_leaf_type(named):
                found[naam] = NIETS
            elif isinstance(named, GraphQLObjectType):
                eerder = found.get(naam, NIETS)
                found[naam] = self._snij(named, Selectie({**eerder.velden, **onder.velden}), open_)
        return Selectie(found) if found else _ZELF

    def _voor_het_besluit(self, soort: GraphQLObjectType) -> Iterable[tuple[str, Selectie]]:
        if any(found.name == "Node" for found in soort.interfaces):
            yield "id", NIETS
        if (veld := vertrouwelijk_veld(soort)) is not None:
            yield veld, NIETS
        if soort.name == INFORMATIE:
            yield "zaak", NIETS  # how confidential the matter is, its zaak says

    def _kan(
        self, soort: GraphQLObjectType, naam: str, veld: GraphQLField, open_: frozenset[GegevensCategorie]
    ) -> bool:
        categorie, named = bewaking_van(veld).categorie, get_named_type(veld.type)
        if categorie is not None and categorie not in open_:
            return False
        if veld.args or isinstance(named, GraphQLInterfaceType) or not self._kent(soort, naam, named.name):
            return False
        return not isinstance(named, GraphQLObjectType) or not declaratie_van(named).persoon

    def _kent(self, soort: GraphQLObjectType, naam: str, geeft: str) -> bool:
        if self.hun is None:
            return True
        hun = self.hun.get_type(soort.name)
        if not isinstance(hun, GraphQLObjectType) or naam not in hun.fields:
            return False
        return str(get_named_type(hun.fields[naam].type)) == geeft

    def _type(self, naam: str) -> GraphQLObjectType:
        found = self.ons.get_type(naam)
        assert isinstance(found, GraphQLObjectType)
        return found


def vertrouwelijk_veld(soort: GraphQLObjectType) -> str | None:
    """The field with which an object says how confidential it is."""
    definitie = soort.extensions["strawberry-definition"]
    for directive in definitie.directives or ():
        if isinstance(directive, VertrouwelijkheidDirective):
            return str(directive.veld)
    return None


def tekst(selectie: Selectie) -> str:
    """The document. What differs per question are its variables, so that the partner plans it once."""
    return (
        "query Keten($zaken: [KetenzaakSleutel!]!, $activiteit: String!) "
        f"{{ ketenzaken(zaken: $zaken, activiteit: $activiteit) {{ identificatie informatie {_velden(selectie)} }} }}"
    )


def _velden(selectie: Selectie) -> str:
    velden = (f"{naam} {_velden(onder)}" if onder.velden else naam for naam, onder in sorted(selectie.velden.items()))
    return f"{{ {' '.join(velden)} }}"
