"""`python -m tests`: every check and every test, as the README says it. Stops at the first that fails, and says
which."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parent.parent

STAPPEN: tuple[tuple[str, list[str]], ...] = (
    ("vorm", ["-m", "ruff", "format", "--check", "--quiet", "app", "resolvers", "tests"]),
    ("regels", ["-m", "ruff", "check", "--quiet", "app", "resolvers", "tests"]),
    ("typen", ["-m", "mypy", "app", "resolvers", "tests"]),
    ("verdiepingen", ["-c", "from importlinter.cli import lint_imports_command; lint_imports_command()"]),
    ("schema", ["-m", "app", "schema", "--check"]),
    ("tests", ["-m", "pytest", "-n", "2", "-q", "--durations=5"]),
)


def main() -> int:
    for naam, opdracht in STAPPEN:
        print(f"== {naam}", flush=True)
        code = subprocess.run([sys.executable, *opdracht], cwd=ROOT, check=False).returncode
        if code:
            print(f"== {naam}: mislukt", flush=True)
            return code
    return 0


if __name__ == "__main__":
    sys.exit(main())
