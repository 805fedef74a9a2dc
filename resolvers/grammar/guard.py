"""Guard: the rules of the schema, checked when it is built and enforced on every field and every object, whatever the
path.

`enforce(schema)` reads the declarations, refuses a schema that leaves something unsaid, and replaces the resolve
function of every field of every concrete type. There is no other way to a value: interfaces carry no rules, and a type
that redefines a field must declare it again.
"""

from __future__ import annotations

from collections.abc import Callable, Coroutine, Generator
from dataclasses import dataclass
from functools import partial
from typing import Any, cast

import strawberry
from graphql import (
    GraphQLField,
    GraphQLInputObjectType,
    GraphQLInterfaceType,
    GraphQLNamedType,
    GraphQLObjectType,
    GraphQLSchema,
    Undefined,
    get_named_type,
    is_leaf_type,
    is_non_null_type,
)

from resolvers.grammar.antwoorden import Deellijst
from resolvers.grammar.argument import OnvolledigeDeclaratie, onthulde_velden
from resolvers.grammar.bedrijfsobject import Bediening, Bedrijfsobject, Declaratie, VeldDefinitie
from resolvers.grammar.connection import pagineer
from resolvers.grammar.context import Context, ResolveInfo
from resolvers.grammar.elders import Elders, OnderInzage
from resolvers.grammar.errors import ErrorCode, Forbidden
from resolvers.grammar.inzage import (
    BetrokkeneBron,
    Betrouwbaarheidsniveau,
    GegevensCategorie,
    Grond,
    Inzage,
    Zicht,
)
from resolvers.grammar.zicht import Geopend, noteer_zichten, open_vanuit

_BACKREF = "strawberry-definition"
#: Where a field of a schema that was enforced says how it is guarded.
BEWAKING = "mijnzaken-bewaking"
Fetch = Callable[[Any, ResolveInfo, dict[str, Any]], Any]


def declaratie_van(graphql_type: GraphQLNamedType) -> Declaratie:
    definition = graphql_type.extensions.get(_BACKREF)
    found = getattr(getattr(definition, "origin", None), "__declaratie__", None)
    if not isinstance(found, Declaratie):
        raise OnvolledigeDeclaratie(f"{graphql_type.name}: declare it with @bedrijfsobject")
    return found


def definitie_van(coordinate: str, field: GraphQLField) -> VeldDefinitie:
    definitie = field.extensions.get(_BACKREF)
    if not isinstance(definitie, VeldDefinitie):
        raise OnvolledigeDeclaratie(f"{coordinate}: declare it with veld(), relatie() or ingang()")
    return definitie


def categorie_van(declaratie: Declaratie, definitie: VeldDefinitie) -> GegevensCategorie | None:
    """The category that governs a field: its own, or its type's; None where nothing is governed."""
    if definitie.regel.openbaar or declaratie.regel.openbaar or declaratie.bron is BetrokkeneBron.GEEN:
        return None
    return definitie.regel.gegevens or declaratie.regel.gegevens


@dataclass(frozen=True, slots=True, kw_only=True)
class Bewaking:
    """How one field of one concrete type is guarded and served; read by the resolve function here and by the plan.

    `categorie` None: nothing is governed. `volgt_type`: its category is its type's. `bladwaarde`: it gives a scalar or
    an enum, no object. `roep`: calls the method, which gives the key of a relatie or enters the graph; `sleutel`: the
    method that gives the key, when it asks nothing but the object. `onthult`: from the arguments given to the
    coordinates that they give away.
    """

    coordinaat: str
    definitie: VeldDefinitie
    categorie: GegevensCategorie | None
    niveau: Betrouwbaarheidsniveau | None
    volgt_type: bool
    bladwaarde: bool
    roep: Callable[..., Any] | None
    sleutel: Callable[[Any], Any] | None
    onthult: Callable[[dict[str, Any]], frozenset[str]]

    def oordeel(self, inzage: Inzage, *, openbaar: bool) -> Grond | ErrorCode | None:
        """May it be seen? A ground: yes, and that is what is recorded; None: yes, nothing is governed; a code: no."""
        if self.categorie is None or (openbaar and self.volgt_type):
            return None
        grond = inzage.grond_voor(self.categorie)
        if grond is None:
            return waarom_dicht(inzage, self.categorie)
        if self.niveau is not None and inzage.niveau < self.niveau:
            return ErrorCode.ASSURANCE_LEVEL_TOO_LOW
        return grond


def bewaking_van(field: GraphQLField) -> Bewaking:
    """How a field of a schema that was enforced is guarded."""
    found: Bewaking = field.extensions[BEWAKING]
    return found


