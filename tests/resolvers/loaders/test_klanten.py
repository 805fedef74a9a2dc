"""Who somebody is, where an organisation has several registers that may know it: real adapters, each before a sandbox
of its own."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from datetime import UTC, datetime

import httpx
import pytest
from starlette.applications import Starlette

from app.authorization.pseudoniem import Pseudoniemen, Sleutelpaar
from app.registries.brp import Brp
from app.registries.client import RegisterClient
from app.registries.credentials import Vast
from app.registries.kvk import Kvk
from app.sandbox import brp, kern, kvk
from app.sandbox.kern import Storing
from app.sandbox.wereld import Adressen, bouw_wereld
from resolvers.grammar.bron import Herkomst
from resolvers.grammar.context import Vooruitblik
from resolvers.grammar.errors import RegisterUnavailable
from resolvers.grammar.ref import Ref
from resolvers.grammar.sleutel import Bsn, Klantnummer, KvkNummer, Rsin, Sleutel, Vestigingsnummer
from resolvers.loaders import Loaders, Registers
from tests.app.sandbox.kleine_wereld import BASIS, BSN, KVK, wereld

#: How a register of the pair is: it knows the klant, it does not, or it is away.
KENT, KENT_NIET, WEG = "kent", "kent niet", "weg"


class Paren:
    """Pairs of registers of a kind, as two adapters."""

    def __init__(self, stack: AsyncExitStack) -> None:
        self._stack = stack

    async def personen(self, *toestanden: str) -> Loaders:
        vol = bouw_wereld(Adressen.onder(BASIS))
        apps = [brp.maak_app(vol if is_ == KENT else wereld("brp", personen=[])) for is_ in toestanden]
        kopteksten = dict.fromkeys(brp.VERPLICHTE_KOPTEKSTEN, "sandbox")
        clients = [await self._client(app, "", is_) for app, is_ in zip(apps, toestanden, strict=True)]
        made = [Brp(herkomst=_herkomst(client), client=client, kopteksten=kopteksten) for client in clients]
        return _loaders(Registers(personen=made))

    async def ondernemingen(self, *toestanden: str) -> Loaders:
        vol = bouw_wereld(Adressen.onder(BASIS))
        leeg = wereld("kvk", basisprofielen=[], vestigingsprofielen=[])
        apps = [kvk.maak_app(vol if is_ == KENT else leeg) for is_ in toestanden]
        clients = [await self._client(app, "/api", is_) for app, is_ in zip(apps, toestanden, strict=True)]
        return _loaders(Registers(ondernemingen=[Kvk(herkomst=_herkomst(client), client=client) for client in clients]))

    async def _client(self, app: Starlette, pad: str, toestand: str) -> RegisterClient:
        if toestand == WEG:
            app.state.storing = Storing.DOWN
        client = RegisterClient(
            naam="proef",
            basis=BASIS + pad,
            credentials=Vast(koptekst="apikey", waarde=kern.API_KEY),
            transport=httpx.ASGITransport(app),
        )
        return await self._stack.enter_async_context(client)


def _herkomst(client: RegisterClient) -> Herkomst:
    return Herkomst(register=client.naam, naam="Proefregister")


def _loaders(registers: Registers) -> Loaders:
    pseudoniemen = Pseudoniemen([Sleutelpaar("1", bytes(32))])
    return Loaders(registers, pseudoniemen, nu=datetime.now(UTC), vooruitblik=Vooruitblik())


@pytest.fixture
async def paren() -> AsyncIterator[Paren]:
    async with AsyncExitStack() as stack:
        yield Paren(stack)


GEVONDEN = pytest.mark.parametrize(
    "toestanden",
    [(KENT, KENT_NIET), (KENT_NIET, KENT), (KENT, WEG), (WEG, KENT)],
    ids=["only the first knows", "only the second knows", "the second is away", "the first is away"],
)


@GEVONDEN
async def test_a_person_is_told_by_the_brp_that_knows_him(paren: Paren, toestanden: tuple[str, str]) -> None:
    loaders = await paren.personen(*toestanden)
    found = await loaders.persoonsgegevens.load(Bsn(BSN))

    assert found is not None
    assert found.naam == "Fatima de Wit"


@GEVONDEN
async def test_a_company_is_told_by_the_handelsregister_that_knows_it(
    paren: Paren, toestanden: tuple[str, str]
) -> None:
    loaders = await paren.ondernemingen(*toestanden)
    found = await loaders.ondernemingsgegevens.load(KvkNummer(KVK))

    assert found is not None
    assert found.naam is not None


async def test_who_is_in_none_that_answers_is_not_told_to_be_nobody_while_one_is_away(paren: Paren) -> None:
    for toestanden in ((WEG, KENT_NIET), (KENT_NIET, WEG)):
        personen, ondernemingen = await paren.personen(*toestanden), await paren.ondernemingen(*toestanden)
        with pytest.raises(RegisterUnavailable):
            await personen.persoonsgegevens.load(Bsn(BSN))
        with pytest.raises(RegisterUnavailable):
            await ondernemingen.ondernemingsgegevens.load(KvkNummer(KVK))


async def test_who_is_in_none_of_them_is_nobody(paren: Paren) -> None:
    personen = await paren.personen(KENT_NIET, KENT_NIET)
    assert await personen.persoonsgegevens.load(Bsn(BSN)) is None
    loaders = await paren.ondernemingen(KENT_NIET, KENT_NIET)
    assert await loaders.ondernemingsgegevens.load(KvkNummer(KVK)) is None


@pytest.mark.parametrize(
    ("sleutel", "soort"),
    [
        (Bsn(BSN), "NatuurlijkPersoon"),
        (Klantnummer("10001"), "NatuurlijkPersoon"),
        (KvkNummer(KVK), "NietNatuurlijkPersoon"),
        (Rsin("999990019"), "NietNatuurlijkPersoon"),
        (Vestigingsnummer("000012345678"), "NietNatuurlijkPersoon"),
    ],
)
def test_a_klant_is_of_the_type_that_his_id_says_and_has_a_bsn_only_if_it_is_one(sleutel: Sleutel, soort: str) -> None:
    klant = _loaders(Registers()).maak_klant(sleutel)

    assert (type(klant).__name__, Ref.decode(klant.id).soort) == (soort, soort)
    assert getattr(klant, "bsn", None) == (sleutel.waarde if isinstance(sleutel, Bsn) else None)
