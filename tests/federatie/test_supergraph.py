"""Hive Gateway with MijnZaken as one of its subgraphs: it composes, it finds our zaken through another subgraph, and
nobody sees or is recorded as seeing anything else than when he asks us himself."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

import httpx
import pytest

from app.beleid import sdl_voor_supergraph
from app.config import Settings
from app.main import bouw
from app.sandbox.server import sandbox_settings
from resolvers.grammar.ref import Ref
from tests.app.http.deur import bediend
from tests.app.registries.ruwe_server import vrije_poort
from tests.federatie.supergraaf import Supergraaf, supergraaf
from tests.gateway import Antwoord, Gateway, Sandbox

ONBEKEND = Ref("openzaak", "Zaak", "00000000-0000-4000-8000-000000000000").encode()
VELDEN = "identificatie omschrijving status { naam } documenten { titel }"
FOTOS = f"query($ids: [ID!]!) {{ fotos(van: $ids) {{ zaak {{ foto {VELDEN} }} }} }}"
NODES = f"query($ids: [ID!]!) {{ nodes(ids: $ids) {{ ... on Zaak {{ {VELDEN} }} }} }}"
IEDEREEN = ("burger", "burger2", "gemachtigde", "ondernemer", "kcc", "behandelaar", "ketenpartner")


@dataclass(frozen=True, slots=True)
class Opstelling:
    poort: int
    settings: Settings
    supergraaf: Supergraaf


#: What is started is started once.
pytestmark = pytest.mark.xdist_group("supergraph")


@pytest.fixture(scope="module")
def opstelling(registers: Sandbox, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Opstelling]:
    log = f"sqlite:{tmp_path_factory.mktemp('log')}/log.sqlite"
    poort, settings = vrije_poort(), sandbox_settings(registers.basis, log=log, federatie=True)
    with (
        bediend(bouw(settings), poort),
        supergraaf(f"http://127.0.0.1:{poort}/graphql", sdl_voor_supergraph()) as made,
    ):
        yield Opstelling(poort, settings, made)


@asynccontextmanager
async def _vrager(url: str, settings: Settings) -> AsyncIterator[Gateway]:
    async with httpx.AsyncClient(base_url=url, timeout=30) as client:
        yield Gateway(client, settings)


@pytest.fixture
async def direct(opstelling: Opstelling) -> AsyncIterator[Gateway]:
    """Who asks us himself."""
    async with _vrager(f"http://127.0.0.1:{opstelling.poort}", opstelling.settings) as found:
        yield found


@pytest.fixture
async def erlangs(opstelling: Opstelling) -> AsyncIterator[Gateway]:
    """Who asks the supergraph."""
    async with _vrager(opstelling.supergraaf.url.removesuffix("/graphql"), opstelling.settings) as found:
        yield found


async def _ids(huis: Gateway, als: str) -> list[str]:
    nodes = (await huis.ask("{ mijnZaken { nodes { zaak { id } } } }", als=als)).data["mijnZaken"]["nodes"]
    return [node["zaak"]["id"] for node in nodes if node["zaak"]]


async def _en_vastgelegd(huis: Gateway, *args: Any, **rest: Any) -> tuple[Antwoord, list[object]]:
    eerder = len(huis.vastgelegd())
    answer = await huis.ask(*args, **rest)
    return answer, huis.vastgelegd()[eerder:]


def _zonder_foto(answer: Antwoord) -> list[dict[str, Any]]:
    """What the supergraph has of our zaken; that of another subgraph is no matter of ours."""
    zaken = [dict(foto["zaak"]) for foto in answer.data["fotos"]]
    assert all(zaak.pop("foto").startswith("foto van ") for zaak in zaken)
    return zaken


def _leeg(zaak: dict[str, Any] | None) -> dict[str, Any]:
    """One that is not there: what another subgraph knows of it stays, and all that is ours is null."""
    return zaak or {"identificatie": None, "omschrijving": None, "status": None, "documenten": None}


def test_it_composes_without_our_own_directives(opstelling: Opstelling) -> None:
    made = opstelling.supergraaf
    (zaak,) = [line for line in made.sdl.splitlines() if line.startswith("type Zaak ")]

    assert made.fouten == ()
    assert zaak.count('key: "id"') == 2
    assert not any(f"@{name}" in made.sdl for name in ("inzage", "openbaar", "betrokkene", "onthult"))
    assert "_entities" not in made.sdl


async def test_the_gateway_says_itself_of_what_it_is_composed(direct: Gateway) -> None:
    assert (await direct.ask("{ _service { sdl } }")).data == {"_service": {"sdl": sdl_voor_supergraph().strip()}}


@pytest.mark.parametrize("persona", IEDEREEN)
async def test_a_zaak_that_another_subgraph_names_is_shown_and_recorded_as_by_ourselves(
    direct: Gateway, erlangs: Gateway, persona: str
) -> None:
    ids = [*await _ids(direct, "burger"), ONBEKEND, *await _ids(direct, "gemachtigde")]
    self_, recorded = await _en_vastgelegd(direct, NODES, als=persona, variables={"ids": ids})
    along, recorded_along = await _en_vastgelegd(erlangs, FOTOS, als=persona, variables={"ids": ids})

    assert _zonder_foto(along) == [_leeg(zaak) for zaak in self_.data["nodes"]]
    assert along.body.get("errors") is None
    assert recorded_along == recorded
    if persona == "burger":
        assert None in self_.data["nodes"]
        assert any(self_.data["nodes"])
        assert recorded


async def test_a_question_to_us_alone_is_answered_and_recorded_as_by_ourselves(
    direct: Gateway, erlangs: Gateway
) -> None:
    query = """query($id: ID!) { mijnZaken { totaal nodes { titel status { groep } levertijd { aard } } }
        zaak(id: $id) { identificatie omschrijving } node(id: $id) { id }
        ik { soort klant { id ... on NatuurlijkPersoon { naam bsn } } } }"""
    for persona in IEDEREEN:
        variables = {"id": (await _ids(direct, "burger"))[0]}
        self_, recorded = await _en_vastgelegd(direct, query, als=persona, variables=variables)
        along, recorded_along = await _en_vastgelegd(erlangs, query, als=persona, variables=variables)

        assert along.data == self_.data
        assert along.codes == self_.codes
        assert recorded_along == recorded


async def test_what_another_subgraph_adds_to_our_zaken_is_there(direct: Gateway, erlangs: Gateway) -> None:
    answer = await erlangs.ask("{ mijnZaken { nodes { zaak { id foto } } } producttypen(first: 1) { nodes { foto } } }")
    zaken = [node["zaak"] for node in answer.data["mijnZaken"]["nodes"] if node["zaak"]]

    assert zaken == [{"id": id_, "foto": f"foto van {id_}"} for id_ in await _ids(direct, "burger")]
    assert answer.data["producttypen"]["nodes"][0]["foto"]


async def test_a_foreign_zaak_is_that_of_one_that_is_not_there(direct: Gateway, erlangs: Gateway) -> None:
    ids = (await _ids(direct, "burger"))[:1]
    foreign = await erlangs.ask(FOTOS, als="gemachtigde", variables={"ids": ids})
    nothing = await erlangs.ask(FOTOS, als="gemachtigde", variables={"ids": [ONBEKEND]})

    assert _zonder_foto(foreign) == _zonder_foto(nothing) == [_leeg(None)]
    assert {**foreign.body, "data": None} == {**nothing.body, "data": None}


async def test_two_who_ask_the_same_at_the_same_moment_each_get_their_own(direct: Gateway, erlangs: Gateway) -> None:
    """A supergraph joins questions that are the same; two people's never are."""
    wie = ["burger", "gemachtigde", "ondernemer", "behandelaar"] * 3
    ids = await _ids(direct, "burger")
    apart = {als: (await direct.ask(NODES, als=als, variables={"ids": ids})).data["nodes"] for als in set(wie)}
    together = await asyncio.gather(*(erlangs.ask(FOTOS, als=als, variables={"ids": ids}) for als in wie))

    assert apart["burger"] != apart["gemachtigde"]
    for als, answer in zip(wie, together, strict=True):
        assert _zonder_foto(answer) == [_leeg(zaak) for zaak in apart[als]]


