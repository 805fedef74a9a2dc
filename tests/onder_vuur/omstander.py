"""Omstander: asks the same small thing over and over, and says how long he had to wait whenever that was longer than
before. A process of its own, so that who attacks does not hold him up.

    python omstander.py POORT PID TOKEN

Time in which he, or the gateway (PID), stood ready and waited for other processes on this machine does not count. Ends
when his standard input does.
"""

from __future__ import annotations

import http.client
import os
import select
import sys
from pathlib import Path
from time import perf_counter

VRAAG = b'{"query": "{ ik { soort rollen niveau } }"}'


def _zonder_processor(*pids: int) -> float:
    schedstat = (Path(f"/proc/{pid}/task/{pid}/schedstat").read_text(encoding="ascii") for pid in pids)
    return sum(int(text.split()[1]) for text in schedstat) / 1e9


def main(poort: int, pid: int, token: str) -> None:
    koppen = {
        "Content-Type": "application/json",
        "Accept": "application/graphql-response+json",
        "Authorization": f"Bearer {token}",
    }
    lijn = http.client.HTTPConnection("127.0.0.1", poort, timeout=30)
    langst = 0.0
    while not select.select([sys.stdin], [], [], 0.01)[0]:
        begin, eerder = perf_counter(), _zonder_processor(pid, os.getpid())
        lijn.request("POST", "/graphql", body=VRAAG, headers=koppen)
        antwoord = lijn.getresponse()
        antwoord.read()
        gewacht = perf_counter() - begin - (_zonder_processor(pid, os.getpid()) - eerder)
        if antwoord.status != 200:
            sys.exit(f"the bystander got {antwoord.status}")
        if gewacht > langst:
            langst = gewacht
            print(langst, flush=True)


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]), sys.argv[3])
