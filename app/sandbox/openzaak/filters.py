"""Filter: one query parameter of Open Zaak: how its value is checked, and which rows it lets through.

Source: Open Zaak 1.30.0 as measured: a value that cannot be (too long, no URL, no choice) is 400; a value that
matches nothing is an empty answer. From its source (django-filter), not measured: an empty value is no filter at all.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import date
from itertools import pairwise
from operator import eq, ge, gt, le, lt
from urllib.parse import urlsplit
from uuid import UUID

from app.sandbox.kern import Fout, Lichaam, waarde_op
from app.sandbox.openzaak.rechten import VERTROUWELIJKHEID, rang

Toets = Callable[[Lichaam], bool]
Filter = Callable[[str, object], Toets | None]
"""Makes, of a parameter's name and value, the test of a row; None when the value filters nothing. Raises 400."""

VERGELIJKINGEN: Mapping[str, Callable[[str, str], bool]] = {"": eq, "__gt": gt, "__gte": ge, "__lt": lt, "__lte": le}


def toetsen(filters: Mapping[str, Filter], waarden: Mapping[str, object]) -> list[Toets]:
    """The tests of all known parameters that have a value; the unknown ones are someone else's business."""
    uit = []
    for naam, waarde in waarden.items():
        if naam in filters and waarde not in ("", None, []):
            toets = filters[naam](naam, waarde)
            if toets is not None:
                uit.append(toets)
    return uit


def zeef(rijen: Iterable[Lichaam], proeven: list[Toets]) -> list[Lichaam]:
    return [rij for rij in rijen if all(proef(rij) for proef in proeven)]


def gelijk(veld: str, *, hoogstens: int | None = None) -> Filter:
    """The field ("a.b" for a key within a key) equals the text."""
    pad = veld.split(".")

    def maak(naam: str, waarde: object) -> Toets:
        tekst = str(waarde)
        if hoogstens is not None and len(tekst) > hoogstens:
            raise Fout.ongeldig(naam, "max_length", "De waarde is te lang.")
        return lambda rij: waarde_op(rij, pad) == tekst

    return maak


def url(veld: str) -> Filter:
    """The field equals the URL."""

    def maak(naam: str, waarde: object) -> Toets:
        tekst = geldige_url(naam, waarde)
        return lambda rij: rij.get(veld) == tekst

    return maak


def geldige_url(naam: str, waarde: object) -> str:
    delen = urlsplit(str(waarde))
    if delen.scheme not in ("http", "https") or not delen.netloc:
        raise Fout.ongeldig(naam, "invalid", "Voer een geldige URL in.")
    return str(waarde)


def url_in_lijst(veld: str) -> Filter:
    """The field, a list of URLs, holds the URL."""

    def maak(naam: str, waarde: object) -> Toets:
        tekst = geldige_url(naam, waarde)
        return lambda rij: tekst in lijst_van(rij.get(veld))

    return maak


def bevat(veld: str) -> Filter:
    """The field holds the text, in whatever case."""

    def maak(naam: str, waarde: object) -> Toets:
        tekst = str(waarde).casefold()
        return lambda rij: tekst in str(rij.get(veld) or "").casefold()

    return maak


def keuze(veld: str, *mogelijk: str) -> Filter:
    """The field equals one of a closed list of values; another value is 400."""

    def maak(naam: str, waarde: object) -> Toets:
        tekst = gekozen(naam, waarde, mogelijk)
        return lambda rij: rij.get(veld) == tekst

    return maak


def gekozen(naam: str, waarde: object, mogelijk: Iterable[str]) -> str:
    if str(waarde) not in mogelijk:
        raise Fout.keuze(naam, str(waarde))
    return str(waarde)


def een_van(veld: str) -> Filter:
    """The field is one of several: a list in a body, commas in a query."""

    def maak(naam: str, waarde: object) -> Toets:
        opties = {str(deel) for deel in (waarde if isinstance(waarde, list) else str(waarde).split(","))}
        return lambda rij: rij.get(veld) in opties

    return maak


def is_leeg(veld: str) -> Filter:
    """The field is null, or is not; what is no boolean filters nothing."""

    def maak(naam: str, waarde: object) -> Toets | None:
        gevraagd = {"true": True, "false": False}.get(str(waarde).lower())
        return None if gevraagd is None else lambda rij: (rij.get(veld) is None) is gevraagd

    return maak


