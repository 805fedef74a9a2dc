"""Wereld: what all registers together hold, as plain records. One shape for every business object, so that a world can
be drawn, compared and changed without knowing what a zaak is."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime

from resolvers.grammar.ref import Ref
from resolvers.grammar.sleutel import Bsn, KvkNummer, Rsin, Sleutel, Vestigingsnummer
from resolvers.grammar.vertrouwelijkheid import Vertrouwelijkheidaanduiding

NU = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)

ANNA, BRAM, CHRIS, DAAN = Bsn("999990007"), Bsn("999990019"), Bsn("999990020"), Bsn("999990032")
BAKKER, SLAGER = KvkNummer("90001354"), KvkNummer("90001362")
BAKKER_RSIN, BAKKER_HIER, BAKKER_DAAR = (
    Rsin("999990044"),
    Vestigingsnummer("000037178598"),
    Vestigingsnummer("000037178601"),
)
PARTNER_RSIN, ANDERE_PARTNER_RSIN = Rsin("999990056"), Rsin("999990068")
MENSEN: tuple[Sleutel, ...] = (ANNA, BRAM, CHRIS, DAAN)
BEDRIJVEN: tuple[Sleutel, ...] = (BAKKER, SLAGER)
PERSONEN: tuple[Sleutel, ...] = (*MENSEN, BAKKER, BAKKER_RSIN, BAKKER_HIER, BAKKER_DAAR, SLAGER)
PARTNERS: tuple[Sleutel, ...] = (PARTNER_RSIN, ANDERE_PARTNER_RSIN)

ZAAKTYPEN = ("T1", "T2", "T3")
PRODUCTTYPEN = ("P1", "P2")

#: In which register each kind lives: documents and besluiten in that of the zaken.
REGISTER = {
    "Zaak": "zaken",
    "Besluit": "zaken",
    "Document": "zaken",
    "Verzoek": "verzoeken",
    "Product": "producten",
    "Taak": "taken",
    "Contactmoment": "klanten",
    "Afspraak": "afspraken",
    "Machtiging": "objecten",
    "Toestemming": "objecten",
    "Verwerking": "log",
}


@dataclass(frozen=True, kw_only=True)
class Ding:
    """One record of a register.

    `over`: whom it is about, each by one key (of a machtiging: the vertegenwoordigde, then the vertegenwoordiger).
    `bij`: ids of what it names. `label`: its zaaktype or producttype. `zout`: coordinate → a number; another number
    gives another value of that field.
    """

    soort: str
    id: str
    over: tuple[Sleutel, ...] = ()
    bij: tuple[str, ...] = ()
    label: str = ""
    plafond: Vertrouwelijkheidaanduiding = Vertrouwelijkheidaanduiding.OPENBAAR
    intern: bool = False
    hoofd: str = ""
    gemachtigden: tuple[Sleutel, ...] = ()
    meewerkend: tuple[Sleutel, ...] = ()
    nummer: str = ""
    geldig: bool = True
    wettelijk: bool = False
    zaaktypen: frozenset[str] | None = None
    diensten: tuple[str, ...] | None = None
    activiteit: str = ""
    categorieen: frozenset[str] = frozenset()
    ontvanger: str = ""
    zout: Mapping[str, int] = field(default_factory=dict)

    @property
    def ref(self) -> Ref:
        return Ref(REGISTER[self.soort], self.soort, self.id)

    @property
    def gid(self) -> str:
        return self.ref.encode()


@dataclass(frozen=True, kw_only=True)
class Mens:
    """What the registers know of a person or company beside what he has. `zout` as of a Ding."""

    sleutel: Sleutel
    onder_curatele: bool = False
    kinderen: tuple[Sleutel, ...] = ()
    zout: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True)
class Wereld:
    dingen: Mapping[str, Ding]
    mensen: Mapping[Sleutel, Mens]

    def van_soort(self, *soorten: str) -> list[Ding]:
        return [ding for ding in self.dingen.values() if ding.soort in soorten]

    def met(self, *dingen: Ding, zonder: frozenset[str] = frozenset()) -> Wereld:
        """This world with these records added or replaced, in the order of their ids, and others taken away."""
        found = {**self.dingen, **{ding.id: ding for ding in dingen}}
        return replace(self, dingen={key: found[key] for key in sorted(found) if key not in zonder})


def alle_sleutels(sleutel: Sleutel) -> frozenset[Sleutel]:
    """Every key of the party that has this KvK-nummer; any other key is known alone."""
    return frozenset({BAKKER, BAKKER_RSIN, BAKKER_HIER, BAKKER_DAAR}) if sleutel == BAKKER else frozenset({sleutel})
