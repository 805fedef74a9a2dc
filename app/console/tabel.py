"""Tabel: rows under each other, in columns that line up."""

from __future__ import annotations

from collections.abc import Sequence


def tabel(koppen: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    widths = [max(len(row[column]) for row in (koppen, *rows)) for column in range(len(koppen))]
    lines = [
        "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip()
        for row in (koppen, *rows)
    ]
    return "\n".join([lines[0], "-" * len(lines[0]), *lines[1:]])
