"""Starting the demo, the registers alone and the service: real processes on real ports."""

from __future__ import annotations

import asyncio
import json
import os
import re
import resource
import signal
import socket
import ssl
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from time import monotonic, sleep

import pytest
import yaml
from starlette.types import ASGIApp, Receive, Scope, Send

from app.cli import PERSONAS
from app.sandbox import uitgever
from app.sandbox.server import bouw_sandbox
from tests.app.http.deur import Deur, bediend
from tests.app.opdrachtregel import ROOT, is_een_regel, roep, schrijf, start
from tests.app.registries.certificaten import Kaart, maak
from tests.app.registries.ruwe_server import vrije_poort
from tests.warm import mijnzaken

DOCUMENTEN = "{ mijnZaken(first: 50) { nodes { zaak { documenten { downloadUrl } } } } }"


def vrij_paar() -> int:
    """A port of which port+25 and port+100 are free too."""
    return vrije_poort(ook=(25, 100))


def _tot_klaar(process: subprocess.Popen[str]) -> str:
    """What the demo prints until it runs."""
    assert process.stdout is not None
    lines = []
    for line in iter(process.stdout.readline, ""):
        lines.append(line)
        if "Stop met Ctrl-C" in line:
            return "".join(lines)
    raise AssertionError("the demo ended: " + "".join(lines))


def _demo(*args: str) -> subprocess.Popen[str]:
    command = mijnzaken("demo", *args)
    return subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


def test_the_demo_starts_tells_how_to_use_it_and_refuses_a_taken_port(tmp_path: Path) -> None:
    port = vrij_paar()
    with _demo("--port", str(port), "--data", str(tmp_path / "data")) as first:
        try:
            welcome = _tot_klaar(first)
            second = start("demo", "--port", str(port))
            beside = start("demo", "--port", str(port + 100))
            page = Deur(port, bouw_sandbox("http://hier")).get("/graphql", Accept="text/html")
        finally:
            first.terminate()
        assert first.wait(15) is not None
        assert first.stderr is not None
        assert "Traceback" not in first.stderr.read()

    assert f"http://127.0.0.1:{port}/graphql#token=ey" in welcome
    assert all(re.search(rf"^  {persona} +ey\S+$", welcome, re.MULTILINE) for persona in PERSONAS)
    assert page.status == 200
    for refused, taken in ((second, port), (beside, port + 100)):
        assert refused.returncode == 1
        assert refused.stdout == ""
        assert is_een_regel(refused.stderr) == f"Poort {taken} is bezet; kies een andere met --port."


def test_the_demo_leaves_nothing_behind_when_it_is_told_to_stop(tmp_path: Path) -> None:
    command = mijnzaken("demo", "--port", str(vrij_paar()))
    env = {**os.environ, "TMPDIR": str(tmp_path)}
    with subprocess.Popen(command, cwd=ROOT, env=env, stdout=subprocess.PIPE, text=True) as process:
        try:
            _tot_klaar(process)
            assert list(tmp_path.glob("mijnzaken-*"))
        finally:
            process.terminate()
        assert process.wait(20) == 128 + signal.SIGTERM
    assert not list(tmp_path.glob("mijnzaken-*"))


@pytest.mark.parametrize(("hoger", "wat"), [(100, "komen de registers (poort+100)"), (25, "komt de mail (poort+25)")])
def test_the_demo_refuses_when_a_port_beside_its_own_is_taken_and_says_what_comes_there(hoger: int, wat: str) -> None:
    port = vrij_paar()
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", port + hoger))
        taken.listen()
        found = start("demo", "--port", str(port))

    assert found.returncode == 1
    assert is_een_regel(found.stderr) == f"Poort {port + hoger} is bezet, en daar {wat}; kies een andere met --port."


def test_the_demo_starts_again_with_the_same_data(tmp_path: Path) -> None:
    port = vrij_paar()
    for _ in range(2):
        with _demo("--port", str(port), "--data", str(tmp_path / "data")) as process:
            try:
                assert "MijnZaken draait." in _tot_klaar(process)
            finally:
                process.terminate()
    assert (tmp_path / "data").is_dir()