def enforce(schema: GraphQLSchema) -> None:
    """Check and guard every field of every object type. Raises OnvolledigeDeclaratie for the first that says
    nothing."""
    zonder_lege_standaard(schema)
    for graphql_type in list(schema.type_map.values()):
        if not isinstance(graphql_type, GraphQLObjectType) or graphql_type.name.startswith("__"):
            continue
        declaratie = declaratie_van(graphql_type)
        _check_type(graphql_type, declaratie)
        for name, field in graphql_type.fields.items():
            coordinate = f"{graphql_type.name}.{name}"
            definitie = definitie_van(coordinate, field)
            _check_field(coordinate, field, definitie)
            if not definitie.is_subscription:
                bewaking = Bewaking(
                    coordinaat=coordinate,
                    definitie=definitie,
                    categorie=categorie_van(declaratie, definitie),
                    niveau=definitie.regel.niveau or declaratie.regel.niveau,
                    volgt_type=definitie.regel.gegevens is None,
                    bladwaarde=is_leaf_type(get_named_type(field.type)),
                    roep=_aanroep(field, definitie),
                    sleutel=_sleutel_zonder_meer(definitie),
                    onthult=onthulde_velden(coordinate, field),
                )
                field.extensions[BEWAKING] = bewaking
                field.resolve = _guarded(schema, bewaking)


def zonder_lege_standaard(schema: GraphQLSchema) -> None:
    """An argument that may be left out has no default in the contract: `= null` would say that leaving it out and null
    differ."""
    for graphql_type in schema.type_map.values():
        if isinstance(graphql_type, GraphQLInputObjectType):
            for field in graphql_type.fields.values():
                field.default_value = Undefined if field.default_value is None else field.default_value
        elif isinstance(graphql_type, (GraphQLObjectType, GraphQLInterfaceType)):
            for argument in (found for field in graphql_type.fields.values() for found in field.args.values()):
                argument.default_value = Undefined if argument.default_value is None else argument.default_value


def _aanroep(field: GraphQLField, definitie: VeldDefinitie) -> Callable[..., Any] | None:
    """How the method behind a field is called. Strawberry's own resolver can call any method with anything, and takes
    some sixty calls of Python to do so; it is used where an argument is an object that it must make."""
    roep, resolver = field.resolve, definitie.base_resolver
    if resolver is None or resolver.self_parameter is None or definitie.extensions:
        return roep
    namen = {name: arg.extensions[_BACKREF].python_name for name, arg in field.args.items()}
    objecten = {
        name for name, arg in field.args.items() if isinstance(get_named_type(arg.type), GraphQLInputObjectType)
    }
    methode = cast("Callable[..., Any]", resolver.wrapped_func)
    info_naam = resolver.info_parameter.name if resolver.info_parameter is not None else None

    def call(source: Any, info: ResolveInfo, **arguments: Any) -> Any:
        if objecten and any(arguments.get(name) is not None for name in objecten):
            assert roep is not None
            return roep(source, info, **arguments)
        # A list of its own: the one in the plan of a document is everybody's.
        named = {namen[name]: [*value] if type(value) is list else value for name, value in arguments.items()}
        if info_naam is not None:
            named[info_naam] = strawberry.Info(_raw_info=info, _field=definitie)
        return methode(source, **named)

    return call


def _sleutel_zonder_meer(definitie: VeldDefinitie) -> Callable[[Any], Any] | None:
    """The key method of a relatie without arguments: Strawberry's wrapper would add nothing."""
    resolver = definitie.base_resolver
    if definitie.bediening is None or resolver is None or definitie.arguments or resolver.info_parameter is not None:
        return None
    return cast("Callable[[Any], Any]", resolver.wrapped_func)


def _check_type(graphql_type: GraphQLObjectType, declaratie: Declaratie) -> None:
    regel, origin = declaratie.regel, graphql_type.extensions[_BACKREF].origin
    if declaratie.bron is BetrokkeneBron.GEEN:
        if regel.gegevens:
            raise OnvolledigeDeclaratie(f"{graphql_type.name}: is about nobody, so it cannot have a category")
        return
    if regel.openbaar == (regel.gegevens is not None):
        raise OnvolledigeDeclaratie(f"{graphql_type.name}: say either its category (gegevens) or openbaar")
    own = declaratie.bron is BetrokkeneBron.OBJECT and not regel.openbaar
    if own and origin.over_wie is Bedrijfsobject.over_wie:
        raise OnvolledigeDeclaratie(f"{graphql_type.name}: define over_wie(), or say bron=OUDER")


def _check_field(coordinate: str, field: GraphQLField, definitie: VeldDefinitie) -> None:
    if definitie.regel.gegevens and is_non_null_type(field.type):
        raise OnvolledigeDeclaratie(f"{coordinate}: has a category of its own, so it must be nullable")
    if not field.description:
        raise OnvolledigeDeclaratie(f"{coordinate}: has no description")


def _guarded(schema: GraphQLSchema, bewaking: Bewaking) -> Callable[..., Any]:
    """The resolve function of one field: decide, note, fetch, open."""
    fetch = _fetch(schema, bewaking)
    if bewaking.categorie is None:
        return lambda source, info, **arguments: fetch(source, info, arguments)
    categorie = bewaking.categorie

    def resolve(source: Zicht[Any], info: ResolveInfo, **arguments: Any) -> Any:
        context: Context = info.context
        oordeel = bewaking.oordeel(source.inzage, openbaar=source.openbaar)
        if isinstance(oordeel, ErrorCode):
            context.afgeschermd.noteer(pad_van(info), oordeel, bewaking.coordinaat)
            return None
        if oordeel is not None:
            context.verstrekkingen.noteer(oordeel, source, bewaking.coordinaat, categorie)
        return fetch(source, info, arguments)

    return resolve


