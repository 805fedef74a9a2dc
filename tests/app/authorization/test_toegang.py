"""Toegang: for whom a burger or a company may look. Own data, and a machtiging from the login or from a register."""

from __future__ import annotations

from typing import Any

import pytest

from app.authorization.toegang import Toegang
from app.config.toegang import ToegangSettings
from resolvers.grammar.afnemer import AfnemerSoort, Authenticatie, MachtigingBron, MachtigingSoort, Vertegenwoordiging
from resolvers.grammar.errors import RegisterUnavailable
from resolvers.grammar.inzage import Betrouwbaarheidsniveau, GegevensCategorie, Grondslag, Inzage
from resolvers.grammar.ref import Ref
from resolvers.grammar.sleutel import KvkNummer, Rsin
from resolvers.machtiging import VAN_SESSIE
from tests.app.authorization.feiten import (
    ANDER,
    BAKKERIJ,
    DERDE,
    IK,
    RSIN,
    VESTIGING,
    Ding,
    Feiten,
    machtiging,
    sessie,
    zaak_van,
)

DIENST = "4d9e4f0c-0000-4000-8000-000000000001"
BELEID = ToegangSettings.model_validate({"diensten": {DIENST: {"zaaktypen": ["WOZ-BEZWAAR"], "producttypen": ["p1"]}}})


def _toegang(afnemer: Authenticatie, feiten: Feiten | None = None) -> Toegang:
    return Toegang(afnemer, feiten or Feiten(), beleid=BELEID)


def _grondslagen(inzage: Inzage | None) -> set[str]:
    return {grond.grondslag.name for grond in inzage.gronden} if inzage else set()


async def test_a_burger_has_the_ground_of_his_own_data_and_asks_nobody() -> None:
    feiten = Feiten()
    inzage = await _toegang(sessie(IK), feiten).in_partijen([frozenset({IK})])

    assert _grondslagen(inzage) == {"EIGEN_GEGEVENS"}
    assert inzage.gaat_over({IK})
    assert not inzage.gaat_over({ANDER})
    assert feiten.gevraagd == []


async def test_about_somebody_else_nothing_reaches_and_who_does_not_exist_costs_the_same() -> None:
    for partijen in ([frozenset({ANDER})], []):
        feiten = Feiten()
        inzage = await _toegang(sessie(IK), feiten).in_partijen(partijen)

        assert inzage.voor(zaak_van(ANDER)) is None
        assert feiten.gevraagd == ["machtigingen"]


async def test_the_same_digits_of_another_kind_open_nothing() -> None:
    inzage = await _toegang(sessie(IK)).in_partijen([frozenset({Rsin(IK.waarde)})])

    assert not inzage.gaat_over({Rsin(IK.waarde)})


async def test_a_company_is_all_its_numbers_and_the_register_is_asked_once() -> None:
    feiten = Feiten()
    toegang = _toegang(sessie(BAKKERIJ, soort=AfnemerSoort.PRIVATE_PARTIJ), feiten)
    partij = await toegang.eigen()
    await toegang.eigen()

    assert partij.sleutels[0] == BAKKERIJ
    assert set(partij.sleutels) == {BAKKERIJ, RSIN, VESTIGING}
    assert partij.inzage.gaat_over({RSIN})
    assert feiten.gevraagd == ["onderneming"]


async def test_a_session_of_one_vestiging_is_that_vestiging_only() -> None:
    feiten = Feiten()
    partij = await _toegang(sessie(BAKKERIJ, vestiging=VESTIGING), feiten).eigen()

    assert partij.sleutels == (VESTIGING,)
    assert not partij.inzage.gaat_over({BAKKERIJ})
    assert feiten.gevraagd == []


async def test_a_company_that_the_register_does_not_know_is_its_own_number() -> None:
    unknown = KvkNummer("90001355")

    assert (await _toegang(sessie(unknown)).eigen()).sleutels == (unknown,)


@pytest.mark.parametrize("niveau", list(Betrouwbaarheidsniveau))
async def test_a_weak_login_opens_nothing_and_is_told_that_a_better_one_would(niveau: Betrouwbaarheidsniveau) -> None:
    inzage = (await _toegang(sessie(IK, niveau=niveau)).eigen()).inzage
    strong = niveau >= Betrouwbaarheidsniveau.MIDDEN

    assert bool(inzage.gronden) is strong
    assert (GegevensCategorie.ZAAKVOORTGANG in inzage.hoger) is not strong


# ------------------------------------------------------------------ a session that represents


def _namens(**more: Any) -> Authenticatie:
    facts: dict[str, Any] = {"soort": MachtigingSoort.VRIJWILLIG, "bron": MachtigingBron.DIGID_MACHTIGEN, **more}
    return sessie(IK, vertegenwoordigt=Vertegenwoordiging(sleutel=ANDER, **facts))


async def test_who_acts_for_another_sees_him_as_far_as_the_dienst_goes_and_not_himself() -> None:
    toegang = _toegang(_namens(diensten=(DIENST,)))
    partij = await toegang.eigen()

    assert partij.sleutels == (ANDER,)
    assert _grondslagen(partij.inzage) == {"MACHTIGING"}
    assert partij.inzage.voor(zaak_van(ANDER)) is not None
    assert partij.inzage.voor(zaak_van(ANDER, type_="KAPVERGUNNING")) is None
    assert partij.inzage.voor(Ding(frozenset({ANDER}), frozenset({"producttype:p1"}))) is not None
    assert (await toegang.in_partijen([frozenset({IK})])).voor(zaak_van(IK)) is None


