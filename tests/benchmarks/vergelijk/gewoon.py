"""Gewoon: Strawberry, aiodataloader and httpx, the way one writes a gateway with them: a resolver per relation, a
loader per kind of question, a client with keep-alive, parser and validation cache on. No authorization and no log.

    python -m tests.benchmarks.vergelijk.gewoon --port P --registers URL
"""

from __future__ import annotations

import argparse
import asyncio
from datetime import UTC, date, datetime
from typing import Any

import httpx
import strawberry
import uvicorn
from aiodataloader import DataLoader
from strawberry.asgi import GraphQL
from strawberry.extensions import ParserCache, ValidationCache

from app.registries.credentials import Zgw
from app.sandbox import kern
from app.sandbox.wereld.groei import VEELZAKENMAN
from resolvers.grammar.context import AMSTERDAM
from resolvers.levertijd import Termijnfeiten, bereken_levertijd
from resolvers.proces import Statusmoment, Statustype, stel_proces_op

_ROL = "rol__betrokkeneIdentificatie__natuurlijkPersoon__inpBsn"
_TYPEN: dict[str, dict[str, Any]] = {}
_STATUSTYPEN: dict[str, dict[str, Any]] = {}
_REGISTERS = ""
_CLIENT: list[httpx.AsyncClient] = []


