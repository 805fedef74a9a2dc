"""Zaak: the work an organisation does to answer a verzoek.

GEMMA bedrijfsobject "zaak": coherent work with a known cause and a known end result, watched for quality and duration.
Served by app/registries/openzaak (Zaken API 1.5, Catalogi API 1.3).
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Protocol

import strawberry

from resolvers.grammar.bedrijfsobject import Bedrijfsobject, bedrijfsobject, relatie, veld
from resolvers.grammar.bron import Bron, Herkomst
from resolvers.grammar.context import Vooruitblik
from resolvers.grammar.inzage import BetrokkeneBron, GegevensCategorie
from resolvers.grammar.node import Node
from resolvers.grammar.ref import Ref
from resolvers.grammar.scalars import Duration
from resolvers.grammar.sleutel import Sleutel
from resolvers.grammar.vertrouwelijkheid import Vertrouwelijkheidaanduiding
from resolvers.lijsten import ZakenVraag
from resolvers.proces import Processtap, Statusmoment, Statustype

#: Rollen that make somebody a betrokkene of a zaak. A medewerker's rol, or an adviseur's, does not make the zaak about
#: him.
ROLLEN_VAN_BETROKKENEN = frozenset({"initiator", "mede_initiator", "belanghebbende"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Rol:
    """A rol as the register gives it; closed, and read by Zaak alone.

    `machtiging` is "gemachtigde", "machtiginggever" or "" (`rol.indicatieMachtiging`). A gemachtigde is not a
    betrokkene: the rol is a trace of what was proved when it was made, never authority of today.
    """

    id: str
    omschrijving: str
    generiek: str
    naam: str | None
    sleutels: frozenset[Sleutel]
    machtiging: str
    medewerker_id: str | None = None
    eenheid_id: str | None = None
    eenheid_naam: str | None = None

    @property
    def is_betrokkene(self) -> bool:
        return bool(self.sleutels) and self.machtiging != "gemachtigde" and self.generiek in ROLLEN_VAN_BETROKKENEN


@bedrijfsobject(
    "Een status die een zaak heeft bereikt.", gegevens=GegevensCategorie.ZAAKVOORTGANG, bron=BetrokkeneBron.OUDER
)
class Status(Bedrijfsobject):
    naam: str | None = veld("De status in de woorden van het zaaktype. Bron: `statustype.omschrijving`.")
    toelichting: str | None = veld(
        "Wat de behandelaar erbij schreef. Bron: `status.statustoelichting`.", gegevens=GegevensCategorie.ZAAKINHOUD
    )
    gezet_op: datetime | None = veld("Wanneer de status is bereikt. Bron: `status.datumStatusGezet`.")
    volgnummer: int | None = veld("De plaats in het proces. Bron: `statustype.volgnummer`.")
    eindstatus: bool | None = veld("Of de zaak hiermee klaar is. Bron: `statustype.isEindstatus`.")
    moment: strawberry.Private[Statusmoment]


@bedrijfsobject("Wat er uit een zaak is gekomen.", gegevens=GegevensCategorie.ZAAKVOORTGANG, bron=BetrokkeneBron.OUDER)
class Resultaat(Bedrijfsobject):
    naam: str | None = veld("Het resultaat in één of twee woorden. Bron: `resultaattype.omschrijving`.")
    toelichting: str | None = veld(
        "Wat de behandelaar erbij schreef. Bron: `resultaat.toelichting`.", gegevens=GegevensCategorie.ZAAKINHOUD
    )


@bedrijfsobject(
    "Dat een zaak stilligt; de termijnen zijn dan een indicatie.",
    gegevens=GegevensCategorie.ZAAKVOORTGANG,
    bron=BetrokkeneBron.OUDER,
)
class Opschorting(Bedrijfsobject):
    opgeschort: bool | None = veld("Of de zaak nu stilligt. Bron: `zaak.opschorting.indicatie`.")
    eerder_opgeschort: bool | None = veld("Of de zaak eerder stillag. Bron: `zaak.opschorting.eerdereOpschorting`.")
    reden: str | None = veld("Waarom. Bron: `zaak.opschorting.reden`.", gegevens=GegevensCategorie.ZAAKINHOUD)


@bedrijfsobject("Dat een zaak meer tijd kreeg.", gegevens=GegevensCategorie.ZAAKVOORTGANG, bron=BetrokkeneBron.OUDER)
class Verlenging(Bedrijfsobject):
    duur: Duration | None = veld("Hoeveel tijd erbij kwam. Bron: `zaak.verlenging.duur`.")
    reden: str | None = veld("Waarom. Bron: `zaak.verlenging.reden`.", gegevens=GegevensCategorie.ZAAKINHOUD)


@bedrijfsobject("Een soort zaak, zoals de organisatie die heeft vastgelegd.", openbaar=True)
class Zaaktype(Bedrijfsobject):
    id: strawberry.ID = veld("Het id in deze dienst. Elke versie van een zaaktype heeft een eigen id.")
    identificatie: str | None = veld(
        "De code van het zaaktype; gelijk voor alle versies. Bron: `zaaktype.identificatie`."
    )
    omschrijving: str | None = veld("De naam. Bron: `zaaktype.omschrijving`.")
    omschrijving_generiek: str | None = veld("De algemene naam. Bron: `zaaktype.omschrijvingGeneriek`.")
    onderwerp: str | None = veld("Waar dit soort zaken over gaat. Bron: `zaaktype.onderwerp`.")
    aanleiding: str | None = veld("Waarom zo'n zaak begint. Bron: `zaaktype.aanleiding`.")
    doel: str | None = veld("Wat ermee bereikt wordt. Bron: `zaaktype.doel`.")
    doorlooptijd: Duration | None = veld("De wettelijke termijn. Bron: `zaaktype.doorlooptijd`.")
    servicenorm: Duration | None = veld("De termijn waarnaar wordt gestreefd. Bron: `zaaktype.servicenorm`.")
    verlenging_mogelijk: bool | None = veld("Of er tijd bij kan komen. Bron: `zaaktype.verlengingMogelijk`.")
    opschorting_mogelijk: bool | None = veld(
        "Of de zaak stil kan liggen. Bron: `zaaktype.opschortingEnAanhoudingMogelijk`."
    )
    stappen: list[Processtap] | None = veld("De stappen van het proces. Bron: de `statustypen` van het zaaktype.")
    ref: strawberry.Private[Ref]
    url: strawberry.Private[str]
    intern: strawberry.Private[bool]
    statustypen: strawberry.Private[Sequence[Statustype]]
    producten_of_diensten: strawberry.Private[Sequence[str]]

    @relatie(
        "list[Producttype]",
        "De producten of diensten waar dit zaaktype voor is. Bron: Open Product `producttype.zaaktypen`.",
        lader="producttypen_van_zaaktype",
    )
    def producttypen(self) -> object:
        return self


@bedrijfsobject(
    "Iemand die bij een zaak betrokken is. Van een ander dan uzelf ziet u alleen de rol.",
    gegevens=GegevensCategorie.ZAAKVOORTGANG,
    persoon=True,
    via=["klant"],
)
class Betrokkene(Bedrijfsobject):
    rol: str | None = veld("De rol in de woorden van het zaaktype. Bron: `rol.omschrijving`.")
    rol_generiek: str | None = veld("De rol in algemene woorden, zoals initiator. Bron: `rol.omschrijvingGeneriek`.")
    naam: str | None = veld("De naam zoals die bij de zaak staat. Bron: `rol`.", gegevens=GegevensCategorie.IDENTITEIT)
    gemachtigde: bool | None = veld("Of dit iemand is die een ander vertegenwoordigt. Bron: `rol.indicatieMachtiging`.")
    machtiging_gever: bool | None = veld(
        "Of dit iemand is die zich laat vertegenwoordigen. Bron: `rol.indicatieMachtiging`."
    )
    bron_rol: strawberry.Private[Rol]

    @relatie(
        "Klant", "De klant. Bron: `rol.betrokkeneIdentificatie`.", lader="klant", gegevens=GegevensCategorie.IDENTITEIT
    )
    def klant(self) -> Sleutel | None:
        return min(self.bron_rol.sleutels, key=lambda sleutel: type(sleutel).__name__, default=None)

    def over_wie(self) -> frozenset[Sleutel]:
        return self.bron_rol.sleutels


@bedrijfsobject(
    "Een zaak: het werk dat de organisatie doet naar aanleiding van een verzoek, of uit zichzelf.",
    gegevens=GegevensCategorie.ZAAKVOORTGANG,
    via=["betrokkenen"],
    vertrouwelijkheid="vertrouwelijkheidaanduiding",
)
class Zaak(Node):
    ref: strawberry.Private[Ref]
    url: strawberry.Private[str]
    zaaktype_id: strawberry.Private[str]
    zaaktype_identificatie: strawberry.Private[str]
    intern: strawberry.Private[bool]
    rollen: strawberry.Private[Sequence[Rol]]
    hoofdzaak_ref: strawberry.Private[Ref | None]
    deelzaak_refs: strawberry.Private[Sequence[Ref]]
    gerelateerde_refs: strawberry.Private[Sequence[Ref]]
    producten_of_diensten: strawberry.Private[Sequence[str]]
    afgesloten: strawberry.Private[bool]
    heeft_resultaat: strawberry.Private[bool]
    #: The adapter's own record, for its later questions about this zaak.
    wire: strawberry.Private[object]

    identificatie: str | None = veld("Het zaaknummer. Bron: `zaak.identificatie`.")
    bronorganisatie: str | None = veld("Het RSIN van de organisatie die de zaak maakte. Bron: `zaak.bronorganisatie`.")
    omschrijving: str | None = veld(
        "Waar de zaak over gaat. Leeg als het register niets invulde. Bron: `zaak.omschrijving`.",
        gegevens=GegevensCategorie.ZAAKINHOUD,
    )
    toelichting: str | None = veld(
        "Meer over de zaak. Bron: `zaak.toelichting`.", gegevens=GegevensCategorie.ZAAKINHOUD
    )
    vertrouwelijkheidaanduiding: Vertrouwelijkheidaanduiding | None = veld(
        "Hoe vertrouwelijk de zaak is. Bron: `zaak.vertrouwelijkheidaanduiding`."
    )
    registratiedatum: date | None = veld("Wanneer de zaak is ingeschreven. Bron: `zaak.registratiedatum`.")
    startdatum: date | None = veld("Wanneer het werk begon. Bron: `zaak.startdatum`.")
    einddatum: date | None = veld("Wanneer de zaak klaar was. Leeg zolang zij loopt. Bron: `zaak.einddatum`.")
    einddatum_gepland: date | None = veld("Wanneer de zaak klaar moet zijn. Bron: `zaak.einddatumGepland`.")
    uiterlijke_einddatum_afdoening: date | None = veld(
        "De uiterste datum volgens de wet. Bron: `zaak.uiterlijkeEinddatumAfdoening`."
    )
    communicatiekanaal: str | None = veld("Hoe het verzoek binnenkwam. Bron: `zaak.communicatiekanaalNaam`.")
    laatst_gemuteerd: datetime | None = veld(
        "Wanneer er voor het laatst iets veranderde. Bron: `zaak.laatstGemuteerd`."
    )
    opschorting: Opschorting | None = veld("Of de zaak stilligt. Bron: `zaak.opschorting`.")
    verlenging: Verlenging | None = veld("Of de zaak meer tijd kreeg. Bron: `zaak.verlenging`.")
    betrokkenen: list[Betrokkene] | None = veld("Wie er bij de zaak betrokken is. Bron: `zaak.rollen`.")
    bron: Bron = veld("Waar deze zaak vandaan komt en hoe vers zij is.")

    @relatie("Zaaktype", "De soort zaak. Bron: `zaak.zaaktype`.", lader="zaaktype")
    def zaaktype(self) -> Ref:
        return Ref(self.ref.register, "Zaaktype", self.zaaktype_id)

    @relatie("Status", "De huidige status. Leeg zolang er geen is gezet. Bron: `zaak.status`.", lader="status_van_zaak")
    def status(self) -> Zaak:
        return self

    @relatie(
        "list[Status]",
        "Alle statussen tot nu toe, oudste eerst. Bron: Zaken API `/statussen`.",
        lader="statussen_van_zaak",
    )
    def statussen(self) -> Zaak:
        return self

    @relatie("list[Processtap]", "De stappen: doorlopen, huidig, verwacht of overgeslagen.", lader="proces_van_zaak")
    def proces(self) -> Zaak:
        return self

    @relatie("Levertijd", "Wanneer de zaak klaar is, en wat voor datum dat is.", lader="levertijd_van_zaak")
    def levertijd(self) -> Zaak:
        return self

    @relatie(
        "Resultaat", "Wat eruit kwam. Leeg zolang de zaak loopt. Bron: `zaak.resultaat`.", lader="resultaat_van_zaak"
    )
    def resultaat(self) -> Zaak:
        return self

    @relatie(
        "list[Besluit]",
        "De besluiten in deze zaak. Bron: Besluiten API `/besluiten`.",
        lader="besluiten_van_zaak",
        gegevens=GegevensCategorie.BESLUITEN,
    )
    def besluiten(self) -> Zaak:
        return self

    @relatie(
        "list[Document]",
        "De documenten in het dossier, alleen de definitieve. Bron: Documenten API.",
        lader="documenten_van_zaak",
        gegevens=GegevensCategorie.DOCUMENTEN,
    )
    def documenten(self) -> Zaak:
        return self

    @relatie(
        "list[Contactmoment]",
        "De contacten over deze zaak. Bron: Open Klant `/klantcontacten`.",
        lader="contactmomenten_van_zaak",
        gegevens=GegevensCategorie.CONTACTHISTORIE,
    )
    def contactmomenten(self) -> Zaak:
        return self

    @relatie(
        "Medewerker",
        "Wie de zaak behandelt. Bron: `zaak.rollen`.",
        lader="behandelaar_van_zaak",
        gegevens=GegevensCategorie.BEHANDELING,
    )
    def behandelaar(self) -> Zaak:
        return self

    @relatie(
        "OrganisatieEenheid",
        "De afdeling die de zaak behandelt. Bron: `zaak.rollen`.",
        lader="eenheid_van_zaak",
        gegevens=GegevensCategorie.BEHANDELING,
    )
    def behandelende_eenheid(self) -> Zaak:
        return self

    @relatie(
        "Verzoek",
        "Het verzoek waar de zaak uit voortkwam. Bron: Zaken API `/zaakverzoeken` en Open VTB `isGerelateerdAan`.",
        lader="verzoek_van_zaak",
        gegevens=GegevensCategorie.VERZOEKINHOUD,
    )
    def verzoek(self) -> Zaak:
        return self

    @relatie(
        "list[Product]",
        "De producten die uit deze zaak voortkomen. Bron: Open Product `aanvraag_zaak` en `zaken`.",
        lader="producten_van_zaak",
        gegevens=GegevensCategorie.PRODUCTEN,
    )
    def producten(self) -> Zaak:
        return self

    @relatie("Zaak", "De zaak waar deze een deel van is. Bron: `zaak.hoofdzaak`.", lader="zaak")
    def hoofdzaak(self) -> Ref | None:
        return self.hoofdzaak_ref

    @relatie("list[Zaak]", "De delen van deze zaak. Bron: `zaak.deelzaken`.", lader="zaken_bij_refs")
    def deelzaken(self) -> tuple[Ref, ...]:
        return tuple(self.deelzaak_refs)

    @relatie("list[Zaak]", "Zaken die ermee samenhangen. Bron: `zaak.gerelateerdeZaken`.", lader="zaken_bij_refs")
    def gerelateerde_zaken(self) -> tuple[Ref, ...]:
        return tuple(self.gerelateerde_refs)

    @relatie(
        "list[Taak]",
        "Wat de klant voor deze zaak nog moet doen. Bron: Open VTB `/externetaken`.",
        lader="taken_van_zaak",
        gegevens=GegevensCategorie.TAKEN,
    )
    def taken(self) -> Zaak:
        return self

    def over_wie(self) -> frozenset[Sleutel]:
        return frozenset().union(*(rol.sleutels for rol in self.rollen if rol.is_betrokkene))

    def hoe_vertrouwelijk(self) -> Vertrouwelijkheidaanduiding:
        return self.vertrouwelijkheidaanduiding or Vertrouwelijkheidaanduiding.ZEER_GEHEIM

    def is_intern(self) -> bool:
        return self.intern

    def binnen_zaaktypen(self) -> frozenset[str]:
        return frozenset({self.zaaktype_identificatie})


class Zakenregister(Protocol):
    """What this file asks of a register of zaken. Batches answer in the order of what was asked; an Exception fails
    its place alone.

    Whatever the register's filter gave, a zaak comes with the rollen that it has now: the decision is made on them.
    """

    @property
    def herkomst(self) -> Herkomst: ...

    def zaken_van(self, vraag: ZakenVraag, vooruitblik: Vooruitblik) -> AsyncIterator[Sequence[Zaak]]: ...

    async def zaken(self, ids: Sequence[str], vooruitblik: Vooruitblik) -> Sequence[Zaak | Exception | None]: ...

    async def zaken_met_nummer(
        self, identificatie: str, bronorganisatie: str | None, vooruitblik: Vooruitblik
    ) -> Sequence[Zaak]: ...

    async def zaaktypen(self, ids: Sequence[str]) -> Sequence[Zaaktype | Exception | None]: ...

    async def huidige_statussen(self, zaken: Sequence[Zaak]) -> Sequence[Status | Exception | None]: ...

    async def statussen(self, zaken: Sequence[Zaak]) -> Sequence[Sequence[Status] | Exception]: ...

    async def resultaten(self, zaken: Sequence[Zaak]) -> Sequence[Resultaat | Exception | None]: ...

    async def alle_zaaktypen(self) -> Sequence[Zaaktype]:
        """Every version of every zaaktype of the catalogue; from the cache."""
        ...

    async def verzoeken_van(self, zaken: Sequence[Zaak]) -> Sequence[Sequence[str] | Exception]:
        """URLs or URNs of the verzoeken that the zaakregister links to each zaak (`/zaakverzoeken?zaak=`)."""
        ...

    async def zaken_van_verzoeken(self, verwijzingen: Sequence[str]) -> Sequence[Sequence[str] | Exception]:
        """uuids of the zaken that the zaakregister links to each verzoek, by its URL (`/zaakverzoeken?verzoek=`)."""
        ...

    async def doorlooptijden(self, zaaktype_identificatie: str) -> Sequence[int]:
        """Calendar days that closed zaken of this zaaktype took, newest 500 at most."""
        ...

    async def zaak_bij_verwijzing(self, verwijzing: str) -> str | None:
        """The uuid of the zaak that a URL or URN from another register means; None when it is not of this register."""
        ...
