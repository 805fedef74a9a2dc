"""Recorded answers keep to the OpenAPI documents, but for the known deviations; and each of those is really needed.

With the shared set: every recording of the real products against the real documents. Without it: our own recordings of
the sandbox against our own small documents.
"""

from __future__ import annotations

import copy
import re
from fnmatch import fnmatchcase

import pytest

from tests.contract import oas
from tests.contract.afwijkingen import AFWIJKINGEN
from tests.contract.opnamen import MAPPEN, Opname, opnamen, recorded

GEDEELD = oas.gedeelde_map() is not None
#: Only of what the OpenAPI documents at hand know: our own are small.
BEKEND = [
    opname
    for product in MAPPEN
    for opname in opnamen(product).values()
    if opname.method != "HEAD" and oas.sjabloon_van(product, opname.method, opname.path)
]
GOED = [opname for opname in BEKEND if 200 <= opname.status < 300 and opname.is_json]


def antwoord(opname: Opname, body: object = None) -> list[str]:
    inhoud = opname.body if body is None else body
    if isinstance(inhoud, str):
        inhoud = inhoud.encode()
    return oas.validate_response(opname.product, opname.method, opname.path, opname.status, opname.kop, inhoud)


def vraag(opname: Opname) -> list[str]:
    kop = {"Content-Type": "application/json", **opname.vraagkop}
    found = oas.validate_request(opname.product, opname.method, opname.path, opname.query, kop, opname.vraag)
    # Our own recordings have no headers of the question.
    return [bevinding for bevinding in found if opname.vraagkop or " request header " not in bevinding]


def test_there_is_enough_to_judge() -> None:
    assert len(GOED) >= (250 if GEDEELD else 20)
    assert {opname.product for opname in GOED} >= {"openzaak", "openklant", "openproduct", "openvtb", "openobject"}


@pytest.mark.parametrize("opname", GOED, ids=str)
def test_a_recorded_answer_keeps_to_the_oas(opname: Opname) -> None:
    assert antwoord(opname) == []


def test_refusals_keep_to_the_oas_too() -> None:
    found = {str(opname): antwoord(opname) for opname in BEKEND if not 200 <= opname.status < 300}
    assert {naam: bevindingen for naam, bevindingen in found.items() if bevindingen} == {}
    assert len(found) >= (90 if GEDEELD else 0)


def test_no_deviation_is_allowed_that_no_recording_shows(monkeypatch: pytest.MonkeyPatch) -> None:
    """An entry that nothing needs hides the next fault of our own."""
    patterns = [afwijking.patroon for afwijking in AFWIJKINGEN]
    assert len(set(patterns)) == len(patterns)
    assert all(afwijking.reden.endswith(".") for afwijking in AFWIJKINGEN)
    monkeypatch.setattr(oas, "is_afwijking", lambda _: False)
    raw = [bevinding for opname in BEKEND for bevinding in (*antwoord(opname), *vraag(opname))]
    unused = [patroon for patroon in patterns if not any(fnmatchcase(bevinding, patroon) for bevinding in raw)]
    assert unused == [] or not GEDEELD


@pytest.mark.parametrize("product", ["openzaak", "openklant", "openproduct", "openvtb", "openobject"])
def test_a_planted_fault_in_a_good_answer_is_found(product: str) -> None:
    """One row of a list loses a property, another gets a wrong type, a third a property that nobody knows."""
    opname = next(o for o in GOED if o.product == product and _rows(o.body) and _verplicht(o))
    naam = _verplicht(opname)

    def geplant(**velden: object) -> str:
        body = copy.deepcopy(opname.body)
        row = _rows(body)[0]
        row.update(velden)
        if not velden:
            del row[naam]
        return "\n".join(antwoord(opname, body))

    assert antwoord(opname) == []
    assert f"/{naam}: required" in geplant()
    assert f"/{naam}: " in geplant(**{naam: {"niet": "dit"}})
    assert "/verzonnenVeld: unknown" in geplant(verzonnenVeld=1)


