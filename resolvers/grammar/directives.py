"""Directives: the rules of DESIGN "Who may see what", as they stand in schema.graphql.

They are written by `veld`, `relatie` and `bedrijfsobject` from the same values that the guard enforces: SDL and
behaviour cannot differ.
"""

from __future__ import annotations

import strawberry
from strawberry.schema_directive import Location

from resolvers.grammar.inzage import BetrokkeneBron, Betrouwbaarheidsniveau, GegevensCategorie


@strawberry.schema_directive(
    locations=[Location.OBJECT, Location.FIELD_DEFINITION],
    description="Wat voor gegeven dit is; de matrix zegt op welke grondslag het open is. "
    "Op een type: dat het er is, en de velden die zelf niets zeggen.",
    name="inzage",
)
class InzageDirective:
    gegevens: GegevensCategorie
    niveau: Betrouwbaarheidsniveau | None = strawberry.UNSET


@strawberry.schema_directive(
    locations=[Location.OBJECT, Location.FIELD_DEFINITION],
    description="Geen persoonsgegeven: geen grondslag nodig, geen logregel.",
    name="openbaar",
)
class OpenbaarDirective: ...


@strawberry.schema_directive(
    locations=[Location.OBJECT],
    description="Over wie dit object gaat: uit eigen velden, van het object waaruit het bereikt is, of over niemand.",
    name="betrokkene",
)
class BetrokkeneDirective:
    bron: BetrokkeneBron = BetrokkeneBron.OBJECT
    via: list[str] | None = strawberry.UNSET


@strawberry.schema_directive(
    locations=[Location.OBJECT],
    description="Het veld waarmee het object boven het plafond van een grondslag kan liggen.",
    name="vertrouwelijkheid",
)
class VertrouwelijkheidDirective:
    veld: str


@strawberry.schema_directive(
    locations=[Location.ARGUMENT_DEFINITION, Location.INPUT_FIELD_DEFINITION, Location.ENUM_VALUE],
    description="Dit argument verraadt de genoemde velden (filter, sortering, telling): "
    "alleen met inzage in die velden.",
    name="onthult",
)
class OnthultDirective:
    velden: list[str]


@strawberry.schema_directive(
    locations=[Location.FIELD_DEFINITION],
    description="Alleen null als er een fout bij staat (GraphQL Nullability WG). Waar dit niet staat, kan null ook "
    "gesloten zijn of niet bekend, en dat is geen fout.",
    name="semanticNonNull",
)
class SemanticNonNullDirective:
    levels: tuple[int | None, ...] | None = (0,)
