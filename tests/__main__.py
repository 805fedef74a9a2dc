"""`python -m tests`: every check and every test, as the README says it. Stops at the first check that fails, and says
which. At the end everything that the tests wrote is searched for the numbers of people."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import Thread

from resolvers.grammar.sleutel import Bsn

ROOT = Path(__file__).parent.parent

#: Of a second or so, and first.
STAPPEN: tuple[tuple[str, list[str]], ...] = (
    ("vorm", ["-m", "ruff", "format", "--check", "--quiet", "app", "resolvers", "tests"]),
    ("regels", ["-m", "ruff", "check", "--quiet", "app", "resolvers", "tests"]),
)
#: Beside the tests, which leave a part of the machine to them.
ERNAAST: tuple[tuple[str, list[str]], ...] = (
    ("typen", ["-m", "mypy", "app", "resolvers", "tests"]),
    ("verdiepingen", ["-c", "from importlinter.cli import lint_imports_command; lint_imports_command()"]),
    ("schema", ["-m", "app", "schema", "--check"]),
)
TESTS = ["-m", "pytest", "-n", "3", "--dist", "loadgroup", "-q", "--durations=5"]
#: The people of the sandbox have numbers that begin so. Of the many random ids that tests write, one in some runs holds
#: nine such digits too; the check of eleven, which every BSN passes, tells nearly all of them apart.
_BSN = re.compile(rb"(?<![0-9])99999[0-9]{4}(?![0-9])")


def main() -> int:
    with TemporaryDirectory(prefix="mijnzaken-tests-") as map_:
        os.chmod(map_, 0o755)  # a PostgreSQL that a test starts may run as somebody else
        env = {**os.environ, "TMPDIR": map_}
        # What the tests need from npm is there when they need it, or they wait for it.
        with subprocess.Popen([sys.executable, "-m", "tests.clients.knooppunt"], cwd=ROOT, env=env) as halen:
            try:
                return _stappen() or _tests(Path(map_), env)
            finally:
                if halen.poll() is None:
                    halen.terminate()


def _stappen() -> int:
    for naam, opdracht in STAPPEN:
        print(f"== {naam}", flush=True)
        code = subprocess.run([sys.executable, *opdracht], cwd=ROOT, check=False).returncode
        if code:
            print(f"== {naam}: mislukt", flush=True)
            return code
    return 0


class Ernaast(Thread):
    """The checks that run while the tests do. One that fails ends the tests."""

    def __init__(self, tests: subprocess.Popen[bytes]) -> None:
        super().__init__()
        self.code = 0
        self._tests = tests

    def run(self) -> None:
        for naam, opdracht in ERNAAST:
            done = subprocess.run([sys.executable, *opdracht], cwd=ROOT, check=False, capture_output=True, text=True)
            if done.returncode:
                print(f"\n== {naam}: mislukt\n{done.stdout}{done.stderr}", flush=True)
                self.code = done.returncode
                self._tests.terminate()
                return


def _tests(map_: Path, env: dict[str, str]) -> int:
    """The tests, with all their files in one place; and then what is in those."""
    print(f"== tests, en ernaast {', '.join(naam for naam, _ in ERNAAST)}", flush=True)
    uitvoer = map_ / "uitvoer.txt"
    with (
        uitvoer.open("wb") as file,
        subprocess.Popen([sys.executable, *TESTS], cwd=ROOT, env=env, stdout=subprocess.PIPE) as process,
    ):
        assert process.stdout is not None
        ernaast = Ernaast(process)
        ernaast.start()
        while chunk := os.read(process.stdout.fileno(), 65_536):
            sys.stdout.buffer.write(chunk)
            sys.stdout.flush()
            file.write(chunk)
        ernaast.join()
    if process.returncode and not ernaast.code:
        print("== tests: mislukt", flush=True)
    if process.returncode or ernaast.code:
        return ernaast.code or process.returncode
    geschreven = [path for path in map_.rglob("*") if "node_modules" not in path.parts]  # those npm wrote
    bestanden = [path for path in geschreven if path.is_file()]
    gevonden = [path.relative_to(map_) for path in bestanden if _noemt_bsn(path.read_bytes())]
    gevonden += [path.relative_to(map_) for path in geschreven if _noemt_bsn(path.name.encode())]
    print(f"== sporen: {len(bestanden)} bestanden doorzocht, in {len(gevonden)} staat een nummer", flush=True)
    for path in gevonden:
        print(f"   {path}", flush=True)
    return 1 if gevonden else 0


def _noemt_bsn(raw: bytes) -> bool:
    return any(Bsn.klopt(found.decode()) for found in _BSN.findall(raw))


if __name__ == "__main__":
    sys.exit(main())
