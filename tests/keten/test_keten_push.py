"""A partner sets a status; who follows the matter here hears it, with what the partner has of it now."""

from __future__ import annotations

import json
import socket
import threading
from base64 import b64encode
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from pathlib import Path
from time import time
from typing import Any

import httpx
import pytest

from app.push.handtekening import onderteken
from app.sandbox import uitgever
from app.sandbox.voortgang import zet_voort
from tests.keten.huis import CORPORATIE, GEMEENTE, PROVINCIE, Keten, keten, tot
from tests.keten.zaken import DAKKAPEL, met_kenmerk, rol, zaak

#: Three gateways are started once.
pytestmark = pytest.mark.xdist_group("keten-push")

BIJ_PROVINCIE = "ZAAK-2026-0002"
GEHEIM = b"een geheim van ten minste 24 bytes"
MELDER = "Bearer van-open-notificaties"
VOLG = """subscription { mijnZakenGewijzigd { soort informatie { zaak { identificatie } keten {
  partner { naam } informatie { zaak { identificatie } status { naam } } } } } }"""


@pytest.fixture(scope="module")
def huis(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Keten]:
    geheim = b64encode(GEHEIM).decode()

    def anders(made: Keten, naam: str) -> dict[str, Any]:
        if naam == "gemeente":
            return {"keten": {"geheim": geheim}}
        lid = made.leden[naam]
        mtls = {"certificaat": str(lid.kaart.certificaat), "sleutel": str(lid.kaart.sleutel), "ca": str(lid.kaart.ca)}
        hook = {
            "naam": "gemeente",
            "url": f"{made.gemeente.url}/notificaties/{naam}",
            "geheim": geheim,
            "oin": GEMEENTE.oin,
            "mtls": mtls,
        }
        return {"push": {"notificaties": [{"authorization": MELDER}], "webhooks": [hook], "stille_uren": None}}

    with keten(tmp_path_factory.mktemp("ketenpush"), anders=anders) as found:
        met_kenmerk(found.provincie.registers, BIJ_PROVINCIE, GEMEENTE.rsin or "", DAKKAPEL)
        rol(found.provincie.registers, BIJ_PROVINCIE, GEMEENTE, generiek="zaakcoordinator")
        yield found


class Luisteraar:
    """Follows over server-sent events, in a thread of its own."""

    def __init__(self, huis: Keten, als: str) -> None:
        self.gehoord: list[dict[str, Any]] = []
        self.open = False
        self._lijn: socket.socket | None = None
        self._huis, self._als = huis, als
        self._client = httpx.Client(verify=huis.gemeente.tls(), timeout=httpx.Timeout(10, read=60))
        self._thread = threading.Thread(target=self._lees, daemon=True)
        self._thread.start()
        tot(lambda: self.open)

    def _lees(self) -> None:
        koppen = {"Authorization": f"Bearer {uitgever.token(self._als)}", "Accept": "text/event-stream"}
        url = f"{self._huis.gemeente.url}/graphql/stream"
        try:
            with self._client.stream("POST", url, json={"query": VOLG}, headers=koppen) as response:
                assert response.status_code == 200
                lijn = response.extensions["network_stream"].get_extra_info("socket")
                self._lijn = socket.fromfd(lijn.fileno(), lijn.family, lijn.type)
                self.open = True
                for line in response.iter_lines():
                    if line.startswith("data: {"):
                        self.gehoord.append(json.loads(line.removeprefix("data: ")))
        except httpx.HTTPError:
            return  # closed at the end of the test

    def sluit(self) -> None:
        """Hangs up, and closes when the thread has heard that: what closes before that gives its number to the next
        connection, of which the thread would then read."""
        assert self._lijn is not None
        with self._lijn:
            self._lijn.shutdown(socket.SHUT_RDWR)
        self._thread.join(10)
        self._client.close()


def meld(huis: Keten, nummer: str) -> None:
    """As Open Notificaties of the provincie tells its gateway of the status that was set last."""
    found = zaak(huis.provincie.registers, nummer)
    body = {
        "kanaal": "zaken",
        "hoofdObject": found["url"],
        "resource": "status",
        "resourceUrl": found["status"],
        "actie": "create",
        "aanmaakdatum": datetime.now(UTC).isoformat(),
        "kenmerken": {},
    }
    response = httpx.post(
        f"{huis.provincie.url}/notificaties",
        json=body,
        headers={"Authorization": MELDER},
        verify=huis.provincie.tls(),
    )
    assert response.status_code == 204


