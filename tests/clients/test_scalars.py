"""Every custom scalar of the schema has a type in every client that is typed: one that is added and forgotten would be
`any` there, or does not build."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from graphql import GraphQLScalarType, build_schema, is_specified_scalar_type

from tests.clients.werkplaats import ROOT

_HIER = Path(__file__).parent
#: Where each client names its scalars, and how a line of that looks.
KAARTEN = {
    "codegen/codegen.ts": r"^ {10}(\w+): '\w+',$",
    "relay/relay.config.json": r'^ {4}"([A-Z]\w+)": "\w+",?$',
    "mobiel/build.gradle.kts": r'mapScalar\w*\("(\w+)"',
    "mobiel/Scalars.swift": r"^public (?:typealias|struct) (\w+)",
}


def _van_ons() -> set[str]:
    types = build_schema((ROOT / "schema.graphql").read_text(encoding="utf-8")).type_map
    return {
        naam
        for naam, type_ in types.items()
        if isinstance(type_, GraphQLScalarType) and not is_specified_scalar_type(type_)
    }


@pytest.mark.parametrize("kaart", KAARTEN)
def test_every_scalar_of_the_schema_is_mapped(kaart: str) -> None:
    text = (_HIER / kaart).read_text(encoding="utf-8")

    assert sorted(re.findall(KAARTEN[kaart], text, re.MULTILINE)) == sorted(_van_ons())


def test_the_configuration_of_apollo_ios_reads_what_the_other_kits_read() -> None:
    config = json.loads((_HIER / "mobiel/apollo-codegen-config.json").read_text(encoding="utf-8"))

    assert config["input"] == {
        "schemaSearchPaths": ["./schema.graphql"],
        "operationSearchPaths": ["./vragen/*.graphql"],
    }
