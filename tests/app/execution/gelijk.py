"""Gelijk: one question asked twice, on the plan and of graphql-core, and what may not differ between the two."""

from __future__ import annotations

from collections import Counter
from collections.abc import Awaitable, Callable, Generator, Mapping, Sequence
from dataclasses import dataclass, replace
from inspect import isasyncgenfunction
from random import Random
from typing import Any
from zlib import crc32

import msgspec

from resolvers.grammar.context import Context
from resolvers.grammar.errors import RegisterTimeout, RegisterUnavailable
from resolvers.loaders.registers import Registers
from tests.autorisatie.proef import Geval, Uitkomst, vraag_aan
from tests.autorisatie.registers import Huis


class Verschil(AssertionError):
    """The two roads do not give the same."""


@dataclass(frozen=True)
class Storing:
    """Which questions fail: whole (`stuk`), or for a few of their keys (`deels`). Names of methods of the ports."""

    stuk: frozenset[str] = frozenset()
    deels: frozenset[str] = frozenset()


#: What a loader asks of the ports (tests/autorisatie/registers.py has them all); not the lists, which are streams.
VRAGEN = (
    "afspraken_bij_email",
    "alle_zaaktypen",
    "besluiten",
    "besluiten_van",
    "contactmomenten",
    "contactmomenten_bij_zaken",
    "contactmomenten_van",
    "documenten",
    "documenten_van",
    "documenten_van_besluiten",
    "doorlooptijden",
    "eenheden",
    "eigenschappen",
    "gezag_over",
    "huidige_statussen",
    "machtigingen",
    "machtigingen_van",
    "medewerkers",
    "ondernemingen",
    "partijen",
    "personen",
    "producten",
    "producten_bij_zaken",
    "producten_van",
    "producttypen",
    "resultaten",
    "statussen",
    "substatussen",
    "taken",
    "taken_bij_zaken",
    "taken_van",
    "toestemmingen_van",
    "verwerkingen_van",
    "verzoeken",
    "verzoeken_bij_zaak",
    "verzoeken_van",
    "zaken",
    "zaaktypen",
    "zaken_met_nummer",
    "zaken_van_documenten",
)


#: Asked with many keys, and answered with one list for all of them: there is no key that fails alone.
_EEN_LIJST = frozenset({"afspraken_bij_email"})


def trek_storing(seed: int) -> Storing:
    random = Random(seed)
    if random.random() < 0.5:
        return Storing()
    return Storing(frozenset(random.sample(VRAGEN, random.randint(0, 4))), frozenset(random.sample(VRAGEN, 2)))


class Gestoord:
    """A register of which some questions fail."""

    def __init__(self, register: Any, storing: Storing) -> None:
        self._register = register
        self._storing = storing

    def __getattr__(self, naam: str) -> Any:
        found = getattr(self._register, naam)
        if isasyncgenfunction(found):
            return found
        if naam in self._storing.stuk:
            return _stuk
        return _deels(found) if naam in self._storing.deels - _EEN_LIJST else found


@dataclass(frozen=True)
class _Antwoord:
    """An answer that is only asked for when it is waited for: graphql-core may cancel who asked before that."""

    ask: Callable[[], Awaitable[Any]]

    def __await__(self) -> Generator[Any, None, Any]:
        return (yield from self.ask().__await__())


def _stuk(*_: object, **__: object) -> _Antwoord:
    async def asked() -> Any:
        raise RegisterUnavailable("proef")

    return _Antwoord(asked)


def _heeft_pech(key: object) -> bool:
    """By what the key is, not by its place: in which order the keys of a level are asked is not fixed."""
    return crc32(str(getattr(key, "id", key)).encode()) % 2 == 1


def _deels(ask: Callable[..., Awaitable[Any]]) -> Callable[..., _Antwoord]:
    def wrapped(*arguments: Any, **named: Any) -> _Antwoord:
        async def asked() -> Any:
            answers = await ask(*arguments, **named)
            keys = next((given for given in arguments if isinstance(given, (list, tuple))), ())
            if not isinstance(answers, Sequence) or len(answers) != len(keys):
                return answers
            return [
                RegisterTimeout("proef") if _heeft_pech(key) else answer
                for key, answer in zip(keys, answers, strict=True)
            ]

        return _Antwoord(asked)

    return wrapped


