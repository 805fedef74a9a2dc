"""Metrieken: numbers about the gateway itself, for Prometheus. Nothing about anybody: counts and fixed words only."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.core import CounterMetricFamily
from prometheus_client.registry import Collector

MEDIA_TYPE = "text/plain; version=0.0.4; charset=utf-8"


class Operaties(Collector):
    """How operations were run: on a plan, or by graphql-core, and then why. `gedaan`: road, or "road: reason" → how
    often."""

    def __init__(self, gedaan: Mapping[str, int]) -> None:
        self._gedaan = gedaan

    def collect(self) -> Iterable[CounterMetricFamily]:
        family = CounterMetricFamily(
            "mijnzaken_operaties", "Operaties, naar hoe zij zijn uitgevoerd.", labels=("weg", "reden")
        )
        for how, aantal in sorted(self._gedaan.items()):
            weg, _, reden = how.partition(": ")
            family.add_metric([weg, reden], aantal)
        yield family


class Metrieken:
    """All numbers of one process."""

    def __init__(self, *collectors: Collector) -> None:
        self._registry = CollectorRegistry()
        for collector in collectors:
            self._registry.register(collector)

    def tekst(self) -> bytes:
        """In Prometheus' text format."""
        return generate_latest(self._registry)
