"""Kiezen: which kanalen there are, by what the settings name."""

from __future__ import annotations

from collections.abc import Mapping

from app.config.push import PushSettings
from app.config.registers import OrganisatieSettings
from app.push.kanalen.email import Email
from app.push.kanalen.notifynl import NotifyNl
from app.push.kanalen.webhook import Webhook
from app.push.zending import Kanaal


def maak_kanalen(
    push: PushSettings,
    organisatie: OrganisatieSettings,
    *,
    portaal: Kanaal | None = None,
    zaken_url: str | None = None,
) -> Mapping[str, Kanaal]:
    """By name: EMAIL, SMS, POST, PORTAAL, and WEBHOOK:naam for each system. A mail server of one's own goes first.
    `zaken_url`: where a system can look at a zaak, by its uuid."""
    kanalen: dict[str, Kanaal] = {
        f"WEBHOOK:{hook.naam}": Webhook(hook, organisatie, zaken_url) for hook in push.webhooks
    }
    notify = push.notifynl
    if notify is not None:
        for naam, soort, sjabloon in (
            ("EMAIL", "email", notify.email),
            ("SMS", "sms", notify.sms),
            ("POST", "letter", notify.brief),
        ):
            if sjabloon is not None:
                kanalen[naam] = NotifyNl(notify, soort, sjabloon, organisatie.naam)
    if push.email is not None:
        kanalen["EMAIL"] = Email(push.email, organisatie.naam)
    if portaal is not None:
        kanalen["PORTAAL"] = portaal
    return kanalen
