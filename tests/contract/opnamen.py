"""Opnamen: every recorded question and answer as it was, with its headers, to hold against the OpenAPI documents.

Source: the recordings of the shared set of registers (MEASURED.md there says how they were made); without the set, our
own recordings of the sandbox in eigen/*.json. opgenomen.py reads the same files to answer our clients with them.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from urllib.parse import parse_qsl, urlsplit

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


@dataclass(frozen=True, slots=True, kw_only=True)
class Opname:
    """One question and its answer. `body` is the parsed JSON, a text when it was none, None without."""

    product: str
    naam: str
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
            method=str(vraag["method"]),
            path=str(vraag["path"]).removeprefix(f"/{product}"),  # our sandbox has its registers under one address
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
