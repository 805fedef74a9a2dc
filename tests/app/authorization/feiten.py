"""Feiten: a world of facts written down in a test, and the sessions that are decided about."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import Any

import strawberry

from resolvers.contactmoment import Contactmoment
from resolvers.grammar.afnemer import AfnemerRol, AfnemerSoort, Authenticatie, MachtigingBron, MachtigingSoort
from resolvers.grammar.inzage import Betrouwbaarheidsniveau, GegevensCategorie
from resolvers.grammar.ref import Ref
from resolvers.grammar.sleutel import Bsn, KvkNummer, Rsin, Sleutel, Vestigingsnummer
from resolvers.grammar.vertrouwelijkheid import Vertrouwelijkheidaanduiding
from resolvers.klant import Ondernemingsgegevens
from resolvers.klant.gegevens import Vestiging
from resolvers.machtiging import Machtiging
from resolvers.toestemming import Toestemming, ToestemmingOntvanger
from resolvers.zaak import Zaak

IK, ANDER, DERDE = Bsn("999990019"), Bsn("999990123"), Bsn("999990226")
BAKKERIJ = KvkNummer("90001354")
RSIN, VESTIGING = Rsin("999991772"), Vestigingsnummer("000037178598")
PARTNER = Rsin("003300006")
OIN_PARTNER = "00000001003300006000"


@dataclass
class Feiten:
    """What the registers know. `gevraagd` counts the questions; `stuk` raises at every one."""

    machtigingen: list[Machtiging] = field(default_factory=list)
    toestemmingen: list[Toestemming] = field(default_factory=list)
    onbekwaam: set[Sleutel] = field(default_factory=set)
    onderwerpen: dict[Ref, Contactmoment | Zaak] = field(default_factory=dict)
    zaken: dict[str, Ref] = field(default_factory=dict)
    stuk: Exception | None = None
    gevraagd: list[str] = field(default_factory=list)

    def _vraag(self, naam: str) -> None:
        self.gevraagd.append(naam)
        if self.stuk is not None:
            raise self.stuk

    async def onderneming(self, sleutel: Sleutel) -> Ondernemingsgegevens | None:
        self._vraag("onderneming")
        if sleutel != BAKKERIJ:
            return None
        vestiging = Vestiging(vestigingsnummer=VESTIGING.waarde, naam=None, hoofdvestiging=True, adres=None)
        return Ondernemingsgegevens(
            naam="Bakkerij",
            handelsnamen=(),
            rsin=RSIN.waarde,
            rechtsvorm=None,
            bezoekadres=None,
            vestigingen=(vestiging,),
        )

    async def machtigingen_aan(self, sleutels: frozenset[Sleutel]) -> Sequence[Machtiging]:
        self._vraag("machtigingen")
        return [found for found in self.machtigingen if found.vertegenwoordiger_sleutel in sleutels]

    async def handelingsbekwaam(self, sleutel: Sleutel) -> bool:
        self._vraag("handelingsbekwaam")
        return sleutel not in self.onbekwaam

    async def toestemmingen_van(self, sleutels: frozenset[Sleutel]) -> Sequence[Toestemming]:
        self._vraag("toestemmingen")
        return [found for found in self.toestemmingen if found.betrokkene_sleutel in sleutels]

    async def zaak_van(self, verwijzing: str) -> Ref | None:
        self._vraag("zaak")
        return self.zaken.get(verwijzing)

    async def onderwerp(self, ref: Ref) -> Contactmoment | Zaak | None:
        self._vraag("onderwerp")
        return self.onderwerpen.get(ref)


def sessie(sleutel: Sleutel | None, **more: Any) -> Authenticatie:
    facts: dict[str, Any] = {
        "soort": AfnemerSoort.BURGER,
        "rollen": (AfnemerRol.INWONER,),
        "niveau": Betrouwbaarheidsniveau.SUBSTANTIEEL,
        "verloopt": datetime(2099, 1, 1, tzinfo=UTC),
    }
    return Authenticatie(sleutel=sleutel, **{**facts, **more})


def medewerker(*rollen: AfnemerRol, **more: Any) -> Authenticatie:
    return sessie(None, soort=AfnemerSoort.MEDEWERKER, rollen=rollen, medewerker_id="mw-1", **more)


def organisatie(oin: str = OIN_PARTNER) -> Authenticatie:
    return sessie(
        None,
        soort=AfnemerSoort.OVERHEIDSORGANISATIE,
        rollen=(AfnemerRol.KETENPARTNER,),
        niveau=Betrouwbaarheidsniveau.HOOG,
        organisatie_oin=oin,
    )


def machtiging(van: Sleutel, aan: Sleutel, nummer: str = "1", **more: Any) -> Machtiging:
    ref = Ref("openobject", "Machtiging", nummer)
    facts: dict[str, Any] = {
        "zaaktype_identificaties": frozenset({"WOZ-BEZWAAR"}),
        "soort": MachtigingSoort.VRIJWILLIG,
        "wettelijke_vorm": None,
        "diensten": None,
        "geldig_van": None,
        "geldig_tot": None,
        "ingetrokken_op": None,
        "geldig": True,
        "bron": MachtigingBron.REGISTER,
    }
    return Machtiging(
        id=strawberry.ID(ref.encode()),
        ref=ref,
        vertegenwoordigde_sleutel=van,
        vertegenwoordiger_sleutel=aan,
        **{**facts, **more},
    )


def toestemming(van: Sleutel, *categorieen: GegevensCategorie, **more: Any) -> Toestemming:
    ref = Ref("openobject", "Toestemming", "1")
    facts: dict[str, Any] = {
        "zaak_verwijzingen": None,
        "zaaktype_identificaties": None,
        "ontvanger": ToestemmingOntvanger(organisatie=None, organisatie_eenheid=None, rol=AfnemerRol.KCC),
        "activiteit": "kcc-inhoud",
        "geldig_van": date(2026, 1, 1),
        "geldig_tot": date(2099, 1, 1),
        "ingetrokken_op": None,
        "geldig": True,
    }
    return Toestemming(
        id=strawberry.ID(ref.encode()),
        ref=ref,
        betrokkene_sleutel=van,
        categorieen=list(categorieen),
        **{**facts, **more},
    )


@dataclass
class Ding:
    """An object to hold an inzage against."""

    mensen: frozenset[Sleutel]
    soorten: frozenset[str] | None = None
    helpers: frozenset[Sleutel] | None = None
    hoe: Vertrouwelijkheidaanduiding = Vertrouwelijkheidaanduiding.OPENBAAR

    def over_wie(self) -> frozenset[Sleutel]:
        return self.mensen

    def hoe_vertrouwelijk(self) -> Vertrouwelijkheidaanduiding:
        return self.hoe

    def is_intern(self) -> bool:
        return False

    def reikwijdte(self) -> frozenset[str] | None:
        return self.soorten

    def wie_werkt_mee(self) -> frozenset[Sleutel] | None:
        return self.helpers


def zaak_van(*mensen: Sleutel, type_: str = "WOZ-BEZWAAR", mee: frozenset[Sleutel] = frozenset(), **more: Any) -> Ding:
    return Ding(frozenset(mensen), frozenset({f"zaaktype:{type_}", "zaak:Z"}), mee, **more)


def contactmoment(*mensen: Sleutel, nummer: str = "c1") -> Contactmoment:
    """Only what says who it is about; a decision reads nothing else of it."""
    made = object.__new__(Contactmoment)
    made.ref = Ref("openklant", "Contactmoment", nummer)
    made.klant_sleutels = frozenset(mensen)
    return made
