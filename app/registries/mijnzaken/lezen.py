"""Lezen: a partner's answer as objects of our graph. Pure functions.

A partner may run another release: a value that we do not know (of an enum, of a scalar) is left out, and so is a field
that does not come; where there must be one, what it belongs to. An id is the partner's; in ours it names the partner as
its register.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import cast

from graphql import (
    GraphQLEnumType,
    GraphQLError,
    GraphQLList,
    GraphQLNonNull,
    GraphQLObjectType,
    GraphQLOutputType,
    GraphQLScalarType,
    GraphQLSchema,
    get_nullable_type,
)

from app.registries.mijnzaken.vraag import INFORMATIE, vertrouwelijk_veld
from resolvers.grammar.context import Selectie
from resolvers.grammar.elders import maak_elders
from resolvers.grammar.guard import bewaking_van
from resolvers.grammar.node import id_van
from resolvers.grammar.ref import Ref
from resolvers.grammar.vertrouwelijkheid import Vertrouwelijkheidaanduiding
from resolvers.mijnzaken import MijnZakenInformatie

_MEEST = Vertrouwelijkheidaanduiding.ZEER_GEHEIM


class Onleesbaar(Exception):
    """It is not what was asked."""


@dataclass(frozen=True, slots=True)
class Lezer:
    """`register`: under which name the partner is connected here."""

    schema: GraphQLSchema
    register: str

    def informatie(self, gegeven: object, selectie: Selectie) -> MijnZakenInformatie:
        """Raises Onleesbaar."""
        soort = self.schema.get_type(INFORMATIE)
        assert isinstance(soort, GraphQLObjectType)
        return cast("MijnZakenInformatie", self._object(soort, gegeven, selectie))

    def _object(self, soort: GraphQLObjectType, gegeven: object, selectie: Selectie) -> object:
        if not isinstance(gegeven, Mapping):
            raise Onleesbaar(f"{soort.name} is no object")
        found: dict[str, object] = {}
        for naam, onder in selectie.velden.items():
            veld = soort.fields.get(naam)
            if veld is None:
                continue
            found[bewaking_van(veld).definitie.python_name] = (
                self._id(soort, gegeven) if naam == "id" else self._waarde(veld.type, gegeven.get(naam), onder)
            )
        origin = soort.extensions["strawberry-definition"].origin
        return maak_elders(origin, found, self._plafond(soort, gegeven))

    def _id(self, soort: GraphQLObjectType, gegeven: Mapping[str, object]) -> str:
        text = gegeven.get("id")
        made = Ref(self.register, soort.name, text if isinstance(text, str) else "")
        if not made.is_heel():
            raise Onleesbaar(f"{soort.name} without an id")
        return id_van(made)

    def _plafond(self, soort: GraphQLObjectType, gegeven: Mapping[str, object]) -> Vertrouwelijkheidaanduiding:
        """As what does not say how confidential it is counts here: as most confidential, where it should say it."""
        if soort.name == INFORMATIE:
            zaak, onder = gegeven.get("zaak"), self.schema.get_type("Zaak")
            if isinstance(zaak, Mapping) and isinstance(onder, GraphQLObjectType):
                return self._plafond(onder, zaak)
            return Vertrouwelijkheidaanduiding.OPENBAAR
        veld = vertrouwelijk_veld(soort)
        if veld is None:
            return Vertrouwelijkheidaanduiding.OPENBAAR
        return Vertrouwelijkheidaanduiding.__members__.get(str(gegeven.get(veld)), _MEEST)

    def _waarde(self, soort: GraphQLOutputType, gegeven: object, selectie: Selectie) -> object:
        """What may not be empty and cannot be read takes what it stands in with it, up to what may be."""
        if isinstance(soort, GraphQLNonNull):
            if (waarde := self._waarde(soort.of_type, gegeven, selectie)) is None:
                raise Onleesbaar("an empty value where there must be one")
            return waarde
        if gegeven is None:
            return None
        try:
            return self._gevuld(soort, gegeven, selectie)
        except Onleesbaar:
            return None

    def _gevuld(self, soort: GraphQLOutputType, gegeven: object, selectie: Selectie) -> object:
        if isinstance(soort, GraphQLList):
            if not isinstance(gegeven, list):
                raise Onleesbaar("no list")
            item = get_nullable_type(soort.of_type)  # an item that cannot be read is left out
            return [found for given in gegeven if (found := self._waarde(item, given, selectie)) is not None]
        if isinstance(soort, (GraphQLScalarType, GraphQLEnumType)):
            try:
                return soort.parse_value(cast("str", gegeven))
            except (GraphQLError, ValueError, TypeError):
                return None  # of a newer release
        assert isinstance(soort, GraphQLObjectType)
        return self._object(soort, gegeven, selectie)
