"""Stukken: what is put in a postvak here. Nobody in it exists."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence

from app.push.postvak import Melding, NieuwBericht, NieuweGebeurtenis, NieuweMelding, Postvak


def nieuwe_melding(sleutel: str, *, ontvangen_ms: int = 1) -> NieuweMelding:
    return NieuweMelding(sleutel=sleutel, inhoud=b'{"kanaal":"zaken"}', ontvangen_ms=ontvangen_ms)


def een_melding(postvak: Postvak, sleutel: str, *, nu_ms: int = 10) -> Melding:
    """Received, and taken."""
    postvak.ontvang([nieuwe_melding(sleutel)])
    (melding,) = postvak.neem_meldingen("proef", nu_ms, nu_ms + 1000, 1)
    return melding


def gebeurtenis(id: str, *, betrokkenen: tuple[str, ...] = ("k1.a", "k1.b")) -> NieuweGebeurtenis:
    return NieuweGebeurtenis(
        id=id, soort="STATUS", onderwerp="zaak-1", deel="status-1", tijdstip_ms=5, betrokkenen=betrokkenen
    )


def bericht(
    id: str,
    *,
    ontvanger: str = "k1.a",
    onderwerp: str = "zaak-1",
    soort: str = "STATUS",
    tijdstip_ms: int = 5,
    niet_voor_ms: int = 100,
) -> NieuwBericht:
    return NieuwBericht(
        id=id,
        kanaal="EMAIL",
        ontvanger=ontvanger,
        onderwerp=onderwerp,
        soort=soort,
        deel=f"deel-{soort}",
        tijdstip_ms=tijdstip_ms,
        niet_voor_ms=niet_voor_ms,
    )


def leg_neer(postvak: Postvak, *berichten: NieuwBericht, nu_ms: int = 10) -> None:
    """As what follows from a melding of its own."""
    postvak.verwerkt(een_melding(postvak, f"van {berichten[0].id}", nu_ms=nu_ms), [], berichten, nu_ms)


def tegelijk(*taken: Callable[[], object]) -> None:
    """All in a thread of their own, from one moment; what one of them raises is raised."""
    begin = threading.Barrier(len(taken))
    fouten: list[BaseException] = []

    def doe(taak: Callable[[], object]) -> None:
        begin.wait(10)
        try:
            taak()
        except BaseException as error:
            fouten.append(error)

    draden = [threading.Thread(target=doe, args=(taak,)) for taak in taken]
    for draad in draden:
        draad.start()
    for draad in draden:
        draad.join(60)
    assert not any(draad.is_alive() for draad in draden)
    if fouten:
        raise fouten[0]


def namen(meldingen: Sequence[Melding]) -> list[str]:
    return [melding.sleutel for melding in meldingen]
