"""Schrijfsels to write: what one operation tells of one or two betrokkenen."""

from __future__ import annotations

import secrets

from app.verwerkingenlog.regel import Audit, Handeling, Ontvanger, Regel, Schrijfsel, Verstrekking, Verwerking

SLEUTEL = bytes(range(32))
BEGIN_MS = 1_795_436_400_000
"""23 November 2026, 15:00 in Amsterdam."""
BURGER = Ontvanger(soort="BURGER", id="k1.burger")


def verwerking(
    trace_id: str, ouder: str, *, betrokkene: str = "k1.anna", activiteit: str = "mijnzaken-inzage", ms: int = BEGIN_MS
) -> Verwerking:
    return Verwerking(
        trace_id=trace_id,
        span_id=secrets.token_hex(8),
        parent_span_id=ouder,
        naam="MijnZaken",
        begin_ms=ms,
        einde_ms=ms + 20,
        ontvanger=BURGER,
        activiteit=activiteit,
        betrokkene=betrokkene,
        betrokkene_soort="BSN",
        verstrekkingen=(
            Verstrekking(
                grondslag="EIGEN_GEGEVENS",
                rij="eigen",
                bewijs="sessie",
                categorieen=("ZAAKVOORTGANG",),
                velden=("Zaak.status", "Zaak.omschrijving"),
            ),
        ),
    )


def schrijfsel(
    *,
    betrokkenen: tuple[str, ...] = ("k1.anna",),
    activiteiten: tuple[str, ...] = ("mijnzaken-inzage",),
    ms: int = BEGIN_MS,
    span_id: str = "",
    audit: bool = True,
    naam: str = "MijnZaken",
) -> Schrijfsel:
    """One Handeling with a Verwerking per betrokkene and activiteit. With the same `span_id` they are of one trace."""
    span_id = span_id or secrets.token_hex(8)
    trace_id = span_id * 2
    wortel = Handeling(trace_id=trace_id, span_id=span_id, naam=naam, begin_ms=ms, einde_ms=ms + 20, ontvanger=BURGER)
    regels: list[Regel] = [
        verwerking(trace_id, span_id, betrokkene=betrokkene, activiteit=activiteit, ms=ms)
        for betrokkene in betrokkenen
        for activiteit in activiteiten
    ]
    spoor = Audit(
        trace_id=trace_id,
        tijdstip_ms=ms,
        afnemer="BURGER",
        rollen=(),
        niveau="SUBSTANTIEEL",
        uitkomst="VERSTREKT",
    )
    return Schrijfsel(regels=(wortel, *regels), audit=spoor if audit else None)
