"""One contract for both engines: what is written is there, whole, in order, sealed; and found again."""

from __future__ import annotations

import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from itertools import pairwise

import pytest

from app.verwerkingenlog.openen import open_opslag
from app.verwerkingenlog.opslag import Opslag, OpslagFout, Periode, RegelGeweigerd, Vermelding
from app.verwerkingenlog.regel import Verwerking
from tests.app.verwerkingenlog.controle import controle, is_heel
from tests.app.verwerkingenlog.schrijfsels import BEGIN_MS, SLEUTEL, schrijfsel

ALTIJD = Periode(0, 2 * BEGIN_MS)


def test_what_is_written_is_read_as_it_was(opslag: Opslag) -> None:
    written = schrijfsel(betrokkenen=("k1.anna", "k1.bert"), naam="Wéinig\u0000bijzonders 🙂")
    opslag.schrijf([written])

    found = opslag.van_trace(written.regels[0].trace_id)  # type: ignore[union-attr]

    assert tuple(item.regel for item in found) == written.regels
    assert [item.plek.nr for item in found] == [1, 2, 3]
    assert [item.audit for item in opslag.audit_van_trace(written.audit.trace_id)] == [written.audit]  # type: ignore[union-attr]
    assert is_heel(opslag)


def test_nothing_of_a_transaction_stands_when_one_record_is_refused(opslag: Opslag) -> None:
    opslag.schrijf([schrijfsel(span_id="a" * 16)])

    with pytest.raises(RegelGeweigerd):
        opslag.schrijf([schrijfsel(), schrijfsel(span_id="a" * 16), schrijfsel()])

    assert len(opslag.sinds(0)) == 2
    opslag.schrijf([schrijfsel()])
    assert len(opslag.sinds(0)) == 4
    assert is_heel(opslag)


