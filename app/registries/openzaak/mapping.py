"""Mapping: wire records of Open Zaak to objects of the graph. Pure functions."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from functools import lru_cache

from app.registries.openzaak import wire
from app.registries.openzaak.catalogus import Typen
from resolvers.grammar.bron import Herkomst
from resolvers.grammar.node import id_van
from resolvers.grammar.ref import Ref
from resolvers.grammar.scalars import Duration
from resolvers.grammar.sleutel import Bsn, KvkNummer, Rsin, Sleutel, Vestigingsnummer
from resolvers.grammar.vertrouwelijkheid import Vertrouwelijkheidaanduiding
from resolvers.zaak import Betrokkene, Kenmerk, Opschorting, Rol, Status, Verlenging, Zaak, Zaaksoort


@lru_cache(maxsize=64)  # eight that are known, and what a register writes otherwise
def vertrouwelijkheid(text: str) -> Vertrouwelijkheidaanduiding | None:
    """None when it is not filled in or not known: the object then counts as most confidential."""
    return Vertrouwelijkheidaanduiding.__members__.get(text.upper())


class Zaakmaker:
    """Makes the zaken of one answer. What many of them share (their type, their person, where they come from) is made
    once, so that who compares them finds the same object."""

    def __init__(self, typen: Typen, herkomst: Herkomst, *, met_betrokkenen: bool = True) -> None:
        """`met_betrokkenen` False: nobody will ask `Zaak.betrokkenen`, nor what they are called. The rollen are always
        read: they decide."""
        self._typen = typen
        self._register = herkomst.register
        self._bron = herkomst.bron(datetime.now(UTC))
        self._met_betrokkenen = met_betrokkenen
        self._soorten: dict[str, Zaaksoort] = {}
        self._personen: dict[tuple[str, ...], frozenset[Sleutel]] = {}
        self._rollen: dict[tuple[str | None, ...], Rol] = {}

    def maak(self, zaak: wire.Zaak) -> Zaak:
        """A zaak of a zaaktype that the catalogue does not know counts as internal: nothing says that it may be
        shown."""
        ref = Ref(self._register, "Zaak", zaak.uuid or wire.uuid_uit(zaak.url))
        rollen = [self.rol(rol) for rol in zaak.expand.rollen] if isinstance(zaak.expand.rollen, list) else []
        made = object.__new__(Zaak)  # to give a constructor so many names costs six times what setting them does
        made.id = id_van(ref)
        made.ref = ref
        made.url = zaak.url
        made.wire = zaak
        made.soort = self._soort(zaak.zaaktype)
        made.rollen = rollen
        made.hoofdzaak_ref = self._zaakrefs([zaak.hoofdzaak])[0] if zaak.hoofdzaak else None
        made.deelzaak_refs = self._zaakrefs(zaak.deelzaken) if zaak.deelzaken else ()
        gerelateerd = zaak.gerelateerde_zaken or zaak.relevante_andere_zaken
        made.gerelateerde_refs = self._gerelateerd(zaak) if gerelateerd else ()
        made.producten_of_diensten = zaak.producten_of_diensten
        made.heeft_resultaat = bool(zaak.resultaat)
        made.identificatie = zaak.identificatie or None
        made.bronorganisatie = zaak.bronorganisatie or None
        made.omschrijving = zaak.omschrijving or None
        made.toelichting = zaak.toelichting or None
        made.vertrouwelijkheidaanduiding = vertrouwelijkheid(zaak.vertrouwelijkheidaanduiding)
        made.registratiedatum = zaak.registratiedatum
        made.startdatum = zaak.startdatum
        made.einddatum = zaak.einddatum
        made.einddatum_gepland = zaak.einddatum_gepland
        made.uiterlijke_einddatum_afdoening = zaak.uiterlijke_einddatum_afdoening
        made.communicatiekanaal = zaak.communicatiekanaal_naam or None
        made.laatst_gemuteerd = zaak.laatst_gemuteerd
        made.opschorting = _opschorting(zaak.opschorting)
        made.verlenging = _verlenging(zaak.verlenging) if zaak.verlenging else None
        made.kenmerken = [_kenmerk(found) for found in zaak.kenmerken] if zaak.kenmerken else []
        made.betrokkenen = [_betrokkene(rol) for rol in rollen if rol.sleutels] if self._met_betrokkenen else None
        made.bron = self._bron
        return made

    def _soort(self, url: str) -> Zaaksoort:
        if (found := self._soorten.get(url)) is None:
            ref = Ref(self._register, "Zaaktype", wire.uuid_uit(url))
            zaaktype = self._typen.zaaktypen.get(ref.id)
            identificatie = (zaaktype.identificatie if zaaktype else None) or ""
            found = self._soorten[url] = Zaaksoort(ref, identificatie, zaaktype.intern if zaaktype else True)
        return found

    def _zaakrefs(self, urls: Sequence[str]) -> Sequence[Ref]:
        return [Ref(self._register, "Zaak", wire.uuid_uit(url)) for url in dict.fromkeys(urls)]

    def _gerelateerd(self, zaak: wire.Zaak) -> Sequence[Ref]:
        links = (*zaak.gerelateerde_zaken, *zaak.relevante_andere_zaken)
        return self._zaakrefs([link.url for link in links if link.url])

    def rol(self, rol: wire.Rol) -> Rol:
        """A person's rol is one for all his zaken, where nobody will ask what he is called."""
        soort = rol.betrokkene_type
        nummers = _nummers(soort, rol.betrokkene_identificatie or _GEEN_IDENTIFICATIE)
        if self._met_betrokkenen or not nummers:
            return self._rol(rol, nummers)
        key = (*nummers, soort, rol.omschrijving, rol.omschrijving_generiek, rol.indicatie_machtiging)
        if (found := self._rollen.get(key)) is None:
            found = self._rollen[key] = self._rol(rol, nummers)
        return found

    def _rol(self, rol: wire.Rol, nummers: tuple[str, ...]) -> Rol:
        is_, soort = rol.betrokkene_identificatie or _GEEN_IDENTIFICATIE, rol.betrokkene_type
        medewerker, eenheid = soort == "medewerker", soort == "organisatorische_eenheid"
        # of the other rollen only `Zaak.betrokkenen` tells a name
        met_naam = self._met_betrokkenen or medewerker or eenheid
        return Rol(
            omschrijving=rol.omschrijving,
            generiek=rol.omschrijving_generiek,
            naam=rol.afwijkende_naam_betrokkene or _naam(soort, is_) or None if met_naam else None,
            sleutels=self._sleutels(nummers),
            machtiging=rol.indicatie_machtiging or "",
            medewerker_id=is_.identificatie or None if medewerker else None,
            eenheid_id=is_.identificatie or None if eenheid else None,
            eenheid_naam=is_.naam or None if eenheid else None,
        )

    def _sleutels(self, nummers: tuple[str, ...]) -> frozenset[Sleutel]:
        """Every key by which a rol names its person."""
        if not nummers:
            return _NIEMAND
        if (found := self._personen.get(nummers)) is None:
            found = self._personen[nummers] = _geldig(zip(_SOORTEN[len(nummers)], nummers, strict=True))
        return found


