"""Vragen: random valid documents over the whole schema, bounded in depth and in fields.

Every selection asks `__typename` under the name `soort_`, so that an answer says itself what was told (proef.py). A
field with arguments, or beneath an interface, has a name of its own: two of them never collide.
"""

from __future__ import annotations

from base64 import urlsafe_b64decode
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from graphql import (
    GraphQLArgument,
    GraphQLEnumType,
    GraphQLField,
    GraphQLInputObjectType,
    GraphQLInterfaceType,
    GraphQLObjectType,
    get_named_type,
    is_leaf_type,
    is_list_type,
    is_required_argument,
    print_ast,
)
from graphql.language import ast
from graphql.utilities import ast_from_value

from resolvers.grammar.afnemer import AfnemerSoort
from resolvers.grammar.connection import schrijf_cursor
from resolvers.grammar.ref import Ref
from resolvers.grammar.sleutel import Bsn, KvkNummer, Rsin, Sleutel, Vestigingsnummer
from tests.autorisatie import mensen
from tests.autorisatie.model import Reden
from tests.autorisatie.sdl import interfaces, schema
from tests.autorisatie.trekking import Keuze
from tests.autorisatie.wereld import PERSONEN, REGISTER, ZAAKTYPEN, Wereld

#: Asked less often: they tell nothing about anybody.
_BIJZAAK = {"bron", "bronnen", "pageInfo", "organisatie", "registers"}
#: Asked more often: where one person is reached from what is about another.
_PERSONEN = {"betrokkenen", "klant", "initiator", "eigenaren"}
DIEPST = 7
#: Per way in.
MEESTE_VELDEN = 24
SOORT = "soort_"


@dataclass(frozen=True)
class Vraag:
    tekst: str
    variabelen: Mapping[str, Any]