@pytest.mark.parametrize("diensten", [(), ("onbekend",)], ids=["geen", "onbekend"])
async def test_a_dienst_that_is_not_mapped_covers_nothing(diensten: tuple[str, ...]) -> None:
    partij = await _toegang(_namens(diensten=diensten)).eigen()

    assert partij.inzage.gronden == ()


async def test_a_session_that_represents_knows_no_other_machtiging() -> None:
    feiten = Feiten(machtigingen=[machtiging(DERDE, IK)])
    toegang = _toegang(_namens(diensten=(DIENST,)), feiten)

    assert (await toegang.eigen(VAN_SESSIE)).sleutels == (ANDER,)
    assert (await toegang.eigen(feiten.machtigingen[0].ref)).sleutels == ()
    assert (await toegang.in_partijen([frozenset({DERDE})])).voor(zaak_van(DERDE)) is None


# ------------------------------------------------------------------ a machtiging from a register


async def _door(*found: Any, onbekwaam: Any = ()) -> Inzage:
    feiten = Feiten(machtigingen=list(found), onbekwaam=set(onbekwaam))
    return await _toegang(sessie(IK), feiten).in_partijen([frozenset({ANDER})])


async def test_a_machtiging_opens_the_zaken_of_its_zaaktypen() -> None:
    inzage = await _door(machtiging(ANDER, IK))

    assert _grondslagen(inzage.voor(zaak_van(ANDER))) == {"MACHTIGING"}
    assert inzage.voor(zaak_van(ANDER, type_="KAPVERGUNNING")) is None
    assert inzage.voor(zaak_van(DERDE)) is None


async def test_a_machtiging_by_dienst_opens_what_the_dienst_covers() -> None:
    inzage = await _door(machtiging(ANDER, IK, zaaktype_identificaties=None, diensten=[DIENST]))

    assert inzage.voor(zaak_van(ANDER)) is not None
    assert inzage.voor(zaak_van(ANDER, type_="KAPVERGUNNING")) is None


@pytest.mark.parametrize(
    "found",
    [
        machtiging(ANDER, IK, geldig=False),
        machtiging(ANDER, DERDE),
        machtiging(ANDER, IK, zaaktype_identificaties=None),
        machtiging(ANDER, IK, zaaktype_identificaties=frozenset()),
    ],
    ids=["geldt niet", "aan een ander", "vrijwillig zonder dienst", "voor geen zaaktype"],
)
async def test_what_does_not_hold_opens_nothing(found: Any) -> None:
    assert (await _door(found)).voor(zaak_van(ANDER)) is None


async def test_gezag_covers_everything() -> None:
    inzage = await _door(
        machtiging(ANDER, IK, zaaktype_identificaties=None, soort=MachtigingSoort.WETTELIJK, bron=MachtigingBron.BRP)
    )

    assert inzage.voor(zaak_van(ANDER, type_="LEERLINGENVERVOER")) is not None


async def test_a_volmacht_ends_when_its_giver_comes_under_curatele_or_dies_and_gezag_does_not() -> None:
    wettelijk = machtiging(ANDER, IK, soort=MachtigingSoort.WETTELIJK)

    assert (await _door(machtiging(ANDER, IK), onbekwaam={ANDER})).voor(zaak_van(ANDER)) is None
    assert (await _door(wettelijk, onbekwaam={ANDER})).voor(zaak_van(ANDER)) is not None


async def test_namens_chooses_one_of_his_own_that_holds_and_no_other() -> None:
    feiten = Feiten(machtigingen=[machtiging(ANDER, IK, "1"), machtiging(DERDE, IK, "2", geldig=False)])
    toegang = _toegang(sessie(IK), feiten)

    assert (await toegang.eigen(feiten.machtigingen[0].ref)).sleutels == (ANDER,)
    for other in (feiten.machtigingen[1].ref, Ref("openobject", "Machtiging", "9"), VAN_SESSIE):
        partij = await toegang.eigen(other)
        assert (partij.sleutels, partij.inzage.gronden) == ((), ())


async def test_of_whom_he_may_represent_he_knows_who_they_are() -> None:
    toegang = _toegang(sessie(IK), Feiten(machtigingen=[machtiging(ANDER, IK)]))
    inzage = (await toegang.zichzelf(met_vertegenwoordigden=True)).inzage

    assert inzage.op_persoon(frozenset({ANDER})).grond_voor(GegevensCategorie.IDENTITEIT) is not None
    assert inzage.op_persoon(frozenset({ANDER})).grond_voor(GegevensCategorie.ZAAKINHOUD) is None
    assert inzage.op_persoon(frozenset({DERDE})).grond_voor(GegevensCategorie.IDENTITEIT) is None


async def test_when_it_cannot_be_known_nothing_is_decided() -> None:
    away = RegisterUnavailable("openobject")
    with pytest.raises(RegisterUnavailable):
        await _toegang(sessie(IK), Feiten(stuk=away)).in_partijen([frozenset({ANDER})])


async def test_the_evidence_is_the_machtiging_itself() -> None:
    found = machtiging(ANDER, IK)
    inzage = await _door(found)

    assert [grond.bewijs for grond in inzage.gronden if grond.grondslag is Grondslag.MACHTIGING] == [found.id]
