"""Documenten: questions that are small to send and large to answer, made from the schema's own circles, so that a new
type is attacked as soon as it is there."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from graphql import (
    GraphQLField,
    GraphQLObjectType,
    GraphQLSchema,
    get_introspection_query,
    get_named_type,
    get_nullable_type,
    is_list_type,
    is_required_argument,
)

from resolvers.schema import schema

BSN = "999990019"


@dataclass(frozen=True)
class Kring:
    """A way through the graph that ends where it begins: from `type`, by these fields, to `type` again."""

    type: str
    velden: tuple[str, ...]

    def genest(self, keer: int, binnen: str = "id") -> str:
        """So many times round."""
        velden = self.velden * keer
        return "".join(f"{veld} {{ " for veld in velden) + binnen + " }" * len(velden)


def _vrij(field: GraphQLField) -> bool:
    return not any(is_required_argument(argument) for argument in field.args.values())


def _stappen(soort: GraphQLObjectType) -> Iterator[tuple[str, GraphQLObjectType, bool]]:
    """By which field to which type, and whether through a list."""
    for naam, field in soort.fields.items():
        named = get_named_type(field.type)
        if isinstance(named, GraphQLObjectType) and _vrij(field):
            yield naam, named, is_list_type(get_nullable_type(field.type))


def kringen(graaf: GraphQLSchema, *, lijsten: bool, hoogstens: int = 3) -> list[Kring]:
    """The circles of so many fields; `lijsten`: with a list in them, or without."""
    node: Any = graaf.get_type("Node")
    found: list[Kring] = []

    def ga(begin: GraphQLObjectType, soort: GraphQLObjectType, pad: tuple[str, ...], lijst: bool) -> None:
        for naam, volgende, door_lijst in _stappen(soort):
            verder = (*pad, naam)
            if volgende is begin and (lijst or door_lijst) is lijsten:
                found.append(Kring(begin.name, verder))
            elif volgende is not begin and len(verder) < hoogstens:
                ga(begin, volgende, verder, lijst or door_lijst)

    for soort in graaf.get_possible_types(node):
        ga(soort, soort, (), False)
    return sorted(found, key=lambda kring: (len(kring.velden), kring.type, kring.velden))


ENKEL = kringen(schema._schema, lijsten=False)
LIJST = kringen(schema._schema, lijsten=True)


def _in(kring: Kring, binnen: str, achter: str = "") -> str:
    return f'{{ node(id: "x") {{ ... on {kring.type} {{ {binnen} }} }} }} {achter}'


def _verdubbeld(kring: Kring, keer: int, vorm: str) -> str:
    """Each fragment spreads the next one twice. `vorm`: how."""

    def fragment(nr: int) -> str:
        verder = kring.genest(1, f"...F{nr + 1}")
        tweemaal = {
            "alias": f"a: {verder} b: {verder}",
            "gelijk": f"{verder} {verder}",
            "zelfde": f"...F{nr + 1} ...F{nr + 1}",
            "omlaag en opzij": f"{verder} ...F{nr + 1}",
        }[vorm]
        return f"fragment F{nr} on {kring.type} {{ {tweemaal} }}"

    laatste = f"fragment F{keer} on {kring.type} {{ id }}"
    return _in(kring, "...F0", " ".join([*(fragment(nr) for nr in range(keer)), laatste]))


def aanvallen() -> dict[str, str]:
    """Each must be refused."""
    found = {
        "aliassen van een blad": "{ ik { " + " ".join(f"a{nr}: soort" for nr in range(230)) + " } }",
        "tienduizend aliassen": "{ " + " ".join(f"a{nr}: __typename" for nr in range(10_000)) + " }",
        "aliassen van een ingang": "{ " + " ".join(f"a{nr}: ik {{ klant {{ naam }} }}" for nr in range(100)) + " }",
        "aliassen van alles": "{ " + " ".join(f"a{nr}: mijnZaken(first: 100) {{ totaal }}" for nr in range(80)) + " }",
        "steeds hetzelfde veld": "{ " + "__typename " * 990 + "}",
        "steeds hetzelfde object": "{ " + "ik { soort } " * 190 + "}",
        "steeds dezelfde lege spreiding": "{ ik { " + "...F " * 480 + "} } fragment F on Afnemer { soort }",
        "onbekende directives": "{ ik { soort " + "@aa " * 480 + "} }",
        "bekende directives": "{ ik { soort " + "@skip(if: false) " * 120 + "} }",
        "tienduizend directives": "{ ik { soort " + "@a" * 10_000 + " } }",
        "tienduizend operaties": " ".join(f"query q{nr} {{ __typename }}" for nr in range(10_000)),
        "honderd operaties": " ".join(f"query q{nr} {{ ik {{ soort }} }}" for nr in range(100)),
        "honderd fragmenten": "{ ik { soort } } "
        + " ".join(f"fragment F{nr} on Afnemer {{ soort }}" for nr in range(100)),
        "fragmenten in een kring": "{ ...F0 } "
        + " ".join(f"fragment F{nr} on Query {{ ...F{(nr + 1) % 100} }}" for nr in range(100)),
        "een fragment in zichzelf": "{ ...F } fragment F on Query { ...F }",
        "diep in inline fragmenten": "{ " + "... { " * 300 + "__typename" + " }" * 300 + " }",
        "diepe lijst": "{ nodes(ids: " + "[" * 450 + "]" * 450 + ") { id } }",
        "diep object": "{ klant(sleutel: " + "{id: " * 240 + "1" + "}" * 240 + ") { id } }",
        "diep type": "query($a: " + "[" * 450 + "Int" + "]" * 450 + ") { ik { soort } }",
        "alleen haakjes": "{" * 20_000,
        "opmerking van 255 KB": "#" + "a" * 255_000 + "\n{ ik { soort } }",
        "duizenden opmerkingen": "#\n" * 16_000 + "{ ik { soort } }",
        "komma's": "," * 255_000 + "{ ik { soort } }",
        "regels": "\r\n" * 120_000 + "{ ik { soort } }",
        "lange naam": "{ " + "a" * 255_000 + " }",
        "lange naam die past": "{ " + "a" * 32_000 + " }",
        "lange tekst": '{ zaak(id: "' + "\\u0061" * 40_000 + '") { id } }',
        "lange bloktekst": '{ zaak(id: """' + "\n  a" * 60_000 + '""") { id } }',
        "tekst zonder einde": '{ zaak(id: "' + "a" * 30_000,
        "bloktekst zonder einde": '{ zaak(id: """' + "\n" * 30_000,
        "getal van 30 000 cijfers": "{ mijnZaken(first: " + "9" * 30_000 + ") { totaal } }",
        "breuk zonder einde": "{ mijnZaken(first: 0." + "9" * 30_000 + ") { totaal } }",
        "macht zonder einde": "{ mijnZaken(first: 1e" + "9" * 30_000 + ") { totaal } }",
        "variabelen": "query(" + " ".join(f"$v{nr}: Int" for nr in range(240)) + ") { ik { soort } }",
        "argumenten": "{ zaak(" + 'id: "a" ' * 320 + ") { id } }",
        "introspectie in een kring": "{ __schema { types { " + "fields { type { " * 3 + "name" + " } }" * 3 + " } } }",
        "introspectie met aliassen": "{ "
        + " ".join(f"a{nr}: __schema {{ types {{ name }} }}" for nr in range(60))
        + " }",
        "introspectie en gegevens": get_introspection_query().replace("{", "{ ik { soort }", 1),
        "een BSN dat nergens past": f'{{ klant(sleutel: {{bsn: "{BSN}", onzin: "{BSN}"}}) {{ onzin{BSN} }} }}',
        "alles van iedereen": "{ mijnZaken(first: 100) { nodes { zaak { betrokkenen { klant { zaken(first: 100) "
        "{ nodes { id } } } } } } } }",
        "bladzijden in bladzijden": "query($n: Int = 100) { ik { klant { zaken(first: $n) { nodes { betrokkenen "
        "{ klant { zaken(first: $n) { nodes { id } } } } } } } } }",
    }
    for kring in ENKEL[:6]:
        found[f"diep: {kring}"] = _in(kring, kring.genest(60 // len(kring.velden)))
        for vorm in ("alias", "gelijk", "omlaag en opzij"):
            found[f"verdubbeld ({vorm}): {kring}"] = _verdubbeld(kring, 20, vorm)
    for kring in LIJST[:12]:
        found[f"uitwaaierend: {kring}"] = _in(kring, kring.genest(12 // len(kring.velden)))
        found[f"verdubbelde lijst: {kring}"] = _verdubbeld(kring, 20, "alias")
    found["verdubbeld (zelfde)"] = _verdubbeld(ENKEL[0], 40, "zelfde")
    return found


def zwaarste(nummer: int) -> str:
    """As large as a question may be, and never the same text."""
    velden = [naam for naam, field in _zaak().fields.items() if _is_blad(field)]
    delen = " ".join(f"fragment F{nr} on Zaak {{ {' '.join(velden)} }}" for nr in range(24))
    spreiding = " ".join(f"...F{nr}" for nr in range(24))
    return f'{{ v{nummer}: zaak(identificatie: "ZAAK-0") {{ {spreiding} }} }} {delen}'


def _zaak() -> GraphQLObjectType:
    found = schema._schema.get_type("Zaak")
    assert isinstance(found, GraphQLObjectType)
    return found


def _is_blad(field: GraphQLField) -> bool:
    return not hasattr(get_named_type(field.type), "fields") and not field.args
