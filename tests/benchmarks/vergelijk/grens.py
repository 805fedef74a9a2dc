"""Grens: the bare limit in Python: a raw ASGI handler that makes the calls that must be made and writes the bytes.

uvloop, httptools, aiohttp, msgspec structs, one written-out comprehension. No GraphQL, no authorization, no log, no
limits, no deadline: what is left of a gateway when everything is taken away that makes it one.

    python -m tests.benchmarks.vergelijk.grens --port P --registers URL --bsn BSN
"""

from __future__ import annotations

import argparse
import asyncio
from base64 import urlsafe_b64decode
from collections.abc import Awaitable, Callable, Mapping
from datetime import datetime
from typing import Any

import msgspec
import uvicorn

from app.console import richt_geheugen_in
from app.registries.openzaak import wire
from app.sandbox import kern
from tests.benchmarks.vergelijk.grens_lijsten import ZAKEN, Lijsten, iso


class _Besluiten(msgspec.Struct):
    results: list[wire.Besluit]


class _Documenten(msgspec.Struct):
    results: list[wire.Document]


class _Contact(msgspec.Struct):
    onderwerp: str
    kanaal: str
    plaatsgevondenOp: datetime
    vertrouwelijk: bool


class _Contacten(msgspec.Struct):
    results: list[_Contact]


_BESLUITEN, _DOCUMENTEN = msgspec.json.Decoder(_Besluiten), msgspec.json.Decoder(_Documenten)
_CONTACTEN, _RIJEN = msgspec.json.Decoder(_Contacten), msgspec.json.Decoder(dict[str, Any])
_TOKEN = {"Authorization": f"Token {kern.TOKEN}"}
_BRP = {
    "x-origin-oin": "00000001003214345000",
    "x-doelbinding": "MijnZaken",
    "x-verwerking": "MijnZaken-informatie@verstrekken",
    "x-gebruiker": "BurgerZelf",
}


