"""Push: from whom notifications come, and by which ways messages leave."""

from __future__ import annotations

import re
from datetime import time
from typing import Literal

from pydantic import Field, SecretStr, field_validator, model_validator

from app.config.deel import VEILIG, Bestand, Deel, MtlsSettings, geheim_van
from app.config.toegang import Rol

_HTTP = r"^https?://\S+$"
_UUID = "[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}"


def notifysleutel_van(tekst: str) -> tuple[str, str]:
    """The id of the service and the secret, from an API key of NotifyNL: `name-service-secret`, the last two a UUID.
    Raises ValueError without it."""
    if (found := re.fullmatch(f".+-({_UUID})-({_UUID})", tekst)) is None:
        raise ValueError("geef de hele API-sleutel, zoals NotifyNL hem toont: naam, service-id en geheim")
    return found[1], found[2]


def _alleen_veilig(value: str) -> str:
    if not VEILIG.match(value):
        raise ValueError("wat er over iemand in staat, gaat alleen over https")
    return value


class NotificatiesSettings(Deel):
    """Open Notificaties, as the register that tells of changes."""

    authorization: SecretStr = Field(
        description="Wat Open Notificaties in de koptekst Authorization zet; wie dat niet doet, wordt geweigerd."
    )
    callback_url: str | None = Field(
        None,
        pattern=_HTTP,
        description="Hoe Open Notificaties /notificaties bereikt.",
        examples=["https://mijnzaken.voorbeeldstad.example/notificaties"],
    )
    url: str | None = Field(
        None,
        pattern=_HTTP,
        description="De basis-URL van Open Notificaties, om ons aan te melden.",
        examples=["https://notificaties.voorbeeldstad.example"],
    )
    client_id: str = Field("mijnzaken", description="De client_id bij Open Notificaties.")
    secret: SecretStr | None = Field(None, description="Het geheim bij die client_id.")


class EmailSettings(Deel):
    host: str = Field(description="De mailserver (SMTP).", examples=["mail.voorbeeldstad.example"])
    port: int = Field(587, ge=1, le=65535, description="De poort van de mailserver.")
    beveiliging: Literal["starttls", "tls", "geen"] = Field("starttls", description="Hoe de verbinding is beveiligd.")
    gebruiker: str | None = Field(None, description="De gebruikersnaam.", examples=["mijnzaken"])
    wachtwoord: SecretStr | None = Field(None, description="Het wachtwoord.")
    ca: Bestand | None = Field(
        None, description="De certificaten waarmee de mailserver zich bewijst (PEM).", examples=["ca.pem"]
    )
    van: str = Field(
        pattern=r"^[A-Za-z0-9._+-]+@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)*$",
        description="Het adres van de afzender.",
        examples=["mijnzaken@voorbeeldstad.example"],
    )
    naam: str | None = Field(
        None, description="De naam van de afzender; anders die van de organisatie.", examples=["Gemeente Voorbeeldstad"]
    )

    @model_validator(mode="after")
    def _is_veilig(self) -> EmailSettings:
        if (self.gebruiker is None) != (self.wachtwoord is None):
            raise ValueError("noem zowel gebruiker als wachtwoord, of geen van beide")
        if self.wachtwoord is not None and self.beveiliging == "geen" and self.host not in {"127.0.0.1", "localhost"}:
            raise ValueError("een wachtwoord gaat alleen over starttls of tls")
        return self


class NotifyNlSettings(Deel):
    """NotifyNL: sms, letters, and e-mail for who has no mail server of his own."""

    url: str = Field("https://api.notifynl.nl", pattern=_HTTP, description="De basis-URL.")
    sleutel: SecretStr = Field(description="De API-sleutel: naam, service-id en geheim, met streepjes ertussen.")
    email: str | None = Field(
        None,
        description="Het id van het sjabloon voor e-mail; weglaten: geen e-mail hiermee.",
        examples=["3f0c6f3e-0000-4000-8000-000000000003"],
    )
    sms: str | None = Field(
        None,
        description="Het id van het sjabloon voor sms; weglaten: geen sms.",
        examples=["3f0c6f3e-0000-4000-8000-000000000004"],
    )
    brief: str | None = Field(
        None,
        description="Het id van het sjabloon voor een brief; weglaten: geen brieven.",
        examples=["3f0c6f3e-0000-4000-8000-000000000005"],
    )

    @field_validator("url")
    @classmethod
    def _is_veilig(cls, value: str) -> str:
        return _alleen_veilig(value)

    @field_validator("sleutel")
    @classmethod
    def _is_sleutel(cls, value: SecretStr) -> SecretStr:
        notifysleutel_van(value.get_secret_value())
        return value


