"""Storing-lijn: what a register or the road to it does to the connection, to time and to the bytes of HTTP."""

from __future__ import annotations

import asyncio
import gzip

from tests.onder_vuur.storing_proxy import BSN, MERK, Beurt, Storingen

ONBEREIKBAAR, TE_LAAT, ONBRUIKBAAR = "REGISTER_UNAVAILABLE", "REGISTER_TIMEOUT", "REGISTER_INVALID_RESPONSE"

LIJN = Storingen()
KOP = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n"
LANG_S = 30.0
_LAT = b'{"results": [], "merk": "' + MERK.encode() + b'"}'


def met_lengte(body: bytes, length: int | str | None = None, extra: bytes = b"") -> bytes:
    return KOP + extra + f"Content-Length: {len(body) if length is None else length}\r\n\r\n".encode() + body


# ---------------------------------------------------------------------- no connection


@LIJN("verbinding", ONBEREIKBAAR, lijn=True, dicht=True)
async def geen_luisteraar(beurt: Beurt) -> None:
    beurt.reset()


@LIJN("verbinding", ONBEREIKBAAR, lijn=True)
async def reset_bij_verbinden(beurt: Beurt) -> None:
    beurt.reset()


@LIJN("verbinding", ONBEREIKBAAR, lijn=True)
async def sluit_bij_verbinden(beurt: Beurt) -> None:
    beurt.sluit()


@LIJN("verbinding", TE_LAAT, lijn=True, traag=True)
async def zwijgt_na_verbinden(beurt: Beurt) -> None:
    await asyncio.sleep(LANG_S)


@LIJN("verbinding", ONBEREIKBAAR, ONBRUIKBAAR, lijn=True)
async def banier_bij_verbinden(beurt: Beurt) -> None:
    """As of a mail server: bytes before there is a question."""
    await beurt.stuur(f"220 {MERK} ESMTP\r\n".encode())
    await asyncio.sleep(0.1)
    beurt.sluit()


# ---------------------------------------------------------------------- broken off, at each moment


def _breekt_af(naam: str, deel: float | int, code: str, *, hard: bool) -> None:
    """`deel`: so many bytes, or this part of the answer."""

    @LIJN("afgebroken", code, naam=f"{'reset' if hard else 'sluit'}_{naam}")
    async def doe(beurt: Beurt) -> None:
        answer = (await beurt.echt()).bytes()
        head = answer.index(b"\r\n\r\n") + 4
        until = deel if isinstance(deel, int) else int(head + (len(answer) - head) * deel)
        await beurt.stuur(answer[:until])
        if hard:
            await asyncio.sleep(0.02)  # or it overtakes what was sent
            beurt.reset()
        else:
            beurt.sluit()


for _hard in (True, False):
    _breekt_af("na_de_vraag", 0, ONBEREIKBAAR, hard=_hard)
    _breekt_af("in_de_statusregel", 10, ONBRUIKBAAR, hard=_hard)
    _breekt_af("in_de_koppen", 30, ONBRUIKBAAR, hard=_hard)
    _breekt_af("na_de_koppen", 0.0, ONBRUIKBAAR, hard=_hard)
    _breekt_af("halverwege_de_body", 0.5, ONBRUIKBAAR, hard=_hard)
    _breekt_af("voor_de_laatste_byte", -1, ONBRUIKBAAR, hard=_hard)


@LIJN("afgebroken", ONBRUIKBAAR)
async def sluit_zonder_laatste_chunk(beurt: Beurt) -> None:
    await beurt.stuur(KOP + b"Transfer-Encoding: chunked\r\n\r\n5\r\n{    \r\n")
    beurt.sluit()


@LIJN("afgebroken", ONBEREIKBAAR)
async def sluit_een_kant(beurt: Beurt) -> None:
    beurt.writer.write_eof()
    await asyncio.sleep(0.2)


@LIJN("afgebroken", ONBEREIKBAAR)
async def reset_na_een_poos(beurt: Beurt) -> None:
    await asyncio.sleep(0.2)
    beurt.reset()


# ---------------------------------------------------------------------- time


async def _druppel(beurt: Beurt, data: bytes, step_s: float = 0.05) -> None:
    for index in range(len(data)):
        await beurt.stuur(data[index : index + 1])
        await asyncio.sleep(step_s)
    await asyncio.sleep(LANG_S)


@LIJN("tijd", TE_LAAT, traag=True)
async def hangt(beurt: Beurt) -> None:
    await asyncio.sleep(LANG_S)


@LIJN("tijd", TE_LAAT, traag=True)
async def hangt_na_de_koppen(beurt: Beurt) -> None:
    await beurt.stuur(met_lengte(b"", 100))
    await asyncio.sleep(LANG_S)


