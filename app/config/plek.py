"""Plek: where in a YAML file something stands, for an error that names the line."""

from __future__ import annotations

from collections.abc import Sequence

import yaml

#: Of `<<`, which takes up another block.
_VOEGT_SAMEN = "tag:yaml.org,2002:merge"


def regelnummer(node: yaml.Node | None, where: Sequence[object]) -> int | None:
    """The line of the deepest part of a path that the file has."""
    line = None
    for part in where:
        if isinstance(node, yaml.MappingNode):
            match = next(((key, value) for key, value in node.value if key.value == str(part)), None)
            if match is None:
                break
            line, node = match[0].start_mark.line + 1, match[1]
        elif isinstance(node, yaml.SequenceNode) and isinstance(part, int) and part < len(node.value):
            node = node.value[part]
            line = node.start_mark.line + 1
        else:
            break
    return line


def regelnummer_van(node: yaml.Node | None, text: str) -> int | None:
    """The line on which a scalar stands."""
    if isinstance(node, yaml.ScalarNode):
        return node.start_mark.line + 1 if node.value == text else None
    return next((line for part in _delen(node) if (line := regelnummer_van(part, text))), None)


def dubbel(root: yaml.Node | None) -> tuple[str, int, int] | None:
    """The first name that stands twice in one block, and on which lines."""
    todo, seen = [root], set[int]()
    while todo:
        node = todo.pop()
        if id(node) in seen:  # an alias may stand in many places, also within what it names
            continue
        seen.add(id(node))
        if isinstance(node, yaml.MappingNode):
            lines: dict[tuple[str, str], int] = {}
            for key, _ in node.value:
                if not isinstance(key, yaml.ScalarNode) or key.tag == _VOEGT_SAMEN:
                    continue
                line = key.start_mark.line + 1
                if (naam := (key.tag, key.value)) in lines:
                    return key.value, lines[naam], line
                lines[naam] = line
        todo += reversed(_delen(node))
    return None


def _delen(node: yaml.Node | None) -> list[yaml.Node]:
    if isinstance(node, yaml.MappingNode):
        return [part for pair in node.value for part in pair]
    return list(node.value) if isinstance(node, yaml.SequenceNode) else []