async def test_an_id_that_is_none_of_ours_is_told_and_takes_no_other_with_it(direct: Gateway, erlangs: Gateway) -> None:
    query = "query($ids: [ID!]!) { fotos(van: $ids) { zaak { identificatie } } }"
    own = (await _ids(direct, "burger"))[0]
    answer = await erlangs.ask(query, variables={"ids": [own, "999990019"]})
    (error,) = answer.body["errors"]

    assert [foto["zaak"]["identificatie"] is None for foto in answer.data["fotos"]] == [False, True]
    assert error["extensions"]["code"] == "BAD_USER_INPUT"
    assert "999990019" not in error["message"]


async def test_who_has_no_token_gets_nothing_of_ours(direct: Gateway, erlangs: Gateway) -> None:
    ids = await _ids(direct, "burger")
    for huis, query in ((direct, NODES), (erlangs, FOTOS)):
        answer = await huis.ask(query, token="geen", variables={"ids": ids})
        assert "UNAUTHENTICATED" in {error["extensions"]["code"] for error in answer.body["errors"]}
        assert "ZAAK-" not in str(answer.body)


def test_a_supergraph_that_would_look_here_for_what_cannot_be_found_here_does_not_compose(
    opstelling: Opstelling,
) -> None:
    with supergraaf("http://127.0.0.1:1/graphql", sdl_voor_supergraph(), meer="afspraak: Afspraak") as made:
        assert made.url == ""
        assert {fout["code"] for fout in made.fouten} == {"SATISFIABILITY_ERROR"}
        assert "Afspraak" in made.fouten[0]["message"]