@LIJN("tijd", TE_LAAT, traag=True)
async def hangt_voor_de_laatste_byte(beurt: Beurt) -> None:
    await beurt.stuur((await beurt.echt()).bytes()[:-1])
    await asyncio.sleep(LANG_S)


@LIJN("tijd", TE_LAAT, traag=True)
async def druppelt_de_statusregel(beurt: Beurt) -> None:
    await _druppel(beurt, met_lengte(_LAT))


@LIJN("tijd", TE_LAAT, traag=True)
async def druppelt_koppen(beurt: Beurt) -> None:
    await beurt.stuur(KOP)
    while True:
        await beurt.stuur(f"X-Merk: {MERK}\r\n".encode())
        await asyncio.sleep(0.1)


@LIJN("tijd", TE_LAAT, traag=True)
async def druppelt_de_body(beurt: Beurt) -> None:
    await beurt.stuur(met_lengte(b"", 5_000))
    await _druppel(beurt, b" " * 5_000, 0.02)


@LIJN("tijd", TE_LAAT, traag=True)
async def druppelt_chunks(beurt: Beurt) -> None:
    await beurt.stuur(KOP + b"Transfer-Encoding: chunked\r\n\r\n")
    while True:
        await beurt.stuur(b"1\r\n \r\n")
        await asyncio.sleep(0.05)


@LIJN("tijd", TE_LAAT, traag=True)
async def druppelt_gzip(beurt: Beurt) -> None:
    packed = gzip.compress(b" " * 10_000_000)
    await beurt.stuur(met_lengte(b"", len(packed), b"Content-Encoding: gzip\r\n"))
    await _druppel(beurt, packed)


@LIJN("tijd", TE_LAAT, traag=True)
async def eindeloos_bezig(beurt: Beurt) -> None:
    while True:
        await beurt.stuur(b"HTTP/1.1 102 Processing\r\n\r\n")
        await asyncio.sleep(0.05)


@LIJN("tijd", TE_LAAT, traag=True)
async def lengte_te_groot_en_open(beurt: Beurt) -> None:
    real = await beurt.echt()
    await beurt.stuur(met_lengte(real.body, len(real.body) + 50))
    await asyncio.sleep(LANG_S)


@LIJN("tijd", goed=True)
async def traag_maar_op_tijd(beurt: Beurt) -> None:
    await asyncio.sleep(0.15)
    await beurt.stuur((await beurt.echt()).bytes())


# ---------------------------------------------------------------------- HTTP, said wrongly


def _is_geen_http(naam: str, *answers: bytes, codes: tuple[str, ...] = (ONBRUIKBAAR,)) -> None:
    @LIJN("protocol", *codes, naam=naam)
    async def doe(beurt: Beurt) -> None:
        for answer in answers:
            await beurt.stuur(answer)
        beurt.sluit()


