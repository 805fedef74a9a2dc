"""Registers: a world as the ports of the graph, in memory. Each answers as the port asks it to and counts what it was
asked.

`ruim`: a register that ignores its filters and gives everybody's, as some real ones do: the decision may not lean on
what was asked.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass, field
from datetime import date
from typing import Any, TypeVar

from resolvers.afspraak import Afspraak
from resolvers.besluit import Besluit
from resolvers.contactmoment import Contactmoment
from resolvers.document import Document
from resolvers.grammar.bron import Herkomst
from resolvers.grammar.context import Vooruitblik
from resolvers.grammar.errors import RegisterUnavailable
from resolvers.grammar.ref import Ref
from resolvers.grammar.sleutel import Bsn, KvkNummer, Sleutel
from resolvers.klant import KlantZoekvraag, Ondernemingsgegevens, Partij, Persoonsgegevens, VoorkeurWijziging
from resolvers.lijsten import MachtigingRichting, ZakenVraag
from resolvers.loaders.registers import Registers
from resolvers.machtiging import Machtiging
from resolvers.organisatie import Medewerker, OrganisatieEenheid, Register
from resolvers.product import Product, Producttype
from resolvers.taak import Taak
from resolvers.toestemming import Handeling, NieuweToestemming, Toestemming
from resolvers.verwerking import Tijdvak, Verwerking
from resolvers.verzoek import Verzoek
from resolvers.zaak import Resultaat, Rol, Status, Substatus, Vermelding, Zaak, Zaakeigenschap, Zaaktype
from tests.autorisatie import catalogus, mensen, objecten
from tests.autorisatie.keten import Partner
from tests.autorisatie.wereld import PERSONEN, PRODUCTTYPEN, ZAAKTYPEN, Ding, Wereld

T = TypeVar("T")
_PER_BLADZIJDE = 2


def verwijzing(ding_id: str, soort: str) -> str:
    return f"urn:proef:{soort}:{ding_id}"


@dataclass(slots=True)
class Huis:
    """One world as registers. `vragen`: how often each question was asked; `opgezocht`: and what was looked up by it,
    one by one, for a question may be about many at once."""

    wereld: Wereld
    ruim: bool = False
    vragen: Counter[str] = field(default_factory=Counter)
    opgezocht: Counter[tuple[object, ...]] = field(default_factory=Counter)
    _gemaakt: dict[str, Any] = field(default_factory=dict)

    def maak(self, ding: Ding) -> Any:
        """The record of the graph; the same one however often it is asked."""
        if ding.id not in self._gemaakt:
            self._gemaakt[ding.id] = objecten.MAKERS[ding.soort](ding, self.wereld)
        return self._gemaakt[ding.id]

    def telt(self, vraag: str) -> None:
        self.vragen[vraag] += 1

    def van(self, soort: str, sleutels: frozenset[Sleutel]) -> list[Any]:
        self.opgezocht.update((soort, sleutel) for sleutel in sleutels)
        found = self.wereld.van_soort(soort)
        return [self.maak(ding) for ding in found if self.ruim or not sleutels.isdisjoint(ding.over)]

    def bij(self, soort: str, doel: str) -> list[Any]:
        self.opgezocht.update([(soort, "bij", doel)])
        return [self.maak(ding) for ding in self.wereld.van_soort(soort) if doel in ding.bij]

    def met_id(self, soort: str, ids: Sequence[str]) -> list[Any]:
        self.opgezocht.update((soort, id_) for id_ in ids)
        found = [self.wereld.dingen.get(id_) for id_ in ids]
        return [self.maak(ding) if ding is not None and ding.soort == soort else None for ding in found]

    def registers(self) -> Registers:
        zaken = Zaken(self, "zaken")
        return Registers(
            zaken=[zaken],
            besluiten=[zaken],
            documenten=[zaken],
            verzoeken=[Verzoeken(self, "verzoeken")],
            producten=[Producten(self, "producten")],
            taken=[Taken(self, "taken")],
            klanten=[Klanten(self, "klanten")],
            contactmomenten=[Contacten(self, "klanten")],
            personen=[Personen(self, "personen")],
            ondernemingen=[Ondernemingen(self, "ondernemingen")],
            afspraken=[Afspraken(self, "afspraken")],
            machtigingen=[Machtigingen(self, "objecten")],
            toestemmingen=[Toestemmingen(self, "objecten")],
            medewerkers=[Medewerkers(self, "medewerkers")],
            verwerkingen=[Log(self, "log")],
            keten=[Partner(self.telt)],
            organisaties=dict.fromkeys(("zaken", "verzoeken", "producten", "proef"), catalogus.ORGANISATIE),
            overzicht=overzicht,
        )


async def overzicht() -> Sequence[Register]:
    return (catalogus.REGISTER,)


class _Poort:
    def __init__(self, huis: Huis, naam: str) -> None:
        self.huis = huis
        self.herkomst = Herkomst(register=naam, naam=f"Register {naam}")

    def naar(self, soort: str) -> Callable[[str], str | None]:
        """What a link of another register means here: by its form alone, as a uuid in a URL does."""
        start = verwijzing("", soort)
        return lambda link: link.removeprefix(start) if link.startswith(start) else None


class Zaken(_Poort):
    """The register of zaken, with the besluiten and documents in it."""

    async def zaken_van(self, vraag: ZakenVraag, vooruitblik: Vooruitblik) -> AsyncIterator[Sequence[Zaak]]:
        self.huis.telt("zaken_van")
        found = self.huis.van("Zaak", vraag.sleutels)
        found.sort(key=lambda zaak: str(zaak.startdatum or ""), reverse=not vraag.oplopend)
        for start in range(0, len(found), _PER_BLADZIJDE):
            yield found[start : start + _PER_BLADZIJDE]

    async def zaken(self, ids: Sequence[str], vooruitblik: Vooruitblik) -> Sequence[Zaak | None]:
        self.huis.telt("zaken")
        return self.huis.met_id("Zaak", ids)

    async def zaken_met_nummer(
        self, identificatie: str, bronorganisatie: str | None, vooruitblik: Vooruitblik
    ) -> Sequence[Zaak]:
        self.huis.telt("zaken_met_nummer")
        return [self.huis.maak(ding) for ding in self.huis.wereld.van_soort("Zaak") if ding.nummer == identificatie]

    async def zaken_met_kenmerk(self, bron: str, kenmerk: str, vooruitblik: Vooruitblik) -> Sequence[Zaak]:
        """A partner knows each zaak by its own number here."""
        self.huis.telt("zaken_met_kenmerk")
        return [self.huis.maak(ding) for ding in self.huis.wereld.van_soort("Zaak") if ding.nummer == kenmerk]

    async def zaaktypen(self, ids: Sequence[str]) -> Sequence[Zaaktype | None]:
        return [catalogus.ZAAKTYPEN.get(id_) for id_ in ids]

    async def alle_zaaktypen(self) -> Sequence[Zaaktype]:
        return [catalogus.ZAAKTYPEN[naam] for naam in ZAAKTYPEN]

    def rol_van(self, zaak: Zaak, id_: str) -> Rol | None:
        return dict(zip(map(str, range(len(zaak.rollen))), zaak.rollen, strict=True)).get(id_)

    async def doorlooptijden(self, zaaktype_identificatie: str) -> Sequence[int]:
        return tuple(range(10, 30))

    async def huidige_statussen(self, zaken: Sequence[Zaak]) -> Sequence[Status | None]:
        return [objecten.statussen(zaak)[-1] for zaak in zaken]

    async def statussen(self, zaken: Sequence[Zaak]) -> Sequence[Sequence[Status]]:
        return [objecten.statussen(zaak) for zaak in zaken]

    async def resultaten(self, zaken: Sequence[Zaak]) -> Sequence[Resultaat | None]:
        return [objecten.deel(Resultaat, zaak) if zaak.heeft_resultaat else None for zaak in zaken]

    async def substatussen(self, zaken: Sequence[Zaak]) -> Sequence[Sequence[Substatus]]:
        return [[objecten.deel(Substatus, zaak, bij_bron=zaak.ref.id)] for zaak in zaken]

    async def eigenschappen(self, zaken: Sequence[Zaak]) -> Sequence[Sequence[Zaakeigenschap]]:
        return [objecten.eigenschappen(zaak) for zaak in zaken]

    async def verzoeken_van(self, zaken: Sequence[Zaak]) -> Sequence[Sequence[str]]:
        """The register's own links: of the first half of the verzoeken, so that both roads are walked."""
        self.huis.telt("verzoeken_van")
        return [
            [verwijzing(ding.id, "Verzoek") for ding in self._gekoppeld() if zaak.ref.id in ding.bij] for zaak in zaken
        ]

    async def zaken_van_verzoeken(self, verwijzingen: Sequence[str]) -> Sequence[Sequence[str]]:
        self.huis.telt("zaken_van_verzoeken")
        by_url = {objecten.url(ding): ding for ding in self._gekoppeld()}
        dingen = self.huis.wereld.dingen
        return [
            [id_ for id_ in by_url[url].bij if id_ in dingen and dingen[id_].soort == "Zaak"] if url in by_url else []
            for url in verwijzingen
        ]

    def _gekoppeld(self) -> list[Ding]:
        return [ding for ding in self.huis.wereld.van_soort("Verzoek") if objecten.alleen_gekoppeld(ding)]

    def vermelding(self, link: str) -> Vermelding | None:
        uuid = self.naar("Zaak")(link)
        return Vermelding(uuid=uuid, nummer=None) if uuid is not None else None

    async def besluiten_van(self, zaken: Sequence[Zaak]) -> Sequence[Sequence[Besluit]]:
        self.huis.telt("besluiten_van")
        return [self.huis.bij("Besluit", zaak.ref.id) for zaak in zaken]

    async def besluiten(self, ids: Sequence[str]) -> Sequence[Besluit | None]:
        self.huis.telt("besluiten")
        return self.huis.met_id("Besluit", ids)

    async def documenten_van(self, zaken: Sequence[Zaak]) -> Sequence[Sequence[Document]]:
        self.huis.telt("documenten_van")
        return [self.huis.bij("Document", zaak.ref.id) for zaak in zaken]

    async def documenten_van_besluiten(self, besluiten: Sequence[Besluit]) -> Sequence[Sequence[Document]]:
        return [self.huis.bij("Document", besluit.ref.id) for besluit in besluiten]

    async def documenten(self, ids: Sequence[str]) -> Sequence[Document | None]:
        self.huis.telt("documenten")
        return self.huis.met_id("Document", ids)

    async def zaken_van_documenten(self, documenten: Sequence[Document | Ref]) -> Sequence[Sequence[Ref]]:
        self.huis.telt("zaken_van_documenten")
        asked = [found.id if isinstance(found, Ref) else found.ref.id for found in documenten]
        dingen = self.huis.wereld.dingen
        known = [dingen[id_].bij if id_ in dingen else () for id_ in asked]
        return [
            [Ref("zaken", "Zaak", id_) for id_ in bij if id_ in dingen and dingen[id_].soort == "Zaak"] for bij in known
        ]

    def inhoud(self, document: Document) -> AbstractAsyncContextManager[AsyncIterator[bytes]]:
        raise NotImplementedError("no question of the graph asks for bytes")

    def document_bij_verwijzing(self, link: str) -> str | None:
        return self.naar("Document")(link)


