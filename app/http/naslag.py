"""Naslag: the reference of the graph as a page, at GET /schema: each type with its fields, what kind of gegeven each
is, and on which rows of the matrix it is open. Made of the schema and the matrix that decide, so that it cannot say
something else than what happens.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from functools import cached_property
from html import escape

from graphql import (
    GraphQLArgument,
    GraphQLEnumType,
    GraphQLField,
    GraphQLInputField,
    GraphQLInputObjectType,
    GraphQLInterfaceType,
    GraphQLNamedType,
    GraphQLObjectType,
    GraphQLScalarType,
    GraphQLSchema,
    GraphQLType,
    GraphQLUnionType,
    get_named_type,
    is_introspection_type,
    is_specified_scalar_type,
)
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from app.authorization.matrix import Rij
from app.http.pagina import CSP, pagina, tabel
from resolvers.grammar.guard import BEWAKING, declaratie_van
from resolvers.grammar.inzage import BetrokkeneBron, GegevensCategorie

_INLEIDING = """<p>Alles wat u kunt vragen. Bij elk type staat wat voor gegeven het is, en voor welke rijen van de
matrix het open is: wie er op die grondslag kijkt, krijgt het, als het object binnen zijn grondslag valt. Een veld is
als zijn type, tenzij er iets anders bij staat. Een gesloten veld is leeg, en het antwoord zegt dat het gesloten is.</p>
<p>Ook als <a href="/schema.graphql">schema.graphql</a>.</p>"""
_OVER_WIE = {
    BetrokkeneBron.OBJECT: "Over wie het gaat, staat in het object zelf.",
    BetrokkeneBron.OUDER: "Het gaat over wie het object gaat waar het uit komt.",
    BetrokkeneBron.GEEN: "Het gaat over niemand.",
}
_INGANGEN = {"Query": "Vragen", "Mutation": "Wijzigen", "Subscription": "Volgen"}


def naslag(schema: GraphQLSchema, matrix: Sequence[Rij]) -> Callable[[Request], Response]:
    """The door. The page is made when it is first asked for."""
    blad = Naslag(schema, matrix)

    def antwoord(request: Request) -> Response:
        return HTMLResponse(blad.html, headers={"Content-Security-Policy": CSP})

    return antwoord


class Naslag:
    def __init__(self, schema: GraphQLSchema, matrix: Sequence[Rij]) -> None:
        self._schema = schema
        self._matrix = matrix

    @cached_property
    def html(self) -> str:
        ingangen = [found for naam in _INGANGEN if (found := self._schema.get_type(naam)) is not None]
        typen = [
            found
            for naam, found in sorted(self._schema.type_map.items())
            if naam not in _INGANGEN and not is_introspection_type(found) and not is_specified_scalar_type(found)
        ]
        gids = " · ".join(_verwijzing(found) for found in [*ingangen, *typen])
        delen = [self._type(found) for found in [*ingangen, *typen]]
        return pagina("MijnZaken: naslag", "\n".join([_INLEIDING, f'<nav aria-label="Typen">{gids}</nav>', *delen]))

    def _type(self, soort: GraphQLNamedType) -> str:
        kop = f'<h2 id="{soort.name}">{_INGANGEN.get(soort.name, soort.name)}</h2>'
        uitleg = f"<p>{_tekst(soort.description)}</p>"
        return "\n".join([kop, uitleg, *self._over(soort), self._inhoud(soort)])

    def _over(self, soort: GraphQLNamedType) -> Iterable[str]:
        if isinstance(soort, GraphQLObjectType) and soort.name not in _INGANGEN:
            declaratie = declaratie_van(soort)
            wat = "Openbaar." if declaratie.regel.openbaar else _OVER_WIE[declaratie.bron]
            if (gegevens := declaratie.regel.gegevens) is not None:
                wat = f"{gegevens.value.capitalize()}; open voor {self._open_voor(gegevens)}. {wat}"
            yield f"<p>{escape(wat)}</p>"
            if soort.interfaces:
                yield f"<p>Is een {', '.join(_verwijzing(found) for found in soort.interfaces)}.</p>"
        if isinstance(soort, (GraphQLInterfaceType, GraphQLUnionType)):
            mogelijk = self._schema.get_possible_types(soort)
            yield f"<p>Is één van {', '.join(_verwijzing(found) for found in mogelijk)}.</p>"

    def _inhoud(self, soort: GraphQLNamedType) -> str:
        if isinstance(soort, (GraphQLObjectType, GraphQLInterfaceType)):
            eigen = {naam: self._anders_dan_type(veld) for naam, veld in soort.fields.items()}
            koppen = ["Veld", "Geeft", "Wat het is", *(["Anders dan het type"] if any(eigen.values()) else [])]
            rijen = [[*_veld(naam, veld), eigen[naam]][: len(koppen)] for naam, veld in soort.fields.items()]
            return _tabel(soort, koppen, rijen)
        if isinstance(soort, GraphQLInputObjectType):
            return _tabel(soort, ("Veld", "Neemt", "Wat het is"), [_invoer(*item) for item in soort.fields.items()])
        if isinstance(soort, GraphQLEnumType):
            rijen = [[_code(naam), _tekst(waarde.description)] for naam, waarde in soort.values.items()]
            return _tabel(soort, ("Waarde", "Wat het is"), rijen)
        if isinstance(soort, GraphQLScalarType) and soort.specified_by_url:
            url = escape(soort.specified_by_url)
            return f'<p>Vorm: <a href="{url}">{url}</a></p>'
        return ""

    def _anders_dan_type(self, veld: GraphQLField) -> str:
        if (bewaking := veld.extensions.get(BEWAKING)) is None or bewaking.definitie.ingang:
            return ""
        regel = bewaking.definitie.regel
        if regel.openbaar:
            return "openbaar"
        return f"{regel.gegevens.value}: {escape(self._open_voor(regel.gegevens))}" if regel.gegevens else ""

    def _open_voor(self, categorie: GegevensCategorie) -> str:
        return ", ".join(rij.naam for rij in self._matrix if categorie in rij.opent) or "niemand"


def _veld(naam: str, veld: GraphQLField) -> list[str]:
    argumenten = "".join(f"<li>{_argument(*item)}</li>" for item in veld.args.items())
    uitleg = _tekst(veld.description) + (f"<ul>{argumenten}</ul>" if argumenten else "")
    if veld.deprecation_reason:
        uitleg += f"<br>Vervalt: {escape(veld.deprecation_reason)}"
    return [_code(naam), _met_verwijzing(veld.type), uitleg]


def _tabel(soort: GraphQLNamedType, koppen: Sequence[str], rijen: Sequence[Sequence[str]]) -> str:
    wat = "waarden" if isinstance(soort, GraphQLEnumType) else "velden"
    return tabel(f"t-{soort.name}", f"{_INGANGEN.get(soort.name, soort.name)}: {wat}", koppen, rijen)


def _invoer(naam: str, veld: GraphQLInputField) -> list[str]:
    return [_code(naam), _met_verwijzing(veld.type), _tekst(veld.description)]


def _argument(naam: str, argument: GraphQLArgument) -> str:
    return f"{_code(naam)}: {_met_verwijzing(argument.type)}. {_tekst(argument.description)}"


def _met_verwijzing(soort: GraphQLType) -> str:
    named = get_named_type(soort)
    found = escape(str(soort))
    return f"<code>{found.replace(named.name, _verwijzing(named), 1)}</code>" if not _ingebouwd(named) else _code(found)


def _verwijzing(soort: GraphQLNamedType) -> str:
    return f'<a href="#{soort.name}">{_INGANGEN.get(soort.name, soort.name)}</a>'


def _ingebouwd(soort: GraphQLNamedType) -> bool:
    return is_specified_scalar_type(soort)


def _code(text: str) -> str:
    return f"<code>{text}</code>"


def _tekst(beschrijving: str | None) -> str:
    """Backquotes mark words of the schema or of a register."""
    delen = escape(beschrijving or "").split("`")
    return "".join(_code(deel) if place % 2 else deel for place, deel in enumerate(delen))
