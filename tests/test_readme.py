"""The README does not lie: its commands exist, its query runs in the demo, its configuration is read, its table of
calls is measured."""

from __future__ import annotations

import json
import os
import re
import shlex
import socket
import subprocess
import sys
from base64 import b64encode
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from hashlib import sha256
from pathlib import Path
from time import monotonic, sleep

import click
import httpx
import pytest
import yaml

from app.authorization.matrix import STANDAARD
from app.cli import main as cli
from app.config import Settings
from app.config.push import PushSettings
from app.console import MATRIXVORMEN
from app.registries.connect import Verbindingen
from tests.app.registries.certificaten import maak
from tests.app.registries.ruwe_server import vrije_poort

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")
BEGIN, END = "<!-- calls: begin -->", "<!-- calls: end -->"
MATRIX_BEGIN, MATRIX_END = "<!-- matrix: begin -->", "<!-- matrix: end -->"


DAG = re.compile(r"\d{4}-\d{2}-\d{2}")


def _blocks(language: str) -> list[str]:
    return re.findall(rf"```{language}\n(.*?)```", README, re.DOTALL)


def _free_port() -> int:
    """A port of which port+25 and port+100 are free too: the demo uses all three."""
    return vrije_poort(ook=(25, 100))


@pytest.fixture(scope="module")
def demo() -> Iterator[int]:
    port = _free_port()
    with _demo(port):
        yield port


@contextmanager
def _demo(port: int, *arguments: str) -> Iterator[None]:
    """The demo as a newcomer starts it."""
    command = [sys.executable, "-m", "app", "demo", "--port", str(port), *arguments]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True) as process:
        try:
            assert process.stdout is not None
            lines = iter(process.stdout.readline, "")
            assert any("MijnZaken draait." in line for line in lines)
            _until_answered(port)
            yield
        finally:
            process.terminate()


def _until_answered(port: int) -> None:
    until = monotonic() + 10
    while monotonic() < until:
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        sleep(0.05)
    raise AssertionError("the demo did not answer")


def _ask(port: int, *arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "app", "ask", "--url", f"http://127.0.0.1:{port}/graphql", *arguments]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False, timeout=60)


def test_the_query_of_the_readme_gives_a_citizens_matters_from_eight_registers(demo: int) -> None:
    (line,) = [line for line in _regels("mijnzaken ask") if "--calls" in line]
    result = _ask(demo, *shlex.split(line)[2:])

    assert result.returncode == 0, result.stderr
    body, _, table = result.stdout.partition("\nregister ")
    answer = json.loads(body)["data"]
    nodes = answer["mijnZaken"]["nodes"]
    registers = {row.split()[0] for row in table.splitlines()[2:-1]}
    assert [node["zaak"]["identificatie"] for node in nodes if node["zaak"]] == [
        "ZAAK-2026-0001",
        "ZAAK-2026-0004",
        "ZAAK-2026-0006",
        "ZAAK-2026-0002",
        "ZAAK-2026-0003",
        "ZAAK-2025-0105",
    ]
    assert answer["mijnZaken"]["totaal"] == 8
    assert {bron["register"] for bron in answer["mijnZaken"]["bronnen"] if bron["volledig"]} == {
        "openzaak",
        "openvtb",
        "openproduct",
    }
    assert len(answer["ik"]["klant"]["afspraken"]) == 2
    assert registers == {"openzaak", "openklant", "openproduct", "openvtb", "openobject", "brp", "mijnagenda", "qmatic"}


def test_the_first_question_of_the_readme_has_the_answer_that_stands_below_it(demo: int) -> None:
    """But for the days, which move on with today."""
    (line,) = [line for line in _regels("mijnzaken ask") if "mijnZaken(first: 1)" in line]
    result = _ask(demo, *shlex.split(line)[2:])
    getoond, *_ = _blocks("json")

    assert result.returncode == 0, result.stderr
    (node,) = json.loads(result.stdout)["data"]["mijnZaken"]["nodes"]
    assert DAG.sub("", json.dumps(node)) == DAG.sub("", json.dumps(json.loads(getoond)))


