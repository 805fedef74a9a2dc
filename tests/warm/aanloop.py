"""Aanloop: asks the process that forks for a fork, lends it all that it has, and ends as it ends. Imports little, for
it is started often."""

from __future__ import annotations

import json
import os
import signal
import socket
import sys


def main() -> int:
    adres, *opdracht = sys.argv[1:]
    lijn = socket.socket(socket.AF_UNIX)
    lijn.connect(adres)
    vraag = json.dumps({"opdracht": opdracht, "map": os.getcwd(), "omgeving": dict(os.environ)}).encode()
    socket.send_fds(lijn, [len(vraag).to_bytes(4, "big")], [0, 1, 2])
    lijn.sendall(vraag)
    for nummer in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
        signal.signal(nummer, lambda found, _: lijn.sendall(bytes([found])))
    told = lijn.recv(4)
    if not told:
        return 1
    code = int.from_bytes(told, "big", signed=True)
    if code < 0:  # it was killed, and so are we
        signal.signal(-code, signal.SIG_DFL)
        os.kill(os.getpid(), -code)
    return code


if __name__ == "__main__":
    sys.exit(main())
