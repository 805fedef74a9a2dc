"""Storing-inhoud: answers that are HTTP and still not what was asked: too large, packed wrongly, of another kind,
broken JSON, the wrong types, a refusal, and lists or redirects that lead elsewhere or nowhere."""

from __future__ import annotations

import gzip
import json
import re
import zlib
from collections.abc import Callable
from functools import cache
from typing import Any
from uuid import NAMESPACE_URL, uuid5

from tests.onder_vuur.storing_lijn import KOP, ONBEREIKBAAR, ONBRUIKBAAR, TE_LAAT, met_lengte
from tests.onder_vuur.storing_proxy import BSN, MERK, STACKTRACE, Beurt, Storingen

INHOUD = Storingen()
GROOT = 200_000_000
_MB = b" " * 1_000_000


# ---------------------------------------------------------------------- too large


@INHOUD("grootte", ONBRUIKBAAR, TE_LAAT)
async def body_van_200_mb(beurt: Beurt) -> None:
    await beurt.stuur(met_lengte(b"", GROOT))
    for _ in range(GROOT // len(_MB)):
        await beurt.stuur(_MB)


@INHOUD("grootte", ONBRUIKBAAR, TE_LAAT)
async def chunks_van_200_mb(beurt: Beurt) -> None:
    await beurt.stuur(KOP + b"Transfer-Encoding: chunked\r\n\r\n")
    for _ in range(GROOT // len(_MB)):
        await beurt.stuur(f"{len(_MB):x}\r\n".encode() + _MB + b"\r\n")


@INHOUD("grootte", ONBRUIKBAAR, TE_LAAT)
async def eindeloos_zonder_lengte(beurt: Beurt) -> None:
    await beurt.stuur(KOP + b"\r\n[")
    while not beurt.writer.is_closing():
        await beurt.stuur(_MB)


@INHOUD("grootte", ONBRUIKBAAR)
async def lengte_van_een_exabyte(beurt: Beurt) -> None:
    await beurt.stuur(met_lengte(b"{}", 10**18))


@cache
def _bom(size: int, inner: bytes = b"[") -> bytes:
    """So many spaces. The same megabyte of it again and again, because packing all of it takes longer than a bomb
    should; its sum is not right, but who comes that far has lost."""
    packer = zlib.compressobj(9, wbits=31)
    begin = packer.compress(inner) + packer.flush(zlib.Z_FULL_FLUSH)
    block = packer.compress(_MB) + packer.flush(zlib.Z_FULL_FLUSH)
    return begin + block * (size // len(_MB)) + packer.flush()


def _altijd(naam: str, familie: str, answer: bytes | Callable[[], bytes], *codes: str, soms: bool = False) -> None:
    @INHOUD(familie, *(codes or (ONBRUIKBAAR,)), naam=naam, soms=soms)
    async def doe(beurt: Beurt) -> None:
        await beurt.stuur(answer if isinstance(answer, bytes) else answer())


def _gzip(body: bytes, coding: str = "gzip") -> bytes:
    return met_lengte(body, extra=f"Content-Encoding: {coding}\r\n".encode())


_altijd("bom", "inpakken", lambda: _gzip(_bom(GROOT)))
_altijd("bom_in_een_bom", "inpakken", lambda: _gzip(gzip.compress(_bom(GROOT)), "gzip, gzip"))
_altijd("verhouding", "inpakken", lambda: _gzip(_bom(4_000_000, b'{"results": [], "count": 0}')))
_altijd("bom_in_een_weigering", "inpakken", lambda: _gzip(_bom(GROOT)).replace(b"200 OK", b"400 Fout", 1))
_altijd("bom_in_een_storing", "inpakken", lambda: _gzip(_bom(GROOT)).replace(b"200 OK", b"503 Weg", 1), ONBEREIKBAAR)
for _coding in ("br", "zstd", "deflate", "compress", "gzip;q=1", MERK):
    _altijd(f"inpakking_{_coding[:8]}", "inpakken", _gzip(b"{}", _coding))
_PAKKET = gzip.compress(b'{"results": []}')
_altijd("gzip_die_het_niet_is", "inpakken", _gzip(b'{"results": []}'))
_altijd("gzip_afgekapt", "inpakken", _gzip(_PAKKET[:-6]))
_altijd("gzip_met_foute_som", "inpakken", _gzip(_PAKKET[:-8] + bytes(8)))
_altijd("gzip_twee_keer", "inpakken", _gzip(_PAKKET * 2))
_altijd("gzip_met_aanhang", "inpakken", _gzip(_PAKKET + MERK.encode()))

# ---------------------------------------------------------------------- of another kind

_LEEG = b'{"count": 0, "next": null, "results": []}'
for _soort in ("text/html", "text/plain", "application/jsonp", "application/xml", "text/json", "multipart/mixed", ""):
    _kop = f"Content-Type: {_soort}".encode() if _soort else b"X-Soort: geen"
    _altijd(f"soort_{_soort or 'geen'}", "soort", met_lengte(_LEEG).replace(b"Content-Type: application/json", _kop))
_altijd("twee_soorten", "soort", met_lengte(_LEEG, extra=b"Content-Type: text/html\r\n"))
_HTML = f"<html><h1>{MERK}</h1><meta http-equiv=refresh content='0;url=//10.11.12.13/{BSN}'></html>".encode()
_altijd("html_als_json", "soort", met_lengte(_HTML))
_altijd("utf_16", "soort", met_lengte(_LEEG.decode().encode("utf-16")))

# ---------------------------------------------------------------------- JSON, or nearly

_REEKS = '{"count": %s, "next": null, "previous": null, "results": [%s]}'
for _naam, _tekst in {
    "leeg": "",
    "afgekapt": '{"count": 1, "next": null, "results": [{"uuid": "' + MERK,
    "nan": _REEKS % ("NaN", ""),
    "oneindig": _REEKS % ("Infinity", ""),
    "min_oneindig": _REEKS % ("-Infinity", ""),
    "dubbele_sleutels": '{"count": 0, "results": [], "next": null, "results": [], "count": 0}',
    "reusachtig_getal": _REEKS % ("9" * 100_000, ""),
    "reusachtige_macht": _REEKS % ("1e999999", ""),
    "diep": '{"count": 1, "results": ' + "[" * 200_000 + "]" * 200_000 + "}",
    "diep_in_objecten": '{"a":' * 100_000 + "1" + "}" * 100_000,
    "aanhang": _REEKS % (0, "") + f" {MERK}",
    "twee_documenten": (_REEKS % (0, "")) * 2,
    "enkele_aanhalingstekens": "{'count': 0, 'results': []}",
    "commentaar": "/* " + MERK + " */ " + _REEKS % (0, ""),
    "losse_komma": '{"count": 0, "results": [],}',
    "stuurteken": '{"count": 0, "results": [], "a": "\x01"}',
    "half_surrogaat": '{"count": 0, "results": ["\\ud800"]}',
    "bom_vooraf": "\ufeff" + _REEKS % (0, ""),
    "tekst": f'"{MERK} {BSN}"',
    "getal": BSN,
    "niets": "null",
    "waar": "true",
    "leeg_object": "{}",
    "lijst_van_onzin": f'["{MERK}", {BSN}, null]',
    "regels": '{"a": 1}\n{"a": 2}\n',
    "miljoen_lege": '{"count": 0, "results": [' + "{}," * 1_000_000 + "{}]}",
    "sleutel_van_1_mb": '{"' + "a" * 1_000_000 + '": 1}',
}.items():
    # An empty object is an answer that holds nothing, for who asks one thing of which nothing is required.
    _soms = _naam in {"leeg_object", "half_surrogaat", "lijst_van_onzin", "diep_in_objecten", "sleutel_van_1_mb"}
    _altijd(f"json_{_naam}", "json", met_lengte(_tekst.encode("utf-8", "surrogatepass")), soms=_soms)
_altijd("json_ongeldige_utf8", "json", met_lengte(b'{"count": 0, "results": [], "merk": "\xff\xfe"}'))
_altijd("json_overlange_utf8", "json", met_lengte(b'{"count": 0, "results": [], "merk": "\xc0\xaf"}'))

# ---------------------------------------------------------------------- the right JSON with something done to it


def _elk(value: Any, doe: Callable[[str, Any], Any], key: str = "") -> Any:
    """With every value that is no object or list replaced."""
    if isinstance(value, dict):
        return {name: _elk(item, doe, name) for name, item in value.items()}
    if isinstance(value, list):
        return [_elk(item, doe, key) for item in value]
    return doe(key, value)


def _objecten(value: Any, doe: Callable[[dict[str, Any]], Any]) -> Any:
    """With every object replaced, the innermost first."""
    if isinstance(value, dict):
        return doe({name: _objecten(item, doe) for name, item in value.items()})
    return [_objecten(item, doe) for item in value] if isinstance(value, list) else value


def _om(naam: str, doe: Callable[[Any], Any], *, soms: bool = True, goed: bool = False) -> None:
    """`soms`: where no answer has what is changed, or nobody reads it, the answer is good."""

    @INHOUD("vorm", ONBRUIKBAAR, naam=naam, soms=soms, goed=goed)
    async def verander(beurt: Beurt) -> None:
        real = await beurt.echt()
        if real.status != 200 or not real.body.startswith((b"{", b"[")):
            await beurt.stuur(real.bytes())
            return
        await beurt.stuur(real.bytes(body=json.dumps(doe(json.loads(real.body))).encode()))


def _veld(naam: str, waarde: Any) -> Callable[[Any], Any]:
    return lambda value: {**value, naam: waarde} if isinstance(value, dict) and naam in value else value


_om("tekst_wordt_getal", lambda v: _elk(v, lambda _, x: 417 if isinstance(x, str) else x))
_om("getal_wordt_tekst", lambda v: _elk(v, lambda _, x: f"{MERK}{x}" if type(x) in {int, float} else x))
_om("alles_wordt_null", lambda v: _elk(v, lambda _, x: None))
_om("alles_wordt_object", lambda v: _elk(v, lambda _, x: {MERK: BSN}))
_om("alles_wordt_lijst", lambda v: _elk(v, lambda _, x: [MERK]))
_om("waarheid_wordt_tekst", lambda v: _elk(v, lambda _, x: "ja" if isinstance(x, bool) else x))
_om("datum_bestaat_niet", lambda v: _elk(v, lambda k, x: "2026-02-31" if "datum" in k.lower() and x else x))
_om("uuid_klimt", lambda v: _elk(v, lambda k, x: "../../../etc" if k in {"uuid", "id"} else x))
_om("object_wordt_lijst", lambda v: _objecten(v, lambda o: list(o.values())), soms=False)
_om("object_verliest_velden", lambda v: _objecten(v, lambda o: dict(list(o.items())[::2])))
_om("object_wordt_leeg", lambda v: _objecten(v, lambda o: {} if "results" not in o else o))
_om("sleutels_in_hoofdletters", lambda v: _objecten(v, lambda o: {k.upper(): x for k, x in o.items()}))
_om("onbekende_velden", lambda v: _objecten(v, lambda o: {**o, "x_merk": MERK, "x_nummer": [{BSN: 1e300}]}), goed=True)
_om("resultaten_zijn_null", _veld("results", None))
_om("resultaten_zijn_een_object", _veld("results", {"0": MERK}))
_om("resultaten_met_null", lambda v: {**v, "results": [None, *v["results"]]} if "results" in v else v)
_om("aantal_is_min_een", _veld("count", -1))
_om("aantal_is_een_miljard", _veld("count", 10**9))
_om("aantal_is_tekst", _veld("count", f"{MERK} {BSN}"))
_om("aantal_is_een_te_veel", lambda v: {**v, "count": v["count"] + 1} if "count" in v else v)
_om("aantal_ontbreekt", lambda v: {k: x for k, x in v.items() if k != "count"} if isinstance(v, dict) else v)


# ---------------------------------------------------------------------- elsewhere


def _omleiden(status: int, naar: str) -> None:
    @INHOUD("elders", ONBRUIKBAAR, naam=f"omleiding_{status}_{naar.split(':')[0] or 'zelf'}")
    async def doe(beurt: Beurt) -> None:
        where = naar.format(kanarie=beurt.kanarie, zelf=beurt.doel)
        await beurt.stuur(f"HTTP/1.1 {status} Elders\r\nLocation: {where}\r\nContent-Length: 0\r\n\r\n".encode())


for _status in (300, 301, 302, 303, 305, 307, 308):
    _omleiden(_status, "http://{kanarie}/" + BSN)
for _naar in ("//{kanarie}/x", "{zelf}", "file:///etc/passwd", "https://{kanarie}/", "gopher://{kanarie}/"):
    _omleiden(302, _naar)


@INHOUD("elders", ONBRUIKBAAR, soms=True)
async def alle_adressen_zijn_van_elders(beurt: Beurt) -> None:
    """Every link in the answer leads to a host that is no register."""
    real = await beurt.echt()
    text = json.dumps(
        _elk(
            json.loads(real.body or b"null"),
            lambda _, x: f"http://{beurt.kanarie}/{MERK}" if isinstance(x, str) and x.startswith("http") else x,
        )
    )
    await beurt.stuur(real.bytes(body=text.encode(), extra=f"Link: <http://{beurt.kanarie}/>; rel=next\r\n"))


# ---------------------------------------------------------------------- pages


_UUID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")
_PAGINA = re.compile(rb"([?&]page=)\d+")


def _bladert(
    naam: str,
    doe: Callable[[dict[str, Any], str, str], dict[str, Any]],
    *,
    telkens_de_eerste: bool = False,
    telkens_anders: bool = False,
) -> None:
    """What is done to a page: with the address of itself, and that of a foreign host. Whatever page is asked, it may be
    the first again, with the same things in it or with others."""

    @INHOUD("paginas", ONBRUIKBAAR, naam=naam, soms=True)
    async def blader(beurt: Beurt) -> None:
        if telkens_de_eerste:
            beurt.rauw = _PAGINA.sub(rb"\g<1>1", beurt.rauw, count=1)
        real = await beurt.echt()
        page = json.loads(real.body) if real.body.startswith(b"{") else {}
        if "results" not in page:
            await beurt.stuur(real.bytes())
            return
        text = json.dumps(doe(page, f"http://127.0.0.1{beurt.doel}", f"http://{beurt.kanarie}/?page=2"))
        if telkens_anders:
            text = _UUID.sub(lambda found: str(uuid5(NAMESPACE_URL, f"{found.group()}{beurt.nummer}")), text)
        await beurt.stuur(real.bytes(body=text.encode()))


def _zonder_aantal(page: dict[str, Any], volgende: str) -> dict[str, Any]:
    return {**{key: item for key, item in page.items() if key != "count"}, "next": volgende}


def _gegokt(page: dict[str, Any], volgende: str) -> dict[str, Any]:
    return {**page, "next": volgende, "count": 10**6, "countExact": False}


_bladert("volgende_is_elders", lambda page, zelf, elders: {**page, "next": elders})
_bladert("volgende_is_elders_zonder_aantal", lambda page, zelf, elders: _zonder_aantal(page, elders))
_bladert("volgende_is_zichzelf", lambda page, zelf, elders: _zonder_aantal(page, zelf), telkens_de_eerste=True)
_bladert(
    "eindeloos_bladeren",
    lambda page, zelf, elders: _gegokt(page, zelf),
    telkens_de_eerste=True,
    telkens_anders=True,
)
_bladert("eindeloos_leeg", lambda page, zelf, elders: {**_zonder_aantal(page, zelf), "results": []})
_bladert("meer_dan_gegeven", lambda page, zelf, elders: {**page, "next": zelf, "count": 10_000})

# ---------------------------------------------------------------------- refusals

_PROBLEEM = json.dumps({"code": "invalid", "title": MERK, "detail": STACKTRACE, "invalidParams": [{"name": BSN}]})
_STACK = f"<pre>{STACKTRACE}</pre>"


def _weigert(
    status: int, code: str, *, kop: str = "", body: str = _PROBLEEM, naam: str = "", soms: bool = False
) -> None:
    soort = "application/problem+json" if body.startswith("{") else "text/html"
    head = f"HTTP/1.1 {status} {MERK}\r\nContent-Type: {soort}\r\n{kop}Content-Length: {len(body.encode())}\r\n\r\n"
    _altijd(naam or f"status_{status}", "status", (head + body).encode(), code, soms=soms)


for _status in (400, 402, 405, 406, 407, 408, 409, 410, 412, 413, 414, 415, 418, 421, 422, 431, 451):
    _weigert(_status, ONBRUIKBAAR)
for _status in (401, 403, 429, 500, 501, 502, 503, 504, 505, 507, 511, 520, 599):
    _weigert(_status, ONBEREIKBAAR)
_weigert(404, ONBRUIKBAAR, soms=True)
_weigert(500, ONBEREIKBAAR, body=_STACK, naam="stacktrace")
_weigert(502, ONBEREIKBAAR, body=_STACK, naam="foutpagina_van_een_proxy")
_weigert(429, ONBEREIKBAAR, kop="Retry-After: 0\r\n", naam="te_druk_nu")
_weigert(429, ONBEREIKBAAR, kop="Retry-After: 3600\r\n", naam="te_druk_een_uur")
_weigert(503, ONBEREIKBAAR, kop="Retry-After: Fri, 31 Dec 2027 23:59:59 GMT\r\n", naam="weg_tot_nieuwjaar")
_weigert(503, ONBEREIKBAAR, kop=f"Retry-After: {MERK}\r\n", naam="weg_tot_ooit")
_altijd("status_204", "status", b"HTTP/1.1 204 Niets\r\n\r\n")
_altijd("status_205", "status", b"HTTP/1.1 205 Opnieuw\r\nContent-Length: 0\r\n\r\n")
_altijd(
    "status_206",
    "status",
    met_lengte(_LEEG[:20], extra=b"Content-Range: bytes 0-19/41\r\n").replace(b"200 OK", b"206 Deel"),
)
_altijd("status_304", "status", b'HTTP/1.1 304 Zelfde\r\nETag: "a"\r\n\r\n')
_altijd("status_999", "status", met_lengte(_LEEG).replace(b"200 OK", b"999 Raar"), ONBRUIKBAAR, ONBEREIKBAAR)
