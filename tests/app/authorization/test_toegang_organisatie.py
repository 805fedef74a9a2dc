"""Toegang of who looks for his work: a desk, a behandelaar, a privacyfunctionaris, another organisation; and what a
toestemming adds."""

from __future__ import annotations

from typing import Any

import pytest

from app.authorization.toegang import Toegang
from app.config.toegang import ToegangSettings
from resolvers.grammar.afnemer import AfnemerRol, Authenticatie
from resolvers.grammar.errors import RegisterUnavailable
from resolvers.grammar.inzage import GegevensCategorie, Inzage
from resolvers.grammar.ref import Ref
from resolvers.grammar.sleutel import KvkNummer, Rsin
from resolvers.grammar.vertrouwelijkheid import Vertrouwelijkheidaanduiding
from resolvers.toegang import GEEN_AANLEIDING, Aanleiding
from resolvers.toestemming import ToestemmingOntvanger
from tests.app.authorization.feiten import (
    ANDER,
    IK,
    OIN_PARTNER,
    PARTNER,
    Ding,
    Feiten,
    contactmoment,
    medewerker,
    organisatie,
    toestemming,
    zaak_van,
)

C = GegevensCategorie
CONTACT = contactmoment(IK)
REDEN = Aanleiding(contactmoment=CONTACT.ref)
KCC = medewerker(AfnemerRol.KCC)
BEHANDELAAR = medewerker(AfnemerRol.BEHANDELAAR, groepen=frozenset({"vergunningen"}))


async def _in(afnemer: Authenticatie, feiten: Feiten | None = None, reden: Aanleiding = REDEN, **beleid: Any) -> Inzage:
    known = feiten or Feiten()
    known.onderwerpen.setdefault(CONTACT.ref, CONTACT)
    toegang = Toegang(afnemer, known, beleid=ToegangSettings.model_validate(beleid))
    return await toegang.in_partijen([frozenset({IK})], reden)


def _open(inzage: Inzage, ding: Ding) -> frozenset[GegevensCategorie]:
    seen = inzage.voor(ding)
    return seen.opent if seen else frozenset()


# ------------------------------------------------------------------ wettelijke taak


async def test_a_desk_sees_progress_of_whom_the_contact_is_about() -> None:
    assert _open(await _in(KCC), zaak_van(IK)) == {C.IDENTITEIT, C.ZAAKVOORTGANG}


@pytest.mark.parametrize(
    "reden",
    [
        GEEN_AANLEIDING,
        Aanleiding(contactmoment=Ref("openklant", "Contactmoment", "bestaat niet")),
        Aanleiding(contactmoment=Ref("openklant", "Contactmoment", "van een ander")),
    ],
    ids=["geen", "bestaat niet", "van een ander"],
)
async def test_without_a_reason_that_holds_a_desk_sees_nothing(reden: Aanleiding) -> None:
    other = Ref("openklant", "Contactmoment", "van een ander")
    feiten = Feiten(onderwerpen={other: contactmoment(ANDER)})

    assert (await _in(KCC, feiten, reden)).gronden == ()


async def test_a_contact_that_names_nobody_yet_is_a_reason() -> None:
    nobody = contactmoment(nummer="c2")
    feiten = Feiten(onderwerpen={nobody.ref: nobody})

    assert (await _in(KCC, feiten, Aanleiding(contactmoment=nobody.ref))).gaat_over({IK})


async def test_a_reason_about_one_of_two_applicants_is_no_reason_to_look_at_the_other() -> None:
    feiten = Feiten(onderwerpen={CONTACT.ref: CONTACT}, toestemmingen=[toestemming(ANDER, C.ZAAKINHOUD)])
    inzage = await Toegang(KCC, feiten).in_partijen([frozenset({IK}), frozenset({ANDER})], REDEN)

    assert _open(inzage, zaak_van(IK, ANDER)) == {C.IDENTITEIT, C.ZAAKVOORTGANG}
    assert not _open(inzage, zaak_van(ANDER))
    assert C.IDENTITEIT not in inzage.op_persoon(frozenset({ANDER})).opent


async def test_the_ceiling_of_the_row_holds() -> None:
    inzage = await _in(KCC)

    assert _open(inzage, zaak_van(IK, hoe=Vertrouwelijkheidaanduiding.ZAAKVERTROUWELIJK))
    assert not _open(inzage, zaak_van(IK, hoe=Vertrouwelijkheidaanduiding.VERTROUWELIJK))


async def test_a_desk_that_is_limited_to_zaaktypen_still_knows_who_somebody_is() -> None:
    inzage = await _in(KCC, autorisaties=[{"rol": "KCC", "zaaktypen": ["WOZ-BEZWAAR"]}])

    assert C.IDENTITEIT in inzage.op_persoon(frozenset({IK})).opent
    assert _open(inzage, zaak_van(IK))
    assert not _open(inzage, zaak_van(IK, type_="KAPVERGUNNING")) & {C.ZAAKVOORTGANG}


