"""The duurproef, made short: some seconds and one fault after another. What grows only shows in the long one."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.onder_vuur.duur_vragers import Stand, Verslag, Vragers
from tests.onder_vuur.duurproef import duurproef
from tests.onder_vuur.honderd import merk


@pytest.fixture
def eigen_kern() -> Iterator[None]:
    """The load binds itself to one core; the tests after it are not bound."""
    kernen = os.sched_getaffinity(0)
    yield
    os.sched_setaffinity(0, kernen)


@pytest.mark.usefixtures("eigen_kern")
async def test_at_seven_tenths_of_what_it_bears_nothing_is_lost_mixed_up_or_cut_off(tmp_path: Path) -> None:
    verslag = await duurproef(tmp_path, 12.0, kort=0.1)

    assert verslag.mis == []
    assert verslag.storingen >= 2
    assert verslag.antwoorden > 100
    assert verslag.geweigerd > 0
    assert verslag.logregels == len(verslag.sporen) > 100
    assert verslag.stopte_s < 10


@pytest.mark.parametrize(
    ("status", "body", "mis"),
    [
        (200, '{"data": {"titel": "MERK003"}}', "of another"),
        (200, '{"data": {"titel": "MERK002 anders"}}', "other data"),
        (500, "{}", "status 500"),
        (200, '{"data": null, "errors": [{"extensions": {"code": "INTERNAL_ERROR"}}]}', "codes"),
    ],
)
def test_what_may_not_be_would_be_seen(status: int, body: str, mis: str) -> None:
    vragers = Vragers(1, Verslag(), gezond={(2, 0): {"titel": merk(2)}})
    vragers._keur(2, 0, status, body, "spoor", calm=True)

    assert vragers.verslag.mis[0].startswith(mis)


def test_growth_is_of_the_last_third_against_the_first_once_it_is_warm() -> None:
    standen = [
        Stand(op_s, geheugen, 20, 0.7, 5.0, 9.0) for op_s, geheugen in ((0, 50), (300, 90), (900, 95), (1800, 99))
    ]

    assert Verslag(standen=standen).groei(lambda stand: stand.geheugen_mb) == (90, 99)
