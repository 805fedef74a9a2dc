"""Verwijzing: how registers name each other's objects: by URL, by URN, or by a uuid alone.

Hosts differ inside and outside a cluster and URN spelling is an agreement between parties that nothing checks (FACTS
§8, §18.6), so what a link means is configuration: patterns with a group `uuid` or `nummer`. Without it, a URL under an
address of one register is of that register and of no other of its kind; what stands under no known address may be of
each.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from re import Pattern

from resolvers.grammar.sleutel import Bsn, Klantnummer, KvkNummer, Rsin, Sleutel, Vestigingsnummer
from resolvers.zaak import Vermelding

UUID = r"(?P<uuid>[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12})"
_NUMMER = r"(?P<nummer>[A-Za-z0-9._-]{1,40})"

#: kind → patterns; {uuid} and {nummer} stand for the groups.
STANDAARD: dict[str, tuple[str, ...]] = {
    "zaak": (r".*/zaken/{uuid}", r"urn:.*:zaak:uuid:{uuid}", r"urn:.*:zaak:zaaknummer:{nummer}", r"{uuid}"),
    "document": (r".*/enkelvoudiginformatieobjecten/{uuid}", r"urn:.*:informatieobject:uuid:{uuid}"),
    "verzoek": (r".*/verzoeken/{uuid}", r"urn:.*:verzoek:(?:uuid:)?{uuid}"),
    "product": (r".*/producten/{uuid}", r"urn:.*:product:(?:uuid:)?{uuid}"),
}


def patronen(kind: str, eigen: Sequence[str] = (), *, anderen: Sequence[str] = ()) -> list[Pattern[str]]:
    """`eigen`: what the configuration says instead, in the same notation. `anderen`: the addresses of the other
    registers of this kind, which name nothing here."""
    elders = f"(?!(?:{'|'.join(re.escape(basis) for basis in anderen)})/)" if anderen and not eigen else ""
    return [
        re.compile(elders + text.replace("{uuid}", UUID).replace("{nummer}", _NUMMER))
        for text in eigen or STANDAARD[kind]
    ]


def vermelding(patterns: Sequence[Pattern[str]], verwijzing: str) -> Vermelding | None:
    """How a link names a zaak by the first of these patterns that it has the form of."""
    for pattern in patterns:
        if (found := pattern.fullmatch(verwijzing)) is not None:
            parts = found.groupdict()
            uuid = parts.get("uuid")
            return Vermelding(uuid=uuid.lower() if uuid else None, nummer=parts.get("nummer"))
    return None


def uuid_bij(patterns: Sequence[Pattern[str]], verwijzing: str) -> str | None:
    """The uuid that a link names by one of these patterns."""
    found = (pattern.fullmatch(verwijzing) for pattern in patterns)
    return next((match["uuid"].lower() for match in found if match is not None), None)


_PERSOON: tuple[tuple[Pattern[str], type[Sleutel]], ...] = (
    (re.compile(r"urn:.*:brp[:.]bsn:(\d{9})"), Bsn),
    (re.compile(r"urn:.*:hr:kvknummer:\d{8}:vestigingsnummer:(\d{12})"), Vestigingsnummer),
    (re.compile(r"urn:.*:hr:kvknummer:(\d{8})"), KvkNummer),
    (re.compile(r"urn:.*:hr:rsin:(\d{9})"), Rsin),
    (re.compile(r"urn:.*:klant:klantnummer:([A-Za-z0-9-]{1,40})"), Klantnummer),
)


def sleutel_uit_urn(urn: str) -> Sleutel | None:
    """The person that a URN names, in any of the spellings seen; None for what is no person, or no valid number."""
    for pattern, kind in _PERSOON:
        if (found := pattern.fullmatch(urn)) is not None:
            return kind(found[1]) if kind.klopt(found[1]) else None
    return None


#: How a person is written when we ask; {waarde} stands for the number.
PERSOON_URN: dict[type[Sleutel], str] = {
    Bsn: "urn:nld:brp:bsn:{waarde}",
    KvkNummer: "urn:nld:hr:kvknummer:{waarde}",
    Rsin: "urn:nld:hr:rsin:{waarde}",
    Klantnummer: "urn:nld:klant:klantnummer:{waarde}",
}


def urn_van(sleutel: Sleutel) -> str | None:
    """None for a vestiging: its URN needs the KvK number too, so it is found through its onderneming."""
    template = PERSOON_URN.get(type(sleutel))
    return template.format(waarde=sleutel.waarde) if template else None
