"""Vraagbouwer: random valid documents for any schema: aliases, merged fields, fragments, `@skip` and `@include`,
variables; every leaf and every object may be asked more than once."""

from __future__ import annotations

from dataclasses import dataclass, field
from random import Random
from typing import Any

from graphql import (
    GraphQLField,
    GraphQLInterfaceType,
    GraphQLObjectType,
    GraphQLSchema,
    GraphQLUnionType,
    get_named_type,
    is_leaf_type,
)


@dataclass
class Vraagbouwer:
    """`budget`: how many fields are left to ask."""

    schema: GraphQLSchema
    random: Random
    budget: int = 40
    variabelen: dict[str, tuple[str, Any]] = field(default_factory=dict)
    fragmenten: list[str] = field(default_factory=list)

    def vraag(self) -> tuple[str, dict[str, Any]]:
        query = self.schema.query_type
        assert query is not None
        body = self._selectie(query, 4)
        declared = ", ".join(f"${naam}: {soort}" for naam, (soort, _) in self.variabelen.items())
        head = f"query({declared}) " if declared else ""
        waarden = {naam: waarde for naam, (_, waarde) in self.variabelen.items()}
        return " ".join([head + body, *self.fragmenten]), waarden

    def _selectie(self, soort: Any, diepte: int) -> str:
        parts = [] if self.random.random() < 0.7 else ["__typename"]
        for _ in range(self.random.randint(1, 6)):
            if self.budget > 0:
                parts.append(self._deel(soort, diepte))
        return "{ " + " ".join(parts or ["__typename"]) + " }"

    def _deel(self, soort: Any, diepte: int) -> str:
        lot = self.random.random()
        if isinstance(soort, (GraphQLInterfaceType, GraphQLUnionType)) and (
            lot < 0.6 or isinstance(soort, GraphQLUnionType)
        ):
            possible = self.random.choice(list(self.schema.get_possible_types(soort)))
            return f"... on {possible.name} {self._soms()}{self._selectie(possible, diepte)}"
        if lot < 0.1 and not isinstance(soort, GraphQLUnionType):
            naam = f"F{len(self.fragmenten)}"
            self.fragmenten.append("")
            self.fragmenten[int(naam[1:])] = f"fragment {naam} on {soort.name} {self._selectie(soort, diepte)}"
            return f"...{naam} {self._soms()} ...{naam}"
        if lot < 0.15:
            return f"... {self._soms()}{self._selectie(soort, diepte)}"
        names = [name for name, found in soort.fields.items() if diepte > 0 or is_leaf_type(get_named_type(found.type))]
        if not names:
            return "__typename"
        return self._veld(self.random.choice(names), soort, diepte)

    def _veld(self, naam: str, soort: GraphQLObjectType | GraphQLInterfaceType, diepte: int) -> str:
        self.budget -= 1
        found: GraphQLField = soort.fields[naam]
        named = get_named_type(found.type)
        arguments = self._argumenten(found)
        # what has arguments, and what stands under an interface, is not merged with what may differ from it
        eigen = bool(arguments) or not isinstance(soort, GraphQLObjectType) or self.random.random() < 0.2
        alias = f"a{self.budget}x{self.random.randrange(1000)}: " if eigen else ""
        kleintje = "" if is_leaf_type(named) else " " + self._selectie(named, diepte - 1)
        return f"{alias}{naam}{arguments} {self._soms()}{kleintje}"

    def _argumenten(self, found: GraphQLField) -> str:
        given = []
        for naam, argument in found.args.items():
            lijst = str(argument.type).startswith("[")
            waarde: Any = [self.random.randint(1, 30) for _ in range(3)] if lijst else self.random.randint(1, 30)
            lot = self.random.random()
            if lot < 0.3:
                given.append(f"{naam}: {waarde}")
            elif lot < 0.6:
                variabele = f"v{len(self.variabelen)}"
                self.variabelen[variabele] = (str(argument.type), waarde)
                given.append(f"{naam}: ${variabele}")
        return f"({', '.join(given)})" if given else ""

    def _soms(self) -> str:
        """A directive that leaves it out or not, once in a while."""
        if self.random.random() > 0.15:
            return ""
        waarde = self.random.random() < 0.5
        naam = self.random.choice(("skip", "include"))
        if self.random.random() < 0.5:
            return f"@{naam}(if: {str(waarde).lower()}) "
        variabele = f"b{len(self.variabelen)}"
        self.variabelen[variabele] = ("Boolean!", waarde)
        return f"@{naam}(if: ${variabele}) "
