"""Finding the zaken of a person in registers that keep less than Open Zaak promises: before the sandbox's own supplier,
and before an Open Zaak of which one thing at a time is taken away."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, fields
from typing import Any

import httpx
import pytest
from starlette.applications import Starlette
from starlette.routing import Mount

from app.registries.cache import Gedeeld
from app.registries.client import RegisterClient
from app.registries.credentials import Zgw
from app.registries.openzaak.catalogus import Catalogus
from app.registries.openzaak.zaken import Zaken
from app.registries.verwijzing import patronen
from app.sandbox import kern, openzaak
from app.sandbox.wereld import VEELZAKENMAN, Adressen, bouw_streek, bouw_wereld
from resolvers.grammar.antwoorden import gelukt
from resolvers.grammar.bron import Herkomst
from resolvers.grammar.context import Vooruitblik
from resolvers.grammar.errors import RegisterInvalidResponse
from resolvers.grammar.sleutel import Bsn, KvkNummer, Rsin, Sleutel, Vestigingsnummer
from resolvers.lijsten import ZakenVraag
from resolvers.zaak import Rol, Status, Zaak

BASIS = "http://registers.example"
FATIMA, JAN, VEEL = Bsn("999990019"), Bsn("999990123"), Bsn(VEELZAKENMAN)
BAKKERIJ = frozenset[Sleutel]({KvkNummer("90001354"), Rsin("999991772"), Vestigingsnummer("000090001362")})

Body = dict[str, Any]


@dataclass(slots=True)
class Tussen(httpx.AsyncBaseTransport):
    """`vraag` changes what is sent to `_zoek`, `antwoord` what comes back of it; `gevraagd` is all that was sent."""

    app: Starlette
    vraag: Callable[[Body], Body] = lambda body: body
    antwoord: Callable[[Body], Body] = lambda body: body
    gevraagd: list[tuple[str, str, Body]] = field(default_factory=list)

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        content = await request.aread()
        sent: Body = json.loads(content) if content else {}
        path = request.url.path.partition("/api/v1")[2]
        self.gevraagd.append((path, str(request.url), sent))
        if path == "/zaken/_zoek":
            content = json.dumps(self.vraag(sent) or {"page": 1}).encode()
        headers = {key: value for key, value in request.headers.items() if key != "content-length"}
        inner = httpx.Request(request.method, request.url, headers=headers, content=content)
        response = await httpx.ASGITransport(self.app).handle_async_request(inner)
        body = await response.aread()
        if path == "/zaken/_zoek" and response.status_code == 200:
            body = json.dumps(self.antwoord(json.loads(body))).encode()
        kept = {key: value for key, value in response.headers.items() if key != "content-length"}
        return httpx.Response(response.status_code, headers=kept, content=body)

    def zoekvragen(self) -> list[Body]:
        return [body for path, _, body in self.gevraagd if path == "/zaken/_zoek"]

    def aantal(self, pad: str) -> int:
        return sum(path == pad for path, *_ in self.gevraagd)


@asynccontextmanager
async def zaakregister(app: Starlette, huis: str = "", **tussen: Any) -> AsyncIterator[tuple[Zaken, Tussen]]:
    made = Tussen(Starlette(routes=[Mount(f"/openzaak{huis}", app=app)]), **tussen)
    credentials = Zgw(client_id=kern.ZGW_CLIENT_ID, secret=kern.ZGW_SECRET)
    cache, basis = Gedeeld(), f"{BASIS}/openzaak{huis}"
    zaken = RegisterClient(naam="proef", basis=f"{basis}/zaken/api/v1", credentials=credentials, transport=made)
    catalogi = RegisterClient(naam="proef", basis=f"{basis}/catalogi/api/v1", credentials=credentials, transport=made)
    catalogus = Catalogus(client=catalogi, cache=cache, register="proef")
    async with zaken, catalogi:
        yield (
            Zaken(
                herkomst=Herkomst(register="proef", naam="Proef"),
                client=zaken,
                catalogus=catalogus,
                cache=cache,
                verwijzingen=patronen("zaak"),
            ),
            made,
        )


@pytest.fixture(scope="module")
def leverancier() -> Starlette:
    huis = bouw_streek(BASIS, bouw_wereld(Adressen.onder(BASIS)))["omgevingsdienst"]
    return openzaak.maak_app(huis.wereld, ander=True)


@pytest.fixture(scope="module")
def open_zaak() -> Starlette:
    return openzaak.maak_app(bouw_wereld(Adressen.onder(BASIS), zaken=45))


async def _van(register: Zaken, *sleutels: Sleutel, aantal: int | None = None) -> list[Zaak]:
    """`aantal`: a page of so many, instead of all."""
    vraag = ZakenVraag(sleutels=frozenset(sleutels), alles=aantal is None, aantal=aantal or 100)
    return [zaak async for batch in register.zaken_van(vraag, Vooruitblik()) for zaak in batch]


async def test_what_is_made_without_a_constructor_lacks_nothing(open_zaak: Starlette) -> None:
    async with zaakregister(open_zaak) as (register, _):
        zaken = await _van(register, FATIMA)
        statussen = gelukt(await register.statussen(zaken))
    made: list[Zaak | Rol | Status] = [
        *zaken,
        *(rol for zaak in zaken for rol in zaak.rollen),
        *(status for found in statussen for status in found),
    ]

    assert {type(object_) for object_ in made} == {Zaak, Rol, Status}
    assert all(hasattr(object_, field.name) for object_ in made for field in fields(object_) if field.init)


def test_python_shares_the_names_of_the_attributes_of_zaken() -> None:
    """Up to 29 it does; with one more each zaak holds them itself, and is five times as large."""
    assert sum(field.init for field in fields(Zaak)) < 30


async def test_a_supplier_that_expands_nothing_is_asked_for_the_rollen_of_its_zaken(leverancier: Starlette) -> None:
    async with zaakregister(leverancier, "-omgevingsdienst") as (register, tussen):
        found = await _van(register, FATIMA)

    assert {zaak.identificatie for zaak in found} == {"MELD-7", "MELD-3"}
    assert {zaak.identificatie: zaak.over_wie() for zaak in found} == {"MELD-7": {FATIMA, JAN}, "MELD-3": {FATIMA}}
    assert tussen.aantal("/rollen") == 2


async def test_no_number_of_a_person_stands_in_an_address(leverancier: Starlette) -> None:
    async with zaakregister(leverancier, "-omgevingsdienst") as (register, tussen):
        for sleutels in ({FATIMA}, {JAN}, BAKKERIJ):
            await _van(register, *sleutels)

    numbers = [FATIMA.waarde, JAN.waarde, *(sleutel.waarde for sleutel in BAKKERIJ)]
    assert not [url for _, url, _ in tussen.gevraagd if any(number in url for number in numbers)]


async def test_a_filter_that_only_open_zaak_has_gives_nothing_and_is_not_asked_again(leverancier: Starlette) -> None:
    async with zaakregister(leverancier, "-omgevingsdienst") as (register, tussen):
        found = await _van(register, *BAKKERIJ)
        first = [key for body in tussen.zoekvragen() for key in body if key.startswith("rol__")]
        tussen.gevraagd.clear()
        again = await _van(register, *BAKKERIJ)
        second = [key for body in tussen.zoekvragen() for key in body if key.startswith("rol__")]

    assert {zaak.identificatie for zaak in found} == {zaak.identificatie for zaak in again} == {"MELD-9", "MELD-10"}
    eigen = {key for key in first if key.endswith("kvkNummer") or "Persoon__vestigingsNummer" in key}
    assert len(eigen) == 3
    assert set(second) == set(first) - eigen
    assert tussen.aantal("/rollen") == 2  # never those of everybody


async def test_each_question_holds_one_filter_on_a_rol(open_zaak: Starlette) -> None:
    async with zaakregister(open_zaak) as (register, tussen):
        await _van(register, *BAKKERIJ)

    assert all(sum(key.startswith("rol__") for key in body) == 1 for body in tussen.zoekvragen())


async def test_a_rol_that_is_taken_away_meanwhile_does_not_make_a_filter_useless(open_zaak: Starlette) -> None:
    """A zaak without the rol by which it was found; but nobody has no zaken, so the filter works."""

    def zonder_rollen(body: Body) -> Body:
        return {**body, "results": [{**zaak, "_expand": {}} for zaak in body["results"]]}

    async with zaakregister(open_zaak, antwoord=zonder_rollen) as (register, tussen):
        first = await _van(register, KvkNummer("90001354"))
        tussen.gevraagd.clear()
        again = await _van(register, KvkNummer("90001354"))

    assert first
    assert len(again) == len(first)
    assert len(tussen.zoekvragen()) == 3


async def test_a_register_that_ignores_the_bsn_and_expands_nothing_is_refused_before_the_rollen_of_everybody_are_read(
    leverancier: Starlette,
) -> None:
    def zonder(body: Body) -> Body:
        return {key: value for key, value in body.items() if not key.startswith("rol__")}

    async with zaakregister(leverancier, "-omgevingsdienst", vraag=zonder) as (register, tussen):
        with pytest.raises(RegisterInvalidResponse):
            await _van(register, FATIMA)

    assert tussen.aantal("/rollen") == 0


def _zonder_ordering(body: Body) -> Body:
    """Newest registration first: not the order of the startdatum, which goes back 900 days and begins anew."""
    return {key: value for key, value in body.items() if key != "ordering"}


async def test_a_register_that_does_not_sort_is_read_whole_and_sorted(open_zaak: Starlette) -> None:
    async with zaakregister(open_zaak) as (register, _):
        sorted_by_it = [zaak.ref for zaak in await _van(register, VEEL, aantal=5)]
    async with zaakregister(open_zaak, vraag=_zonder_ordering) as (register, tussen):
        found = await _van(register, VEEL, aantal=5)
        tussen.gevraagd.clear()
        again = await _van(register, VEEL, aantal=5)

    assert [zaak.ref for zaak in found] == [zaak.ref for zaak in again] == sorted_by_it
    assert "ordering" not in tussen.zoekvragen()[0]  # it is known by now
    assert len(tussen.zoekvragen()) == 1


async def test_a_list_that_turns_out_unsorted_halfway_is_no_list(open_zaak: Starlette) -> None:
    """What was given before may have had to come after it."""
    pages: list[int] = []

    def draai(body: Body) -> Body:
        pages.append(len(body["results"]))
        return {**body, "results": body["results"][::-1]} if len(pages) == 2 else body

    async with zaakregister(open_zaak, antwoord=draai) as (register, _):
        with pytest.raises(RegisterInvalidResponse):
            await _van(register, VEEL, aantal=5)


async def test_ids_that_are_asked_give_no_more_than_those(open_zaak: Starlette) -> None:
    """A register that ignores `uuid__in` gives everybody's."""
    async with zaakregister(open_zaak, vraag=lambda body: {"expand": body["expand"]}) as (register, _):
        with pytest.raises(RegisterInvalidResponse):
            await register.zaken(["00000000-0000-4000-8000-000000000000"], Vooruitblik())


async def test_what_is_left_out_in_the_settings_is_not_asked(open_zaak: Starlette) -> None:
    async with zaakregister(open_zaak) as (register, tussen):
        kaal = Zaken(
            herkomst=register.herkomst,
            client=register._client,
            catalogus=register._catalogus,
            cache=register._cache,
            verwijzingen=patronen("zaak"),
            kent_niet=frozenset({"expand", "ordering", "kvkNummer", "vestiging.kvkNummer", "substatussen"}),
        )
        await _van(kaal, KvkNummer("90001354"), aantal=5)
        keys = {key for body in tussen.zoekvragen() for key in body}
        (zaak,) = [found for found in await _van(register, FATIMA) if found.identificatie == "ZAAK-2026-0001"]
        assert await register.substatussen([zaak]) != [()]
        assert await kaal.substatussen([zaak]) == [()]

    assert keys == {"rol__betrokkeneIdentificatie__nietNatuurlijkPersoon__annIdentificatie"}
