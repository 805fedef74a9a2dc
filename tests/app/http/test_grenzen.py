"""What is too large, too dear or too often, as a client hears it: by each door, in both languages, with the figures."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from time import perf_counter

import msgspec
import pytest
from starlette.types import ASGIApp, Receive, Scope, Send
from websockets.asyncio.client import connect
from websockets.typing import Subprotocol

from app.config.grenzen import BudgetSettings, VraaggrenzenSettings
from app.sandbox import uitgever
from tests.app.http.abonnement.opstelling import inlog, lees, vraag
from tests.app.http.deur import Deur, dienst

DIEP = "{ zaak { " + "hoofdzaak { " * 12 + "id" + " }" * 12 + " } }"
DUUR = "query Duur($n: Int!) { mijnZaken(first: $n) { nodes { zaak { betrokkenen { klant { zaken(first: $n) { nodes "
DUUR += "{ id } } } } } } } }"
TEGOED = BudgetSettings(tegoed=20_000, per_s=1)


@pytest.fixture(scope="module")
def zuinig() -> Iterator[Deur]:
    """Where one may ask so much, and then for a long time nothing."""
    with dienst(
        grenzen=VraaggrenzenSettings(per_afnemer=TEGOED), mijnzaken_api=True, publiek_url="http://127.0.0.1:1"
    ) as served:
        yield served


@pytest.mark.parametrize(
    ("taal", "melding"), [("nl", "De vraag is te diep genest."), ("en", "The question is nested too deep.")]
)
def test_what_is_too_large_is_told_with_its_figures(deur: Deur, taal: str, melding: str) -> None:
    answer = deur.post({"query": DIEP}, Accept_Language=taal)
    (error,) = answer.json()["errors"]

    assert answer.status == 400
    assert error["message"] == melding
    assert error["extensions"] == {
        "code": "QUERY_TOO_COMPLEX",
        "grens": "diepte",
        "gemeten": 14,
        "hooguit": 10,
        "traceId": error["extensions"]["traceId"],
    }
    assert "data" not in answer.json()
    assert deur.post({"query": DIEP}, Accept="application/json").status == 200


def test_what_a_variable_makes_too_dear_is_refused_and_not_what_it_does_not(deur: Deur) -> None:
    klein, groot = (deur.post({"query": DUUR, "variables": {"n": n}}) for n in (3, 100))
    (error,) = groot.json()["errors"]

    assert klein.status == 200
    assert groot.status == 400
    assert error["extensions"]["grens"] == "kosten"
    assert error["extensions"]["gemeten"] > error["extensions"]["hooguit"] == 20_000


def test_variables_of_too_many_values_are_refused_before_anything_is_done_with_them(deur: Deur) -> None:
    query = "query A($ids: [ID!]!) { nodes(ids: $ids) { id } }"
    answer = deur.post({"query": query, "variables": {"ids": [["a"]] * 1500}})
    (error,) = answer.json()["errors"]

    assert answer.status == 400
    assert error["extensions"]["grens"] == "waarden"


def test_each_that_is_exceeded_is_told(deur: Deur) -> None:
    query = "{ " + " ".join(f"a{nr}: ik {{ soort }}" for nr in range(30)) + " } fragment F on Afnemer { soort }"
    errors = deur.post({"query": query}).json()["errors"]

    assert [error["extensions"]["grens"] for error in errors] == ["aliassen", "wortelvelden"]


def test_who_asks_too_much_is_told_when_he_may_again_and_nobody_else_is(zuinig: Deur) -> None:
    query = {"query": "query A { mijnZaken(first: 100) { nodes { zaak { betrokkenen { klant { naam } } } } } }"}
    answers = [zuinig.post(query, persona="ondernemer") for _ in range(40)]
    te_veel = answers[-1]
    (error,) = te_veel.json()["errors"]

    assert answers[0].status == 200
    assert te_veel.status == 429
    assert 0 < int(te_veel.kop("Retry-After")) < 20_000
    assert error["extensions"]["code"] == "RATE_LIMITED"
    assert error["extensions"]["retryAfter"] == int(te_veel.kop("Retry-After"))
    assert zuinig.post(query, persona="ondernemer", Accept="application/json").status == 429
    assert zuinig.post({"query": "{" * 20_000}, persona="ondernemer").status == 429, "and nothing of it is read"
    assert zuinig.post(query, persona="burger").status == 200
    assert zuinig.post(query, persona="kcc").status == 200


def test_who_sends_what_is_refused_uses_up_what_he_has(zuinig: Deur) -> None:
    answers = [zuinig.post({"query": "{" * 10_000 + " " * nummer}, persona="behandelaar").status for nummer in range(6)]

    assert answers == [400, 400, 400, 429, 429, 429]


def test_the_rest_door_says_so_too(zuinig: Deur) -> None:
    assert zuinig.get("/mijnzaken/v1/zaken", persona="gemachtigde").status == 200
    for nummer in range(4):
        zuinig.post({"query": "{" * 10_000 + " " * nummer}, persona="gemachtigde")
    statussen = [zuinig.get("/mijnzaken/v1/zaken", persona="gemachtigde").status for _ in range(50)]

    assert statussen[-1] == 429
    assert set(statussen) <= {200, 429}


def test_a_socket_and_a_stream_refuse_it_as_an_operation(zuinig: Deur) -> None:
    async def codes() -> list[str]:
        url, found = f"ws://127.0.0.1:{zuinig.poort}/graphql", []
        async with connect(url, subprotocols=[Subprotocol("graphql-transport-ws")], proxy=None) as socket:
            await socket.send(inlog("burger2"))
            await lees(socket)
            for nummer in range(6):
                await socket.send(vraag(str(nummer), f"{DIEP} #{str(nummer) * 9_000}"))
                message = await lees(socket)
                assert message["type"] == "error"
                found.append(message["payload"][0]["extensions"]["code"])
        return found

    assert asyncio.run(codes()) == ["QUERY_TOO_COMPLEX"] * 4 + ["RATE_LIMITED"] * 2

    koppen = {
        "Content-Type": "application/json",
        "Accept": "text/event-stream",
        "Authorization": f"Bearer {uitgever.token('burger')}",
    }
    stroom = zuinig.vraag("POST", "/graphql/stream", body=msgspec.json.encode({"query": DIEP}), koppen=koppen)
    assert stroom.status == 200
    assert b"QUERY_TOO_COMPLEX" in stroom.body


def test_lists_that_prove_longer_than_was_reckoned_end_the_answer() -> None:
    klein = VraaggrenzenSettings().model_copy(update={"objecten": 12})
    with dienst(grenzen=klein) as served:
        wel = served.post({"query": "{ mijnZaken { nodes { id } } }"})
        niet = served.post({"query": "{ mijnZaken { nodes { id proces { naam } } } }"})
        weer = served.post({"query": "{ mijnZaken { nodes { id } } }"})

    assert wel.json()["data"]["mijnZaken"]["nodes"]
    assert niet.json()["data"] is None
    assert [error["extensions"]["code"] for error in niet.json()["errors"]] == ["QUERY_TOO_COMPLEX"]
    assert weer.json() == wel.json()


class _Treuzelend:
    """Registers that answer a little later."""

    def __init__(self, registers: ASGIApp) -> None:
        self._registers = registers

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        await asyncio.sleep(0.3)
        await self._registers(scope, receive, send)


def test_who_comes_when_it_is_full_hears_so_at_once_and_the_others_are_answered() -> None:
    """So that what is under way at the same time, and the memory that takes, does not depend on how many come."""
    with dienst(grenzen=VraaggrenzenSettings(gelijktijdig=3), ervoor=_Treuzelend) as vol:
        vraag_ = {"query": "{ mijnZaken { totaal } }"}
        vol.post(vraag_)  # what is fetched once, is there
        with ThreadPoolExecutor(12) as pool:
            answers = list(pool.map(lambda _: (perf_counter(), vol.post(vraag_), perf_counter()), range(12)))
        later = vol.post(vraag_)

    druk = [(answer, end - begin) for begin, answer, end in answers if answer.status == 503]
    assert Counter(answer.status for _, answer, _ in answers) == {200: 3, 503: 9}
    assert later.status == 200
    for answer, duurde in druk:
        (error,) = answer.json()["errors"]
        assert error["extensions"]["code"] == "RATE_LIMITED"
        assert answer.kop("retry-after") == "1"
        assert duurde < 0.3
