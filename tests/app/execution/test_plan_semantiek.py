"""The plan is GraphQL's execution section, for any schema that the grammar closes: every shape of field, values that
are not what their type says, loaders that fail; as graphql-core does it."""

from __future__ import annotations

import os
from collections import Counter
from datetime import UTC, datetime
from functools import cache
from random import Random

from graphql import GraphQLSchema
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from app.execution.documents import Documenten
from app.execution.executor import Executor, Vraag
from app.verwerkingenlog.vastlegging import Vastlegging
from resolvers.grammar.afnemer import AfnemerRol, AfnemerSoort, Authenticatie
from resolvers.grammar.context import Context, Vooruitblik
from resolvers.grammar.inzage import Betrouwbaarheidsniveau, GegevensCategorie
from tests.app.execution.dieren import BAAS, Laders, graaf, inzage
from tests.app.execution.gelijk import houd_gelijk
from tests.app.execution.vraagbouwer import Vraagbouwer
from tests.autorisatie.proef import PSEUDONIEMEN, Schrijver, Uitkomst
from tests.lus import runner

LANG = os.environ.get("MIJNZAKEN_LANG") == "1"
GEVALLEN = 20_000 if LANG else 300
NU = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
IK = Authenticatie(
    soort=AfnemerSoort.BURGER,
    rollen=(AfnemerRol.INWONER,),
    niveau=Betrouwbaarheidsniveau.HOOG,
    verloopt=NU,
    sleutel=BAAS,
)
_OPEN = (
    (GegevensCategorie.PRODUCTEN, GegevensCategorie.DOCUMENTEN, GegevensCategorie.TAKEN),
    (GegevensCategorie.PRODUCTEN, GegevensCategorie.TAKEN),
    (GegevensCategorie.DOCUMENTEN,),
)


@cache
def _graaf() -> GraphQLSchema:
    return graaf()


@cache
def _documenten() -> Documenten:
    return Documenten(_graaf())


def antwoord_van_dieren(seed: int, *, plan: bool) -> tuple[Uitkomst, str]:
    random = Random(seed)
    laders = Laders(kans=random.choice((0.0, 0.02, 0.2)))
    opent = random.choice(_OPEN)
    tekst, variabelen = Vraagbouwer(_graaf(), random).vraag()
    contexts: list[Context] = []

    def maak_context(afnemer: Authenticatie, vooruitblik: Vooruitblik, taal: str) -> Context:
        contexts.append(
            Context(afnemer=afnemer, loaders=laders, toegang=inzage(*opent), nu=NU, vooruitblik=vooruitblik)
        )
        return contexts[-1]

    schrijver = Schrijver()
    executor = Executor(
        _graaf(),
        maak_context,
        documenten=_documenten(),
        vastlegging=Vastlegging(schrijver, PSEUDONIEMEN, beleid="proef"),
        deadline_s=60.0,
        plan=plan,
    )
    answer = runner().run(executor.execute(Vraag(query=tekst, variables=variabelen, trace_id="1" * 32), IK))
    return Uitkomst(answer.body, Counter(laders.vragen), contexts[-1] if contexts else None, []), tekst


@settings(
    max_examples=GEVALLEN,
    derandomize=not LANG,
    database=None,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow],
    phases=[Phase.generate, Phase.shrink],
)
@given(st.integers(0, 2**64 - 1))
def test_any_schema_is_answered_as_graphql_core_does(seed: int) -> None:
    vergelijk_dieren(seed)


def vergelijk_dieren(seed: int) -> None:
    """One document and one set of records, on both roads. Raises Verschil."""
    plan, tekst = antwoord_van_dieren(seed, plan=True)
    core, _ = antwoord_van_dieren(seed, plan=False)
    houd_gelijk(plan, core, tekst)
