"""Vastlegging: what a message tells is written down once, and all of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime

import pytest

from app.verwerkingenlog.regel import Opschoning, Regel, Schrijfsel, Verwerking
from app.verwerkingenlog.vastlegging import Vastlegging, Verloop
from resolvers.grammar.afnemer import AfnemerRol, AfnemerSoort, Authenticatie
from resolvers.grammar.context import Context
from resolvers.grammar.errors import ErrorCode
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


class Log:
    def __init__(self) -> None:
        self.geschreven: list[Schrijfsel] = []

    async def schrijf(self, schrijfsel: Schrijfsel) -> None:
        self.geschreven.append(schrijfsel)

    async def eerder(self, trace_id: str) -> Sequence[Regel]:
        regels = [regel for schrijfsel in self.geschreven for regel in schrijfsel.regels]
        return [regel for regel in regels if not isinstance(regel, Opschoning) and regel.trace_id == trace_id]

    def verteld(self) -> list[tuple[str, ...]]:
        """Of each line: the objects."""
        regels = [regel for schrijfsel in self.geschreven for regel in schrijfsel.regels]
        return [regel.verstrekkingen[0].objecten for regel in regels if isinstance(regel, Verwerking)]


ZAAK_2 = Ref("openzaak", "Zaak", "2").encode()
ZAAK = Ref("openzaak", "Zaak", "1").encode()


GROND = Grond(
    grondslag=Grondslag.EIGEN_GEGEVENS,
    rij="eigen",
    activiteit="mijnzaken-inzage",
    opent=frozenset(GegevensCategorie),
    plafond=Vertrouwelijkheidaanduiding.ZAAKVERTROUWELIJK,
    betrokkenen=None,
)
SPOOR = "a" * 32


async def _bericht(log: Log, over: Mapping[Sleutel, str], *, afkomst: str = "") -> None:
    """A message that tells of these persons an object each; or what an organisation asked under the same trace."""
    context = Context(afnemer=IK, loaders=None, toegang=None, nu=datetime(2026, 11, 2, tzinfo=UTC))
    for wie, id_ in over.items():
        partij = (frozenset({wie}),)
        context.verstrekkingen.noteer_veel(GROND, partij, ("Zaak.id",), (GegevensCategorie.ZAAKVOORTGANG,), (id_,))
    verloop = Verloop(trace_id=SPOOR, naam="raadplegen mijnZakenGewijzigd", afkomst=afkomst)
    await Vastlegging(log, PSEUDONIEMEN, beleid="proef").leg_vast(context, verloop, eenmalig=not afkomst)


async def test_a_message_that_is_told_again_is_written_once() -> None:
    log = Log()
    for _ in range(3):
        await _bericht(log, {IK_ZELF: ZAAK})

    assert log.verteld() == [(ZAAK,)]
    assert len(log.geschreven) == 1


async def test_what_a_message_tells_more_at_a_later_try_is_written() -> None:
    log = Log()
    await _bericht(log, {IK_ZELF: ZAAK})
    await _bericht(log, {IK_ZELF: ZAAK, ANDER: ZAAK})
    await _bericht(log, {IK_ZELF: ZAAK_2, ANDER: ZAAK})

    assert log.verteld() == [(ZAAK,), (ZAAK,), (ZAAK_2,)]


async def test_a_message_of_which_all_is_closed_is_written_whatever_else_was_asked_under_its_trace() -> None:
    log = Log()
    for afkomst in (OIN, "", ""):
        context = Context(afnemer=IK, loaders=None, toegang=None, nu=datetime(2026, 11, 2, tzinfo=UTC))
        context.afgeschermd.noteer("x", ErrorCode.FORBIDDEN, "Zaak.omschrijving")
        verloop = Verloop(trace_id=SPOOR, naam="raadplegen mijnZakenGewijzigd", afkomst=afkomst)
        await Vastlegging(log, PSEUDONIEMEN, beleid="proef").leg_vast(context, verloop, eenmalig=not afkomst)

    assert [schrijfsel.regels[0].afkomst for schrijfsel in log.geschreven] == [OIN, ""]  # type: ignore[union-attr]


@pytest.mark.parametrize("gevraagd", [{}, {IK_ZELF: ZAAK}])
async def test_what_an_organisation_asked_under_the_trace_of_a_message_does_not_stand_for_it(
    gevraagd: Mapping[Sleutel, str],
) -> None:
    """It may choose its trace, and may know that of a message to itself."""
    log = Log()
    await _bericht(log, gevraagd, afkomst=OIN)
    asked = len(log.verteld())
    await _bericht(log, {IK_ZELF: ZAAK})

    assert len(log.verteld()) == asked + 1
