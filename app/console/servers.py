"""Servers: the demo, the sandbox and the service itself, run until they are stopped. Each gives a line when it cannot
start."""

from __future__ import annotations

import asyncio
import ctypes
import gc
import json
import math
import os
import resource
import signal
import socket
import ssl
import sys
from collections.abc import Callable
from contextlib import suppress
from multiprocessing import parent_process
from pathlib import Path
from tempfile import TemporaryDirectory
from textwrap import indent
from threading import Thread
from threading import enumerate as enumerate_threads
from time import sleep
from typing import Any

import structlog
import uvicorn
import yaml

from app.config import ConfigFout, Settings, TlsSettings, lees
from app.config.certificaten import OnbruikbaarCertificaat, context_van
from app.config.push import PushSettings
from app.console.vragen import voorbeeld
from app.http.abonnement.verbinding import WEBSOCKET
from app.http.mijnzakenapi import PAD as MIJNZAKEN_API
from app.http.verbinding import Verbinding
from app.main import bouw, toets
from app.push.aanmelden import meld_aan
from app.sandbox import uitgever
from app.sandbox.server import bouw_sandbox, sandbox_config
from app.telemetry.logging import richt_in

_log = structlog.get_logger("mijnzaken.serve")

_CONFIG_PAD = "MIJNZAKEN_CONFIG"
#: Of mallopt(3): from how many bytes a block is the system's, and how much of what is free may stay until it is given
#: back.
_M_MMAP_THRESHOLD, _GROOT_BLOK = -3, 1_048_576
_M_TRIM_THRESHOLD, _VRIJ = -1, 67_108_864
#: How often what is free goes back to the system; it takes some milliseconds.
_TERUG_S = 60.0
_TERUGGEVER = "geheugen"
#: How many files and connections a process asks for.
_BESTANDEN = 65_536
#: How long, after it was told to stop, an answer may still take: with what follows it ends within ten seconds.
_LANGSTE_AFSCHEID_S = 8
#: A worker that takes longer to begin, does not; so long too may one be silent.
_START_S = 30
_HIER = frozenset({"127.0.0.1", "localhost", "0.0.0.0"})  # noqa: S104 - what a port is tried on, not listened to


def _bezet(port: int, wat: str = "") -> str | None:
    """Whether something listens there already, in a line that says what to do. `wat`: what comes there, of a port that
    nobody named."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            daar = f", en daar {wat}" if wat else ""
            return f"Poort {port} is bezet{daar}; kies een andere met --port."
    return None


def _server(app: Any, port: int, *, access_log: bool = False) -> uvicorn.Server:
    config = uvicorn.Config(
        app,
        host="127.0.0.1",
        port=port,
        http=Verbinding,
        log_level="warning",
        access_log=access_log,
        server_header=False,
        proxy_headers=False,  # who a proxy speaks for is not who holds the connection
        **WEBSOCKET,
    )
    return uvicorn.Server(config)


def demo(port: int, zaken: int, data: Path | None, *, streek: bool = False) -> str | None:
    """Runs until it is stopped. A line when it cannot start. Without `data` nothing is left behind; with it, its log
    and a mijnzaken.yaml with which the other commands work on that."""
    signal.signal(signal.SIGTERM, _eindig)  # once a server of uvicorn has ended by it, it is sent again
    with TemporaryDirectory(prefix="mijnzaken-") as tijdelijk:
        return _demo(port, zaken, (data or Path(tijdelijk)).resolve(), streek=streek)


def _eindig(nummer: int, *_: object) -> None:
    """As an exception, so that what is temporary is taken away."""
    raise SystemExit(128 + nummer)


def _demo(port: int, zaken: int, data: Path, *, streek: bool) -> str | None:
    registerpoort, mailpoort = port + 100, port + 25
    if (fout := _bezet(port) or _bezet(registerpoort, "komen de registers (poort+100)")) is not None:
        return fout
    if (fout := _bezet(mailpoort, "komt de mail (poort+25)")) is not None:
        return fout
    basis = f"http://127.0.0.1:{registerpoort}"
    print("De registers worden gevuld …", file=sys.stderr, flush=True)  # noqa: T201 - a progress line
    log = f"sqlite:{data / 'verwerkingenlog.sqlite'}"
    aan = {"graphiql": True, "portaal": True, "mijnzaken_api": True, "publiek_url": f"http://127.0.0.1:{port}"}
    config = sandbox_config(basis, log=log, smtp=mailpoort, streek=streek, port=port, **aan)
    bestand = data / "mijnzaken.yaml"
    try:
        bestand.write_text(_als_yaml(config), encoding="utf-8")
    except OSError as error:
        return f"{bestand}: niet te schrijven ({error.strerror})."
    sandbox_app = bouw_sandbox(basis, zaken=zaken, streek=streek)
    registers = _server(sandbox_app, registerpoort)
    settings = lees(bestand)
    dienst = _server(bouw(settings, demo=True), port)
    richt_geheugen_in()
    _open_zoveel_als_mag()
    try:
        sandbox_app.state.postbus.open(mailpoort)
    except OSError as error:
        return f"Poort {mailpoort} is niet te openen ({error.strerror})."
    asyncio.run(_samen(registers, dienst, settings.push, _welkom(port, basis)))
    return None


def _als_yaml(config: dict[str, object]) -> str:
    # Over JSON, so that what stands in it twice is written twice: an alias is hard to read.
    text = yaml.safe_dump(json.loads(json.dumps(config)), sort_keys=False, allow_unicode=True, width=110)
    return f"""# De instellingen van de demo, die zij bij elke start opnieuw schrijft: verander ze in een kopie.