def _fetch(schema: GraphQLSchema, bewaking: Bewaking) -> Fetch:
    if bewaking.definitie.ingang:
        return _ingang(schema, bewaking)
    if bewaking.definitie.bediening is not None:
        return _relatie(schema, bewaking, bewaking.definitie.bediening)
    attribute = bewaking.definitie.python_name
    if bewaking.bladwaarde:
        return lambda source, info, arguments: getattr(source.object, attribute)
    return lambda source, info, arguments: open_vanuit(source, getattr(source.object, attribute), info.context)


def _ingang(schema: GraphQLSchema, bewaking: Bewaking) -> Fetch:
    async def fetch(source: object, info: ResolveInfo, arguments: dict[str, Any]) -> Any:
        return await ga_in(schema, bewaking, source, info, arguments)

    return partial(_Later, fetch)


async def ga_in(
    schema: GraphQLSchema, bewaking: Bewaking, source: object, info: ResolveInfo, arguments: dict[str, Any]
) -> Any:
    """The method opens the inzage itself; what its arguments give away is held against it before anything is told."""
    assert bewaking.roep is not None
    found = await bewaking.roep(source, info, **arguments)
    geopend = [seen for seen in (found if isinstance(found, list) else [found]) if isinstance(seen, Zicht)]
    if onthuld := bewaking.onthult(arguments):
        for seen in geopend:
            toets_argumenten(schema, onthuld, seen.inzage)
    noteer_zichten(geopend, info.context)
    return found


def _relatie(schema: GraphQLSchema, bewaking: Bewaking, bediening: Bediening) -> Fetch:
    key_of, onthult = bewaking.roep, bewaking.onthult
    assert key_of is not None

    async def fetch(source: Zicht[Any], info: ResolveInfo, arguments: dict[str, Any]) -> Any:
        if isinstance(source.object, Elders):
            given = source.object.gegeven(bewaking.definitie.python_name)
            return given if bewaking.bladwaarde else open_vanuit(source, given, info.context)
        toets_argumenten(schema, onthult(arguments), source.inzage)
        key = key_of(source.object, info, **arguments)
        if key is None:
            return None
        loader = getattr(info.context.loaders, bediening.lader)
        if bediening.pagina:
            return await pagineer(await loader.load(key.vraag), key, source, info)
        found = await loader.load(OnderInzage(key, source.inzage.opent) if bediening.opent else key)
        if isinstance(found, Deellijst):
            for fout in found.fouten:
                info.context.meld(info.path.as_list(), fout)
        if isinstance(found, Geopend):
            noteer_zichten(found, info.context)
            return found
        if bediening.kies is not None and found is not None:
            found = bediening.kies(found)
        if bediening.eerste:
            opened = (open_vanuit(source, item, info.context) for item in found)
            return next((seen for seen in opened if seen is not None), None)
        return found if bewaking.bladwaarde else open_vanuit(source, found, info.context)

    return partial(_Later, fetch)


class _Later:
    """What is fetched when somebody waits for it, and not before: graphql-core calls off what an error took the place
    of, also what it had not begun, and of a coroutine Python then says that nobody awaited it."""

    __slots__ = ("_fetch", "_waarmee")

    def __init__(self, fetch: Callable[..., Coroutine[Any, Any, Any]], *waarmee: Any) -> None:
        self._fetch = fetch
        self._waarmee = waarmee

    def __await__(self) -> Generator[Any, Any, Any]:
        return self._fetch(*self._waarmee).__await__()


def toets_argumenten(schema: GraphQLSchema, onthuld: frozenset[str], inzage: Inzage) -> None:
    """An argument that gives fields away needs inzage in those fields: else the request is refused, not answered
    differently."""
    for coordinate in onthuld:
        type_name, field_name = coordinate.split(".")
        graphql_type = schema.get_type(type_name)
        if not isinstance(graphql_type, GraphQLObjectType) or field_name not in graphql_type.fields:
            raise OnvolledigeDeclaratie(f"onthult names {coordinate}, which does not exist")
        definitie = definitie_van(coordinate, graphql_type.fields[field_name])
        categorie = categorie_van(declaratie_van(graphql_type), definitie)
        if categorie is not None and categorie not in inzage.opent:
            raise Forbidden("Op dit gegeven mag u niet filteren of sorteren.")


def waarom_dicht(inzage: Inzage, categorie: GegevensCategorie) -> ErrorCode:
    """What a closed category is told as: only to who would see it himself, that a better login opens it."""
    return ErrorCode.ASSURANCE_LEVEL_TOO_LOW if categorie in inzage.hoger else ErrorCode.FORBIDDEN


def pad_van(info: ResolveInfo) -> str:
    """The path pattern of a field: its response keys without list positions."""
    return ".".join(key for key in info.path.as_list() if isinstance(key, str))


def coordinaat_van(info: ResolveInfo) -> str:
    """The field in the words of the schema: what the log gets."""
    return f"{info.parent_type.name}.{info.field_name}"
