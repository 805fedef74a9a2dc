"""Store: the records of one sandbox register, copied from the world, found by uuid or field, and open to change.

Nothing of a product is in here: which records there are is the world's business, what may be seen of them the
product's.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Protocol

import msgspec

from app.sandbox.kern.fout import Fout

Lichaam = dict[str, object]

ZICHTBAAR = frozenset({"_expand", "_links", "_embedded"})


class Wereld(Protocol):
    """What a sandbox register needs of a world: a base URL per product (as attribute) and its collections."""

    @property
    def adressen(self) -> object: ...

    @property
    def collecties(self) -> Mapping[str, Mapping[str, Sequence[Mapping[str, object]]]]: ...


class Collectie:
    """One kind of resource, in order, by its uuid; look-up tables are made when asked and dropped at a change."""

    def __init__(self, rijen: Sequence[Mapping[str, object]] = ()) -> None:
        self._rijen: dict[str, Lichaam] = {}
        self._plek: dict[str, int] = {}
        self._tabellen: dict[str, dict[object, list[Lichaam]]] = {}
        self._teller = 0
        for rij in msgspec.json.decode(msgspec.json.encode(rijen), type=list[Lichaam]):
            self.voeg_toe(rij)

    def __iter__(self) -> Iterator[Lichaam]:
        return iter(tuple(self._rijen.values()))

    def __len__(self) -> int:
        return len(self._rijen)

    def zoek(self, uuid: str) -> Lichaam | None:
        return self._rijen.get(uuid)

    def een(self, uuid: str) -> Lichaam:
        """The resource, or 404."""
        rij = self._rijen.get(uuid)
        if rij is None:
            raise Fout.niet_gevonden()
        return rij

    def van_url(self, url: object) -> Lichaam | None:
        """The resource that a URL names (by its last part), if it is here."""
        return self._rijen.get(url.rsplit("/", 1)[-1]) if isinstance(url, str) else None

    def bij(self, veld: str, waarde: object) -> list[Lichaam]:
        """The rows whose `veld` ("zaak", or "a.b" for a key within a key) equals `waarde` (text, number or null)."""
        tabel = self._tabellen.get(veld)
        if tabel is None:
            tabel = self._tabellen[veld] = {}
            pad = veld.split(".")
            for rij in self._rijen.values():
                tabel.setdefault(waarde_op(rij, pad), []).append(rij)
        return list(tabel.get(waarde, ()))

    def op_volgorde(self, rijen: Iterable[Lichaam]) -> list[Lichaam]:
        """Rows of this collection, each once, in the order in which they were added."""
        uniek = {sleutel_van(rij): rij for rij in rijen}
        return [uniek[sleutel] for sleutel in sorted(uniek, key=lambda sleutel: self._plek.get(sleutel, 0))]

    def voeg_toe(self, rij: Lichaam) -> None:
        """Adds at the end, or replaces the row with the same uuid in its place."""
        self._teller += 1
        sleutel = sleutel_van(rij) or f"#{self._teller}"
        self._rijen[sleutel] = rij
        self._plek.setdefault(sleutel, self._teller)
        self._tabellen.clear()

    def wijzig(self, rij: Lichaam, velden: Mapping[str, object]) -> None:
        """Changes a row in place: never behind the back of the look-up tables."""
        rij.update(velden)
        self._tabellen.clear()

    def verwijder(self, uuid: str) -> Lichaam:
        rij = self.een(uuid)
        del self._rijen[uuid], self._plek[uuid]
        self._tabellen.clear()
        return rij


class Store:
    """The collections of one product: a deep copy of the world's, so that a write stays inside one app."""

    def __init__(self, collecties: Mapping[str, Sequence[Mapping[str, object]]]) -> None:
        self._collecties = {naam: Collectie(rijen) for naam, rijen in collecties.items()}

    def __getitem__(self, naam: str) -> Collectie:
        """The collection; an empty one when the world has none of that kind."""
        collectie = self._collecties.get(naam)
        if collectie is None:
            collectie = self._collecties[naam] = Collectie()
        return collectie


def sleutel_van(rij: Mapping[str, object]) -> str:
    """How a row is found: its uuid, else the last part of its url."""
    uuid = rij.get("uuid")
    if isinstance(uuid, str):
        return uuid
    url = rij.get("url")
    return url.rsplit("/", 1)[-1] if isinstance(url, str) else ""


def toonbaar(waarde: object) -> object:
    """The wire form of a body: without the keys that only the sandbox knows."""
    if isinstance(waarde, dict):
        return {
            naam: toonbaar(deel) if isinstance(deel, dict | list) else deel
            for naam, deel in waarde.items()
            if naam[:1] != "_" or naam in ZICHTBAAR
        }
    if isinstance(waarde, list):
        return [toonbaar(deel) if isinstance(deel, dict | list) else deel for deel in waarde]
    return waarde


def etag_van(waarde: object) -> str:
    """A strong ETag: the md5 of the JSON, as the ZGW products make it."""
    return f'"{hashlib.md5(msgspec.json.encode(toonbaar(waarde)), usedforsecurity=False).hexdigest()}"'


def waarde_op(rij: object, pad: Iterable[str]) -> object:
    """The value at a path of keys, or None where it breaks off."""
    for naam in pad:
        if not isinstance(rij, Mapping):
            return None
        rij = rij.get(naam)
    return rij
