"""Verification of both tables, as `mijnzaken log verify` does it."""

from __future__ import annotations

from app.verwerkingenlog.ketting import Anker, Ketting, Uitkomst, controleer
from app.verwerkingenlog.opslag import TABELLEN, Opslag, Tabel
from tests.app.verwerkingenlog.schrijfsels import SLEUTEL


def controle(
    opslag: Opslag, tabel: Tabel = "regels", *, sleutel: bytes = SLEUTEL, anker: Anker | None = None
) -> Uitkomst:
    with opslag.momentopname(tabel) as moment:
        return controleer(Ketting(sleutel, tabel), moment.kop(), moment.opschoningen(), moment.rijen(), anker)


def is_heel(opslag: Opslag) -> bool:
    return all(controle(opslag, tabel).fout == "" for tabel in TABELLEN)
