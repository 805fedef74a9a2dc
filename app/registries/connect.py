"""Connect: which adapter serves which port. The list of registers in the settings becomes the Registers of the
graph."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from re import Pattern

import msgspec

from app.config.registers import Credentials as CredentialsSettings
from app.config.registers import (
    OidcCredentials,
    OrganisatieSettings,
    RegisterSettings,
    SleutelCredentials,
    TokenCredentials,
    ZgwCredentials,
)
from app.registries.afspraken import MijnAgenda, Qmatic
from app.registries.brp import Brp
from app.registries.cache import Gedeeld
from app.registries.client import Grenzen, Plaatsen, RegisterClient
from app.registries.client.grenzen import GROTE_SAMEN
from app.registries.credentials import Credentials, Geen, Mtls, Oidc, Vast, Zgw
from app.registries.kvk import Kvk
from app.registries.mijnzaken import Partner
from app.registries.openklant import OpenKlant
from app.registries.openobject import Machtigingen, Medewerkers, Objecten, Toestemmingen
from app.registries.openorganisatie import OpenOrganisatie
from app.registries.openproduct import OpenProduct
from app.registries.openvtb import OpenVtb
from app.registries.openvtb_berichten import Berichten
from app.registries.openzaak.catalogus import Catalogus
from app.registries.openzaak.dossier import Besluiten, Documenten
from app.registries.openzaak.peiling import Peilbaar
from app.registries.openzaak.verbanden import Verbanden
from app.registries.openzaak.zaken import Zaken
from app.registries.samen import Samen
from app.registries.verwijzing import patronen
from resolvers.grammar.antwoorden import alle
from resolvers.grammar.bron import Herkomst
from resolvers.grammar.errors import RegisterError
from resolvers.loaders import Registers
from resolvers.organisatie import Organisatie, Register, kenmerk_bronnen, organisatie_als
from resolvers.schema import schema as graph

#: Where each API of a product lives below its base, unless `urls` says otherwise.
PADEN: Mapping[str, Mapping[str, str]] = {
    "openzaak": {
        "zaken": "/zaken/api/v1",
        "catalogi": "/catalogi/api/v1",
        "documenten": "/documenten/api/v1",
        "besluiten": "/besluiten/api/v1",
    },
    "openklant": {"klantinteracties": "/klantinteracties/api/v1"},
    "openproduct": {"producten": "/producten/api/v1", "producttypen": "/producttypen/api/v1"},
    "openvtb": {"verzoeken": "/verzoeken/api/v1", "taken": "/taken/api/v1", "berichten": "/berichten/api/v1"},
    "openobject": {"objecten": "/api/v2"},
    "openorganisatie": {"organisatie": "/organisatie/api/v0"},
    "brp": {"personen": ""},
    "kvk": {"handelsregister": "/api"},
    "mijnagenda": {"afspraken": ""},
    "qmatic": {"orchestra": ""},
    "mijnzaken": {"mijnzaken": ""},
}

#: Asked to know whether a register answers: cheap, and about nobody.
PROEF: Mapping[str, tuple[str, str]] = {
    "openzaak": ("catalogi", "/catalogussen"),
    "openklant": ("klantinteracties", "/categorieen"),
    "openproduct": ("producttypen", "/themas"),
    "openvtb": ("verzoeken", "/verzoektypen"),
    "openobject": ("objecten", "/objecttypes"),
    "openorganisatie": ("organisatie", "/functietype"),
    "mijnzaken": ("mijnzaken", "/_healthz/livez/"),
}


#: What other registers name, and in which API it stands.
_GENOEMD = {"zaak": "zaken", "document": "documenten", "verzoek": "verzoeken", "product": "producten"}


@dataclass(slots=True)
class Aansluiting:
    """One register as it is connected: its settings, and a client per API."""

    settings: RegisterSettings
    clients: dict[str, RegisterClient] = field(default_factory=dict)

    def adressen(self, api: str) -> list[str]:
        """Every base URL under which this API names its objects."""
        path = PADEN[self.settings.soort][api]
        return [self.clients[api].basis, *(adres.rstrip("/") + path for adres in self.settings.adressen)]


class Verbindingen:
    """All connections of this process; opened once, closed at the end."""

    def __init__(
        self, settings: Sequence[RegisterSettings], eigen: OrganisatieSettings, *, samen: Samen | None = None
    ) -> None:
        self._eigen = eigen
        self._cache = Gedeeld(samen=samen)
        self._grote = asyncio.Semaphore(GROTE_SAMEN)
        self.aansluitingen = [self._sluit_aan(register) for register in settings]
        self._achtergrond: list[Callable[[], Awaitable[None]]] = []
        self.verbanden: dict[str, Verbanden] = {}
        self.berichten: dict[str, Berichten] = {}
        self.peilingen: dict[str, Peilbaar] = {}
        self.registers = self._bouw()

    def _sluit_aan(self, settings: RegisterSettings) -> Aansluiting:
        credentials = _credentials(settings.credentials)
        grenzen = Grenzen(**settings.grenzen.model_dump())
        tls = Mtls.uit(settings.mtls) or True
        # The APIs of one register share its places, for they are one product; not its circuit: types that are known are
        # of no use when the zaken are left alone because the types could not be had.
        plaatsen = Plaatsen(grenzen.gelijktijdig, grenzen.gelijktijdig_hoogst)
        clients = {
            api: RegisterClient(
                naam=settings.naam,
                basis=settings.urls.get(api, settings.url + path),
                credentials=credentials,
                grenzen=grenzen,
                kopteksten=settings.kopteksten,
                tls=tls,
                plaatsen=plaatsen,
                grote=self._grote,
            )
            for api, path in PADEN[settings.soort].items()
        }
        return Aansluiting(settings, clients)

    def _bouw(self) -> Registers:
        ports: dict[str, list[object]] = {}
        for aansluiting in self.aansluitingen:
            for port, adapter in self._adapters(aansluiting):
                ports.setdefault(port, []).append(adapter)
        return Registers(
            **ports,  # type: ignore[arg-type] # by the name of the port
            organisaties={a.settings.naam: self._organisatie(a.settings) for a in self.aansluitingen},
            paren={
                a.settings.naam: frozenset(a.settings.zaakregisters)
                for a in self.aansluitingen
                if a.settings.zaakregisters
            },
            overzicht=self.overzicht,
        )

    def _adapters(self, aansluiting: Aansluiting) -> list[tuple[str, object]]:
        settings, clients = aansluiting.settings, aansluiting.clients
        herkomst = Herkomst(
            register=settings.naam, naam=settings.titel or self._organisatie(settings).naam or settings.naam
        )
        wijst = {
            kind: patronen(kind, settings.verwijzingen.get(kind, ()), anderen=self._adressen_van_anderen(settings, api))
            for kind, api in _GENOEMD.items()
        }
        match settings.soort:
            case "openzaak":
                return self._openzaak(herkomst, clients, wijst, frozenset(settings.kent_niet))
            case "openklant":
                klant = OpenKlant(herkomst=herkomst, client=clients["klantinteracties"])
                return [("klanten", klant), ("contactmomenten", klant)]
            case "openproduct":
                product = OpenProduct(
                    herkomst=herkomst,
                    producten=clients["producten"],
                    producttypen=clients["producttypen"],
                    cache=self._cache,
                    verwijzingen=wijst["product"],
                )
                return [("producten", product)]
            case "openvtb":
                self.berichten[settings.naam] = Berichten(client=clients["berichten"], zaak_urn=settings.zaak_urn)
                vtb = OpenVtb(
                    herkomst=herkomst,
                    verzoeken=clients["verzoeken"],
                    taken=clients["taken"],
                    cache=self._cache,
                    verwijzingen=wijst["verzoek"],
                    zaakverwijzingen=wijst["zaak"],
                    zaak_urn=settings.zaak_urn,
                )
                return [("verzoeken", vtb), ("taken", vtb)]
            case "openobject":
                objecten = Objecten(herkomst=herkomst, client=clients["objecten"], objecttypen=settings.objecttypen)
                return [
                    ("machtigingen", Machtigingen(objecten)),
                    ("toestemmingen", Toestemmingen(objecten)),
                    ("medewerkers", Medewerkers(objecten)),
                ]
            case "openorganisatie":
                organisatie = OpenOrganisatie(herkomst=herkomst, client=clients["organisatie"])
                return [("medewerkers", organisatie)]
            case "brp":
                return [("personen", Brp(herkomst=herkomst, client=clients["personen"], kopteksten={}))]
            case "kvk":
                return [("ondernemingen", Kvk(herkomst=herkomst, client=clients["handelsregister"]))]
            case "mijnagenda":
                return [("afspraken", MijnAgenda(herkomst=herkomst, client=clients["afspraken"]))]
            case "qmatic":
                return [("afspraken", Qmatic(herkomst=herkomst, client=clients["orchestra"]))]
            case "mijnzaken":
                return [("keten", self._partner(settings, clients["mijnzaken"]))]

    def _openzaak(
        self,
        herkomst: Herkomst,
        clients: Mapping[str, RegisterClient],
        wijst: Mapping[str, list[Pattern[str]]],
        kent_niet: frozenset[str],
    ) -> list[tuple[str, object]]:
        catalogus = Catalogus(client=clients["catalogi"], cache=self._cache, register=herkomst.register)
        zaken = Zaken(
            herkomst=herkomst,
            client=clients["zaken"],
            catalogus=catalogus,
            cache=self._cache,
            verwijzingen=wijst["zaak"],
            kent_niet=kent_niet,
        )
        self._achtergrond.append(zaken.tel_doorlooptijden)
        self.verbanden[herkomst.register] = Verbanden(client=clients["zaken"])
        self.peilingen[herkomst.register] = Peilbaar(client=clients["zaken"], verwijzingen=wijst["zaak"])
        documenten = Documenten(
            herkomst=herkomst,
            client=clients["documenten"],
            zaken=clients["zaken"],
            besluiten=clients["besluiten"],
            catalogus=catalogus,
            verwijzingen=wijst["document"],
        )
        besluiten = Besluiten(herkomst=herkomst, client=clients["besluiten"], catalogus=catalogus)
        return [("zaken", zaken), ("documenten", documenten), ("besluiten", besluiten)]

    def _partner(self, settings: RegisterSettings, client: RegisterClient) -> Partner:
        organisatie, keten = self._organisatie(settings), settings.keten
        als = organisatie_als(organisatie.oin or "", organisatie.rsin)
        return Partner(
            partner=organisatie,
            sleutels=als,
            activiteit=keten.activiteit,
            naam=settings.naam,
            eigen_oin=self._eigen.oin or "",
            client=client,
            cache=self._cache,
            schema=graph._schema,
            categorieen=keten.categorieen,
            kenmerk_bronnen=kenmerk_bronnen(keten.kenmerk_bron, organisatie.oin or "", als),
            diepte=keten.diepte,
        )

    def _organisatie(self, settings: RegisterSettings) -> Organisatie:
        found = settings.organisatie or self._eigen
        return Organisatie(naam=found.naam, oin=found.oin, rsin=found.rsin, aanbieder=True)

    def _adressen_van_anderen(self, settings: RegisterSettings, api: str) -> list[str]:
        """Under which this API of the other registers names its objects, and this register does not. A register that
        has none of them itself knows of all."""
        bases = {a.settings.naam: set(a.adressen(api)) for a in self.aansluitingen if api in a.clients}
        eigen = bases.get(settings.naam)
        return sorted(set().union(*bases.values()) - eigen) if eigen is not None else []

    # ------------------------------------------------------------------ what notifications name

    def basissen(self) -> dict[str, list[str]]:
        """register → every base URL by which it names its objects."""
        return {a.settings.naam: [url for api in a.clients for url in a.adressen(api)] for a in self.aansluitingen}

    def soorten(self) -> dict[str, str]:
        """register → which product it is."""
        return {a.settings.naam: a.settings.soort for a in self.aansluitingen}

    def vergeet_catalogus(self, register: str, nr: int) -> None:
        """Its types changed, as event `nr` told every process: fetched anew at the next question."""
        self._cache.vergeet((register,), nr)

    # ------------------------------------------------------------------ how they are doing

    async def overzicht(self) -> Sequence[Register]:
        """Each register asked a small question; at once, each within its own limits."""
        answers = await alle(self._proef(aansluiting) for aansluiting in self.aansluitingen)
        return [
            Register(
                naam=a.settings.naam,
                soort=a.settings.soort,
                organisatie=self._organisatie(a.settings),
                beschikbaar=not isinstance(answer, Exception),
                versie=None,
                fout=answer.code if isinstance(answer, RegisterError) else None,
            )
            for a, answer in zip(self.aansluitingen, answers, strict=True)
        ]

    async def _proef(self, aansluiting: Aansluiting) -> None:
        """A register without a cheap question about nobody is as its last calls were."""
        if (proef := PROEF.get(aansluiting.settings.soort)) is not None:
            await aansluiting.clients[proef[0]].get(proef[1], msgspec.Raw)

    async def klaar(self) -> bool:
        """Whether there is a catalogue to answer with; fetched where it is not there. One register that is away leaves
        the others to be told of."""
        found = await alle(register.alle_zaaktypen() for register in self.registers.zaken)
        for answer in found:
            if isinstance(answer, Exception) and not isinstance(answer, RegisterError):
                raise answer
        return not found or any(not isinstance(answer, Exception) for answer in found)

    async def tel_ervaring(self) -> bool:
        """Background: how long closed zaken took. False when a register did not answer; what was counted before
        stays."""
        whole = True
        for count in self._achtergrond:
            try:
                await count()
            except RegisterError:
                whole = False
        return whole

    async def aclose(self) -> None:
        for aansluiting in self.aansluitingen:
            for client in aansluiting.clients.values():
                await client.aclose()


def _credentials(settings: CredentialsSettings) -> Credentials:
    if isinstance(settings, ZgwCredentials):
        return Zgw(client_id=settings.client_id, secret=settings.secret.get_secret_value())
    if isinstance(settings, TokenCredentials):
        return Vast(koptekst="Authorization", waarde=f"Token {settings.token.get_secret_value()}")
    if isinstance(settings, SleutelCredentials):
        return Vast(koptekst=settings.koptekst, waarde=settings.sleutel.get_secret_value())
    if isinstance(settings, OidcCredentials):
        return Oidc(
            token_url=settings.token_url,
            client_id=settings.client_id,
            secret=settings.secret.get_secret_value() if settings.secret is not None else None,
            scope=settings.scope,
        )
    return Geen()