class Grens(Lijsten):
    async def __call__(self, scope: Mapping[str, Any], receive: Any, send: Callable[[Any], Awaitable[None]]) -> None:
        if scope["type"] != "http":
            return
        asked = (await receive())["body"]
        await self._klaar()  # before two lists begin side by side
        if b"posts" in asked:
            data: object = await self._posts()
        elif b"zaak(id" in asked:
            data = await self._zaak(asked.partition(b'zaak(id: \\"')[2].partition(b"\\")[0])
        elif b"klantnummer" in asked:
            data = await self._klant()
        elif b"oudste" in asked:
            nieuwste, oudste = await asyncio.gather(
                self.nodes(100, met_verloop=True), self.nodes(100, met_verloop=True, volgorde="startdatum")
            )
            data = {"ik": {"klant": {"nieuwste": {"nodes": nieuwste}, "oudste": {"nodes": oudste}}}}
        else:
            nodes = await self.nodes(20 if b"proces" in asked else 100, met_verloop=b"proces" in asked)
            data = {"ik": {"klant": {"zaken": {"nodes": nodes}}}}
        body = msgspec.json.encode({"data": data})
        headers = [(b"content-type", b"application/json"), (b"content-length", b"%d" % len(body))]
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        await send({"type": "http.response.body", "body": body})

    async def _zaak(self, id_: bytes) -> object:
        session = await self._klaar()
        uuid = urlsafe_b64decode(id_ + b"==").decode().rpartition(":")[2]
        expand = ["rollen", "status", "resultaat", "zaakinformatieobjecten"]
        asked = msgspec.json.encode({"uuid__in": [uuid], "expand": expand})
        async with session.post(f"{self._zaken}/zaken/_zoek?page=1&pageSize=500", data=asked) as answer:
            zaak = ZAKEN.decode(await answer.read()).results[0]
        statussen, besluiten, documenten, contactmomenten = await asyncio.gather(
            self._statussen(zaak), self._besluiten(zaak), self._documenten(zaak), self._contacten_bij(uuid)
        )
        soort, status, resultaat = self._typen[zaak.zaaktype], zaak.expand.status, zaak.expand.resultaat
        assert status is not None
        return {
            "zaak": {
                "identificatie": zaak.identificatie,
                "omschrijving": zaak.omschrijving,
                "startdatum": iso(zaak.startdatum),
                "einddatum": iso(zaak.einddatum),
                "einddatumGepland": iso(zaak.einddatum_gepland),
                "zaaktype": {"identificatie": soort.identificatie, "omschrijving": soort.omschrijving},
                "status": self._status(status),
                **self._berekend(zaak, statussen),
                "statussen": [self._status(found) for found in reversed(statussen)],
                "resultaat": {"naam": self._resultaatnamen[resultaat.resultaattype]} if resultaat else None,
                "besluiten": besluiten,
                "documenten": documenten,
                "contactmomenten": contactmomenten,
            }
        }

    def _status(self, status: wire.Status) -> dict[str, object]:
        return {"naam": self._statusnamen[status.statustype], "gezetOp": status.datum_status_gezet.isoformat()}

    async def _besluiten(self, zaak: wire.Zaak) -> list[dict[str, object]]:
        params = {"zaak": zaak.url, "page": "1", "pageSize": "100"}
        assert self._session is not None
        async with self._session.get(f"{self._registers}/openzaak/besluiten/api/v1/besluiten", params=params) as answer:
            found = _BESLUITEN.decode(await answer.read()).results
        return [
            {"identificatie": b.identificatie, "datum": iso(b.datum), "ingangsdatum": iso(b.ingangsdatum)}
            for b in found
        ]

    async def _documenten(self, zaak: wire.Zaak) -> list[dict[str, object]]:
        links = zaak.expand.zaakinformatieobjecten
        assert isinstance(links, list)
        asked = msgspec.json.encode({"uuid__in": [wire.uuid_uit(link.informatieobject) for link in links]})
        url = f"{self._registers}/openzaak/documenten/api/v1/enkelvoudiginformatieobjecten/_zoek?page=1&pageSize=500"
        assert self._session is not None
        async with self._session.post(url, data=asked) as answer:
            found = _DOCUMENTEN.decode(await answer.read()).results
        return [
            {"titel": d.titel, "creatiedatum": iso(d.creatiedatum)} for d in found if d.status in {"definitief", ""}
        ]

    async def _contacten_bij(self, uuid: str) -> list[dict[str, object]]:
        expand = "hadBetrokkenen,hadBetrokkenen.wasPartij,gingOverOnderwerpobjecten"
        return await self._contacten({"onderwerpobject__onderwerpobjectidentificatorObjectId": uuid, "expand": expand})

    async def _contacten(self, params: Mapping[str, str]) -> list[dict[str, object]]:
        found = await self._open(_CONTACTEN, "/openklant/klantinteracties/api/v1/klantcontacten", params, 100)
        return [
            {"onderwerp": c.onderwerp, "kanaal": c.kanaal, "plaatsgevondenOp": c.plaatsgevondenOp.isoformat()}
            for c in found.results
            if not c.vertrouwelijk
        ]

    async def _open(self, decoder: msgspec.json.Decoder[Any], pad: str, params: Mapping[str, str], most: int) -> Any:
        """What a product of the Open- family with a fixed token answers."""
        assert self._session is not None
        size = "page_size" if "openproduct" in pad else "pageSize"
        asked = {**params, "page": "1", size: str(most)}
        async with self._session.get(f"{self._registers}{pad}", params=asked, headers=_TOKEN) as answer:
            return decoder.decode(await answer.read())

    async def _klant(self) -> object:
        await self._klaar()
        urn = f"urn:nld:brp:bsn:{self._bsn}"
        (nummer, contacten), naam, zaken, producten, verzoeken, taken = await asyncio.gather(
            self._partij(),
            self._naam(),
            self.nodes(20, met_verloop=False),
            self._open(_RIJEN, "/openproduct/producten/api/v1/producten", {"eigenaren__bsn": self._bsn}, 500),
            self._open(_RIJEN, "/openvtb/verzoeken/api/v1/verzoeken", {"initiator": urn}, 500),
            self._open(_RIJEN, "/openvtb/taken/api/v1/externetaken", {"isToegewezenAan": urn}, 500),
        )
        open_ = [row for row in producten["results"] if row["gepubliceerd"]]
        return {
            "ik": {
                "klant": {
                    "klantnummer": nummer,
                    "naam": naam,
                    "contactmomenten": {"nodes": contacten},
                    "zaken": {"nodes": zaken},
                    "producten": {
                        "nodes": [
                            {"naam": row["naam"], "startDatum": row["start_datum"], "eindDatum": row["eind_datum"]}
                            for row in sorted(open_, key=lambda row: row["start_datum"], reverse=True)
                        ]
                    },
                    "verzoeken": {
                        "nodes": [
                            {"kenmerk": row["verzoekBron"]["kenmerk"], "kanaal": row["kanaal"]}
                            for row in verzoeken["results"]
                        ]
                    },
                    "taken": [
                        {"titel": row["titel"], "startdatum": row["startdatum"]}
                        for row in sorted(taken["results"], key=lambda row: row["einddatumHandelingsTermijn"])
                    ],
                }
            }
        }

    async def _partij(self) -> tuple[str, list[dict[str, object]]]:
        """The number of the klant, and his contactmomenten, which hang on it."""
        params = {
            "partijIdentificator__codeSoortObjectId": "bsn",
            "partijIdentificator__objectId": self._bsn,
            "expand": "digitaleAdressen",
        }
        found = await self._open(_RIJEN, "/openklant/klantinteracties/api/v1/partijen", params, 100)
        partij = found["results"][0]
        expand = "hadBetrokkenen,gingOverOnderwerpobjecten"
        contacten = await self._contacten({"hadBetrokkene__wasPartij__uuid": partij["uuid"], "expand": expand})
        return partij["nummer"], contacten

    async def _naam(self) -> str:
        fields = ["burgerservicenummer", "naam", "geboorte.datum", "leeftijd", "verblijfplaats"]
        fields += ["indicatieCurateleRegister", "overlijden"]
        asked = {
            "type": "RaadpleegMetBurgerservicenummer",
            "burgerservicenummer": [self._bsn],
            "fields": fields,
        }
        assert self._session is not None
        async with self._session.post(
            f"{self._registers}/brp/personen", data=msgspec.json.encode(asked), headers=_BRP
        ) as answer:
            naam: str = _RIJEN.decode(await answer.read())["personen"][0]["naam"]["volledigeNaam"]
        return naam


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--port", type=int, required=True)
    parser.add_argument("--registers", required=True)
    parser.add_argument("--bsn", required=True)
    given = parser.parse_args()
    richt_geheugen_in()  # as the gateway: what a collector costs is no part of the question
    uvicorn.run(
        Grens(given.registers, given.bsn),
        host="127.0.0.1",
        port=given.port,
        http="httptools",
        loop="uvloop",
        lifespan="off",
        access_log=False,
        log_config=None,
        ws="none",
    )