# De sleutels hierin kan iedereen kennen: gebruik ze nergens anders.
{text}"""


async def _samen(registers: uvicorn.Server, dienst: uvicorn.Server, push: PushSettings, welkom: str) -> None:
    """Both servers in one loop, the registers first; when both answer, the second asks to be told of changes, and the
    welcome is shown. When one ends, so does the other."""
    tasks: list[asyncio.Task[None]] = []
    for server in (registers, dienst):
        tasks.append(asyncio.create_task(server.serve()))
        # uvicorn tells by a flag alone that it has started
        while not server.started and not tasks[-1].done():  # noqa: ASYNC110
            await asyncio.sleep(0.02)
    if registers.started and dienst.started:
        for aanmelding in await meld_aan(push):
            if aanmelding.remedie:
                print(f"Meldingen: {aanmelding.uitkomst}; {aanmelding.remedie}", file=sys.stderr)  # noqa: T201
    print(welkom, flush=True)  # noqa: T201 - what the command is for
    await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
    for server in (registers, dienst):
        server.should_exit = True
    await asyncio.gather(*tasks)


def _welkom(port: int, basis: str) -> str:
    url = f"http://127.0.0.1:{port}/graphql"
    tokens = "\n".join(f"  {persona:<20} {uitgever.token(persona, 86_400)}" for persona in uitgever.PERSONAS)
    return f"""
MijnZaken draait.

  portaal     http://127.0.0.1:{port}/
  GraphQL     {url}
  probeer     {url}#token={uitgever.token("burger", 86_400)}
  schema      http://127.0.0.1:{port}/schema.graphql
  naslag      http://127.0.0.1:{port}/schema
  REST        http://127.0.0.1:{port}{MIJNZAKEN_API}/zaken
  registers   {basis}
  behandeling {basis}/behandeling
  e-mail      {basis}/postbus
  webhooks    {basis}/webhooks.json

Tokens (een dag geldig):
{tokens}

Een vraag om mee te beginnen:

{indent(voorbeeld(), "  ")}
Plak haar in een GraphQL-programma, met het token van een persona, of stel haar in een tweede venster:

  mijnzaken ask --als burger --calls --url {url}

En laat er iets gebeuren, met een knop op de bladzijde van de behandeling of zo; wie het aangaat, hoort ervan:

  mijnzaken sandbox advance ZAAK-2026-0001 --url {basis}

