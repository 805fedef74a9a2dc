"""Vragen: what everybody is asked, in the same words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

_ZAAK = "identificatie omschrijving startdatum einddatum einddatumGepland zaaktype { identificatie omschrijving } "
_STATUS = "status { naam gezetOp } "
_VERLOOP = "proces { naam toestand bereiktOp } levertijd { verwachtOp uiterlijkOp aard } "


def _zaken(velden: str, aantal: int) -> str:
    return f"{{ ik {{ klant {{ zaken(first: {aantal}) {{ nodes {{ {velden} }} }} }} }} }}"


@dataclass(frozen=True, slots=True)
class Vraag:
    """`graaf`: "mijnzaken", or "posts", the schema of the public GraphQL benchmarks. `uitleg`: for the report."""

    tekst: str
    graaf: str
    uitleg: str


VRAGEN: Mapping[str, Vraag] = {
    "posts": Vraag(
        "{ posts { id userId title body user { id name } } }", "posts", "100 posts met hun gebruiker: twee oproepen"
    ),
    "zaken100": Vraag(_zaken(_ZAAK + _STATUS, 100), "mijnzaken", "100 zaken met zaaktype en status: één oproep"),
    "lijst20": Vraag(
        _zaken(_ZAAK + _STATUS + _VERLOOP, 20),
        "mijnzaken",
        "20 zaken met status, proces en levertijd: 21 oproepen (de geschiedenis van statussen per zaak)",
    ),
}
