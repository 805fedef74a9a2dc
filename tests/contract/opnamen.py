"""Opnamen: answers of the real products, recorded, given again to whoever asks exactly the same.

Source: the recordings of the shared set of registers (MEASURED.md there says how they were made); without the set, our
own examples in eigen/*.json, which have the same form. Only the question is looked at, never who asks. (opgenomen.py is
the other reader of these files: it answers other words than those recorded by putting rows together.)
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from urllib.parse import parse_qsl, urlsplit

import httpx

from tests.contract.oas import EIGEN, gedeelde_map
from tests.contract.oas_schema import node, nodes

#: The folder of the recordings of each product.
MAPPEN = {
    "openzaak": "open-zaak",
    "openklant": "open-klant",
    "openproduct": "open-product",
    "openvtb": "open-vtb",
    "openobject": "objects-api",
    "opennotificaties": "open-notificaties",
}
#: Headers by which two recordings of one question differ, and those that no longer hold once a body is rewritten.
_ONDERSCHEIDEND = ("accept", "accept-crs", "content-crs", "if-none-match", "accept-language")
_VERVALLEN = ("content-length", "transfer-encoding", "content-encoding", "connection")


@dataclass(frozen=True, slots=True, kw_only=True)
class Opname:
    """One question and its answer. `body` is the parsed JSON, a text when it was none, None without."""

    product: str
    naam: str
    basis: str
    method: str
    path: str
    query: tuple[tuple[str, str], ...]
    vraagkop: Mapping[str, str]
    vraag: object
    status: int
    kop: Mapping[str, str]
    body: object

    @property
    def is_json(self) -> bool:
        return "json" in next((waarde for naam, waarde in self.kop.items() if naam.lower() == "content-type"), "")

    def __str__(self) -> str:
        return f"{self.product}-{self.naam}"


@cache
def opnamen(product: str) -> Mapping[str, Opname]:
    """Every recording of the product by its name; our own examples when there is no shared set."""
    shared = gedeelde_map()
    if shared is None:
        files = sorted(EIGEN.glob(f"{product}*.json"))
    else:
        files = sorted((shared / "recorded" / MAPPEN[product]).glob("*.json")) if product in MAPPEN else []
    made = (opname for file in files for opname in _lees(product, file))
    return {opname.naam: opname for opname in made}


def recorded(product: str, name: str) -> Opname:
    """The recording of that name, or a LookupError that tells which names come near."""
    try:
        return opnamen(product)[name]
    except KeyError:
        start = name.split("_")[0]
        near = ", ".join(naam for naam in opnamen(product) if naam.startswith(start)) or "(none)"
        raise LookupError(f"no recording {name!r} of {product}; there are: {near}") from None


def _lees(product: str, file: Path) -> Iterable[Opname]:
    """A file holds one recording or a list of them; a summary of measurements holds none."""
    read = json.loads(file.read_text(encoding="utf-8"))
    for index, ruw in enumerate(nodes(read if isinstance(read, list) else [read])):
        vraag, antwoord = node(ruw.get("request")), node(ruw.get("response"))
        if not vraag or not antwoord:
            continue
        yield Opname(
            product=product,
            naam=str(ruw.get("name") or f"{file.stem}_{index}"),
            basis=str(vraag.get("base", "")),
            method=str(vraag["method"]),
            path=str(vraag["path"]),
            query=_query(vraag),
            vraagkop={naam: str(waarde) for naam, waarde in node(vraag.get("headers")).items()},
            vraag=vraag.get("body"),
            status=int(str(antwoord["status"])),
            kop={naam: str(waarde) for naam, waarde in node(antwoord.get("headers")).items()},
            body=antwoord.get("body"),
        )


def _query(vraag: Mapping[str, object]) -> tuple[tuple[str, str], ...]:
    """From the request line where there is one: that is what was said, the rest is somebody's reading of it."""
    if isinstance(line := vraag.get("line"), str):
        return tuple(parse_qsl(urlsplit(line.split(" ")[1]).query, keep_blank_values=True))
    query = vraag.get("query")
    pairs = list(query.items()) if isinstance(query, dict) else query if isinstance(query, list) else []
    return tuple((str(naam), str(waarde)) for naam, waarde in pairs)


class GeenOpname(AssertionError):
    """Somebody asked what nobody asked while recording. It names the questions that come near, without their values."""


