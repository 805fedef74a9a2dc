"""Documents: parsed and checked once, bounded, and never repeating what a client wrote as a value."""

from __future__ import annotations

import asyncio
import threading
from typing import Any

import pytest
from graphql import OperationType

from app.execution.documents import Documenten, Geweigerd
from resolvers.grammar.errors import ErrorCode
from resolvers.schema import schema

BSN = "999990019"


def _documenten(*, meeste: int = 1000) -> Documenten:
    return Documenten(schema._schema, meeste=meeste)


def test_the_same_text_is_read_once() -> None:
    documenten = _documenten()

    assert documenten.lees("{ ik { soort } }") is documenten.lees("{ ik { soort } }")
    assert documenten.lees("{ ik { soort } }") is not documenten.lees("{ ik  { soort } }")


def test_no_more_texts_are_kept_than_the_limit() -> None:
    documenten = _documenten(meeste=2)
    first = documenten.lees("{ ik { soort } }")
    documenten.lees("{ a: ik { soort } }")
    documenten.lees("{ b: ik { soort } }")

    assert documenten.lees("{ ik { soort } }") is not first


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("{ ik {", ErrorCode.GRAPHQL_PARSE_FAILED),
        ("{ ik { bestaatNiet } }", ErrorCode.GRAPHQL_VALIDATION_FAILED),
        ("{ ik { soort } } fragment ongebruikt on Afnemer { soort }", ErrorCode.GRAPHQL_VALIDATION_FAILED),
        (f'{{ klant(sleutel: {{bsn: "{BSN}"}}) {{ bestaatNiet }} }}', ErrorCode.GRAPHQL_VALIDATION_FAILED),
        (f'{{ klant(sleutel: {{bsnn: "{BSN}"}}) {{ naam }} }}', ErrorCode.GRAPHQL_VALIDATION_FAILED),
        (f"{{ klant(sleutel: {{bsn: {BSN}}}) {{ naam }} }}", ErrorCode.GRAPHQL_VALIDATION_FAILED),
        (f'{{ zaak(id: ["{BSN}"]) {{ id }} }}', ErrorCode.GRAPHQL_VALIDATION_FAILED),
        (f"{{ ik {{ soort }} }} {BSN}", ErrorCode.GRAPHQL_PARSE_FAILED),
        (f'{{ klant(sleutel: {{bsn: "{BSN}) {{ naam }} }}', ErrorCode.GRAPHQL_PARSE_FAILED),
    ],
)
def test_what_cannot_run_is_refused_with_a_code_and_without_its_values(text: str, code: ErrorCode) -> None:
    with pytest.raises(Geweigerd) as refused:
        _documenten().lees(text)

    assert refused.value.code is code
    assert refused.value.fouten
    assert all(BSN not in error.message for error in refused.value.fouten)


@pytest.mark.parametrize(
    ("text", "melding"),
    [
        ("{ klanten { totaal } }", "Argument 'Query.klanten(zoek:)' of type 'KlantZoek!' is required"),
        ("{ mijnZaken { nodes } }", "Did you mean 'nodes { ... }'?"),
        ("{ ik { soort(x: 1) } }", "Unknown argument 'x' on field 'Afnemer.soort'"),
        ('{ klanten(zoek: {naam: "x(a:) { ... }"}) { nietes } }', "Cannot query field 'nietes' on type"),
    ],
)
def test_what_is_wrong_is_said_with_the_names_of_the_schema(text: str, melding: str) -> None:
    with pytest.raises(Geweigerd) as refused:
        _documenten().lees(text)

    (fout,) = refused.value.fouten
    assert melding in fout.message


@pytest.mark.parametrize(("aantal", "grens"), [(2000, "tokens"), (100_000, "tekens")])
def test_a_document_that_is_too_long_is_refused_before_it_is_read_whole(aantal: int, grens: str) -> None:
    with pytest.raises(Geweigerd) as refused:
        _documenten().lees("{" + " ik{soort}" * aantal + "}")

    assert refused.value.code is ErrorCode.QUERY_TOO_COMPLEX
    assert [(error.extensions or {})["grens"] for error in refused.value.fouten] == [grens]


def test_no_more_than_a_handful_of_errors_is_told() -> None:
    with pytest.raises(Geweigerd) as refused:
        _documenten().lees("{ ik {" + " ".join(f"fout{nummer}" for nummer in range(300)) + "} }")

    assert len(refused.value.fouten) <= 6


def test_the_lookahead_knows_every_field_also_behind_an_interface_and_a_fragment() -> None:
    text = """{ klant(sleutel: {klantnummer: "1"}) { ...k } }
      fragment k on Klant { naam zaken { nodes { identificatie } } }"""
    vooruitblik = _documenten().lees(text).vooruitblik

    assert vooruitblik.vraagt("NatuurlijkPersoon.naam")
    assert vooruitblik.vraagt("NietNatuurlijkPersoon.zaken")
    assert vooruitblik.vraagt("Zaak.identificatie")
    assert not vooruitblik.vraagt("Zaak.omschrijving")


async def test_a_text_that_is_not_known_is_read_beside_the_loop_and_once(monkeypatch: pytest.MonkeyPatch) -> None:
    documenten, gelezen = _documenten(), []
    lees = documenten._lees

    def _lees(text: str) -> Any:
        gelezen.append(threading.current_thread())
        return lees(text)

    monkeypatch.setattr(documenten, "_lees", _lees)
    found = await asyncio.gather(*(documenten.haal("{ ik { soort } }") for _ in range(10)))

    assert len({id(document) for document in found}) == 1
    assert found[0] is await documenten.haal("{ ik { soort } }") is documenten.lees("{ ik { soort } }")
    assert documenten.bekend("{ ik { soort } }") is found[0]
    assert len(gelezen) == 1
    assert gelezen[0] is not threading.main_thread()


async def test_who_is_refused_at_the_same_time_is_refused_alike_and_it_is_not_kept() -> None:
    documenten = _documenten()
    found = await asyncio.gather(*(documenten.haal("{ onzin }") for _ in range(3)), return_exceptions=True)

    assert [type(error) for error in found] == [Geweigerd] * 3
    assert documenten.bekend("{ onzin }") is None
    with pytest.raises(Geweigerd):
        await documenten.haal("{ onzin }")


async def test_who_leaves_does_not_take_the_document_from_who_waits_for_it_too() -> None:
    documenten = _documenten()
    eerste = asyncio.create_task(documenten.haal("{ ik { soort } }"))
    await asyncio.sleep(0)
    tweede = asyncio.create_task(documenten.haal("{ ik { soort } }"))
    await asyncio.sleep(0)
    eerste.cancel()

    assert (await tweede).vooruitblik.vraagt("Afnemer.soort")


def test_large_documents_take_the_room_of_many_small_ones() -> None:
    documenten = _documenten(meeste=20)
    klein = [documenten.lees(f"{{ a{nr}: ik {{ soort }} }}") for nr in range(20)]
    documenten.lees("{ nodes(ids: [" + '"a" ' * 900 + "]) { id } }")

    over = [documenten.bekend(f"{{ a{nr}: ik {{ soort }} }}") for nr in range(20)]
    assert [found for found in over if found] == klein[10:]


def test_which_operation_runs_is_known_or_said_to_be_unclear() -> None:
    document = _documenten().lees("query A { ik { soort } } query B { ik { soort } }")

    assert document.soorten.get("B") is OperationType.QUERY
    assert document.soorten.get(None) is None
    assert document.soorten.get("C") is None
