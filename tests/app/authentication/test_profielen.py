"""Each login, read into the one normal form; what a profile does not recognise is refused."""

from __future__ import annotations

import time
from datetime import UTC, datetime

import pytest

from app.authentication.profielen import NIVEAUS, PROFIELEN
from app.sandbox import uitgever
from resolvers.grammar.afnemer import (
    AfnemerRol,
    AfnemerSoort,
    Authenticatie,
    MachtigingBron,
    MachtigingSoort,
    Vertegenwoordiging,
)
from resolvers.grammar.errors import Unauthenticated
from resolvers.grammar.inzage import Betrouwbaarheidsniveau as Niveau
from resolvers.grammar.sleutel import Bsn, KvkNummer, Rsin, Vestigingsnummer
from tests.app.authentication.inlogpunt import bearer, claims, token

EXP = 1_800_000_000
VERLOOPT = datetime.fromtimestamp(EXP, UTC)
SMARTCARD = "urn:oasis:names:tc:SAML:2.0:ac:classes:Smartcard"
LEGAL, ACTING = "urn:nl-eid-gdi:1.0:LegalSubjectID", "urn:nl-eid-gdi:1.0:ActingSubjectID"
EH_LEGAL = "urn:etoegang:core:LegalSubjectID"
EH_VESTIGING = "urn:etoegang:1.9:ServiceRestriction:Vestigingsnr"
EH_SOORT = "urn:etoegang:1.9:EntityConcernedID:"


def _lees(profiel: str, **claims: object) -> Authenticatie:
    return PROFIELEN[profiel]({"exp": EXP, "sub": "iemand", **claims})


def _geweigerd(profiel: str, **claims: object) -> None:
    with pytest.raises(Unauthenticated) as refused:
        _lees(profiel, **claims)
    for value in claims.values():
        assert not isinstance(value, str) or len(value) < 4 or value not in refused.value.detail


def test_digid_is_a_burger_for_himself() -> None:
    assert _lees("digid", bsn="999990019", acr=SMARTCARD) == Authenticatie(
        soort=AfnemerSoort.BURGER,
        rollen=(AfnemerRol.INWONER,),
        niveau=Niveau.SUBSTANTIEEL,
        verloopt=VERLOOPT,
        sleutel=Bsn("999990019"),
    )


def test_digid_machtigen_is_a_burger_who_acts_for_another() -> None:
    dienst = "d5e5bd6a-0000-4000-8000-000000000001"
    found = _lees(
        "digid", acr=SMARTCARD, **{LEGAL: "999990123", ACTING: "999990019", "urn:nl-eid-gdi:1.0:ServiceUUID": dienst}
    )

    assert found.sleutel == Bsn("999990019")
    assert found.vertegenwoordigt == Vertegenwoordiging(
        sleutel=Bsn("999990123"),
        soort=MachtigingSoort.VRIJWILLIG,
        bron=MachtigingBron.DIGID_MACHTIGEN,
        diensten=(dienst,),
    )


def test_digid_machtigen_without_a_service_covers_no_service() -> None:
    found = _lees("digid", **{LEGAL: "999990123", ACTING: "999990019"})

    assert found.vertegenwoordigt is not None
    assert found.vertegenwoordigt.diensten == ()


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"bsn": "999990018"},
        {"bsn": 999990019},
        {"bsn": ["999990019"]},
        {"bsn": "99999001"},
        {LEGAL: "999990123"},
        {LEGAL: "999990123", "bsn": "999990019"},
        {LEGAL: "999990124", ACTING: "999990019"},
        {LEGAL: {"bsn": "999990123"}, ACTING: "999990019"},
        {LEGAL: "", "bsn": "999990019"},
        {LEGAL: "", ACTING: "999990019", "bsn": "999990019"},
        {ACTING: "999990123", "bsn": "999990019"},
        {ACTING: "999990123"},
    ],
)
def test_digid_without_a_valid_person_is_refused(body: dict[str, object]) -> None:
    """A represented party without who acts for him is refused too: the `bsn` beside it says not which of both."""
    _geweigerd("digid", **body)


def test_digid_that_names_the_same_person_twice_is_a_burger_for_himself() -> None:
    """DigiD by SAML always has an ActingSubjectID."""
    found = _lees("digid", bsn="999990019", **{ACTING: "999990019", LEGAL: None})

    assert (found.sleutel, found.vertegenwoordigt) == (Bsn("999990019"), None)


