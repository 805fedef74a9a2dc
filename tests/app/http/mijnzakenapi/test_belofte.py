"""What the door promises (its OpenAPI document): valid, found without a token, and no less than the draft asks."""

from __future__ import annotations

import msgspec
import pytest
from openapi_spec_validator import OpenAPIV31SpecValidator

from app.http.mijnzakenapi import PAD
from tests.app.http.mijnzakenapi.opstelling import PUBLIEK, Api

#: What the draft says that is always there. Of a document and a contact we leave out what a register does not know.
ALTIJD = {
    "Zaaklijst": {"count", "next", "previous", "results"},
    "Zaaksamenvatting": {"uuid", "urn", "zaaknummer", "naam", "status", "datumAanvraag"},
    "Zaakdetail": {
        *("uuid", "urn", "zaaknummer", "naam", "status", "datumAanvraag"),
        *("statushistorie", "documenten", "contactmomenten"),
    },
    "Statusstap": {"nummer", "titel", "status"},
    "Zaakdocument": {"uuid", "naam", "formaat", "bron", "downloadUrl"},
    "Contactmoment": {"kanaal", "tekst"},
}
KEUZES = {
    ("Zaaksamenvatting", "status"): {"open", "gesloten"},
    ("Statusstap", "status"): {"voltooid", "lopend", "gepland"},
    ("Zaakdocument", "bron"): {"burger", "organisatie"},
    ("Contactmoment", "kanaal"): {"mail", "telefoon", "brief", "balie", "vraag"},
}


def test_it_is_an_openapi_document(api: Api) -> None:
    OpenAPIV31SpecValidator(dict(api.belofte)).validate()


def test_it_says_where_the_door_is_and_in_which_version(api: Api) -> None:
    answer = api.deur.get(f"{PAD}/openapi.json")

    assert api.belofte["servers"] == [{"url": f"{PUBLIEK}{PAD}"}]
    assert answer.kop("api-version") == api.belofte["info"]["version"] == "1.0.0"
    assert set(api.belofte["paths"]) == {"/zaken", "/zaken/{uuid}"}


def test_no_parameter_names_a_person(api: Api) -> None:
    names = {
        parameter["name"] for path in api.belofte["paths"].values() for parameter in path["get"].get("parameters", ())
    }

    assert names == {"status", "page", "pageSize", "uuid"}


@pytest.mark.parametrize("naam", ALTIJD)
def test_what_the_draft_always_has_is_always_there(api: Api, naam: str) -> None:
    assert set(api.belofte["components"]["schemas"][naam]["required"]) == ALTIJD[naam]


@pytest.mark.parametrize(("schema", "veld"), KEUZES)
def test_the_words_are_those_of_the_draft(api: Api, schema: str, veld: str) -> None:
    described = api.belofte["components"]["schemas"][schema]["properties"][veld]

    assert set(described["enum"]) == KEUZES[schema, veld]


def test_it_holds_nothing_of_this_installation(api: Api) -> None:
    text = msgspec.json.encode(api.belofte).decode()

    assert "openzaak" not in text
    assert "127.0.0.1" not in text
