"""Objecten: the Objects API itself: finding, reading and writing objects of a configured type.

Searching goes by POST /objects/search with `data_attrs`, so that no number of a person stands in a URL; unknown keys
are ignored and everything is returned (MEASURED §2.5), so every object is held against what was asked.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import date
from typing import Any

from msgspec import Struct

from app.registries.client import Afwezig, RegisterClient, Verborgen
from resolvers.grammar.bron import Herkomst
from resolvers.grammar.errors import RegisterInvalidResponse, RegisterUnavailable
from resolvers.grammar.sleutel import Bsn, Klantnummer, KvkNummer, Rsin, Sleutel, Vestigingsnummer

_CRS = {"Accept-Crs": "EPSG:4326", "Content-Crs": "EPSG:4326"}
#: How our objecttypes write the kind of a key, and back.
SOORT: Mapping[str, type[Sleutel]] = {
    "bsn": Bsn,
    "kvkNummer": KvkNummer,
    "rsin": Rsin,
    "vestigingsnummer": Vestigingsnummer,
    "klantnummer": Klantnummer,
}
CODE = {kind: code for code, kind in SOORT.items()}


class Record(Struct, rename="camel", kw_only=True):
    """The state of an object from `startAt` on; the next record ends it. `index` counts them, from 1."""

    index: int = 0
    data: dict[str, Any]
    end_at: date | None = None


class Object(Struct, kw_only=True):
    uuid: str
    type: str = ""
    record: Record

    def loopt(self, vandaag: date) -> bool:
        return self.record.end_at is None or vandaag < self.record.end_at


class Versie(Struct, kw_only=True):
    version: int
    status: str = ""


class Persoon(Struct, kw_only=True):
    """A key of a klant as our objecttypes write it."""

    soort: str
    waarde: str

    def sleutel(self) -> Sleutel | None:
        kind = SOORT.get(self.soort)
        return kind(self.waarde) if kind and kind.vorm.fullmatch(self.waarde) and kind.klopt(self.waarde) else None


class Objecten:
    def __init__(self, *, herkomst: Herkomst, client: RegisterClient, objecttypen: Mapping[str, str]) -> None:
        """`objecttypen`: name (machtiging, toestemming, medewerker, afdeling, groep) → uuid of the objecttype in this
        installation."""
        self.herkomst = herkomst
        self._client = client
        self._objecttypen = objecttypen

    def kent(self, naam: str) -> bool:
        """Whether this installation has the objecttype."""
        return naam in self._objecttypen

    async def zoek(self, naam: str, *attributen: str) -> list[Object]:
        """The objects of a type that have these attributes now. An objecttype that is not configured holds nothing."""
        if (uuid := self._objecttypen.get(naam)) is None:
            return []
        found = await self._client.pages(
            "/objects/search",
            Object,
            method="POST",
            json={"type": self._type(uuid), "data_attrs": ",".join(attributen)},
            kopteksten=_CRS,
            grootte=500,
        )
        return [item for item in found if item.type.rstrip("/").endswith(uuid)]

    async def een(self, naam: str, id_: str) -> Object | None:
        """With its last record, whatever the day."""
        try:
            found = await self._client.get("/objects/{uuid}", Object, pad={"uuid": id_})
        except (Afwezig, Verborgen):
            return None
        return found if found.type.rstrip("/").endswith(self._objecttypen.get(naam, "-")) else None

    async def records(self, id_: str) -> Sequence[Record]:
        """All that the object ever was, oldest first."""
        found = await self._client.pages("/objects/{uuid}/history", Record, pad={"uuid": id_}, grootte=500)
        return sorted(found, key=lambda record: record.index)

    async def maak(self, naam: str, data: Mapping[str, object], *, vanaf: date) -> Object:
        """A new object. Never sent twice: when no answer comes, it may be there or not."""
        uuid = self._objecttypen[naam]
        with self._schrijvend():
            body = {"type": self._type(uuid), "record": await self._record(uuid, data, vanaf)}
            return await self._client.post("/objects", Object, json=body, kopteksten=_CRS)

    async def wijzig(self, naam: str, id_: str, data: Mapping[str, object], *, vanaf: date) -> None:
        """A new record, with these keys replaced and the others as they were (a list is replaced whole). Never sent
        twice."""
        with self._schrijvend():
            body = {"record": await self._record(self._objecttypen[naam], data, vanaf)}
            await self._client.patch("/objects/{uuid}", Object, pad={"uuid": id_}, json=body, kopteksten=_CRS)

    async def _record(self, uuid: str, data: Mapping[str, object], vanaf: date) -> dict[str, object]:
        """Of the newest published version of the objecttype: by its schema the register judges what is written."""
        path = "/objecttypes/{uuid}/versions"
        versions = await self._client.pages(path, Versie, pad={"uuid": uuid})
        published = [found.version for found in versions if found.status == "published"]
        if not published:
            raise RegisterInvalidResponse(self.herkomst.register, detail=f"{path}: no published version")
        return {"typeVersion": max(published), "startAt": vanaf.isoformat(), "data": data}

    @contextmanager
    def _schrijvend(self) -> Iterator[None]:
        """To a write, 403 and 404 are no absence: the token may only read, or the objecttype is not there."""
        try:
            yield
        except (Afwezig, Verborgen):
            refused = RegisterUnavailable(
                self.herkomst.register, retryable=False, detail="/objects: writing is not allowed"
            )
        else:
            return
        raise refused

    def _type(self, uuid: str) -> str:
        return f"{self._client.basis}/objecttypes/{uuid}"


def geldt(van: date | None, tot: date | None, vandaag: date) -> bool:
    return (van is None or van <= vandaag) and (tot is None or vandaag < tot)
