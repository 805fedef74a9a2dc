"""Verloop: how an operation stands in the log and in the traces: its name, and under what it came."""

from __future__ import annotations

from functools import lru_cache

from app.execution.documents import Document
from app.execution.vraag import Vraag
from app.verwerkingenlog.vastlegging import Verloop


def verloop_van(document: Document, vraag: Vraag) -> Verloop:
    return Verloop(
        trace_id=vraag.trace_id,
        naam=_naam(document.vooruitblik.velden),
        parent_span_id=vraag.parent_span_id,
        afkomst=vraag.afkomst,
    )


@lru_cache(maxsize=1024)
def _naam(velden: frozenset[str]) -> str:
    """What is done, in the words of the schema: never those of the client."""
    ingangen = sorted(
        (kind, name)
        for coordinate in velden
        for kind, _, name in [coordinate.partition(".")]
        if kind in {"Query", "Mutation", "Subscription"}
    )
    verb = "vastleggen" if any(kind == "Mutation" for kind, _ in ingangen) else "raadplegen"
    return f"{verb} {', '.join(name for _, name in ingangen)}"
