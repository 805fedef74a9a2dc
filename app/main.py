"""Main: the composition root. Settings in, a Starlette application out; everything else receives what it needs."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import replace
from datetime import UTC, datetime
from importlib.metadata import version
from typing import TYPE_CHECKING

import structlog
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware

from app.authentication.bearer import Bearer, Uitgever
from app.authentication.jwks import Jwks
from app.authentication.lezing import Leeswijzer
from app.authorization.feiten import Registerfeiten
from app.authorization.pseudoniem import Pseudoniemen
from app.authorization.toegang import Toegang
from app.beleid import beleid_van, matrix_van
from app.boek import afgeleid, open_boek, sleutels_van, toets_log
from app.config import ConfigFout, Settings
from app.config.certificaten import toets_certificaten
from app.config.documenten import DocumentenSettings
from app.config.uitgevers import UitgeverSettings
from app.deuren import Huis, routes
from app.execution.documents import Documenten
from app.execution.executor import Executor
from app.execution.grenzen.budget import Budget, EigenTegoeden
from app.execution.grenzen.gedeeld import GedeeldeTegoeden
from app.execution.vertrouwd import Bewaring, Geregistreerd, ManifestFout, Naslag, keur
from app.http.certificaat import Certificaatlezer
from app.http.middleware import Beveiliging, Cors
from app.http.mijnzakenapi import zakenadres
from app.http.problems import afhandelen
from app.http.uitloop import Uitloop
from app.push.dienst import Push, bouw_push
from app.push.kanalen.kiezen import maak_kanalen
from app.push.kanalen.portaal import Portaal
from app.push.merken import Merken
from app.push.opslag.openen import open_postvak
from app.push.postvak import PostvakFout
from app.registries.client import haal_publiek
from app.registries.connect import Verbindingen
from app.registries.openzaak.zaken import ERVARING_S
from app.registries.samen import Samen
from app.telemetry.gebruik import Gebruik
from app.telemetry.spans import Spans
from app.verwerkingenlog.uitgaand import Uitgaand, afleveringen
from app.verwerkingenlog.vastlegging import Vastlegging
from app.verwerkingenlog.vooraf import Vooraf
from resolvers.grammar.afnemer import Authenticatie
from resolvers.grammar.context import Context, Vooruitblik
from resolvers.loaders import Loaders
from resolvers.organisatie import Organisatie
from resolvers.schema import schema as graph
from resolvers.schema import subgraph

if TYPE_CHECKING:
    from app.telemetry.otlp import OtlpSpans
    from app.valkey import Valkey

#: When experience (how long closed zaken took) is counted anew after a register did not answer.
ERVARING_NA_FOUT_S = 60.0
_GEEN_PORTAAL = "`push.portaal`: er is geen register van soort openvtb met deze naam."

_log = structlog.get_logger("mijnzaken.main")


def bouw(settings: Settings, *, demo: bool = False, plan: bool = True) -> Starlette:
    """The gateway. `demo`: clients may ask which calls their question cost, and the portal has personas. `plan` False:
    graphql-core runs every operation, for comparing the two."""
    valkey = valkey_van(settings)
    samen = Samen(valkey, geheim=afgeleid(settings, b"mijnzaken/catalogus/1")) if valkey is not None else None
    verbindingen = Verbindingen(settings.registers, settings.organisatie, samen=samen)
    pseudoniemen = Pseudoniemen(sleutels_van(settings))
    bearer = Bearer([_uitgever(found) for found in settings.uitgevers])
    matrix = matrix_van(settings)
    boek = open_boek(settings)
    uitgaand = Uitgaand(
        afleveringen(settings.verwerkingenlog.uitgaand, boek.journaal, boek.afzender, boek.pseudoniemen)
    )
    ketenpartners = [
        Organisatie(naam=afspraak.naam, oin=afspraak.oin, rsin=afspraak.rsin, aanbieder=True)
        for afspraak in settings.toegang.afspraken
    ]
    beleid = beleid_van(matrix)
    vastlegging = Vastlegging(boek.journaal, boek.pseudoniemen, beleid=beleid)
    vooraf = Vooraf(boek.journaal, boek.pseudoniemen, beleid=beleid)
    registers = replace(verbindingen.registers, verwerkingen=[boek.inzage], ketenpartners=ketenpartners)

    def maak_context(afnemer: Authenticatie, vooruitblik: Vooruitblik, taal: str) -> Context:
        nu = datetime.now(UTC)
        aanleidingen: set[str] = set()
        eerst = vooraf.van(afnemer, aanleidingen)
        loaders = Loaders(registers, pseudoniemen, nu=nu, vooruitblik=vooruitblik, vooraf=eerst)
        toegang = Toegang(afnemer, Registerfeiten(loaders), matrix=matrix, beleid=settings.toegang)
        return Context(
            afnemer=afnemer,
            loaders=loaders,
            toegang=toegang,
            nu=nu,
            taal=taal,
            vooruitblik=vooruitblik,
            aanleidingen=aanleidingen,
        )

    spans = spans_van(settings)
    tegoeden = GedeeldeTegoeden(valkey, EigenTegoeden()) if valkey is not None else EigenTegoeden()
    core = (subgraph() if settings.server.federatie else graph)._schema
    gelezen = Documenten(core, grenzen=settings.grenzen)
    geregistreerd = _geregistreerd(settings.documenten)
    gebruik = Gebruik(geregistreerd.per_client) if settings.server.metrics else None
    executor = Executor(
        core,
        maak_context,
        documenten=gelezen,
        naslag=_naslag(settings.documenten, geregistreerd, gelezen),
        gebruik=gebruik,
        budget=Budget(settings.grenzen, tegoeden, geheim=afgeleid(settings, b"mijnzaken/budget/1")),
        vastlegging=vastlegging,
        deadline_s=settings.server.deadline_s,
        plan=plan,
        spans=spans,
    )

    def maak_loaders() -> Loaders:
        return Loaders(registers, pseudoniemen, nu=datetime.now(UTC), vooruitblik=Vooruitblik())

    push = _push(settings, executor, verbindingen, maak_loaders)

    uitloop = Uitloop(settings.server.uitloop_s)

    async def klaar() -> bool:
        if uitloop.bezig or not boek.journaal.beschikbaar:
            return False
        return await bearer.klaar() and await verbindingen.klaar()

    @asynccontextmanager
    async def lifespan(app: Starlette) -> AsyncIterator[None]:
        tellen = asyncio.create_task(_tel_steeds(verbindingen))
        uitgaand.start()
        if push is not None:
            await push.start()
        try:
            with uitloop.bij_sigterm():
                yield
        finally:
            if push is not None:
                await push.aclose()
            await executor.aclose()
            tellen.cancel()
            with suppress(asyncio.CancelledError):
                await tellen
            await verbindingen.aclose()
            if valkey is not None:
                await valkey.aclose()
            await uitgaand.aclose()
            await boek.journaal.aclose()
            if spans is not None:
                await asyncio.to_thread(spans.aclose)

    huis = Huis(
        settings=settings,
        demo=demo,
        executor=executor,
        bearer=bearer,
        certificaat=Certificaatlezer(
            kop=settings.server.client_certificaat_kop, proxies=settings.server.vertrouwde_proxies
        ),
        maak_context=maak_context,
        vastlegging=vastlegging,
        boek=boek,
        matrix=matrix,
        zaakregisters=[register.herkomst.register for register in registers.zaken],
        push=push,
        gebruik=gebruik,
        spans=spans,
        klaar=klaar,
    )
    app = Starlette(
        routes=routes(huis),
        lifespan=lifespan,
        middleware=[Middleware(Beveiliging, uitloop=uitloop), Middleware(Cors, sites=settings.server.cors)],
        exception_handlers={HTTPException: afhandelen},
    )
    app.state.executor, app.state.bearer = executor, bearer  # for `mijnzaken plan`, which asks without a door
    app.state.push = push
    app.router.redirect_slashes = False  # a redirect would be to whatever Host the client named
    return app


def _push(
    settings: Settings, executor: Executor, verbindingen: Verbindingen, maak_loaders: Callable[[], Loaders]
) -> Push | None:
    """None when nobody tells of changes: then there is nothing to push."""
    van_partners = any(register.keten.geheim is not None for register in settings.registers)
    if not (settings.push.notificaties or van_partners) and settings.push.peilen_s is None:
        return None
    try:
        postvak = open_postvak(settings.verwerkingenlog.opslag)
    except PostvakFout as error:
        raise ConfigFout(f"`verwerkingenlog.opslag`: {error}") from None
    return bouw_push(
        settings,
        postvak=postvak,
        executor=executor,
        verbindingen=verbindingen,
        maak_loaders=maak_loaders,
        kanalen=maak_kanalen(
            settings.push,
            settings.organisatie,
            portaal=_portaal(settings, verbindingen),
            zaken_url=_zaken_url(settings),
        ),
        pseudoniemen=Pseudoniemen(sleutels_van(settings), doel="push"),
        merken=Merken(afgeleid(settings, b"mijnzaken/gebeurtenis/1")),
    )


def _naslag(settings: DocumentenSettings, found: Geregistreerd, documenten: Documenten) -> Naslag:
    """What is registered; of what does not hold any more, the log tells."""
    for client, teksten in found.per_client.items():
        for regel in keur(documenten, teksten, client):
            _log.warning("geregistreerd document klopt niet", melding=regel)
    return Naslag(documenten, found.documenten, alleen=settings.modus == "vertrouwd", apq=settings.apq)


def _geregistreerd(settings: DocumentenSettings) -> Geregistreerd:
    """Raises ConfigFout."""
    if settings.map is None:
        return Geregistreerd({})
    try:
        found = Bewaring(settings.map).lees()
    except ManifestFout as error:
        raise ConfigFout(f"`documenten.map`: {error}") from None
    if settings.modus == "vertrouwd" and not found.per_client:
        raise ConfigFout(
            "`documenten.map`: er is nog geen document geregistreerd; doe dat met mijnzaken documents add."
        )
    return found


def _zaken_url(settings: Settings) -> str | None:
    """Where a system that is told of a zaak can look at it; None when that door is shut."""
    server = settings.server
    return zakenadres(server.publiek_url) if server.mijnzaken_api and server.publiek_url is not None else None


def _portaal(settings: Settings, verbindingen: Verbindingen) -> Portaal | None:
    if settings.push.portaal is None:
        return None
    berichten = verbindingen.berichten.get(settings.push.portaal)
    if berichten is None:
        raise ConfigFout(_GEEN_PORTAAL)
    return Portaal(berichten, settings.organisatie.naam)


def toets(settings: Settings) -> None:
    """What of the settings only shows when they are put together. Raises ConfigFout."""
    matrix_van(settings)
    _geregistreerd(settings.documenten)
    naam = settings.push.portaal
    if naam is not None and (naam, "openvtb") not in {(found.naam, found.soort) for found in settings.registers}:
        raise ConfigFout(_GEEN_PORTAAL)
    for register in settings.registers:
        if register.soort == "mijnzaken" and register.keten.activiteit not in settings.verwerkingenlog.activiteiten:
            raise ConfigFout(
                f"`registers.{register.naam}.keten`: de activiteit staat niet in `verwerkingenlog.activiteiten`."
            )
    if settings.telemetrie.otlp_url is not None:
        _otlp()
    valkey_van(settings)
    toets_certificaten(settings)
    toets_log(settings)


def valkey_van(settings: Settings) -> Valkey | None:
    """None when every process keeps what it knows to itself. Raises ConfigFout."""
    if settings.valkey is None:
        return None
    valkey = _valkey()
    try:
        return valkey(settings.valkey.get_secret_value())
    except ValueError:  # which may repeat what stands in it
        raise ConfigFout("`valkey`: dit is geen URL van Valkey of Redis.") from None


def _valkey() -> type[Valkey]:
    """Read only when it is used: its library need not be there."""
    try:
        from app.valkey import Valkey
    except ImportError:
        raise ConfigFout("`valkey`: installeer ook mijnzaken[valkey]; dat spreekt met Valkey.") from None
    return Valkey


def spans_van(settings: Settings) -> Spans | None:
    """None when nobody looks at spans."""
    telemetrie = settings.telemetrie
    if telemetrie.otlp_url is None:
        return None
    kopteksten = {naam: geheim.get_secret_value() for naam, geheim in telemetrie.kopteksten.items()}
    return _otlp()(
        telemetrie.otlp_url,
        naam=telemetrie.naam,
        versie=version("mijnzaken"),
        kopteksten=kopteksten,
        aandeel=telemetrie.aandeel,
    )


def _otlp() -> type[OtlpSpans]:
    """Read only when it is used: the SDK is large, and need not be there."""
    try:
        from app.telemetry.otlp import OtlpSpans
    except ImportError:
        raise ConfigFout("`telemetrie.otlp_url`: installeer ook mijnzaken[otel]; dat verstuurt de spans.") from None
    return OtlpSpans


def _uitgever(found: UitgeverSettings) -> Uitgever:
    return Uitgever(
        issuer=found.issuer,
        audience=found.audience,
        profiel=found.profiel,
        algoritmen=tuple(found.algoritmen),
        jwks=Jwks(url=found.jwks_url, vast=found.jwks, haal=haal_publiek),
        wijzer=Leeswijzer.van(found),
        cnf_verplicht=found.moet_gebonden,
        langste_geldigheid_s=found.langste_geldigheid_s,
    )


async def _tel_steeds(verbindingen: Verbindingen) -> None:
    while True:
        whole = await verbindingen.tel_ervaring()
        await asyncio.sleep(ERVARING_S if whole else ERVARING_NA_FOUT_S)
