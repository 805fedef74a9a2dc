"""Zaak: the object itself, with all that is reached from it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from functools import cached_property

import strawberry

from resolvers.grammar.bedrijfsobject import bedrijfsobject, relatie, veld
from resolvers.grammar.bron import Bron
from resolvers.grammar.inzage import GegevensCategorie
from resolvers.grammar.node import Node
from resolvers.grammar.ref import Ref
from resolvers.grammar.sleutel import Sleutel
from resolvers.grammar.vertrouwelijkheid import Vertrouwelijkheidaanduiding
from resolvers.zaak.delen import Betrokkene, Kenmerk, Opschorting, Rol, Verlenging, Zaaksoort


def _eerste(found: Sequence[object]) -> object | None:
    return next(iter(found), None)


@bedrijfsobject(
    "Een zaak: het werk dat de organisatie doet naar aanleiding van een verzoek, of uit zichzelf.",
    gegevens=GegevensCategorie.ZAAKVOORTGANG,
    via=["betrokkenen"],
    vertrouwelijkheid="vertrouwelijkheidaanduiding",
)
class Zaak(Node):
    ref: strawberry.Private[Ref]
    url: strawberry.Private[str]
    soort: strawberry.Private[Zaaksoort]
    rollen: strawberry.Private[Sequence[Rol]]
    hoofdzaak_ref: strawberry.Private[Ref | None]
    deelzaak_refs: strawberry.Private[Sequence[Ref]]
    gerelateerde_refs: strawberry.Private[Sequence[Ref]]
    producten_of_diensten: strawberry.Private[Sequence[str]]
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
    kenmerken: list[Kenmerk] | None = veld(
        "Onder welke nummers anderen deze zaak kennen. Bron: `zaak.kenmerken`.", gegevens=GegevensCategorie.ZAAKINHOUD
    )
    betrokkenen: list[Betrokkene] | None = veld("Wie er bij de zaak betrokken is. Bron: `zaak.rollen`.")
    bron: Bron = veld("Waar deze zaak vandaan komt en hoe vers zij is.")

    @relatie("Zaaktype", "De soort zaak. Bron: `zaak.zaaktype`.", lader="zaaktype")
    def zaaktype(self) -> Ref:
        return self.soort.ref

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

    @relatie(
        "list[Substatus]",
        "Tussenstanden voor betrokkenen, oudste eerst; interne nooit. Bron: Zaken API `/substatussen`.",
        lader="substatussen_van_zaak",
    )
    def substatussen(self) -> Zaak:
        return self

    @relatie(
        "list[Zaakeigenschap]",
        "Kenmerken van de zaak. Bron: Zaken API `/zaakeigenschappen`.",
        lader="eigenschappen_van_zaak",
        gegevens=GegevensCategorie.ZAAKINHOUD,
    )
    def eigenschappen(self) -> Zaak:
        return self

    @relatie(
        "list[Processtap]",
        "De stappen: doorlopen, huidig, verwacht of overgeslagen. Afgeleid van statussen en statustypen.",
        lader="proces_van_zaak",
    )
    def proces(self) -> Zaak:
        return self

    @relatie(
        "Levertijd",
        "Wanneer de zaak klaar is, en wat voor datum dat is. "
        "Afgeleid van de datums en doorlooptijden van de zaak en het zaaktype.",
        lader="levertijd_van_zaak",
    )
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
        kies=_eerste,
        gegevens=GegevensCategorie.BEHANDELING,
    )
    def behandelaar(self) -> Zaak:
        return self

    @relatie(
        "OrganisatieEenheid",
        "De afdeling die de zaak behandelt. Bron: `zaak.rollen`.",
        lader="eenheid_van_zaak",
        kies=_eerste,
        gegevens=GegevensCategorie.BEHANDELING,
    )
    def behandelende_eenheid(self) -> Zaak:
        return self

    @relatie(
        "Verzoek",
        "Het verzoek waar de zaak uit voortkwam. Bron: Zaken API `/zaakverzoeken` en Open VTB `isGerelateerdAan`.",
        lader="verzoeken_van_zaak",
        eerste=True,
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

    @property
    def afgesloten(self) -> bool:
        return self.einddatum is not None

    @cached_property
    def _partijen(self) -> tuple[frozenset[Sleutel], ...]:
        return tuple(dict.fromkeys(partij for rol in self.rollen for partij in rol.partijen))

    def partijen(self) -> tuple[frozenset[Sleutel], ...]:
        rollen = self.rollen
        return rollen[0].partijen if len(rollen) == 1 else self._partijen  # most often one

    def over_wie(self) -> frozenset[Sleutel]:
        rollen = self.rollen
        partijen = rollen[0].partijen if len(rollen) == 1 else self._partijen
        return partijen[0] if len(partijen) == 1 else frozenset().union(*partijen)

    def hoe_vertrouwelijk(self) -> Vertrouwelijkheidaanduiding:
        return self.vertrouwelijkheidaanduiding or Vertrouwelijkheidaanduiding.ZEER_GEHEIM

    def is_intern(self) -> bool:
        return self.soort.intern

    def reikwijdte(self) -> frozenset[str]:
        return frozenset({f"zaaktype:{self.soort.identificatie}", f"zaak:{self.id}"})

    def wie_werkt_mee(self) -> frozenset[Sleutel]:
        return frozenset().union(*(rol.sleutels for rol in self.rollen if rol.is_meewerkend))
