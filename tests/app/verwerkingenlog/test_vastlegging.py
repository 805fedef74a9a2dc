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
from resolvers.grammar.inzage import Betrouwbaarheidsniveau, GegevensCategorie, Grond, Grondslag
from resolvers.grammar.ref import Ref
from resolvers.grammar.sleutel import Bsn
from resolvers.grammar.vertrouwelijkheid import Vertrouwelijkheidaanduiding
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

    async def is_verteld(self, trace_id: str) -> bool:
        return False


class AlVerteld(EenKeerWeg):
    async def is_verteld(self, trace_id: str) -> bool:
        return True


ZAAK = SimpleNamespace(id=Ref("openzaak", "Zaak", "1").encode(), partijen=lambda: (frozenset({Bsn("999990019")}),))


def _context(*, gevraagd: bool) -> Context:
    context = Context(afnemer=IK, loaders=None, toegang=None, nu=datetime(2026, 11, 2, tzinfo=UTC))
    if gevraagd:
        partner = SimpleNamespace(oin=OIN)
        uitwisseling = SimpleNamespace(partner=partner, activiteit="https://example.org/keten", zaken=[ZAAK])
        context.uitwisselingen.append(uitwisseling)
    return context


@pytest.mark.parametrize("gevraagd", [True, False])
async def test_what_was_told_and_is_told_again_is_written_once_but_for_who_was_asked_for_it(gevraagd: bool) -> None:
    context, log = _context(gevraagd=gevraagd), AlVerteld()
    log.weg = False
    grond = Grond(
        grondslag=Grondslag.EIGEN_GEGEVENS,
        rij="eigen",
        activiteit="mijnzaken-inzage",
        opent=frozenset(GegevensCategorie),
        plafond=Vertrouwelijkheidaanduiding.ZAAKVERTROUWELIJK,
        betrokkenen=None,
    )
    context.verstrekkingen.noteer_veel(grond, (), ("Zaak.id",), (GegevensCategorie.ZAAKVOORTGANG,), (ZAAK.id,))
    verloop = Verloop(trace_id="a" * 32, naam="raadplegen mijnZakenGewijzigd")
    await Vastlegging(log, PSEUDONIEMEN, beleid="proef").leg_vast(context, verloop, eenmalig=True)

    namen = [
        regel.naam for schrijfsel in log.geschreven for regel in schrijfsel.regels if isinstance(regel, Verwerking)
    ]
    assert namen == (["opvragen ketenbijdrage"] if gevraagd else [])


async def test_what_a_partner_was_told_waits_for_a_write_that_succeeds() -> None:
    context, zaak = _context(gevraagd=True), ZAAK
    log = EenKeerWeg()
    vastlegging = Vastlegging(log, PSEUDONIEMEN, beleid="proef")

    with pytest.raises(LogUnavailable):
        await vastlegging.leg_vast(context, Verloop(trace_id="a" * 32, naam="raadplegen mijnZaken"))
    await vastlegging.leg_vast(context, Verloop(trace_id="a" * 32, naam="raadplegen zaken"))

    [schrijfsel] = log.geschreven
    told = [regel for regel in schrijfsel.regels if isinstance(regel, Verwerking) and regel.ontvanger.id == OIN]
    assert [regel.verstrekkingen[0].objecten for regel in told] == [(zaak.id,)]
    assert context.uitwisselingen == []
