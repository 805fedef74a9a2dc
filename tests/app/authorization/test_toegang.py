"""Toegang: a burger and a company have their own ground; nobody else has one yet."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from app.authorization.toegang import Toegang
from resolvers.grammar.afnemer import (
    AfnemerRol,
    AfnemerSoort,
    Authenticatie,
    MachtigingBron,
    MachtigingSoort,
    Vertegenwoordiging,
)
from resolvers.grammar.inzage import Betrouwbaarheidsniveau, Grondslag
from resolvers.grammar.sleutel import Bsn, KvkNummer, Rsin, Sleutel, Vestigingsnummer
from resolvers.klant.gegevens import Ondernemingsgegevens, Vestiging

IK, ANDER = Bsn("999990019"), Bsn("999990123")
BAKKERIJ = KvkNummer("90001354")
RSIN, VESTIGING = Rsin("999991772"), Vestigingsnummer("000037178598")


class Handelsregister:
    def __init__(self) -> None:
        self.gevraagd = 0

    async def __call__(self, sleutel: Sleutel) -> Ondernemingsgegevens | None:
        self.gevraagd += 1
        if sleutel != BAKKERIJ:
            return None
        vestiging = Vestiging(vestigingsnummer=VESTIGING.waarde, naam=None, hoofdvestiging=True, adres=None)
        return Ondernemingsgegevens(
            naam="Bakkerij",
            handelsnamen=(),
            rsin=RSIN.waarde,
            rechtsvorm=None,
            bezoekadres=None,
            vestigingen=(vestiging,),
        )


def _sessie(sleutel: Sleutel | None, **more: Any) -> Authenticatie:
    facts: dict[str, Any] = {
        "soort": AfnemerSoort.BURGER,
        "rollen": (AfnemerRol.INWONER,),
        "niveau": Betrouwbaarheidsniveau.SUBSTANTIEEL,
        "verloopt": datetime(2099, 1, 1, tzinfo=UTC),
    }
    return Authenticatie(sleutel=sleutel, **{**facts, **more})


async def test_a_burger_has_the_ground_of_his_own_data_and_of_no_other() -> None:
    toegang = Toegang(onderneming=Handelsregister())
    own = await toegang.in_klant(_sessie(IK), IK)
    other = await toegang.in_klant(_sessie(IK), ANDER)

    assert [grond.grondslag for grond in own.gronden] == [Grondslag.EIGEN_GEGEVENS]
    assert own.gaat_over({IK})
    assert not own.gaat_over({ANDER})
    assert other.gronden == ()


async def test_the_same_digits_of_another_kind_open_nothing() -> None:
    toegang = Toegang(onderneming=Handelsregister())

    assert (await toegang.in_klant(_sessie(IK), Rsin(IK.waarde))).gronden == ()


async def test_a_company_is_all_its_numbers_and_the_register_is_asked_once() -> None:
    handelsregister = Handelsregister()
    toegang = Toegang(onderneming=handelsregister)
    sessie = _sessie(BAKKERIJ, soort=AfnemerSoort.PRIVATE_PARTIJ)
    sleutels, inzage = await toegang.eigen(sessie)
    await toegang.eigen(sessie)

    assert sleutels == {BAKKERIJ, RSIN, VESTIGING}
    assert inzage.gaat_over({RSIN})
    assert handelsregister.gevraagd == 1


async def test_a_session_of_one_vestiging_is_that_vestiging_only() -> None:
    handelsregister = Handelsregister()
    toegang = Toegang(onderneming=handelsregister)
    sleutels, inzage = await toegang.eigen(_sessie(BAKKERIJ, vestiging=VESTIGING))

    assert sleutels == {VESTIGING}
    assert not inzage.gaat_over({BAKKERIJ})
    assert handelsregister.gevraagd == 0


async def test_a_company_that_the_register_does_not_know_is_its_own_number() -> None:
    unknown = KvkNummer("90001355")

    assert (await Toegang(onderneming=Handelsregister()).eigen(_sessie(unknown)))[0] == {unknown}


@pytest.mark.parametrize("niveau", list(Betrouwbaarheidsniveau))
async def test_a_weak_login_opens_nothing(niveau: Betrouwbaarheidsniveau) -> None:
    inzage = await Toegang(onderneming=Handelsregister()).in_klant(_sessie(IK, niveau=niveau), IK)

    assert bool(inzage.gronden) is (niveau >= Betrouwbaarheidsniveau.MIDDEN)


async def test_who_acts_for_another_has_no_ground_yet_not_even_his_own() -> None:
    acting = Vertegenwoordiging(sleutel=ANDER, soort=MachtigingSoort.VRIJWILLIG, bron=MachtigingBron.DIGID_MACHTIGEN)
    toegang = Toegang(onderneming=Handelsregister())
    sessie = _sessie(IK, vertegenwoordigt=acting)

    assert (await toegang.in_klant(sessie, ANDER)).gronden == ()
    assert (await toegang.in_klant(sessie, IK)).gronden == ()
    assert (await toegang.in_zaken(sessie)).gronden == ()


async def test_who_has_no_number_has_no_ground() -> None:
    medewerker = _sessie(None, soort=AfnemerSoort.MEDEWERKER, rollen=(AfnemerRol.BEHANDELAAR,))

    assert (await Toegang(onderneming=Handelsregister()).in_zaken(medewerker)).gronden == ()
