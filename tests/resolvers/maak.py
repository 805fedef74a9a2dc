"""Maak: records for tests that need no register."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime

from resolvers.grammar.bron import Herkomst
from resolvers.grammar.node import id_van
from resolvers.grammar.ref import Ref
from resolvers.grammar.sleutel import Bsn, Sleutel
from resolvers.grammar.vertrouwelijkheid import Vertrouwelijkheidaanduiding
from resolvers.proces import status_van_verzoek
from resolvers.product import Product
from resolvers.verzoek import Verzoek
from resolvers.zaak import Rol, Zaak, Zaaksoort

IK: Sleutel = Bsn("999990019")
BRON = Herkomst(register="proef", naam="Proefregister").bron(datetime(2026, 11, 23, tzinfo=UTC))


def maak_zaak(id_: str, *, van: frozenset[Sleutel] = frozenset({IK})) -> Zaak:
    ref = Ref("proef", "Zaak", id_)
    rol = Rol(omschrijving="Aanvrager", generiek="initiator", naam=None, sleutels=van, machtiging="")
    return Zaak(
        id=id_van(ref),
        ref=ref,
        url=f"https://zaken.example/{id_}",
        wire=None,
        soort=Zaaksoort(Ref("zaken", "Zaaktype", "t"), "T", intern=False),
        rollen=(rol,),
        hoofdzaak_ref=None,
        deelzaak_refs=(),
        gerelateerde_refs=(),
        producten_of_diensten=(),
        heeft_resultaat=False,
        identificatie=id_,
        bronorganisatie=None,
        omschrijving=None,
        toelichting=None,
        vertrouwelijkheidaanduiding=Vertrouwelijkheidaanduiding.OPENBAAR,
        registratiedatum=None,
        startdatum=None,
        einddatum=None,
        einddatum_gepland=None,
        uiterlijke_einddatum_afdoening=None,
        communicatiekanaal=None,
        laatst_gemuteerd=None,
        opschorting=None,
        verlenging=None,
        kenmerken=[],
        betrokkenen=[],
        bron=BRON,
    )


def maak_verzoek(id_: str, verwijzingen: Sequence[str] = ()) -> Verzoek:
    ref = Ref("proef", "Verzoek", id_)
    return Verzoek(
        id=id_van(ref),
        ref=ref,
        urn=f"urn:verzoek:{id_}",
        url=f"https://verzoeken.example/{id_}",
        initiator_sleutel=IK,
        mede_initiator_sleutel=None,
        verwijzingen=tuple(verwijzingen),
        kenmerk=None,
        soort=None,
        omschrijving=None,
        ontvangen_op=None,
        status=status_van_verzoek("geregistreerd"),
        kanaal=None,
        taal=None,
        gegevens=None,
        bron=BRON,
    )


def maak_product(id_: str, verwijzingen: Sequence[str] = ()) -> Product:
    ref = Ref("proef", "Product", id_)
    return Product(
        id=id_van(ref),
        ref=ref,
        eigenaar_sleutels=frozenset({IK}),
        producttype_id=None,
        gepubliceerd=True,
        zaak_verwijzingen=tuple(verwijzingen),
        document_verwijzingen=(),
        naam=None,
        status=None,
        start_datum=None,
        eind_datum=None,
        prijs=None,
        frequentie=None,
        gegevens=None,
        bijgewerkt_op=None,
        bron=BRON,
    )