def _dag(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


async def client() -> httpx.AsyncClient:
    if not _CLIENT:
        headers = {
            **await Zgw(client_id=kern.ZGW_CLIENT_ID, secret=kern.ZGW_SECRET).kopteksten(_geen_token),
            "Accept-Crs": "EPSG:4326",
            "Content-Crs": "EPSG:4326",
        }
        made = httpx.AsyncClient(headers=headers, limits=httpx.Limits(max_connections=100), timeout=30)
        basis = f"{_REGISTERS}/openzaak/catalogi/api/v1"
        query = "status=alles&page=1&pageSize=500"
        _TYPEN.update({row["url"]: row for row in (await made.get(f"{basis}/zaaktypen?{query}")).json()["results"]})
        _STATUSTYPEN.update(
            {row["url"]: row for row in (await made.get(f"{basis}/statustypen?{query}")).json()["results"]}
        )
        _CLIENT.append(made)
    return _CLIENT[0]


async def _geen_token(url: str, form: Any) -> bytes:
    raise RuntimeError("ZGW signs its own tokens")


class UserLoader(DataLoader[int, Any]):
    async def batch_load_fn(self, keys: list[int]) -> list[Any]:
        ids = ",".join(map(str, keys))
        found = (await (await client()).get(f"{_REGISTERS}/users?id={ids}")).json()
        by_id = {row["id"]: row for row in found}
        return [by_id.get(key) for key in keys]


class StatussenLoader(DataLoader[str, Any]):
    async def batch_load_fn(self, keys: list[str]) -> list[Any]:
        http = await client()

        async def een(url: str) -> Any:
            params = {"zaak": url, "page": "1", "pageSize": "500"}
            return (await http.get(f"{_REGISTERS}/openzaak/zaken/api/v1/statussen", params=params)).json()["results"]

        return list(await asyncio.gather(*map(een, keys)))


@strawberry.type
class User:
    id: int
    name: str | None


@strawberry.type
class Post:
    id: int
    user_id: int
    title: str | None
    body: str | None

    @strawberry.field
    async def user(self, info: strawberry.Info) -> User | None:
        row = await info.context["users"].load(self.user_id)
        return User(id=row["id"], name=row["name"]) if row else None


@strawberry.type
class Zaaktype:
    identificatie: str | None
    omschrijving: str | None


@strawberry.type
class Status:
    naam: str | None
    gezet_op: datetime | None


@strawberry.type
class Processtap:
    naam: str | None
    toestand: str
    bereikt_op: datetime | None


@strawberry.type
class Levertijd:
    verwacht_op: date | None
    uiterlijk_op: date | None
    aard: str


@strawberry.type
class Zaak:
    rij: strawberry.Private[dict[str, Any]]
    identificatie: str | None
    omschrijving: str | None
    startdatum: date | None
    einddatum: date | None
    einddatum_gepland: date | None

    @strawberry.field
    async def zaaktype(self) -> Zaaktype | None:
        row = _TYPEN[self.rij["zaaktype"]]
        return Zaaktype(identificatie=row["identificatie"], omschrijving=row["omschrijving"])

    @strawberry.field
    async def status(self) -> Status | None:
        row = self.rij["_expand"].get("status")
        if not row:
            return None
        naam = _STATUSTYPEN[row["statustype"]]["omschrijving"]
        return Status(naam=naam, gezet_op=datetime.fromisoformat(row["datumStatusGezet"]))

    @strawberry.field
    async def proces(self, info: strawberry.Info) -> list[Processtap]:
        rows = await info.context["statussen"].load(self.rij["url"])
        momenten = [
            Statusmoment(statustype_id=row["statustype"], gezet_op=datetime.fromisoformat(row["datumStatusGezet"]))
            for row in rows
        ]
        typen = [
            Statustype(
                id=row["url"],
                naam=row["omschrijving"],
                tekst=None,
                volgnummer=row["volgnummer"],
                eindstatus=row["isEindstatus"],
                informeren=False,
            )
            for row in _STATUSTYPEN.values()
            if row["zaaktype"] == self.rij["zaaktype"]
        ]
        return [
            Processtap(naam=stap.naam, toestand=stap.toestand.name, bereikt_op=stap.bereikt_op)
            for stap in stel_proces_op(typen, momenten, afgesloten=self.einddatum is not None)
        ]

    @strawberry.field
    async def levertijd(self) -> Levertijd | None:
        soort = _TYPEN[self.rij["zaaktype"]]
        feiten = Termijnfeiten(
            startdatum=self.startdatum,
            einddatum=self.einddatum,
            einddatum_gepland=self.einddatum_gepland,
            uiterlijke_einddatum=_dag(self.rij["uiterlijkeEinddatumAfdoening"]),
            doorlooptijd=soort["doorlooptijd"],
            servicenorm=soort["servicenorm"],
        )
        found = bereken_levertijd(feiten, datetime.now(UTC).astimezone(AMSTERDAM).date())
        return Levertijd(verwacht_op=found.verwacht_op, uiterlijk_op=found.uiterlijk_op, aard=found.aard.name)


@strawberry.type
class Zaken:
    nodes: list[Zaak]


@strawberry.type
class Klant:
    @strawberry.field
    async def zaken(self, first: int = 20) -> Zaken:
        body = {"expand": ["rollen", "status"], "ordering": ["-startdatum"], _ROL: VEELZAKENMAN}
        url = f"{_REGISTERS}/openzaak/zaken/api/v1/zaken/_zoek?page=1&pageSize={first + 10}"
        rows = (await (await client()).post(url, json=body)).json()["results"]
        return Zaken(
            nodes=[
                Zaak(
                    rij=row,
                    identificatie=row["identificatie"],
                    omschrijving=row["omschrijving"],
                    startdatum=_dag(row["startdatum"]),
                    einddatum=_dag(row["einddatum"]),
                    einddatum_gepland=_dag(row["einddatumGepland"]),
                )
                for row in rows[:first]
            ]
        )


@strawberry.type
class Afnemer:
    @strawberry.field
    async def klant(self) -> Klant | None:
        await client()
        return Klant()


@strawberry.type
class Query:
    @strawberry.field
    async def ik(self) -> Afnemer:
        return Afnemer()

    @strawberry.field
    async def posts(self) -> list[Post]:
        rows = (await (await client()).get(f"{_REGISTERS}/posts")).json()
        return [Post(id=row["id"], user_id=row["userId"], title=row["title"], body=row["body"]) for row in rows]


class App(GraphQL[dict[str, Any], None]):
    async def get_context(self, request: Any, response: Any) -> dict[str, Any]:
        return {"users": UserLoader(), "statussen": StatussenLoader()}


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--port", type=int, required=True)
    parser.add_argument("--registers", required=True)
    given = parser.parse_args()
    _REGISTERS = given.registers
    schema = strawberry.Schema(query=Query, extensions=[ParserCache, ValidationCache])
    uvicorn.run(App(schema), host="127.0.0.1", port=given.port, access_log=False, log_config=None, ws="none")
