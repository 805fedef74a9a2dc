"""Deur: GET /mijnzaken/v1/zaken, /mijnzaken/v1/zaken/{uuid} and /mijnzaken/v1/openapi.json."""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field, replace
from time import monotonic

import msgspec
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from app.authentication.bearer import Bearer
from app.execution.executor import Executor
from app.http.bericht import Bericht
from app.http.certificaat import Certificaatlezer
from app.http.graphql import vraag_uit
from app.http.mijnzakenapi.antwoord import NietTeZeggen, Zaak, Zaken, gevonden, zaken_uit
from app.http.mijnzakenapi.bladen import MEESTE, Blad, lees_blad, zonder_onbekende
from app.http.mijnzakenapi.documenten import EERSTE, LATERE, OVERSLAAN, VERDER, zaakdocument
from app.http.mijnzakenapi.openapi import VERSIE, beschrijving
from app.http.mijnzakenapi.vertaling import Zaaklijst, detail, samenvatting
from app.http.problems import problem
from app.http.spoor import meegebracht
from app.http.uitdaging import uitdaging
from resolvers.grammar.afnemer import Authenticatie
from resolvers.grammar.errors import BadUserInput, Unauthenticated
from resolvers.grammar.ref import Ref
from resolvers.grammar.sleutel import Bsn, KvkNummer, Rsin, Sleutel, Vestigingsnummer

PAD = "/mijnzaken/v1"
_VERSIE = {"API-Version": VERSIE}
_LATER = {"Retry-After": "30", **_VERSIE}
_UUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.IGNORECASE | re.ASCII)
_METHODEN = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"]
#: By which name the graph takes each kind of key.
_SLEUTELS: dict[type[Sleutel], str] = {
    Bsn: "bsn",
    KvkNummer: "kvkNummer",
    Vestigingsnummer: "vestigingsnummer",
    Rsin: "rsin",
}

Stel = Callable[[str, dict[str, object]], Awaitable[bytes]]
"""Asks one document of the graph, as whoever sent the token."""


def zakenadres(publiek_url: str) -> str:
    """Under which zaken can be found at this door, each by its uuid."""
    return f"{publiek_url}{PAD}/zaken"


