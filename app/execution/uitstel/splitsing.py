"""Splitsing: one operation with `@defer`, made into several without.

Of `{ mijnZaken { nodes { titel ... @defer(label: "wie") { behandelaar { naam } } } } }` the first asks the titles, and
with a `__typename` in the place of the fragment to which nodes it applies; the part asks
`{ mijnZaken { nodes { behandelaar { naam } } } }`. A server may leave out a `@defer` (GraphQL, working draft, §3.13.4):
inside another, past the tenth, and in what is not a query.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import count
from typing import Any, Generic, TypeVar

from graphql import (
    BooleanValueNode,
    ConstDirectiveNode,
    DefinitionNode,
    DirectiveNode,
    DocumentNode,
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    InlineFragmentNode,
    NameNode,
    Node,
    OperationDefinitionNode,
    OperationType,
    SelectionNode,
    SelectionSetNode,
    StringValueNode,
    VariableNode,
    Visitor,
    visit,
)

from app.execution.plan.velden import sleutel_van
from app.registries.cache import Lru

_MEESTE_DELEN = 10
#: Fragments are written out on the way to a part, and each may hold the next twice.
_MEESTE_KNOPEN = 2000
_MEESTE_KEUZES = 8

N = TypeVar("N", bound=Node)
D = TypeVar("D")


@dataclass(frozen=True, slots=True)
class Deel(Generic[D]):
    """What comes later. `merk`: the key under which the first answer says where it belongs; `pad`: the keys to there,
    without places in lists; `document`: what asks it."""

    merk: str
    label: str | None
    pad: tuple[str, ...]
    document: D


@dataclass(frozen=True, slots=True)
class Splitsing(Generic[D]):
    eerst: D
    delen: tuple[Deel[D], ...]


class Uitstel(Generic[D]):
    """Of one document that has `@defer` somewhere: how its operations split, by what its variables say. `maak`: a
    document of what it splits into."""

    def __init__(self, node: DocumentNode, maak: Callable[[DocumentNode], D]) -> None:
        self._node = node
        self._vlak = zonder_uitstel(node)
        self._maak = maak
        self._voorwaarden = _voorwaarden(node)
        self._bekend: Lru[tuple[Any, ...], Splitsing[D]] = Lru(_MEESTE_KEUZES)

    def splits(self, operation_name: str | None, variables: Mapping[str, Any]) -> Splitsing[D] | None:
        """None when nothing of it comes later. The document was validated, and holds the operation."""
        operatie = next(
            node
            for node in self._node.definitions
            if isinstance(node, OperationDefinitionNode)
            and operation_name in (None, node.name.value if node.name else None)
        )
        if operatie.operation is not OperationType.QUERY:
            return None
        gegeven = {**_standaard(operatie), **variables}
        waar = frozenset(naam for naam in self._voorwaarden if gegeven.get(naam) is True)
        key = (operation_name, waar)
        if (found := self._bekend.get(key)) is None:
            found = self._gesplitst(operatie, waar)
            self._bekend.zet(key, found)
        return found if found.delen else None

    def _gesplitst(self, operatie: OperationDefinitionNode, waar: frozenset[str]) -> Splitsing[D]:
        snijder = _Snijder(self._node, self._vlak, operatie, waar)
        try:
            gesneden = _met(operatie, selection_set=snijder.snij(operatie.selection_set, ()))
        except _TeGroot:
            return Splitsing(self._maak(self._vlak), ())
        delen = tuple(Deel(deel.merk, deel.label, deel.pad, self._maak(deel.document)) for deel in snijder.delen)
        return Splitsing(self._maak(snijder.document(gesneden)), delen)


class _TeGroot(Exception):
    """Written out it is more than a document may be: then all of it comes at once."""


class _Snijder:
    """`waar`: the variables that are true."""

    def __init__(
        self, node: DocumentNode, vlak: DocumentNode, operatie: OperationDefinitionNode, waar: frozenset[str]
    ) -> None:
        self._fragmenten = {found.name.value: found for found in _fragmenten(node.definitions)}
        self._rest = _fragmenten(vlak.definitions)
        self._operatie = operatie
        self._waar = waar
        self._met_uitstel = _spreads_met_uitstel(self._fragmenten)
        self._merk = _vrij_merk(node)
        self._knopen = count(1)
        self.delen: list[Deel[DocumentNode]] = []

    def document(self, operatie: OperationDefinitionNode) -> DocumentNode:
        return DocumentNode(definitions=(operatie, *self._rest))

    def snij(
        self, selection_set: SelectionSetNode, weg: tuple[FieldNode | InlineFragmentNode, ...]
    ) -> SelectionSetNode:
        """What of it is asked at once. `weg`: through which fields and fragments it is reached."""
        return _met(selection_set, selections=tuple(self._gesneden(found, weg) for found in selection_set.selections))

    def _gesneden(self, selection: SelectionNode, weg: tuple[FieldNode | InlineFragmentNode, ...]) -> SelectionNode:
        if next(self._knopen) > _MEESTE_KNOPEN:
            raise _TeGroot
        if isinstance(selection, FieldNode):
            if selection.selection_set is None:
                return selection
            return _met(selection, selection_set=self.snij(selection.selection_set, (*weg, selection)))
        if isinstance(selection, FragmentSpreadNode):
            if not (selection.name.value in self._met_uitstel or _defer(selection)):
                return selection
            fragment = self._fragmenten[selection.name.value]
            selection = InlineFragmentNode(
                type_condition=fragment.type_condition,
                directives=(*(selection.directives or ()), *(fragment.directives or ())),
                selection_set=fragment.selection_set,
            )
        assert isinstance(selection, InlineFragmentNode)
        defer, kaal = _defer(selection), _zonder_defer(selection)
        if defer is None or not self._geldt(defer) or len(self.delen) == _MEESTE_DELEN:
            return _met(kaal, selection_set=self.snij(selection.selection_set, (*weg, kaal)))
        return self._uitgesteld(kaal, defer, weg)

    def _uitgesteld(
        self, fragment: InlineFragmentNode, defer: DirectiveNode, weg: tuple[FieldNode | InlineFragmentNode, ...]
    ) -> SelectionNode:
        merk = f"{self._merk}{len(self.delen)}"
        gevraagd: SelectionNode = zonder_uitstel(fragment)
        for stap in reversed(weg):
            gevraagd = _met(stap, selection_set=SelectionSetNode(selections=(gevraagd,)))
        operatie = _met(self._operatie, selection_set=SelectionSetNode(selections=(gevraagd,)))
        pad = tuple(sleutel_van(stap) for stap in weg if isinstance(stap, FieldNode))
        self.delen.append(Deel(merk, _label(defer), pad, self.document(operatie)))
        hier = FieldNode(name=NameNode(value="__typename"), alias=NameNode(value=merk), arguments=(), directives=())
        return _met(fragment, selection_set=SelectionSetNode(selections=(hier,)))

    def _geldt(self, defer: DirectiveNode) -> bool:
        value = _argument(defer, "if")
        if isinstance(value, VariableNode):
            return value.name.value in self._waar
        return not isinstance(value, BooleanValueNode) or value.value


def zonder_uitstel(node: N) -> N:
    """The same, all of which comes at once."""
    found: N = visit(node, _Zonder())
    return found


class _Zonder(Visitor):
    def enter_directive(self, node: DirectiveNode, *_: object) -> Any:
        return self.REMOVE if node.name.value == "defer" else None


class _Voorwaarden(Visitor):
    def __init__(self) -> None:
        super().__init__()
        self.namen: set[str] = set()

    def enter_directive(self, node: DirectiveNode, *_: object) -> None:
        if node.name.value == "defer" and isinstance(value := _argument(node, "if"), VariableNode):
            self.namen.add(value.name.value)


def _voorwaarden(node: DocumentNode) -> frozenset[str]:
    visitor = _Voorwaarden()
    visit(node, visitor)
    return frozenset(visitor.namen)


class _Aliassen(Visitor):
    def __init__(self) -> None:
        super().__init__()
        self.namen: set[str] = set()

    def enter_field(self, node: FieldNode, *_: object) -> None:
        if node.alias is not None:
            self.namen.add(node.alias.value)


def _vrij_merk(node: DocumentNode) -> str:
    """With what no name of the client begins; nor does one of the schema."""
    aliassen, merk = _Aliassen(), "_uitgesteld"
    visit(node, aliassen)
    while any(naam.startswith(merk) for naam in aliassen.namen):
        merk = f"_{merk}"
    return merk


class _Inhoud(Visitor):
    """What a fragment spreads, and whether it says `@defer` itself."""

    def __init__(self) -> None:
        super().__init__()
        self.spreads: set[str] = set()
        self.uitstel = False

    def enter_fragment_spread(self, node: FragmentSpreadNode, *_: object) -> None:
        self.spreads.add(node.name.value)

    def enter_directive(self, node: DirectiveNode, *_: object) -> None:
        self.uitstel = self.uitstel or node.name.value == "defer"


def _spreads_met_uitstel(fragmenten: Mapping[str, FragmentDefinitionNode]) -> set[str]:
    """The fragments in which, however deep, something may come later."""
    inhoud = {naam: _Inhoud() for naam in fragmenten}
    for naam, visitor in inhoud.items():
        visit(fragmenten[naam], visitor)
    found = {naam for naam, visitor in inhoud.items() if visitor.uitstel}
    while meer := {naam for naam, visitor in inhoud.items() if naam not in found and visitor.spreads & found}:
        found |= meer
    return found


def _fragmenten(definitions: Sequence[DefinitionNode]) -> list[FragmentDefinitionNode]:
    return [node for node in definitions if isinstance(node, FragmentDefinitionNode)]


def _defer(node: FragmentSpreadNode | InlineFragmentNode) -> DirectiveNode | None:
    return next((found for found in node.directives or () if found.name.value == "defer"), None)


def _zonder_defer(node: InlineFragmentNode) -> InlineFragmentNode:
    return _met(node, directives=tuple(found for found in node.directives or () if found.name.value != "defer"))


def _argument(directive: DirectiveNode | ConstDirectiveNode, naam: str) -> Node | None:
    return next((found.value for found in directive.arguments or () if found.name.value == naam), None)


def _label(defer: DirectiveNode) -> str | None:
    value = _argument(defer, "label")
    return value.value if isinstance(value, StringValueNode) else None


def _standaard(operatie: OperationDefinitionNode) -> dict[str, bool]:
    return {
        found.variable.name.value: found.default_value.value
        for found in operatie.variable_definitions or ()
        if isinstance(found.default_value, BooleanValueNode)
    }


def _met(node: N, **anders: object) -> N:
    """A copy in which this is different; a document is kept and asked again, so nothing in it changes."""
    return type(node)(**{key: getattr(node, key) for key in node.keys} | anders)
