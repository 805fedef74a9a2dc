"""Voorbeelden: records of a ketenpartner's question that told of a person and a company, and was refused in part."""

from __future__ import annotations

from typing import Any

import msgspec

from app.verwerkingenlog.regel import Handeling, Ontvanger, Verstrekking, Verwerking, Weigering
from resolvers.grammar.sleutel import Bsn, KvkNummer
from tests.app.verwerkingenlog.afleveraar import AFZENDER, PSEUDONIEMEN

__all__ = [
    "AFZENDER",
    "ANNA",
    "BAKKER",
    "BEGIN_MS",
    "BSN",
    "HANDELING",
    "OIN",
    "PSEUDONIEMEN",
    "json_van",
    "verwerking",
]

BEGIN_MS = 1_795_436_400_123
OIN = "00000001003300006000"
BSN = "999990019"
ANNA = PSEUDONIEMEN.versluier(Bsn(BSN))
BAKKER = PSEUDONIEMEN.versluier(KvkNummer("90001354"))
PARTNER = Ontvanger(soort="OVERHEIDSORGANISATIE", id=OIN, rollen=("KETENPARTNER",))

HANDELING = Handeling(
    trace_id="5b8aa5a2d2c872e8321cf37308d69df2",
    span_id="051581bf3cb55c13",
    parent_span_id="5fb397be34d26b51",
    naam="raadplegen klant",
    begin_ms=BEGIN_MS,
    einde_ms=BEGIN_MS + 65,
    ontvanger=PARTNER,
    afkomst=OIN,
    aanleiding="Zaak:openzaak:1 Contactmoment:openklant:2",
    bronnen=("openzaak",),
    weigeringen=(
        Weigering(veld="Zaak.toelichting", code="FORBIDDEN", aantal=3),
        Weigering(veld="Klant.contactgegevens", code="FORBIDDEN", aantal=1),
        Weigering(veld="Query.mijnVerwerkingen", code="ASSURANCE_LEVEL_TOO_LOW", aantal=1),
    ),
    beleid="0123456789abcdef",
)


def verwerking(**anders: Any) -> Verwerking:
    found = Verwerking(
        trace_id=HANDELING.trace_id,
        span_id="a1a2a3a4a5a6a7a8",
        parent_span_id=HANDELING.span_id,
        naam="tonen zaakvoortgang",
        begin_ms=BEGIN_MS,
        einde_ms=BEGIN_MS + 65,
        ontvanger=PARTNER,
        activiteit="ketenstatus",
        betrokkene=ANNA,
        betrokkene_soort="BSN",
        verstrekkingen=(
            Verstrekking(
                grondslag="KETENPARTNER",
                rij="ketenpartner",
                bewijs="afspraak Provincie Voorbeeldland",
                categorieen=("ZAAKVOORTGANG",),
                velden=("Zaak", "Zaak.status"),
                objecten=("Zaak:openzaak:1",),
            ),
            Verstrekking(
                grondslag="TOESTEMMING",
                rij="toestemming",
                bewijs="Toestemming:openobject:9",
                categorieen=("DOCUMENTEN",),
                velden=("Document.titel",),
            ),
        ),
        afkomst=OIN,
        bronnen=("openzaak", "openobject"),
        beleid=HANDELING.beleid,
    )
    return msgspec.structs.replace(found, **anders)


def json_van(bericht: object) -> Any:
    """As who receives it reads it."""
    return msgspec.json.decode(msgspec.json.encode(bericht))
