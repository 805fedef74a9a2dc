"""Paginas: a list in parts, as the Common Ground products send it: count, next, previous, results (DRF page
numbers)."""

from __future__ import annotations

from math import ceil
from typing import Generic, TypeVar

import msgspec

T = TypeVar("T")


class Pagina(msgspec.Struct, Generic[T]):
    """`next` only tells whether there is more: it is never followed, a register could send us anywhere with it.
    `count_exact` is false when Open Zaak guesses (FUZZY_PAGINATION); `count` is then not to be relied on."""

    results: list[T]
    count: int | None = None
    next: str | None = None
    count_exact: bool = msgspec.field(name="countExact", default=True)

    @property
    def geteld(self) -> bool:
        """Whether it tells how many there are."""
        return self.count is not None and self.count_exact


_DECODERS: dict[object, msgspec.json.Decoder[object]] = {}


def decoder_van_pagina(soort: type[T]) -> msgspec.json.Decoder[Pagina[T]]:
    found = _DECODERS.get(soort)
    if found is None:
        found = _DECODERS[soort] = msgspec.json.Decoder(Pagina[soort])  # type: ignore[valid-type] # at run time
    return found  # type: ignore[return-value] # of this kind


def aantal_paginas(eerste: Pagina[T]) -> int:
    """How many are known of, from the first one. Its size counts, not the one that was asked: products clamp that
    silently (MEASURED §2.1)."""
    size = len(eerste.results)
    return ceil(eerste.count / size) if size and eerste.count is not None and eerste.geteld else 1