def _nummers(soort: str, is_: wire.Identificatie) -> tuple[str, ...]:
    """The numbers by which a rol names its person: one of a person, four of a company, none of who works for us. A KvK
    number may stand in three places (FACTS §18.9)."""
    if soort == "natuurlijk_persoon":
        return (is_.inp_bsn,)
    if soort in {"niet_natuurlijk_persoon", "vestiging"}:
        return is_.inn_nnp_id, is_.kvk_nummer, is_.ann_identificatie, is_.vestigings_nummer
    return ()


_NIEMAND: frozenset[Sleutel] = frozenset()
_GEEN_IDENTIFICATIE = wire.Identificatie()
#: What the numbers of a person (one) or a company (four) are.
_SOORTEN: dict[int, tuple[type[Sleutel], ...]] = {1: (Bsn,), 4: (Rsin, KvkNummer, KvkNummer, Vestigingsnummer)}


def _geldig(numbers: Iterable[tuple[type[Sleutel], str]]) -> frozenset[Sleutel]:
    """A value of the wrong shape is no key."""
    return frozenset(kind(value) for kind, value in numbers if kind.vorm.fullmatch(value) and kind.klopt(value))


def _opschorting(opschorting: wire.Opschorting | None) -> Opschorting | None:
    if opschorting is None:
        return None
    if not (opschorting.indicatie or opschorting.eerdere_opschorting or opschorting.reden):
        return _LOOPT
    return Opschorting(
        opgeschort=opschorting.indicatie,
        eerder_opgeschort=opschorting.eerdere_opschorting,
        reden=opschorting.reden or None,
    )


#: Of nearly every zaak.
_LOOPT = Opschorting(opgeschort=False, eerder_opgeschort=False, reden=None)


def _verlenging(verlenging: wire.Verlenging) -> Verlenging | None:
    if not verlenging.duur:
        return None
    return Verlenging(duur=Duration(verlenging.duur), reden=verlenging.reden or None)


def _kenmerk(kenmerk: wire.Kenmerk) -> Kenmerk:
    return Kenmerk(kenmerk=kenmerk.kenmerk, bron=kenmerk.bron)


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


#: Of a URL of a type, of which there are few.
_type_id = lru_cache(maxsize=4096)(wire.uuid_uit)


def maak_status(status: wire.Status, typen: Typen, zaak: Zaak) -> Status:
    statustype_id = _type_id(status.statustype)
    statustype = typen.statustypen.get((zaak.soort.ref.id, statustype_id))
    made = object.__new__(Status)  # as a zaak is made: each has at least one
    made.naam = statustype.naam if statustype else None
    made.toelichting = status.statustoelichting or None
    made.gezet_op = status.datum_status_gezet
    made.volgnummer = statustype.volgnummer if statustype else None
    made.eindstatus = statustype.eindstatus if statustype else None
    made.statustype_id = statustype_id
    return made
