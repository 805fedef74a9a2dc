"""The plan and graphql-core answer alike: data byte for byte, errors, afgeschermd, what is recorded, and the plan never
asks a register more. Random documents, variables, worlds, faults and afnemers.

`MIJNZAKEN_LANG=1` draws 50 000 new cases (`MIJNZAKEN_GEVALLEN` of them, when it is set) instead of the same few
hundred.
"""

from __future__ import annotations

import os

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from tests.app.execution.gelijk import Storing, trek_storing, vergelijk
from tests.autorisatie.proef import Geval, gevallen

LANG = os.environ.get("MIJNZAKEN_LANG") == "1"
GEVALLEN = int(os.environ.get("MIJNZAKEN_GEVALLEN", "50000")) if LANG else 400

GELIJK = settings(
    max_examples=GEVALLEN,
    derandomize=not LANG,
    database=None,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.large_base_example],
    phases=[Phase.generate, Phase.shrink],
)


@pytest.mark.filterwarnings("ignore:Generating overly large repr")  # of the case that differs; it is told all the same
@GELIJK
@given(gevallen(), st.integers(0, 2**32 - 1).map(trek_storing))
def test_the_plan_answers_as_graphql_core_does(geval: Geval, storing: Storing) -> None:
    vergelijk(geval, storing)
