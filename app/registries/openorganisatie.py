"""Open Organisatie: organisatie API v0 (Open Organisatie 0.1.0) as a Medewerkersregister.

A medewerker cannot be found by the id that other registers use (FACTS §10): the list is read whole, within the bound
of the client, and once per request. It is not kept: who works where is personal data too.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime

from msgspec import Struct, field

from app.registries.client import RegisterClient
from resolvers.grammar.bron import Herkomst
from resolvers.grammar.node import id_van
from resolvers.grammar.ref import Ref
from resolvers.organisatie import Medewerker, OrganisatieEenheid, eenheidref


class Wire(Struct, rename="camel", kw_only=True): ...


class Team(Wire):
    uuid: str = ""
    naam: str = ""


class Functie(Wire):
    functie_omschrijving: str = ""


class WireMedewerker(Wire):
    uuid: str
    medewerker_id: str = ""
    voornaam: str = ""
    achternaam: str = ""
    emailadres: str = ""
    telefoonnummer: str = ""
    datum_uit_dienst: date | None = None
    teams: list[Team] = field(default_factory=list)
    functies: list[Functie] = field(default_factory=list)


class WireEenheid(Wire):
    uuid: str
    identificatie: str = ""
    naam: str = ""
    emailadres: str | None = ""


class OpenOrganisatie:
    def __init__(self, *, herkomst: Herkomst, client: RegisterClient) -> None:
        self.herkomst = herkomst
        self._client = client

    async def medewerkers(self, ids: Sequence[str]) -> Sequence[Medewerker | Exception | None]:
        """Who has left the organisation is not shown any more."""
        today = datetime.now(UTC).date()
        found = await self._client.pages("/medewerkers", WireMedewerker, grootte=500)
        known = {
            mens.medewerker_id: self._medewerker(mens)
            for mens in found
            if mens.datum_uit_dienst is None or mens.datum_uit_dienst > today
        }
        return [known.get(id_) for id_ in ids]

    def _medewerker(self, mens: WireMedewerker) -> Medewerker:
        team = next(iter(mens.teams), None)
        return Medewerker(
            id=id_van(Ref(self.herkomst.register, "Medewerker", mens.uuid)),
            naam=" ".join(part for part in (mens.voornaam, mens.achternaam) if part) or None,
            functie=next((functie.functie_omschrijving for functie in mens.functies), None) or None,
            eenheid=self._eenheid(team.uuid, team.naam, None) if team else None,
            email=mens.emailadres or None,
            telefoonnummer=mens.telefoonnummer or None,
        )

    async def eenheden(self, ids: Sequence[str]) -> Sequence[OrganisatieEenheid | Exception | None]:
        found = await self._client.pages("/organisatorische-eenheid", WireEenheid, grootte=500)
        known = {item.identificatie: self._eenheid(item.identificatie, item.naam, item.emailadres) for item in found}
        return [known.get(id_) for id_ in ids]

    def _eenheid(self, identificatie: str, naam: str, email: str | None) -> OrganisatieEenheid:
        ref = eenheidref(self.herkomst.register, identificatie)
        return OrganisatieEenheid(id=id_van(ref), naam=naam or None, email=email or None, onderdeel_van=None)
