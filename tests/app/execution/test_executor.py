"""Executor: an answer in time, an answer for what is there, and nothing of what a client or a register wrote in an
error."""

from __future__ import annotations

from pathlib import Path
from time import perf_counter

import pytest
from graphql import GraphQLError

from app.execution.documents import zonder_waarden
from app.execution.plan import Uitvoering
from app.execution.vraag import Vraag
from app.main import bouw
from app.sandbox import uitgever
from app.sandbox.kern import Storing
from app.sandbox.server import sandbox_settings
from resolvers.besluit import Besluit
from resolvers.document import Document
from resolvers.mijnzaken import MijnZakenInformatie
from tests.gateway import Gateway, Sandbox, gateway
from tests.resolvers.geven import geschreven, invoer

BSN = "999990019"
MIJN_ZAKEN = "{ mijnZaken { totaal nodes { id } bronnen { register volledig fout } } }"


async def test_a_slow_register_is_left_out_in_time_and_named(eigen_registers: Sandbox) -> None:
    async with gateway(eigen_registers.basis, deadline_s=1.5) as huis:
        await huis.ask(MIJN_ZAKEN)
        eigen_registers.product("openvtb").state.storing = Storing.TRAAG
        started = perf_counter()
        answer = await huis.ask("{ mijnZaken { bronnen { register volledig } } ik { soort } }")
        took = perf_counter() - started

    assert took < 3
    assert answer.status == 200
    assert answer.data["ik"] == {"soort": "BURGER"}
    assert {bron["register"]: bron["volledig"] for bron in answer.data["mijnZaken"]["bronnen"]} == {
        "openzaak": True,
        "openproduct": True,
        "openvtb": False,
    }
    assert answer.registers_met_fout == {"openvtb"}