class Verzoeken(_Poort):
    async def verzoeken_van(self, sleutels: frozenset[Sleutel]) -> Sequence[Verzoek]:
        self.huis.telt("verzoeken_van_klant")
        return self.huis.van("Verzoek", sleutels)

    async def verzoeken(self, ids: Sequence[str]) -> Sequence[Verzoek | None]:
        self.huis.telt("verzoeken")
        return self.huis.met_id("Verzoek", ids)

    async def verzoeken_bij_zaak(self, verwijzingen: Sequence[str]) -> Sequence[Sequence[Verzoek]]:
        """By the zaak's URL, whose last part is its id."""
        return [self.huis.bij("Verzoek", link.rpartition("/")[2]) for link in verwijzingen]

    def verzoek_bij_verwijzing(self, link: str) -> str | None:
        return self.naar("Verzoek")(link)


class Producten(_Poort):
    async def producten_van(self, sleutels: frozenset[Sleutel]) -> Sequence[Product]:
        self.huis.telt("producten_van")
        return self.huis.van("Product", sleutels)

    async def producten(self, ids: Sequence[str]) -> Sequence[Product | None]:
        self.huis.telt("producten")
        return self.huis.met_id("Product", ids)

    async def producten_bij_zaken(self, verwijzingen: Sequence[str]) -> Sequence[Sequence[Product]]:
        return [self.huis.bij("Product", link.rpartition("/")[2]) for link in verwijzingen]

    async def producttypen(self, ids: Sequence[str]) -> Sequence[Producttype | None]:
        return [catalogus.PRODUCTTYPEN.get(id_) for id_ in ids]

    async def alle_producttypen(self) -> AsyncIterator[Sequence[Producttype]]:
        yield [catalogus.PRODUCTTYPEN[naam] for naam in PRODUCTTYPEN]

    def product_bij_verwijzing(self, link: str) -> str | None:
        return self.naar("Product")(link)