def test_the_table_of_calls_is_what_the_query_costs(demo: int) -> None:
    """Asked twice: the first answer also fills the caches that all requests share."""
    _ask(demo)
    result = _ask(demo, "--calls")
    rows = Counter[tuple[str, str]]()
    for row in result.stdout.partition("\nregister ")[2].splitlines()[2:-1]:
        register, method, path, count, _ms = row.split()
        rows[register, f"{method} {path}"] = int(count)
    table = ["| register | question | times |", "|---|---|---|"]
    table += [f"| {register} | `{question}` | {count} |" for (register, question), count in sorted(rows.items())]
    expected = "\n".join([BEGIN, *table, f"| | **together** | **{rows.total()}** |", END])
    found = README[README.index(BEGIN) : README.index(END) + len(END)]

    assert found == expected, f"put this into README.md:\n{expected}"


def test_the_configuration_of_the_readme_is_read() -> None:
    block, *_ = _blocks("yaml")
    raw = yaml.safe_load(block)
    raw["pseudoniemsleutel"] = "0" * 64
    raw["registers"][0]["credentials"]["secret"] = raw["registers"][1]["credentials"]["token"] = "geheim"
    raw["registers"][2]["credentials"]["secret"] = "geheim"

    soorten = [register.soort for register in Settings.model_validate(raw).registers]
    assert soorten == ["openzaak", "openklant", "openzaak"]


def test_the_block_about_ketenpartners_is_read(tmp_path: Path) -> None:
    _, block, *_ = _blocks("yaml")
    raw = {**yaml.safe_load(block), "pseudoniemsleutel": "0" * 64}
    (partner,) = raw["registers"]
    kaart = maak(tmp_path)
    partner["mtls"] = {"certificaat": kaart.certificaat, "sleutel": kaart.sleutel}
    partner["keten"]["geheim"] = b64encode(bytes(32)).decode()

    settings = Settings.model_validate(raw)

    assert [afspraak.oin for afspraak in settings.toegang.afspraken] == [partner["organisatie"]["oin"]]
    (port,) = Verbindingen(settings.registers, settings.organisatie).registers.keten
    assert port.partner.naam == "Provincie Voorbeeldland"


def test_the_block_about_push_is_read() -> None:
    (block,) = [block for block in _blocks("yaml") if block.startswith("push:")]
    raw = yaml.safe_load(block)["push"]
    raw["notificaties"][0] |= {"authorization": "geheim", "secret": "geheim"}
    raw["webhooks"][0]["geheim"] = b64encode(bytes(32)).decode()

    assert PushSettings.model_validate(raw).webhooks[0].naam == "crm"


def test_documents_are_registered_as_the_readme_says(tmp_path: Path) -> None:
    (block,) = [block for block in _blocks("yaml") if block.startswith("documenten:")]
    (line,) = _regels("documents add")
    raw = yaml.safe_load(block) | {"pseudoniemsleutel": "0" * 64}
    raw["documenten"]["map"] = str(tmp_path / "documenten")
    tekst = "query Ik { ik { soort } }"
    (tmp_path / "mijnzaken.yaml").write_text(yaml.safe_dump(raw), encoding="utf-8")
    manifest = {f"sha256:{sha256(tekst.encode()).hexdigest()}": tekst}
    (tmp_path / "persisted-documents.json").write_text(json.dumps(manifest), encoding="utf-8")
    command = [sys.executable, "-m", "app", *shlex.split(line)[1:]]
    env = {**os.environ, "PYTHONPATH": str(ROOT)}
    result = subprocess.run(command, cwd=tmp_path, env=env, capture_output=True, text=True, check=False, timeout=60)

    assert result.returncode == 0, result.stderr
    assert result.stdout.startswith("mijn-portaal: 1 nieuw")
    assert Settings.model_validate(raw).documenten.modus == "vertrouwd"


