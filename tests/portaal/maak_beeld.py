"""`python -m tests.portaal.maak_beeld`: makes the pictures of the README anew, from the page as it is now. With a
folder as argument it puts one of every view there instead, for whoever works on the design."""

from __future__ import annotations

import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.app.push.huis import pushhuis
from tests.gateway import sandbox
from tests.portaal.browser import Browser, browser

BEELD = Path(__file__).with_name("beeld")
SCHERM, TELEFOON = (1280, 860), (390, 844)
#: view → how one comes there.
WEERGAVEN = ("zaken", "namens", "toestemming", "verwerkingen")


def voor_de_readme(pagina: Browser, url: str) -> None:
    pagina.open(url)
    pagina.word("burger")
    pagina.doe("venster", breedte=SCHERM[0], hoogte=SCHERM[1])
    pagina.doe("schot", pad=str(BEELD / "scherm.png"))
    pagina.koppeling("Omgevingsvergunning")
    pagina.doe("venster", breedte=TELEFOON[0], hoogte=TELEFOON[1])
    pagina.doe("waarde", script="document.querySelector('.tijdlijn').parentElement.scrollIntoView()")
    pagina.doe("schot", pad=str(BEELD / "telefoon.png"))


def van_elke_weergave(pagina: Browser, url: str, map_: Path) -> None:
    for breedte in (1280, 390, 320):

        def schot(naam: str, breedte: int = breedte) -> None:
            pagina.doe("venster", breedte=breedte)
            pagina.doe("schot", pad=str(map_ / f"{breedte}-{naam}.png"), heel=True)

        pagina.open(url)
        schot("begin")
        pagina.word("burger")
        for weergave in WEERGAVEN:
            pagina.doe("waarde", script=f"location.hash = '{weergave}'")
            pagina.doe("tot", script=f"document.querySelector('nav [aria-current]')?.hash === '#{weergave}'")
            pagina.doe("rust")
            schot(weergave)
        pagina.koppeling("Mijn zaken")
        pagina.koppeling("Omgevingsvergunning")
        schot("zaak")
        pagina.knop("Wissel van persoon")
        pagina.word("kcc")
        pagina.doe("vul", naam="Zaaknummer", waarde="ZAAK-2026-0001")
        pagina.knop("Zoek op")
        schot("balie")


def main() -> None:
    with (
        TemporaryDirectory() as map_,
        sandbox() as registers,
        pushhuis(registers, Path(map_), demo=True) as huis,
        browser() as pagina,
    ):
        if len(sys.argv) > 1:
            van_elke_weergave(pagina, f"{huis.url}/", Path(sys.argv[1]))
        else:
            voor_de_readme(pagina, f"{huis.url}/")


if __name__ == "__main__":
    main()
