"""Documenten: which questions clients have registered, and whether others may be asked."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

from pydantic import Field, model_validator

from app.config.deel import Deel


class DocumentenSettings(Deel):
    map: Path | None = Field(
        None,
        description="De map met per client een bestand met zijn geregistreerde documenten.",
        examples=["documenten"],
    )
    modus: Literal["alles", "vertrouwd"] = Field(
        "alles", description="alles: elke vraag; vertrouwd: alleen geregistreerde documenten (voor productie)."
    )
    apq: bool = Field(
        False, description="Of een client een vraag onderweg mag registreren (Automatic Persisted Queries)."
    )

    @model_validator(mode="after")
    def _klopt_samen(self) -> DocumentenSettings:
        if self.modus == "vertrouwd" and self.map is None:
            raise ValueError("noem bij modus vertrouwd ook map")
        if self.modus == "vertrouwd" and self.apq:  # then anybody could register what he likes
            raise ValueError("apq gaat niet samen met modus vertrouwd")
        return self
