"""Bodies that are no question: each is refused as what it is; and nobody else notices."""

from __future__ import annotations

import asyncio
from time import thread_time

import httpx
import pytest

from app.sandbox import uitgever
from tests.gateway import Gateway
from tests.onder_vuur.documenten import BSN
from tests.onder_vuur.lichamen import Lichaam, lichamen
from tests.onder_vuur.opstelling import HOOGUIT_S, LANGST_S, MEESTE_MB, Dienst

pytestmark = pytest.mark.xdist_group("vuur")

LICHAMEN = lichamen()


async def test_each_takes_little_time_of_the_loop(huis: Gateway) -> None:
    koppen = {"Content-Type": "application/json", "Authorization": f"Bearer {uitgever.token('burger')}"}
    for _ in range(2):  # the first time the token's signature is looked at, and the document read
        await huis.client.post("/graphql", content=LICHAMEN["een id"].data, headers=koppen)
    te_lang = {}
    for naam, lichaam in LICHAMEN.items():
        begin = thread_time()
        await huis.client.post("/graphql", content=lichaam.data, headers={**koppen, **lichaam.koppen})
        if (seconden := thread_time() - begin) > HOOGUIT_S:
            te_lang[naam] = seconden

    assert te_lang == {}


async def _stuur(client: httpx.AsyncClient, vuur: Dienst, lichaam: Lichaam) -> int:
    """The status; 413 also when the connection was closed under what was still being sent."""
    try:
        answer = await client.post(vuur.url, content=lichaam.data, headers={**vuur.koppen(), **lichaam.koppen})
    except httpx.NetworkError:
        assert 413 in lichaam.statussen
        return 413
    assert BSN not in answer.text
    assert len(answer.content) < 5_000
    return answer.status_code


async def test_each_is_refused_as_what_it_is_and_who_asks_beside_them_does_not_notice(vuur: Dienst) -> None:
    begin = vuur.geheugen()
    fout: dict[str, set[int]] = {}
    async with httpx.AsyncClient(timeout=30) as client, vuur.omstander() as langst:
        for naam, lichaam in LICHAMEN.items():
            found = set(await asyncio.gather(*(_stuur(client, vuur, lichaam) for _ in range(3))))
            if not found <= set(lichaam.statussen):
                fout[naam] = found
            assert langst() < LANGST_S, naam

    assert fout == {}
    assert vuur.geheugen() - begin < MEESTE_MB
    assert vuur.zwijgt_over() == []
    print(f"{len(LICHAMEN)} van {len(LICHAMEN)} lichamen goed beantwoord; langst gewacht {langst():.3f} s")