class OpgenomenTransport(httpx.AsyncBaseTransport):
    """Answers as the product did, in the same order of parameters or not.

    `basis`: where the tested code thinks that the register is; `andere`: the same for registers to which this one
    links, recorded base to tested base. `namen`: only these recordings. `gelijk`: `{"POST /zaken/api/v1/zaken/_zoek":
    "zoek_bsn_body_expand"}` gives that answer whatever the query and the body, for a question that was never recorded
    in exactly these words.
    """

    def __init__(
        self,
        product: str,
        basis: str,
        *,
        andere: Mapping[str, str] | None = None,
        namen: Sequence[str] | None = None,
        gelijk: Mapping[str, str] | None = None,
    ) -> None:
        self.product = product
        self.gevraagd: list[str] = []
        self._opnamen = [recorded(product, naam) for naam in namen] if namen else list(opnamen(product).values())
        self._gelijk = {vraag: recorded(product, naam) for vraag, naam in (gelijk or {}).items()}
        self._basis = basis.rstrip("/")
        own = {opname.basis: self._basis for opname in (*self._opnamen, *self._gelijk.values()) if opname.basis}
        self._naar_test = {**(andere or {}), **own}
        self._prefix = urlsplit(self._basis).path

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        inhoud = await request.aread()
        path = request.url.path.removeprefix(self._prefix)
        query = [(naam, self._terug(waarde)) for naam, waarde in request.url.params.multi_items()]
        body: object = json.loads(self._terug(inhoud.decode())) if inhoud else None
        found = self._gelijk.get(f"{request.method} {path}") or self._kies(request, path, query, body)
        self.gevraagd.append(found.naam)
        return self._antwoord(found, request)

    def _kies(self, request: httpx.Request, path: str, query: list[tuple[str, str]], body: object) -> Opname:
        same_path = [opname for opname in self._opnamen if (opname.method, opname.path) == (request.method, path)]
        fits = [o for o in same_path if _als_set(o.query) == _als_set(query) and _als_body(o.vraag) == _als_body(body)]
        if not fits:
            raise GeenOpname(self._bijna(request.method, path, query, body, same_path))
        return max(fits, key=lambda opname: (_lijkt(opname, request), opname.status < 400))

    def _bijna(
        self, method: str, path: str, query: list[tuple[str, str]], body: object, same_path: list[Opname]
    ) -> str:
        regels = [f"{self.product}: no recording of this {method} with query {_namen(query)}, body {_sleutels(body)}"]
        if same_path:
            regels += [f"  {o.naam}: query {_namen(o.query)}, body {_sleutels(o.vraag)}" for o in same_path[:12]]
        else:
            depth = path.count("/")
            near = {o.naam for o in self._opnamen if o.method == method and o.path.count("/") == depth}
            regels.append(f"  none with this path; of the same depth: {', '.join(sorted(near)[:12]) or '(none)'}")
        return "\n".join(regels)

    def _antwoord(self, opname: Opname, request: httpx.Request) -> httpx.Response:
        kop = {naam: waarde for naam, waarde in opname.kop.items() if naam.lower() not in _VERVALLEN}
        if opname.body is None or opname.status in (204, 304):
            return httpx.Response(opname.status, headers=kop, request=request)
        text = opname.body if isinstance(opname.body, str) and not opname.is_json else json.dumps(opname.body)
        for recorded_base, tested in self._naar_test.items():
            text = text.replace(f"{recorded_base}/", f"{tested}/")
        return httpx.Response(opname.status, headers=kop, content=text.encode(), request=request)

    def _terug(self, text: str) -> str:
        for recorded_base, tested in self._naar_test.items():
            text = text.replace(f"{tested}/", f"{recorded_base}/")
        return text


def _als_set(query: Iterable[tuple[str, str]]) -> list[tuple[str, str]]:
    """A query without its order; nor does the order of an expand matter."""
    return sorted((naam, ",".join(sorted(waarde.split(","))) if naam == "expand" else waarde) for naam, waarde in query)


def _als_body(body: object) -> object:
    if not isinstance(body, dict):
        return body
    return {
        naam: sorted(waarde, key=str) if isinstance(waarde, list) and naam in ("expand", "uuid__in") else waarde
        for naam, waarde in body.items()
    }


def _lijkt(opname: Opname, request: httpx.Request) -> int:
    """How many of the headers that matter are the same, absence included."""
    kop = {naam.lower(): waarde for naam, waarde in opname.vraagkop.items()}
    return sum(kop.get(naam) == request.headers.get(naam) for naam in _ONDERSCHEIDEND)


def _namen(query: Iterable[tuple[str, str]]) -> str:
    return ", ".join(sorted(naam for naam, _ in query)) or "(none)"


def _sleutels(body: object) -> str:
    return ", ".join(sorted(body)) if isinstance(body, dict) else "(none)" if body is None else "(no object)"
