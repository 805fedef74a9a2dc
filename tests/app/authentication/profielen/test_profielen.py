"""What holds for every profile: levels, who acts for another, an issuer's own names, no end but a refusal."""

from __future__ import annotations

import time
from traceback import format_exception
from typing import Any, get_args

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from app.authentication.profielen import PROFIELEN, lees
from app.config.profielen import CLAIMS, NIVEAUS, Profiel
from app.sandbox import uitgever
from resolvers.grammar.afnemer import Authenticatie
from resolvers.grammar.errors import Unauthenticated
from resolvers.grammar.inzage import Betrouwbaarheidsniveau as Niveau
from resolvers.grammar.sleutel import Bsn, KvkNummer
from tests.app.authentication.inlogpunt import bearer, claims, token
from tests.app.authentication.profielen.inloggen import (
    AANVAARD,
    ANDER,
    BURGER,
    EH_LEGAL,
    EH_TUSSEN,
    EH_TUSSEN_KVK,
    EXP,
    ID,
    KVK2,
    LEGAL,
    LOA3,
    REPRESENTATION,
    RT,
    SMARTCARD,
    VERLOOPT,
    geweigerd,
    ingelogd,
    wijzer,
)

LOW, HIGH = "http://eidas.europa.eu/LoA/low", "http://eidas.europa.eu/LoA/high"


def test_every_profile_is_held_to_these_rules() -> None:
    assert set(AANVAARD) == set(get_args(Profiel)) == {*PROFIELEN, "sandbox"} == set(CLAIMS)


@pytest.mark.parametrize("profiel", AANVAARD)
@pytest.mark.parametrize(
    "ander",
    [
        {"represents": {"sub": ANDER, "iss": "https://a.nl", "sub_id_type": f"{ID}BSN"}},
        {"represents": {"sub": "x", "represents": {"sub": ANDER}}},
        {"act": {"sub": "00000001003214345001"}},
        {"sel_uid": ANDER},
        {LEGAL: ANDER},
        {REPRESENTATION: f"{RT}WV_Mentor"},
        {"urn:kwaad:9.9:LegalSubjectID": ANDER},
        {EH_TUSSEN: KVK2},
        {EH_TUSSEN_KVK: KVK2},
    ],
)
def test_who_acts_for_another_is_never_read_as_if_he_did_not(profiel: Profiel, ander: dict[str, object]) -> None:
    """OIDC NL GOV: every client must process `represents`. Passed over, an intermediary would be his own client."""
    own = ingelogd(profiel, **AANVAARD[profiel])
    try:
        found = ingelogd(profiel, **{**AANVAARD[profiel], **ander})
    except Unauthenticated:
        return
    assert found.vertegenwoordigt is not None
    assert found.vertegenwoordigt != own.vertegenwoordigt


@pytest.mark.parametrize("level", NIVEAUS)
def test_every_level_of_every_login_is_one_of_our_four(level: str) -> None:
    niveau = Niveau[NIVEAUS[level]]

    assert ingelogd("eherkenning", loa=level, **AANVAARD["eherkenning"]).niveau is niveau
    assert ingelogd("oidc-nlgov", acr=level, **AANVAARD["oidc-nlgov"]).niveau is niveau
    assert ingelogd("digid", acr=level, bsn=BURGER).niveau is (Niveau.MIDDEN if level == LOW else niveau)


@pytest.mark.parametrize(
    ("acr", "loa", "niveau"),
    [
        (HIGH, None, Niveau.HOOG),
        (HIGH, SMARTCARD, Niveau.SUBSTANTIEEL),
        (SMARTCARD, HIGH, Niveau.SUBSTANTIEEL),
        (HIGH, "onbekend", Niveau.BASIS),
        (HIGH.upper(), None, Niveau.BASIS),
        ("", None, Niveau.BASIS),
        (None, None, Niveau.BASIS),
        (4, None, Niveau.BASIS),
        ([HIGH], None, Niveau.BASIS),
    ],
)
def test_of_two_levels_the_lower_holds_and_one_that_is_not_known_is_the_lowest(
    acr: object, loa: object, niveau: Niveau
) -> None:
    assert ingelogd("digid", bsn=BURGER, acr=acr, loa=loa).niveau is niveau


def test_an_issuers_own_levels_count_beside_those_of_the_profile() -> None:
    own = wijzer("digid", claims={"niveau": ["eid", "loa"]}, niveaus={3: "SUBSTANTIEEL", SMARTCARD: "MIDDEN"})

    assert ingelogd("digid", own, bsn=BURGER, eid={"loa": 3}).niveau is Niveau.SUBSTANTIEEL
    assert ingelogd("digid", own, bsn=BURGER, eid={"loa": "3"}).niveau is Niveau.SUBSTANTIEEL
    assert ingelogd("digid", own, bsn=BURGER, eid={"loa": SMARTCARD}).niveau is Niveau.MIDDEN
    assert ingelogd("digid", own, bsn=BURGER, eid={"loa": HIGH}).niveau is Niveau.HOOG
    assert ingelogd("digid", own, bsn=BURGER, acr=HIGH, eid={"loa": True}).niveau is Niveau.BASIS