class Taken(_Poort):
    async def taken_van(self, sleutels: frozenset[Sleutel]) -> Sequence[Taak]:
        self.huis.telt("taken_van")
        return self.huis.van("Taak", sleutels)

    async def taken_bij_zaken(self, verwijzingen: Sequence[str]) -> Sequence[Sequence[Taak]]:
        return [self.huis.bij("Taak", link.rpartition("/")[2]) for link in verwijzingen]

    async def taken(self, ids: Sequence[str]) -> Sequence[Taak | None]:
        self.huis.telt("taken")
        return self.huis.met_id("Taak", ids)


class Contacten(_Poort):
    async def contactmomenten_van(self, sleutels: frozenset[Sleutel], partij: str | None) -> Sequence[Contactmoment]:
        self.huis.telt("contactmomenten_van")
        return self.huis.van("Contactmoment", sleutels)

    async def contactmomenten_bij_zaken(self, zaken: Sequence[Zaak]) -> Sequence[Sequence[Contactmoment]]:
        return [self.huis.bij("Contactmoment", zaak.ref.id) for zaak in zaken]

    async def contactmomenten(self, ids: Sequence[str]) -> Sequence[Contactmoment | None]:
        self.huis.telt("contactmomenten")
        return self.huis.met_id("Contactmoment", ids)


