"""Trekking: a random world, and a second one that differs from it only in what an afnemer may not see."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from random import Random
from typing import TypeVar

from resolvers.grammar.afnemer import Authenticatie
from resolvers.grammar.sleutel import Bsn, Sleutel
from resolvers.grammar.vertrouwelijkheid import Vertrouwelijkheidaanduiding as V
from tests.autorisatie.afnemers import ANDERE_DIENST, DIENST, EIGEN_OIN, PARTNER_OIN, PRODUCTDIENST
from tests.autorisatie.model import ZELFSTANDIG, Beeld, Reden, beeld, beslist_mee
from tests.autorisatie.sdl import contract
from tests.autorisatie.wereld import (
    ANNA,
    BAKKER,
    BEDRIJVEN,
    BRAM,
    MENSEN,
    PARTNERS,
    PERSONEN,
    PRODUCTTYPEN,
    ZAAKTYPEN,
    Ding,
    Mens,
    Wereld,
)

T = TypeVar("T")

#: Which types are filled from one record: their fields follow the zout of that record.
DELEN: Mapping[str, tuple[str, ...]] = {
    "Zaak": (
        "Zaak",
        "Opschorting",
        "Verlenging",
        "Status",
        "Resultaat",
        "Substatus",
        "Zaakeigenschap",
        "Medewerker",
        "OrganisatieEenheid",
    ),
    "Contactmoment": ("Contactmoment", "Medewerker", "OrganisatieEenheid"),
    "Verzoek": ("Verzoek", "MijnZakenStatus"),
    "Toestemming": ("Toestemming",),
}
_BEDRIJFSGEGEVENS = ("NietNatuurlijkPersoon", "Adres", "Klantvoorkeur", "DigitaalAdres")
_MENSGEGEVENS = ("NatuurlijkPersoon", "Adres", "Klantvoorkeur", "DigitaalAdres")
_PLAFONDS = (
    *(V.OPENBAAR,) * 3,
    *(V.ZAAKVERTROUWELIJK,) * 2,
    V.VERTROUWELIJK,
    V.CONFIDENTIEEL,
    V.ZEER_GEHEIM,
)
#: Of whom most is: a world in which nobody who asks has anything proves little.
_VAAK: tuple[Sleutel, ...] = (*(ANNA, BRAM, BAKKER) * 4, *PERSONEN)
_AANTALLEN = {
    "Zaak": 5,
    "Verzoek": 3,
    "Product": 3,
    "Contactmoment": 2,
    "Taak": 2,
    "Document": 3,
    "Besluit": 2,
    "Afspraak": 2,
    "Machtiging": 2,
    "Toestemming": 2,
    "Verwerking": 2,
}


@dataclass(frozen=True)
class Keuze:
    """Draws, all from one seed: hypothesis chooses the seed, so that each case is as different from the last as can be.
    (Drawn one by one, hypothesis spends most of its cases on small changes of a few.)"""

    random: Random

    def aantal(self, least: int, most: int) -> int:
        return self.random.randint(least, most)

    def een_op(self, kans: int) -> bool:
        """True once in so many times."""
        return self.random.randrange(kans) == 0

    def kies(self, items: Sequence[T]) -> T:
        return self.random.choice(items)

    def enkele(self, items: Sequence[T], most: int) -> tuple[T, ...]:
        """Different ones, at most so many."""
        found = [self.kies(items) for _ in range(self.aantal(0, min(most, len(items))))] if items else []
        return tuple(dict.fromkeys(found))


def coordinaten(soort: str) -> list[str]:
    return [
        f"{type_}.{veld}" for type_ in DELEN.get(soort, (soort,)) for veld in contract()[type_].velden if veld != "id"
    ]


def trek_wereld(kies: Keuze) -> Wereld:
    ids = {
        soort: [f"{soort.lower()}{place}" for place in range(kies.aantal(0 if soort != "Zaak" else 2, most))]
        for soort, most in _AANTALLEN.items()
    }
    alle = [(soort, id_) for soort, found in ids.items() for id_ in found]
    dingen = [trek_ding(kies, soort, id_, [other for _, other in alle]) for soort, id_ in alle]
    mensen = {sleutel: trek_mens(kies, sleutel) for sleutel in PERSONEN}
    return Wereld({ding.id: ding for ding in sorted(dingen, key=lambda ding: ding.id)}, mensen)


def trek_mens(kies: Keuze, sleutel: Sleutel) -> Mens:
    if not isinstance(sleutel, Bsn):
        return Mens(sleutel=sleutel)
    anderen = [other for other in MENSEN if other != sleutel]
    kinderen = (kies.kies(anderen),) if kies.een_op(8) else ()
    return Mens(sleutel=sleutel, onder_curatele=kies.een_op(8), kinderen=kinderen)


def _over(kies: Keuze, most: int) -> tuple[Sleutel, ...]:
    """At most one number of a company: two of them in one record would be one company to some registers."""
    found = kies.enkele(_VAAK, most) or (() if kies.een_op(4) else (kies.kies(_VAAK),))
    bedrijf = [key for key in found if not isinstance(key, Bsn)]
    return tuple(key for key in found if isinstance(key, Bsn) or key == bedrijf[0])


def trek_ding(kies: Keuze, soort: str, id_: str, ids: Sequence[str]) -> Ding:
    """A record of this kind, anything goes."""
    anderen = [other for other in ids if other != id_]
    return replace(_TREKKERS[soort](kies, soort, id_, anderen), zout=_zout(kies, coordinaten(soort)))


def _zout(kies: Keuze, velden: Sequence[str]) -> Mapping[str, int]:
    return {veld: kies.aantal(1, 4) for veld in kies.enkele(velden, 3)}


def _van(ids: Sequence[str], *soorten: str) -> list[str]:
    return [id_ for id_ in ids if id_.rstrip("0123456789+") in {soort.lower() for soort in soorten}]


def _zaak(kies: Keuze, soort: str, id_: str, ids: Sequence[str]) -> Ding:
    zaken = _van(ids, "Zaak")
    return Ding(
        soort=soort,
        id=id_,
        over=_over(kies, 2),
        bij=kies.enkele(_van(ids, "Zaak", "Product"), 3),
        label=kies.kies((*ZAAKTYPEN, "T1")),
        plafond=kies.kies(_PLAFONDS),
        intern=kies.een_op(6),
        hoofd=kies.kies(zaken) if zaken and kies.een_op(3) else "",
        gemachtigden=kies.enkele(MENSEN, 1),
        meewerkend=kies.enkele((*PARTNERS, *PARTNERS[:1]), 2),
        nummer=f"NR-{kies.aantal(1, 3)}",
    )


def _met_links(*soorten: str, most: int = 2, over: int = 2) -> Callable[[Keuze, str, str, Sequence[str]], Ding]:
    def trek(kies: Keuze, soort: str, id_: str, ids: Sequence[str]) -> Ding:
        return Ding(
            soort=soort,
            id=id_,
            over=_over(kies, over) if over else (),
            bij=kies.enkele(_van(ids, *soorten), most),
            label=kies.kies((*PRODUCTTYPEN, "")) if soort == "Product" else "",
            plafond=kies.kies(_PLAFONDS) if soort == "Document" else V.OPENBAAR,
            intern=kies.een_op(4) if soort in {"Product", "Contactmoment", "Document"} else False,
        )

    return trek


def _van_klant(kies: Keuze, soort: str, id_: str, ids: Sequence[str]) -> Ding:
    bij = (*kies.enkele(_van(ids, "Zaak"), 1), *kies.enkele(_van(ids, "Product"), 1))
    return Ding(soort=soort, id=id_, over=(kies.kies(_VAAK),), bij=bij if soort == "Afspraak" else ())


def _machtiging(kies: Keuze, soort: str, id_: str, ids: Sequence[str]) -> Ding:
    gever, nemer = kies.kies((BRAM, BAKKER, *MENSEN, *BEDRIJVEN)), kies.kies((ANNA, BAKKER, *MENSEN))
    return Ding(
        soort=soort,
        id=id_,
        over=(gever, nemer) if gever != nemer else (gever, MENSEN[-1] if gever != MENSEN[-1] else ANNA),
        geldig=not kies.een_op(4),
        wettelijk=kies.een_op(3),
        zaaktypen=frozenset(kies.enkele(ZAAKTYPEN, 2)) if kies.een_op(3) else None,
        diensten=kies.enkele((DIENST, ANDERE_DIENST, PRODUCTDIENST, "dienst-onbekend"), 2) if kies.een_op(2) else None,
    )


def _toestemming(kies: Keuze, soort: str, id_: str, ids: Sequence[str]) -> Ding:
    beperkt = kies.een_op(3)
    return Ding(
        soort=soort,
        id=id_,
        over=(kies.kies(_VAAK),),
        bij=kies.enkele(_van(ids, "Zaak"), 2) if beperkt else (),
        zaaktypen=frozenset(kies.enkele(ZAAKTYPEN, 2)) if beperkt and kies.een_op(2) else None,
        geldig=not kies.een_op(4),
        activiteit=kies.kies(("kcc-inhoud", "kcc-inhoud", "kcc-inhoud", "iets-anders")),
        categorieen=frozenset(
            kies.enkele(("ZAAKINHOUD", "PRODUCTEN", "DOCUMENTEN", "CONTACTHISTORIE", "TAKEN", "IDENTITEIT"), 4)
        ),
        ontvanger=kies.kies(("KCC", "KCC", "team-1", PARTNER_OIN, EIGEN_OIN, "BEHANDELAAR", "KETENPARTNER")),
    )


_TREKKERS: Mapping[str, Callable[[Keuze, str, str, Sequence[str]], Ding]] = {
    "Zaak": _zaak,
    "Verzoek": _met_links("Zaak", "Product", "Document"),
    "Product": _met_links("Zaak", "Document"),
    "Contactmoment": _met_links("Zaak"),
    "Taak": _met_links("Zaak", "Verzoek", over=1),
    "Document": _met_links("Zaak", "Besluit", over=0),
    "Besluit": _met_links("Zaak", most=1, over=0),
    "Afspraak": _van_klant,
    "Verwerking": _van_klant,
    "Machtiging": _machtiging,
    "Toestemming": _toestemming,
}


# ---------------------------------------------------------------------- the second world


def trek_tweede(kies: Keuze, eerste: Wereld, afnemer: Authenticatie, reden: Reden | None) -> Wereld:
    """Changed, added and taken away: what he may not see. Everything that he may see is the same."""
    gezien = beeld(afnemer, eerste, reden)
    ids = [*eerste.dingen, *(f"{soort.lower()}{place}+" for soort in _TREKKERS for place in (8, 9))]
    vast = {id_ for id_, ding in eerste.dingen.items() if beslist_mee(ding, afnemer, eerste, reden)}
    weg: set[str] = set()
    nieuw: list[Ding] = []
    for ding in eerste.dingen.values():
        if ding.id in vast:
            continue
        if ding.id in gezien.dingen:
            nieuw.append(_anders_gesloten(kies, ding, gezien, eerste))
        elif (lot := kies.aantal(0, 3)) == 1:
            weg.add(ding.id)
        elif lot == 2:
            nieuw.append(replace(ding, zout={veld: kies.aantal(1, 4) for veld in coordinaten(ding.soort)}))
        elif lot == 3:
            anders = trek_ding(kies, ding.soort, ding.id, ids)
            nieuw.append(ding if beslist_mee(anders, afnemer, eerste, reden) else anders)
    erbij = [trek_ding(kies, soort, f"{soort.lower()}{8 + place}+", ids) for place, soort in enumerate(_soorten(kies))]
    erbij = [ding for ding in erbij if not beslist_mee(ding, afnemer, eerste, reden)]
    mensen = {sleutel: _mens_anders(kies, mens, gezien) for sleutel, mens in eerste.mensen.items()}
    tweede = Wereld(eerste.dingen, mensen).met(*nieuw, *erbij, zonder=frozenset(weg))
    return _hersteld(tweede, eerste, gezien, afnemer, reden)


def _soorten(kies: Keuze) -> tuple[str, ...]:
    return tuple(kies.kies((*ZELFSTANDIG, *ZELFSTANDIG, *_TREKKERS)) for _ in range(kies.aantal(0, 2)))


def _hersteld(tweede: Wereld, eerste: Wereld, gezien: Beeld, afnemer: Authenticatie, reden: Reden | None) -> Wereld:
    """What came to be seen by being changed, is put back; so often that nothing is left of it."""
    for _ in range(4):
        nu = beeld(afnemer, tweede, reden)
        if nu.mensen == gezien.mensen and nu.dingen == gezien.dingen:
            return tweede
        anders = {id_ for id_ in {*nu.dingen, *gezien.dingen} if nu.dingen.get(id_) != gezien.dingen.get(id_)}
        terug = [eerste.dingen[id_] for id_ in anders if id_ in eerste.dingen]
        tweede = tweede.met(*terug, zonder=frozenset(anders - eerste.dingen.keys()))
    return eerste


def _anders_gesloten(kies: Keuze, ding: Ding, gezien: Beeld, eerste: Wereld) -> Ding:
    """A record that he sees, with other values of all that is closed to him, also who else it is about."""
    open_ = gezien.dingen[ding.id]
    closed = [naam for naam in coordinaten(ding.soort) if _categorie(naam) not in {None, *open_}]
    zout = {**ding.zout, **{naam: kies.aantal(1, 4) for naam in closed if kies.een_op(2)}}
    if ding.soort != "Zaak":
        return replace(ding, zout=zout, bij=_met_verborgen(kies, ding, gezien, eerste))
    wie = [*ding.over, *ding.gemachtigden, *ding.meewerkend]
    for place, sleutel in enumerate(wie):
        if not gezien.mensen.get(sleutel):
            zout[f"Betrokkene.naam {place}"] = kies.aantal(0, 4)
    onbekend = [key for key in MENSEN if not gezien.mensen[key] and key not in wie]
    over = tuple(
        kies.kies(onbekend) if onbekend and key in MENSEN and not gezien.mensen[key] and kies.een_op(2) else key
        for key in ding.over
    )
    return replace(
        ding,
        zout=zout,
        over=tuple(dict.fromkeys(over)) if len(set(over)) == len(over) else ding.over,
        bij=_met_verborgen(kies, ding, gezien, eerste),
    )


def _met_verborgen(kies: Keuze, ding: Ding, gezien: Beeld, eerste: Wereld) -> tuple[str, ...]:
    """The same links, with or without those to what he may not see. (A besluit is of one zaak; that a toestemming is
    limited to some is seen, also when they are not.)"""
    if ding.soort not in {"Zaak", "Verzoek", "Product", "Contactmoment", "Taak", "Document"} or not kies.een_op(3):
        return ding.bij
    soorten = {"Zaak": ("Zaak", "Product"), "Taak": ("Zaak", "Verzoek"), "Document": ("Zaak", "Besluit")}
    hidden = [id_ for id_ in _van(list(eerste.dingen), *soorten.get(ding.soort, ("Zaak",))) if id_ not in gezien.dingen]
    seen = [id_ for id_ in ding.bij if id_ in gezien.dingen]
    return tuple(dict.fromkeys([*kies.enkele([id_ for id_ in hidden if id_ != ding.id], 2), *seen]))


def _categorie(coordinate: str) -> str | None:
    soort, _, veld = coordinate.partition(".")
    return contract()[soort].velden[veld].categorie


def _mens_anders(kies: Keuze, mens: Mens, gezien: Beeld) -> Mens:
    """Other values of what is closed of somebody. What decides (gezag, curatele) stays as it is."""
    open_ = gezien.mensen[mens.sleutel]
    types = _MENSGEGEVENS if isinstance(mens.sleutel, Bsn) else _BEDRIJFSGEGEVENS
    closed = [
        naam
        for type_ in types
        for naam in (f"{type_}.{veld}" for veld in contract()[type_].velden)
        if _categorie(naam) not in {None, *open_}
    ]
    return replace(mens, zout={naam: kies.aantal(1, 4) for naam in kies.enkele(closed, 6)})
