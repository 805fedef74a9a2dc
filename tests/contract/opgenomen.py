"""Opgenomen: answers that a register once gave, given again to our client.

A recording is a JSON object with `request` (method, path, query, body) and `response` (status, headers, body); a file
holds one, or a list of them. A question that was recorded as it is gets the recorded answer. A list that was asked in
other words (more `expand`, another filter on the same rows) gets an answer that is put together from recorded rows and
says so in a header. What can not be answered from what was recorded is a fault in the test, never an empty list.
"""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import httpx

HIER = Path(__file__).parent
#: The recordings made from our own sandbox (eigen/maak.py); always there.
EIGEN = HIER / "eigen"
#: The set that measured the real products; present where the registers were measured.
GEDEELD = Path(os.environ.get("MIJNZAKEN_REGISTERS") or HIER.parents[1].parent / "shared" / "registries")
#: "Put together", on an answer that was not recorded as it is.
SAMENGESTELD = "X-Samengesteld"

Rij = dict[str, Any]
Paren = frozenset[tuple[str, str]]
_BLADEREN = {"page": {"1"}, "pageSize": {str(size) for size in range(11, 501)}, "page_size": {"100", "500"}}


def gedeelde_set() -> Path | None:
    """Where the shared recordings are; None when there are none here."""
    return GEDEELD / "recorded" if (GEDEELD / "recorded" / "index.json").is_file() else None


def gedeelde_oas() -> Path | None:
    return GEDEELD / "oas" if (GEDEELD / "oas" / "zaken.yaml").is_file() else None


class NietOpgenomen(AssertionError):
    """The test asks what the recordings cannot tell."""


@dataclass(frozen=True, slots=True)
class Opname:
    naam: str
    method: str
    path: str
    paren: Paren
    body: Any
    status: int
    kop: Mapping[str, str]
    antwoord: Any
    client: str

    @classmethod
    def lees(cls, rij: Mapping[str, Any]) -> Opname:
        vraag, antwoord = rij["request"], rij["response"]
        query = vraag.get("query") or {}
        return cls(
            naam=str(rij.get("name", "")),
            method=vraag["method"],
            path=vraag["path"],
            paren=_paren(query.items() if isinstance(query, dict) else query),
            body=vraag.get("body"),
            status=antwoord["status"],
            kop=antwoord.get("headers") or {},
            antwoord=antwoord.get("body"),
            client=str((vraag.get("headers") or {}).get("Authorization", "")),
        )

    @property
    def vertelt_alles(self) -> bool:
        """Asked with the rights that a gateway has: other clients of the measurement saw more, or less."""
        return self.status == 200 and "client_id=" not in self.client.replace("client_id=gateway", "")


def _paren(query: Iterable[Sequence[Any]]) -> Paren:
    """What was asked, without the page and the size that make no difference here."""
    texts = ((str(key), str(value)) for key, value in query)
    return frozenset((key, value) for key, value in texts if value not in _BLADEREN.get(key, ()))


def lees_opnamen(bron: Path) -> list[Opname]:
    """`bron`: a file, or a folder of files. Notes about the measurement itself (names with _) are no recordings."""
    files = [bron] if bron.is_file() else sorted(file for file in bron.glob("*.json") if file.name[0] != "_")
    read = [json.loads(file.read_text(encoding="utf-8")) for file in files]
    rows = [row for found in read for row in (found if isinstance(found, list) else [found])]
    return [Opname.lees(row) for row in rows if "request" in row and "response" in row]


@dataclass(slots=True)
class Vraag:
    """A question of ours. `filters`: what rows must hold; `expand`, `volgorde`: what is done with them."""

    method: str
    path: str
    paren: Paren
    body: Any
    filters: dict[str, Any] = field(default_factory=dict)
    expand: list[str] = field(default_factory=list)
    volgorde: str = ""

    @classmethod
    def lees(cls, request: httpx.Request) -> Vraag:
        body = json.loads(request.content) if request.content else None
        vraag = cls(request.method, request.url.path, _paren(request.url.params.multi_items()), body)
        vraag.filters = {**dict(vraag.paren), **(body if isinstance(body, dict) else {})}
        expand = vraag.filters.pop("expand", [])
        vraag.expand = expand.split(",") if isinstance(expand, str) else list(expand)
        volgorde = vraag.filters.pop("ordering", "")
        vraag.volgorde = volgorde if isinstance(volgorde, str) else str(next(iter(volgorde), ""))
        return vraag


