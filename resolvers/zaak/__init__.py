"""Zaak: the work an organisation does to answer a verzoek.

GEMMA bedrijfsobject "zaak": coherent work with a known cause and a known end result, watched for quality and duration.
Served by app/registries/openzaak (Zaken API 1.5, Catalogi API 1.3).
"""

from resolvers.zaak.delen import (
    Betrokkene,
    Kenmerk,
    Opschorting,
    Resultaat,
    Rol,
    Status,
    Substatus,
    Verlenging,
    Zaakeigenschap,
    Zaaksoort,
    Zaaktype,
)
from resolvers.zaak.register import Vermelding, Zakenregister
from resolvers.zaak.zaak import Zaak

__all__ = [
    "Betrokkene",
    "Kenmerk",
    "Opschorting",
    "Resultaat",
    "Rol",
    "Status",
    "Substatus",
    "Verlenging",
    "Vermelding",
    "Zaak",
    "Zaakeigenschap",
    "Zaaksoort",
    "Zaaktype",
    "Zakenregister",
]
