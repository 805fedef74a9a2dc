"""Geen sporen: a real gateway is used in every way we know, by everybody, well and badly; then everything that it wrote
is searched for anybody's number, name or token.

What it wrote: standard output and standard error, every file (the verwerkingenlog as bytes, its journal too), and the
addresses of the questions to the registers. Three products can be asked about a person only with his number in the
address (FACTS §2); those are named here, and nothing else may have one.
"""

from __future__ import annotations

import json
import os
import re
import subprocess
from dataclasses import dataclass
from typing import Any
from urllib.parse import unquote

import pytest
from starlette.applications import Starlette
from starlette.types import ASGIApp, Receive, Scope, Send

from app.sandbox import uitgever
from app.sandbox.server import bouw_sandbox
from tests.app.http.deur import Deur, bediend
from tests.app.opdrachtregel import ROOT, schrijf
from tests.app.registries.ruwe_server import vrije_poort
from tests.app.test_cli_servers import tot_beantwoord
from tests.warm import mijnzaken

NAMEN = ("Fatima", "Bakker", "Visser", "Mila de Wit", "Samira", "kcc-2001", "fatima@", "0612345601")
#: What asks about a person by his number in the address, because it can be asked in no other way.
MET_NUMMER = {
    "/openklant/klantinteracties/api/v1/partijen",
    "/openproduct/producten/api/v1/producten",
    "/openvtb/verzoeken/api/v1/verzoeken",
    "/openvtb/taken/api/v1/externetaken",
}
_BSN = re.compile(rb"(?<!\d)(\d{9})(?!\d)")

ALLES = """query($bsn: BSN!, $aanleiding: Aanleiding) {
  ik { klant { id naam ... on NatuurlijkPersoon { bsn geboortedatum verblijfplaats { straat } } voorkeur { taal }
    contactmomenten { nodes { onderwerp } } afspraken { begin } taken { titel } toestemmingen { geldig }
    producten { nodes { naam } } verzoeken { nodes { kenmerk } } }
    vertegenwoordigt { id vertegenwoordigde { naam } } }
  mijnZaken { totaal nodes { id titel
    zaak { identificatie betrokkenen { naam klant { naam } } documenten { titel } } } }
  klant(sleutel: {bsn: $bsn}, aanleiding: $aanleiding) { naam zaken { nodes { omschrijving } } }
  klanten(zoek: {naam: "Wit", geboortedatum: "1984-03-12"}, aanleiding: $aanleiding) { nodes { naam } }
  zaak(identificatie: "ZAAK-2026-0001") { betrokkenen { naam } }
  mijnVerwerkingen(periode: {van: "2020-01-01", tot: "2100-01-01"}) { nodes { actie ontvanger } } }"""


@dataclass(frozen=True, slots=True)
class Sporen:
    """Everything that a run left behind. `adressen`: of the questions to the registers, decoded."""

    uitvoer: bytes
    bestanden: dict[str, bytes]
    adressen: list[str]
    tokens: list[str]


class _Luistert:
    """Stands before the registers and keeps the addresses."""

    def __init__(self, app: ASGIApp, adressen: list[str]) -> None:
        self._app = app
        self._adressen = adressen

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http":
            self._adressen.append(unquote(f"{scope['path']}?{scope['query_string'].decode()}"))
        await self._app(scope, receive, send)


def _gebruik(deur: Deur, tokens: list[str]) -> None:
    """As everybody, well and badly."""
    bodies: list[Any] = [
        {"query": ALLES, "variables": {"bsn": "999990123", "aanleiding": {"zaak": _zaak(deur)}}},
        {"query": ALLES, "variables": {"bsn": "999990018"}},
        {"query": ALLES, "variables": {"bsn": ["999990019"]}},
        {"query": "{ bsn999990019: ik { soort } 999990019 }"},
        {"query": '{ klant(sleutel: {bsn: "999990019", kvkNummer: "90001354"}) { naam } }'},
        {"query": '{ zaak(identificatie: "999990019") { status { naam } } node(id: "999990019") { id } }'},
        {"query": 'query Fatima999990019 { mijnZaken(after: "999990019") { totaal } }', "operationName": "999990019"},
        b'{"query": "{ ik { soort } }", "variables": {"a": 999990019',
    ]
    for persona in uitgever.PERSONAS:
        for body in bodies:
            deur.post(body, persona=persona)
        token = uitgever.token(persona)
        tokens.append(token)
        for address in ("/documenten/999990019", "/graphql?bsn=999990019", "/999990019"):
            deur.get(address, Authorization=f"Bearer {token}")
        deur.post({"query": "{ ik { soort } }"}, persona=None, Authorization=f"Bearer {token}x")


