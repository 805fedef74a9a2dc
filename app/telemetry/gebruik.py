"""Gebruik: which client asks which field, so that somebody who wants to remove one knows whom to ask first.

A client says his own name; nobody proves it. It becomes a line in the metrics: it is short, of plain signs, holds
nobody's number, and there are no more of them than there is room for. A registered client has its place.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from typing import NamedTuple

from prometheus_client.core import CounterMetricFamily
from prometheus_client.registry import Collector

ONBEKEND = "onbekend"
#: Who comes when there is no more room.
OVERIG = "overig"

_MEESTE_CLIENTS = 50
_MEESTE_VERSIES = 20
_NAAM = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,63}")
_VERSIE = re.compile(r"[A-Za-z0-9][A-Za-z0-9._+-]{0,31}")
#: As the log has it: eight digits in a row could be somebody's number.
_CIJFERS = re.compile(r"[0-9]{8}")


class Client(NamedTuple):
    """As it calls itself."""

    naam: str = ONBEKEND
    versie: str = ONBEKEND


ONBEKENDE_CLIENT = Client()


def is_clientnaam(naam: str) -> bool:
    """Also good as the name of a file."""
    return _NAAM.fullmatch(naam) is not None and _CIJFERS.search(naam) is None


def client_uit(naam: str, versie: str) -> Client:
    """From what it sent; what is no name or version is unknown."""
    goede_versie = _VERSIE.fullmatch(versie) is not None and _CIJFERS.search(versie) is None
    return Client(naam if is_clientnaam(naam) else ONBEKEND, versie if goede_versie else ONBEKEND)


class Gebruik(Collector):
    """Of one process. `bekend`: the registered clients."""

    def __init__(self, bekend: Iterable[str] = (), *, meeste: int = _MEESTE_CLIENTS) -> None:
        self._bekend = frozenset(bekend)
        self._anderen: set[str] = set()
        self._meeste = meeste
        self._versies: dict[str, set[str]] = {}
        self._vragen: Counter[Client] = Counter()
        self._velden: Counter[tuple[str, str]] = Counter()

    def tel(self, client: Client, velden: Iterable[str]) -> None:
        """`velden`: as coordinates; those of the language itself do not count."""
        geteld = self._geteld(client)
        self._vragen[geteld] += 1
        self._velden.update((geteld.naam, veld) for veld in velden if "__" not in veld)

    def _geteld(self, client: Client) -> Client:
        naam = client.naam
        if naam not in self._bekend and naam not in self._anderen:
            if len(self._anderen) >= self._meeste:
                naam = OVERIG
            else:
                self._anderen.add(naam)
        versies = self._versies.setdefault(naam, set())
        if client.versie in versies or len(versies) < _MEESTE_VERSIES:
            versies.add(client.versie)
            return Client(naam, client.versie)
        return Client(naam, OVERIG)

    def collect(self) -> Iterable[CounterMetricFamily]:
        clients = CounterMetricFamily(
            "mijnzaken_clients", "Operaties per client en versie.", labels=("client", "versie")
        )
        for client, aantal in sorted(self._vragen.items()):
            clients.add_metric([*client], aantal)
        yield clients
        velden = CounterMetricFamily(
            "mijnzaken_velden", "Operaties die een veld vragen, per client.", labels=("client", "veld")
        )
        for (naam, veld), aantal in sorted(self._velden.items()):
            velden.add_metric([naam, veld], aantal)
        yield velden
