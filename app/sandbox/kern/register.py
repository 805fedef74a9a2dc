"""Register: the road of one request through a sandbox product: counted, disturbed, let in, checked and answered.

Source: the registers of MijnZaken as measured; their shared base is Django REST framework with
commonground-api-common.
"""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import Enum
from typing import NamedTuple
from urllib.parse import parse_qsl, urlencode

import msgspec
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route
from starlette.types import Receive, Scope, Send

from app.sandbox.kern.fout import Fout
from app.sandbox.kern.melding import Luisteraar, Melding
from app.sandbox.kern.store import Lichaam, Store, Wereld, etag_van, toonbaar
from app.sandbox.kern.toegang import Toegang

OPROEPEN_BEWAARD = 100_000


class Storing(Enum):
    """What can be wrong with a register. DOWN: 503. TRAAG: hangs. ONZIN: 200 with half a JSON text."""

    GEEN = "geen"
    DOWN = "down"
    TRAAG = "traag"
    ONZIN = "onzin"


Storingskeuze = Storing | Callable[[str, str], Storing]


class Oproep(NamedTuple):
    """One request as a test may count it: no values, no query."""

    method: str
    sjabloon: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Dialect:
    """How one product words its pages and errors.

    `media`: what Accept must admit, or 406 (empty: not looked at); `kop`: headers of every answer.
    """

    grootte: str = "pageSize"
    standaardgrootte: int = 100
    maximumgrootte: int = 500
    weigert_onbekend: bool = False
    foutenlijst: str = "invalidParams"
    ongeldig: str = "Ongeldige invoerwaarde."
    engels: bool = False
    media: str = "application/json"
    kop: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Antwoord:
    """An answer: a JSON body, or bytes with their Content-Type in `kop`, or None.

    `etag`: True for the md5 of the body, or the ETag itself; with either, If-None-Match is answered 304.
    """

    body: object = None
    status: int = 200
    kop: Mapping[str, str] = field(default_factory=dict)
    etag: bool | str = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Vraag:
    """A request ready to be answered.

    `params`: the query, of a repeated parameter the last (all of them: `herhaald`); `lichaam`: the parsed JSON (None
    without); URLs in both are in the world's addresses; `ruw`: the bytes; `client`: who asks, as `toegang` named it.
    """

    request: Request
    register: Register
    pad: Mapping[str, str]
    herhaald: Sequence[tuple[str, str]]
    params: Mapping[str, str]
    lichaam: object
    ruw: bytes
    client: str

    def voorwerp(self) -> Lichaam:
        """The body as a JSON object, or 400."""
        if not isinstance(self.lichaam, dict):
            raise Fout.ongeldig("nonFieldErrors", "invalid", "Ongeldige data. Verwacht een object.")
        return self.lichaam

    def pagina(self, rijen: Sequence[Lichaam], vorm: Callable[[Lichaam], Lichaam] | None = None) -> Lichaam:
        """One page in the product's dialect: {count, next, previous, results}; a page past the end is 404.

        `vorm` makes the shown form of a row, for the rows of this page only.
        """
        dialect = self.register.dialect
        gevraagd = self.params.get(dialect.grootte, "")
        # Nothing, nonsense and 0 mean the default; too much is cut without a word.
        grootte = min(int(gevraagd), dialect.maximumgrootte) if gevraagd.isdecimal() else 0
        grootte = grootte or dialect.standaardgrootte
        nummer = self.params.get("page", "1")
        laatste = max(1, -(-len(rijen) // grootte))
        pagina = laatste if nummer == "last" else int(nummer) if nummer.isdecimal() else 0
        if not 1 <= pagina <= laatste:
            raise Fout.niet_gevonden("Invalid page." if dialect.engels else "Ongeldige pagina.")
        return {
            "count": len(rijen),
            "next": self._link(pagina + 1) if pagina < laatste else None,
            "previous": self._link(pagina - 1) if pagina > 1 else None,
            "results": [vorm(rij) if vorm else rij for rij in rijen[(pagina - 1) * grootte : pagina * grootte]],
        }

    def _link(self, pagina: int) -> str:
        query = [(naam, waarde) for naam, waarde in self.herhaald if naam != "page"]
        if pagina > 1:
            query.append(("page", str(pagina)))
        buiten, binnen = basis_van(self.request.scope), self.register.basis
        # urlencode hides a URL from the rewriting of the answer, so it is put in the asker's addresses here.
        tekst = urlencode(sorted((naam, waarde.replace(f"{binnen}/", f"{buiten}/")) for naam, waarde in query))
        pad = str(self.request.scope["path"]).removeprefix(self.request.scope.get("root_path", ""))
        return f"{binnen}{pad}{'?' if tekst else ''}{tekst}"


Werk = Callable[[Vraag], Antwoord | Awaitable[Antwoord]]


@dataclass(frozen=True, slots=True)
class Pad:
    """One path template and what answers each method.

    `params`: the query parameters that a GET knows besides the page ones (None: not looked at); `gepagineerd`: knows
    those too; `eis`: a check after `toegang`; `toegang`: instead of the register's own; `kop`: headers of every answer
    here (a 304 leaves API-version out, as measured).
    """

    sjabloon: str
    methoden: Mapping[str, Werk]
    params: frozenset[str] | None = None
    gepagineerd: bool = False
    kop: Mapping[str, str] = field(default_factory=dict)
    eis: Callable[[Vraag], None] | None = None
    toegang: Toegang | None = None


class Register:
    """One product of the sandbox: its store, its dialect, who may come in, and the app that serves it."""

    def __init__(self, wereld: Wereld, product: str, *, dialect: Dialect, toegang: Toegang) -> None:
        self.product = product
        self.basis = str(getattr(wereld.adressen, product)).rstrip("/")
        self.dialect = dialect
        self.toegang = toegang
        self.store = Store(wereld.collecties.get(product, {}))
        self._luisteraars: list[Luisteraar] = []

    def luister(self, luisteraar: Luisteraar) -> None:
        """From now on `luisteraar` hears what this register tells."""
        self._luisteraars.append(luisteraar)

    def meld(self, melding: Melding) -> None:
        """Tells that something changed; called when it has."""
        for luisteraar in self._luisteraars:
            luisteraar(melding)

    def app(self, paden: Sequence[Pad], *, latentie_ms: float = 0.0) -> Starlette:
        async def onbekend(request: Request, _: Exception) -> Response:
            request.app.state.oproepen.append(Oproep(request.method, "(onbekend pad)"))
            return Response("<!DOCTYPE html>\n<title>Niet gevonden</title>\n", status_code=404, media_type="text/html")

        routes = [Route(pad.sjabloon, endpoint=_Ingang(self, pad)) for pad in paden]
        app = Starlette(routes=routes, exception_handlers={404: onbekend})
        app.router.redirect_slashes = False  # a path with a slash at its end is another path, and unknown
        app.state.register = self
        app.state.storing = Storing.GEEN
        app.state.traag_s = 30.0
        app.state.latentie_ms = latentie_ms
        app.state.oproepen = deque(maxlen=OPROEPEN_BEWAARD)
        app.state.head = 0
        return app


class _Ingang:
    """Serves one path."""

    def __init__(self, register: Register, pad: Pad) -> None:
        self.register = register
        self.pad = pad
        self.toegang = pad.toegang or register.toegang
        allow = [*pad.methoden, *(["HEAD"] if "GET" in pad.methoden else []), "OPTIONS"]
        self.kop = {**register.dialect.kop, "Allow": ", ".join(allow), "Vary": "origin, Cookie"}
        paging = {"page", register.dialect.grootte} if pad.gepagineerd else set()
        self.bekend = (pad.params or frozenset()) | paging

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        request = Request(scope, receive)
        staat = request.app.state
        staat.oproepen.append(Oproep(request.method, self.pad.sjabloon))
        if staat.latentie_ms:
            await asyncio.sleep(staat.latentie_ms / 1000)
        keuze: Storingskeuze = staat.storing
        storing = keuze if isinstance(keuze, Storing) else keuze(request.method, self.pad.sjabloon)
        if storing is Storing.TRAAG:
            await asyncio.sleep(staat.traag_s)
        if request.method == "HEAD":
            staat.head += 1
            response = Response(status_code=405, headers=self.kop)
        elif storing is Storing.DOWN:
            response = Response("upstream connect error", status_code=503, media_type="text/plain")
        elif storing is Storing.ONZIN:
            response = Response(b'{"count": 1, "results": [{"url": "http', media_type="application/json")
        else:
            response = await self._antwoord(request)
        await response(scope, receive, send)

    async def _antwoord(self, request: Request) -> Response:
        buiten, dialect = basis_van(request.scope), self.register.dialect
        kop = {**self.kop, **self.pad.kop}
        try:
            antwoord = await self._werk(request, buiten)
        except Fout as fout:
            body = fout.body(buiten, lijst=dialect.foutenlijst, ongeldig=dialect.ongeldig, engels=dialect.engels)
            return Response(msgspec.json.encode(body), fout.status, {**kop, **fout.kop}, "application/json")
        kop.update(antwoord.kop)
        if antwoord.etag:
            kop["ETag"] = antwoord.etag if isinstance(antwoord.etag, str) else etag_van(antwoord.body)
            if _gelijk(request.headers.get("if-none-match", ""), kop["ETag"]):
                return Response(None, 304, {naam: kop[naam] for naam in kop if naam != "API-version"})
        if isinstance(antwoord.body, bytes):
            return Response(antwoord.body, antwoord.status, kop)
        if antwoord.body is None:
            return Response(None, antwoord.status, kop)
        inhoud = msgspec.json.encode(toonbaar(antwoord.body))
        if buiten != self.register.basis:
            inhoud = inhoud.replace(f"{self.register.basis}/".encode(), f"{buiten}/".encode())
        return Response(inhoud, antwoord.status, {"Content-Type": "application/json", **kop})

    async def _werk(self, request: Request, buiten: str) -> Antwoord:
        client = self.toegang(request)
        if (werk := self.pad.methoden.get(request.method)) is None:
            raise Fout("MethodNotAllowed", detail=f'Methode "{request.method}" niet toegestaan.')
        dialect, binnen = self.register.dialect, self.register.basis
        if dialect.media and not _aanvaardt(request.headers.get("accept", "*/*"), dialect.media):
            raise Fout("NotAcceptable")
        ruw = await request.body()
        herhaald = parse_qsl(request.scope["query_string"].decode("latin-1"), keep_blank_values=True)
        if buiten != binnen:
            herhaald = [(naam, waarde.replace(f"{buiten}/", f"{binnen}/")) for naam, waarde in herhaald]
            ruw = ruw.replace(f"{buiten}/".encode(), f"{binnen}/".encode())
        lichaam: object = None
        if ruw and "json" in request.headers.get("content-type", ""):
            try:
                lichaam = msgspec.json.decode(ruw)
            except msgspec.DecodeError:
                raise Fout("ParseError") from None
        vraag = Vraag(
            request=request,
            register=self.register,
            pad=request.path_params,
            herhaald=herhaald,
            params=dict(herhaald),
            lichaam=lichaam,
            ruw=ruw,
            client=client,
        )
        if self.pad.eis is not None:
            self.pad.eis(vraag)
        if request.method == "GET" and self.pad.params is not None and dialect.weigert_onbekend:
            onbekend = sorted(set(vraag.params) - self.bekend)
            if onbekend:
                reden = "Onbekende query parameters: " + ", ".join(onbekend)
                raise Fout.ongeldig("nonFieldErrors", "unknown-parameters", reden)
        antwoord = werk(vraag)
        return antwoord if isinstance(antwoord, Antwoord) else await antwoord


def basis_van(scope: Scope) -> str:
    """The base URL by which the request came: what the product would build its links from."""
    host = next((waarde.decode("latin-1") for naam, waarde in scope["headers"] if naam == b"host"), "localhost")
    return f"{scope['scheme']}://{host}{scope.get('root_path', '')}"


def _gelijk(gevraagd: str, etag: str) -> bool:
    return any(deel.strip().removeprefix("W/") in (etag, "*") for deel in gevraagd.split(","))


def _aanvaardt(accept: str, media: str) -> bool:
    soort = media.split("/", 1)[0] + "/*"
    return any(deel.split(";", 1)[0].strip() in (media, soort, "*/*") for deel in accept.split(","))
