"""Vragen: what everybody is asked, in the same words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from app.sandbox.uitgever import PERSONAS
from app.sandbox.wereld.bouwer import vaste_uuid
from resolvers.grammar.node import id_van
from resolvers.grammar.ref import Ref

_ZAAK = "identificatie omschrijving startdatum einddatum einddatumGepland zaaktype { identificatie omschrijving } "
_STATUS = "status { naam gezetOp } "
_VERLOOP = "proces { naam toestand bereiktOp } levertijd { verwachtOp uiterlijkOp aard } "


_DOSSIER = """statussen { naam gezetOp } resultaat { naam } besluiten { identificatie datum ingangsdatum }
  documenten { titel creatiedatum } contactmomenten { onderwerp kanaal plaatsgevondenOp } """
#: Of the sandbox: closed, with a history, a resultaat, a besluit and a document, and nothing in it that is hidden.
_ZAAK_ID = id_van(Ref("openzaak", "Zaak", vaste_uuid("zaken", "ZAAK-2026-0006")))


def _zaken(velden: str, aantal: int, volgorde: str = "") -> str:
    return f"zaken(first: {aantal}{volgorde}) {{ nodes {{ {velden} }} }} "


def _klant(velden: str) -> str:
    return f"{{ ik {{ klant {{ {velden} }} }} }}"


@dataclass(frozen=True, slots=True)
class Vraag:
    """`graaf`: "mijnzaken", or "posts", the schema of the public GraphQL benchmarks. `uitleg`: for the report.
    `persona`: who asks."""

    tekst: str
    graaf: str
    uitleg: str
    persona: str = "veelzaken"

    @property
    def bsn(self) -> str:
        return str(PERSONAS[self.persona]["bsn"])


VRAGEN: Mapping[str, Vraag] = {
    "posts": Vraag(
        "{ posts { id userId title body user { id name } } }", "posts", "100 posts met hun gebruiker: twee oproepen"
    ),
    "zaken100": Vraag(_klant(_zaken(_ZAAK + _STATUS, 100)), "mijnzaken", "100 zaken met zaaktype, status: één oproep"),
    "lijst20": Vraag(
        _klant(_zaken(_ZAAK + _STATUS + _VERLOOP, 20)),
        "mijnzaken",
        "20 zaken met status, proces en levertijd: 21 oproepen (de geschiedenis van statussen per zaak)",
    ),
    "lijst200": Vraag(
        _klant(
            f"nieuwste: {_zaken(_ZAAK + _STATUS + _VERLOOP, 100)}"
            f"oudste: {_zaken(_ZAAK + _STATUS + _VERLOOP, 100, ', volgorde: STARTDATUM_OPLOPEND')}"
        ),
        "mijnzaken",
        "200 zaken met status, proces en levertijd: 202 oproepen (twee bladzijden, en de geschiedenis per zaak)",
    ),
    "zaak": Vraag(
        f'{{ zaak(id: "{_ZAAK_ID}") {{ {_ZAAK} {_STATUS} {_VERLOOP} {_DOSSIER} }} }}',
        "mijnzaken",
        "één zaak met alles erbij: vijf oproepen",
        persona="burger",
    ),
    "klant": Vraag(
        _klant(
            "klantnummer naam contactmomenten(first: 20) { nodes { onderwerp kanaal plaatsgevondenOp } } "
            f"{_zaken(_ZAAK + _STATUS, 20)}"
            "producten(first: 20) { nodes { naam startDatum eindDatum } } "
            "verzoeken(first: 20) { nodes { kenmerk kanaal } } taken { titel startdatum }"
        ),
        "mijnzaken",
        "een klant met zijn zaken, producten, verzoeken, taken en contactmomenten: zeven oproepen bij vijf registers",
    ),
}
