"""Ketenzaken: what a partner gets to see who asks about zaken of his own.

He names them by his own numbers; our zaken carry those among their kenmerken. What he does not work on, what does not
exist, and what he may not see end the same way: nothing belongs to it here.
"""

from __future__ import annotations

import re
from asyncio import gather
from collections.abc import Sequence
from functools import partial

from resolvers.grammar.antwoorden import Deellijst
from resolvers.grammar.context import Context
from resolvers.grammar.errors import BadUserInput, MijnZakenError
from resolvers.grammar.inzage import GEEN_INZAGE, Zicht
from resolvers.grammar.zicht import Geopend, zicht_op
from resolvers.keten import MEESTE_ZAKEN, Ketenvraag, Ketenzaak, KetenzaakSleutel
from resolvers.mijnzaken import MijnZakenInformatie
from resolvers.zaak import Zaak

_NUMMER = re.compile(r"[^\s:]{1,40}")
#: A key or a URI; and nothing that could be the number of a person, for it is written down.
_ACTIVITEIT = re.compile(r"(?!.*(?<!\d)\d{8,9}(?!\d))[A-Za-z0-9:/._~-]{1,200}")


def zoek_ketenzaken(context: Context, sleutels: Sequence[KetenzaakSleutel], activiteit: str) -> list[Zicht[Ketenzaak]]:
    """In the order asked; what belongs to each is looked up when it is asked. Raises BadUserInput."""
    if len(sleutels) > MEESTE_ZAKEN:
        raise BadUserInput(f"Vraag naar hooguit {MEESTE_ZAKEN} zaken tegelijk.")
    if _ACTIVITEIT.fullmatch(activiteit) is None:
        raise BadUserInput("De activiteit is geen sleutel of URI.")
    vragen = [_vraag(sleutel) for sleutel in sleutels]
    context.aanleidingen.add(f"activiteit:{activiteit}")
    return [
        Zicht(Ketenzaak(identificatie=vraag.identificatie, vind=partial(_vind, context, vraag)), GEEN_INZAGE)
        for vraag in vragen
    ]


def _vraag(sleutel: KetenzaakSleutel) -> Ketenvraag:
    if not all(_NUMMER.fullmatch(nummer) for nummer in (sleutel.identificatie, sleutel.kenmerk) if nummer is not None):
        raise BadUserInput("Een zaaknummer heeft ten hoogste 40 tekens, zonder spaties of dubbele punten.")
    return Ketenvraag(sleutel.identificatie, sleutel.kenmerk)


async def _vind(context: Context, vraag: Ketenvraag) -> Geopend:
    """The matters of those zaken that the partner may see. That there is none is decided on as well."""
    partner = context.toegang.ketenpartner()
    zaken = Deellijst[Zaak]()
    if partner is not None:
        zaken = await context.loaders.zaken_van_partner.een((vraag, partner.bronnen))
    inzages = await gather(*(context.toegang.in_partijen(found.partijen()) for found in zaken))
    if not zaken:
        await context.toegang.in_partijen(())
    informatie: list[Zicht[MijnZakenInformatie]] = []
    fouten = [*zaken.fouten]
    for zaak, inzage in zip(zaken, inzages, strict=True):
        hoofd = zicht_op(zaak, inzage)
        if hoofd is None:
            continue
        gemist: list[MijnZakenError] = []
        seen = zicht_op(await context.loaders.kwestie_bij_hoofd(hoofd, gemist=gemist), hoofd.inzage, hoofd)
        if seen is not None:
            fouten += gemist
            context.aanleidingen.add(hoofd.kenmerk)
            informatie.append(seen)
    return Geopend(informatie, fouten)
