"""Portaal: a small portal at `/`, on which a klant follows his matters. It works without any other site, and is made of
nothing but what stands in static/portaal: modules, one stylesheet, no build.

It is a client like any other: it has a token, asks /graphql and listens at /graphql/stream. In production the token is
handed over in the fragment of the address, or pasted; only the demo gives the page tokens, of its own personas.
"""

from __future__ import annotations

from collections.abc import Mapping
from html import escape
from pathlib import Path

from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, Response
from starlette.routing import BaseRoute, Mount, Route
from starlette.staticfiles import StaticFiles

from app.sandbox import uitgever

#: The page styles nothing from its script and writes no markup: nothing has to be allowed inline.
CSP = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self' data:",
        "connect-src 'self'",
        "base-uri 'none'",
        "form-action 'none'",
        "frame-ancestors 'none'",
    )
)
_STATISCH = Path(__file__).with_name("static")
_EEN_DAG_S = 86_400

_PAGINA = """<!doctype html>
<html lang="nl">
  <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <title>MijnZaken</title>
    <link rel="icon" href="data:,">
    <link rel="stylesheet" href="/portaal/portaal.css">
  </head>
  <body {gegevens}>
    <noscript>Deze pagina heeft JavaScript nodig. This page needs JavaScript.</noscript>
    <script src="/portaal/start.js" type="module"></script>
  </body>
</html>
"""


def routes(organisatie: str, *, graphiql: bool, behandeling: str | None = None) -> list[BaseRoute]:
    """`organisatie`: whose portal it is. `graphiql`: whether a question can be opened there. `behandeling`: in the
    demo, where a zaak is set a status further. With it, who visits may pick a persona: its token is worth nothing
    anywhere else."""
    aan = {"organisatie": organisatie, "graphiql": "" if graphiql else None, "behandeling": behandeling}
    html = _PAGINA.format(gegevens=_attributen(aan))

    def pagina(request: Request) -> Response:
        return HTMLResponse(html, headers={"Content-Security-Policy": CSP})

    found: list[BaseRoute] = [Route("/", pagina, methods=["GET"])]
    if behandeling is not None:
        found.append(Route("/portaal/personas.json", _personas, methods=["GET"]))
    return [*found, Mount("/portaal", app=StaticFiles(directory=_STATISCH / "portaal"))]


def gedeeld() -> Mount:
    """What this page and GraphiQL both use."""
    return Mount("/gedeeld", app=StaticFiles(directory=_STATISCH / "gedeeld"))


def _attributen(gegevens: Mapping[str, str | None]) -> str:
    """What the page must know before it asks anything."""
    return " ".join(f'data-{naam}="{escape(waarde)}"' for naam, waarde in gegevens.items() if waarde is not None)


def _personas(request: Request) -> Response:
    """Who can be picked, each with a token."""
    return JSONResponse(
        [{"persona": persona, "token": uitgever.token(persona, _EEN_DAG_S)} for persona in uitgever.PERSONAS]
    )
