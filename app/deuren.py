"""Deuren: the ways in that the settings open, each with what it needs of the house behind them."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable, Sequence
from dataclasses import dataclass
from urllib.parse import urljoin

from starlette.routing import BaseRoute, Route, WebSocketRoute

from app.authentication.bearer import Bearer
from app.authorization.matrix import Rij
from app.beleid import sdl
from app.boek import Boek
from app.config import Settings
from app.config.deel import geheim_van
from app.execution.executor import Executor, MaakContext
from app.http import graphiql, operations, portaal
from app.http.abonnement.sse import SseDeur
from app.http.abonnement.transportws import WebsocketDeur
from app.http.abonnement.wacht import Wacht
from app.http.certificaat import Certificaatlezer
from app.http.documenten import DocumentDeur
from app.http.graphql import GraphqlDeur
from app.http.ketenmelding import KetenmeldingDeur
from app.http.logboek import LogboekDeur
from app.http.mijnzakenapi import MijnZakenApi
from app.http.naslag import naslag
from app.http.notificaties import NotificatieDeur
from app.push.dienst import Push
from app.push.uitzending import GeenUitzending
from app.telemetry.gebruik import Gebruik
from app.telemetry.metrieken import Metrieken, Operaties
from app.telemetry.spans import Spans
from app.verwerkingenlog.vastlegging import Vastlegging
from resolvers.schema import schema as graph


@dataclass(frozen=True, slots=True, kw_only=True)
class Huis:
    """What stands behind the doors. `demo`: clients may ask which calls their question cost, and the portal has
    personas. `zaakregisters`: their names. `klaar`: whether there is something to answer with."""

    settings: Settings
    demo: bool
    executor: Executor
    bearer: Bearer
    certificaat: Certificaatlezer
    maak_context: MaakContext
    vastlegging: Vastlegging
    boek: Boek
    matrix: Sequence[Rij]
    zaakregisters: Sequence[str]
    push: Push | None
    gebruik: Gebruik | None
    spans: Spans | None
    klaar: Callable[[], Awaitable[bool]]


def routes(huis: Huis) -> list[BaseRoute]:
    return [
        route
        for deuren in (_graaf, _documenten, _logboek, _rest, _meldingen, _bediening, _bladzijden)
        for route in deuren(huis)
    ]


def _graaf(huis: Huis) -> Iterable[BaseRoute]:
    server = huis.settings.server
    deur = GraphqlDeur(
        executor=huis.executor,
        bearer=huis.bearer,
        body_bytes=server.body_bytes,
        deadline_s=server.deadline_s,
        met_oproepen=huis.demo,
        pagina=graphiql.pagina() if server.graphiql else None,
        certificaat=huis.certificaat,
    )
    uitzender = huis.push.uitzending if huis.push is not None else GeenUitzending()
    wacht = Wacht(huis.bearer, meeste=huis.settings.push.abonnementen)
    websocket = WebsocketDeur(
        executor=huis.executor, uitzender=uitzender, wacht=wacht, sites=server.cors, certificaat=huis.certificaat
    )
    sse = SseDeur(
        executor=huis.executor,
        uitzender=uitzender,
        wacht=wacht,
        body_bytes=server.body_bytes,
        deadline_s=server.deadline_s,
        certificaat=huis.certificaat,
    )
    yield Route("/graphql", deur, methods=["GET", "POST"])
    yield WebSocketRoute("/graphql", websocket)
    yield Route("/graphql/stream", sse)


def _documenten(huis: Huis) -> Iterable[BaseRoute]:
    documenten = DocumentDeur(
        bearer=huis.bearer,
        maak_context=huis.maak_context,
        vastlegging=huis.vastlegging,
        deadline_s=huis.settings.server.deadline_s,
        certificaat=huis.certificaat,
        spans=huis.spans,
    )
    yield Route("/documenten/{id}", documenten.__call__, methods=["GET"])


def _logboek(huis: Huis) -> Iterable[BaseRoute]:
    logboek = LogboekDeur(
        bearer=huis.bearer,
        maak_context=huis.maak_context,
        journaal=huis.boek.journaal,
        pseudoniemen=huis.boek.pseudoniemen,
        afzender=huis.boek.afzender,
        vastlegging=huis.vastlegging,
        body_bytes=huis.settings.server.body_bytes,
        deadline_s=huis.settings.server.deadline_s,
        certificaat=huis.certificaat,
    )
    yield Route("/logboek/processing-activities", logboek.__call__, methods=["POST"])


def _rest(huis: Huis) -> Iterable[BaseRoute]:
    server = huis.settings.server
    if not server.mijnzaken_api or server.publiek_url is None:
        return
    api = MijnZakenApi(
        executor=huis.executor,
        bearer=huis.bearer,
        zaakregisters=huis.zaakregisters,
        publiek_url=server.publiek_url,
        deadline_s=server.deadline_s,
        certificaat=huis.certificaat,
    )
    yield from api.routes()


def _meldingen(huis: Huis) -> Iterable[BaseRoute]:
    """Where registers and partners say that something changed."""
    settings, server = huis.settings, huis.settings.server
    if huis.push is not None and settings.push.notificaties:
        notificaties = NotificatieDeur(
            ontvangst=huis.push.ontvangst,
            adressen=huis.push.adressen,
            autorisaties=[found.authorization.get_secret_value() for found in settings.push.notificaties],
            body_bytes=server.body_bytes,
            deadline_s=server.deadline_s,
        )
        yield Route("/notificaties", notificaties.__call__, methods=["POST"])
    geheimen = {
        register.naam: geheim_van(register.keten.geheim.get_secret_value())
        for register in settings.registers
        if register.soort == "mijnzaken" and register.keten.geheim is not None
    }
    if huis.push is not None and geheimen:
        van_partners = KetenmeldingDeur(
            ontvangst=huis.push.ontvangst,
            geheimen=geheimen,
            body_bytes=server.body_bytes,
            deadline_s=server.deadline_s,
        )
        yield Route("/notificaties/{register}", van_partners.__call__, methods=["POST"])


def _bediening(huis: Huis) -> Iterable[BaseRoute]:
    """What runs beside the graph, for who keeps the service."""
    yield Route("/_healthz/livez/", operations.livez)
    yield Route("/_healthz/readyz/", operations.readyz(huis.klaar))
    if (contact := huis.settings.server.security_contact) is not None:
        yield Route("/.well-known/security.txt", operations.security_txt(contact))
    if huis.gebruik is not None:
        yield Route("/metrics", operations.metrics(Metrieken(Operaties(huis.executor.gedaan), huis.gebruik)))


def _bladzijden(huis: Huis) -> Iterable[BaseRoute]:
    server = huis.settings.server
    blad = naslag(graph._schema, huis.matrix)
    yield Route("/schema.graphql", operations.schema(sdl()))
    yield Route("/schema", blad)
    if server.graphiql:
        yield graphiql.bestanden()
    if server.portaal:
        behandeling = _behandeling(huis.settings) if huis.demo else None
        yield from portaal.routes(huis.settings.organisatie.naam, graphiql=server.graphiql, behandeling=behandeling)
    else:
        yield Route("/", blad)
    if server.graphiql or server.portaal:
        yield portaal.gedeeld()


def _behandeling(settings: Settings) -> str:
    """The desk of who handles the zaken of the sandbox; it stands beside the registers."""
    return next(urljoin(found.url, "/behandeling") for found in settings.registers if found.soort == "openzaak")
