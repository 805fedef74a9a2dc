"""Levertijd: when something will be ready, and what kind of date that is.

Facts first (it is ready), then what was planned, then the law, then the service norm, then experience. A suspended
zaak has no running term (Awb 4:15), and registers do not say how long it lay still: its dates are an indication.

Source: Zaken API 1.5 and Catalogi API 1.3 as Open Zaak fills them. On create it adds servicenorm and doorlooptijd to
the startdatum, without looking at weekends or holidays, and it recomputes nothing when a zaak is extended. A date that
is exactly such a sum is nobody's decision: as planned date it is the norm, as last date it is a term that the law
still moves (Awb 4:13-4:15, Algemene termijnenwet). Any other date was decided by somebody, and stands as registered.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import Enum
from typing import NamedTuple

from resolvers.grammar.bedrijfsobject import Bedrijfsobject, bedrijfsobject, benoem, veld
from resolvers.grammar.inzage import BetrokkeneBron, GegevensCategorie
from resolvers.grammar.lijst import gesloten_lijst
from resolvers.termijn import tel_op, wettelijke_einddatum

#: Fewer closed zaken than this say nothing.
MINSTE_ERVARING = 10


@gesloten_lijst(
    "Wat voor datum de verwachting is.",
    FEITELIJK="Het is klaar: dit is de dag waarop. Bron: `zaak.einddatum`.",
    GEPLAND="De behandelaar heeft deze dag gepland. Bron: `zaak.einddatumGepland`.",
    WETTELIJK=(
        "De wet bepaalt dat het uiterlijk dan klaar is. "
        "Bron: `zaak.uiterlijkeEinddatumAfdoening`, anders `zaaktype.doorlooptijd`."
    ),
    SERVICENORM="De organisatie streeft ernaar dat het dan klaar is. Bron: `zaaktype.servicenorm`.",
    ERVARING="Zo lang duurden eerdere zaken van deze soort. Bron: `startdatum` en `einddatum` van afgesloten zaken.",
    ONBEKEND="Er is geen datum bekend.",
)
class LevertijdAard(Enum):
    FEITELIJK = "FEITELIJK"
    GEPLAND = "GEPLAND"
    WETTELIJK = "WETTELIJK"
    SERVICENORM = "SERVICENORM"
    ERVARING = "ERVARING"
    ONBEKEND = "ONBEKEND"


benoem(LevertijdAard=LevertijdAard)


@bedrijfsobject(
    "Wat de ervaring met dit zaaktype zegt: binnen zoveel dagen was een deel klaar. "
    "Bron: `startdatum` en `einddatum` van afgesloten zaken.",
    gegevens=GegevensCategorie.ZAAKVOORTGANG,
    bron=BetrokkeneBron.OUDER,
)
class LevertijdErvaring(Bedrijfsobject):
    p50_dagen: int = veld(
        "Binnen zoveel kalenderdagen was de helft klaar. Bron: `zaak.einddatum` min `zaak.startdatum`.", naam="p50Dagen"
    )
    p80_dagen: int = veld(
        "Binnen zoveel kalenderdagen was 80% klaar. Bron: `zaak.einddatum` min `zaak.startdatum`.", naam="p80Dagen"
    )
    p95_dagen: int = veld(
        "Binnen zoveel kalenderdagen was 95% klaar. Bron: `zaak.einddatum` min `zaak.startdatum`.", naam="p95Dagen"
    )
    aantal_zaken: int = veld("Over hoeveel afgesloten zaken dit is berekend. Bron: de zaken met een `einddatum`.")
    periode: str = veld("Over welke periode dit is berekend. Bron: de `einddatum` van die zaken.")


@bedrijfsobject(
    "Wanneer het klaar is, en wat voor datum dat is. Bron: de datums van de zaak en de termijnen van het zaaktype.",
    gegevens=GegevensCategorie.ZAAKVOORTGANG,
    bron=BetrokkeneBron.OUDER,
)
class Levertijd(Bedrijfsobject):
    verwacht_op: date | None = veld(
        "De dag waarop het naar verwachting klaar is, of klaar was; kan voorbij zijn. Bron: zie `aard`."
    )
    uiterlijk_op: date | None = veld(
        "De uiterste dag volgens de wet. Bron: `zaak.uiterlijkeEinddatumAfdoening`, anders `zaaktype.doorlooptijd`. "
        "Is die datum alleen een optelling van het register, dan met `zaak.verlenging` erbij "
        "en verschoven volgens de Algemene termijnenwet."
    )
    resterende_dagen: int | None = veld(
        "Kalenderdagen tot `verwachtOp`; 0 als die dag voorbij is, leeg als het klaar is. Bron: berekend met vandaag."
    )
    aard: LevertijdAard = veld("Wat voor datum `verwachtOp` is. Bron: het veld waar de datum uit komt.")
    indicatief: bool = veld(
        "Of de datum een indicatie is: streven, ervaring, of omdat het stilligt. Bron: `aard` en `opgeschort`."
    )
    overschreden: bool | None = veld(
        "Of `uiterlijkOp` voorbij is terwijl het nog niet klaar is. "
        "Leeg als dat niet te zeggen is: er is geen uiterste dag, of het ligt stil. Bron: berekend met vandaag."
    )
    opgeschort: bool | None = veld("Of het nu stilligt. Bron: `zaak.opschorting.indicatie`.")
    ervaring: LevertijdErvaring | None = veld(
        "Wat de ervaring zegt. Leeg als er te weinig zaken zijn. Bron: afgesloten zaken."
    )
    toelichting: str | None = veld("In één zin wat voor datum het is. Bron: `aard`.")


@dataclass(slots=True, kw_only=True)
class Termijnfeiten:
    """What is known of one zaak: dates as registered, durations in ISO 8601. Never changed once made.

    `opschorting_reden` is ZAAKINHOUD and a Levertijd is ZAAKVOORTGANG: it is never told here, `Zaak.opschorting` does.
    """

    startdatum: date | None
    einddatum: date | None = None
    einddatum_gepland: date | None = None
    uiterlijke_einddatum: date | None = None
    doorlooptijd: str | None = None
    servicenorm: str | None = None
    opgeschort: bool = False
    opschorting_reden: str | None = field(default=None, repr=False)
    verlengd_met: str | None = None
    ervaring: LevertijdErvaring | None = None


class _Zin(NamedTuple):
    """The sentence about a kind of date: while it is to come, when it is past, and when the zaak lies still."""

    komt: str
    voorbij: str
    stil: str


_ZINNEN = {
    LevertijdAard.FEITELIJK: _Zin(
        "Het was op deze dag klaar.", "Het was op deze dag klaar.", "Het was op deze dag klaar."
    ),
    LevertijdAard.GEPLAND: _Zin(
        "De behandelaar verwacht dat het op deze dag klaar is.",
        "De behandelaar verwachtte dat het op deze dag klaar was.",
        "Dit ligt nu stil; de dag die de behandelaar had gepland, kan daardoor later worden.",
    ),
    LevertijdAard.WETTELIJK: _Zin(
        "Volgens de wet moet het uiterlijk op deze dag klaar zijn.",
        "Volgens de wet had het uiterlijk op deze dag klaar moeten zijn.",
        "Dit ligt nu stil; de uiterste dag volgens de wet kan daardoor later worden.",
    ),
    LevertijdAard.SERVICENORM: _Zin(
        "Wij streven ernaar dat het op deze dag klaar is.",
        "Wij streefden ernaar dat het op deze dag klaar was, maar dat is niet gelukt.",
        "Dit ligt nu stil; de dag waarnaar wij streven, kan daardoor later worden.",
    ),
    LevertijdAard.ERVARING: _Zin(
        "Van eerdere zaken van deze soort was 80% binnen deze tijd klaar.",
        "Van eerdere zaken van deze soort was 80% binnen deze tijd klaar, maar deze duurt langer.",
        "Dit ligt nu stil; de dag die volgt uit eerdere zaken van deze soort, kan daardoor later worden.",
    ),
    LevertijdAard.ONBEKEND: _Zin(
        "Er is nog geen datum bekend.",
        "Er is nog geen datum bekend.",
        "Dit ligt nu stil; er is nog geen datum bekend.",
    ),
}


def bereken_levertijd(feiten: Termijnfeiten, vandaag: date) -> Levertijd:
    """The lead time of one zaak. `vandaag` is today in Europe/Amsterdam."""
    wettelijk = _wettelijk(feiten)
    verwacht, aard = _verwachting(feiten, wettelijk, vandaag)
    klaar = feiten.einddatum is not None
    stil = feiten.opgeschort and not klaar
    overschreden = _overschreden(wettelijk, vandaag, klaar=klaar, stil=stil)
    return Levertijd(
        verwacht_op=verwacht,
        uiterlijk_op=wettelijk,
        resterende_dagen=None if klaar or verwacht is None else max(0, (verwacht - vandaag).days),
        aard=aard,
        indicatief=stil or aard in {LevertijdAard.SERVICENORM, LevertijdAard.ERVARING},
        overschreden=overschreden,
        opgeschort=stil,
        ervaring=feiten.ervaring,
        toelichting=_toelichting(
            aard, stil=stil, voorbij=verwacht is not None and verwacht < vandaag, overschreden=overschreden is True
        ),
    )


def _na(begin: date | None, duur: str | None) -> date | None:
    """`begin` plus `duur`; None when one is missing or is no duration: one bad term must not cost the others."""
    if begin is None or not duur:
        return None
    try:
        return tel_op(begin, duur)
    except ValueError:
        return None


def _wettelijk(feiten: Termijnfeiten) -> date | None:
    """The last day by law: as registered, unless that is only the register's own sum; else counted from the zaaktype.

    An extension begins where the term ended before any move for a weekend or holiday.
    """
    som = _na(feiten.startdatum, feiten.doorlooptijd)
    if feiten.uiterlijke_einddatum is not None and feiten.uiterlijke_einddatum != som:
        return feiten.uiterlijke_einddatum
    if som is None or feiten.startdatum is None or not feiten.doorlooptijd:
        return None
    if feiten.verlengd_met and _na(som, feiten.verlengd_met) is not None:
        return wettelijke_einddatum(som, feiten.verlengd_met)
    return wettelijke_einddatum(feiten.startdatum, feiten.doorlooptijd)


def _verwachting(feiten: Termijnfeiten, wettelijk: date | None, vandaag: date) -> tuple[date | None, LevertijdAard]:
    """The first of: ready, planned (not when past; the norm when it only equals the norm), by law, norm, experience."""
    if feiten.einddatum is not None:
        return feiten.einddatum, LevertijdAard.FEITELIJK
    norm = _na(feiten.startdatum, feiten.servicenorm)
    gepland = feiten.einddatum_gepland
    if gepland is not None and gepland >= vandaag:
        return gepland, LevertijdAard.SERVICENORM if gepland == norm else LevertijdAard.GEPLAND
    if wettelijk is not None:
        return wettelijk, LevertijdAard.WETTELIJK
    if norm is not None:
        return norm, LevertijdAard.SERVICENORM
    ervaren = _na(feiten.startdatum, f"P{feiten.ervaring.p80_dagen}D") if feiten.ervaring is not None else None
    return ervaren, LevertijdAard.ONBEKEND if ervaren is None else LevertijdAard.ERVARING


def _overschreden(wettelijk: date | None, vandaag: date, *, klaar: bool, stil: bool) -> bool | None:
    """Whether the law's last day is past. Of a zaak that lies still that cannot be said: its term does not run."""
    if klaar:
        return False
    if wettelijk is None:
        return None
    voorbij = wettelijk < vandaag
    return None if voorbij and stil else voorbij


def _toelichting(aard: LevertijdAard, *, stil: bool, voorbij: bool, overschreden: bool) -> str:
    zin = _ZINNEN[aard]
    if stil:
        return zin.stil
    if voorbij:
        return zin.voorbij
    return f"De wettelijke termijn is voorbij; {zin.komt[0].lower()}{zin.komt[1:]}" if overschreden else zin.komt


def ervaring_uit(dagen: Sequence[int], *, periode: str) -> LevertijdErvaring | None:
    """Nearest-rank percentiles of how many calendar days closed zaken took. None when they are too few.

    A zaak that ended before it began is a mistake in the register, and left out.
    """
    ordered = sorted(duur for duur in dagen if duur >= 0)
    if len(ordered) < MINSTE_ERVARING:
        return None

    def rang(procent: int) -> int:
        # Rounded up in whole numbers: a float of 0.95 × n may come out just above a whole number.
        return ordered[-(-procent * len(ordered) // 100) - 1]

    return LevertijdErvaring(
        p50_dagen=rang(50), p80_dagen=rang(80), p95_dagen=rang(95), aantal_zaken=len(ordered), periode=periode
    )