def test_a_status_of_the_partner_reaches_our_burger_and_nobody_else(huis: Keten) -> None:
    fatima, ander = Luisteraar(huis, "burger"), Luisteraar(huis, "ondernemer")
    try:
        gezet = zet_voort(huis.provincie.registers.basis, BIJ_PROVINCIE, "")
        meld(huis, BIJ_PROVINCIE)
        tot(lambda: len(fatima.gehoord) > 0)
        (gehoord,) = fatima.gehoord
        gewijzigd = gehoord["data"]["mijnZakenGewijzigd"]
        assert gewijzigd["soort"] == "KETENSTATUS_GEWIJZIGD"
        assert gewijzigd["informatie"]["zaak"] == {"identificatie": DAKKAPEL}
        (bijdrage,) = gewijzigd["informatie"]["keten"]
        assert bijdrage["partner"]["naam"] == PROVINCIE.titel
        (informatie,) = bijdrage["informatie"]
        assert informatie["zaak"]["identificatie"] == BIJ_PROVINCIE
        assert informatie["status"]["naam"] in gezet
        assert ander.gehoord == []
    finally:
        fatima.sluit()
        ander.sluit()
    for lid in huis.leden.values():
        lid.verify()


# ---------------------------------------------------------------------- who may say so


def stuur(
    huis: Keten,
    body: bytes,
    koppen: Mapping[str, str] | None = None,
    *,
    naam: str = "provincie",
    geheim: bytes = GEHEIM,
) -> httpx.Response:
    signed = {**onderteken(geheim, "id-1", int(time()), body), "Content-Type": "application/cloudevents+json"}
    return httpx.post(
        f"{huis.gemeente.url}/notificaties/{naam}",
        content=body,
        headers={**signed, **(koppen or {})},
        verify=huis.gemeente.tls(),
    )


def event(**anders: object) -> bytes:
    made = {
        "specversion": "1.0",
        "id": "1",
        "source": f"urn:nld:oin:{PROVINCIE.oin}:systeem:mijnzaken",
        "type": "nl.mijnzaken.wijziging",
        "time": "2026-11-27T12:00:00Z",
        "data": {"antwoord": {"data": {"mijnZakenGewijzigd": {"uwKenmerk": DAKKAPEL}}}},
        **anders,
    }
    return json.dumps(made).encode()


def test_only_a_partner_that_signs_is_believed(huis: Keten) -> None:
    goed = stuur(huis, event())
    weigeringen = [
        stuur(huis, event(), geheim=b"een ander geheim van 24 bytes of meer"),
        stuur(huis, event(), naam="niemand"),
        stuur(huis, event(), naam="niemand", geheim=bytes(32)),
        stuur(huis, event(), {"webhook-timestamp": str(int(time()) - 3600)}),
        stuur(huis, event(), {"webhook-signature": "v1,"}),
        stuur(huis, event(), {"webhook-id": "een-ander"}),
    ]
    assert goed.status_code == 204
    assert [response.status_code for response in weigeringen] == [401] * len(weigeringen)


@pytest.mark.parametrize(
    "body",
    [
        b"{}",
        b"[",
        event(type="nl.overheid.zaken.zaak-geopend"),
        event(specversion="0.3"),
        event(data={"antwoord": {"data": {"mijnZakenGewijzigd": {"uwKenmerk": "999990019"}}}}),
        event(data={"antwoord": {"data": {"mijnZakenGewijzigd": {"uwKenmerk": "a b"}}}}),
        event(data={"antwoord": {"data": None}}),
    ],
)
def test_what_is_no_change_of_a_zaak_is_refused_without_an_echo(huis: Keten, body: bytes) -> None:
    answer = stuur(huis, body)
    assert answer.status_code == 400
    assert "999990019" not in answer.text


def test_too_large_and_another_kind_are_refused(huis: Keten) -> None:
    assert stuur(huis, b" " * 10_000_000).status_code == 413
    assert stuur(huis, event(), {"Content-Type": "application/json"}).status_code == 415


def test_of_a_zaak_on_which_the_partner_does_not_work_nothing_is_told(huis: Keten, tmp_path: Path) -> None:
    """The corporatie works on no zaak of Fatima."""
    fatima = Luisteraar(huis, "burger")
    try:
        assert stuur(huis, event(id="van de corporatie"), naam="corporatie").status_code == 204
        assert CORPORATIE.titel
        assert stuur(huis, event(id="van de provincie")).status_code == 204
        tot(lambda: len(fatima.gehoord) > 0)
        assert len(fatima.gehoord) == 1
    finally:
        fatima.sluit()
