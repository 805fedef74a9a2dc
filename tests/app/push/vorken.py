"""Vorken: gateways with push that can be started and killed many times a minute. Imported once, forked for each start.

    python -m tests.app.push.vorken SETTINGS

SETTINGS is a file with settings as JSON. Each line on standard input is a port: a gateway is forked that listens there,
and its process number is printed. What a dead process had taken, is free again after a second instead of a minute.
"""

from __future__ import annotations

import json
import os
import signal
import sys
from pathlib import Path

import uvicorn

from app.config import Settings
from app.http.abonnement.verbinding import WEBSOCKET
from app.http.verbinding import Verbinding
from app.main import bouw
from app.push import bezorging, verwerking


def _bedien(settings: Settings, port: int) -> None:
    app = bouw(settings)
    uvicorn.run(app, host="127.0.0.1", port=port, http=Verbinding, log_config=None, access_log=False, **WEBSOCKET)


def main(bestand: str) -> None:
    settings = Settings.model_validate(json.loads(Path(bestand).read_text(encoding="utf-8")))
    verwerking._HUUR_S = 1.0
    verwerking._LANGSTE_WACHT_S = 1.0
    bezorging._HUUR_S = 1.0
    bezorging._EERSTE_WACHT_S = 0.1
    bezorging._LANGSTE_WACHT_S = 1.0
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # who was killed needs no funeral
    for line in sys.stdin:
        pid = os.fork()
        if pid == 0:
            os.close(0)
            os.dup2(2, 1)  # standard output is for process numbers
            _bedien(settings, int(line))
            os._exit(0)
        print(pid, flush=True)


if __name__ == "__main__":
    main(*sys.argv[1:])