_is_geen_http("http_0_9", _LAT)
_is_geen_http("http_2", b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n")
_is_geen_http("ruis", bytes(range(1, 256)) * 4)
_is_geen_http("tls_alarm", b"\x15\x03\x03\x00\x02\x02\x28")
_is_geen_http("status_is_geen_getal", b"HTTP/1.1 twee OK\r\nContent-Length: 2\r\n\r\n{}")
_is_geen_http("status_min_een", b"HTTP/1.1 -1 OK\r\nContent-Length: 2\r\n\r\n{}")
_is_geen_http("alleen_100", b"HTTP/1.1 100 Continue\r\n\r\n")
_is_geen_http(
    "ander_protocol", b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: h2c\r\nConnection: Upgrade\r\n\r\n" + _LAT
)
_is_geen_http("twee_lengten", KOP + b"Content-Length: 2\r\nContent-Length: 40\r\n\r\n{}" + b" " * 38)
_is_geen_http("lengte_en_chunks", KOP + b"Content-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n0\r\n\r\n")
_is_geen_http("lengte_min_een", met_lengte(b"{}", -1))
_is_geen_http("lengte_is_geen_getal", met_lengte(b"{}", "0x2"))
_is_geen_http("lengte_te_groot", met_lengte(_LAT, 10_000))
_is_geen_http("lengte_te_klein", met_lengte(_LAT, 10))
_is_geen_http("chunk_zonder_maat", KOP + b"Transfer-Encoding: chunked\r\n\r\nveel\r\n{}\r\n0\r\n\r\n")
_is_geen_http("chunk_te_kort", KOP + b"Transfer-Encoding: chunked\r\n\r\n9\r\n{}\r\n0\r\n\r\n")
_is_geen_http("chunk_zonder_eind", KOP + b"Transfer-Encoding: chunked\r\n\r\n2\r\n{}0\r\n\r\n")
_is_geen_http("chunk_reusachtig", KOP + b"Transfer-Encoding: chunked\r\n\r\nFFFFFFFFFFFFFFFFF\r\n{}")
_is_geen_http(
    "spatie_voor_dubbele_punt", b"HTTP/1.1 200 OK\r\nContent-Type : application/json\r\nContent-Length: 2\r\n\r\n{}"
)
_is_geen_http("kop_zonder_naam", KOP + b": leeg\r\nContent-Length: 2\r\n\r\n{}")
_is_geen_http("nul_in_een_kop", KOP + b"X-Merk: a\x00b\r\nContent-Length: 2\r\n\r\n{}")
_is_geen_http("kop_over_twee_regels", KOP + b"X-Merk: a\r\n b\r\n\tc\r\nContent-Length: 2\r\n\r\n{}")
_is_geen_http("koppen_van_70_kb", KOP + b"X-Merk: " + b"a" * 70_000 + b"\r\nContent-Length: 2\r\n\r\n{}")
_is_geen_http("tienduizend_koppen", KOP + b"X-Merk: a\r\n" * 10_000 + b"Content-Length: 2\r\n\r\n{}")
_is_geen_http("reden_van_100_kb", b"HTTP/1.1 200 " + MERK.encode() * 5_000 + b"\r\nContent-Length: 2\r\n\r\n{}")


def _gewoon(naam: str, voor: bytes = b"", *, extra: str = "", na: bytes = b"") -> None:
    """Odd, and still the answer. What comes after it is of nobody."""

    @LIJN("protocol", naam=naam, goed=True)
    async def doe(beurt: Beurt) -> None:
        await beurt.stuur(voor + (await beurt.echt()).bytes(extra=extra) + na)
        if "close" in extra:
            beurt.sluit()


_TWEEDE = met_lengte(f'{{"count": 1, "next": null, "results": [{{"merk": "{MERK}", "bsn": "{BSN}"}}]}}'.encode())
_gewoon("hints_vooraf", b"HTTP/1.1 103 Early Hints\r\nLink: </x>; rel=preload\r\n\r\n")
_gewoon("sluit_telkens", extra="Connection: close\r\n")
_gewoon("twee_antwoorden", na=_TWEEDE)
_gewoon("gesplitst_antwoord", na=b"HTTP/1.1 200 OK\r\nSet-Cookie: a=" + MERK.encode() + b"\r\n\r\n")
_gewoon("ruis_na_het_antwoord", na=b"\x00\xff" * 50)
_gewoon("koekje_en_omweg", extra=f'Set-Cookie: a={MERK}\r\nAlt-Svc: h3=":1"\r\nRefresh: 0; url=//x\r\n')


@LIJN("protocol", goed=True)
async def http_1_0(beurt: Beurt) -> None:
    await beurt.stuur((await beurt.echt()).bytes().replace(b"HTTP/1.1", b"HTTP/1.0", 1))
    beurt.sluit()


@LIJN("protocol", goed=True)
async def zonder_lengte(beurt: Beurt) -> None:
    """The end of the connection is the end of the answer."""
    real = await beurt.echt()
    await beurt.stuur(f"HTTP/1.1 {real.status} X\r\nContent-Type: application/json\r\n\r\n".encode() + real.body)
    beurt.sluit()


@LIJN("protocol", goed=True)
async def verouderde_verbinding(beurt: Beurt) -> None:
    """Kept by us and just closed by them."""
    await beurt.stuur((await beurt.echt()).bytes())
    await asyncio.sleep(0.001)
    beurt.reset()


@LIJN("protocol", goed=True)
async def byte_voor_byte(beurt: Beurt) -> None:
    answer = (await beurt.echt()).bytes()
    for index in range(min(len(answer), 400)):
        await beurt.stuur(answer[index : index + 1])
    await beurt.stuur(answer[400:])


@LIJN("protocol", goed=True)
async def chunks_met_aanhang(beurt: Beurt) -> None:
    real = await beurt.echt()
    head = f"HTTP/1.1 {real.status} X\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n".encode()
    chunks = b"".join(
        f"{len(part):x};merk={MERK}\r\n".encode() + part + b"\r\n"
        for part in (real.body[index : index + 500] for index in range(0, len(real.body), 500))
    )
    await beurt.stuur(head + chunks + f"0\r\nX-Merk: {MERK}\r\n\r\n".encode())


@LIJN("protocol", goed=True)
async def ingepakt(beurt: Beurt) -> None:
    real = await beurt.echt()
    await beurt.stuur(real.bytes(body=gzip.compress(real.body), extra="Content-Encoding: gzip\r\n"))