class Klanten(_Poort):
    async def partijen(self, sleutels: Sequence[frozenset[Sleutel]]) -> Sequence[Partij | None]:
        bekend = self.huis.wereld.mensen
        first = [next((sleutel for sleutel in PERSONEN if sleutel in given), None) for given in sleutels]
        return [mensen.partij(bekend[sleutel]) if sleutel is not None else None for sleutel in first]

    async def partijen_bij_contact(self, adressen: Sequence[str]) -> Sequence[frozenset[Sleutel]]:
        return [frozenset({sleutel}) for sleutel in PERSONEN if mensen.email(sleutel) in adressen]

    async def sleutels_bij_klantnummer(self, klantnummer: str) -> frozenset[Sleutel]:
        return frozenset(sleutel for sleutel in PERSONEN if mensen.klantnummer(sleutel) == klantnummer)

    async def wijzig_voorkeur(self, uuid: str, van: frozenset[Sleutel], wijziging: VoorkeurWijziging) -> Partij | None:
        raise RegisterUnavailable(self.herkomst.register, retryable=False)


class Personen(_Poort):
    async def personen(self, bsns: Sequence[Sleutel]) -> Sequence[Persoonsgegevens | None]:
        bekend = self.huis.wereld.mensen
        return [mensen.persoonsgegevens(bekend[bsn]) if bsn in bekend else None for bsn in bsns]

    async def zoek(self, vraag: KlantZoekvraag) -> Sequence[Sleutel]:
        return [sleutel for sleutel in PERSONEN if isinstance(sleutel, Bsn)] if vraag.naam else []

    async def gezag_over(self, bsn: Sleutel) -> Sequence[Sleutel]:
        mens = self.huis.wereld.mensen.get(bsn)
        return mens.kinderen if mens is not None else ()


