"""`mijnzaken sandbox advance`: a zaak goes on, over HTTP, and what cannot is one line."""

from __future__ import annotations

import re
import subprocess
from collections.abc import Iterator
from time import monotonic, sleep
from typing import Any

import httpx
import pytest

from app.config import Settings
from app.sandbox.kern import maak_jwt
from app.sandbox.server import sandbox_config, sandbox_settings
from tests.app.opdrachtregel import ROOT, is_een_regel, roep
from tests.app.registries.ruwe_server import vrije_poort
from tests.app.sandbox.ontvanger import AUTH, ontvanger
from tests.gateway import Sandbox, sandbox
from tests.warm import mijnzaken

ZAAK = "ZAAK-2026-0001"


@pytest.fixture
def registers() -> Iterator[Sandbox]:
    with sandbox() as found:
        yield found
        found.app.state.close()


def lees(registers: Sandbox, pad: str, **params: str) -> Any:
    kop = {"Authorization": f"Bearer {maak_jwt()}", "Accept-Crs": "EPSG:4326"}
    url = pad if pad.startswith("http") else f"{registers.basis}/openzaak/zaken/api/v1/{pad}"
    return httpx.get(url, params=params or None, headers=kop).json()


def zaak_nu(registers: Sandbox) -> Any:
    (zaak,) = lees(registers, "zaken", identificatie=ZAAK)["results"]
    return zaak


def advance(registers: Sandbox, *args: str) -> str:
    found = roep("sandbox", "advance", ZAAK, "--url", registers.basis, *args)
    assert found.exit_code == 0, found.output
    assert found.output.count("\n") == 1
    return found.output.strip()


def test_it_sets_the_next_status_and_says_which(registers: Sandbox) -> None:
    line = advance(registers, "--toelichting", "De commissie vond het mooi.")
    status = lees(registers, zaak_nu(registers)["status"])

    assert line == f"{ZAAK}: Besluit genomen"
    assert lees(registers, status["statustype"])["omschrijving"] == "Besluit genomen"
    assert status["statustoelichting"] == "De commissie vond het mooi."


def test_it_goes_on_to_the_end_with_a_resultaat_and_no_further(registers: Sandbox) -> None:
    lines = [advance(registers), advance(registers)]
    end = roep("sandbox", "advance", ZAAK, "--url", registers.basis)
    zaak = zaak_nu(registers)

    assert lines[1] == f"{ZAAK}: Afgehandeld (resultaat: Verleend)"
    assert zaak["einddatum"]
    assert zaak["resultaat"]
    assert end.exit_code == 1
    assert is_een_regel(end.output) == f"{ZAAK} is al aan het einde; er komt geen status meer."


def test_who_subscribed_hears_of_it(registers: Sandbox) -> None:
    with ontvanger() as callback:
        body = {"callbackUrl": callback.url, "auth": AUTH, "kanalen": [{"naam": "zaken"}]}
        made = httpx.post(
            f"{registers.basis}/opennotificaties/api/v1/abonnement",
            json=body,
            headers={"Authorization": f"Bearer {maak_jwt()}"},
        )
        advance(registers)
        (found,) = callback.wacht_op(1)

    assert made.status_code == 201
    assert (found.body["resource"], found.body["hoofdObject"]) == ("status", zaak_nu(registers)["url"])


def test_a_zaak_that_is_not_there_is_one_line(registers: Sandbox) -> None:
    found = roep("sandbox", "advance", "ZAAK-1", "--url", registers.basis)

    assert found.exit_code == 1
    assert is_een_regel(found.output) == f"De sandbox op {registers.basis} heeft geen zaak met dat nummer."


@pytest.mark.parametrize("url", ["http://127.0.0.1:{poort}", "onzin", "http://127.0.0.1:x"])
def test_where_nobody_is_is_one_line(url: str) -> None:
    adres = url.format(poort=vrije_poort())
    found = roep("sandbox", "advance", ZAAK, "--url", adres)

    assert found.exit_code == 1
    assert is_een_regel(found.output) == f"Op {adres} is geen sandbox; start die met: mijnzaken sandbox."


def test_something_else_that_answers_is_one_line(registers: Sandbox) -> None:
    adres = f"{registers.basis}/openklant"
    found = roep("sandbox", "advance", ZAAK, "--url", adres)

    assert found.exit_code == 1
    assert is_een_regel(found.output) == f"Wat op {adres} antwoordt, is niet de sandbox van MijnZaken."


def test_the_sandbox_still_starts_without_a_subcommand_and_can_be_moved() -> None:
    port = vrije_poort()
    command = mijnzaken("sandbox", "--port", str(port))
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        try:
            assert process.stdout is not None
            assert f"http://127.0.0.1:{port}" in process.stdout.readline()
            until = monotonic() + 30
            while (moved := roep("sandbox", "advance", ZAAK, "--url", f"http://127.0.0.1:{port}")).exit_code:
                assert monotonic() < until, moved.output
                sleep(0.1)
        finally:
            process.terminate()
        process.wait(15)
        assert process.stderr is not None
        assert "Traceback" not in process.stderr.read()
    assert re.fullmatch(rf"{ZAAK}: .+\n", moved.output)


def test_the_settings_of_the_sandbox_ask_to_be_told_where_they_listen() -> None:
    zonder = sandbox_settings("http://127.0.0.1:8100").push
    met = Settings.model_validate(sandbox_config("http://127.0.0.1:8100", port=8000, smtp=8025, portaal=True)).push
    kaal = Settings.model_validate(sandbox_config("http://127.0.0.1:8100", port=8000)).push

    assert (zonder.notificaties[0].callback_url, zonder.email, zonder.link) == (None, None, "")
    assert (met.link, kaal.link) == ("http://127.0.0.1:8000/#zaak={id}", "")
    assert met.notificaties[0].callback_url == "http://127.0.0.1:8000/notificaties"
    assert met.email is not None
    assert (met.email.host, met.email.port, met.email.beveiliging) == ("127.0.0.1", 8025, "geen")
    assert [hook.url for hook in met.webhooks] == [
        "http://127.0.0.1:8100/webhooks/kcc-crm",
        "http://127.0.0.1:8100/webhooks/provincie",
    ]
    assert (met.stille_uren, met.bundelen_s) == (None, 1)
