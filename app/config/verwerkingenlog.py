"""Verwerkingenlog: where the log is kept, with which key it is sealed, where it is delivered, and the register of
verwerkingsactiviteiten of the organisation."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Literal

from pydantic import Field, SecretStr, field_validator

from app.config.deel import VEILIG, Deel, is_sleutel

_DUUR = re.compile(r"P(?=\d)(\d{1,3}Y)?(\d{1,3}M)?(\d{1,5}D)?")


class ActiviteitSettings(Deel):
    """A verwerkingsactiviteit of the organisation's own register (AVG art. 30)."""

    uri: str = Field(
        pattern=r"^https?://\S+$",
        description="De URI in het register van verwerkingsactiviteiten.",
        examples=["https://verwerkingen.voorbeeldstad.example/mijnzaken-inzage"],
    )
    naam: str = Field(description="De naam, zoals een betrokkene hem leest.", examples=["Inzage in eigen zaken"])
    doel: str = Field(description="Waarvoor.", examples=["U laten zien wat de organisatie voor u doet."])
    rechtsgrond: str = Field(
        description="De rechtsgrond uit AVG artikel 6, in gewone woorden.",
        examples=["Taak van algemeen belang (art. 6 lid 1 onder e)"],
    )
    bewaartermijn: str = Field("P1Y", description="Hoe lang een logregel blijft (ISO 8601, zoals P1Y of P18M).")
    vertrouwelijk: bool = Field(False, description="Of de betrokkene deze verwerking (nog) niet mag zien.")

    @field_validator("bewaartermijn")
    @classmethod
    def _is_duur(cls, value: str) -> str:
        if not _DUUR.fullmatch(value):
            raise ValueError("geef een duur in jaren, maanden en dagen, zoals P1Y, P18M of P90D")
        return value


_EIGEN = "https://mijnzaken.example/verwerkingsactiviteiten/"


def _standaard() -> dict[str, ActiviteitSettings]:
    taak, toestemming = "Taak van algemeen belang (art. 6 lid 1 onder e)", "Toestemming (art. 6 lid 1 onder a)"
    plicht = "Wettelijke verplichting (art. 6 lid 1 onder c)"
    rows = {
        "mijnzaken-inzage": ("Inzage in eigen zaken", "U laten zien wat de organisatie voor u doet.", taak),
        "mijnzaken-machtiging": ("Inzage namens een ander", "Een vertegenwoordiger laten zien wat er loopt.", taak),
        "mijnzaken-bericht": ("Bericht over uw zaak", "U laten weten dat er iets is veranderd.", taak),
        "kcc-statusvraag": ("Vraag aan het klantcontactcentrum", "Uw vraag beantwoorden.", taak),
        "kcc-inhoud": ("Klantcontact met uw toestemming", "U verder helpen dan de status.", toestemming),
        "zaakbehandeling": ("Behandelen van een zaak", "Uw zaak behandelen.", taak),
        "ketenbijdrage": ("Vragen aan wie meewerkt", "U laten zien wat een andere organisatie aan uw zaak doet.", taak),
        "ketenstatus": ("Samenwerken aan een zaak", "Met een andere organisatie aan uw zaak werken.", taak),
        "toezicht-verwerkingen": ("Toezicht op verwerkingen", "Controleren wie gegevens heeft gezien.", plicht),
        "inzage-verwerkingenlog": ("Inzage in het verwerkingenlog", "U laten zien wie uw gegevens zag.", plicht),
        "toestemming-beheer": ("Toestemming geven en intrekken", "Vastleggen wat u wel en niet goedvindt.", plicht),
        "voorkeuren-beheer": ("Voorkeuren wijzigen", "Vastleggen hoe u benaderd wilt worden.", taak),
    }
    return {
        key: ActiviteitSettings(uri=_EIGEN + key, naam=naam, doel=doel, rechtsgrond=grond)
        for key, (naam, doel, grond) in rows.items()
    }


class UitgaandSettings(Deel):
    """A log elsewhere that gets what is written here, afterwards."""

    soort: Literal["otlp", "vng", "adl"] = Field(
        description="otlp: Logboek Dataverwerkingen over OTLP/HTTP; vng: VNG Verwerkingenlogging API; adl: "
        "Authorization Decision Log over OTLP/HTTP."
    )
    naam: str | None = Field(
        None,
        pattern=r"^[a-z0-9][a-z0-9-]{0,62}$",
        description="Waaronder wordt onthouden tot waar is afgeleverd; anders de soort. Wie nieuw is, krijgt alles.",
        examples=["logboek"],
    )
    url: str = Field(
        pattern=r"^https?://\S+$",
        description="De basis-URL; daarachter komt /v1/traces (otlp), /v1/logs (adl) of /verwerkingsacties (vng).",
        examples=["https://logboek.voorbeeldstad.example"],
    )
    kopteksten: dict[str, SecretStr] = Field(default_factory=dict, description="Kopteksten, zoals Authorization.")
    met_bsn: bool = Field(
        False, description="Alleen bij vng: stuur het BSN zelf, omdat dat log het versluiert; anders ons pseudoniem."
    )

    @field_validator("url")
    @classmethod
    def _versleuteld(cls, value: str) -> str:
        if not VEILIG.match(value):  # Logboek Dataverwerkingen: the connection is encrypted
            raise ValueError("de url begint met https:// (met http:// alleen op deze computer)")
        return value

    @property
    def merk(self) -> str:
        """Under which its position is kept."""
        return self.naam or self.soort


class VerwerkingenlogSettings(Deel):
    opslag: str = Field(
        "sqlite:verwerkingenlog.sqlite",
        pattern=r"^(sqlite:.+|postgres(ql)?://\S+)$",
        description="Waar het log staat: sqlite:/pad/naar/log.sqlite, of postgresql://… voor meer dan één machine.",
        repr=False,
    )
    sleutel: SecretStr | None = Field(
        None,
        description="64 hexadecimale tekens of meer: de sleutel waarmee het log is verzegeld; anders volgt zij uit de "
        "pseudoniemsleutel.",
    )
    activiteiten: Mapping[str, ActiviteitSettings] = Field(
        default_factory=_standaard,
        description="De verwerkingsactiviteiten, per sleutel; vult de standaard aan.",
        json_schema_extra={"sleutel": "mijnzaken-inzage"},
    )
    uitgaand: list[UitgaandSettings] = Field(default_factory=list, description="Waar regels ook heen gaan.")

    @field_validator("uitgaand")
    @classmethod
    def _namen_uniek(cls, value: list[UitgaandSettings]) -> list[UitgaandSettings]:
        if len({doel.merk for doel in value}) != len(value):
            raise ValueError("geef elk doel een eigen `naam`: van elk wordt onthouden tot waar er is afgeleverd")
        return value

    @field_validator("sleutel")
    @classmethod
    def _lang_genoeg(cls, value: SecretStr | None) -> SecretStr | None:
        return None if value is None else is_sleutel(value)

    @field_validator("activiteiten")
    @classmethod
    def _met_standaard(cls, value: Mapping[str, ActiviteitSettings]) -> Mapping[str, ActiviteitSettings]:
        return {**_standaard(), **value}
