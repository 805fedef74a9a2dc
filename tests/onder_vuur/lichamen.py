"""Lichamen: bodies that are no question: each must be refused as what it is, and never as a fault of ours."""

from __future__ import annotations

import gzip
from dataclasses import dataclass, field

from tests.onder_vuur.documenten import BSN

_IK = (
    '{"query": "query($a: Int = 1, $b: [ID!] = []) { mijnZaken(first: $a) { totaal } nodes(ids: $b) { id } }", '
    '"variables": '
)


@dataclass(frozen=True)
class Lichaam:
    """`statussen`: one of which is the answer. A body that passes over the limit is refused before it has come in."""

    data: bytes
    statussen: tuple[int, ...] = (400,)
    koppen: dict[str, str] = field(default_factory=dict)


def lichamen() -> dict[str, Lichaam]:
    diep = "[" * 100_000 + "]" * 100_000
    object_ = '{"a":' * 30_000 + "1" + "}" * 30_000
    return {
        "leeg": Lichaam(b""),
        "tekst": Lichaam(b'"{ ik { soort } }"'),
        "getal": Lichaam(b"1"),
        "null": Lichaam(b"null"),
        "true": Lichaam(b"true"),
        "lijst": Lichaam(b'[{"query": "{ ik { soort } }"}]'),
        "honderd vragen in een lijst": Lichaam(b"[" + b",".join([b'{"query": "{ ik { soort } }"}'] * 100) + b"]"),
        "geen JSON": Lichaam(b"{ ik { soort } }"),
        "afgebroken": Lichaam(b'{"query": "{ ik { soort } }"'),
        "UTF-8 die het niet is": Lichaam(b'{"query": "{ ik { soort } }", "x": "\xff\xfe"}'),
        "UTF-16": Lichaam('{"query": "{ ik { soort } }"}'.encode("utf-16")),
        "NUL": Lichaam(b"\x00" * 1000),
        "half teken in de vraag": Lichaam(b'{"query": "{ ik { soort } } #\\ud800"}', (200, 400)),
        "half teken in de naam": Lichaam(b'{"query": "{ ik { soort } }", "operationName": "\\ud800"}', (400, 422)),
        "half teken in een variabele": Lichaam((_IK + '{"b": ["\\ud800"]}}').encode(), (200, 400)),
        "query is een getal": Lichaam(b'{"query": 1}'),
        "query is een object": Lichaam(b'{"query": {"a": 1}}'),
        "variabelen zijn een tekst": Lichaam((_IK + '"a"}').encode()),
        "variabelen zijn een lijst": Lichaam((_IK + "[1]}").encode()),
        "diepe JSON": Lichaam(diep.encode()),
        "diepe variabelen": Lichaam((_IK + f'{{"a": {diep}}}}}').encode()),
        "diepe objecten": Lichaam((_IK + f'{{"a": {object_}}}}}').encode()),
        "diep genoeg om te lezen": Lichaam((_IK + '{"b": ' + "[" * 500 + "]" * 500 + "}}").encode()),
        "diepe extensions": Lichaam(('{"query": "{ ik { soort } }", "extensions": ' + object_ + "}").encode()),
        "getal van 200 000 cijfers": Lichaam((_IK + '{"a": ' + "9" * 200_000 + "}}").encode()),
        "getal van 4 000 cijfers": Lichaam((_IK + '{"a": ' + "9" * 4_000 + "}}").encode()),
        "breuk van 200 000 cijfers": Lichaam((_IK + '{"a": 0.' + "9" * 200_000 + "}}").encode(), (200, 400)),
        "macht te groot": Lichaam((_IK + '{"a": 1e999999}}').encode()),
        "NaN": Lichaam((_IK + '{"a": NaN}}').encode()),
        "honderdduizend variabelen": Lichaam(
            (_IK + "{" + ",".join(f'"{nr:x}":0' for nr in range(22_000)) + "}}").encode(), (400,)
        ),
        "honderdduizend ids": Lichaam((_IK + '{"b": [' + ",".join(['""'] * 80_000) + "]}}").encode(), (200, 400)),
        "een id": Lichaam((_IK + '{"b": [""]}}').encode(), (200,)),
        "een BSN als onzin": Lichaam((_IK + f'{{"a": "{BSN}"}}}}').encode()),
        "een BSN in het bericht": Lichaam(
            f'{{"query": "{{ ik {{ soort }} }}", "{BSN}": {BSN}, "id": {BSN}}}'.encode(), (200, 400)
        ),
        "te groot": Lichaam(b'{"query": "' + b"a" * 1_000_000 + b'"}', (413,)),
        "veel te groot": Lichaam(b" " * 20_000_000, (413,)),
        "ingepakt": Lichaam(gzip.compress(b'{"query": "{ ik { soort } }"}'), (400, 415), {"Content-Encoding": "gzip"}),
        "een bom": Lichaam(gzip.compress(b" " * 50_000_000), (400, 415), {"Content-Encoding": "gzip"}),
        "brotli": Lichaam(b"\x8b\x00\x80", (400, 415), {"Content-Encoding": "br"}),
        "formulier": Lichaam(b"query=%7Bik%7D", (415,), {"Content-Type": "application/x-www-form-urlencoded"}),
        "bestanden": Lichaam(b"--a--", (415,), {"Content-Type": "multipart/form-data; boundary=a"}),
        "bijna JSON": Lichaam(b'{"query": "{ ik { soort } }"}', (415,), {"Content-Type": "application/jsonp"}),
        "andere tekens": Lichaam(b"+AHs-", (400, 415), {"Content-Type": "application/json; charset=utf-7"}),
    }
