"""Verstrekt: what an answer told, read from the answer itself, held against what was noted for the log.

The answer says of each object its type (`soort_`), and of each field its value. With the directives of the SDL that is
enough to say which coordinates were told about somebody.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from graphql import (
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    InlineFragmentNode,
    OperationDefinitionNode,
    get_named_type,
    parse,
)
from graphql.language import ast

from resolvers.grammar.context import Context
from resolvers.grammar.ref import Ref
from tests.autorisatie.sdl import contract, interfaces, schema
from tests.autorisatie.vragen import SOORT, Vraag

#: Ways in that note that a list was asked, also when it is empty.
_LIJSTEN = {"mijnZaken", "mijnVerwerkingen"}


@dataclass(slots=True)
class Verteld:
    """`zeker`: told. `misschien`: null, which is told when it was open. `objecten`: global ids that were told.
    `zelf_genoemd`: types of klanten whom the afnemer named himself."""

    zeker: set[str] = field(default_factory=set)
    misschien: set[str] = field(default_factory=set)
    objecten: set[str] = field(default_factory=set)
    zelf_genoemd: set[str] = field(default_factory=set)


class _Lezer:
    def __init__(self, vraag: Vraag) -> None:
        document = parse(vraag.tekst)
        self._fragments = {
            node.name.value: node for node in document.definitions if isinstance(node, FragmentDefinitionNode)
        }
        self._operation = next(node for node in document.definitions if isinstance(node, OperationDefinitionNode))
        self._variables = vraag.variabelen
        self.verteld = Verteld()

    def lees(self, data: Mapping[str, Any]) -> Verteld:
        self._object(data, [self._operation.selection_set], openbaar=False)
        return self.verteld

    def _zelf_genoemd(self, naam: str, value: object) -> None:
        """Who is entered by his own number is there for whoever asks: that tells nothing when it is not open."""
        for found in value if isinstance(value, list) else [value]:
            if naam in {"klant", "node", "nodes"} and isinstance(found, Mapping):
                self.verteld.zelf_genoemd |= {str(found[SOORT])} & interfaces()["Klant"]

    def _object(self, data: Mapping[str, Any], sets: list[ast.SelectionSetNode], *, openbaar: bool) -> None:
        type_ = contract()[str(data[SOORT])]
        openbaar = type_.openbaar or (openbaar and type_.bron == "OUDER")
        if type_.categorie is not None and not openbaar:
            self.verteld.zeker.add(type_.naam)
        if type_.naam.endswith("Connection"):  # its counts, cursors and neighbours tell of what is on the page
            self.verteld.misschien |= _van_bladzijde(type_.naam)
        named: dict[str, list[FieldNode]] = {}
        for selection in sets:
            for node in self._velden(selection, type_.naam):
                named.setdefault(node.alias.value if node.alias else node.name.value, []).append(node)
        for sleutel, nodes in named.items():
            naam = nodes[0].name.value
            if naam == "__typename":
                continue
            value, coordinate = data[sleutel], f"{type_.naam}.{naam}"
            veld = type_.velden[naam]
            if veld.categorie is not None and not (openbaar and not veld.eigen):
                (self.verteld.misschien if value is None else self.verteld.zeker).add(coordinate)
                if naam == "id" and "Node" in type_.interfaces and value is not None:
                    self.verteld.objecten.add(str(value))
            if type_.naam == "Query" and naam in _LIJSTEN and value is not None:
                self.verteld.zeker.add(coordinate)
            if type_.naam == "Query":
                self._zelf_genoemd(naam, value)
            beneath = [node.selection_set for node in nodes if node.selection_set]
            if beneath:
                self._waarde(value, beneath, openbaar=openbaar)

    def _waarde(self, value: Any, sets: list[ast.SelectionSetNode], *, openbaar: bool) -> None:
        if isinstance(value, list):
            for item in value:
                self._waarde(item, sets, openbaar=openbaar)
        elif value is not None:
            self._object(value, sets, openbaar=openbaar)

    def _velden(self, selection: ast.SelectionSetNode, naam: str) -> Iterator[FieldNode]:
        for node in selection.selections:
            if not self._gevraagd(node):
                continue
            if isinstance(node, FieldNode):
                yield node
                continue
            fragment: FragmentDefinitionNode | InlineFragmentNode = (
                self._fragments[node.name.value] if isinstance(node, FragmentSpreadNode) else _los(node)
            )
            wanted = fragment.type_condition.name.value if fragment.type_condition else naam
            if wanted == naam or wanted in contract()[naam].interfaces:
                yield from self._velden(fragment.selection_set, naam)

    def _gevraagd(self, node: ast.SelectionNode) -> bool:
        for directive in node.directives or ():
            given = directive.arguments[0].value if directive.arguments else None
            value = (
                self._variables[given.name.value]
                if isinstance(given, ast.VariableNode)
                else getattr(given, "value", None)
            )
            if value is (directive.name.value == "skip"):
                return False
        return True


def _van_bladzijde(connection: str) -> frozenset[str]:
    naam = str(get_named_type(schema().type_map[connection].fields["nodes"].type))  # type: ignore[attr-defined]
    return interfaces().get(naam, frozenset({naam}))


def _los(node: ast.SelectionNode) -> InlineFragmentNode:
    assert isinstance(node, InlineFragmentNode)
    return node


def controleer_log(body: Mapping[str, Any], vraag: Vraag, context: Context) -> str | None:
    """What is wrong, or None. After an error what was noted may be more than what was told, never less."""
    noted = context.verstrekkingen.regels
    velden = set[str]().union(*(told.velden for told in noted.values()))
    objecten = set[str]().union(*(told.objecten for told in noted.values()))
    if body.get("data") is None:
        return "something was noted of an answer without data" if velden and "errors" not in body else None
    verteld = _Lezer(vraag).lees(body["data"])
    if missing := verteld.zeker - verteld.zelf_genoemd - velden:
        return f"told, and not noted: {sorted(missing)}"
    if missing := {id_ for id_ in verteld.objecten if Ref.decode(id_).soort != "Machtiging"} - objecten:
        return f"objects told, and not noted: {[Ref.decode(id_) for id_ in sorted(missing)]}"
    if "errors" not in body and (extra := velden - verteld.zeker - verteld.misschien):
        return f"noted, and not told: {sorted(extra)}"
    return None
