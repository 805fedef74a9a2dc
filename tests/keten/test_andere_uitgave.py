"""A partner of another release: what it does not have is left out, what we do not know of it too; neither fails."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from typing import Any

import pytest
from graphql import build_schema, graphql_sync
from graphql.language import parse
from graphql.validation import validate
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import Route

from app.beleid import sdl
from app.registries.cache import Gedeeld
from app.registries.client import Grenzen, RegisterClient
from app.registries.mijnzaken import Partner
from app.registries.mijnzaken.partner import Geweigerd
from resolvers.grammar.antwoorden import Deellijst
from resolvers.grammar.context import NIETS, Selectie
from resolvers.grammar.errors import RegisterInvalidResponse, RegisterUnavailable
from resolvers.grammar.inzage import GegevensCategorie
from resolvers.keten import Ketenvraag
from resolvers.organisatie import Organisatie
from resolvers.schema import schema
from tests.app.http.deur import bediend
from tests.app.registries.ruwe_server import vrije_poort
from tests.sdl import met_waarde, zonder

ALLES = frozenset(GegevensCategorie)
ZAAK: Mapping[str, Any] = {
    "id": "cGFydG5lcg",
    "titel": "Advies",
    "bijgewerktOp": "2026-11-20T10:00:00Z",
    "status": {"groep": "IN_BEHANDELING", "naam": "Loopt"},
    "zaak": {"id": "emFhaw", "identificatie": "P-1", "vertrouwelijkheidaanduiding": "OPENBAAR"},
}


def selectie(**velden: Any) -> Selectie:
    return Selectie({veld: onder if isinstance(onder, Selectie) else NIETS for veld, onder in velden.items()})


GEVRAAGD = selectie(
    titel=1, bijgewerktOp=1, status=selectie(groep=1, naam=1), zaak=selectie(identificatie=1, startdatum=1)
)


class Ander:
    """A partner with this contract, and this answer for each zaak."""

    def __init__(self, contract: str, informatie: Mapping[str, Any], *, met_schema: bool = True) -> None:
        self.contract, self.informatie, self.met_schema = contract, informatie, met_schema
        self.gevraagd: list[str] = []
        self.fouten: list[dict[str, Any]] | None = None
        self.omgekeerd = False
        self.weg: dict[str, bool] = {}  # zaak → whether nothing can be said of it, or something is only missed

    def app(self) -> Starlette:
        return Starlette(
            routes=[Route("/graphql", self.antwoord, methods=["POST"]), Route("/schema.graphql", self.sdl)]
        )

    def sdl(self, request: Request) -> Response:
        return PlainTextResponse(self.contract) if self.met_schema else PlainTextResponse("weg", 404)

    async def antwoord(self, request: Request) -> Response:
        body = await request.json()
        self.gevraagd.append(body["query"])
        if self.fouten is not None:
            return JSONResponse({"data": None, "errors": self.fouten})
        hun = build_schema(self.contract, assume_valid=True)
        hun.directives = tuple(found for found in hun.directives if found.name != "defer")  # graphql_sync has no parts
        if validate(hun, parse(body["query"])):
            return JSONResponse({"errors": [{"extensions": {"code": "GRAPHQL_VALIDATION_FAILED"}}]})
        zaken = body["variables"]["zaken"][:: -1 if self.omgekeerd else 1]
        root = {
            "ketenzaken": [
                {**zaak, "informatie": None if self.weg.get(zaak["identificatie"]) else [self.informatie]}
                for zaak in zaken
            ]
        }
        done = graphql_sync(hun, body["query"], root, variable_values=body["variables"])
        gemist: list[dict[str, Any]] = [
            {"extensions": {"code": "REGISTER_UNAVAILABLE"}, "path": ["ketenzaken", nummer, "informatie"]}
            for nummer, zaak in enumerate(zaken)
            if zaak["identificatie"] in self.weg
        ]
        return JSONResponse({"data": done.data, "errors": [*({"extensions": {}} for _ in done.errors or ()), *gemist]})


@asynccontextmanager
async def partner(ander: Ander) -> AsyncIterator[Partner]:
    poort = vrije_poort()
    with bediend(ander.app(), poort):
        # the other one reads its whole contract at every question, which takes a while on a busy machine
        grenzen = Grenzen(timeout_s=30)
        client = RegisterClient(naam="partner", basis=f"http://127.0.0.1:{poort}", grenzen=grenzen)
        try:
            yield Partner(
                partner=Organisatie(naam="Partner", oin="00000001003300006000", rsin=None, aanbieder=True),
                sleutels=frozenset(),
                activiteit="ketenbijdrage",
                naam="partner",
                eigen_oin="00000001003214345000",
                client=client,
                cache=Gedeeld(),
                schema=schema._schema,
                categorieen=ALLES,
                kenmerk_bronnen=(),
                diepte=2,
            )
        finally:
            await client.aclose()


async def bijdrage(found: Partner) -> Any:
    (van_zaak,) = await found.bijdragen([Ketenvraag("Z-1")], GEVRAAGD, ALLES)
    assert isinstance(van_zaak, Deellijst)
    (informatie,) = van_zaak
    return informatie


async def test_what_an_older_release_does_not_have_is_not_asked() -> None:
    oud = zonder(sdl(), "MijnZakenInformatie.bijgewerktOp", "Zaak.startdatum")
    async with partner(ander := Ander(oud, ZAAK)) as found:
        informatie = await bijdrage(found)
    assert "bijgewerktOp" not in ander.gevraagd[0]
    assert (informatie.gegeven("titel"), informatie.bijgewerkt_op) == ("Advies", None)
    assert (informatie.zaak.identificatie, informatie.zaak.startdatum) == ("P-1", None)


async def test_what_a_newer_release_says_that_we_do_not_know_is_left_out() -> None:
    """Where there must be a value, with what it belongs to; never the whole answer."""
    nieuw = met_waarde(sdl(), "Statusgroep", "GEPAUZEERD")
    async with partner(Ander(nieuw, {**ZAAK, "status": {"groep": "GEPAUZEERD", "naam": "Wacht"}})) as found:
        informatie = await bijdrage(found)
    assert (informatie.gegeven("titel"), informatie.gegeven("status")) == ("Advies", None)


async def test_a_partner_that_does_not_show_its_schema_is_taken_to_be_as_we_are() -> None:
    async with partner(ander := Ander(sdl(), ZAAK, met_schema=False)) as found:
        assert (await bijdrage(found)).gegeven("titel") == "Advies"
    assert "bijgewerktOp" in ander.gevraagd[0]


async def test_a_release_that_changed_since_is_read_anew() -> None:
    async with partner(ander := Ander(sdl(), ZAAK)) as found:
        await bijdrage(found)
        ander.contract = zonder(sdl(), "MijnZakenInformatie.bijgewerktOp")
        with pytest.raises(RegisterInvalidResponse):
            await bijdrage(found)
        assert (await bijdrage(found)).gegeven("titel") == "Advies"


async def test_a_release_from_before_the_chain_is_told_as_such() -> None:
    from app.console.contract import uitgaven

    async with partner(Ander(uitgaven()["0.1.0"], ZAAK)) as found:
        with pytest.raises(RegisterInvalidResponse):
            await bijdrage(found)


@pytest.mark.parametrize(
    ("code", "fout"), [("FORBIDDEN", Geweigerd), ("LOG_UNAVAILABLE", RegisterUnavailable), ("X", RegisterUnavailable)]
)
async def test_a_refusal_of_the_partner_is_told_as_what_it_is(code: str, fout: type[Exception]) -> None:
    async with partner(ander := Ander(sdl(), ZAAK)) as found:
        ander.fouten = [{"message": "999990019", "extensions": {"code": code}}]
        with pytest.raises(fout) as refused:
            await bijdrage(found)
    assert "999990019" not in f"{refused.value} {getattr(refused.value, 'detail', '')}"


@pytest.mark.parametrize("informatie", [{**ZAAK, "id": None}, {**ZAAK, "id": "a b"}, {**ZAAK, "id": "x" * 400}])
async def test_an_answer_that_cannot_be_is_refused_whole(informatie: Mapping[str, Any]) -> None:
    async with partner(Ander(sdl().replace("  id: ID!", "  id: ID"), informatie)) as found:
        with pytest.raises(RegisterInvalidResponse):
            await bijdrage(found)


async def test_what_is_more_confidential_than_it_says_is_most_confidential() -> None:
    zaak = {**ZAAK["zaak"], "vertrouwelijkheidaanduiding": None}
    async with partner(Ander(sdl(), {**ZAAK, "zaak": zaak})) as found:
        informatie = await bijdrage(found)
    assert informatie.hoe_vertrouwelijk().name == "ZEER_GEHEIM"


async def test_answers_in_another_order_are_refused() -> None:
    """What belongs to one zaak must not be shown with another."""
    async with partner(ander := Ander(sdl(), ZAAK)) as found:
        ander.omgekeerd = True
        with pytest.raises(RegisterInvalidResponse):
            await found.bijdragen([Ketenvraag("Z-1"), Ketenvraag("Z-2")], GEVRAAGD, ALLES)


async def test_what_the_partner_misses_of_one_zaak_is_told_of_that_one_only() -> None:
    async with partner(ander := Ander(sdl(), ZAAK)) as found:
        ander.weg = {"Z-2": False, "Z-3": True}
        heel, deels, niets = await found.bijdragen([Ketenvraag(f"Z-{nummer}") for nummer in (1, 2, 3)], GEVRAAGD, ALLES)
    assert isinstance(heel, Deellijst)
    assert isinstance(deels, Deellijst)
    assert (len(heel), heel.fouten) == (1, ())
    assert (len(deels), [type(fout) for fout in deels.fouten]) == (1, [RegisterUnavailable])
    assert isinstance(niets, RegisterUnavailable)
