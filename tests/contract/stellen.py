"""Stellen: a set of recorded registers, connected as the gateway connects real ones.

Only the last step differs from production: the clients get a transport that gives recorded answers (or that watches,
or disturbs) instead of one that opens sockets.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import httpx

from app.authorization.feiten import Registerfeiten
from app.authorization.pseudoniem import Pseudoniemen, Sleutelpaar
from app.authorization.toegang import Toegang
from app.config.grenzen import VraaggrenzenSettings
from app.config.registers import OrganisatieSettings, RegisterSettings
from app.execution.documents import Documenten
from app.execution.executor import Executor, Vraag
from app.registries.client import RegisterClient
from app.registries.connect import Aansluiting, Verbindingen
from app.verwerkingenlog.regel import Regel, Schrijfsel
from app.verwerkingenlog.vastlegging import Vastlegging
from resolvers.grammar.afnemer import AfnemerRol, AfnemerSoort, Authenticatie
from resolvers.grammar.context import Context, Vooruitblik
from resolvers.grammar.inzage import Betrouwbaarheidsniveau
from resolvers.grammar.sleutel import Bsn, KvkNummer, Sleutel
from resolvers.loaders import Loaders
from resolvers.schema import schema
from tests.contract.opgenomen import EIGEN, Opgenomen, gedeelde_set, lees_opnamen

#: The day on which both sets were recorded.
VANDAAG = date(2026, 11, 23)
#: All that the graph has, in one question, is more than anybody asks.
RUIM = VraaggrenzenSettings(kosten=100_000, per_afnemer=None)
GEMEENTE = OrganisatieSettings(naam="Gemeente Voorbeeldstad", oin="00000001003214345000", rsin="517439943")
EIGEN_BASIS = "http://registers.example"
EIGEN_ZAAK_URN = "urn:nld:gemeente-voorbeeldstad:zaak:uuid:{uuid}"

Transporteur = Callable[[RegisterSettings, httpx.AsyncBaseTransport | None], httpx.AsyncBaseTransport | None]


class Omgeleid(Verbindingen):
    """The connections of the gateway, each of whose clients speaks through a transport of the test."""

    def __init__(self, settings: Sequence[RegisterSettings], transport: Transporteur) -> None:
        self._transport = transport
        super().__init__(settings, GEMEENTE)

    def _sluit_aan(self, settings: RegisterSettings) -> Aansluiting:
        made = super()._sluit_aan(settings)
        for api, client in made.clients.items():
            lijn = client._lijn
            made.clients[api] = RegisterClient(
                naam=client.naam,
                basis=client.basis,
                credentials=lijn._credentials,
                grenzen=client.grenzen,
                kopteksten=settings.kopteksten,
                transport=self._transport(settings, lijn._transport),
            )
        return made


@dataclass(slots=True)
class Stel:
    """A set of registers as they were recorded. `over`: persons and things in it that the tests ask about."""

    naam: str
    settings: list[RegisterSettings]
    opnamen: Mapping[str, Opgenomen]
    over: Mapping[str, Any]

    def verbind(self) -> Verbindingen:
        return Omgeleid(self.settings, lambda register, _: self.opnamen[register.soort])


_MAP = {
    "openzaak": ("open-zaak", "http://127.0.0.1:18000"),
    "openklant": ("open-klant", "http://127.0.0.1:18001"),
    "openproduct": ("open-product", "http://127.0.0.1:18002"),
    "openvtb": ("open-vtb", "http://127.0.0.1:18003"),
    "openobject": ("objects-api", "http://127.0.0.1:18004"),
}


def registers(basis: Mapping[str, str], *, zaak_urn: str, objecttypen: Mapping[str, str]) -> list[RegisterSettings]:
    more = {"zaak_urn": zaak_urn, "objecttypen": dict(objecttypen)}
    return [
        RegisterSettings.model_validate({"naam": soort, "soort": soort, "url": url, **more})
        for soort, url in basis.items()
    ]


def gedeeld() -> Stel | None:
    """The recordings of the real products; None where they are not."""
    if (folder := gedeelde_set()) is None:
        return None
    basis = {soort: url for soort, (_, url) in _MAP.items()}
    taak = "07f14df1-05a3-4b2b-aee4-d542ed69b98a"
    return Stel(
        naam="gedeeld",
        # The only objecttype that was recorded is of another make: none of ours can be read from it.
        settings=registers(
            basis,
            zaak_urn="urn:teststad:openzaak:zaak:uuid:{uuid}",
            objecttypen={"machtiging": taak, "toestemming": taak},
        ),
        opnamen={soort: Opgenomen(lees_opnamen(folder / name)) for soort, (name, _) in _MAP.items()},
        over={
            "zaak_met_historie": "e00a0fca-eab5-486e-a056-693b6077c7ca",
            "gemachtigde": "999990019",
            "gemachtigd_in": ["ZAAK-2026-0000000034"],
            "zaak_met_contact": "24e526f4-d612-4ce2-9a5a-ec79d1575e29",
            "zaak_met_taak": "e00a0fca-eab5-486e-a056-693b6077c7ca",
            "ander_object": "95fa0d5e-9fa0-4e73-8c6c-11df913bc794",
            "bedrijf": "90001354",
        },
    )


def eigen(folder: Path = EIGEN) -> Stel:
    """The recordings of our own sandbox."""
    over = json.loads((folder / "over.json").read_text(encoding="utf-8"))
    basis = {soort: f"{EIGEN_BASIS}/{soort}" for soort in _MAP}
    return Stel(
        naam="eigen",
        settings=registers(basis, zaak_urn=EIGEN_ZAAK_URN, objecttypen=over["objecttypen"]),
        opnamen={soort: Opgenomen(lees_opnamen(folder / f"{soort}.json")) for soort in _MAP},
        over=over,
    )


# ---------------------------------------------------------------------- asking the graph


def als(sleutel: Sleutel) -> Authenticatie:
    """A session of somebody for himself."""
    burger = isinstance(sleutel, Bsn)
    return Authenticatie(
        soort=AfnemerSoort.BURGER if burger else AfnemerSoort.PRIVATE_PARTIJ,
        rollen=(AfnemerRol.INWONER if burger else AfnemerRol.ONDERNEMER,),
        niveau=Betrouwbaarheidsniveau.SUBSTANTIEEL,
        verloopt=datetime.now(UTC) + timedelta(hours=1),
        sleutel=sleutel,
        client_id="test",
    )


class _Papier:
    """A log that keeps nothing: what is examined here is what the registers are asked."""

    async def eerder(self, trace_id: str) -> Sequence[Regel]:
        return ()

    async def schrijf(self, schrijfsel: Schrijfsel) -> None:
        assert schrijfsel.regels


async def vraag(
    verbindingen: Verbindingen,
    query: str,
    wie: Sleutel,
    *,
    nu: datetime | None = None,
    oproepen: bool = False,
) -> dict[str, Any]:
    """The answer of the gateway to one operation, put together as main.py does."""
    pseudoniemen = Pseudoniemen([Sleutelpaar("1", bytes(32))])

    def maak_context(afnemer: Authenticatie, vooruitblik: Vooruitblik, taal: str) -> Context:
        moment = nu or datetime.now(UTC)
        loaders = Loaders(verbindingen.registers, pseudoniemen, nu=moment, vooruitblik=vooruitblik)
        toegang = Toegang(afnemer, Registerfeiten(loaders))
        return Context(afnemer=afnemer, loaders=loaders, toegang=toegang, nu=moment, taal=taal, vooruitblik=vooruitblik)

    core = schema._schema
    vastlegging = Vastlegging(_Papier(), Pseudoniemen([Sleutelpaar("2", bytes(32))]), beleid="proef")
    documenten = Documenten(core, grenzen=RUIM)
    executor = Executor(core, maak_context, documenten=documenten, vastlegging=vastlegging, deadline_s=30.0)
    answer = await executor.execute(Vraag(query=query, trace_id="0" * 32, met_oproepen=oproepen), als(wie))
    found: dict[str, Any] = json.loads(answer.body)
    return found


def persoon(nummer: str) -> Sleutel:
    return KvkNummer(nummer) if len(nummer) == 8 else Bsn(nummer)