def test_pages_run_from_new_to_old_and_do_not_shift(opslag: Opslag) -> None:
    opslag.schrijf([schrijfsel(ms=BEGIN_MS + n // 3) for n in range(20)])
    opslag.schrijf([schrijfsel(betrokkenen=("k1.bert",), ms=BEGIN_MS)])

    pages: list[list[Vermelding]] = []
    na = None
    while page := opslag.van_betrokkene(["k0.anna", "k1.anna"], ALTIJD, na=na, limiet=7):
        pages.append(page)
        na = page[-1].plek
        opslag.schrijf([schrijfsel(ms=BEGIN_MS + 1000)])

    assert [len(page) for page in pages] == [7, 7, 6]
    plekken = [item.plek for page in pages for item in page]
    assert all(before > after for before, after in pairwise(plekken))
    assert {item.regel.betrokkene for page in pages for item in page if isinstance(item.regel, Verwerking)} == {
        "k1.anna"
    }


def test_a_period_has_its_begin_and_not_its_end(opslag: Opslag) -> None:
    opslag.schrijf([schrijfsel(ms=ms) for ms in (10, 20, 30)])

    def tijden(found: list[Vermelding]) -> list[int]:
        return [item.plek.tijdstip_ms for item in found]

    assert tijden(opslag.van_betrokkene(["k1.anna"], Periode(10, 30))) == [20, 10]
    assert tijden(opslag.van_activiteit("mijnzaken-inzage", Periode(11, 31))) == [30, 20]
    assert [item.plek.tijdstip_ms for item in opslag.audit_in(Periode(20, 31))] == [30, 20]
    assert opslag.van_betrokkene([], ALTIJD) == []
    assert opslag.van_betrokkene(["' OR 1=1 --"], ALTIJD) == []


def test_an_outgoing_log_goes_on_where_it_was(opslag: Opslag) -> None:
    opslag.schrijf([schrijfsel() for _ in range(4)])

    first = opslag.sinds(opslag.positie("logboek"), 5)
    opslag.zet_positie("logboek", first[-1].plek.nr)
    opslag.zet_positie("logboek", 2)

    assert opslag.positie("logboek") == 5
    assert opslag.positie("ander") == 0
    assert [item.plek.nr for item in opslag.sinds(5)] == [6, 7, 8]


def test_several_writers_make_one_chain(adres: str) -> None:
    def schrijf(_: int) -> None:
        eigen = open_opslag(adres, SLEUTEL)
        for _ in range(10):
            eigen.schrijf([schrijfsel(), schrijfsel()])
        eigen.close()

    with ThreadPoolExecutor(4) as threads:
        list(threads.map(schrijf, range(4)))

    opslag = open_opslag(adres, SLEUTEL)
    assert controle(opslag).goed == 4 * 10 * 2 * 2
    assert is_heel(opslag)
    opslag.close()


def test_reading_and_verifying_do_not_stop_writing(opslag: Opslag) -> None:
    opslag.schrijf([schrijfsel() for _ in range(400)])
    with opslag.momentopname("regels") as moment:
        assert moment.kop() is not None
        rijen = moment.rijen()
        next(rijen)
        opslag.schrijf([schrijfsel()])
        assert sum(1 for _ in rijen) == 799


def test_another_key_is_refused_before_it_breaks_the_chain(adres: str, opslag: Opslag) -> None:
    opslag.schrijf([schrijfsel()])
    ander = open_opslag(adres, bytes(32))

    with pytest.raises(OpslagFout, match="andere sleutel"):
        ander.schrijf([schrijfsel()])
    with pytest.raises(OpslagFout, match="andere sleutel"):
        ander.proef()

    ander.close()
    assert controle(opslag).goed == 2
    assert controle(opslag, sleutel=bytes(32)).nr == 1


def test_who_only_reads_makes_no_log(adres: str) -> None:
    with pytest.raises(OpslagFout):
        open_opslag(adres, SLEUTEL, aanmaken=False).sinds(0)


def test_a_log_of_a_later_version_is_left_alone(adres: str, opslag: Opslag, verander: Callable[[str], None]) -> None:
    opslag.schrijf([schrijfsel()])
    verander("PRAGMA user_version = 2" if adres.startswith("sqlite") else "UPDATE versie SET versie = 2")

    with pytest.raises(OpslagFout, match="nieuwere versie"):
        open_opslag(adres, SLEUTEL).schrijf([schrijfsel()])


def test_an_older_copy_put_back_under_a_running_writer_stops_it(
    opslag: Opslag, verander: Callable[[str], None]
) -> None:
    opslag.schrijf([schrijfsel(audit=False)])
    kop = "UPDATE kop SET nr = (SELECT nr FROM oud), zegel = (SELECT zegel FROM oud), "
    kop += "ketting = (SELECT ketting FROM oud) WHERE naam = 'regels'"
    verander("CREATE TABLE oud AS SELECT nr, ketting, zegel FROM kop WHERE naam = 'regels'")
    opslag.schrijf([schrijfsel(audit=False)])
    verander("DELETE FROM regels WHERE nr > 2")
    verander(kop)

    with pytest.raises(OpslagFout, match="oudere kopie"):
        opslag.schrijf([schrijfsel()])


def test_nothing_is_built_on_what_somebody_put_behind_the_end(opslag: Opslag, verander: Callable[[str], None]) -> None:
    opslag.schrijf([schrijfsel()])
    verander("UPDATE audit SET nr = 2")

    with pytest.raises(OpslagFout, match="toegevoegd"):
        opslag.schrijf([schrijfsel()])


def test_a_damaged_record_is_said_and_quotes_nothing(opslag: Opslag, verander: Callable[[str], None]) -> None:
    opslag.schrijf([schrijfsel()])
    verander("UPDATE regels SET inhoud = 'k1.anna' WHERE nr = 2")

    with pytest.raises(OpslagFout, match="Record 2 ") as raised:
        opslag.van_betrokkene(["k1.anna"], ALTIJD)

    assert "anna" not in str(raised.value)


def test_a_missing_driver_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delitem(sys.modules, "app.verwerkingenlog.postgresql", raising=False)
    monkeypatch.delitem(sys.modules, "app.databank.postgresql", raising=False)
    monkeypatch.setitem(sys.modules, "psycopg", None)

    with pytest.raises(OpslagFout, match=r"mijnzaken\[postgres\]"):
        open_opslag("postgresql://127.0.0.1/log", SLEUTEL)


def test_an_address_is_never_quoted() -> None:
    with pytest.raises(OpslagFout) as raised:
        open_opslag("postgresql://user:geheim@[::1/log", SLEUTEL)
    assert "geheim" not in str(raised.value)