AUTORISATIE = {"rol": "BEHANDELAAR", "groep": "vergunningen", "zaaktypen": ["KAPVERGUNNING"]}


async def test_a_behandelaar_sees_the_zaken_of_his_zaaktypen_and_no_other() -> None:
    inzage = await _in(BEHANDELAAR, reden=GEEN_AANLEIDING, autorisaties=[AUTORISATIE])

    assert C.DOCUMENTEN in _open(inzage, zaak_van(IK, type_="KAPVERGUNNING"))
    assert not _open(inzage, zaak_van(IK))


@pytest.mark.parametrize(
    "autorisaties",
    [[], [{**AUTORISATIE, "groep": "inkomen"}], [{**AUTORISATIE, "rol": "KCC"}]],
    ids=["geen", "andere groep", "andere rol"],
)
async def test_a_behandelaar_without_an_authorisation_sees_nothing(autorisaties: list[dict[str, Any]]) -> None:
    assert (await _in(BEHANDELAAR, autorisaties=autorisaties)).gronden == ()


async def test_an_authorisation_lowers_the_ceiling_and_never_raises_it() -> None:
    low = {**AUTORISATIE, "max_vertrouwelijkheidaanduiding": "intern"}
    high = {**AUTORISATIE, "max_vertrouwelijkheidaanduiding": "zeer-geheim"}

    assert {g.plafond for g in (await _in(BEHANDELAAR, autorisaties=[low])).gronden} == {
        Vertrouwelijkheidaanduiding.INTERN
    }
    assert {g.plafond for g in (await _in(BEHANDELAAR, autorisaties=[high])).gronden} == {
        Vertrouwelijkheidaanduiding.VERTROUWELIJK
    }


async def test_of_a_person_a_behandelaar_sees_who_it_is_only_by_way_of_a_zaak_of_his() -> None:
    inzage = await _in(BEHANDELAAR, autorisaties=[AUTORISATIE])
    by_zaak = inzage.voor(zaak_van(IK, type_="KAPVERGUNNING"))

    assert C.IDENTITEIT not in inzage.op_persoon(frozenset({IK})).opent
    assert by_zaak is not None
    assert C.IDENTITEIT in by_zaak.op_persoon(frozenset({IK})).opent
    assert C.IDENTITEIT not in by_zaak.op_persoon(frozenset({ANDER})).opent


async def test_a_privacyfunctionaris_sees_no_zaak() -> None:
    assert not _open(await _in(medewerker(AfnemerRol.PRIVACYFUNCTIONARIS)), zaak_van(IK)) & {C.ZAAKVOORTGANG}


async def test_who_is_not_there_costs_what_somebody_costs() -> None:
    asked = []
    for partijen in ([frozenset({IK})], []):
        feiten = Feiten(onderwerpen={CONTACT.ref: CONTACT})
        await Toegang(KCC, feiten).in_partijen(partijen, REDEN)
        asked.append(feiten.gevraagd)

    assert asked[0] == asked[1] == ["toestemmingen", "onderwerp"]


# ------------------------------------------------------------------ toestemming


async def _toegestaan(afnemer: Authenticatie = KCC, reden: Aanleiding = REDEN, **more: Any) -> Inzage:
    given = toestemming(IK, C.ZAAKINHOUD, C.VERWERKINGEN, **more)
    return await _in(afnemer, Feiten(toestemmingen=[given], zaken={"urn:z": Ref("z", "Zaak", "1")}), reden)


async def test_a_toestemming_opens_its_categories_as_far_as_the_row_allows() -> None:
    opened = _open(await _toegestaan(), zaak_van(IK))

    assert opened == {C.IDENTITEIT, C.ZAAKVOORTGANG, C.ZAAKINHOUD}


@pytest.mark.parametrize(
    "more",
    [
        {"geldig": False},
        {"activiteit": "reclame"},
        {"ontvanger": ToestemmingOntvanger(organisatie=None, organisatie_eenheid=None, rol=AfnemerRol.BEHANDELAAR)},
        {"ontvanger": ToestemmingOntvanger(organisatie=OIN_PARTNER, organisatie_eenheid=None, rol=None)},
        {"ontvanger": ToestemmingOntvanger(organisatie=None, organisatie_eenheid="inkomen", rol=None)},
        {"ontvanger": ToestemmingOntvanger(organisatie=None, organisatie_eenheid=None, rol=None)},
        {"zaaktype_identificaties": frozenset({"KAPVERGUNNING"})},
        {"zaak_verwijzingen": ("urn:onbekend",)},
        {"zaak_verwijzingen": ("urn:z",)},
    ],
    ids=[
        "geldt niet",
        "andere activiteit",
        "andere rol",
        "organisatie",
        "andere eenheid",
        "niemand",
        "ander zaaktype",
        "zaak onbekend",
        "andere zaak",
    ],
)
async def test_a_toestemming_that_does_not_fit_opens_nothing_more(more: dict[str, Any]) -> None:
    assert C.ZAAKINHOUD not in _open(await _toegestaan(**more), zaak_van(IK))


