"""Main: the composition root. Settings in, a Starlette application out; everything else receives what it needs."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from datetime import UTC, datetime

import strawberry
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.routing import BaseRoute, Route

from app.authentication.bearer import Bearer, Uitgever
from app.authentication.jwks import Jwks
from app.authentication.lezing import Leeswijzer
from app.authorization.pseudoniem import Pseudoniemen, Sleutelpaar
from app.authorization.toegang import Toegang
from app.config import Settings
from app.config.uitgevers import UitgeverSettings
from app.execution.documents import Documenten
from app.execution.executor import Executor
from app.http import graphiql, operations
from app.http.certificaat import Certificaatlezer
from app.http.documenten import DocumentDeur
from app.http.graphql import GraphqlDeur
from app.http.middleware import Beveiliging, Cors
from app.http.problems import afhandelen
from app.registries.client import haal_publiek
from app.registries.connect import Verbindingen
from resolvers.grammar.afnemer import Authenticatie
from resolvers.grammar.context import Context, Vooruitblik
from resolvers.loaders import Loaders
from resolvers.schema import schema as graph

#: How often experience (how long closed zaken took) is counted anew; and when a register did not answer.
ERVARING_S, ERVARING_NA_FOUT_S = 6 * 3600.0, 60.0


def sdl(schema: strawberry.Schema = graph) -> str:
    """The schema as a client may download it."""
    return schema.as_str() + "\n"


def bouw(settings: Settings, *, demo: bool = False) -> Starlette:
    """The gateway. `demo`: clients may ask which calls their question cost."""
    verbindingen = Verbindingen(settings.registers, settings.organisatie)
    sleutel = Sleutelpaar("1", bytes.fromhex(settings.pseudoniemsleutel.get_secret_value()))
    pseudoniemen = Pseudoniemen([sleutel])
    bearer = Bearer([_uitgever(found) for found in settings.uitgevers])
    certificaat = Certificaatlezer(
        kop=settings.server.client_certificaat_kop, proxies=settings.server.vertrouwde_proxies
    )

    def maak_context(afnemer: Authenticatie, vooruitblik: Vooruitblik, taal: str) -> Context:
        nu = datetime.now(UTC)
        loaders = Loaders(verbindingen.registers, pseudoniemen, nu=nu, vooruitblik=vooruitblik)
        toegang = Toegang(onderneming=loaders.ondernemingsgegevens.load)
        return Context(afnemer=afnemer, loaders=loaders, toegang=toegang, nu=nu, taal=taal, vooruitblik=vooruitblik)

    core = graph._schema
    executor = Executor(core, maak_context, documenten=Documenten(core), deadline_s=settings.server.deadline_s)
    deur = GraphqlDeur(
        executor=executor,
        bearer=bearer,
        body_bytes=settings.server.body_bytes,
        deadline_s=settings.server.deadline_s,
        met_oproepen=demo,
        pagina=graphiql.pagina() if settings.server.graphiql else None,
        certificaat=certificaat,
    )
    documenten = DocumentDeur(
        bearer=bearer, maak_context=maak_context, deadline_s=settings.server.deadline_s, certificaat=certificaat
    )

    @asynccontextmanager
    async def lifespan(app: Starlette) -> AsyncIterator[None]:
        tellen = asyncio.create_task(_tel_steeds(verbindingen))
        try:
            yield
        finally:
            tellen.cancel()
            with suppress(asyncio.CancelledError):
                await tellen
            await verbindingen.aclose()

    routes: list[BaseRoute] = [
        Route("/graphql", deur.__call__, methods=["GET", "POST"]),
        Route("/documenten/{id}", documenten.__call__, methods=["GET"]),
        Route("/schema.graphql", operations.schema(sdl())),
        Route("/_healthz/livez/", operations.livez),
        Route("/_healthz/readyz/", operations.readyz(verbindingen.klaar)),
        Route("/.well-known/security.txt", operations.security_txt(settings.server.security_contact)),
    ]
    if settings.server.graphiql:
        routes.append(graphiql.bestanden())
    app = Starlette(
        routes=routes,
        lifespan=lifespan,
        middleware=[Middleware(Beveiliging), Middleware(Cors, sites=settings.server.cors)],
        exception_handlers={HTTPException: afhandelen},
    )
    app.router.redirect_slashes = False  # a redirect would be to whatever Host the client named
    return app


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
