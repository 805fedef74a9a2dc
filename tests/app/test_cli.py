"""The command line as somebody uses it: every command has help, every mistake is one line, never a traceback."""

from __future__ import annotations

import asyncio
import json
import os
import re
from collections.abc import Iterator
from pathlib import Path
from time import sleep

import pytest
from click.testing import Result
from joserfc import jwt

from app.beleid import sdl_voor_supergraph
from app.cli import PERSONAS, main
from app.config.documenten import DocumentenSettings
from app.config.push import PushSettings
from app.execution.vertrouwd import Bewaring
from app.main import bouw
from app.sandbox import uitgever
from app.sandbox.server import sandbox_settings
from tests.app.http.deur import Deur, bediend, dienst
from tests.app.opdrachtregel import SLEUTELS, is_een_regel, roep, start
from tests.app.registries.ruwe_server import altijd, bedien, vrije_poort
from tests.app.registries.ruwe_server import json as antwoord

VOLG = "subscription { mijnZakenGewijzigd { soort } }"


@pytest.fixture(scope="module")
def deur() -> Iterator[Deur]:
    with dienst(demo=True) as served:
        while (
            served.get("/_healthz/readyz/").status != 200
        ):  # its log says so when it is, and must not do so in an answer
            sleep(0.01)
        yield served


def _url(deur: Deur) -> str:
    return f"http://127.0.0.1:{deur.poort}/graphql"


# ---------------------------------------------------------------------- help, token, schema


@pytest.mark.parametrize("command", [None, *main.commands])
@pytest.mark.parametrize("option", ["--help", "-h"])
def test_every_command_has_help(command: str | None, option: str) -> None:
    found = roep(*([command] if command else []), option)

    assert found.exit_code == 0
    assert found.output.startswith("Usage: ")
    assert "Missing" not in found.output
    if command:
        assert main.commands[command].help
        assert all(getattr(p, "help", None) for p in main.commands[command].params if p.param_type_name == "option")


def test_the_command_as_it_is_installed_shows_its_version() -> None:
    found = start("--version")

    assert found.returncode == 0
    assert re.fullmatch(r"mijnzaken \d+\.\d+\.\d+\n", found.stdout)


@pytest.mark.parametrize("args", [["onzin"], ["token"], ["token", "niemand"], ["demo", "--poort", "1"], ["serve"]])
def test_a_wrong_command_is_explained_and_exits_2(args: list[str]) -> None:
    found = roep(*args)

    assert found.exit_code == 2
    assert "Error: " in found.output


@pytest.mark.parametrize("persona", PERSONAS)
def test_a_token_is_what_the_issuer_of_the_demo_gives(persona: str) -> None:
    found = roep("token", persona, "--geldig", "15m")
    claims = jwt.decode(found.output.strip(), SLEUTELS, algorithms=["Ed25519"]).claims

    assert found.exit_code == 0
    assert claims["iss"] == uitgever.ISSUER
    assert claims["exp"] - claims["iat"] == 900
    assert set(PERSONAS) == set(uitgever.PERSONAS)


@pytest.mark.parametrize("geldig", ["", "1", "1d", "25h", "0s", "-1h", "1.5h", "h", "²h", "1h1m"])
def test_a_duration_that_is_none_is_refused(geldig: str) -> None:
    found = roep("token", "burger", "--geldig", geldig)

    assert found.exit_code == 2
    assert "30s, 15m of 1h" in found.output


def test_the_schema_is_printed_and_checked_both_ways(tmp_path: Path) -> None:
    shown = start("schema")
    (tmp_path / "schema.graphql").write_text(shown.stdout, encoding="utf-8")
    same = _in_map(tmp_path)
    (tmp_path / "schema.graphql").write_text(shown.stdout + "# meer\n", encoding="utf-8")
    changed = _in_map(tmp_path)
    (tmp_path / "schema.graphql").unlink()
    absent = _in_map(tmp_path)

    assert shown.returncode == 0
    assert "type Query" in shown.stdout
    assert (same.exit_code, same.output) == (0, "schema.graphql is actueel, en breekt geen uitgave.\n")
    for found, waarom in ((changed, "schema.graphql is verouderd"), (absent, "Er is hier geen schema.graphql")):
        assert found.exit_code == 1
        assert is_een_regel(found.output).startswith(f"{waarom}; maak het ")


