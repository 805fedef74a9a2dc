"""Vng: what the Bewerking API takes, of natural persons only, and without who looked."""

from __future__ import annotations

from functools import partial

import pytest

from app.verwerkingenlog.projecties import vng
from app.verwerkingenlog.regel import Ontvanger, Verwerking
from app.verwerkingenlog.uitgaand import bsn_van
from tests.app.verwerkingenlog.projecties.voorbeelden import (
    AFZENDER,
    ANNA,
    BAKKER,
    BSN,
    OIN,
    PSEUDONIEMEN,
    json_van,
    verwerking,
)
from tests.app.verwerkingenlog.standaarden import fouten_vng

GEVALLEN = {
    "ketenpartner": verwerking(),
    "burger": verwerking(ontvanger=Ontvanger(soort="BURGER", id=ANNA), afkomst=""),
    "bedrijf-ziet": verwerking(ontvanger=Ontvanger(soort="PRIVATE_PARTIJ", id=BAKKER), afkomst=""),
    "medewerker": verwerking(ontvanger=Ontvanger(soort="MEDEWERKER", rollen=("KCC",)), afkomst=""),
    "oude-activiteit": verwerking(activiteit="van-vroeger", bronnen=()),
    "lange-namen": verwerking(naam="tonen " + "zaak, " * 60, bronnen=tuple(f"register-{n}" for n in range(60))),
}


@pytest.mark.parametrize("met_bsn", [False, True], ids=["pseudoniem", "bsn"])
@pytest.mark.parametrize("geval", GEVALLEN.values(), ids=GEVALLEN.keys())
def test_a_verwerkingsactie_keeps_to_the_api(geval: Verwerking, met_bsn: bool) -> None:
    made = json_van(vng.verwerkingsactie(geval, AFZENDER, partial(bsn_van, PSEUDONIEMEN) if met_bsn else None))

    assert fouten_vng(made) == []
    assert "gebruiker" not in made
    assert (BSN in str(made)) == met_bsn


def test_it_says_what_for_whom_and_of_whom() -> None:
    made = json_van(vng.verwerkingsactie(verwerking(), AFZENDER))

    assert made["actieNaam"] == "tonen zaakvoortgang"
    assert made["verwerkingId"] == "5b8aa5a2-d2c8-72e8-321c-f37308d69df2"
    assert made["verwerkingNaam"] == "Samenwerken aan een zaak"
    assert made["uitvoerder"] == "00000001003214345000"
    assert (made["soortAfnemerId"], made["afnemerId"]) == ("OIN", OIN)
    assert made["tijdstip"] == "2026-11-23T15:00:00.123000Z" or made["tijdstip"].startswith("2026-11-")
    (object_,) = made["verwerkteObjecten"]
    assert object_["soortObjectId"] == "Pseudoniem"
    assert ANNA.endswith(object_["objectId"])
    assert [soort["soortGegeven"] for soort in object_["verwerkteSoortenGegevens"]] == ["DOCUMENTEN", "ZAAKVOORTGANG"]


@pytest.mark.parametrize("soort", ["KVK", "VESTIGING", "RSIN", "KLANTNUMMER", ""])
def test_companies_and_nobody_are_left_out(soort: str) -> None:
    assert vng.verwerkingsactie(verwerking(betrokkene=BAKKER, betrokkene_soort=soort), AFZENDER) is None


def test_a_pseudonym_of_a_key_that_is_gone_stays_a_pseudonym() -> None:
    made = json_van(vng.verwerkingsactie(verwerking(betrokkene="k9.AAAA"), AFZENDER, partial(bsn_van, PSEUDONIEMEN)))

    assert made["verwerkteObjecten"][0]["soortObjectId"] == "Pseudoniem"
