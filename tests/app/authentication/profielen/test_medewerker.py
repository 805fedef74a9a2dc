"""Who works here, by Entra or Keycloak, and the machine of another organisation."""

from __future__ import annotations

import pytest

from app.config.profielen import Profiel
from resolvers.grammar.afnemer import AfnemerRol, AfnemerSoort
from tests.app.authentication.profielen.inloggen import OIN, geweigerd, ingelogd, wijzer

PROFIELEN: list[Profiel] = ["medewerker-entra", "medewerker-keycloak"]


@pytest.mark.parametrize(
    ("profiel", "body", "gebruiker"),
    [
        ("medewerker-entra", {"oid": "4f1c", "roles": ["KCC", "Iets.Anders"]}, "4f1c"),
        ("medewerker-entra", {"oid": "4f1c", "roles": ["kcc", "KCC"]}, "4f1c"),
        ("medewerker-entra", {"oid": "4f1c", "roles": "KCC"}, "4f1c"),
        ("medewerker-entra", {"oid": "4f1c", "groups": ["KCC"]}, "4f1c"),
        ("medewerker-keycloak", {"realm_access": {"roles": ["offline_access", "kcc"]}}, "iemand"),
        ("medewerker-keycloak", {"roles": ["KCC"]}, "iemand"),
    ],
)
def test_a_medewerker_has_the_roles_that_we_know(profiel: Profiel, body: dict[str, object], gebruiker: str) -> None:
    found = ingelogd(profiel, email="jan@voorbeeld.nl", preferred_username="jan", **body)

    assert (found.soort, found.rollen, found.medewerker_id, found.sleutel) == (
        AfnemerSoort.MEDEWERKER,
        (AfnemerRol.KCC,),
        gebruiker,
        None,
    )


def test_roles_and_groups_go_along_as_the_token_spells_them() -> None:
    found = ingelogd(
        "medewerker-keycloak", realm_access={"roles": ["kcc", "uma"]}, roles=["Kapvergunning"], groups=["/team/groen"]
    )

    assert found.groepen == {"kcc", "uma", "Kapvergunning", "/team/groen"}


def test_an_issuers_own_names_for_roles_and_groups_count_and_then_ours_do_not() -> None:
    own = wijzer(
        "medewerker-keycloak",
        claims={"rollen": ["resource_access", "mijnzaken", "roles"], "gebruiker": "personeelsnummer"},
        rollen={"Klantcontactmedewerker": "KCC", "/gemeente/vth": "BEHANDELAAR"},
    )
    body: dict[str, object] = {"personeelsnummer": "mw-1001"}
    access = {"mijnzaken": {"roles": ["Klantcontactmedewerker", "PRIVACYFUNCTIONARIS"]}}

    found = ingelogd("medewerker-keycloak", own, resource_access=access, groups=["/gemeente/vth"], **body)

    assert found.rollen == (AfnemerRol.KCC, AfnemerRol.BEHANDELAAR)
    assert found.medewerker_id == "mw-1001"
    assert found.groepen == {"Klantcontactmedewerker", "PRIVACYFUNCTIONARIS", "/gemeente/vth"}
    geweigerd("medewerker-keycloak", own, resource_access={"mijnzaken": {"roles": ["KCC"]}}, **body)
    geweigerd("medewerker-keycloak", own, realm_access={"roles": ["Klantcontactmedewerker"]}, **body)


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"roles": []},
        {"roles": ["INWONER"]},
        {"roles": ["ONDERNEMER", "KETENPARTNER"]},
        {"roles": ["beheerder"]},
        {"roles": 7},
        {"roles": {"KCC": True}},
        {"roles": ["KCC", 7]},
        {"roles": ["KCC", ["KCC"]]},
        {"roles": ["KCC"], "groups": {"a": 1}},
        {"realm_access": ["KCC"]},
        {"realm_access": {"roles": 7}},
        {"resource_access": {"mijnzaken": {"roles": ["KCC"]}}},
    ],
)
@pytest.mark.parametrize("profiel", PROFIELEN)
def test_a_medewerker_without_a_role_that_we_know_is_refused(profiel: Profiel, body: dict[str, object]) -> None:
    """The roles of a burger or a company are none that a medewerker can be given."""
    geweigerd(profiel, oid="4f1c", **body)


@pytest.mark.parametrize("oid", [None, "", 7, ["4f1c"], "\x00", "a\nb", "\ud800", "x" * 256])
def test_a_medewerker_without_a_name_for_the_log_is_refused(oid: object) -> None:
    geweigerd("medewerker-entra", roles=["KCC"], oid=oid)


def test_a_machine_is_an_organisation_by_its_oin() -> None:
    found = ingelogd("machine", oin=OIN, client_id="provincie")

    assert (found.soort, found.rollen, found.organisatie_oin, found.client_id, found.sleutel) == (
        AfnemerSoort.OVERHEIDSORGANISATIE,
        (AfnemerRol.KETENPARTNER,),
        OIN,
        "provincie",
        None,
    )
    assert ingelogd("machine", oin=OIN).client_id == "iemand"


def test_an_oin_may_stand_elsewhere() -> None:
    """FSC: the peer is `sub`."""
    assert ingelogd("machine", wijzer("machine", claims={"oin": "sub"}), sub=OIN).organisatie_oin == OIN


@pytest.mark.parametrize("oin", [None, "", "0000000100321434500", "0000000100321434500x", 1003214345000, "²" * 20])
def test_a_machine_without_an_oin_is_refused(oin: object) -> None:
    geweigerd("machine", oin=oin)


@pytest.mark.parametrize("client", ["", 7, ["a"], "a\x00"])
def test_a_machine_whose_client_cannot_be_written_down_is_refused(client: object) -> None:
    geweigerd("machine", oin=OIN, client_id=client)
