"""Vorken: a gateway that can be started and killed many times a minute. It is imported once, and forked for each
start.

    python -m tests.app.verwerkingenlog.vorken REGISTERS LOG

Each line on standard input is a port: a gateway is forked that listens there, and its process number is printed.
"""

from __future__ import annotations

import os
import signal
import sys

import uvicorn

from app.main import bouw
from app.sandbox.server import sandbox_settings


def _bedien(basis: str, log: str, port: int) -> None:
    app = bouw(sandbox_settings(basis, log=log, port=port))
    uvicorn.run(app, host="127.0.0.1", port=port, log_config=None, access_log=False, ws="none")


def main(basis: str, log: str) -> None:
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # who was killed needs no funeral
    for line in sys.stdin:
        pid = os.fork()
        if pid == 0:
            os.close(0)
            os.dup2(2, 1)  # standard output is for process numbers
            _bedien(basis, log, int(line))
            os._exit(0)
        print(pid, flush=True)


if __name__ == "__main__":
    main(*sys.argv[1:])
