"""Sdl: a schema with something changed in it, for tests of who must bear that."""

from __future__ import annotations

from typing import Any

from graphql import FieldDefinitionNode, Visitor, parse, print_ast, visit
from graphql.language import REMOVE, EnumValueDefinitionNode


class _Zonder(Visitor):
    def __init__(self, weg: str) -> None:
        super().__init__()
        self._type, _, self._naam = weg.partition(".")
        self.gevonden = False

    def _kijk(self, node: Any, ancestors: Any) -> Any:
        if node.name.value == self._naam and ancestors[-1].name.value == self._type:
            self.gevonden = True
            return REMOVE
        return None

    def enter_field_definition(self, node: FieldDefinitionNode, _k: Any, _p: Any, _path: Any, ancestors: Any) -> Any:
        return self._kijk(node, [a for a in ancestors if hasattr(a, "name")])

    def enter_enum_value_definition(
        self, node: EnumValueDefinitionNode, _k: Any, _p: Any, _path: Any, ancestors: Any
    ) -> Any:
        return self._kijk(node, [a for a in ancestors if hasattr(a, "name")])


def zonder(sdl: str, *coordinaten: str) -> str:
    """Without these fields or enum values (`Type.naam`)."""
    node = parse(sdl)
    for coordinaat in coordinaten:
        visitor = _Zonder(coordinaat)
        node = visit(node, visitor)
        assert visitor.gevonden, coordinaat
    return print_ast(node)


def met_waarde(sdl: str, lijst: str, waarde: str) -> str:
    """With one more value in an enum."""
    begin = f"enum {lijst} {{"
    assert begin in sdl
    return sdl.replace(begin, f"{begin}\n  {waarde}")
