"""What a register says, read: into one form, from known addresses only, and never more than that something changed."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.push.adresboek import Adresboek, Plek
from app.push.notificatie import NietGeldig, Notificatie, lees, lees_cloudevent

_UUID, _DEEL = "742fc5ee-d68b-5834-bc38-110a5d5ba48c", "11111111-2222-4333-8444-555555555555"
_ZAKEN = "https://zaken.example/zaken/api/v1"
ADRESSEN = Adresboek(
    {
        "openzaak": [_ZAKEN, "https://zaken.example/besluiten/api/v1", "https://zaken.example/catalogi/api/v1"],
        "ander": ["https://ander.example/zaken/api/v1"],
        "openvtb": ["https://vtb.example/taken/api/v1"],
    },
    {"openzaak": ("zaken",), "openvtb": ("externetaken",)},
)


def bericht(**anders: Any) -> bytes:
    return json.dumps(
        {
            "kanaal": "zaken",
            "hoofdObject": f"{_ZAKEN}/zaken/{_UUID}",
            "resource": "status",
            "resourceUrl": f"{_ZAKEN}/statussen/{_DEEL}",
            "actie": "create",
            "aanmaakdatum": "2026-11-27T10:00:00.123Z",
            "kenmerken": {"bronorganisatie": "517439943"},
            **anders,
        }
    ).encode()


def test_a_notification_of_open_notificaties() -> None:
    assert lees(bericht(), ADRESSEN) == Notificatie(
        register="openzaak",
        soort="Zaak",
        id=_UUID,
        resource="status",
        deel=_DEEL,
        actie="create",
        tijdstip=datetime(2026, 11, 27, 10, 0, 0, 123000, UTC),
    )


def test_the_same_notification_has_the_same_key_and_another_change_another() -> None:
    sleutels = [
        found.sleutel
        for raw in (
            bericht(),
            bericht(kenmerken={}, source="elders"),
            bericht(aanmaakdatum="2026-11-27T11:00:00.123+01:00"),
            bericht(aanmaakdatum="2026-11-27T10:00:00.124Z"),
            bericht(actie="update"),
        )
        if (found := lees(raw, ADRESSEN)) is not None
    ]

    assert sleutels[0] == sleutels[1] == sleutels[2]
    assert len(set(sleutels)) == 3


def test_a_trial_is_not_a_change() -> None:
    assert lees(bericht(kanaal="test", hoofdObject="http://some.hoofdobject.nl/"), ADRESSEN) is None


@pytest.mark.parametrize(
    "anders",
    [
        {"kanaal": "verzonnen"},
        {"hoofdObject": f"https://evil.example/zaken/api/v1/zaken/{_UUID}"},
        {"resourceUrl": f"https://evil.example/zaken/api/v1/statussen/{_DEEL}"},
        {"resourceUrl": f"https://ander.example/zaken/api/v1/statussen/{_DEEL}"},
        {"hoofdObject": f"https://zaken.example.evil.example/zaken/api/v1/zaken/{_UUID}"},
        {"hoofdObject": f"https://zaken.example@evil.example/zaken/api/v1/zaken/{_UUID}"},
        {"hoofdObject": f"{_ZAKEN}/zaken/../zaken/{_UUID}"},
        {"hoofdObject": f"{_ZAKEN}/zaken/{_UUID}?bsn=1"},
        {"hoofdObject": f"{_ZAKEN}/zaken/{'-' * 36}"},
        {"hoofdObject": f"{_ZAKEN}/statussen/{_UUID}"},
        {"aanmaakdatum": "gisteren"},
        {"hoofdObject": None},
    ],
)
def test_what_is_no_notification_of_a_known_register_is_refused_without_its_own_words(anders: dict[str, Any]) -> None:
    with pytest.raises(NietGeldig) as refused:
        lees(bericht(**anders), ADRESSEN)

    assert not {"evil", _UUID, "gisteren", "verzonnen"} & set(str(refused.value).split())


@given(st.binary(max_size=200))
def test_no_bytes_do_anything_but_be_refused(raw: bytes) -> None:
    for lezer in (lees, lees_cloudevent):
        with pytest.raises(NietGeldig):
            lezer(raw, ADRESSEN)


def cloudevent(**anders: Any) -> bytes:
    event = {"specversion": "1.0", "id": "7", "source": "urn:nld:oin:1", "type": "", "subject": _UUID, **anders}
    return json.dumps(event).encode()


@pytest.mark.parametrize(
    ("soort", "object_", "actie"),
    [
        ("nl.overheid.zaken.zaak-gemuteerd", ("openzaak", "Zaak"), "update"),
        ("nl.overheid.zaken.zaak-geregistreerd", ("openzaak", "Zaak"), "create"),
        ("nl.overheid.taken.externetaak-geregistreerd", ("openvtb", "Taak"), "geregistreerd"),
    ],
)
def test_a_cloudevent(soort: str, object_: tuple[str, str], actie: str) -> None:
    found = lees_cloudevent(cloudevent(type=soort, time="2026-11-27T10:00:00Z"), ADRESSEN)

    assert found is not None
    assert (found.register, found.soort, found.id, found.actie) == (*object_, _UUID, actie)


def test_two_cloudevents_about_one_zaak_are_two_and_one_that_comes_again_is_one() -> None:
    een, ander, nogmaals = (
        lees_cloudevent(cloudevent(type="nl.overheid.zaken.zaak-gemuteerd", id=id_), ADRESSEN) for id_ in "121"
    )

    assert een is not None
    assert ander is not None
    assert nogmaals is not None
    assert een.sleutel == nogmaals.sleutel != ander.sleutel


def test_a_cloudevent_that_tells_nobody_anything_is_passed_over_and_a_foreign_one_refused() -> None:
    assert lees_cloudevent(cloudevent(type="nl.overheid.zaken.document-geregistreerd"), ADRESSEN) is None
    assert lees_cloudevent(cloudevent(type="nl.elders.iets"), ADRESSEN) is None
    for wrong in ({"specversion": "0.3"}, {"subject": "../zaken"}, {"subject": ""}):
        with pytest.raises(NietGeldig):
            lees_cloudevent(cloudevent(type="nl.overheid.zaken.zaak-gemuteerd", **wrong), ADRESSEN)


def test_an_object_named_by_its_uuid_alone_must_be_of_the_only_register_that_has_its_kind() -> None:
    twee = Adresboek({}, {"een": ("zaken",), "ander": ("zaken",)})

    assert ADRESSEN.in_soort("zaken", _UUID.upper()) == Plek("openzaak", "zaken", _UUID)
    assert twee.in_soort("zaken", _UUID) is None
