"""Logging: one JSON line per event, to standard error, without anybody's number.

A BSN, a KvK-nummer and an RSIN are eight digits or more in a row. No log line needs such a row, so every one is
masked, in whatever field it stands: a rule that holds for all fields cannot be forgotten for one.
"""

from __future__ import annotations

import logging
import re
import sys
from collections.abc import Mapping
from typing import TextIO

import structlog
from structlog.typing import EventDict, WrappedLogger

_RIJ = re.compile(r"\d{8,}")
#: Our own trace ids: hexadecimal, now and then with eight digits in a row, and how a log line is found again.
_SPOOR = re.compile(r"[0-9a-f]{32}")


def zonder_nummers(_logger: WrappedLogger | None, _method: str, event: EventDict) -> EventDict:
    """The event with every row of eight or more digits masked: in values, in names, however deep."""
    return {
        zonder_reeksen(key): value if key == "trace_id" and _is_spoor(value) else _gemaskeerd(value)
        for key, value in event.items()
    }


def _is_spoor(value: object) -> bool:
    return isinstance(value, str) and _SPOOR.fullmatch(value) is not None


def _gemaskeerd(value: object) -> object:
    if value is None or isinstance(value, bool):
        return value
    if isinstance(value, (int, float)):
        return value if _RIJ.search(repr(value)) is None else zonder_reeksen(repr(value))
    if isinstance(value, Mapping):
        return {zonder_reeksen(str(key)): _gemaskeerd(item) for key, item in value.items()}
    if isinstance(value, (list, tuple, set, frozenset)):
        return [_gemaskeerd(item) for item in value]
    return zonder_reeksen(value if isinstance(value, str) else repr(value))


def zonder_reeksen(text: str) -> str:
    """The text with every row of eight or more digits masked."""
    return _RIJ.sub("…", text)


class _Regel(logging.Formatter):
    """What a library logs the old way (uvicorn, asyncio), as the same kind of line. An exception is its kind alone: its
    text may hold what somebody sent."""

    def format(self, record: logging.LogRecord) -> str:
        kind = record.exc_info[0].__name__ if record.exc_info and record.exc_info[0] else None
        event: EventDict = {"event": record.getMessage(), "level": record.levelname.lower(), "logger": record.name}
        if kind:
            event["soort"] = kind
        event = structlog.processors.TimeStamper(fmt="iso", utc=True)(None, "", event)
        rendered = structlog.processors.JSONRenderer(ensure_ascii=False)(None, "", zonder_nummers(None, "", event))
        return rendered if isinstance(rendered, str) else rendered.decode()


def richt_in(stroom: TextIO | None = None, *, niveau: int = logging.INFO) -> None:
    """For a process that serves. Everything goes to one stream, ours and that of libraries. `niveau`: from which level
    our own events are told."""
    target = sys.stderr if stroom is None else stroom
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            zonder_nummers,
            structlog.processors.JSONRenderer(ensure_ascii=False),
        ],
        # A line and its end in one: several processes write to the same place.
        logger_factory=structlog.WriteLoggerFactory(target),
        wrapper_class=structlog.make_filtering_bound_logger(niveau),
        cache_logger_on_first_use=False,
    )
    handler = logging.StreamHandler(target)
    handler.setFormatter(_Regel())
    logging.basicConfig(handlers=[handler], level=logging.WARNING, force=True)