class Ondernemingen(_Poort):
    async def ondernemingen(self, sleutels: Sequence[Sleutel]) -> Sequence[Ondernemingsgegevens | None]:
        bekend = self.huis.wereld.mensen
        return [
            mensen.ondernemingsgegevens(bekend[sleutel])
            if isinstance(sleutel, KvkNummer) and sleutel in bekend
            else None
            for sleutel in sleutels
        ]


class Afspraken(_Poort):
    async def afspraken_bij_email(self, adressen: Sequence[str]) -> Sequence[Afspraak]:
        wanted = frozenset(sleutel for sleutel in PERSONEN if mensen.email(sleutel) in adressen)
        found = self.huis.wereld.van_soort("Afspraak")
        return [self.huis.maak(ding) for ding in found if not wanted.isdisjoint(ding.over)]


class Machtigingen(_Poort):
    async def machtigingen_van(
        self, sleutels: frozenset[Sleutel], richting: MachtigingRichting, vandaag: date
    ) -> Sequence[Machtiging]:
        self.huis.telt("machtigingen_van")
        kant = 0 if richting is MachtigingRichting.GEGEVEN else 1
        found = self.huis.wereld.van_soort("Machtiging")
        return [self.huis.maak(ding) for ding in found if self.huis.ruim or ding.over[kant] in sleutels]

    async def machtigingen(self, ids: Sequence[str], vandaag: date) -> Sequence[Machtiging | None]:
        return self.huis.met_id("Machtiging", ids)


class Toestemmingen(_Poort):
    """Only to be read: the questions here change nothing."""

    neemt_aan = False

    async def toestemmingen_van(self, sleutels: frozenset[Sleutel], vandaag: date) -> Sequence[Toestemming]:
        self.huis.telt("toestemmingen_van")
        return self.huis.van("Toestemming", sleutels)

    async def toestemmingen(self, ids: Sequence[str], vandaag: date) -> Sequence[Toestemming | None]:
        return self.huis.met_id("Toestemming", ids)

    async def geef(self, nieuw: NieuweToestemming, handeling: Handeling, vandaag: date) -> Toestemming:
        raise RegisterUnavailable(self.herkomst.register, retryable=False)

    async def trek_in(
        self, id_: str, van: frozenset[Sleutel], handeling: Handeling, vandaag: date
    ) -> Toestemming | None:
        raise RegisterUnavailable(self.herkomst.register, retryable=False)


class Medewerkers(_Poort):
    async def medewerkers(self, ids: Sequence[str]) -> Sequence[Medewerker | None]:
        return [objecten.medewerker(id_, self.huis.wereld) for id_ in ids]

    async def eenheden(self, ids: Sequence[str]) -> Sequence[OrganisatieEenheid | None]:
        return [objecten.eenheid(id_, self.huis.wereld) for id_ in ids]


class Log(_Poort):
    async def verwerkingen_van(
        self, sleutels: frozenset[Sleutel], tijdvak: Tijdvak
    ) -> AsyncIterator[Sequence[Verwerking]]:
        """Newest first, as the order of the list wants it."""
        own = [ding for ding in self.huis.wereld.van_soort("Verwerking") if not sleutels.isdisjoint(ding.over)]
        found = [self.huis.maak(ding) for ding in own]
        yield sorted(found, key=lambda verwerking: verwerking.tijdstip.isoformat(), reverse=True)
