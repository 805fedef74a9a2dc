"""Opstelling: the processes of a measurement, each on the core that is meant for it, and one question to try them."""

from __future__ import annotations

import asyncio
import json
import os
import socket
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from time import monotonic, sleep
from urllib.request import urlopen

#: The gateway has a core to itself; the load and the registers share the other.
_KERNEN = sorted(os.sched_getaffinity(0))
KERN_POORT, KERN_REST = _KERNEN[0], _KERNEN[-1]


def vrije_poort() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@contextmanager
def draait(command: Sequence[str], port: int, kern: int | None) -> Iterator[int]:
    """A server as long as it is asked; its pid. Raises RuntimeError when it does not start."""
    pin = (lambda: os.sched_setaffinity(0, {kern})) if kern is not None else None
    env = {**os.environ, "NODE_ENV": "production", "TAILCALL_TRACKER": "false"}
    with subprocess.Popen(
        command, preexec_fn=pin, env=env, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    ) as process:
        try:
            until = monotonic() + 60
            while True:
                with socket.socket() as probe:
                    if probe.connect_ex(("127.0.0.1", port)) == 0:
                        break
                if process.poll() is not None or monotonic() > until:
                    raise RuntimeError(f"does not start: {' '.join(command[:4])}")
                sleep(0.05)
            yield process.pid
        finally:
            process.terminate()


def stub(registers: str, pad: str) -> Mapping[str, float]:
    with urlopen(f"{registers}{pad}", timeout=10) as answer:
        found: Mapping[str, float] = json.load(answer)
        return found


@contextmanager
def registers(zaken: int) -> Iterator[str]:
    """The registers as a stub before the sandbox, with so many zaken of one person: their address."""
    sandboxpoort, stubpoort = vrije_poort(), vrije_poort()
    sandbox = [sys.executable, "-m", "app", "sandbox", "--port", str(sandboxpoort), "--zaken", str(zaken)]
    before = [sys.executable, "-m", "tests.benchmarks.vergelijk.stub", "--port", str(stubpoort)]
    with (
        draait(sandbox, sandboxpoort, None),
        draait([*before, "--bron", f"127.0.0.1:{sandboxpoort}"], stubpoort, KERN_REST),
    ):
        yield f"http://127.0.0.1:{stubpoort}"


async def een(port: int, request: bytes) -> object:
    """The data of one answer."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port, limit=1 << 22)
    writer.write(request)
    head = await reader.readuntil(b"\r\n\r\n")
    size = int(head.lower().partition(b"content-length:")[2].split(b"\r\n")[0])
    body = json.loads(await reader.readexactly(size))
    writer.close()
    if body.get("errors"):
        raise RuntimeError(json.dumps(body["errors"])[:500])
    return body["data"]
