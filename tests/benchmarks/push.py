"""Push: what live subscriptions cost one process, and how long a change takes to reach who listens.

    python -m tests.benchmarks.push [--abonnementen 10000] [--meldingen 1000]

So many connections each follow one zaak over graphql-transport-ws. Then: one notification at a time, from the first
byte of the notification to the last byte of what the client hears; and a burst of them, as fast as they are taken. The
gateway has a core to itself; CPU is the kernel's account of it. Registers are the sandbox, on the other core.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import sys
from base64 import b64encode
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from statistics import quantiles
from tempfile import TemporaryDirectory
from time import perf_counter
from typing import cast
from uuid import uuid4

import uvloop
import yaml

from app.sandbox import uitgever
from app.sandbox.server import NOTIFICATIES_AUTHORIZATION, sandbox_config
from app.sandbox.wereld import Adressen, bouw_wereld
from resolvers.grammar.ref import Ref
from tests.benchmarks.vergelijk.belasting import cpu_s, geheugen_mb
from tests.benchmarks.vergelijk.opstelling import KERN_POORT, KERN_REST, draait, vrije_poort

_VOLG = """subscription ($id: ID) { mijnZakenGewijzigd(id: $id) {
  soort tijdstip informatie { id titel status { groep naam stap aantalStappen } levertijd { verwachtOp aard } } } }"""
_KOP = (
    "GET /graphql HTTP/1.1\r\nHost: 127.0.0.1\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
    "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Protocol: graphql-transport-ws\r\nSec-WebSocket-Key: {key}\r\n\r\n"
)


class Luisteraar(asyncio.Protocol):
    """A client of as little as there can be: a handshake, two messages, and the moment at which each answer came."""

    def __init__(self, id_: str, token: str) -> None:
        self._id, self._token = id_, token
        self._buffer = b""
        self._gegroet = False
        self.gehoord: list[float] = []
        self.klaar: asyncio.Future[None] = asyncio.get_running_loop().create_future()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast("asyncio.Transport", transport)
        self._transport.write(_KOP.format(key=b64encode(os.urandom(16)).decode()).encode())

    def data_received(self, data: bytes) -> None:
        self._buffer += data
        if not self._gegroet:
            head, found, rest = self._buffer.partition(b"\r\n\r\n")
            if not found:
                return
            assert b" 101 " in head, head
            self._gegroet, self._buffer = True, rest
            self._stuur({"type": "connection_init", "payload": {"Authorization": f"Bearer {self._token}"}})
        for soort, payload in self._frames():
            if soort == 0x9:
                self._frame(0xA, payload)
            elif soort == 0x1:
                self._bericht(json.loads(payload))

    def _bericht(self, bericht: dict[str, str]) -> None:
        if bericht["type"] == "connection_ack":
            self._stuur({"type": "subscribe", "id": "1", "payload": {"query": _VOLG, "variables": {"id": self._id}}})
            # answered after the subscription was taken up: messages are handled in their order
            self._stuur({"type": "ping"})
        elif bericht["type"] == "pong":
            self.klaar.set_result(None)
        else:
            assert bericht["type"] == "next", bericht
            self.gehoord.append(perf_counter())

    def _frames(self) -> Iterator[tuple[int, bytes]]:
        while len(self._buffer) >= 2:
            size, at = self._buffer[1] & 0x7F, 2
            if size == 126:
                size, at = int.from_bytes(self._buffer[2:4], "big"), 4
            if len(self._buffer) < at + size:
                return
            soort, payload = self._buffer[0] & 0xF, self._buffer[at : at + size]
            self._buffer = self._buffer[at + size :]
            yield soort, payload

    def _stuur(self, bericht: object) -> None:
        self._frame(0x1, json.dumps(bericht).encode())

    def _frame(self, soort: int, payload: bytes) -> None:
        size = bytes([0x80 | len(payload)]) if len(payload) < 126 else b"\xfe" + len(payload).to_bytes(2, "big")
        self._transport.write(bytes([0x80 | soort]) + size + b"\0\0\0\0" + payload)  # a mask of zeros changes nothing


class Melder:
    """Some connections over which notifications go, one after another."""

    def __init__(self, poort: int) -> None:
        self._poort = poort

    async def meld(self, zaken: list[str]) -> list[float]:
        """When each was sent; returns when the last was acknowledged."""
        reader, writer = await asyncio.open_connection("127.0.0.1", self._poort)
        moments: list[float] = []
        for zaak in zaken:
            body = _notificatie(zaak)
            moments.append(perf_counter())
            writer.write(
                f"POST /notificaties HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\n"
                f"Authorization: {NOTIFICATIES_AUTHORIZATION}\r\nContent-Length: {len(body)}\r\n\r\n".encode()
                + body
            )
            head = await reader.readuntil(b"\r\n\r\n")
            assert b" 204 " in head.partition(b"\r\n")[0], head
        writer.close()
        return moments


def _notificatie(zaak: str) -> bytes:
    return json.dumps(
        {
            "kanaal": "zaken",
            "hoofdObject": zaak,
            "resource": "status",
            "resourceUrl": f"{zaak.rpartition('/zaken/')[0]}/statussen/{uuid4()}",
            "actie": "create",
            "aanmaakdatum": datetime.now(UTC).isoformat(),
            "kenmerken": {},
        }
    ).encode()


@contextmanager
def _opstelling(zaken: int) -> Iterator[tuple[int, int, list[str]]]:
    """The gateway's port and process number, and the zaken that can be followed."""
    registers, poort = vrije_poort(), vrije_poort()
    basis = f"http://127.0.0.1:{registers}"
    wereld = bouw_wereld(Adressen.onder(basis), zaken=zaken)
    urls = [
        str(zaak["url"])
        for zaak in wereld.collecties["openzaak"]["zaken"]
        if str(zaak["identificatie"]).startswith("ZAAK-GROEI")
    ]
    with TemporaryDirectory() as map_:
        config = sandbox_config(basis, log=f"sqlite:{map_}/log.sqlite", port=poort, host="127.0.0.1")
        config["push"] |= {"webhooks": [], "abonnementen": zaken + 10}
        bestand = Path(map_) / "mijnzaken.yaml"
        bestand.write_text(yaml.safe_dump(json.loads(json.dumps(config))), encoding="utf-8")
        sandbox = [sys.executable, "-m", "app", "sandbox", "--port", str(registers), "--zaken", str(zaken)]
        dienst = [sys.executable, "-m", "app", "serve", "--config", str(bestand)]
        with draait(sandbox, registers, KERN_REST), draait(dienst, poort, KERN_POORT) as pid:
            yield poort, pid, urls