def _zaak(deur: Deur) -> str:
    query = {"query": '{ zaak(identificatie: "ZAAK-2026-0001") { id } }'}
    found: str = deur.post(query, persona="burger").json()["data"]["zaak"]["id"]
    return found


@pytest.fixture(scope="module")
def sporen(tmp_path_factory: pytest.TempPathFactory) -> Sporen:
    map_ = tmp_path_factory.mktemp("sporen")
    achter, port = vrije_poort(), vrije_poort()
    config, _ = schrijf(map_, f"http://127.0.0.1:{achter}", port=port)
    adressen: list[str] = []
    tokens: list[str] = []
    sandbox: Starlette = bouw_sandbox(f"http://127.0.0.1:{achter}")
    command = mijnzaken("serve", "--config", str(config))
    env = {**os.environ, "TMPDIR": str(map_), "HOME": str(map_), "PYTHONDONTWRITEBYTECODE": "1"}
    with (
        bediend(_Luistert(sandbox, adressen), achter),
        subprocess.Popen(command, cwd=ROOT, env=env, stdout=subprocess.PIPE, stderr=subprocess.STDOUT) as process,
    ):
        try:
            tot_beantwoord(port)
            _gebruik(Deur(port, sandbox), tokens)
            bestanden = {path.name: path.read_bytes() for path in map_.rglob("*") if path.is_file()}
        finally:
            process.terminate()
        assert process.stdout is not None
        uitvoer = process.stdout.read()
        process.wait(15)
    bestanden.pop(config.name)  # ours, and no output
    return Sporen(uitvoer, bestanden, adressen, tokens)


def _nummers(text: bytes) -> set[bytes]:
    """Whatever looks like somebody's number: of the sandbox, all begin so."""
    return {found for found in _BSN.findall(text) if found.startswith(b"99999")}


def test_the_search_finds_what_it_looks_for() -> None:
    assert _nummers(b'{"bsn": "999990019", "x": 1999990019}') == {b"999990019"}


def test_the_run_wrote_in_the_log_and_was_noticed(sporen: Sporen) -> None:
    assert {"verwerkingenlog.sqlite"} <= set(sporen.bestanden)
    assert len(b"".join(sporen.bestanden.values())) > 20_000
    assert [json.loads(line)["event"] for line in sporen.uitvoer.splitlines()], "something was said"
    assert len(sporen.adressen) > 100


def test_no_line_of_output_holds_a_number_a_name_or_a_token(sporen: Sporen) -> None:
    assert _nummers(sporen.uitvoer) == set()
    assert [naam for naam in NAMEN if naam.encode() in sporen.uitvoer] == []
    assert not any(token.encode() in sporen.uitvoer for token in sporen.tokens)


def test_no_file_holds_a_number_a_name_or_a_token(sporen: Sporen) -> None:
    """But one: the medewerker's own id stands in the audit, which is what that is for."""
    for naam, inhoud in sporen.bestanden.items():
        assert _nummers(inhoud) == set(), naam
        assert [known for known in NAMEN if known.encode() in inhoud] in ([], ["kcc-2001"]), naam
        assert not any(token.encode() in inhoud for token in sporen.tokens), naam
        assert _nummers(naam.encode()) == set()


def test_only_the_three_products_that_leave_no_choice_are_asked_with_a_number_in_the_address(sporen: Sporen) -> None:
    met_nummer = {adres.partition("?")[0] for adres in sporen.adressen if _nummers(adres.encode())}

    assert met_nummer <= MET_NUMMER
    assert not any(naam in adres for adres in sporen.adressen for naam in ("Fatima", "Visser"))
