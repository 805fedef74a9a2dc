"""Vastlegging: what a partner was told by being asked is written down, also when the first try is refused."""

from __future__ import annotations

from datetime import UTC, datetime
from types import SimpleNamespace

import pytest

from app.verwerkingenlog.regel import Schrijfsel, Verwerking
from app.verwerkingenlog.vastlegging import Vastlegging, Verloop
from resolvers.grammar.afnemer import AfnemerRol, AfnemerSoort, Authenticatie
from resolvers.grammar.context import Context
from resolvers.grammar.errors import LogUnavailable
from resolvers.grammar.inzage import Betrouwbaarheidsniveau
from resolvers.grammar.ref import Ref
from resolvers.grammar.sleutel import Bsn
from tests.autorisatie.proef import PSEUDONIEMEN

OIN = "00000001001234567000"
IK = Authenticatie(
    soort=AfnemerSoort.BURGER,
    rollen=(AfnemerRol.INWONER,),
    niveau=Betrouwbaarheidsniveau.HOOG,
    verloopt=datetime(2027, 1, 1, tzinfo=UTC),
)


class EenKeerWeg:
    def __init__(self) -> None:
        self.geschreven: list[Schrijfsel] = []
        self.weg = True

    async def schrijf(self, schrijfsel: Schrijfsel) -> None:
        if self.weg:
            self.weg = False
            raise LogUnavailable
        self.geschreven.append(schrijfsel)

    async def staat_er(self, trace_id: str) -> bool:
        return False


async def test_what_a_partner_was_told_waits_for_a_write_that_succeeds() -> None:
    zaak = SimpleNamespace(id=Ref("openzaak", "Zaak", "1").encode(), partijen=lambda: (frozenset({Bsn("999990019")}),))
    uitwisseling = SimpleNamespace(
        partner=SimpleNamespace(oin=OIN), activiteit="https://example.org/keten", zaken=[zaak]
    )
    context = Context(afnemer=IK, loaders=None, toegang=None, nu=datetime(2026, 11, 2, tzinfo=UTC))
    context.uitwisselingen.append(uitwisseling)
    log = EenKeerWeg()
    vastlegging = Vastlegging(log, PSEUDONIEMEN, beleid="proef")

    with pytest.raises(LogUnavailable):
        await vastlegging.leg_vast(context, Verloop(trace_id="a" * 32, naam="raadplegen mijnZaken"))
    await vastlegging.leg_vast(context, Verloop(trace_id="a" * 32, naam="raadplegen zaken"))

    [schrijfsel] = log.geschreven
    told = [regel for regel in schrijfsel.regels if isinstance(regel, Verwerking) and regel.ontvanger.id == OIN]
    assert [regel.verstrekkingen[0].objecten for regel in told] == [(zaak.id,)]
    assert context.uitwisselingen == []