@dataclass(slots=True)
class _Schrijver:
    """One document being written. `ids`: global ids that exist in some world, and that do not."""

    kies: Keuze
    ids: Sequence[str]
    reden: Reden | None
    mensen: Sequence[Sleutel] = ()
    budget: int = MEESTE_VELDEN
    nummer: int = 0
    variabelen: dict[str, tuple[str, Any]] = field(default_factory=dict)
    fragmenten: list[str] = field(default_factory=list)

    def naam(self) -> str:
        self.nummer += 1
        return f"v{self.nummer}"

    # -------------------------------------------------------------- selections

    def selectie(self, type_: Any, diepte: int, los: bool) -> str:
        """What is asked of one type; `los`: beneath an interface, where names may not collide."""
        parts = [f"{SOORT}: __typename"]
        if isinstance(type_, GraphQLInterfaceType):
            for naam in self.kies.enkele(sorted(interfaces()[type_.name]), 3):
                concreet = schema().type_map[naam]
                parts.append(f"... on {naam}{self.richtlijn()} {self.selectie(concreet, diepte, True)}")
            los = True
        parts += self.velden(type_, diepte, los)
        text = "{ " + " ".join(parts) + " }"
        if type_.name != "Query" and self.kies.een_op(8):
            self.nummer += 1
            self.fragmenten.append(f"fragment F{self.nummer} on {type_.name} {text}")
            return f"{{ {SOORT}: __typename ...F{self.nummer}{self.richtlijn()} }}"
        return text

    def velden(self, type_: Any, diepte: int, los: bool) -> list[str]:
        names = sorted(type_.fields)
        if diepte >= DIEPST or self.budget <= 0:
            names = [naam for naam in names if is_leaf_type(get_named_type(type_.fields[naam].type))]
        composite = [naam for naam in names if not is_leaf_type(get_named_type(type_.fields[naam].type))]
        if kern := [naam for naam in composite if naam not in _BIJZAAK]:
            composite = composite if self.kies.een_op(5) else [*kern, *[naam for naam in kern if naam in _PERSONEN] * 3]
        leaves = [naam for naam in names if naam not in composite and naam not in _BIJZAAK]
        chosen = [*self.kies.enkele(composite, 2), *self.kies.enkele(leaves, 5)]
        chosen = chosen or [self.kies.kies(names)]
        return [self.veld(naam, type_.fields[naam], diepte, los) for naam in dict.fromkeys(chosen)]

    def veld(self, naam: str, definition: GraphQLField, diepte: int, los: bool) -> str:
        self.budget -= 1
        alias = f"{self.naam()}: " if definition.args or los or self.kies.een_op(6) else ""
        named = get_named_type(definition.type)
        beneath = "" if is_leaf_type(named) else " " + self.selectie(named, diepte + 1, los)
        return f"{alias}{naam}{self.argumenten(naam, definition)}{self.richtlijn()}{beneath}"

    def richtlijn(self) -> str:
        if not self.kies.een_op(10):
            return ""
        naam, waarde = self.kies.kies(("skip", "include")), self.kies.een_op(2)
        if self.kies.een_op(2):
            return f" @{naam}(if: ${self.variabele('Boolean!', waarde)})"
        return f" @{naam}(if: {str(waarde).lower()})"

    def variabele(self, soort: str, waarde: object) -> str:
        naam = self.naam()
        self.variabelen[naam] = (soort, waarde)
        return naam

    # -------------------------------------------------------------- arguments

    def argumenten(self, veld: str, definition: GraphQLField) -> str:
        given = [
            (naam, arg)
            for naam, arg in definition.args.items()
            if is_required_argument(arg) or naam == "aanleiding" or self.kies.een_op(3)
        ]
        if {"id", "identificatie"} <= definition.args.keys():  # of these two, one
            chosen = self.kies.kies(("id", "identificatie"))
            given = [(chosen, definition.args[chosen]), *(pair for pair in given if pair[0] == "aanleiding")]
        parts = [f"{naam}: {text}" for naam, arg in given if (text := self.argument(veld, naam, arg)) is not None]
        return f"({', '.join(parts)})" if parts else ""

    def argument(self, veld: str, naam: str, arg: GraphQLArgument) -> str | None:
        if (naam == "id" and veld in _VAN_SOORT) or naam == "namens":
            waarde: Any = self.id(_VAN_SOORT.get(veld, "Machtiging"))
        else:
            waarde = self.cursor(veld) if naam == "after" else self.waarde(naam, arg.type)
        if waarde is None:
            return None
        if self.kies.een_op(3):
            return f"${self.variabele(str(arg.type), waarde)}"
        return print_ast(_als_ast(waarde, arg.type))

    def waarde(self, naam: str, type_: Any) -> Any:
        named = get_named_type(type_)
        if naam == "aanleiding" and isinstance(named, GraphQLInputObjectType):
            return None if self.reden is None else {self.reden.soort.lower(): _gid(self.reden)}
        if naam in _WAARDEN and (naam, named.name) != ("zoek", "KlantZoek"):
            return _WAARDEN[naam](self)
        if isinstance(named, GraphQLEnumType):
            chosen = self.kies.kies(sorted(named.values))
            return [chosen] if is_list_type(type_) else chosen
        if isinstance(named, GraphQLInputObjectType):
            keys = self.kies.enkele(sorted(named.fields), 2)
            found = {key: self.waarde(key, named.fields[key].type) for key in keys}
            return {key: value for key, value in found.items() if value is not None}
        raise TypeError(f"no value for argument {naam}: {type_}; say one in vragen.py")

    def id(self, soort: str = "") -> str:
        """Of this type, mostly."""
        start = f":{soort}:".encode()
        of_type = [id_ for id_ in self.ids if soort and start in urlsafe_b64decode(id_ + "===")]
        return self.kies.kies(self.ids if not of_type or self.kies.een_op(12) else of_type)

    def sleutel(self) -> dict[str, str]:
        kind = self.kies.kies(("persoon",) * 6 + ("id", "zaaknummer", "klantnummer"))
        if kind == "id":
            return {"id": self.id()}
        if kind == "zaaknummer":
            return {"zaaknummer": self.nummer_van_zaak()}
        sleutel = self.kies.kies((*PERSONEN, *self.mensen))
        if kind == "klantnummer":
            return {"klantnummer": mensen.klantnummer(sleutel)}
        return {_ALS_SLEUTEL[type(sleutel)]: sleutel.waarde}

    def nummer_van_zaak(self) -> str:
        return f"NR-{self.kies.aantal(1, 4)}"

    def cursor(self, veld: str) -> str:
        """A place in the order of this list, mostly of an object that exists; or no place at all."""
        orders = {"zaken": ("zaken-", "zaken-", "zaken+"), "mijnZaken": ("mijnzaken-laatst_bijgewerkt",)}
        order = self.kies.kies(orders.get(veld, (veld.removeprefix("mijn").lower(),)))
        return schrijf_cursor(order, (self.datum(), self.id())) if not self.kies.een_op(12) else "geen cursor"

    def datum(self) -> str:
        return f"2026-0{self.kies.aantal(1, 5)}-01"


_VAN_SOORT = {"zaak": "Zaak", "verzoek": "Verzoek", "product": "Product"}
_ALS_SLEUTEL: Mapping[type[Sleutel], str] = {
    Bsn: "bsn",
    KvkNummer: "kvkNummer",
    Rsin: "rsin",
    Vestigingsnummer: "vestigingsnummer",
}