@dataclass(frozen=True, slots=True, kw_only=True)
class MijnZakenApi:
    """`zaakregisters`: the names of the registers in which a uuid may be that of a zaak. `publiek_url`: how clients
    reach this service. `deadline_s`: how long the questions of one request may take together; the last of them may
    still begin just before."""

    executor: Executor
    bearer: Bearer
    zaakregisters: Sequence[str]
    publiek_url: str
    deadline_s: float
    certificaat: Certificaatlezer = field(default_factory=Certificaatlezer)

    def routes(self) -> list[Route]:
        beschreven = beschrijving(f"{self.publiek_url}{PAD}")

        async def openapi(request: Request) -> Response:
            return Response(beschreven, media_type="application/json", headers=_VERSIE)

        return [
            Route(f"{PAD}/zaken", self.zaken, methods=_METHODEN),
            Route(f"{PAD}/zaken/{{uuid}}", self.zaak, methods=_METHODEN),
            Route(f"{PAD}/openapi.json", openapi, methods=["GET"]),
        ]

    async def zaken(self, request: Request) -> Response:
        async def lijst(afnemer: Authenticatie, stel: Stel) -> object:
            blad = lees_blad(request.query_params.multi_items())
            wie = _wie(afnemer)
            if wie is None:
                raise NietTeZeggen(403)
            zaken, totaal = await self._blad(blad, wie, stel)
            basis = zakenadres(self.publiek_url)
            return Zaaklijst(
                count=totaal,
                next=blad.adres(blad.volgende(totaal), basis),
                previous=blad.adres(blad.vorige(totaal), basis),
                results=[samenvatting(zaak) for zaak in zaken],
            )

        return await self._antwoord(request, lijst)

    async def zaak(self, request: Request) -> Response:
        async def een(afnemer: Authenticatie, stel: Stel) -> object:
            zonder_onbekende(request.query_params.multi_items())
            uuid = request.path_params["uuid"].lower()
            if not _UUID.fullmatch(uuid):
                raise NietTeZeggen(404)
            ids: dict[str, object] = {
                f"id{n}": Ref(naam, "Zaak", uuid).encode() for n, naam in enumerate(self.zaakregisters)
            }
            zaak = gevonden(await stel(zaakdocument(len(ids)), ids))
            if zaak is None:
                raise NietTeZeggen(404)
            return detail(zaak, self.publiek_url)

        return await self._antwoord(request, een)

    async def _blad(self, blad: Blad, wie: dict[str, str], stel: Stel) -> tuple[Sequence[Zaak], int]:
        """The page, and how many zaken there are. The graph goes from place to place: a page further on is reached
        over what lies before it."""
        vraag: dict[str, object] = {"wie": wie, "lopend": blad.lopend}
        if not blad.begin:
            eerste = zaken_uit(await stel(EERSTE, {**vraag, "first": blad.page_size}))
            return eerste.nodes, _geteld(eerste)
        begin, over = monotonic(), blad.begin
        totaal: int | None = None
        while over:
            stap = min(over, MEESTE)
            document = OVERSLAAN if totaal is None else VERDER
            ervoor = zaken_uit(await stel(document, {**vraag, "first": stap}))
            if totaal is None:
                totaal = _geteld(ervoor)
            if blad.begin >= totaal or ervoor.page_info is None or ervoor.page_info.end_cursor is None:
                return (), totaal
            if monotonic() - begin > self.deadline_s:
                raise NietTeZeggen(504)
            vraag["after"] = ervoor.page_info.end_cursor
            over -= stap
        assert totaal is not None  # a later page has something before it
        return zaken_uit(await stel(LATERE, {**vraag, "first": blad.page_size})).nodes, totaal

    async def _antwoord(self, request: Request, vraag: Callable[[Authenticatie, Stel], Awaitable[object]]) -> Response:
        if request.method not in {"GET", "HEAD"}:
            return problem(request, 405, headers={"Allow": "GET, HEAD", **_VERSIE})
        try:
            afnemer = await self.bearer.lees(request.headers.getlist("authorization"), self.certificaat(request))
        except Unauthenticated:
            return problem(request, 401, headers={**uitdaging(request), **_VERSIE})
        komt_van = meegebracht(request, afnemer)
        if komt_van is not None:
            request.state.trace_id = komt_van.trace_id

        async def stel(document: str, variabelen: dict[str, object]) -> bytes:
            bericht = Bericht(query=document, variables=variabelen)
            trace_id: str = request.state.trace_id
            gevraagd = vraag_uit(bericht, request.headers, afnemer, trace_id=trace_id, komt_van=komt_van)
            gesteld = replace(gevraagd, streng=False)  # the document is ours: of what it asks, he gets what is open
            return (await self.executor.execute(gesteld, afnemer)).body

        try:
            found = await vraag(afnemer, stel)
        except BadUserInput as error:
            return problem(request, 400, error.message, _VERSIE)
        except NietTeZeggen as error:
            return problem(request, error.status, headers=_LATER if error.status in {429, 503, 504} else _VERSIE)
        return Response(msgspec.json.encode(found), media_type="application/json", headers=_VERSIE)


def _geteld(zaken: Zaken) -> int:
    if zaken.totaal is None:
        raise NietTeZeggen(503)
    return zaken.totaal


def _wie(afnemer: Authenticatie) -> dict[str, str] | None:
    """For whom this session looks, as the graph takes him; whether it may, the graph decides. None: somebody who
    is no klant here, of whom the graph could not even be asked."""
    namens = afnemer.vertegenwoordigt
    sleutel = namens.sleutel if namens is not None else afnemer.vestiging or afnemer.sleutel
    naam = _SLEUTELS.get(type(sleutel)) if sleutel is not None else None
    return {naam: sleutel.waarde} if sleutel is not None and naam is not None else None