ZELF: dict[str, dict[str, object]] = {
    "digid": {"bsn": "999990019"},
    "eherkenning": {EH_LEGAL: "90001354"},
    "medewerker-entra": {"roles": ["KCC"]},
    "medewerker-keycloak": {"realm_access": {"roles": ["KCC"]}},
    "machine": {"oin": "00000001003214345000"},
    "sandbox": {"login": "digid", "bsn": "999990019"},
}


def test_every_profile_is_held_to_the_rule_on_whom_one_acts_for() -> None:
    assert set(ZELF) == set(PROFIELEN)


@pytest.mark.parametrize("profiel", ZELF)
@pytest.mark.parametrize(
    "tussen",
    [
        {"represents": {"sub": "999990123", "iss": "https://a.nl", "sub_id_type": "urn:nl-eid-gdi:1.0:id:BSN"}},
        {"represents": {"sub": "x", "represents": {"sub": "999990123"}}},
        {"represents": None},
        {"urn:etoegang:core:IntermediateSubjectID": "90001362"},
        {"urn:etoegang:1.9:IntermediateEntityID:KvKnr": "90001362"},
    ],
)
def test_who_acts_for_another_in_a_way_that_no_profile_reads_is_refused(
    profiel: str, tussen: dict[str, object]
) -> None:
    """OIDC NL GOV: every client must process `represents`. Passed over, an intermediary would be his own client."""
    assert _lees(profiel, **ZELF[profiel])
    _geweigerd(profiel, **ZELF[profiel], **tussen)


def test_eherkenning_is_a_company_by_its_kvk_number() -> None:
    loa3 = "urn:etoegang:core:assurance-class:loa3"

    assert _lees("eherkenning", acr=loa3, **{EH_LEGAL: "90001354"}) == Authenticatie(
        soort=AfnemerSoort.PRIVATE_PARTIJ,
        rollen=(AfnemerRol.ONDERNEMER,),
        niveau=Niveau.SUBSTANTIEEL,
        verloopt=VERLOOPT,
        sleutel=KvkNummer("90001354"),
    )


def test_eherkenning_says_by_which_number_the_company_is_known() -> None:
    kvk = _lees("eherkenning", namequalifier=f"{EH_SOORT}KvKnr", **{EH_LEGAL: "90001354"})
    rsin = _lees("eherkenning", namequalifier=f"{EH_SOORT}RSIN", **{EH_LEGAL: "999990019"})

    assert kvk.sleutel == KvkNummer("90001354")
    assert rsin.sleutel == Rsin("999990019")


def test_eherkenning_for_one_vestiging_is_that_vestiging_only() -> None:
    found = _lees("eherkenning", **{EH_LEGAL: "90001354", EH_VESTIGING: "000037178598"})

    assert found.vestiging == Vestigingsnummer("000037178598")


@pytest.mark.parametrize("vestiging", ["37178598", "", "00003717859x", 37178598, ["000037178598"], {}])
def test_a_restriction_to_a_vestiging_that_cannot_be_read_is_refused_and_not_dropped(vestiging: object) -> None:
    """Dropping it would open the whole company to who may see one branch."""
    _geweigerd("eherkenning", **{EH_LEGAL: "90001354", EH_VESTIGING: vestiging})


@pytest.mark.parametrize(
    "body",
    [
        {},
        {EH_LEGAL: "9000135"},
        {EH_LEGAL: 90001354},
        {EH_LEGAL: "999990019"},
        {EH_LEGAL: "90001354", "namequalifier": f"{EH_SOORT}RSIN"},
        {EH_LEGAL: "90001354", "namequalifier": f"{EH_SOORT}Pseudo"},
        {EH_LEGAL: "90001354", "namequalifier": "urn:kwaad:RSIN"},
        {EH_LEGAL: "90001354", "namequalifier": None},
        {EH_LEGAL: "90001354", "namequalifier": 7},
    ],
)
def test_eherkenning_without_a_company_that_we_know_how_to_read_is_refused(body: dict[str, object]) -> None:
    _geweigerd("eherkenning", **body)


@pytest.mark.parametrize(("claim", "niveau"), NIVEAUS.items())
def test_every_level_of_every_login_is_one_of_our_four(claim: str, niveau: Niveau) -> None:
    assert _lees("digid", bsn="999990019", acr=claim).niveau is niveau
    assert _lees("eherkenning", loa=claim, **{EH_LEGAL: "90001354"}).niveau is niveau


