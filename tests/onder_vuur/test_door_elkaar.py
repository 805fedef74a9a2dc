"""A hundred people ask at once, over and over, each something else: nobody gets a byte that is another's, and the log
names nobody who did not ask. `MIJNZAKEN_LANG=1` asks a hundred thousand times instead of some hundreds."""

from __future__ import annotations

import asyncio
import os
from collections import Counter
from itertools import count
from random import Random
from typing import Any

import msgspec
import pytest

from app.authentication.bearer import Bearer
from app.sandbox import uitgever
from app.verwerkingenlog.regel import Verwerking
from resolvers.grammar.afnemer import Authenticatie
from resolvers.grammar.sleutel import Bsn
from tests.gateway import Gateway, gateway, sandbox
from tests.onder_vuur.honderd import AANTAL, BSNS, MERK, VRAGEN, komen_erbij, merk

VRAGEN_IN_TOTAAL = 100_000 if os.environ.get("MIJNZAKEN_LANG") == "1" else 400
TEGELIJK = 50
LAAT = {"LOG_UNAVAILABLE", "REGISTER_TIMEOUT", "DEADLINE_EXCEEDED"}


async def test_nobody_gets_a_byte_of_another(monkeypatch: pytest.MonkeyPatch) -> None:
    await _door_elkaar(VRAGEN_IN_TOTAAL, monkeypatch)


async def test_a_single_byte_of_another_would_be_seen(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where a token is now and then taken for that of who asked before."""
    lees, vorige, beurt = Bearer.lees, list[Authenticatie](), count()

    async def verwart(self: Bearer, *args: Any) -> Authenticatie:
        vorige.append(await lees(self, *args))
        return vorige[-2] if next(beurt) == 40 else vorige[-1]

    monkeypatch.setattr(Bearer, "lees", verwart)
    with pytest.raises(ExceptionGroup) as gezien:
        await _door_elkaar(60, monkeypatch)
    assert gezien.group_contains(AssertionError, match="MERK")


async def _door_elkaar(aantal: int, monkeypatch: pytest.MonkeyPatch) -> None:
    komen_erbij(monkeypatch)
    tokens = [uitgever.token(merk(nummer)) for nummer in range(AANTAL)]
    keuze = Random(41)
    beurten = [(keuze.randrange(AANTAL), keuze.randrange(len(VRAGEN))) for _ in range(aantal)]
    keuze.shuffle(beurten)
    antwoorden: dict[tuple[int, int], bytes] = {}
    gemerkt: Counter[int] = Counter()

    with sandbox() as registers:
        async with gateway(registers.basis, geduld_s=60.0, deadline_s=60.0) as huis:
            wachtrij = iter(beurten)

            async def vraagt_door() -> None:
                for wie, wat in wachtrij:
                    body = None
                    while body is None:  # on a machine that is too busy, something may be late
                        body = await _antwoord(huis, VRAGEN[wat], tokens[wie], merk(wie))
                    assert antwoorden.setdefault((wie, wat), body) == body
                    gemerkt[wie] += 1

            async with asyncio.TaskGroup() as groep:
                for _ in range(TEGELIJK):
                    groep.create_task(vraagt_door())

            log = huis.log()
            over = Counter(
                found.regel.betrokkene for found in log.sinds(0, 9_000_000) if isinstance(found.regel, Verwerking)
            )
            log.close()
            zelf = {huis.pseudoniem(Bsn(BSNS[wie])) for wie in gemerkt}

    assert gemerkt.total() == aantal
    assert set(over) == zelf
    assert over.total() >= aantal


async def _antwoord(huis: Gateway, query: str, token: str, van: str) -> bytes | None:
    """The data, when all of it came. What else is said is of nobody else either."""
    answer = await huis.client.post("/graphql", json={"query": query}, headers={"Authorization": f"Bearer {token}"})
    body = answer.json()
    gevonden = set(MERK.findall(answer.text))
    assert gevonden <= {van}, (van, query, gevonden)
    if body.get("errors"):
        assert {error["extensions"]["code"] for error in body["errors"]} <= LAAT
        return None
    assert (answer.status_code, gevonden) == (200, {van})
    return msgspec.json.encode(body["data"])
