"""Bewaren: what is in the log stays as long as the bewaartermijn of its activiteit, and then goes.

What goes is what says anything about anybody: the contents, the pseudonym of the betrokkene, and the zout that could
confirm a guess. What stays is that there was a record: its nr, time, kind, activiteit and random trace and span, with
the seals that keep the chain whole.

A Handeling goes with the last of its Verwerkingen. What has no activiteit of ours (a Handeling that told nothing, an
Audit, an activiteit that is no longer configured) stays as long as the longest bewaartermijn.
"""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Mapping
from datetime import datetime, timedelta

from app.config.verwerkingenlog import ActiviteitSettings
from app.verwerkingenlog.opslag import Opslag

_DUUR = re.compile(r"P(?:(\d+)Y)?(?:(\d+)M)?(?:(\d+)D)?")
_PER_KEER = 2000
"""Records per transaction: few enough that who writes meanwhile hardly waits."""


def schoon_op(opslag: Opslag, activiteiten: Mapping[str, ActiviteitSettings], nu: datetime) -> int:
    """Removes what is over its term at `nu` (with a time zone), and how many records that were. Raises OpslagFout;
    what was removed before that stays removed and accounted for."""
    if not activiteiten:
        return 0
    nu_ms = _ms(nu)
    grenzen = {key: _ms(_terug(nu, item.bewaartermijn)) for key, item in activiteiten.items()}
    langst = min(grenzen.values())
    totaal = 0
    while nummers := opslag.verlopen(grenzen, langst, _PER_KEER):
        totaal += opslag.maak_leeg("regels", nummers, nu_ms)
    while nummers := opslag.verlopen_audit(langst, _PER_KEER):
        totaal += opslag.maak_leeg("audit", nummers, nu_ms)
    return totaal


def _terug(nu: datetime, duur: str) -> datetime:
    """`nu` less a duration in years, months and days. A day that its month does not have becomes the last of that
    month: a record never goes too early, and at most three days late."""
    found = _DUUR.fullmatch(duur)
    assert found is not None, "the settings refuse any other duration"
    years, months, days = (int(part or 0) for part in found.groups())
    year, month = divmod(nu.year * 12 + nu.month - 1 - years * 12 - months, 12)
    if year < 1:
        return datetime.min.replace(tzinfo=nu.tzinfo)
    day = min(nu.day, monthrange(year, month + 1)[1])
    first = nu.replace(year=year, month=month + 1, day=day)
    return first - min(timedelta(days=days), first - datetime.min.replace(tzinfo=nu.tzinfo))


def _ms(moment: datetime) -> int:
    return round(moment.timestamp() * 1000)