@pytest.mark.parametrize(
    ("pad", "body"),
    [
        ("urn:voorbeeld.nl:bsn", {"urn:voorbeeld.nl:bsn": BURGER}),
        (["eid", "nummer.bsn"], {"eid": {"nummer.bsn": BURGER}}),
        ([["uid"], ["eid", "bsn"]], {"eid": {"bsn": BURGER}}),
        ([["uid"], ["eid", "bsn"]], {"uid": BURGER, "eid": "iets"}),
        ([["uid"], ["eid", "bsn"]], {"uid": BURGER, "eid": {"bsn": BURGER}}),
    ],
)
def test_a_claim_stands_where_the_issuers_settings_say(pad: object, body: dict[str, object]) -> None:
    own = wijzer("digid", claims={"bsn": pad})

    assert ingelogd("digid", own, **body).sleutel == Bsn(BURGER)
    geweigerd("digid", own, bsn=BURGER)


def test_two_places_that_name_two_persons_name_nobody() -> None:
    own = wijzer("digid", claims={"bsn": [["uid"], ["eid", "bsn"]]})

    geweigerd("digid", own, uid=BURGER, eid={"bsn": ANDER})


@pytest.mark.parametrize("persona", uitgever.PERSONAS)
def test_every_persona_of_the_demo_comes_in(persona: str) -> None:
    found = ingelogd("sandbox", **uitgever.PERSONAS[persona])

    assert found.verloopt == VERLOOPT


@pytest.mark.parametrize("profiel", PROFIELEN)
def test_the_demo_reads_a_login_as_the_profile_that_it_names(profiel: Profiel) -> None:
    assert ingelogd("sandbox", login=profiel, **AANVAARD[profiel]) == ingelogd(profiel, **AANVAARD[profiel])


@pytest.mark.parametrize("login", [None, "", "anders", "sandbox", 7, ["digid"]])
def test_a_token_of_the_demo_without_a_login_is_refused(login: object) -> None:
    geweigerd("sandbox", login=login, bsn=BURGER)


@pytest.mark.parametrize("exp", [None, "straks", True, -1, 10**400, float("inf"), float("nan"), [EXP]])
@pytest.mark.parametrize("profiel", AANVAARD)
def test_a_session_without_an_end_is_refused(profiel: Profiel, exp: object) -> None:
    geweigerd(profiel, **{**AANVAARD[profiel], "exp": exp})


async def test_a_login_is_read_by_the_profile_of_its_own_issuer_and_no_other() -> None:
    """What an issuer of companies signs about a person says nothing."""
    company = token(claims(**{EH_LEGAL: "90001354", "exp": int(time.time()) + 60}))

    assert (await bearer(profiel="eherkenning").lees([f"Bearer {company}"])).sleutel == KvkNummer("90001354")
    with pytest.raises(Unauthenticated):
        await bearer(profiel="eherkenning").lees([f"Bearer {token()}"])


_NAMEN = sorted(
    {pad[0] for paden in CLAIMS.values() for places in paden.values() for pad in places}
    | {name for body in AANVAARD.values() for name in body}
    | {"sub", "iss", "exp", "act", "represents", "realm_access", "roles", "login"}
)
_WAARDEN = st.sampled_from(
    [
        BURGER,
        ANDER,
        "90001354",
        "00000001003214345000",
        "KCC",
        SMARTCARD,
        LOA3,
        f"{ID}BSN",
        f"{RT}WV_Mentor",
        EXP,
        *CLAIMS,
    ]
)
_JSON: st.SearchStrategy[Any] = st.recursive(
    _WAARDEN | st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(_NAMEN) | st.text(), inner, max_size=4),
    max_leaves=12,
)
_RUIS = st.dictionaries(st.sampled_from(_NAMEN) | st.text(max_size=8), _JSON, max_size=8)


@pytest.mark.parametrize("profiel", AANVAARD)
@given(ruis=_RUIS, goed=st.booleans())
@example(ruis={}, goed=True)
@example(ruis={"bsn": [BURGER], LEGAL: {"a": BURGER}}, goed=True)
def test_any_claims_are_somebody_or_a_refusal_that_tells_nothing(
    profiel: Profiel, ruis: dict[str, object], goed: bool
) -> None:
    body = {**(AANVAARD[profiel] if goed else {}), "exp": EXP, "sub": "iemand", **ruis}
    try:
        found = lees(profiel, body)
    except Unauthenticated as refused:
        told = f"{refused!r} {refused.detail} {''.join(format_exception(refused))}"
        assert not any(number in told for number in (BURGER, ANDER, "90001354"))
    else:
        assert isinstance(found, Authenticatie)
        assert not any(number in repr(found.sleutel) for number in (BURGER, ANDER))
