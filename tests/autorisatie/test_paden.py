"""Paths that random questions found, each as the shortest question that shows it."""

from __future__ import annotations

from typing import Any

import msgspec
import pytest

from resolvers.grammar.vertrouwelijkheid import Vertrouwelijkheidaanduiding
from tests.autorisatie.afnemers import AFNEMERS
from tests.autorisatie.proef import vraag_aan
from tests.autorisatie.registers import Huis
from tests.autorisatie.vragen import Vraag
from tests.autorisatie.wereld import ANNA, BAKKER, BAKKER_HIER, BRAM, PARTNER_RSIN, PERSONEN, Ding, Mens, Wereld

ZAAK = Ding(soort="Zaak", id="zaak1", over=(ANNA,), label="T1", nummer="NR-1", meewerkend=(PARTNER_RSIN,))
GEHEIM = Ding(
    soort="Zaak", id="zaak2", over=(ANNA,), label="T1", nummer="NR-2", plafond=Vertrouwelijkheidaanduiding.GEHEIM
)


VAN_BRAM = Ding(soort="Zaak", id="zaak3", over=(BRAM,), label="T1", nummer="NR-3")
_MET_REDEN = '{ klant(sleutel: {bsn: "%s"}, aanleiding: {zaak: "%s"}) { __typename } }'


def _antwoord(naam: str, tekst: str, *dingen: Ding) -> Any:
    wereld = Wereld({ding.id: ding for ding in dingen}, {sleutel: Mens(sleutel=sleutel) for sleutel in PERSONEN})
    return msgspec.json.decode(vraag_aan(Huis(wereld), AFNEMERS[naam], Vraag(tekst, {})).body)["data"]


@pytest.mark.parametrize("lijst", ["verzoeken", "contactmomenten", "producten"])
def test_a_zaak_within_the_limits_does_not_open_all_that_its_betrokkene_has(lijst: str) -> None:
    """A behandelaar of one zaaktype: who the betrokkene is, and where he lives; not what he has elsewhere."""
    soort = {"verzoeken": "Verzoek", "contactmomenten": "Contactmoment", "producten": "Product"}[lijst]
    elders = Ding(soort=soort, id="elders1", over=(ANNA,), label="P1" if soort == "Product" else "")
    klant = f"klant {{ naam ... on NatuurlijkPersoon {{ verblijfplaats {{ straat }} }} {lijst} {{ nodes {{ id }} }} }}"
    data = _antwoord("behandelaar", f'{{ zaak(identificatie: "NR-1") {{ betrokkenen {{ {klant} }} }} }}', ZAAK, elders)
    found = data["zaak"]["betrokkenen"][0]["klant"]

    assert found["naam"]
    assert found["verblijfplaats"]["straat"]
    assert found[lijst]["nodes"] == []


def test_a_machtiging_for_a_product_opens_no_zaak_that_the_product_leads_to() -> None:
    """Its documents are within; a zaak is of a zaaktype, which nobody named."""
    product = Ding(soort="Product", id="product1", over=(BRAM,), bij=("zaak1", "zaak2", "document1"), label="P1")
    van_product = Ding(soort="Document", id="document1", bij=("product1",))
    zaak = Ding(soort="Zaak", id="zaak1", over=(BRAM,), label="T3", nummer="NR-1", hoofd="zaak2")
    hoofd = Ding(soort="Zaak", id="zaak2", over=(BRAM,), label="T2", nummer="NR-2")
    vraag = f'{{ product(id: "{product.gid}") {{ zaken {{ id hoofdzaak {{ id }} }} documenten {{ id }} }} }}'
    found = _antwoord("gemachtigde-voor-een-product", vraag, product, van_product, zaak, hoofd)["product"]

    assert found == {"zaken": [], "documenten": [{"id": van_product.gid}]}


@pytest.mark.parametrize("naam", ["behandelaar-alles", "ketenpartner", "kcc"])
def test_the_number_of_a_zaak_that_is_hidden_finds_nobody(naam: str) -> None:
    open_, hidden = (
        _antwoord(naam, f'{{ klant(sleutel: {{zaaknummer: "{nummer}"}}) {{ __typename }} }}', ZAAK, GEHEIM)["klant"]
        for nummer in ("NR-1", "NR-2")
    )

    assert (open_ is None) is (naam == "kcc")  # who needs a reason, has none here
    assert hidden is None


def test_a_zaak_that_is_hidden_is_no_reason_to_see_whom_it_is_about() -> None:
    """Else its id and somebody's number together would tell that it is about him."""
    open_, hidden, of_another = (
        _antwoord("kcc", _MET_REDEN % (ANNA.waarde, zaak.gid), ZAAK, GEHEIM, VAN_BRAM)["klant"]
        for zaak in (ZAAK, GEHEIM, VAN_BRAM)
    )

    assert open_ is not None
    assert hidden is None
    assert of_another is None


def test_a_hidden_verzoek_in_front_of_his_own_is_as_no_verzoek() -> None:
    zaak = '{ zaak(identificatie: "NR-1") { verzoek { id } } }'
    own = Ding(soort="Verzoek", id="verzoek2", over=(ANNA,), bij=("zaak1",))
    other = Ding(soort="Verzoek", id="verzoek1", over=(BRAM,), bij=("zaak1",))

    assert _antwoord("burger", zaak, ZAAK, other, own) == _antwoord("burger", zaak, ZAAK, own)
    assert _antwoord("burger", zaak, ZAAK, other, own)["zaak"]["verzoek"] == {"id": own.gid}


def test_a_hidden_zaak_in_front_of_another_does_not_part_a_verzoek_from_it() -> None:
    mijn = "{ mijnZaken { nodes { zaak { id } verzoek { id } } } }"
    verzoek = Ding(soort="Verzoek", id="verzoek1", over=(ANNA,), bij=("zaak0", "zaak1"))
    hidden = Ding(soort="Zaak", id="zaak0", over=(BRAM,), label="T1", nummer="NR-0")

    assert _antwoord("burger", mijn, hidden, ZAAK, verzoek) == _antwoord("burger", mijn, ZAAK, verzoek)


def test_a_hidden_zaak_in_front_of_another_does_not_part_a_taak_from_it() -> None:
    taken = "{ ik { klant { taken { zaak { id } } } } }"
    taak = Ding(soort="Taak", id="taak1", over=(ANNA,), bij=("zaak0", "zaak1"))
    hidden = Ding(soort="Zaak", id="zaak0", over=(BRAM,), label="T1", nummer="NR-0")

    assert _antwoord("burger", taken, hidden, ZAAK, taak)["ik"]["klant"]["taken"] == [{"zaak": {"id": ZAAK.gid}}]


def test_a_session_of_one_vestiging_is_not_the_onderneming() -> None:
    """By its KvK-nummer the onderneming is nobody whom this session may see; by its own number the vestiging is."""
    company = f'{{ klant(sleutel: {{kvkNummer: "{BAKKER.waarde}"}}) {{ naam voorkeur {{ taal }} }} }}'
    vestiging = f'{{ klant(sleutel: {{vestigingsnummer: "{BAKKER_HIER.waarde}"}}) {{ naam }} }}'

    assert _antwoord("vestiging", company) == {"klant": None}
    assert _antwoord("vestiging", vestiging)["klant"]["naam"]
    assert _antwoord("onderneming", company)["klant"]["naam"]
