"""Wijziging: what stands in the postvak, as the graph is told of it."""

from __future__ import annotations

from datetime import UTC, datetime

from app.push.postvak import Gebeurtenis, NieuwBericht
from resolvers.grammar.context import Wijziging
from resolvers.grammar.ref import Ref


def wijziging_uit(found: Gebeurtenis | NieuwBericht) -> Wijziging:
    return Wijziging(
        soort=found.soort,
        onderwerp=Ref.decode(found.onderwerp),
        tijdstip=datetime.fromtimestamp(found.tijdstip_ms / 1000, UTC),
        deel=Ref.decode(found.deel) if found.deel else None,
    )