def ja_nee(veld: str) -> Filter:
    def maak(naam: str, waarde: object) -> Toets | None:
        gevraagd = {"true": True, "false": False}.get(str(waarde).lower())
        return None if gevraagd is None else lambda rij: bool(rij.get(veld)) is gevraagd

    return maak


def datum(veld: str, vergelijking: str = "") -> Filter:
    """The field, a date or date-time, stands to the date as the suffix says; null never does."""
    vergelijk = VERGELIJKINGEN[vergelijking]

    def maak(naam: str, waarde: object) -> Toets:
        tekst = geldige_datum(naam, waarde)
        # ISO 8601 sorts as text: "2026-01-02T10:00:00Z" is later than "2026-01-02".
        return lambda rij: bool(rij.get(veld)) and vergelijk(str(rij[veld]), tekst)

    return maak


def geldige_datum(naam: str, waarde: object) -> str:
    try:
        date.fromisoformat(str(waarde)[:10])
    except ValueError:
        raise Fout.ongeldig(naam, "invalid", "Voer een geldige datum in.") from None
    return str(waarde)


def datums(veld: str, *vergelijkingen: str) -> dict[str, Filter]:
    """The family of date filters of a field: datums("einddatum", "", "__gt") gives einddatum and einddatum__gt."""
    return {veld + vergelijking: datum(veld, vergelijking) for vergelijking in vergelijkingen}


def maximale_vertrouwelijkheid(naam: str, waarde: object) -> Toets:
    maximum = rang(gekozen(naam, waarde, VERTROUWELIJKHEID))
    return lambda rij: rang(rij.get("vertrouwelijkheidaanduiding")) <= maximum


def geldig_op(naam: str, waarde: object) -> Toets:
    """datumGeldigheid of the Catalogi API: begun, and not ended before."""
    tekst = geldige_datum(naam, waarde)

    def toets(rij: Lichaam) -> bool:
        begin, einde = rij.get("beginGeldigheid"), rij.get("eindeGeldigheid")
        return (not begin or str(begin) <= tekst) and (not einde or str(einde) >= tekst)

    return toets


def uuids(naam: str, waarde: object) -> set[str]:
    """The uuids of a `uuid__in` in a search body; another thing among them is 400."""
    if not isinstance(waarde, list):
        raise Fout.ongeldig(naam, "not_a_list", "Verwachtte een lijst met items.")
    uit = set()
    for deel in waarde:
        if not is_uuid(str(deel)):
            raise Fout.ongeldig(f"{naam}.", "invalid", "Must be a valid UUID.")
        uit.add(str(UUID(str(deel))))
    return uit


def is_uuid(tekst: str) -> bool:
    try:
        UUID(tekst)
    except ValueError:
        return False
    return True


def lijst_van(waarde: object) -> list[object]:
    return waarde if isinstance(waarde, list) else []


def sorteer(rijen: list[Lichaam], volgorde: object, mogelijk: frozenset[str]) -> list[Lichaam]:
    """`ordering`: fields with commas, each may have a minus; null is the highest, as in PostgreSQL."""
    delen = volgorde if isinstance(volgorde, list) else str(volgorde or "").split(",")
    for deel in reversed([str(deel).strip() for deel in delen if deel]):
        veld = deel.removeprefix("-")
        if veld not in mogelijk:
            raise Fout.keuze("ordering", deel)
        rijen = sorted(rijen, key=lambda rij: (rij.get(veld) is None, str(rij.get(veld))), reverse=deel.startswith("-"))
    return rijen


def ligt_in(punt: object, ringen: object) -> bool:
    """Whether a GeoJSON point lies in a polygon (its outer ring), by counting the edges to one side of it."""
    plaats = waarde_op(punt, ("coordinates",))
    if waarde_op(punt, ("type",)) != "Point" or not isinstance(plaats, list) or not lijst_van(ringen):
        return False
    x, y = float(plaats[0]), float(plaats[1])
    hoeken = [(float(hoek[0]), float(hoek[1])) for hoek in lijst_van(lijst_van(ringen)[0]) if isinstance(hoek, list)]
    binnen = False
    for (x1, y1), (x2, y2) in pairwise(hoeken):
        if (y1 > y) != (y2 > y) and x < (x2 - x1) * (y - y1) / (y2 - y1) + x1:
            binnen = not binnen
    return binnen
