"""JSON schema in the sandbox: what it refuses is what the validator of the products refuses, in the same words."""

from __future__ import annotations

import json
from importlib.resources import files
from typing import Any

import jsonschema
import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.sandbox.jsonschema import bezwaar

SCHEMAS: dict[str, dict[str, Any]] = {
    naam: json.loads(files("app.registries").joinpath("objecttypen", f"{naam}.schema.json").read_text("utf-8"))
    for naam in ("toestemming", "machtiging")
}
GOED: dict[str, Any] = {
    "betrokkene": {"soort": "bsn", "waarde": "999990019"},
    "ontvanger": {"soort": "rol", "waarde": "KCC"},
    "activiteit": "kcc-inhoud",
    "categorieen": ["DOCUMENTEN"],
    "geldigVan": "2026-11-23",
    "geldigTot": "2027-11-23",
    "gebeurtenissen": [{"soort": "GEGEVEN", "tijdstip": "2026-11-23T09:00:00Z", "door": "betrokkene"}],
}
FOUT: dict[str, dict[str, Any]] = {
    "ontbreekt": {naam: waarde for naam, waarde in GOED.items() if naam != "ontvanger"},
    "soort": {**GOED, "betrokkene": {"soort": "paspoort", "waarde": "1"}},
    "te veel": {**GOED, "bsn": "1"},
    "leeg": {**GOED, "categorieen": []},
    "lege tekst": {**GOED, "ontvanger": {"soort": "rol", "waarde": ""}},
    "lang": {**GOED, "ontvanger": {"soort": "rol", "waarde": "x" * 101}},
    "geen tekst": {**GOED, "activiteit": 1},
    "gebeurtenis": {**GOED, "gebeurtenissen": [{"soort": "GEGEVEN"}]},
    "gebeurtenis te veel": {**GOED, "gebeurtenissen": [{"soort": "GEGEVEN", "tijdstip": "x", "wie": 1, "waar": 2}]},
}
WAARDEN = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=3) | st.sampled_from(["bsn", "rol", "GEGEVEN"]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(["soort", "waarde"]), inner),
    max_leaves=6,
)


def test_what_is_by_the_schema_is_accepted() -> None:
    assert bezwaar(GOED, SCHEMAS["toestemming"]) is None


@pytest.mark.parametrize("naam", FOUT)
def test_what_is_not_is_refused_in_the_words_of_the_products(naam: str) -> None:
    with pytest.raises(jsonschema.ValidationError) as raised:
        jsonschema.validate(FOUT[naam], SCHEMAS["toestemming"])

    assert bezwaar(FOUT[naam], SCHEMAS["toestemming"]) == raised.value.message


@pytest.mark.parametrize("schema", SCHEMAS)
@given(data=st.data())
def test_it_judges_as_the_validator_does(schema: str, data: st.DataObject) -> None:
    names = st.sampled_from(sorted(SCHEMAS[schema]["properties"]))
    value = data.draw(st.dictionaries(names, WAARDEN, max_size=4).map(lambda changes: {**GOED, **changes}))
    theirs = jsonschema.validators.validator_for(SCHEMAS[schema])(SCHEMAS[schema]).is_valid(value)

    assert (bezwaar(value, SCHEMAS[schema]) is None) == theirs


def test_a_rule_that_it_does_not_know_is_not_passed_over() -> None:
    with pytest.raises(NotImplementedError, match="pattern"):
        bezwaar("x", {"pattern": "y"})
