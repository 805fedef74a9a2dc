"""Vertrouwelijkheidaanduiding: how confidential a zaak or document is, in its legal order.

Source: Zaken API and Documenten API `vertrouwelijkheidaanduiding`. Their OAS lists the values by alphabet; the order
is this one.
"""

from __future__ import annotations

from enum import IntEnum

from resolvers.grammar.lijst import gesloten_lijst


@gesloten_lijst(
    "Hoe vertrouwelijk een zaak of document is (oplopend).",
    OPENBAAR="Voor iedereen.",
    BEPERKT_OPENBAAR="Voor iedereen, met beperkingen.",
    INTERN="Binnen de organisatie.",
    ZAAKVERTROUWELIJK="Voor wie bij de zaak betrokken is.",
    VERTROUWELIJK="Voor wie het voor zijn werk nodig heeft.",
    CONFIDENTIEEL="Voor een kleine kring.",
    GEHEIM="Geheim.",
    ZEER_GEHEIM="Zeer geheim.",
)
class Vertrouwelijkheidaanduiding(IntEnum):
    OPENBAAR = 1
    BEPERKT_OPENBAAR = 2
    INTERN = 3
    ZAAKVERTROUWELIJK = 4
    VERTROUWELIJK = 5
    CONFIDENTIEEL = 6
    GEHEIM = 7
    ZEER_GEHEIM = 8
