"""Graphiql: the page on which to try questions, at GET /graphql. It works without any other site.

The files are GraphiQL 3.9.0 with React 18.2.0, as npm has them (static/graphiql/, with their licences); newer
GraphiQL needs a bundler. The Content-Security-Policy lets the page reach nothing but this address.
"""

from __future__ import annotations

from collections.abc import Callable
from html import escape
from importlib.resources import files
from pathlib import Path

from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import Mount
from starlette.staticfiles import StaticFiles

#: What of npm lies in static/graphiql, for whoever asks what this is made of.
MEEGELEVERD = (("graphiql", "3.9.0"), ("react", "18.2.0"), ("react-dom", "18.2.0"))

#: GraphiQL's editor sets styles on elements and its dialogs add a <style>; its fonts and cursors are data in the css.
CSP = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self' 'unsafe-inline'",
        "font-src data:",
        "img-src 'self' data:",
        "connect-src 'self'",
        "base-uri 'none'",
        "form-action 'none'",
        "frame-ancestors 'none'",
    )
)

_PAGINA = """<!doctype html>
<html lang="nl">
  <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <title>MijnZaken: stel een vraag</title>
    <link rel="icon" href="data:,">
    <link rel="stylesheet" href="/graphiql/graphiql.min.css">
    <link rel="stylesheet" href="/graphiql/pagina.css">
  </head>
  <body>
    <div id="graphiql" data-url="/graphql" data-vraag="{vraag}">De pagina wordt geladen …</div>
    <script src="/graphiql/react.production.min.js"></script>
    <script src="/graphiql/react-dom.production.min.js"></script>
    <script src="/graphiql/graphiql.min.js"></script>
    <script src="/graphiql/start.js" type="module"></script>
  </body>
</html>
"""


def pagina() -> Callable[[Request], Response]:
    """The page, with the query with which a newcomer begins."""
    vraag = (files("app.sandbox") / "voorbeeld.graphql").read_text(encoding="utf-8")
    html = _PAGINA.format(vraag=escape(vraag))

    def answer(request: Request) -> Response:
        return HTMLResponse(html, headers={"Content-Security-Policy": CSP, "Vary": "Accept"})

    return answer


def bestanden() -> Mount:
    """The files that the page names."""
    return Mount("/graphiql", app=StaticFiles(directory=Path(__file__).with_name("static") / "graphiql"))
