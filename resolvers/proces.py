"""Proces: the steps by which something is delivered, and where it stands now, in plain language.

Source: Zaken API 1.5 `/statussen`, Catalogi API 1.3 `/statustypen`, Open VTB `verwerkStatus`, Open Product `status`.
The steps stand in the order of the zaaktype, each once; where the zaak is among them follows from the dates alone. The
current status is the one with the latest date, whatever its volgnummer: a status may be skipped, set twice, or set
again after the end (a zaak that was reopened). Each status ever set, with repeats, is told by `Zaak.statussen`.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import Enum
from typing import NamedTuple

from resolvers.grammar.bedrijfsobject import Bedrijfsobject, bedrijfsobject, benoem, veld
from resolvers.grammar.inzage import BetrokkeneBron, GegevensCategorie
from resolvers.grammar.lijst import gesloten_lijst
from resolvers.grammar.scalars import Duration


@gesloten_lijst(
    "Hoe ver het is, in een paar woorden die voor alles gelden.",
    CONCEPT="Nog niet ingediend. Bron: `product.status` initieel, of een eerste status die dat zegt.",
    ONTVANGEN="Ontvangen; er wordt nog niet aan gewerkt. Bron: de eerste status, of nog geen status.",
    IN_BEHANDELING="Er wordt aan gewerkt. Bron: een status tussen de eerste en de laatste.",
    WACHT_OP_KLANT="De klant moet eerst iets doen. Bron: een open taak, of een status die dat zegt.",
    OPGESCHORT="Het ligt stil. Bron: `zaak.opschorting.indicatie`, of een status die dat zegt.",
    BESLIST="Er is een besluit of resultaat; het is nog niet helemaal afgerond. Bron: `zaak.resultaat`.",
    AFGEROND="Het is klaar. Bron: `zaak.einddatum` of `statustype.isEindstatus`.",
    ONBEKEND="Niet bekend: het register gaf een status die deze dienst niet kent.",
)
class Statusgroep(Enum):
    CONCEPT = "CONCEPT"
    ONTVANGEN = "ONTVANGEN"
    IN_BEHANDELING = "IN_BEHANDELING"
    WACHT_OP_KLANT = "WACHT_OP_KLANT"
    OPGESCHORT = "OPGESCHORT"
    BESLIST = "BESLIST"
    AFGEROND = "AFGEROND"
    ONBEKEND = "ONBEKEND"


@gesloten_lijst(
    "Waar een stap staat.",
    DOORLOPEN="Deze stap is geweest. Bron: `status.datumStatusGezet`.",
    HUIDIG="Hier is het nu. Bron: de laatste `status.datumStatusGezet`.",
    VERWACHT="Deze stap komt nog. Bron: `statustype.volgnummer`.",
    OVERGESLAGEN="Deze stap was niet nodig: een latere is bereikt of het is klaar. Bron: er is geen status.",
)
class StapToestand(Enum):
    DOORLOPEN = "DOORLOPEN"
    HUIDIG = "HUIDIG"
    VERWACHT = "VERWACHT"
    OVERGESLAGEN = "OVERGESLAGEN"


benoem(Statusgroep=Statusgroep, StapToestand=StapToestand)


@bedrijfsobject(
    "De huidige status in gewone taal. Bron: de status van de zaak, het verzoek of het product.",
    gegevens=GegevensCategorie.ZAAKVOORTGANG,
    bron=BetrokkeneBron.OUDER,
)
class MijnZakenStatus(Bedrijfsobject):
    groep: Statusgroep = veld("Hoe ver het is, in een woord dat voor alle soorten geldt. Bron: zie de waarden.")
    naam: str | None = veld("De status in een paar woorden. Bron: `statustype.omschrijving`; zonder status de groep.")
    toelichting: str | None = veld("Wat dit voor de klant betekent. Bron: `statustype.statustekst`.")
    gezet_op: datetime | None = veld("Sinds wanneer. Bron: `status.datumStatusGezet`.")
    stap: int | None = veld("De hoeveelste stap dit is, vanaf 1. Bron: de plaats van `statustype.volgnummer`.")
    aantal_stappen: int | None = veld("Hoeveel stappen er zijn. Bron: de statustypen van het zaaktype.")


@bedrijfsobject(
    "Een stap in het proces. Bron: een statustype van het zaaktype, en wanneer de zaak daar was.",
    gegevens=GegevensCategorie.ZAAKVOORTGANG,
    bron=BetrokkeneBron.OUDER,
)
class Processtap(Bedrijfsobject):
    volgnummer: int = veld("De plaats in het proces, vanaf 1. Bron: de plaats van `statustype.volgnummer`.")
    naam: str | None = veld("De naam van de stap. Bron: `statustype.omschrijving`.")
    toelichting: str | None = veld("Wat de stap voor de klant betekent. Bron: `statustype.statustekst`.")
    toestand: StapToestand = veld("Of de stap is geweest, nu is, nog komt of is overgeslagen. Bron: zie de waarden.")
    bereikt_op: datetime | None = veld("Wanneer de stap (voor het laatst) is bereikt. Bron: `status.datumStatusGezet`.")
    doorlooptijd: Duration | None = veld(
        "Hoe lang de stap (voor het laatst) duurde, in hele dagen tot de volgende status; van een stap die nog komt "
        "hoe lang hij hoort te duren. Bron: `status.datumStatusGezet`, `statustype.doorlooptijd`."
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Statustype:
    """A step as the catalogue defines it (Catalogi API `statustype`).

    naam `omschrijving`, tekst `statustekst`, generiek `omschrijvingGeneriek`. `informeren` says whether the klant gets
    a message when it is reached (for push); it hides nothing.
    """

    id: str
    naam: str
    tekst: str | None
    volgnummer: int
    eindstatus: bool
    informeren: bool
    doorlooptijd: str | None = None
    generiek: str | None = None


@dataclass(slots=True, kw_only=True)
class Statusmoment:
    """That a zaak reached a status (Zaken API `status`). Never changed once made.

    `toelichting` and `substatussen` are ZAAKINHOUD and the types here ZAAKVOORTGANG: nothing here tells them.
    """

    statustype_id: str
    gezet_op: datetime
    toelichting: str | None = field(default=None, repr=False)
    substatussen: Sequence[str] = field(default=(), repr=False)


def _op_volgorde(statustypen: Sequence[Statustype]) -> list[Statustype]:
    return sorted(statustypen, key=lambda statustype: (statustype.volgnummer, statustype.id))


def stappen_van(statustypen: Sequence[Statustype]) -> list[Processtap]:
    """The process of a zaaktype, before any zaak walks it."""
    return stel_proces_op(statustypen, ())


def stel_proces_op(
    statustypen: Sequence[Statustype], momenten: Sequence[Statusmoment], *, afgesloten: bool = False
) -> list[Processtap]:
    """The steps of one zaak, each statustype once.

    Before the current step one that was never reached is skipped. After it all are expected (again), unless the zaak is
    closed. A status of another zaaktype (a zaak that was moved) has no step: the last one that has is then past.
    """
    ordered = _op_volgorde(statustypen)
    place = {statustype.id: number for number, statustype in enumerate(ordered)}
    # datumStatusGezet is unique per zaak in Open Zaak; elsewhere the later step wins, in whatever order they came.
    history = sorted(momenten, key=lambda moment: (moment.gezet_op, place.get(moment.statustype_id, -1)))
    last = {moment.statustype_id: number for number, moment in enumerate(history)}
    current = next((place[moment.statustype_id] for moment in reversed(history) if moment.statustype_id in place), -1)
    still_there = bool(history) and history[-1].statustype_id in place
    closed = afgesloten or (still_there and ordered[current].eindstatus)
    steps: list[Processtap] = []
    for number, statustype in enumerate(ordered):
        reached = last.get(statustype.id)
        toestand = _toestand(number, current, reached=reached is not None, closed=closed, still_there=still_there)
        geweest = toestand in {StapToestand.DOORLOPEN, StapToestand.HUIDIG}
        steps.append(
            Processtap(
                volgnummer=number + 1,
                naam=statustype.naam or None,
                toelichting=statustype.tekst or None,
                toestand=toestand,
                bereikt_op=history[reached].gezet_op if geweest and reached is not None else None,
                doorlooptijd=_duur(statustype, toestand, history, reached),
            )
        )
    return steps


def _toestand(number: int, current: int, *, reached: bool, closed: bool, still_there: bool) -> StapToestand:
    if closed:
        return StapToestand.DOORLOPEN if reached else StapToestand.OVERGESLAGEN
    if number > current:
        return StapToestand.VERWACHT
    if number == current and still_there:
        return StapToestand.HUIDIG
    return StapToestand.DOORLOPEN if reached else StapToestand.OVERGESLAGEN


def _duur(
    statustype: Statustype, toestand: StapToestand, history: Sequence[Statusmoment], reached: int | None
) -> Duration | None:
    """Of a step that is past: whole days until the next status was set. Of one that comes: its norm."""
    if toestand is StapToestand.VERWACHT:
        return Duration(statustype.doorlooptijd) if statustype.doorlooptijd else None
    if reached is None or reached + 1 == len(history):
        return None
    return Duration(f"P{(history[reached + 1].gezet_op - history[reached].gezet_op).days}D")


class _Woorden(NamedTuple):
    """Words of municipal statustypen that say what position cannot. `alleen_eerst`: only of the first step."""

    groep: Statusgroep
    patroon: re.Pattern[str]
    alleen_eerst: bool = False


#: The last resort, in this order. Each names what is awaited or done: "in afwachting van advies" is no WACHT_OP_KLANT,
#: "besluit voorbereiden" no BESLIST, "aanvulling ontvangen" no ONTVANGEN. Who need not act must not be told to.
_WOORDEN = tuple(
    _Woorden(groep, re.compile(patroon, re.IGNORECASE), alleen_eerst)
    for groep, patroon, alleen_eerst in (
        (Statusgroep.CONCEPT, r"^\W*concept\W*$|\bconcept-?aanvraag|nog niet (ingediend|verzonden)", True),
        (
            Statusgroep.WACHT_OP_KLANT,
            r"^(?!.*\b(derden|advi|keten|instantie|partner|intern|collega))"
            r".*((\bwacht(en|end)? op|in afwachting van) (\w+ )?(klant|aanvrager|indiener|inwoner|melder|burger|"
            r"aanvulling|aanvullende|gegevens|informatie|documenten|stukken|betaling|handtekening)\b|"
            r"\b(aanvulling|gegevens|informatie|documenten|stukken) (is |zijn )?(op)?(gevraagd|nodig|vereist)\b|"
            r"\bverzoek om (aanvulling|aanvullende|informatie)\b)",
            False,
        ),
        (Statusgroep.OPGESCHORT, r"(?<!niet )\b(opgeschort|aangehouden|stilgelegd|gepauzeerd)\b", False),
        (
            Statusgroep.BESLIST,
            r"(?<!niet )\b(beslist|besloten)\b|\b(besluit|beslissing|beschikking)\w* (is )?"
            r"(genomen|verzonden|verstuurd|verstrekt|bekend|afgegeven)|"
            r"\b(vergunning|ontheffing|subsidie|toestemming|uitkering|bijstand|aanvraag) (is )?"
            r"(niet )?(verleend|geweigerd|toegekend|afgewezen|toegewezen|ingewilligd)|"
            r"^\W*(verleend|geweigerd|toegekend|afgewezen|toegewezen|ingewilligd)\W*$",
            False,
        ),
        (Statusgroep.IN_BEHANDELING, r"\bin (behandeling|onderzoek|beoordeling|uitvoering)\b", True),
    )
)

#: What a matter is called when its register gives no name for its status.
_NAMEN = {
    Statusgroep.ONTVANGEN: "Ontvangen",
    Statusgroep.IN_BEHANDELING: "In behandeling",
    Statusgroep.WACHT_OP_KLANT: "Wacht op u",
    Statusgroep.OPGESCHORT: "Ligt stil",
    Statusgroep.BESLIST: "Beslist",
    Statusgroep.AFGEROND: "Afgerond",
}


def mijnzaken_status(
    statustypen: Sequence[Statustype],
    huidig: Statusmoment | None,
    *,
    afgesloten: bool,
    opgeschort: bool,
    heeft_resultaat: bool,
    wacht_op_klant: bool = False,
) -> MijnZakenStatus:
    """The status of one zaak in plain language. Facts of the zaak go before the words of its statustype.

    `huidig` is its latest status; `wacht_op_klant`: the klant has an open taak for this zaak.
    """
    ordered = _op_volgorde(statustypen)
    number = next((n for n, found in enumerate(ordered) if huidig and found.id == huidig.statustype_id), None)
    statustype = None if number is None else ordered[number]
    groep = _groep(
        number,
        statustype,
        afgesloten=afgesloten,
        opgeschort=opgeschort,
        heeft_resultaat=heeft_resultaat,
        wacht_op_klant=wacht_op_klant,
        heeft_status=huidig is not None,
    )
    return MijnZakenStatus(
        groep=groep,
        naam=(statustype.naam if statustype else None) or _NAMEN.get(groep),
        toelichting=(statustype.tekst or None) if statustype else None,
        gezet_op=huidig.gezet_op if huidig else None,
        stap=None if number is None else number + 1,
        aantal_stappen=len(ordered) or None,
    )


def _groep(
    number: int | None,
    statustype: Statustype | None,
    *,
    afgesloten: bool,
    opgeschort: bool,
    heeft_resultaat: bool,
    wacht_op_klant: bool,
    heeft_status: bool,
) -> Statusgroep:
    """What the registers hold as a fact; then the words of the statustype where they are plain; then its place."""
    if afgesloten or (statustype is not None and statustype.eindstatus):
        return Statusgroep.AFGEROND
    if wacht_op_klant:
        return Statusgroep.WACHT_OP_KLANT
    if opgeschort:
        return Statusgroep.OPGESCHORT
    if heeft_resultaat:
        return Statusgroep.BESLIST
    if not heeft_status:
        return Statusgroep.ONTVANGEN
    if statustype is None:
        return Statusgroep.ONBEKEND
    teksten = [tekst for tekst in (statustype.generiek, statustype.naam) if tekst]
    for woorden in _WOORDEN:
        if (number == 0 or not woorden.alleen_eerst) and any(woorden.patroon.search(tekst) for tekst in teksten):
            return woorden.groep
    return Statusgroep.ONTVANGEN if number == 0 else Statusgroep.IN_BEHANDELING


def _losse_status(groep: Statusgroep, naam: str | None, toelichting: str | None) -> MijnZakenStatus:
    """A status outside a process: no date and no steps, because the register has none."""
    return MijnZakenStatus(
        groep=groep, naam=naam, toelichting=toelichting, gezet_op=None, stap=None, aantal_stappen=None
    )


_ONBEKEND = (Statusgroep.ONBEKEND, None, None)

#: Open VTB `verzoek.verwerkStatus`: it knows these two. Processed means that the work began, not that it is done.
_VERZOEKSTATUS: dict[str, tuple[Statusgroep, str, str]] = {
    "geregistreerd": (Statusgroep.ONTVANGEN, "Ontvangen", "Wij hebben uw verzoek ontvangen."),
    "verwerkt": (Statusgroep.IN_BEHANDELING, "In behandeling", "Wij hebben uw verzoek in behandeling genomen."),
}

#: Open Product `product.status`.
_PRODUCTSTATUS: dict[str, tuple[Statusgroep, str, str]] = {
    "initieel": (Statusgroep.CONCEPT, "Nog niet aangevraagd", "Dit is klaargezet, maar nog niet aangevraagd."),
    "in_aanvraag": (Statusgroep.IN_BEHANDELING, "In aanvraag", "Wij behandelen de aanvraag."),
    "gereed": (Statusgroep.BESLIST, "Gereed", "Dit staat klaar en gaat nog in."),
    "actief": (Statusgroep.AFGEROND, "Actief", "Dit is geldig."),
    "ingetrokken": (Statusgroep.AFGEROND, "Ingetrokken", "Dit is ingetrokken en geldt niet meer."),
    "geweigerd": (Statusgroep.AFGEROND, "Geweigerd", "De aanvraag is geweigerd."),
    "verlopen": (Statusgroep.AFGEROND, "Verlopen", "Dit geldt niet meer: de einddatum is voorbij."),
}


def status_van_verzoek(verwerk_status: str | None) -> MijnZakenStatus:
    """The status of a verzoek (Open VTB `verwerkStatus`). A value that is not known here is ONBEKEND."""
    return _losse_status(*_VERZOEKSTATUS.get(verwerk_status or "", _ONBEKEND))


def status_van_product(status: str | None) -> MijnZakenStatus:
    """The status of a product (Open Product `status`). A value that is not known here is ONBEKEND."""
    return _losse_status(*_PRODUCTSTATUS.get(status or "", _ONBEKEND))
