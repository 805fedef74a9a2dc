"""Vastlegging: what is told is written down once, and all of it; what a partner was told by being asked also when the
first try is refused."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from types import SimpleNamespace

import pytest

from app.verwerkingenlog.regel import Opschoning, Regel, Schrijfsel, Verwerking
from app.verwerkingenlog.vastlegging import Vastlegging, Verloop
from resolvers.grammar.afnemer import AfnemerRol, AfnemerSoort, Authenticatie
from resolvers.grammar.context import Context
from resolvers.grammar.errors import LogUnavailable
from resolvers.grammar.inzage import Betrouwbaarheidsniveau, GegevensCategorie, Grond, Grondslag
from resolvers.grammar.ref import Ref
from resolvers.grammar.sleutel import Bsn, Sleutel
from resolvers.grammar.vertrouwelijkheid import Vertrouwelijkheidaanduiding
from tests.autorisatie.proef import PSEUDONIEMEN

OIN = "00000001001234567000"
IK_ZELF, ANDER = Bsn("999990019"), Bsn("999990123")
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

    async def eerder(self, trace_id: str) -> Sequence[Regel]:
        regels = [regel for schrijfsel in self.geschreven for regel in schrijfsel.regels]
        return [regel for regel in regels if not isinstance(regel, Opschoning) and regel.trace_id == trace_id]

    def verteld(self) -> list[tuple[str, ...]]:
        """Of each line: the objects."""
        regels = [regel for schrijfsel in self.geschreven for regel in schrijfsel.regels]
        return [regel.verstrekkingen[0].objecten for regel in regels if isinstance(regel, Verwerking)]


ZAAK_2 = Ref("openzaak", "Zaak", "2").encode()
ZAAK = SimpleNamespace(id=Ref("openzaak", "Zaak", "1").encode(), partijen=lambda: (frozenset({IK_ZELF}),))


def _context(*, gevraagd: bool) -> Context:
    context = Context(afnemer=IK, loaders=None, toegang=None, nu=datetime(2026, 11, 2, tzinfo=UTC))
    if gevraagd:
        partner = SimpleNamespace(oin=OIN)
        uitwisseling = SimpleNamespace(partner=partner, activiteit="https://example.org/keten", zaken=[ZAAK])
        context.uitwisselingen.append(uitwisseling)
    return context


GROND = Grond(
    grondslag=Grondslag.EIGEN_GEGEVENS,
    rij="eigen",
    activiteit="mijnzaken-inzage",
    opent=frozenset(GegevensCategorie),
    plafond=Vertrouwelijkheidaanduiding.ZAAKVERTROUWELIJK,
    betrokkenen=None,
)
SPOOR = "a" * 32


async def _bericht(log: EenKeerWeg, over: Mapping[Sleutel, str], *, gevraagd: bool = False, afkomst: str = "") -> None:
    """A message that tells of these persons an object each; or what an organisation asked under the same trace."""
    context = _context(gevraagd=gevraagd)
    for wie, id_ in over.items():
        partij = (frozenset({wie}),)
        context.verstrekkingen.noteer_veel(GROND, partij, ("Zaak.id",), (GegevensCategorie.ZAAKVOORTGANG,), (id_,))
    verloop = Verloop(trace_id=SPOOR, naam="raadplegen mijnZakenGewijzigd", afkomst=afkomst)
    await Vastlegging(log, PSEUDONIEMEN, beleid="proef").leg_vast(context, verloop, eenmalig=not afkomst)


def _log() -> EenKeerWeg:
    log = EenKeerWeg()
    log.weg = False
    return log


async def test_a_message_that_is_told_again_is_written_once() -> None:
    log = _log()
    for _ in range(3):
        await _bericht(log, {IK_ZELF: ZAAK.id})

    assert log.verteld() == [(ZAAK.id,)]
    assert len(log.geschreven) == 1


async def test_what_a_message_tells_more_at_a_later_try_is_written() -> None:
    log = _log()
    await _bericht(log, {IK_ZELF: ZAAK.id})
    await _bericht(log, {IK_ZELF: ZAAK.id, ANDER: ZAAK.id})
    await _bericht(log, {IK_ZELF: ZAAK_2, ANDER: ZAAK.id})

    assert log.verteld() == [(ZAAK.id,), (ZAAK.id,), (ZAAK_2,)]


async def test_who_was_asked_for_a_message_is_so_at_each_try() -> None:
    log = _log()
    for _ in range(2):
        await _bericht(log, {IK_ZELF: ZAAK.id}, gevraagd=True)

    assert log.verteld() == [(ZAAK.id,), (ZAAK.id,), (ZAAK.id,)]


@pytest.mark.parametrize("gevraagd", [{}, {IK_ZELF: ZAAK.id}])
async def test_what_an_organisation_asked_under_the_trace_of_a_message_does_not_stand_for_it(
    gevraagd: Mapping[Sleutel, str],
) -> None:
    """It may choose its trace, and may know that of a message to itself."""
    log = _log()
    await _bericht(log, gevraagd, afkomst=OIN)
    asked = len(log.verteld())
    await _bericht(log, {IK_ZELF: ZAAK.id})

    assert len(log.verteld()) == asked + 1


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
