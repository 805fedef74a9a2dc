"""Which kanalen there are follows from what the settings name."""

from __future__ import annotations

from base64 import b64encode
from typing import Any

import pytest

from app.config.push import PushSettings
from app.config.registers import OrganisatieSettings
from app.push.kanalen.email import Email
from app.push.kanalen.kiezen import maak_kanalen
from app.push.kanalen.notifynl import NotifyNl
from app.push.kanalen.webhook import Webhook
from app.push.zending import Zending
from tests.app.push.kanalen.test_notifynl import SLEUTEL

_MAIL: dict[str, Any] = {"email": {"host": "127.0.0.1", "van": "mijnzaken@voorbeeldstad.example"}}
_HOOK: dict[str, Any] = {"url": "https://crm.example/in", "geheim": b64encode(bytes(32)).decode(), "rol": "KCC"}


class _Portaal:
    async def bezorg(self, zending: Zending) -> None:
        """Takes everything."""

    async def aclose(self) -> None:
        """Nothing is kept open."""


def _notify(**sjablonen: str) -> dict[str, Any]:
    return {"notifynl": {"sleutel": SLEUTEL, **sjablonen}}


@pytest.mark.parametrize(
    ("push", "verwacht"),
    [
        ({}, {}),
        (_MAIL, {"EMAIL": Email}),
        (_notify(), {}),
        (_notify(email="1"), {"EMAIL": NotifyNl}),
        (_notify(sms="1", brief="2"), {"SMS": NotifyNl, "POST": NotifyNl}),
        ({**_MAIL, **_notify(email="1", sms="2")}, {"EMAIL": Email, "SMS": NotifyNl}),
        (
            {"webhooks": [{"naam": "crm", **_HOOK}, {"naam": "dwh", **_HOOK}]},
            {"WEBHOOK:crm": Webhook, "WEBHOOK:dwh": Webhook},
        ),
    ],
)
async def test_what_is_named_is_there(push: dict[str, Any], verwacht: dict[str, type]) -> None:
    kanalen = maak_kanalen(PushSettings.model_validate(push), OrganisatieSettings())

    assert {naam: type(kanaal) for naam, kanaal in kanalen.items()} == verwacht
    for kanaal in kanalen.values():
        await kanaal.aclose()


def test_the_portal_is_there_when_it_is_given() -> None:
    portaal = _Portaal()

    assert maak_kanalen(PushSettings(), OrganisatieSettings(), portaal=portaal) == {"PORTAAL": portaal}
