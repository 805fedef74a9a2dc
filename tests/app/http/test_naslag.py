"""The reference page holds all of the schema, leads nowhere that is not there, and says what the matrix says."""

from __future__ import annotations

import re
from base64 import b64encode
from dataclasses import replace
from hashlib import sha256

from graphql import GraphQLEnumType, GraphQLInputObjectType, GraphQLInterfaceType, GraphQLObjectType

from app.authorization.matrix import STANDAARD
from app.http.naslag import Naslag
from app.http.pagina import CSP
from resolvers.grammar.inzage import GegevensCategorie
from resolvers.schema import schema
from tests.app.http.deur import Deur

CORE = schema._schema
HTML = Naslag(CORE, STANDAARD).html


def test_every_type_field_value_and_argument_is_on_it() -> None:
    for naam, soort in CORE.type_map.items():
        if naam.startswith("__") or naam in {"Boolean", "Int", "Float", "String", "ID"}:
            continue
        deel = HTML.partition(f'<h2 id="{naam}">')[2].partition("<h2")[0]
        assert deel, naam
        members: list[str] = []
        if isinstance(soort, (GraphQLObjectType, GraphQLInterfaceType)):
            members = [name for field in soort.fields.values() for name in field.args] + list(soort.fields)
        elif isinstance(soort, GraphQLInputObjectType):
            members = list(soort.fields)
        elif isinstance(soort, GraphQLEnumType):
            members = list(soort.values)
        assert [member for member in members if f"<code>{member}</code>" not in deel] == []


def test_every_link_on_it_leads_somewhere() -> None:
    ids = re.findall(r'id="([^"]+)"', HTML)
    assert len(ids) == len(set(ids))
    assert set(re.findall(r'href="#([^"]+)"', HTML)) <= set(ids)
    assert set(re.findall(r'href="([^#"][^"]*)"', HTML)) >= {"/schema.graphql"}


def test_it_says_who_sees_what_as_the_matrix_of_this_installation_has_it() -> None:
    dicht = tuple(replace(rij, opent=rij.opent - {GegevensCategorie.DOCUMENTEN}) for rij in STANDAARD)
    assert "DOCUMENTEN: eigen-gegevens" in HTML
    assert "DOCUMENTEN: niemand" in Naslag(CORE, dicht).html


def test_its_style_is_the_only_thing_that_it_may_load() -> None:
    stijl = HTML.partition("<style>")[2].partition("</style>")[0]
    assert f"sha256-{b64encode(sha256(stijl.encode()).digest()).decode()}" in CSP
    assert "<script" not in HTML


def test_it_is_served(deur: Deur) -> None:
    answer = deur.get("/schema")
    assert (answer.status, answer.kop("content-security-policy")) == (200, CSP)
    assert deur.get("/").body == answer.body  # where no portal stands
    assert answer.kop("content-type").startswith("text/html")