def gestoord(registers: Registers, storing: Storing) -> Registers:
    kinds = {
        name: [Gestoord(register, storing) for register in getattr(registers, name)]
        for name in registers.__dataclass_fields__
        if isinstance(getattr(registers, name), list)
    }
    return replace(registers, **kinds)  # type: ignore[arg-type] # each kind as it was, failing


@dataclass(frozen=True)
class Verteld:
    """All that an operation told and refused, in a form that two runs can be compared by. `weggenomen`: the places that
    an error beneath them took away; `fouten`: all others."""

    data: bytes
    fouten: Counter[str]
    weggenomen: frozenset[tuple[str | int, ...]]
    afgeschermd: Any
    geweigerd: Mapping[Any, int]
    verstrekt: Mapping[Any, tuple[frozenset[str], frozenset[Any], frozenset[str]]]
    aanleidingen: frozenset[str]


def verteld(uitkomst: Uitkomst) -> Verteld:
    body = msgspec.json.decode(uitkomst.body)
    context = uitkomst.context
    return Verteld(
        data=msgspec.json.encode(body.get("data", "geen")),
        fouten=Counter(
            msgspec.json.encode(error, order="sorted").decode()
            for error in body.get("errors", ())
            if _weggenomen(body, error) is None
        ),
        weggenomen=frozenset(at for error in body.get("errors", ()) if (at := _weggenomen(body, error)) is not None),
        afgeschermd=body.get("extensions"),
        geweigerd=dict(context.afgeschermd.velden) if context else {},
        verstrekt=_verstrekt(context) if context else {},
        aanleidingen=frozenset(context.aanleidingen) if context else frozenset(),
    )


def _weggenomen(body: Mapping[str, Any], error: Mapping[str, Any]) -> tuple[str | int, ...] | None:
    """The place that this error took away; None when that is its own field only."""
    pad = error.get("path", ())
    at = body.get("data")
    for place, part in enumerate(pad):
        if at is None:
            return tuple(pad[:place])
        try:
            at = at[part]
        except (TypeError, LookupError):
            raise Verschil(f"an error at {pad}, where nothing is") from None
    return None


def _verstrekt(context: Context) -> dict[Any, tuple[frozenset[str], frozenset[Any], frozenset[str]]]:
    """Per ground (what it is, not which instance) and persons: coordinates, categories, objects."""
    found: dict[Any, tuple[frozenset[str], frozenset[Any], frozenset[str]]] = {}
    for (grond, partijen), told in context.verstrekkingen.regels.items():
        key = (grond.grondslag, grond.rij, grond.activiteit, grond.bewijs, grond.betrokkenen, partijen)
        velden, categorieen, objecten = found.get(key, (frozenset(), frozenset(), frozenset()))
        found[key] = (velden | told.velden, categorieen | told.categorieen, objecten | told.objecten)
    return found


def vergelijk(geval: Geval, storing: Storing) -> Uitkomst:
    """Both roads. Raises Verschil. Gives what the plan gave."""
    plan, core = (antwoord(geval, storing, plan=plan) for plan in (True, False))
    houd_gelijk(plan, core, geval.vraag.tekst)
    return plan


def antwoord(geval: Geval, storing: Storing, *, plan: bool) -> Uitkomst:
    """Over a world of its own."""
    huis = Huis(geval.eerste, ruim=geval.ruim)
    return vraag_aan(huis, geval.afnemer, geval.vraag, plan=plan, registers=gestoord(huis.registers(), storing))


def houd_gelijk(plan: Uitkomst, core: Uitkomst, tekst: str) -> None:
    """An error where nothing may be empty takes its parent away. What beside it was still under way, graphql-core ends
    or not, as it happens (GraphQL §6.4.4 leaves it free); the plan finishes it. Then the data must be the same, and
    what is told of the rest."""
    one, other = verteld(plan), verteld(core)
    verschil = [
        naam
        for naam in Verteld.__dataclass_fields__
        if getattr(one, naam) != getattr(other, naam) and not (one.weggenomen and naam in _VRIJ)
    ]
    if not one.weggenomen and plan.vragen - core.vragen:
        verschil.append("vragen")
    if verschil:
        shown = [(naam, getattr(one, naam, plan.vragen), getattr(other, naam, core.vragen)) for naam in verschil]
        raise Verschil(f"{shown}\n{tekst}")


#: What may depend on how much was done of what was taken away.
_VRIJ = frozenset({"afgeschermd", "geweigerd", "verstrekt", "aanleidingen"})
