"""Keten: a partner that has a matter of every zaak on which it works, with a value in every field that is asked."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from graphql import GraphQLObjectType, get_named_type, get_nullable_type, is_leaf_type, is_list_type

from app.registries.mijnzaken.lezen import Lezer
from app.registries.mijnzaken.vraag import Vragensteller
from resolvers.grammar.antwoorden import Deellijst
from resolvers.grammar.context import Selectie
from resolvers.grammar.inzage import GegevensCategorie
from resolvers.grammar.sleutel import Sleutel
from resolvers.keten import Ketenvraag
from resolvers.mijnzaken import MijnZakenInformatie
from resolvers.organisatie import Organisatie
from resolvers.schema import schema
from resolvers.zaak import Zaak
from tests.autorisatie.wereld import PARTNER_RSIN

PARTNER = "partner"
_WAARDEN: dict[str, object] = {
    "Boolean": True,
    "Int": 3,
    "Float": 3.0,
    "Date": "2026-03-01",
    "DateTime": "2026-03-01T09:00:00+00:00",
    "Duration": "P3D",
    "JSON": {"veld": "waarde"},
    "Vertrouwelijkheidaanduiding": "OPENBAAR",
}


class Partner:
    """`telt` is told of each question."""

    partner = Organisatie(naam="Partner", oin="00000001999990056000", rsin=PARTNER_RSIN.waarde, aanbieder=True)
    sleutels: frozenset[Sleutel] = frozenset({PARTNER_RSIN})
    activiteit = "ketenbijdrage"
    naam = PARTNER

    def __init__(self, telt: Any) -> None:
        self._telt = telt

    def kent_als(self, zaak: Zaak) -> str | None:
        return None

    def vraagbaar(self) -> bool:
        return True

    async def bijdragen(
        self, zaken: Sequence[Ketenvraag], selectie: Selectie, opent: frozenset[GegevensCategorie]
    ) -> Sequence[Deellijst[MijnZakenInformatie]]:
        self._telt("ketenzaken")
        core = schema._schema
        gevraagd = Vragensteller(ons=core, hun=None).snij(selectie, opent)
        soort = core.get_type("MijnZakenInformatie")
        lezer = Lezer(core, PARTNER)
        antwoorden = [_antwoord(soort, gevraagd, zaak.identificatie) for zaak in zaken]
        return [Deellijst([lezer.informatie(antwoord, gevraagd)]) for antwoord in antwoorden]


def _antwoord(soort: Any, selectie: Selectie, naam: str) -> dict[str, object]:
    """As a partner would answer it."""
    assert isinstance(soort, GraphQLObjectType)
    found: dict[str, object] = {}
    for veld, onder in selectie.velden.items():
        if veld == "__typename":
            found[veld] = soort.name
            continue
        named = get_named_type(soort.fields[veld].type)
        value: object
        if veld == "id":
            value = f"{soort.name}-{naam}"
        elif is_leaf_type(named):
            first = next(iter(getattr(named, "values", {})), f"{soort.name}.{veld} {naam}")
            value = _WAARDEN.get(named.name, first)
        else:
            value = _antwoord(named, onder, naam)
        found[veld] = [value] if is_list_type(get_nullable_type(soort.fields[veld].type)) else value
    return found