@pytest.mark.parametrize("port", ["0", "65436", "65536", "-1", "x"])
def test_a_port_that_leaves_no_room_for_the_registers_is_refused(port: str) -> None:
    assert roep("demo", "--port", port).exit_code == 2


def test_a_data_directory_that_is_a_file_is_refused(tmp_path: Path) -> None:
    (tmp_path / "data").write_text("", encoding="utf-8")

    assert roep("demo", "--data", str(tmp_path / "data")).exit_code == 2


def test_the_registers_alone_refuse_a_taken_port() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        found = roep("sandbox", "--port", str(taken.getsockname()[1]))

    assert found.exit_code == 1
    assert "is bezet" in is_een_regel(found.output)


@pytest.mark.parametrize("workers", [1, 2])
def test_serve_runs_a_configuration_without_naming_the_server(tmp_path: Path, workers: int) -> None:
    achter, port = vrije_poort(), vrije_poort()
    path, _ = schrijf(tmp_path, f"http://127.0.0.1:{achter}", port=port)
    command = mijnzaken("serve", "--config", str(path), "--workers", str(workers))
    sandbox = bouw_sandbox(f"http://127.0.0.1:{achter}")
    with bediend(sandbox, achter), subprocess.Popen(command, cwd=ROOT, stderr=subprocess.PIPE, text=True) as process:
        try:
            tot_beantwoord(port)
            deur = Deur(port, sandbox)
            answers = [
                deur.get("/_healthz/readyz/"),
                deur.post({"query": "{ __typename }"}),
                deur.ruw(b"rommel\r\n\r\n"),
            ]
            page = deur.get("/graphql", Accept="text/html")
            again = start("serve", "--config", str(path))
        finally:
            process.terminate()
        process.wait(15)
        assert process.stderr is not None
        lines = [json.loads(line) for line in process.stderr.read().splitlines()]

    assert [answer.status for answer in answers] == [200, 200, 400]
    assert not [answer for answer in answers if "server" in answer.koppen]
    assert page.status == 405, "the page is off unless it is asked for"
    assert again.returncode == 1
    assert "is bezet" in is_een_regel(again.stderr)
    eerste, *rest = [line for line in lines if line["level"] != "warning"]
    assert (eerste["event"], eerste["adres"]) == ("dienst start", f"http://127.0.0.1:{port}")
    assert eerste["processen"] == workers
    assert {line["event"] for line in rest} == {"verwerkingenlog beschikbaar"}


def test_settings_are_read_anew_without_a_question_that_is_dropped_and_only_when_they_hold(tmp_path: Path) -> None:
    """At SIGHUP, with several workers: each is followed by one with the new settings, or stays when those are wrong."""
    achter, port = vrije_poort(), vrije_poort()
    path, raw = schrijf(tmp_path, f"http://127.0.0.1:{achter}", port=port)
    command = [sys.executable, "-m", "app", "serve", "--config", str(path), "--workers", "2"]
    sandbox = bouw_sandbox(f"http://127.0.0.1:{achter}")
    with bediend(sandbox, achter), subprocess.Popen(command, cwd=ROOT, stderr=subprocess.PIPE, text=True) as process:
        try:
            tot_beantwoord(port)
            deur = Deur(port, sandbox)
            before, eersten = _pagina(deur), _kinderen(process.pid)
            path.write_text(yaml.safe_dump({**raw, "server": {**raw["server"], "graphiql": True}}), encoding="utf-8")
            process.send_signal(signal.SIGHUP)
            # what is left of those that were there is not a worker: it keeps count of what they share
            seen = _vraag_tot(deur, lambda: len(eersten & _kinderen(process.pid)) <= len(eersten) - 2)
            path.write_text("server: {port: geen getal}\n", encoding="utf-8")
            process.send_signal(signal.SIGHUP)
            sleep(6)
            after = [_pagina(deur) for _ in range(10)]
        finally:
            process.terminate()
        process.wait(15)
        assert process.stderr is not None
        said = process.stderr.read()

    assert before == 405
    assert set(seen) == {405, 200}
    assert after == [200] * 10
    regels = [json.loads(line) for line in said.splitlines()]
    (reden,) = [regel["reden"] for regel in regels if regel["event"] == "instellingen niet overgenomen"]
    assert reden == f"{path}:1: de instelling `pseudoniemsleutel` ontbreekt."
    assert "keeping worker" in said
    assert "geen getal" not in said


