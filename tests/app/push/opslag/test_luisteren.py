"""Who listens hears soon of what any process added, and no more after he stopped."""

from __future__ import annotations

import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest

from app.push.opslag.luisteren import Luisteraars
from app.push.opslag.openen import open_postvak
from app.push.postvak import Postvak, PostvakFout, Staat
from tests.app.push.opslag.stukken import bericht, een_melding, gebeurtenis, leg_neer, nieuwe_melding
from tests.app.verwerkingenlog.postgres import Server

ROOT = Path(__file__).parents[4]
#: More than a quarter of a second, on a machine that does other things too.
RUIM_S = 3.0


class Oor:
    """How often it was woken."""

    def __init__(self, postvak: Postvak) -> None:
        self._gewekt = threading.Event()
        self.stop = postvak.luister(self._gewekt.set)
        self.is_stil()

    def hoort(self, s: float = RUIM_S) -> bool:
        """Within that time."""
        found = self._gewekt.wait(s)
        self._gewekt.clear()
        return found

    def is_stil(self) -> bool:
        """It may be woken once for what was there before."""
        return not (self.hoort(0.6) and self.hoort(0.6))


def test_who_added_it_himself_hears_at_once(postvak: Postvak) -> None:
    postvak.laatste_gebeurtenis()
    oor = Oor(postvak)
    wachttijden = []
    for nr in range(5):
        begin = time.monotonic()
        postvak.ontvang([nieuwe_melding(f"m{nr}")])
        assert oor.hoort()
        wachttijden.append(time.monotonic() - begin)

    assert min(wachttijden) < 0.2


def test_another_instance_hears_of_everything_that_is_added(postvak: Postvak, ander: Postvak) -> None:
    oor = Oor(ander)

    postvak.ontvang([nieuwe_melding("a")])
    assert oor.hoort()
    melding = een_melding(postvak, "b")
    assert oor.hoort()
    assert oor.is_stil()
    postvak.verwerkt(melding, [gebeurtenis("g1")], [], 20)
    assert oor.hoort()
    leg_neer(postvak, bericht("b1"), nu_ms=5000)
    assert oor.hoort()
    assert oor.is_stil()
    postvak.sluit_af("b1", Staat.DOOD, "geweigerd", 30)
    assert oor.is_stil()
    postvak.zend_opnieuw(["b1"], 40)
    assert oor.hoort()


def test_nothing_is_said_of_what_was_known_already(postvak: Postvak, ander: Postvak) -> None:
    melding = een_melding(postvak, "a")
    postvak.verwerkt(melding, [gebeurtenis("g1")], [], 20)
    oor = Oor(ander)

    postvak.ontvang([nieuwe_melding("a")])
    postvak.verwerkt(melding, [gebeurtenis("g2")], [], 20)

    assert not oor.hoort(0.8)


def test_who_stopped_hears_no_more_and_the_others_do(postvak: Postvak) -> None:
    een, twee = Oor(postvak), Oor(postvak)
    een.stop()
    een.stop()
    postvak.ontvang([nieuwe_melding("a")])
    assert twee.hoort()
    assert not een.hoort(0.1)

    twee.stop()
    opnieuw = Oor(postvak)
    postvak.ontvang([nieuwe_melding("b")])
    assert opnieuw.hoort()
    assert not twee.hoort(0.1)


def test_nothing_runs_on_after_close(adres: str) -> None:
    voor = set(threading.enumerate())
    postvak = open_postvak(adres)
    Oor(postvak)
    assert len(set(threading.enumerate()) - voor) == 1
    postvak.close()

    assert set(threading.enumerate()) <= voor


class Traag:
    """Looks so long that everybody has stopped before it sees anything."""

    def __init__(self) -> None:
        self.kijkt = threading.Event()
        self.is_dicht = False

    def wacht(self) -> bool:
        self.kijkt.set()
        time.sleep(0.3)
        return True

    def close(self) -> None:
        self.is_dicht = True


def test_close_waits_for_a_last_look_when_everybody_stopped_just_before() -> None:
    tekens = Traag()
    luisteraars = Luisteraars(lambda: tekens)
    stop = luisteraars.erbij(lambda: None)
    assert tekens.kijkt.wait(RUIM_S)
    stop()
    luisteraars.close()

    assert tekens.is_dicht


@pytest.fixture
def luisteraar(adres: str, postvak: Postvak) -> Iterator[subprocess.Popen[str]]:
    postvak.laatste_gebeurtenis()
    args = [sys.executable, "-m", "tests.app.push.opslag.luisteraar", adres]
    with subprocess.Popen(args, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as proces:
        yield proces
        assert proces.stdin is not None
        proces.stdin.close()
        assert proces.wait(10) == 0


def test_another_process_hears_it(postvak: Postvak, luisteraar: subprocess.Popen[str]) -> None:
    assert luisteraar.stdout is not None
    regels: list[float] = []

    def lees(lines: Iterator[str]) -> None:
        regels.extend(time.monotonic() for _ in lines)

    assert luisteraar.stdout.readline() == "luistert\n"
    threading.Thread(target=lees, args=(luisteraar.stdout,), daemon=True).start()
    time.sleep(1)  # what wakes it for what was before has passed
    for nr in range(3):
        begin = time.monotonic()
        postvak.ontvang([nieuwe_melding(f"m{nr}")])
        _tot(lambda: bool(regels) and regels[-1] > begin)  # noqa: B023


def test_a_line_that_is_cut_is_laid_again(
    postvak: Postvak, ander: Postvak, adres: str, vraag: Callable[[str], list[tuple[object, ...]]]
) -> None:
    oor = Oor(ander)
    if adres.startswith("postgresql:"):
        (telling,) = vraag(
            "SELECT count(*) FROM (SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
            "WHERE datname = current_database() AND query LIKE 'LISTEN%') q"
        )
        assert telling == (1,)

    postvak.ontvang([nieuwe_melding("a")])
    assert oor.hoort()
    assert oor.is_stil()
    postvak.ontvang([nieuwe_melding("b")])
    assert oor.hoort()


def test_without_a_line_of_its_own_it_looks_again_and_again(postgres: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    """As when the server takes no more connections: one that is open already goes on."""
    from app.push.opslag.postgresql import PostgresqlPostvak

    def vol(self: PostgresqlPostvak, kanaal: str) -> None:
        raise PostvakFout("vol")

    adres = postgres.nieuwe_database()
    with closing(open_postvak(adres)) as schrijver:
        monkeypatch.setattr(PostgresqlPostvak, "_luisterlijn", vol)
        with closing(open_postvak(adres)) as lezer:
            oor = Oor(lezer)
            schrijver.ontvang([nieuwe_melding("a")])
            assert oor.hoort()
            assert oor.is_stil()


def test_it_goes_on_when_the_database_was_away(eigen_postgres: Server) -> None:
    adres = eigen_postgres.nieuwe_database()
    with closing(open_postvak(adres)) as postvak:
        oor = Oor(postvak)
        eigen_postgres.stop()
        time.sleep(1)
        eigen_postgres.start()
        postvak.ontvang([nieuwe_melding("a")])

        assert oor.hoort()


def _tot(waar: Callable[[], bool]) -> None:
    eind = time.monotonic() + RUIM_S
    while not waar():
        assert time.monotonic() < eind
        time.sleep(0.01)
