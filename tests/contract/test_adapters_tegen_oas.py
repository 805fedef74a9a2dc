"""What the adapters send keeps to the OpenAPI documents of the products: every question of the graph, on the sandbox.

A parameter that a product does not know is ignored by three of them, which then return everybody (MEASURED §1.1); so a
filter that was renamed must fail here and not at a municipality.
"""

from __future__ import annotations

import httpx
import pytest
from starlette.applications import Starlette

from app.sandbox.server import bouw_sandbox, sandbox_settings
from tests.contract import oas
from tests.contract.beelden import ANNA, BEELDEN, NU, VRAAG
from tests.contract.keurend import ValidatingTransport
from tests.contract.stellen import EIGEN_BASIS, Omgeleid, eigen, vraag

HEEL = oas.gedeelde_map() is not None
#: Whatever a burger may ask about himself, so that every adapter has to speak.
ALLES_OVER_MIJ = """{
  klant(sleutel: {bsn: "999990019"}) {
    naam klantnummer
    voorkeur { kanaal digitaleAdressen { adres } }
    zaken { nodes {
      id toelichting
      behandelaar { naam } behandelendeEenheid { naam }
      statussen { naam } substatussen { omschrijving } eigenschappen { naam }
      besluiten { soort documenten { titel } } documenten { titel }
      hoofdzaak { id } deelzaken { id } gerelateerdeZaken { id }
      verzoek { kenmerk } producten { naam } contactmomenten { onderwerp } taken { titel }
    } }
    verzoeken { nodes { kenmerk } }
    producten { nodes { naam } }
    contactmomenten { nodes { onderwerp } }
    afspraken { onderwerp soort locatie }
    machtigingen { id vertegenwoordiger { naam } }
    ontvangen: machtigingen(richting: ONTVANGEN) { id vertegenwoordigde { naam } }
    toestemmingen { activiteit zaken { id } }
    taken { titel }
    ... on NatuurlijkPersoon { voornamen geboortedatum verblijfplaats { plaats } }
  }
  producttypen { nodes { naam } }
}"""


class Verkeer:
    """The registers of the sandbox, connected as the gateway connects them, with a keurder on every line."""

    def __init__(self) -> None:
        self.sandbox: Starlette = bouw_sandbox(EIGEN_BASIS)
        self.lijnen: dict[str, ValidatingTransport] = {}
        settings = sandbox_settings(EIGEN_BASIS)
        for register in settings.registers:
            if register.soort in oas.DOCUMENTEN:
                inner = httpx.ASGITransport(app=self.sandbox)
                self.lijnen[register.soort] = ValidatingTransport(
                    inner, register.soort, f"/{register.naam}", buiten=frozenset({"/token"})
                )
        gekeurd = [register for register in settings.registers if register.soort in self.lijnen]
        self.verbindingen = Omgeleid(gekeurd, lambda register, _: self.lijnen[register.soort])

    def gevraagd(self) -> set[str]:
        return {soort for soort, lijn in self.lijnen.items() if lijn.gezien}

    def gezegd(self) -> list[str]:
        """What was wrong with the questions. (Answers are judged in test_sandbox_tegen_oas.py.)"""
        return [
            bevinding
            for lijn in self.lijnen.values()
            for bevinding in lijn.bevindingen
            if " request " in bevinding and (HEEL or "not in the OAS" not in bevinding)
        ]


@pytest.mark.parametrize("beeld", BEELDEN)
async def test_a_question_of_an_adapter_keeps_to_the_oas(beeld: str) -> None:
    verkeer = Verkeer()
    await BEELDEN[beeld](verkeer.verbindingen.registers, eigen())
    assert verkeer.gevraagd()
    assert verkeer.gezegd() == []


async def test_a_question_of_the_graph_keeps_to_the_oas_in_every_register() -> None:
    verkeer = Verkeer()
    for query in (VRAAG, ALLES_OVER_MIJ):
        assert "errors" not in await vraag(verkeer.verbindingen, query, ANNA, nu=NU)
    assert verkeer.gevraagd() == set(verkeer.lijnen)
    assert verkeer.gezegd() == []