class Opgenomen(httpx.AsyncBaseTransport):
    """A transport for RegisterClient. `gevraagd` tells what was asked and whether the answer was recorded as it is."""

    def __init__(self, opnamen: Iterable[Opname]) -> None:
        self.opnamen = list(opnamen)
        self.rijen: dict[str, dict[str, Rij]] = {}
        self.gevraagd: list[tuple[str, str, str]] = []
        #: As a register that does not know a filter, and gives everybody's.
        self.negeert_filters = False
        for opname in self.opnamen:
            if opname.vertelt_alles:
                self._leer(opname.path, opname.antwoord)

    def _leer(self, path: str, antwoord: Any) -> None:
        rows = antwoord.get("results", [antwoord]) if isinstance(antwoord, dict) else antwoord
        for row in rows if isinstance(rows, list) else ():
            self._leer_rij(row)

    def _leer_rij(self, row: Any) -> None:
        """Each resource under its own URL, with all that any recording expanded of it; also what was expanded."""
        if not isinstance(row, dict) or not isinstance(row.get("url"), str):
            return
        path = urlsplit(row["url"]).path
        known = self.rijen.setdefault(path.rpartition("/")[0], {}).setdefault(path, {})
        expand = {**known.get("_expand", {}), **row.get("_expand", {})}
        known.update(row)
        known["_expand"] = expand
        for part in row.get("_expand", {}).values():
            for inner in part if isinstance(part, list) else [part]:
                self._leer_rij(inner)

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        await request.aread()
        vraag = Vraag.lees(request)
        ignores = self.negeert_filters and bool(_PERSOONLIJK & vraag.filters.keys())
        if ignores:
            vraag.filters = {}
        if not ignores and (exact := self._letterlijk(vraag)) is not None:
            self.gevraagd.append((vraag.method, vraag.path, exact.naam))
            return self._antwoord(request, exact.status, exact.antwoord, exact.kop)
        rows = self._zoek(vraag)
        self.gevraagd.append((vraag.method, vraag.path, SAMENGESTELD))
        params = request.url.params
        return self._antwoord(request, 200, _bladzijde(vraag, rows, params), {SAMENGESTELD: "ja"})

    def _letterlijk(self, vraag: Vraag) -> Opname | None:
        asked = (vraag.method, vraag.path, vraag.paren, vraag.body)
        same = (o for o in self.opnamen if (o.method, o.path, o.paren, o.body) == asked and o.status < 500)
        found = sorted(same, key=lambda o: not o.vertelt_alles)
        return next((opname for opname in found if opname.vertelt_alles or opname.status == 404), None)

    def _zoek(self, vraag: Vraag) -> list[Rij]:
        path = vraag.path.removesuffix("/_zoek").removesuffix("/search")
        if vraag.path in {row for rows in self.rijen.values() for row in rows} and vraag.method == "GET":
            folder = vraag.path.rpartition("/")[0]
            return [self._met_expand(self.rijen[folder][vraag.path], vraag.expand)]
        if path not in self.rijen and not any(o.path == path and o.vertelt_alles for o in self.opnamen):
            raise NietOpgenomen(f"{vraag.method} {vraag.path}")
        rows = self._als_eerder(vraag, path) if vraag.filters else None
        if rows is None:
            rows = list(self.rijen.get(path, {}).values())
            for key, value in vraag.filters.items():
                rows = [row for row in rows if _houdt(path, key)(row, value)]
        if vraag.volgorde:
            key = vraag.volgorde.removeprefix("-")
            rows = sorted(rows, key=lambda row: str(row.get(key) or ""), reverse=vraag.volgorde[0] == "-")
        if self.negeert_filters:
            rows = [row for row in rows if "rollen" not in vraag.expand or "rollen" in row["_expand"]]
        return [self._met_expand(row, vraag.expand) for row in rows]

    def _als_eerder(self, vraag: Vraag, path: str) -> list[Rij] | None:
        """The rows of a recording with the same filters, asked by GET or by `_zoek`, with whatever expand."""
        wanted = {key: str(value) for key, value in vraag.filters.items()}
        for opname in self.opnamen:
            if not opname.vertelt_alles or opname.path not in {path, f"{path}/_zoek"}:
                continue
            body = opname.body if isinstance(opname.body, dict) else {}
            if len(dict(opname.paren)) < len(opname.paren):
                continue  # a repeated parameter: which one counted is for that recording alone
            asked = {**dict(opname.paren), **{key: str(value) for key, value in body.items()}}
            answer = opname.antwoord
            if {key: value for key, value in asked.items() if key != "expand"} == wanted and isinstance(answer, dict):
                return [self._bekend(row) for row in answer.get("results", ())]
        return None

    def _bekend(self, row: Rij) -> Rij:
        path = urlsplit(str(row["url"])).path
        return self.rijen[path.rpartition("/")[0]][path]

    def _met_expand(self, row: Rij, expand: Sequence[str]) -> Rij:
        """Only what was asked ("a", and "a.b" for what lies in it), from all that was ever expanded. What is filled in
        and was never expanded is looked up by its URL."""
        made: Rij = {}
        for name in (path for path in expand if "." not in path):
            if row["_expand"].get(name) is not None:
                made[name] = row["_expand"][name]
            elif row.get(name):
                made[name] = self._nazoeken(row[name], name)
            if inner := [path.partition(".")[2] for path in expand if path.startswith(f"{name}.")]:
                made[name] = [self._met_expand(self._bekend(part), inner) for part in made.get(name, ())]
        return {**{key: value for key, value in row.items() if key != "_expand"}, **({"_expand": made} if made else {})}

    def _nazoeken(self, value: Any, name: str) -> Any:
        links = value if isinstance(value, list) else [value]
        found = []
        for link in links:
            path = urlsplit(str(link["url"] if isinstance(link, dict) else link)).path
            if (row := self.rijen.get(path.rpartition("/")[0], {}).get(path)) is None:
                raise NietOpgenomen(f"expand={name}: {path}")
            found.append(row)
        return found if isinstance(value, list) else found[0]

    def _antwoord(self, request: httpx.Request, status: int, body: Any, kop: Mapping[str, str]) -> httpx.Response:
        keep = {"content-type", "etag", "api-version", SAMENGESTELD.lower()}
        headers = {key.lower(): value for key, value in kop.items() if key.lower() in keep}
        if isinstance(body, str):
            return httpx.Response(status, headers=headers, content=body.encode(), request=request)
        headers.setdefault("content-type", "application/json")
        return httpx.Response(status, headers=headers, content=json.dumps(body).encode(), request=request)


