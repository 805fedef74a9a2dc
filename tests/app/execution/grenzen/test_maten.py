"""Maten: every limit holds at its figure and not before; a cost is what one would count by hand; and what is written
small is measured fast, however large it is."""

from __future__ import annotations

import re
from pathlib import Path
from time import process_time
from typing import Any

import pytest
from graphql import get_introspection_query, parse

from app.config.grenzen import VraaggrenzenSettings
from app.console.vragen import voorbeeld
from app.execution.grenzen import Maten, Overschrijding, Vraagmaten, meet
from app.execution.grenzen.kosten import PLAFOND
from app.http.mijnzakenapi.documenten import EERSTE, LATERE, OVERSLAAN, VERDER, zaakdocument
from resolvers.schema import schema, subgraph
from tests.onder_vuur.documenten import ENKEL, LIJST

ROOT = Path(__file__).parent.parent.parent.parent.parent
VRAGEN = ROOT / "tests" / "clients" / "vragen"
MATEN = Maten(schema._schema, VraaggrenzenSettings())
SUBGRAPH = Maten(subgraph()._schema, VraaggrenzenSettings())


def _te_veel(text: str, maten: Maten = MATEN) -> list[Overschrijding]:
    return meet(maten, parse(text))[0]


def _kosten(text: str, maten: Maten = MATEN, naam: str | None = None, **waarden: Any) -> int:
    return meet(maten, parse(text))[1].kosten(naam, waarden)


def _diep(diepte: int) -> str:
    return "{ zaak { " + "hoofdzaak { " * (diepte - 2) + "id" + " }" * (diepte - 2) + " } }"


@pytest.mark.parametrize(
    ("grens", "hooguit", "maak"),
    [
        ("diepte", 10, _diep),
        ("aliassen", 15, lambda n: "{ ik { " + " ".join(f"a{nr}: soort" for nr in range(n)) + " } }"),
        ("aliassen", 15, lambda n: "{ ik { soort " + "soort " * n + "} }"),
        ("aliassen", 15, lambda n: "{ ik { ...F " + "...F " * n + "} } fragment F on Afnemer { soort }"),
        ("directives", 50, lambda n: "{ ik { soort " + "@skip(if: false) " * n + "} }"),
        (
            "directives",
            50,
            lambda n: "query " + "@a " * (n - 2) + "{ ... @b { ...F } } fragment F on Query @c { __typename }",
        ),
        ("wortelvelden", 10, lambda n: "{ " + " ".join(f"a{nr}: ik {{ soort }}" for nr in range(n)) + " }"),
        (
            "wortelvelden",
            10,
            lambda n: (
                "{ ...F } fragment F on Query { ik { soort } " + "...G " * 1 + "} "
                "fragment G on Query { " + " ".join(f"a{nr}: __typename" for nr in range(n - 1)) + " }"
            ),
        ),
        ("operaties", 5, lambda n: " ".join(f"query q{nr} {{ ik {{ soort }} }}" for nr in range(n))),
        (
            "fragmenten",
            50,
            lambda n: "{ ik { soort } } " + " ".join(f"fragment F{nr} on Afnemer {{ soort }}" for nr in range(n)),
        ),
    ],
)
def test_a_limit_holds_at_its_figure(grens: str, hooguit: int, maak: Any) -> None:
    assert _te_veel(maak(hooguit)) == []
    assert _te_veel(maak(hooguit + 1)) == [Overschrijding(grens, hooguit + 1, hooguit)]


@pytest.mark.parametrize(
    ("text", "kosten"),
    [
        ("{ __typename }", 1),
        ("{ ik { soort } }", 2 + 10),
        ("{ ik { soort rollen klant { id } } }", 5 + 10 + 10),
        ("{ mijnZaken { totaal } }", 2 + 10),
        ("{ mijnZaken { nodes { id } } }", 2 + 20 + 10),
        ("{ mijnZaken(first: 7) { totaal nodes { id } edges { cursor node { id } } } }", 4 + 7 * 4 + 10),
        ("{ mijnZaken(first: 7) { nodes { producten { naam } } } }", 2 + 7 * (1 + 3) + 10),
        ("{ mijnZaken(first: 7) { bronnen { register } } }", 2 + 3 + 10),
        ('{ nodes(ids: ["a" "b"]) { id } }', 1 + 2 + 10),
        ("{ nodes(ids: []) { id } }", 1 + 10),
        ("{ mijnZaken(first: 100000) { nodes { id } } }", 2 + 100 + 10),
        ("{ mijnZaken(first: -3) { nodes { id } } }", 2 + 10),
        ("{ mijnZaken(first: 99999999999999999999999) { nodes { id } } }", 2 + 100 + 10),
        ("{ bestaatNiet { bestaatNiet { ook } } }", 3),
        ("mutation { toestemmingIntrekken(id: 1) { fouten { code } } }", 2 + 3 + 10),
    ],
)
def test_a_cost_is_what_one_would_count(text: str, kosten: int) -> None:
    assert _kosten(text) == kosten


