"""Gewoon: Strawberry, aiodataloader and httpx, the way one writes a gateway with them: a resolver per relation, a
loader per kind of question, a client with keep-alive, parser and validation cache on. No authorization and no log.

    python -m tests.benchmarks.vergelijk.gewoon --port P --registers URL --bsn BSN
"""

from __future__ import annotations

import argparse
from base64 import urlsafe_b64decode
from datetime import UTC, date, datetime
from enum import Enum
from typing import Any

import strawberry
import uvicorn
from strawberry.asgi import GraphQL
from strawberry.extensions import ParserCache, ValidationCache

from resolvers.grammar.context import AMSTERDAM
from resolvers.levertijd import Termijnfeiten, bereken_levertijd
from resolvers.proces import Statusmoment, Statustype, stel_proces_op
from tests.benchmarks.vergelijk import gewoon_bron as bron

_ROL = "rol__betrokkeneIdentificatie__natuurlijkPersoon__inpBsn"


def _dag(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


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
class Resultaat:
    naam: str | None


@strawberry.type
class Besluit:
    identificatie: str | None
    datum: date | None
    ingangsdatum: date | None


@strawberry.type
class Document:
    titel: str | None
    creatiedatum: date | None


@strawberry.type
class Contactmoment:
    onderwerp: str | None
    kanaal: str | None
    plaatsgevonden_op: datetime | None


def _contactmomenten(rows: list[dict[str, Any]]) -> list[Contactmoment]:
    return [
        Contactmoment(
            onderwerp=row["onderwerp"],
            kanaal=row["kanaal"],
            plaatsgevonden_op=datetime.fromisoformat(row["plaatsgevondenOp"]),
        )
        for row in rows
        if not row["vertrouwelijk"]
    ]


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


def _status(row: dict[str, Any]) -> Status:
    naam = bron.STATUSTYPEN[row["statustype"]]["omschrijving"]
    return Status(naam=naam, gezet_op=datetime.fromisoformat(row["datumStatusGezet"]))


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
        row = bron.TYPEN[self.rij["zaaktype"]]
        return Zaaktype(identificatie=row["identificatie"], omschrijving=row["omschrijving"])

    @strawberry.field
    async def status(self) -> Status | None:
        row = self.rij["_expand"].get("status")
        return _status(row) if row else None

    @strawberry.field
    async def statussen(self, info: strawberry.Info) -> list[Status]:
        rows = await info.context["statussen"].load(self.rij["url"])
        return [_status(row) for row in sorted(rows, key=lambda row: row["datumStatusGezet"])]

    @strawberry.field
    async def resultaat(self) -> Resultaat | None:
        row = self.rij["_expand"].get("resultaat")
        return Resultaat(naam=bron.RESULTAATTYPEN[row["resultaattype"]]["omschrijving"]) if row else None

    @strawberry.field
    async def besluiten(self, info: strawberry.Info) -> list[Besluit]:
        return [
            Besluit(
                identificatie=row["identificatie"], datum=_dag(row["datum"]), ingangsdatum=_dag(row["ingangsdatum"])
            )
            for row in await info.context["besluiten"].load(self.rij["url"])
        ]

    @strawberry.field
    async def documenten(self, info: strawberry.Info) -> list[Document]:
        links = [row["informatieobject"] for row in self.rij["_expand"].get("zaakinformatieobjecten", ())]
        found = await info.context["documenten"].load_many(links)
        return [
            Document(titel=row["titel"], creatiedatum=_dag(row["creatiedatum"]))
            for row in found
            if row and row["status"] in {"definitief", "gearchiveerd"}
        ]

    @strawberry.field
    async def contactmomenten(self, info: strawberry.Info) -> list[Contactmoment]:
        return _contactmomenten(await info.context["contacten"].load(self.rij["uuid"]))

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
            for row in bron.STATUSTYPEN.values()
            if row["zaaktype"] == self.rij["zaaktype"]
        ]
        return [
            Processtap(naam=stap.naam, toestand=stap.toestand.name, bereikt_op=stap.bereikt_op)
            for stap in stel_proces_op(typen, momenten, afgesloten=self.einddatum is not None)
        ]

    @strawberry.field
    async def levertijd(self) -> Levertijd | None:
        soort = bron.TYPEN[self.rij["zaaktype"]]
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


def _zaak(row: dict[str, Any]) -> Zaak:
    return Zaak(
        rij=row,
        identificatie=row["identificatie"],
        omschrijving=row["omschrijving"],
        startdatum=_dag(row["startdatum"]),
        einddatum=_dag(row["einddatum"]),
        einddatum_gepland=_dag(row["einddatumGepland"]),
    )


async def _zoek(body: dict[str, Any], most: int) -> list[Zaak]:
    url = f"{bron.REGISTERS}/openzaak/zaken/api/v1/zaken/_zoek?page=1&pageSize={most}"
    return [_zaak(row) for row in (await (await bron.client()).post(url, json=body)).json()["results"]]


@strawberry.type
class Product:
    naam: str | None
    start_datum: date | None
    eind_datum: date | None


@strawberry.type
class Verzoek:
    kenmerk: str | None
    kanaal: str | None


@strawberry.type
class Taak:
    titel: str | None
    startdatum: date | None


@strawberry.type
class Zaken:
    nodes: list[Zaak]


@strawberry.type
class Producten:
    nodes: list[Product]


@strawberry.type
class Verzoeken:
    nodes: list[Verzoek]


