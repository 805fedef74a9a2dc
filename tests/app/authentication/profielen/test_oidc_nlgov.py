"""OIDC NL GOV: who logged in, and for whom, link by link."""

from __future__ import annotations

import pytest

from resolvers.grammar.afnemer import AfnemerRol, AfnemerSoort, MachtigingBron, MachtigingSoort, Vertegenwoordiging
from resolvers.grammar.inzage import Betrouwbaarheidsniveau as Niveau
from resolvers.grammar.sleutel import Bsn, KvkNummer, Rsin, Sleutel
from tests.app.authentication.profielen.inloggen import ANDER, BURGER, DIENST, ID, KVK, geweigerd, ingelogd, wijzer

PSEUDO = {"sub": "RKyLpEVr1L", "sub_id_type": f"{ID}pseudonym"}
RSIN = "999990226"


def _link(sub: object, kind: object, represents: object = None, iss: object = "urn:uuid:b556992a") -> dict[str, object]:
    found = {"sub": sub, "sub_id_type": f"{ID}{kind}", "iss": iss}
    return found if represents is None else {**found, "represents": represents}


@pytest.mark.parametrize(
    ("sub", "kind", "sleutel", "soort", "rol"),
    [
        (BURGER, "BSN", Bsn(BURGER), AfnemerSoort.BURGER, AfnemerRol.INWONER),
        (BURGER, "legacy-BSN", Bsn(BURGER), AfnemerSoort.BURGER, AfnemerRol.INWONER),
        ("6WZQPpnQxV", "pseudonym", None, AfnemerSoort.BURGER, AfnemerRol.INWONER),
        ("6WZQPpnQxV", "Pseudonym", None, AfnemerSoort.BURGER, AfnemerRol.INWONER),
        (RSIN, "RSIN", Rsin(RSIN), AfnemerSoort.PRIVATE_PARTIJ, AfnemerRol.ONDERNEMER),
        (KVK, "KvKnr", KvkNummer(KVK), AfnemerSoort.PRIVATE_PARTIJ, AfnemerRol.ONDERNEMER),
    ],
    ids=["BSN", "legacy-BSN", "pseudonym", "Pseudonym", "RSIN", "KvKnr"],
)
def test_who_logged_in_is_who_sub_says(
    sub: str, kind: str, sleutel: Sleutel | None, soort: AfnemerSoort, rol: AfnemerRol
) -> None:
    acr = "http://eidas.europa.eu/LoA/substantial"
    found = ingelogd("oidc-nlgov", sub=sub, sub_id_type=f"{ID}{kind}", acr=acr)

    assert (found.sleutel, found.soort, found.rollen, found.niveau) == (sleutel, soort, (rol,), Niveau.SUBSTANTIEEL)
    assert found.vertegenwoordigt is None


def test_who_is_represented_is_who_is_served() -> None:
    found = ingelogd("oidc-nlgov", sub=BURGER, sub_id_type=f"{ID}BSN", represents=_link(ANDER, "BSN"))

    assert found.sleutel == Bsn(BURGER)
    assert found.vertegenwoordigt == Vertegenwoordiging(
        sleutel=Bsn(ANDER), soort=MachtigingSoort.VRIJWILLIG, bron=MachtigingBron.OIDC_NLGOV
    )


def test_the_deepest_link_is_who_is_served_and_the_others_stand_between() -> None:
    keten = _link(RSIN, "RSIN", _link(KVK, "KvKnr", _link(ANDER, "legacy-BSN")))
    found = ingelogd("oidc-nlgov", **PSEUDO, represents=keten)

    assert found.sleutel is None
    assert found.vertegenwoordigt == Vertegenwoordiging(
        sleutel=Bsn(ANDER),
        soort=MachtigingSoort.KETEN,
        bron=MachtigingBron.OIDC_NLGOV,
        tussenpersonen=(Rsin(RSIN), KvkNummer(KVK)),
    )


def test_the_services_of_a_representation_stand_where_the_issuer_says() -> None:
    where = wijzer("oidc-nlgov", claims={"diensten": ["machtiging", "diensten"]})
    found = ingelogd("oidc-nlgov", where, **PSEUDO, represents=_link(KVK, "KvKnr"), machtiging={"diensten": [DIENST]})

    assert found.vertegenwoordigt is not None
    assert found.vertegenwoordigt.diensten == (DIENST,)


@pytest.mark.parametrize(
    "body",
    [
        {"sub": BURGER},
        {"sub": BURGER, "sub_id_type": None},
        {"sub": BURGER, "sub_id_type": "bsn"},
        {"sub": BURGER, "sub_id_type": f"{ID}bsn"},
        {"sub": BURGER, "sub_id_type": [f"{ID}BSN"]},
        {"sub": "999990018", "sub_id_type": f"{ID}BSN"},
        {"sub": KVK, "sub_id_type": f"{ID}RSIN"},
        {"sub": "", "sub_id_type": f"{ID}pseudonym"},
        {**PSEUDO, "represents": {}},
        {**PSEUDO, "represents": ANDER},
        {**PSEUDO, "represents": [_link(ANDER, "BSN")]},
        {**PSEUDO, "represents": _link(ANDER, "paspoort")},
        {**PSEUDO, "represents": {"sub": ANDER, "iss": "a"}},
        {**PSEUDO, "represents": _link("999990018", "BSN")},
        {**PSEUDO, "represents": _link(ANDER, "BSN", iss=None)},
        {**PSEUDO, "represents": _link(ANDER, "BSN", iss="")},
        {**PSEUDO, "represents": _link("4Yg8u72NxR", "pseudonym")},
        {**PSEUDO, "represents": _link(KVK, "KvKnr", {})},
        {**PSEUDO, "represents": _link(KVK, "KvKnr", "x")},
        {**PSEUDO, "represents": _link(KVK, "KvKnr", _link(ANDER, "paspoort"))},
        {**PSEUDO, "represents": _link("4Yg8u72NxR", "pseudonym", _link(ANDER, "BSN"))},
        {**PSEUDO, "represents": _link(KVK, "KvKnr", _link(KVK, "KvKnr", _link(KVK, "KvKnr", _link(ANDER, "BSN"))))},
        {**PSEUDO, "represents": _link(ANDER, "BSN"), "act": {"sub": "x"}},
    ],
)
def test_a_party_or_a_chain_that_cannot_be_read_whole_is_refused(body: dict[str, object]) -> None:
    geweigerd("oidc-nlgov", **body)
