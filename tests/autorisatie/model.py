"""Model: who may see what, once more: from DESIGN "Who may see what", the rows of the matrix and the directives of the
SDL. It calls nothing that decides in the code under test.

It looks at the whole graph at once: what can an afnemer come to see at all, by whatever path? The code under test
decides step by step along one path. What the model calls closed must be closed along every path.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from app.authorization.matrix import STANDAARD, Rij
from app.config.toegang import AutorisatieSettings
from resolvers.grammar.afnemer import AfnemerRol, AfnemerSoort, Authenticatie
from resolvers.grammar.sleutel import Sleutel
from resolvers.grammar.vertrouwelijkheid import Vertrouwelijkheidaanduiding
from tests.autorisatie.afnemers import BELEID, PARTNER_OIN
from tests.autorisatie.sdl import contract
from tests.autorisatie.wereld import PARTNER_RSIN, PERSONEN, Ding, Wereld, alle_sleutels

#: What says itself whom it is about.
ZELFSTANDIG = ("Zaak", "Verzoek", "Product", "Contactmoment", "Taak")
#: What is reached from a parent and is about whom that is about.
ONDERDEEL = ("Besluit", "Document")
_BIJ_KLANT = ("Machtiging", "Toestemming", "Afspraak")

Categorieen = frozenset[str]


@dataclass(frozen=True, kw_only=True)
class Grond:
    """One ground. `over` None: anybody; `niemand`: also what is about nobody. `labels` and `meewerkend`: its limits.
    `machtiging`: whom one represents, one knows."""

    opent: Categorieen
    plafond: Vertrouwelijkheidaanduiding
    over: frozenset[Sleutel] | None
    niemand: bool = False
    labels: frozenset[str] | None = None
    meewerkend: frozenset[Sleutel] | None = None
    intern: bool = False
    machtiging: bool = False

    @property
    def begrensd(self) -> bool:
        return self.labels is not None or self.meewerkend is not None

    def gaat_over(self, wie: Iterable[Sleutel]) -> bool:
        named = frozenset(wie)
        if not named:
            return self.niemand
        return self.over is None or not self.over.isdisjoint(named)


@dataclass(frozen=True)
class Beeld:
    """What an afnemer can come to see: per record the categories open on it (absent: he must not know that it is
    there), and per person."""

    dingen: Mapping[str, Categorieen]
    mensen: Mapping[Sleutel, Categorieen]


@dataclass(frozen=True)
class Reden:
    """The aanleiding that a medewerker gives: the id of a contactmoment or a zaak, which need not exist."""

    soort: str
    id: str


def beeld(afnemer: Authenticatie, wereld: Wereld, reden: Reden | None) -> Beeld:
    gronden = _gronden(afnemer, wereld, reden)
    houdt: dict[str, list[Grond]] = {}
    mensen: dict[Sleutel, Categorieen] = dict.fromkeys(PERSONEN, frozenset())
    for grond in gronden:
        bereikt = _bereikt(grond, wereld)
        for id_ in bereikt:
            houdt.setdefault(id_, []).append(grond)
        genoemd = {key for id_ in bereikt for key in wereld.dingen[id_].over}
        for sleutel in PERSONEN:
            if grond.gaat_over([sleutel]):
                mensen[sleutel] |= _van_persoon(grond, sleutel in genoemd)
    dingen = {id_: _open(held) for id_, held in houdt.items()}
    zichtbaar = {id_: cats for id_, cats in dingen.items() if contract()[wereld.dingen[id_].soort].categorie in cats}
    eigen = _zelf(afnemer) if afnemer.vertegenwoordigt is None else frozenset[Sleutel]()
    for ding in wereld.van_soort("Verwerking"):
        if not eigen.isdisjoint(ding.over) and "VERWERKINGEN" in _open(gronden):
            zichtbaar[ding.id] = frozenset({"VERWERKINGEN"})
    return Beeld(zichtbaar, mensen)


def beslist_mee(ding: Ding, afnemer: Authenticatie, wereld: Wereld, reden: Reden | None) -> bool:
    """Whether this record is a fact of the decision itself: it may differ between two worlds only as the grounds do."""
    if ding.soort == "Machtiging":
        return ding.over[1] in _zelf(afnemer)
    if ding.soort == "Toestemming":
        return _is_ontvanger(ding, afnemer)
    return reden is not None and ding.id == reden.id


# ---------------------------------------------------------------------- grounds


def _gronden(afnemer: Authenticatie, wereld: Wereld, reden: Reden | None) -> list[Grond]:
    if afnemer.soort is AfnemerSoort.MEDEWERKER:
        return _van_medewerker(afnemer, wereld, reden)
    if afnemer.soort is AfnemerSoort.OVERHEIDSORGANISATIE:
        return _van_organisatie(afnemer, wereld)
    return _van_klant(afnemer, wereld)


def _rijen(grondslag: str, afnemer: Authenticatie) -> list[Rij]:
    return [rij for rij in STANDAARD if rij.grondslag.value == grondslag and afnemer.niveau >= rij.niveau]


def _opent(rij: Rij) -> Categorieen:
    return frozenset(categorie.value for categorie in rij.opent)


def _zelf(afnemer: Authenticatie) -> frozenset[Sleutel]:
    if afnemer.vestiging is not None:
        return frozenset({afnemer.vestiging})
    return alle_sleutels(afnemer.sleutel) if afnemer.sleutel is not None else frozenset()


def _diensten(diensten: Iterable[str]) -> frozenset[str]:
    known = [BELEID.diensten[dienst] for dienst in diensten if dienst in BELEID.diensten]
    zaaktypen = {f"zaaktype:{label}" for dienst in known for label in dienst.zaaktypen}
    return frozenset(zaaktypen | {f"producttype:{label}" for dienst in known for label in dienst.producttypen})


def _van_klant(afnemer: Authenticatie, wereld: Wereld) -> list[Grond]:
    if (voor := afnemer.vertegenwoordigt) is not None:
        return _machtiging(afnemer, voor.sleutel, _diensten(voor.diensten))
    own = _zelf(afnemer)
    gronden = [
        Grond(opent=_opent(rij), plafond=rij.plafond, over=own) for rij in _rijen("EIGEN_GEGEVENS", afnemer) if own
    ]
    for ding in wereld.van_soort("Machtiging"):
        bekwaam = ding.wettelijk or not wereld.mensen[ding.over[0]].onder_curatele
        if ding.over[1] in own and ding.geldig and bekwaam:
            gronden += _machtiging(afnemer, ding.over[0], _labels_van(ding))
    for ouder in own & wereld.mensen.keys():
        for kind in wereld.mensen[ouder].kinderen:
            gronden += _machtiging(afnemer, kind, None)
    return gronden


def _labels_van(machtiging: Ding) -> frozenset[str] | None:
    if machtiging.zaaktypen is not None:
        return frozenset(f"zaaktype:{label}" for label in machtiging.zaaktypen)
    if machtiging.diensten is None and machtiging.wettelijk:
        return None
    return _diensten(machtiging.diensten or ())


def _machtiging(afnemer: Authenticatie, wie: Sleutel, labels: frozenset[str] | None) -> list[Grond]:
    if labels is not None and not labels:
        return []
    return [
        Grond(opent=_opent(rij), plafond=rij.plafond, over=alle_sleutels(wie), labels=labels, machtiging=True)
        for rij in _rijen("MACHTIGING", afnemer)
    ]


def _van_medewerker(afnemer: Authenticatie, wereld: Wereld, reden: Reden | None) -> list[Grond]:
    gronden: list[Grond] = []
    for rij in _rijen("WETTELIJKE_TAAK", afnemer):
        if rij.rol not in afnemer.rollen:
            continue
        over, niemand = _met_reden(wereld, reden, afnemer) if rij.aanleiding else (None, True)
        grond = Grond(opent=_opent(rij), plafond=rij.plafond, over=over, niemand=niemand, intern=rij.ziet_intern)
        gronden += _per_autorisatie(grond, rij, afnemer)
    for rij in _rijen("TOESTEMMING", afnemer):
        over, _ = _met_reden(wereld, reden, afnemer) if rij.aanleiding else (None, True)
        gronden += [
            grond
            for grond in _toestemmingen(rij, afnemer, wereld)
            if over is None or (grond.over and not over.isdisjoint(grond.over))
        ]
    return gronden


def _per_autorisatie(grond: Grond, rij: Rij, afnemer: Authenticatie) -> list[Grond]:
    van_rol: list[AutorisatieSettings] = [found for found in BELEID.autorisaties if found.rol is rij.rol]
    if not van_rol:
        return [] if rij.per_zaaktype else [grond]
    return [
        Grond(
            opent=grond.opent,
            plafond=min(grond.plafond, found.max_vertrouwelijkheidaanduiding or grond.plafond),
            over=grond.over,
            niemand=grond.niemand,
            labels=None if found.zaaktypen is None else frozenset(f"zaaktype:{label}" for label in found.zaaktypen),
            intern=grond.intern,
        )
        for found in van_rol
        if found.groep is None or found.groep in afnemer.groepen
    ]


def _zou_zien(afnemer: Authenticatie, zaak: Ding) -> bool:
    rijen = [rij for rij in _rijen("WETTELIJKE_TAAK", afnemer) if rij.rol in afnemer.rollen]
    gronden = [
        grond
        for rij in rijen
        for grond in _per_autorisatie(
            Grond(opent=_opent(rij), plafond=rij.plafond, over=None, intern=rij.ziet_intern), rij, afnemer
        )
    ]
    return any(
        zaak.plafond <= grond.plafond
        and (grond.intern or not zaak.intern)
        and (grond.labels is None or f"zaaktype:{zaak.label}" in grond.labels)
        for grond in gronden
    )


def _met_reden(wereld: Wereld, reden: Reden | None, afnemer: Authenticatie) -> tuple[frozenset[Sleutel] | None, bool]:
    """Whom a reason is good for, and whether for what is about nobody. Without one a zaak that is named is itself one,
    for whom may see a zaak like it."""
    if reden is None:
        rijen = [rij for rij in _rijen("WETTELIJKE_TAAK", afnemer) if rij.rol in afnemer.rollen]
        plafond, intern = max((rij.plafond for rij in rijen), default=0), any(rij.ziet_intern for rij in rijen)
        zaken = [ding for ding in wereld.van_soort("Zaak") if ding.plafond <= plafond and (intern or not ding.intern)]
        return frozenset(key for zaak in zaken for key in zaak.over), any(not zaak.over for zaak in zaken)
    ding = wereld.dingen.get(reden.id)
    if ding is None or ding.soort != reden.soort:
        return frozenset(), False
    if ding.soort == "Zaak" and not _zou_zien(afnemer, ding):
        return frozenset(), False
    if not ding.over:
        return (None, True) if ding.soort == "Contactmoment" else (frozenset(), True)
    named = frozenset(ding.over)
    samen = [frozenset(found.over) for found in wereld.van_soort(*ZELFSTANDIG)]
    samen += [alle_sleutels(sleutel) for sleutel in PERSONEN]
    return named.union(*(partijen for partijen in samen if not partijen.isdisjoint(named))), False


def _is_ontvanger(toestemming: Ding, afnemer: Authenticatie) -> bool:
    wie = toestemming.ontvanger
    if wie in AfnemerRol.__members__:
        return afnemer.soort is AfnemerSoort.MEDEWERKER and AfnemerRol[wie] in afnemer.rollen
    return wie == afnemer.organisatie_oin or wie in afnemer.groepen


def _toestemmingen(rij: Rij, afnemer: Authenticatie, wereld: Wereld) -> list[Grond]:
    return [
        Grond(
            opent=_opent(rij) & ding.categorieen,
            plafond=rij.plafond,
            over=alle_sleutels(ding.over[0]),
            labels=_labels_van_toestemming(ding, wereld),
        )
        for ding in wereld.van_soort("Toestemming")
        if ding.geldig and ding.activiteit == rij.activiteit and _is_ontvanger(ding, afnemer)
    ]


def _labels_van_toestemming(ding: Ding, wereld: Wereld) -> frozenset[str] | None:
    if not ding.bij and ding.zaaktypen is None:
        return None
    zaken = {f"zaak:{wereld.dingen[id_].gid}" for id_ in ding.bij if id_ in wereld.dingen}
    return frozenset(zaken | {f"zaaktype:{label}" for label in ding.zaaktypen or ()})


def _van_organisatie(afnemer: Authenticatie, wereld: Wereld) -> list[Grond]:
    gronden = [
        Grond(
            opent=_opent(rij) & {categorie.value for categorie in afspraak.categorieen},
            plafond=rij.plafond,
            over=None,
            niemand=True,
            labels=frozenset(f"zaaktype:{label}" for label in afspraak.zaaktypen or ()),
            meewerkend=frozenset({PARTNER_RSIN}),
        )
        for rij in _rijen("KETENPARTNER", afnemer)
        for afspraak in BELEID.afspraken
        if afspraak.oin == afnemer.organisatie_oin == PARTNER_OIN
    ]
    return gronden + [grond for rij in _rijen("TOESTEMMING", afnemer) for grond in _toestemmingen(rij, afnemer, wereld)]


# ---------------------------------------------------------------------- grounds on records


def _open(gronden: Iterable[Grond]) -> Categorieen:
    return frozenset[str]().union(*(grond.opent for grond in gronden))


def _van_persoon(grond: Grond, genoemd: bool) -> Categorieen:
    """What a ground opens of somebody himself. One with limits: only when something within them names him."""
    if genoemd or not grond.begrensd:
        return grond.opent
    return grond.opent & {"IDENTITEIT"} if grond.machtiging else frozenset()


def _mag(grond: Grond, ding: Ding) -> bool:
    return ding.plafond <= grond.plafond and (grond.intern or not ding.intern)


def _bereikt(grond: Grond, wereld: Wereld) -> set[str]:
    over = [d for d in wereld.dingen.values() if d.soort != "Verwerking" and _mag(grond, d)]
    zelf = {d.id: _binnen(grond, d) for d in over if d.soort in ZELFSTANDIG and grond.gaat_over(d.over)}
    reached = {id_ for id_, within in zelf.items() if within is True}
    passable = {id_ for id_, within in zelf.items() if within is not False}
    passable |= {d.id for d in over if d.soort in ONDERDEEL}
    buren = _buren(wereld)
    if grond.begrensd:
        reached = _verspreid(reached, passable, buren)
    else:
        reached = _verspreid({id_ for id_ in passable if wereld.dingen[id_].soort in ZELFSTANDIG}, passable, buren)
        reached |= {d.id for d in over if d.soort in _BIJ_KLANT and grond.gaat_over(d.over)}
    return reached


def _binnen(grond: Grond, ding: Ding) -> bool | None:
    """Within its limits; None: of a kind that is within when it hangs under something that is."""
    answers = [_binnen_labels(grond.labels, ding), _werkt_mee(grond.meewerkend, ding)]
    return False if False in answers else None if None in answers else True


def _binnen_labels(labels: frozenset[str] | None, ding: Ding) -> bool | None:
    if labels is None:
        return True
    if ding.soort == "Zaak":
        return f"zaaktype:{ding.label}" in labels or f"zaak:{ding.gid}" in labels
    if ding.soort == "Product" and ding.label and any(label.startswith("producttype:") for label in labels):
        return f"producttype:{ding.label}" in labels
    return None


def _werkt_mee(wie: frozenset[Sleutel] | None, ding: Ding) -> bool | None:
    if wie is None:
        return True
    return not wie.isdisjoint(ding.meewerkend) if ding.soort == "Zaak" else None


def _buren(wereld: Wereld) -> dict[str, set[str]]:
    """What names what, both ways. Klanten are no road: who somebody is does not make all of his lie within a limit."""
    found: dict[str, set[str]] = {}
    for ding in wereld.van_soort(*ZELFSTANDIG, *ONDERDEEL):
        for other in (*ding.bij, ding.hoofd):
            if other:
                found.setdefault(ding.id, set()).add(other)
                found.setdefault(other, set()).add(ding.id)
    return found


def _verspreid(start: set[str], passable: set[str], buren: Mapping[str, set[str]]) -> set[str]:
    reached, todo = set(start), list(start)
    while todo:
        for other in buren.get(todo.pop(), ()):
            if other in passable and other not in reached:
                reached.add(other)
                todo.append(other)
    return reached
