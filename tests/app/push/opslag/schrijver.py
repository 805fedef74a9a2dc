"""For a process of its own that is killed: receives and handles, and says of each that it is done only after it is.

python -m tests.app.push.opslag.schrijver ADDRESS NAME
"""

from __future__ import annotations

import os
import sys
import threading
from itertools import count

from app.push.opslag.openen import open_postvak
from app.push.postvak import Postvak
from tests.app.push.opslag.stukken import bericht, gebeurtenis, nieuwe_melding


def _zeg(soort: str, namen: list[str]) -> None:
    os.write(1, "".join(f"{soort} {naam}\n" for naam in namen).encode())  # one system call: whole, or not at all


def _ontvang(postvak: Postvak, naam: str) -> None:
    for ronde in count():
        sleutels = [f"{naam}.{ronde}.{nr}" for nr in range(20)]
        postvak.ontvang([nieuwe_melding(sleutel) for sleutel in sleutels])
        _zeg("ontvangen", sleutels)


def _verwerk(postvak: Postvak, naam: str) -> None:
    while True:
        for melding in postvak.neem_meldingen(naam, 10, 10**9, 5):
            onderwerp, ids = melding.sleutel, [f"{melding.sleutel}.x", f"{melding.sleutel}.y"]
            berichten = [bericht(id, onderwerp=onderwerp, ontvanger=id) for id in ids]
            postvak.verwerkt(melding, [gebeurtenis(id) for id in ids], berichten, 20)
            _zeg("verwerkt", [melding.sleutel])


def main(adres: str, naam: str) -> None:
    postvak = open_postvak(adres)
    for doe, nr in ((_ontvang, 1), (_verwerk, 1), (_verwerk, 2)):
        threading.Thread(target=doe, args=(postvak, f"{naam}.{nr}"), daemon=True).start()
    threading.Event().wait()


if __name__ == "__main__":
    main(*sys.argv[1:])