@strawberry.type
class Contactmomenten:
    nodes: list[Contactmoment]


@strawberry.enum
class ZaakVolgorde(Enum):
    STARTDATUM_AFLOPEND = "-startdatum"
    STARTDATUM_OPLOPEND = "startdatum"


@strawberry.type
class Klant:
    @strawberry.field
    async def klantnummer(self, info: strawberry.Info) -> str | None:
        nummer: str = (await info.context["partijen"].load(bron.BSN))["nummer"]
        return nummer

    @strawberry.field
    async def naam(self) -> str | None:
        fields = ["burgerservicenummer", "naam", "geboorte.datum", "leeftijd", "verblijfplaats"]
        fields += ["indicatieCurateleRegister", "overlijden"]
        body = {"type": "RaadpleegMetBurgerservicenummer", "burgerservicenummer": [bron.BSN], "fields": fields}
        headers = {"x-origin-oin": "00000001003214345000", "x-doelbinding": "MijnZaken"}
        headers |= {"x-verwerking": "MijnZaken-informatie@verstrekken", "x-gebruiker": "BurgerZelf"}
        answer = await (await bron.client()).post(f"{bron.REGISTERS}/brp/personen", json=body, headers=headers)
        naam: str = answer.json()["personen"][0]["naam"]["volledigeNaam"]
        return naam

    @strawberry.field
    async def contactmomenten(self, info: strawberry.Info, first: int = 20) -> Contactmomenten:
        partij = await info.context["partijen"].load(bron.BSN)
        expand = "hadBetrokkenen,gingOverOnderwerpobjecten"
        asked = {"hadBetrokkene__wasPartij__uuid": partij["uuid"], "expand": expand}
        return Contactmomenten(nodes=_contactmomenten(await bron.rijen(bron.CONTACTEN, asked, most=100))[:first])

    @strawberry.field
    async def zaken(self, first: int = 20, volgorde: ZaakVolgorde = ZaakVolgorde.STARTDATUM_AFLOPEND) -> Zaken:
        body = {"expand": ["rollen", "status"], "ordering": [volgorde.value], _ROL: bron.BSN}
        return Zaken(nodes=(await _zoek(body, first + 10))[:first])

    @strawberry.field
    async def producten(self, first: int = 20) -> Producten:
        pad = "/openproduct/producten/api/v1/producten"
        rows = [
            row for row in await bron.rijen(pad, {"eigenaren__bsn": bron.BSN}, size="page_size") if row["gepubliceerd"]
        ]
        rows.sort(key=lambda row: row["start_datum"], reverse=True)
        return Producten(
            nodes=[
                Product(naam=row["naam"], start_datum=_dag(row["start_datum"]), eind_datum=_dag(row["eind_datum"]))
                for row in rows[:first]
            ]
        )

    @strawberry.field
    async def verzoeken(self, first: int = 20) -> Verzoeken:
        rows = await bron.rijen("/openvtb/verzoeken/api/v1/verzoeken", {"initiator": f"urn:nld:brp:bsn:{bron.BSN}"})
        return Verzoeken(
            nodes=[Verzoek(kenmerk=row["verzoekBron"]["kenmerk"], kanaal=row["kanaal"]) for row in rows[:first]]
        )

    @strawberry.field
    async def taken(self) -> list[Taak]:
        rows = await bron.rijen(
            "/openvtb/taken/api/v1/externetaken", {"isToegewezenAan": f"urn:nld:brp:bsn:{bron.BSN}"}
        )
        rows.sort(key=lambda row: row["einddatumHandelingsTermijn"])
        return [Taak(titel=row["titel"], startdatum=_dag(row["startdatum"])) for row in rows]


@strawberry.type
class Afnemer:
    @strawberry.field
    async def klant(self) -> Klant | None:
        await bron.client()
        return Klant()


@strawberry.type
class Query:
    @strawberry.field
    async def ik(self) -> Afnemer:
        return Afnemer()

    @strawberry.field
    async def zaak(self, id: strawberry.ID) -> Zaak | None:
        uuid = urlsafe_b64decode(f"{id}==").decode().rpartition(":")[2]
        expand = ["rollen", "status", "resultaat", "zaakinformatieobjecten"]
        return next(iter(await _zoek({"uuid__in": [uuid], "expand": expand}, 500)), None)

    @strawberry.field
    async def posts(self) -> list[Post]:
        rows = (await (await bron.client()).get(f"{bron.REGISTERS}/posts")).json()
        return [Post(id=row["id"], user_id=row["userId"], title=row["title"], body=row["body"]) for row in rows]


class App(GraphQL[dict[str, Any], None]):
    async def get_context(self, request: Any, response: Any) -> dict[str, Any]:
        return {
            "users": bron.UserLoader(),
            "statussen": bron.StatussenLoader(),
            "besluiten": bron.BesluitenLoader(),
            "documenten": bron.DocumentLoader(),
            "contacten": bron.ContactenLoader(),
            "partijen": bron.PartijLoader(),
        }


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--port", type=int, required=True)
    parser.add_argument("--registers", required=True)
    parser.add_argument("--bsn", required=True)
    given = parser.parse_args()
    bron.stel_in(given.registers, given.bsn)
    schema = strawberry.Schema(query=Query, extensions=[ParserCache, ValidationCache])
    uvicorn.run(App(schema), host="127.0.0.1", port=given.port, access_log=False, log_config=None, ws="none")