def test_the_schema_is_printed_as_a_supergraph_needs_it() -> None:
    found = roep("schema", "--federatie")

    assert found.exit_code == 0
    assert found.output.startswith("extend schema @link(")
    assert found.output == sdl_voor_supergraph()
    assert roep("schema", "--federatie", "--check").exit_code == 2


def _in_map(path: Path) -> Result:
    before = Path.cwd()
    os.chdir(path)
    try:
        return roep("schema", "--check")
    finally:
        os.chdir(before)


# ---------------------------------------------------------------------- ask


def test_a_question_is_answered_by_a_running_demo(deur: Deur) -> None:
    found = roep("ask", "{ mijnZaken(first: 1) { totaal } }", "--url", _url(deur))

    assert found.exit_code == 0
    assert json.loads(found.output)["data"]["mijnZaken"]["totaal"] > 0
    assert json.loads(found.output).keys() == {"data"}


def test_the_calls_that_a_question_cost_are_a_table(deur: Deur) -> None:
    found = roep("ask", "{ mijnZaken(first: 1) { totaal } }", "--calls", "--url", _url(deur))
    body, _, table = found.output.partition("\nregister ")
    rows = table.splitlines()[2:-1]

    assert found.exit_code == 0
    assert "oproepen" not in json.loads(body).get("extensions", {})
    assert {row.split()[0] for row in rows} >= {"openzaak", "openvtb", "openproduct"}
    assert all(re.fullmatch(r"[a-z]+ +(GET|POST) +/\S+ +\d+ +\d+\.\d", row) for row in rows)
    assert table.splitlines()[-1] == f"{sum(int(row.split()[3]) for row in rows)} oproepen"
    assert not re.search(r"\d{9}", table)


@pytest.mark.parametrize("persona", PERSONAS)
def test_every_persona_can_ask(deur: Deur, persona: str) -> None:
    found = roep("ask", "{ __typename }", "--als", persona, "--url", _url(deur))

    assert json.loads(found.output) == {"data": {"__typename": "Query"}}


def test_a_question_comes_from_a_file_or_from_standard_input_too(deur: Deur, tmp_path: Path) -> None:
    file = tmp_path / "vraag.graphql"
    file.write_text("{ __typename }", encoding="utf-8")

    assert json.loads(roep("ask", f"@{file}", "--url", _url(deur)).output)["data"]
    assert json.loads(roep("ask", "-", "--url", _url(deur), invoer="{ __typename }").output)["data"]


def test_a_question_has_values_from_the_line_or_from_a_file(deur: Deur, tmp_path: Path) -> None:
    vraag = "query A($n: Int!) { mijnZaken(first: $n) { nodes { id } } } query B { __typename }"
    bestand = tmp_path / "waarden.json"
    bestand.write_text('{"n": 2}', encoding="utf-8")
    for waarden in ('{"n": 2}', f"@{bestand}"):
        found = roep("ask", vraag, "--operatie", "A", "--variabelen", waarden, "--url", _url(deur))
        assert len(json.loads(found.output)["data"]["mijnZaken"]["nodes"]) == 2


@pytest.mark.parametrize("waarden", ["[1]", "999990019", "{", "@/nergens.json"])
def test_values_that_are_none_are_one_line_that_does_not_repeat_them(waarden: str) -> None:
    found = roep("ask", "{ __typename }", "--variabelen", waarden)

    assert found.exit_code != 0
    assert "999990019" not in is_een_regel(found.output)


def test_a_question_with_errors_exits_1_and_shows_them(deur: Deur) -> None:
    found = roep("ask", "{ onzin }", "--url", _url(deur))

    assert found.exit_code == 1
    assert json.loads(found.output)["errors"][0]["extensions"]["code"] == "GRAPHQL_VALIDATION_FAILED"


def test_a_subscription_with_errors_exits_1_and_shows_them(deur: Deur) -> None:
    found = roep("ask", "subscription { foo }", "--url", _url(deur))

    assert found.exit_code == 1
    assert json.loads(found.output)["errors"][0]["extensions"]["code"] == "GRAPHQL_VALIDATION_FAILED"


