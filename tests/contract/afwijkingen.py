"""Afwijkingen: where the real products differ from their own OpenAPI documents, in both directions.

Source: the recorded answers of the products themselves (MEASURED.md of the shared set). A finding that matches an
entry here is dropped. Every entry must be earned by a recording (test_opgenomen_tegen_oas.py says which are not), and
must be as narrow as what was seen; what only our sandbox does is never a reason. The few that are not recorded say so
(AFGELEID): the product makes the answer to a write with what makes the answer to the GET that was recorded.
"""

from __future__ import annotations

from collections.abc import Iterator, Set
from fnmatch import fnmatchcase
from functools import lru_cache
from typing import NamedTuple


class Afwijking(NamedTuple):
    """`patroon`: the finding, with * for any text."""

    patroon: str
    reden: str


class Strenger(NamedTuple):
    """`plaats` must be there (`moet`), or must not be there, for operations that match."""

    operatie: str
    plaats: str
    moet: bool
    reden: str


AFWIJKINGEN: tuple[Afwijking, ...] = (
    # ---------------------------------------------------------------- Open Zaak 1.30.0
    Afwijking(
        "openzaak GET /catalogi/api/v1/* response 200 body*/beginObject: type",
        "Null while no version of the zaaktype begins at a date; the OAS says a date.",
    ),
    Afwijking(
        "openzaak GET /catalogi/api/v1/* response 200 body*/eindeObject: type",
        "Null while the type has no end; the OAS says a date.",
    ),
    Afwijking(
        "openzaak GET /catalogi/api/v1/zaaktypen* response 200 body*/broncatalogus/rsin: minLength",
        "An empty group is sent as an object of empty texts.",
    ),
    Afwijking(
        "openzaak * /zaken/api/v1/zaken* response 200 body*/opdrachtgevendeOrganisatie: minLength",
        "Empty when nobody else ordered the zaak; the OAS wants nine digits.",
    ),
    Afwijking(
        "openzaak * /zaken/api/v1/* response 200 body*/betrokkeneIdentificatie/inpA_nummer: pattern",
        "Empty when the A-nummer is not known; the OAS wants ten digits.",
    ),
    Afwijking(
        "openzaak * /zaken/api/v1/* response 200 body*/_expand: unknown",
        "An expanded object has an _expand of its own; the OAS describes one level. What is in it is checked apart.",
    ),
    Afwijking(
        "openzaak GET /autorisaties/api/v1/applicaties/consumer response 200 body: type",
        "The OAS describes one applicatie of a list of which the product sends all.",
    ),
    Afwijking(
        "openzaak * response 4?? body: media type",
        "Problem details are sent as application/json; the OAS says application/problem+json.",
    ),
    Afwijking(
        "openzaak * response 500 body: media type",
        "Problem details are sent as application/json; the OAS says application/problem+json.",
    ),
    Afwijking(
        "openzaak GET /zaken/api/v1/zaken response 404 status: unknown", "A page past the end is not in the OAS."
    ),
    Afwijking(
        "openzaak GET /catalogi/api/v1/* response 400 status: unknown",
        "An unknown parameter on a detail is a 400 that the OAS does not know.",
    ),
    Afwijking("openzaak GET * response 304 status: unknown", "Conditional GET works and is not in the OAS."),
    *(
        Afwijking(
            f"openzaak GET {pad} request query {naam}: type",
            "The OAS calls the filter an integer (the key in the database); the product wants the URL.",
        )
        for pad, naam in (
            ("/besluiten/api/v1/besluitinformatieobjecten", "besluit"),
            ("/catalogi/api/v1/*", "zaaktype"),
            ("/documenten/api/v1/gebruiksrechten", "informatieobject"),
            ("/zaken/api/v1/*", "zaak"),
        )
    ),
    Afwijking("openzaak * request query expand: repeated", "Repeating expand works, besides a list with commas."),
    # ---------------------------------------------------------------- Open Klant 2.18.0
    *(
        Afwijking(
            f"openklant GET /klantinteracties/api/v1/* response 200 body*/{groep}/{veld}: {regel}",
            "An address that was not given is sent as an object of empty texts; the OAS forbids those.",
        )
        for groep in ("bezoekadres", "correspondentieadres")
        for veld, regel in (("land", "minLength"), ("postcode", "pattern"), ("nummeraanduidingId", "pattern"))
    ),
    Afwijking(
        "openklant GET /klantinteracties/api/v1/* response 200 body*/referentie: pattern",
        "Empty when the address was stored without one; the OAS forbids an empty text.",
    ),
    Afwijking(
        "openklant GET /klantinteracties/api/v1/* response 200 body: */betrokkenen/*/_expand: unknown",
        "An expanded betrokkene has an _expand of its own; the OAS describes one level.",
    ),
    Afwijking(
        "openklant GET /klantinteracties/api/v1/* response 200 body: */hadBetrokkenen/*/_expand: unknown",
        "An expanded betrokkene has an _expand of its own; the OAS describes one level.",
    ),
    *(
        Afwijking(
            f"openklant GET /klantinteracties/api/v1/betrokkenen/* body (expanded): /_expand/{naam}: unknown",
            "Inside another expand a betrokkene expands more than the OAS lets him on his own.",
        )
        for naam in ("hadKlantcontact", "wasPartij")
    ),
    Afwijking("openklant * response 4?? status: unknown", "The OAS knows no errors."),
    # ---------------------------------------------------------------- Open Product 1.8.0
    Afwijking(
        "openproduct GET /product* response 200 body: */themas/*/hoofd_thema: type",
        "Null for a thema at the top; the OAS says a uuid.",
    ),
    Afwijking(
        "openproduct GET /producten/api/v1/producten* response 200 body: */kvk_nummer: minLength",
        "Empty for an owner who is no company; the OAS forbids an empty text.",
    ),
    Afwijking(
        "openproduct GET /producttypen/api/v1/producttypen/actuele-prijzen response 200 body: type",
        "A bare array; the OAS describes one object.",
    ),
    Afwijking(
        "openproduct GET /producttypen/api/v1/producttypen/{uuid}/content response 200 body: type",
        "A bare array; the OAS describes a page.",
    ),
    Afwijking("openproduct * response 4?? status: unknown", "The OAS knows hardly any errors."),
    Afwijking(
        "openproduct POST /producten/api/v1/producten response 400 body: *",
        "The OAS shows an example (veld_a, veld_b); the product sends problem details.",
    ),
    # ---------------------------------------------------------------- Open VTB main (0.1.0 and 55 commits)
    *(
        Afwijking(
            f"openvtb GET /verzoeken/api/v1/verzoeken* response 200 body: */{veld}: {regel}",
            "Empty or null when it was not given; the OAS wants a value.",
        )
        for veld, regel in (
            ("geometrie", "type"),
            ("verzoekBetaling", "type"),
            ("medeInitiator", "pattern"),
            ("verzoekInformatieObject", "pattern"),
        )
    ),
    Afwijking("openvtb * response 4?? status: unknown", "The OAS knows no errors."),
    # ---------------------------------------------------------------- Objects API / Open Object 4.0.0
    Afwijking(
        "openobject * response 200 body: */correctedBy: type", "Null while the record stands; the OAS says text."
    ),
    Afwijking(
        "openobject GET /api/v2/objects/{uuid}/history response 200 body: */correctionFor: type",
        "Null when the record corrects nothing; the OAS says text.",
    ),
    *(
        Afwijking(
            f"openobject GET /api/v2/objects response 200 body: /results/*/{veld}: required",
            "With `fields` an object has only what was asked for; the OAS does not say so.",
        )
        for veld in ("type", "record/typeVersion", "record/startAt")
    ),
    Afwijking("openobject * response 4?? status: unknown", "The OAS knows no errors."),
    Afwijking("openobject * response 500 status: unknown", "A search with data_attr breaks the product."),
    # ---------------------------------------------------------------- Open Notificaties 1.16.1
    Afwijking(
        "opennotificaties * response 403 body: media type",
        "Problem details are sent as application/json; the OAS says application/problem+json.",
    ),
)

