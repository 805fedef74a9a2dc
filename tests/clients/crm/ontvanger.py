"""Ontvanger: takes the webhooks of MijnZaken. Only the standard library, so that it can be copied."""

from __future__ import annotations

import hmac
import json
import sqlite3
from base64 import b64decode, b64encode
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from hashlib import sha256
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Lock, Thread
from time import time
from typing import Any

#: A message that is older was kept by somebody, or our clock is wrong.
SPELING_S = 300
GROOTST = 1024 * 1024


class Ontvanger:
    """`verwerk` gets each event once. `geheim`: as it stands in the configuration of the gateway (`push.webhooks`)."""

    def __init__(self, geheim: str, opslag: Path, verwerk: Callable[[dict[str, Any]], None]) -> None:
        self._geheim = b64decode(geheim.removeprefix("whsec_"))
        self._verwerk = verwerk
        self._slot = Lock()
        self._gezien = sqlite3.connect(opslag, check_same_thread=False, isolation_level=None)
        self._gezien.execute("CREATE TABLE IF NOT EXISTS gezien (id TEXT PRIMARY KEY)")

    def neem(self, koppen: Mapping[str, str], body: bytes) -> int:
        """The status to answer with. 2xx: never again; anything else: the gateway comes back with it later."""
        if not self._is_echt(koppen, body):
            return 401
        with self._slot, self._gezien:
            self._gezien.execute("BEGIN IMMEDIATE")
            # The same id comes again when our answer was lost. That it was seen and what was done with it are kept
            # together: a crash in between would lose the event, or do it twice.
            nieuw = self._gezien.execute("INSERT OR IGNORE INTO gezien VALUES (?)", [koppen["webhook-id"]]).rowcount
            if nieuw:
                self._verwerk(json.loads(body))
        return 204

    def _is_echt(self, koppen: Mapping[str, str], body: bytes) -> bool:
        """Over the bytes as they came: JSON that was read and written again is other bytes."""
        id_, tijdstip = koppen.get("webhook-id", ""), koppen.get("webhook-timestamp", "")
        if not id_ or not tijdstip.isdecimal() or abs(time() - int(tijdstip)) > SPELING_S:
            return False
        made = hmac.new(self._geheim, f"{id_}.{tijdstip}.".encode() + body, sha256).digest()
        goed = f"v1,{b64encode(made).decode()}"
        # More than one: while a secret is being replaced, the sender signs with both.
        gegeven = koppen.get("webhook-signature", "").split()
        return any(hmac.compare_digest(goed.encode(), merk.encode()) for merk in gegeven)

    def close(self) -> None:
        self._gezien.close()


@contextmanager
def luister(ontvanger: Ontvanger, poort: int) -> Iterator[None]:
    """On this machine only: before it stands a proxy, which ends TLS."""

    class Deur(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            lengte = int(self.headers.get("Content-Length") or 0)
            status = ontvanger.neem(dict(self.headers), self.rfile.read(lengte)) if lengte <= GROOTST else 413
            self.send_response(status)
            self.end_headers()

        def log_message(self, *_: object) -> None:
            """Nothing: the address of a webhook says enough in the log of the proxy."""

    with ThreadingHTTPServer(("127.0.0.1", poort), Deur) as server:
        draad = Thread(target=server.serve_forever, daemon=True)
        draad.start()
        try:
            yield
        finally:
            server.shutdown()
            draad.join()