@pytest.mark.parametrize(
    ("waarden", "aantal"),
    [
        ({}, 5),
        ({"n": 1}, 1),
        ({"n": 100}, 100),
        ({"n": 10**9}, 100),
        ({"n": -1}, 0),
        ({"n": None}, 20),
        ({"n": "veel"}, 20),
        ({"n": True}, 20),
        ({"n": 2.0}, 2),
    ],
)
def test_a_variable_counts_for_what_it_is(waarden: dict[str, Any], aantal: int) -> None:
    assert _kosten("query($n: Int! = 5) { mijnZaken(first: $n) { nodes { id } } }", **waarden) == 12 + aantal


def test_a_list_in_a_variable_counts_for_its_length() -> None:
    text = "query($ids: [ID!]! = [1, 2, 3]) { nodes(ids: $ids) { id } }"

    assert [_kosten(text), _kosten(text, ids=["a"]), _kosten(text, ids=["a"] * 1000)] == [14, 12, 111]
    found = _kosten(
        "query($r: [_Any!]!) { _entities(representations: $r) { ... on Zaak { omschrijving } } }", SUBGRAPH, r=[{}] * 40
    )
    assert found == 1 + 40 + 10


@pytest.mark.parametrize("n", [0, 1, 7, 100])
@pytest.mark.parametrize("m", [1, 3])
def test_a_sum_over_variables_is_the_sum_with_their_values_in_it(n: int, m: int) -> None:
    """Also through fragments, and pages in pages."""
    text = """query %s { ik { klant { ...K } } mijnZaken(first: %s) { ...Blad } }
      fragment K on Klant { zaken(first: %s) { nodes { ...Z } edges { node { ...Z ...Z } } } }
      fragment Z on Zaak { id betrokkenen { klant { verzoeken(first: %s) { nodes { id kenmerk } totaal } } } }
      fragment Blad on MijnZakenConnection { totaal nodes { id zaak { ...Z } } }"""

    assert _kosten(text % ("($n: Int! $m: Int!)", "$m", "$n", "$m"), n=n, m=m) == _kosten(text % ("", m, n, m))


@pytest.mark.parametrize("kring", [ENKEL[0], LIJST[0]])
def test_a_fragment_costs_what_it_is_written_out(kring: Any) -> None:
    uit = "id"
    for _ in range(4):
        uit = f"a: {kring.genest(1, uit)} b: {kring.genest(1, uit)}"
    verder = [kring.genest(1, f"...F{nr}") for nr in range(1, 5)]
    fragmenten = " ".join(f"fragment F{nr} on {kring.type} {{ a: {deel} b: {deel} }}" for nr, deel in enumerate(verder))
    begin = f'{{ node(id: "x") {{ ... on {kring.type} {{ %s }} }} }}'

    assert _kosten(f"{begin % '...F0'} {fragmenten} fragment F4 on {kring.type} {{ id }}") == _kosten(begin % uit)


def test_doubling_is_measured_in_no_time_and_ends_somewhere() -> None:
    """Forty times, with variables in each: more fields than there are atoms to write them with."""
    fragmenten = " ".join(
        f"fragment F{nr} on Klant {{ a: zaken(first: $n) {{ nodes {{ betrokkenen {{ klant {{ ...F{nr + 1} }} }} }} }} "
        f"b: zaken(first: $n) {{ nodes {{ betrokkenen {{ klant {{ ...F{nr + 1} }} }} }} }} }}"
        for nr in range(40)
    )
    node = parse(f"query($n: Int!) {{ ik {{ klant {{ ...F0 }} }} }} {fragmenten} fragment F40 on Klant {{ naam }}")
    begin = process_time()
    te_veel, maten = meet(MATEN, node)
    kosten = maten.kosten(None, {"n": 100})

    assert process_time() - begin < 0.2
    assert kosten == PLAFOND
    assert {found.grens for found in te_veel} == {"diepte", "aliassen"}


