"""Whether memory grows: many requests with many different documents, and what the process holds as it goes.

    python -m tests.benchmarks.geheugen [--verzoeken N] [--documenten N]

The documents and their plans are kept a thousand at a time; all that a request made must be gone with it.
"""

from __future__ import annotations

import argparse
import asyncio
from datetime import UTC, datetime
from os import getpid
from random import Random
from time import perf_counter

from app.console import richt_geheugen_in
from app.execution.documents import Documenten
from app.execution.executor import Executor, Vraag
from app.verwerkingenlog.vastlegging import Vastlegging
from resolvers.grammar.afnemer import AfnemerRol, AfnemerSoort, Authenticatie
from resolvers.grammar.context import Context, Vooruitblik
from resolvers.grammar.inzage import Betrouwbaarheidsniveau, GegevensCategorie
from tests.app.execution.dieren import BAAS, Laders, graaf, inzage
from tests.autorisatie.proef import PSEUDONIEMEN, Schrijver
from tests.benchmarks.vergelijk.belasting import geheugen_mb

_NU = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
_IK = Authenticatie(
    soort=AfnemerSoort.BURGER,
    rollen=(AfnemerRol.INWONER,),
    niveau=Betrouwbaarheidsniveau.HOOG,
    verloopt=_NU,
    sleutel=BAAS,
)


def document(nummer: int) -> str:
    """Each other than the last: another alias."""
    return f"{{ a{nummer}: dieren {{ naam ... on Hond {{ getal kleur poten {{ tenen }} vrienden {{ bijnaam }} }} }} }}"


async def meet(verzoeken: int, documenten: int) -> None:
    schema, random = graaf(), Random(1)
    open_ = inzage(GegevensCategorie.PRODUCTEN, GegevensCategorie.DOCUMENTEN)

    def maak_context(afnemer: Authenticatie, vooruitblik: Vooruitblik, taal: str) -> Context:
        return Context(afnemer=afnemer, loaders=Laders(kans=0.0), toegang=open_, nu=_NU, vooruitblik=vooruitblik)

    schrijver = Schrijver()
    executor = Executor(
        schema,
        maak_context,
        documenten=Documenten(schema),
        vastlegging=Vastlegging(schrijver, PSEUDONIEMEN, beleid="proef"),
        deadline_s=60.0,
    )
    richt_geheugen_in()
    began = perf_counter()
    for nummer in range(1, verzoeken + 1):
        await executor.execute(Vraag(query=document(random.randrange(documenten)), trace_id="1" * 32), _IK)
        schrijver.geschreven.clear()
        if nummer % (verzoeken // 10) == 0:
            print(
                f"{nummer:>9} verzoeken  {geheugen_mb(getpid()):7.1f} MB  {perf_counter() - began:6.0f} s", flush=True
            )
    print(dict(executor.gedaan))


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--verzoeken", type=int, default=1_000_000)
    parser.add_argument("--documenten", type=int, default=10_000)
    given = parser.parse_args()
    asyncio.run(meet(given.verzoeken, given.documenten))
