"""Giving and withdrawing in Open Object: what is sent, that it is sent once, and that no event is ever lost."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from datetime import UTC, date, datetime, timedelta
from functools import partial
from typing import Any

import httpx
import pytest
from starlette.applications import Starlette

from app.registries.client import Grenzen, RegisterClient
from app.registries.credentials import Vast
from app.registries.openobject import Objecten, Toestemmingen
from app.sandbox import kern, openobject
from app.sandbox.kern import Storing
from app.sandbox.server import objecttypen
from app.sandbox.wereld import Adressen, Wereld, bouw_wereld
from resolvers.grammar.afnemer import AfnemerRol
from resolvers.grammar.bron import Herkomst
from resolvers.grammar.errors import RegisterInvalidResponse, RegisterTimeout, RegisterUnavailable
from resolvers.grammar.inzage import GegevensCategorie
from resolvers.grammar.sleutel import Bsn, KvkNummer, Sleutel
from resolvers.toestemming import UITLEG_VERSIE, Handeling, NieuweToestemming, Toestemming, ToestemmingOntvanger
from tests.contract.keurend import ValidatingTransport

BASIS = "http://sandbox"
VANDAAG = date(2026, 11, 23)
OM_NEGEN = Handeling(tijdstip=datetime(2026, 11, 23, 9, tzinfo=UTC))
OM_TIEN = Handeling(tijdstip=datetime(2026, 11, 23, 10, tzinfo=UTC))
IK, ANDER = Bsn("999990019"), Bsn("999990123")
IEMAND = frozenset[Sleutel]({IK})

Tussendoor = Callable[[httpx.Request], Awaitable[None]]


class Onderbroken(httpx.AsyncBaseTransport):
    """Lets something happen just before a PATCH, and keeps what passed."""

    def __init__(self, inner: httpx.AsyncBaseTransport) -> None:
        self.inner = inner
        self.weigert: frozenset[str] = frozenset()
        self.tussendoor: list[Tussendoor] = []
        self.gevraagd: list[str] = []

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        self.gevraagd.append(request.method)
        if request.method in self.weigert and not request.url.path.endswith("/search"):
            return httpx.Response(403, json={"code": "permission_denied"})
        if request.method == "PATCH" and self.tussendoor:
            await self.tussendoor.pop(0)(request)
        return await self.inner.handle_async_request(request)


class Register:
    def __init__(self, wereld: Wereld) -> None:
        self.app: Starlette = openobject.maak_app(wereld)
        self.keurder = ValidatingTransport(httpx.ASGITransport(self.app), "openobject")
        self.lijn = Onderbroken(self.keurder)
        self.objecttypen = objecttypen(wereld)

    @asynccontextmanager
    async def open(self, grenzen: Grenzen | None = None, **objecttypen: str) -> AsyncIterator[Toestemmingen]:
        client = RegisterClient(
            naam="objecten",
            basis=f"{BASIS}/api/v2",
            credentials=Vast(koptekst="Authorization", waarde=f"Token {kern.TOKEN}"),
            grenzen=grenzen,
            transport=self.lijn,
        )
        herkomst = Herkomst(register="objecten", naam="Objectenregister")
        async with client:
            yield Toestemmingen(Objecten(herkomst=herkomst, client=client, objecttypen=objecttypen or self.objecttypen))

    def records(self, found: Toestemming) -> list[dict[str, Any]]:
        rij: dict[str, Any] = self.app.state.register.store["objects"].een(found.ref.id)
        records: list[dict[str, Any]] = rij["_records"]
        return records

    def gebeurtenissen(self, found: Toestemming) -> list[str]:
        return [one["soort"] for one in self.records(found)[-1]["data"]["gebeurtenissen"]]

    def schrijft(self, soort: str, minuut: int = 30) -> Tussendoor:
        """Somebody else who adds an event to what he read."""

        async def schrijf(request: httpx.Request) -> None:
            headers = {"Authorization": f"Token {kern.TOKEN}", "Content-Crs": "EPSG:4326"}
            async with httpx.AsyncClient(transport=httpx.ASGITransport(self.app), headers=headers) as client:
                data = (await client.get(request.url)).json()["record"]["data"]
                event = {"soort": soort, "tijdstip": f"2026-11-23T09:{minuut}:00Z", "kanaal": "BALIE"}
                record = {"startAt": "2026-11-23", "data": {"gebeurtenissen": [*data["gebeurtenissen"], event]}}
                (await client.patch(request.url, json={"record": record})).raise_for_status()

        return schrijf


@pytest.fixture
def register() -> Register:
    return Register(bouw_wereld(Adressen.onder(BASIS), vandaag=VANDAAG))


def nieuw(betrokkene: Sleutel = IK, **anders: Any) -> NieuweToestemming:
    velden: dict[str, Any] = {
        "ontvanger": ToestemmingOntvanger(organisatie=None, organisatie_eenheid=None, rol=AfnemerRol.KCC),
        "activiteit": "kcc-inhoud",
        "categorieen": (GegevensCategorie.DOCUMENTEN, GegevensCategorie.BESLUITEN),
        "zaken": ("https://zaken.example/zaken/1",),
        "zaaktypen": frozenset({"PASPOORT", "KAPVERGUNNING"}),
        "geldig_van": VANDAAG,
        "geldig_tot": VANDAAG + timedelta(days=30),
    }
    return NieuweToestemming(betrokkene=betrokkene, **{**velden, **anders})


async def test_what_is_given_is_one_object_with_one_event_and_the_text_that_was_shown(register: Register) -> None:
    async with register.open() as toestemmingen:
        found = await toestemmingen.geef(nieuw(), OM_NEGEN, VANDAAG)
        again = await toestemmingen.toestemmingen_van(IEMAND, VANDAAG)

    (record,) = register.records(found)
    assert record["data"] == {
        "betrokkene": {"soort": "bsn", "waarde": IK.waarde},
        "ontvanger": {"soort": "rol", "waarde": "KCC"},
        "activiteit": "kcc-inhoud",
        "categorieen": ["DOCUMENTEN", "BESLUITEN"],
        "zaken": ["https://zaken.example/zaken/1"],
        "zaaktypen": ["KAPVERGUNNING", "PASPOORT"],
        "geldigVan": "2026-11-23",
        "geldigTot": "2026-12-23",
        "informatieVersie": UITLEG_VERSIE,
        "taal": "nl",
        "gebeurtenissen": [
            {"soort": "GEGEVEN", "tijdstip": "2026-11-23T09:00:00+00:00", "door": "betrokkene", "kanaal": "PORTAAL"}
        ],
    }
    assert (found.geldig, found.ingetrokken_op, found.betrokkene_sleutel) == (True, None, IK)
    assert found.id in {one.id for one in again}


@pytest.mark.parametrize(
    ("ontvanger", "verwacht"),
    [
        ({"organisatie": "00000001003300006000"}, {"soort": "organisatie", "waarde": "00000001003300006000"}),
        ({"organisatie_eenheid": "balie"}, {"soort": "organisatieEenheid", "waarde": "balie"}),
    ],
    ids=["organisatie", "eenheid"],
)
async def test_whom_it_is_given_to_comes_back_as_it_was_given(
    register: Register, ontvanger: dict[str, str], verwacht: dict[str, str]
) -> None:
    velden: dict[str, Any] = {"organisatie": None, "organisatie_eenheid": None, "rol": None, **ontvanger}
    gegeven = ToestemmingOntvanger(**velden)
    async with register.open() as toestemmingen:
        found = await toestemmingen.geef(nieuw(KvkNummer("90001354"), ontvanger=gegeven), OM_NEGEN, VANDAAG)

    data = register.records(found)[0]["data"]
    assert data["ontvanger"] == verwacht
    assert data["betrokkene"]["soort"] == "kvkNummer"
    assert {naam: getattr(found.ontvanger, naam) for naam in velden} == velden


async def test_without_limits_none_are_written(register: Register) -> None:
    async with register.open() as toestemmingen:
        found = await toestemmingen.geef(nieuw(zaken=None, zaaktypen=None), OM_NEGEN, VANDAAG)

    assert {"zaken", "zaaktypen"}.isdisjoint(register.records(found)[0]["data"])
    assert (found.zaak_verwijzingen, found.zaaktype_identificaties) == (None, None)


async def test_withdrawing_adds_an_event_in_a_new_record_and_holds_at_once(register: Register) -> None:
    async with register.open() as toestemmingen:
        given = await toestemmingen.geef(nieuw(), OM_NEGEN, VANDAAG)
        found = await toestemmingen.trek_in(given.ref.id, IEMAND, OM_TIEN, VANDAAG)
        again = await toestemmingen.toestemmingen_van(IEMAND, VANDAAG)

    assert found is not None
    assert (found.id, found.geldig, found.ingetrokken_op) == (given.id, False, OM_TIEN.tijdstip)
    assert [record["index"] for record in register.records(given)] == [1, 2]
    assert register.gebeurtenissen(given) == ["GEGEVEN", "INGETROKKEN"]
    assert [one.geldig for one in again if one.id == given.id] == [False]


async def test_withdrawing_again_writes_nothing_and_tells_when_it_was(register: Register) -> None:
    async with register.open() as toestemmingen:
        given = await toestemmingen.geef(nieuw(), OM_NEGEN, VANDAAG)
        await toestemmingen.trek_in(given.ref.id, IEMAND, OM_NEGEN, VANDAAG)
        register.lijn.gevraagd.clear()
        found = await toestemmingen.trek_in(given.ref.id, IEMAND, OM_TIEN, VANDAAG)

    assert found is not None
    assert found.ingetrokken_op == OM_NEGEN.tijdstip
    assert register.lijn.gevraagd == ["GET"]


async def test_somebody_elses_is_the_same_nothing_as_an_unknown_one_and_no_machtiging_is_one(
    register: Register,
) -> None:
    rijen = register.app.state.register.store["objects"]
    machtiging = next(rij for rij in rijen if str(rij["type"]).endswith(register.objecttypen["machtiging"]))
    async with register.open() as toestemmingen:
        given = await toestemmingen.geef(nieuw(ANDER), OM_NEGEN, VANDAAG)
        asked = []
        for id_ in (given.ref.id, "00000000-0000-4000-8000-000000000000", machtiging["uuid"]):
            register.lijn.gevraagd.clear()
            assert await toestemmingen.trek_in(id_, IEMAND, OM_TIEN, VANDAAG) is None
            asked.append(list(register.lijn.gevraagd))

    assert asked == [["GET"]] * 3
    assert register.gebeurtenissen(given) == ["GEGEVEN"]


@pytest.mark.parametrize("tussendoor", ["INGETROKKEN", "GEGEVEN"])
async def test_an_event_that_came_between_is_kept_beside_ours(register: Register, tussendoor: str) -> None:
    async with register.open() as toestemmingen:
        given = await toestemmingen.geef(nieuw(), OM_NEGEN, VANDAAG)
        register.lijn.tussendoor = [register.schrijft(tussendoor)]
        found = await toestemmingen.trek_in(given.ref.id, IEMAND, OM_TIEN, VANDAAG)

    assert found is not None
    assert not found.geldig
    assert register.gebeurtenissen(given) == ["GEGEVEN", tussendoor, "INGETROKKEN"]
    assert register.lijn.gevraagd.count("PATCH") == 2


async def test_when_another_keeps_coming_between_it_is_not_said_to_be_done(register: Register) -> None:
    async with register.open() as toestemmingen:
        given = await toestemmingen.geef(nieuw(), OM_NEGEN, VANDAAG)
        register.lijn.tussendoor = [register.schrijft("GEGEVEN", 30), register.schrijft("GEGEVEN", 31)]
        with pytest.raises(RegisterUnavailable) as raised:
            await toestemmingen.trek_in(given.ref.id, IEMAND, OM_TIEN, VANDAAG)

    assert raised.value.retryable
    assert register.lijn.gevraagd.count("PATCH") == 2


@pytest.mark.parametrize("methode", ["POST", "PATCH"])
@pytest.mark.parametrize("storing", [Storing.DOWN, Storing.ONZIN], ids=["down", "onzin"])
async def test_a_write_is_never_sent_twice(register: Register, methode: str, storing: Storing) -> None:
    async with register.open() as toestemmingen:
        given = await toestemmingen.geef(nieuw(), OM_NEGEN, VANDAAG)
        register.app.state.storing = lambda method, path: storing if method == methode else Storing.GEEN
        register.lijn.gevraagd.clear()
        geven, intrekken = (
            partial(toestemmingen.geef, nieuw(), OM_NEGEN, VANDAAG),
            partial(toestemmingen.trek_in, given.ref.id, IEMAND, OM_TIEN, VANDAAG),
        )
        with pytest.raises((RegisterUnavailable, RegisterInvalidResponse)):
            await (geven() if methode == "POST" else intrekken())

    assert register.lijn.gevraagd.count(methode) == 1


async def test_an_answer_that_comes_too_late_is_not_asked_again(register: Register) -> None:
    register.app.state.storing = lambda method, path: Storing.TRAAG if method == "POST" else Storing.GEEN
    register.app.state.traag_s = 0.3
    async with register.open(Grenzen(timeout_s=0.1)) as toestemmingen:
        with pytest.raises(RegisterTimeout):
            await toestemmingen.geef(nieuw(), OM_NEGEN, VANDAAG)

    assert register.lijn.gevraagd.count("POST") == 1


async def test_an_objecttype_without_a_published_version_takes_nothing(register: Register) -> None:
    typen = register.app.state.register.store["objecttypes"]
    soort = typen.een(register.objecttypen["toestemming"])
    typen.wijzig(soort, {"_versies": [{**soort["_versies"][0], "status": "draft"}]})
    async with register.open() as toestemmingen:
        with pytest.raises(RegisterInvalidResponse):
            await toestemmingen.geef(nieuw(), OM_NEGEN, VANDAAG)

    assert "POST" not in register.lijn.gevraagd


async def test_what_is_not_by_the_schema_is_refused_by_the_register_and_told_without_a_value(
    register: Register,
) -> None:
    async with register.open() as toestemmingen:
        with pytest.raises(RegisterInvalidResponse) as raised:
            await toestemmingen.geef(nieuw(categorieen=()), OM_NEGEN, VANDAAG)

    assert IK.waarde not in f"{raised.value!r} {raised.value.detail}"
    assert register.lijn.gevraagd.count("POST") == 1


async def test_only_a_register_with_the_objecttype_takes_them(register: Register) -> None:
    async with register.open() as toestemmingen:
        assert toestemmingen.neemt_aan
    async with register.open(machtiging=register.objecttypen["machtiging"]) as toestemmingen:
        assert not toestemmingen.neemt_aan


async def test_just_after_midnight_it_is_withdrawn_at_once_for_a_register_that_counts_in_utc(
    register: Register,
) -> None:
    """In the Netherlands it is already the 24th; the register still has the 23rd."""
    nacht = Handeling(tijdstip=datetime(2026, 11, 23, 23, 30, tzinfo=UTC))
    async with register.open() as toestemmingen:
        given = await toestemmingen.geef(nieuw(), OM_NEGEN, VANDAAG)
        await toestemmingen.trek_in(given.ref.id, IEMAND, nacht, date(2026, 11, 24))
        again = await toestemmingen.toestemmingen_van(IEMAND, date(2026, 11, 24))

    assert [one.geldig for one in again if one.id == given.id] == [False]


async def test_all_that_is_written_keeps_to_the_oas(register: Register) -> None:
    async with register.open() as toestemmingen:
        given = await toestemmingen.geef(nieuw(), OM_NEGEN, VANDAAG)
        register.lijn.tussendoor = [register.schrijft("GEGEVEN")]
        await toestemmingen.trek_in(given.ref.id, IEMAND, OM_TIEN, VANDAAG)

    assert {"POST /api/v2/objects", "PATCH /api/v2/objects/{uuid}"} <= set(register.keurder.gezien)
    assert [found for found in register.keurder.bevindingen if " request " in found] == []


@pytest.mark.parametrize("methode", ["POST", "PATCH"])
async def test_a_token_that_may_only_read_is_a_register_that_cannot_keep_it(register: Register, methode: str) -> None:
    async with register.open() as toestemmingen:
        given = await toestemmingen.geef(nieuw(), OM_NEGEN, VANDAAG)
        register.lijn.weigert = frozenset({methode})
        asked = (
            toestemmingen.geef(nieuw(), OM_NEGEN, VANDAAG)
            if methode == "POST"
            else toestemmingen.trek_in(given.ref.id, IEMAND, OM_TIEN, VANDAAG)
        )
        with pytest.raises(RegisterUnavailable) as raised:
            await asked

    assert not raised.value.retryable
    assert register.gebeurtenissen(given) == ["GEGEVEN"]
