"""The portal: all of it comes from here, it can reach nothing else, and only the demo hands out tokens."""

from __future__ import annotations

import re
from collections.abc import Iterator
from enum import Enum
from inspect import getsource
from pathlib import Path

import pytest

import app.http.portaal
from app.cli import PERSONAS
from app.config.verwerkingenlog import VerwerkingenlogSettings
from app.verwerkingenlog import inzage
from resolvers.grammar.afnemer import AfnemerSoort, MachtigingSoort
from resolvers.grammar.inzage import GegevensCategorie, Grondslag
from resolvers.levertijd import LevertijdAard
from resolvers.proces import StapToestand, Statusgroep
from resolvers.toestemming import UITLEG
from resolvers.wijzigen import toestemming
from tests.app.http.deur import Deur, dienst

STATISCH = Path(app.http.portaal.__file__).with_name("static")
MAP = STATISCH / "portaal"
SCRIPTS = sorted([*MAP.rglob("*.js"), *(STATISCH / "gedeeld").glob("*.js")])


@pytest.fixture(scope="module")
def portaal() -> Iterator[Deur]:
    """As in production: no demo, no GraphiQL."""
    with dienst(portaal=True) as served:
        yield served


@pytest.fixture(scope="module")
def van_de_demo() -> Iterator[Deur]:
    with dienst(portaal=True, graphiql=True, demo=True) as served:
        yield served


def test_the_page_and_all_that_its_modules_name_is_served_from_here(portaal: Deur) -> None:
    page = portaal.get("/")
    named = re.findall(r'(?:src|href)="(/[^"]*)"', page.body.decode())

    assert page.status == 200
    assert page.kop("content-type") == "text/html; charset=utf-8"
    assert named == ["/portaal/portaal.css", "/portaal/start.js"]
    for path in (f"/{script.relative_to(STATISCH)}" for script in SCRIPTS):
        answer = portaal.get(path)
        assert answer.status == 200
        assert answer.kop("content-type") == "text/javascript; charset=utf-8"
    assert portaal.get("/portaal/portaal.css").kop("content-type") == "text/css; charset=utf-8"


def test_every_module_that_is_imported_is_there() -> None:
    for script in SCRIPTS:
        for name in re.findall(r'from "([^"]+)"', script.read_text(encoding="utf-8")):
            found = STATISCH / name.removeprefix("/") if name.startswith("/") else script.parent / name
            assert found.resolve() in [path.resolve() for path in SCRIPTS], f"{script.name}: {name}"


def test_the_policy_allows_nothing_inline_and_no_other_site(portaal: Deur) -> None:
    answer = portaal.get("/")
    policy = dict(part.split(" ", 1) for part in answer.kop("content-security-policy").split("; "))

    assert policy == {
        "default-src": "'none'",
        "script-src": "'self'",
        "style-src": "'self'",
        "img-src": "'self' data:",
        "connect-src": "'self'",
        "base-uri": "'none'",
        "form-action": "'none'",
        "frame-ancestors": "'none'",
    }
    assert not re.search(r"<script(?! src=)|<style|\son\w+=|style=|javascript:|//", answer.body.decode())


def test_no_script_writes_markup_or_keeps_anything_in_the_browser() -> None:
    forbidden = (
        r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|localStorage|sessionStorage|indexedDB|cookie|eval\("
    )
    for script in SCRIPTS:
        text = script.read_text(encoding="utf-8")
        assert not re.search(forbidden, text), script.name
        assert len(text.splitlines()) <= 400, script.name


def test_every_word_of_the_page_stands_in_both_languages() -> None:
    words = (MAP / "woorden.js").read_text(encoding="utf-8")
    keys = re.findall(r'^  (?:"([^"]+)"|(\w+)): \[', words, re.MULTILINE)
    known = {one or other for one, other in keys}
    asked = {
        key
        for script in SCRIPTS
        if script.name != "woorden.js"
        for key in re.findall(r'\bw\("([\w.-]+)"', script.read_text(encoding="utf-8"))
    }

    assert len(keys) == len(known) == len(re.findall(r"^  \S+: \[", words, re.MULTILINE))
    assert asked - known == set()


def test_what_the_service_itself_says_as_data_stands_in_english() -> None:
    """Who looked and for what, the explanation of a toestemming, and why one cannot be given."""
    text = (MAP / "zinnen.js").read_text(encoding="utf-8")
    known = {one or other for one, other in re.findall(r'^  (?:"([^"]+)"|(\w+)):', text, re.MULTILINE)}
    wijzigen, ontvangers = getsource(toestemming), getsource(inzage)
    velden = "activiteit|categorieen|geldigTot|informatieVersie|zaken"  # those that the page fills in
    said = {UITLEG, *inzage._ROL.values(), *re.findall(r'return "([^"]+)"', ontvangers)}
    said |= set(re.findall(rf'self\.fout\("(?:{velden})", "([^"]+)"\)', wijzigen))
    for activiteit in VerwerkingenlogSettings().activiteiten.values():
        said |= {activiteit.naam, activiteit.doel, activiteit.rechtsgrond}

    assert len(said) > 30
    assert said - known == set()


@pytest.mark.parametrize(
    ("soort", "waarden"),
    [
        ("grondslag", Grondslag),
        ("soort", GegevensCategorie),
        ("groep", Statusgroep),
        ("aard", LevertijdAard),
        ("stap", StapToestand),
        ("machtiging", MachtigingSoort),
        ("afnemer", AfnemerSoort),
    ],
)
def test_every_value_that_the_page_shows_has_words(soort: str, waarden: type[Enum]) -> None:
    words = (MAP / "woorden.js").read_text(encoding="utf-8")

    assert [waarde.name for waarde in waarden if f'  "{soort}.{waarde.name}": ["' not in words] == []


def test_outside_the_demo_nobody_gets_a_token(portaal: Deur, van_de_demo: Deur) -> None:
    found = {one["persona"]: one["token"] for one in van_de_demo.get("/portaal/personas.json").json()}

    assert portaal.get("/portaal/personas.json").status == 404
    assert "data-behandeling" not in portaal.get("/").body.decode()
    assert set(found) == set(PERSONAS)
    answer = van_de_demo.vraag(
        "POST",
        "/graphql",
        body=b'{"query": "{ ik { rollen } }"}',
        koppen={"Content-Type": "application/json", "Authorization": f"Bearer {found['kcc']}"},
    )
    assert answer.json()["data"]["ik"]["rollen"] == ["KCC"]


def test_the_page_says_whose_it_is_and_whether_there_is_graphiql(portaal: Deur, van_de_demo: Deur) -> None:
    assert 'data-organisatie="Gemeente Voorbeeldstad"' in portaal.get("/").body.decode()
    assert "data-graphiql" not in portaal.get("/").body.decode()
    assert "data-graphiql" in van_de_demo.get("/").body.decode()


def test_without_the_setting_there_is_no_page_and_no_file(deur: Deur) -> None:
    assert b"/portaal/start.js" not in deur.get("/").body
    for path in ("/portaal/start.js", "/portaal/personas.json", "/gedeeld/gebeurtenissen.js"):
        assert deur.get(path).status == 404


@pytest.mark.parametrize("pad", ["..%2f..%2fportaal.py", "%2e%2e/%2e%2e/portaal.py", "", "weergave", "%2fetc%2fpasswd"])
def test_nothing_else_is_served_there(portaal: Deur, pad: str) -> None:
    assert portaal.get(f"/portaal/{pad}").status == 404