def _bladzijde(vraag: Vraag, rows: list[Rij], params: httpx.QueryParams) -> Any:
    """As the product shows it: one resource, a bare array, or a page."""
    if len(rows) == 1 and urlsplit(str(rows[0].get("url"))).path == vraag.path:
        return rows[0]
    if vraag.path.rpartition("/")[2] in {"zaakinformatieobjecten", "besluitinformatieobjecten", "zaakverzoeken"}:
        return rows
    page, size = int(params.get("page", 1)), int(params.get("pageSize") or params.get("page_size") or 100)
    cut = rows[(page - 1) * size : page * size]
    more = "http://niet-te-volgen.example/" if page * size < len(rows) else None
    return {"count": len(rows), "next": more, "previous": None, "results": cut}


# ---------------------------------------------------------------------- filters: what rows a list would have given

#: Filters by which a person is asked for.
_PERSOONLIJK = {
    "rol__betrokkeneIdentificatie__natuurlijkPersoon__inpBsn",
    "eigenaren__bsn",
    "initiator",
    "isToegewezenAan",
}

Houdt = Callable[[Rij, Any], bool]


def _gelijk(*path: str) -> Houdt:
    def houdt(row: Rij, value: Any) -> bool:
        return any(found == value for found in _waarden(row, path))

    return houdt


def _waarden(found: Any, path: Sequence[str]) -> Iterator[Any]:
    if isinstance(found, list):
        for part in found:
            yield from _waarden(part, path)
    elif not path:
        yield found
    elif isinstance(found, dict) and path[0] in found:
        yield from _waarden(found[path[0]], path[1:])


def _data_attrs(row: Rij, value: Any) -> bool:
    """Objects API: `a__b__exact__x` and `a__in__x|y`, joined by commas."""
    for test in str(value).split(","):
        name, _, wanted = test.rpartition("__")
        path, _, operator = name.rpartition("__")
        allowed = wanted.split("|") if operator == "in" else [wanted]
        if not any(str(found) in allowed for found in _waarden(row["record"]["data"], path.split("__"))):
            return False
    return True


def _uuid_in(row: Rij, value: Any) -> bool:
    return str(row["url"]).rpartition("/")[2] in value


def _rol(*path: str) -> Houdt:
    return _gelijk("_expand", "rollen", "betrokkeneIdentificatie", *path)


