"""Faults in any order: whatever bytes come, a call ends in its answer or in one of our errors, and harms no other."""

from __future__ import annotations

import asyncio
import gzip
import hashlib
import random

import msgspec

from app.registries.breaker import Breaker
from app.registries.client import Grenzen, RegisterClient
from resolvers.grammar.errors import MijnZakenError
from tests.app.registries.ruwe_server import Gesprek, bedien, json

REEKSEN = 150


class Zaak(msgspec.Struct):
    merk: str


def merk_van(nummer: str) -> str:
    """So long that no damage turns one into another."""
    return hashlib.sha256(nummer.encode()).hexdigest()


def bedorven(random_: random.Random, good: bytes) -> bytes:
    """A good answer with one thing done to it."""
    place, other = random_.randrange(len(good)), random_.randrange(len(good))
    return random_.choice(
        [
            good[:place],
            good[:place] + bytes([random_.randrange(256)]) + good[place + 1 :],
            good[:place] + random_.randbytes(3) + good[place:],
            good[: min(place, other)] + good[max(place, other) :],
            good + good,
            good + good[:place],
            random_.randbytes(place),
            good.replace(b"Content-Length: ", b"Content-Length: 1"),
            good.replace(b"200 OK", random_.choice([b"204 X", b"302 X", b"404 X", b"503 X", b"101 X", b"199 X"])),
            good.replace(b"Content-Length", b"Transfer-Encoding: chunked\r\nContent-Length"),
            good.replace(b"Content-Length", b"Content-Encoding: gzip\r\nContent-Length"),
        ]
    )


async def test_any_sequence_of_broken_answers_ends_in_answers_and_errors_of_ours() -> None:
    random_ = random.Random(20261123)
    outcomes: dict[str, int] = {}
    merken = {merk_van(str(nummer)) for nummer in range(REEKSEN * 10)}

    async def gedrag(gesprek: Gesprek) -> None:
        body = f'{{"merk": "{merk_van(gesprek.regel.split()[1].rpartition("/")[2])}"}}'
        good = json(body)
        if random_.random() < 0.3:
            good = json(gzip.compress(body.encode()), kop="Content-Encoding: gzip\r\n")
        if random_.random() < 0.3:
            await gesprek.stuur(good)
            return
        await gesprek.stuur(bedorven(random_, good))
        if random_.random() < 0.7:
            gesprek.sluit(hard=random_.random() < 0.3)

    async with bedien(gedrag) as server:
        limits = Grenzen(timeout_s=0.4, max_bytes=10_000, gelijktijdig=64)
        async with RegisterClient(
            naam="proef", basis=server.basis, grenzen=limits, breaker=Breaker(opent_na=10**9)
        ) as client:

            async def reeks(start: int) -> None:
                for nummer in range(start, start + 5):
                    try:
                        zaak = await client.get("/zaken/{id}", Zaak, pad={"id": str(nummer)})
                    except MijnZakenError as error:
                        outcomes[type(error).__name__] = outcomes.get(type(error).__name__, 0) + 1
                        continue
                    assert zaak.merk == merk_van(str(nummer)) or zaak.merk not in merken
                    outcomes["antwoord"] = outcomes.get("antwoord", 0) + 1

            await asyncio.gather(*(reeks(index * 10) for index in range(REEKSEN)))
    assert sum(outcomes.values()) == REEKSEN * 5
    assert len(outcomes) >= 4
