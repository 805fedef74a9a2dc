"""Keuring: whether a document that is registered can be asked: it is valid by the schema of today, and holds nobody's
number, which belongs in a variable."""

from __future__ import annotations

import re
from collections.abc import Mapping

from graphql import DocumentNode, IntValueNode, OperationDefinitionNode, StringValueNode, Visitor, visit

from app.execution.documents import Documenten, Geweigerd
from resolvers.grammar.sleutel import passes_eleven_check

#: A client sends, and hashes, a document with all its fragments.
_FRAGMENTEN = (
    "Elk document heeft zijn fragmenten zelf; in het manifest dat graphql-codegen, Relay of Apollo maakt, is dat zo."
)
_NUMMER = re.compile(r"(?<![0-9])[0-9]{9}(?![0-9])")


def keur(
    documenten: Documenten, teksten: Mapping[str, str], van: str, *, namen: Mapping[str, str] | None = None
) -> list[str]:
    """A line for each document that does not hold. `van`: whose they are, or where they stand; `namen`: what a person
    knows one by, where that is not its id."""
    regels = []
    for id_, tekst in teksten.items():
        wat = f"{van}: {(namen or {}).get(id_) or f'document {kort(id_)}'}"
        try:
            node = documenten.lees(tekst).node
        except Geweigerd as refused:
            regels.append(f"{wat}: {_eerste(refused)}")
            continue
        if _noemt_iemand(node):
            regels.append(f"{wat}: er staat een BSN in; gebruik een variabele.")
    return regels


def operaties(documenten: Documenten, tekst: str) -> str:
    """Which operations a document holds, as a person reads them."""
    try:
        return _naam(documenten.lees(tekst).node)
    except Geweigerd:
        return "(niet geldig)"


def kort(id_: str) -> str:
    """Enough of an id to find the document."""
    return id_ if len(id_) <= 16 else f"{id_[:12]}…"


def _naam(node: DocumentNode) -> str:
    operaties = [found for found in node.definitions if isinstance(found, OperationDefinitionNode)]
    return ", ".join(f"{one.operation.value} {one.name.value if one.name else '(zonder naam)'}" for one in operaties)


def _eerste(refused: Geweigerd) -> str:
    fout = refused.fouten[0]
    plaats = f" (regel {fout.locations[0].line})" if fout.locations else ""
    raad = f" {_FRAGMENTEN}" if fout.message.startswith("Unknown fragment") else ""
    return " ".join(fout.message.split()) + plaats + raad


class _Waarden(Visitor):
    def __init__(self) -> None:
        super().__init__()
        self.gevonden = False

    def enter_string_value(self, node: StringValueNode, *_: object) -> None:
        self._bekijk(node.value)

    def enter_int_value(self, node: IntValueNode, *_: object) -> None:
        self._bekijk(node.value)

    def _bekijk(self, waarde: str) -> None:
        self.gevonden |= any(passes_eleven_check(nummer) for nummer in _NUMMER.findall(waarde))


def _noemt_iemand(node: DocumentNode) -> bool:
    waarden = _Waarden()
    visit(node, waarden)
    return waarden.gevonden
