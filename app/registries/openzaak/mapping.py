"""Mapping: wire records of Open Zaak to objects of the graph. Pure functions."""

from __future__ import annotations

from datetime import UTC, datetime

from app.registries.openzaak import wire
from app.registries.openzaak.catalogus import Typen
from resolvers.grammar.bron import Herkomst
from resolvers.grammar.node import id_van
from resolvers.grammar.ref import Ref
from resolvers.grammar.scalars import Duration
from resolvers.grammar.sleutel import Bsn, KvkNummer, Rsin, Sleutel, Vestigingsnummer
from resolvers.grammar.vertrouwelijkheid import Vertrouwelijkheidaanduiding
from resolvers.proces import Statusmoment
from resolvers.zaak import Betrokkene, Opschorting, Rol, Status, Verlenging, Zaak


def vertrouwelijkheid(text: str) -> Vertrouwelijkheidaanduiding | None:
    """None when it is not filled in or not known: the object then counts as most confidential."""
    return Vertrouwelijkheidaanduiding.__members__.get(text.upper())


def maak_zaak(zaak: wire.Zaak, typen: Typen, herkomst: Herkomst) -> Zaak:
    """A zaak of a zaaktype that the catalogue does not know counts as internal: nothing says that it may be shown."""
    ref = Ref(herkomst.register, "Zaak", zaak.uuid or wire.uuid_uit(zaak.url))
    zaaktype_id = wire.uuid_uit(zaak.zaaktype)
    zaaktype = typen.zaaktypen.get(zaaktype_id)
    rollen = [] if not isinstance(zaak.expand.rollen, list) else [maak_rol(rol) for rol in zaak.expand.rollen]

    def refs(urls: list[str]) -> list[Ref]:
        return [Ref(herkomst.register, "Zaak", wire.uuid_uit(url)) for url in dict.fromkeys(urls)]

    gerelateerd = [link.url for link in (*zaak.gerelateerde_zaken, *zaak.relevante_andere_zaken) if link.url]
    return Zaak(
        id=id_van(ref),
        ref=ref,
        url=zaak.url,
        wire=zaak,
        zaaktype_id=zaaktype_id,
        zaaktype_identificatie=(zaaktype.identificatie if zaaktype else None) or "",
        intern=zaaktype.intern if zaaktype else True,
        rollen=rollen,
        hoofdzaak_ref=refs([zaak.hoofdzaak])[0] if zaak.hoofdzaak else None,
        deelzaak_refs=refs(zaak.deelzaken),
        gerelateerde_refs=refs(gerelateerd),
        producten_of_diensten=tuple(zaak.producten_of_diensten),
        afgesloten=zaak.einddatum is not None,
        heeft_resultaat=bool(zaak.resultaat),
        identificatie=zaak.identificatie or None,
        bronorganisatie=zaak.bronorganisatie or None,
        omschrijving=zaak.omschrijving or None,
        toelichting=zaak.toelichting or None,
        vertrouwelijkheidaanduiding=vertrouwelijkheid(zaak.vertrouwelijkheidaanduiding),
        registratiedatum=zaak.registratiedatum,
        startdatum=zaak.startdatum,
        einddatum=zaak.einddatum,
        einddatum_gepland=zaak.einddatum_gepland,
        uiterlijke_einddatum_afdoening=zaak.uiterlijke_einddatum_afdoening,
        communicatiekanaal=zaak.communicatiekanaal_naam or None,
        laatst_gemuteerd=zaak.laatst_gemuteerd,
        opschorting=_opschorting(zaak.opschorting),
        verlenging=_verlenging(zaak.verlenging),
        betrokkenen=[_betrokkene(rol) for rol in rollen if rol.sleutels],
        bron=herkomst.bron(datetime.now(UTC)),
    )


def _opschorting(opschorting: wire.Opschorting | None) -> Opschorting | None:
    if opschorting is None:
        return None
    return Opschorting(
        opgeschort=opschorting.indicatie,
        eerder_opgeschort=opschorting.eerdere_opschorting,
        reden=opschorting.reden or None,
    )


def _verlenging(verlenging: wire.Verlenging | None) -> Verlenging | None:
    if verlenging is None or not verlenging.duur:
        return None
    return Verlenging(duur=Duration(verlenging.duur), reden=verlenging.reden or None)


def maak_rol(rol: wire.Rol) -> Rol:
    is_ = rol.betrokkene_identificatie or wire.Identificatie()
    medewerker, eenheid = rol.betrokkene_type == "medewerker", rol.betrokkene_type == "organisatorische_eenheid"
    return Rol(
        id=rol.uuid,
        omschrijving=rol.omschrijving,
        generiek=rol.omschrijving_generiek,
        naam=rol.afwijkende_naam_betrokkene or _naam(rol.betrokkene_type, is_) or None,
        sleutels=_sleutels(rol.betrokkene_type, is_),
        machtiging=rol.indicatie_machtiging or "",
        medewerker_id=is_.identificatie or None if medewerker else None,
        eenheid_id=is_.identificatie or None if eenheid else None,
        eenheid_naam=is_.naam or None if eenheid else None,
    )


def _sleutels(soort: str, is_: wire.Identificatie) -> frozenset[Sleutel]:
    """Every key by which this rol names its person. A KvK number may stand in three places (FACTS §18.9); a value of
    the wrong shape is no key."""
    candidates: list[tuple[type[Sleutel], str]]
    if soort == "natuurlijk_persoon":
        candidates = [(Bsn, is_.inp_bsn)]
    elif soort in {"niet_natuurlijk_persoon", "vestiging"}:
        candidates = [
            (Rsin, is_.inn_nnp_id),
            (KvkNummer, is_.kvk_nummer),
            (KvkNummer, is_.ann_identificatie),
            (Vestigingsnummer, is_.vestigings_nummer),
        ]
    else:
        candidates = []
    return frozenset(kind(value) for kind, value in candidates if kind.vorm.fullmatch(value) and kind.klopt(value))


def _naam(soort: str, is_: wire.Identificatie) -> str:
    if soort == "natuurlijk_persoon":
        return _samen(is_.voornamen or is_.voorletters, is_.voorvoegsel_geslachtsnaam, is_.geslachtsnaam)
    if soort == "medewerker":
        return _samen(is_.voorletters, is_.voorvoegsel_achternaam, is_.achternaam)
    if soort == "organisatorische_eenheid":
        return is_.naam
    return is_.statutaire_naam or next(iter(is_.handelsnaam or ()), "")


def _samen(*parts: str) -> str:
    return " ".join(part for part in parts if part)


def _betrokkene(rol: Rol) -> Betrokkene:
    return Betrokkene(
        rol=rol.omschrijving or None,
        rol_generiek=rol.generiek or None,
        naam=rol.naam,
        gemachtigde=rol.machtiging == "gemachtigde",
        machtiging_gever=rol.machtiging == "machtiginggever",
        bron_rol=rol,
    )


def maak_status(status: wire.Status, typen: Typen, zaak: Zaak) -> Status:
    statustype_id = wire.uuid_uit(status.statustype)
    zaaktype = typen.zaaktypen.get(zaak.zaaktype_id)
    statustype = (
        next((found for found in zaaktype.statustypen if found.id == statustype_id), None) if zaaktype else None
    )
    return Status(
        naam=statustype.naam if statustype else None,
        toelichting=status.statustoelichting or None,
        gezet_op=status.datum_status_gezet,
        volgnummer=statustype.volgnummer if statustype else None,
        eindstatus=statustype.eindstatus if statustype else None,
        moment=Statusmoment(statustype_id=statustype_id, gezet_op=status.datum_status_gezet),
    )
