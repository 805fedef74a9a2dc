"""Tokens that are bound to a client certificate (RFC 8705): good beside that certificate, and without it nothing."""

from __future__ import annotations

import pytest

from resolvers.grammar.errors import Unauthenticated
from tests.app.authentication.inlogpunt import bearer, claims, token

OIN = "00000001003214345000"
VINGERAFDRUK = "A4DtL2JmUMhAsvJj5tKyn64SqzmuXbMrJa0n761y5v0"
ANDERE = "bwcK0esc3ACC3DB2Y5_lESsXE8o9ltc05O89jdN-dg2"


def _machine(**anders: object) -> list[str]:
    return [f"Bearer {token(claims(oin=OIN, **anders))}"]


async def test_a_bound_token_is_good_beside_its_certificate() -> None:
    door = bearer(profiel="machine", cnf_verplicht=True)

    found = await door.lees(_machine(cnf={"x5t#S256": VINGERAFDRUK}), VINGERAFDRUK)

    assert found.organisatie_oin == OIN


@pytest.mark.parametrize("verplicht", [True, False])
@pytest.mark.parametrize(
    ("cnf", "certificaat"),
    [
        ({"x5t#S256": VINGERAFDRUK}, None),
        ({"x5t#S256": VINGERAFDRUK}, ""),
        ({"x5t#S256": VINGERAFDRUK}, ANDERE),
        ({"x5t#S256": VINGERAFDRUK}, VINGERAFDRUK.lower()),
        ({"x5t#S256": VINGERAFDRUK[:-1]}, VINGERAFDRUK),
        ({"x5t#S256": f"{VINGERAFDRUK}="}, VINGERAFDRUK),
        ({"x5t#S256": [VINGERAFDRUK]}, VINGERAFDRUK),
        ({"x5t#S256": None}, VINGERAFDRUK),
        ({"x5t#S256": None}, None),
        ({"x5t#S256": ""}, ""),
        ({"x5t": VINGERAFDRUK}, VINGERAFDRUK),
        ({"jkt": VINGERAFDRUK}, VINGERAFDRUK),
        ({"x5t#S256": VINGERAFDRUK, "jkt": VINGERAFDRUK}, VINGERAFDRUK),
        ({}, VINGERAFDRUK),
        (VINGERAFDRUK, VINGERAFDRUK),
        ([VINGERAFDRUK], VINGERAFDRUK),
        (None, VINGERAFDRUK),
        (None, None),
    ],
)
async def test_a_binding_that_is_not_to_this_certificate_is_refused(
    cnf: object, certificaat: str | None, verplicht: bool
) -> None:
    door = bearer(profiel="machine", cnf_verplicht=verplicht)

    with pytest.raises(Unauthenticated) as refused:
        await door.lees(_machine(cnf=cnf), certificaat)
    assert VINGERAFDRUK not in refused.value.detail


@pytest.mark.parametrize("certificaat", [None, VINGERAFDRUK])
async def test_a_token_that_must_be_bound_and_is_not_is_refused(certificaat: str | None) -> None:
    """A certificate on the connection does not make the token one of its owner."""
    with pytest.raises(Unauthenticated):
        await bearer(profiel="machine", cnf_verplicht=True).lees(_machine(), certificaat)

    assert (await bearer(profiel="machine").lees(_machine(), certificaat)).organisatie_oin == OIN


async def test_a_bound_token_of_a_person_needs_its_certificate_too() -> None:
    bound = [f"Bearer {token(claims(cnf={'x5t#S256': VINGERAFDRUK}))}"]

    assert await bearer().lees(bound, VINGERAFDRUK)
    with pytest.raises(Unauthenticated):
        await bearer().lees(bound)