Stop met Ctrl-C."""


def sandbox(port: int, zaken: int, latentie_ms: float, *, streek: bool = False) -> str | None:
    if (fout := _bezet(port)) is not None:
        return fout
    basis = f"http://127.0.0.1:{port}"
    print(f"De registers draaien op {basis} (Ctrl-C stopt).", flush=True)  # noqa: T201
    _server(bouw_sandbox(basis, zaken=zaken, latentie_ms=latentie_ms, streek=streek), port).run()
    return None


def instellingen(pad: Path) -> Settings:
    """The settings in a file, also as they hold together. Raises ConfigFout."""
    settings = lees(pad)
    try:
        toets(settings)
    except ConfigFout as error:
        raise ConfigFout(f"{pad}: {error}") from None
    return settings


def serve(
    pad: Path, settings: Settings, workers: int | None, host: str | None = None, port: int | None = None
) -> str | None:
    """Several workers each read the file themselves: settings hold secrets, which do not travel between processes. At
    SIGHUP others take their place, one by one, that read it anew; when one cannot start, the old ones go on. `host` and
    `port`: instead of those in the file, for who runs it in a container."""
    host, port = host or settings.server.host, port or settings.server.port
    if host in _HIER and (fout := _bezet(port)) is not None:
        return fout
    os.environ[_CONFIG_PAD] = str(pad)
    richt_in()
    workers = workers or settings.server.workers
    if workers == 1:  # nobody could take its place, and to hear it without saying so would end it
        signal.signal(signal.SIGHUP, lambda *_: _log.warning("instellingen niet herlezen", reden="er is één proces"))
    _log.info("dienst start", adres=_adres(host, port, settings.server.tls), processen=workers)
    uvicorn.run(
        "app.console:bouw_uit_omgeving",
        factory=True,
        host=host,
        port=port,
        http=Verbinding,
        workers=workers,
        access_log=False,
        server_header=False,
        proxy_headers=False,  # who a proxy speaks for is not who holds the connection
        **WEBSOCKET,
        **_tls(settings.server.tls),
        log_config=None,
        timeout_graceful_shutdown=min(math.ceil(settings.server.deadline_s), _LANGSTE_AFSCHEID_S),
        timeout_worker_healthcheck=_START_S,
    )
    return None


def _adres(host: str, port: int, tls: TlsSettings | None) -> str:
    return f"{'http' if tls is None else 'https'}://{f'[{host}]' if ':' in host else host}:{port}"


def _tls(tls: TlsSettings | None) -> dict[str, Any]:
    """A citizen has no certificate; who shows one, must show one that holds."""
    if tls is None:
        return {}
    found: dict[str, Any] = {"ssl_certfile": str(tls.certificaat), "ssl_keyfile": str(tls.sleutel)}
    found["ssl_context_factory"] = tls_van_proces
    if tls.client_ca is not None:
        found |= {"ssl_ca_certs": str(tls.client_ca), "ssl_cert_reqs": ssl.CERT_OPTIONAL}
    return found


def tls_van_proces(config: uvicorn.Config, maak: Callable[[], ssl.SSLContext]) -> ssl.SSLContext:
    """Of one worker, with the files as they are when it begins: who renews a certificate may be half way."""
    richt_in()
    try:
        ca = Path(config.ssl_ca_certs) if config.ssl_ca_certs else None
        context_van(ca=ca, certificaat=Path(config.ssl_certfile or ""), sleutel=Path(config.ssl_keyfile or ""))
    except OnbruikbaarCertificaat as error:
        raise _niet_begonnen(f"`server.tls`: {error}.") from None
    return maak()


def bouw_uit_omgeving() -> Any:
    """One worker's application, and its log."""
    richt_in()
    try:
        made = bouw(instellingen(Path(os.environ[_CONFIG_PAD])))
    except ConfigFout as error:
        if parent_process() is None:  # there is no other: the command itself says it
            raise
        raise _niet_begonnen(str(error)) from None
    richt_geheugen_in()
    _open_zoveel_als_mag()
    return made


def _niet_begonnen(reden: str) -> SystemExit:
    """Not with the code at which uvicorn would stop the other workers too: they go on with what they have."""
    _log.error("instellingen niet overgenomen", reden=reden)
    return SystemExit(1)


def richt_geheugen_in() -> None:
    """What is there when a process has started stays: the garbage collector need not look at it again. A request makes
    thousands of objects and few rings of them, and what is under way is what a collector looks at: with 16 questions
    for 100 zaken at the same time, each look was at ten thousand objects that were all in use, and an eighth of the
    time went there. It looks when there are a hundred thousand, which only rings reach that nobody holds: those of
    documents that are no longer kept. Not to look at all would let memory grow. Every third look is also at what was
    in use at an earlier one, so that such rings are not left for long."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(100_000, 1, 5)
    _geef_terug_wat_vrij_is()


def _geef_terug_wat_vrij_is() -> None:
    """A page of a hundred zaken is a block of some hundreds of kilobytes. Glibc would get such a block from the system
    for each answer and give it back, which takes a seventh of the time of that answer; and from a larger one that was
    freed it would learn to keep that size as well. So what is smaller than a limit stays, and once a minute what is
    free in between goes back to the system: else a register that answered without end would leave a process larger
    for as long as it lives. Where there is no glibc there is nothing to set."""
    libc = ctypes.CDLL(None)
    mallopt, trim = getattr(libc, "mallopt", None), getattr(libc, "malloc_trim", None)
    if mallopt is None or trim is None:
        return
    mallopt(_M_MMAP_THRESHOLD, _GROOT_BLOK)
    mallopt(_M_TRIM_THRESHOLD, _VRIJ)

    def geef_steeds_terug() -> None:
        while True:
            sleep(_TERUG_S)
            trim(0)

    if not any(thread.name == _TERUGGEVER for thread in enumerate_threads()):
        Thread(target=geef_steeds_terug, name=_TERUGGEVER, daemon=True).start()


def _open_zoveel_als_mag() -> None:
    """Each client and each question to a register is a connection, and many a system lets a process have 1 024 of those
    unless it asks for more."""
    now, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = _BESTANDEN if most == resource.RLIM_INFINITY else min(most, _BESTANDEN)
    if now != resource.RLIM_INFINITY and now < wanted:
        with suppress(OSError, ValueError):  # it goes on with those that it has
            resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, most))
