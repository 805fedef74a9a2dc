"""Schema: the graph put together, and closed. Importing it fails when a field leaves unsaid what it is
(grammar/guard.py)."""

from __future__ import annotations

import strawberry
from strawberry.schema.config import StrawberryConfig

from resolvers import (  # noqa: F401 - importing an object makes it known by name to relaties
    afspraak,
    besluit,
    contactmoment,
    document,
    klant,
    machtiging,
    mijnzaken,
    organisatie,
    product,
    taak,
    toestemming,
    verwerking,
    verzoek,
    zaak,
)
from resolvers.grammar import bron, scalars  # noqa: F401
from resolvers.grammar.guard import enforce
from resolvers.grammar.scalars import SCALARS
from resolvers.klant import NatuurlijkPersoon, NietNatuurlijkPersoon
from resolvers.mijnzaken import MijnZakenWijziging
from resolvers.query import Query


def bouw_schema() -> strawberry.Schema:
    """A fresh schema: checked and guarded."""
    made = strawberry.Schema(
        query=Query,
        types=[NatuurlijkPersoon, NietNatuurlijkPersoon, MijnZakenWijziging],
        config=StrawberryConfig(scalar_map=SCALARS),
    )
    enforce(made._schema)
    return made


schema = bouw_schema()