def test_a_certificate_that_is_half_renewed_leaves_the_workers_with_the_one_that_they_have(tmp_path: Path) -> None:
    port, kaart = vrije_poort(), maak(tmp_path)
    tls = {"certificaat": str(kaart.certificaat), "sleutel": str(kaart.sleutel)}
    path, _ = schrijf(tmp_path, f"http://127.0.0.1:{vrije_poort()}", port=port, tls=tls)
    command = [sys.executable, "-m", "app", "serve", "--config", str(path), "--workers", "2"]
    with subprocess.Popen(command, cwd=ROOT, stderr=subprocess.PIPE, text=True) as process:
        try:
            _tot_handdruk(port, kaart)
            kaart.certificaat.write_bytes(b"")
            process.send_signal(signal.SIGHUP)
            sleep(6)
            _tot_handdruk(port, kaart)
        finally:
            process.terminate()
        process.wait(15)
        assert process.stderr is not None
        regels = [json.loads(line) for line in process.stderr.read().splitlines()]

    assert regels[0]["adres"] == f"https://127.0.0.1:{port}"
    redenen = {regel["reden"] for regel in regels if regel["event"] == "instellingen niet overgenomen"}
    assert redenen == {f"`server.tls`: {kaart.certificaat} is geen certificaat in PEM."}


def _tot_handdruk(port: int, kaart: Kaart) -> None:
    """Until somebody there shows a certificate that holds."""
    context, until = ssl.create_default_context(cafile=kaart.ca), monotonic() + 30
    while True:
        try:
            with socket.create_connection(("127.0.0.1", port)) as line:
                context.wrap_socket(line, server_hostname="127.0.0.1").close()
            return
        except OSError:
            assert monotonic() < until, "nobody does"
            sleep(0.1)


def _pagina(deur: Deur) -> int:
    """405 without the page for trying questions, 200 with it; an exception when nobody answers."""
    return deur.get("/graphql", Accept="text/html").status


def _kinderen(pid: int) -> set[str]:
    return set(Path(f"/proc/{pid}/task/{pid}/children").read_text(encoding="ascii").split())


def _vraag_tot(deur: Deur, klaar: Callable[[], bool]) -> list[int]:
    found: list[int] = []
    until = monotonic() + 60
    while not klaar():
        assert monotonic() < until, found[-10:]
        found.append(_pagina(deur))
        sleep(0.02)
    return found


def test_a_single_process_that_is_told_to_read_its_settings_anew_says_that_it_cannot(tmp_path: Path) -> None:
    achter, port = vrije_poort(), vrije_poort()
    path, _ = schrijf(tmp_path, f"http://127.0.0.1:{achter}", port=port)
    sandbox = bouw_sandbox(f"http://127.0.0.1:{achter}")
    command = [sys.executable, "-m", "app", "serve", "--config", str(path)]
    with bediend(sandbox, achter), subprocess.Popen(command, cwd=ROOT, stderr=subprocess.PIPE, text=True) as process:
        try:
            tot_beantwoord(port)
            process.send_signal(signal.SIGHUP)
            sleep(0.5)
            status = _pagina(Deur(port, sandbox))
        finally:
            process.terminate()
        process.wait(15)
        assert process.stderr is not None
        assert "instellingen niet herlezen" in process.stderr.read()
    assert status == 405


