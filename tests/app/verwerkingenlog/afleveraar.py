"""A process that delivers a log, for a test that kills it: `python -m tests.app.verwerkingenlog.afleveraar LOG URL`."""

from __future__ import annotations

import asyncio
import sys
from typing import Literal

from app.authorization.pseudoniem import Pseudoniemen, Sleutelpaar
from app.config.verwerkingenlog import UitgaandSettings, VerwerkingenlogSettings
from app.registries.client import Zender
from app.verwerkingenlog.journaal import Journaal
from app.verwerkingenlog.openen import open_opslag
from app.verwerkingenlog.projecties.afzender import Afzender
from app.verwerkingenlog.uitgaand import Aflevering, Ritme, vorm_van
from tests.app.verwerkingenlog.schrijfsels import SLEUTEL

AFZENDER = Afzender(activiteiten=VerwerkingenlogSettings().activiteiten, oin="00000001003214345000", versie="1.2.3")


PSEUDONIEMEN = Pseudoniemen([Sleutelpaar.uit(SLEUTEL)], doel="verwerkingenlog")


def naar(
    url: str, journaal: Journaal, *, soort: Literal["otlp", "vng", "adl"] = "otlp", met_bsn: bool = False, blad: int = 4
) -> Aflevering:
    """Many small messages, so that whatever happens falls between two of them."""
    doel = UitgaandSettings(soort=soort, url=url, met_bsn=met_bsn)
    zender = Zender(url, {"Authorization": "Bearer geheim"}, herhaalbaar=soort != "vng", timeout_s=0.5)
    ritme = Ritme(blad=blad, rust_s=0.02, eerste_wacht_s=0.02, langste_wacht_s=0.1)
    return Aflevering(doel.merk, journaal, vorm_van(doel, AFZENDER, PSEUDONIEMEN), zender, ritme)


async def main(adres: str, url: str) -> None:
    await naar(url, Journaal(open_opslag(adres, SLEUTEL))).lever_steeds()


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1], sys.argv[2]))
