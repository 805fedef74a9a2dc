"""The door by which registers say that something changed: who may, what is believed, and what the worst gets."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import httpx
import pytest

from app.config import Settings
from app.main import bouw
from app.push.opslag.openen import open_postvak
from app.sandbox.server import NOTIFICATIES_AUTHORIZATION, sandbox_config
from tests.gateway import Sandbox

_UUID = "742fc5ee-d68b-5834-bc38-110a5d5ba48c"


class Deur:
    def __init__(self, client: httpx.AsyncClient, settings: Settings, basis: str) -> None:
        self.client, self.settings, self.basis = client, settings, basis

    def bericht(self, **anders: Any) -> dict[str, Any]:
        zaken = f"{self.basis}/openzaak/zaken/api/v1"
        return {
            "kanaal": "zaken",
            "hoofdObject": f"{zaken}/zaken/{_UUID}",
            "resource": "status",
            "resourceUrl": f"{zaken}/statussen/{_UUID}",
            "actie": "create",
            "aanmaakdatum": datetime.now(UTC).isoformat(),
            "kenmerken": {},
            **anders,
        }

    async def meld(self, content: bytes | dict[str, Any], **koppen: str) -> httpx.Response:
        body = content if isinstance(content, bytes) else json.dumps(content).encode()
        headers = {"Authorization": NOTIFICATIES_AUTHORIZATION, "Content-Type": "application/json", **koppen}
        return await self.client.post("/notificaties", content=body, headers=headers)

    def bewaard(self) -> int:
        """How many notifications were kept."""
        postvak = open_postvak(self.settings.verwerkingenlog.opslag)
        try:
            return len(postvak.neem_meldingen("proef", 2**52, 2**52, 1000))
        finally:
            postvak.close()


@pytest.fixture
async def deur(registers: Sandbox, tmp_path: Path) -> AsyncIterator[Deur]:
    """Nothing is handled: what was kept stays to be looked at."""
    config = sandbox_config(registers.basis, log=f"sqlite:{tmp_path}/log.sqlite")
    settings = Settings.model_validate(config)
    app = bouw(settings)
    transport = httpx.ASGITransport(app, raise_app_exceptions=False)
    async with httpx.AsyncClient(transport=transport, base_url="http://gateway") as client:
        yield Deur(client, settings, registers.basis)
    await app.state.push.aclose()


async def test_what_is_acknowledged_is_kept_and_once(deur: Deur) -> None:
    bericht = deur.bericht()

    assert [(await deur.meld(bericht)).status_code for _ in range(3)] == [204, 204, 204]
    assert deur.bewaard() == 1


async def test_a_trial_without_the_authorization_is_refused_and_with_it_accepted(deur: Deur) -> None:
    proef = deur.bericht(kanaal="test", hoofdObject="http://some.hoofdobject.nl/")

    assert (await deur.meld(proef, Authorization="")).status_code == 401
    assert (await deur.meld(proef, Authorization=NOTIFICATIES_AUTHORIZATION + "x")).status_code == 401
    assert (await deur.meld(proef)).status_code == 204
    assert deur.bewaard() == 0


@pytest.mark.parametrize(
    ("anders", "status"),
    [
        ({"hoofdObject": f"http://169.254.169.254/zaken/{_UUID}"}, 400),
        ({"resourceUrl": f"http://evil.example/openzaak/zaken/api/v1/statussen/{_UUID}"}, 400),
        ({"kanaal": "verzonnen"}, 400),
        ({"kanaal": 7}, 400),
        ({"aanmaakdatum": None}, 400),
    ],
)
async def test_what_cannot_be_is_refused_and_nothing_is_fetched_or_kept(
    deur: Deur, registers: Sandbox, anders: dict[str, Any], status: int
) -> None:
    gevraagd = len(registers.product("openzaak").state.oproepen)
    answer = await deur.meld(deur.bericht(**anders))

    assert answer.status_code == status
    assert answer.headers["content-type"] == "application/problem+json"
    assert not {"evil", "169.254", "verzonnen"} & set(answer.text.split("/"))
    assert deur.bewaard() == 0
    assert len(registers.product("openzaak").state.oproepen) == gevraagd


@pytest.mark.parametrize(
    ("body", "koppen", "status"),
    [
        (b"{" * 100_000, {}, 400),
        (b'{"kanaal": NaN}', {}, 400),
        (b"\xff\xfe", {}, 400),
        (b"x" * 10_000_000, {}, 413),
        (b"{}", {"Content-Type": "text/plain"}, 415),
        (b"{}", {"Content-Type": "application/cloudevents+json"}, 400),
    ],
)
async def test_bad_bytes_get_their_status(deur: Deur, body: bytes, koppen: dict[str, str], status: int) -> None:
    assert (await deur.meld(body, **koppen)).status_code == status
    assert deur.bewaard() == 0


async def test_a_store_that_is_away_gets_no_acknowledgement(
    deur: Deur, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / "log.sqlite").unlink(missing_ok=True)
    (tmp_path / "log.sqlite").mkdir()  # a place where no file can be

    assert (await deur.meld(deur.bericht())).status_code == 503


async def test_a_gateway_that_nobody_tells_has_no_such_door(registers: Sandbox, tmp_path: Path) -> None:
    config = sandbox_config(registers.basis, log=f"sqlite:{tmp_path}/log.sqlite")
    del config["push"]
    app = bouw(Settings.model_validate(config))
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://gateway") as client:
        assert (await client.post("/notificaties", json={})).status_code == 404
