"""Proef: one case: two worlds, one afnemer, one question; asked through the executor of the gateway itself."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from random import Random
from typing import Any

import msgspec
import strawberry
import time_machine
from hypothesis import strategies as st

from app.authorization.feiten import Registerfeiten
from app.authorization.pseudoniem import Pseudoniemen, Sleutelpaar
from app.authorization.toegang import Toegang
from app.config.grenzen import VraaggrenzenSettings
from app.execution.documents import Documenten
from app.execution.executor import Antwoord, Executor
from app.execution.executor import Vraag as Operatie
from app.execution.stapsgewijs import Vervolg, stapsgewijs
from app.verwerkingenlog.regel import Regel, Schrijfsel
from app.verwerkingenlog.vastlegging import Vastlegging
from app.verwerkingenlog.vooraf import Vooraf
from resolvers.grammar.afnemer import AfnemerSoort, Authenticatie
from resolvers.grammar.context import Context, Vooruitblik, Wijziging
from resolvers.grammar.errors import LogUnavailable
from resolvers.grammar.ref import Ref
from resolvers.loaders import Loaders
from resolvers.loaders.registers import Registers
from resolvers.schema import schema
from tests.autorisatie.afnemers import AFNEMERS, BELEID
from tests.autorisatie.model import ONDERDEEL, ZELFSTANDIG, Reden, beeld
from tests.autorisatie.registers import Huis
from tests.autorisatie.trekking import Keuze, trek_tweede, trek_wereld
from tests.autorisatie.verstrekt import controleer_log
from tests.autorisatie.vragen import Vraag, trek_vraag
from tests.autorisatie.wereld import NU, PERSONEN, REGISTER, Wereld
from tests.lus import runner

PSEUDONIEMEN = Pseudoniemen([Sleutelpaar("proef", bytes(range(32)))])
_TRACE = "0" * 31 + "1"
#: Long enough for anything; never the reason of an answer.
_DEADLINE_S = 60.0


class Lek(AssertionError):
    """Something that may not be told was told, or something told was not written down."""


@dataclass(frozen=True)
class Geval:
    naam: str
    eerste: Wereld
    tweede: Wereld
    reden: Reden | None
    vraag: Vraag
    ruim: bool
    voorganger: bool

    @property
    def afnemer(self) -> Authenticatie:
        return AFNEMERS[self.naam]


@dataclass(slots=True)
class Schrijver:
    """The log of one operation, in memory."""

    geschreven: list[Schrijfsel] = field(default_factory=list)

    async def eerder(self, trace_id: str) -> Sequence[Regel]:
        return ()

    async def schrijf(self, schrijfsel: Schrijfsel) -> None:
        self.geschreven.append(schrijfsel)


class KapotteSchrijver(Schrijver):
    """A log that cannot be written."""

    async def eerder(self, trace_id: str) -> Sequence[Regel]:
        return ()

    async def schrijf(self, schrijfsel: Schrijfsel) -> None:
        raise LogUnavailable()


@dataclass(frozen=True)
class Uitkomst:
    body: bytes
    vragen: Counter[str]
    context: Context | None
    geschreven: list[Schrijfsel]


#: A random document is odder than any that a person would write.
RUIM = VraaggrenzenSettings(
    diepte=50,
    aliassen=1000,
    directives=1000,
    wortelvelden=1000,
    kosten=10_000_000,
    per_afnemer=None,
    per_organisatie=None,
)

#: The graph that is asked; a mutant puts another in its place.
graaf: strawberry.Schema = schema
#: Whether the plan answers; a mutant of what only graphql-core runs turns it off.
op_plan: bool = True


@cache
def _documenten(asked: strawberry.Schema) -> Documenten:
    return Documenten(asked._schema, grenzen=RUIM)


def vraag_aan(
    huis: Huis,
    afnemer: Authenticatie,
    vraag: Vraag,
    schrijver: Schrijver | None = None,
    *,
    plan: bool | None = None,
    registers: Registers | None = None,
) -> Uitkomst:
    """What the gateway answers, what it asked of the registers, and what it wrote down. `plan` False: as graphql-core
    does it; True: on the plan. `registers`: others than those of the house, such as some that fail."""
    schrijver, contexts = schrijver or Schrijver(), list[Context]()
    executor = _executor(huis, registers or huis.registers(), schrijver, contexts, plan)
    operatie = Operatie(query=vraag.tekst, variables=vraag.variabelen, trace_id=_TRACE)
    with time_machine.travel(NU, tick=False):
        antwoord = runner().run(executor.execute(operatie, afnemer))
    return Uitkomst(antwoord.body, Counter(huis.vragen), contexts[-1] if contexts else None, schrijver.geschreven)


def meld_aan(
    huis: Huis, afnemer: Authenticatie, vraag: Vraag, wijziging: Wijziging, *, plan: bool | None = None
) -> Uitkomst:
    """What this afnemer hears of a change: an empty body when nothing at all."""
    schrijver, contexts = Schrijver(), list[Context]()
    executor = _executor(huis, huis.registers(), schrijver, contexts, plan)
    operatie = Operatie(query=vraag.tekst, variables=vraag.variabelen, trace_id=_TRACE)
    with time_machine.travel(NU, tick=False):
        antwoord = runner().run(executor.meld(operatie, afnemer, wijziging))
    body = antwoord.body if antwoord is not None else b""
    return Uitkomst(body, Counter(huis.vragen), contexts[-1], schrijver.geschreven)


@dataclass(frozen=True)
class Stappen:
    """What was told at once, and what came later; the rest as of an Uitkomst."""

    eerste: Mapping[str, Any]
    vervolgen: list[Vervolg]
    opgezocht: Counter[tuple[object, ...]]
    geschreven: list[Schrijfsel]


def vraag_stapsgewijs(
    huis: Huis, afnemer: Authenticatie, vraag: Vraag, schrijver: Schrijver | None = None, *, plan: bool | None = None
) -> Stappen:
    """As `vraag_aan`, of a client that takes an answer in parts."""
    schrijver, contexts = schrijver or Schrijver(), list[Context]()
    executor = _executor(huis, huis.registers(), schrijver, contexts, plan)
    operatie = Operatie(query=vraag.tekst, variables=vraag.variabelen, trace_id=_TRACE)

    async def alles() -> tuple[Mapping[str, Any], list[Vervolg]]:
        found = await stapsgewijs(executor, operatie, afnemer)
        if isinstance(found, Antwoord):
            return msgspec.json.decode(found.body), []
        return found.eerste, [vervolg async for vervolg in found.vervolg()]

    with time_machine.travel(NU, tick=False):
        eerste, vervolgen = runner().run(alles())
    return Stappen(eerste, vervolgen, Counter(huis.opgezocht), schrijver.geschreven)


def _executor(
    huis: Huis, registers: Registers, schrijver: Schrijver, contexts: list[Context], plan: bool | None
) -> Executor:
    huis.vragen.clear()
    huis.opgezocht.clear()

    def maak_context(afnemer: Authenticatie, vooruitblik: Vooruitblik, taal: str) -> Context:
        vooraf = Vooraf(schrijver, PSEUDONIEMEN, beleid="proef").van(afnemer)
        loaders = Loaders(registers, PSEUDONIEMEN, nu=NU, vooruitblik=vooruitblik, vooraf=vooraf)
        toegang = Toegang(afnemer, Registerfeiten(loaders), beleid=BELEID)
        contexts.append(
            Context(
                afnemer=afnemer,
                loaders=loaders,
                toegang=toegang,
                nu=NU,
                taal=taal,
                vooruitblik=vooruitblik,
            )
        )
        return contexts[-1]

    return Executor(
        graaf._schema,
        maak_context,
        documenten=_documenten(graaf),
        vastlegging=Vastlegging(schrijver, PSEUDONIEMEN, beleid="proef"),
        deadline_s=_DEADLINE_S,
        plan=op_plan if plan is None else plan,
    )


# ---------------------------------------------------------------------- the properties


def geen_verschil(geval: Geval) -> Uitkomst:
    """Two worlds that differ in what he may not see: one answer, byte for byte. Raises Lek. Gives the first answer."""
    first, second = (_antwoord(geval, wereld) for wereld in (geval.eerste, geval.tweede))
    if first.body != second.body:
        raise Lek(f"{geval.naam}: {geval.vraag.tekst}\n{first.body.decode()}\n{second.body.decode()}")
    return first


def _antwoord(geval: Geval, wereld: Wereld) -> Uitkomst:
    """After somebody else, who may see all, asked the same of the same registers: nothing of his may be left."""
    huis = Huis(wereld, ruim=geval.ruim)
    if geval.voorganger:
        vraag_aan(huis, AFNEMERS["behandelaar-alles"], geval.vraag)
    return vraag_aan(huis, geval.afnemer, geval.vraag)


def gelijk_werk(geval: Geval) -> None:
    """What is not there and what may not be seen: one answer, and the same questions to the registers."""
    gezien = beeld(geval.afnemer, geval.eerste, geval.reden)
    verborgen = [ding for ding in geval.eerste.van_soort(*ZELFSTANDIG, *ONDERDEEL) if ding.id not in gezien.dingen]
    if geval.reden is not None:  # what is asked for the reason is not asked again
        verborgen = [ding for ding in verborgen if geval.reden.id not in {ding.id, *ding.bij}]
    if not verborgen:
        return
    ding = verborgen[len(verborgen) // 2]
    huis = Huis(geval.eerste, ruim=geval.ruim)
    foreign, nothing = (
        vraag_aan(huis, geval.afnemer, _op_id(ref, geval.reden))
        for ref in (ding.ref, Ref(ding.ref.register, ding.soort, "nergens"))
    )
    if foreign.body != nothing.body or foreign.vragen != nothing.vragen:
        raise Lek(f"{geval.naam}: {ding}\n{foreign.body.decode()} {foreign.vragen}\n{nothing.vragen}")


def _op_id(ref: Ref, reden: Reden | None) -> Vraag:
    given = f', aanleiding: {{{reden.soort.lower()}: "{_gid(reden)}"}}' if reden is not None else ""
    return Vraag(f"query($id: ID!) {{ node(id: $id{given}) {{ __typename }} }}", {"id": ref.encode()})


def _gid(reden: Reden) -> str:
    return Ref(REGISTER[reden.soort], reden.soort, reden.id).encode()


def alles_vastgelegd(geval: Geval, uitkomst: Uitkomst) -> None:
    """What was told is what was noted, and what was noted is what was written. Raises Lek."""
    if uitkomst.context is None:
        return
    body: Mapping[str, Any] = msgspec.json.decode(uitkomst.body)
    if (problem := controleer_log(body, geval.vraag, uitkomst.context)) is not None:
        raise Lek(f"{geval.naam}: {problem}\n{geval.vraag.tekst}\n{uitkomst.body.decode()}")
    told = bool(uitkomst.context.verstrekkingen.regels)
    if told and not uitkomst.geschreven and body.get("data") is not None:
        raise Lek(f"{geval.naam}: nothing was written\n{geval.vraag.tekst}")


def niets_zonder_log(geval: Geval) -> None:
    """What cannot be written down is not told. Raises Lek."""
    uitkomst = vraag_aan(Huis(geval.eerste, ruim=geval.ruim), geval.afnemer, geval.vraag, KapotteSchrijver())
    told = uitkomst.context is not None and uitkomst.context.verstrekkingen.regels
    if told and msgspec.json.decode(uitkomst.body)["data"] is not None:
        raise Lek(f"{geval.naam}: told without a log\n{geval.vraag.tekst}")


# ---------------------------------------------------------------------- a case


KLANTIDS = [
    Ref(
        "mijnzaken", "NatuurlijkPersoon" if place < 4 else "NietNatuurlijkPersoon", PSEUDONIEMEN.versluier(key)
    ).encode()
    for place, key in enumerate(PERSONEN)
]


#: Who may see nothing proves little; he is asked less often.
_ZONDER = {"burger-zwak", "behandelaar-zonder", "privacyfunctionaris", "ketenpartner-zwak", "vreemde-organisatie"}
_NAMEN = tuple(naam for naam in AFNEMERS for _ in range(1 if naam in _ZONDER else 3))


def gevallen(namen: tuple[str, ...] = _NAMEN) -> st.SearchStrategy[Geval]:
    return st.integers(0, 2**64 - 1).map(lambda seed: trek_geval(seed, namen))


def trek_geval(seed: int, namen: tuple[str, ...] = _NAMEN) -> Geval:
    kies = Keuze(Random(seed))
    naam = kies.kies(namen)
    eerste = trek_wereld(kies)
    reden = _reden(kies, eerste) if AFNEMERS[naam].soort is AfnemerSoort.MEDEWERKER else None
    tweede = trek_tweede(kies, eerste, AFNEMERS[naam], reden)
    gezien = beeld(AFNEMERS[naam], eerste, reden)
    ids = [eerste.dingen[id_].gid for id_ in gezien.dingen]
    mensen = [sleutel for sleutel, open_ in gezien.mensen.items() if open_]
    vraag = trek_vraag(
        kies, [eerste, tweede], reden, AFNEMERS[naam].soort, ids=[*KLANTIDS, *ids * 6], mensen=mensen * 9
    )
    return Geval(naam, eerste, tweede, reden, vraag, ruim=kies.een_op(2), voorganger=kies.een_op(4))


def _reden(kies: Keuze, wereld: Wereld) -> Reden | None:
    if kies.een_op(4):
        return None
    soort = kies.kies(("Contactmoment", "Zaak"))
    known = [ding.id for ding in wereld.van_soort(soort)]
    return Reden(soort, kies.kies([*known * 3, "bestaat-niet"]))