async def test_a_toestemming_without_a_reason_to_look_opens_nothing() -> None:
    assert (await _toegestaan(reden=GEEN_AANLEIDING)).gronden == ()


async def test_a_toestemming_to_a_unit_is_for_who_is_in_it() -> None:
    unit = ToestemmingOntvanger(organisatie=None, organisatie_eenheid="inkomen", rol=None)
    consulent = medewerker(AfnemerRol.KCC, groepen=frozenset({"inkomen"}))

    assert C.ZAAKINHOUD in _open(await _toegestaan(consulent, ontvanger=unit), zaak_van(IK))


async def test_a_toestemming_of_one_says_nothing_of_another() -> None:
    assert C.ZAAKINHOUD not in _open(await _toegestaan(), zaak_van(ANDER))


async def test_when_it_cannot_be_known_whether_there_is_a_toestemming_nothing_is_decided() -> None:
    with pytest.raises(RegisterUnavailable):
        await _in(KCC, Feiten(stuk=RegisterUnavailable("openobject")))


# ------------------------------------------------------------------ ketenpartner

AFSPRAAK: dict[str, Any] = {
    "naam": "Provincie",
    "oin": OIN_PARTNER,
    "categorieen": ["ZAAKVOORTGANG", "CONTACTGEGEVENS"],
    "zaaktypen": ["OMGEVINGSVERGUNNING"],
}
SAMEN = zaak_van(IK, type_="OMGEVINGSVERGUNNING", mee=frozenset({PARTNER}))


async def test_a_partner_sees_the_zaken_it_works_on_as_far_as_the_agreement_and_the_matrix_go() -> None:
    assert _open(await _in(organisatie(), afspraken=[AFSPRAAK]), SAMEN) == {C.ZAAKVOORTGANG}


async def test_a_partner_sees_no_zaak_on_which_it_does_not_work() -> None:
    inzage = await _in(organisatie(), afspraken=[AFSPRAAK])

    assert not _open(inzage, zaak_van(IK, type_="OMGEVINGSVERGUNNING"))
    assert not _open(inzage, zaak_van(IK, type_="OMGEVINGSVERGUNNING", mee=frozenset({Rsin("003300018")})))
    assert not _open(inzage, zaak_van(IK, type_="KAPVERGUNNING", mee=frozenset({PARTNER})))


async def test_without_an_agreement_of_its_own_a_partner_sees_nothing() -> None:
    other = {**AFSPRAAK, "oin": "00000003900013540000"}

    assert (await _in(organisatie(), afspraken=[other])).gronden == ()
    assert (await _in(organisatie(), afspraken=[])).gronden == ()


async def test_a_partner_does_not_learn_who_somebody_is_by_asking_for_him() -> None:
    inzage = await _in(organisatie(), afspraken=[{**AFSPRAAK, "categorieen": ["IDENTITEIT", "ZAAKVOORTGANG"]}])

    assert C.IDENTITEIT not in inzage.op_persoon(frozenset({IK})).opent
    assert C.IDENTITEIT in inzage.voor(SAMEN).op_persoon(frozenset({IK})).opent  # type: ignore[union-attr]


@pytest.mark.parametrize(
    ("oin", "rsin", "sleutel"),
    [
        ("00000001003300006000", None, Rsin("003300006")),
        ("00000003900013540000", None, KvkNummer("90001354")),
        ("00000004003300006000", "003300018", Rsin("003300018")),
    ],
    ids=["rsin in het oin", "kvk in het oin", "rsin erbij"],
)
async def test_the_rol_of_a_partner_is_found_by_the_number_in_its_oin(oin: str, rsin: str | None, sleutel: Any) -> None:
    afspraak = {**AFSPRAAK, "oin": oin} | ({"rsin": rsin} if rsin else {})
    inzage = await _in(organisatie(oin), afspraken=[afspraak])

    assert _open(inzage, zaak_van(IK, type_="OMGEVINGSVERGUNNING", mee=frozenset({sleutel})))


async def test_an_organisation_may_have_a_toestemming_without_an_agreement() -> None:
    unit = ToestemmingOntvanger(organisatie=OIN_PARTNER, organisatie_eenheid=None, rol=None)
    given = toestemming(IK, C.ZAAKINHOUD, ontvanger=unit)

    assert C.ZAAKINHOUD in (await _in(organisatie(), Feiten(toestemmingen=[given]))).opent


async def test_a_toestemming_for_a_rol_is_for_our_own_medewerkers() -> None:
    """Any organisation with a token has the rol KETENPARTNER; none of them was meant."""
    rol = ToestemmingOntvanger(organisatie=None, organisatie_eenheid=None, rol=AfnemerRol.KETENPARTNER)
    given = toestemming(IK, C.ZAAKINHOUD, ontvanger=rol)

    assert C.ZAAKINHOUD not in (await _in(organisatie(), Feiten(toestemmingen=[given]))).opent