#: Not recorded: no write succeeded while recording.
AFGELEID: tuple[Afwijking, ...] = (
    *(
        Afwijking(
            f"openklant POST /klantinteracties/api/v1/maak-klantcontact response 201 body: */{groep}/{veld}: {regel}",
            "As in a GET: an address that was not given is an object of empty texts.",
        )
        for groep in ("bezoekadres", "correspondentieadres")
        for veld, regel in (("land", "minLength"), ("postcode", "pattern"), ("nummeraanduidingId", "pattern"))
    ),
    Afwijking(
        "openklant POST /klantinteracties/api/v1/digitaleadressen response 201 body: /referentie: pattern",
        "As in a GET: empty when the address was stored without one.",
    ),
    Afwijking(
        "openobject POST /api/v2/objects response 201 body: /record/correctedBy: type",
        "As in a GET: null while the record stands.",
    ),
)

STRENGER: tuple[Strenger, ...] = (
    Strenger(
        "openzaak GET /zaken/api/v1/zaken", "request header accept-crs", True, "412 without it; the OAS: optional."
    ),
    Strenger(
        "openzaak GET /zaken/api/v1/zaken/{uuid}",
        "request header accept-crs",
        True,
        "412 without it; the OAS: optional.",
    ),
    Strenger(
        "openzaak POST /zaken/api/v1/zaken/_zoek",
        "request header accept-crs",
        True,
        "412 without it; the OAS: optional.",
    ),
    Strenger(
        "openobject POST /api/v2/objects/search", "request body /data_attr", False, "500 with it; use data_attrs."
    ),
)


@lru_cache(maxsize=4096)
def is_afwijking(bevinding: str) -> bool:
    """Whether the real product does this too."""
    return any(fnmatchcase(bevinding, afwijking.patroon) for afwijking in (*AFWIJKINGEN, *AFGELEID))


def strenger(product: str, method: str, sjabloon: str, given: Set[str]) -> Iterator[tuple[str, str]]:
    """Place and rule of what the product demands or breaks on, though its OAS does not say so."""
    operatie = f"{product} {method} {sjabloon}"
    for eis in STRENGER:
        if eis.operatie == operatie and (eis.plaats in given) != eis.moet:
            yield eis.plaats, "required by the product" if eis.moet else "refused by the product"