@pytest.mark.parametrize(
    ("claim", "niveau"),
    [
        ("http://eidas.europa.eu/LoA/low", Niveau.BASIS),
        ("http://eidas.europa.eu/LoA/substantial", Niveau.SUBSTANTIEEL),
        ("http://eidas.europa.eu/LoA/high", Niveau.HOOG),
        ("http://eidas.europa.eu/LoA/HIGH", Niveau.BASIS),
        ("", Niveau.BASIS),
        (None, Niveau.BASIS),
        (4, Niveau.BASIS),
        (["http://eidas.europa.eu/LoA/high"], Niveau.BASIS),
    ],
)
def test_a_level_that_is_not_known_is_the_lowest(claim: object, niveau: Niveau) -> None:
    assert _lees("digid", bsn="999990019", acr=claim).niveau is niveau


@pytest.mark.parametrize(
    ("profiel", "body"),
    [
        ("medewerker-entra", {"roles": ["KCC", "Iets.Anders"]}),
        ("medewerker-entra", {"roles": ["kcc"]}),
        ("medewerker-keycloak", {"realm_access": {"roles": ["offline_access", "kcc"]}}),
    ],
)
def test_a_medewerker_has_the_roles_that_we_know(profiel: str, body: dict[str, object]) -> None:
    found = _lees(profiel, **body)

    assert (found.soort, found.rollen, found.medewerker_id, found.sleutel) == (
        AfnemerSoort.MEDEWERKER,
        (AfnemerRol.KCC,),
        "iemand",
        None,
    )


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"roles": []},
        {"roles": ["INWONER"]},
        {"roles": ["ONDERNEMER", "KETENPARTNER"]},
        {"roles": ["beheerder"]},
        {"roles": "KCC"},
        {"roles": 7},
        {"roles": {"KCC": True}},
        {"roles": [7, None, ["KCC"]]},
        {"realm_access": ["KCC"]},
        {"realm_access": {"roles": "KCC"}},
        {"realm_access": {"roles": 7}},
        {"resource_access": {"mijnzaken": {"roles": ["KCC"]}}},
    ],
)
@pytest.mark.parametrize("profiel", ["medewerker-entra", "medewerker-keycloak"])
def test_a_medewerker_without_a_role_that_we_know_is_refused(profiel: str, body: dict[str, object]) -> None:
    """The roles of a burger or a company are none that a medewerker can be given."""
    _geweigerd(profiel, **body)


def test_a_machine_is_an_organisation_by_its_oin() -> None:
    found = _lees("machine", oin="00000001003214345000", client_id="provincie")

    assert (found.soort, found.rollen, found.organisatie_oin, found.client_id, found.sleutel) == (
        AfnemerSoort.OVERHEIDSORGANISATIE,
        (AfnemerRol.KETENPARTNER,),
        "00000001003214345000",
        "provincie",
        None,
    )
    assert _lees("machine", oin="00000001003214345000").client_id == "iemand"


@pytest.mark.parametrize("oin", [None, "", "0000000100321434500", "0000000100321434500x", 1003214345000, "²" * 20])
def test_a_machine_without_an_oin_is_refused(oin: object) -> None:
    _geweigerd("machine", oin=oin)


@pytest.mark.parametrize("persona", uitgever.PERSONAS)
def test_every_persona_of_the_demo_comes_in(persona: str) -> None:
    found = _lees("sandbox", **uitgever.PERSONAS[persona])

    assert found.verloopt == VERLOOPT


@pytest.mark.parametrize("login", [None, "", "anders", 7, ["digid"]])
def test_a_token_of_the_demo_without_a_login_is_refused(login: object) -> None:
    _geweigerd("sandbox", login=login, bsn="999990019")


async def test_a_login_is_read_by_the_profile_of_its_own_issuer_and_no_other() -> None:
    """What an issuer of companies signs about a person says nothing."""
    company = token(claims(**{EH_LEGAL: "90001354", "exp": int(time.time()) + 60}))

    assert (await bearer(profiel="eherkenning").lees([f"Bearer {company}"])).sleutel == KvkNummer("90001354")
    with pytest.raises(Unauthenticated):
        await bearer(profiel="eherkenning").lees([f"Bearer {token()}"])
