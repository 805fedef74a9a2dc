"""The log: one JSON line per event, and nobody's number in it, whatever field it stands in."""

from __future__ import annotations

import io
import json
import logging
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
import structlog
from hypothesis import given
from hypothesis import strategies as st

from app.telemetry.logging import richt_in, zonder_nummers

BSN = "999990019"


@pytest.fixture
def stroom() -> Iterator[io.StringIO]:
    """The log of a serving process, and after the test everything as it was."""
    root, stream = logging.getLogger(), io.StringIO()
    handlers, level = root.handlers[:], root.level
    richt_in(stream)
    yield stream
    root.handlers[:] = handlers
    root.setLevel(level)
    structlog.reset_defaults()


def _lines(stroom: io.StringIO) -> list[dict[str, object]]:
    return [json.loads(line) for line in stroom.getvalue().splitlines()]


@pytest.mark.parametrize(
    "fields",
    [
        {"detail": f"register said: {BSN} is unknown"},
        {"bsn": int(BSN)},
        {"bsn": float(BSN)},
        {"lijst": [{"diep": (BSN,)}]},
        {BSN: "a name"},
        {"diep": {BSN: 1}},
        {"bytes": BSN.encode()},
        {"fout": ValueError(BSN)},
        {"trace_id": BSN},
        {"url": f"https://register/personen/{BSN}?x=1"},
        {"timestamp": BSN},
        {"set": {BSN}},
        {"kvk": "90001354"},
    ],
)
def test_a_number_of_a_person_does_not_come_out_of_any_field(stroom: io.StringIO, fields: dict[str, object]) -> None:
    structlog.get_logger("proef").warning("gebeurtenis", **fields)

    (line,) = _lines(stroom)
    assert line["event"] == "gebeurtenis"
    assert BSN not in stroom.getvalue()
    assert "90001354" not in stroom.getvalue()


def test_a_number_in_the_event_itself_does_not_come_out(stroom: io.StringIO) -> None:
    structlog.get_logger("proef").error(f"persoon {BSN} niet gevonden")

    assert _lines(stroom)[0]["event"] == "persoon … niet gevonden"


def test_an_event_is_one_line_of_json_with_its_moment_level_and_trace(stroom: io.StringIO) -> None:
    trace = "12345678901234567890abcdef123456"
    structlog.get_logger("proef").warning("regel\nbreuk", trace_id=trace, ms=12.5, goed=True, niets=None)

    (line,) = _lines(stroom)
    assert line | {"timestamp": ""} == {
        "event": "regel\nbreuk",
        "level": "warning",
        "timestamp": "",
        "trace_id": trace,
        "ms": 12.5,
        "goed": True,
        "niets": None,
    }


def test_what_a_library_logs_is_masked_too_and_its_exception_is_named_without_its_text(stroom: io.StringIO) -> None:
    try:
        raise ValueError(f"bsn={BSN}")
    except ValueError:
        logging.getLogger("uvicorn.error").exception("Exception in ASGI application %s", BSN)

    (line,) = _lines(stroom)
    assert line["event"] == "Exception in ASGI application …"
    assert line["soort"] == "ValueError"
    assert BSN not in stroom.getvalue()


@given(st.dictionaries(st.text(), st.recursive(st.integers() | st.text(), st.lists), max_size=4), st.data())
def test_no_eight_digits_in_a_row_come_out_of_any_event(event: dict[str, object], data: st.DataObject) -> None:
    spot = data.draw(st.text())
    found = zonder_nummers(None, "", {"event": f"{spot}{BSN}{spot}", **event})

    written = json.dumps({key: value for key, value in found.items() if key != "trace_id"}, ensure_ascii=False)
    assert BSN not in written


def test_the_serving_process_logs_json_to_standard_error(tmp_path: Path) -> None:
    """As `serve` starts it: the application's factory sets the log up."""
    config = tmp_path / "mijnzaken.yaml"
    config.write_text(f"pseudoniemsleutel: '{'0' * 64}'\n")
    program = (
        "from app.console import bouw_uit_omgeving; bouw_uit_omgeving(); import structlog, logging;"
        f"structlog.get_logger().warning('een', bsn='{BSN}'); logging.getLogger('x').warning('twee {BSN}')"
    )
    result = subprocess.run(
        [sys.executable, "-c", program],
        cwd=tmp_path,
        env={**os.environ, "MIJNZAKEN_CONFIG": str(config), "PYTHONPATH": str(Path(__file__).parents[3])},
        capture_output=True,
        text=True,
        check=True,
    )

    events = [json.loads(line)["event"] for line in result.stderr.splitlines()]
    # the verwerkingenlog tells that it works, from a thread of its own: before, between, after, or not any more
    assert [event for event in events if event != "verwerkingenlog beschikbaar"] == ["een", "twee …"]
    assert BSN not in result.stderr
    assert result.stdout == ""
