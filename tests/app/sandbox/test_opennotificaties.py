"""Open Notificaties of the sandbox: whom it takes as subscriber, and how it delivers. Over real sockets."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from typing import Any

import httpx
import pytest

from app.sandbox.kern import maak_jwt
from app.sandbox.opennotificaties import KANALEN
from tests.app.registries.ruwe_server import vrije_poort
from tests.app.sandbox.ontvanger import AUTH, Ontvanger, ontvanger, tot
from tests.gateway import Sandbox, sandbox

BERICHT = {
    "kanaal": "zaken",
    "hoofdObject": "https://zaken.voorbeeld.example/zaken/1",
    "resource": "status",
    "resourceUrl": "https://zaken.voorbeeld.example/statussen/1",
    "actie": "create",
    "aanmaakdatum": "2026-11-23T13:17:56.732Z",
    "kenmerken": {"bronorganisatie": "517439943", "zaaktype": "a", "vertrouwelijkheidaanduiding": "openbaar"},
}
EVENT = {
    "specversion": "1.0",
    "id": "1",
    "source": "urn:nld:oin:1:systeem:zaken",
    "type": "nl.overheid.zaken.zaak-gemuteerd",
    "subject": "89b06186-c133-4c74-8492-b43392bc4fdb",
    "data": {"bronorganisatie": "517439943"},
}


class Notificaties:
    """A client of it, as Open Zaak or a gateway."""

    def __init__(self, registers: Sandbox) -> None:
        self.staat = registers.product("opennotificaties").state
        self.staat.vertraging_s = 0.01
        self.staat.herhaal_s = 0.02
        self._client = httpx.Client(base_url=f"{registers.basis}/opennotificaties/api/v1", timeout=20)

    def vraag(self, methode: str, pad: str, body: object = None, **kop: str) -> httpx.Response:
        head = {"Authorization": f"Bearer {maak_jwt()}", **kop}
        url = pad if pad.startswith("http") else f"{self._client.base_url}{pad}"
        return self._client.request(methode, url, json=body, headers=head)

    def abonneer(self, url: str, *, auth: str = AUTH, kanalen: object = None, **velden: object) -> httpx.Response:
        gekozen = [{"naam": "zaken"}] if kanalen is None else kanalen
        return self.vraag("POST", "abonnement", {"callbackUrl": url, "auth": auth, "kanalen": gekozen, **velden})

    def meld(self, **anders: object) -> None:
        assert self.vraag("POST", "notificaties", {**BERICHT, **anders}).status_code == 201

    def close(self) -> None:
        self._client.close()


@pytest.fixture(scope="module")
def registers() -> Iterator[Sandbox]:
    with sandbox() as found:
        yield found


@pytest.fixture
def notificaties(registers: Sandbox) -> Iterator[Notificaties]:
    found = Notificaties(registers)
    found.staat.dubbel, found.staat.door_elkaar = 0.0, False
    yield found
    for abonnement in found.vraag("GET", "abonnement").json():
        found.vraag("DELETE", abonnement["url"])
    found.close()


@pytest.fixture
def callback() -> Iterator[Ontvanger]:
    with ontvanger() as found:
        yield found


def afkeuring(answer: httpx.Response) -> tuple[str, str]:
    assert answer.status_code == 400
    (fout,) = answer.json()["invalidParams"]
    return fout["name"], fout["code"]


def test_without_a_client_token_it_refuses_as_open_zaak_does(notificaties: Notificaties) -> None:
    answer = notificaties.vraag("GET", "abonnement", Authorization="")

    assert (answer.status_code, answer.json()["code"]) == (403, "permission_denied")
    assert answer.headers["api-version"] == "1.0.0"


def test_a_callback_is_tried_without_and_with_its_authorization(
    notificaties: Notificaties, callback: Ontvanger
) -> None:
    answer = notificaties.abonneer(callback.url)

    assert answer.status_code == 201
    assert set(answer.json()) == {"url", "callbackUrl", "kanalen", "sendCloudevents", "cloudeventFilters"}
    assert [proef.auth for proef in callback.proeven] == [None, AUTH]
    assert [proef.body["kanaal"] for proef in callback.proeven] == ["test", "test"]
    assert notificaties.vraag("GET", answer.json()["url"]).json() == answer.json()


@pytest.mark.parametrize(
    ("zonder", "met", "fout"),
    [
        (204, 204, ("callbackUrl", "no-auth-on-callback-url")),
        (500, 204, ("callbackUrl", "no-auth-on-callback-url")),
        (401, 500, ("nonFieldErrors", "invalid-callback-url")),
        (403, 302, ("nonFieldErrors", "invalid-callback-url")),
    ],
)
def test_a_callback_that_takes_from_strangers_or_not_from_us_is_refused(
    notificaties: Notificaties, callback: Ontvanger, zonder: int, met: int, fout: tuple[str, str]
) -> None:
    callback.antwoord = lambda vraag: met if vraag.auth == AUTH else zonder

    assert afkeuring(notificaties.abonneer(callback.url)) == fout
    assert notificaties.vraag("GET", "abonnement").json() == []


def test_a_callback_where_nobody_is_is_refused(notificaties: Notificaties) -> None:
    answer = notificaties.abonneer(f"http://127.0.0.1:{vrije_poort()}/")

    assert afkeuring(answer) == ("callbackUrl", "no-auth-on-callback-url")


@pytest.mark.parametrize(
    ("velden", "fout"),
    [
        ({"auth": ""}, ("auth", "required")),
        ({"auth": "a\r\nX-Ander: b"}, ("auth", "invalid")),
        ({"url": "ftp://hier/"}, ("callbackUrl", "invalid")),
        ({"url": "http://hier:99999/"}, ("callbackUrl", "invalid")),
        ({"kanalen": {"naam": "zaken"}}, ("kanalen", "invalid")),
        ({"cloudeventFilters": [{"filters": {}}]}, ("cloudeventFilters", "invalid")),
        ({"kanalen": [{"naam": "onbekend"}]}, ("naam", "kanaal_naam")),
        (
            {"kanalen": [{"naam": "zaken", "filters": {"kleur": "rood"}}]},
            ("filters", "inconsistent-abonnement-filters"),
        ),
    ],
)
def test_a_wrong_abonnement_is_refused_with_its_place(
    notificaties: Notificaties, callback: Ontvanger, velden: dict[str, Any], fout: tuple[str, str]
) -> None:
    assert afkeuring(notificaties.abonneer(velden.pop("url", callback.url), **velden)) == fout


def test_a_message_arrives_as_it_was_sent_with_the_authorization_as_it_was_given(
    notificaties: Notificaties, callback: Ontvanger
) -> None:
    notificaties.abonneer(callback.url)
    notificaties.meld()
    (found,) = callback.wacht_op(1)

    assert (found.pad, found.auth, found.media) == ("/notificaties", AUTH, "application/json")
    assert found.body == BERICHT


def test_only_what_was_asked_for_arrives(notificaties: Notificaties, callback: Ontvanger) -> None:
    kanalen = [{"naam": "zaken", "filters": {"zaaktype": "a", "bronorganisatie": "*"}}, {"naam": "besluiten"}]
    notificaties.abonneer(callback.url, kanalen=kanalen)
    notificaties.meld(kenmerken={**BERICHT["kenmerken"], "zaaktype": "b"})  # type: ignore[dict-item]
    notificaties.meld(kanaal="documenten", kenmerken={})
    notificaties.meld(kanaal="besluiten", kenmerken={})
    notificaties.meld()
    found = callback.wacht_op(2)

    assert sorted(een.body["kanaal"] for een in found) == ["besluiten", "zaken"]


@pytest.mark.parametrize(
    ("anders", "fout"),
    [
        ({"kanaal": "onbekend"}, ("kanaal", "message_kanaal")),
        ({"kenmerken": {"kleur": "rood"}}, ("kenmerken", "kenmerken_inconsistent")),
        ({"actie": ""}, ("actie", "required")),
    ],
)
def test_a_wrong_message_is_refused(
    notificaties: Notificaties, anders: dict[str, object], fout: tuple[str, str]
) -> None:
    assert afkeuring(notificaties.vraag("POST", "notificaties", {**BERICHT, **anders})) == fout


def test_it_tries_again_until_it_is_taken(notificaties: Notificaties, callback: Ontvanger) -> None:
    answers = iter([500, 429, 302, 204])
    notificaties.abonneer(callback.url)
    callback.antwoord = lambda _: next(answers)
    notificaties.staat.bezorgd.clear()
    notificaties.meld()
    found = callback.wacht_op(4)
    tot(lambda: len(notificaties.staat.bezorgd) == 4)

    assert [een.body for een in found] == [BERICHT] * 4
    assert [(een.poging, een.status) for een in notificaties.staat.bezorgd] == [(1, 500), (2, 429), (3, 302), (4, 204)]
    assert {een[:3] for een in notificaties.staat.bezorgd} == {("zaken", "status", "create")}


def test_it_gives_up_in_the_end(notificaties: Notificaties, callback: Ontvanger) -> None:
    notificaties.staat.herhaal_s = 0.001
    notificaties.abonneer(callback.url)
    callback.antwoord = lambda _: 503
    notificaties.staat.bezorgd.clear()
    notificaties.meld()
    callback.wacht_op(8)
    callback.antwoord = lambda _: 204
    notificaties.meld(actie="destroy")
    callback.wacht_op(9)
    tot(lambda: len(notificaties.staat.bezorgd) == 9)

    assert [een.actie for een in notificaties.staat.bezorgd] == ["create"] * 8 + ["destroy"]


def test_a_receiver_that_is_away_gets_it_when_it_is_back(notificaties: Notificaties) -> None:
    with ontvanger() as eerst:
        poort = eerst.poort
        notificaties.abonneer(eerst.url)
    notificaties.staat.bezorgd.clear()
    notificaties.meld()
    tot(lambda: len(notificaties.staat.bezorgd) > 0)
    with ontvanger(poort) as later:
        (found,) = later.wacht_op(1)

    assert notificaties.staat.bezorgd[0].status == 0
    assert found.body == BERICHT


def test_what_was_delivered_may_come_once_more(notificaties: Notificaties, callback: Ontvanger) -> None:
    notificaties.abonneer(callback.url)
    notificaties.staat.dubbel = 1.0
    for actie in ("create", "update", "destroy"):
        notificaties.meld(actie=actie)
    found = callback.wacht_op(6)

    assert sorted(een.body["actie"] for een in found) == ["create", "create", "destroy", "destroy", "update", "update"]


def test_the_order_may_be_lost_and_nothing_else(notificaties: Notificaties, callback: Ontvanger) -> None:
    notificaties.abonneer(callback.url)
    notificaties.staat.vertraging_s, notificaties.staat.door_elkaar = 0.3, True
    acties = [f"nr-{nummer:02}" for nummer in range(20)]
    for actie in acties:
        notificaties.meld(actie=actie)
    found = [een.body["actie"] for een in callback.wacht_op(20)]

    assert found != acties
    assert sorted(found) == acties


def test_the_order_holds_when_nothing_disturbs_it(notificaties: Notificaties, callback: Ontvanger) -> None:
    notificaties.abonneer(callback.url)
    acties = [f"nr-{nummer:02}" for nummer in range(20)]
    for actie in acties:
        notificaties.meld(actie=actie)

    assert [een.body["actie"] for een in callback.wacht_op(20)] == acties


def test_an_abonnement_that_is_changed_or_gone_is_obeyed(notificaties: Notificaties, callback: Ontvanger) -> None:
    url = notificaties.abonneer(callback.url).json()["url"]
    changed = {"callbackUrl": callback.url, "auth": AUTH, "kanalen": [{"naam": "besluiten"}]}
    answer = notificaties.vraag("PUT", url, changed)
    notificaties.meld()
    notificaties.meld(kanaal="besluiten", kenmerken={})
    callback.wacht_op(1)
    gone = notificaties.vraag("DELETE", url)
    notificaties.meld(kanaal="besluiten", kenmerken={})
    with ontvanger() as ander:
        notificaties.abonneer(ander.url)
        notificaties.meld()
        ander.wacht_op(1)

    assert (answer.status_code, gone.status_code) == (200, 204)
    assert [een.body["kanaal"] for een in callback.berichten] == ["besluiten"]
    assert notificaties.vraag("GET", url).status_code == 404


def test_a_change_to_a_callback_that_does_not_work_is_refused_and_the_old_one_stays(
    notificaties: Notificaties, callback: Ontvanger
) -> None:
    url = notificaties.abonneer(callback.url).json()["url"]
    answer = notificaties.vraag("PUT", url, {"callbackUrl": f"http://127.0.0.1:{vrije_poort()}/", "auth": AUTH})

    assert answer.status_code == 400
    assert notificaties.vraag("GET", url).json()["callbackUrl"] == callback.url


def test_cloudevents_come_to_who_asked_for_their_type(notificaties: Notificaties, callback: Ontvanger) -> None:
    filters = [{"typeSubstring": "zaak-gemuteerd"}]
    notificaties.abonneer(callback.url, kanalen=[], sendCloudevents=True, cloudeventFilters=filters)
    with ontvanger() as ander:
        notificaties.abonneer(ander.url)
        other = notificaties.vraag("POST", "cloudevents", {**EVENT, "type": "nl.overheid.zaken.zaak-geopend"})
        answer = notificaties.vraag("POST", "cloudevents", EVENT)
        notificaties.meld()
        ander.wacht_op(1)
        (found,) = callback.wacht_op(1)
        assert [een.body for een in ander.berichten] == [BERICHT]

    assert (other.status_code, answer.status_code) == (201, 201)
    assert (found.media, found.auth) == ("application/cloudevents+json", AUTH)
    assert found.body == EVENT


def test_who_takes_cloudevents_gets_notifications_as_one(notificaties: Notificaties, callback: Ontvanger) -> None:
    notificaties.abonneer(callback.url, sendCloudevents=True)
    notificaties.meld(source="urn:nld:oin:1:systeem:zaken")
    (found,) = callback.wacht_op(1)

    assert found.media == "application/cloudevents+json"
    assert found.body.pop("id")
    assert found.body == {
        "specversion": "1.0",
        "type": "nl.overheid.zaken.status.create",
        "source": "urn:nld:oin:1:systeem:zaken",
        "subject": "1",
        "time": BERICHT["aanmaakdatum"],
        "datacontenttype": "application/json",
        "data": {**BERICHT["kenmerken"], "hoofdObject": BERICHT["hoofdObject"]},  # type: ignore[dict-item]
    }


def test_kanalen_are_there_and_can_be_added_once(notificaties: Notificaties) -> None:
    before = {kanaal["naam"] for kanaal in notificaties.vraag("GET", "kanaal").json()}
    made = notificaties.vraag("POST", "kanaal", {"naam": "vergunningen", "filters": ["soort"]})
    again = notificaties.vraag("POST", "kanaal", {"naam": "vergunningen"})

    assert before >= set(KANALEN)
    assert (made.status_code, made.json()["filters"]) == (201, ["soort"])
    assert afkeuring(again) == ("naam", "unique")


def test_the_thread_begins_with_the_first_message_and_ends_with_close() -> None:
    def threads() -> int:
        return sum(thread.name == "opennotificaties" for thread in threading.enumerate())

    before = threads()
    with sandbox() as eigen, ontvanger() as callback:
        found = Notificaties(eigen)
        found.abonneer(callback.url)
        assert threads() == before
        found.meld()
        callback.wacht_op(1)
        assert threads() == before + 1
        eigen.app.state.close()
        assert threads() == before
        found.meld()
        found.close()
