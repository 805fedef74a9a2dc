"""Rapport: what a run measured, as a table for the terminal and as one page with plots."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from html import escape

from tests.benchmarks.vergelijk.belasting import Meting
from tests.benchmarks.vergelijk.vragen import VRAGEN


@dataclass(frozen=True, slots=True)
class Uitslag:
    """Of one gateway on one question. `oproepen`: of a request by itself; `oproepen_samen`: per request of many at the
    same time, who may share them; `wacht_ms`: milliseconds added to each call → how long one client waits, in the
    middle of many."""

    meting: Meting
    oproepen: float
    oproepen_samen: float
    wacht_ms: Mapping[int, float]


Uitslagen = Mapping[str, Mapping[str, Uitslag]]
"""Question → gateway → what came of it."""

_KOPPEN = ("CPU ms", "× grens", "verzoeken/s", "p50 ms", "p99 ms", "oproepen", "samen", "MB")


def _rij(found: Uitslag, grens: Uitslag | None) -> list[str]:
    meting = found.meting
    ratio = f"{meting.cpu_ms / grens.meting.cpu_ms:.2f}" if grens else "–"
    return [
        f"{meting.cpu_ms:.2f}",
        ratio,
        f"{meting.per_s:.0f}",
        f"{meting.p50_ms:.1f}",
        f"{meting.p99_ms:.1f}",
        f"{found.oproepen:.1f}",
        f"{found.oproepen_samen:.1f}",
        f"{meting.geheugen_mb:.0f}",
    ]


def als_markdown(uitslagen: Uitslagen) -> str:
    parts = []
    for naam, per_poort in uitslagen.items():
        delays = sorted({delay for found in per_poort.values() for delay in found.wacht_ms})
        kop = ["", *_KOPPEN, *(f"+{delay} ms" for delay in delays)]
        lines = [f"**{naam}**: {VRAGEN[naam].uitleg}", "", f"| {' | '.join(kop)} |", f"|{'---|' * len(kop)}"]
        for poort, found in per_poort.items():
            waits = [f"{found.wacht_ms[delay]:.1f}" if delay in found.wacht_ms else "–" for delay in delays]
            lines.append(f"| {' | '.join([poort, *_rij(found, per_poort.get('grens')), *waits])} |")
        parts.append("\n".join(lines))
    return "\n\n".join(parts)


def als_pagina(uitslagen: Uitslagen, kop: str) -> str:
    """One HTML page; the plots are SVG in it, nothing is fetched from elsewhere."""
    parts = [f"<h1>Vergelijking</h1><p>{escape(kop)}</p>"]
    for naam, per_poort in uitslagen.items():
        grens = per_poort.get("grens")
        rows = "".join(
            f"<tr><th>{escape(poort)}</th>{''.join(f'<td>{cell}</td>' for cell in _rij(found, grens))}</tr>"
            for poort, found in per_poort.items()
        )
        head = "".join(f"<th>{escape(kop)}</th>" for kop in ("", *_KOPPEN))
        parts.append(
            f"<h2>{escape(naam)}</h2><p>{escape(VRAGEN[naam].uitleg)}</p>{_staven(per_poort)}"
            f"<table><tr>{head}</tr>{rows}</table>"
        )
    return (
        f"<!doctype html><html lang=nl><meta charset=utf-8><title>Vergelijking</title>{_STIJL}{''.join(parts)}</html>"
    )


def _staven(per_poort: Mapping[str, Uitslag]) -> str:
    """CPU per request, a bar each."""
    most = max(found.meting.cpu_ms for found in per_poort.values())
    bars = []
    for place, (poort, found) in enumerate(per_poort.items()):
        width, y = 480 * found.meting.cpu_ms / most, 26 * place
        colour = "#154273" if poort.startswith("mijnzaken") else "#8fa8c4"
        bars.append(
            f'<text x="0" y="{y + 16}">{escape(poort)}</text>'
            f'<rect x="220" y="{y + 3}" width="{width:.1f}" height="18" fill="{colour}"/>'
            f'<text x="{226 + width:.1f}" y="{y + 16}">{found.meting.cpu_ms:.2f} ms</text>'
        )
    height = 26 * len(per_poort) + 4
    return f'<svg width="800" height="{height}" role="img" aria-label="CPU per verzoek">{"".join(bars)}</svg>'


_STIJL = """<style>
body { font: 15px/1.5 system-ui, sans-serif; max-width: 60rem; margin: 2rem auto; padding: 0 1rem; color: #1a1a1a }
table { border-collapse: collapse; margin: 1rem 0 2rem } td, th { padding: .25rem .75rem; text-align: right }
th:first-child { text-align: left } tr:nth-child(even) { background: #f2f5f9 } svg text { font-size: 13px }
</style>"""
