"""Telemetrie: where spans go. What is logged goes to standard error, and numbers are at /metrics."""

from __future__ import annotations

from pydantic import Field, SecretStr, model_validator

from app.config.deel import VEILIG, Deel


class TelemetrieSettings(Deel):
    otlp_url: str | None = Field(
        None,
        pattern=r"^https?://[^\s?#]+$",
        description="De basis-URL van een OpenTelemetry-collector; daarachter komt /v1/traces. Weglaten: geen spans.",
        examples=["https://otel.voorbeeldstad.example"],
    )
    kopteksten: dict[str, SecretStr] = Field(default_factory=dict, description="Kopteksten, zoals Authorization.")
    naam: str = Field("mijnzaken", min_length=1, description="Onder welke naam deze dienst bij de collector staat.")
    aandeel: float = Field(1.0, gt=0, le=1, description="Van welk deel van de vragen er spans gaan: 0.1 is een tiende.")

    @model_validator(mode="after")
    def _geheim_over_https(self) -> TelemetrieSettings:
        if self.kopteksten and self.otlp_url is not None and not VEILIG.match(self.otlp_url):
            raise ValueError("een geheim in de kopteksten gaat alleen over https")
        return self
