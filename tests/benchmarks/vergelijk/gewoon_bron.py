"""Bron of the ordinary gateway: its client with keep-alive, the catalogue it keeps, a loader per kind of question."""

from __future__ import annotations

import asyncio
from typing import Any

import httpx
from aiodataloader import DataLoader

from app.registries.credentials import Zgw
from app.sandbox import kern

CONTACTEN = "/openklant/klantinteracties/api/v1/klantcontacten"
TYPEN: dict[str, dict[str, Any]] = {}
STATUSTYPEN: dict[str, dict[str, Any]] = {}
RESULTAATTYPEN: dict[str, dict[str, Any]] = {}
REGISTERS = ""
BSN = ""
_CLIENT: list[httpx.AsyncClient] = []


def stel_in(registers: str, bsn: str) -> None:
    global REGISTERS, BSN  # one process asks on behalf of one person
    REGISTERS, BSN = registers, bsn


async def client() -> httpx.AsyncClient:
    if not _CLIENT:
        headers = {
            **await Zgw(client_id=kern.ZGW_CLIENT_ID, secret=kern.ZGW_SECRET).kopteksten(_geen_token),
            "Accept-Crs": "EPSG:4326",
            "Content-Crs": "EPSG:4326",
        }
        made = httpx.AsyncClient(headers=headers, limits=httpx.Limits(max_connections=100), timeout=30)
        basis = f"{REGISTERS}/openzaak/catalogi/api/v1"
        query = "status=alles&page=1&pageSize=500"
        TYPEN.update({row["url"]: row for row in (await made.get(f"{basis}/zaaktypen?{query}")).json()["results"]})
        STATUSTYPEN.update(
            {row["url"]: row for row in (await made.get(f"{basis}/statustypen?{query}")).json()["results"]}
        )
        RESULTAATTYPEN.update(
            {row["url"]: row for row in (await made.get(f"{basis}/resultaattypen?{query}")).json()["results"]}
        )
        _CLIENT.append(made)
    return _CLIENT[0]


async def rijen(pad: str, params: dict[str, str], *, most: int = 500, size: str = "pageSize", zgw: bool = False) -> Any:
    """All rows of one list of a register; those outside ZGW know us by a fixed token."""
    headers = {} if zgw else {"Authorization": f"Token {kern.TOKEN}"}
    asked = {**params, "page": "1", size: str(most)}
    return (await (await client()).get(f"{REGISTERS}{pad}", params=asked, headers=headers)).json()["results"]


async def _geen_token(url: str, form: Any) -> bytes:
    raise RuntimeError("ZGW signs its own tokens")


class BesluitenLoader(DataLoader[str, Any]):
    async def batch_load_fn(self, keys: list[str]) -> list[Any]:
        pad = "/openzaak/besluiten/api/v1/besluiten"
        return list(await asyncio.gather(*(rijen(pad, {"zaak": url}, most=100, zgw=True) for url in keys)))


class DocumentLoader(DataLoader[str, Any]):
    async def batch_load_fn(self, keys: list[str]) -> list[Any]:
        url = f"{REGISTERS}/openzaak/documenten/api/v1/enkelvoudiginformatieobjecten/_zoek?page=1&pageSize=500"
        uuids = [key.rpartition("/")[2] for key in keys]
        found = (await (await client()).post(url, json={"uuid__in": uuids})).json()["results"]
        by_url = {row["url"]: row for row in found}
        return [by_url.get(key) for key in keys]


class ContactenLoader(DataLoader[str, Any]):
    async def batch_load_fn(self, keys: list[str]) -> list[Any]:
        expand = "hadBetrokkenen,hadBetrokkenen.wasPartij,gingOverOnderwerpobjecten"
        name = "onderwerpobject__onderwerpobjectidentificatorObjectId"
        return list(await asyncio.gather(*(rijen(CONTACTEN, {name: key, "expand": expand}, most=100) for key in keys)))


class UserLoader(DataLoader[int, Any]):
    async def batch_load_fn(self, keys: list[int]) -> list[Any]:
        ids = ",".join(map(str, keys))
        found = (await (await client()).get(f"{REGISTERS}/users?id={ids}")).json()
        by_id = {row["id"]: row for row in found}
        return [by_id.get(key) for key in keys]


class StatussenLoader(DataLoader[str, Any]):
    async def batch_load_fn(self, keys: list[str]) -> list[Any]:
        http = await client()

        async def een(url: str) -> Any:
            params = {"zaak": url, "page": "1", "pageSize": "500"}
            return (await http.get(f"{REGISTERS}/openzaak/zaken/api/v1/statussen", params=params)).json()["results"]

        return list(await asyncio.gather(*map(een, keys)))


class PartijLoader(DataLoader[str, Any]):
    async def batch_load_fn(self, keys: list[str]) -> list[Any]:
        async def een(bsn: str) -> Any:
            soort = {"partijIdentificator__codeSoortObjectId": "bsn", "partijIdentificator__objectId": bsn}
            pad = "/openklant/klantinteracties/api/v1/partijen"
            return (await rijen(pad, {**soort, "expand": "digitaleAdressen"}, most=100))[0]

        return list(await asyncio.gather(*map(een, keys)))
