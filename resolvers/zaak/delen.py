"""Delen: what a zaak is made of: rollen, statussen, resultaat, termijnen, and the zaaktype that it follows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import NamedTuple

import strawberry

from resolvers.grammar.bedrijfsobject import Bedrijfsobject, bedrijfsobject, relatie, veld
from resolvers.grammar.inzage import BetrokkeneBron, GegevensCategorie
from resolvers.grammar.ref import Ref
from resolvers.grammar.scalars import Duration
from resolvers.grammar.sleutel import Bsn, Sleutel
from resolvers.proces import Processtap, Statusmoment, Statustype

#: Rollen that make somebody a betrokkene of a zaak. A medewerker's rol, or an adviseur's, does not make the zaak about
#: him.
ROLLEN_VAN_BETROKKENEN = frozenset({"initiator", "mede_initiator", "belanghebbende"})

#: Rollen by which another organisation works on a zaak.
ROLLEN_VAN_MEEWERKENDEN = frozenset({"adviseur", "behandelaar", "beslisser", "klantcontacter", "zaakcoordinator"})


@dataclass(slots=True, kw_only=True, eq=False)
class Rol:
    """A rol as the register gives it; closed. Zaken may share one, so it is never changed once made. `partijen`:
    whom it makes a betrokkene; at most one.

    `machtiging` is "gemachtigde", "machtiginggever" or "" (`rol.indicatieMachtiging`). A gemachtigde is not a
    betrokkene: the rol is a trace of what was proved when it was made, never authority of today.
    """

    omschrijving: str
    generiek: str
    naam: str | None
    sleutels: frozenset[Sleutel]
    machtiging: str
    medewerker_id: str | None = None
    eenheid_id: str | None = None
    eenheid_naam: str | None = None
    partijen: tuple[frozenset[Sleutel], ...] = field(init=False)

    def __post_init__(self) -> None:
        self.partijen = (self.sleutels,) if self.is_betrokkene else ()

    @property
    def is_betrokkene(self) -> bool:
        return bool(self.sleutels) and self.machtiging != "gemachtigde" and self.generiek in ROLLEN_VAN_BETROKKENEN

    @property
    def is_meewerkend(self) -> bool:
        """An organisation that helps to deliver, or that asked for it itself; nobody's gemachtigde."""
        if not self.sleutels or self.machtiging:
            return False
        return self.generiek in ROLLEN_VAN_MEEWERKENDEN or (
            self.is_betrokkene and not any(isinstance(sleutel, Bsn) for sleutel in self.sleutels)
        )


class Zaaksoort(NamedTuple):
    """Of which zaaktype a zaak is; one for all its zaken in an answer. `intern`: also when the catalogue does not know
    the zaaktype."""

    ref: Ref
    identificatie: str
    intern: bool


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
    statustype_id: strawberry.Private[str]

    @property
    def moment(self) -> Statusmoment:
        assert self.gezet_op is not None  # of every status that a register of ours gave
        return Statusmoment(statustype_id=self.statustype_id, gezet_op=self.gezet_op)


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

    def partijen(self) -> tuple[frozenset[Sleutel], ...]:
        return (self.bron_rol.sleutels,) if self.bron_rol.sleutels else ()

    def over_wie(self) -> frozenset[Sleutel]:
        return self.bron_rol.sleutels


@bedrijfsobject(
    "Een tussenstand binnen een status, voor betrokkenen bedoeld.",
    gegevens=GegevensCategorie.ZAAKVOORTGANG,
    bron=BetrokkeneBron.OUDER,
)
class Substatus(Bedrijfsobject):
    omschrijving: str | None = veld("De tussenstand. Bron: `substatus.omschrijving`.")
    tijdstip: datetime | None = veld("Sinds wanneer. Bron: `substatus.tijdstip`.")
    bij_bron: strawberry.Private[str] = ""
    """Its uuid in the register."""


@bedrijfsobject(
    "Een kenmerk van een zaak, zoals een kenteken.", gegevens=GegevensCategorie.ZAAKINHOUD, bron=BetrokkeneBron.OUDER
)
class Zaakeigenschap(Bedrijfsobject):
    naam: str | None = veld("Welk kenmerk. Bron: `zaakeigenschap.naam`.")
    waarde: str | None = veld("De waarde. Bron: `zaakeigenschap.waarde`.")


@bedrijfsobject(
    "Het nummer waaronder een ander deze zaak kent.", gegevens=GegevensCategorie.ZAAKINHOUD, bron=BetrokkeneBron.OUDER
)
class Kenmerk(Bedrijfsobject):
    kenmerk: str = veld("Het nummer. Bron: `zaak.kenmerken.kenmerk`.")
    bron: str = veld("Bij wie. Bron: `zaak.kenmerken.bron`.")
