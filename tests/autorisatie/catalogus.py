"""Catalogus: what is about nobody: zaaktypen, producttypen, the organisation and its register."""

from __future__ import annotations

from collections.abc import Mapping

from resolvers.grammar.ref import Ref
from resolvers.organisatie import Organisatie, Register
from resolvers.proces import Statustype, stappen_van
from resolvers.product import Producttype
from resolvers.zaak import Zaaktype
from tests.autorisatie import wereld
from tests.autorisatie.waarden import maak


def _statustypen(label: str) -> list[Statustype]:
    return [
        Statustype(
            id=f"{label}-{step}",
            naam=f"Stap {step}",
            tekst=f"Dit is stap {step}",
            volgnummer=step,
            eindstatus=step == 4,
            informeren=True,
        )
        for step in (1, 2, 3, 4)
    ]


def _zaaktype(label: str) -> Zaaktype:
    ref = Ref("zaken", "Zaaktype", label)
    return maak(
        Zaaktype,
        label,
        {},
        id=ref.encode(),
        ref=ref,
        identificatie=label,
        url=f"https://registers.example/zaaktypen/{label}",
        intern=False,
        statustypen=_statustypen(label),
        stappen=stappen_van(_statustypen(label)),
        producten_of_diensten=(),
    )


def _producttype(label: str, zaaktype: str) -> Producttype:
    ref = Ref("producten", "Producttype", label)
    return maak(
        Producttype,
        label,
        {},
        id=ref.encode(),
        ref=ref,
        zaaktype_verwijzingen=(f"https://registers.example/zaaktypen/{zaaktype}",),
        gepubliceerd=True,
    )


ZAAKTYPEN: Mapping[str, Zaaktype] = {label: _zaaktype(label) for label in wereld.ZAAKTYPEN}
PRODUCTTYPEN: Mapping[str, Producttype] = {"P1": _producttype("P1", "T1"), "P2": _producttype("P2", "T2")}
ORGANISATIE: Organisatie = maak(Organisatie, "eigen", {}, oin="00000001999990081000")
REGISTER: Register = maak(Register, "zaken", {}, organisatie=ORGANISATIE)