#: Argument or input field → a value for it.
_WAARDEN: Mapping[str, Callable[[_Schrijver], Any]] = {
    "id": lambda w: w.id(),
    "ids": lambda w: [w.id() for _ in range(w.kies.aantal(1, 3))],
    "sleutel": lambda w: w.sleutel(),
    "identificatie": lambda w: w.nummer_van_zaak(),
    "kenmerk": lambda w: w.nummer_van_zaak(),
    "zaken": lambda w: [{"identificatie": w.nummer_van_zaak()} for _ in range(w.kies.aantal(1, 3))],
    "activiteit": lambda w: "proef",
    "bronorganisatie": lambda w: "999990081",
    "first": lambda w: w.kies.aantal(1, 4),
    "periode": lambda w: {"van": "2026-01-01", "tot": "2026-12-31"},
    "zoek": lambda w: "a",
    "vanaf": lambda w: w.datum(),
    "tot": lambda w: w.datum(),
    "lopend": lambda w: w.kies.een_op(2),
    "zaaktypen": lambda w: list(w.kies.enkele(ZAAKTYPEN, 2)),
    "naam": lambda w: "Jansen",
    "geboortedatum": lambda w: "1980-01-01",
    "postcode": lambda w: "1234AB",
    "huisnummer": lambda w: 1,
    "email": lambda w: mensen.email(w.kies.kies(PERSONEN)),
    "telefoonnummer": lambda w: "0612345678",
    "producttypen": lambda w: [Ref("producten", "Producttype", "P1").encode()],
}


def _als_ast(waarde: Any, type_: Any) -> ast.ValueNode:
    found = ast_from_value(waarde, type_)
    assert found is not None
    return found


def _gid(reden: Reden) -> str:
    return Ref(REGISTER[reden.soort], reden.soort, reden.id).encode()


def _ids(werelden: Sequence[Wereld]) -> list[str]:
    """Of everything in these worlds; the same seen as a matter; of what is in none, elsewhere, or no id at all."""
    dingen = {ding.id: ding for wereld in werelden for ding in wereld.dingen.values()}
    found = [ding.gid for ding in dingen.values()]
    for ding in dingen.values():
        if ding.soort in {"Zaak", "Verzoek", "Product"}:
            als = "MijnZakenInformatie" + ("" if ding.soort == "Zaak" else ding.soort)
            found.append(ding.ref.met_soort(als).encode())
    found += [Ref("zaken", soort, "bestaat-niet").encode() for soort in ("Zaak", "Document")]
    found += [Ref("elders", "Zaak", "zaak1").encode(), Ref("producten", "Producttype", "P1").encode(), "Z2VlbiBpZA"]
    return found


#: Ways in that are asked more often, by who has something to find there.
_VAAK = {
    AfnemerSoort.BURGER: ("ik", "ik", "ik", "mijnZaken", "mijnZaken", "mijnZaken"),
    AfnemerSoort.PRIVATE_PARTIJ: ("ik", "ik", "ik", "mijnZaken", "mijnZaken", "mijnZaken"),
    AfnemerSoort.MEDEWERKER: ("klant", "klant", "klant", "klanten", "zaak", "zaak"),
    AfnemerSoort.OVERHEIDSORGANISATIE: ("zaak", "zaak", "klant", "klant", "nodes", "ketenzaken"),
}


def trek_vraag(
    kies: Keuze,
    werelden: Sequence[Wereld],
    reden: Reden | None,
    soort: AfnemerSoort,
    *,
    ids: Sequence[str] = (),
    mensen: Sequence[Sleutel] = (),
) -> Vraag:
    """A document that is valid for the schema. `ids` and `mensen`: to ask for more often, such as what is seen."""
    writer = _Schrijver(kies, [*_ids(werelden), *ids], reden, mensen)
    query = schema().query_type
    assert isinstance(query, GraphQLObjectType)
    ingangen = [kies.kies((*sorted(query.fields), *_VAAK[soort] * 4, "node", "node")) for _ in range(kies.aantal(1, 3))]
    roots = []
    for naam in ingangen:
        writer.budget = MEESTE_VELDEN
        roots.append(writer.veld(naam, query.fields[naam], 1, True))
    body = f"{{ {SOORT}: __typename {' '.join(roots)} }}"
    declared = ", ".join(f"${naam}: {soort}" for naam, (soort, _) in writer.variabelen.items())
    head = f"query({declared}) " if declared else ""
    return Vraag(
        " ".join([f"{head}{body}", *writer.fragmenten]),
        {naam: waarde for naam, (_, waarde) in writer.variabelen.items()},
    )
