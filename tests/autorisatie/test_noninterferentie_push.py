"""Push tells no more than a question: two worlds that differ only in what an afnemer may not see give him the same
event, or none, byte for byte, on both roads; and of a change in what he may not see he hears nothing."""

from __future__ import annotations

from collections.abc import Callable
from random import Random
from typing import Any

import msgspec
from hypothesis import given

from resolvers.grammar.afnemer import AfnemerSoort
from resolvers.grammar.context import Wijziging
from resolvers.grammar.ref import Ref
from tests.autorisatie.afnemers import AFNEMERS
from tests.autorisatie.model import beeld
from tests.autorisatie.proef import Geval, Lek, gevallen, meld_aan
from tests.autorisatie.registers import Huis
from tests.autorisatie.test_noninterferentie import PROEF
from tests.autorisatie.vragen import Vraag
from tests.autorisatie.wereld import NU, REGISTER, Ding

_HOOFDEN = ("Zaak", "Verzoek", "Product")
_DELEN = ("Document", "Besluit", "Taak")
_MELDING = """
subscription ($id: ID, $aanleiding: Aanleiding) {
  mijnZakenGewijzigd(id: $id, aanleiding: $aanleiding) {
    soort tijdstip
    informatie {
      id titel bijgewerktOp status { groep naam toelichting } proces { naam toestand } levertijd { uiterlijkOp aard }
      producttype { naam } aanbieder { naam }
      verzoek { id kenmerk gegevens initiator { id naam } documenten { id titel } }
      producten { id naam eigenaren { id } }
      zaak {
        id identificatie omschrijving toelichting betrokkenen { rol naam klant { id naam } }
        documenten { id titel } besluiten { id toelichting } deelzaken { id } gerelateerdeZaken { id }
        contactmomenten { id onderwerp } behandelaar { naam }
      }
      taken { id titel }
    }
  }
}
"""


@PROEF
@given(gevallen())
def test_a_change_tells_no_more_than_a_question(geval: Geval) -> None:
    kies = Random(geval.vraag.tekst)
    hoofden = _hoofden(geval)
    for hoofd in kies.sample(hoofden, k=min(3, len(hoofden))):
        deel = _deel(kies, geval, hoofd)
        wijziging = Wijziging(soort="ZAAK_GEWIJZIGD", onderwerp=hoofd.ref, tijdstip=NU, deel=deel.ref if deel else None)
        vraag = Vraag(_MELDING, _variabelen(geval))
        eerste, tweede, anders = (
            meld_aan(Huis(wereld, ruim=geval.ruim), geval.afnemer, vraag, wijziging, plan=plan)
            for wereld, plan in ((geval.eerste, True), (geval.tweede, True), (geval.eerste, False))
        )
        if eerste.body != tweede.body or eerste.body != anders.body:
            raise Lek(f"{geval.naam} {hoofd} {deel}\n{eerste.body!r}\n{tweede.body!r}\n{anders.body!r}")
        gezien = _gezien(geval)
        if eerste.body and (not gezien(hoofd) or (deel is not None and not gezien(deel))):
            raise Lek(f"{geval.naam} heard of {hoofd} {deel}\n{eerste.body!r}")
        if bool(eerste.body) != bool(eerste.geschreven):
            raise Lek(f"{geval.naam}: told and not written, or written and not told: {hoofd}")
        if eerste.body:
            assert "errors" not in msgspec.json.decode(eerste.body)


def _hoofden(geval: Geval) -> list[Ding]:
    """Of either world: an object that is only in the other is one that he may not see."""
    found = [ding for wereld in (geval.tweede, geval.eerste) for ding in wereld.van_soort(*_HOOFDEN)]
    return list({ding.id: ding for ding in found}.values())


def _deel(kies: Random, geval: Geval, hoofd: Ding) -> Ding | None:
    if hoofd.soort != "Zaak":
        return None
    onder = [ding for ding in geval.eerste.van_soort(*_DELEN) if hoofd.id in ding.bij or ding.id in hoofd.bij]
    return kies.choice([None, *onder])


def _variabelen(geval: Geval) -> dict[str, Any]:
    if AFNEMERS[geval.naam].soort in {AfnemerSoort.BURGER, AfnemerSoort.PRIVATE_PARTIJ} or geval.reden is None:
        return {}
    gid = Ref(REGISTER[geval.reden.soort], geval.reden.soort, geval.reden.id).encode()
    return {"aanleiding": {geval.reden.soort.lower(): gid}}


def _gezien(geval: Geval) -> Callable[[Ding], bool]:
    dingen = beeld(geval.afnemer, geval.eerste, geval.reden).dingen
    return lambda ding: ding.id in dingen