class _Treuzelaar:
    """Stands before the registers; a download begins and does not end."""

    def __init__(self, achter: ASGIApp) -> None:
        self._achter = achter

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if not str(scope.get("path", "")).endswith("/download"):
            await self._achter(scope, receive, send)
            return
        await send({"type": "http.response.start", "status": 200, "headers": [(b"content-type", b"application/pdf")]})
        await receive()
        gone = asyncio.ensure_future(receive())
        while not gone.done():
            await send({"type": "http.response.body", "body": b"x" * 1000, "more_body": True})
            await asyncio.wait([gone], timeout=0.1)


def test_serve_ends_when_it_is_told_also_while_a_download_does_not(tmp_path: Path) -> None:
    achter, port = vrije_poort(), vrije_poort()
    path, _ = schrijf(tmp_path, f"http://127.0.0.1:{achter}", port=port, deadline_s=2.0)
    sandbox = bouw_sandbox(f"http://127.0.0.1:{achter}")
    command = mijnzaken("serve", "--config", str(path))
    with (
        bediend(_Treuzelaar(sandbox), achter),
        subprocess.Popen(command, cwd=ROOT, stderr=subprocess.DEVNULL) as process,
    ):
        try:
            tot_beantwoord(port)
            found = Deur(port, sandbox).post({"query": DOCUMENTEN}).json()["data"]["mijnZaken"]["nodes"]
            document = next(node["zaak"]["documenten"][0] for node in found if node["zaak"]["documenten"])
            with socket.create_connection(("127.0.0.1", port)) as line:
                head = f"Host: a\r\nAuthorization: Bearer {uitgever.token('burger')}\r\n"
                line.sendall(f"GET {document['downloadUrl']} HTTP/1.1\r\n{head}\r\n".encode())
                assert b" 200 " in line.recv(100)
                began = monotonic()
                process.terminate()
                process.wait(8)
                assert monotonic() - began > 1, "what is under way gets a chance"
        finally:
            process.kill()


def test_serve_takes_the_connections_that_it_may_have(tmp_path: Path) -> None:
    """A system that gives a process 256 unless it asks for more."""
    achter, port = vrije_poort(), vrije_poort()
    path, _ = schrijf(tmp_path, f"http://127.0.0.1:{achter}", port=port)
    command = [sys.executable, "-m", "app", "serve", "--config", str(path)]
    most = min(resource.getrlimit(resource.RLIMIT_NOFILE)[1], 1024)

    def zuinig() -> None:
        resource.setrlimit(resource.RLIMIT_NOFILE, (256, most))

    with (
        bediend(bouw_sandbox(f"http://127.0.0.1:{achter}"), achter),
        subprocess.Popen(command, cwd=ROOT, stderr=subprocess.DEVNULL, preexec_fn=zuinig) as process,
    ):
        try:
            tot_beantwoord(port)
            assert resource.prlimit(process.pid, resource.RLIMIT_NOFILE) == (most, most)
        finally:
            process.terminate()


def tot_beantwoord(port: int) -> None:
    until = monotonic() + 30
    while monotonic() < until:
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        sleep(0.05)
    raise AssertionError("nothing answers")


@pytest.mark.parametrize("command", ["serve", "check"])
def test_a_wrong_key_in_the_configuration_is_one_line_with_its_place(tmp_path: Path, command: str) -> None:
    path = tmp_path / "mijnzaken.yaml"
    path.write_text(f"pseudoniemsleutel: '{'0' * 64}'\nregister: []\n", encoding="utf-8")
    found = roep(command, "--config", str(path))

    assert found.exit_code == 1
    assert is_een_regel(found.output) == f"{path}:2: onbekende instelling `register`; bedoelt u `registers`?"


@pytest.mark.parametrize("command", ["serve", "check"])
def test_a_configuration_that_is_not_there_is_one_line(tmp_path: Path, command: str) -> None:
    found = roep(command, "--config", str(tmp_path / "weg.yaml"))

    assert found.exit_code == 1
    assert "het bestand is niet te lezen" in is_een_regel(found.output)