@pytest.mark.parametrize(
    "text",
    [
        "{ ...F } fragment F on Query { ...F }",
        "{ ...F } fragment F on Query { ...G ik { soort } } fragment G on Query { ...F }",
        "{ ...BestaatNiet }",
        "fragment F on Query { ik { soort } }",
        "{ ik { ... on BestaatNiet { soort } } }",
        "mutation { bestaatNiet }",
        "type Query { a: Int }",
    ],
)
def test_what_is_not_valid_is_measured_and_left_to_who_says_what_is_wrong(text: str) -> None:
    assert _te_veel(text) == []


def test_each_operation_has_a_cost_of_its_own() -> None:
    _, maten = meet(MATEN, parse("query A { ik { soort } } query B { mijnZaken { nodes { id } } }"))

    assert (maten.kosten("A", None), maten.kosten("B", None)) == (12, 32)


def _vragen_in(naam: str, bron: str) -> dict[str, str]:
    """The questions in a script, with the parts that they share put in."""
    delen = dict(re.findall(r"const (\w+) = `(.*?)`", bron, re.DOTALL))
    teksten = [re.sub(r"\$\{(\w+)\}", lambda m: delen[m[1]], text) for text in re.findall(r"`([^`]*)`", bron)]
    is_vraag = re.compile(r"(#.*\n|\s)*(query|mutation|subscription|\{ )")
    return {f"{naam} {nummer}": text for nummer, text in enumerate(teksten) if is_vraag.match(text)}


def _bekende() -> dict[str, str]:
    """All that we ask ourselves, or that people copy."""
    regel = (VRAGEN / "zaakregel.graphql").read_text(encoding="utf-8")
    found = {
        path.stem: text + (regel if "...Zaakregel" in text else "")
        for path in VRAGEN.glob("*.graphql")
        for text in [path.read_text(encoding="utf-8")]
    }
    for naam in ("portaal/vragen.js", "gedeeld/voorbeelden.js"):
        bron = (ROOT / "app" / "http" / "static" / naam).read_text(encoding="utf-8")
        found |= _vragen_in(naam, bron)
    api = {"eerste": EERSTE, "latere": LATERE, "overslaan": OVERSLAAN, "verder": VERDER, "zaak": zaakdocument(5)}
    return {**found, **api, "voorbeeld": voorbeeld(), "introspectie": get_introspection_query()}


BEKEND = _bekende()


@pytest.mark.parametrize("naam", BEKEND)
def test_what_is_asked_by_our_own_pages_and_examples_may_be_asked(naam: str) -> None:
    te_veel, maten = meet(MATEN, parse(BEKEND[naam]))

    assert te_veel == []
    assert [_te_duur(maten, operatie) for operatie in maten.operaties] == [None] * len(maten.operaties)


def _te_duur(maten: Vraagmaten, naam: str | None) -> Overschrijding | None:
    return maten.te_duur(naam, maten.kosten(naam, {"first": 100, "eersteZaken": 100}))


def test_there_are_pages_and_examples() -> None:
    assert len(BEKEND) > 25


def test_the_whole_schema_may_be_asked_once_and_not_beside_something_else() -> None:
    alles = get_introspection_query(
        specified_by_url=True, directive_is_repeatable=True, schema_description=True, input_value_deprecation=True
    )

    assert _te_veel(alles) == []
    assert [found.grens for found in _te_veel(alles.replace("{", "{ ik { soort }", 1))] == ["kosten"]
    tweemaal = re.sub(r"(__schema \{.*?\n  \})", r"\1 ...F", alles, count=1, flags=re.DOTALL)
    tweede = re.search(r"__schema \{.*?\n    \}\n  \}", alles, re.DOTALL)
    assert tweede is not None
    found = _te_veel(f"{tweemaal} fragment F on Query {{ b: {tweede[0]} }}")
    assert [overschrijding.grens for overschrijding in found] == ["kosten"]
