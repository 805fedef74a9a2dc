"""Gaten: the known holes of authorization in GraphQL, each with the defence that closes it here and a mutant in which
that defence is off. A mutant that nothing notices is a defence that nothing holds.

Sources: Apollo GHSA-x33c-7c2v-mrj9 and GHSA-g8jh-vg5j-4h3f, Strawberry CVE-2025-22151, NetBox issue 16228, the OWASP
GraphQL cheat sheet, and what was seen of Strawberry's own permission extensions.

| hole | defence here | mutant |
|---|---|---|
| 1 interfaces skip the rules of implementors | rules per concrete type | the fields of Klant have none |
| 2 a directive that does nothing | SDL and guard are written from one declaration | a field's own category is ignored |
| 3 other ways in | every way in ends in zicht_op | what is found by its id is not checked |
| 4 a path without the check | open_vanuit on all that a field gives | items of a list are not checked |
| 5 aliases and batching repeat one decision | the decision is made per object | one decision per category per request |
| 6 filters, orders and counts | @onthult; counted after filtering | counted before filtering |
| 7 existence, value and time | one answer, one cost | silent when the value is empty; quicker when there is nothing |
| 8 error texts | fixed sentences without values | the value stands in the message |
| 9 introspection | the same for everybody; not personal | types are hidden from some (test_gaten) |
| 10 a denied non-null takes its parent with it | own category => nullable, checked at build | closed is an error |
| 11 sockets skip the login | no subscriptions yet | one is run as a query (test_gaten) |
| 12 a cache between afnemers | a Zicht is never kept | a Zicht is kept on the shared object |
| 13 deferred payloads skip the log | no @defer in the schema | the schema has it (test_gaten) |
| 14 @skip and @include | what is skipped is not noted | the whole document is noted |
| 15 a log that fails open | nothing leaves before it is written | the failure of the log is swallowed |

Beneath them, `EIGEN_GATEN`: the same for the defences that only this design has.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import pytest

from app.execution import documents, executor
from app.execution.plan import kinderen, vragen
from app.verwerkingenlog.vastlegging import Vastlegging
from resolvers import zoeken
from resolvers.grammar import connection, guard, zicht
from resolvers.grammar.bedrijfsobject import Bedrijfsobject
from resolvers.grammar.context import Afgeschermd, Context, Verstrekkingen
from resolvers.grammar.errors import Forbidden, LogUnavailable
from resolvers.grammar.inzage import Betrouwbaarheidsniveau, GegevensCategorie, Grond, Grondslag, Inzage, Zicht
from resolvers.grammar.vertrouwelijkheid import Vertrouwelijkheidaanduiding
from resolvers.klant import Klant
from resolvers.loaders import kwesties, onderdelen
from resolvers.schema import bouw_schema
from resolvers.zaak import Zaak
from tests.autorisatie import proef
from tests.autorisatie.proef import Geval, alles_vastgelegd, geen_verschil, gelijk_werk, niets_zonder_log

Patch = pytest.MonkeyPatch
Eigenschap = Callable[[Geval], object]


@dataclass(frozen=True)
class Gat:
    """`zet`: puts the mutant in place. `eigenschap`: which property must notice. `namen`: for whom it is looked for."""

    zet: Callable[[Patch], None]
    eigenschap: Eigenschap
    namen: tuple[str, ...]


def _log(geval: Geval) -> None:
    alles_vastgelegd(geval, geen_verschil(geval))


def _alles_open(found: Any) -> Inzage:
    grond = Grond(
        grondslag=Grondslag.WETTELIJKE_TAAK,
        rij="mutant",
        activiteit="mutant",
        opent=frozenset(GegevensCategorie),
        plafond=Vertrouwelijkheidaanduiding.ZEER_GEHEIM,
        betrokkenen=found.over_wie() or None,
        ziet_intern=True,
    )
    return Inzage((grond,), Betrouwbaarheidsniveau.HOOG)


def _nieuwe_graaf(patch: Patch) -> None:
    patch.setattr(proef, "graaf", bouw_schema())


# ---------------------------------------------------------------------- 1 to 5


def zonder_regels_van_de_interface(patch: Patch) -> None:
    real = guard.categorie_van
    van_klant = {field.python_name for field in Klant.__strawberry_definition__.fields}  # type: ignore[attr-defined]

    def categorie_van(declaratie: Any, definitie: Any) -> GegevensCategorie | None:
        is_klant = declaratie.persoon and declaratie.regel.gegevens is GegevensCategorie.IDENTITEIT
        return None if is_klant and definitie.python_name in van_klant else real(declaratie, definitie)

    patch.setattr(guard, "categorie_van", categorie_van)
    _nieuwe_graaf(patch)


def zonder_eigen_categorie(patch: Patch) -> None:
    real = guard.categorie_van

    def categorie_van(declaratie: Any, definitie: Any) -> GegevensCategorie | None:
        found = real(declaratie, definitie)
        return found and (declaratie.regel.gegevens or found)

    patch.setattr(guard, "categorie_van", categorie_van)
    _nieuwe_graaf(patch)


def zonder_toets_bij_id(patch: Patch) -> None:
    def zicht_op(found: Any, inzage: Inzage, ouder: Any = None) -> Any:
        return zicht.zicht_op(found, _alles_open(found), ouder)

    patch.setattr(zoeken, "zicht_op", zicht_op)


def zonder_toets_in_lijsten(patch: Patch) -> None:
    real = zicht.open_vanuit

    def open_vanuit(source: Zicht[Any], found: Any, context: Any) -> Any:
        if not isinstance(found, (list, tuple)):
            return real(source, found, context)
        return [item if isinstance(item, Zicht) else Zicht(item, source.inzage) for item in found]

    def zicht_op(found: Any, inzage: Inzage, ouder: Any = None) -> Any:
        return Zicht(found, inzage, partijen=ouder.partijen, kenmerk=ouder.kenmerk)

    patch.setattr(guard, "open_vanuit", open_vanuit)
    patch.setattr(kinderen, "zicht_op", zicht_op)
    _nieuwe_graaf(patch)


def een_besluit_per_verzoek(patch: Patch) -> None:
    real = Inzage.grond_voor
    known: set[GegevensCategorie] = set()

    def grond_voor(self: Inzage, gegevens: GegevensCategorie) -> Grond | None:
        if (found := real(self, gegevens)) is not None:
            known.add(gegevens)
        return found or next(iter(self.gronden if gegevens in known else ()), None)

    patch.setattr(Inzage, "grond_voor", grond_voor)


# ---------------------------------------------------------------------- 6 to 10


def geteld_voor_het_filter(patch: Patch) -> None:
    real = connection.pagineer

    async def pagineer(lijst: Any, vraag: Any, ouder: Any, info: Any) -> Any:
        seen = await real(lijst, vraag, ouder, info)
        if seen.object.totaal is not None and isinstance(lijst, connection.Stromen):
            seen.object.totaal = sum(len(batch) for stroom in lijst.stromen for batch in stroom.gelezen)
        return seen

    patch.setattr(guard, "pagineer", pagineer)
    patch.setattr(vragen, "pagineer", pagineer)
    _nieuwe_graaf(patch)


def _om_het_veld(patch: Patch, wat: Callable[[Any, Any, Any], Any]) -> None:
    """`wat` sees the value before the guard does; what it gives is told, unless it is NotImplemented. On the road of
    graphql-core: the plan decides about a group of objects before it reads any value of one."""
    real = guard._guarded

    def guarded(schema: Any, bewaking: guard.Bewaking) -> Any:
        inner, categorie = real(schema, bewaking), bewaking.categorie
        if categorie is None or bewaking.definitie.bediening is not None:
            return inner

        def resolve(source: Any, info: Any, **arguments: Any) -> Any:
            value = getattr(source.object, bewaking.definitie.python_name, None)
            closed = source.inzage.grond_voor(categorie) is None and not source.openbaar
            found = wat(value, closed, bewaking.coordinaat)
            return inner(source, info, **arguments) if found is NotImplemented else found

        return resolve

    patch.setattr(guard, "_guarded", guarded)
    patch.setattr(proef, "op_plan", False)
    _nieuwe_graaf(patch)


def stil_als_het_leeg_is(patch: Patch) -> None:
    _om_het_veld(patch, lambda value, closed, _: None if closed and value is None else NotImplemented)


def waarde_in_de_fout(patch: Patch) -> None:
    def wat(value: Any, closed: bool, coordinate: str) -> Any:
        if closed and isinstance(value, str):
            raise Forbidden(f"{coordinate} is afgeschermd: {value}")
        return NotImplemented

    _om_het_veld(patch, wat)


def sneller_als_er_niets_is(patch: Patch) -> None:
    real = zoeken._open

    async def open_(context: Any, found: Any, aanleiding: Any) -> Any:
        return None if found is None else await real(context, found, aanleiding)

    patch.setattr(zoeken, "_open", open_)


def dicht_is_een_fout(patch: Patch) -> None:
    def wat(value: Any, closed: bool, coordinate: str) -> Any:
        if closed:
            raise Forbidden()
        return NotImplemented

    _om_het_veld(patch, wat)


def _dicht_is_null(geval: Geval) -> None:
    """A closed field is null and no error: nothing else goes with it."""
    if b'"code":"FORBIDDEN","traceId"' in geen_verschil(geval).body:
        raise proef.Lek(f"a closed field is an error\n{geval.vraag.tekst}")


# ---------------------------------------------------------------------- 12 to 15


def zicht_bewaard(patch: Patch) -> None:
    known: dict[tuple[Any, bool], Any] = {}
    real = zicht.zicht_op

    def zicht_op(found: Any, inzage: Inzage, ouder: Any = None) -> Any:
        key = found, ouder is None
        if known.get(key) is None:
            known[key] = real(found, inzage, ouder)
        return known[key]

    for module in (zicht, connection, zoeken, kwesties, onderdelen):
        patch.setattr(module, "zicht_op", zicht_op)


def hele_vraag_genoteerd(patch: Patch) -> None:
    asked: set[str] = set()
    context, noteer = executor.Executor.context, Verstrekkingen.noteer

    def onthoud(self: executor.Executor, document: documents.Document, *rest: Any) -> Context:
        asked.clear()
        asked.update(document.vooruitblik.velden)
        return context(self, document, *rest)

    def noteer_alles(self: Verstrekkingen, grond: Grond, seen: Any, coordinaat: str, gegevens: Any) -> None:
        for other in {coordinaat, *(found for found in asked if found.startswith(f"{coordinaat.split('.')[0]}."))}:
            noteer(self, grond, seen, other, gegevens)

    patch.setattr(executor.Executor, "context", onthoud)
    patch.setattr(Verstrekkingen, "noteer", noteer_alles)


def log_faalt_open(patch: Patch) -> None:
    real = Vastlegging.leg_vast

    async def leg_vast(self: Vastlegging, context: Any, verloop: Any, *, eenmalig: bool = False) -> None:
        try:
            await real(self, context, verloop, eenmalig=eenmalig)
        except LogUnavailable:
            return

    patch.setattr(Vastlegging, "leg_vast", leg_vast)


# ---------------------------------------------------------------------- our own


def niet_versmald(patch: Patch) -> None:
    patch.setattr(Grond, "op_persoon", lambda self, wie: self)


def zonder_plafond(patch: Patch) -> None:
    patch.setattr(Zaak, "hoe_vertrouwelijk", Bedrijfsobject.hoe_vertrouwelijk)


def intern_voor_iedereen(patch: Patch) -> None:
    patch.setattr(Zaak, "is_intern", Bedrijfsobject.is_intern)


def zonder_grenzen(patch: Patch) -> None:
    patch.setattr(Grond, "_binnen", lambda self, wat, onder: True)


def zonder_meewerken(patch: Patch) -> None:
    patch.setattr(Grond, "_werkt_mee", lambda self, wie, onder: True)


def gemachtigde_is_betrokkene(patch: Patch) -> None:
    def over_wie(self: Zaak) -> Any:
        return frozenset().union(*(rol.sleutels for rol in self.rollen))

    patch.setattr(Zaak, "over_wie", over_wie)


def er_zijn_is_niets(patch: Patch) -> None:
    for module in (zicht, kinderen, vragen):
        patch.setattr(module, "noteer_zicht", lambda seen, context, coordinaat="", kenmerken=None: None)
    for module in (connection, guard, vragen):
        patch.setattr(module, "noteer_zichten", lambda page, context: None)


def het_onzichtbare_telt(patch: Patch) -> None:
    real = zicht.zicht_op

    def open_vanuit(source: Zicht[Any], found: Any, context: Any) -> Any:
        items = found if isinstance(found, (list, tuple)) else [found]
        hidden = [i for i in items if i is not None and not isinstance(i, Zicht) and not real(i, source.inzage, source)]
        for item in hidden:
            afgeschermd: Afgeschermd = context.afgeschermd
            afgeschermd.noteer(type(item).__name__, Forbidden.code, type(item).__name__)
        return zicht.open_vanuit(source, found, context)

    def neem(self: kinderen.Kinderen, nummer: int, waarde: Any) -> None:
        source = self._groep.zicht(nummer)
        if source is not None:
            open_vanuit(source, waarde, self._uitvoering.context)
        neem_zelf(self, nummer, waarde)

    neem_zelf = kinderen.Kinderen.neem
    patch.setattr(kinderen.Kinderen, "neem", neem)
    patch.setattr(guard, "open_vanuit", open_vanuit)
    _nieuwe_graaf(patch)


def samengesteld_uit_alles(patch: Patch) -> None:
    def alles(stromen: Any, inzage: Inzage) -> list[Any]:
        return [item for stroom in stromen for batch in stroom.gelezen for item in batch]

    patch.setattr(onderdelen, "_zichtbaar", alles)


_KLANTEN = ("burger", "onderneming", "gemachtigde")

GATEN: Mapping[str, Gat] = {
    "01-interface": Gat(zonder_regels_van_de_interface, geen_verschil, ("privacyfunctionaris", "behandelaar")),
    "02-richtlijn": Gat(zonder_eigen_categorie, geen_verschil, ("kcc",)),
    "03-ingang": Gat(zonder_toets_bij_id, geen_verschil, ("burger", "ketenpartner")),
    "04-pad": Gat(zonder_toets_in_lijsten, geen_verschil, ("burger", "behandelaar")),
    "05-alias": Gat(een_besluit_per_verzoek, geen_verschil, ("burger", "kcc")),
    "06-telling": Gat(geteld_voor_het_filter, geen_verschil, _KLANTEN),
    "07-waarde": Gat(stil_als_het_leeg_is, geen_verschil, ("kcc",)),
    "07-werk": Gat(sneller_als_er_niets_is, gelijk_werk, ("burger", "kcc")),
    "08-fouttekst": Gat(waarde_in_de_fout, geen_verschil, ("kcc",)),
    "10-leeg": Gat(dicht_is_een_fout, _dicht_is_null, ("kcc",)),
    "12-cache": Gat(zicht_bewaard, geen_verschil, _KLANTEN),
    "14-overslaan": Gat(hele_vraag_genoteerd, _log, ("burger",)),
    "15-log": Gat(log_faalt_open, niets_zonder_log, ("burger",)),
}

EIGEN_GATEN: Mapping[str, Gat] = {
    "versmalling": Gat(niet_versmald, geen_verschil, ("burger", "gemachtigde")),
    "plafond": Gat(zonder_plafond, geen_verschil, ("burger", "behandelaar-alles")),
    "intern": Gat(intern_voor_iedereen, geen_verschil, ("burger", "onderneming")),
    "grenzen": Gat(zonder_grenzen, geen_verschil, ("behandelaar", "gemachtigde")),
    "meewerken": Gat(zonder_meewerken, geen_verschil, ("ketenpartner",)),
    "gemachtigde-rol": Gat(gemachtigde_is_betrokkene, geen_verschil, ("burger",)),
    "er-zijn": Gat(er_zijn_is_niets, _log, ("burger", "behandelaar-alles")),
    "afgeschermd": Gat(het_onzichtbare_telt, geen_verschil, ("burger", "onderneming")),
    "samengesteld": Gat(samengesteld_uit_alles, geen_verschil, ("burger", "onderneming")),
}
