"""The world of the sandbox is whole: its numbers are test numbers, its links lead somewhere, and it is the same every
time."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

import pytest

from app.sandbox.uitgever import PERSONAS
from app.sandbox.wereld import VEELZAKENMAN, Adressen, Wereld, bouw_wereld
from resolvers.grammar.sleutel import passes_eleven_check

ADRESSEN = Adressen.onder("http://sandbox.example")
VANDAAG = date(2026, 11, 23)
_SLEUTEL_VAN_BSN = re.compile(r"bsn$", re.IGNORECASE)

#: Paths that a product computes; they are no resource of the world of their own.
_GEEN_RECORD = re.compile(r"/download\?|/versions/\d+$|/versies/\d+$")


@pytest.fixture(scope="module")
def wereld() -> Wereld:
    return bouw_wereld(ADRESSEN, vandaag=VANDAAG)


def _values(value: object, key: str = "") -> Iterator[tuple[str, object]]:
    if isinstance(value, dict):
        for name, part in value.items():
            yield from _values(part, str(name))
    elif isinstance(value, list):
        for part in value:
            yield from _values(part, key)
    else:
        yield key, value


def test_the_same_day_gives_the_same_world(wereld: Wereld) -> None:
    assert bouw_wereld(ADRESSEN, vandaag=VANDAAG).collecties == wereld.collecties


def test_every_bsn_is_a_test_number_that_passes_the_eleven_check(wereld: Wereld) -> None:
    found = {str(value) for key, value in _values(wereld.collecties) if _SLEUTEL_VAN_BSN.search(key) and value}
    found |= {match for _, value in _values(wereld.collecties) for match in re.findall(r"bsn:(\d+)", str(value))}
    found |= {str(claims["bsn"]) for claims in PERSONAS.values() if "bsn" in claims}

    assert len(found) >= 10
    assert [bsn for bsn in found if not passes_eleven_check(bsn) or not bsn.startswith("99999")] == []


def test_every_link_within_the_sandbox_leads_to_a_record(wereld: Wereld) -> None:
    known = {
        str(record["url"])
        for product in wereld.collecties.values()
        for records in product.values()
        for record in records
        if "url" in record
    }
    links = {
        str(value)
        for _, value in _values(wereld.collecties)
        if str(value).startswith("http://sandbox.example/") and not _GEEN_RECORD.search(str(value))
    }

    assert sorted(link for link in links if link not in known) == []


def test_no_two_records_have_the_same_url(wereld: Wereld) -> None:
    urls = [
        record["url"]
        for product in wereld.collecties.values()
        for records in product.values()
        for record in records
        if "url" in record
    ]

    assert len(urls) == len(set(urls))


@pytest.mark.parametrize("vandaag", [date(2024, 2, 29), date(2026, 1, 1), date(2026, 12, 31), date(2027, 3, 28)])
def test_what_runs_keeps_running_whenever_the_demo_starts(vandaag: date) -> None:
    zaken = {
        zaak["identificatie"]: zaak for zaak in bouw_wereld(ADRESSEN, vandaag=vandaag).collecties["openzaak"]["zaken"]
    }
    overdue, closed = zaken["ZAAK-2026-0003"], zaken["ZAAK-2026-0006"]

    assert zaken["ZAAK-2026-0001"]["einddatum"] is None
    assert zaken["ZAAK-2026-0001"]["uiterlijkeEinddatumAfdoening"] > vandaag.isoformat()
    assert overdue["uiterlijkeEinddatumAfdoening"] < vandaag.isoformat()
    assert closed["einddatum"] < vandaag.isoformat()


def test_the_world_grows_to_the_size_that_is_asked() -> None:
    zaken = bouw_wereld(ADRESSEN, vandaag=VANDAAG, zaken=50).collecties["openzaak"]
    own = {rol["zaak"] for rol in zaken["rollen"] if rol["betrokkeneIdentificatie"].get("inpBsn") == VEELZAKENMAN}

    assert len(own) == 50
    assert sum(zaak["einddatum"] is not None for zaak in zaken["zaken"] if zaak["url"] in own) == 25
