"""Poort: our gateway as a process of its own, before the registers at an address, the way it is asked to be.

    python -m tests.benchmarks.vergelijk.poort --port P --registers URL [--core] [--zonder]

`--core`: graphql-core runs every operation. `--zonder`: nothing is decided and nothing is written down; that is no way
to run, it only says what deciding and writing cost.
"""

from __future__ import annotations

import argparse
import os
from contextlib import ExitStack
from tempfile import TemporaryDirectory

import uvicorn

from app.console import richt_geheugen_in
from app.http.verbinding import Verbinding
from app.main import bouw
from app.sandbox.server import sandbox_settings
from app.telemetry.logging import richt_in
from tests.benchmarks.besluit_en_log import zonder_besluit


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--port", type=int, required=True)
    parser.add_argument("--registers", required=True)
    parser.add_argument("--core", action="store_true")
    parser.add_argument("--zonder", action="store_true")
    given = parser.parse_args()
    richt_in()
    with ExitStack() as stack, TemporaryDirectory(prefix="mijnzaken-") as map_:
        if given.zonder:
            zonder_besluit(stack)
        settings = sandbox_settings(given.registers, log=f"sqlite:{map_}/verwerkingenlog.sqlite")
        grenzen = settings.grenzen.model_copy(update={"gelijktijdig": 10_000})  # how it slows down, is what is measured
        app = bouw(settings.model_copy(update={"grenzen": grenzen}), plan=not given.core)
        richt_geheugen_in()
        uvicorn.run(
            app,
            host="127.0.0.1",
            port=given.port,
            http=Verbinding,
            loop=os.environ.get("MZ_LOOP", "auto"),
            access_log=False,
            server_header=False,
            proxy_headers=False,
            ws="none",
            log_config=None,
        )


if __name__ == "__main__":
    main()
