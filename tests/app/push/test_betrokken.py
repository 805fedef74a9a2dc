"""Whom a change concerns: what cannot be known now is asked again later, and not taken to be nobody."""

from __future__ import annotations

from datetime import UTC, datetime
from types import SimpleNamespace
from typing import Any

import pytest

from app.push.betrokken import Betrokken
from app.push.notificatie import Notificatie
from resolvers.grammar.antwoorden import Deellijst
from resolvers.grammar.errors import RegisterUnavailable

WEG = RegisterUnavailable("openzaak-waterschap")


def _loaders(zaken: Deellijst[Any]) -> Any:
    async def met_nummer(nummer: str) -> Deellijst[Any]:
        return zaken

    partner = SimpleNamespace(naam="provincie", sleutels=frozenset())
    return SimpleNamespace(
        registers=SimpleNamespace(keten=[partner]), zaken_met_nummer=SimpleNamespace(load=met_nummer)
    )


@pytest.mark.parametrize(("zaken", "gevolgen"), [(Deellijst(), []), (Deellijst(fouten=[WEG]), WEG)])
async def test_a_zaak_of_a_partner_that_may_be_in_a_register_that_is_away_is_looked_for_again(
    zaken: Deellijst[Any], gevolgen: object
) -> None:
    notificatie = Notificatie(
        register="provincie",
        soort="Ketenzaak",
        id="ZAAK-1",
        resource="status",
        actie="create",
        tijdstip=datetime.now(UTC),
    )
    loaders = _loaders(zaken)

    assert await Betrokken(lambda: loaders, {}).gevolgen([notificatie]) == [gevolgen]
