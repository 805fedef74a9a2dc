"""Mensen: what BRP, KvK and the klantregister tell of somebody in the world."""

from __future__ import annotations

from datetime import date

from resolvers.grammar.sleutel import Bsn, Sleutel
from resolvers.klant import Adres, DigitaalAdres, Kanaal, Klantvoorkeur, Ondernemingsgegevens, Partij, Persoonsgegevens
from resolvers.klant import Vestiging as KvkVestiging
from tests.autorisatie.waarden import maak
from tests.autorisatie.wereld import BAKKER, BAKKER_DAAR, BAKKER_HIER, BAKKER_RSIN, PERSONEN, Mens, alle_sleutels


def email(sleutel: Sleutel) -> str:
    return f"klant{PERSONEN.index(sleutel)}@voorbeeld.nl"


def klantnummer(sleutel: Sleutel) -> str:
    return f"K-{PERSONEN.index(sleutel)}"


def _naam(mens: Mens, coordinate: str) -> str:
    return f"{coordinate} {PERSONEN.index(mens.sleutel)} {mens.zout.get(coordinate, 0)}"


def persoonsgegevens(mens: Mens) -> Persoonsgegevens:
    van = "NatuurlijkPersoon"
    number = mens.zout.get(f"{van}.leeftijd", 0)
    return Persoonsgegevens(
        naam=_naam(mens, f"{van}.naam"),
        voornamen=_naam(mens, f"{van}.voornamen"),
        voorvoegsel=_naam(mens, f"{van}.voorvoegsel"),
        geslachtsnaam=_naam(mens, f"{van}.geslachtsnaam"),
        geboortedatum=date(1980 + mens.zout.get(f"{van}.geboortedatum", 0), 1, 1),
        leeftijd=40 + number,
        verblijfplaats=maak(Adres, klantnummer(mens.sleutel), mens.zout),
        geheimhouding=False,
        onder_curatele=mens.onder_curatele,
    )


def ondernemingsgegevens(mens: Mens) -> Ondernemingsgegevens:
    van = "NietNatuurlijkPersoon"
    known = mens.sleutel == BAKKER
    return Ondernemingsgegevens(
        naam=_naam(mens, f"{van}.naam"),
        handelsnamen=(_naam(mens, f"{van}.handelsnamen"),),
        rsin=BAKKER_RSIN.waarde if known else None,
        rechtsvorm=_naam(mens, f"{van}.rechtsvorm"),
        bezoekadres=maak(Adres, klantnummer(mens.sleutel), mens.zout),
        vestigingen=tuple(
            KvkVestiging(vestigingsnummer=key.waarde, naam="Vestiging", hoofdvestiging=key == BAKKER_HIER, adres="Hier")
            for key in (BAKKER_HIER, BAKKER_DAAR)
            if known
        ),
    )


def partij(mens: Mens) -> Partij:
    """The address by which afspraken are found is a fact of the register; the others differ with the zout."""
    id_ = klantnummer(mens.sleutel)
    vast = maak(
        DigitaalAdres,
        id_,
        {},
        adres=email(mens.sleutel),
        soort=Kanaal.EMAIL,
        geverifieerd_op=date(2026, 1, 1),
    )
    return Partij(
        uuid=id_,
        register="klanten",
        naam=_naam(mens, "NatuurlijkPersoon.naam" if isinstance(mens.sleutel, Bsn) else "NietNatuurlijkPersoon.naam"),
        klantnummer=id_,
        voorkeur=maak(Klantvoorkeur, id_, mens.zout),
        adressen=(vast,),
        sleutels=alle_sleutels(mens.sleutel),
    )