def test_a_subscription_at_a_service_that_nobody_tells_of_changes_exits_1(tmp_path: Path) -> None:
    settings = sandbox_settings("http://127.0.0.1:1", log=f"sqlite:{tmp_path}/log.sqlite")
    port = vrije_poort()
    with bediend(bouw(settings.model_copy(update={"push": PushSettings()})), port):
        found = roep("ask", VOLG, "--url", f"http://127.0.0.1:{port}/graphql")

    assert found.exit_code == 1
    assert '"message": "Deze dienst meldt geen wijzigingen."' in found.output


@pytest.mark.parametrize("vraag", [VOLG, "{ ik { soort } }"])
def test_what_is_not_registered_exits_1_as_a_subscription_too(tmp_path: Path, vraag: str) -> None:
    Bewaring(tmp_path).voeg_toe("portaal", {"een": "{ __typename }"})
    with dienst(documenten=DocumentenSettings(map=tmp_path, modus="vertrouwd")) as served:
        found = roep("ask", vraag, "--url", _url(served))

    assert found.exit_code == 1
    assert '"code": "PERSISTED_QUERY_ONLY"' in found.output


@pytest.mark.parametrize(
    ("antwoorden", "code"),
    [
        (['{"data": {"a": 1}}', '{"data": {"a": 2}}'], 0),
        (['{"data": {"a": 1}}', '{"data": {"a": null}, "errors": [{"message": "mis"}]}', '{"data": {"a": 2}}'], 1),
    ],
)
async def test_a_subscription_exits_1_when_one_of_its_answers_had_errors(antwoorden: list[str], code: int) -> None:
    body = "".join(f"event: next\ndata: {een}\n\n" for een in antwoorden) + "event: complete\ndata:\n\n"
    async with bedien(altijd(antwoord(body, soort="text/event-stream"))) as server:
        vraag = ("ask", "subscription { a }", "--url", f"http://127.0.0.1:{server.poort}/graphql")
        found = await asyncio.to_thread(roep, *vraag)

    assert found.exit_code == code, found.output
    assert found.output.count('"data"') == len(antwoorden)


def test_an_answer_that_is_no_answer_to_a_question_exits_1(deur: Deur) -> None:
    found = roep("ask", "{ __typename }", "--url", f"http://127.0.0.1:{deur.poort}/onbekend")

    assert found.exit_code == 1
    assert json.loads(found.output)["status"] == 404


def test_a_file_that_is_not_there_or_no_text_is_one_line(tmp_path: Path) -> None:
    file = tmp_path / "plaatje.png"
    file.write_bytes(b"\x89PNG\xff")

    assert "niet te lezen" in is_een_regel(roep("ask", f"@{tmp_path / 'weg'}").output)
    assert "geen tekst in UTF-8" in is_een_regel(roep("ask", f"@{file}").output)


@pytest.mark.parametrize("vraag", ["{ __typename }", "subscription { a }"])
def test_an_address_where_nothing_runs_is_one_line_that_says_what_to_start(vraag: str) -> None:
    found = roep("ask", vraag, "--url", f"http://127.0.0.1:{vrije_poort()}/graphql")

    assert found.exit_code == 1
    assert is_een_regel(found.output).endswith("start eerst `mijnzaken demo`.")


@pytest.mark.parametrize(
    "url",
    ["zomaar", "127.0.0.1:8000", "http://", "geen url", "", "http://[", "ftp://a/b", "http://a:99999/", "http://a\n"],
)
def test_what_is_no_url_is_told_as_such(url: str) -> None:
    found = roep("ask", "{ __typename }", "--url", url)

    assert found.exit_code == 2
    assert is_een_regel(found.output) == f"{url!r} is geen URL; geef er een zoals http://127.0.0.1:8000/graphql."


async def test_an_address_where_something_else_runs_is_one_line() -> None:
    async with bedien(altijd(antwoord("<html>", soort="text/html"))) as server:
        url = f"http://127.0.0.1:{server.poort}/"
        found = await asyncio.to_thread(roep, "ask", "{ __typename }", "--url", url)

    assert found.exit_code == 1
    assert "draait iets anders dan MijnZaken" in is_een_regel(found.output)
