"""What the plan writes faster than Python does is what Python writes."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

from hypothesis import given
from hypothesis import strategies as st

from app.execution.plan.vorm import tijd_als_tekst

_VERSCHOVEN = st.integers(-1439, 1439).map(lambda minuten: timezone(timedelta(minutes=minuten)))


@given(st.datetimes(timezones=st.one_of(st.none(), st.just(UTC), _VERSCHOVEN)))
def test_a_time_is_written_as_isoformat_writes_it(tijd: datetime) -> None:
    assert tijd_als_tekst(tijd) == tijd.isoformat()