async def test_an_exception_of_ours_is_told_with_a_code_and_nothing_of_its_text(
    huis: Gateway, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def breaks(self: object) -> str:
        raise RuntimeError(f"bsn {BSN}")

    monkeypatch.setattr(MijnZakenInformatie, "hoe_vertrouwelijk", breaks)
    answer = await huis.ask(MIJN_ZAKEN)
    told = capsys.readouterr()

    assert answer.status == 200
    assert answer.codes == {"mijnZaken": "INTERNAL_SERVER_ERROR"}
    assert answer.body["errors"][0]["extensions"]["traceId"]
    assert BSN not in str(answer.body) + told.out + told.err
    assert "RuntimeError" in told.out + told.err


@pytest.mark.parametrize("plan", [True, False])
@pytest.mark.parametrize(
    ("klasse", "methode", "veld"), [(Document, "hoe_vertrouwelijk", "documenten"), (Besluit, "partijen", "besluiten")]
)
async def test_what_cannot_be_looked_at_is_missing_at_its_place(
    registers: Sandbox, monkeypatch: pytest.MonkeyPatch, klasse: type, methode: str, veld: str, plan: bool
) -> None:
    def breaks(self: object) -> object:
        raise RuntimeError(f"bsn {BSN}")

    monkeypatch.setattr(klasse, methode, breaks)
    async with gateway(registers.basis, plan=plan) as huis:
        answer = await huis.ask("{ mijnZaken { nodes { zaak { identificatie documenten { id } besluiten { id } } } } }")

    assert answer.status == 200
    assert answer.codes
    assert {(pad.rpartition(".")[2], code) for pad, code in answer.codes.items()} == {(veld, "INTERNAL_SERVER_ERROR")}
    assert any(node["zaak"] and node["zaak"]["identificatie"] for node in answer.data["mijnZaken"]["nodes"])


async def test_a_change_is_written_down_also_when_its_answer_breaks(
    eigen_registers: Sandbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def breaks(self: Uitvoering) -> object:
        await run(self)
        raise RuntimeError(f"bsn {BSN}")

    run = Uitvoering.run
    wijzig = "mutation($input: ToestemmingInput!) { toestemmingGeven(input: $input) { toestemming { id } } }"
    async with gateway(eigen_registers.basis) as huis:
        monkeypatch.setattr(Uitvoering, "run", breaks)
        answer = await huis.ask(wijzig, variables={"input": invoer()})
        log = huis.log()
        told = [str(found.regel) for found in log.sinds(0)]
        log.close()

    assert answer.status == 500
    assert geschreven(eigen_registers) == ["POST"]
    assert any("Mutation.toestemmingGeven" in regel for regel in told)
    assert BSN not in str(answer.body)


@pytest.mark.parametrize("directive", ["include", "skip"])
async def test_a_condition_that_is_given_as_nothing_is_refused_as_graphql_core_does(
    registers: Sandbox, directive: str
) -> None:
    query = f"query($x: Boolean = true) {{ mijnZaken {{ totaal nodes {{ id @{directive}(if: $x) }} }} }}"
    answers = []
    for plan in (True, False):
        async with gateway(registers.basis, plan=plan) as huis:
            answers.append(await huis.ask(query, variables={"x": None}))

    assert answers[0].data == answers[1].data == {"mijnZaken": None}
    assert answers[0].codes == answers[1].codes


@pytest.mark.parametrize(
    ("soort", "wat", "waarde"),
    [
        ("[ID!]!", "nodes(ids: $x) { id }", ["niets"]),
        ("KlantSleutel!", "klant(sleutel: $x) { id }", {"bsn": BSN}),
        ("BSN!", "klant(sleutel: {bsn: $x}) { id }", BSN),
        ("Boolean!", "ik { soort @skip(if: $x) niveau }", True),
    ],
)
async def test_a_condition_of_another_operation_is_none_of_this_one(
    registers: Sandbox, tmp_path: Path, soort: str, wat: str, waarde: object
) -> None:
    """A plan is kept by its conditions, in memory that all share: no value of anybody may be one."""
    een, twee = "query A($x: Boolean!) { ik { soort @include(if: $x) niveau } }", f"query B($x: {soort}) {{ {wat} }}"
    app = bouw(sandbox_settings(registers.basis, log=f"sqlite:{tmp_path}/log.sqlite"))
    async with app.router.lifespan_context(app):
        afnemer = await app.state.bearer.lees([f"Bearer {uitgever.token('kcc')}"], None)
        executor = app.state.executor
        alleen, samen = [
            await executor.execute(
                Vraag(query=query, operation_name="B", variables={"x": waarde}, trace_id="1" * 32), afnemer
            )
            for query in (twee, f"{een} {twee}")
        ]
        keuzes = executor._documenten.lees(f"{een} {twee}").plannen.plannen._known

    assert samen.body == alleen.body
    assert all(isinstance(keuze, bool) for _, *gekozen in keuzes for _, keuze in gekozen)


@pytest.mark.parametrize(
    "query",
    [
        "query($b: BSN!) { klant(sleutel: {bsn: $b}) { naam } }",
        "query($b: ID!) { zaak(id: $b) { id } }",
        "query($b: ID!) { node(id: $b) { id } }",
        "query($b: String!) { mijnZaken(after: $b) { totaal } }",
        "query($b: Int!) { mijnZaken(first: $b) { totaal } }",
        "query($b: Date!) { ik { klant { zaken(filter: {vanaf: $b}) { totaal } } } }",
        "query($b: MijnZakenFilter!) { mijnZaken(filter: $b) { totaal } }",
    ],
)
@pytest.mark.parametrize("waarde", [BSN, "123456789", int(BSN), [BSN], {"bsn": BSN}])
async def test_no_error_repeats_the_value_of_a_variable(huis: Gateway, query: str, waarde: object) -> None:
    answer = await huis.ask(query, variables={"b": waarde})
    errors = str(answer.body.get("errors", ""))

    assert answer.status < 500
    assert BSN not in errors
    assert "123456789" not in errors
    assert all(error["extensions"]["code"] != "INTERNAL_SERVER_ERROR" for error in answer.body.get("errors", ()))


@pytest.mark.parametrize(
    ("query", "waarde"),
    [
        ("query($b: KlantZoek!) { klanten(zoek: $b) { totaal } }", {"naam": "Jan's", "tussenvoegsel": "x"}),
        ("query($b: KlantZoek!) { klanten(zoek: $b) { totaal } }", {"Jan de Vries": "x"}),
        ("query($b: KlantZoek!) { klanten(zoek: $b) { totaal } }", "Jan"),
        ("query($b: KlantZoek!) { klanten(zoek: $b) { totaal } }", {"naam": {"Jan": 1}}),
        ("query($b: Int!) { mijnZaken(first: $b) { totaal } }", "Jan"),
        ("query($b: MijnZakenVolgorde!) { mijnZaken(volgorde: $b) { totaal } }", "Jan"),
        ("query($b: MijnZakenVolgorde!) { mijnZaken(volgorde: $b) { totaal } }", "Jan 'de' Vries"),
        ("query($b: Date!) { ik { klant { zaken(filter: {vanaf: $b}) { totaal } } } }", "Jan"),
        ("query($b: Date!) { ik { klant { zaken(filter: {vanaf: $b}) { totaal } } } }", ["Jan"]),
        ("query($b: String!) { mijnZaken(after: $b) { totaal } }", ["Jan"]),
        ("query($b: Boolean!) { ik { soort @include(if: $b) } }", "Jan"),
    ],
)
async def test_no_error_repeats_a_name_that_was_given(huis: Gateway, query: str, waarde: object) -> None:
    answer = await huis.ask(query, variables={"b": waarde})

    assert answer.body["errors"]
    assert "$b" in str(answer.body["errors"])
    assert "Jan" not in str(answer.body)


@pytest.mark.parametrize("stuk", ["Value '", "'", '"', "\\", ": '", "1", "{", "' does not exist"])
def test_a_message_made_to_be_sought_through_takes_no_time(stuk: str) -> None:
    error = GraphQLError("Int cannot represent non-integer value " + stuk * (200_000 // len(stuk)))
    started = perf_counter()
    zonder_waarden(error)

    assert perf_counter() - started < 1.0


async def test_a_variable_that_is_missing_is_named(huis: Gateway) -> None:
    answer = await huis.ask("query($id: ID!) { zaak(id: $id) { id } }")

    assert answer.body["errors"][0]["extensions"]["code"]
    assert "$id" in answer.body["errors"][0]["message"]


@pytest.mark.parametrize(
    ("query", "code"),
    [
        ("subscription { mijnZakenGewijzigd { tijdstip } }", "BAD_REQUEST"),
        ("mutation { zaakWijzigen { fouten { melding } } }", "GRAPHQL_VALIDATION_FAILED"),
        ("query A { ik { soort } } query B { ik { rollen } }", "OPERATION_RESOLUTION_FAILURE"),
        ("fragment F on Afnemer { soort }", "GRAPHQL_VALIDATION_FAILED"),
        ("", "GRAPHQL_PARSE_FAILED"),
    ],
)
async def test_what_this_version_does_not_do_is_refused_with_a_code_and_asks_no_register(
    huis: Gateway, query: str, code: str
) -> None:
    answer = await huis.ask(query)

    assert "data" not in answer.body
    assert {error["extensions"]["code"] for error in answer.body["errors"]} == {code}
    assert answer.oproepen == {}


async def _vraag(huis: Gateway, bericht: dict[str, object]) -> str:
    response = await huis.client.post(
        "/graphql", json=bericht, headers={"Authorization": f"Bearer {uitgever.token('burger')}"}
    )
    assert response.status_code < 500
    return response.text


async def test_of_several_operations_the_one_that_is_named_runs(huis: Gateway) -> None:
    query = "query A { ik { soort } } query B { ik { rollen } }"

    assert await _vraag(huis, {"query": query, "operationName": "B"}) == '{"data":{"ik":{"rollen":["INWONER"]}}}'
    assert '"OPERATION_RESOLUTION_FAILURE"' in await _vraag(huis, {"query": query, "operationName": "C"})


@pytest.mark.parametrize(
    "bericht",
    [
        {"query": "query($id: ID!) { zaak(id: $id) { id } }", "variables": {"id": BSN}},
        {"query": "query A { ik { soort } } query B { ik { soort } }", "operationName": BSN},
        {"query": f'{{ klant(sleutel: {{rsin: "{BSN}x"}}) {{ naam }} }}'},
        {"query": f'{{ klant(sleutel: {{kvkNummer: "{BSN}"}}) {{ naam }} }}'},
        {"query": f"{{ producttypen(doelgroep: V{BSN}) {{ totaal }} }}"},
        {"query": f"{{ ik {{ v{BSN} }} }}"},
        {"query": f"query {{ ik {{ soort }} ...f{BSN} }}"},
        {"query": f"{{ mijnZaken(first: {BSN}) {{ totaal }} }}"},
        {"query": f"{{ mijnZaken(first: {BSN}{BSN}) {{ totaal }} }}"},
        {"query": f'{{ mijnZaken(after: "{BSN}") {{ totaal }} }}'},
        {"query": f'{{ zaak(id: """{BSN}""") {{ id }} }}'},
        {"query": f'{{ mijnZaken(filter: {{vanaf: "{BSN}"}}) {{ totaal }} }}'},
        {"query": f'{{ mijnZaken(filter: {{vanaf: """{BSN}"""}}) {{ totaal }} }}'},
        {"query": f'{{ klant(sleutel: {{bsn: """{BSN[:-1]}8"""}}) {{ naam }} }}'},
        {"query": "query($f: MijnZakenFilter) { mijnZaken(filter: $f) { totaal } }", "variables": {"f": {BSN: 1}}},
        {"query": "query($s: KlantSleutel!) { klant(sleutel: $s) { naam } }", "variables": {"s": {"bsn": [BSN]}}},
        {"query": "{ ik { soort } }", "variables": [BSN]},
        {"query": [BSN]},
    ],
)
async def test_a_number_in_the_wrong_place_is_never_in_the_answer(huis: Gateway, bericht: dict[str, object]) -> None:
    text = await _vraag(huis, bericht)

    assert '"errors"' in text
    assert BSN[:-1] not in text
    assert "INTERNAL_SERVER_ERROR" not in text