class WebhookSettings(Deel):
    """A system that is told of changes, under its own rights: a partner by its OIN, or a system of the organisation
    itself in one rol."""

    naam: str = Field(pattern=r"^[a-z0-9][a-z0-9-]{0,62}$", description="De naam van het systeem.", examples=["crm"])
    url: str = Field(
        pattern=_HTTP,
        description="Waar het bericht heen gaat.",
        examples=["https://crm.voorbeeldstad.example/mijnzaken"],
    )
    geheim: SecretStr = Field(description="Waarmee berichten worden ondertekend: 24 bytes of meer, in base64.")
    oin: str | None = Field(
        None,
        pattern=r"^[0-9]{20}$",
        description="Van welke organisatie het systeem is.",
        examples=["00000001003300006000"],
        json_schema_extra={"anders": True},
    )
    rol: Rol | None = Field(None, description="In welke rol een eigen systeem kijkt, zoals KCC.", examples=["KCC"])
    mtls: MtlsSettings | None = Field(None, description="Een clientcertificaat, als het systeem dat vraagt.")
    document: str | None = Field(
        None,
        description="De vraag (subscription) die wordt gesteld; anders die van ons.",
        examples=["subscription { mijnZakenGewijzigd { soort } }"],
    )

    @field_validator("url")
    @classmethod
    def _is_veilig(cls, value: str) -> str:
        return _alleen_veilig(value)

    @field_validator("geheim")
    @classmethod
    def _is_geheim(cls, value: SecretStr) -> SecretStr:
        geheim_van(value.get_secret_value())
        return value

    @model_validator(mode="after")
    def _van_wie(self) -> WebhookSettings:
        if (self.oin is None) == (self.rol is None):
            raise ValueError("noem òf het oin van een andere organisatie, òf de rol waarin een eigen systeem kijkt")
        return self


class StilleUrenSettings(Deel):
    """From `van` up to `tot`, in the Netherlands."""

    van: time = Field(time(21, 0), description="Vanaf wanneer er niets wordt gestuurd.")
    tot: time = Field(time(8, 0), description="Vanaf wanneer er weer wordt gestuurd.")


class PushSettings(Deel):
    notificaties: list[NotificatiesSettings] = Field(
        default_factory=list, description="Wie er meldt dat er iets is veranderd."
    )
    peilen_s: float | None = Field(
        None,
        ge=1,
        description="Om de hoeveel seconden registers die niets melden worden gevraagd; anders niet.",
        examples=[300],
    )
    email: EmailSettings | None = Field(None, description="De mailserver, voor wie e-mail wil.")
    notifynl: NotifyNlSettings | None = Field(None, description="NotifyNL, voor sms en brieven.")
    portaal: str | None = Field(
        None, description="De naam van het register (openvtb) waarin berichten komen te staan.", examples=["openvtb"]
    )
    webhooks: list[WebhookSettings] = Field(default_factory=list, description="Systemen die bericht krijgen.")
    link: str = Field(
        "",
        description="Waar een klant kan kijken; {id} is de kwestie. Leeg: geen link.",
        examples=["https://mijn.voorbeeldstad.example/zaken/{id}"],
    )
    bundelen_s: float = Field(60.0, ge=0, le=3600, description="Zo lang wordt gewacht of er meer verandert.")
    stille_uren: StilleUrenSettings | None = Field(
        default_factory=StilleUrenSettings, description="Wanneer e-mail en sms wachten; null: nooit."
    )
    pogingen: int = Field(12, ge=1, le=50, description="Hoe vaak een bericht wordt geprobeerd.")
    abonnementen: int = Field(20_000, ge=0, description="Hoeveel abonnementen er tegelijk open mogen staan.")

    @field_validator("webhooks")
    @classmethod
    def _namen_uniek(cls, value: list[WebhookSettings]) -> list[WebhookSettings]:
        if len({hook.naam for hook in value}) != len(value):
            raise ValueError("twee webhooks hebben dezelfde naam")
        return value