_ROL = "rol__betrokkeneIdentificatie__"
_FILTERS: Mapping[str, Mapping[str, Houdt]] = {
    "zaken": {
        "uuid__in": _uuid_in,
        "identificatie": _gelijk("identificatie"),
        "bronorganisatie": _gelijk("bronorganisatie"),
        "zaaktype__in": lambda row, value: row["zaaktype"] in value,
        "einddatum__gt": lambda row, value: (row["einddatum"] or "") > value,
        "einddatum__isnull": lambda row, value: (row["einddatum"] is None) is value,
        "startdatum__lte": lambda row, value: row["startdatum"] <= value,
        "startdatum__gte": lambda row, value: row["startdatum"] >= value,
        f"{_ROL}natuurlijkPersoon__inpBsn": _rol("inpBsn"),
        f"{_ROL}nietNatuurlijkPersoon__kvkNummer": _rol("kvkNummer"),
    },
    "statussen": {"zaak": _gelijk("zaak")},
    "zaakinformatieobjecten": {"zaak": _gelijk("zaak"), "informatieobject": _gelijk("informatieobject")},
    "zaakverzoeken": {"zaak": _gelijk("zaak"), "verzoek": _gelijk("verzoek")},
    "besluiten": {"zaak": _gelijk("zaak")},
    "besluitinformatieobjecten": {"besluit": _gelijk("besluit")},
    "enkelvoudiginformatieobjecten": {"uuid__in": _uuid_in},
    # Without `status` the product gives what is published; everything was, in these recordings.
    **{kind: {"status": lambda row, value: True} for kind in ("zaaktypen", "statustypen", "resultaattypen")},
    **{kind: {"status": lambda row, value: True} for kind in ("informatieobjecttypen", "besluittypen")},
    "partijen": {
        "partijIdentificator__codeSoortObjectId": _gelijk(
            "partijIdentificatoren", "partijIdentificator", "codeSoortObjectId"
        ),
        "partijIdentificator__objectId": _gelijk("partijIdentificatoren", "partijIdentificator", "objectId"),
        "nummer": _gelijk("nummer"),
    },
    "klantcontacten": {
        "hadBetrokkene__wasPartij__uuid": _gelijk("_expand", "hadBetrokkenen", "wasPartij", "uuid"),
        "onderwerpobject__onderwerpobjectidentificatorObjectId": _gelijk(
            "_expand", "gingOverOnderwerpobjecten", "onderwerpobjectidentificator", "objectId"
        ),
    },
    "producten": {
        "eigenaren__bsn": _gelijk("eigenaren", "bsn"),
        "eigenaren__kvk_nummer": _gelijk("eigenaren", "kvk_nummer"),
        "aanvraag_zaak_url": _gelijk("aanvraag_zaak_url"),
        "zaken__url": _gelijk("zaken", "url"),
    },
    "verzoeken": {"initiator": _gelijk("initiator"), "isGerelateerdAan": _gelijk("isGerelateerdAan", "urn")},
    "externetaken": {
        "isToegewezenAan": _gelijk("isToegewezenAan"),
        "isGerelateerdAan": _gelijk("isGerelateerdAan", "urn"),
    },
    "objects": {"type": _gelijk("type"), "data_attrs": _data_attrs},
}


def _houdt(path: str, key: str) -> Houdt:
    known = _FILTERS.get(path.rpartition("/")[2], {})
    if key not in known:
        raise NietOpgenomen(f"{path}?{key}=")
    return known[key]


# ---------------------------------------------------------------------- making recordings


class Recorder(httpx.AsyncBaseTransport):
    """Writes down what passes, in the form that is read above, without credentials."""

    def __init__(self, inner: httpx.AsyncBaseTransport) -> None:
        self.inner = inner
        self.opnamen: list[Rij] = []

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        await request.aread()
        response = await self.inner.handle_async_request(request)
        content = await response.aread()
        is_json = "json" in response.headers.get("content-type", "")
        self.opnamen.append(
            {
                "request": {
                    "method": request.method,
                    "path": request.url.path,
                    "query": [list(pair) for pair in request.url.params.multi_items()],
                    "body": json.loads(request.content) if request.content else None,
                },
                "response": {
                    "status": response.status_code,
                    "headers": {
                        key: value
                        for key, value in response.headers.items()
                        if key in {"content-type", "etag", "api-version"}
                    },
                    "body": json.loads(content) if is_json else content.decode("utf-8", "replace"),
                },
            }
        )
        return httpx.Response(response.status_code, headers=response.headers, content=content, request=request)
