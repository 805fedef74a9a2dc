"""A whole question of the graph, over the whole sandbox: what we ask of each register and what the sandbox answers
keep to the OpenAPI documents of the products, but for what the real products do too (afwijkingen.py)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import httpx
import pytest

from app.config.registers import RegisterSettings
from app.sandbox.server import bouw_sandbox, sandbox_settings
from tests.contract.keurend import ValidatingTransport
from tests.contract.oas import DOCUMENTEN
from tests.contract.opgenomen import gedeelde_oas
from tests.contract.stellen import Omgeleid, persoon, vraag

BASIS = "http://sandbox"
ALLES = """
fragment Kort on Zaak { id identificatie zaaktype { identificatie } }
fragment Heel on Zaak {
  id identificatie bronorganisatie omschrijving toelichting vertrouwelijkheidaanduiding registratiedatum startdatum
  einddatum einddatumGepland uiterlijkeEinddatumAfdoening communicatiekanaal laatstGemuteerd
  opschorting { opgeschort reden } verlenging { duur reden } bron { register opgehaaldOp }
  betrokkenen { rol rolGeneriek naam gemachtigde machtigingGever klant { id naam } }
  zaaktype { identificatie omschrijving doorlooptijd stappen { naam } producttypen { naam } }
  status { naam gezetOp } statussen { naam gezetOp toelichting }
  substatussen { omschrijving } proces { naam }
  levertijd { verwachtOp aard ervaring { aantalZaken } }
  resultaat { naam toelichting }
  besluiten { identificatie soort datum documenten { titel } zaak { ...Kort } }
  documenten { titel soort richting formaat downloadUrl zaken { ...Kort } }
  contactmomenten { onderwerp inhoud kanaal medewerker { naam } zaken { ...Kort } }
  behandelaar { naam functie eenheid { naam } } behandelendeEenheid { naam email }
  verzoek { kenmerk } producten { naam } hoofdzaak { ...Kort } deelzaken { ...Kort } gerelateerdeZaken { ...Kort }
  taken { titel status uiterlijkOp handelUrl zaak { ...Kort } verzoek { kenmerk } }
}
fragment Lijsten on Klant {
  id naam klantnummer voorkeur { taal kanaal digitaalAdres { adres } digitaleAdressen { adres soort } }
  mijnZaken(first: 10) { totaal nodes { titel } }
  zaken(first: 50) { totaal nodes { ...Kort } }
  verzoeken { totaal nodes { kenmerk soort gegevens status { groep } documenten { titel } zaken { ...Kort } producten {
  naam }
    initiator { id } } }
  producten { totaal nodes { naam status prijs gegevens producttype { naam } documenten { titel } zaken { ...Kort }
    eigenaren { id } } }
  contactmomenten { totaal nodes { onderwerp zaken { ...Kort } } }
  afspraken { onderwerp begin eind soort locatie }
  gegeven: machtigingen(richting: GEGEVEN) { soort geldig vertegenwoordiger { id } zaaktypen { identificatie } }
  ontvangen: machtigingen(richting: ONTVANGEN) { soort geldig vertegenwoordigde { id } }
  toestemmingen { activiteit geldig zaken { ...Kort } }
  taken { titel }
}
query Alles($sleutel: KlantSleutel!) {
  ik { rollen klant { id } }
  mijnZaken(first: 50) {
    totaal bronnen { register volledig fout }
    nodes {
      titel aanbieder { naam } producttype { naam prijs } status { groep naam stap aantalStappen }
      proces { naam } levertijd { verwachtOp aard } resultaat { naam } taken { titel }
      verzoek { kenmerk } producten { naam } zaak { ...Heel }
    }
  }
  klant(sleutel: $sleutel) {
    ...Lijsten
    ... on NatuurlijkPersoon { bsn geslachtsnaam geboortedatum verblijfplaats { straat } }
    ... on NietNatuurlijkPersoon { kvkNummer vestigingen { naam } }
  }
  producttypen(first: 50) { totaal nodes { naam prijs themas zaaktypen { identificatie } } }
  registers { naam beschikbaar fout }
}
"""


class Mijlpaal(httpx.AsyncBaseTransport):
    """The token endpoint of a register is not part of its API."""

    def __init__(self, keurend: ValidatingTransport) -> None:
        self.keurend = keurend

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        inner = self.keurend.inner if request.url.path.endswith("/token") else self.keurend
        return await inner.handle_async_request(request)


def _keuring() -> tuple[Omgeleid, Mapping[str, ValidatingTransport], Any]:
    app = bouw_sandbox(BASIS)
    keuringen: dict[str, ValidatingTransport] = {}

    def transport(register: RegisterSettings, _: object) -> httpx.AsyncBaseTransport:
        inner = httpx.ASGITransport(app)
        if register.soort not in DOCUMENTEN:
            return inner  # KvK and Qmatic publish no document that we may keep
        keuring = keuringen.setdefault(register.naam, ValidatingTransport(inner, register.soort, f"/{register.soort}"))
        return Mijlpaal(keuring)

    return Omgeleid(sandbox_settings(BASIS).registers, transport), keuringen, app


@pytest.mark.parametrize(("nummer", "sleutel"), [("999990019", "bsn"), ("90001354", "kvkNummer")])
async def test_every_question_and_every_answer_of_a_whole_run_keeps_to_the_oas(nummer: str, sleutel: str) -> None:
    verbindingen, keuringen, app = _keuring()
    query = ALLES.replace("($sleutel: KlantSleutel!)", "").replace("$sleutel", f'{{{sleutel}: "{nummer}"}}')
    await verbindingen.tel_ervaring()
    answer = await vraag(verbindingen, query, persoon(nummer))
    assert "errors" not in answer, answer["errors"]
    assert answer["data"]["mijnZaken"]["nodes"]
    assert answer["data"]["klant"]
    assert all(register["beschikbaar"] for register in answer["data"]["registers"])
    asked = {naam for naam, keuring in keuringen.items() if keuring.gezien}
    assert {"openzaak", "openklant", "openproduct", "openvtb", "openobject"} <= asked
    found = [bevinding for keuring in keuringen.values() for bevinding in keuring.bevindingen]
    if gedeelde_oas() is None:  # our own documents describe less: only what they describe can be held against them
        found = [bevinding for bevinding in found if "not in the OAS" not in bevinding]
    assert not found, "\n".join(found)
    assert sum(product.state.head for product in app.state.producten.values()) == 0