def test_who_listens_as_the_readme_says_hears_of_the_status_that_it_sets(demo: int) -> None:
    (luister,) = [line for line in _regels("mijnzaken ask") if "subscription" in line]
    (zet,) = _regels("sandbox advance")
    url = ["--url", f"http://127.0.0.1:{demo}/graphql"]
    command = [sys.executable, "-m", "app", *shlex.split(luister)[1:], *url]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as listening:
        try:
            sleep(4)  # until it listens: it says nothing before it hears something
            advance = [sys.executable, "-m", "app", *shlex.split(zet)[1:], "--url", f"http://127.0.0.1:{demo + 100}"]
            subprocess.run(advance, cwd=ROOT, check=True, timeout=30, stdout=subprocess.DEVNULL)
            assert listening.stdout is not None
            lines = list(iter(listening.stdout.readline, "}\n"))
        finally:
            listening.terminate()

    heard = json.loads("".join([*lines, "}"]))["data"]["mijnZakenGewijzigd"]
    assert heard["soort"] == "STATUS_GEWIJZIGD"
    assert heard["informatie"] == {
        "titel": "Omgevingsvergunning",
        "status": {"groep": "BESLIST", "naam": "Besluit genomen"},
    }


def test_the_list_of_zaken_is_had_as_the_readme_asks_it(demo: int) -> None:
    (line,) = _regels("curl")
    _, option, header, url = shlex.split(line)
    command = re.fullmatch(r"Authorization: Bearer \$\(\.venv/bin/mijnzaken (.+)\)", header)
    assert (option, command is not None) == ("-H", True)
    assert command is not None
    token = subprocess.run(
        [sys.executable, "-m", "app", *shlex.split(command[1])], cwd=ROOT, capture_output=True, text=True, check=True
    ).stdout.strip()
    answer = httpx.get(url.replace("8000", str(demo)), headers={"Authorization": f"Bearer {token}"}, timeout=30)

    assert answer.status_code == 200
    assert {zaak["status"] for zaak in answer.json()["results"]} == {"open"}
    assert answer.json()["count"] == 4


def _regels(opdracht: str) -> list[str]:
    return [line for block in _blocks("sh") for line in block.splitlines() if opdracht in line]


def test_the_matrix_is_the_one_that_ships() -> None:
    expected = f"{MATRIX_BEGIN}\n{MATRIXVORMEN['markdown'](STANDAARD, '')}\n{MATRIX_END}"
    found = README[README.index(MATRIX_BEGIN) : README.index(MATRIX_END) + len(MATRIX_END)]

    assert found == expected, f"put this into README.md:\n{expected}"


def test_the_commands_about_the_log_run_on_what_a_demo_leaves(tmp_path: Path) -> None:
    port, data = _free_port(), tmp_path / "demo"
    with _demo(port, "--data", str(data)):
        assert _ask(port).returncode == 0
    (block,) = [block for block in _blocks("sh") if "mijnzaken log" in block]
    for line in block.splitlines():
        invoer, _, command = line.rpartition(" | ")
        words = shlex.split(command.partition(" > ")[0].replace("demo/", f"{data}/"))[1:]
        result = subprocess.run(
            [sys.executable, "-m", "app", *words],
            cwd=ROOT,
            input=invoer.removeprefix("echo "),
            capture_output=True,
            text=True,
            check=False,
            timeout=60,
        )
        assert result.returncode == 0, result.stderr
        assert result.stdout
        assert result.stderr == ""


def test_every_command_of_a_group_stands_in_the_readme() -> None:
    for naam in ("documents", "log", "push", "sandbox"):
        group = cli.commands[naam]
        assert isinstance(group, click.Group)
        assert set(re.findall(rf"`(?:mijnzaken )?{naam} ([a-z]+)", README)) == set(group.commands)


def test_every_command_stands_in_the_readme_and_every_command_of_the_readme_exists() -> None:
    named = set(re.findall(r"^\| `mijnzaken (\w+)", README, re.MULTILINE))

    assert named == set(cli.commands)


def test_what_is_shown_as_an_answer_is_json() -> None:
    assert [json.loads(block)["titel"] for block in _blocks("json")] == ["Omgevingsvergunning"]
