"""Changing a preference in Open Klant: what is sent, that only what differs is, and what is made of a refusal."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from datetime import date
from typing import Any

import httpx
import pytest
from starlette.applications import Starlette

from app.registries.client import Grenzen, RegisterClient
from app.registries.credentials import Vast
from app.registries.openklant import PORTAALVOORKEUR, OpenKlant
from app.sandbox import kern, openklant
from app.sandbox.kern import Storing
from app.sandbox.wereld import Adressen, bouw_wereld
from resolvers.grammar.bron import Herkomst
from resolvers.grammar.errors import RegisterInvalidResponse, RegisterTimeout, RegisterUnavailable
from resolvers.grammar.ref import Ref
from resolvers.grammar.sleutel import Bsn, Sleutel
from resolvers.klant import DigitaalAdres, Kanaal, Partij, VoorkeurWijziging
from tests.contract.keurend import ValidatingTransport

BASIS = "http://sandbox"
WORTEL = f"{BASIS}/klantinteracties/api/v1"
IK, ANDER = frozenset[Sleutel]({Bsn("999990019")}), frozenset[Sleutel]({Bsn("999990123")})
NIEMAND = "00000000-0000-4000-8000-000000000000"


class Lijn(httpx.AsyncBaseTransport):
    """Keeps what was written, refuses what it is told to, and lets something happen before a PATCH."""

    def __init__(self, inner: httpx.AsyncBaseTransport) -> None:
        self.inner = inner
        self.geschreven: list[tuple[str, Any]] = []
        self.weigert: httpx.Response | None = None
        self.tussendoor: list[Callable[[], Awaitable[None]]] = []

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        if request.method == "PATCH":
            if self.weigert is not None:
                return self.weigert
            self.geschreven.append((request.url.path.split("/")[-2], json.loads(await request.aread())))
            if self.tussendoor:
                await self.tussendoor.pop(0)()
        return await self.inner.handle_async_request(request)


class Register:
    def __init__(self) -> None:
        self.app: Starlette = openklant.maak_app(bouw_wereld(Adressen.onder(BASIS), vandaag=date(2026, 11, 23)))
        self.keurder = ValidatingTransport(httpx.ASGITransport(self.app), "openklant")
        self.lijn = Lijn(self.keurder)

    @asynccontextmanager
    async def open(self, grenzen: Grenzen | None = None) -> AsyncIterator[OpenKlant]:
        client = RegisterClient(
            naam="klanten",
            basis=WORTEL,
            credentials=Vast(koptekst="Authorization", waarde=f"Token {kern.TOKEN}"),
            grenzen=grenzen,
            transport=self.lijn,
        )
        async with client:
            yield OpenKlant(herkomst=Herkomst(register="klanten", naam="Klantregister"), client=client)

    async def elders(self, methode: str, deel: str, body: object = None) -> Any:
        """As somebody else writes."""
        headers = {"Authorization": f"Token {kern.TOKEN}"}
        async with httpx.AsyncClient(transport=httpx.ASGITransport(self.app), headers=headers) as client:
            found = await client.request(methode, f"{WORTEL}/{deel}", json=body)
            return found.raise_for_status().json() if found.content else None

    async def adres_erbij(self, partij: Partij, **anders: Any) -> DigitaalAdres:
        velden = {"adres": "nieuw@voorbeeld.example", "soortDigitaalAdres": "email", "verstrektDoorBetrokkene": None}
        body = {**velden, "verstrektDoorPartij": {"uuid": partij.uuid}, **anders}
        made = await self.elders("POST", "digitaleadressen", body)
        id_ = Ref("klanten", "DigitaalAdres", made["uuid"]).encode()
        async with self.open() as klanten:
            return next(adres for adres in (await partij_van(klanten)).adressen if adres.id == id_)


@pytest.fixture
def register() -> Register:
    return Register()


async def partij_van(klanten: OpenKlant, wie: frozenset[Sleutel] = IK) -> Partij:
    (found,) = await klanten.partijen([wie])
    assert isinstance(found, Partij)
    return found


def adres_van(partij: Partij, soort: Kanaal) -> DigitaalAdres:
    return next(adres for adres in partij.adressen if adres.soort is soort)


def beeld(partij: Partij | None) -> Any:
    """What of him may change."""
    assert partij is not None
    gekozen = partij.voorkeur.digitaal_adres
    adressen = [(adres.id, adres.adres, adres.referentie) for adres in partij.adressen]
    return partij.uuid, partij.voorkeur.taal, gekozen.id if gekozen is not None else None, adressen


def uuid(adres: DigitaalAdres) -> str:
    return Ref.decode(adres.id).id


async def test_what_differs_is_sent_and_read_back(register: Register) -> None:
    async with register.open() as klanten:
        voor = await partij_van(klanten)
        telefoon = adres_van(voor, Kanaal.TELEFOON)
        wijziging = VoorkeurWijziging(taal="eng", digitaal_adres=telefoon, zonder_berichten=True)
        na = await klanten.wijzig_voorkeur(voor.uuid, IK, wijziging)
        again = await klanten.wijzig_voorkeur(voor.uuid, IK, wijziging)

        assert beeld(na) == beeld(again) == beeld(await partij_van(klanten))
    assert na is not None
    assert (na.voorkeur.taal, na.voorkeur.kanaal) == ("eng", Kanaal.TELEFOON)
    assert na.voorkeur.ontvangt_mijn_zaken is False
    assert register.lijn.geschreven == [
        (
            "partijen",
            {
                "soortPartij": "persoon",
                "voorkeurstaal": "eng",
                "voorkeursDigitaalAdres": {"uuid": uuid(telefoon)},
            },
        ),
        ("digitaleadressen", {"referentie": ""}),
    ]


async def test_no_address_is_preferred(register: Register) -> None:
    async with register.open() as klanten:
        voor = await partij_van(klanten)
        na = await klanten.wijzig_voorkeur(voor.uuid, IK, VoorkeurWijziging(zonder_adres=True))

    assert na is not None
    assert (na.voorkeur.kanaal, na.voorkeur.digitaal_adres) == (None, None)
    assert register.lijn.geschreven == [("partijen", {"soortPartij": "persoon", "voorkeursDigitaalAdres": None})]


async def test_the_referentie_is_given_to_one_address_and_taken_from_all(register: Register) -> None:
    async with register.open() as klanten:
        voor = await partij_van(klanten)
        telefoon = adres_van(voor, Kanaal.TELEFOON)
        await klanten.wijzig_voorkeur(voor.uuid, IK, VoorkeurWijziging(berichten_op=telefoon))
        assert register.lijn.geschreven == []

        await register.elders("PATCH", f"digitaleadressen/{uuid(telefoon)}", {"referentie": PORTAALVOORKEUR})
        await klanten.wijzig_voorkeur(voor.uuid, IK, VoorkeurWijziging(zonder_berichten=True))
        na = await klanten.wijzig_voorkeur(voor.uuid, IK, VoorkeurWijziging(berichten_op=telefoon))

    assert na is not None
    assert {adres.soort: adres.referentie for adres in na.adressen} == {
        Kanaal.EMAIL: "",
        Kanaal.TELEFOON: PORTAALVOORKEUR,
    }
    assert [body for _, body in register.lijn.geschreven] == [
        {"referentie": ""},
        {"referentie": ""},
        {"referentie": PORTAALVOORKEUR},
    ]


@pytest.mark.parametrize("wie", [IK, ANDER], ids=["onbekend", "vreemd"])
async def test_somebody_else_is_as_nobody_and_nothing_is_written(register: Register, wie: frozenset[Sleutel]) -> None:
    async with register.open() as klanten:
        van = (await partij_van(klanten)).uuid if wie == ANDER else NIEMAND
        assert await klanten.wijzig_voorkeur(van, wie, VoorkeurWijziging(taal="eng")) is None

    assert register.lijn.geschreven == []


async def test_an_address_that_is_not_his_is_left_alone(register: Register) -> None:
    async with register.open() as klanten:
        voor, ander = await partij_van(klanten), await partij_van(klanten, ANDER)
        with pytest.raises(RegisterInvalidResponse):
            await klanten.wijzig_voorkeur(voor.uuid, IK, VoorkeurWijziging(digitaal_adres=ander.adressen[0]))
        await klanten.wijzig_voorkeur(voor.uuid, IK, VoorkeurWijziging(zonder_berichten=True))
        with pytest.raises(RegisterUnavailable):
            await klanten.wijzig_voorkeur(voor.uuid, IK, VoorkeurWijziging(berichten_op=ander.adressen[0]))

        assert beeld(await partij_van(klanten, ANDER)) == beeld(ander)


@pytest.mark.parametrize("body", [{"code": "permission_denied"}, {}], ids=["verborgen", "geweigerd"])
async def test_a_token_that_may_only_read_is_a_register_that_does_not_allow_it(
    register: Register, body: dict[str, str]
) -> None:
    async with register.open() as klanten:
        voor = await partij_van(klanten)
        register.lijn.weigert = httpx.Response(403, json=body)
        with pytest.raises(RegisterUnavailable) as raised:
            await klanten.wijzig_voorkeur(voor.uuid, IK, VoorkeurWijziging(taal="eng"))

        assert not raised.value.retryable
        assert beeld(await partij_van(klanten)) == beeld(voor)


async def test_what_goes_while_it_is_written_is_not_certain(register: Register) -> None:
    async with register.open() as klanten:
        voor = await partij_van(klanten)
        mail = adres_van(voor, Kanaal.EMAIL)

        async def weg() -> None:
            await register.elders("DELETE", f"digitaleadressen/{uuid(mail)}")

        register.lijn.tussendoor = [weg]
        with pytest.raises(RegisterUnavailable) as raised:
            await klanten.wijzig_voorkeur(voor.uuid, IK, VoorkeurWijziging(zonder_berichten=True))

    assert raised.value.retryable


async def test_what_did_not_stay_is_not_certain(register: Register) -> None:
    async with register.open() as klanten:
        voor = await partij_van(klanten)
        telefoon = adres_van(voor, Kanaal.TELEFOON)

        async def anders() -> None:
            await register.elders("PATCH", f"partijen/{voor.uuid}", {"voorkeursDigitaalAdres": None})

        register.lijn.tussendoor = [anders, anders]
        wijziging = VoorkeurWijziging(digitaal_adres=telefoon, zonder_berichten=True)
        with pytest.raises(RegisterUnavailable) as raised:
            await klanten.wijzig_voorkeur(voor.uuid, IK, wijziging)

    assert raised.value.retryable


async def test_a_write_is_not_sent_twice(register: Register) -> None:
    async with register.open(Grenzen(timeout_s=0.2)) as klanten:
        voor = await partij_van(klanten)
        register.app.state.storing = lambda method, _: Storing.TRAAG if method == "PATCH" else Storing.GEEN
        with pytest.raises(RegisterTimeout):
            await klanten.wijzig_voorkeur(voor.uuid, IK, VoorkeurWijziging(taal="eng"))

    assert len(register.lijn.geschreven) == 1


async def test_of_an_address_that_is_added_it_is_known_that_it_has_room(register: Register) -> None:
    async with register.open() as klanten:
        partij = await partij_van(klanten)

    assert (await register.adres_erbij(partij)).referentie == ""
    assert (await register.adres_erbij(partij, referentie="formulier-7")).referentie == "formulier-7"


async def test_all_that_is_written_keeps_to_the_oas(register: Register) -> None:
    """But for what the product takes otherwise: its OAS forbids the empty referentie that it sends itself, and asks of
    a PATCH of a partij all that it asks of a new one."""
    async with register.open() as klanten:
        voor = await partij_van(klanten)
        telefoon = adres_van(voor, Kanaal.TELEFOON)
        await klanten.wijzig_voorkeur(voor.uuid, IK, VoorkeurWijziging(taal="eng", zonder_berichten=True))
        await klanten.wijzig_voorkeur(voor.uuid, IK, VoorkeurWijziging(zonder_adres=True, berichten_op=telefoon))

    prefix = "/klantinteracties/api/v1"
    written = {f"PATCH {prefix}/partijen/{{uuid}}", f"PATCH {prefix}/digitaleadressen/{{uuid}}"}
    assert written <= set(register.keurder.gezien)
    assert [found for found in register.keurder.bevindingen if " request " in found] == [
        f"openklant PATCH {prefix}/partijen/{{uuid}} request body: /indicatieActief: required",
        f"openklant PATCH {prefix}/digitaleadressen/{{uuid}} request body: /referentie: pattern",
    ]
