"""Uitgaand: nothing is lost and the order stays, whatever the target does and whenever we stop; nobody waits for it."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import AsyncIterator, Iterable, Iterator
from contextlib import asynccontextmanager
from pathlib import Path
from time import perf_counter

import pytest
from pydantic import ValidationError
from structlog.testing import capture_logs

from app.config.verwerkingenlog import UitgaandSettings, VerwerkingenlogSettings
from app.verwerkingenlog.journaal import Journaal
from app.verwerkingenlog.openen import open_opslag
from app.verwerkingenlog.opslag import Opslag
from app.verwerkingenlog.regel import Handeling, Schrijfsel, Verwerking
from app.verwerkingenlog.uitgaand import Aflevering, Ritme, Uitgaand, volgend_blad
from resolvers.grammar.sleutel import Bsn
from tests.app.registries.ruwe_server import vrije_poort
from tests.app.verwerkingenlog.afleveraar import PSEUDONIEMEN, naar
from tests.app.verwerkingenlog.ontvanger import Ontvanger, luistert
from tests.app.verwerkingenlog.schrijfsels import SLEUTEL, schrijfsel
from tests.app.verwerkingenlog.wachten import tot

ROOT = Path(__file__).parents[3]


@pytest.fixture
def log(tmp_path: Path) -> Iterator[Opslag]:
    found = open_opslag(f"sqlite:{tmp_path / 'log.sqlite'}", SLEUTEL)
    yield found
    found.close()


@pytest.fixture
def ontvanger() -> Ontvanger:
    return Ontvanger(vrije_poort())


@asynccontextmanager
async def aflevering(found: Aflevering) -> AsyncIterator[None]:
    """While it lasts, it delivers; afterwards its journaal, and so its storage, is closed."""
    uitgaand = Uitgaand([found])
    uitgaand.start()
    try:
        yield
    finally:
        await uitgaand.aclose()
        await found._journaal.aclose()


def _schrijf(log: Opslag, aantal: int) -> list[str]:
    """The span ids, in order: each operation has its Handeling and two Verwerkingen."""
    nieuw = [schrijfsel(betrokkenen=("k1.anna", "k1.bram")) for _ in range(aantal)]
    log.schrijf(nieuw)
    return _spans(nieuw)


def _spans(schrijfsels: Iterable[Schrijfsel]) -> list[str]:
    return [regel.span_id for one in schrijfsels for regel in one.regels if isinstance(regel, Handeling | Verwerking)]


def _eerste_keer(spans: list[str]) -> list[str]:
    return list(dict.fromkeys(spans))


async def test_what_was_written_is_delivered_in_order_once(opslag: Opslag, ontvanger: Ontvanger) -> None:
    spans = _schrijf(opslag, 7)
    async with luistert(ontvanger), aflevering(naar(ontvanger.basis, Journaal(opslag))):
        await tot(lambda: opslag.positie("otlp") == 21)
        spans += _schrijf(opslag, 2)
        await tot(lambda: opslag.positie("otlp") == 27)

    assert ontvanger.spans() == spans
    assert set(ontvanger.paden) == {"/v1/traces"}
    assert all(b"Authorization: Bearer geheim" in kop for kop in ontvanger.koppen)


@pytest.mark.parametrize(
    "kwalen",
    [
        ["500"] * 3,
        ["traag"],
        ["breekt", "breekt"],
        ["gedeeltelijk"],
        ["", "500", "breekt", "", "traag", "gedeeltelijk"],
    ],
    ids=["500", "slow", "answer-lost", "partial", "all"],
)
async def test_a_target_with_troubles_gets_everything_in_order(
    log: Opslag, ontvanger: Ontvanger, kwalen: list[str]
) -> None:
    spans = _schrijf(log, 9)
    ontvanger.kwalen = list(kwalen)
    async with luistert(ontvanger), aflevering(naar(ontvanger.basis, Journaal(log))):
        await tot(lambda: log.positie("otlp") == 27)

    assert _eerste_keer(ontvanger.spans()) == spans
    again = len(ontvanger.spans()) - len(spans)
    assert (again > 0) == ("breekt" in kwalen), "only what was received without an acknowledgement comes again"


async def test_a_target_that_was_away_keeps_its_place(log: Opslag, ontvanger: Ontvanger) -> None:
    journaal = Journaal(log)
    spans = _schrijf(log, 3)
    with capture_logs() as gezegd:
        async with aflevering(naar(ontvanger.basis, journaal)):
            await asyncio.sleep(0.3)
            begin = perf_counter()
            nieuw = [schrijfsel() for _ in range(20)]
            await asyncio.gather(*(journaal.schrijf(one) for one in nieuw))
            duur = perf_counter() - begin
            spans += _spans(log_volgorde(log)[3:])
            async with luistert(ontvanger):
                await tot(lambda: log.positie("otlp") == 9 + 40)
                await tot(lambda: any(regel["event"] == "uitgaand log werkt weer" for regel in gezegd))
            await asyncio.sleep(0.1)
            spans += _schrijf(log, 1)
            async with luistert(ontvanger):
                await tot(lambda: log.positie("otlp") == 9 + 40 + 3)

    assert duur < 1, "who writes does not wait for a target that is away"
    assert _eerste_keer(ontvanger.spans()) == spans
    regels = [(regel["event"], regel.get("reden")) for regel in gezegd if "uitgaand" in regel["event"]]
    assert regels[:2] == [("uitgaand log hapert", "is niet bereikbaar"), ("uitgaand log werkt weer", None)]
    assert len(regels) <= 4, "said when it changes, not at every try"


def log_volgorde(log: Opslag) -> list[Schrijfsel]:
    """What stands in the log as the Schrijfsels that wrote it."""
    found: list[list[Handeling | Verwerking]] = []
    for item in log.sinds(0):
        assert isinstance(item.regel, Handeling | Verwerking)
        if isinstance(item.regel, Handeling):
            found.append([])
        found[-1].append(item.regel)
    return [Schrijfsel(regels=tuple(regels)) for regels in found]


async def test_after_a_kill_it_goes_on_where_it_was(tmp_path: Path, ontvanger: Ontvanger) -> None:
    adres = f"sqlite:{tmp_path / 'log.sqlite'}"
    log = open_opslag(adres, SLEUTEL)
    spans = _schrijf(log, 40)
    command = [sys.executable, "-m", "tests.app.verwerkingenlog.afleveraar", adres, ontvanger.basis]
    async with luistert(ontvanger):
        for ronde in range(3):
            proces = await asyncio.create_subprocess_exec(*command, cwd=ROOT)
            bereikt = 5 * (ronde + 1)
            await tot(lambda grens=bereikt: ontvanger.bereikt >= grens)  # type: ignore[misc]
            proces.kill()
            await proces.wait()
        midden = log.positie("otlp")
        async with aflevering(naar(ontvanger.basis, Journaal(log))):
            await tot(lambda: log.positie("otlp") == 120)

    assert 0 < midden <= 120
    assert _eerste_keer(ontvanger.spans()) == spans
    assert len(ontvanger.spans()) <= len(spans) + 3 * 4, "a kill repeats at most one message"


async def test_one_of_two_deliverers_delivers_and_the_other_takes_over(opslag: Opslag, adres: str) -> None:
    ander = open_opslag(adres, SLEUTEL)
    beurt = opslag.neem_beurt("otlp")

    assert beurt is not None
    assert ander.neem_beurt("otlp") is None
    vrij = ander.neem_beurt("vng")
    assert vrij is not None
    assert beurt.houdt()
    beurt.geef_op()
    genomen = ander.neem_beurt("otlp")
    assert genomen is not None
    assert opslag.neem_beurt("otlp") is None
    genomen.geef_op()
    vrij.geef_op()
    ander.close()


async def test_two_processes_with_one_target_send_nothing_twice(tmp_path: Path, ontvanger: Ontvanger) -> None:
    adres = f"sqlite:{tmp_path / 'log.sqlite'}"
    een, twee = open_opslag(adres, SLEUTEL), open_opslag(adres, SLEUTEL)
    spans = _schrijf(een, 12)
    ene, andere = (naar(ontvanger.basis, Journaal(log)) for log in (een, twee))
    async with luistert(ontvanger), aflevering(ene), aflevering(andere):
        await tot(lambda: een.positie("otlp") == 36)

    assert ontvanger.spans() == spans


async def test_to_vng_goes_one_actie_at_a_time_with_the_bsn_only_when_that_is_asked(
    log: Opslag, ontvanger: Ontvanger
) -> None:
    bsn = PSEUDONIEMEN.versluier(Bsn("999990019"))
    log.schrijf([schrijfsel(betrokkenen=(bsn,)), schrijfsel(betrokkenen=(bsn,))])
    async with luistert(ontvanger), aflevering(naar(ontvanger.basis, Journaal(log), soort="vng", met_bsn=True)):
        await tot(lambda: log.positie("vng") == 4)
    objecten = [bericht["verwerkteObjecten"][0] for bericht in ontvanger.berichten]

    assert ontvanger.paden == ["/verwerkingsacties"] * 2
    assert [(found["soortObjectId"], found["objectId"]) for found in objecten] == [("BSN", "999990019")] * 2


async def test_a_fault_of_our_own_is_said_and_skips_nothing(log: Opslag, ontvanger: Ontvanger) -> None:
    _schrijf(log, 1)

    def kapot(_: object) -> list[object]:
        raise ZeroDivisionError

    found = naar(ontvanger.basis, Journaal(log))
    found._vorm = kapot  # type: ignore[assignment] # a projection that fails
    with capture_logs() as gezegd:
        async with aflevering(found):
            await asyncio.sleep(0.2)

    assert [regel["reden"] for regel in gezegd if "hapert" in regel["event"]] == [
        "onverwachte fout (ZeroDivisionError)"
    ]


def test_a_page_ends_where_an_operation_ends(log: Opslag) -> None:
    log.schrijf([schrijfsel(betrokkenen=("k1.anna",)), schrijfsel(betrokkenen=tuple(f"k1.{n}" for n in range(9)))])

    assert [item.plek.nr for item in volgend_blad(log, "otlp", 4)] == [1, 2]
    log.zet_positie("otlp", 2)
    assert [item.plek.nr for item in volgend_blad(log, "otlp", 4)] == list(range(3, 13)), "one that fits no page"
    log.zet_positie("otlp", 12)
    assert volgend_blad(log, "otlp", 4) == []


def test_the_wait_grows_to_its_limit_and_is_never_shorter_than_was_asked() -> None:
    ritme = Ritme(eerste_wacht_s=1, langste_wacht_s=30)
    waits = [ritme.wacht(mislukt, None) for mislukt in range(1, 40)]

    assert all(wait <= 30 for wait in waits)
    assert 0.5 <= waits[0] <= 1
    assert min(waits[10:]) >= 15
    assert ritme.wacht(1, 12.0) >= 12
    assert ritme.wacht(1, float("inf")) <= 30


def test_a_target_on_a_line_that_others_can_read_is_refused() -> None:
    with pytest.raises(ValidationError, match="https"):
        UitgaandSettings(soort="otlp", url="http://logboek.example/otlp")
    assert UitgaandSettings(soort="otlp", url="https://logboek.example").merk == "otlp"


def test_two_targets_with_one_name_are_refused() -> None:
    doel = UitgaandSettings(soort="otlp", url="https://logboek.example")
    with pytest.raises(ValidationError, match="eigen `naam`"):
        VerwerkingenlogSettings(uitgaand=[doel, doel])
