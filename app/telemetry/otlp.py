"""Otlp: spans to a collector, over OTLP/HTTP, with the SDK of OpenTelemetry (`pip install 'mijnzaken[otel]'`).

Of the SDK its batches and its exporter are used, and nothing that looks by itself at what runs: it would tell
addresses. A collector that is away costs spans and holds nobody up. The export runs in a thread of its own.
"""

from __future__ import annotations

from collections.abc import Mapping

from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
from opentelemetry.sdk.resources import Resource
from opentelemetry.sdk.trace import ReadableSpan
from opentelemetry.sdk.trace.export import BatchSpanProcessor
from opentelemetry.sdk.util.instrumentation import InstrumentationScope
from opentelemetry.trace import SpanContext, SpanKind, Status, StatusCode, TraceFlags

from app.telemetry.spans import Soort, Span, Spans

_WACHT_S = 3.0
"""How long a collector may take over a batch."""


class OtlpSpans(Spans):
    """`aandeel`: of which share of the traces spans are sent; the same ones in every organisation that keeps the same
    share, because the trace id alone decides."""

    def __init__(
        self, url: str, *, naam: str, versie: str, kopteksten: Mapping[str, str] | None = None, aandeel: float = 1.0
    ) -> None:
        exporter = OTLPSpanExporter(
            endpoint=f"{url.rstrip('/')}/v1/traces", headers=dict(kopteksten or {}), timeout=_WACHT_S
        )
        self._processor = BatchSpanProcessor(exporter)
        self._resource = Resource.create({"service.name": naam, "service.version": versie})
        self._scope = InstrumentationScope("mijnzaken", versie)
        self._tot = int(aandeel * (1 << 64))
        self._soorten: dict[Soort, SpanKind] = {
            "vraag": SpanKind.SERVER,
            "oproep": SpanKind.CLIENT,
            "stap": SpanKind.INTERNAL,
        }

    def meld(self, span: Span) -> None:
        if int(span.trace_id[16:], 16) >= self._tot:
            return
        self._processor.on_end(
            ReadableSpan(
                span.naam,
                context=_context(span.trace_id, span.span_id),
                parent=_context(span.trace_id, span.ouder) if span.ouder else None,
                resource=self._resource,
                attributes=span.kenmerken,
                kind=self._soorten[span.soort],
                status=Status(StatusCode.ERROR if span.mislukt else StatusCode.UNSET),
                start_time=span.begin_ns,
                end_time=span.einde_ns,
                instrumentation_scope=self._scope,
            )
        )

    def aclose(self) -> None:
        self._processor.shutdown()  # type: ignore[no-untyped-call] # the SDK says nothing of it


def _context(trace_id: str, span_id: str) -> SpanContext:
    return SpanContext(int(trace_id, 16), int(span_id, 16), is_remote=False, trace_flags=TraceFlags(TraceFlags.SAMPLED))
