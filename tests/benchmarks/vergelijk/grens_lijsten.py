"""Lijsten of the bare limit: posts, and zaken of one person with their process and lead time."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime

import aiohttp
import msgspec

from app.registries.credentials import Zgw
from app.registries.openzaak import wire
from app.sandbox import kern
from resolvers.grammar.context import AMSTERDAM
from resolvers.levertijd import Termijnfeiten, bereken_levertijd
from resolvers.proces import Statusmoment, Statustype, stel_proces_op

_ROL = "rol__betrokkeneIdentificatie__natuurlijkPersoon__inpBsn"


class _Pagina(msgspec.Struct):
    results: list[wire.Zaak]


class _Statussen(msgspec.Struct):
    results: list[wire.Status]


class _Post(msgspec.Struct):
    id: int
    userId: int
    title: str
    body: str


class _User(msgspec.Struct):
    id: int
    name: str


ZAKEN, _STATUSSEN = msgspec.json.Decoder(_Pagina), msgspec.json.Decoder(_Statussen)
_POSTS, _USERS = msgspec.json.Decoder(list[_Post]), msgspec.json.Decoder(list[_User])


class Lijsten:
    """The calls and rows of zaken; how a session with the registers begins."""

    def __init__(self, registers: str, bsn: str) -> None:
        self._registers, self._bsn = registers, bsn
        self._zaken = f"{registers}/openzaak/zaken/api/v1"
        self._session: aiohttp.ClientSession | None = None
        self._typen: dict[str, wire.Zaaktype] = {}
        self._stappen: dict[str, list[Statustype]] = {}
        self._statusnamen: dict[str, str] = {}
        self._resultaatnamen: dict[str, str] = {}

    async def _klaar(self) -> aiohttp.ClientSession:
        if self._session is None:
            headers = {
                **await Zgw(client_id=kern.ZGW_CLIENT_ID, secret=kern.ZGW_SECRET).kopteksten(_geen_token),
                "Accept-Crs": "EPSG:4326",
                "Content-Crs": "EPSG:4326",
                "Content-Type": "application/json",
            }
            self._session = aiohttp.ClientSession(
                headers=headers, auto_decompress=False, connector=aiohttp.TCPConnector(limit=100)
            )
            await self._catalogus()
        return self._session

    async def aclose(self) -> None:
        if self._session is not None:
            await self._session.close()

    async def _haal(self, url: str) -> bytes:
        assert self._session is not None
        async with self._session.get(url) as answer:
            return await answer.read()

    async def _catalogus(self) -> None:
        basis = f"{self._registers}/openzaak/catalogi/api/v1"
        zaaktypen = msgspec.json.decode(await self._haal(f"{basis}/zaaktypen?status=alles&page=1&pageSize=500"))
        statustypen = msgspec.json.decode(await self._haal(f"{basis}/statustypen?status=alles&page=1&pageSize=500"))
        resultaattypen = msgspec.json.decode(
            await self._haal(f"{basis}/resultaattypen?status=alles&page=1&pageSize=500")
        )
        self._resultaatnamen = {row["url"]: row["omschrijving"] for row in resultaattypen["results"]}
        self._typen = {row["url"]: msgspec.convert(row, wire.Zaaktype) for row in zaaktypen["results"]}
        for row in sorted(statustypen["results"], key=lambda row: row["volgnummer"]):
            self._statusnamen[row["url"]] = row["omschrijving"]
            self._stappen.setdefault(row["zaaktype"], []).append(
                Statustype(
                    id=row["url"],
                    naam=row["omschrijving"],
                    tekst=None,
                    volgnummer=row["volgnummer"],
                    eindstatus=row["isEindstatus"],
                    informeren=False,
                )
            )

    async def _posts(self) -> object:
        session = await self._klaar()
        async with session.get(f"{self._registers}/posts") as answer:
            posts = _POSTS.decode(await answer.read())
        ids = ",".join(map(str, dict.fromkeys(post.userId for post in posts)))
        async with session.get(f"{self._registers}/users?id={ids}") as answer:
            users = {user.id: {"id": user.id, "name": user.name} for user in _USERS.decode(await answer.read())}
        return {
            "posts": [
                {"id": p.id, "userId": p.userId, "title": p.title, "body": p.body, "user": users.get(p.userId)}
                for p in posts
            ]
        }

    async def nodes(self, aantal: int, *, met_verloop: bool, volgorde: str = "-startdatum") -> list[dict[str, object]]:
        session = await self._klaar()
        asked = msgspec.json.encode({"expand": ["rollen", "status"], "ordering": [volgorde], _ROL: self._bsn})
        async with session.post(f"{self._zaken}/zaken/_zoek?page=1&pageSize={aantal + 10}", data=asked) as answer:
            zaken = ZAKEN.decode(await answer.read()).results[:aantal]
        verlopen = await asyncio.gather(*map(self._verloop, zaken)) if met_verloop else [_NIETS] * len(zaken)
        typen, namen = self._typen, self._statusnamen
        return [
            {
                "identificatie": z.identificatie,
                "omschrijving": z.omschrijving,
                "startdatum": iso(z.startdatum),
                "einddatum": iso(z.einddatum),
                "einddatumGepland": iso(z.einddatum_gepland),
                "zaaktype": {
                    "identificatie": typen[z.zaaktype].identificatie,
                    "omschrijving": typen[z.zaaktype].omschrijving,
                },
                "status": {"naam": namen[s.statustype], "gezetOp": s.datum_status_gezet.isoformat()}
                if (s := z.expand.status)
                else None,
                **verloop,
            }
            for z, verloop in zip(zaken, verlopen, strict=True)
        ]

    async def _statussen(self, zaak: wire.Zaak) -> list[wire.Status]:
        assert self._session is not None
        url = f"{self._zaken}/statussen"
        async with self._session.get(url, params={"zaak": zaak.url, "page": "1", "pageSize": "500"}) as answer:
            return _STATUSSEN.decode(await answer.read()).results

    async def _verloop(self, zaak: wire.Zaak) -> Mapping[str, object]:
        return self._berekend(zaak, await self._statussen(zaak))

    def _berekend(self, zaak: wire.Zaak, statussen: Sequence[wire.Status]) -> Mapping[str, object]:
        momenten = [Statusmoment(statustype_id=s.statustype, gezet_op=s.datum_status_gezet) for s in statussen]
        stappen = stel_proces_op(self._stappen[zaak.zaaktype], momenten, afgesloten=zaak.einddatum is not None)
        soort = self._typen[zaak.zaaktype]
        levertijd = bereken_levertijd(
            Termijnfeiten(
                startdatum=zaak.startdatum,
                einddatum=zaak.einddatum,
                einddatum_gepland=zaak.einddatum_gepland,
                uiterlijke_einddatum=zaak.uiterlijke_einddatum_afdoening,
                doorlooptijd=soort.doorlooptijd,
                servicenorm=soort.servicenorm,
            ),
            datetime.now(UTC).astimezone(AMSTERDAM).date(),
        )
        return {
            "proces": [
                {
                    "naam": stap.naam,
                    "toestand": stap.toestand.name,
                    "bereiktOp": stap.bereikt_op.isoformat() if stap.bereikt_op else None,
                }
                for stap in stappen
            ],
            "levertijd": {
                "verwachtOp": iso(levertijd.verwacht_op),
                "uiterlijkOp": iso(levertijd.uiterlijk_op),
                "aard": levertijd.aard.name,
            },
        }


_NIETS: Mapping[str, object] = {}


def iso(day: date | None) -> str | None:
    return day.isoformat() if day else None


async def _geen_token(url: str, form: Mapping[str, str]) -> bytes:
    raise RuntimeError("ZGW signs its own tokens")
