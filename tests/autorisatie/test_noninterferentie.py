"""Two worlds that differ only in what an afnemer may not see give him the same answer, byte for byte: data, errors,
afgeschermd, order, counts, cursors. What is not there costs what may not be seen costs. What was told is noted.

`MIJNZAKEN_LANG=1` draws 10 000 new cases (`MIJNZAKEN_GEVALLEN` of them, when it is set) instead of the same few
hundred.
"""

from __future__ import annotations

import os

from hypothesis import HealthCheck, Phase, given, settings

from tests.autorisatie.proef import Geval, alles_vastgelegd, geen_verschil, gelijk_werk, gevallen, niets_zonder_log

LANG = os.environ.get("MIJNZAKEN_LANG") == "1"
GEVALLEN = int(os.environ.get("MIJNZAKEN_GEVALLEN", "10000")) if LANG else 250

#: No database: a run is what its seed makes it. A case is as slow as its worlds are large, and that is meant.
PROEF = settings(
    max_examples=GEVALLEN,
    derandomize=not LANG,
    database=None,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.large_base_example],
    phases=[Phase.generate, Phase.shrink],
)


@PROEF
@given(gevallen())
def test_what_may_not_be_seen_changes_nothing(geval: Geval) -> None:
    uitkomst = geen_verschil(geval)
    alles_vastgelegd(geval, uitkomst)
    gelijk_werk(geval)
    niets_zonder_log(geval)
