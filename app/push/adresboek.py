"""Adresboek: by which addresses the connected registers name their objects. Only these are believed."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import NamedTuple

_UUID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")
_PAD = re.compile(r"/([a-z]+)/([0-9a-fA-F-]{36})(?:/[a-z]+/([0-9a-fA-F-]{36}))?")


class Plek(NamedTuple):
    """An object: the register (its configured name), the collection it stands in there, and its uuid."""

    register: str
    collectie: str
    id: str


#: What registers of a kind have, that is named without an address.
COLLECTIES: Mapping[str, Sequence[str]] = {"openzaak": ("zaken",), "openvtb": ("externetaken",)}


class Adresboek:
    def __init__(self, basissen: Mapping[str, Sequence[str]], collecties: Mapping[str, Sequence[str]]) -> None:
        """`basissen`: register → the base URLs of its APIs; `collecties`: what it has, for objects that are named
        without an address."""
        self._basissen = sorted(
            ((basis.rstrip("/"), register) for register, found in basissen.items() for basis in found),
            key=lambda item: -len(item[0]),
        )
        self._collecties = collecties

    def vind(self, url: str) -> Plek | None:
        """None for an address that is not exactly one of an object of a connected register."""
        for basis, register in self._basissen:
            if url.startswith(f"{basis}/") and (found := _PAD.fullmatch(url[len(basis) :])) is not None:
                collectie, hoofd, deel = found.groups()
                id_ = (deel or hoofd).lower()
                return Plek(register, collectie, id_) if _UUID.fullmatch(id_) else None
        return None

    def in_soort(self, collectie: str, uuid: str) -> Plek | None:
        """By its uuid alone; None when no register, or more than one, has this kind."""
        hebben = [register for register, found in self._collecties.items() if collectie in found]
        if len(hebben) != 1 or not _UUID.fullmatch(uuid.lower()):
            return None
        return Plek(hebben[0], collectie, uuid.lower())
