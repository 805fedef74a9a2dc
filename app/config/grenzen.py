"""Grenzen: how large a question may be, and how much one afnemer or one organisation may ask in a while."""

from __future__ import annotations

from pydantic import Field, model_validator

from app.config.deel import Deel


class BudgetSettings(Deel):
    """A bucket: `tegoed` is what it holds, and `per_s` what comes in."""

    tegoed: int = Field(ge=1, description="Hoeveel kosten er ineens mogen worden gemaakt.", examples=[100_000])
    per_s: int = Field(ge=1, description="Hoeveel daarvan er per seconde weer bij komt.", examples=[5_000])


class VraaggrenzenSettings(Deel):
    """The defaults are those of graphql-armor where it counts the same. Counted is what is written, each fragment once;
    what becomes of a fragment that is spread often, `diepte` and `kosten` tell. `kosten_per_lijst` is a middle: of
    lists in lists few are long at the same time, and `objecten` holds when they are."""

    tekens: int = Field(32_768, ge=1000, description="Hoeveel tekens een vraag mag hebben.", examples=[32_768])
    tokens: int = Field(1000, ge=100, le=10_000, description="Hoeveel woorden en leestekens een vraag mag hebben.")
    waarden: int = Field(2000, ge=100, description="Hoeveel waarden er in de variabelen mogen staan.")
    diepte: int = Field(10, ge=1, le=50, description="Hoe diep velden in elkaar mogen staan.")
    aliassen: int = Field(15, ge=0, description="Hoeveel velden een eigen naam mogen krijgen of nog eens staan.")
    directives: int = Field(50, ge=0, description="Hoeveel directives er in een vraag mogen staan.")
    wortelvelden: int = Field(10, ge=1, description="Hoeveel velden een operatie bovenaan mag vragen.")
    operaties: int = Field(5, ge=1, description="Hoeveel operaties er in een document mogen staan.")
    fragmenten: int = Field(50, ge=0, description="Hoeveel fragmenten er in een document mogen staan.")
    kosten: int = Field(
        20_000,
        ge=100,
        description="Hoeveel een operatie mag kosten: haar velden, maal de lengte van de lijsten erboven.",
    )
    kosten_per_lijst: int = Field(
        3, ge=1, le=100, description="Hoeveel er in een lijst staan waarvan de vraag niet zegt hoeveel zij er wil."
    )
    kosten_per_oproep: int = Field(10, ge=0, description="Wat een veld extra kost waarvoor een register iets hoort.")
    objecten: int = Field(
        20_000, ge=100, description="Hoeveel objecten er in een antwoord mogen staan, hoe lang de lijsten ook blijken."
    )
    gelijktijdig: int = Field(
        1000,
        ge=1,
        description="Hoeveel vragen één proces tegelijk beantwoordt; wie daarna komt, hoort meteen dat het te druk is.",
    )
    per_afnemer: BudgetSettings | None = Field(
        BudgetSettings(tegoed=100_000, per_s=5_000),
        description="Hoeveel kosten één persoon mag maken, per proces van deze dienst of samen (valkey).",
    )
    per_organisatie: BudgetSettings | None = Field(
        BudgetSettings(tegoed=2_000_000, per_s=100_000),
        description="Hoeveel kosten één aangesloten organisatie mag maken, per client.",
    )

    @model_validator(mode="after")
    def _past_erin(self) -> VraaggrenzenSettings:
        for budget in (self.per_afnemer, self.per_organisatie):
            if budget is not None and budget.tegoed < self.kosten:
                raise ValueError("een tegoed is minstens kosten; anders kan een vraag die mag nooit worden gesteld")
        return self