async def _luister(poort: int, urls: list[str]) -> list[Luisteraar]:
    loop, token = asyncio.get_running_loop(), uitgever.token("veelzaken", 86_400)
    found: list[Luisteraar] = []
    for begin in range(0, len(urls), 200):
        groep: list[Luisteraar] = []
        for url in urls[begin : begin + 200]:
            id_ = Ref("openzaak", "MijnZakenInformatie", url.rpartition("/")[2]).encode()
            luisteraar = Luisteraar(id_, token)
            await loop.create_connection(lambda made=luisteraar: made, "127.0.0.1", poort)  # type: ignore[misc]
            groep.append(luisteraar)
        await asyncio.gather(*(luisteraar.klaar for luisteraar in groep))
        found += groep
        print(f"\r{len(found)} abonnementen", end="", file=sys.stderr, flush=True)
    print(file=sys.stderr)
    await asyncio.sleep(3)  # the last of them are still being looked at
    return found


async def _gehoord(luisteraars: list[Luisteraar], aantal: int, geduld_s: float) -> None:
    until = perf_counter() + geduld_s
    while sum(len(luisteraar.gehoord) for luisteraar in luisteraars) < aantal and perf_counter() < until:  # noqa: ASYNC110
        await asyncio.sleep(0.01)


def _regel(naam: str, ms: list[float]) -> str:
    cut = quantiles(ms, n=100) if len(ms) > 1 else ms * 99
    return f"{naam:<44} p50 {cut[49]:8.1f} ms   p99 {cut[98]:8.1f} ms   langst {max(ms):8.1f} ms"


async def _meet(poort: int, pid: int, urls: list[str], meldingen: int) -> None:
    leeg_mb, begin = geheugen_mb(pid), perf_counter()
    luisteraars = await _luister(poort, urls)
    per_stuk = (geheugen_mb(pid) - leeg_mb) * 1000 / len(luisteraars)
    print(f"{len(luisteraars)} abonnementen in {perf_counter() - begin:.0f} s; {per_stuk:.1f} KB per abonnement")
    melder = Melder(poort)
    een_voor_een: list[float] = []
    for place in range(100):
        (moment,) = await melder.meld([urls[place]])
        await _gehoord(luisteraars[place : place + 1], 1, 10)
        een_voor_een.append((luisteraars[place].gehoord[0] - moment) * 1000)
    print(_regel("een melding tegelijk, tot de laatste byte", een_voor_een))
    for luisteraar in luisteraars:
        luisteraar.gehoord.clear()
    gekozen = list(range(100, 100 + meldingen))
    voor_cpu, voor = cpu_s(pid), perf_counter()
    lijnen = [gekozen[nummer::50] for nummer in range(50)]
    verstuurd = await asyncio.gather(*(Melder(poort).meld([urls[place] for place in lijn]) for lijn in lijnen))
    aangenomen_s = perf_counter() - voor
    await _gehoord(luisteraars, meldingen, 60)
    cpu_ms = (cpu_s(pid) - voor_cpu) / meldingen * 1000
    moment_van = {
        place: moment
        for lijn, moments in zip(lijnen, verstuurd, strict=True)
        for place, moment in zip(lijn, moments, strict=True)
    }
    gehoord = [(luisteraars[place].gehoord[0] - moment) * 1000 for place, moment in moment_van.items()]
    print(f"{meldingen} meldingen ineens: aangenomen in {aangenomen_s:.2f} s ({meldingen / aangenomen_s:.0f}/s)")
    print(_regel("  elk tot de laatste byte", gehoord))
    print(f"  verloren: {meldingen - len(gehoord)}; dubbel: {sum(len(one.gehoord) for one in luisteraars) - meldingen}")
    print(f"  CPU van de dienst per melding, van aanname tot aflevering: {cpu_ms:.2f} ms")
    print(f"geheugen van de dienst na afloop: {geheugen_mb(pid):.0f} MB")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--abonnementen", type=int, default=10_000)
    parser.add_argument("--meldingen", type=int, default=1000)
    gekozen = parser.parse_args()
    if gekozen.abonnementen < gekozen.meldingen + 100:
        parser.error("er zijn minstens honderd abonnementen meer dan meldingen nodig")
    with _opstelling(gekozen.abonnementen) as (poort, pid, urls):
        uvloop.run(_meet(poort, pid, urls, gekozen.meldingen))


if __name__ == "__main__":
    main()