def _rows(body: object) -> list[dict[str, object]]:
    rows = body.get("results") if isinstance(body, dict) else body
    return [row for row in rows if isinstance(row, dict)] if isinstance(rows, list) else []


def _verplicht(opname: Opname) -> str:
    """A property whose absence is a finding."""
    body = copy.deepcopy(opname.body)
    row = _rows(body)[0]
    for naam in [naam for naam, waarde in row.items() if isinstance(waarde, str)]:
        gone = row.pop(naam)
        if any(re.search(rf"/{naam}: required$", bevinding) for bevinding in antwoord(opname, body)):
            return naam
        row[naam] = gone
    return ""


#: Questions that the real products let through or answered with everything, and what the keuring says of them.
VALSTRIKKEN = {
    ("openzaak", "zoek_unknown_key"): "request body: /bestaatniet: unknown",
    ("openzaak", "zoek_page_body"): "request body: /page: unknown",
    ("openzaak", "zoek_expand_body_string_500"): "request body: /expand: type",
    ("openzaak", "zoek_no_content_crs"): "request header Content-Crs: required",
    ("openzaak", "zaken_list_no_accept_crs"): "request header accept-crs: required by the product",
    ("openzaak", "zaak_detail_no_accept_crs"): "request header accept-crs: required by the product",
    ("openzaak", "zaken_by_two_bsn_repeated_param"): "natuurlijkPersoon__inpBsn: repeated",
    ("openzaak", "zaken_snake_case_query_param"): "request query page_size: unknown",
    ("openzaak", "zaken_by_uuid_in_get"): "request query uuid__in: unknown",
    ("openzaak", "statussen_two_zaken_repeat"): "request query zaak: repeated",
    ("openzaak", "zaak_detail_bad_uuid"): "request path uuid: format uuid",
    ("openzaak", "zaken_by_bsn_expand_unknown"): "request query expand: /*: enum",
    ("openklant", "partijen_by_bsn_two_repeat"): "partijIdentificator__objectId: repeated",
    ("openklant", "klantcontacten_ordering"): "request query ordering: unknown",
    ("openproduct", "producten_unknown_param"): "request query bestaatniet: unknown",
    ("openproduct", "producten_pageSize_camel"): "request query pageSize: unknown",
    ("openproduct", "producten_by_two_bsn_repeat"): "request query eigenaren__bsn: repeated",
    ("openvtb", "verzoeken_unknown_param"): "request query bestaatniet: unknown",
    ("openobject", "objects_unknown_param"): "request query bestaatniet: unknown",
    ("openobject", "objects_search"): "request body /data_attr: refused by the product",
}


def test_every_question_that_trapped_the_products_is_found() -> None:
    traps = VALSTRIKKEN if GEDEELD else {}
    found = {naam: vraag(recorded(*naam)) for naam in traps}
    assert [naam for naam, verwacht in traps.items() if not any(verwacht in b for b in found[naam])] == []


def test_a_head_question_is_a_finding_whatever_the_oas_says() -> None:
    found = oas.validate_request("openzaak", "HEAD", "/zaken/api/v1/zaken", (), {"Accept-Crs": "EPSG:4326"})
    assert any("HEAD" in bevinding for bevinding in found)


def test_every_question_that_was_answered_keeps_to_the_oas() -> None:
    """But for the traps above, what the products answered with 2xx was asked well: the keuring is not too strict."""
    traps = set(VALSTRIKKEN) | EXTRA_VALSTRIKKEN
    found = {str(opname): vraag(opname) for opname in GOED if (opname.product, opname.naam) not in traps}
    assert {naam: bevindingen for naam, bevindingen in found.items() if bevindingen} == {}


#: The same traps in another form.
EXTRA_VALSTRIKKEN = {
    ("openklant", "klantcontacten_by_two_onderwerpobjects_repeat"),
    ("openproduct", "producten_expand"),
    ("openproduct", "producten_ordering"),
}


def test_a_recording_that_is_not_there_is_named_with_its_neighbours() -> None:
    with pytest.raises(LookupError, match="no recording 'zaken_bestaat_niet' of openzaak"):
        recorded("openzaak", "zaken_bestaat_niet")
