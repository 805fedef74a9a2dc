"""The page on which to try questions: all of it comes from here, and it can reach nothing else."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

import app.http.graphiql
from tests.app.http.deur import RESPONSE_JSON, Deur, dienst

MAP = Path(app.http.graphiql.__file__).with_name("static") / "graphiql"
BROWSER = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"


@pytest.fixture(scope="module")
def met_pagina() -> Iterator[Deur]:
    with dienst(graphiql=True) as served:
        yield served


def _pagina(deur: Deur) -> str:
    return deur.get("/graphql", Accept=BROWSER).body.decode()


def _genoemd(page: str) -> list[str]:
    return [name for name in re.findall(r'(?:src|href)="([^"]*)"', page) if name != "data:,"]


def test_a_browser_gets_the_page_with_a_question_to_begin_with(met_pagina: Deur) -> None:
    answer = met_pagina.get("/graphql", Accept=BROWSER)
    (question,) = re.findall(r'data-vraag="([^"]*)"', answer.body.decode())

    assert answer.status == 200
    assert answer.kop("content-type") == "text/html; charset=utf-8"
    assert met_pagina.post({"query": html.unescape(question)}).json()["data"]["mijnZaken"]["totaal"] > 0


def test_the_page_and_all_that_it_names_is_served_from_here(met_pagina: Deur) -> None:
    kinds = {"js": "text/javascript; charset=utf-8", "css": "text/css; charset=utf-8"}
    named = _genoemd(_pagina(met_pagina))

    assert len(named) == 6
    for path in named:
        answer = met_pagina.get(path)
        assert answer.status == 200
        assert answer.kop("content-type") == kinds[path.rpartition(".")[2]]
        assert answer.body == (MAP / path.rpartition("/")[2]).read_bytes()


def test_the_page_names_no_other_site(met_pagina: Deur) -> None:
    page = _pagina(met_pagina)

    assert all(re.fullmatch(r"/graphiql/[\w.-]+", path) for path in _genoemd(page))
    assert "//" not in page
    assert "//" not in re.sub(r"^//.*$", "", (MAP / "start.js").read_text(encoding="utf-8"), flags=re.MULTILINE)
    css = (MAP / "graphiql.min.css").read_text(encoding="utf-8")
    assert set(re.findall(r"url\(\s*[\"']?(\w+:|/|\.)", css)) == {"data:"}
    assert "@import" not in css


def test_the_policy_lets_the_page_reach_nothing_but_us(met_pagina: Deur) -> None:
    answer = met_pagina.get("/graphql", Accept=BROWSER)
    policy = dict(part.split(" ", 1) for part in answer.kop("content-security-policy").split("; "))

    assert policy == {
        "default-src": "'none'",
        "script-src": "'self'",
        "style-src": "'self' 'unsafe-inline'",
        "font-src": "data:",
        "img-src": "'self' data:",
        "connect-src": "'self'",
        "base-uri": "'none'",
        "form-action": "'none'",
        "frame-ancestors": "'none'",
    }
    assert not re.search(r"<script(?! src=)|\son\w+=|style=|javascript:", answer.body.decode())


def test_the_page_needs_no_token_and_the_question_does(met_pagina: Deur) -> None:
    assert met_pagina.get("/graphql", Accept=BROWSER).status == 200
    assert met_pagina.post({"query": "{ __typename }"}, persona=None).status == 401


@pytest.mark.parametrize("accept", [RESPONSE_JSON, "application/json", "*/*", "text/plain"])
def test_who_is_no_browser_gets_no_page(met_pagina: Deur, accept: str) -> None:
    assert met_pagina.get("/graphql", Accept=accept).status == 405


@pytest.mark.parametrize("pad", ["..%2fgraphiql.py", "%2e%2e/%2e%2e/graphiql.py", "x.js", "", "%2fetc%2fpasswd"])
def test_nothing_else_is_served_there(met_pagina: Deur, pad: str) -> None:
    assert met_pagina.get(f"/graphiql/{pad}").status == 404


def test_without_the_setting_there_is_no_page_and_no_file(deur: Deur) -> None:
    assert deur.get("/graphql", Accept=BROWSER).status == 405
    assert deur.get("/graphiql/start.js").status == 404


def test_the_files_are_small_enough_and_come_with_their_licences() -> None:
    licences = (MAP / "LICENSES.txt").read_text(encoding="utf-8")

    assert sum(path.stat().st_size for path in MAP.iterdir()) < 3_000_000
    assert {path.name for path in MAP.iterdir()} == {
        "LICENSES.txt",
        "graphiql.min.css",
        "graphiql.min.js",
        "pagina.css",
        "react-dom.production.min.js",
        "react.production.min.js",
        "start.js",
    }
    for name in ("graphiql 3.9.0", "react 18.2.0", "react-dom 18.2.0", "codemirror", "graphql (MIT)"):
        assert name in licences
